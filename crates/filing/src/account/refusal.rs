//! The refusals of an account, as statements of fact. The sentences that users read live in the site.

use thiserror::Error;

/// A refusal by a rule about accounts. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AccountRefusal {
    /// The account is disabled, and a paper request cannot enable it.
    #[error("the account is disabled")]
    AccountDisabled,
}

impl AccountRefusal {
    /// The stable code on the wire: the name of the variant in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
