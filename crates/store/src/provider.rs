//! Access providers 接入服务商: who may be chosen.

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
    /// Where its notices go.
    pub email: String,
}

impl Store {
    /// Enters an access provider, or changes it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_provider(&self, provider: &Provider) -> Result<(), StoreError> {
        self.put(item::document(Key::provider(&provider.id), provider)?, None).await
    }

    /// Enters a new access provider. To enter it again by the same `command` is fine.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one of this identifier.
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
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(PROVIDERS));
        self.found(query, usize::MAX, |found| item::data("provider", found)).await
    }
}
