//! Permissions: who sees a filing, and the actions open to each.

use crate::{
    filing::{
        Filing,
        state::{Stage, State},
    },
    form::{DocumentKind, NeededFor},
    history::{Actor, Role},
};

impl Filing {
    /// Whether this actor may know of the filing at all.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match actor.role {
            Role::Owner => self.owner == actor.account,
            Role::Provider => self.provider().is_some_and(|provider| actor.works_for(provider)),
            Role::Clerk | Role::Reviewer | Role::Supervisor => {
                self.stage().is_open() || self.stage().is_finished()
            }
            Role::System => false,
        }
    }

    /// What this actor may do now, as action names. The one list that the site's buttons follow.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let mut actions = self.acts(actor).to_vec();
        if self.sheet.is_some() && actions.contains(&"review") {
            // The first thing that is asked of a reviewer while nobody looked.
            actions.insert(if self.has_unseen_sheet() { 0 } else { actions.len() }, "check-sheet");
        }
        // Neither party is held to a deregistration that the provider has not forwarded, or that came back.
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
            (State::UnderReview { term }, Role::Reviewer) => {
                match (self.assignee.is_some(), term.pause().is_some()) {
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

    /// Whether it is a deregistration that its owner has not confirmed yet.
    pub fn is_unconfirmed(&self) -> bool {
        self.kind.is_deregistration() && self.stage() == Stage::WithProvider && !self.is_confirmed()
    }

    /// Whether it is a deregistration that may still be withdrawn.
    pub(super) fn is_withdrawable(&self) -> bool {
        self.kind.is_deregistration()
            && matches!(
                self.stage(),
                Stage::WithProvider | Stage::ReturnedToOwner | Stage::ReturnedToProvider
            )
    }
}
