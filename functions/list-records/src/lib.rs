//! The action `list-records`.

use beian_contract::{
    problem::ProblemCode,
    request::ListRecords,
    view::{RecordLine, RecordList},
};
use beian_filing::history::Role;
use beian_kit::{ActionResult, RequestContext};
use beian_store::ListedAccess;

/// List the sites of the actor's records 已备案列表.
///
/// An owner sees the sites of its records, deregistered ones too. A provider sees the sites to which it gives access.
pub async fn list_records(ctx: RequestContext, input: ListRecords) -> ActionResult<RecordList> {
    let actor = ctx.actor().await?;
    let cursor = input.cursor.as_deref();
    match (actor.role, &actor.provider) {
        (Role::Provider, Some(provider)) => {
            let page = ctx.store().accesses_of(provider, cursor).await?;
            let line =
                |(record, position): &ListedAccess| Some(RecordLine::of(record, record.site(*position)?));
            Ok(RecordList { items: page.items.iter().filter_map(line).collect(), next_cursor: page.next })
        }
        (Role::Owner, _) => {
            let page = ctx.store().records_of(&actor.account, cursor).await?;
            let lines = page
                .items
                .iter()
                .flat_map(|record| record.sites.iter().map(|site| RecordLine::of(record, site)));
            Ok(RecordList { items: lines.collect(), next_cursor: page.next })
        }
        _ => Err(ProblemCode::Forbidden.into()),
    }
}
