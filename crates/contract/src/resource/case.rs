//! The cases that scanned post may belong to.

use beian_filing::paper::PaperKind;
use serde::{Deserialize, Serialize};

/// Find the cases that scanned post may belong to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindCases {
    /// A reference, filing number, domain, user name or organizer's name.
    #[serde(default)]
    pub text: String,
}

/// What a case is that scanned post may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseKind {
    /// A paper request that is there.
    Request,
    /// A printed form that has not come back.
    Form,
    /// A filing that awaits its verification sheet.
    Sheet,
    /// A request that a clerk enters anew.
    New,
}

/// A case that scanned post may belong to.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseFound {
    /// What it is.
    pub case: CaseKind,
    /// Its reference; left out where a request would be entered anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What is asked for, of a request or form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PaperKind>,
    /// User name of the account, for a new request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Filing number of the organizer, for a new request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its domain, as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The organizer's name, as the bureau lists it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer: Option<String>,
    /// Whether it takes post now.
    pub open: bool,
}

/// Cases that scanned post may belong to.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseList {
    /// The likeliest first; empty when there is none.
    pub items: Vec<CaseFound>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { FindCases CaseFound CaseList }
