//! Reminders of a paper request's deadline.

use crate::{
    deadline::Reminder,
    history::{Context, Recipient},
    paper::{PaperRequest, RequestState, event::RequestEvent, step::RequestStep},
};

impl PaperRequest {
    /// Applies the scheduled change that is due today: a new last day after a change of the calendar, or else a
    /// reminder. Returns `None` if nothing is due.
    pub fn scheduled_step(self, context: &Context<'_>) -> Option<RequestStep> {
        if let Some(step) = self.clone().recalculate(context) {
            return Some(step);
        }
        let (deadline, reminded) = self.deadline()?.reminded(context)?;
        // The reviewers share the paper requests, so the early reminders have no single recipient.
        let recipients: &[Recipient] = match reminded.reminder {
            Reminder::Before | Reminder::Today => &[],
            Reminder::Late => &[Recipient::Owner],
            Reminder::Escalated => &[Recipient::Supervisor],
        };
        Some(self.step(context, RequestEvent::Remind(reminded), recipients, |after| {
            after.state = RequestState::Received { deadline: Some(deadline) };
        }))
    }

    /// Computes the last day again with the present calendar, and notifies the owner if it moved. Returns `None` if
    /// nothing changes.
    pub fn recalculate(self, context: &Context<'_>) -> Option<RequestStep> {
        let (deadline, change, moved) = self.deadline()?.recalculated(context)?;
        let recipients: &[Recipient] = if moved { &[Recipient::Owner] } else { &[] };
        Some(self.step(context, RequestEvent::MoveDeadline(change), recipients, |after| {
            after.state = RequestState::Received { deadline: Some(deadline) };
        }))
    }
}
