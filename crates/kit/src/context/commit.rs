//! Committing steps of filings, and the filing as its reader may see it.

use super::RequestContext;
use crate::{ActionError, ActionResult};
use beian_app::retry;
use beian_contract::view::FilingView;
use beian_filing::{
    claim::{Claim, RefusedClaim},
    filing::FilingRefusal,
    filing::{Filing, Step},
    history::Actor,
};
use beian_store::{LoadRequest, StoreError};

impl RequestContext {
    /// Saves a step and shows the filing after it.
    ///
    /// # Errors
    /// As [`RequestContext::keep`].
    pub async fn commit(&self, step: Step, actor: &Actor) -> ActionResult<FilingView> {
        Ok(self.view(&self.keep(step, actor).await?, actor))
    }

    /// Saves a step. The saved filing has the last hash of its history, which the store computes.
    ///
    /// # Errors
    /// `stale`; `domain-taken` and `certificate-taken` with the conflict; `order-under-way`; `key-reused`.
    pub async fn keep(&self, step: Step, actor: &Actor) -> Result<Filing, ActionError> {
        let id = step.after.id.clone();
        match self.store().commit(step, self.command()).await {
            Ok(filing) => Ok(filing),
            Err(StoreError::Done(done)) => {
                let case =
                    self.store().load(LoadRequest { filing: Some(&id), ..LoadRequest::default() }).await?;
                Err(self.repeated(&done, case.filing.ok_or(StoreError::Missing)?))
            }
            Err(StoreError::Taken(claim, holder)) => {
                let conflict = self.app.conflict(&claim, &holder, actor).await?;
                // Staff see and count refused claims. A note that fails does not change the refusal.
                let wish = RefusedClaim { filing_id: id, at: self.now(), holder };
                let note = || self.store().note_refused_claim(&claim, &wish, conflict.kind);
                if let Err(error) = Box::pin(retry::retry_contended(note)).await {
                    let (action, cause) = (self.call.route.action, error.to_string());
                    eprintln!("{}", serde_json::json!({ "level": "warn", "action": action, "cause": cause }));
                }
                Err(match claim {
                    Claim::Domain(_) => FilingRefusal::DomainTaken(conflict),
                    Claim::Certificate { .. } => FilingRefusal::CertificateTaken(conflict),
                    Claim::Order(_) => FilingRefusal::OrderUnderWay(conflict),
                }
                .into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The filing, as the actor may see it.
    pub fn view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::of(filing, actor, self.app.rules(), self.calendar(), self.now())
    }

    /// The filing with its private data, for an actor who has stated a reason.
    pub fn unmasked_view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::whole(filing, actor, self.app.rules(), self.calendar(), self.now())
    }
}
