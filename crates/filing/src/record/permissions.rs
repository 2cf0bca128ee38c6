//! Permissions: the actors that see a record, and the actions open to each.

use crate::{
    history::{Actor, Role},
    record::{Record, site::RecordSite},
};

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

    /// Returns the actions that this actor may take on the organizer now, as names of actions and of kinds of filing.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let served = self.a_provider(None).is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec!["add_site", "authorize-provider", "change", "deregister"],
            (Role::Owner, _) => vec!["add_site", "authorize-provider"],
            (Role::Provider, Some(provider)) if self.is_with(provider, None) => {
                vec!["add_site", "change", "deregister"]
            }
            _ => Vec::new(),
        }
    }

    /// Returns whether this actor may receive a certificate of filing 备案证明 of the organizer now.
    pub fn is_certified_to(&self, actor: &Actor) -> bool {
        let served = |provider: &String| self.is_with(provider, None);
        let sites = self.sites.iter().any(RecordSite::is_live);
        self.is_live() && sites && (actor.role == Role::Owner || actor.provider.as_ref().is_some_and(served))
    }
}
