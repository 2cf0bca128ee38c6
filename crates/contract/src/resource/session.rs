//! Sessions 会话: sign-in, sign-out and their end.

use beian_filing::{
    account::Session,
    history::Role,
    identifier::{ProviderId, Username},
    private::Private,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Signs in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// User name of the account.
    pub username: String,
    /// Password of the account. A temporary password from a recovery only serves to set a new password.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// Code of the second factor, or a recovery code; required for accounts with a second factor.
    #[serde(default)]
    pub code: Option<String>,
}

/// Signs out.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignOut {}

/// Shows the signed-in account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowSession {}

/// Ends one session of the account, or all sessions except the caller's own.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndSession {
    /// Identifier of the session; all sessions except the caller's own if left out.
    #[serde(default)]
    pub session_id: Option<String>,
    /// Password of the account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// The signed-in account, and the end of its session.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// User name of the account.
    pub username: Username,
    /// Role of the account.
    pub role: Role,
    /// Identifier of the access provider; absent unless the holder works for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
    /// True if the holder must set up a second factor before any other action.
    pub enrolling: bool,
    /// Time at which the session ends unless it is used again.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

impl SessionView {
    /// Builds the view of a session for its holder.
    pub fn of(session: &Session) -> SessionView {
        SessionView {
            username: session.actor.account.clone(),
            role: session.actor.role,
            provider: session.actor.provider.clone(),
            enrolling: session.enrolling,
            expires_at: session.ends_at(),
        }
    }
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { SignIn SignOut ShowSession EndSession SessionView }
