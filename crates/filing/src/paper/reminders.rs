//! Reminders of a paper request's deadline.

use crate::{
    deadline::Reminder,
    history::{Moment, Recipient},
    paper::{PaperRequest, RequestState, event::RequestEvent, step::RequestStep},
};

impl PaperRequest {
    /// Applies the scheduled change that is due today: a new last day after a change of the calendar, or else a
    /// reminder. Returns `None` if nothing is due.
    pub fn look(self, moment: &Moment<'_>) -> Option<RequestStep> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.term()?.reminded(moment)?;
        // The reviewers share the paper requests, so the early reminders have no single recipient.
        let told: &[Recipient] = match reminded.reminder {
            Reminder::Before | Reminder::Today => &[],
            Reminder::Late => &[Recipient::Owner],
            Reminder::Escalated => &[Recipient::Supervisor],
        };
        Some(self.step(moment, RequestEvent::Remind(reminded), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }

    /// Computes the last day again with the present calendar, and notifies the owner if it moved. Returns `None` if
    /// nothing changes.
    pub fn recount(self, moment: &Moment<'_>) -> Option<RequestStep> {
        let (term, deadline, moved) = self.term()?.recounted(moment)?;
        let told: &[Recipient] = if moved { &[Recipient::Owner] } else { &[] };
        Some(self.step(moment, RequestEvent::MoveDeadline(deadline), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }
}
