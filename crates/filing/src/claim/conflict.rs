//! Conflicts 冲突: what an applicant learns of a claim that is held.

use crate::claim::Claim;
use serde::{Deserialize, Serialize};

/// Which kind of collision it is; the next step follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ConflictKind {
    /// The domain is on file in this province: deregister it on paper, or ask your provider if it is yours.
    DomainOnFileHere,
    /// The domain is on file in another province: that bureau deregisters it.
    DomainOnFileElsewhere,
    /// The domain is in a filing of yours under way: amend that one.
    DomainInYourFiling,
    /// The domain is in somebody's filing under way: its holder must withdraw.
    DomainInOtherFiling,
    /// The certificate is on file: check for a typing error, else the provider adds the site.
    CertificateOnFile,
    /// The certificate is on file in another province.
    CertificateOnFileElsewhere,
    /// The certificate is in a filing of yours under way.
    CertificateInYourFiling,
    /// The certificate is in somebody else's filing under way.
    CertificateInOtherFiling,
    /// The organizer has another filing under way: one at a time.
    OrderUnderWay,
}

/// A collision, told without the other party's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Which kind.
    pub kind: ConflictKind,
    /// Two-digit code of the province that holds it, when that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// The filing of yours that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<String>,
    /// Where it is on file, when that is yours: the digits of the organizer's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
}

impl Conflict {
    /// Tells which conflict a claim held by another province is.
    pub fn elsewhere(claim: &Claim, province: &str) -> Conflict {
        let kind = match claim {
            Claim::Domain(_) => ConflictKind::DomainOnFileElsewhere,
            Claim::Certificate { .. } => ConflictKind::CertificateOnFileElsewhere,
            Claim::Order(_) => ConflictKind::OrderUnderWay,
        };
        Conflict { kind, province: Some(province.to_owned()), filing_id: None, record_id: None }
    }
}
