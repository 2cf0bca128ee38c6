//! Kinds of paper request, and the evidence each needs.

use crate::form::ApplicantKind;
use serde::{Deserialize, Serialize};

/// The kind of a paper request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestKind {
    /// Recovery of the account 索回用户名密码.
    RecoverAccount,
    /// Deletion of a filing in submission 删除报备阶段信息 (§二.4).
    DeleteSubmission,
    /// Deregistration 注销备案 of a filing in submission, or of a site or an organizer on file. The present holder of a
    /// domain may also ask for the deregistration of the former holder (§二.5, §三).
    Deregister,
}

/// A paper that proves the identity or the right of the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Evidence {
    /// The application form 申请书 itself. A unit seals it, and an individual signs it.
    Form,
    /// A copy of the business licence 营业执照 or of the organization-code certificate 组织机构代码证.
    Licence,
    /// A copy of the identity card 身份证.
    IdentityCard,
    /// The registrar's certificate of the domain 域名注册证书.
    DomainCertificate,
}

impl RequestKind {
    /// All kinds.
    pub const ALL: [RequestKind; 3] =
        [RequestKind::RecoverAccount, RequestKind::DeleteSubmission, RequestKind::Deregister];

    /// Returns the evidence that the request needs from this kind of applicant (§一.2, §二.4, §二.5).
    pub fn evidence(self, applicant: ApplicantKind) -> &'static [Evidence] {
        match (self, applicant) {
            (RequestKind::DeleteSubmission, ApplicantKind::Unit) => &[Evidence::Form, Evidence::Licence],
            (RequestKind::DeleteSubmission, ApplicantKind::Individual) => {
                &[Evidence::Form, Evidence::IdentityCard]
            }
            (_, ApplicantKind::Unit) => &[Evidence::Form, Evidence::Licence, Evidence::DomainCertificate],
            (_, ApplicantKind::Individual) => {
                &[Evidence::Form, Evidence::IdentityCard, Evidence::DomainCertificate]
            }
        }
    }
}
