//! The refusals of an account, as statements of fact. The sentences that users read live in the site.

use thiserror::Error;

/// A refusal by a rule about accounts. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AccountRefusal {
    /// The account is disabled. A recovery cannot enable it.
    #[error("the account is disabled")]
    AccountDisabled,
    /// The account is disabled already.
    #[error("the account is disabled already")]
    AlreadyDisabled,
    /// The account is not disabled, so nobody can enable it.
    #[error("the account is not disabled")]
    NotDisabled,
    /// The account is the actor's own, and somebody else must act.
    #[error("the account is the actor's own")]
    OwnAccount,
}

impl AccountRefusal {
    /// The stable code on the wire: the name of the variant in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
