//! Access providers 接入服务商.

use crate::{
    Store, StoreError, item,
    item::text,
    keys::{Key, PROVIDERS},
};
use beian_filing::identifier::ProviderId;
use serde::{Deserialize, Serialize};

/// An access provider 接入服务商.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Identifier.
    pub id: ProviderId,
    /// Name.
    pub name: String,
    /// Email address for notices.
    pub email: String,
}

impl Store {
    /// Adds or replaces an access provider.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_provider(&self, provider: &Provider) -> Result<(), StoreError> {
        self.put(item::document(Key::provider(&provider.id), provider)?).await
    }

    /// Adds a new access provider. A repetition of the same `command` succeeds too.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if another command added a provider with this identifier.
    pub async fn add_provider(&self, provider: &Provider, command: &str) -> Result<(), StoreError> {
        let item = item::document(Key::provider(&provider.id), provider)?;
        self.put_once(item, command).await
    }

    /// Reads an access provider.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn provider(&self, id: &ProviderId) -> Result<Option<Provider>, StoreError> {
        self.get(Key::provider(id)).await?.map(|found| item::data("provider", &found)).transpose()
    }

    /// Reads all access providers in the order of their identifiers.
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
