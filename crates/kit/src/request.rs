//! What the actions about paper requests have in common.

use crate::{Answer, Desk, Fault, field, held::HeldOf};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    view::RequestView,
};
use beian_filing::{
    actor::{Actor, Role},
    calendar::local_date,
    check::FieldCode,
    paper::{Envelope, Evidence, PaperRequest, RequestStep},
};
use beian_store::StoreError;
use jiff::civil::Date;

impl Desk {
    /// Loads a paper request, in one round trip.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_request(&self, id: &str) -> Result<HeldOf<PaperRequest>, Fault> {
        let case = self.store().case(self.wanted()?.about_request(id)).await?;
        self.hold(case, |case, _| case.request.take())
    }

    /// Saves a step of a paper request and shows the request as it now is.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_request(&self, step: RequestStep, actor: &Actor) -> Answer<RequestView> {
        let id = step.after.id.clone();
        match self.store().commit_request(step, self.command()).await {
            Ok(request) => self.request_view(&request, actor).await,
            // The same command, in the same moment; else it did something to the account before.
            Err(StoreError::Done(_)) => match self.load_request(&id).await? {
                held if held.repeated => self.request_view(&held.it, actor).await,
                _ => Err(ProblemCode::KeyReused.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// A paper request, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn request_view(&self, request: &PaperRequest, actor: &Actor) -> Answer<RequestView> {
        let account = self.store().account(&request.account).await?.ok_or(StoreError::Missing)?;
        let history = self.store().request_history(&request.id).await?;
        let filings = match actor.role {
            Role::Clerk => Vec::new(),
            _ => self.store().filings_of_owner(&account.username, None).await?.items,
        };
        let calendar = self.office().calendar();
        Ok(RequestView::of(request, &account, &filings, &history, actor, calendar, self.now()))
    }

    /// What a clerk entered of an envelope, if there are no problems with it, nor with what else was entered.
    ///
    /// # Errors
    /// `malformed`.
    pub fn envelope(
        &self,
        arrived_on: Option<&str>,
        mut evidence: Vec<Evidence>,
        mut problems: Vec<FieldProblem>,
    ) -> Result<Envelope, Fault> {
        evidence.sort();
        evidence.dedup();
        if evidence.is_empty() {
            problems.push(field("/evidence", FieldCode::Required));
        }
        let today = local_date(self.now());
        // As it is promised, and no other way of writing a day.
        let day = arrived_on
            .map_or(Some(today), |day| day.parse().ok().filter(|date: &Date| date.to_string() == day));
        if day.is_none() {
            problems.push(field("/arrived_on", FieldCode::DateForm));
        }
        match day {
            Some(arrived_on) if problems.is_empty() => Ok(Envelope { arrived_on, evidence }),
            _ => Err(Fault::Malformed(problems)),
        }
    }
}
