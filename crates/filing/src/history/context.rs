//! The context of a decision: time, actor, rules and calendar.

use crate::{
    calendar::{Calendar, local_date},
    history::{
        actor::Actor,
        event::{Event, EventData, Recipient},
    },
    policy::Rules,
};
use jiff::{Timestamp, civil::Date};

/// The context in which a step is decided. A pure function cannot read the time, the actor, the rules or the calendar for itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Time of the decision.
    pub at: Timestamp,
    /// The acting account.
    pub actor: &'a Actor,
    /// Digest of the command's input; see [`Event::fingerprint`].
    pub fingerprint: &'a str,
    /// The province's rules.
    pub rules: &'a Rules,
    /// The calendar of working days.
    pub calendar: &'a Calendar,
}

impl Context<'_> {
    /// Date of the decision, in China.
    pub fn today(&self) -> Date {
        local_date(self.at)
    }

    /// The event at position `seq` of a history; `head` is the hash of the event before it.
    /// `notices` are the recipients of a notice about the event.
    pub fn next_event<D: EventData>(
        &self,
        seq: u32,
        last_hash: &str,
        data: D,
        notices: &[Recipient],
    ) -> Event<D> {
        Event {
            seq,
            fingerprint: self.fingerprint.to_owned(),
            previous: last_hash.to_owned(),
            ..Event::unchained(data, self.at, &self.actor.account, self.actor.role)
        }
        .with_notices(notices)
    }
}
