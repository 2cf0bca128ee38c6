//! Notices 通知 that did not arrive.

use beian_filing::{
    history::EventName,
    identifier::{FilingId, RequestId, Username},
    notice::{Delivery, DeliveryStatus},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Lists the notices of the last 90 days that did not arrive, the oldest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListUndelivered {
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Sends a notice again that did not arrive.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendNotice {
    /// Identifier of the notice.
    pub notice_id: String,
}

/// Allows notices to a suppressed address again.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiftSuppression {
    /// Identifier of a notice to this address.
    pub notice_id: String,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// A notice that did not arrive.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliveredView {
    /// Identifier of the notice.
    pub id: String,
    /// Name of the event that the notice reports.
    pub event: EventName,
    /// Email address of the recipient, masked; empty if no recipient was left.
    pub to: String,
    /// User name of the account that the notice is about; absent if it is about something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// Identifier of the filing that the notice is about; absent if it is about something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// Filing number of the organizer in the record that the notice is about; absent if it is about something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// Identifier of the paper request that the notice is about; absent if it is about something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// State of the delivery.
    pub status: DeliveryStatus,
    /// Reason for the state, as a code of the mail service or of this system; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Time at which the delivery reached this state.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// True if the address gets no notices now.
    pub suppressed: bool,
    /// True if a supervisor can have the notice sent again.
    pub resendable: bool,
}

impl UndeliveredView {
    /// Builds the view of a notice for a supervisor.
    pub fn of(letter: &Delivery, suppressed: bool, resendable: bool) -> UndeliveredView {
        let about = |kind: &str| letter.pk.strip_prefix(kind).map(str::to_owned);
        UndeliveredView {
            id: letter.id.clone(),
            event: letter.event.clone(),
            to: letter.to.clone(),
            username: about("ACCOUNT#").map(|name| Username::typed(&name)),
            filing_id: about("FILING#").and_then(|id| FilingId::parse(&id).ok()),
            record_id: about("RECORD#"),
            request_id: about("REQUEST#").and_then(|id| RequestId::parse(&id).ok()),
            status: letter.status,
            code: letter.code.clone(),
            at: letter.changed_at,
            suppressed,
            resendable,
        }
    }
}

/// A page of notices that did not arrive.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliveredList {
    /// The notices, the oldest first.
    pub items: Vec<UndeliveredView>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ListUndelivered ResendNotice LiftSuppression UndeliveredView UndeliveredList
}
