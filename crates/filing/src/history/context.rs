//! The context of a decision: time, actor, rules and calendar.

use crate::{
    calendar::{Calendar, local_date},
    history::{
        actor::Actor,
        event::{Digests, Event, EventData, Recipient},
    },
    policy::Rules,
};
use jiff::{Timestamp, civil::Date};

/// The context of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Time of the decision.
    pub at: Timestamp,
    /// The acting account.
    pub actor: &'a Actor,
    /// Digest of the command's input.
    pub fingerprint: &'a str,
    /// The province's rules.
    pub rules: &'a Rules,
    /// The calendar of working days.
    pub calendar: &'a Calendar,
}

impl Moment<'_> {
    /// Date of the decision, in China.
    pub fn today(&self) -> Date {
        local_date(self.at)
    }

    /// The event at position `seq` of a history; `head` is the hash of the event before it.
    pub fn entry<D: EventData>(&self, seq: u32, head: &str, data: D, notices: &[Recipient]) -> Event<D> {
        Event {
            seq,
            data,
            at: self.at,
            by: self.actor.account.clone(),
            role: self.actor.role,
            measure: None,
            notices: notices.to_vec(),
            fingerprint: self.fingerprint.to_owned(),
            digests: Digests::default(),
            previous: head.to_owned(),
        }
    }
}
