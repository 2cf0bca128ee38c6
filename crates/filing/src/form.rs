//! The form 备案信息 of a filing: organizer, site and access, stored exactly as the applicant typed them.
//!
//! A draft may be incomplete or wrong, so every field is text, a flag or a list, and this module checks none
//! of them; [`crate::form::check`] does. The field names form the JSON pointers in findings and returns
//! (`/organizer/leader/mobile`).

pub mod applicant;
pub mod check;
pub mod diff;
pub mod documents;
pub mod kind;
pub mod legibility;
pub mod masking;

pub use applicant::{ApplicantKind, UserCategory};
pub use diff::FieldChange;
pub use documents::{DocumentKind, ListedDocument, NeededFor};
pub use kind::{About, FilingKind, RecordPart};
pub use legibility::{Illegible, MAX_SCAN_PAGES, PageFlaw, PageMeasurements, ScanPage};

use serde::{Deserialize, Serialize};

/// The form 备案信息 of a filing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Form {
    /// The organizer 主体, which answers for the site.
    pub organizer: Organizer,
    /// The first site 网站.
    pub site: Site,
    /// The access 接入 of the first site.
    pub access: Access,
    /// The further sites of the same filing (§二.6). All use the provider of the first site. Only a filing that adds sites 新增网站 may have
    /// them.
    pub further: Vec<FurtherSite>,
}

/// A further site of the same filing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FurtherSite {
    /// The site.
    pub site: Site,
    /// The access of the site.
    pub access: FurtherAccess,
}

/// The access 接入 of a further site, through the provider of the filing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FurtherAccess {
    /// Code of the access method 接入方式 (data/access-methods.json).
    pub method: String,
    /// Two-digit code of the province in which the server is located 服务器放置地.
    pub location: String,
    /// Address ranges 起始IP–终止IP. A single address is a range of one.
    pub ip_ranges: Vec<IpRange>,
}

/// The organizer 主体 (主办单位): the unit or individual that answers for its sites.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Organizer {
    /// Six-digit division code of the county (GB/T 2260); its first two digits are the province.
    pub division: String,
    /// Code of the unit kind 单位性质 (data/unit-kinds.json); `5` is an individual.
    pub unit_kind: String,
    /// Code of the certificate kind 证件类型 (data/certificate-kinds.json).
    pub certificate_kind: String,
    /// Certificate number 证件号码.
    pub certificate_number: String,
    /// Full legal name 主办单位名称.
    pub name: String,
    /// Address on the certificate 证件住所.
    pub certificate_address: String,
    /// Postal address 通信地址 in the filed division, down to the door number.
    pub mailing_address: String,
    /// Investor or superior unit 投资人或上级主管单位. Only units have one.
    pub investor: String,
    /// The person who answers for the organizer 主体负责人.
    pub leader: Person,
    /// Whether the leader is the legal representative 法定代表人. Only units have one.
    pub leader_is_legal_representative: bool,
    /// Name of the legal representative, if another person is the leader.
    pub legal_representative: String,
    /// Remarks 备注.
    pub remarks: String,
}

/// A person who answers for an organizer or a site 负责人.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Person {
    /// Name as on the certificate.
    pub name: String,
    /// Code of the certificate kind (data/certificate-kinds.json), one for persons.
    pub certificate_kind: String,
    /// Certificate number.
    pub certificate_number: String,
    /// First day of validity, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day of validity, `YYYY-MM-DD`, or `long_term` 长期.
    pub valid_to: String,
    /// Mobile number 移动电话, eleven digits.
    pub mobile: String,
    /// Landline 固定电话, `0791-12345678`.
    pub landline: String,
    /// Emergency phone 应急电话: another number than the two above, mobile or landline.
    pub emergency_phone: String,
    /// Email address.
    pub email: String,
}

/// The site 网站 (互联网信息服务).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Site {
    /// Name of the site.
    pub name: String,
    /// The registrable domain 域名, as typed.
    pub domain: String,
    /// Last day of the domain's registration 域名到期日, `YYYY-MM-DD`, as on the registrar's certificate.
    pub domain_valid_to: String,
    /// Address of the home page 首页 URL, without a scheme.
    pub home_url: String,
    /// Code of the service kind 服务类型 (data/service-kinds.json).
    pub service_kind: String,
    /// Codes of the service contents 服务内容 (data/service-contents.json).
    pub contents: Vec<String>,
    /// Codes of the languages (data/languages.json).
    pub languages: Vec<String>,
    /// Whether the applicant declares that no pre-approval class applies 以上都不涉及.
    pub no_pre_approval: bool,
    /// The pre-approvals 前置审批, one for each class that applies.
    pub pre_approvals: Vec<PreApproval>,
    /// Whether the organizer's leader is the site's leader too.
    pub same_leader: bool,
    /// The site's leader 网站负责人, if the organizer's leader is not.
    pub leader: Person,
    /// Remarks 备注: the purpose of the site, in 20 to 200 characters.
    pub remarks: String,
}

/// A pre-approval 前置审批: a class of content and the authority's document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PreApproval {
    /// Code of the class (data/pre-approvals.json).
    pub kind: String,
    /// Number of the authority's document 批准文号. It may be empty until the document exists.
    pub document_number: String,
    /// Last day of the document's validity, `YYYY-MM-DD`, or `long_term` 长期. It may be empty until the
    /// document exists.
    pub valid_to: String,
}

/// The access 接入: the provider and the method by which the site reaches the network.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Access {
    /// Identifier of the access provider 接入服务商.
    pub provider: String,
    /// Code of the access method 接入方式 (data/access-methods.json).
    pub method: String,
    /// Two-digit code of the province in which the server is located 服务器放置地.
    pub location: String,
    /// Address ranges 起始IP–终止IP. A single address is a range of one.
    pub ip_ranges: Vec<IpRange>,
}

/// A range of IP addresses, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IpRange {
    /// First address.
    pub from: String,
    /// Last address. An empty one equals the first.
    pub to: String,
}

crate::prints_its_name! { Form Organizer Person Site Access FurtherSite FurtherAccess IpRange }

impl Organizer {
    /// Tells whether the organizer is an individual 个人 and not a unit.
    pub fn is_individual(&self) -> bool {
        self.unit_kind == "5"
    }

    /// Returns the kind of applicant that the organizer is.
    pub fn applicant(&self) -> ApplicantKind {
        if self.is_individual() { ApplicantKind::Individual } else { ApplicantKind::Unit }
    }
}

impl Form {
    /// Returns the site's leader: the site's own one, or the organizer's.
    pub fn site_leader(&self) -> &Person {
        if self.site.same_leader { &self.organizer.leader } else { &self.site.leader }
    }

    /// The sites of the form, the first one included, in their order.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        std::iter::once(&self.site).chain(self.further.iter().map(|further| &further.site))
    }

    /// Returns the form as if one of its sites were the only one. `place` counts the sites from 0; the first
    /// site replaces a missing one.
    pub fn of_site(&self, place: usize) -> Form {
        let (site, access) = match place.checked_sub(1).and_then(|place| self.further.get(place)) {
            None => (self.site.clone(), self.access.clone()),
            Some(FurtherSite { site, access }) => {
                let FurtherAccess { method, location, ip_ranges } = access.clone();
                (site.clone(), Access { provider: self.access.provider.clone(), method, location, ip_ranges })
            }
        };
        Form { organizer: self.organizer.clone(), site, access, further: Vec::new() }
    }
}
