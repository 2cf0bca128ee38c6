//! Actions on a filing, and the parties that may take each.

use crate::{
    filing::{
        Filing,
        refusal::FilingRefusal,
        state::{FilingStatus, State},
    },
    form::{DocumentKind, NeededFor},
    history::{Actor, Role},
};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// An action on a filing, named as on the wire. The order is the one in which a reader is offered them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FilingAction {
    /// Save the form of a draft.
    SaveDraft,
    /// Correct fields on the owner's behalf.
    Correct,
    /// Amend the returned fields.
    Amend,
    /// Attach or remove a scan.
    UploadScan,
    /// Submit a draft to the access provider.
    Submit,
    /// Forward the filing to the bureau.
    Forward,
    /// Return the filing to its owner.
    ReturnFiling,
    /// Record the arrival of the verification sheet.
    RecordSheet,
    /// Correct the day on which the verification sheet arrived.
    CorrectArrival,
    /// Approve the filing, or return it from the review.
    Review,
    /// Resume a paused review.
    ResumeReview,
    /// Pause the review.
    PauseReview,
    /// Take the filing up.
    TakeUp,
    /// Hand the filing over to another reviewer.
    HandOver,
    /// Confirm or refuse the signature and the seals of the verification sheet.
    CheckSheet,
    /// Confirm a deregistration.
    ConfirmDeregistration,
    /// Discard a draft, or withdraw a deregistration.
    Discard,
}

impl Filing {
    /// Checks that this actor may take the action now. Each action calls this check before it checks its own input, and
    /// [`Filing::open_actions`] offers only permitted actions.
    ///
    /// # Errors
    /// The refusal of the action.
    pub fn permits(&self, action: FilingAction, actor: &Actor) -> Result<(), FilingRefusal> {
        let unless = |permitted: bool, refusal| if permitted { Ok(()) } else { Err(refusal) };
        match (action, &self.state, actor.role) {
            (FilingAction::SaveDraft | FilingAction::Submit, ..) => self.check_writer(actor),
            // The filing belongs to its owner, so the owner may discard a draft that a provider writes.
            (FilingAction::Discard, _, Role::Owner) => {
                let open = self.is_withdrawable() || self.status() == FilingStatus::Draft;
                unless(open, FilingRefusal::NotDraft)
            }
            (FilingAction::Discard, _, role) if self.is_withdrawable() => {
                unless(role.is_applicant(), FilingRefusal::NotDraft)
            }
            (FilingAction::Discard, ..) => self.check_writer(actor),
            (FilingAction::Correct, State::WithProvider { .. }, Role::Provider) => Ok(()),
            // A deregistration has no fields to edit; it is forwarded or withdrawn.
            (FilingAction::ReturnFiling, State::WithProvider { .. }, Role::Provider) => {
                unless(!self.kind.is_deregistration(), FilingRefusal::NotWithProvider)
            }
            (FilingAction::Forward, State::WithProvider { .. }, Role::Provider) => {
                unless(!self.awaits_confirmation(), FilingRefusal::NotConfirmed)
            }
            (FilingAction::Correct | FilingAction::ReturnFiling | FilingAction::Forward, ..) => {
                Err(FilingRefusal::NotWithProvider)
            }
            (FilingAction::ConfirmDeregistration, _, role) => {
                unless(role == Role::Owner && self.awaits_confirmation(), FilingRefusal::NothingToConfirm)
            }
            (FilingAction::Amend, State::ReturnedToOwner { .. }, Role::Owner)
            | (FilingAction::Amend, State::ReturnedToProvider { .. }, Role::Provider) => Ok(()),
            (FilingAction::Amend, State::ReturnedToOwner { .. } | State::ReturnedToProvider { .. }, _) => {
                Err(FilingRefusal::ReturnedToOther)
            }
            (FilingAction::Amend, ..) => Err(FilingRefusal::NotReturned),
            (FilingAction::UploadScan, ..) => {
                let documents = [
                    DocumentKind::OrganizerCertificate,
                    DocumentKind::PreApproval,
                    DocumentKind::VerificationSheet,
                ];
                let open = documents.iter().any(|document| self.check_scans_open(document, actor).is_ok());
                unless(open, FilingRefusal::ScansClosed)
            }
            (FilingAction::RecordSheet, ..) => self.check_sheet_awaited(),
            (FilingAction::CorrectArrival, State::UnderReview { .. }, _) => {
                unless(self.sheet.is_some(), FilingRefusal::NotAwaitingSheet)
            }
            (FilingAction::CorrectArrival, ..) => Err(FilingRefusal::NotUnderReview),
            (FilingAction::HandOver, State::UnderReview { .. }, Role::Supervisor) => Ok(()),
            (FilingAction::Review | FilingAction::HandOver, ..) => self.check_reviewer(actor),
            (FilingAction::TakeUp, ..) => {
                self.check_reviewer(actor)?;
                unless(self.assignee.as_ref() != Some(&actor.account), FilingRefusal::TakenUp)
            }
            (FilingAction::CheckSheet, ..) => {
                self.check_reviewer(actor)?;
                unless(self.sheet.is_some(), FilingRefusal::NotAwaitingSheet)
            }
            (FilingAction::PauseReview, ..) => {
                unless(self.review_of(actor)?.pause().is_none(), FilingRefusal::ReviewPaused)
            }
            (FilingAction::ResumeReview, ..) => {
                unless(self.review_of(actor)?.pause().is_some(), FilingRefusal::NotPaused)
            }
        }
    }

    /// Returns the actions that this actor may take now. The site shows its buttons by this list.
    pub fn open_actions(&self, actor: &Actor) -> Vec<FilingAction> {
        let offered =
            |action: &FilingAction| self.offers(*action, actor) && self.permits(*action, actor).is_ok();
        let mut actions: Vec<FilingAction> = FilingAction::VARIANTS.iter().copied().filter(offered).collect();
        if self.has_unconfirmed_sheet() {
            // An unchecked sheet is the reviewer's first task, so its action is the first in the list.
            actions.sort_by_key(|action| *action != FilingAction::CheckSheet);
        }
        actions
    }

    /// Whether a permitted action makes sense for this role now: a reader is not offered an action that leads nowhere.
    fn offers(&self, action: FilingAction, actor: &Actor) -> bool {
        match (action, actor.role) {
            // A deregistration has neither fields nor scans before it is returned.
            (FilingAction::Correct | FilingAction::UploadScan, Role::Provider)
                if self.status() == FilingStatus::WithProvider =>
            {
                !self.kind.is_deregistration()
            }
            // A second sheet would replace nothing.
            (FilingAction::UploadScan, Role::Clerk) => self.awaits_sheet(),
            (FilingAction::UploadScan, _) if self.status() == FilingStatus::UnderReview => {
                self.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval)
            }
            (FilingAction::RecordSheet | FilingAction::CorrectArrival, role) => role == Role::Clerk,
            // A reviewer first takes up a filing and then hands it over.
            (FilingAction::HandOver, Role::Reviewer) => self.assignee.is_some(),
            (
                FilingAction::Review
                | FilingAction::TakeUp
                | FilingAction::CheckSheet
                | FilingAction::PauseReview
                | FilingAction::ResumeReview,
                role,
            ) => role == Role::Reviewer,
            (FilingAction::HandOver, role) => role == Role::Supervisor,
            _ => true,
        }
    }
}
