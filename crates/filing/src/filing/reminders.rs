//! Reminders of a filing's deadline.

use crate::{
    deadline::Reminder,
    filing::{Filing, event::FilingEvent, state::State, step::Step},
    history::{Context, Recipient},
};

impl Filing {
    /// Applies the scheduled change that is due today: a new last day after a change of the calendar, or else a
    /// reminder. Returns `None` if nothing is due.
    pub fn scheduled_step(self, context: &Context<'_>) -> Option<Step> {
        if let Some(step) = self.clone().recalculate(context) {
            return Some(step);
        }
        let (deadline, reminded) = self.state.deadline()?.reminded(context)?;
        let recipients = self.reminded(reminded.reminder);
        Some(self.with_deadline(FilingEvent::Remind(reminded), recipients, deadline, context))
    }

    /// Computes the last day again with the present calendar, and notifies the parties if it moved. Returns `None` if
    /// nothing changes.
    pub fn recalculate(self, context: &Context<'_>) -> Option<Step> {
        let Some((deadline, change, moved)) = self.state.deadline()?.recalculated(context) else {
            return self.reset_reminders(context);
        };
        let recipients: &[Recipient] = if moved { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Some(self.with_deadline(FilingEvent::MoveDeadline(change), recipients, deadline, context))
    }

    /// Computes the day of the next reminder again, which a change of the calendar may move although the last day
    /// stays. The step writes no event, because the parties need not know of it.
    pub(super) fn reset_reminders(self, context: &Context<'_>) -> Option<Step> {
        let look_on =
            self.state.deadline().map(|deadline| deadline.next_reminder_on(context.rules, context.calendar));
        (self.next_reminder_on.is_some() && self.next_reminder_on != look_on).then(|| {
            let after = Filing { version: self.version + 1, next_reminder_on: look_on, ..self.clone() };
            Step::of(Some(self), after, None)
        })
    }

    /// Returns the recipients of a reminder: first the party that must act, then also the party that waits, and last
    /// the supervisors.
    pub(super) fn reminded(&self, reminder: Reminder) -> &'static [Recipient] {
        match (&self.state, reminder) {
            // Only the owner can act before the deregistration is confirmed.
            (State::WithProvider { .. }, Reminder::Escalated) if self.is_unconfirmed() => &[],
            (_, Reminder::Escalated) => &[Recipient::Supervisor],
            (State::WithProvider { .. }, _) if self.is_unconfirmed() => &[Recipient::Owner],
            (State::WithProvider { .. }, Reminder::Late) => &[Recipient::Provider, Recipient::Owner],
            (State::WithProvider { .. }, _) => &[Recipient::Provider],
            (State::AwaitingSheet { .. }, Reminder::Late) => &[Recipient::Owner, Recipient::Provider],
            (State::AwaitingSheet { .. }, _) => &[Recipient::Owner],
            (State::UnderReview { .. }, Reminder::Late) => &[Recipient::Reviewer, Recipient::Owner],
            (State::UnderReview { .. }, _) => &[Recipient::Reviewer],
            _ => &[],
        }
    }
}
