//! What the actions about the calendar have in common.

use crate::{Answer, Desk, Fault};
use beian_contract::{
    problem::ProblemCode,
    view::{CalendarView, EventView, MovedDeadline, ProposalView},
};
use beian_filing::{
    actor::Actor,
    calendar::{Calendar, Year, local_date},
    calendar_change::{CalendarEvent, CalendarEventKind, LiveCalendar, Proposal, changed_days},
    filing::Moment,
    history::{Event, EventData, EventName},
    term::Term,
};
use beian_store::{Place, Running, StoreError};

/// So many deadlines that move are named; the others are counted.
const NAMED: usize = 200;
/// So many running limits are looked at while somebody waits.
const LOOKED_AT: usize = 50_000;

impl Desk {
    /// The entry in the calendar's history for what is done now with the days off that change this version.
    pub fn calendar_event(&self, data: CalendarEvent, base: u64, actor: &Actor) -> Event<CalendarEvent> {
        let is_proposal = data.kind() == CalendarEventKind::ProposeCalendar;
        Event {
            // A proposal of a version comes before what became of it, within one second too.
            seq: u32::try_from(base * 2).unwrap_or_default() + u32::from(!is_proposal),
            fingerprint: self.fingerprint().to_owned(),
            ..Event::unchained(data, self.now(), &actor.account, actor.role)
        }
    }

    /// Whether this very command did this with the calendar before.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn calendar_did(&self, kind: CalendarEventKind, actor: &Actor) -> Result<bool, Fault> {
        let done = self.store().calendar_event(self.command()).await?;
        Ok(done.is_some_and(|event| self.is_calendar_event(&event, kind, actor)))
    }

    fn is_calendar_event<D: EventData>(
        &self,
        event: &Event<D>,
        kind: CalendarEventKind,
        actor: &Actor,
    ) -> bool {
        event.name() == EventName::of(kind.into())
            && event.by == actor.account
            && event.fingerprint == self.fingerprint()
    }

    /// The calendar after it was signed or withdrawn, by this command now or before.
    ///
    /// # Errors
    /// `stale`; `key-reused` when the command did something else with it.
    pub async fn calendar_after(
        &self,
        saved: Result<(), StoreError>,
        kind: CalendarEventKind,
        actor: &Actor,
    ) -> Answer<CalendarView> {
        match saved {
            Err(StoreError::Done(done)) if !self.is_calendar_event(&done, kind, actor) => {
                Err(ProblemCode::KeyReused.into())
            }
            Ok(()) | Err(StoreError::Done(_)) => self.calendar_view(actor).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The calendar, what waits for a signature, and what happened.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn calendar_view(&self, actor: &Actor) -> Answer<CalendarView> {
        let (live, proposal) = self.store().calendar_and_proposal().await?;
        let history = self.store().calendar_history().await?;
        let proposal = match &proposal {
            Some(proposal) => Some(self.proposal_view(&live, proposal, actor, true).await?),
            None => None,
        };
        let calendar = self.office().in_force(&live);
        let this = local_date(self.now()).year();
        let years: Vec<Year> =
            (this - 1..=this + 2).filter_map(|year| calendar.year(year)).cloned().collect();
        Ok(CalendarView {
            version: live.version,
            signed_at: live.signed_at,
            recounted: live.recounted == live.version,
            years,
            proposal,
            history: history.iter().map(|event| EventView::of(event, actor)).collect(),
        })
    }

    /// Days off that are proposed, with everything that would change. `kept`: they wait for a signature.
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
        let before = self.office().in_force(live);
        let after = (*before).clone().with_years(&proposal.years);
        let mut view = ProposalView {
            id: kept.then(|| proposal.id.clone()),
            by: proposal.by.clone(),
            own: proposal.by == actor.account,
            at: proposal.at,
            source: proposal.source.clone(),
            text: proposal.text.clone(),
            passed_over: proposal.passed_over.clone(),
            years: proposal.years.clone(),
            days: changed_days(&before, &after, &proposal.years),
            moved: Vec::new(),
            moved_count: 0,
            final_count: 0,
            counted: 0,
            counted_all: true,
        };
        let mut place = Place::default();
        while let Some(page) = self.store().running(None, &mut place).await? {
            if view.counted >= LOOKED_AT {
                view.counted_all = false;
                break;
            }
            view.counted += page.len();
            for running in &page {
                self.weigh(running, &after, actor, &mut view);
            }
        }
        view.moved.sort_by_key(|moved| (moved.will_be.date, moved.reference.clone()));
        view.moved.truncate(NAMED);
        Ok(view)
    }

    /// Adds what would become of one running limit.
    fn weigh(&self, running: &Running, after: &Calendar, actor: &Actor, view: &mut ProposalView) {
        let moment = Moment { calendar: after, ..self.moment(actor) };
        let (term, reference, filing_id, request_id) = match running {
            Running::Filing(filing) => {
                (filing.state.term(), &filing.reference, Some(filing.id.clone()), None)
            }
            Running::Request(request) => (request.term(), &request.reference, None, Some(request.id.clone())),
            // What expires goes by days that no calendar moves.
            Running::File(_) => return,
        };
        let Some((was, renewed)) = term.and_then(|term| Some((term.due()?, term.renewed(&moment)?))) else {
            return;
        };
        let Some(will_be) = Term::due(&renewed) else { return };
        if was.date == will_be.date {
            view.final_count += usize::from(was.provisional && !will_be.provisional);
            return;
        }
        view.moved_count += 1;
        // Enough to name, whichever of them come first.
        if view.moved.len() < NAMED * 10 {
            let (reference, limit) = (reference.clone(), renewed.limit);
            view.moved.push(MovedDeadline { reference, filing_id, request_id, limit, was, will_be });
        }
    }
}
