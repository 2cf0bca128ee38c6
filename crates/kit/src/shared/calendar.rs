//! Views of the calendar and of proposed days off.

use crate::{Answer, Desk};
use beian_app::{DeadlineMove, ProposalEffect};
use beian_contract::view::{CalendarView, EventView, MovedDeadline, ProposalView};
use beian_filing::{
    calendar::{LiveCalendar, Proposal},
    history::Actor,
};

impl Desk {
    /// The calendar, the proposal that waits for a signature, and the history.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn calendar_view(&self, actor: &Actor) -> Answer<CalendarView> {
        let state = self.office.calendar_state(&self.moment(actor)).await?;
        Ok(CalendarView {
            version: state.live.version,
            signed_at: state.live.signed_at,
            recounted: state.live.recounted == state.live.version,
            years: state.years,
            proposal: state.proposal.map(|(proposal, effect)| view(&proposal, effect, actor, true)),
            history: state.history.iter().map(|event| EventView::of(event, actor)).collect(),
        })
    }

    /// Proposed days off with everything that they would change. `kept`: the proposal waits for a signature.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn proposal_view(
        &self,
        live: &LiveCalendar,
        proposal: &Proposal,
        actor: &Actor,
        kept: bool,
    ) -> Answer<ProposalView> {
        let effect = self.office.proposal_effect(live, proposal, &self.moment(actor)).await?;
        Ok(view(proposal, effect, actor, kept))
    }
}

fn view(proposal: &Proposal, effect: ProposalEffect, actor: &Actor, kept: bool) -> ProposalView {
    ProposalView {
        id: kept.then(|| proposal.id.clone()),
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
    let DeadlineMove { reference, filing_id, request_id, limit, was, will_be } = deadline;
    MovedDeadline { reference, filing_id, request_id, limit, was, will_be }
}
