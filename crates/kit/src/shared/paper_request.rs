//! Steps of paper requests: committing, the view, and the envelope that a clerk enters.

use crate::{ActionError, ActionResult, RequestContext, day, field};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::PaperMark,
    view::RequestView,
};
use beian_filing::{
    calendar::local_date,
    finding::FieldCode,
    history::Actor,
    paper::{Envelope, Evidence, IncomingLetter, MarkedPage, PaperRequest, RequestStep},
};
use beian_store::StoreError;

impl RequestContext {
    /// Saves a step of a paper request and shows the request after it.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_request(&self, step: RequestStep, actor: &Actor) -> ActionResult<RequestView> {
        self.commit_request_with(step, None, actor).await
    }

    /// Saves a step of a paper request together with the scanned letter that belongs to it.
    ///
    /// # Errors
    /// As [`RequestContext::commit_request`].
    pub async fn commit_request_with(
        &self,
        step: RequestStep,
        letter: Option<&IncomingLetter>,
        actor: &Actor,
    ) -> ActionResult<RequestView> {
        let id = step.after.id.clone();
        match self.store().commit_request_with(step, letter, self.command()).await {
            Ok(request) => self.request_view(&request, actor).await,
            // The same command was done at the same time, unless it did something to the account before.
            Err(StoreError::Done(_)) => match self.load_request(&id).await? {
                loaded if loaded.repeated => self.request_view(&loaded.value, actor).await,
                _ => Err(ProblemCode::KeyReused.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// A paper request, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn request_view(&self, request: &PaperRequest, actor: &Actor) -> ActionResult<RequestView> {
        let with = self.app.request_contents(request, actor).await?;
        let (calendar, now) = (self.calendar(), self.now());
        Ok(RequestView::of(request, &with.account, &with.filings, &with.history, actor, calendar, now))
    }

    /// The envelope that a clerk entered, or its new marks on pages that arrived earlier. Problems with it are reported together with
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
            problems.push(field("/evidence", FieldCode::Required));
        }
        let today = local_date(self.now());
        let arrived = arrived_on.map_or(Some(today), day);
        if arrived.is_none() {
            problems.push(field("/arrived_on", FieldCode::DateForm));
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
