//! Accounts: who may sign in, and as what.

use crate::{Store, StoreError, commit, item, item::text, keys::Key};
use beian_filing::{
    actor::{Actor, Role},
    event::Event,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// User name, lower case.
    pub username: String,
    /// Its role.
    pub role: Role,
    /// The access provider it works for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// `unit` or `individual`; owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// `self_filed` or `provider_filed`; owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Where notices go.
    pub email: String,
    /// Hash of the password, as a PHC string.
    pub password: String,
    /// A temporary password that a recovery sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary: Option<Temporary>,
    /// When it was opened.
    pub created_at: Timestamp,
}

/// A temporary password: 128 random bits, so that a plain digest is safe.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Temporary {
    /// SHA-256 of it, in hex.
    pub hash: String,
    /// Until when it serves.
    pub until: Timestamp,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Account {
    /// The account as somebody who acts.
    pub fn actor(&self) -> Actor {
        Actor { account: self.username.clone(), role: self.role, provider: self.provider.clone() }
    }
}

impl Store {
    /// Opens an account.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the user name is taken.
    pub async fn open_account(&self, account: &Account) -> Result<(), StoreError> {
        let item = item::document(Key::account(&account.username), account)?;
        self.put(item, Some("attribute_not_exists(pk)")).await
    }

    /// An account by its user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account(&self, username: &str) -> Result<Option<Account>, StoreError> {
        self.get(Key::account(username)).await?.map(|found| item::data("account", &found)).transpose()
    }

    /// Saves an account over the one that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it changed meanwhile.
    pub async fn save_account(&self, before: &Account, after: &Account) -> Result<(), StoreError> {
        let believed =
            serde_json::to_string(before).map_err(|error| StoreError::corrupt("account", error))?;
        let saved = self
            .db
            .put_item()
            .table_name(&self.settings.table)
            .set_item(Some(item::document(Key::account(&after.username), after)?))
            .condition_expression("#data = :believed")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":believed", text(believed))
            .send()
            .await;
        match saved {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Err(StoreError::Stale)
            }
            Err(error) => Err(StoreError::call("PutItem", error)),
        }
    }

    /// Notes that something happened to an account and that its holder is owed a notice. Noting it twice is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_account_event(
        &self,
        username: &str,
        command: &str,
        event: &Event,
    ) -> Result<(), StoreError> {
        let stored = commit::encode(event)?;
        let item = commit::event_item(Key::account_event(username, command), stored, event, true);
        match self.put(item, Some("attribute_not_exists(pk)")).await {
            Err(StoreError::Exists) => Ok(()),
            other => other,
        }
    }
}
