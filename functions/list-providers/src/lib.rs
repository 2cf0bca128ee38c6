//! The action `list-providers`.

use beian_contract::{
    request::ListProviders,
    view::{ProviderList, ProviderView},
};
use beian_kit::{ActionResult, RequestContext};

/// List the access providers that an applicant may choose 接入服务商.
pub async fn list_providers(ctx: RequestContext, _input: ListProviders) -> ActionResult<ProviderList> {
    let providers = ctx.store().providers().await?;
    let items = providers.into_iter().map(|provider| ProviderView { id: provider.id, name: provider.name });
    Ok(ProviderList { items: items.collect() })
}
