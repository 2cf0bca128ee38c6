//! Reminders of a filing's deadline.

use crate::{
    deadline::Reminder,
    filing::{Filing, event::FilingEvent, state::State, step::Step},
    history::{Moment, Recipient},
};

impl Filing {
    /// What the clock asks for today: its last day found anew by the calendar, or somebody reminded of it. `None` when
    /// it is nothing.
    pub fn look(self, moment: &Moment<'_>) -> Option<Step> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.state.term()?.reminded(moment)?;
        let told = self.reminded(reminded.reminder);
        Some(self.with_term(FilingEvent::Remind(reminded), told, term, moment))
    }

    /// Finds the last day anew by today's calendar; `None` when it stays what it is. Who counts on it is told of another day.
    pub fn recount(self, moment: &Moment<'_>) -> Option<Step> {
        let Some((term, deadline, moved)) = self.state.term()?.recounted(moment) else {
            return self.rewound(moment);
        };
        let told: &[Recipient] = if moved { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Some(self.with_term(FilingEvent::MoveDeadline(deadline), told, term, moment))
    }

    /// Where it stands among what somebody is reminded of, found anew: the days before its last one may have changed though that
    /// did not. Nobody need know, so that nothing is written into its history.
    pub(super) fn rewound(self, moment: &Moment<'_>) -> Option<Step> {
        let look_on = self.state.term().map(|term| term.look_on(moment.rules, moment.calendar));
        (self.look_on.is_some() && self.look_on != look_on).then(|| {
            let after = Filing { version: self.version + 1, look_on, ..self.clone() };
            Step::of(Some(self), after, None)
        })
    }

    /// Who is told by a reminder: whoever has the move, then whoever waits for it, then the supervisor.
    pub(super) fn reminded(&self, reminder: Reminder) -> &'static [Recipient] {
        match (&self.state, reminder) {
            // Nobody but the owner can do anything before it confirms.
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
