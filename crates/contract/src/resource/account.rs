//! The caller's own account: its view, sessions, password, second factor and optional notices.

use crate::resource::history::EventView;
use beian_filing::{
    account::{Account, AccountEvent, Session},
    form::{ApplicantKind, UserCategory},
    history::{Event, Role, needs_second_factor},
    identifier::Username,
    notice::{DeliveryStatus, Suppression},
    private::{Private, mask_email},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Shows the caller's own account: its sessions, its second factor and its history.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowAccount {}

/// Changes the password.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// Present password.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// New password, in 8 to 128 characters; at least 15 if the account neither has nor needs a second factor.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub new_password: Private<String>,
}

/// Begins to set up a second factor.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginSecondFactor {
    /// Password of the account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// Confirms the second factor with a code. Every later sign-in needs a code.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmSecondFactor {
    /// Present code of the authenticator app.
    pub code: String,
}

/// Removes the second factor.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemoveSecondFactor {
    /// Password of the account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// Saves the holder's choice of optional notices.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavePreferences {
    /// True to receive the reminders that are sent up to the last day of a deadline or of an expiry.
    pub reminders: bool,
}

/// An account, for its holder.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountView {
    /// User name of the account.
    pub username: Username,
    /// Role of the account.
    pub role: Role,
    /// Kind of applicant: a unit or an individual; absent for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantKind>,
    /// User category 用户类别, which is the party that files; absent for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<UserCategory>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Email address, masked.
    pub email: String,
    /// Reason why notices do not reach the email address; absent while they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Unreachable>,
    /// True if the holder receives the reminders that are sent up to the last day of a deadline or of an expiry.
    pub reminders: bool,
    /// Proposed email address, masked; absent if none is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaited_email: Option<String>,
    /// Time at which the proposed email address takes effect; absent if none is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub awaited_until: Option<Timestamp>,
    /// True if a sign-in needs a second factor.
    pub second_factor: bool,
    /// True if the role must have a second factor.
    pub second_factor_needed: bool,
    /// Number of unused recovery codes.
    pub recovery_codes: usize,
    /// Open sessions of the account: the session of the request, then the others with the newest first.
    pub sessions: Vec<SessionLine>,
    /// Events of the account, the newest first.
    pub history: Vec<EventView>,
}

impl AccountView {
    /// Builds the view of an account for its holder. `own` is the hash of the session of the request.
    pub fn of(
        account: &Account,
        sessions: &[(String, Session)],
        history: &[Event<AccountEvent>],
        own: &str,
        now: Timestamp,
    ) -> AccountView {
        let actor = account.actor();
        let awaited = account.pending_email();
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
            // The stored history already contains events that take effect later.
            history: history
                .iter()
                .filter(|event| event.at <= now)
                .map(|event| EventView::of(event, &actor))
                .collect(),
        }
    }

    /// Adds the reason why notices do not reach the email address.
    pub fn reached(self, suppression: Option<&Suppression>) -> AccountView {
        let held = suppression.filter(|suppression| suppression.holds());
        AccountView {
            unreachable: held.map(|held| Unreachable { reason: held.reason, since: held.at }),
            ..self
        }
    }
}

/// The reason why notices do not reach an email address any more.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unreachable {
    /// `bounced` or `complained`.
    pub reason: DeliveryStatus,
    /// Time since which the address gets no notices.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub since: Timestamp,
}

/// A session of an account, as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionLine {
    /// Identifier of the session, for `end-session`.
    pub id: String,
    /// True if this is the session of the request.
    pub current: bool,
    /// Time at which the session began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub opened_at: Timestamp,
    /// Time of the last use, accurate to one minute.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub seen_at: Timestamp,
    /// Network that the session was opened from, such as `192.0.2.*`.
    pub network: String,
    /// Name that the browser gives itself.
    pub agent: String,
}

/// The holder's choice of optional notices.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesView {
    /// True if the holder receives the reminders that are sent up to the last day of a deadline or of an expiry.
    pub reminders: bool,
}

/// A second factor that is being set up.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactorView {
    /// The secret in base32, for typing.
    pub secret: String,
    /// The secret as an `otpauth` address, for a QR code.
    pub uri: String,
}

/// Recovery codes. They are shown only once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesView {
    /// The codes. Each replaces one code of the second factor.
    pub codes: Vec<String>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ShowAccount ChangePassword BeginSecondFactor ConfirmSecondFactor RemoveSecondFactor
    SavePreferences AccountView Unreachable SessionLine PreferencesView FactorView RecoveryCodesView
}
