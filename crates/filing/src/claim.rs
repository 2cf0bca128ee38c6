//! Claims 占用: the exclusive hold of a filing on a domain, a certificate or an organizer. A record of another province holds claims too.

use crate::{
    identifier::{CreditCode, Domain, FilingId, OrganizerNumber, ResidentId, domain},
    policy::{CertificateHolder, NumberSystem, codes},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub mod conflict;
pub mod list;
#[cfg(test)]
mod tests;

pub use conflict::{Conflict, ConflictKind};
pub use list::{
    BAD_ROWS_HEADER, COLUMNS, HeaderProblem, LONGEST_LINE, ListChange, ListParser, ListTally, ListedClaim,
    bad_row_line, is_blank, next_line,
};

/// Code of the certificate kind that shows an organization code.
const ORGANIZATION_CERTIFICATE: &str = "3";

/// A claim, by the thing that it holds. Only one [`Holder`] at a time can have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "subject", content = "value")]
pub enum Claim {
    /// A registrable domain, as an A-label.
    Domain(String),
    /// An organizer's certificate, by its numbering system and its number.
    Certificate {
        /// Numbering system of the certificate, so that one credit code is one claim on any kind of certificate. A number without such a
        /// system has the code of its certificate kind here.
        system: String,
        /// The number in canonical form.
        number: String,
    },
    /// The right to be the one filing in progress about an organizer with a record, by the organizer's filing number.
    FilingUnderWay(OrganizerNumber),
}

impl Claim {
    /// The claim on a domain.
    pub fn domain(domain: &Domain) -> Claim {
        Claim::Domain(domain.ascii().to_owned())
    }

    /// The canonical claim: equal for all claims on the same thing. Filings, records and lists of other provinces are all found by it.
    ///
    /// A unit has one canonical claim by its organization code, which its credit code contains (GB 32100), on any kind of certificate. A
    /// person has one by the identity number of 18 characters, and a domain by the form of its registration. A filing keeps its claims as
    /// they were written, since its history contains their digest. Two claims hold the same thing if their canonical claims are equal.
    pub fn canonical(&self) -> Claim {
        const ORGANIZATION: &str = "organization-code";
        let of_organization =
            |code: &str| Claim::Certificate { system: ORGANIZATION.to_owned(), number: code.to_owned() };
        match self {
            Claim::Domain(domain) => Claim::Domain(domain::canonical(domain)),
            Claim::Certificate { system, number } => {
                let kind = codes::certificate_kinds().get(system).map(|kind| kind.number);
                match (kind, CreditCode::parse(number)) {
                    (None, Ok(code)) if system == "credit-code" => of_organization(code.organization_code()),
                    (Some(NumberSystem::OrganizationCode), _) => of_organization(number),
                    // The stored number may be older than the parser that reads such forms, so it is parsed here.
                    (Some(NumberSystem::CreditCodeOrOther | NumberSystem::Other), _) => {
                        match Claim::certificate(system, number) {
                            Some(read) if read != *self => read.canonical(),
                            _ => self.clone(),
                        }
                    }
                    _ => self.clone(),
                }
            }
            Claim::FilingUnderWay(_) => self.clone(),
        }
    }

    /// Whether both claims hold the same thing.
    pub fn is_same(&self, other: &Claim) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// The claim on a certificate of this kind and number; `None` when no such certificate can have this number.
    pub fn certificate(kind: &str, number: &str) -> Option<Claim> {
        let number = crate::identifier::certificate_number::canonical_certificate(kind, number)?;
        let of_kind = codes::certificate_kinds().get(kind)?;
        let is_of_persons = !of_kind.bearers.contains(&CertificateHolder::Unit);
        let system = match of_kind.number {
            NumberSystem::ResidentId => "resident-id",
            NumberSystem::OrganizationCode => kind,
            // A passport that bears an identity number belongs to the holder of that number.
            NumberSystem::Other if is_of_persons && ResidentId::parse(&number, Date::MAX).is_ok() => {
                "resident-id"
            }
            NumberSystem::Other if is_of_persons => kind,
            _ if CreditCode::parse(&number).is_ok() => "credit-code",
            _ => match crate::identifier::certificate_number::organization_code_in(of_kind, &number) {
                Some(code) => {
                    let number = code.as_str().to_owned();
                    return Some(Claim::Certificate { system: ORGANIZATION_CERTIFICATE.to_owned(), number });
                }
                None => kind,
            },
        };
        let system = system.to_owned();
        Some(Claim::Certificate { system, number })
    }
}

/// The holder of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A filing of this bureau, in progress or approved, by its identifier.
    Filing(FilingId),
    /// A record of another province.
    Province {
        /// Two-digit province code (GB/T 2260).
        code: String,
        /// Filing number in that province, or the number of its operating licence.
        number: String,
    },
}

/// A refused claim 未得的占用: a filing was refused this claim, because another holds it. Only staff can see it, and it is kept for
/// [`REFUSED_CLAIM_DAYS`] days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedClaim {
    /// The filing that was refused.
    pub filing_id: FilingId,
    /// Time of the last refusal.
    pub at: Timestamp,
    /// The holder of the claim at that time.
    pub holder: Holder,
}

/// Time for which a refused claim is kept, in days. The parties settle a conflict long before.
pub const REFUSED_CLAIM_DAYS: i64 = 180;
