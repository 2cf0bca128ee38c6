//! The action `propose-calendar`.

use beian_contract::{problem::ProblemCode, request::ProposeCalendar, view::ProposalView};
use beian_filing::{
    account,
    calendar::CalendarRefusal,
    calendar::{CalendarEvent, CalendarEventKind, Proposal, amendment, local_date},
    history::Recipient,
};
use beian_kit::{ActionError, ActionResult, ProposalState, RequestContext, field};
use beian_store::StoreError;

/// Propose days off 提出节假日安排, from the State Council's notice or a file.
///
/// The action reads the text and reports all contradictions at once. The answer shows the days that would change and
/// the deadlines that would move. The proposal takes effect when another supervisor signs it. A dry run saves nothing.
///
/// # Refusals
/// - `calendar-unfit` the text cannot become the calendar
/// - `proposal-waits` another proposal waits for a signature
pub async fn propose_calendar(ctx: RequestContext, input: ProposeCalendar) -> ActionResult<ProposalView> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.source) {
        return Err(ActionError::Malformed(vec![field("/source", code)]));
    }
    let (app, context) = (ctx.app(), ctx.decision_by(&actor));
    let source = input.source.trim();
    let (live, waiting) = ctx.store().calendar_and_proposal().await?;
    let id = format!("{:032x}", ctx.new_case::<u128>(&actor)?.id);
    match waiting {
        Some(own) if own.id == id => {
            return match app
                .calendar_changed_by(CalendarEventKind::ProposeCalendar, ctx.command(), &context)
                .await?
            {
                true => ctx.proposal_view(&live, &own, &actor, ProposalState::Saved).await,
                false => Err(ProblemCode::KeyReused.into()),
            };
        }
        Some(_) if !input.dry_run => return Err(CalendarRefusal::ProposalWaits.into()),
        _ => {}
    }
    let calendar = app.in_force(&live);
    let reading = amendment::read_amendment(&input.text, source, &calendar, local_date(ctx.now()))
        .map_err(CalendarRefusal::CalendarUnfit)?;
    let proposal = Proposal {
        id,
        by: actor.account.clone(),
        at: ctx.now(),
        source: source.to_owned(),
        text: input.text,
        base: live.version,
        years: reading.years,
        passed_over: reading.passed_over,
    };
    if !input.dry_run {
        let event = CalendarEvent::ProposeCalendar { source: source.to_owned() };
        let event = app.calendar_event(event, live.version, &context).with_notices(&[Recipient::Supervisor]);
        match ctx.store().propose_calendar(&proposal, &event, ctx.command()).await {
            Err(StoreError::Exists) => return Err(CalendarRefusal::ProposalWaits.into()),
            // This command made the proposal before, and the proposal was signed or withdrawn meanwhile.
            Err(StoreError::Done(_)) => return Err(ProblemCode::Stale.into()),
            other => other?,
        }
    }
    let state = if input.dry_run { ProposalState::DryRun } else { ProposalState::Saved };
    ctx.proposal_view(&live, &proposal, &actor, state).await
}
