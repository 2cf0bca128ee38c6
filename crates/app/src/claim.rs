//! Holders of claims. A claim is on a domain, on a certificate, or on an organizer's place for a filing under way.

use crate::{App, AppError};
use beian_filing::{
    claim::{Claim, Conflict, Holder},
    filing::Filing,
    history::Actor,
    identifier::Domain,
};

impl App {
    /// Returns the filing of this bureau that holds a domain, if there is one.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn holder_of(&self, domain: &Domain) -> Result<Option<Filing>, AppError> {
        self.holder_of_claim(Claim::domain(domain)).await
    }

    pub(crate) async fn holder_of_claim(&self, claim: Claim) -> Result<Option<Filing>, AppError> {
        let holders = self.store.holders(&[claim]).await?;
        match holders.into_iter().next() {
            Some((_, Holder::Filing(id))) => Ok(Some(self.store.filing_state(id).await?)),
            _ => Ok(None),
        }
    }

    /// Describes the conflict with the holder of a claim, as far as the actor may know it.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn conflict(
        &self,
        claim: &Claim,
        holder: &Holder,
        actor: &Actor,
    ) -> Result<Conflict, AppError> {
        Ok(match holder {
            Holder::Province { code, .. } => Conflict::elsewhere(claim, code),
            Holder::Filing(id) => Conflict::here(claim, &self.store.filing_state(*id).await?, actor),
        })
    }
}
