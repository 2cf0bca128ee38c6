//! Steps of a filing: each change is a value that the store commits.

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
    /// The filing as it was read; `None` for a new filing.
    pub before: Option<Filing>,
    /// The filing as it shall be saved.
    pub after: Filing,
    /// The new entry of the history; `None` for a change that the history does not record, such as a saved draft.
    pub event: Option<Event<FilingEvent>>,
    /// Digests of the scans that came with the step.
    pub scanned: Vec<ScanDigest>,
    /// The public records that an approval writes.
    pub issued: Option<Issue>,
    /// The change of the record.
    pub file: Option<FileStep>,
    /// The changes of other filings that the record refers to.
    pub others: Vec<Step>,
}

/// The public records that an approval writes.
#[derive(Debug, Clone, Default)]
pub struct Issue {
    /// The year and the sequence number that was taken from the year's counter; `None` if the organizer already has a
    /// number.
    pub taken: Option<(i16, u32)>,
    /// True if the public records exist already and are overwritten.
    pub over: bool,
    /// The organizer's public record, and the name under which the search finds it.
    pub organizer: Option<(OrganizerRecord, String)>,
    /// The public records of the sites.
    pub sites: Vec<SiteRecord>,
}

impl Step {
    /// Creates a step that changes one filing only.
    pub(crate) fn of(before: Option<Filing>, after: Filing, event: Option<Event<FilingEvent>>) -> Step {
        Step { before, after, event, scanned: Vec::new(), issued: None, file: None, others: Vec::new() }
    }

    /// Returns the same step with the digests of its scans, which the history keeps.
    pub fn with_digests(self, scanned: Vec<ScanDigest>) -> Step {
        Step { scanned, ..self }
    }

    /// Returns the claims that the step takes.
    pub fn takes(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        self.after.claims.iter().filter(move |claim| !held.iter().any(|held| held.is_same(claim)))
    }

    /// Returns the claims that the step sets free.
    pub fn frees(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        held.iter().filter(|claim| !self.after.claims.iter().any(|kept| kept.is_same(claim)))
    }
}

impl Filing {
    /// Replaces the running deadline and keeps the state.
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

    /// Brings the filing to the bureau, either under review or waiting for the sheet.
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

    /// Creates the first step of a new filing.
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
        // Every action on a draft shows that it is not forgotten, so the warning is withdrawn.
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

    /// Returns the figures of a step for the statistics: the change of state of a submitted filing, and the time that
    /// it took. Returns `None` if nothing is counted.
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
            // The wait for a sheet ends on the day of its arrival, even if a clerk enters it later.
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
