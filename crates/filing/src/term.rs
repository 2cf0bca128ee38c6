//! Limits of time 时限: which one runs, since when, until when, and when somebody is reminded of it.
//!
//! A term keeps the facts from which its last day follows, so that the day can be found anew when the calendar changes, and
//! shown with how it came about. Time in which a review is paused for a named reason does not count.

use crate::{
    calendar::{Calendar, Day, DayKind, Due},
    codes::{Clocks, Rules},
    filing::Moment,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Limit {
    /// The provider checks 接入商核验 (§四.1).
    ProviderCheck,
    /// The verification sheet reaches the bureau 核验单寄达 (§二.6).
    Sheet,
    /// The bureau decides a filing 管局审核 (§四.1).
    Review,
    /// The bureau decides a paper request 邮寄申请办理.
    PaperRequest,
}

/// Somebody is told of a term, each of these once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Reminder {
    /// Some working days before the last one.
    Before,
    /// On the last day.
    Today,
    /// On the working day after it.
    Late,
    /// To the supervisor, some working days after it.
    Escalated,
}

impl Reminder {
    /// Every reminder, in its order.
    pub const ALL: [Reminder; 4] = [Reminder::Before, Reminder::Today, Reminder::Late, Reminder::Escalated];
}

/// Time of a review that does not count 中止计时.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Code of the reason (data/pause-reasons.json).
    pub reason: String,
    /// The day it began, which still counts.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub from: Date,
    /// The day on which it should end, as the applicant was told.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub expected_on: Date,
    /// The day it ended, which does not count; `None` while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

impl Pause {
    fn covers(&self, day: Date) -> bool {
        day > self.from && self.until.is_none_or(|until| day <= until)
    }
}

/// A limit of time that runs 时限.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Which one.
    pub limit: Limit,
    /// The day of the event that started it, which is not counted.
    pub since: Date,
    /// The last day that is in time; while it is paused, what it was before.
    due: Due,
    /// When it was paused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The last reminder that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Reminder>,
}

/// The deadline that runs once something reached the bureau, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningDeadline {
    /// Which one; absent where none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Its last day; absent while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// That somebody was reminded of a deadline, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// Which deadline.
    pub limit: Limit,
    /// Which reminder it was.
    pub reminder: Reminder,
    /// The last day; absent while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// That the last day of a deadline moved with the calendar, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDeadline {
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The last day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
}

/// Days in a row that do not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Uncounted {
    /// The first of them.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub first: Date,
    /// The last of them.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub last: Date,
    /// Why they do not count.
    pub why: WhyUncounted,
}

/// Why days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum WhyUncounted {
    /// Ordinary Saturdays and Sundays.
    Weekend,
    /// Days off by the State Council's notice, and weekends beside them.
    Holiday,
    /// The review was paused.
    Paused,
}

/// How the last day of a term comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reckoning {
    /// Which limit it is.
    pub limit: Limit,
    /// How many working days it has.
    pub days: u32,
    /// The day of the event that started it, which is not counted.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// How many working days of it are over today.
    pub over: u32,
    /// Days until the last one that do not count.
    pub uncounted: Vec<Uncounted>,
    /// Weekend days until the last one on which one works, so that they count 调休上班.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub worked: Vec<Date>,
    /// The pause that lasts, if there is one; then there is no last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
}

impl Limit {
    /// How many working days it has.
    pub fn days(self, clocks: &Clocks) -> u32 {
        match self {
            Limit::ProviderCheck => clocks.provider_check,
            Limit::Sheet => clocks.sheet,
            Limit::Review => clocks.review,
            Limit::PaperRequest => clocks.paper_request,
        }
    }
}

impl Term {
    /// A term that begins with what happened on `since`.
    pub fn begin(limit: Limit, since: Date, moment: &Moment<'_>) -> Term {
        let due = moment.calendar.due(since, limit.days(&moment.rules.clocks));
        Term { limit, since, due, pauses: Vec::new(), said: None }
    }

    /// The same term, begun by what happened on another day than was believed. Its pauses stay.
    #[must_use]
    pub fn begun(mut self, since: Date, moment: &Moment<'_>) -> Term {
        self.since = since;
        if self.pause().is_none() {
            self.due = self.reckoned(moment.rules, moment.calendar);
        }
        self.said = None;
        self
    }

    /// The last day that is in time; `None` while it is paused.
    pub fn due(&self) -> Option<Due> {
        self.pause().is_none().then_some(self.due)
    }

    /// The pause that lasts.
    pub fn pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }

    /// Whether a day counts.
    fn counts(&self, date: Date, day: Day) -> bool {
        day.is_working() && !self.pauses.iter().any(|pause| pause.covers(date))
    }

    /// The last day, found anew.
    fn reckoned(&self, rules: &Rules, calendar: &Calendar) -> Due {
        let mut due = Due { date: self.since, provisional: false };
        let mut left = self.limit.days(&rules.clocks);
        while left > 0 {
            let Ok(next) = due.date.tomorrow() else { break };
            let day = calendar.day(next);
            due = Due { date: next, provisional: due.provisional || day.provisional };
            left -= u32::from(self.counts(next, day));
        }
        due
    }

    /// The same term by today's calendar and rules; `None` when nothing about it changes.
    ///
    /// One whose day moves, and is not over, is reminded of again.
    pub fn renewed(&self, moment: &Moment<'_>) -> Option<Term> {
        self.pause().is_none().then_some(())?;
        let due = self.reckoned(moment.rules, moment.calendar);
        let again = due.date != self.due.date && due.date >= moment.today();
        let said = if again { None } else { self.said };
        (due != self.due).then(|| Term { due, said, ..self.clone() })
    }

    /// The same term by today's calendar, with what the history says of it and whether its day moved; `None` when nothing changes.
    pub fn recounted(&self, moment: &Moment<'_>) -> Option<(Term, MovedDeadline, bool)> {
        let term = self.renewed(moment)?;
        let was = self.due();
        let moved = was.map(|due| due.date) != term.due().map(|due| due.date);
        let due = term.due();
        Some((term, MovedDeadline { due, was }, moved))
    }

    /// The same term once today's reminder is given, with what the history says of it; `None` when there is none.
    pub fn reminded(&self, moment: &Moment<'_>) -> Option<(Term, Reminded)> {
        let reminder = self.reminder(moment)?;
        let reminded = Reminded { due: self.due(), limit: self.limit, reminder };
        Some((Term { said: Some(reminder), ..self.clone() }, reminded))
    }

    /// How many days its pauses have lasted.
    pub fn paused_days(&self) -> i32 {
        self.pauses.iter().filter_map(|pause| Some((pause.until? - pause.from).get_days())).sum()
    }

    /// Stops the count.
    #[must_use]
    pub fn paused(mut self, reason: String, expected_on: Date, today: Date) -> Term {
        self.pauses.push(Pause { reason, from: today, expected_on, until: None });
        self.said = None;
        self
    }

    /// Goes on counting from tomorrow.
    #[must_use]
    pub fn resumed(mut self, moment: &Moment<'_>) -> Term {
        let today = moment.today();
        // One that ends on the day on which it began leaves nothing out.
        self.pauses.retain(|pause| pause.until.is_some() || pause.from < today);
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            pause.until = Some(today);
        }
        self.due = self.reckoned(moment.rules, moment.calendar);
        self.said = None;
        self
    }

    /// How long it took, ended on this day: working days that counted, and how many of them after the last one.
    pub fn took(&self, on: Date, calendar: &Calendar) -> (u32, u32) {
        let (mut days, mut late, mut date) = (0, 0, self.since);
        while let Ok(next) = date.tomorrow()
            && next <= on
        {
            date = next;
            let counts = u32::from(self.counts(date, calendar.day(date)));
            days += counts;
            late += if date > self.due.date && self.pause().is_none() { counts } else { 0 };
        }
        (days, late)
    }

    /// On which day a reminder is given; `None` when it would come before anybody could have done anything.
    fn day_of(&self, reminder: Reminder, rules: &Rules, calendar: &Calendar) -> Option<Date> {
        let lead = rules.reminders.of(self.limit);
        if let Some(pause) = self.pause() {
            // A pause that lasts longer than the applicant was told is the supervisor's to end.
            let over = pause.expected_on.tomorrow().unwrap_or(Date::MAX);
            return (reminder == Reminder::Escalated).then_some(over);
        }
        match reminder {
            Reminder::Before => {
                Some(calendar.before(self.due.date, lead.before)).filter(|day| *day > self.since)
            }
            Reminder::Today => Some(self.due.date),
            Reminder::Late => Some(calendar.due(self.due.date, 1).date),
            Reminder::Escalated => Some(calendar.due(self.due.date, lead.escalate).date),
        }
    }

    /// The reminders that are still to come, each with its day.
    fn to_come<'a>(
        &'a self,
        rules: &'a Rules,
        calendar: &'a Calendar,
    ) -> impl Iterator<Item = (Date, Reminder)> + 'a {
        Reminder::ALL
            .into_iter()
            .filter(|reminder| self.said.is_none_or(|said| *reminder > said))
            .filter_map(|reminder| Some((self.day_of(reminder, rules, calendar)?, reminder)))
    }

    /// On which day somebody is to be reminded next; [`Date::MAX`] when everybody was.
    pub fn look_on(&self, rules: &Rules, calendar: &Calendar) -> Date {
        self.to_come(rules, calendar).map(|(day, _)| day).min().unwrap_or(Date::MAX)
    }

    /// The reminder that is to be given today. Of several that were missed, the last says it all.
    pub fn reminder(&self, moment: &Moment<'_>) -> Option<Reminder> {
        let today = moment.today();
        self.to_come(moment.rules, moment.calendar)
            .filter(|(day, _)| *day <= today)
            .map(|(_, reminder)| reminder)
            .max()
    }

    /// How its last day comes about.
    pub fn reckoning(&self, rules: &Rules, calendar: &Calendar, today: Date) -> Reckoning {
        let end = if self.pause().is_some() { today } else { self.due.date };
        let mut reckoning = Reckoning {
            limit: self.limit,
            days: self.limit.days(&rules.clocks),
            since: self.since,
            over: 0,
            uncounted: Vec::new(),
            worked: Vec::new(),
            pause: self.pause().cloned(),
        };
        let mut date = self.since;
        while date < end {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            let day = calendar.day(date);
            if self.counts(date, day) {
                reckoning.over += u32::from(date <= today);
                if day.kind == DayKind::MakeUp {
                    reckoning.worked.push(date);
                }
            } else {
                let why = match day.kind {
                    DayKind::Holiday => WhyUncounted::Holiday,
                    DayKind::Weekend => WhyUncounted::Weekend,
                    DayKind::Workday | DayKind::MakeUp => WhyUncounted::Paused,
                };
                reckoning.pass_over(date, why);
            }
        }
        reckoning
    }
}

impl Reckoning {
    /// Adds a day that does not count; a weekend beside a holiday is one with it.
    fn pass_over(&mut self, date: Date, why: WhyUncounted) {
        if let Some(last) = self.uncounted.last_mut()
            && last.last.tomorrow().is_ok_and(|next| next == date)
        {
            last.last = date;
            last.why = match (last.why, why) {
                (WhyUncounted::Paused, _) | (_, WhyUncounted::Paused) => WhyUncounted::Paused,
                (WhyUncounted::Holiday, _) | (_, WhyUncounted::Holiday) => WhyUncounted::Holiday,
                _ => WhyUncounted::Weekend,
            };
            return;
        }
        self.uncounted.push(Uncounted { first: date, last: date, why });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actor::{Actor, Role},
        calendar::{Status, Year},
    };
    use jiff::civil::date;
    use proptest::prelude::*;

    fn actor() -> Actor {
        Actor { account: "shenhe".into(), role: Role::Reviewer, provider: None }
    }

    fn moment<'a>(actor: &'a Actor, calendar: &'a Calendar, on: Date) -> Moment<'a> {
        Moment {
            at: format!("{on}T02:00:00Z").parse().unwrap(),
            actor,
            fingerprint: "",
            rules: Rules::jiangxi(),
            calendar,
        }
    }

    fn review(since: Date) -> Term {
        Term::begin(Limit::Review, since, &moment(&actor(), Calendar::shipped(), since))
    }

    #[test]
    fn a_review_shows_how_its_last_day_comes_about() {
        let term = review(date(2026, 2, 10));
        assert_eq!(term.due().unwrap().date, date(2026, 3, 9));
        let told = term.reckoning(Rules::jiangxi(), Calendar::shipped(), date(2026, 2, 26));
        assert_eq!((told.days, told.over), (15, 7));
        assert_eq!(told.worked, [date(2026, 2, 14), date(2026, 2, 28)]);
        let stretch = |first, last, why| Uncounted { first, last, why };
        assert_eq!(
            told.uncounted,
            [
                stretch(date(2026, 2, 15), date(2026, 2, 23), WhyUncounted::Holiday),
                stretch(date(2026, 3, 1), date(2026, 3, 1), WhyUncounted::Weekend),
                stretch(date(2026, 3, 7), date(2026, 3, 8), WhyUncounted::Weekend),
            ]
        );
    }

    #[test]
    fn paused_days_do_not_count() {
        let (actor, calendar) = (actor(), Calendar::shipped());
        let term = review(date(2026, 11, 23));
        assert_eq!(term.due().unwrap().date, date(2026, 12, 14));
        let paused = term.paused("hearing".into(), date(2026, 12, 4), date(2026, 11, 27));
        assert_eq!(paused.due(), None);
        assert_eq!(paused.renewed(&moment(&actor, calendar, date(2026, 11, 30))), None);
        // 30 November to 2 December do not count: three working days later.
        let resumed = paused.resumed(&moment(&actor, calendar, date(2026, 12, 2)));
        assert_eq!(resumed.due().unwrap().date, date(2026, 12, 17));
        let told = resumed.reckoning(Rules::jiangxi(), calendar, date(2026, 12, 2));
        assert_eq!(told.over, 4);
        let paused =
            Uncounted { first: date(2026, 11, 28), last: date(2026, 12, 2), why: WhyUncounted::Paused };
        assert_eq!(told.uncounted.first(), Some(&paused));
    }

    #[test]
    fn a_pause_that_lasts_longer_than_said_is_told_to_the_supervisor_once() {
        let (actor, calendar) = (actor(), Calendar::shipped());
        let mut term =
            review(date(2026, 11, 23)).paused("hearing".into(), date(2026, 12, 4), date(2026, 11, 27));
        assert_eq!(term.look_on(Rules::jiangxi(), calendar), date(2026, 12, 5));
        assert_eq!(term.reminder(&moment(&actor, calendar, date(2026, 12, 4))), None);
        term.said = term.reminder(&moment(&actor, calendar, date(2026, 12, 5)));
        assert_eq!(term.said, Some(Reminder::Escalated));
        assert_eq!(term.look_on(Rules::jiangxi(), calendar), Date::MAX);
    }

    #[test]
    fn each_reminder_has_its_day_and_comes_once() {
        let (actor, calendar) = (actor(), Calendar::shipped());
        let mut term = review(date(2026, 11, 23));
        let mut days = Vec::new();
        let mut day = date(2026, 11, 23);
        while day < date(2027, 3, 1) {
            if let Some(reminder) = term.reminder(&moment(&actor, calendar, day)) {
                assert_eq!(term.look_on(Rules::jiangxi(), calendar), day);
                days.push((reminder, day));
                term.said = Some(reminder);
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
        assert_eq!(term.look_on(Rules::jiangxi(), calendar), Date::MAX);
    }

    #[test]
    fn of_several_missed_reminders_the_last_is_given() {
        let term = review(date(2026, 11, 23));
        let actor = actor();
        let late = moment(&actor, Calendar::shipped(), date(2026, 12, 31));
        assert_eq!(term.reminder(&late), Some(Reminder::Escalated));
        let on_the_day = moment(&actor, Calendar::shipped(), date(2026, 12, 14));
        assert_eq!(term.reminder(&on_the_day), Some(Reminder::Today));
    }

    #[test]
    fn a_short_limit_has_no_reminder_before_anybody_could_act() {
        let calendar = Calendar::shipped();
        let on = date(2026, 11, 23);
        let term = Term::begin(Limit::ProviderCheck, on, &moment(&actor(), calendar, on));
        assert_eq!(term.due().unwrap().date, date(2026, 11, 25));
        assert_eq!(term.look_on(Rules::jiangxi(), calendar), date(2026, 11, 24));
    }

    #[test]
    fn a_notice_moves_the_day_and_makes_it_final() {
        let actor = actor();
        let on = date(2026, 12, 20);
        let mut term = review(on);
        assert!(term.due().unwrap().provisional);
        let was = term.due().unwrap().date;
        term.said = Some(Reminder::Before);
        let year = Year {
            year: 2027,
            status: Status::Official,
            source: "test".into(),
            off: vec![(date(2027, 1, 1), date(2027, 1, 4))],
            work: vec![],
        };
        let calendar = Calendar::shipped().clone().with(year).unwrap();
        let renewed = term.renewed(&moment(&actor, &calendar, on)).unwrap();
        assert!(!renewed.due().unwrap().provisional && renewed.due().unwrap().date > was);
        assert_eq!(renewed.said, None, "a day that moved is told of again");
        assert_eq!(renewed.renewed(&moment(&actor, &calendar, on)), None);
    }

    proptest! {
        #[test]
        fn without_a_pause_a_term_ends_as_the_calendar_says(days in 0i64..1500) {
            let on = date(2024, 6, 1).saturating_add(jiff::Span::new().days(days));
            let term = review(on);
            prop_assert_eq!(term.due(), Some(Calendar::shipped().due(on, 15)));
            let last = term.due().unwrap().date;
            let told = term.reckoning(Rules::jiangxi(), Calendar::shipped(), last);
            prop_assert_eq!(told.over, 15);
            let uncounted: i32 =
                told.uncounted.iter().map(|stretch| (stretch.last - stretch.first).get_days() + 1).sum();
            prop_assert_eq!(15 + uncounted, (last - on).get_days());
        }
    }
}
