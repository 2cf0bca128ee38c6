//! Conflicts 冲突: the data that an applicant gets about a claim of another party.

use crate::claim::Claim;
use crate::identifier::FilingId;
use serde::{Deserialize, Serialize};

/// Kind of a conflict. The applicant's next step follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ConflictKind {
    /// The domain is on file in this province. Its owner deregisters it on paper, or asks the access provider if the record is the
    /// owner's own.
    DomainOnFileHere,
    /// The domain is on file in another province, and the bureau of that province deregisters it.
    DomainOnFileElsewhere,
    /// The domain is in a filing under way of the same owner, who amends that filing.
    DomainInYourFiling,
    /// The domain is in another owner's filing under way, and that owner must withdraw it.
    DomainInOtherFiling,
    /// The certificate is on file in this province. The owner checks the number for a typing error; without one, the access provider adds
    /// the site to the record.
    CertificateOnFile,
    /// The certificate is on file in another province.
    CertificateOnFileElsewhere,
    /// The certificate is in a filing under way of the same owner.
    CertificateInYourFiling,
    /// The certificate is in another owner's filing under way.
    CertificateInOtherFiling,
    /// The organizer has another filing under way; only one is possible at a time.
    FilingUnderWay,
}

/// A conflict as the applicant sees it, without data of the other party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Kind of the conflict.
    pub kind: ConflictKind,
    /// Two-digit code of the province that holds the claim, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Identifier of the filing that holds the claim, when the applicant owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// Identifier of the record that holds the claim, when the applicant owns it: the digits of the organizer's filing number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
}

impl Conflict {
    /// The conflict with a claim that another province holds.
    pub fn elsewhere(claim: &Claim, province: &str) -> Conflict {
        let kind = match claim {
            Claim::Domain(_) => ConflictKind::DomainOnFileElsewhere,
            Claim::Certificate { .. } => ConflictKind::CertificateOnFileElsewhere,
            Claim::FilingUnderWay(_) => ConflictKind::FilingUnderWay,
        };
        Conflict { kind, province: Some(province.to_owned()), filing_id: None, record_id: None }
    }
}
