//! The working days, and the days off that are proposed and signed.

use crate::resource::history::EventView;
use beian_filing::{
    calendar::{ChangedDay, Due, Year},
    policy::DeadlineKind,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The working days, what waits for a signature, and what happened to them.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowCalendar {}

/// Propose days off, from the State Council's notice or a file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposeCalendar {
    /// The text of the notice, or a file in the shape of this system's calendar.
    pub text: String,
    /// Where it is from, 2 to 200 characters: the notice's number and day.
    pub source: String,
    /// Only read it and show what would change; nothing is kept.
    #[serde(default)]
    pub dry_run: bool,
}

/// Sign days off that somebody else proposed; they hold from then on.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignCalendar {
    /// The proposal that was seen.
    pub proposal_id: String,
}

/// Take proposed days off back.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithdrawCalendar {
    /// The proposal that was seen.
    pub proposal_id: String,
}

/// A running limit of time whose last day would move.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedDeadline {
    /// Reference of the filing or the paper request.
    pub reference: String,
    /// Identifier of the filing, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<String>,
    /// Identifier of the paper request, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Which limit it is.
    pub deadline: DeadlineKind,
    /// The day as it is.
    pub was: Due,
    /// The day as it would be.
    pub will_be: Due,
}

/// Days off that are proposed, and what would change.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposalView {
    /// Identifier; absent of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Account that proposed them.
    pub by: String,
    /// Whether that is who reads it, and so cannot sign.
    pub own: bool,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Where they are from.
    pub source: String,
    /// The text that they were read from.
    pub text: String,
    /// Clauses of the notice that name no day, for a person to look at.
    pub passed_over: Vec<String>,
    /// The years as they would be.
    pub years: Vec<Year>,
    /// Days that would be something else.
    pub days: Vec<ChangedDay>,
    /// The first of the deadlines that would move, in the order of their new days.
    pub moved: Vec<MovedDeadline>,
    /// How many would move.
    pub moved_count: usize,
    /// How many would stay and become final.
    pub final_count: usize,
    /// How many running limits were looked at.
    pub counted: usize,
    /// Whether those are all; else there are more than can be counted while one waits.
    pub counted_all: bool,
}

/// The working days, to the supervisors.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarView {
    /// Counts the changes; 0 while the shipped calendar holds.
    pub version: u64,
    /// When the last change was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub signed_at: Option<Timestamp>,
    /// Whether every running limit was counted anew since then.
    pub recalculated: bool,
    /// The years that are known and not long past.
    pub years: Vec<Year>,
    /// Days off that wait for a signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalView>,
    /// What happened to the calendar, the newest first.
    pub history: Vec<EventView>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ShowCalendar ProposeCalendar SignCalendar WithdrawCalendar MovedDeadline ProposalView
    CalendarView
}
