//! Reminders of a paper request's deadline.

use crate::{
    deadline::{Deadline, HasDeadline, MovedLastDay, Reminder, SentReminder},
    history::Recipient,
    paper::{PaperRequest, RequestState, event::RequestEvent},
};
use jiff::civil::Date;

impl HasDeadline for PaperRequest {
    const MOVED_RECIPIENTS: &'static [Recipient] = &[Recipient::Owner];

    fn running_deadline(&self) -> Option<&Deadline> {
        self.deadline()
    }

    fn scheduled_reminder_on(&self) -> Option<Date> {
        self.next_reminder_on
    }

    fn replace_deadline(&mut self, deadline: Deadline) {
        self.state = RequestState::Received { deadline: Some(deadline) };
    }

    // The reviewers share the paper requests, so the early reminders have no single recipient.
    fn recipients_of(&self, reminder: Reminder) -> &'static [Recipient] {
        match reminder {
            Reminder::Before | Reminder::Today => &[],
            Reminder::Late => &[Recipient::Owner],
            Reminder::Escalated => &[Recipient::Supervisor],
        }
    }

    fn reminder_event(reminder: SentReminder) -> RequestEvent {
        RequestEvent::Remind(reminder)
    }

    fn moved_event(deadline: MovedLastDay) -> RequestEvent {
        RequestEvent::MoveDeadline(deadline)
    }
}
