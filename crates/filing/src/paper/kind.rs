//! Kinds of paper request, and the evidence each needs.

use crate::form::Applicant;
use serde::{Deserialize, Serialize};

/// What is asked for on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PaperKind {
    /// Recover the account 索回用户名密码.
    RecoverAccount,
    /// Delete what is still in submission 删除报备阶段信息 (§二.4).
    DeleteSubmission,
    /// Deregister 注销备案: a filing not yet approved, a site or an organizer on file, also of whoever held the domain before
    /// (§二.5, §三).
    Deregister,
}

/// A paper that proves who asks, or for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Evidence {
    /// The request 申请书 itself, sealed by a unit, signed by an individual.
    Form,
    /// Copy of the business licence 营业执照 or the organization-code certificate 组织机构代码证.
    Licence,
    /// Copy of the identity card 身份证.
    IdentityCard,
    /// The registrar's certificate 域名注册证书.
    DomainCertificate,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [PaperKind; 3] =
        [PaperKind::RecoverAccount, PaperKind::DeleteSubmission, PaperKind::Deregister];

    /// The evidence that must come, by who asks (§一.2, §二.4, §二.5).
    pub fn evidence(self, applicant: Applicant) -> &'static [Evidence] {
        match (self, applicant) {
            (PaperKind::DeleteSubmission, Applicant::Unit) => &[Evidence::Form, Evidence::Licence],
            (PaperKind::DeleteSubmission, Applicant::Individual) => &[Evidence::Form, Evidence::IdentityCard],
            (_, Applicant::Unit) => &[Evidence::Form, Evidence::Licence, Evidence::DomainCertificate],
            (_, Applicant::Individual) => {
                &[Evidence::Form, Evidence::IdentityCard, Evidence::DomainCertificate]
            }
        }
    }
}
