//! Deadlines 时限: the kind of deadline, its first and last day, its pauses and its reminders.
//!
//! A deadline keeps the facts that its last day follows from. The last day can therefore be recalculated when the calendar changes, and
//! it can be explained. The days on which a review is paused for a listed reason do not count.

use crate::{
    calendar::{Calendar, Day, Due},
    history::Context,
    policy::{DeadlineKind, Rules},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub mod arrival;
pub mod breakdown;
pub mod ended;
pub mod has_deadline;
pub mod reminder;
#[cfg(test)]
mod tests;

pub use arrival::Arrival;
pub use breakdown::{DeadlineBreakdown, UncountedDays, UncountedReason};
pub use ended::{ElapsedDays, EndedDeadline};
pub use has_deadline::HasDeadline;
pub use reminder::{MovedLastDay, Pause, Reminder, SentReminder, StartedDeadline};

/// The time limit of one aggregate 时限, counted in working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Kind of the deadline.
    pub kind: DeadlineKind,
    /// Day of the event that started the deadline. It does not count.
    pub since: Date,
    /// The last day; during a pause, the last day as it was before the pause.
    due: Due,
    /// Pauses so far, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The last reminder that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reminder: Option<Reminder>,
}

/// A deadline after a change of the calendar or of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalculation {
    /// The deadline with its new last day.
    pub deadline: Deadline,
    /// The last day and the one before, for the event.
    pub event: MovedLastDay,
    /// True if the last day is another date. It is false if only the certainty of the date changed.
    pub is_moved: bool,
}

impl Deadline {
    /// Starts a deadline with an event on the day `since`.
    pub fn begin(kind: DeadlineKind, since: Date, context: &Context<'_>) -> Deadline {
        let due = context.calendar.due(since, kind.days(&context.rules.deadline_lengths));
        Deadline { kind, since, due, pauses: Vec::new(), last_reminder: None }
    }

    /// The same deadline with another start day, after a clerk corrected the day of the event. Its pauses stay.
    #[must_use]
    pub fn with_start(mut self, since: Date, context: &Context<'_>) -> Deadline {
        self.since = since;
        if self.pause().is_none() {
            self.due = self.computed_last_day(context.rules, context.calendar);
        }
        self.last_reminder = None;
        self
    }

    /// The last day; `None` during a pause.
    pub fn due(&self) -> Option<Due> {
        self.pause().is_none().then_some(self.due)
    }

    /// The pause that has not ended yet.
    pub fn pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }

    /// Whether the deadline counts this day.
    fn counts(&self, date: Date, day: Day) -> bool {
        day.is_working() && !self.pauses.iter().any(|pause| pause.covers(date))
    }

    /// The last day, recalculated with these rules and this calendar.
    fn computed_last_day(&self, rules: &Rules, calendar: &Calendar) -> Due {
        let mut due = Due { date: self.since, provisional: false };
        let mut left = self.kind.days(&rules.deadline_lengths);
        while left > 0 {
            let Ok(next) = due.date.tomorrow() else { break };
            let day = calendar.day(next);
            due = Due { date: next, provisional: due.provisional || day.provisional };
            left -= u32::from(self.counts(next, day));
        }
        due
    }

    /// The deadline recalculated with today's rules and calendar; `None` when its last day stays the same, or during a pause. The last day
    /// can move to a later or an earlier date.
    ///
    /// Its reminders start again if the last day moves and is not over.
    pub fn with_new_last_day(&self, context: &Context<'_>) -> Option<Deadline> {
        self.pause().is_none().then_some(())?;
        let due = self.computed_last_day(context.rules, context.calendar);
        let restarts = due.date != self.due.date && due.date >= context.today();
        let last_reminder = if restarts { None } else { self.last_reminder };
        (due != self.due).then(|| Deadline { due, last_reminder, ..self.clone() })
    }

    /// The recalculated deadline with its event; `None` when nothing changes.
    pub fn recalculated(&self, context: &Context<'_>) -> Option<Recalculation> {
        let deadline = self.with_new_last_day(context)?;
        let event = MovedLastDay { due: deadline.due, was: self.due };
        let is_moved = event.due.date != event.was.date;
        Some(Recalculation { deadline, event, is_moved })
    }

    /// The deadline after today's reminder, with the reminder for its event; `None` when no reminder is due today.
    pub fn with_reminder(&self, context: &Context<'_>) -> Option<(Deadline, SentReminder)> {
        let reminder = self.reminder(context)?;
        let reminded = SentReminder { due: self.due(), deadline: self.kind, reminder };
        Some((Deadline { last_reminder: Some(reminder), ..self.clone() }, reminded))
    }

    /// Number of calendar days in all ended pauses.
    pub fn paused_days(&self) -> i32 {
        self.pauses.iter().filter_map(|pause| Some((pause.until? - pause.from).get_days())).sum()
    }

    /// Starts a pause on the day `today`; `reason` is a code of data/pause-reasons.json. The pause clears the last reminder, because the
    /// supervisor gets a reminder of a pause that lasts too long.
    #[must_use]
    pub fn paused(mut self, reason: String, expected_on: Date, today: Date) -> Deadline {
        self.pauses.push(Pause { reason, from: today, expected_on, until: None });
        self.last_reminder = None;
        self
    }

    /// Ends the pause; the days from tomorrow on count again.
    #[must_use]
    pub fn resumed(mut self, context: &Context<'_>) -> Deadline {
        let today = context.today();
        // A pause that ends on the day it began covers no days.
        self.pauses.retain(|pause| pause.until.is_some() || pause.from < today);
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            pause.until = Some(today);
        }
        self.due = self.computed_last_day(context.rules, context.calendar);
        self.last_reminder = None;
        self
    }

    /// Working days of the deadline until the day `on`, with that day. Days of a pause do not count, and no day is late during a pause.
    pub fn elapsed_days(&self, on: Date, calendar: &Calendar) -> ElapsedDays {
        let (mut elapsed, mut date) = (ElapsedDays::default(), self.since);
        while let Ok(next) = date.tomorrow()
            && next <= on
        {
            date = next;
            let counts = u32::from(self.counts(date, calendar.day(date)));
            elapsed.days += counts;
            elapsed.late += if date > self.due.date && self.pause().is_none() { counts } else { 0 };
        }
        elapsed
    }

    /// The day on which a reminder is due; `None` when the deadline has no such reminder. A first reminder is left out if its
    /// day is not after the start day.
    fn day_of(&self, reminder: Reminder, rules: &Rules, calendar: &Calendar) -> Option<Date> {
        let lead = rules.reminders.of(self.kind);
        if let Some(pause) = self.pause() {
            // The supervisor is reminded of a pause that lasts longer than the notice to the applicant stated.
            let overdue = pause.expected_on.tomorrow().unwrap_or(Date::MAX);
            return (reminder == Reminder::Escalated).then_some(overdue);
        }
        match reminder {
            Reminder::Before => {
                Some(calendar.working_day_before(self.due.date, lead.before)).filter(|day| *day > self.since)
            }
            Reminder::Today => Some(self.due.date),
            Reminder::Late => Some(calendar.due(self.due.date, 1).date),
            Reminder::Escalated => Some(calendar.due(self.due.date, lead.escalate).date),
        }
    }

    /// The reminders that were not sent yet, each with its day.
    fn to_come<'a>(
        &'a self,
        rules: &'a Rules,
        calendar: &'a Calendar,
    ) -> impl Iterator<Item = (Date, Reminder)> + 'a {
        Reminder::ALL
            .into_iter()
            .filter(|reminder| self.last_reminder.is_none_or(|sent| *reminder > sent))
            .filter_map(|reminder| Some((self.day_of(reminder, rules, calendar)?, reminder)))
    }

    /// The day of the next reminder; [`Date::MAX`] when every reminder was sent, so that the schedule still lists the aggregate for a
    /// change of the calendar.
    pub fn next_reminder_on(&self, rules: &Rules, calendar: &Calendar) -> Date {
        self.to_come(rules, calendar).map(|(day, _)| day).min().unwrap_or(Date::MAX)
    }

    /// The reminder that is due today. Of several missed reminders only the last is sent.
    pub fn reminder(&self, context: &Context<'_>) -> Option<Reminder> {
        let today = context.today();
        self.to_come(context.rules, context.calendar)
            .filter(|(day, _)| *day <= today)
            .map(|(_, reminder)| reminder)
            .max()
    }
}
