//! Commits of changes, and the views of the changed aggregates.

use super::RequestContext;
use crate::{ActionError, ActionResult};
use beian_app::retry;
use beian_contract::view::FilingView;
use beian_filing::{
    claim::{Claim, Holder, RefusedClaim},
    filing::{Filing, FilingRefusal},
    history::{Actor, Aggregate, EventHead},
    identifier::FilingId,
};
use beian_store::{LoadRequest, Parts, StoreError};

/// An aggregate that an action shows after a change.
pub trait Shown: Aggregate + Send + Sync {
    /// The view of the aggregate on the wire.
    type View;

    /// The identifier of the aggregate.
    type Id: Copy + Send;

    /// Returns the identifier of the aggregate.
    fn id(&self) -> Self::Id;

    /// Returns the identifier of the filing that takes claims with the change; `None` for an aggregate that takes no claims.
    fn claimant(&self) -> Option<FilingId> {
        None
    }

    /// Returns the present aggregate after another request with the same command saved its change. `done` is the event of that command.
    ///
    /// # Errors
    /// [`ActionError::Repeated`] with a filing; `key-reused` if the command made another change.
    fn after_repetition(
        ctx: &RequestContext,
        id: Self::Id,
        done: &EventHead,
    ) -> impl Future<Output = Result<Self, ActionError>> + Send;

    /// Returns the view of the aggregate for this actor.
    ///
    /// # Errors
    /// Errors of the store only.
    fn view(
        &self,
        ctx: &RequestContext,
        actor: &Actor,
    ) -> impl Future<Output = ActionResult<Self::View>> + Send;
}

impl Shown for Filing {
    type View = FilingView;

    type Id = FilingId;

    fn id(&self) -> FilingId {
        self.id
    }

    fn claimant(&self) -> Option<FilingId> {
        Some(self.id)
    }

    async fn after_repetition(
        ctx: &RequestContext,
        id: FilingId,
        done: &EventHead,
    ) -> Result<Filing, ActionError> {
        let loaded = ctx.store().load(LoadRequest { filing: Some(id), ..LoadRequest::default() }).await?;
        Err(ctx.repeated(done, loaded.filing.ok_or(StoreError::Missing)?))
    }

    async fn view(&self, ctx: &RequestContext, actor: &Actor) -> ActionResult<FilingView> {
        Ok(ctx.view(self, actor))
    }
}

impl RequestContext {
    /// Saves the parts of a change, and returns the view of the changed aggregate.
    ///
    /// # Errors
    /// The errors of [`RequestContext::save`].
    pub async fn commit<P>(&self, parts: P, actor: &Actor) -> ActionResult<<P::Aggregate as Shown>::View>
    where
        P: Parts + Send,
        P::Aggregate: Shown,
    {
        self.save(parts, actor).await?.view(self, actor).await
    }

    /// Saves the parts of a change, and returns the aggregate with the last hash of its history, which the store computes.
    ///
    /// # Errors
    /// `stale`; `domain-taken` and `certificate-taken` with the conflict; `filing-under-way`; `key-reused`;
    /// [`ActionError::Repeated`] with a filing that the same command changed at the same time.
    pub async fn save<P>(&self, parts: P, actor: &Actor) -> Result<P::Aggregate, ActionError>
    where
        P: Parts + Send,
        P::Aggregate: Shown,
    {
        let (id, claimant) = (parts.after().id(), parts.after().claimant());
        match (self.store().commit(parts, self.command()).await, claimant) {
            (Ok(after), _) => Ok(after),
            (Err(StoreError::Done(done)), _) => P::Aggregate::after_repetition(self, id, &done).await,
            (Err(StoreError::Taken(claim, holder)), Some(claimant)) => {
                Err(self.taken(claimant, claim, holder, actor).await?)
            }
            (Err(error), _) => Err(error.into()),
        }
    }

    /// Returns the refusal of a filing after another holder got its claim, and saves the refused claim.
    async fn taken(
        &self,
        filing_id: FilingId,
        claim: Claim,
        holder: Holder,
        actor: &Actor,
    ) -> Result<ActionError, ActionError> {
        let conflict = self.app.conflict(&claim, &holder, actor).await?;
        // Staff see refused claims, and the statistics count them. A refused claim that cannot be saved does not change the refusal.
        let refused = RefusedClaim { filing_id, at: self.now(), holder };
        let note = || self.store().note_refused_claim(&claim, &refused, conflict.kind);
        if let Err(error) = Box::pin(retry::retry_contended(note)).await {
            let (action, cause) = (self.call.route.action, error.to_string());
            eprintln!("{}", serde_json::json!({ "level": "warn", "action": action, "cause": cause }));
        }
        Ok(match claim {
            Claim::Domain(_) => FilingRefusal::DomainTaken(conflict),
            Claim::Certificate { .. } => FilingRefusal::CertificateTaken(conflict),
            Claim::FilingUnderWay(_) => FilingRefusal::FilingUnderWay(conflict),
        }
        .into())
    }

    /// Returns the view of a filing for this actor.
    pub fn view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::of(filing, actor, self.app.rules(), self.calendar(), self.now())
    }

    /// Returns the view of a filing with its private data, for an actor who has stated a reason.
    pub fn unmasked_view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::whole(filing, actor, self.app.rules(), self.calendar(), self.now())
    }
}
