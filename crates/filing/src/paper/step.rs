//! Steps of a paper request: each change is a value, with its effects, that the store commits.

use crate::{
    account::Change,
    deadline::Ended,
    filing::Step,
    history::{Event, Moment, Recipient},
    paper::{
        PaperRequest,
        event::{RequestEvent, RequestMeasure},
    },
    record::FileStep,
};

/// The effects of an approval on other things than the request.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// The change of the account.
    pub account: Option<Change>,
    /// The changes of filings.
    pub filings: Vec<Step>,
    /// The change of the record.
    pub file: Option<FileStep>,
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
        moment: &Moment<'_>,
        event: RequestEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut PaperRequest),
    ) -> RequestStep {
        let mut after = self.clone();
        change(&mut after);
        after.version += 1;
        after.events += 1;
        after.retained_until = after.retain_on(&moment.rules.retention);
        after.look_on = after.term().map(|term| term.look_on(moment.rules, moment.calendar));
        let measure = self.measured(&event, moment);
        let event = moment.entry(after.events, &self.head, event, notices).with_measure(measure);
        RequestStep { before: Some(self), after, event, effect: Effect::default() }
    }

    /// Returns the figures of a step for the statistics: the arrival or the decision, and the time that it took.
    /// Returns `None` if nothing is counted.
    pub(super) fn measured(&self, event: &RequestEvent, moment: &Moment<'_>) -> Option<RequestMeasure> {
        let ended = match event {
            RequestEvent::ReceiveRequest(_) => None,
            RequestEvent::ApproveRequest | RequestEvent::RefuseRequest { .. } => self.term().map(|term| {
                let (days, late) = term.took(moment.today(), moment.calendar);
                Ended { limit: term.limit, days, late, provider: None }
            }),
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
