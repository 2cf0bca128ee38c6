//! Steps of a filing: each change is a value that the store commits.

use crate::{
    claim::Claim,
    deadline::{Deadline, ElapsedDays, EndedDeadline, HasDeadline, StartedDeadline},
    filing::{
        Filing,
        event::{FilingEvent, FilingMeasure},
        state::{FilingStatus, State},
    },
    history::{Aggregate, Context, Recipient, ScanDigest, Step},
    policy::DeadlineKind,
    record::{PublicOrganizer, PublicSite, Record},
};
use jiff::civil::Date;

/// The changes outside the filing that the store saves together with a step of the filing.
#[derive(Debug, Clone, Default)]
pub struct FilingEffects {
    /// Digests of the scans that came with the step.
    pub scanned: Vec<ScanDigest>,
    /// The public records that an approval writes.
    pub publication: Option<Publication>,
    /// The change of the record.
    pub record: Option<Step<Record>>,
    /// The changes of other filings that the record refers to.
    pub related: Vec<Step<Filing>>,
}

/// The public records that an approval writes. Everybody can look them up.
#[derive(Debug, Clone, Default)]
pub struct Publication {
    /// The number that the approval takes from the year's counter; `None` if the organizer already has a number.
    pub taken_number: Option<TakenNumber>,
    /// True if the public records exist already, so the approval overwrites them; false if they must be new.
    pub overwrites: bool,
    /// The organizer's public record.
    pub organizer: Option<PublishedOrganizer>,
    /// The public records of the sites.
    pub sites: Vec<PublicSite>,
}

/// A number of a year's counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenNumber {
    /// The year.
    pub year: i16,
    /// The number in the year, from 1.
    pub sequence: u32,
}

/// The public record of an organizer that an approval writes.
#[derive(Debug, Clone)]
pub struct PublishedOrganizer {
    /// The public record. It masks the name of an individual.
    pub record: PublicOrganizer,
    /// The full name, under which the search finds the record.
    pub search_name: String,
}

impl Step<Filing> {
    /// Returns the same step with the digests of its scans, which the history keeps.
    pub fn with_scans(mut self, scanned: Vec<ScanDigest>) -> Step<Filing> {
        self.effects.scanned = scanned;
        self
    }

    /// Returns the claims that the step takes.
    pub fn taken(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        self.after.claims.iter().filter(move |claim| !held.iter().any(|held| held.is_same(claim)))
    }

    /// Returns the claims that the step releases.
    pub fn released(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        held.iter().filter(|claim| !self.after.claims.iter().any(|kept| kept.is_same(claim)))
    }
}

crate::history::chained!(Filing);

impl Aggregate for Filing {
    type Event = FilingEvent;
    type Effects = FilingEffects;

    fn derive(&mut self, context: &Context<'_>) {
        self.retained_until = self.retain_on(&context.rules.retention).map(|(day, _)| day);
        let deadline = self.state.deadline();
        self.next_reminder_on =
            deadline.map(|deadline| deadline.next_reminder_on(context.rules, context.calendar));
    }

    fn advance(&mut self, before: &Filing, context: &Context<'_>) {
        // Every action on a draft shows that it is not forgotten, so an earlier warning is withdrawn.
        if self.expiry_warned_on == before.expiry_warned_on {
            self.expiry_warned_on = None;
        }
        if self.status() != before.status() {
            self.entered_at = context.at;
            self.entered_event = self.events;
        }
        self.changed_at = context.at;
        if self.status() == FilingStatus::WithProvider {
            self.submitted_on.get_or_insert(context.today());
        }
    }

    fn measure(&self, after: &Filing, event: &FilingEvent, context: &Context<'_>) -> Option<FilingMeasure> {
        self.measured(after, event, context)
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
    ) -> Step<Filing> {
        self.step(context, event, recipients, |after| after.replace_deadline(deadline))
    }

    pub(crate) fn under_review(since: Date, context: &Context<'_>) -> State {
        State::UnderReview { deadline: Deadline::begin(DeadlineKind::Review, since, context) }
    }

    /// Returns the step into this state. The event carries the deadline that runs in the state, and owner and provider get notices.
    pub(super) fn enter(
        self,
        event: impl FnOnce(StartedDeadline) -> FilingEvent,
        state: State,
        context: &Context<'_>,
        change: impl FnOnce(&mut Filing),
    ) -> Step<Filing> {
        let deadline =
            StartedDeadline { due: state.due(), kind: state.deadline().map(|deadline| deadline.kind) };
        self.step(context, event(deadline), &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = state;
            change(after);
        })
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
                    let ElapsedDays { days, late } = deadline.elapsed_days(on, context.calendar);
                    let checks = deadline.kind == DeadlineKind::ProviderCheck;
                    let provider = self.chosen_provider().filter(|_| checks);
                    EndedDeadline { kind: deadline.kind, days, late, provider }
                },
            );
        let days_from_submission = matches!(event, FilingEvent::Approve { .. })
            .then_some(self.submitted_on)
            .flatten()
            .map(|first| context.calendar.working_days_between(first, today));
        let is_resubmission = matches!(event, FilingEvent::Submit { .. }) && self.submitted_on.is_some();
        Some(FilingMeasure { kind: self.kind, is_resubmission, ended, days_from_submission })
    }
}
