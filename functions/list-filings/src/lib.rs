//! The action `list-filings`.

use beian_contract::{
    problem::ProblemCode,
    request::{ListFilings, Worklist},
    view::{CountsView, FilingList, FilingSummary, WaitingView},
};
use beian_filing::{calendar::local_date, filing::Stage, finding::FieldCode, history::Role};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::{Counts, Waiting, When};

/// List one's filings, or a worklist 待办.
///
/// An owner sees its own; a provider those it was chosen for; the bureau those of a stage, the most urgent first.
pub async fn list_filings(desk: Desk, input: ListFilings) -> Answer<FilingList> {
    let actor = desk.actor().await?;
    let cursor = input.cursor.as_deref();
    let store = desk.store();
    let page = match (actor.role, &actor.provider, input.stage) {
        (role, ..) if role.is_bureau() && input.worklist.is_some() => {
            let stage = input.stage.unwrap_or(Stage::UnderReview);
            let today = local_date(desk.now());
            match input.worklist {
                Some(Worklist::Mine) => store.filings_assigned(&actor.account, cursor).await?,
                Some(Worklist::DueToday) => store.filings_due(stage, When::On(today), cursor).await?,
                Some(Worklist::Late) => store.filings_due(stage, When::Before(today), cursor).await?,
                _ => store.filings_unassigned(cursor).await?,
            }
        }
        _ if input.worklist.is_some() => {
            return Err(Fault::Malformed(vec![field("/worklist", FieldCode::UnknownCode)]));
        }
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
    let counts = match cursor {
        None if actor.role.is_bureau() => store.counts().await?.map(shown),
        _ => None,
    };
    let line = |filing| FilingSummary::of(filing, &actor, desk.calendar(), desk.now());
    Ok(FilingList { items: page.items.iter().map(line).collect(), next_cursor: page.next, counts })
}

fn shown(counts: Counts) -> CountsView {
    let of = |Waiting { all, due_today, late, .. }| WaitingView { all, due_today, late };
    CountsView {
        at: counts.at,
        stages: counts.stages.into_iter().map(|(stage, waiting)| (stage, of(waiting))).collect(),
        unassigned: counts.unassigned,
        requests: of(counts.requests),
    }
}
