//! Steps: a change of a filing as a value, and how it is made.

use crate::{
    claim::Claim,
    deadline::{Ended, RunningDeadline, Term},
    filing::{
        Filing,
        event::{FilingEvent, FilingMeasure},
        state::{Stage, State},
    },
    history::{Event, Moment, Recipient, ScanDigest},
    policy::Limit,
    record::{FileStep, OrganizerRecord, SiteRecord},
};
use jiff::civil::Date;

/// A change that is decided but not yet saved.
#[must_use = "a step changes nothing until it is committed"]
#[derive(Debug, Clone)]
pub struct Step {
    /// What was believed; `None` when the filing is new.
    pub before: Option<Filing>,
    /// What shall be.
    pub after: Filing,
    /// The entry in its history; `None` for a draft saved again.
    pub event: Option<Event<FilingEvent>>,
    /// Digests of the scans that come with it.
    pub scanned: Vec<ScanDigest>,
    /// The records that come into being.
    pub issued: Option<Issue>,
    /// What becomes of what is on file.
    pub file: Option<FileStep>,
    /// What becomes of the filings that what is on file refers to.
    pub others: Vec<Step>,
}

/// The public records that an approval writes.
#[derive(Debug, Clone, Default)]
pub struct Issue {
    /// The year and the sequence number taken from its counter; `None` where the organizer has its number.
    pub taken: Option<(i16, u32)>,
    /// Whether the records stand there already, and are written over.
    pub over: bool,
    /// The public record of the organizer, and the name that it is found by.
    pub organizer: Option<(OrganizerRecord, String)>,
    /// The public records of the sites.
    pub sites: Vec<SiteRecord>,
}

impl Step {
    /// A change of a filing alone.
    pub(crate) fn of(before: Option<Filing>, after: Filing, event: Option<Event<FilingEvent>>) -> Step {
        Step { before, after, event, scanned: Vec::new(), issued: None, file: None, others: Vec::new() }
    }

    /// The same step, of which the history keeps the digests of the scans that came with it.
    pub fn with_digests(self, scanned: Vec<ScanDigest>) -> Step {
        Step { scanned, ..self }
    }

    /// Claims that the step takes.
    pub fn takes(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        self.after.claims.iter().filter(move |claim| !held.iter().any(|held| held.is_same(claim)))
    }

    /// Claims that the step sets free.
    pub fn frees(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        held.iter().filter(|claim| !self.after.claims.iter().any(|kept| kept.is_same(claim)))
    }
}

impl Filing {
    /// The same state with another term.
    pub(super) fn with_term(
        self,
        event: FilingEvent,
        told: &[Recipient],
        term: Term,
        moment: &Moment<'_>,
    ) -> Step {
        self.step_to(moment, event, told, |after| {
            if let Some(running) = after.state.term_mut() {
                *running = term;
            }
        })
    }

    pub(crate) fn under_review(since: Date, moment: &Moment<'_>) -> State {
        State::UnderReview { term: Term::begin(Limit::Review, since, moment) }
    }

    /// Arrives at the bureau: in review, or waiting for the sheet.
    pub(super) fn arrive(
        self,
        event: impl FnOnce(RunningDeadline) -> FilingEvent,
        state: State,
        moment: &Moment<'_>,
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let deadline = RunningDeadline { due: state.due(), limit: state.term().map(|term| term.limit) };
        self.step_to(moment, event(deadline), &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = state;
            change(after);
        })
    }

    /// The step with which a filing begins.
    pub(crate) fn begun(
        self,
        moment: &Moment<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        Step { before: None, ..self.step_to(moment, event, notices, change) }
    }

    pub(crate) fn step_to(
        self,
        moment: &Moment<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let mut after = self.clone();
        // Whatever is done with a draft shows that it is not forgotten.
        after.warned_on = None;
        change(&mut after);
        after.events += 1;
        if after.stage() != self.stage() {
            after.entered_at = moment.at;
            after.entered_event = after.events;
        }
        after.version += 1;
        after.changed_at = moment.at;
        after.retained_until = after.retain_on(&moment.rules.retention).map(|(day, _)| day);
        after.look_on = after.state.term().map(|term| term.look_on(moment.rules, moment.calendar));
        if after.stage() == Stage::WithProvider {
            after.submitted_on.get_or_insert(moment.today());
        }
        let measure = self.measured(&after, &event, moment);
        let event = moment.entry(after.events, &self.head, event, notices).with_measure(measure);
        Step::of(Some(self), after, Some(event))
    }

    /// What statistics count of a step: that a submitted filing came elsewhere, and how long that took. `None` when it is nothing.
    pub(super) fn measured(
        &self,
        after: &Filing,
        event: &FilingEvent,
        moment: &Moment<'_>,
    ) -> Option<FilingMeasure> {
        after.submitted_on?;
        let arrived_on =
            if let FilingEvent::RecordSheet { arrived_on, .. } = event { Some(*arrived_on) } else { None };
        if after.stage() == self.stage() && arrived_on.is_none() {
            return None;
        }
        let today = moment.today();
        let running = after.state.term().map(|term| (term.limit, term.since));
        let ended = self.state.term().filter(|term| running != Some((term.limit, term.since))).map(|term| {
            // A sheet ended the wait for it on the day on which it came, whenever that was entered.
            let on = arrived_on.filter(|_| term.limit == Limit::Sheet).unwrap_or(today);
            let (days, late) = term.took(on, moment.calendar);
            let checks = term.limit == Limit::ProviderCheck;
            let provider = checks.then(|| self.form.access.provider.clone());
            Ended { limit: term.limit, days, late, provider }
        });
        let whole = matches!(event, FilingEvent::Approve { .. })
            .then_some(self.submitted_on)
            .flatten()
            .map(|first| moment.calendar.working_days_between(first, today));
        let again = matches!(event, FilingEvent::Submit { .. }) && self.submitted_on.is_some();
        Some(FilingMeasure { kind: self.kind, again, ended, whole })
    }
}
