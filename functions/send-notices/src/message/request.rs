//! The messages about a request by post.

use super::{Message, deadline};
use crate::{
    dates::{day_en, day_zh},
    help,
};
use beian_filing::{
    history::Recipient,
    paper::{Evidence, PaperRequest, RequestEvent, RequestKind, RequestSubject},
};

/// The request's aim in Chinese and in English, and the words that the sender writes on the envelope.
fn asked(request: &PaperRequest) -> (String, String, &'static str) {
    let subject = match &request.about {
        None => String::new(),
        Some(RequestSubject::Filing { reference, domain, .. }) => format!("{domain}（{reference}）"),
        Some(RequestSubject::Record { organizer_number, position: None, .. }) => organizer_number.to_string(),
        Some(RequestSubject::Record { organizer_number, position: Some(position), domain }) => {
            format!("{}（{organizer_number}-{position}）", domain.as_deref().unwrap_or_default())
        }
    };
    match request.kind {
        RequestKind::RecoverAccount => {
            ("找回密码".to_owned(), "to recover the password".to_owned(), "找回密码")
        }
        RequestKind::DeleteSubmission => {
            (format!("删除备案申请 {subject}"), format!("to delete the filing {subject}"), "申请注销")
        }
        RequestKind::Deregister => {
            (format!("注销 {subject}"), format!("to deregister {subject}"), "申请注销")
        }
    }
}

/// The message about an event of a request by post; `None` for an event without a message.
pub fn about_request(
    event: &RequestEvent,
    recipient: Recipient,
    request: &PaperRequest,
    origin: &str,
) -> Option<Message> {
    let reference = &request.reference;
    let (asked_zh, asked_en, envelope) = asked(request);
    let (missing, due): (&[Evidence], _) = match event {
        RequestEvent::ReceiveRequest(arrived)
        | RequestEvent::ReceiveEvidence(arrived)
        | RequestEvent::SortPapers(arrived) => (&arrived.missing, arrived.due.as_ref()),
        RequestEvent::GiveBackPapers { missing, due, .. } => (missing, due.as_ref()),
        RequestEvent::ApproveRequest
        | RequestEvent::RefuseRequest { .. }
        | RequestEvent::Remind(_)
        | RequestEvent::MoveDeadline(_)
        | RequestEvent::Erase => (&[], None),
    };
    let (missing_zh, missing_en): (Vec<&str>, Vec<&str>) = missing.iter().copied().map(evidence).unzip();
    let (yours_or_not_zh, yours_or_not_en) = yours_or_not(request.kind);
    // A message about complete papers already contains the sentence for a reader who did not send the request.
    let is_open_to_objection = missing_zh.is_empty()
        && matches!(
            event,
            RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) | RequestEvent::SortPapers(_)
        );
    let (done_zh, done_en) = match request.kind {
        RequestKind::Deregister => (
            "域名可以重新备案，原来的备案号不再使用。",
            "The domain may be filed anew, and the former filing number is not used again.",
        ),
        RequestKind::DeleteSubmission => {
            ("需要备案的，可以重新提交。", "Whoever still wants to file may submit anew.")
        }
        // The message about the account states the result.
        RequestKind::RecoverAccount => ("", ""),
    };
    let (subject, zh, en) = match event {
        RequestEvent::MoveDeadline(deadline) => deadline::request_moved(deadline),
        RequestEvent::Remind(reminded) => deadline::request_late(reminded, recipient),
        RequestEvent::Erase => return None,
        RequestEvent::ApproveRequest => (
            "寄来的申请已办好 · A request by post is done",
            format!("寄来的申请（{asked_zh}）已办好。{done_zh}"),
            format!("The request by post {asked_en} is done. {done_en}"),
        ),
        RequestEvent::RefuseRequest { reason } => (
            "寄来的申请没有办成 · A request by post could not be done",
            format!(
                "寄来的申请（{asked_zh}）没有办成，什么都没有改变。\n原因：{reason}\n要继续办的，请寄信人按原因补正后重新寄来，信封上写明“{envelope}”。"
            ),
            format!(
                "The request by post {asked_en} could not be done; nothing has changed.\nReason: {reason}\nTo go on with it, the sender should put this right and post it again, with {envelope} on the envelope."
            ),
        ),
        RequestEvent::GiveBackPapers { .. } => {
            // A clerk may have entered a request without its form from the wrong letter, so that its reader never sent
            // one.
            let (nobody_zh, nobody_en) = match missing.contains(&Evidence::Form) {
                true => (
                    "\n没有寄过这件申请的，什么都不用寄，请告诉管局并说出受理号。",
                    "\nIf you never sent this request, post nothing; tell the bureau, with the reference.",
                ),
                false => ("", ""),
            };
            (
                "寄来的申请还缺材料 · Papers are missing from the request",
                format!(
                    "您没有做错什么。管局核对时发现，有一封别的信误放进了这件申请（{asked_zh}），已经取回。所以这件申请还缺：{}。\n已经寄出的，不必再寄，到了会发邮件告诉您；还没有寄的，请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。{nobody_zh}",
                    missing_zh.join("、")
                ),
                format!(
                    "You did nothing wrong. The bureau found that a letter that belongs elsewhere had been put with this request {asked_en}, and took it back. So this request still lacks: {}.\nWhat is posted already need not be posted again: you get an email when it arrives. If it is not posted yet, the sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.{nobody_en}",
                    missing_en.join(", ")
                ),
            )
        }
        RequestEvent::SortPapers(_) if missing_zh.is_empty() => (
            "寄来的材料齐全了 · The papers are complete",
            format!(
                "管局重新核对了寄来的材料，这件申请（{asked_zh}）材料齐全，管局最迟{}有结果，一有结果就发邮件给您。\n{yours_or_not_zh}",
                day_zh(due)
            ),
            format!(
                "The bureau looked at the papers again. This request {asked_en} is complete. You will have a decision by {}, by email.\n{yours_or_not_en}",
                day_en(due)
            ),
        ),
        RequestEvent::SortPapers(_) => (
            "寄来的申请还缺材料 · Papers are missing from the request",
            format!(
                "管局重新核对了寄来的材料，这件申请（{asked_zh}）还缺：{}。您没有做错什么；以前收到的邮件不一样的，以这一封为准。\n请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。",
                missing_zh.join("、")
            ),
            format!(
                "The bureau looked at the papers again. This request {asked_en} still lacks: {}. You did nothing wrong; if an earlier email said otherwise, go by this one.\nThe sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.",
                missing_en.join(", ")
            ),
        ),
        RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) if missing_zh.is_empty() => (
            "寄来的材料已收到 · The papers have arrived",
            format!(
                "寄来的申请（{asked_zh}）已收到，材料齐全，管局最迟{}有结果，一有结果就发邮件给您。\n{yours_or_not_zh}",
                day_zh(due)
            ),
            format!(
                "The request by post {asked_en} has arrived and is complete. You will have a decision by {}, by email.\n{yours_or_not_en}",
                day_en(due)
            ),
        ),
        RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) => (
            "寄来的申请还缺材料 · Papers are missing from the request",
            format!(
                "寄来的申请（{asked_zh}）已收到，还缺：{}。\n请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。",
                missing_zh.join("、")
            ),
            format!(
                "The request by post {asked_en} has arrived. Still missing: {}.\nThe sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.",
                missing_en.join(", ")
            ),
        ),
    };
    let not_you = match request.kind {
        RequestKind::RecoverAccount => {
            "如果不是您寄的申请，请立即与管局联系。\nIf the letter was not yours, contact the bureau at once."
        }
        // The sender may be the present owner of the domain, so the reader may also agree.
        _ => {
            "如果不是您寄的申请，也不同意，请立即与管局联系并说出受理号。\nIf the letter was not yours and you do not agree, contact the bureau at once and tell it the reference."
        }
    };
    let mut paragraphs = vec![zh, format!("受理号 Reference: {reference}"), en];
    let link = match recipient {
        Recipient::Owner => {
            if !is_open_to_objection {
                paragraphs.push(not_you.to_owned());
            }
            format!("{origin}{}", help::page_of_request(request.kind, event.kind()))
        }
        _ => format!("{origin}/requests/?id={}", request.id),
    };
    Some(Message { subject: format!("{subject}（{reference}）"), paragraphs, link })
}

/// The next step for the reader of a complete request, in Chinese and in English. The reader may be its sender or the person whom it
/// affects, and the bureau does not know which; the sentences address both.
fn yours_or_not(kind: RequestKind) -> (&'static str, &'static str) {
    match kind {
        RequestKind::RecoverAccount => (
            "不是您寄的申请：请立即告诉管局，并说出受理号；不然管局会按寄来的材料决定。\n是您寄的申请：不用再做什么。",
            "If the letter was not yours: tell the bureau at once, with the reference; otherwise it decides by the papers that came.\nIf the letter was yours: there is nothing more to do.",
        ),
        RequestKind::DeleteSubmission | RequestKind::Deregister => (
            "不是您寄的申请，您也不同意的：请在管局决定以前告诉管局，并说出受理号；不然管局会按寄来的材料决定。\n是您寄的申请，或者您同意的：不用再做什么。",
            "If the letter was not yours and you do not agree: tell the bureau before it decides, with the reference; otherwise it decides by the papers that came.\nIf the letter was yours, or you agree: there is nothing more to do.",
        ),
    }
}

/// The paper's name in Chinese and in English.
fn evidence(evidence: Evidence) -> (&'static str, &'static str) {
    match evidence {
        Evidence::Form => ("签名或盖章的申请书", "the request itself, signed or sealed"),
        Evidence::Licence => (
            "营业执照（或组织机构代码证）复印件",
            "a copy of the business licence or organization-code certificate",
        ),
        Evidence::IdentityCard => ("身份证复印件", "a copy of the identity card"),
        Evidence::DomainCertificate => ("域名注册证书", "the domain certificate"),
    }
}
