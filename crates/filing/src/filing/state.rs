//! The state of a filing, and the party that must act in it.

use crate::{calendar::Due, deadline::Term, filing::reasons::Reason};
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
        reasons: Vec<Reason>,
        /// The provider that returned the draft and may still see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        returned_by: Option<String>,
        /// The provider that writes the draft for its owner, and therefore must act next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written_by: Option<String>,
    },
    /// The provider checks the filing, then forwards or returns it.
    WithProvider {
        /// The deadline of the provider's check.
        term: Term,
    },
    /// The owner posts the verification sheet to the bureau.
    AwaitingSheet {
        /// The deadline for the sheet's arrival.
        term: Term,
    },
    /// The bureau decides.
    UnderReview {
        /// The deadline of the decision. It runs from the later of the forward and the sheet's arrival.
        term: Term,
    },
    /// The owner amends the returned fields.
    ReturnedToOwner {
        /// The returned fields, each with its reason.
        reasons: Vec<Reason>,
    },
    /// The provider amends the returned fields.
    ReturnedToProvider {
        /// The returned fields, each with its reason.
        reasons: Vec<Reason>,
    },
    /// The bureau approved the filing. Nobody has to act.
    Approved {
        /// The organizer's filing number.
        organizer_number: String,
        /// The site's filing number, if the filing is about a site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<String>,
        /// The day of the approval.
        on: Date,
    },
    /// The bureau deregistered 注销 everything that the filing put on file. The filing numbers are never used again.
    Deregistered {
        /// The organizer's filing number.
        organizer_number: String,
        /// The site's filing number, if the filing is about a site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<String>,
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
pub enum Stage {
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

impl Stage {
    /// Every stage, in the order of a filing's life.
    pub const ALL: [Stage; 9] = [
        Stage::Draft,
        Stage::WithProvider,
        Stage::AwaitingSheet,
        Stage::UnderReview,
        Stage::ReturnedToOwner,
        Stage::ReturnedToProvider,
        Stage::Approved,
        Stage::Deregistered,
        Stage::Deleted,
    ];

    /// Returns the stage's identifier on the wire and in storage keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::WithProvider => "with_provider",
            Stage::AwaitingSheet => "awaiting_sheet",
            Stage::UnderReview => "under_review",
            Stage::ReturnedToOwner => "returned_to_owner",
            Stage::ReturnedToProvider => "returned_to_provider",
            Stage::Approved => "approved",
            Stage::Deregistered => "deregistered",
            Stage::Deleted => "deleted",
        }
    }

    /// Returns whether the filing stands on one of the bureau's worklists.
    pub fn is_open(self) -> bool {
        !matches!(self, Stage::Draft | Stage::Deleted) && !self.is_finished()
    }

    /// Returns whether the bureau approved the filing, including one that was deregistered later.
    pub fn is_finished(self) -> bool {
        matches!(self, Stage::Approved | Stage::Deregistered)
    }

    /// Returns the party that must act next.
    pub fn move_of(self) -> Mover {
        match self {
            Stage::Draft | Stage::AwaitingSheet | Stage::ReturnedToOwner => Mover::Owner,
            Stage::WithProvider | Stage::ReturnedToProvider => Mover::Provider,
            Stage::UnderReview => Mover::Bureau,
            Stage::Approved | Stage::Deregistered | Stage::Deleted => Mover::Nobody,
        }
    }
}

/// The party that must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Mover {
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
    pub fn stage(&self) -> Stage {
        match self {
            State::Draft { .. } => Stage::Draft,
            State::WithProvider { .. } => Stage::WithProvider,
            State::AwaitingSheet { .. } => Stage::AwaitingSheet,
            State::UnderReview { .. } => Stage::UnderReview,
            State::ReturnedToOwner { .. } => Stage::ReturnedToOwner,
            State::ReturnedToProvider { .. } => Stage::ReturnedToProvider,
            State::Approved { .. } => Stage::Approved,
            State::Deregistered { .. } => Stage::Deregistered,
            State::Deleted => Stage::Deleted,
        }
    }

    /// Returns the running deadline, if the state has one.
    pub fn term(&self) -> Option<&Term> {
        match self {
            State::WithProvider { term } | State::AwaitingSheet { term } | State::UnderReview { term } => {
                Some(term)
            }
            _ => None,
        }
    }

    pub(crate) fn term_mut(&mut self) -> Option<&mut Term> {
        match self {
            State::WithProvider { term } | State::AwaitingSheet { term } | State::UnderReview { term } => {
                Some(term)
            }
            _ => None,
        }
    }

    /// Returns the last day for the next action; `None` if no deadline runs or the review is paused.
    pub fn due(&self) -> Option<Due> {
        self.term().and_then(Term::due)
    }

    /// Returns the organizer's filing number after the approval.
    pub fn organizer_number(&self) -> Option<&str> {
        match self {
            State::Approved { organizer_number, .. } | State::Deregistered { organizer_number, .. } => {
                Some(organizer_number)
            }
            _ => None,
        }
    }

    /// Returns the provider that writes the draft for its owner; `None` if the owner writes it or the filing is no
    /// draft.
    pub fn written_by(&self) -> Option<&str> {
        match self {
            State::Draft { written_by, .. } => written_by.as_deref(),
            _ => None,
        }
    }

    /// Returns the party that must act next.
    pub fn move_of(&self) -> Mover {
        match self {
            State::Draft { written_by: Some(_), .. } => Mover::Provider,
            state => state.stage().move_of(),
        }
    }

    /// Returns the returned fields with their reasons; empty if nothing was returned.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            State::Draft { reasons, .. }
            | State::ReturnedToOwner { reasons }
            | State::ReturnedToProvider { reasons } => reasons,
            _ => &[],
        }
    }
}

impl State {
    /// Returns the access provider that takes part in the filing, given the provider `chosen` in the form. A draft that
    /// only its owner knows has none.
    pub fn provider<'a>(&'a self, chosen: &'a str) -> Option<&'a str> {
        match self {
            State::Draft { returned_by, written_by, .. } => written_by.as_deref().or(returned_by.as_deref()),
            State::Deleted => None,
            _ => Some(chosen),
        }
    }
}
