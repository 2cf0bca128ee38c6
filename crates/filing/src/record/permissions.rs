//! Permissions: the actors that see a record, and the actions open to each.

use crate::{
    history::{Actor, Role},
    identifier::ProviderId,
    record::{Record, site::RecordSite},
};
use serde::{Deserialize, Serialize};

/// An action on a record or on one of its sites, named as on the wire: a kind of filing to begin, or another action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RecordAction {
    /// Begin a filing that adds a site.
    #[serde(rename = "add_site")]
    AddSite,
    /// Begin a filing that adds an access to the site.
    #[serde(rename = "add_access")]
    AddAccess,
    /// Allow a provider to begin one filing.
    AuthorizeProvider,
    /// Begin a filing that changes the organizer or the site.
    Change,
    /// Ask for a deregistration.
    Deregister,
    /// Cancel the provider's own access to the site.
    CancelAccess,
}

impl RecordSite {
    /// Returns the actions that this actor may take on the site now.
    pub fn open_actions(&self, actor: &Actor) -> Vec<RecordAction> {
        use RecordAction::{AddAccess, AuthorizeProvider, CancelAccess, Change, Deregister};
        let served = self.live_accesses().next().is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec![AddAccess, AuthorizeProvider, Change, Deregister],
            // A site without access has no provider that could forward another kind of filing.
            (Role::Owner, _) => vec![AddAccess, AuthorizeProvider],
            (Role::Provider, Some(provider)) if self.is_with(provider) => {
                vec![Change, Deregister, CancelAccess]
            }
            _ => Vec::new(),
        }
    }
}

impl Record {
    /// Returns whether this actor may see the record. The public record has a type of its own.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match (actor.role, &actor.provider) {
            (Role::Owner, _) => self.owner == actor.account,
            (Role::Provider, Some(provider)) => self.sites_of(provider).next().is_some(),
            (Role::Reviewer | Role::Supervisor, _) => true,
            _ => false,
        }
    }

    /// Returns the actions that this actor may take on the organizer now.
    pub fn open_actions(&self, actor: &Actor) -> Vec<RecordAction> {
        use RecordAction::{AddSite, AuthorizeProvider, Change, Deregister};
        let served = self.a_provider(None).is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec![AddSite, AuthorizeProvider, Change, Deregister],
            (Role::Owner, _) => vec![AddSite, AuthorizeProvider],
            (Role::Provider, Some(provider)) if self.is_with(provider, None) => {
                vec![AddSite, Change, Deregister]
            }
            _ => Vec::new(),
        }
    }

    /// Returns whether this actor may receive a certificate of filing 备案证明 of the organizer now.
    pub fn is_certified_to(&self, actor: &Actor) -> bool {
        let served = |provider: &ProviderId| self.is_with(provider, None);
        let sites = self.sites.iter().any(RecordSite::is_live);
        self.is_live() && sites && (actor.role == Role::Owner || actor.provider.as_ref().is_some_and(served))
    }
}
