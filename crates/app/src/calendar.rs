//! The calendar of working days, and the deadlines that proposed days off would move.

use crate::{App, AppError};
use beian_filing::{
    calendar::{
        Calendar, CalendarEvent, CalendarEventKind, ChangedDay, Due, LiveCalendar, Proposal, Year,
        amendment::changed_days, local_date,
    },
    deadline::Deadline,
    history::{Context, Event, EventData, EventName},
    identifier::{FilingId, Reference, RequestId},
    policy::DeadlineKind,
};
use beian_store::{ScheduleCursor, ScheduledItem, StoreError};

/// Maximum number of moved deadlines in the list. Further ones are only counted.
const NAMED: usize = 200;
/// Number of running deadlines after which the examination ends, because a supervisor waits for the answer.
const LOOKED_AT: usize = 50_000;

/// The calendar, the proposal that waits for a signature, and the events of the calendar.
#[derive(Debug)]
pub struct CalendarState {
    /// The signed years, with their version.
    pub live: LiveCalendar,
    /// The known years from last year to two years ahead.
    pub years: Vec<Year>,
    /// The proposal that waits for a signature, with its effect.
    pub proposal: Option<(Proposal, ProposalEffect)>,
    /// The events of the calendar, the newest first.
    pub history: Vec<Event<CalendarEvent>>,
}

/// The changes that proposed days off would make.
#[derive(Debug, Default)]
pub struct ProposalEffect {
    /// The days that would become working days or days off.
    pub days: Vec<ChangedDay>,
    /// The deadlines that would move, in the order of their new last days. The list may be incomplete.
    pub moved: Vec<DeadlineMove>,
    /// The number of deadlines that would move.
    pub moved_count: usize,
    /// The number of deadlines that would stay and become final.
    pub final_count: usize,
    /// The number of examined running deadlines.
    pub counted: usize,
    /// True if all running deadlines were examined.
    pub counted_all: bool,
}

/// A deadline that would move.
#[derive(Debug)]
pub struct DeadlineMove {
    /// Reference of the filing or the paper request.
    pub reference: Reference,
    /// Identifier of the filing, if it is one.
    pub filing_id: Option<FilingId>,
    /// Identifier of the paper request, if it is one.
    pub request_id: Option<RequestId>,
    /// The kind of deadline.
    pub deadline: DeadlineKind,
    /// The present last day.
    pub was: Due,
    /// The last day after the change.
    pub will_be: Due,
}

impl App {
    /// Builds the event for a change of the calendar. `base` is the version of the calendar before the change.
    pub fn calendar_event(
        &self,
        data: CalendarEvent,
        base: u64,
        context: &Context<'_>,
    ) -> Event<CalendarEvent> {
        let is_proposal = data.kind() == CalendarEventKind::ProposeCalendar;
        Event {
            // The number of a proposal is lower than that of its signature or withdrawal, so the order is right even within one second.
            seq: u32::try_from(base * 2).unwrap_or_default() + u32::from(!is_proposal),
            fingerprint: context.fingerprint.to_owned(),
            ..Event::unchained(data, context.at, &context.actor.account, context.actor.role)
        }
    }

    /// Tells whether this command made this change of the calendar before.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn calendar_changed_by(
        &self,
        kind: CalendarEventKind,
        command: &str,
        context: &Context<'_>,
    ) -> Result<bool, AppError> {
        let done = self.store.calendar_event(command).await?;
        Ok(done.is_some_and(|event| is_of(&event, kind, context)))
    }

    /// Checks the result of saving a signature or withdrawal. A change that the same command saved before is a success.
    ///
    /// # Errors
    /// `stale`; [`AppError::KeyReused`] if the command made another change of the calendar.
    pub fn calendar_saved(
        &self,
        saved: Result<(), StoreError>,
        kind: CalendarEventKind,
        context: &Context<'_>,
    ) -> Result<(), AppError> {
        match saved {
            Err(StoreError::Done(done)) if !is_of(&done, kind, context) => Err(AppError::KeyReused),
            Ok(()) | Err(StoreError::Done(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Loads the calendar, the proposal that waits for a signature, and the events of the calendar.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn calendar_state(&self, context: &Context<'_>) -> Result<CalendarState, AppError> {
        let (live, proposal) = self.store.calendar_and_proposal().await?;
        let history = self.store.calendar_history().await?;
        let proposal = match proposal {
            Some(proposal) => {
                let effect = self.proposal_effect(&live, &proposal, context).await?;
                Some((proposal, effect))
            }
            None => None,
        };
        let calendar = self.in_force(&live);
        let this = local_date(context.at).year();
        let years = (this - 1..=this + 2).filter_map(|year| calendar.year(year)).cloned().collect();
        Ok(CalendarState { live, years, proposal, history })
    }

    /// Computes the changes that proposed days off would make.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn proposal_effect(
        &self,
        live: &LiveCalendar,
        proposal: &Proposal,
        context: &Context<'_>,
    ) -> Result<ProposalEffect, AppError> {
        let before = self.in_force(live);
        let after = (*before).clone().with_years(&proposal.years);
        let days = changed_days(&before, &after, &proposal.years);
        let mut effect = ProposalEffect { days, counted_all: true, ..ProposalEffect::default() };
        let mut place = ScheduleCursor::default();
        while let Some(page) = self.store.scheduled(None, &mut place).await? {
            if effect.counted >= LOOKED_AT {
                effect.counted_all = false;
                break;
            }
            effect.counted += page.len();
            for running in &page {
                effect.weigh(running, &after, context);
            }
        }
        effect.moved.sort_by_key(|moved| (moved.will_be.date, moved.reference));
        effect.moved.truncate(NAMED);
        Ok(effect)
    }
}

impl ProposalEffect {
    /// Adds the effect of the changed calendar on one running deadline.
    fn weigh(&mut self, running: &ScheduledItem, after: &Calendar, context: &Context<'_>) {
        let context = Context { calendar: after, ..*context };
        let (deadline, reference, filing_id, request_id) = match running {
            ScheduledItem::Filing(filing) => {
                (filing.state.deadline(), filing.reference, Some(filing.id), None)
            }
            ScheduledItem::Request(request) => {
                (request.deadline(), request.reference, None, Some(request.id))
            }
            // A record expires on calendar days, which no change of the calendar moves.
            ScheduledItem::Record(_) => return,
        };
        let Some((was, renewed)) =
            deadline.and_then(|deadline| Some((deadline.due()?, deadline.with_new_last_day(&context)?)))
        else {
            return;
        };
        let Some(will_be) = Deadline::due(&renewed) else { return };
        if was.date == will_be.date {
            self.final_count += usize::from(was.provisional && !will_be.provisional);
            return;
        }
        self.moved_count += 1;
        // The answer contains the earliest deadlines, so more deadlines than it may contain are kept until they are sorted.
        if self.moved.len() < NAMED * 10 {
            let limit = renewed.kind;
            self.moved.push(DeadlineMove { reference, filing_id, request_id, deadline: limit, was, will_be });
        }
    }
}

/// Tells whether an event is this change of the calendar by this actor with these fields.
fn is_of<D: EventData>(event: &Event<D>, kind: CalendarEventKind, context: &Context<'_>) -> bool {
    event.name() == EventName::of(kind.into())
        && event.by == context.actor.account
        && event.fingerprint == context.fingerprint
}
