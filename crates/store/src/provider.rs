//! Access providers 接入服务商.

use crate::{
    Store, StoreError, item,
    item::text,
    keys::{Key, LONGEST_PROVIDER, PROVIDERS},
};
use serde::{Deserialize, Serialize};

/// An access provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Identifier: lower-case letters, digits and `-`.
    pub id: String,
    /// Name.
    pub name: String,
    /// The address for notices.
    pub email: String,
}

impl Store {
    /// Adds an access provider, or changes it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_provider(&self, provider: &Provider) -> Result<(), StoreError> {
        self.put(item::document(Key::provider(&provider.id), provider)?).await
    }

    /// Adds a new access provider. The same `command` may add it more than once.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when another command added a provider of this identifier.
    pub async fn add_provider(&self, provider: &Provider, command: &str) -> Result<(), StoreError> {
        let item = item::document(Key::provider(&provider.id), provider)?;
        self.put_once(item, command).await
    }

    /// An access provider.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn provider(&self, id: &str) -> Result<Option<Provider>, StoreError> {
        if id.len() > LONGEST_PROVIDER {
            return Ok(None);
        }
        self.get(Key::provider(id)).await?.map(|found| item::data("provider", &found)).transpose()
    }

    /// Every access provider, by identifier.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn providers(&self) -> Result<Vec<Provider>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(PROVIDERS));
        self.found(query, usize::MAX, |found| item::data("provider", found)).await
    }
}
