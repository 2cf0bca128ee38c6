//! Permissions: the actors that see a filing, and the actions open to each.

use crate::{
    filing::{
        Filing,
        state::{FilingStatus, State},
    },
    form::{DocumentKind, NeededFor},
    history::{Actor, Role},
};

impl Filing {
    /// Returns whether this actor may know that the filing exists.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match actor.role {
            Role::Owner => self.owner == actor.account,
            Role::Provider => self.provider().is_some_and(|provider| actor.works_for(provider)),
            Role::Clerk | Role::Reviewer | Role::Supervisor => {
                self.status().is_open() || self.status().is_finished()
            }
            Role::System => false,
        }
    }

    /// Returns the names of the actions that this actor may take now. The site shows its buttons by this list.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let mut actions = self.acts(actor).to_vec();
        if self.sheet.is_some() && actions.contains(&"review") {
            // An unchecked sheet is the reviewer's first task, so its action stands first.
            actions.insert(if self.has_unseen_sheet() { 0 } else { actions.len() }, "check-sheet");
        }
        // Both parties may withdraw a deregistration that the provider has not forwarded or that was returned.
        if self.is_withdrawable() && actor.role.is_applicant() {
            actions.push("discard");
        }
        actions
    }

    pub(super) fn acts(&self, actor: &Actor) -> &'static [&'static str] {
        match (&self.state, actor.role) {
            (State::Draft { .. }, Role::Owner | Role::Provider) if self.written_here(actor).is_ok() => {
                &["save-draft", "upload-scan", "submit", "discard"]
            }
            (State::Draft { .. }, Role::Owner) => &["discard"],
            (State::WithProvider { .. }, role) if self.kind.is_deregistration() => {
                match (role, self.is_confirmed()) {
                    (Role::Owner, false) => &["confirm-deregistration"],
                    (Role::Provider, true) => &["forward"],
                    _ => &[],
                }
            }
            (State::WithProvider { .. }, Role::Provider) => {
                &["correct", "upload-scan", "forward", "return-filing"]
            }
            (State::WithProvider { .. } | State::AwaitingSheet { .. }, Role::Clerk)
                if self.sheet.is_none() && self.kind.needs_sheet() =>
            {
                &["upload-scan", "record-sheet"]
            }
            (State::ReturnedToOwner { .. }, Role::Owner)
            | (State::ReturnedToProvider { .. }, Role::Provider) => &["amend", "upload-scan"],
            (State::UnderReview { .. }, Role::Clerk) if self.sheet.is_some() => &["correct-arrival"],
            (State::UnderReview { .. }, Role::Supervisor) => &["hand-over"],
            (State::UnderReview { .. }, Role::Reviewer) if self.decided_by(actor).is_err() => &[],
            (State::UnderReview { deadline }, Role::Reviewer) => {
                match (self.assignee.is_some(), deadline.pause().is_some()) {
                    (true, true) => &["review", "resume-review", "hand-over"],
                    (true, false) => &["review", "pause-review", "hand-over"],
                    (false, true) => &["review", "resume-review", "take-up"],
                    (false, false) => &["review", "pause-review", "take-up"],
                }
            }
            (State::UnderReview { .. }, Role::Owner | Role::Provider)
                if self.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) =>
            {
                &["upload-scan"]
            }
            _ => &[],
        }
    }

    /// Returns whether the filing is a deregistration that the owner has not confirmed yet.
    pub fn is_unconfirmed(&self) -> bool {
        self.kind.is_deregistration() && self.status() == FilingStatus::WithProvider && !self.is_confirmed()
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
