//! What became of a letter 通知的去向: one recipient of one event, from the first try to what its mail server said.
//!
//! States only move forward. What the mail service reports may come twice, in any order, and before the call that sent
//! the letter has returned; so each report is held against what is known, and what is known wins.

use crate::{ahead::serves, history::EventName};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Fate {
    /// It is being tried, now or again later.
    Sending,
    /// It was given up.
    Failed,
    /// The mail service took it.
    Sent,
    /// The recipient's server lets it wait.
    Delayed,
    /// The recipient's server took it.
    Delivered,
    /// The mail service took it back.
    Rejected,
    /// The recipient's server refused it.
    Bounced,
    /// The recipient said that it was not wanted.
    Complained,
    /// The address is on the list of those that get no letters, so it was not sent.
    Suppressed,
    /// Its recipient does without letters of this kind.
    Declined,
}

impl Fate {
    /// How far this is; a letter never goes back within one round.
    fn rank(self) -> u8 {
        match self {
            Fate::Sending => 0,
            // It may have left all the same, and then its delivery is heard of.
            Fate::Failed => 1,
            Fate::Sent => 2,
            Fate::Delayed => 3,
            Fate::Delivered => 4,
            Fate::Rejected => 5,
            Fate::Bounced => 6,
            Fate::Complained => 7,
            Fate::Suppressed | Fate::Declined => 8,
        }
    }

    /// Whether somebody who should have read the letter did not get it, as far as is known.
    pub fn is_undelivered(self) -> bool {
        matches!(self, Fate::Failed | Fate::Rejected | Fate::Bounced | Fate::Complained | Fate::Suppressed)
    }
}

/// What became of one letter. It holds no address: only its ends, and a digest by which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identifier: a digest of the event and the part.
    pub id: String,
    /// Partition key of the event that owes it.
    pub pk: String,
    /// Sort key of the event that owes it.
    pub sk: String,
    /// Which of the event's letters it is.
    pub part: String,
    /// The event's name.
    pub event: EventName,
    /// Name of the template.
    pub template: String,
    /// Version of the template that was sent last.
    pub template_version: u32,
    /// The address, masked.
    pub to: String,
    /// A digest of the address.
    pub address: String,
    /// What became of it.
    pub fate: Fate,
    /// Why, in the words of the mail service or a code of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How often it was asked for again; reports of a round before do not count.
    #[serde(default)]
    pub round: u32,
    /// Tries of this round.
    #[serde(default)]
    pub tries: u32,
    /// Since when a try is under way whose end nobody saw yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<Timestamp>,
    /// What the mail service calls the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it was first tried.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Counts the changes.
    pub version: u64,
}

/// What the mail service reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What became of the letter.
    pub fate: Fate,
    /// Why, as a code.
    pub code: Option<String>,
    /// Whether the address will never take a letter, or does not want one.
    pub for_good: bool,
    /// The round that it is about.
    pub round: u32,
}

/// A try whose end nobody saw may have left: so long the mail service may take to say so before another is made.
const UNSEEN_SECONDS: i64 = 120;

/// After the first try that failed, the next is made after so many seconds at the earliest,
const SHORTEST_WAIT: i64 = 60;
/// and never later than after so many.
const LONGEST_WAIT: i64 = 60 * 60;
/// The same where the mail service only wants it slower.
const SHORTEST_HOLD: i64 = 5;
/// See [`SHORTEST_HOLD`].
const LONGEST_HOLD: i64 = 5 * 60;
/// A letter is tried for so many hours. Then it is given up, and somebody is shown it.
const TRIED_HOURS: i64 = 72;

/// How many seconds to wait after so many tries that failed: by chance between the shortest wait and one that doubles with each try, so
/// that what failed together is not tried together.
pub fn wait(tries: u32, slower: bool, chance: u64) -> i64 {
    let (shortest, longest) =
        if slower { (SHORTEST_HOLD, LONGEST_HOLD) } else { (SHORTEST_WAIT, LONGEST_WAIT) };
    let most = shortest.saturating_mul(1 << tries.clamp(1, 16)).min(longest);
    let span = u64::try_from(most - shortest).unwrap_or_default() + 1;
    shortest + i64::try_from(chance % span).unwrap_or_default()
}

/// Whether a letter that was tried since then is given up now.
pub fn is_given_up(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= SignedDuration::from_hours(TRIED_HOURS)
}

impl Delivery {
    /// Whether nothing is to be sent any more.
    pub fn is_settled(&self) -> bool {
        self.fate != Fate::Sending
    }

    /// Until when a try is left alone whose end nobody saw; `None` when another may be made now.
    pub fn left_alone_until(&self, now: Timestamp) -> Option<Timestamp> {
        let longest = SignedDuration::from_secs(UNSEEN_SECONDS);
        let until = self.under_way? + longest;
        serves(until, now, longest).then_some(until)
    }

    /// A try begins.
    pub fn begin(self, at: Timestamp) -> Delivery {
        Delivery { under_way: Some(at), tries: self.tries + 1, ..self.changed(at) }
    }

    /// The mail service took it, under this name.
    pub fn sent(self, message: String, at: Timestamp) -> Delivery {
        Delivery { fate: Fate::Sent, message: Some(message), under_way: None, code: None, ..self.changed(at) }
    }

    /// The try failed, for certain; another will be made.
    pub fn refused(self, code: &str, at: Timestamp) -> Delivery {
        Delivery { under_way: None, code: Some(code.to_owned()), ..self.changed(at) }
    }

    /// It is over with the letter.
    pub fn over(self, fate: Fate, code: &str, at: Timestamp) -> Delivery {
        let code = (!code.is_empty()).then(|| code.to_owned());
        Delivery { fate, code, under_way: None, ..self.changed(at) }
    }

    /// What it is after a report; `None` where that changes nothing.
    pub fn heard(&self, news: &News, at: Timestamp) -> Option<Delivery> {
        (news.round == self.round && news.fate.rank() > self.fate.rank()).then(|| Delivery {
            fate: news.fate,
            code: news.code.clone(),
            under_way: None,
            ..self.clone().changed(at)
        })
    }

    /// It is asked for again; `None` where it needs not be.
    pub fn again(self, at: Timestamp) -> Option<Delivery> {
        self.fate.is_undelivered().then(|| Delivery {
            fate: Fate::Sending,
            code: None,
            round: self.round + 1,
            tries: 0,
            under_way: None,
            message: None,
            ..self.changed(at)
        })
    }

    fn changed(self, at: Timestamp) -> Delivery {
        Delivery { changed_at: at, version: self.version + 1, ..self }
    }
}

/// An address that gets no letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Why: [`Fate::Bounced`] or [`Fate::Complained`].
    pub why: Fate,
    /// The code that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Since when.
    pub at: Timestamp,
    /// The address, masked.
    pub to: String,
    /// Who allowed it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Lifted>,
}

impl Suppression {
    /// Whether it still holds.
    pub fn holds(&self) -> bool {
        self.lifted.is_none()
    }
}

/// That an address was allowed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// User name of who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn letter() -> Delivery {
        Delivery {
            id: "1".into(),
            pk: "FILING#1".into(),
            sk: "EVENT#1".into(),
            part: "owner".into(),
            event: EventName::of("submit"),
            template: "filing-submit-owner".into(),
            template_version: 1,
            to: "a***@example.com".into(),
            address: "0".into(),
            fate: Fate::Sending,
            code: None,
            round: 0,
            tries: 0,
            under_way: None,
            message: None,
            opened_at: at(0),
            changed_at: at(0),
            version: 0,
        }
    }

    fn news(fate: Fate) -> News {
        News { fate, code: None, for_good: false, round: 0 }
    }

    #[test]
    fn reports_come_in_any_order_and_twice_and_end_the_same() {
        let all = [Fate::Sent, Fate::Delayed, Fate::Delivered, Fate::Bounced, Fate::Complained];
        // Every order of five.
        for order in 0..120 {
            let (mut left, mut letter, mut order) = (all.to_vec(), letter(), order);
            for size in (1..=5).rev() {
                let next = news(left.remove(order % size));
                order /= size;
                for _ in 0..2 {
                    letter = letter.heard(&next, at(1)).unwrap_or(letter);
                }
            }
            assert_eq!(letter.fate, Fate::Complained);
        }
    }

    #[test]
    fn a_report_of_a_round_before_changes_nothing() {
        let failed = letter().over(Fate::Failed, "no-answer", at(1));
        let again = failed.again(at(2)).unwrap();
        assert_eq!(again.heard(&news(Fate::Bounced), at(3)), None);
        assert!(again.heard(&News { round: 1, ..news(Fate::Bounced) }, at(3)).is_some());
        assert_eq!(
            letter().sent("m".into(), at(1)).again(at(2)),
            None,
            "what was sent is not asked for again"
        );
    }

    #[test]
    fn what_was_given_up_and_arrived_all_the_same_is_delivered() {
        let failed = letter().over(Fate::Failed, "no-answer", at(1));
        assert_eq!(failed.heard(&news(Fate::Delivered), at(2)).unwrap().fate, Fate::Delivered);
    }

    #[test]
    fn a_try_whose_end_nobody_saw_is_left_alone_for_a_while() {
        let letter = letter().begin(at(10));
        assert_eq!(letter.left_alone_until(at(11)), Some(at(130)));
        assert_eq!(letter.left_alone_until(at(130)), None);
        assert_eq!(letter.refused("Throttling", at(11)).left_alone_until(at(11)), None);
    }

    #[test]
    fn waits_double_have_ends_and_are_spread() {
        for tries in 0..40 {
            for slower in [false, true] {
                let (shortest, longest) = if slower { (5, 300) } else { (60, 3600) };
                let waits: Vec<i64> = (0..1000).map(|chance| wait(tries, slower, chance * 7919)).collect();
                assert!(waits.iter().all(|wait| (shortest..=longest).contains(wait)));
                assert!(waits.iter().max() > waits.iter().min());
            }
        }
        assert!((0..1000).all(|chance| wait(1, false, chance) <= 120), "the second try comes soon");
        assert!((0..4000).any(|chance| wait(9, false, chance) > 3000), "later ones may come late");
    }
}
