//! Review 审核: the decisions of a reviewer, and the amendments after a return.

use crate::{
    deadline::Deadline,
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        action::FilingAction,
        event::FilingEvent,
        reasons::ReturnReason,
        state::{FilingStatus, State},
    },
    form::{Form, diff, masking},
    history::{Actor, Aggregate, Context, Recipient, Role, Step},
    identifier::Username,
};
use jiff::civil::Date;

/// The largest number of pauses of one review.
pub(super) const MOST_PAUSES: usize = 10;

/// The party to which the bureau returns a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnTo {
    /// The owner.
    Owner,
    /// The access provider.
    Provider,
}

impl Filing {
    /// Returns the filing from the bureau to the party that must amend it.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`],
    /// [`FilingRefusal::ReasonsMissing`].
    pub fn return_from_review(
        self,
        to: ReturnTo,
        reasons: Vec<ReturnReason>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Review, context.actor)?;
        let reasons = self.checked_reasons(reasons)?;
        let kept = reasons.clone();
        let (event, state, recipients) = match to {
            ReturnTo::Provider => (
                FilingEvent::ReturnToProvider { reasons: kept },
                State::ReturnedToProvider { reasons },
                [Recipient::Provider, Recipient::Owner],
            ),
            ReturnTo::Owner => (
                FilingEvent::ReturnToOwner { reasons: kept },
                State::ReturnedToOwner { reasons },
                [Recipient::Owner, Recipient::Provider],
            ),
        };
        Ok(self.step(context, event, &recipients, |after| after.state = state))
    }

    /// Amends the returned fields. The filing goes straight back to the bureau, and its review deadline starts again
    /// (§二.1).
    ///
    /// # Errors
    /// [`FilingRefusal::NotReturned`], [`FilingRefusal::ReturnedToOther`], [`FilingRefusal::FieldNotReturned`],
    /// [`FilingRefusal::NothingAmended`], [`FilingRefusal::FieldFixed`], [`FilingRefusal::FormIncomplete`],
    /// [`FilingRefusal::DocumentsMissing`].
    pub fn amend(self, form: Form, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Amend, context.actor)?;
        let form = match context.actor.role {
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
            // The order of the events decides, because a new scan may carry the same second as the return.
            scan.event > self.entered_event
                && self.state.reasons().iter().any(|reason| reason.pointer == scan.document.pointer())
        });
        if changes.is_empty() && !rescanned {
            return Err(FilingRefusal::NothingAmended);
        }
        self.check_fixed_fields(&form)?;
        let mut amended = self.clone();
        amended.form = form;
        amended.check_complete(context)?;
        let today = context.today();
        let state = Filing::under_review(today, context);
        let amend = |deadline| FilingEvent::Amend { changes, deadline };
        Ok(self.enter(amend, state, context, |after| {
            after.claims = after.claimed(&amended.form);
            after.form = amended.form;
            after.authors.insert(context.actor.account.clone());
            after.forwarded_on = Some(today);
        }))
    }

    /// Returns whether this account owns, submitted, corrected, forwarded or amended the filing.
    pub(super) fn is_own_work_of(&self, account: &Username) -> bool {
        self.owner == *account || self.authors.contains(account)
    }

    /// Checks that this reviewer may decide the filing: it is under review, it is not the reviewer's own work, and no
    /// other reviewer took it up.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`].
    pub(crate) fn check_reviewer(&self, actor: &Actor) -> Result<(), FilingRefusal> {
        if self.status() != FilingStatus::UnderReview {
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

    /// Assigns the filing to the reviewer 领办, so that no other reviewer works on it. The assignment survives a return
    /// and an amendment.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`].
    pub fn take_up(self, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::TakeUp, context.actor)?;
        let name = context.actor.account.clone();
        let event = FilingEvent::TakeUp { assignee: name.clone() };
        Ok(self.assigned(event, Some(name), context))
    }

    /// Hands the filing over to another reviewer 转办. With `None`, any reviewer may take it up.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`]; [`FilingRefusal::OwnWork`] if the filing is the actor's or the next
    /// reviewer's own work; [`FilingRefusal::TakenUp`] if another reviewer took it up and the actor is no supervisor,
    /// or if it is already assigned to `to`.
    pub fn hand_over(
        self,
        to: Option<Username>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::HandOver, context.actor)?;
        if to.as_ref().is_some_and(|name| self.is_own_work_of(name)) {
            return Err(FilingRefusal::OwnWork);
        }
        if self.assignee == to {
            return Err(FilingRefusal::TakenUp);
        }
        Ok(self.assigned(FilingEvent::HandOver { assignee: to.clone() }, to, context))
    }

    pub(super) fn assigned(
        self,
        event: FilingEvent,
        to: Option<Username>,
        context: &Context<'_>,
    ) -> Step<Filing> {
        // A reviewer who receives the filing from somebody else is notified.
        let recipients: &[Recipient] = match &to {
            Some(name) if *name != context.actor.account => &[Recipient::Reviewer],
            _ => &[],
        };
        self.step(context, event, recipients, |after| after.assignee = to)
    }

    /// Pauses the review for a stated reason 暂停计时. The days of the pause do not count towards the deadline. Both parties are notified
    /// of the expected end.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`],
    /// [`FilingRefusal::ReviewPaused`], [`FilingRefusal::ReviewLate`], [`FilingRefusal::ImpossiblePause`].
    pub fn pause_review(
        self,
        reason: &str,
        expected_on: Date,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::PauseReview, context.actor)?;
        let deadline = self.state.deadline().ok_or(FilingRefusal::NotUnderReview)?;
        let today = context.today();
        if deadline.due().is_some_and(|due| due.date < today) {
            return Err(FilingRefusal::ReviewLate);
        }
        // All pauses of a review share one limit of days, so that a chain of pauses cannot go on for ever.
        let longest = context.rules.longest_pause_days - deadline.paused_days();
        if !(1..=longest).contains(&(expected_on - today).get_days()) || deadline.pauses.len() >= MOST_PAUSES
        {
            return Err(FilingRefusal::ImpossiblePause);
        }
        let deadline = deadline.clone().paused(reason.to_owned(), expected_on, today);
        let event = FilingEvent::PauseReview { pause: deadline.pause().cloned() };
        Ok(self.with_deadline(event, &[Recipient::Owner, Recipient::Provider], deadline, context))
    }

    /// Resumes a paused review 恢复. The last day moves, because the days of the pause do not count.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`],
    /// [`FilingRefusal::NotPaused`].
    pub fn resume_review(self, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::ResumeReview, context.actor)?;
        let deadline = self.state.deadline().ok_or(FilingRefusal::NotUnderReview)?;
        let deadline = deadline.clone().resumed(context);
        let event = FilingEvent::ResumeReview { due: deadline.due(), pause: deadline.pauses.last().cloned() };
        Ok(self.with_deadline(event, &[Recipient::Owner, Recipient::Provider], deadline, context))
    }

    /// Returns the deadline of the review if this reviewer may decide the filing.
    pub(super) fn review_of(&self, actor: &Actor) -> Result<&Deadline, FilingRefusal> {
        self.check_reviewer(actor)?;
        self.state.deadline().ok_or(FilingRefusal::NotUnderReview)
    }
}

/// Returns whether a returned pointer covers a changed one: both are equal, or the changed field lies below the
/// returned one.
pub(super) fn covers(returned: &str, changed: &str) -> bool {
    changed.strip_prefix(returned).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
