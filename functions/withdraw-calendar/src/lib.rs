//! Take proposed days off back 撤回节假日安排: by whoever proposed them, or by a supervisor who does not agree.
//!
//! # Refusals
//! - `not-found` the proposal is gone
//! - `stale` somebody signed or withdrew it in the same moment

use beian_contract::{problem::ProblemCode, request::WithdrawCalendar, view::CalendarView};
use beian_filing::calendar_change::{CalendarEvent, CalendarEventKind};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn withdraw_calendar(desk: Desk, input: WithdrawCalendar) -> Answer<CalendarView> {
    let actor = desk.actor().await?;
    let (_, proposal) = desk.store().calendar_and_proposal().await?;
    let Some(proposal) = proposal.filter(|proposal| proposal.id == input.proposal_id) else {
        return match desk.calendar_did(CalendarEventKind::WithdrawCalendar, &actor).await? {
            true => desk.calendar_view(&actor).await,
            false => Err(ProblemCode::NotFound.into()),
        };
    };
    let event = CalendarEvent::WithdrawCalendar { source: proposal.source.clone() };
    let event = desk.calendar_event(event, proposal.base, &actor);
    let saved = desk.store().withdraw_calendar(&proposal, &event, desk.command()).await;
    desk.calendar_after(saved, CalendarEventKind::WithdrawCalendar, &actor).await
}
