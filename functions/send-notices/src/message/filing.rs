//! The messages about a filing.

use super::{
    Message, deadline,
    papers::{awaits_sheet, still_to_bring},
};
use crate::dates::{day_en, day_zh};
use beian_filing::{
    calendar::Due,
    filing::{Filing, FilingEvent, FilingStatus, ReturnReason},
    form::FilingKind,
    history::{Event, Recipient, Role},
    identifier::FilingNumber,
    policy::DeadlineKind,
};

/// The message about an event of a filing; `None` for an event without a message. `code` is the owner's code for
/// confirming a deregistration.
pub fn about_filing(
    event: &Event<FilingEvent>,
    recipient: Recipient,
    filing: &Filing,
    code: Option<&str>,
    origin: &str,
) -> Option<Message> {
    let to_owner = recipient == Recipient::Owner;
    let domain = &filing.form.site.domain;
    let reference = &filing.reference;
    let due = due_of(&event.data);
    let number = match (&event.data, filing.site_numbers()) {
        // An approved filing of several sites has a number for each site.
        (FilingEvent::Approve { .. }, numbers) if numbers.len() > 1 => {
            numbers.iter().map(FilingNumber::to_string).collect::<Vec<_>>().join("、")
        }
        (FilingEvent::Approve { number } | FilingEvent::AskDeregistration { number, .. }, _) => {
            number.to_string()
        }
        _ => String::new(),
    };
    let number_en = number.replace('、', ", ");
    let (bring_zh, bring_en) = still_to_bring(filing, recipient);
    let runs = running_limit(&event.data);
    let waits_for_sheet = runs == Some(DeadlineKind::Sheet) && awaits_sheet(filing);
    let of_deadline = deadline::about_filing(event, recipient, filing);
    let (subject, zh, en) = match (&event.data, to_owner) {
        (FilingEvent::Submit { .. }, true) if event.role == Role::Provider => (
            "接入服务商为您提交了备案申请 · Your provider filed for you",
            format!("您的接入服务商为您提交了一份备案申请，应在{}前核验。请打开下面的链接看一看，如有不对，请告诉接入服务商。{bring_zh}", day_zh(due)),
            format!("Your access provider has submitted a filing for you and should check it by {}. Open the link to look at it, and tell your provider if something is wrong.{bring_en}", day_en(due)),
        ),
        (FilingEvent::AskDeregistration { .. }, true) => (
            "请确认注销 · Please confirm the deregistration",
            format!("{}申请注销 {number}。注销以后不能恢复，备案号不再使用。\n确实要注销的，请在 7 天内打开下面的链接，登录后确认。不想注销的，不必理会，也可以登录后撤回：不确认就不会注销。", asked_by(event).0),
            format!("{} asked that {number} be deregistered. This cannot be undone, and the number is not used again.\nIf it is meant, open the link within 7 days, sign in and confirm. If not, ignore this email or sign in and withdraw it: without your confirmation nothing is deregistered.", asked_by(event).1),
        ),
        (FilingEvent::AskDeregistration { .. }, false) => (
            "有注销申请 · A deregistration was asked for",
            format!("收到注销 {number} 的申请，正在等主办者用邮件里的链接确认；确认后会再通知贵公司转交，最好在{}前完成。", day_zh(due)),
            format!("A request to deregister {number} has come in. Its owner must first confirm it with the link in the email; you will then be asked to forward it, if possible by {}.", day_en(due)),
        ),
        (FilingEvent::ConfirmDeregistration { .. }, _) => (
            "注销申请已确认，请转交 · The deregistration is confirmed, please forward it",
            format!("主办者已确认注销。请在{}前核对并转交管局。", day_zh(due)),
            format!("The owner has confirmed the deregistration. Please check it and forward it to the bureau by {}.", day_en(due)),
        ),
        (FilingEvent::Discard, _) => (
            "注销申请已撤回 · The deregistration was withdrawn",
            "注销申请已撤回，什么都没有注销，备案照旧有效。".to_owned(),
            "The request to deregister was withdrawn. Nothing was deregistered; what is on file stays.".to_owned(),
        ),
        (FilingEvent::DeleteSubmission { .. }, true) => (
            "备案申请已按来信删除 · A filing was deleted as a letter asked",
            format!("管局已按寄来的申请删除这份备案申请。{}如果不是您寄的申请，也不同意，请立即与管局联系。", freed(filing).0),
            format!("As a letter asked, the bureau has deleted this filing. {} If the letter was not yours and you do not agree, contact the bureau at once.", freed(filing).1),
        ),
        (FilingEvent::DeleteSubmission { .. }, false) => (
            "备案申请已删除 · A filing was deleted",
            "管局已按寄来的申请删除这份备案申请。贵公司不用再处理。".to_owned(),
            "As a letter asked, the bureau has deleted this filing. There is nothing left for you to do.".to_owned(),
        ),
        (FilingEvent::Submit { .. }, true) => (
            "备案申请已提交 · Filing submitted",
            format!("您的备案申请已提交给接入服务商，接入服务商应在{}前核验。{bring_zh}", day_zh(due)),
            format!("Your filing is with your access provider, who should check it by {}.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Submit { .. }, false) => (
            "有新的备案申请待核验 · A filing waits for your check",
            format!("一份备案申请选择了贵公司接入，请在{}前核验，然后转交或退回。", day_zh(due)),
            format!("A filing chose you as its access provider. Please check it by {}, then forward or return it.", day_en(due)),
        ),
        (FilingEvent::Correct { .. }, _) => (
            "接入服务商修改了您的备案信息 · Your provider corrected your filing",
            "接入服务商代您更正了备案信息。请打开下面的链接，核对改了哪些内容；如有不对，请与接入服务商联系。".to_owned(),
            "Your access provider corrected your filing. Open the link to see what changed; if something is wrong, tell your provider.".to_owned(),
        ),
        (FilingEvent::ReturnFiling { .. }, _) => (
            "备案申请需要修改 · Your filing needs changes",
            "接入服务商退回了您的备案申请。请按下面的说明修改，然后重新提交；已填的内容都还在。".to_owned(),
            "Your access provider returned your filing. Change what is listed above and submit again; everything you wrote is kept.".to_owned(),
        ),
        (FilingEvent::Forward { .. }, true) if waits_for_sheet => (
            "请寄出真实性核验单 · Please post the verification sheet",
            format!("接入服务商已核验并转交。还差一份真实性核验单，请在{}前寄到管局；收到后才开始审核。已经寄出的，不必再寄，到了会发邮件告诉您。", day_zh(due)),
            format!("Your provider has forwarded the filing. The verification sheet is still missing: it must reach the bureau by {}. The review starts when it is there. If you have posted it, do nothing: you will have an email when it arrives.", day_en(due)),
        ),
        (FilingEvent::Forward { .. }, false) if waits_for_sheet => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局。请提醒主办者：真实性核验单要在{}前寄到管局。", day_zh(due)),
            format!("The filing has been forwarded to the bureau. Please remind its owner: the verification sheet must reach the bureau by {}.", day_en(due)),
        ),
        // The sheet arrived before this message was sent; the message about the sheet states the day of the decision.
        (FilingEvent::Forward { .. }, _) if runs != Some(DeadlineKind::Review) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("接入服务商已核验，备案申请已转交管局。{bring_zh}"),
            format!("The access provider has checked the filing and forwarded it to the bureau.{bring_en}"),
        ),
        (FilingEvent::Forward { .. }, true) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局，最迟{}有结果，一有结果就发邮件给您。{bring_zh}", day_zh(due)),
            format!("The filing is with the bureau. You will have a decision by {}, by email.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Forward { .. }, false) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局，最迟{}有结果。", day_zh(due)),
            format!("The filing has been forwarded to the bureau, which decides by {}.", day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, _) if runs == Some(DeadlineKind::Review) && filing.has_unconfirmed_sheet() => (
            "核验单已收到 · Verification sheet received",
            format!("管局已收到真实性核验单，审核开始，最迟{}有结果。审核员会先看签名和章是否齐全；缺了什么，会马上发邮件告诉您怎样补。", day_zh(due)),
            format!("The bureau has the verification sheet and the review has begun. You will have a decision by {}, by email. The reviewer first looks whether every signature and seal is there; if something is missing, you will be told by email at once.", day_en(due)),
        ),
        (FilingEvent::RefuseSheet { reason, .. }, true) => (
            "核验单不齐，请重寄 · Please post the verification sheet again",
            format!("寄来的真实性核验单还不齐：{}。\n请重新打印一份，补齐签名和章，在{}前寄到管局；收到后再开始审核。填好的内容都还在，不用重新申请。", reason, day_zh(due)),
            format!("The verification sheet that arrived is not complete: {}.\nPrint it again, have every signature and seal put on it, and post it so that it reaches the bureau by {}. The review starts when it is there. Everything you wrote is kept; do not file anew.", reason, day_en(due)),
        ),
        (FilingEvent::RefuseSheet { reason, .. }, false) => (
            "核验单不齐，要重寄 · A verification sheet must be posted again",
            format!("主办者寄来的真实性核验单还不齐：{}。\n请帮主办者补齐签名和章，重寄一份，在{}前寄到管局；收到后再开始审核。", reason, day_zh(due)),
            format!("The verification sheet that arrived is not complete: {}.\nPlease help its owner to put every signature and seal on a new one and post it, so that it reaches the bureau by {}. The review starts when it is there.", reason, day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, _) if runs == Some(DeadlineKind::Review) => (
            "核验单已收到，审核开始 · Verification sheet received, the review begins",
            format!("管局已收到真实性核验单，审核开始，最迟{}有结果，一有结果就发邮件给您。{bring_zh}", day_zh(due)),
            format!("The bureau has the verification sheet and the review has begun. You will have a decision by {}, by email.{bring_en}", day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, true) => (
            "核验单已收到 · Verification sheet received",
            format!("管局已收到真实性核验单，不用再寄。接入服务商核验并转交以后，管局才开始审核。{bring_zh}"),
            format!("The bureau has the verification sheet; it need not be posted again. The review begins once your access provider has checked and forwarded the filing.{bring_en}"),
        ),
        (FilingEvent::RecordSheet { .. }, false) => (
            "核验单已收到 · Verification sheet received",
            "管局已收到真实性核验单。备案申请还在贵公司，转交管局以后才开始审核。".to_owned(),
            "The bureau has the verification sheet. The filing is still with you: the review begins once you have forwarded it.".to_owned(),
        ),
        (FilingEvent::ReturnToOwner { .. }, true) | (FilingEvent::ReturnToProvider { .. }, false) => (
            "备案申请被退回，请修改 · A filing came back, please amend it",
            "管局退回了这份备案申请。只需修改下面列出的内容，改好后直接回到管局，不用重新申请。".to_owned(),
            "The bureau returned this filing. Amend only what is listed above; it goes straight back to the bureau. Do not file anew.".to_owned(),
        ),
        (FilingEvent::ReturnToProvider { .. }, _) => (
            "管局请接入服务商修改您的备案申请 · Your provider amends your filing",
            "您现在不用做什么：接入服务商改好后直接送回管局。".to_owned(),
            "There is nothing for you to do now: your provider amends the filing, and it goes straight back to the bureau.".to_owned(),
        ),
        (FilingEvent::ReturnToOwner { .. }, _) => (
            "管局请主办者修改备案申请 · The owner amends a filing",
            "您现在不用做什么：主办者改好后直接送回管局。".to_owned(),
            "There is nothing for you to do now: the owner amends the filing, and it goes straight back to the bureau.".to_owned(),
        ),
        (FilingEvent::Amend { .. }, _) => (
            "修改已送达管局 · The amendment reached the bureau",
            format!("修改后的备案申请已直接回到管局，最迟{}有结果。{bring_zh}", day_zh(due)),
            format!("The amended filing is back at the bureau. You will have a decision by {}.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Approve { .. }, _) if filing.kind.is_deregistration() => (
            "备案已注销 · Deregistered",
            format!("{number} 已注销，域名可以重新备案，原备案号不再使用。请停止网站访问，并拿掉首页底部的备案号。"),
            format!("{number} has been deregistered. The domain may be filed anew, and the number is not used again. Please take the site offline and the number off its home page."),
        ),
        (FilingEvent::Approve { .. }, true) if filing.kind == FilingKind::AddAccess => (
            "新增接入已通过 · The access is on file",
            format!("{number} 新增的接入已通过，备案号不变，接入服务商可以开通接入。您不用再做什么。"),
            format!("The added access for {number} is on file. The number stays, and the provider may open the access. There is nothing for you to do."),
        ),
        (FilingEvent::Approve { .. }, true) if filing.kind == FilingKind::Change => (
            "变更已通过 · The change is on file",
            format!("{number} 的变更已通过，备案号不变。您不用再做什么。"),
            format!("The change of {number} is on file. The number stays. There is nothing for you to do."),
        ),
        (FilingEvent::Approve { .. }, false) if filing.kind == FilingKind::Change => (
            "变更已通过 · The change is on file",
            format!("{number} 的变更已通过，备案号和接入都不变。"),
            format!("The change of {number} is on file. Number and access stay."),
        ),
        (FilingEvent::Approve { .. }, false) => (
            "备案通过 · Filing approved",
            format!("{number} 的备案已通过，可以开通接入。备案号由主办者放在网站首页底部。"),
            format!("Approved: {number_en}. The access may be opened. The owner shows the number at the foot of the home page."),
        ),
        (FilingEvent::Approve { .. }, true) => (
            "备案通过 · Filing approved",
            format!("备案已通过。网站备案号：{number}。请把备案号放在网站首页底部，并链接到 https://beian.miit.gov.cn/ ；网站开通后 30 日内另办公安备案。"),
            format!("The filing is approved. Filing number of each site: {number_en}. Show it at the foot of the home page, linked to https://beian.miit.gov.cn/ ; file with public security within 30 days of opening the site."),
        ),
        (FilingEvent::WarnDraft { .. }, true) if filing.state.written_by().is_some() => (
            "接入服务商为您写的草稿快要删去了 · Your provider's draft for you will be deleted",
            format!("接入服务商为您写的一份备案草稿很久没有改动，到{}就会删去。还要办的，请告诉接入服务商；不办了，不必理会。", day_zh(due)),
            format!("Your access provider has not written on a draft for you for a long time; it will be deleted on {}. If you still want it, tell your provider; otherwise ignore this email.", day_en(due)),
        ),
        (FilingEvent::WarnDraft { .. }, _) => (
            "您的备案草稿快要删去了 · Your draft will be deleted",
            format!("要保留这份很久没有改动的草稿，请在{}之前打开它，保存一次。不保存，到那一天就会删去。", day_zh(due)),
            format!("Nobody has written on this draft for a long time. To keep it, open and save it before {}. On that day it will be deleted.", day_en(due)),
        ),
        (FilingEvent::ExpireDraft, _) => (
            "您的备案草稿已删去 · Your draft was deleted",
            "这份备案草稿长期没有改动，已经删去。需要备案时，可以随时重新开始。".to_owned(),
            "Nobody had written on this draft for a long time, and it was deleted. You can begin a new one at any time.".to_owned(),
        ),
        (
            FilingEvent::Remind(_)
            | FilingEvent::MoveDeadline(_)
            | FilingEvent::HandOver { .. }
            | FilingEvent::PauseReview { .. }
            | FilingEvent::ResumeReview { .. }
            | FilingEvent::CorrectArrival { .. },
            _,
        ) => of_deadline?,
        (
            FilingEvent::StartFiling { .. }
            | FilingEvent::AttachScan { .. }
            | FilingEvent::RemoveScan { .. }
            | FilingEvent::ConfirmSheet { .. }
            | FilingEvent::Deregister { .. }
            | FilingEvent::Erase
            | FilingEvent::TakeUp { .. },
            _,
        ) => return None,
    };
    let about = match domain.as_str() {
        "" => format!("受理号 Reference: {reference}"),
        _ => format!("受理号 Reference: {reference} · 域名 Domain: {domain}"),
    };
    // An undelivered message may be sent again long afterwards, when the site has been deregistered.
    let since = match filing.standing() {
        FilingStatus::Deregistered if !filing.kind.is_deregistration() => Some((
            "请注意：这份备案的网站后来已经注销，备案号不再使用。下面是注销以前的通知。",
            "Please note: the site of this filing has been deregistered since, and its number is not used again. Below is the letter of the time before.",
        )),
        _ => None,
    };
    let mut paragraphs: Vec<String> = since.iter().map(|(zh, _)| (*zh).to_owned()).collect();
    paragraphs.push(zh);
    paragraphs.extend(reasons(event.data.reasons()));
    paragraphs.push(about);
    paragraphs.extend(since.iter().map(|(_, en)| (*en).to_owned()));
    paragraphs.push(en);
    Some(Message {
        subject: format!("{subject}（{reference}）"),
        paragraphs,
        link: match code {
            // A browser sends nothing after `#` to a server, so no log contains the code.
            Some(code) => format!("{origin}/confirm-deregistration/#{}.{code}", filing.id),
            None => format!("{origin}/filing/?id={}", filing.id),
        },
    })
}

/// The kind of the deadline that began with this event, for events by which a filing or sheet reaches the bureau.
fn running_limit(event: &FilingEvent) -> Option<DeadlineKind> {
    if let FilingEvent::Forward { deadline }
    | FilingEvent::RecordSheet { deadline, .. }
    | FilingEvent::Amend { deadline, .. } = event
    {
        deadline.kind
    } else {
        None
    }
}

/// The last day that the event states.
fn due_of(event: &FilingEvent) -> Option<&Due> {
    if let FilingEvent::Forward { deadline }
    | FilingEvent::RecordSheet { deadline, .. }
    | FilingEvent::Amend { deadline, .. } = event
    {
        deadline.due.as_ref()
    } else if let FilingEvent::Submit { due, .. }
    | FilingEvent::RefuseSheet { due, .. }
    | FilingEvent::AskDeregistration { due, .. }
    | FilingEvent::ConfirmDeregistration { due } = event
    {
        due.as_ref()
    } else if let FilingEvent::WarnDraft { due } = event {
        Some(due)
    } else {
        None
    }
}

/// The sentence about the claims that a deleted filing releases, in Chinese and in English.
fn freed(filing: &Filing) -> (&'static str, &'static str) {
    match filing.kind {
        FilingKind::First => {
            ("它占用的域名和证件可以重新提交。", "Its domain and certificate may be filed anew.")
        }
        FilingKind::AddSite => (
            "它占用的域名可以重新提交；已经备案的内容没有变。",
            "Its domain may be filed anew; what is on file has not changed.",
        ),
        _ => ("已经备案的内容没有变。", "What is on file has not changed."),
    }
}

/// The person that asked for the deregistration, in Chinese and in English.
fn asked_by(event: &Event<FilingEvent>) -> (&'static str, &'static str) {
    match event.role {
        Role::Provider => ("您的接入服务商", "Your access provider"),
        _ => ("您（或登录了您账户的人）", "You, or somebody signed in to your account,"),
    }
}

/// The reasons as a numbered list; `None` without reasons.
fn reasons(reasons: &[ReturnReason]) -> Option<String> {
    let line = |(place, reason): (usize, &ReturnReason)| {
        let help = if reason.suggestion.is_empty() {
            String::new()
        } else {
            format!("（怎样改 What helps: {}）", reason.suggestion)
        };
        format!("{}. {}{help}", place + 1, reason.reason)
    };
    (!reasons.is_empty()).then(|| reasons.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"))
}
