//! The view of a paper request, and the envelope that a clerk enters.

use crate::{ActionError, ActionResult, RequestContext, Shown, day, field};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::PaperMark,
    view::RequestView,
};
use beian_filing::{
    calendar::local_date,
    finding::FindingCode,
    history::{Actor, EventHead},
    identifier::RequestId,
    paper::{Envelope, Evidence, MarkedPage, PaperRequest},
};

impl Shown for PaperRequest {
    type View = RequestView;

    type Id = RequestId;

    fn id(&self) -> RequestId {
        self.id
    }

    async fn after_repetition(
        ctx: &RequestContext,
        id: RequestId,
        _done: &EventHead,
    ) -> Result<PaperRequest, ActionError> {
        let loaded = ctx.load_request(&id.to_string()).await?;
        // A command without an event in the paper request's history changed an account before.
        if loaded.repeated { Ok(loaded.value) } else { Err(ProblemCode::KeyReused.into()) }
    }

    async fn view(&self, ctx: &RequestContext, actor: &Actor) -> ActionResult<RequestView> {
        let with = ctx.app().request_contents(self, actor).await?;
        let (calendar, now) = (ctx.calendar(), ctx.now());
        Ok(RequestView::of(self, &with.account, &with.filings, &with.history, actor, calendar, now))
    }
}

impl RequestContext {
    /// Builds the envelope that a clerk entered, or the new marks on pages that arrived earlier. Its problems are reported together with
    /// the given problems of other fields.
    ///
    /// # Errors
    /// `malformed`.
    pub fn envelope(
        &self,
        arrived_on: Option<&str>,
        mut evidence: Vec<Evidence>,
        marks: Vec<PaperMark>,
        mut problems: Vec<FieldProblem>,
    ) -> Result<Envelope, ActionError> {
        evidence.sort();
        evidence.dedup();
        if evidence.is_empty() && marks.is_empty() {
            problems.push(field("/evidence", FindingCode::Required));
        }
        let today = local_date(self.now());
        let arrived = arrived_on.map_or(Some(today), day);
        if arrived.is_none() {
            problems.push(field("/arrived_on", FindingCode::DateForm));
        }
        match arrived {
            Some(arrived_on) if problems.is_empty() => {
                let marks = marks.into_iter().map(marked).collect();
                Ok(Envelope { arrived_on, reason: None, evidence, papers: None, marks })
            }
            _ => Err(ActionError::Malformed(problems)),
        }
    }
}

fn marked(PaperMark { batch_id: file, page, evidence }: PaperMark) -> MarkedPage {
    MarkedPage { batch: file, page, evidence }
}
