//! The dated code lists that forms offer.

use beian_filing::{
    form::{FilingKind, RecordPart, kind},
    policy::{CertificateKind, City, CodeEntry, CodeTable, PreApprovalClass, Province, Rules, codes},
};
use serde::{Deserialize, Serialize};

/// Lists the dated code lists that forms offer.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListCodes {}

/// A kind of filing.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindView {
    /// Code of the kind.
    pub kind: FilingKind,
    /// Fields and groups of fields that a filing of this kind cannot change, as JSON pointers. For a change, these are the fields of a
    /// change of a site.
    pub fixed: Vec<&'static str>,
}

impl KindView {
    fn of(kind: FilingKind) -> KindView {
        KindView { kind, fixed: kind::fixed(kind, RecordPart::Site).to_vec() }
    }
}

/// The dated code lists that forms offer. Each list is an object `{source, valid_from, valid_to, entries}`; `valid_to` is absent if it is
/// unknown.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodesView {
    /// Provinces, each with its bureau.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub provinces: &'static CodeTable<Province>,
    /// Cities and counties of this province.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub divisions: &'static CodeTable<City>,
    /// Kinds of unit.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub unit_kinds: &'static CodeTable<CodeEntry>,
    /// Kinds of certificate.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub certificate_kinds: &'static CodeTable<CertificateKind>,
    /// Pre-approval classes.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub pre_approvals: &'static CodeTable<PreApprovalClass>,
    /// Kinds of service.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub service_kinds: &'static CodeTable<CodeEntry>,
    /// Contents of a service.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub service_contents: &'static CodeTable<CodeEntry>,
    /// Languages.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub languages: &'static CodeTable<CodeEntry>,
    /// Reasons for which a review may be paused.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub pause_reasons: &'static CodeTable<CodeEntry>,
    /// Access methods.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub access_methods: &'static CodeTable<CodeEntry>,
    /// Kinds of filing, each with the fields that it cannot change.
    pub kinds: Vec<KindView>,
    /// Rules of the province.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub rules: &'static Rules,
}

impl CodesView {
    /// Builds the view of all lists, with the rules of the province.
    pub fn of(rules: &'static Rules) -> CodesView {
        CodesView {
            provinces: codes::provinces(),
            divisions: codes::divisions(),
            unit_kinds: codes::unit_kinds(),
            certificate_kinds: codes::certificate_kinds(),
            pre_approvals: codes::pre_approvals(),
            service_kinds: codes::service_kinds(),
            service_contents: codes::service_contents(),
            languages: codes::languages(),
            pause_reasons: codes::pause_reasons(),
            access_methods: codes::access_methods(),
            kinds: FilingKind::ALL.map(KindView::of).to_vec(),
            rules,
        }
    }
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ListCodes KindView CodesView }
