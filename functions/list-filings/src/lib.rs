//! The action `list-filings`.

use beian_contract::{
    problem::ProblemCode,
    request::{ListFilings, Worklist},
    view::{CountsView, FilingList, FilingSummary, WaitingView},
};
use beian_filing::{calendar::local_date, filing::FilingStatus, finding::FindingCode, history::Role};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::{Counts, Waiting, When};

/// List the actor's filings, or a worklist 待办.
///
/// An owner sees the filings of the account. A provider sees the filings for which it was chosen. The bureau sees the filings of one
/// status or of one worklist, the most urgent first.
pub async fn list_filings(ctx: RequestContext, input: ListFilings) -> ActionResult<FilingList> {
    let actor = ctx.actor().await?;
    let cursor = input.cursor.as_deref();
    let store = ctx.store();
    let page = match (actor.role, &actor.provider, input.status) {
        (role, ..) if role.is_bureau() && input.worklist.is_some() => {
            let status = input.status.unwrap_or(FilingStatus::UnderReview);
            let today = local_date(ctx.now());
            match input.worklist {
                Some(Worklist::Mine) => store.filings_assigned(&actor.account, cursor).await?,
                Some(Worklist::DueToday) => store.filings_due(status, When::On(today), cursor).await?,
                Some(Worklist::Late) => store.filings_due(status, When::Before(today), cursor).await?,
                _ => store.filings_unassigned(cursor).await?,
            }
        }
        _ if input.worklist.is_some() => {
            return Err(ActionError::Malformed(vec![field("/worklist", FindingCode::UnknownCode)]));
        }
        (Role::Owner, _, status) => {
            let mut page = ctx.store().filings_of_owner(&actor.account, cursor).await?;
            page.items.retain(|filing| status.is_none_or(|status| filing.status() == status));
            page
        }
        (Role::Provider, Some(provider), status) => {
            ctx.store().filings_of_provider(provider, status, cursor).await?
        }
        (Role::Provider, None, _) => return Err(ProblemCode::Forbidden.into()),
        // The bureau's lists have open filings only; `look-up` finds the records of finished ones.
        (_, _, Some(status)) if !status.is_open() => {
            return Err(ActionError::Malformed(vec![field("/status", FindingCode::UnknownCode)]));
        }
        (_, _, Some(status)) => ctx.store().filings_of_status(status, cursor).await?,
        (_, _, None) => return Err(ActionError::Malformed(vec![field("/status", FindingCode::Required)])),
    };
    let counts = match cursor {
        None if actor.role.is_bureau() => store.counts().await?.map(shown),
        _ => None,
    };
    let line = |filing| FilingSummary::of(filing, &actor, ctx.calendar(), ctx.now());
    Ok(FilingList { items: page.items.iter().map(line).collect(), next_cursor: page.next, counts })
}

fn shown(counts: Counts) -> CountsView {
    let of = |Waiting { all, due_today, late, .. }| WaitingView { all, due_today, late };
    CountsView {
        at: counts.at,
        statuses: counts.statuses.into_iter().map(|(status, waiting)| (status, of(waiting))).collect(),
        unassigned: counts.unassigned,
        requests: of(counts.requests),
    }
}
