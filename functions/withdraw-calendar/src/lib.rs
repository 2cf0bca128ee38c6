//! The action `withdraw-calendar`.

use beian_contract::{problem::ProblemCode, request::WithdrawCalendar, view::CalendarView};
use beian_filing::calendar::{CalendarEvent, CalendarEventKind};
use beian_kit::{Answer, Desk};

/// Take proposed days off back 撤回节假日安排: by whoever proposed them, or by a supervisor who does not agree.
///
/// # Refusals
/// - `not-found` the proposal is gone
/// - `stale` somebody signed or withdrew it in the same moment
pub async fn withdraw_calendar(desk: Desk, input: WithdrawCalendar) -> Answer<CalendarView> {
    let actor = desk.actor().await?;
    let (app, moment) = (desk.office(), desk.moment(&actor));
    let (_, proposal) = desk.store().calendar_and_proposal().await?;
    let Some(proposal) = proposal.filter(|proposal| proposal.id == input.proposal_id) else {
        return match app.calendar_did(CalendarEventKind::WithdrawCalendar, desk.command(), &moment).await? {
            true => desk.calendar_view(&actor).await,
            false => Err(ProblemCode::NotFound.into()),
        };
    };
    let event = CalendarEvent::WithdrawCalendar { source: proposal.source.clone() };
    let event = app.calendar_event(event, proposal.base, &moment);
    let saved = desk.store().withdraw_calendar(&proposal, &event, desk.command()).await;
    app.calendar_saved(saved, CalendarEventKind::WithdrawCalendar, &moment)?;
    desk.calendar_view(&actor).await
}
