//! The refusals of a record, as statements of fact. The sentences that users read live in the site.

use thiserror::Error;

/// A rule of a record said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum RecordRefusal {
    /// Nothing of the kind is on file, so there is nothing to add to, change or deregister.
    #[error("nothing is on file")]
    NotOnFile,
    /// The record is deregistered already.
    #[error("already deregistered")]
    AlreadyDeregistered,
    /// The provider gives the site no access, so there is none to cancel.
    #[error("there is no such access")]
    NoSuchAccess,
    /// The provider gives the site access already.
    #[error("the access is on file already")]
    AccessOnFile,
    /// As many providers are authorized as may be at a time.
    #[error("too many authorizations")]
    TooManyAuthorizations,
    /// There is no such authorization: it was used, revoked, or its time is over.
    #[error("there is no such authorization")]
    NoSuchAuthorization,
}

impl RecordRefusal {
    /// The stable code, as it goes over the wire: the name of the variant, in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
