//! What a filing asks for 备案类型, and what follows from it: which fields stand as they are on file, and which papers come.

use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Kind {
    /// First filing 首次备案: neither the organizer nor the domain is on file.
    First,
    /// Another site 新增网站 of an organizer that is on file (§二.6).
    AddSite,
    /// Another provider's access 新增接入 to a site that is on file (§二.3).
    AddAccess,
    /// Other facts 变更 about an organizer, or about it and one of its sites.
    Change,
    /// One site is no longer on file 注销网站 (§二.5).
    DeregisterSite,
    /// The organizer and everything below it is no longer on file 注销主体 (§二.5).
    DeregisterOrganizer,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] = [
        Kind::First,
        Kind::AddSite,
        Kind::AddAccess,
        Kind::Change,
        Kind::DeregisterSite,
        Kind::DeregisterOrganizer,
    ];

    /// Whether it takes something off file.
    pub fn is_deregistration(self) -> bool {
        matches!(self, Kind::DeregisterSite | Kind::DeregisterOrganizer)
    }

    /// Whether a verification sheet must come by post before it is reviewed: the source asks for it where a site is new
    /// (§二.6, §四.1).
    pub fn needs_sheet(self) -> bool {
        matches!(self, Kind::First | Kind::AddSite)
    }

    /// Whether it is about one site that is on file, which must be named.
    pub fn needs_site(self) -> bool {
        matches!(self, Kind::AddAccess | Kind::DeregisterSite)
    }
}

/// What on file a filing is about; absent for a first filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The organizer's filing number.
    pub number: String,
    /// Position of the site, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Why it shall be deregistered, in the applicant's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The filings that described the organizer and the site when it was begun; a change goes by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub described: Vec<String>,
    /// Whether the owner authorized the provider that writes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authorized: bool,
    /// Whether the owner confirmed a deregistration with the code from its email.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// The fields, or groups of them, that stand as they are on file, so that a filing of this kind cannot write them.
/// `of_site` says whether it is about one site on file.
pub fn fixed(kind: Kind, of_site: bool) -> &'static [&'static str] {
    match kind {
        Kind::First => &["/further"],
        Kind::AddSite => &["/organizer"],
        Kind::AddAccess => &["/organizer", "/site", "/further"],
        // Whose the number is and which site it is never changes; through whom it is filed may.
        Kind::Change if of_site => &[
            "/organizer/certificate_kind",
            "/organizer/certificate_number",
            "/site/domain",
            "/access/method",
            "/access/location",
            "/access/ip_ranges",
            "/further",
        ],
        Kind::Change => &[
            "/organizer/certificate_kind",
            "/organizer/certificate_number",
            "/site",
            "/access/method",
            "/access/location",
            "/access/ip_ranges",
            "/further",
        ],
        Kind::DeregisterSite | Kind::DeregisterOrganizer => &["/organizer", "/site", "/access", "/further"],
    }
}

/// Whether this field is one of them.
pub fn is_fixed(kind: Kind, about: Option<&About>, pointer: &str) -> bool {
    let of_site = about.is_some_and(|about| about.position.is_some());
    let within = |group: &&str| {
        pointer.strip_prefix(*group).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    fixed(kind, of_site).iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(position: Option<u32>) -> About {
        About {
            number: "赣ICP备2026000001号".into(),
            position,
            reason: None,
            described: Vec::new(),
            authorized: false,
            confirmed: false,
        }
    }

    #[test]
    fn each_kind_leaves_open_what_it_is_for() {
        let open = |kind, position, pointer| !is_fixed(kind, Some(&about(position)), pointer);
        for (kind, position, organizer, site, access) in [
            (Kind::First, None, true, true, true),
            (Kind::AddSite, None, false, true, true),
            (Kind::AddAccess, Some(1), false, false, true),
            (Kind::Change, None, true, false, false),
            (Kind::Change, Some(1), true, true, false),
            (Kind::DeregisterSite, Some(1), false, false, false),
            (Kind::DeregisterOrganizer, None, false, false, false),
        ] {
            assert_eq!(open(kind, position, "/organizer/leader/mobile"), organizer, "{kind:?}");
            assert_eq!(open(kind, position, "/site/name"), site, "{kind:?}");
            assert_eq!(open(kind, position, "/access/method"), access, "{kind:?}");
        }
    }

    #[test]
    fn only_sites_that_are_added_come_several_in_one_order() {
        for kind in Kind::ALL {
            let pointer = "/further/0/site/name";
            assert_eq!(is_fixed(kind, Some(&about(None)), pointer), kind != Kind::AddSite, "{kind:?}");
        }
    }

    #[test]
    fn a_change_never_touches_whose_number_or_which_domain() {
        for pointer in ["/organizer/certificate_kind", "/organizer/certificate_number", "/site/domain"] {
            assert!(is_fixed(Kind::Change, Some(&about(Some(1))), pointer), "{pointer}");
        }
        assert!(!is_fixed(Kind::Change, Some(&about(Some(1))), "/access/provider"));
    }
}
