//! The daily step of an aggregate with a deadline.

use crate::{
    deadline::{
        Deadline, Recalculation,
        reminder::{MovedLastDay, Reminder, SentReminder},
    },
    history::{Aggregate, Context, Recipient, Step},
};

/// An aggregate with a deadline. Its parties get reminders, and its last day moves with the calendar.
pub trait HasDeadline: Aggregate {
    /// Recipients of the notice that the last day moved.
    const MOVED_RECIPIENTS: &'static [Recipient];

    /// The running deadline; `None` while nobody must act.
    fn running_deadline(&self) -> Option<&Deadline>;

    /// The next reminder's day, under which the schedule lists the aggregate.
    fn scheduled_reminder_on(&self) -> Option<jiff::civil::Date>;

    /// Replaces the running deadline and keeps the state.
    fn replace_deadline(&mut self, deadline: Deadline);

    /// Recipients of a reminder.
    fn recipients_of(&self, reminder: Reminder) -> &'static [Recipient];

    /// The event of a reminder.
    fn reminder_event(reminder: SentReminder) -> Self::Event;

    /// The event of a last day that moved.
    fn moved_event(deadline: MovedLastDay) -> Self::Event;

    /// Applies the change that is due today: a new last day after a change of the calendar, or else a reminder. Returns
    /// `None` if nothing is due.
    fn scheduled_step(self, context: &Context<'_>) -> Option<Step<Self>> {
        if let Some(step) = self.clone().recalculate(context) {
            return Some(step);
        }
        let (deadline, reminder) = self.running_deadline()?.with_reminder(context)?;
        let recipients = self.recipients_of(reminder.reminder);
        let event = Self::reminder_event(reminder);
        Some(self.step(context, event, recipients, |after| after.replace_deadline(deadline)))
    }

    /// Computes the last day again with the present calendar, and notifies the parties if it moved. Returns `None` if
    /// nothing changes.
    fn recalculate(self, context: &Context<'_>) -> Option<Step<Self>> {
        let running = self.running_deadline()?;
        if let Some(Recalculation { deadline, event, is_moved }) = running.recalculated(context) {
            let recipients = if is_moved { Self::MOVED_RECIPIENTS } else { &[] };
            let event = Self::moved_event(event);
            return Some(self.step(context, event, recipients, |after| after.replace_deadline(deadline)));
        }
        // A change of the calendar may move the next reminder although the last day stays. The parties need not know of it.
        let next = running.next_reminder_on(context.rules, context.calendar);
        let stale = self.scheduled_reminder_on().is_some_and(|day| day != next);
        stale.then(|| self.silent_step(context, |_| {}))
    }
}
