//! The letters about deadlines, progress and the calendar.

use super::*;
use beian_filing::identifier::Username;

/// Limits of time: every reminder to everybody it may go to, days that moved, pauses.
pub(super) fn clocks(letters: &mut Letters) {
    let actor = account(Role::Owner).actor();
    let context = context(&actor);
    let deadline = |limit| Deadline::begin(limit, date(2026, 11, 23), &context);
    let mut at = |data: FilingEvent, to: Recipient, state: State, kind: FilingKind, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            Recipient::Reviewer => "reviewer",
            Recipient::Supervisor => "supervisor",
        };
        let limit = state.deadline().map(|deadline| deadline.kind);
        // Nothing is reviewed before its sheet is there.
        let arrived = limit == Some(DeadlineKind::Review);
        let filing = if arrived { sheet_came(filing(kind)) } else { filing(kind) };
        let filing = Filing { state, ..filing };
        let template = template::template("filing", &data.name(), reader);
        let mut event = event(data, Role::System);
        // Alone it is told of a check only while it has not confirmed.
        let alone = kind == FilingKind::DeregisterSite;
        event.notices = if alone { vec![to] } else { vec![Recipient::Provider, Recipient::Owner] };
        let letter = message::about_filing(&event, to, &filing, None, ORIGIN);
        letters.add(template, variant, letter.unwrap());
    };
    let check = || State::WithProvider { deadline: deadline(DeadlineKind::ProviderCheck) };
    let sheet = || State::AwaitingSheet { deadline: deadline(DeadlineKind::Sheet) };
    let review = || State::UnderReview { deadline: deadline(DeadlineKind::Review) };
    let remind =
        |limit, reminder| FilingEvent::Remind(SentReminder { deadline: limit, reminder, due: due() });
    let (soon, late, escalated) = (Reminder::Before, Reminder::Late, Reminder::Escalated);
    let of_check = |reminder| remind(DeadlineKind::ProviderCheck, reminder);
    let of_sheet = |reminder| remind(DeadlineKind::Sheet, reminder);
    let of_review = |reminder| remind(DeadlineKind::Review, reminder);
    at(of_check(soon), Recipient::Provider, check(), FilingKind::First, "its check is due");
    at(of_check(late), Recipient::Provider, check(), FilingKind::First, "its check is late");
    at(of_sheet(late), Recipient::Provider, sheet(), FilingKind::First, "the sheet is late");
    at(of_check(late), Recipient::Owner, check(), FilingKind::First, "the provider is late");
    at(of_check(soon), Recipient::Owner, check(), FilingKind::DeregisterSite, "it is not confirmed");
    at(of_sheet(soon), Recipient::Owner, sheet(), FilingKind::First, "the sheet is due");
    at(of_sheet(late), Recipient::Owner, sheet(), FilingKind::First, "the sheet is late");
    at(of_review(late), Recipient::Owner, review(), FilingKind::First, "the bureau is late");
    at(of_review(soon), Recipient::Reviewer, review(), FilingKind::First, "it is due");
    at(of_review(late), Recipient::Reviewer, review(), FilingKind::First, "it is late");
    at(of_review(escalated), Recipient::Supervisor, review(), FilingKind::First, "a review is late");
    at(of_review(soon), Recipient::Supervisor, review(), FilingKind::First, "nobody took it up");
    let undated =
        FilingEvent::Remind(SentReminder { deadline: DeadlineKind::Review, reminder: escalated, due: None });
    at(undated, Recipient::Supervisor, review(), FilingKind::First, "a pause is too long");
    let handed = FilingEvent::HandOver { assignee: Some(Username::typed("shenhe")) };
    at(handed, Recipient::Reviewer, review(), FilingKind::First, "");
    for to in [Recipient::Owner, Recipient::Provider] {
        let moved = || FilingEvent::MoveDeadline(MovedLastDay { due: due().unwrap(), was: was().unwrap() });
        at(moved(), to, review(), FilingKind::First, "");
        if to == Recipient::Owner {
            at(moved(), to, check(), FilingKind::First, "the sheet is missing");
        }
        at(pause("hearing"), to, review(), FilingKind::First, "");
        at(resume(), to, review(), FilingKind::First, "");
        let corrected =
            |due, was| FilingEvent::CorrectArrival { arrived_on: date(2026, 11, 24), reason: None, due, was };
        at(corrected(due(), was()), to, review(), FilingKind::First, "the last day moves");
        at(corrected(due(), due()), to, review(), FilingKind::First, "the last day stays");
        at(corrected(None, None), to, review(), FilingKind::First, "while it is paused");
    }
    letters.add("progress-ask-progress".into(), "", message::progress(reference(1), "abcde-fghjk", ORIGIN));
    let proposal = Proposal {
        id: "1".into(),
        by: Username::typed("zhuguan"),
        at: now(),
        source: "示例通知".into(),
        text: String::new(),
        base: 0,
        years: Vec::new(),
        passed_over: Vec::new(),
    };
    letters.add("calendar-propose-calendar".into(), "", message::about_calendar(&proposal, ORIGIN));
}
