//! Reminders of a filing's deadline.

use crate::{
    deadline::Reminder,
    filing::{Filing, event::FilingEvent, state::State, step::Step},
    history::{Moment, Recipient},
};

impl Filing {
    /// Applies the scheduled change that is due today: a new last day after a change of the calendar, or else a
    /// reminder. Returns `None` if nothing is due.
    pub fn look(self, moment: &Moment<'_>) -> Option<Step> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.state.term()?.reminded(moment)?;
        let told = self.reminded(reminded.reminder);
        Some(self.with_term(FilingEvent::Remind(reminded), told, term, moment))
    }

    /// Computes the last day again with the present calendar, and notifies the parties if it moved. Returns `None` if
    /// nothing changes.
    pub fn recount(self, moment: &Moment<'_>) -> Option<Step> {
        let Some((term, deadline, moved)) = self.state.term()?.recounted(moment) else {
            return self.rewound(moment);
        };
        let told: &[Recipient] = if moved { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Some(self.with_term(FilingEvent::MoveDeadline(deadline), told, term, moment))
    }

    /// Computes the day of the next reminder again, which a change of the calendar may move although the last day
    /// stays. The step writes no event, because the parties need not know of it.
    pub(super) fn rewound(self, moment: &Moment<'_>) -> Option<Step> {
        let look_on = self.state.term().map(|term| term.look_on(moment.rules, moment.calendar));
        (self.look_on.is_some() && self.look_on != look_on).then(|| {
            let after = Filing { version: self.version + 1, look_on, ..self.clone() };
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
