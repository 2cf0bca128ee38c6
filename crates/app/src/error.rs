//! Failures of workflows.

use beian_filing::{
    account::AccountRefusal, calendar::CalendarRefusal, filing::FilingRefusal, paper::PaperRefusal,
    record::RecordRefusal, refusal::Refusal,
};
use beian_store::StoreError;

/// The reason why a workflow did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A filing, record, request or account is not there, or is not the actor's.
    #[error("there is none")]
    NotFound,
    /// The command did something else before.
    #[error("the command did something else before")]
    KeyReused,
    /// An authorization code is wrong, used, revoked or too old.
    #[error("the code authorizes nothing")]
    CodeExpired,
    /// A letter names a domain that its filing or record does not have.
    #[error("the filing or record has no such domain")]
    OtherDomain,
    /// A letter is about a filing of several sites, and names none of them.
    #[error("the filing has several sites, and no domain was named")]
    DomainMissing,
    /// A clerk did not confirm that a verification sheet is signed and sealed.
    #[error("nobody confirmed that the sheet is signed and sealed")]
    SealNotConfirmed,
    /// A fault of the program or its settings. Only the log gets its text.
    #[error("{0}")]
    Internal(String),
}

/// A refusal of each room is one of the rules'.
macro_rules! refused_by {
    ($($room:ident),*) => {$(
        impl From<$room> for AppError {
            fn from(refusal: $room) -> AppError {
                AppError::Refused(refusal.into())
            }
        }
    )*};
}

refused_by! { CalendarRefusal, AccountRefusal, RecordRefusal, FilingRefusal, PaperRefusal }
