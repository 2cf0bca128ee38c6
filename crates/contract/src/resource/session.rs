//! Sessions: signed in, signed out, ended.

use beian_filing::{account::Session, history::Role, private::Private};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Sign in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// User name.
    pub username: String,
    /// Password. A temporary one from a recovery serves only to set a new one.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// Code of the second factor, or a recovery code; for accounts that have one.
    #[serde(default)]
    pub code: Option<String>,
}

/// Sign out.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignOut {}

/// Who is signed in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowSession {}

/// End one of one's sessions, or all others.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndSession {
    /// The session; all others when left out.
    #[serde(default)]
    pub session_id: Option<String>,
    /// Password, again.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
}

/// Who is signed in, and until when.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// User name.
    pub username: String,
    /// Role.
    pub role: Role,
    /// Identifier of the access provider; provider staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Whether a second factor must be set up before anything else.
    pub enrolling: bool,
    /// When the session ends unless it is used.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

impl SessionView {
    /// A session, to its holder.
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

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { SignIn SignOut ShowSession EndSession SessionView }
