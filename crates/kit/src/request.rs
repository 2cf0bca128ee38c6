//! What the actions about paper requests have in common.

use crate::{Answer, Desk, Fault, field, held::HeldOf};
use beian_contract::{problem::ProblemCode, view::RequestView};
use beian_filing::{
    actor::{Actor, Role},
    calendar::local_date,
    check::FieldCode,
    paper::{Envelope, Evidence, PaperRequest, RequestStep},
};
use beian_store::StoreError;

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

    /// What a clerk entered of an envelope.
    ///
    /// # Errors
    /// `malformed`.
    pub fn envelope(&self, arrived_on: Option<&str>, evidence: Vec<Evidence>) -> Result<Envelope, Fault> {
        let arrived_on = match arrived_on {
            None => local_date(self.now()),
            Some(day) => {
                day.parse().map_err(|_| Fault::Malformed(vec![field("/arrived_on", FieldCode::DateForm)]))?
            }
        };
        Ok(Envelope { arrived_on, evidence })
    }
}
