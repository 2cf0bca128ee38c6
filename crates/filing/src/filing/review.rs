//! Review 审核: the reviewer's part, and amendments.

use crate::{
    deadline::Term,
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        event::FilingEvent,
        reasons::Reason,
        state::{Mover, Stage, State},
        step::Step,
    },
    form::{Form, diff, masking},
    history::{Actor, Moment, Recipient, Role},
};
use jiff::civil::Date;

/// A review is paused at most this often.
pub(super) const MOST_PAUSES: usize = 10;

impl Filing {
    /// Returns the filing from the bureau to the party that must amend it.
    pub fn return_from_review(
        self,
        to: Mover,
        reasons: Vec<Reason>,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        self.decided_by(moment.actor)?;
        let reasons = self.checked_reasons(reasons)?;
        let kept = reasons.clone();
        let (event, state, told) = match to {
            Mover::Provider => (
                FilingEvent::ReturnToProvider { reasons: kept },
                State::ReturnedToProvider { reasons },
                [Recipient::Provider, Recipient::Owner],
            ),
            _ => (
                FilingEvent::ReturnToOwner { reasons: kept },
                State::ReturnedToOwner { reasons },
                [Recipient::Owner, Recipient::Provider],
            ),
        };
        Ok(self.step_to(moment, event, &told, |after| after.state = state))
    }

    /// Amends what came back; the filing goes straight back to the bureau and its clock starts again (§二.1).
    pub fn amend(self, form: Form, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        match (&self.state, moment.actor.role) {
            (State::ReturnedToOwner { .. }, Role::Owner)
            | (State::ReturnedToProvider { .. }, Role::Provider) => {}
            (State::ReturnedToOwner { .. } | State::ReturnedToProvider { .. }, _) => {
                return Err(FilingRefusal::ReturnedToOther);
            }
            _ => return Err(FilingRefusal::NotReturned),
        }
        let form = match moment.actor.role {
            Role::Owner => form,
            _ => masking::restored(form, &self.form),
        };
        let changes = diff::changes(&self.form, &form);
        let foreign: Vec<String> = changes
            .iter()
            .map(|change| change.pointer.clone())
            .filter(|pointer| !self.state.reasons().iter().any(|reason| covers(&reason.pointer, pointer)))
            .collect();
        if !foreign.is_empty() {
            return Err(FilingRefusal::FieldNotReturned(foreign));
        }
        let rescanned = self.scans.iter().any(|scan| {
            // By the order of the history, not by the clock: a quick hand scans within the second of the return.
            scan.event > self.entered_event
                && self.state.reasons().iter().any(|reason| reason.pointer == scan.document.pointer())
        });
        if changes.is_empty() && !rescanned {
            return Err(FilingRefusal::NothingAmended);
        }
        self.keeps_what_is_on_file(&form)?;
        let mut amended = self.clone();
        amended.form = form;
        amended.complete(moment)?;
        let today = moment.today();
        let state = Filing::under_review(today, moment);
        let amend = |deadline| FilingEvent::Amend { changes, deadline };
        Ok(self.arrive(amend, state, moment, |after| {
            after.claims = after.claimed(&amended.form);
            after.form = amended.form;
            after.authors.insert(moment.actor.account.clone());
            after.forwarded_on = Some(today);
        }))
    }

    /// Whether it is this account's own work: it owns it, or submitted, corrected, forwarded or amended it.
    pub(super) fn is_own_work_of(&self, account: &str) -> bool {
        self.owner == account || self.authors.contains(account)
    }

    /// Whether this reviewer may decide it: it is under review, not their own work, and nobody else took it up.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`].
    pub(crate) fn decided_by(&self, actor: &Actor) -> Result<(), FilingRefusal> {
        if self.stage() != Stage::UnderReview {
            return Err(FilingRefusal::NotUnderReview);
        }
        if self.is_own_work_of(&actor.account) {
            return Err(FilingRefusal::OwnWork);
        }
        match &self.assignee {
            Some(name) if *name != actor.account => Err(FilingRefusal::TakenUp),
            _ => Ok(()),
        }
    }

    /// A reviewer takes it up, so that nobody else works on it. It stays theirs when it comes back amended.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`].
    pub fn take_up(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        self.decided_by(moment.actor)?;
        let name = moment.actor.account.clone();
        if self.assignee.as_ref() == Some(&name) {
            return Err(FilingRefusal::TakenUp);
        }
        let event = FilingEvent::TakeUp { assignee: name.clone() };
        Ok(self.assigned(event, Some(name), moment))
    }

    /// Hands it over to another reviewer, or to nobody, so that anybody may take it up.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`] also of whom it should go to, [`FilingRefusal::TakenUp`] unless the
    /// reviewer has it, or a supervisor asks.
    pub fn hand_over(self, to: Option<String>, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        match moment.actor.role {
            Role::Supervisor if self.stage() == Stage::UnderReview => {}
            _ => self.decided_by(moment.actor)?,
        }
        if to.as_deref().is_some_and(|name| self.is_own_work_of(name)) {
            return Err(FilingRefusal::OwnWork);
        }
        if self.assignee == to {
            return Err(FilingRefusal::TakenUp);
        }
        Ok(self.assigned(FilingEvent::HandOver { assignee: to.clone() }, to, moment))
    }

    pub(super) fn assigned(self, event: FilingEvent, to: Option<String>, moment: &Moment<'_>) -> Step {
        // Whoever gets it from somebody else is told.
        let told: &[Recipient] = match &to {
            Some(name) if *name != moment.actor.account => &[Recipient::Reviewer],
            _ => &[],
        };
        self.step_to(moment, event, told, |after| after.assignee = to)
    }

    /// Pauses the review for a named reason: until it goes on, no day counts. The applicant is told until when.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`], [`FilingRefusal::ReviewPaused`],
    /// [`FilingRefusal::ReviewLate`], [`FilingRefusal::ImpossiblePause`].
    pub fn pause(self, reason: &str, expected_on: Date, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        let term = self.review_of(moment.actor)?;
        if term.pause().is_some() {
            return Err(FilingRefusal::ReviewPaused);
        }
        let today = moment.today();
        if term.due().is_some_and(|due| due.date < today) {
            return Err(FilingRefusal::ReviewLate);
        }
        // All pauses of a review together are bounded, so that none is renewed for ever.
        let longest = moment.rules.longest_pause_days - term.paused_days();
        if !(1..=longest).contains(&(expected_on - today).get_days()) || term.pauses.len() >= MOST_PAUSES {
            return Err(FilingRefusal::ImpossiblePause);
        }
        let term = term.paused(reason.to_owned(), expected_on, today);
        let event = FilingEvent::PauseReview { pause: term.pause().cloned() };
        Ok(self.with_term(event, &[Recipient::Owner, Recipient::Provider], term, moment))
    }

    /// Goes on with a paused review. The last day is counted anew.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`], [`FilingRefusal::NotPaused`].
    pub fn resume(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        let term = self.review_of(moment.actor)?;
        if term.pause().is_none() {
            return Err(FilingRefusal::NotPaused);
        }
        let term = term.resumed(moment);
        let event = FilingEvent::ResumeReview { due: term.due(), pause: term.pauses.last().cloned() };
        Ok(self.with_term(event, &[Recipient::Owner, Recipient::Provider], term, moment))
    }

    /// The limit of a review that this reviewer may decide.
    pub(super) fn review_of(&self, actor: &Actor) -> Result<Term, FilingRefusal> {
        self.decided_by(actor)?;
        self.state.term().cloned().ok_or(FilingRefusal::NotUnderReview)
    }
}

/// Whether a returned pointer covers a changed one: itself, or what lies below it.
pub(super) fn covers(returned: &str, changed: &str) -> bool {
    changed.strip_prefix(returned).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
