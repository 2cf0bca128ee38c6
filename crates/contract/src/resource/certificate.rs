//! The issue and verification of certificates of filing 备案证明.

use crate::resource::domain::readable_domain;
use beian_filing::{
    identifier::{FilingNumber, OrganizerNumber},
    record::{CertificateContent, CertificateStanding, CertifiedSite, PublicOrganizer, Record},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Issues a certificate of filing 备案证明 of an organizer with all its live sites, or of one site.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueCertificate {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Position of the site under its organizer; all live sites if left out.
    #[serde(default)]
    pub position: Option<u32>,
}

/// Verifies that a certificate of filing is genuine. The number is in the body, so that no log contains it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyCertificate {
    /// Number printed on the certificate. Case, dashes and blanks do not matter.
    pub number: String,
}

/// A certificate of filing that was issued.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// Number of the certificate, such as `abcd-efgh-jkmn-pqrs-tuvw`.
    pub number: String,
    /// Address at which everybody can verify the certificate. The QR code on the certificate contains it.
    pub verify_url: String,
    /// Time of the issue.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub issued_at: Timestamp,
    /// Suggested name of the file.
    pub file_name: String,
    /// SHA-256 of the PDF, in hex.
    pub sha256: String,
    /// The PDF, in base64.
    pub pdf: String,
}

/// A genuine certificate of filing: the certified data, and the present record.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedView {
    /// Number of the certificate.
    pub number: String,
    /// Time of the issue.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub issued_at: Timestamp,
    /// Filing number of the organizer.
    pub organizer_number: OrganizerNumber,
    /// Certified name of the organizer. An individual's name is masked.
    pub organizer_name: String,
    /// Certified code of the organizer's unit kind.
    pub unit_kind: String,
    /// Present standing of the organizer.
    pub organizer_standing: CertificateStanding,
    /// Present name of the organizer; absent if it is the certified name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_name_now: Option<String>,
    /// Day on which the organizer was deregistered; absent while it is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// The certified sites.
    pub sites: Vec<VerifiedSite>,
    /// Number of the organizer's sites that are on file now.
    pub sites_now: usize,
    /// SHA-256 of the issued PDF, in hex.
    pub sha256: String,
    /// The signed text.
    pub statement: String,
    /// Ed25519 signature of the text, in hex.
    pub signature: String,
    /// Public key of the bureau for the signature, in hex.
    pub public_key: String,
}

impl VerifiedView {
    /// Builds the view from the certified data, the present record, and four texts: SHA-256 of the PDF, statement, signature and public
    /// key.
    pub fn of(
        certified: &CertificateContent,
        record: &Record,
        organizer: &PublicOrganizer,
        [sha256, statement, signature, public_key]: [String; 4],
    ) -> VerifiedView {
        let renamed = record.name != certified.organizer_name;
        VerifiedView {
            number: certified.certificate.clone(),
            issued_at: certified.issued_at,
            organizer_number: certified.organizer_number,
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

/// A certified site, and its present standing.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedSite {
    /// Filing number of the site.
    pub number: FilingNumber,
    /// Certified name of the site.
    pub name: String,
    /// Certified domain, in Unicode.
    pub domain: String,
    /// Day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// Present standing of the site.
    pub standing: CertificateStanding,
    /// Present name of the site, if it changed; absent otherwise, and after the deregistration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_now: Option<String>,
    /// Present domain in Unicode, if it changed; absent otherwise, and after the deregistration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_now: Option<String>,
    /// Day on which the site or its organizer was deregistered; absent while the site is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
}

impl VerifiedSite {
    fn of(site: &CertifiedSite, record: &Record) -> VerifiedSite {
        let standing = site.standing_in(record);
        let now = site.site_in(record).filter(|_| standing == CertificateStanding::Changed);
        VerifiedSite {
            number: site.number,
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

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    IssueCertificate VerifyCertificate CertificateView VerifiedView VerifiedSite
}
