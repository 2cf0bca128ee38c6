//! Letters of the bureau that did not arrive.

use beian_filing::{
    history::EventName,
    notice::{Delivery, DeliveryStatus},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Letters that did not arrive, the oldest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListUndelivered {
    /// Where to go on, from the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Send a letter again that did not arrive.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendNotice {
    /// The letter.
    pub notice_id: String,
}

/// Allow the address of a letter again.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiftSuppression {
    /// A letter to this address.
    pub notice_id: String,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// A letter that did not arrive.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliveredView {
    /// Identifier.
    pub id: String,
    /// What it tells of.
    pub event: EventName,
    /// The address, masked; empty where nobody was left to write to.
    pub to: String,
    /// The account that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The filing that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<String>,
    /// What is on file that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// The paper request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What became of it.
    pub status: DeliveryStatus,
    /// Why, as a code of the mail service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When that was known.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Whether its address gets no letters now.
    pub suppressed: bool,
    /// Whether it can be sent again.
    pub resendable: bool,
}

impl UndeliveredView {
    /// A letter, to a supervisor.
    pub fn of(letter: &Delivery, suppressed: bool, resendable: bool) -> UndeliveredView {
        let about = |kind: &str| letter.pk.strip_prefix(kind).map(str::to_owned);
        UndeliveredView {
            id: letter.id.clone(),
            event: letter.event.clone(),
            to: letter.to.clone(),
            username: about("ACCOUNT#"),
            filing_id: about("FILING#"),
            record_id: about("RECORD#"),
            request_id: about("REQUEST#"),
            status: letter.status,
            code: letter.code.clone(),
            at: letter.changed_at,
            suppressed,
            resendable,
        }
    }
}

/// Letters that did not arrive.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliveredList {
    /// The oldest first.
    pub items: Vec<UndeliveredView>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ListUndelivered ResendNotice LiftSuppression UndeliveredView UndeliveredList
}
