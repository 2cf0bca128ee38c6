//! Do without a second factor 停用动态口令. For owners: staff must have one.
//!
//! # Refusals
//! - `wrong-password` the password is not right
//! - `no-proposal` there is none
//! - `too-many-requests` the place must wait

use beian_contract::{problem::ProblemCode, request::RemoveSecondFactor, view::Done};
use beian_kit::{Answer, Desk, password};
use beian_store::StoreError;

/// See the page above.
pub async fn remove_second_factor(desk: Desk, input: RemoveSecondFactor) -> Answer<Done> {
    let (_, account) = password::confirmed(&desk, input.password).await?;
    let own = desk.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    if account.second_factor.is_none() {
        return Err(ProblemCode::NoProposal.into());
    }
    match desk.store().change_account(account.remove_second_factor(own, desk.now()), desk.command()).await {
        Ok(_) | Err(StoreError::Done(_)) => Ok(Done {}),
        Err(StoreError::Stale) => Err(StoreError::Contended.into()),
        Err(error) => Err(error.into()),
    }
}
