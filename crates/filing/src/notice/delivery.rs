//! The delivery 通知的去向 of one email to one recipient of an event, from the first attempt to the answer of the
//! recipient's mail server.
//!
//! A delivery only moves forward. The reports of the mail service may come twice, in any order, and even before the
//! call returns that sent the email. Each report is therefore compared with the known state, and an earlier state never
//! replaces a later one.

use crate::{ahead::is_valid_now, history::EventName, identifier::Username};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DeliveryStatus {
    /// The email is being sent, or waits for the next attempt.
    Sending,
    /// The attempts were given up.
    Failed,
    /// The mail service accepted the email.
    Sent,
    /// The recipient's server lets the email wait.
    Delayed,
    /// The recipient's server accepted the email.
    Delivered,
    /// The mail service rejected the email after it had accepted it.
    Rejected,
    /// The recipient's server refused the email.
    Bounced,
    /// The recipient complained that the email was unwanted.
    Complained,
    /// The address gets no emails 停发的邮箱, so the email was not sent.
    Suppressed,
    /// The recipient opted out of emails of this kind.
    Declined,
}

impl DeliveryStatus {
    /// Returns the rank of the state. A delivery never returns to a lower rank within one round.
    fn rank(self) -> u8 {
        match self {
            DeliveryStatus::Sending => 0,
            // An email that was given up may have left all the same, so a later report may still replace this state.
            DeliveryStatus::Failed => 1,
            DeliveryStatus::Sent => 2,
            DeliveryStatus::Delayed => 3,
            DeliveryStatus::Delivered => 4,
            DeliveryStatus::Rejected => 5,
            DeliveryStatus::Bounced => 6,
            DeliveryStatus::Complained => 7,
            DeliveryStatus::Suppressed | DeliveryStatus::Declined => 8,
        }
    }

    /// Returns whether, as far as is known, the email did not reach a recipient who should have read it.
    pub fn is_undelivered(self) -> bool {
        matches!(
            self,
            DeliveryStatus::Failed
                | DeliveryStatus::Rejected
                | DeliveryStatus::Bounced
                | DeliveryStatus::Complained
                | DeliveryStatus::Suppressed
        )
    }
}

/// The delivery of one email. It stores no address, only the masked address and a digest for comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identifier: a digest of the event and the part.
    pub id: String,
    /// Partition key of the event that the email is about.
    pub pk: String,
    /// Sort key of the event that the email is about.
    pub sk: String,
    /// Name of this email among the emails of the event, such as `owner`.
    pub part: String,
    /// Name of the event.
    pub event: EventName,
    /// Name of the email template.
    pub template: String,
    /// Version of the template that was sent last.
    pub template_version: u32,
    /// The address, masked.
    pub to: String,
    /// A digest of the address.
    pub address: String,
    /// The state of the delivery.
    pub status: DeliveryStatus,
    /// The reason for the state, in the words of the mail service or as a code of this system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The number of times that the email was requested again. Reports about earlier rounds do not count.
    #[serde(default)]
    pub round: u32,
    /// The number of attempts in this round.
    #[serde(default)]
    pub attempts: u32,
    /// The start of an attempt with an unknown result, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<Timestamp>,
    /// Identifier of the message at the mail service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The time of the first attempt.
    pub opened_at: Timestamp,
    /// The time of the last change.
    pub changed_at: Timestamp,
    /// The number of changes so far.
    pub version: u64,
}

/// A report of the mail service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The state that the service reports.
    pub status: DeliveryStatus,
    /// The reason, as a code.
    pub code: Option<String>,
    /// True if the address will never accept an email, or does not want one. Such a report causes a [`Suppression`].
    pub permanent: bool,
    /// The round that the report is about.
    pub round: u32,
}

/// The time, in seconds, for which an attempt with an unknown result is left alone. The mail service may still report
/// within it that the email left.
const UNSEEN_SECONDS: i64 = 120;

/// The shortest wait after a failed attempt, in seconds.
const SHORTEST_WAIT: i64 = 60;
/// The longest wait after a failed attempt, in seconds.
const LONGEST_WAIT: i64 = 60 * 60;
/// The shortest wait, in seconds, if the mail service only asks for a slower rate.
const SHORTEST_HOLD: i64 = 5;
/// The longest wait, in seconds, if the mail service only asks for a slower rate.
const LONGEST_HOLD: i64 = 5 * 60;
/// The time, in hours, after which an email is given up and listed for the supervisors.
const TRIED_HOURS: i64 = 72;

/// Returns the wait in seconds after `tries` failed attempts. `chance` selects a wait between the shortest one and a
/// limit that doubles with each attempt, so that emails that failed together are not sent again together. `slower` is
/// true if the mail service only asks for a slower rate.
pub fn wait(tries: u32, slower: bool, chance: u64) -> i64 {
    let (shortest, longest) =
        if slower { (SHORTEST_HOLD, LONGEST_HOLD) } else { (SHORTEST_WAIT, LONGEST_WAIT) };
    let most = shortest.saturating_mul(1 << tries.clamp(1, 16)).min(longest);
    let span = u64::try_from(most - shortest).unwrap_or_default() + 1;
    shortest + i64::try_from(chance % span).unwrap_or_default()
}

/// Returns whether an email with its first attempt at `since` is given up at `now`.
pub fn is_given_up(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= SignedDuration::from_hours(TRIED_HOURS)
}

impl Delivery {
    /// Returns whether this system makes no further attempt. A report of the mail service may still change the state.
    pub fn is_settled(&self) -> bool {
        self.status != DeliveryStatus::Sending
    }

    /// Returns the time until which an attempt with an unknown result is left alone; `None` if another attempt may be
    /// made now.
    pub fn left_alone_until(&self, now: Timestamp) -> Option<Timestamp> {
        let longest = SignedDuration::from_secs(UNSEEN_SECONDS);
        let until = self.under_way? + longest;
        is_valid_now(until, now, longest).then_some(until)
    }

    /// Records the beginning of an attempt.
    pub fn begin(self, at: Timestamp) -> Delivery {
        Delivery { under_way: Some(at), attempts: self.attempts + 1, ..self.changed(at) }
    }

    /// Records that the mail service accepted the email and gave it the identifier `message`.
    pub fn sent(self, message: String, at: Timestamp) -> Delivery {
        Delivery {
            status: DeliveryStatus::Sent,
            message: Some(message),
            under_way: None,
            code: None,
            ..self.changed(at)
        }
    }

    /// Records that an attempt certainly failed. Another attempt follows.
    pub fn attempt_failed(self, code: &str, at: Timestamp) -> Delivery {
        Delivery { under_way: None, code: Some(code.to_owned()), ..self.changed(at) }
    }

    /// Ends the delivery in this state.
    pub fn ended(self, status: DeliveryStatus, code: &str, at: Timestamp) -> Delivery {
        let code = (!code.is_empty()).then(|| code.to_owned());
        Delivery { status, code, under_way: None, ..self.changed(at) }
    }

    /// Returns the delivery after a report; `None` if the report changes nothing.
    pub fn reported(&self, report: &DeliveryReport, at: Timestamp) -> Option<Delivery> {
        (report.round == self.round && report.status.rank() > self.status.rank()).then(|| Delivery {
            status: report.status,
            code: report.code.clone(),
            under_way: None,
            ..self.clone().changed(at)
        })
    }

    /// Begins a new round of attempts for an undelivered email; `None` for every other email.
    pub fn retry(self, at: Timestamp) -> Option<Delivery> {
        self.status.is_undelivered().then(|| Delivery {
            status: DeliveryStatus::Sending,
            code: None,
            round: self.round + 1,
            attempts: 0,
            under_way: None,
            message: None,
            ..self.changed(at)
        })
    }

    fn changed(self, at: Timestamp) -> Delivery {
        Delivery { changed_at: at, version: self.version + 1, ..self }
    }
}

/// An address that gets no emails 停发的邮箱.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// The reason for the suppression: [`DeliveryStatus::Bounced`] or [`DeliveryStatus::Complained`].
    pub reason: DeliveryStatus,
    /// The code of the report that caused the suppression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The time of the suppression.
    pub at: Timestamp,
    /// The address, masked.
    pub to: String,
    /// The lifting of the suppression, if it was lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<LiftedSuppression>,
}

impl Suppression {
    /// Returns whether the suppression is in force.
    pub fn holds(&self) -> bool {
        self.lifted.is_none()
    }
}

/// The lifting of a suppression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftedSuppression {
    /// User name of the supervisor who lifted it.
    pub by: Username,
    /// The time of the lifting.
    pub at: Timestamp,
    /// The supervisor's reason.
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
            status: DeliveryStatus::Sending,
            code: None,
            round: 0,
            attempts: 0,
            under_way: None,
            message: None,
            opened_at: at(0),
            changed_at: at(0),
            version: 0,
        }
    }

    fn report(status: DeliveryStatus) -> DeliveryReport {
        DeliveryReport { status, code: None, permanent: false, round: 0 }
    }

    #[test]
    fn reports_come_in_any_order_and_twice_and_end_the_same() {
        let all = [
            DeliveryStatus::Sent,
            DeliveryStatus::Delayed,
            DeliveryStatus::Delivered,
            DeliveryStatus::Bounced,
            DeliveryStatus::Complained,
        ];
        // The loop tries every order of the five reports.
        for order in 0..120 {
            let (mut left, mut letter, mut order) = (all.to_vec(), letter(), order);
            for size in (1..=5).rev() {
                let next = report(left.remove(order % size));
                order /= size;
                for _ in 0..2 {
                    letter = letter.reported(&next, at(1)).unwrap_or(letter);
                }
            }
            assert_eq!(letter.status, DeliveryStatus::Complained);
        }
    }

    #[test]
    fn a_report_of_a_round_before_changes_nothing() {
        let failed = letter().ended(DeliveryStatus::Failed, "no-answer", at(1));
        let again = failed.retry(at(2)).unwrap();
        assert_eq!(again.reported(&report(DeliveryStatus::Bounced), at(3)), None);
        assert!(
            again.reported(&DeliveryReport { round: 1, ..report(DeliveryStatus::Bounced) }, at(3)).is_some()
        );
        assert_eq!(
            letter().sent("m".into(), at(1)).retry(at(2)),
            None,
            "what was sent is not asked for again"
        );
    }

    #[test]
    fn a_notice_given_up_that_arrives_all_the_same_is_delivered() {
        let failed = letter().ended(DeliveryStatus::Failed, "no-answer", at(1));
        assert_eq!(
            failed.reported(&report(DeliveryStatus::Delivered), at(2)).unwrap().status,
            DeliveryStatus::Delivered
        );
    }

    #[test]
    fn a_try_whose_end_nobody_saw_is_left_alone_for_a_while() {
        let letter = letter().begin(at(10));
        assert_eq!(letter.left_alone_until(at(11)), Some(at(130)));
        assert_eq!(letter.left_alone_until(at(130)), None);
        assert_eq!(letter.attempt_failed("Throttling", at(11)).left_alone_until(at(11)), None);
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
