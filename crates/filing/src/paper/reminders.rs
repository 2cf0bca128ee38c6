//! Reminders of a paper request's deadline.

use crate::{
    deadline::Reminder,
    history::{Moment, Recipient},
    paper::{PaperRequest, RequestState, event::RequestEvent, step::RequestStep},
};

impl PaperRequest {
    /// What the clock asks for today: its last day found anew by the calendar, or somebody reminded of it. `None` when
    /// it is nothing.
    pub fn look(self, moment: &Moment<'_>) -> Option<RequestStep> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.term()?.reminded(moment)?;
        // Reviewers share the letters: who has not decided one in time is nobody in particular.
        let told: &[Recipient] = match reminded.reminder {
            Reminder::Before | Reminder::Today => &[],
            Reminder::Late => &[Recipient::Owner],
            Reminder::Escalated => &[Recipient::Supervisor],
        };
        Some(self.step(moment, RequestEvent::Remind(reminded), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }

    /// Finds the last day anew by today's calendar; `None` when it stays what it is.
    pub fn recount(self, moment: &Moment<'_>) -> Option<RequestStep> {
        let (term, deadline, moved) = self.term()?.recounted(moment)?;
        let told: &[Recipient] = if moved { &[Recipient::Owner] } else { &[] };
        Some(self.step(moment, RequestEvent::MoveDeadline(deadline), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }
}
