//! What happened to a filing: immutable events, each sealed with the hash of the one before.
//!
//! An event is at once the audit entry, the notices owed, and the mark that a command was done.
//! It never holds what is private: a change of a private field is named by its pointer alone.

use crate::{
    actor::Role,
    calendar::Due,
    documents::DocumentKind,
    expiry::Expiring,
    paper::Evidence,
    statistics::Measure,
    term::{Limit, Pause, Reminder},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What was done. Named as the action that does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Deed {
    /// A draft was begun.
    StartFiling,
    /// The owner threw its draft away.
    Discard,
    /// A scan was added.
    AttachScan,
    /// A scan was taken out.
    RemoveScan,
    /// The owner submitted to its access provider.
    Submit,
    /// The access provider corrected fields on the owner's behalf.
    Correct,
    /// The access provider returned the filing to its owner.
    ReturnFiling,
    /// The access provider forwarded the filing to the bureau.
    Forward,
    /// The bureau recorded that the verification sheet arrived.
    RecordSheet,
    /// A reviewer saw that the verification sheet is signed and sealed.
    ConfirmSheet,
    /// A reviewer saw that the verification sheet lacks a signature or a seal, and asked for another.
    RefuseSheet,
    /// The bureau approved; numbers were issued.
    Approve,
    /// The bureau returned the filing to its owner.
    ReturnToOwner,
    /// The bureau returned the filing to the access provider.
    ReturnToProvider,
    /// The returned fields were amended; the filing went straight back to the bureau.
    Amend,
    /// The record was deregistered.
    Deregister,
    /// An account was opened by its holder.
    Register,
    /// An account was opened for staff, who were invited.
    Invite,
    /// An access provider opened an account for an owner.
    AddOwner,
    /// A temporary password was asked for, with everything right.
    ResetPassword,
    /// A temporary password was asked for, with something wrong.
    TryRecovery,
    /// The password was entered, and a wrong code of the second factor.
    EnterWrongCode,
    /// A new password was set with a temporary one.
    SetPassword,
    /// The password was changed by who knew the old one.
    ChangePassword,
    /// A second factor was set up.
    ConfirmSecondFactor,
    /// The second factor was taken away.
    RemoveSecondFactor,
    /// A recovery code was used instead of the second factor.
    UseRecoveryCode,
    /// The access provider identified its owner and asked for a temporary password.
    RecoverOwner,
    /// A supervisor identified staff and asked for a temporary password.
    RecoverStaff,
    /// The bureau approved a paper request to recover the account.
    RecoverByPaper,
    /// The access provider proposed another email address.
    ProposeEmail,
    /// The holder of the old email address kept it.
    KeepEmail,
    /// The proposed email address took effect.
    ChangeEmail,
    /// The account was closed to its holder.
    DisableAccount,
    /// The account was opened to its holder again.
    EnableAccount,
    /// Staff saw private data unmasked.
    Unmask,
    /// Staff saw a scan.
    ViewScan,
    /// An owner took its data out.
    ExportData,
    /// A paper request was entered.
    ReceiveRequest,
    /// Evidence for a paper request came later.
    ReceiveEvidence,
    /// Somebody said what scanned pages of a paper request show.
    SortPapers,
    /// A letter that was filed with a paper request was given back, because it belongs elsewhere.
    GiveBackPapers,
    /// The bureau did what a paper request asked for.
    ApproveRequest,
    /// The bureau did not do what a paper request asked for.
    RefuseRequest,
    /// The owner of a draft was told that it will go, because nobody writes on it.
    WarnDraft,
    /// A draft went on which nobody wrote.
    ExpireDraft,
    /// What was private was erased, because its time was over.
    Erase,
    /// The access provider cancelled its access.
    CancelAccess,
    /// The owner let a provider that serves none of its sites begin one filing.
    AuthorizeProvider,
    /// The owner took that back.
    RevokeAuthorization,
    /// The provider began its filing.
    UseAuthorization,
    /// A site came on file.
    AddSite,
    /// Another provider's access came on file.
    AddAccess,
    /// What is on file was changed.
    Change,
    /// It was asked that a site or the organizer be deregistered; its owner confirms it with a code.
    AskDeregistration,
    /// The owner confirmed a deregistration.
    ConfirmDeregistration,
    /// The bureau deleted a submission because a letter asked for it.
    DeleteSubmission,
    /// Somebody was reminded of a limit of time.
    Remind,
    /// Somebody was reminded of something on file that expires.
    RemindExpiry,
    /// The last day of a limit of time moved with the calendar.
    MoveDeadline,
    /// A reviewer took the filing up.
    TakeUp,
    /// The filing was handed over to another reviewer, or to nobody.
    HandOver,
    /// The review was paused for a named reason.
    PauseReview,
    /// The review went on.
    ResumeReview,
    /// The day on which the verification sheet arrived was corrected.
    CorrectArrival,
    /// Somebody asked by email where it stands.
    AskProgress,
    /// Days off were proposed for the calendar.
    ProposeCalendar,
    /// Somebody else signed the proposed days off; they hold from then on.
    SignCalendar,
    /// Proposed days off were taken back.
    WithdrawCalendar,
}

/// Why one field came back, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The field, as a JSON pointer into the form, or `/documents/<kind>`.
    pub pointer: String,
    /// What is wrong, 1 to 300 characters.
    pub reason: String,
    /// What helps, at most 300 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suggestion: String,
}

/// One field that changed. Private values are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// The field, as a JSON pointer into the form.
    pub pointer: String,
    /// What stood there; absent when private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What stands there now; absent when private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Facts that go with a deed; only those that apply are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Facts {
    /// Why it came back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// What changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// When the next step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// When it was due before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
    /// Which limit somebody was reminded of, or runs since a filing or its sheet reached the bureau.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Which reminder it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
    /// What on file expires, of which somebody was reminded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<Expiring>,
    /// Since when, why and until when the review is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// User name of the reviewer whose it is from then on; shown to the bureau alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Which document it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentKind>,
    /// The day the verification sheet arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub arrived_on: Option<Date>,
    /// What an envelope held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What of a paper request was still missing then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Evidence>,
    /// Reference of the paper request that it was done for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether it left the site without any access 空壳.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shell: bool,
    /// Positions of the sites that it took off file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<u32>,
    /// Identifier of the access provider that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The filing number issued, deregistered, or that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When it takes effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = DateTime))]
    pub until: Option<Timestamp>,
    /// Why, in the words of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What statistics count of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
}

/// Who is told. The address is looked up when the notice is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The owner of the filing.
    Owner,
    /// The access provider of the filing.
    Provider,
    /// The reviewer who took it up; nobody while none did.
    Reviewer,
    /// Every supervisor of the bureau.
    Supervisor,
}

/// SHA-256 of a scan that came with an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanDigest {
    /// Identifier of the scan; of a page of scanned post, its file and its place in that.
    pub id: String,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
}

/// Digests of what an event left behind, so that the chain covers more than itself. Events from before there were any have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of the state that it left: the form, the owner, the claims, the role and the like; see [`digest_of`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<String>,
    /// Of a filing's form and its scans, where the step had them before it; a reminder has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Of the scans that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<ScanDigest>,
    /// Of the public records that it wrote, and of what it put on file, by sort key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub issued: BTreeMap<String, String>,
}

impl Digests {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Digests::default()
    }
}

/// An immutable entry in a filing's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the history, from 1.
    pub seq: u32,
    /// What was done.
    pub deed: Deed,
    /// When.
    pub at: Timestamp,
    /// Account that did it.
    pub by: String,
    /// Role in which it did it.
    pub role: Role,
    /// Facts that go with it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub facts: Facts,
    /// Who is owed a notice 通知.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Recipient>,
    /// What the command asked for, so that a reused idempotency key is noticed.
    pub fingerprint: String,
    /// Digests of what it left behind; the store adds them when it is saved.
    #[serde(default, skip_serializing_if = "Digests::is_empty")]
    pub digests: Digests,
    /// Hash of the event before; empty for the first.
    pub previous: String,
}

fn is_default(facts: &Facts) -> bool {
    facts == &Facts::default()
}

impl Deed {
    /// Whether what asks for it holds a secret, so that not even a digest of it is kept.
    pub fn is_asked_with_a_secret(self) -> bool {
        matches!(
            self,
            Deed::Register
                | Deed::SetPassword
                | Deed::ChangePassword
                | Deed::ConfirmSecondFactor
                | Deed::RemoveSecondFactor
                | Deed::UseRecoveryCode
                | Deed::KeepEmail
                | Deed::ExportData
        )
    }
}

impl Event {
    /// Whether its letter is sent whatever the recipient prefers. Only reminders up to the last day can be done without.
    pub fn must_be_told(&self) -> bool {
        !matches!(self.facts.reminder, Some(Reminder::Before | Reminder::Today))
    }

    /// The same as an entry that has no place in the chain.
    pub fn beside_the_chain(self) -> Event {
        Event { seq: 0, previous: String::new(), ..self }
    }

    /// The hash that the next event carries: the digest of the stored bytes, which name the event before.
    pub fn hash(stored: &str) -> String {
        digest_of(stored)
    }
}

/// SHA-256 in lower-case hex, cut to 128 bits to keep items within one write unit.
pub fn digest_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a history is whole: each event names the bytes before it, and the filing names the last.
pub fn is_whole(history: &[(Event, String)], head: &str) -> bool {
    let mut previous = String::new();
    for (position, (event, stored)) in (1..).zip(history) {
        if event.seq != position || event.previous != previous {
            return false;
        }
        previous = Event::hash(stored);
    }
    previous == head
}
