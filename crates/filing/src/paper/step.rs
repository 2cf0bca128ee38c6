//! Steps of a paper request: each change is a value, with its effects, that the store commits.

use crate::{
    account::Change,
    deadline::EndedDeadline,
    filing::Step,
    history::{Context, Event, Recipient},
    paper::{
        PaperRequest,
        event::{RequestEvent, RequestMeasure},
    },
    record::RecordStep,
};

/// The effects of an approval on other things than the request.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// The change of the account.
    pub account: Option<Change>,
    /// The changes of filings.
    pub filings: Vec<Step>,
    /// The change of the record.
    pub record: Option<RecordStep>,
}

/// A change of a paper request and its effects, to be saved together.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct RequestStep {
    /// The request as it was read; `None` for a new request.
    pub before: Option<PaperRequest>,
    /// The request as it shall be saved.
    pub after: PaperRequest,
    /// The new entry of the history.
    pub event: Event<RequestEvent>,
    /// The effects of the step.
    pub effect: Effect,
}

impl PaperRequest {
    pub(crate) fn step(
        self,
        context: &Context<'_>,
        event: RequestEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut PaperRequest),
    ) -> RequestStep {
        let mut after = self.clone();
        change(&mut after);
        after.version += 1;
        after.events += 1;
        after.retained_until = after.retain_on(&context.rules.retention);
        after.next_reminder_on =
            after.deadline().map(|deadline| deadline.next_reminder_on(context.rules, context.calendar));
        let measure = self.measured(&event, context);
        let event = context.next_event(after.events, &self.last_hash, event, notices).with_measure(measure);
        RequestStep { before: Some(self), after, event, effect: Effect::default() }
    }

    /// Returns the figures of a step for the statistics: the arrival or the decision, and the time that it took.
    /// Returns `None` if nothing is counted.
    pub(super) fn measured(&self, event: &RequestEvent, context: &Context<'_>) -> Option<RequestMeasure> {
        let ended = match event {
            RequestEvent::ReceiveRequest(_) => None,
            RequestEvent::ApproveRequest | RequestEvent::RefuseRequest { .. } => {
                self.deadline().map(|deadline| {
                    let (days, late) = deadline.took(context.today(), context.calendar);
                    EndedDeadline { kind: deadline.kind, days, late, provider: None }
                })
            }
            RequestEvent::ReceiveEvidence(_)
            | RequestEvent::SortPapers(_)
            | RequestEvent::GiveBackPapers { .. }
            | RequestEvent::Remind(_)
            | RequestEvent::MoveDeadline(_)
            | RequestEvent::Erase => return None,
        };
        Some(RequestMeasure { kind: self.kind, ended })
    }
}
