//! A certificate of filing 备案证明: what was on file of an organizer at one moment, as the public may know it, and how
//! that stands to what is on file later. The public record is what counts; a certificate only repeats it.

use crate::{
    history::Actor,
    record::refusal::RecordRefusal,
    record::{OnFile, public::OrganizerRecord, site::SiteOnFile},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a statement begins with, so that nothing else that is ever signed can pass for one.
const FORM: &str = "beian-certificate-1";
/// Letters and digits of a certificate's number, without its dashes.
pub const SIGNS: usize = 20;
/// Letters and digits between two dashes.
pub const GROUP: usize = 4;

/// What is certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// Which kind of statement this is.
    form: String,
    /// The certificate's own number, such as `abcd-efgh-jkmn-pqrs-tuvw`.
    pub certificate: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The organizer's filing number.
    pub organizer_number: String,
    /// Its name; an individual's is masked.
    pub organizer_name: String,
    /// Code of its unit kind.
    pub unit_kind: String,
    /// Whether all live sites of the organizer are named, or one.
    pub whole: bool,
    /// The sites, by position.
    pub sites: Vec<CertifiedSite>,
}

/// A site that is certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifiedSite {
    /// Its filing number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its domain, as an A-label.
    pub domain: String,
    /// The day of the approval.
    pub approved_on: Date,
}

/// How something certified stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Standing {
    /// On file, as certified.
    Same,
    /// On file, and something of it was changed since.
    Changed,
    /// No longer on file.
    Deregistered,
}

impl Certified {
    /// What a certificate says of an organizer, or with a position of one of its sites, for who may have one.
    ///
    /// # Errors
    /// [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NotOnFile`] where there is no such site or none at all,
    /// [`RecordRefusal::NoSuchAccess`] for a provider that gives no access any more.
    pub fn of(
        (file, record): (&OnFile, &OrganizerRecord),
        position: Option<u32>,
        actor: &Actor,
        (certificate, issued_at): (String, Timestamp),
    ) -> Result<Certified, RecordRefusal> {
        file.live_for(actor, position)?;
        let wanted =
            |site: &&SiteOnFile| site.is_live() && position.is_none_or(|position| site.position == position);
        let mut sites: Vec<&SiteOnFile> = file.sites.iter().filter(wanted).collect();
        sites.sort_by_key(|site| site.position);
        if sites.is_empty() {
            return Err(RecordRefusal::NotOnFile);
        }
        Ok(Certified {
            form: FORM.to_owned(),
            certificate,
            issued_at,
            organizer_number: file.number.clone(),
            organizer_name: file.name.clone(),
            unit_kind: record.unit_kind.clone(),
            whole: position.is_none(),
            sites: sites.into_iter().map(CertifiedSite::of).collect(),
        })
    }

    /// The text that is signed: JSON without blanks, its fields in the order above.
    ///
    /// # Errors
    /// Only what `serde_json` may say, which is nothing for plain data.
    pub fn statement(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads a statement back.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(statement: &str) -> Result<Certified, serde_json::Error> {
        serde_json::from_str(statement)
    }

    /// How the organizer stands today.
    pub fn organizer_now(&self, file: &OnFile, record: &OrganizerRecord) -> Standing {
        if !file.is_live() {
            Standing::Deregistered
        } else if file.name != self.organizer_name || record.unit_kind != self.unit_kind {
            Standing::Changed
        } else {
            Standing::Same
        }
    }
}

impl CertifiedSite {
    fn of(site: &SiteOnFile) -> CertifiedSite {
        CertifiedSite {
            number: site.number.clone(),
            name: site.name.clone(),
            domain: site.domain.clone(),
            approved_on: site.approved_on,
        }
    }

    /// The site as it is on file today.
    pub fn on_file<'a>(&self, file: &'a OnFile) -> Option<&'a SiteOnFile> {
        file.sites.iter().find(|site| site.number == self.number)
    }

    /// How it stands today. What is below an organizer that is off file is off file.
    pub fn now(&self, file: &OnFile) -> Standing {
        match self.on_file(file) {
            Some(site) if file.is_live() && site.is_live() => {
                if *self == CertifiedSite::of(site) {
                    Standing::Same
                } else {
                    Standing::Changed
                }
            }
            _ => Standing::Deregistered,
        }
    }

    /// The day it went off file.
    pub fn gone_on(&self, file: &OnFile) -> Option<Date> {
        self.on_file(file).and_then(|site| site.deregistered_on).or(file.deregistered_on)
    }
}

/// A certificate's number as it is kept, from what somebody typed: whatever the case, dashes, blanks and width.
/// `None` when it cannot be one.
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
