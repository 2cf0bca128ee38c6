//! Cases 案卷 that a letter of scanned post may belong to.

use beian_filing::{
    identifier::{FilingNumber, Reference, Username},
    paper::RequestKind,
};
use serde::{Deserialize, Serialize};

/// Finds the cases that a letter of scanned post may belong to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindCases {
    /// Reference, filing number, domain, user name or organizer's name, in 1 to 200 characters.
    #[serde(default)]
    pub text: String,
}

/// Kind of a case that a letter may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseKind {
    /// A paper request that exists.
    Request,
    /// A printed form that has not come back.
    Form,
    /// A filing. The letter would be its verification sheet.
    Sheet,
    /// A paper request that a clerk would enter as a new one.
    New,
}

/// A case that a letter may belong to.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseFound {
    /// Kind of the case.
    pub case: CaseKind,
    /// Reference 受理号 of the case; absent for a new paper request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Kind of the paper request or of the printed form; absent for a filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// User name of the account: of a paper request, on a printed form, or for a new request to recover an account. Absent in all other
    /// cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// Filing number of the organizer or site: on a printed form, or for a new request to deregister. Absent in all other cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<FilingNumber>,
    /// Domain in Unicode, or as an A-label for a printed form; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Name of the organizer as in the public record, where an individual's name is masked; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer: Option<String>,
    /// True if the case accepts post now.
    pub open: bool,
}

/// Cases that a letter may belong to.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseList {
    /// At most 20 cases, those that accept post first; empty if there is none.
    pub items: Vec<CaseFound>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { FindCases CaseFound CaseList }
