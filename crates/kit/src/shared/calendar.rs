//! Views of the calendar and of proposed days off.

use crate::{ActionResult, RequestContext};
use beian_app::{DeadlineMove, ProposalEffect};
use beian_contract::view::{CalendarView, EventView, MovedDeadline, ProposalView};
use beian_filing::{
    calendar::{LiveCalendar, Proposal},
    history::Actor,
};

/// The state of proposed days off: only a saved proposal has an identifier and can be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// The proposal is saved and waits for a signature.
    Saved,
    /// The proposal was only tried.
    DryRun,
}

impl RequestContext {
    /// Returns the view of the calendar, of the proposal that waits for a signature, and of the history.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn calendar_view(&self, actor: &Actor) -> ActionResult<CalendarView> {
        let state = self.app.calendar_state(&self.decision_by(actor)).await?;
        Ok(CalendarView {
            version: state.live.version,
            signed_at: state.live.signed_at,
            recalculated: state.live.recalculated == state.live.version,
            years: state.years,
            proposal: state
                .proposal
                .map(|(proposal, effect)| view(&proposal, effect, actor, ProposalState::Saved)),
            history: state.history.iter().map(|event| EventView::of(event, actor)).collect(),
        })
    }

    /// Returns the view of proposed days off with the changes that they would make.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn proposal_view(
        &self,
        live: &LiveCalendar,
        proposal: &Proposal,
        actor: &Actor,
        state: ProposalState,
    ) -> ActionResult<ProposalView> {
        let effect = self.app.proposal_effect(live, proposal, &self.decision_by(actor)).await?;
        Ok(view(proposal, effect, actor, state))
    }
}

fn view(proposal: &Proposal, effect: ProposalEffect, actor: &Actor, state: ProposalState) -> ProposalView {
    ProposalView {
        id: (state == ProposalState::Saved).then(|| proposal.id.clone()),
        by: proposal.by.clone(),
        own: proposal.by == actor.account,
        at: proposal.at,
        source: proposal.source.clone(),
        text: proposal.text.clone(),
        passed_over: proposal.passed_over.clone(),
        years: proposal.years.clone(),
        days: effect.days,
        moved: effect.moved.into_iter().map(moved).collect(),
        moved_count: effect.moved_count,
        final_count: effect.final_count,
        counted: effect.counted,
        counted_all: effect.counted_all,
    }
}

fn moved(deadline: DeadlineMove) -> MovedDeadline {
    let DeadlineMove { reference, filing_id, request_id, deadline: limit, was, will_be } = deadline;
    MovedDeadline { reference, filing_id, request_id, deadline: limit, was, will_be }
}
