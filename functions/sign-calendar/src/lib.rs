//! Sign days off that somebody else proposed 核签节假日安排. They hold from then on.
//!
//! Every running limit of time is counted anew by `watch-terms`, and who counts on another day is told.
//!
//! # Refusals
//! - `not-found` the proposal is gone
//! - `own-proposal` who proposed it does not sign it
//! - `stale` the calendar changed since it was proposed

use beian_contract::{problem::ProblemCode, request::SignCalendar, view::CalendarView};
use beian_filing::{event::Deed, refusal::Refusal};
use beian_kit::{Answer, Desk};
use beian_store::StoreError;

/// See the page above.
pub async fn sign_calendar(desk: Desk, input: SignCalendar) -> Answer<CalendarView> {
    let actor = desk.actor().await?;
    let (live, proposal) = desk.store().calendar_and_proposal().await?;
    let Some(proposal) = proposal.filter(|proposal| proposal.id == input.proposal_id) else {
        return match desk.calendar_did(Deed::SignCalendar).await? {
            true => desk.calendar_view(&actor).await,
            false => Err(ProblemCode::NotFound.into()),
        };
    };
    if proposal.by == actor.account {
        return Err(Refusal::OwnProposal.into());
    }
    if proposal.base != live.version {
        return Err(ProblemCode::Stale.into());
    }
    let event = desk.calendar_event((Deed::SignCalendar, proposal.base), &actor, &proposal.source, &[]);
    let after = live.signed(&proposal, desk.now());
    match desk.store().sign_calendar(&live, &after, &proposal, &event, desk.command()).await {
        // The same command, in the same moment.
        Ok(()) | Err(StoreError::Done(_)) => desk.calendar_view(&actor).await,
        Err(error) => Err(error.into()),
    }
}
