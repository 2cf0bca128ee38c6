//! The documents 材料 that a filing needs as scans, and the step that needs each.

use crate::{
    form::{
        Form,
        applicant::ApplicantKind,
        kind::{About, FilingKind, is_fixed},
    },
    identifier::certificate_number::canonical_certificate,
    policy::{Responsible, Rules},
};
use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DocumentKind {
    /// The organizer's certificate 主办单位证件. The certificate of an individual is its identity document.
    OrganizerCertificate,
    /// The identity document of the organizer's leader 主体负责人证件.
    LeaderIdentity,
    /// The identity document of the site's leader 网站负责人证件, if another person leads the site.
    SiteLeaderIdentity,
    /// The letter of authorization 授权书 from the legal representative, if another person is the leader.
    AuthorizationLetter,
    /// The signed commitment 互联网信息服务承诺书.
    Commitment,
    /// The registrar's certificate of the domain 域名注册证书.
    DomainCertificate,
    /// The approving authority's document 前置审批文件.
    PreApproval,
    /// The residence permit 居住证 of a responsible person from another province.
    ResidencePermit,
    /// The verification sheet 真实性核验单. The bureau records its arrival.
    VerificationSheet,
    /// Any other document that helps.
    Other,
}

impl DocumentKind {
    /// Tells whether the scan shows a person's identity document. The certificate of an individual is one.
    pub fn is_identity(self, applicant: ApplicantKind) -> bool {
        match self {
            DocumentKind::LeaderIdentity
            | DocumentKind::SiteLeaderIdentity
            | DocumentKind::ResidencePermit => true,
            DocumentKind::OrganizerCertificate => applicant == ApplicantKind::Individual,
            _ => false,
        }
    }

    /// Every kind, in the order in which the documents are requested.
    pub const ALL: [DocumentKind; 10] = [
        DocumentKind::OrganizerCertificate,
        DocumentKind::LeaderIdentity,
        DocumentKind::SiteLeaderIdentity,
        DocumentKind::AuthorizationLetter,
        DocumentKind::Commitment,
        DocumentKind::DomainCertificate,
        DocumentKind::PreApproval,
        DocumentKind::ResidencePermit,
        DocumentKind::VerificationSheet,
        DocumentKind::Other,
    ];

    /// The identifier of the kind in JSON and in storage keys.
    pub fn as_str(self) -> &'static str {
        // The identifier is a part of the pointer, so the two cannot differ.
        self.pointer().trim_start_matches("/documents/")
    }

    /// Returns the kind that the JSON pointer `/documents/<kind>` names.
    pub fn at(pointer: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.pointer() == pointer)
    }

    /// The JSON pointer to the kind in findings and returns.
    pub fn pointer(self) -> &'static str {
        match self {
            DocumentKind::OrganizerCertificate => "/documents/organizer_certificate",
            DocumentKind::LeaderIdentity => "/documents/leader_identity",
            DocumentKind::SiteLeaderIdentity => "/documents/site_leader_identity",
            DocumentKind::AuthorizationLetter => "/documents/authorization_letter",
            DocumentKind::Commitment => "/documents/commitment",
            DocumentKind::DomainCertificate => "/documents/domain_certificate",
            DocumentKind::PreApproval => "/documents/pre_approval",
            DocumentKind::ResidencePermit => "/documents/residence_permit",
            DocumentKind::VerificationSheet => "/documents/verification_sheet",
            DocumentKind::Other => "/documents/other",
        }
    }
}

/// The step that needs a document. The order of the variants is the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum NeededFor {
    /// The owner needs the document to submit.
    Submit,
    /// The bureau needs the document to approve.
    Approval,
    /// No step needs the document, but it may help.
    Optional,
}

/// An entry in the list of documents of a filing: the kind of document, and the step that needs it, if any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ListedDocument {
    /// The kind of the document.
    pub kind: DocumentKind,
    /// The step that needs the document.
    pub needed_for: NeededFor,
    /// Code of the pre-approval class (data/pre-approvals.json), for [`DocumentKind::PreApproval`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// Returns the documents that a filing of this kind needs with this form. The bureau already has the documents about fields that the kind
/// cannot change. A pre-approval appears once for each class. A document about a site or its leader appears once for each site.
pub fn documents(kind: FilingKind, about: Option<&About>, form: &Form, rules: &Rules) -> Vec<ListedDocument> {
    use DocumentKind::*;
    use NeededFor::*;
    let organizer = &form.organizer;
    let individual = organizer.is_individual();
    let mut documents = Vec::new();
    let mut need = |kind, needed_for, class| documents.push(ListedDocument { kind, needed_for, class });
    let writes = |pointer| !is_fixed(kind, about, pointer);
    let lives_elsewhere = |who, form: &Form| needs_residence_permit(form, who, rules);
    if writes("/organizer/name") {
        need(OrganizerCertificate, Submit, None);
        if !individual {
            need(LeaderIdentity, Submit, None);
        }
        if !individual && !organizer.leader_is_legal_representative {
            need(AuthorizationLetter, Submit, None);
        }
    }
    if !writes("/site/name") {
        need(Other, Optional, None);
        return documents;
    }
    for _ in form.sites().filter(|site| !site.same_leader) {
        need(SiteLeaderIdentity, Submit, None);
    }
    if writes("/site/domain") {
        need(Commitment, Submit, None);
        for _ in form.sites() {
            need(DomainCertificate, Submit, None);
        }
    }
    let mut classes: Vec<&str> = Vec::new();
    for class in form.sites().flat_map(|site| &site.pre_approvals).map(|approval| approval.kind.as_str()) {
        if !classes.contains(&class) {
            classes.push(class);
            need(PreApproval, Approval, Some(class.to_owned()));
        }
    }
    let organizers = if individual { Responsible::Individual } else { Responsible::Leader };
    if writes("/organizer/name") && lives_elsewhere(organizers, form) {
        need(ResidencePermit, Optional, None);
    }
    for place in 0..=form.further.len() {
        if lives_elsewhere(Responsible::SiteLeader, &form.of_site(place)) {
            need(ResidencePermit, Optional, None);
        }
    }
    if kind.needs_sheet() {
        need(VerificationSheet, Approval, None);
    }
    need(Other, Optional, None);
    documents
}

/// Tells whether the rules advise a residence permit for this person, because the identity number belongs to another province than the
/// filing.
pub(crate) fn needs_residence_permit(form: &Form, who: Responsible, rules: &Rules) -> bool {
    let organizer = &form.organizer;
    let (kind, number) = match who {
        Responsible::Individual => (&organizer.certificate_kind, &organizer.certificate_number),
        Responsible::Leader => (&organizer.leader.certificate_kind, &organizer.leader.certificate_number),
        Responsible::SiteLeader if form.site.same_leader => return false,
        Responsible::SiteLeader => (&form.site.leader.certificate_kind, &form.site.leader.certificate_number),
    };
    let individual = organizer.is_individual();
    let counts = match who {
        Responsible::Individual => individual,
        Responsible::Leader => !individual,
        Responsible::SiteLeader => true,
    };
    // Other certificates of persons name no province, or are residence permits.
    let number = canonical_certificate(kind, number).filter(|_| kind == "2");
    let here = Some(rules.province.as_str());
    // A division in another province is an error of its own, which is reported instead.
    organizer.division.get(..2) == here
        && counts
        && rules.residence_permit.contains(&who)
        // The codes 81 to 83 are on residence permits themselves (Hong Kong, Macao, Taiwan).
        && number.is_some_and(|number| number.get(..2) != here && !number.starts_with('8'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{PreApproval, check};

    fn kinds(form: &Form, needed_for: NeededFor) -> Vec<&'static str> {
        documents(FilingKind::First, None, form, Rules::jiangxi())
            .iter()
            .filter(|d| d.needed_for == needed_for)
            .map(|d| d.kind.as_str())
            .collect()
    }

    #[test]
    fn identifiers_are_those_on_the_wire() {
        for kind in DocumentKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn a_unit_led_by_its_legal_representative_needs_four_scans() {
        let form = check::demo::unit();
        assert_eq!(
            kinds(&form, NeededFor::Submit),
            ["organizer_certificate", "leader_identity", "commitment", "domain_certificate"]
        );
        assert_eq!(kinds(&form, NeededFor::Approval), ["verification_sheet"]);
    }

    #[test]
    fn an_authorised_leader_needs_the_letter() {
        let mut form = check::demo::unit();
        form.organizer.leader_is_legal_representative = false;
        assert!(kinds(&form, NeededFor::Submit).contains(&"authorization_letter"));
    }

    #[test]
    fn a_leader_of_the_site_alone_needs_an_identity_document() {
        let mut form = check::demo::unit();
        form.site.same_leader = false;
        assert!(kinds(&form, NeededFor::Submit).contains(&"site_leader_identity"));
    }

    #[test]
    fn an_individual_needs_one_identity_document_and_no_letter() {
        let form = check::demo::individual();
        assert_eq!(
            kinds(&form, NeededFor::Submit),
            ["organizer_certificate", "commitment", "domain_certificate"]
        );
        assert_eq!(kinds(&form, NeededFor::Optional), ["other"]);
    }

    #[test]
    fn an_individual_from_elsewhere_may_show_a_residence_permit() {
        let mut form = check::demo::individual();
        form.organizer.certificate_number = crate::identifier::resident_id::demo("33", "19900101");
        assert_eq!(kinds(&form, NeededFor::Optional), ["residence_permit", "other"]);
    }

    #[test]
    fn each_leader_from_elsewhere_may_show_a_residence_permit() {
        let mut form = check::demo::unit();
        form.organizer.leader.certificate_number = crate::identifier::resident_id::demo("44", "19900101");
        assert_eq!(kinds(&form, NeededFor::Optional), ["residence_permit", "other"]);
        form.site.leader = check::demo::site_leader();
        form.site.leader.certificate_number = crate::identifier::resident_id::demo("33", "19910101");
        assert_eq!(
            kinds(&form, NeededFor::Optional),
            ["residence_permit", "other"],
            "the organizer's leads the site"
        );
        form.site.same_leader = false;
        assert_eq!(kinds(&form, NeededFor::Optional), ["residence_permit", "residence_permit", "other"]);
        let rules = Rules { residence_permit: vec![Responsible::SiteLeader], ..Rules::jiangxi().clone() };
        let permits = |form: &Form| {
            let documents = documents(FilingKind::First, None, form, &rules);
            documents.iter().filter(|document| document.kind == DocumentKind::ResidencePermit).count()
        };
        assert_eq!(permits(&form), 1, "where the rules say so");
    }

    #[test]
    fn each_pre_approval_class_needs_its_document_before_approval() {
        let mut form = check::demo::unit();
        for kind in ["1", "5", "1"] {
            form.site.pre_approvals.push(PreApproval { kind: kind.into(), ..PreApproval::default() });
        }
        let classes: Vec<_> = documents(FilingKind::First, None, &form, Rules::jiangxi())
            .into_iter()
            .filter_map(|d| d.class)
            .collect();
        assert_eq!(classes, ["1", "5"]);
        assert_eq!(kinds(&form, NeededFor::Approval), ["pre_approval", "pre_approval", "verification_sheet"]);
    }

    #[test]
    fn steps_are_ordered_by_time() {
        assert!(NeededFor::Submit < NeededFor::Approval && NeededFor::Approval < NeededFor::Optional);
    }
}
