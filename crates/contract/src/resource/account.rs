//! One's own account: its view, its sessions, its password, its second factor and its letters.

use crate::resource::history::EventView;
use beian_filing::{
    account::{Account, AccountEvent, Session},
    form::{Applicant, Category},
    history::{Event, Role, needs_second_factor},
    notice::{DeliveryStatus, Suppression},
    private::{Private, mask_email},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One's own account: sessions, second factor, history.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowAccount {}

/// Change the password.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The present password.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// 8 to 128 characters, 15 without a second factor.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub new_password: Private<String>,
}

/// Begin to set up a second factor.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginSecondFactor {
    /// Password, again.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// Show that the second factor works; it is asked for from then on.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmSecondFactor {
    /// The code that the app shows now.
    pub code: String,
}

/// Do without a second factor.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemoveSecondFactor {
    /// Password, again.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// Say which letters one does without.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavePreferences {
    /// Whether reminders before a day on which something ends are wanted.
    pub reminders: bool,
}

/// An account, to its holder.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountView {
    /// User name.
    pub username: String,
    /// Role.
    pub role: Role,
    /// Unit or individual; owners only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Applicant>,
    /// Who files; owners only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Email address, masked.
    pub email: String,
    /// Why letters do not reach this address; absent while they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Unreachable>,
    /// Whether reminders before a day on which something ends are wanted.
    pub reminders: bool,
    /// Another address that was proposed, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaited_email: Option<String>,
    /// When it takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub awaited_until: Option<Timestamp>,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// Whether the role must have one.
    pub second_factor_needed: bool,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Who is signed in with it, the newest first.
    pub sessions: Vec<SessionLine>,
    /// What happened to it, the newest first.
    pub history: Vec<EventView>,
}

impl AccountView {
    /// An account, to its holder, who asks with the session of hash `own`.
    pub fn of(
        account: &Account,
        sessions: &[(String, Session)],
        history: &[Event<AccountEvent>],
        own: &str,
        now: Timestamp,
    ) -> AccountView {
        let actor = account.actor();
        let awaited = account.awaited_email();
        let mut sessions: Vec<_> = sessions
            .iter()
            .filter(|(hash, session)| {
                session.is_live(now) && account.sessions.iter().any(|open| open.hash == *hash)
            })
            .map(|(hash, session)| SessionLine {
                id: hash.get(..16).unwrap_or_default().to_owned(),
                current: hash == own,
                opened_at: session.opened_at,
                seen_at: session.seen_at.unwrap_or(session.opened_at),
                network: session.network.clone(),
                agent: session.agent.clone(),
            })
            .collect();
        sessions.sort_by_key(|line| std::cmp::Reverse((line.current, line.opened_at)));
        AccountView {
            username: account.username.clone(),
            role: account.role,
            applicant: account.applicant,
            category: account.category,
            contact_name: account.contact_name.clone(),
            email: mask_email(&account.email),
            unreachable: None,
            reminders: account.preferences.reminders,
            awaited_email: awaited.map(|awaited| mask_email(&awaited.email)),
            awaited_until: awaited.map(|awaited| awaited.effective_at),
            second_factor: account.second_factor.is_some(),
            second_factor_needed: needs_second_factor(account.role),
            recovery_codes: account.second_factor.as_ref().map_or(0, |factor| factor.recovery.len()),
            sessions,
            // The history already holds events that take effect later.
            history: history
                .iter()
                .filter(|event| event.at <= now)
                .map(|event| EventView::of(event, &actor))
                .collect(),
        }
    }

    /// The same, with why letters do not reach its address.
    pub fn reached(self, suppression: Option<&Suppression>) -> AccountView {
        let held = suppression.filter(|suppression| suppression.holds());
        AccountView {
            unreachable: held.map(|held| Unreachable { reason: held.reason, since: held.at }),
            ..self
        }
    }
}

/// That letters do not reach an address any more.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unreachable {
    /// `bounced` or `complained`.
    pub reason: DeliveryStatus,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub since: Timestamp,
}

/// One of an account's sessions.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionLine {
    /// To end it by.
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub seen_at: Timestamp,
    /// Network that it was opened from.
    pub network: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Which letters one does without.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesView {
    /// Whether reminders before a day on which something ends are wanted.
    pub reminders: bool,
}

/// A second factor to be set up.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactorView {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The same as an address that apps read from a QR code.
    pub uri: String,
}

/// Recovery codes, shown this once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesView {
    /// Each serves once, instead of the second factor's code.
    pub codes: Vec<String>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ShowAccount ChangePassword BeginSecondFactor ConfirmSecondFactor RemoveSecondFactor
    SavePreferences AccountView Unreachable SessionLine PreferencesView FactorView RecoveryCodesView
}
