//! The refusals of a record, as statements of fact. The site holds the sentences that users read.

use thiserror::Error;

/// A rule of a record that refused an action. A refused action changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum RecordRefusal {
    /// The organizer or site is not on file, so nothing can be added to it, changed or deregistered.
    #[error("nothing is on file")]
    NotOnFile,
    /// The organizer or site is already deregistered.
    #[error("already deregistered")]
    AlreadyDeregistered,
    /// The provider does not give the access that the action needs.
    #[error("there is no such access")]
    NoSuchAccess,
    /// The provider already gives access to the site.
    #[error("the access is on file already")]
    AccessOnFile,
    /// The record already has the largest allowed number of open authorizations.
    #[error("too many authorizations")]
    TooManyAuthorizations,
    /// The authorization does not exist: it was used or revoked, or it expired.
    #[error("there is no such authorization")]
    NoSuchAuthorization,
}

impl RecordRefusal {
    /// Returns the stable code that the API sends: the variant's name in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
