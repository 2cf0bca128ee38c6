//! Claims 占用: the domain or certificate that one filing alone may hold.

use crate::{
    identifier::{CreditCode, Domain, ResidentId, domain},
    policy::{Bearer, NumberSystem, codes},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub mod conflict;
pub mod list;
#[cfg(test)]
mod tests;

pub use conflict::{Conflict, ConflictKind};
pub use list::{
    BAD_HEADER, COLUMNS, Change, HeaderProblem, LONGEST_LINE, List, Tally, Told, bad_line, is_blank,
    next_line,
};

/// The kind of the certificate that shows an organization code.
const ORGANIZATION_CERTIFICATE: &str = "3";

/// What a claim holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "subject", content = "value")]
pub enum Claim {
    /// A registrable domain, as an A-label.
    Domain(String),
    /// An organizer's certificate: whose numbers they are, and the number.
    Certificate {
        /// The system that numbers it, so that one credit code is one claim whatever paper shows it; else the
        /// certificate kind.
        system: String,
        /// Canonical number.
        number: String,
    },
    /// The one filing that an organizer on file may have under way: the organizer's filing number.
    Order(String),
}

impl Claim {
    /// The claim on a domain.
    pub fn domain(domain: &Domain) -> Claim {
        Claim::Domain(domain.ascii().to_owned())
    }

    /// The claim under which all claims on the same are found, whoever makes them: filings, what is on file, lists of other provinces.
    ///
    /// A unit is known by its organization code, which its credit code contains (GB 32100), whatever paper shows it; a person by
    /// the identity number of today; a domain in the form of its registration. A filing keeps its claims as they were written, since its
    /// history covers them; two claims are one where their canonical claims are.
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
                    // The number as it was kept before such forms were understood.
                    (Some(NumberSystem::CreditCodeOrOther | NumberSystem::Other), _) => {
                        match Claim::certificate(system, number) {
                            Some(read) if read != *self => read.canonical(),
                            _ => self.clone(),
                        }
                    }
                    _ => self.clone(),
                }
            }
            Claim::Order(_) => self.clone(),
        }
    }

    /// Whether both hold the same.
    pub fn is_same(&self, other: &Claim) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// The claim on a certificate of this kind and number; `None` when the number cannot be right.
    pub fn certificate(kind: &str, number: &str) -> Option<Claim> {
        let number = crate::identifier::certificate_number::canonical_certificate(kind, number)?;
        let of_kind = codes::certificate_kinds().get(kind)?;
        let is_of_persons = !of_kind.bearers.contains(&Bearer::Unit);
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

/// Who holds a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A filing of this bureau, in progress or approved.
    Filing(String),
    /// A record of another province: its two-digit code and the filing number.
    Province {
        /// Two-digit province code (GB/T 2260).
        code: String,
        /// Filing number there.
        number: String,
    },
}

/// That a filing was refused what is held. Staff alone see it, and it is kept for [`WISH_DAYS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The filing that was refused.
    pub filing_id: String,
    /// When, last.
    pub at: Timestamp,
    /// Who held it then.
    pub holder: Holder,
}

/// A conflict is settled long before; days.
pub const WISH_DAYS: i64 = 180;
