//! Accounts 账户: the fields of an account, and the changes that it can go through.
//!
//! A method of [`Account`] takes the account and returns a [`Step`](crate::history::Step). The store saves the step in one transaction,
//! together with its event and with the sessions that it opens or ends. An account contains only the hash of its password. In this room
//! only the checks in [`fields`] and [`password`] read a password.

use crate::{
    account::recovery::INVITATION_MINUTES,
    ahead::is_valid_now,
    form::{ApplicantKind, UserCategory},
    history::{Actor, Role, needs_second_factor},
    identifier::{ProviderId, Username, email},
    text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub mod action;
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

pub use action::AccountAction;
pub use address::COOLING_HOURS;
pub use change::{AccountEffects, ChangeContext, DelayedEvent, OpenedSession};
pub use credentials::RECOVERY_CODES;
pub use event::{AccountEvent, AccountEventKind};
pub use fields::{AccountFields, check_fields, email_problem, name_problem, reason_problem, suggest_name};
pub use password::{LONGEST_PASSWORD, PasswordUse, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
pub use preferences::Preferences;
pub use recovery::temporary_minutes;
pub use refusal::AccountRefusal;
pub use session::{SESSION_HOURS, Session, SessionEntry};
pub use sign_in::{BrowserTokens, MOST_SESSIONS};
pub use sign_up::{SIGN_UP_HOURS, SignUp, numbered_username};

/// The account of an owner, of an access provider's staff or of the bureau's staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// User name, in lower case.
    pub username: Username,
    /// Role of the account.
    pub role: Role,
    /// Identifier of the access provider that the account's holder works for; only for [`Role::Provider`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
    /// Unit or individual; owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantKind>,
    /// Whether the owner files for itself or its access provider does 自主备案 / 接入商代为备案; owners only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<UserCategory>,
    /// Identifier of the access provider that opened the account for its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<ProviderId>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Email address that notices are sent to.
    pub email: String,
    /// Hash of the password, as a PHC string; empty until a password is set.
    pub password_hash: String,
    /// The temporary password that a recovery or an invitation sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary: Option<TemporaryPassword>,
    /// The second factor, once its holder has confirmed it with a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// Secret of a second factor that its holder has not confirmed yet, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_factor: Option<String>,
    /// The last proposed email address. It stays here, marked as applied, after it took effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_email: Option<ProposedEmail>,
    /// Sessions that are open, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<SessionEntry>,
    /// Browsers that signed in before, the oldest first: digests of the tokens that they keep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_browsers: Vec<String>,
    /// Time at which the account was disabled; nobody can sign in with it from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    /// The optional notices that the holder wants or has switched off.
    #[serde(default, skip_serializing_if = "Preferences::is_default")]
    pub preferences: Preferences,
    /// Time at which the account was opened.
    pub created_at: Timestamp,
    /// Number of changes so far.
    #[serde(default)]
    pub version: u64,
    /// Number of events in the history.
    #[serde(default)]
    pub events: u32,
    /// Hash of the last event in the history; empty while there is none.
    #[serde(default)]
    pub last_hash: String,
}

/// A temporary password. It has 128 random bits, so an unsalted digest is safe.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemporaryPassword {
    /// SHA-256 of the temporary password, in hex.
    pub hash: String,
    /// Time at which the temporary password expires.
    pub until: Timestamp,
}

/// A second factor 动态口令 (RFC 6238: SHA-1, six digits, 30 seconds).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The shared secret, 20 bytes in hex.
    pub secret: String,
    /// Last time step (RFC 6238) that a code was accepted for. Codes of this step and of earlier ones are refused, so no code works
    /// twice.
    pub last_step: u64,
    /// SHA-256 of each unused recovery code, in hex. A code has 120 random bits.
    pub recovery: Vec<String>,
}

/// A new email address. It takes effect after a cooling period, in which the holder of the old address can object.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedEmail {
    /// The new email address.
    pub email: String,
    /// Earliest time at which the new address takes effect. A late notice to the old address postpones it.
    pub effective_at: Timestamp,
    /// SHA-256 of the token with which the holder of the old address objects, in hex; set when the notice is sent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objection: String,
    /// Time at which the notice went to the old address. The cooling period runs from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_at: Option<Timestamp>,
    /// Whether the new address has taken effect.
    #[serde(default)]
    pub applied: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("role", &self.role).finish_non_exhaustive()
    }
}

/// Longest time for which any temporary password is valid.
const LONGEST_TEMPORARY: SignedDuration = SignedDuration::from_mins(INVITATION_MINUTES);

impl Account {
    /// A new account without a password; nobody can sign in with it yet. [`Account::open`] turns it into a step for the store.
    pub fn new(
        username: Username,
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
            opened_by: None,
            contact_name,
            email,
            password_hash: String::new(),
            temporary: None,
            second_factor: None,
            proposed_factor: None,
            proposed_email: None,
            sessions: Vec::new(),
            known_browsers: Vec::new(),
            disabled_at: None,
            preferences: Preferences::default(),
            created_at: at,
            version: 0,
            events: 0,
            last_hash: String::new(),
        }
    }

    /// The account as the actor of a change.
    pub fn actor(&self) -> Actor {
        Actor { account: self.username.clone(), role: self.role, provider: self.provider.clone() }
    }

    /// User name and contact name: words that a stranger may know, so a password must not consist of them.
    pub fn own_words(&self) -> [&str; 2] {
        [&self.username, &self.contact_name]
    }

    /// The protection that the account has besides its password, which decides the shortest length of the password.
    pub fn password_use(&self) -> PasswordUse {
        if self.second_factor.is_some() || needs_second_factor(self.role) {
            PasswordUse::WithSecondFactor
        } else {
            PasswordUse::Alone
        }
    }

    /// Whether these data, entered in a recovery, match the account (§一.1). A disabled account matches nothing.
    pub fn matches_recovery_data(&self, contact_name: &str, email: &str, category: UserCategory) -> bool {
        text::is_same_name(&self.contact_name, contact_name)
            && email::canonical_email(email).is_some_and(|email| self.email.eq_ignore_ascii_case(&email))
            && self.category == Some(category)
            && self.disabled_at.is_none()
    }

    /// Whether the temporary password with this digest is valid now. A disabled account accepts none.
    pub fn accepts_temporary_password(&self, digest: &str, now: Timestamp) -> bool {
        self.disabled_at.is_none()
            && self.temporary.as_ref().is_some_and(|given| {
                given.hash == digest && is_valid_now(given.until, now, LONGEST_TEMPORARY)
            })
    }
}
