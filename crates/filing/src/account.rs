//! Accounts 账户: what they must say, and what may become of them.
//!
//! A change is a value, as with filings: a method takes the account and gives a [`Change`], which the store saves in one
//! transaction with its event and with the sessions that it opens or ends. Nothing here knows a password: only hashes.

use crate::{
    actor::{Actor, Role},
    ahead::{is_ahead, serves},
    check::FieldCode,
    email,
    history::{Digests, Event, EventData, Recipient},
    password,
    session::{OpenSession, Session},
    text,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

mod event;

pub use event::{AccountEvent, AccountEventKind};

/// Unit or individual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Applicant {
    /// A unit 单位.
    Unit,
    /// An individual 个人.
    Individual,
}

/// Who filed 用户类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Category {
    /// The owner files itself 自主备案.
    SelfFiled,
    /// Its access provider files for it 接入商代为备案.
    ProviderFiled,
}

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

/// Which letters an account's holder wants, of those that one can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Reminders before a day on which something ends.
    pub reminders: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { reminders: true }
    }
}

impl Preferences {
    fn is_default(&self) -> bool {
        *self == Preferences::default()
    }

    /// Whether the letter about this event is to be sent.
    pub fn want(self, event: &impl EventData) -> bool {
        self.reminders || !event.is_optional()
    }
}

/// A temporary password: 128 random bits, so that a plain digest is safe.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Temporary {
    /// SHA-256 of it, in hex.
    pub hash: String,
    /// Until when it serves.
    pub until: Timestamp,
}

/// The browser that signs in.
#[derive(Debug, Clone)]
pub struct Browser<'a> {
    /// What it was known by before, as a digest.
    pub was: Option<&'a str>,
    /// What it is known by from now on, as a digest.
    pub is: String,
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

/// A change of an account, to be saved.
#[derive(Debug, Clone)]
#[must_use = "a change that is not saved did not happen"]
pub struct Change {
    /// What was believed; `None` for a new account.
    pub before: Option<Account>,
    /// What it becomes.
    pub after: Account,
    /// The entry in its history; a sign-in has none.
    pub event: Option<Event<AccountEvent>>,
    /// A session that opens, and the hash that it is found by.
    pub opens: Option<(String, Session)>,
    /// Hashes of the sessions that end.
    pub ends: Vec<String>,
    /// An account that must be open still when this is saved: that of who does it.
    pub while_open: Option<String>,
    /// What takes effect later, and when: an entry beside the chain, whose notice waits until then.
    pub later: Option<(Event<AccountEvent>, Timestamp)>,
}

/// When something is done to an account, by whom and why.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// When.
    pub at: Timestamp,
    /// User name.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Why, where it must be said.
    pub reason: Option<&'a str>,
}

impl<'a> By<'a> {
    /// Somebody signed in.
    pub fn actor(actor: &'a Actor, at: Timestamp) -> By<'a> {
        By { at, name: &actor.account, role: actor.role, reason: None }
    }

    /// The same, for a reason.
    pub fn because(self, reason: &'a str) -> By<'a> {
        By { reason: Some(reason), ..self }
    }
}

/// A temporary password from an online recovery serves this long (§一.1), in minutes.
const RECOVERY_MINUTES: i64 = 15;
/// One that somebody else asked for, whose holder may not sit at the mailbox.
const ASSISTED_MINUTES: i64 = 24 * 60;
/// One that comes with an invitation.
const INVITATION_MINUTES: i64 = 3 * 24 * 60;
/// No temporary password serves longer.
const LONGEST_TEMPORARY: SignedDuration = SignedDuration::from_mins(INVITATION_MINUTES);
/// A corrected address takes effect after so many hours.
pub const COOLING_HOURS: i64 = 72;
/// A sign-up waits for its confirmation so many hours.
pub const SIGN_UP_HOURS: i64 = 24;
/// More people than this are not signed in with one account; the oldest session ends.
pub const MOST_SESSIONS: usize = 10;
/// So many browsers are remembered.
const MOST_KNOWN: usize = 10;
/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// For how many minutes the temporary password serves that this event's notice brings; `None` when it brings none.
pub fn temporary_minutes(event: AccountEventKind) -> Option<i64> {
    match event {
        AccountEventKind::ResetPassword => Some(RECOVERY_MINUTES),
        AccountEventKind::RecoverOwner
        | AccountEventKind::RecoverStaff
        | AccountEventKind::RecoverByPaper
        | AccountEventKind::ChangeEmail => Some(ASSISTED_MINUTES),
        AccountEventKind::Invite | AccountEventKind::AddOwner => Some(INVITATION_MINUTES),
        AccountEventKind::Register
        | AccountEventKind::TryRecovery
        | AccountEventKind::EnterWrongCode
        | AccountEventKind::SetPassword
        | AccountEventKind::ChangePassword
        | AccountEventKind::ConfirmSecondFactor
        | AccountEventKind::RemoveSecondFactor
        | AccountEventKind::UseRecoveryCode
        | AccountEventKind::ProposeEmail
        | AccountEventKind::KeepEmail
        | AccountEventKind::DisableAccount
        | AccountEventKind::EnableAccount
        | AccountEventKind::ExportData => None,
    }
}

/// Whether a role must have a second factor.
pub fn needs_second_factor(role: Role) -> bool {
    role != Role::Owner
}

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

    /// The address that somebody else proposed and that has not taken effect.
    pub fn awaited_email(&self) -> Option<&ProposedEmail> {
        self.proposed_email.as_ref().filter(|proposed| !proposed.applied)
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

    /// Opens the account, with the first entry of its history.
    pub fn open(self, event: AccountEvent, by: By<'_>) -> Change {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change(None, Some(event), |_| {})
    }

    /// Somebody signed in: `second` is what became of the second factor, if it was asked for.
    pub fn sign_in(
        self,
        hash: String,
        session: Session,
        second: Option<SecondFactor>,
        replaces: Option<&str>,
        browser: Browser<'_>,
    ) -> Change {
        let entry =
            OpenSession { hash: hash.clone(), opened_at: session.opened_at, expires_at: session.expires_at };
        let now = session.opened_at;
        let used_code = match (&self.second_factor, &second) {
            (Some(before), Some(after)) => before.recovery.len() > after.recovery.len(),
            _ => false,
        };
        let by = By { at: now, name: &self.username, role: self.role, reason: None };
        let event = used_code.then(|| self.event(AccountEvent::UseRecoveryCode, by, &[Recipient::Owner]));
        let mut ends = Vec::new();
        let mut change = self.change_from(event, |account| {
            account.second_factor = second.or(account.second_factor.take());
            account.known.retain(|known| Some(known.as_str()) != browser.was);
            account.known.push(browser.is);
            if account.known.len() > MOST_KNOWN {
                account.known.remove(0);
            }
            account.sessions.retain(|open| {
                let stays = open.expires_at > now
                    && !is_ahead(open.opened_at, now)
                    && Some(open.hash.as_str()) != replaces;
                if !stays && open.expires_at > now {
                    ends.push(open.hash.clone());
                }
                stays
            });
            account.sessions.push(entry);
            while account.sessions.len() > MOST_SESSIONS {
                ends.push(account.sessions.remove(0).hash);
            }
        });
        // Whoever the browser was before, it is not any more.
        if let Some(replaced) = replaces.filter(|replaced| !ends.iter().any(|hash| hash == replaced)) {
            ends.push(replaced.to_owned());
        }
        change.opens = Some((hash, session));
        change.ends = ends;
        change
    }

    /// Ends sessions: one by the beginning of its hash, or all but `own`.
    pub fn end_sessions(self, one: Option<&str>, own: &str) -> Change {
        let mut ends = Vec::new();
        let mut change = self.change_from(None, |account| {
            account.sessions.retain(|open| {
                let goes = one.map_or(open.hash != own, |one| open.id() == one);
                if goes {
                    ends.push(open.hash.clone());
                }
                !goes
            });
        });
        change.ends = ends;
        change
    }

    /// A new password, set with a temporary one or by who knew the old one. Every session ends but `keeps`.
    /// Of the browsers that are known, `browser` alone stays so.
    pub fn set_password(
        self,
        hashed: String,
        event: AccountEvent,
        keeps: Option<&str>,
        browser: Option<&str>,
        at: Timestamp,
    ) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(event, by, &[Recipient::Owner]);
        self.ending(keeps, Some(event), |account| {
            account.password = hashed;
            account.temporary = None;
            account.known.retain(|known| Some(known.as_str()) == browser);
        })
    }

    /// A temporary password, made while its notice is written; the history has the deed already.
    pub fn give_temporary(self, hash: String, until: Timestamp) -> Change {
        self.change_from(None, |account| account.temporary = Some(Temporary { hash, until }))
    }

    /// A second factor to be shown to work; the one there is stays until then.
    pub fn propose_second_factor(self, secret: String) -> Change {
        self.change_from(None, |account| account.proposed_factor = Some(secret))
    }

    /// The proposed second factor works. Every session ends, and one opens that knows it.
    pub fn confirm_second_factor(self, factor: SecondFactor, hash: String, session: Session) -> Change {
        let at = session.opened_at;
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::ConfirmSecondFactor, by, &[Recipient::Owner]);
        let entry = OpenSession { hash: hash.clone(), opened_at: at, expires_at: session.expires_at };
        let mut change = self.ending(None, Some(event), |account| {
            account.second_factor = Some(factor);
            account.proposed_factor = None;
        });
        change.after.sessions.push(entry);
        change.opens = Some((hash, Session { enrolling: false, ..session }));
        change
    }

    /// No second factor any more; for owners alone.
    pub fn remove_second_factor(self, keeps: &str, at: Timestamp) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::RemoveSecondFactor, by, &[Recipient::Owner]);
        self.ending(Some(keeps), Some(event), |account| {
            account.second_factor = None;
            account.proposed_factor = None;
        })
    }

    /// Nobody may sign in with it from now on.
    pub fn disable(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::DisableAccount { reason }, by, &[Recipient::Owner]);
        let mut change = self.ending(None, Some(event), |account| {
            account.disabled_at = Some(by.at);
            account.temporary = None;
        });
        // Of two who close each other at once one stays.
        change.while_open = Some(by.name.to_owned());
        change
    }

    /// It may be used again, with the password it had.
    pub fn enable(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::EnableAccount { reason }, by, &[Recipient::Owner]);
        self.change_from(Some(event), |account| account.disabled_at = None)
    }

    /// The access provider identified its owner: the owner is sent a temporary password (§一.2). The old one works until then.
    pub fn recover_owner(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverOwner { reason }, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// A supervisor identified a member of staff: password and second factor are gone, every session ends, and a temporary
    /// password is sent (§一.2).
    pub fn recover_staff(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverStaff { reason }, by, &[Recipient::Owner]);
        self.ending(None, Some(event), Account::reset)
    }

    /// The bureau identified the holder by paper (§一.2): password and second factor are gone, every session ends, and a
    /// temporary password is sent; to another address where the paper states one, and then the present one is told.
    pub fn recover_by_paper(self, email: Option<String>, reference: &str, by: By<'_>) -> Change {
        let notices: &[Recipient] = if email.is_none() { &[Recipient::Owner] } else { &[] };
        let event = AccountEvent::RecoverByPaper { reference: reference.to_owned() };
        let event = self.event(event, by, notices);
        let effect = AccountEvent::ChangeEmail { reason: None };
        let effect = self.event(effect, by, &[Recipient::Owner]).beside_the_chain();
        let later = email.is_some().then_some((effect, by.at));
        let mut change = self.ending(None, Some(event), |account| {
            account.reset();
            account.proposed_email = email.map(|email| ProposedEmail {
                email,
                effective_at: by.at,
                objection: String::new(),
                told_at: None,
                applied: false,
            });
        });
        change.later = later;
        change
    }

    /// Another address, which takes effect after the cooling period unless the holder of the present one objects.
    pub fn propose_email(self, email: String, by: By<'_>) -> Change {
        let effective_at = by.at + SignedDuration::from_hours(COOLING_HOURS);
        let reason = by.reason.map(str::to_owned);
        let event = AccountEvent::ProposeEmail { until: effective_at, reason: reason.clone() };
        let event = self.event(event, by, &[Recipient::Owner]);
        let effect = AccountEvent::ChangeEmail { reason };
        let effect = self.event(effect, By { at: effective_at, ..by }, &[Recipient::Owner]);
        let mut change = self.change_from(Some(event), |account| {
            account.proposed_email = Some(ProposedEmail {
                email,
                effective_at,
                objection: String::new(),
                told_at: None,
                applied: false,
            });
        });
        change.later = Some((effect.beside_the_chain(), effective_at));
        change
    }

    /// What the holder of the present address objects with, made while the notice is written.
    pub fn let_object(self, hash: String, at: Timestamp) -> Change {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                proposed.objection = hash;
                proposed.told_at = Some(at);
            }
        })
    }

    /// The proposed address takes effect.
    pub fn apply_email(self) -> Change {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                account.email.clone_from(&proposed.email);
                proposed.applied = true;
            }
        })
    }

    /// Its holder wants other letters. Nobody else is concerned, so the history says nothing of it.
    pub fn prefer(self, preferences: Preferences) -> Change {
        self.change_from(None, |account| account.preferences = preferences)
    }

    /// The old address stays.
    pub fn keep_email(self, at: Timestamp) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::KeepEmail, by, &[Recipient::Owner]);
        self.change_from(Some(event), |account| account.proposed_email = None)
    }

    /// Something that changes nothing, but that its holder is told of.
    pub fn note(self, event: AccountEvent, by: By<'_>) -> Change {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// Nothing that was known of it opens it any more: who has the old password alone could set up a factor of their own.
    fn reset(&mut self) {
        self.password.clear();
        self.temporary = None;
        self.second_factor = None;
        self.proposed_factor = None;
        self.known.clear();
    }

    /// The next entry of its history.
    fn event(&self, data: AccountEvent, by: By<'_>, notices: &[Recipient]) -> Event<AccountEvent> {
        Event {
            seq: self.events + 1,
            data,
            at: by.at,
            by: by.name.to_owned(),
            role: by.role,
            measure: None,
            notices: notices.to_vec(),
            // Who saves it knows what was asked for, and whether a digest of that may be kept.
            fingerprint: String::new(),
            digests: Digests::default(),
            previous: self.head.clone(),
        }
    }

    fn change_from(self, event: Option<Event<AccountEvent>>, alter: impl FnOnce(&mut Account)) -> Change {
        let before = self.clone();
        self.change(Some(before), event, alter)
    }

    fn change(
        mut self,
        before: Option<Account>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Change {
        alter(&mut self);
        self.version += 1;
        self.events += u32::from(event.is_some());
        Change { before, after: self, event, opens: None, ends: Vec::new(), while_open: None, later: None }
    }

    /// A change with which every session ends but one.
    fn ending(
        self,
        keeps: Option<&str>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Change {
        let mut ends = Vec::new();
        let mut change = self.change_from(event, |account| {
            alter(account);
            account.sessions.retain(|open| {
                let stays = Some(open.hash.as_str()) == keeps;
                if !stays {
                    ends.push(open.hash.clone());
                }
                stays
            });
        });
        change.ends = ends;
        change
    }
}

/// Somebody who signs up and has not shown yet that the address is theirs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The user name that is wished for.
    pub wish: String,
    /// Unit or individual.
    pub applicant: Applicant,
    /// Name of the contact person.
    pub contact_name: String,
    /// The address to be shown.
    pub email: String,
    /// Hash of the password, as a PHC string.
    pub password: String,
    /// SHA-256 of the code that was mailed, in hex; empty until then.
    #[serde(default)]
    pub code: String,
    /// Until when it can be confirmed.
    pub until: Timestamp,
    /// The user name that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignUp").finish_non_exhaustive()
    }
}

/// What somebody who opens an account writes.
#[derive(Clone, Copy)]
pub struct AccountFields<'a> {
    /// User name.
    pub username: &'a str,
    /// Password; `None` when one is sent instead.
    pub password: Option<&'a str>,
    /// Name of the contact person.
    pub contact_name: &'a str,
    /// Email address.
    pub email: &'a str,
}

/// A contact name has at most this many characters.
const LONGEST_NAME: usize = 40;
/// A user name has at most this many characters.
const LONGEST_USERNAME: usize = 32;

/// A user name as it is stored: half-width and lower case.
pub fn canonical(username: &str) -> String {
    // None is longer than that; whatever somebody sends, the keys made of it stay short.
    text::number(username).to_ascii_lowercase().chars().take(2 * LONGEST_USERNAME).collect()
}

/// Checks an account's fields, all of them, and gives its user name as it is stored.
///
/// # Errors
/// Every field that is wrong, by pointer.
pub fn check(fields: &AccountFields<'_>) -> Result<String, Vec<(&'static str, FieldCode)>> {
    let mut problems = Vec::new();
    let username = canonical(fields.username);
    let letters = username.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match username.chars().count() {
        0 => problems.push(("/username", FieldCode::Required)),
        1..4 => problems.push(("/username", FieldCode::TooShort)),
        count if count > LONGEST_USERNAME => problems.push(("/username", FieldCode::TooLong)),
        _ if !letters || !username.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            problems.push(("/username", FieldCode::BadCharacters));
        }
        _ => {}
    }
    let name = fields.contact_name.trim();
    if let Some(given) = fields.password {
        problems.extend(password::problem(given, false, &[&username, name]).map(|code| ("/password", code)));
    }
    let nobody =
        || (!text::usual_name(name).chars().any(char::is_alphabetic)).then_some(FieldCode::PersonNameForm);
    let wrong = name_problem(name, LONGEST_NAME).or_else(nobody);
    problems.extend(wrong.map(|code| ("/contact_name", code)));
    problems.extend(email_problem(fields.email).map(|code| ("/email", code)));
    if problems.is_empty() { Ok(username) } else { Err(problems) }
}

/// What is wrong with a name of at most so many characters; `None` when it will do.
pub fn name_problem(name: &str, longest: usize) -> Option<FieldCode> {
    match name.trim().chars().count() {
        0 => Some(FieldCode::Required),
        count if count > longest => Some(FieldCode::TooLong),
        _ if text::has_hidden(name) || text::has_private_use(name) || is_formula_or_markup(name) => {
            Some(FieldCode::BadCharacters)
        }
        _ if text::usual_han(name) != name => Some(FieldCode::UnusualCharacters),
        _ => None,
    }
}

/// The name that was probably meant by one that will not do, of at most so many characters.
pub fn name_meant(name: &str, longest: usize) -> Option<String> {
    let meant = text::on_one_line(&text::usual_han(name));
    (meant != name.trim() && name_problem(&meant, longest).is_none()).then_some(meant)
}

impl AccountFields<'_> {
    /// The value that was probably meant in a field that is wrong.
    pub fn meant(&self, pointer: &str) -> Option<String> {
        match pointer {
            "/contact_name" => name_meant(self.contact_name, LONGEST_NAME),
            "/email" => email::meant(self.email),
            _ => None,
        }
    }
}

/// Whether a spreadsheet would reckon with a name, or a page that forgot to escape it would draw it. No name is like that.
fn is_formula_or_markup(name: &str) -> bool {
    let folded = text::number(name);
    folded.starts_with(['=', '+', '-', '@', '|', '%']) || folded.contains(['<', '>'])
}

/// What is wrong with an email address; `None` when it will do.
pub fn email_problem(email: &str) -> Option<FieldCode> {
    match email.trim() {
        "" => Some(FieldCode::Required),
        address if email::read(address).is_none() => Some(FieldCode::EmailForm),
        _ => None,
    }
}

/// What is wrong with a reason that must be given; `None` when it will do.
pub fn reason_problem(reason: &str) -> Option<FieldCode> {
    match reason.trim().chars().count() {
        0 => Some(FieldCode::Required),
        1 => Some(FieldCode::TooShort),
        201.. => Some(FieldCode::TooLong),
        _ if text::has_hidden(reason) => Some(FieldCode::BadCharacters),
        _ => None,
    }
}

/// The user name that a wish becomes. Everybody gets digits, so that nobody learns which names there are.
pub fn numbered(wish: &str, digits: u16) -> String {
    let room = LONGEST_USERNAME - 5;
    let wish: String = wish.chars().take(room).collect();
    format!("{wish}-{:04}", digits % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        filing::FilingEvent,
        term::{Limit, Reminded, Reminder},
    };

    fn account() -> Account {
        Account::opened(
            "shili-1".into(),
            Role::Owner,
            "示例甲".into(),
            "a@example.com".into(),
            Timestamp::UNIX_EPOCH,
        )
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn browser<'a>(was: Option<&'a str>, is: &str) -> Browser<'a> {
        Browser { was, is: is.to_owned() }
    }

    fn session(account: &Account, opened: i64) -> Session {
        Session::open(account, at(opened), String::new(), String::new())
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let fields =
            AccountFields { username: "1", password: Some("short"), contact_name: " ", email: "nobody" };
        let problems = check(&fields).unwrap_err();
        let pointers: Vec<_> = problems.iter().map(|(pointer, _)| *pointer).collect();
        assert_eq!(pointers, ["/username", "/password", "/contact_name", "/email"]);
    }

    #[test]
    fn what_was_meant_by_a_wrong_name_or_address_is_known() {
        let wrong = |contact_name, email| {
            let fields = AccountFields { username: "somebody", password: None, contact_name, email };
            let problems = check(&fields).err().unwrap_or_default();
            problems.into_iter().map(|(pointer, code)| (code, fields.meant(pointer))).collect::<Vec<_>>()
        };
        for address in ["zs@qq.com张三", "zs@qq.com、", "mailto:zs@qq.com", "zs@qq.com 13800000001"] {
            let meant = Some("zs@qq.com".to_owned());
            assert_eq!(wrong("甲某某", address), [(FieldCode::EmailForm, meant)], "{address}");
        }
        for (name, code, meant) in [
            ("⼯某", FieldCode::UnusualCharacters, Some("工某")),
            ("甲\u{200b}某", FieldCode::BadCharacters, Some("甲某")),
            ("甲\u{e000}某", FieldCode::BadCharacters, None),
            ("=甲某", FieldCode::BadCharacters, None),
            ("1", FieldCode::PersonNameForm, None),
        ] {
            assert_eq!(wrong(name, "zs@qq.com"), [(code, meant.map(str::to_owned))], "{name}");
        }
        assert_eq!(wrong("甲某某", "zs@例子.中国"), []);
    }

    #[test]
    fn who_wants_no_reminders_is_told_everything_else() {
        let none = Preferences { reminders: false };
        let told = |reminder: Option<Reminder>| match reminder {
            Some(reminder) => FilingEvent::Remind(Reminded { limit: Limit::Review, reminder, due: None }),
            None => FilingEvent::ExpireDraft,
        };
        for must in [None, Some(Reminder::Late), Some(Reminder::Escalated)] {
            assert!(none.want(&told(must)), "{must:?}");
        }
        for may in [Some(Reminder::Before), Some(Reminder::Today)] {
            assert!(!none.want(&told(may)) && Preferences::default().want(&told(may)), "{may:?}");
        }
    }

    #[test]
    fn a_user_name_is_the_same_in_any_width_and_case() {
        assert_eq!(canonical(" Ｓhi-Li_1 "), "shi-li_1");
        assert_eq!(numbered("shili", 42), "shili-0042");
        assert_eq!(numbered(&"x".repeat(32), 1).len(), 32);
    }

    #[test]
    fn the_eleventh_session_ends_the_first_and_a_new_password_ends_all() {
        let mut account = account();
        for turn in 0..11 {
            let session = session(&account, turn);
            let change = account.sign_in(
                format!("{turn:064}"),
                session,
                None,
                None,
                browser(None, &format!("{turn}")),
            );
            assert_eq!(change.ends.len(), usize::from(turn == 10));
            account = change.after;
        }
        let own = account.sessions[3].hash.clone();
        let change = account.clone().set_password(
            "hash".into(),
            AccountEvent::ChangePassword,
            Some(&own),
            Some("5"),
            at(100),
        );
        assert_eq!(change.after.known, ["5"]);
        assert_eq!((change.ends.len(), change.after.sessions.len()), (9, 1));
        let change = account.set_password("hash".into(), AccountEvent::SetPassword, None, None, at(100));
        assert_eq!((change.ends.len(), change.after.sessions.len(), change.after.events), (10, 0, 1));
    }

    #[test]
    fn signing_in_again_replaces_the_session_of_the_same_browser() {
        let account = account();
        let first = session(&account, 1);
        let change = account.sign_in("a".repeat(64), first, None, None, browser(None, "1"));
        let account = change.after;
        let again = session(&account, 2);
        let change =
            account.sign_in("b".repeat(64), again, None, Some(&"a".repeat(64)), browser(Some("1"), "2"));
        assert_eq!((change.ends, change.after.sessions.len()), (vec!["a".repeat(64)], 1));
        assert_eq!(change.after.known, ["2"], "a browser takes one place, however often it signs in");
    }

    #[test]
    fn a_temporary_password_serves_until_its_time_and_not_on_a_disabled_account() {
        let given = account().give_temporary("digest".into(), at(900)).after;
        assert!(given.takes_temporary("digest", at(899)));
        assert!(!given.takes_temporary("digest", at(900)) && !given.takes_temporary("other", at(1)));
        let by = By { at: at(5), name: "zhuguan", role: Role::Supervisor, reason: Some("left the office") };
        assert!(!given.disable(by).after.takes_temporary("digest", at(6)));
    }

    #[test]
    fn nothing_of_an_account_is_printed() {
        let printed = format!("{:?}", account());
        assert!(!printed.contains("示例") && !printed.contains("example"), "{printed}");
    }
}
