//! Steps of a paper request, with their effects on other things.

use crate::{
    account::Account,
    deadline::{ElapsedDays, EndedDeadline},
    filing::Filing,
    history::{Aggregate, Context, Step},
    paper::{
        PaperRequest,
        event::{RequestEvent, RequestMeasure},
    },
    record::Record,
};

/// The changes outside the request that the store saves together with its approval.
#[derive(Debug, Clone, Default)]
pub struct RequestEffects {
    /// The change of the account.
    pub account: Option<Step<Account>>,
    /// The changes of filings.
    pub filings: Vec<Step<Filing>>,
    /// The change of the record.
    pub record: Option<Step<Record>>,
}

crate::history::chained!(PaperRequest);

impl Aggregate for PaperRequest {
    type Event = RequestEvent;
    type Effects = RequestEffects;

    fn derive(&mut self, context: &Context<'_>) {
        self.retained_until = self.retain_on(&context.rules.retention);
        let deadline = self.deadline();
        self.next_reminder_on =
            deadline.map(|deadline| deadline.next_reminder_on(context.rules, context.calendar));
    }

    fn measure(
        &self,
        _after: &PaperRequest,
        event: &RequestEvent,
        context: &Context<'_>,
    ) -> Option<RequestMeasure> {
        self.measured(event, context)
    }
}

impl PaperRequest {
    /// Returns the figures of a step for the statistics: the arrival or the decision, and the time that it took.
    /// Returns `None` if nothing is counted.
    pub(super) fn measured(&self, event: &RequestEvent, context: &Context<'_>) -> Option<RequestMeasure> {
        let ended = match event {
            RequestEvent::ReceiveRequest(_) => None,
            RequestEvent::ApproveRequest | RequestEvent::RefuseRequest { .. } => {
                self.deadline().map(|deadline| {
                    let ElapsedDays { days, late } = deadline.elapsed_days(context.today(), context.calendar);
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
