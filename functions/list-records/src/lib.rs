//! What one has on file, or gives access to 已备案列表: an owner's sites, or those that a provider's access serves.

use beian_contract::{
    problem::ProblemCode,
    request::ListRecords,
    view::{OnFileLine, OnFileList},
};
use beian_filing::actor::Role;
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn list_records(desk: Desk, input: ListRecords) -> Answer<OnFileList> {
    let actor = desk.actor().await?;
    let cursor = input.cursor.as_deref();
    match (actor.role, &actor.provider) {
        (Role::Provider, Some(provider)) => {
            let page = desk.store().accesses_of(provider, cursor).await?;
            Ok(OnFileList { items: page.items.into_iter().map(line).collect(), next_cursor: page.next })
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

/// A provider's list holds what it gives access to now.
fn line(listed: beian_store::ListedAccess) -> OnFileLine {
    OnFileLine {
        record_id: listed.organizer_number.chars().filter(char::is_ascii_digit).collect(),
        organizer_number: listed.organizer_number,
        organizer_name: listed.organizer_name,
        site_number: listed.site_number,
        position: listed.position,
        name: listed.name,
        domain: listed.domain,
        shell: false,
        deregistered_on: None,
    }
}
