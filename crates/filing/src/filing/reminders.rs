//! Reminders of a filing's deadline.

use crate::{
    deadline::{Deadline, HasDeadline, MovedLastDay, Reminder, SentReminder},
    filing::{Filing, event::FilingEvent, state::State},
    history::Recipient,
};
use jiff::civil::Date;

impl HasDeadline for Filing {
    const MOVED_RECIPIENTS: &'static [Recipient] = &[Recipient::Owner, Recipient::Provider];

    fn running_deadline(&self) -> Option<&Deadline> {
        self.state.deadline()
    }

    fn scheduled_reminder_on(&self) -> Option<Date> {
        self.next_reminder_on
    }

    fn replace_deadline(&mut self, deadline: Deadline) {
        if let Some(running) = self.state.deadline_mut() {
            *running = deadline;
        }
    }

    fn reminder_event(reminder: SentReminder) -> FilingEvent {
        FilingEvent::Remind(reminder)
    }

    fn moved_event(deadline: MovedLastDay) -> FilingEvent {
        FilingEvent::MoveDeadline(deadline)
    }

    // Returns the recipients of a reminder: first the party that must act, then also the party that waits, and last
    // the supervisors.
    fn recipients_of(&self, reminder: Reminder) -> &'static [Recipient] {
        match (&self.state, reminder) {
            // Only the owner can act before the deregistration is confirmed.
            (State::WithProvider { .. }, Reminder::Escalated) if self.awaits_confirmation() => &[],
            (_, Reminder::Escalated) => &[Recipient::Supervisor],
            (State::WithProvider { .. }, _) if self.awaits_confirmation() => &[Recipient::Owner],
            (State::WithProvider { .. }, Reminder::Late) => &[Recipient::Provider, Recipient::Owner],
            (State::WithProvider { .. }, _) => &[Recipient::Provider],
            (State::AwaitingSheet { .. }, Reminder::Late) => &[Recipient::Owner, Recipient::Provider],
            (State::AwaitingSheet { .. }, _) => &[Recipient::Owner],
            (State::UnderReview { .. }, Reminder::Late) => &[Recipient::Reviewer, Recipient::Owner],
            (State::UnderReview { .. }, _) => &[Recipient::Reviewer],
            _ => &[],
        }
    }
}
