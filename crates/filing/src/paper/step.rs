//! Steps: a change of a paper request as a value, with its effects.

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

/// What an approval does besides.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// What becomes of the account.
    pub account: Option<Change>,
    /// What becomes of filings.
    pub filings: Vec<Step>,
    /// What becomes of what is on file.
    pub file: Option<FileStep>,
}

/// A change of a paper request, and its effect, to be saved together.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct RequestStep {
    /// What was believed; `None` when it is new.
    pub before: Option<PaperRequest>,
    /// What shall be.
    pub after: PaperRequest,
    /// The entry in its history.
    pub event: Event<RequestEvent>,
    /// What is done with it.
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

    /// What statistics count of a step: that it came, or was decided, and how long that took. `None` when it is nothing.
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
