//! Accounts 账户: what they must say, and what may become of them.
//!
//! A change is a value, as with filings: a method takes the account and gives a [`Change`], which the store saves in one
//! transaction with its event and with the sessions that it opens or ends. Nothing here knows a password: only hashes.

use crate::{
    account::recovery::INVITATION_MINUTES,
    ahead::serves,
    form::{Applicant, Category},
    history::{Actor, Role, needs_second_factor},
    identifier::email,
    text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub mod address;
pub mod change;
pub mod credentials;
pub mod event;
pub mod fields;
pub mod password;
pub mod preferences;
pub mod recovery;
pub mod refusal;
pub mod session;
pub mod sign_in;
pub mod sign_up;
#[cfg(test)]
mod tests;

pub use address::COOLING_HOURS;
pub use change::{By, Change};
pub use credentials::RECOVERY_CODES;
pub use event::{AccountEvent, AccountEventKind};
pub use fields::{AccountFields, canonical, check, email_problem, name_meant, name_problem, reason_problem};
pub use password::{LONGEST, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
pub use preferences::Preferences;
pub use recovery::temporary_minutes;
pub use refusal::AccountRefusal;
pub use session::{HOURS, OpenSession, Session};
pub use sign_in::{Browser, MOST_SESSIONS};
pub use sign_up::{SIGN_UP_HOURS, SignUp, numbered};

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// User name, lower case.
    pub username: String,
    /// Its role.
    pub role: Role,
    /// The access provider it works for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Applicant>,
    /// Owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The access provider that opened it for its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_by: Option<String>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Where notices go.
    pub email: String,
    /// Hash of the password, as a PHC string; empty while none was set.
    pub password: String,
    /// A temporary password that a recovery or an invitation sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary: Option<Temporary>,
    /// The second factor, once it was shown to work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// A second factor that was not shown to work yet: its secret, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_factor: Option<String>,
    /// Another address that takes effect later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_email: Option<ProposedEmail>,
    /// Who is signed in with it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<OpenSession>,
    /// Browsers that signed in with it before, by digests of what they keep, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Since when nobody may sign in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    /// Which letters it does without.
    #[serde(default, skip_serializing_if = "Preferences::is_default")]
    pub preferences: Preferences,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Counts the changes.
    #[serde(default)]
    pub version: u64,
    /// How many events its history has.
    #[serde(default)]
    pub events: u32,
    /// Hash of the last of them.
    #[serde(default)]
    pub head: String,
}

/// A temporary password: 128 random bits, so that a plain digest is safe.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Temporary {
    /// SHA-256 of it, in hex.
    pub hash: String,
    /// Until when it serves.
    pub until: Timestamp,
}

/// A second factor 动态口令 (RFC 6238: SHA-1, six digits, 30 seconds).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The shared secret, 20 bytes in hex.
    pub secret: String,
    /// The last step that was used; it and those before serve no more.
    pub last_step: u64,
    /// SHA-256 of each recovery code that was not used yet, in hex; a code has 120 random bits.
    pub recovery: Vec<String>,
}

/// An address that takes effect after a cooling period, so that its holder can object.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedEmail {
    /// The address.
    pub email: String,
    /// When it takes effect.
    pub effective_at: Timestamp,
    /// SHA-256 of what the old address's holder objects with, in hex; set when the notice leaves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objection: String,
    /// When the present address was told of it; its holder has the whole cooling period from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
    /// Whether it took effect.
    #[serde(default)]
    pub applied: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("role", &self.role).finish_non_exhaustive()
    }
}

/// No temporary password serves longer.
const LONGEST_TEMPORARY: SignedDuration = SignedDuration::from_mins(INVITATION_MINUTES);

impl Account {
    /// An account that nobody can sign in to yet.
    pub fn opened(
        username: String,
        role: Role,
        contact_name: String,
        email: String,
        at: Timestamp,
    ) -> Account {
        Account {
            username,
            role,
            provider: None,
            applicant: None,
            category: None,
            filed_by: None,
            contact_name,
            email,
            password: String::new(),
            temporary: None,
            second_factor: None,
            proposed_factor: None,
            proposed_email: None,
            sessions: Vec::new(),
            known: Vec::new(),
            disabled_at: None,
            preferences: Preferences::default(),
            created_at: at,
            version: 0,
            events: 0,
            head: String::new(),
        }
    }

    /// The account as somebody who acts.
    pub fn actor(&self) -> Actor {
        Actor { account: self.username.clone(), role: self.role, provider: self.provider.clone() }
    }

    /// Words of the account that a stranger may know.
    pub fn own_words(&self) -> [&str; 2] {
        [&self.username, &self.contact_name]
    }

    /// Whether shorter passwords will do, because something else is asked for besides.
    pub fn short_password_will_do(&self) -> bool {
        self.second_factor.is_some() || needs_second_factor(self.role)
    }

    /// Whether this is what the account's holder would write in a recovery (§一.1).
    pub fn is_described_by(&self, contact_name: &str, email: &str, category: Category) -> bool {
        text::is_same_name(&self.contact_name, contact_name)
            && email::read(email).is_some_and(|email| self.email.eq_ignore_ascii_case(&email))
            && self.category == Some(category)
            && self.disabled_at.is_none()
    }

    /// Whether a temporary password, by its digest, serves now.
    pub fn takes_temporary(&self, digest: &str, now: Timestamp) -> bool {
        self.disabled_at.is_none()
            && self
                .temporary
                .as_ref()
                .is_some_and(|given| given.hash == digest && serves(given.until, now, LONGEST_TEMPORARY))
    }
}
