//! The action `list-providers`.

use beian_contract::{
    request::ListProviders,
    view::{ProviderList, ProviderView},
};
use beian_kit::{Answer, Desk};

/// The access providers that may be chosen 接入服务商.
pub async fn list_providers(desk: Desk, _input: ListProviders) -> Answer<ProviderList> {
    let providers = desk.store().providers().await?;
    let items = providers.into_iter().map(|provider| ProviderView { id: provider.id, name: provider.name });
    Ok(ProviderList { items: items.collect() })
}
