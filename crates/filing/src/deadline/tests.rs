//! Tests of the rules about deadlines.

use crate::{
    calendar::{Calendar, Year, YearStatus},
    deadline::{
        Deadline,
        breakdown::{UncountedDays, UncountedReason},
        reminder::Reminder,
    },
    history::{Actor, Context, Role},
    identifier::Username,
    policy::{DeadlineKind, Rules},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn actor() -> Actor {
    Actor { account: Username::typed("shenhe"), role: Role::Reviewer, provider: None }
}

fn context<'a>(actor: &'a Actor, calendar: &'a Calendar, on: Date) -> Context<'a> {
    Context {
        at: format!("{on}T02:00:00Z").parse().unwrap(),
        actor,
        fingerprint: "",
        rules: Rules::jiangxi(),
        calendar,
    }
}

fn review(since: Date) -> Deadline {
    Deadline::begin(DeadlineKind::Review, since, &context(&actor(), Calendar::shipped(), since))
}

#[test]
fn a_review_shows_how_its_last_day_comes_about() {
    let deadline = review(date(2026, 2, 10));
    assert_eq!(deadline.due().unwrap().date, date(2026, 3, 9));
    let told = deadline.breakdown(Rules::jiangxi(), Calendar::shipped(), date(2026, 2, 26));
    assert_eq!((told.days, told.over), (15, 7));
    assert_eq!(told.working_days, [date(2026, 2, 14), date(2026, 2, 28)]);
    let stretch = |first, last, why| UncountedDays { first, last, reason: why };
    assert_eq!(
        told.uncounted,
        [
            stretch(date(2026, 2, 15), date(2026, 2, 23), UncountedReason::Holiday),
            stretch(date(2026, 3, 1), date(2026, 3, 1), UncountedReason::Weekend),
            stretch(date(2026, 3, 7), date(2026, 3, 8), UncountedReason::Weekend),
        ]
    );
}

#[test]
fn paused_days_do_not_count() {
    let (actor, calendar) = (actor(), Calendar::shipped());
    let deadline = review(date(2026, 11, 23));
    assert_eq!(deadline.due().unwrap().date, date(2026, 12, 14));
    let paused = deadline.paused("hearing".into(), date(2026, 12, 4), date(2026, 11, 27));
    assert_eq!(paused.due(), None);
    assert_eq!(paused.with_new_last_day(&context(&actor, calendar, date(2026, 11, 30))), None);
    // The pause covers three working days, 30 November to 2 December, so the last day moves by three.
    let resumed = paused.resumed(&context(&actor, calendar, date(2026, 12, 2)));
    assert_eq!(resumed.due().unwrap().date, date(2026, 12, 17));
    let told = resumed.breakdown(Rules::jiangxi(), calendar, date(2026, 12, 2));
    assert_eq!(told.over, 4);
    let paused =
        UncountedDays { first: date(2026, 11, 28), last: date(2026, 12, 2), reason: UncountedReason::Paused };
    assert_eq!(told.uncounted.first(), Some(&paused));
}

#[test]
fn a_pause_that_lasts_longer_than_said_is_told_to_the_supervisor_once() {
    let (actor, calendar) = (actor(), Calendar::shipped());
    let mut deadline =
        review(date(2026, 11, 23)).paused("hearing".into(), date(2026, 12, 4), date(2026, 11, 27));
    assert_eq!(deadline.next_reminder_on(Rules::jiangxi(), calendar), date(2026, 12, 5));
    assert_eq!(deadline.reminder(&context(&actor, calendar, date(2026, 12, 4))), None);
    deadline.last_reminder = deadline.reminder(&context(&actor, calendar, date(2026, 12, 5)));
    assert_eq!(deadline.last_reminder, Some(Reminder::Escalated));
    assert_eq!(deadline.next_reminder_on(Rules::jiangxi(), calendar), Date::MAX);
}

#[test]
fn each_reminder_has_its_day_and_comes_once() {
    let (actor, calendar) = (actor(), Calendar::shipped());
    let mut deadline = review(date(2026, 11, 23));
    let mut days = Vec::new();
    let mut day = date(2026, 11, 23);
    while day < date(2027, 3, 1) {
        if let Some(reminder) = deadline.reminder(&context(&actor, calendar, day)) {
            assert_eq!(deadline.next_reminder_on(Rules::jiangxi(), calendar), day);
            days.push((reminder, day));
            deadline.last_reminder = Some(reminder);
        }
        day = day.tomorrow().unwrap();
    }
    assert_eq!(
        days,
        [
            (Reminder::Before, date(2026, 12, 9)),
            (Reminder::Today, date(2026, 12, 14)),
            (Reminder::Late, date(2026, 12, 15)),
            (Reminder::Escalated, date(2026, 12, 16)),
        ]
    );
    assert_eq!(deadline.next_reminder_on(Rules::jiangxi(), calendar), Date::MAX);
}

#[test]
fn of_several_missed_reminders_the_last_is_given() {
    let deadline = review(date(2026, 11, 23));
    let actor = actor();
    let late = context(&actor, Calendar::shipped(), date(2026, 12, 31));
    assert_eq!(deadline.reminder(&late), Some(Reminder::Escalated));
    let on_the_day = context(&actor, Calendar::shipped(), date(2026, 12, 14));
    assert_eq!(deadline.reminder(&on_the_day), Some(Reminder::Today));
}

#[test]
fn a_short_limit_has_no_reminder_before_anybody_could_act() {
    let calendar = Calendar::shipped();
    let on = date(2026, 11, 23);
    let deadline = Deadline::begin(DeadlineKind::ProviderCheck, on, &context(&actor(), calendar, on));
    assert_eq!(deadline.due().unwrap().date, date(2026, 11, 25));
    assert_eq!(deadline.next_reminder_on(Rules::jiangxi(), calendar), date(2026, 11, 24));
}

#[test]
fn a_notice_moves_the_day_and_makes_it_final() {
    let actor = actor();
    let on = date(2026, 12, 20);
    let mut deadline = review(on);
    assert!(deadline.due().unwrap().provisional);
    let was = deadline.due().unwrap().date;
    deadline.last_reminder = Some(Reminder::Before);
    let year = Year {
        year: 2027,
        status: YearStatus::Official,
        source: "test".into(),
        off: vec![(date(2027, 1, 1), date(2027, 1, 4))],
        work: vec![],
    };
    let calendar = Calendar::shipped().clone().with_year(year).unwrap();
    let renewed = deadline.with_new_last_day(&context(&actor, &calendar, on)).unwrap();
    assert!(!renewed.due().unwrap().provisional && renewed.due().unwrap().date > was);
    assert_eq!(renewed.last_reminder, None, "a day that moved is told of again");
    assert_eq!(renewed.with_new_last_day(&context(&actor, &calendar, on)), None);
}

proptest! {
    #[test]
    fn without_a_pause_a_term_ends_as_the_calendar_says(days in 0i64..1500) {
        let on = date(2024, 6, 1).saturating_add(jiff::Span::new().days(days));
        let deadline = review(on);
        prop_assert_eq!(deadline.due(), Some(Calendar::shipped().due(on, 15)));
        let last = deadline.due().unwrap().date;
        let told = deadline.breakdown(Rules::jiangxi(), Calendar::shipped(), last);
        prop_assert_eq!(told.over, 15);
        let uncounted: i32 =
            told.uncounted.iter().map(|stretch| (stretch.last - stretch.first).get_days() + 1).sum();
        prop_assert_eq!(15 + uncounted, (last - on).get_days());
    }
}
