//! The calendar of working days, and the proposal and signature of days off.

use crate::resource::history::EventView;
use beian_filing::{
    calendar::{ChangedDay, Due, Year},
    identifier::{FilingId, Reference, RequestId, Username},
    policy::DeadlineKind,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Shows the working days, the proposal that waits for a signature, and the history of the calendar.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowCalendar {}

/// Proposes days off, from the State Council's notice or a file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposeCalendar {
    /// Text of the notice, or a file in the format of this system's calendar; at most 20,000 characters.
    pub text: String,
    /// Origin of the text, in 2 to 200 characters: the number and date of the notice.
    pub source: String,
    /// True to read the text and show its effect without saving a proposal.
    #[serde(default)]
    pub dry_run: bool,
}

/// Signs days off that another supervisor proposed. They are in force from then on.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignCalendar {
    /// Identifier of the proposal.
    pub proposal_id: String,
}

/// Withdraws proposed days off.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithdrawCalendar {
    /// Identifier of the proposal.
    pub proposal_id: String,
}

/// A running deadline with a last day that would move.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedDeadline {
    /// Reference 受理号 of the filing or the paper request.
    pub reference: Reference,
    /// Identifier of the filing; absent for a paper request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// Identifier of the paper request; absent for a filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// Kind of the deadline.
    pub deadline: DeadlineKind,
    /// Present last day.
    pub was: Due,
    /// Last day after the change.
    pub will_be: Due,
}

/// Proposed days off, and their effect.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposalView {
    /// Identifier of the proposal; absent for a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// User name of the supervisor who proposed the days off.
    pub by: Username,
    /// True if the reader proposed the days off and therefore cannot sign them.
    pub own: bool,
    /// Time of the proposal.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Origin of the days off, in the words of the proposing supervisor.
    pub source: String,
    /// Text that the days off were read from.
    pub text: String,
    /// Clauses of the notice that name no day, for the supervisor to check.
    pub passed_over: Vec<String>,
    /// The years after the change.
    pub years: Vec<Year>,
    /// Days that would become working days or days off.
    pub days: Vec<ChangedDay>,
    /// Deadlines that would move, in the order of their new last days; at most 200.
    pub moved: Vec<MovedDeadline>,
    /// Number of deadlines that would move.
    pub moved_count: usize,
    /// Number of deadlines with a provisional last day that would stay and become final.
    pub final_count: usize,
    /// Number of running deadlines that were examined.
    pub counted: usize,
    /// True if all running deadlines were examined; false if the examination stopped at about 50,000.
    pub counted_all: bool,
}

/// The calendar of working days, for supervisors.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarView {
    /// Number of changes so far; 0 while the compiled-in calendar is in force.
    pub version: u64,
    /// Time at which the last change was signed; absent before the first change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub signed_at: Option<Timestamp>,
    /// True if every running deadline was recalculated since the last change.
    pub recalculated: bool,
    /// The known years, from last year to two years ahead.
    pub years: Vec<Year>,
    /// The proposal that waits for a signature; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalView>,
    /// Events of the calendar, the newest first.
    pub history: Vec<EventView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ShowCalendar ProposeCalendar SignCalendar WithdrawCalendar MovedDeadline ProposalView
    CalendarView
}
