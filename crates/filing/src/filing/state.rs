//! Where a filing stands, and whose move that makes it.

use crate::{calendar::Due, deadline::Term, filing::reasons::Reason};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a filing stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum State {
    /// The owner's move: write and submit. Carries what its provider sent back, if anything.
    Draft {
        /// Why the provider sent it back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<Reason>,
        /// The provider that sent it back, which keeps sight of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        returned_by: Option<String>,
        /// The provider that writes it for its owner; then it is the provider's move.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written_by: Option<String>,
    },
    /// The provider's move: check, then forward or return.
    WithProvider {
        /// Until when the provider should have checked.
        term: Term,
    },
    /// The owner's move: post the verification sheet to the bureau.
    AwaitingSheet {
        /// Until when the sheet should have arrived.
        term: Term,
    },
    /// The bureau's move: decide.
    UnderReview {
        /// Until when the bureau decides. It runs since the later of the forward and the sheet's arrival.
        term: Term,
    },
    /// The owner's move: amend what came back.
    ReturnedToOwner {
        /// What came back, and why.
        reasons: Vec<Reason>,
    },
    /// The provider's move: amend what came back.
    ReturnedToProvider {
        /// What came back, and why.
        reasons: Vec<Reason>,
    },
    /// Nobody's move: the numbers are issued.
    Approved {
        /// The organizer's filing number.
        organizer_number: String,
        /// The site's filing number, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<String>,
        /// The day of the approval.
        on: Date,
    },
    /// Nobody's move: what was on file is deregistered 注销; the number is never used again.
    Deregistered {
        /// The organizer's filing number.
        organizer_number: String,
        /// The site's filing number, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site_number: Option<String>,
        /// The day of the deregistration.
        on: Date,
    },
    /// Nobody's move: the filing is gone, its history stays.
    Deleted,
}

/// The state's name alone, for worklists and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Stage {
    /// 填写中
    Draft,
    /// 接入商核验
    WithProvider,
    /// 等待核验单
    AwaitingSheet,
    /// 管局审核
    UnderReview,
    /// 退回主办者
    ReturnedToOwner,
    /// 退回接入商
    ReturnedToProvider,
    /// 已备案
    Approved,
    /// 已注销
    Deregistered,
    /// 已删除
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

    /// The identifier used on the wire and in keys.
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

    /// Whether the bureau has or awaits the filing, so that it stands on one of its worklists.
    pub fn is_open(self) -> bool {
        !matches!(self, Stage::Draft | Stage::Deleted) && !self.is_finished()
    }

    /// Whether the filing left a record behind.
    pub fn is_finished(self) -> bool {
        matches!(self, Stage::Approved | Stage::Deregistered)
    }

    /// Whose move is next.
    pub fn move_of(self) -> Mover {
        match self {
            Stage::Draft | Stage::AwaitingSheet | Stage::ReturnedToOwner => Mover::Owner,
            Stage::WithProvider | Stage::ReturnedToProvider => Mover::Provider,
            Stage::UnderReview => Mover::Bureau,
            Stage::Approved | Stage::Deregistered | Stage::Deleted => Mover::Nobody,
        }
    }
}

/// Whose move is next.
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
    /// Nobody: the filing is finished.
    Nobody,
}

impl State {
    /// The state's name.
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

    /// The limit of time that runs.
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

    /// When the next move is due, where a clock runs and is not paused.
    pub fn due(&self) -> Option<Due> {
        self.term().and_then(Term::due)
    }

    /// The organizer's number, once it is issued.
    pub fn organizer_number(&self) -> Option<&str> {
        match self {
            State::Approved { organizer_number, .. } | State::Deregistered { organizer_number, .. } => {
                Some(organizer_number)
            }
            _ => None,
        }
    }

    /// The provider that writes the draft for its owner; `None` when the owner does, or when it is no draft.
    pub fn written_by(&self) -> Option<&str> {
        match self {
            State::Draft { written_by, .. } => written_by.as_deref(),
            _ => None,
        }
    }

    /// Whose move is next.
    pub fn move_of(&self) -> Mover {
        match self {
            State::Draft { written_by: Some(_), .. } => Mover::Provider,
            state => state.stage().move_of(),
        }
    }

    /// What came back, and why; empty when nothing did.
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
    /// The access provider that has a part in the filing, given the one that the form names: none while it is the
    /// owner's alone.
    pub fn provider<'a>(&'a self, chosen: &'a str) -> Option<&'a str> {
        match self {
            State::Draft { returned_by, written_by, .. } => written_by.as_deref().or(returned_by.as_deref()),
            State::Deleted => None,
            _ => Some(chosen),
        }
    }
}
