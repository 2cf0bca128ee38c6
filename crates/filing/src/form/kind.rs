//! The kind of a filing 备案类型 and its consequences: the fields that the filing cannot change, the need for a verification sheet, and the
//! record that the filing is about.

use crate::identifier::FilingId;
use crate::identifier::OrganizerNumber;
use serde::{Deserialize, Serialize};

/// The kind of a filing 备案类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FilingKind {
    /// First filing 首次备案: neither the organizer nor the domain has a record.
    First,
    /// A new site 新增网站 of an organizer with a record (§二.6).
    AddSite,
    /// The access of another provider 新增接入 to a site of a record (§二.3).
    AddAccess,
    /// A change 变更 of the recorded data of an organizer, or of an organizer and one of its sites.
    Change,
    /// The deregistration of one site 注销网站 (§二.5).
    DeregisterSite,
    /// The deregistration of an organizer and of all its sites 注销主体 (§二.5).
    DeregisterOrganizer,
}

impl FilingKind {
    /// Every kind.
    pub const ALL: [FilingKind; 6] = [
        FilingKind::First,
        FilingKind::AddSite,
        FilingKind::AddAccess,
        FilingKind::Change,
        FilingKind::DeregisterSite,
        FilingKind::DeregisterOrganizer,
    ];

    /// Tells whether the filing deregisters a site or an organizer.
    pub fn is_deregistration(self) -> bool {
        matches!(self, FilingKind::DeregisterSite | FilingKind::DeregisterOrganizer)
    }

    /// Tells whether the bureau needs a verification sheet 核验单 by post before its review. The FAQ asks for one if the site is new
    /// (§二.6, §四.1).
    pub fn needs_sheet(self) -> bool {
        matches!(self, FilingKind::First | FilingKind::AddSite)
    }

    /// Tells whether the filing must name one site of the record.
    pub fn needs_site(self) -> bool {
        matches!(self, FilingKind::AddAccess | FilingKind::DeregisterSite)
    }
}

/// The record that a filing is about, with the consents of the owner to this filing. A first filing has no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The organizer's filing number.
    pub number: OrganizerNumber,
    /// The sequence number of the site, if the filing is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The reason for the deregistration, in the applicant's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The identifiers of the filings that described the organizer and the site when this filing began. A change starts from their forms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub described: Vec<FilingId>,
    /// Whether the owner authorized the provider that writes the filing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authorized: bool,
    /// Whether the owner confirmed the deregistration with the code from its email.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// The part of a record that a filing is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPart {
    /// The organizer.
    Organizer,
    /// One of its sites.
    Site,
}

impl RecordPart {
    /// Returns the part at this position of the record: a site, or without a position the organizer.
    pub fn at(position: Option<u32>) -> RecordPart {
        if position.is_some() { RecordPart::Site } else { RecordPart::Organizer }
    }
}

/// The fields, and groups of fields, that a filing of this kind cannot change, as JSON pointers. They keep the values of the record;
/// the further sites of a first filing stay empty.
pub fn fixed(kind: FilingKind, part: RecordPart) -> &'static [&'static str] {
    match kind {
        FilingKind::First => &["/further"],
        FilingKind::AddSite => &["/organizer"],
        FilingKind::AddAccess => &["/organizer", "/site", "/further"],
        // A change keeps the certificate and the domain; the provider that files may change.
        FilingKind::Change if part == RecordPart::Site => &[
            "/organizer/certificate_kind",
            "/organizer/certificate_number",
            "/site/domain",
            "/access/method",
            "/access/location",
            "/access/ip_ranges",
            "/further",
        ],
        FilingKind::Change => &[
            "/organizer/certificate_kind",
            "/organizer/certificate_number",
            "/site",
            "/access/method",
            "/access/location",
            "/access/ip_ranges",
            "/further",
        ],
        FilingKind::DeregisterSite | FilingKind::DeregisterOrganizer => {
            &["/organizer", "/site", "/access", "/further"]
        }
    }
}

/// Tells whether a filing of this kind cannot change the field. `pointer` is its JSON pointer.
pub fn is_fixed(kind: FilingKind, about: Option<&About>, pointer: &str) -> bool {
    let part = RecordPart::at(about.and_then(|about| about.position));
    let within = |group: &&str| {
        pointer.strip_prefix(*group).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    fixed(kind, part).iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(position: Option<u32>) -> About {
        About {
            number: OrganizerNumber::issue('赣', 2026, 1),
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
            (FilingKind::First, None, true, true, true),
            (FilingKind::AddSite, None, false, true, true),
            (FilingKind::AddAccess, Some(1), false, false, true),
            (FilingKind::Change, None, true, false, false),
            (FilingKind::Change, Some(1), true, true, false),
            (FilingKind::DeregisterSite, Some(1), false, false, false),
            (FilingKind::DeregisterOrganizer, None, false, false, false),
        ] {
            assert_eq!(open(kind, position, "/organizer/leader/mobile"), organizer, "{kind:?}");
            assert_eq!(open(kind, position, "/site/name"), site, "{kind:?}");
            assert_eq!(open(kind, position, "/access/method"), access, "{kind:?}");
        }
    }

    #[test]
    fn only_sites_that_are_added_come_several_in_one_order() {
        for kind in FilingKind::ALL {
            let pointer = "/further/0/site/name";
            assert_eq!(is_fixed(kind, Some(&about(None)), pointer), kind != FilingKind::AddSite, "{kind:?}");
        }
    }

    #[test]
    fn a_change_never_touches_whose_number_or_which_domain() {
        for pointer in ["/organizer/certificate_kind", "/organizer/certificate_number", "/site/domain"] {
            assert!(is_fixed(FilingKind::Change, Some(&about(Some(1))), pointer), "{pointer}");
        }
        assert!(!is_fixed(FilingKind::Change, Some(&about(Some(1))), "/access/provider"));
    }
}
