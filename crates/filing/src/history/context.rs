//! The context of a decision: when, by whom, and by which rules.

use crate::{
    calendar::{Calendar, local_date},
    history::{
        actor::Actor,
        event::{Event, EventData, Recipient},
    },
    policy::Rules,
};
use jiff::{Timestamp, civil::Date};

/// When, who and by which rules something is done.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now.
    pub at: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// What the command asks for, as a digest.
    pub fingerprint: &'a str,
    /// The province's rules.
    pub rules: &'a Rules,
    /// The working days.
    pub calendar: &'a Calendar,
}

impl Moment<'_> {
    /// Today, in China.
    pub fn today(&self) -> Date {
        local_date(self.at)
    }

    /// The entry of number `seq` in a history whose last one hashes to `head`.
    pub fn entry<D: EventData>(&self, seq: u32, head: &str, data: D, notices: &[Recipient]) -> Event<D> {
        Event {
            seq,
            fingerprint: self.fingerprint.to_owned(),
            previous: head.to_owned(),
            ..Event::unchained(data, self.at, &self.actor.account, self.actor.role)
        }
        .owing(notices)
    }
}
