//! Steps of a filing: each change is a value that the store commits.

use crate::{
    claim::Claim,
    deadline::{Deadline, EndedDeadline, RunningDeadline},
    filing::{
        Filing,
        event::{FilingEvent, FilingMeasure},
        state::{FilingStatus, State},
    },
    history::{Context, Event, Recipient, ScanDigest},
    policy::DeadlineKind,
    record::{PublicOrganizer, PublicSite, RecordStep},
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
    pub publication: Option<Publication>,
    /// The change of the record.
    pub record: Option<RecordStep>,
    /// The changes of other filings that the record refers to.
    pub related: Vec<Step>,
}

/// The public records that an approval writes.
#[derive(Debug, Clone, Default)]
pub struct Publication {
    /// The year and the sequence number that was taken from the year's counter; `None` if the organizer already has a
    /// number.
    pub number_taken: Option<(i16, u32)>,
    /// True if the public records exist already and are overwritten.
    pub overwrites: bool,
    /// The organizer's public record, and the name under which the search finds it.
    pub organizer: Option<(PublicOrganizer, String)>,
    /// The public records of the sites.
    pub sites: Vec<PublicSite>,
}

impl Step {
    /// Creates a step that changes one filing only.
    pub(crate) fn of(before: Option<Filing>, after: Filing, event: Option<Event<FilingEvent>>) -> Step {
        Step {
            before,
            after,
            event,
            scanned: Vec::new(),
            publication: None,
            record: None,
            related: Vec::new(),
        }
    }

    /// Returns the same step with the digests of its scans, which the history keeps.
    pub fn with_digests(self, scanned: Vec<ScanDigest>) -> Step {
        Step { scanned, ..self }
    }

    /// Returns the claims that the step takes.
    pub fn taken(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        self.after.claims.iter().filter(move |claim| !held.iter().any(|held| held.is_same(claim)))
    }

    /// Returns the claims that the step sets free.
    pub fn released(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        held.iter().filter(|claim| !self.after.claims.iter().any(|kept| kept.is_same(claim)))
    }
}

impl Filing {
    /// Replaces the running deadline and keeps the state.
    pub(super) fn with_deadline(
        self,
        event: FilingEvent,
        recipients: &[Recipient],
        deadline: Deadline,
        context: &Context<'_>,
    ) -> Step {
        self.step_to(context, event, recipients, |after| {
            if let Some(running) = after.state.deadline_mut() {
                *running = deadline;
            }
        })
    }

    pub(crate) fn under_review(since: Date, context: &Context<'_>) -> State {
        State::UnderReview { deadline: Deadline::begin(DeadlineKind::Review, since, context) }
    }

    /// Brings the filing to the bureau, either under review or waiting for the sheet.
    pub(super) fn arrive(
        self,
        event: impl FnOnce(RunningDeadline) -> FilingEvent,
        state: State,
        context: &Context<'_>,
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let deadline =
            RunningDeadline { due: state.due(), kind: state.deadline().map(|deadline| deadline.kind) };
        self.step_to(context, event(deadline), &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = state;
            change(after);
        })
    }

    /// Creates the first step of a new filing.
    pub(crate) fn begun(
        self,
        context: &Context<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        Step { before: None, ..self.step_to(context, event, notices, change) }
    }

    pub(crate) fn step_to(
        self,
        context: &Context<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let mut after = self.clone();
        // Every action on a draft shows that it is not forgotten, so the warning is withdrawn.
        after.expiry_warned_on = None;
        change(&mut after);
        after.events += 1;
        if after.status() != self.status() {
            after.entered_at = context.at;
            after.entered_event = after.events;
        }
        after.version += 1;
        after.changed_at = context.at;
        after.retained_until = after.retain_on(&context.rules.retention).map(|(day, _)| day);
        after.next_reminder_on =
            after.state.deadline().map(|deadline| deadline.next_reminder_on(context.rules, context.calendar));
        if after.status() == FilingStatus::WithProvider {
            after.submitted_on.get_or_insert(context.today());
        }
        let measure = self.measured(&after, &event, context);
        let event = context.next_event(after.events, &self.last_hash, event, notices).with_measure(measure);
        Step::of(Some(self), after, Some(event))
    }

    /// Returns the figures of a step for the statistics: the change of state of a submitted filing, and the time that
    /// it took. Returns `None` if nothing is counted.
    pub(super) fn measured(
        &self,
        after: &Filing,
        event: &FilingEvent,
        context: &Context<'_>,
    ) -> Option<FilingMeasure> {
        after.submitted_on?;
        let arrived_on =
            if let FilingEvent::RecordSheet { arrived_on, .. } = event { Some(*arrived_on) } else { None };
        if after.status() == self.status() && arrived_on.is_none() {
            return None;
        }
        let today = context.today();
        let running = after.state.deadline().map(|deadline| (deadline.kind, deadline.since));
        let ended =
            self.state.deadline().filter(|deadline| running != Some((deadline.kind, deadline.since))).map(
                |deadline| {
                    // The wait for a sheet ends on the day of its arrival, even if a clerk enters it later.
                    let on = arrived_on.filter(|_| deadline.kind == DeadlineKind::Sheet).unwrap_or(today);
                    let (days, late) = deadline.took(on, context.calendar);
                    let checks = deadline.kind == DeadlineKind::ProviderCheck;
                    let provider = checks.then(|| self.form.access.provider.clone());
                    EndedDeadline { kind: deadline.kind, days, late, provider }
                },
            );
        let whole = matches!(event, FilingEvent::Approve { .. })
            .then_some(self.submitted_on)
            .flatten()
            .map(|first| context.calendar.working_days_between(first, today));
        let again = matches!(event, FilingEvent::Submit { .. }) && self.submitted_on.is_some();
        Some(FilingMeasure { kind: self.kind, again, ended, whole })
    }
}
