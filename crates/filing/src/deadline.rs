//! Limits of time 时限: which one runs, since when, until when, and when somebody is reminded of it.
//!
//! A term keeps the facts from which its last day follows, so that the day can be found anew when the calendar changes, and
//! shown with how it came about. Time in which a review is paused for a named reason does not count.

use crate::{
    calendar::{Calendar, Day, Due},
    history::Moment,
    policy::{Limit, Rules},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub mod arrival;
pub mod breakdown;
pub mod elapsed;
pub mod reminder;
#[cfg(test)]
mod tests;

pub use arrival::Arrival;
pub use breakdown::{Reckoning, Uncounted, WhyUncounted};
pub use elapsed::Ended;
pub use reminder::{MovedDeadline, Pause, Reminded, Reminder, RunningDeadline};

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
}
