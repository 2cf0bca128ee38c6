//! The action `list-records`.

use beian_contract::{
    problem::ProblemCode,
    request::ListRecords,
    view::{OnFileLine, OnFileList},
};
use beian_filing::history::Role;
use beian_kit::{Answer, Desk};
use beian_store::ListedAccess;

/// What one has on file, or gives access to 已备案列表: an owner's sites, or those that a provider's access serves.
pub async fn list_records(desk: Desk, input: ListRecords) -> Answer<OnFileList> {
    let actor = desk.actor().await?;
    let cursor = input.cursor.as_deref();
    match (actor.role, &actor.provider) {
        (Role::Provider, Some(provider)) => {
            let page = desk.store().accesses_of(provider, cursor).await?;
            let line = |(file, position): &ListedAccess| Some(OnFileLine::of(file, file.site(*position)?));
            Ok(OnFileList { items: page.items.iter().filter_map(line).collect(), next_cursor: page.next })
        }
        (Role::Owner, _) => {
            let page = desk.store().records_of(&actor.account, cursor).await?;
            let lines =
                page.items.iter().flat_map(|file| file.sites.iter().map(|site| OnFileLine::of(file, site)));
            Ok(OnFileList { items: lines.collect(), next_cursor: page.next })
        }
        _ => Err(ProblemCode::Forbidden.into()),
    }
}
