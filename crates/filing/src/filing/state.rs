//! The state of a filing, and the party that must act in it.

use crate::{
    calendar::Due,
    deadline::Deadline,
    filing::reasons::ReturnReason,
    identifier::{FilingNumber, OrganizerNumber, ProviderId},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The state of a filing, with its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum State {
    /// The owner, or the provider that began the draft, writes and submits it. A draft that its provider returned
    /// carries the provider's reasons.
    Draft {
        /// The reasons of the provider's return.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<ReturnReason>,
        /// Identifier of the provider that returned the draft and may still see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        returned_by: Option<ProviderId>,
        /// Identifier of the provider that writes the draft for its owner, and therefore must act next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written_by: Option<ProviderId>,
    },
    /// The provider checks the filing, then forwards or returns it.
    WithProvider {
        /// The deadline of the provider's check.
        deadline: Deadline,
    },
    /// The owner posts the verification sheet to the bureau.
    AwaitingSheet {
        /// The deadline for the sheet's arrival.
        deadline: Deadline,
    },
    /// The bureau decides.
    UnderReview {
        /// The deadline of the decision. It runs from the later of the forward and the sheet's arrival.
        deadline: Deadline,
    },
    /// The owner amends the returned fields.
    ReturnedToOwner {
        /// The returned fields, each with its reason.
        reasons: Vec<ReturnReason>,
    },
    /// The provider amends the returned fields.
    ReturnedToProvider {
        /// The returned fields, each with its reason.
        reasons: Vec<ReturnReason>,
    },
    /// The bureau approved the filing. Nobody has to act.
    Approved {
        /// The organizer's filing number.
        organizer_number: OrganizerNumber,
        /// The site's filing number, if the filing is about a site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<FilingNumber>,
        /// The day of the approval.
        on: Date,
    },
    /// The bureau deregistered 注销 everything that the filing put on file. The filing numbers are never used again.
    Deregistered {
        /// The organizer's filing number.
        organizer_number: OrganizerNumber,
        /// The site's filing number, if the filing is about a site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<FilingNumber>,
        /// The day of the deregistration.
        on: Date,
    },
    /// The filing is deleted, but its history stays.
    Deleted,
}

/// The state's name alone, for worklists and storage keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FilingStatus {
    /// 填写中: the owner or its provider writes the draft.
    Draft,
    /// 接入商核验: the access provider checks the filing.
    WithProvider,
    /// 等待核验单: the verification sheet has not arrived.
    AwaitingSheet,
    /// 管局审核: the bureau reviews the filing.
    UnderReview,
    /// 退回主办者: the owner must amend returned fields.
    ReturnedToOwner,
    /// 退回接入商: the access provider must amend returned fields.
    ReturnedToProvider,
    /// 已备案: the bureau approved the filing.
    Approved,
    /// 已注销: everything that the filing put on file is deregistered.
    Deregistered,
    /// 已删除: the filing was discarded or deleted.
    Deleted,
}

impl FilingStatus {
    /// Every status, in the order of a filing's life.
    pub const ALL: [FilingStatus; 9] = [
        FilingStatus::Draft,
        FilingStatus::WithProvider,
        FilingStatus::AwaitingSheet,
        FilingStatus::UnderReview,
        FilingStatus::ReturnedToOwner,
        FilingStatus::ReturnedToProvider,
        FilingStatus::Approved,
        FilingStatus::Deregistered,
        FilingStatus::Deleted,
    ];

    /// Returns the identifier of the status on the wire and in storage keys.
    pub fn as_str(self) -> &'static str {
        match self {
            FilingStatus::Draft => "draft",
            FilingStatus::WithProvider => "with_provider",
            FilingStatus::AwaitingSheet => "awaiting_sheet",
            FilingStatus::UnderReview => "under_review",
            FilingStatus::ReturnedToOwner => "returned_to_owner",
            FilingStatus::ReturnedToProvider => "returned_to_provider",
            FilingStatus::Approved => "approved",
            FilingStatus::Deregistered => "deregistered",
            FilingStatus::Deleted => "deleted",
        }
    }

    /// Returns whether the filing is under way between its submission and its approval. A draft is not under way, even
    /// after a return by its provider. The bureau's worklists contain only filings with such a status.
    pub fn is_open(self) -> bool {
        !matches!(self, FilingStatus::Draft | FilingStatus::Deleted) && !self.is_finished()
    }

    /// Returns whether the bureau approved the filing, including one that was deregistered later.
    pub fn is_finished(self) -> bool {
        matches!(self, FilingStatus::Approved | FilingStatus::Deregistered)
    }

    /// Returns the party that must act next.
    pub fn next_actor(self) -> Party {
        match self {
            FilingStatus::Draft | FilingStatus::AwaitingSheet | FilingStatus::ReturnedToOwner => Party::Owner,
            FilingStatus::WithProvider | FilingStatus::ReturnedToProvider => Party::Provider,
            FilingStatus::UnderReview => Party::Bureau,
            FilingStatus::Approved | FilingStatus::Deregistered | FilingStatus::Deleted => Party::Nobody,
        }
    }
}

/// The party that must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Party {
    /// The owner.
    Owner,
    /// The access provider.
    Provider,
    /// The bureau.
    Bureau,
    /// Nobody, because the filing is finished.
    Nobody,
}

impl State {
    /// Returns the state's name.
    pub fn status(&self) -> FilingStatus {
        match self {
            State::Draft { .. } => FilingStatus::Draft,
            State::WithProvider { .. } => FilingStatus::WithProvider,
            State::AwaitingSheet { .. } => FilingStatus::AwaitingSheet,
            State::UnderReview { .. } => FilingStatus::UnderReview,
            State::ReturnedToOwner { .. } => FilingStatus::ReturnedToOwner,
            State::ReturnedToProvider { .. } => FilingStatus::ReturnedToProvider,
            State::Approved { .. } => FilingStatus::Approved,
            State::Deregistered { .. } => FilingStatus::Deregistered,
            State::Deleted => FilingStatus::Deleted,
        }
    }

    /// Returns the running deadline, if the state has one.
    pub fn deadline(&self) -> Option<&Deadline> {
        match self {
            State::WithProvider { deadline }
            | State::AwaitingSheet { deadline }
            | State::UnderReview { deadline } => Some(deadline),
            _ => None,
        }
    }

    pub(crate) fn deadline_mut(&mut self) -> Option<&mut Deadline> {
        match self {
            State::WithProvider { deadline }
            | State::AwaitingSheet { deadline }
            | State::UnderReview { deadline } => Some(deadline),
            _ => None,
        }
    }

    /// Returns the last day for the next action; `None` if no deadline runs or the review is paused.
    pub fn due(&self) -> Option<Due> {
        self.deadline().and_then(Deadline::due)
    }

    /// Returns the organizer's filing number after the approval.
    pub fn organizer_number(&self) -> Option<OrganizerNumber> {
        match self {
            State::Approved { organizer_number, .. } | State::Deregistered { organizer_number, .. } => {
                Some(*organizer_number)
            }
            _ => None,
        }
    }

    /// Returns the provider that writes the draft for its owner; `None` if the owner writes it or the filing is no
    /// draft.
    pub fn written_by(&self) -> Option<&ProviderId> {
        match self {
            State::Draft { written_by, .. } => written_by.as_ref(),
            _ => None,
        }
    }

    /// Returns the party that must act next.
    pub fn next_actor(&self) -> Party {
        match self {
            State::Draft { written_by: Some(_), .. } => Party::Provider,
            state => state.status().next_actor(),
        }
    }

    /// Returns the returned fields with their reasons; empty if nothing was returned.
    pub fn reasons(&self) -> &[ReturnReason] {
        match self {
            State::Draft { reasons, .. }
            | State::ReturnedToOwner { reasons }
            | State::ReturnedToProvider { reasons } => reasons,
            _ => &[],
        }
    }
}

impl State {
    /// Returns the access provider that takes part in the filing, given the provider that is `chosen` in the form. A deleted filing has
    /// none, and neither has a draft that only its owner knows.
    pub fn provider(&self, chosen: Option<ProviderId>) -> Option<ProviderId> {
        match self {
            State::Draft { returned_by, written_by, .. } => {
                written_by.as_ref().or(returned_by.as_ref()).cloned()
            }
            State::Deleted => None,
            _ => chosen,
        }
    }
}
