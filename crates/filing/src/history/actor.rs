//! Actors: accounts, each in a role.

use crate::identifier::{ProviderId, Username};
use serde::{Deserialize, Serialize};

/// Role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Role {
    /// Owner of a website 网站主办者.
    Owner,
    /// Staff of an access provider 接入服务商.
    Provider,
    /// Mailroom clerk 收发员.
    Clerk,
    /// Reviewer 审核员.
    Reviewer,
    /// Supervisor 主管.
    Supervisor,
    /// The system itself 系统, on a schedule. No account has this role.
    System,
}

impl Role {
    /// Every role that an account can have, in the order of the variants.
    pub const ALL: [Role; 5] = [Role::Owner, Role::Provider, Role::Clerk, Role::Reviewer, Role::Supervisor];

    /// Whether the role belongs to the bureau 通信管理局.
    pub fn is_bureau(self) -> bool {
        matches!(self, Role::Clerk | Role::Reviewer | Role::Supervisor)
    }

    /// Whether accounts with the role begin filings: owners, and access providers for their owners.
    pub fn is_applicant(self) -> bool {
        matches!(self, Role::Owner | Role::Provider)
    }

    /// The identifier used on the wire and in keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Provider => "provider",
            Role::Clerk => "clerk",
            Role::Reviewer => "reviewer",
            Role::Supervisor => "supervisor",
            Role::System => "system",
        }
    }
}

/// The account that acts; for a change on a schedule, the system itself (see [`system`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// User name of the account.
    pub account: Username,
    /// Role of the account.
    pub role: Role,
    /// Identifier of the access provider that the account's holder works for; only for [`Role::Provider`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
}

impl Actor {
    /// Whether the actor works for the access provider.
    pub fn works_for(&self, provider: &ProviderId) -> bool {
        self.role == Role::Provider && self.provider.as_ref() == Some(provider)
    }
}

/// The actor of scheduled changes: the system itself.
pub fn system() -> Actor {
    Actor { account: Username::typed("beian"), role: Role::System, provider: None }
}

/// Whether accounts with the role must have a second factor.
pub fn needs_second_factor(role: Role) -> bool {
    role != Role::Owner
}
