//! Actions of a supervisor or the bureau on another person's account, and who may take them.

use crate::{
    account::{Account, refusal::AccountRefusal},
    identifier::Username,
};

/// An action on an account that its holder does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountAction {
    /// Disable the account.
    Disable,
    /// Enable the account again.
    Enable,
    /// Recover the account of a member of staff.
    RecoverStaff,
    /// Recover the account by a paper request.
    RecoverByPaper,
}

impl Account {
    /// Checks that the account with the name `actor` may take the action on this account now. The route has checked the role.
    ///
    /// # Errors
    /// [`AccountRefusal::OwnAccount`], [`AccountRefusal::AlreadyDisabled`], [`AccountRefusal::NotDisabled`],
    /// [`AccountRefusal::AccountDisabled`].
    pub fn permits(&self, action: AccountAction, actor: &Username) -> Result<(), AccountRefusal> {
        let (is_disabled, is_own) = (self.disabled_at.is_some(), self.username == *actor);
        match action {
            // Another supervisor must remain who can enable the account.
            AccountAction::Disable if is_own => Err(AccountRefusal::OwnAccount),
            AccountAction::Disable if is_disabled => Err(AccountRefusal::AlreadyDisabled),
            AccountAction::Enable if !is_disabled => Err(AccountRefusal::NotDisabled),
            AccountAction::RecoverStaff | AccountAction::RecoverByPaper if is_disabled => {
                Err(AccountRefusal::AccountDisabled)
            }
            AccountAction::RecoverStaff if is_own => Err(AccountRefusal::OwnAccount),
            AccountAction::Disable
            | AccountAction::Enable
            | AccountAction::RecoverStaff
            | AccountAction::RecoverByPaper => Ok(()),
        }
    }
}
