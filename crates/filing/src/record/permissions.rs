//! Permissions: who sees a record, and the actions open to each.

use crate::{
    history::{Actor, Role},
    record::{OnFile, site::SiteOnFile},
};

impl OnFile {
    /// Whether this actor may know of it. What the public may know is told elsewhere.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match (actor.role, &actor.provider) {
            (Role::Owner, _) => self.owner == actor.account,
            (Role::Provider, Some(provider)) => self.sites_of(provider).next().is_some(),
            (Role::Reviewer | Role::Supervisor, _) => true,
            _ => false,
        }
    }

    /// What this actor may do with the organizer now: action names, and kinds of filing that may be begun.
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

    /// Whether this actor may have a certificate of filing of it now.
    pub fn is_certified_to(&self, actor: &Actor) -> bool {
        let served = |provider: &String| self.is_with(provider, None);
        let sites = self.sites.iter().any(SiteOnFile::is_live);
        self.is_live() && sites && (actor.role == Role::Owner || actor.provider.as_ref().is_some_and(served))
    }
}
