//! Errors of workflows.

use beian_filing::refusal::Refusal;
use beian_store::StoreError;

/// The error of a workflow.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule refused the change.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed or refused the call.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A filing, record, paper request or account does not exist, or does not belong to the actor.
    #[error("there is none")]
    NotFound,
    /// The command made another change before.
    #[error("the command did something else before")]
    KeyReused,
    /// An authorization code is wrong, used, revoked or expired.
    #[error("the code authorizes nothing")]
    CodeExpired,
    /// A letter names a domain that the filing or record does not have.
    #[error("the filing or record has no such domain")]
    OtherDomain,
    /// A letter is about a filing with several sites, and names no domain.
    #[error("the filing has several sites, and no domain was named")]
    DomainMissing,
    /// A clerk did not confirm that a verification sheet is signed and sealed.
    #[error("nobody confirmed that the sheet is signed and sealed")]
    SealNotConfirmed,
    /// An error of the program or its settings. Only the log contains its text.
    #[error("{0}")]
    Internal(String),
}

beian_filing::from_refusals! { AppError, AppError::Refused }
