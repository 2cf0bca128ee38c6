//! List one's filings, or a worklist 待办.
//!
//! An owner sees its own; a provider those it was chosen for; the bureau those of a stage, the most urgent first.

use beian_contract::{
    problem::ProblemCode,
    request::ListFilings,
    view::{FilingList, FilingSummary},
};
use beian_filing::{actor::Role, check::FieldCode};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn list_filings(desk: Desk, input: ListFilings) -> Answer<FilingList> {
    let actor = desk.actor().await?;
    let cursor = input.cursor.as_deref();
    let page = match (actor.role, &actor.provider, input.stage) {
        (Role::Owner, _, stage) => {
            let mut page = desk.store().filings_of_owner(&actor.account, cursor).await?;
            page.items.retain(|filing| stage.is_none_or(|stage| filing.stage() == stage));
            page
        }
        (Role::Provider, Some(provider), stage) => {
            desk.store().filings_of_provider(provider, stage, cursor).await?
        }
        (Role::Provider, None, _) => return Err(ProblemCode::Forbidden.into()),
        // The bureau's worklists are of what is under way; what is finished is looked up.
        (_, _, Some(stage)) if !stage.is_open() => {
            return Err(Fault::Malformed(vec![field("/stage", FieldCode::UnknownCode)]));
        }
        (_, _, Some(stage)) => desk.store().filings_of_stage(stage, cursor).await?,
        (_, _, None) => return Err(Fault::Malformed(vec![field("/stage", FieldCode::Required)])),
    };
    let line = |filing| FilingSummary::of(filing, &actor, desk.calendar(), desk.now());
    Ok(FilingList { items: page.items.iter().map(line).collect(), next_cursor: page.next })
}
