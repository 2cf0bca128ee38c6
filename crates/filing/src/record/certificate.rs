//! The certificate of filing 备案证明: a signed statement of a record's public data at one moment, and its comparison with
//! the present record.
//!
//! The public record is authoritative. A certificate only repeats it.

use crate::{
    history::Actor,
    identifier::{FilingNumber, OrganizerNumber},
    record::refusal::RecordRefusal,
    record::{Record, public::PublicOrganizer, site::RecordSite},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The first field of every statement. It keeps any other signed text from passing for a certificate.
const FORM: &str = "beian-certificate-1";
/// The number of letters and digits in a certificate number 证书编号, without dashes.
pub const SIGNS: usize = 20;
/// The number of letters and digits between two dashes.
pub const GROUP: usize = 4;

/// The content of a certificate of filing 备案证明. The certificate 证件 of a person or unit is another thing; see
/// [`Claim::Certificate`](crate::claim::Claim::Certificate).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateContent {
    /// The kind of statement. It has the same value in every certificate.
    form: String,
    /// The certificate's own number, such as `abcd-efgh-jkmn-pqrs-tuvw`.
    pub certificate: String,
    /// The time of issue.
    pub issued_at: Timestamp,
    /// The organizer's filing number.
    pub organizer_number: OrganizerNumber,
    /// The organizer's name. An individual's name is masked.
    pub organizer_name: String,
    /// Code of the organizer's unit kind.
    pub unit_kind: String,
    /// True if the certificate names all live sites of the organizer, false if it names one site.
    pub whole: bool,
    /// The sites, by position.
    pub sites: Vec<CertifiedSite>,
}

/// A site that a certificate names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifiedSite {
    /// The site's filing number.
    pub number: FilingNumber,
    /// The site's name.
    pub name: String,
    /// The site's domain, as an A-label.
    pub domain: String,
    /// The day of the site's approval.
    pub approved_on: Date,
}

/// The present standing of an organizer or site that a certificate names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum CertificateStanding {
    /// The organizer or site is on file as certified.
    Same,
    /// The organizer or site is on file, but its certified data has changed.
    Changed,
    /// The organizer or site is no longer on file.
    Deregistered,
}

impl CertificateContent {
    /// Builds the content of a certificate. It names all live sites of the organizer or, with a position, one of them.
    /// `certificate` is the new certificate's number. The caller checks that the actor may see the record.
    ///
    /// # Errors
    /// [`RecordRefusal::AlreadyDeregistered`]; [`RecordRefusal::NotOnFile`] if the site does not exist or no site is
    /// live; [`RecordRefusal::NoSuchAccess`] if the actor's provider gives no access any more.
    pub fn of(
        record: &Record,
        organizer: &PublicOrganizer,
        position: Option<u32>,
        actor: &Actor,
        certificate: String,
        issued_at: Timestamp,
    ) -> Result<CertificateContent, RecordRefusal> {
        record.live_for(actor, position)?;
        let wanted =
            |site: &&RecordSite| site.is_live() && position.is_none_or(|position| site.position == position);
        let mut sites: Vec<&RecordSite> = record.sites.iter().filter(wanted).collect();
        sites.sort_by_key(|site| site.position);
        if sites.is_empty() {
            return Err(RecordRefusal::NotOnFile);
        }
        Ok(CertificateContent {
            form: FORM.to_owned(),
            certificate,
            issued_at,
            organizer_number: record.number,
            organizer_name: record.name.clone(),
            unit_kind: organizer.unit_kind.clone(),
            whole: position.is_none(),
            sites: sites.into_iter().map(CertifiedSite::of).collect(),
        })
    }

    /// Returns the text that is signed: JSON without blanks, with the fields in the order of their declaration.
    ///
    /// # Errors
    /// An error of `serde_json`, which plain data never causes.
    pub fn statement(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Parses a statement.
    ///
    /// # Errors
    /// An error of `serde_json` if the text is no statement.
    pub fn read(statement: &str) -> Result<CertificateContent, serde_json::Error> {
        serde_json::from_str(statement)
    }

    /// Returns the organizer's standing in the present record.
    pub fn organizer_now(&self, record: &Record, organizer: &PublicOrganizer) -> CertificateStanding {
        if !record.is_live() {
            CertificateStanding::Deregistered
        } else if record.name != self.organizer_name || organizer.unit_kind != self.unit_kind {
            CertificateStanding::Changed
        } else {
            CertificateStanding::Same
        }
    }
}

impl CertifiedSite {
    fn of(site: &RecordSite) -> CertifiedSite {
        CertifiedSite {
            number: site.number,
            name: site.name.clone(),
            domain: site.domain.clone(),
            approved_on: site.approved_on,
        }
    }

    /// Returns the site in the present record.
    pub fn site_in<'a>(&self, record: &'a Record) -> Option<&'a RecordSite> {
        record.sites.iter().find(|site| site.number == self.number)
    }

    /// Returns the site's standing in the present record. A site below a deregistered organizer counts as deregistered.
    pub fn standing_in(&self, record: &Record) -> CertificateStanding {
        match self.site_in(record) {
            Some(site) if record.is_live() && site.is_live() => {
                if *self == CertifiedSite::of(site) {
                    CertificateStanding::Same
                } else {
                    CertificateStanding::Changed
                }
            }
            _ => CertificateStanding::Deregistered,
        }
    }

    /// Returns the day on which the site or its organizer was deregistered.
    pub fn deregistered_on(&self, record: &Record) -> Option<Date> {
        self.site_in(record).and_then(|site| site.deregistered_on).or(record.deregistered_on)
    }
}

/// Parses a typed certificate number into the form in which it is stored. Case, dashes, blanks and full-width
/// characters do not matter. Returns `None` if the text cannot be a certificate number.
pub fn parse_number(typed: &str) -> Option<String> {
    let mut signs = String::with_capacity(SIGNS + SIGNS / GROUP);
    let mut count = 0;
    for sign in crate::text::number(typed).chars() {
        match sign {
            '-' | '‐' | '–' | '—' | '_' | '.' => continue,
            sign if sign.is_ascii_alphanumeric() && count < SIGNS => {
                if count > 0 && count % GROUP == 0 {
                    signs.push('-');
                }
                signs.push(sign.to_ascii_lowercase());
                count += 1;
            }
            _ => return None,
        }
    }
    (count == SIGNS).then_some(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        let known = Some("abcd-efgh-jkmn-pqrs-tuvw".to_owned());
        for typed in [
            "abcd-efgh-jkmn-pqrs-tuvw",
            "ABCD EFGH JKMN PQRS TUVW",
            "abcdefghjkmnpqrstuvw",
            " ＡＢＣＤ－efgh–jkmn—pqrs tuvw ",
        ] {
            assert_eq!(parse_number(typed), known, "{typed}");
        }
        for typed in
            ["", "abcd", "abcd-efgh-jkmn-pqrs-tuvwx", "abcd-efgh-jkmn-pqrs-tuv#", "赣ICP备2026000123号"]
        {
            assert_eq!(parse_number(typed), None, "{typed}");
        }
    }
}
