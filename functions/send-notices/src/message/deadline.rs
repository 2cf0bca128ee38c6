//! The sentences about deadlines: reminders, moved days, paused reviews.

use super::{
    Said,
    papers::{awaits_sheet, still_to_bring},
};
use crate::dates::{date_en, date_zh, day_en, day_zh};
use beian_filing::{
    calendar::Due,
    deadline::{MovedLastDay, Pause, Reminder, SentReminder},
    filing::{Filing, FilingEvent},
    history::{Event, Recipient},
    policy::{DeadlineKind, codes},
};
use jiff::civil::Date;

/// The sentences about a filing's deadline, its pauses and its reviewer; `None` for every other event.
pub fn about_filing(event: &Event<FilingEvent>, recipient: Recipient, filing: &Filing) -> Option<Said> {
    Some(match &event.data {
        FilingEvent::Remind(reminded) => {
            // A reminder of a check goes to the owner alone only while the owner has not confirmed a deregistration.
            reminder(reminded, event.notices == [Recipient::Owner], recipient)
        }
        FilingEvent::MoveDeadline(deadline) => {
            let has_sheet_to_post = recipient == Recipient::Owner && awaits_sheet(filing);
            moved(deadline, if has_sheet_to_post { POST_THE_SHEET } else { ACT_BY_THE_NEW_DATE })
        }
        FilingEvent::CorrectArrival { arrived_on, due, was, .. } => {
            corrected(*arrived_on, due.as_ref(), was.as_ref())
        }
        FilingEvent::HandOver { .. } => (
            "有备案转办给您 · A filing was handed over to you",
            match filing.state.due() {
                Some(due) => format!("一份备案转办给您审核，请最迟在{}办理。", day_zh(Some(&due))),
                None => "一份备案转办给您审核。它现在暂停计时，恢复以后才有期限；请看看是否可以恢复计时。".to_owned(),
            },
            match filing.state.due() {
                Some(due) => {
                    format!("A filing was handed over to you. Please decide it by {}.", day_en(Some(&due)))
                }
                None => "A filing was handed over to you. Its review is paused, so it has no deadline now; please see whether it can go on.".to_owned(),
            },
        ),
        FilingEvent::PauseReview { pause } => paused(pause.as_ref(), recipient, filing),
        FilingEvent::ResumeReview { due, .. } => {
            let (then_zh, then_en) = then(filing, recipient);
            (
                "审核恢复计时 · The review goes on",
                format!(
                    "审核已恢复计时，暂停的日子不计入期限，最迟{}有结果。{then_zh}",
                    day_zh(due.as_ref())
                ),
                format!(
                    "The review goes on. The days of the pause do not count: you will have a decision by {}.{then_en}",
                    day_en(due.as_ref())
                ),
            )
        }
        FilingEvent::StartFiling { .. }
        | FilingEvent::Discard
        | FilingEvent::AttachScan { .. }
        | FilingEvent::RemoveScan { .. }
        | FilingEvent::Submit { .. }
        | FilingEvent::Correct { .. }
        | FilingEvent::ReturnFiling { .. }
        | FilingEvent::Forward { .. }
        | FilingEvent::RecordSheet { .. }
        | FilingEvent::ConfirmSheet { .. }
        | FilingEvent::RefuseSheet { .. }
        | FilingEvent::Approve { .. }
        | FilingEvent::ReturnToOwner { .. }
        | FilingEvent::ReturnToProvider { .. }
        | FilingEvent::Amend { .. }
        | FilingEvent::Deregister { .. }
        | FilingEvent::WarnDraft { .. }
        | FilingEvent::ExpireDraft
        | FilingEvent::Erase
        | FilingEvent::AskDeregistration { .. }
        | FilingEvent::ConfirmDeregistration { .. }
        | FilingEvent::DeleteSubmission { .. }
        | FilingEvent::TakeUp { .. } => return None,
    })
}

/// The next step of a reader, in Chinese and in English, after a last day moved.
type NextStep = (&'static str, &'static str);

/// The next step of an owner who has to post a verification sheet.
const POST_THE_SHEET: NextStep = (
    "轮到您办的，请在新的期限以前办好。真实性核验单还没有寄的，照常寄到管局就行。",
    "If it is your move, please do it by the new date. If you have not posted the verification sheet yet, post it as before.",
);

/// The next step of every other reader.
const ACT_BY_THE_NEW_DATE: NextStep = (
    "轮到您办的，请在新的期限以前办好；没有轮到您的，不用做什么。",
    "If it is your move, please do it by the new date; if not, there is nothing for you to do.",
);

/// The sentences for a last day that the State Council's holiday notice moved.
fn moved(deadline: &MovedLastDay, (then_zh, then_en): NextStep) -> Said {
    let (due, was) = (Some(&deadline.due), Some(&deadline.was));
    (
        "期限有变 · A deadline moved",
        format!(
            "节假日安排公布后，工作日重新计算：这一步的期限由{}改为{}。其他都没有变：{then_zh}",
            day_zh(was),
            day_zh(due)
        ),
        format!(
            "The days off have been published and the working days counted anew: this step is now due by {} instead of {}. Nothing else changed. {then_en}",
            day_en(due),
            day_en(was)
        ),
    )
}

/// The sentences for a corrected day of arrival of the verification sheet.
fn corrected(on: Date, due: Option<&Due>, was: Option<&Due>) -> Said {
    let moved = |due: &Due| was.is_some_and(|was| was.date != due.date);
    let (then_zh, then_en) = match due {
        Some(day) if moved(day) => (
            format!("审核期限由{}改为{}，最迟那天有结果。", day_zh(was), day_zh(due)),
            format!("You will have a decision by {} instead of {}.", day_en(due), day_en(was)),
        ),
        Some(_) => (
            format!("审核期限没有变，仍是最迟{}有结果。", day_zh(due)),
            format!("The last day stays as it was: you will have a decision by {}.", day_en(due)),
        ),
        None => (
            "审核现在暂停计时，恢复以后按这一天计算。".to_owned(),
            "The review is paused; it will be counted from that day once it goes on.".to_owned(),
        ),
    };
    (
        "核验单到达日期已更正 · The sheet's day of arrival was corrected",
        format!("管局更正了登记：真实性核验单是{}到的。{then_zh}您没有做错什么，也不用做什么。", date_zh(on)),
        format!(
            "The bureau corrected its entry: the verification sheet arrived on {}. {then_en} You did nothing wrong, and there is nothing for you to do.",
            date_en(on)
        ),
    )
}

/// The reason of a pause, in Chinese and in English.
fn why(pause: &Pause) -> (&'static str, &'static str) {
    codes::pause_reasons().get(&pause.reason).map_or(("", ""), |code| (code.name_zh, code.name_en))
}

/// The reader's next step during a review or its pause, in Chinese and in English.
fn then(filing: &Filing, recipient: Recipient) -> (String, String) {
    match still_to_bring(filing, recipient) {
        (zh, _) if zh.is_empty() => {
            ("贵公司不用做什么。".to_owned(), " There is nothing for you to do.".to_owned())
        }
        bring => bring,
    }
}

/// The sentences for a paused review.
fn paused(pause: Option<&Pause>, recipient: Recipient, filing: &Filing) -> Said {
    let (zh, en) = pause.map_or(("", ""), why);
    let until = pause.map(|pause| pause.expected_on);
    let (until_zh, until_en) =
        (until.map(date_zh).unwrap_or_default(), until.map(date_en).unwrap_or_default());
    let (then_zh, then_en) = then(filing, recipient);
    let (told_zh, told_en) = match recipient {
        Recipient::Owner => ("需要您办的，管局会另行通知。", " The bureau tells you if that changes."),
        _ => ("", ""),
    };
    (
        "审核暂停计时 · The review is paused",
        format!("审核暂停计时，预计{until_zh}恢复。原因：{zh}。暂停的日子不计入审核期限。{then_zh}{told_zh}"),
        format!(
            "The review is paused and should go on by {until_en}. Reason: {en}. The days of the pause do not count.{then_en}{told_en}"
        ),
    )
}

/// The sentences of a reminder of a deadline. `unconfirmed`: the owner has not confirmed a deregistration.
fn reminder(reminded: &SentReminder, unconfirmed: bool, recipient: Recipient) -> Said {
    let due = reminded.due.as_ref();
    let (on_zh, on_en) = (day_zh(due), day_en(due));
    let soon = reminded.reminder;
    // The filing may have a later deadline by now; the message is about the one that ran at the time of the event.
    let of_sheet = reminded.deadline == DeadlineKind::Sheet;
    let of_review = reminded.deadline == DeadlineKind::Review;
    match (recipient, soon) {
        (Recipient::Supervisor, _) if due.is_none() => (
            "审核暂停超过预计 · A review is paused for longer than told",
            "一份备案的审核暂停已超过告知申请人的日子。请查看是否可以恢复计时。".to_owned(),
            "A review has been paused for longer than its applicant was told. Please see whether it can go on."
                .to_owned(),
        ),
        (Recipient::Supervisor, Reminder::Before | Reminder::Today) => (
            "有备案快到期，还没有人领办 · A review is due and nobody took it up",
            format!("这份备案请最迟在{on_zh}审核，还没有审核员领办。请看一看由谁来办。"),
            format!("This filing is to be decided by {on_en}, and no reviewer has taken it up. Please see who does."),
        ),
        (Recipient::Supervisor, _) => (
            "有备案逾期 · A filing is late",
            format!("这份备案的这一步应最迟在{on_zh}完成，已经逾期。请查看卡在哪里。"),
            format!(
                "This step of the filing was due by {on_en} and is late. Please see what it waits for."
            ),
        ),
        (Recipient::Reviewer, Reminder::Late) => (
            "审核已逾期 · A review is late",
            format!("您领办的这份备案应最迟在{on_zh}审核完，已经逾期，请尽快办理。"),
            format!("The filing that you took up was to be decided by {on_en} and is late. Please decide it."),
        ),
        (Recipient::Reviewer, _) => (
            "审核即将到期 · A review is due soon",
            format!("您领办的这份备案请最迟在{on_zh}审核。"),
            format!("Please decide the filing that you took up by {on_en}."),
        ),
        (Recipient::Provider, Reminder::Late) if of_sheet => (
            "核验单逾期未到 · A verification sheet is late",
            format!("真实性核验单应最迟在{on_zh}寄到管局，至今没有收到。请提醒主办者尽快寄出；没有核验单不能审核。"),
            format!(
                "The verification sheet was to reach the bureau by {on_en} and has not arrived. Please remind the owner to post it; without it there is no review."
            ),
        ),
        (Recipient::Provider, Reminder::Late) => (
            "核验已逾期，请尽快办理 · Your check is late",
            format!("这份备案应最迟在{on_zh}核验，已经逾期，主办者在等。请尽快转交或退回；主办者已收到通知。"),
            format!(
                "This filing was to be checked by {on_en} and is late; its owner waits and has been told. Please forward or return it."
            ),
        ),
        (Recipient::Provider, _) => (
            "请尽快核验 · Your check is due",
            format!("一份备案在等贵公司核验，请最迟在{on_zh}转交或退回。"),
            format!("A filing waits for your check. Please forward or return it by {on_en}."),
        ),
        (Recipient::Owner, _) if unconfirmed && !of_sheet && !of_review => (
            "注销申请还没有确认 · The deregistration is not confirmed",
            "注销申请还在等您确认。确实要注销的，请打开标题是“请确认注销”的邮件，用里面的链接确认，7 天内有效；过期了或找不到，请登录后撤回，再申请一次。不想注销的，不必理会，什么都不会注销。".to_owned(),
            "The deregistration still waits for your confirmation. If you want it, open the link in the email called “Please confirm the deregistration”, which works for 7 days; if it has run out or you cannot find it, sign in, withdraw it and ask again. If you do not want it, ignore this email: nothing is deregistered.".to_owned(),
        ),
        (Recipient::Owner, Reminder::Late) if of_sheet => (
            "还没有收到您的核验单 · Your verification sheet has not arrived",
            format!("真实性核验单应最迟在{on_zh}寄到管局，至今没有收到，所以还不能审核。请尽快寄出，信封上写明受理号；已经寄出的，不必再寄，到了会发邮件告诉您。备案申请仍然有效。"),
            format!(
                "The verification sheet was to reach the bureau by {on_en} and has not arrived, so the review cannot begin. Please post it soon, with the reference on the envelope; if it is on its way, do nothing: you will have an email when it arrives. The filing stays valid."
            ),
        ),
        (Recipient::Owner, _) if of_sheet => (
            "核验单快到期了 · Your verification sheet is due soon",
            format!("真实性核验单请最迟在{on_zh}寄到管局（当天寄到也算），信封上写明受理号；收到后才开始审核。已经寄出的，不必理会这封邮件。"),
            format!(
                "The verification sheet should reach the bureau by {on_en} at the latest; that day is still in time. Write the reference on the envelope; the review starts when the sheet is there. If you have posted it, ignore this email."
            ),
        ),
        (Recipient::Owner, _) if of_review => (
            "审核超过了期限，管局在办 · The review is late",
            format!("您的备案应最迟在{on_zh}审核完，现在超过了期限，对不起。您没有做错什么，也不用做什么。再过几天还没有结果，会报告管局主管；一有结果就发邮件给您。"),
            format!(
                "Your filing was to be decided by {on_en}. It is late, and we are sorry. You did nothing wrong and need do nothing. If it stays undecided, the supervisor of the bureau is told; you will have an email as soon as it is decided."
            ),
        ),
        (Recipient::Owner, _) => (
            "接入服务商还没有核验 · Your provider has not checked your filing yet",
            format!("您的备案应由接入服务商最迟在{on_zh}核验，现在超过了期限。您没有做错什么。已提醒接入服务商；您也可以催一催，报受理号就行。它转交以后，管局才能审核。"),
            format!(
                "Your access provider was to check your filing by {on_en} and is late. You did nothing wrong. The provider has been reminded; you can ask it too, and the reference is enough. The bureau can review it only once it is forwarded."
            ),
        ),
    }
}

/// The sentences for a moved deadline of a request by post.
pub fn request_moved(deadline: &MovedLastDay) -> Said {
    moved(deadline, ACT_BY_THE_NEW_DATE)
}

/// The sentences for a request by post that is late.
pub fn request_late(reminded: &SentReminder, recipient: Recipient) -> Said {
    let due = reminded.due.as_ref();
    match recipient {
        Recipient::Supervisor => (
            "有邮寄申请逾期 · A request by post is late",
            format!("这份邮寄申请应最迟在{}办完，已经逾期。请查看。", day_zh(due)),
            format!(
                "This request by post was to be decided by {} and is late. Please look at it.",
                day_en(due)
            ),
        ),
        _ => (
            "寄来的申请超过了期限，管局在办 · A request by post is late",
            format!(
                "寄来的申请应最迟在{}办完，现在超过了期限，对不起。已经寄来的材料，不用再寄；一有结果就发邮件给您。",
                day_zh(due)
            ),
            format!(
                "The request by post was to be decided by {}. It is late, and we are sorry. Nothing that was posted need be posted again; you will have an email as soon as it is decided.",
                day_en(due)
            ),
        ),
    }
}
