//! The action `withdraw-calendar`.

use beian_contract::{problem::ProblemCode, request::WithdrawCalendar, view::CalendarView};
use beian_filing::calendar::{CalendarEvent, CalendarEventKind};
use beian_kit::{ActionResult, RequestContext};

/// Withdraw proposed days off 撤回节假日安排. Both the proposer and any other supervisor may withdraw them.
///
/// # Refusals
/// - `not-found` the proposal no longer exists
/// - `stale` another supervisor signed or withdrew the proposal at the same time
pub async fn withdraw_calendar(ctx: RequestContext, input: WithdrawCalendar) -> ActionResult<CalendarView> {
    let actor = ctx.actor().await?;
    let (app, context) = (ctx.app(), ctx.decision_by(&actor));
    let (_, proposal) = ctx.store().calendar_and_proposal().await?;
    let Some(proposal) = proposal.filter(|proposal| proposal.id == input.proposal_id) else {
        return match app
            .calendar_changed_by(CalendarEventKind::WithdrawCalendar, ctx.command(), &context)
            .await?
        {
            true => ctx.calendar_view(&actor).await,
            false => Err(ProblemCode::NotFound.into()),
        };
    };
    let event = CalendarEvent::WithdrawCalendar { source: proposal.source.clone() };
    let event = app.calendar_event(event, proposal.base, &context);
    let saved = ctx.store().withdraw_calendar(&proposal, &event, ctx.command()).await;
    app.calendar_saved(saved, CalendarEventKind::WithdrawCalendar, &context)?;
    ctx.calendar_view(&actor).await
}
