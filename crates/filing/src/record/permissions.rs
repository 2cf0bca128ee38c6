//! Permissions: the actors that see a record, and the actions that each of them may take.

use crate::{
    form::FilingKind,
    history::{Actor, Role},
    identifier::ProviderId,
    record::{Record, refusal::RecordRefusal, site::RecordSite},
};
use serde::{Deserialize, Serialize};

/// An action on a record or on one of its sites. On the wire, an action that begins a filing has the snake-case name of the filing's kind
/// where it is the same; every other action has the kebab-case name of its endpoint.
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

/// The actions on an organizer, in the order in which a record shows them.
const OF_ORGANIZER: [RecordAction; 4] =
    [RecordAction::AddSite, RecordAction::AuthorizeProvider, RecordAction::Change, RecordAction::Deregister];

/// The actions on a site, in the order in which a record shows them.
const OF_SITE: [RecordAction; 5] = [
    RecordAction::AddAccess,
    RecordAction::AuthorizeProvider,
    RecordAction::Change,
    RecordAction::Deregister,
    RecordAction::CancelAccess,
];

impl RecordAction {
    /// Returns the action that begins a filing of this kind; `None` for a first filing, which is about no record.
    pub fn that_begins(kind: FilingKind) -> Option<RecordAction> {
        match kind {
            FilingKind::First => None,
            FilingKind::AddSite => Some(RecordAction::AddSite),
            FilingKind::AddAccess => Some(RecordAction::AddAccess),
            FilingKind::Change => Some(RecordAction::Change),
            FilingKind::DeregisterSite | FilingKind::DeregisterOrganizer => Some(RecordAction::Deregister),
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

    /// Checks that this actor may take the action on the site at `position` or, without a position, on the organizer. The actor sees the
    /// record. A provider with an authorization of the owner needs no permission to begin its filing.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`],
    /// [`RecordRefusal::AccessOnFile`].
    pub fn permits(
        &self,
        action: RecordAction,
        position: Option<u32>,
        actor: &Actor,
    ) -> Result<(), RecordRefusal> {
        use RecordAction::{AddAccess, AddSite, AuthorizeProvider, CancelAccess, Change, Deregister};
        match (actor.role, &actor.provider, action) {
            (Role::Owner, _, AddSite | AddAccess | AuthorizeProvider | Change | Deregister) => {
                self.require_live(position).map(|_| ())
            }
            (Role::Provider, Some(provider), AddSite | Change | Deregister) => {
                self.require_live(position)?;
                if self.is_with(provider, position) { Ok(()) } else { Err(RecordRefusal::NoSuchAccess) }
            }
            (Role::Provider, Some(provider), AddAccess) if self.is_with(provider, position) => {
                Err(RecordRefusal::AccessOnFile)
            }
            (Role::Provider, Some(provider), CancelAccess) => {
                let site = position.and_then(|position| self.site(position));
                match site.ok_or(RecordRefusal::NoSuchAccess)? {
                    site if !site.is_live() => Err(RecordRefusal::AlreadyDeregistered),
                    site if site.is_with(provider) => Ok(()),
                    _ => Err(RecordRefusal::NoSuchAccess),
                }
            }
            (_, _, AddSite | AddAccess | AuthorizeProvider | Change | Deregister | CancelAccess) => {
                Err(RecordRefusal::NoSuchAccess)
            }
        }
    }

    /// Returns the actions that this actor may take now on the site at `position` or, without a position, on the organizer.
    pub fn open_actions(&self, position: Option<u32>, actor: &Actor) -> Vec<RecordAction> {
        let all = if position.is_some() { &OF_SITE[..] } else { &OF_ORGANIZER[..] };
        let open = |action: &&RecordAction| {
            self.permits(**action, position, actor).is_ok() && self.leads_somewhere(**action, position)
        };
        all.iter().filter(open).copied().collect()
    }

    /// Returns whether the action can be completed. Without any access, no provider can forward a change or a deregistration.
    fn leads_somewhere(&self, action: RecordAction, position: Option<u32>) -> bool {
        match action {
            RecordAction::Change | RecordAction::Deregister => self.a_provider(position).is_some(),
            RecordAction::AddSite
            | RecordAction::AddAccess
            | RecordAction::AuthorizeProvider
            | RecordAction::CancelAccess => true,
        }
    }

    /// Returns whether this actor may receive a certificate of filing 备案证明 of the organizer now.
    pub fn is_certified_to(&self, actor: &Actor) -> bool {
        let served = |provider: &ProviderId| self.is_with(provider, None);
        let sites = self.sites.iter().any(RecordSite::is_live);
        self.is_live() && sites && (actor.role == Role::Owner || actor.provider.as_ref().is_some_and(served))
    }
}
