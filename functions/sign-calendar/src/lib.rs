//! The action `sign-calendar`.

use beian_contract::{problem::ProblemCode, request::SignCalendar, view::CalendarView};
use beian_filing::{
    calendar::CalendarRefusal,
    calendar::{CalendarEvent, CalendarEventKind, amendment, local_date},
};
use beian_kit::{ActionResult, RequestContext};

/// Sign days off that another supervisor proposed 核签节假日安排. The days off take effect at once.
///
/// The job `watch-terms` computes every running deadline again and notifies the parties of each deadline that moves.
///
/// # Refusals
/// - `not-found` the proposal no longer exists
/// - `own-proposal` the supervisor proposed these days off and may not sign them
/// - `stale` the calendar changed after the proposal
/// - `calendar-unfit` a changed year is over by now
pub async fn sign_calendar(ctx: RequestContext, input: SignCalendar) -> ActionResult<CalendarView> {
    let actor = ctx.actor().await?;
    let (app, context) = (ctx.app(), ctx.decision_by(&actor));
    let (live, proposal) = ctx.store().calendar_and_proposal().await?;
    let Some(proposal) = proposal.filter(|proposal| proposal.id == input.proposal_id) else {
        return match app.calendar_changed_by(CalendarEventKind::SignCalendar, ctx.command(), &context).await?
        {
            true => ctx.calendar_view(&actor).await,
            false => Err(ProblemCode::NotFound.into()),
        };
    };
    if proposal.by == actor.account {
        return Err(CalendarRefusal::OwnProposal.into());
    }
    if proposal.base != live.version {
        return Err(ProblemCode::Stale.into());
    }
    // The proposal may have waited past the end of a year.
    let faults = amendment::wrong_years(&proposal.years, local_date(ctx.now()));
    if !faults.is_empty() {
        return Err(CalendarRefusal::CalendarUnfit(faults).into());
    }
    let event = CalendarEvent::SignCalendar { source: proposal.source.clone() };
    let event = app.calendar_event(event, proposal.base, &context);
    let after = live.signed(&proposal, ctx.now());
    let saved = ctx.store().sign_calendar(&live, &after, &proposal, &event, ctx.command()).await;
    app.calendar_saved(saved, CalendarEventKind::SignCalendar, &context)?;
    ctx.calendar_view(&actor).await
}
