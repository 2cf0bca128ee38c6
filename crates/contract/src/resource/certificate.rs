//! Certificates of filing 备案证明: issued, and verified.

use crate::resource::domain::readable_domain;
use beian_filing::record::{CertificateStanding, Certified, CertifiedSite, PublicOrganizer, Record};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Issue a certificate of filing 备案证明: of an organizer with all its live sites, or of one site.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueCertificate {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
    /// Position of the one site that it is about; all of them when left out.
    #[serde(default)]
    pub position: Option<u32>,
}

/// Ask whether a certificate of filing is genuine. In the body, so that no log has its number.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyCertificate {
    /// The certificate's number, as printed on it; case, dashes and blanks do not matter.
    pub number: String,
}

/// A certificate of filing that was issued.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// Its number, such as `abcd-efgh-jkmn-pqrs-tuvw`.
    pub number: String,
    /// Address at which anybody can verify it; its QR code has the same.
    pub verify_url: String,
    /// When it was issued.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub issued_at: Timestamp,
    /// What the file may be called.
    pub file_name: String,
    /// SHA-256 of the PDF, in hex.
    pub sha256: String,
    /// The PDF, in base64.
    pub pdf: String,
}

/// A genuine certificate of filing: what it certifies, and what is on file today.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedView {
    /// Its number.
    pub number: String,
    /// When it was issued.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub issued_at: Timestamp,
    /// The organizer's filing number.
    pub organizer_number: String,
    /// The organizer's name as certified; an individual's is masked.
    pub organizer_name: String,
    /// Code of the organizer's unit kind, as certified.
    pub unit_kind: String,
    /// How the organizer stands today.
    pub organizer_standing: CertificateStanding,
    /// Its name today, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_name_now: Option<String>,
    /// The day it was deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// The sites that are certified.
    pub sites: Vec<VerifiedSite>,
    /// How many sites of the organizer are on file today.
    pub sites_now: usize,
    /// SHA-256 of the PDF that was issued, in hex.
    pub sha256: String,
    /// The text that was signed.
    pub statement: String,
    /// Its Ed25519 signature, in hex.
    pub signature: String,
    /// The bureau's public key that checks it, in hex.
    pub public_key: String,
}

impl VerifiedView {
    /// The certified facts, beside what is on file today. The seal is SHA-256 of the PDF, statement, signature and public key.
    pub fn of(
        certified: &Certified,
        (record, organizer): (&Record, &PublicOrganizer),
        [sha256, statement, signature, public_key]: [String; 4],
    ) -> VerifiedView {
        let renamed = record.name != certified.organizer_name;
        VerifiedView {
            number: certified.certificate.clone(),
            issued_at: certified.issued_at,
            organizer_number: certified.organizer_number.clone(),
            organizer_name: certified.organizer_name.clone(),
            unit_kind: certified.unit_kind.clone(),
            organizer_standing: certified.organizer_now(record, organizer),
            organizer_name_now: renamed.then(|| record.name.clone()),
            deregistered_on: record.deregistered_on,
            sites: certified.sites.iter().map(|site| VerifiedSite::of(site, record)).collect(),
            sites_now: record.sites.iter().filter(|site| record.is_live() && site.is_live()).count(),
            sha256,
            statement,
            signature,
            public_key,
        }
    }
}

/// A site that is certified, and how it stands today.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedSite {
    /// Its filing number.
    pub number: String,
    /// Its name as certified.
    pub name: String,
    /// Its domain as certified, as people read it.
    pub domain: String,
    /// The day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// How it stands today.
    pub standing: CertificateStanding,
    /// Its name today, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_now: Option<String>,
    /// Its domain today, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_now: Option<String>,
    /// The day it was deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
}

impl VerifiedSite {
    fn of(site: &CertifiedSite, record: &Record) -> VerifiedSite {
        let standing = site.now(record);
        let now = site.on_file(record).filter(|_| standing == CertificateStanding::Changed);
        VerifiedSite {
            number: site.number.clone(),
            name: site.name.clone(),
            domain: readable_domain(&site.domain),
            approved_on: site.approved_on,
            standing,
            name_now: now.filter(|now| now.name != site.name).map(|now| now.name.clone()),
            domain_now: now.filter(|now| now.domain != site.domain).map(|now| readable_domain(&now.domain)),
            deregistered_on: site
                .deregistered_on(record)
                .filter(|_| standing == CertificateStanding::Deregistered),
        }
    }
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    IssueCertificate VerifyCertificate CertificateView VerifiedView VerifiedSite
}
