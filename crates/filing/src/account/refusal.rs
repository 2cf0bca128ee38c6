//! The refusals of an account, as statements of fact. The sentences that users read live in the site.

use thiserror::Error;

/// A rule of an account said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AccountRefusal {
    /// The account is closed; no paper opens it.
    #[error("the account is closed")]
    AccountClosed,
}

impl AccountRefusal {
    /// The stable code, as it goes over the wire: the name of the variant, in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
