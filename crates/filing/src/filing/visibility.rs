//! The actors that see a filing, and the deregistrations that wait for a confirmation or may be withdrawn.

use crate::{
    filing::{Filing, state::FilingStatus},
    history::{Actor, Role},
};

impl Filing {
    /// Returns whether this actor may know that the filing exists.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match actor.role {
            Role::Owner => self.owner == actor.account,
            Role::Provider => self.provider().is_some_and(|provider| actor.works_for(&provider)),
            Role::Clerk | Role::Reviewer | Role::Supervisor => {
                self.status().is_open() || self.status().is_finished()
            }
            Role::System => false,
        }
    }

    /// Returns whether the filing is a deregistration that the owner has not confirmed yet.
    pub fn awaits_confirmation(&self) -> bool {
        self.kind.is_deregistration()
            && self.status() == FilingStatus::WithProvider
            && !self.about.as_ref().is_some_and(|about| about.confirmed)
    }

    /// Returns whether the filing is a deregistration that may still be withdrawn.
    pub(super) fn is_withdrawable(&self) -> bool {
        self.kind.is_deregistration()
            && matches!(
                self.status(),
                FilingStatus::WithProvider | FilingStatus::ReturnedToOwner | FilingStatus::ReturnedToProvider
            )
    }
}
