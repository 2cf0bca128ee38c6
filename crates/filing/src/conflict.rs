//! Conflicts 冲突: what a new filing collides with, and the next step (§三).
//!
//! A claim holds a registrable domain or an organizer's certificate from submission until
//! deregistration or deletion. Who holds it is never told to others.

use crate::{
    actor::Actor,
    check,
    codes::{self, Bearer, NumberSystem},
    credit_code::CreditCode,
    domain::{self, Domain},
    filing::Filing,
    on_file,
    resident_id::ResidentId,
    state::State,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

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
        let number = check::canonical_certificate(kind, number)?;
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
            _ => match check::organization_code_in(of_kind, &number) {
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

/// Which kind of collision it is; the next step follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ConflictKind {
    /// The domain is on file in this province: deregister it on paper, or ask your provider if it is yours.
    DomainOnFileHere,
    /// The domain is on file in another province: that bureau deregisters it.
    DomainOnFileElsewhere,
    /// The domain is in a filing of yours under way: amend that one.
    DomainInYourFiling,
    /// The domain is in somebody's filing under way: its holder must withdraw.
    DomainInOtherFiling,
    /// The certificate is on file: check for a typing error, else the provider adds the site.
    CertificateOnFile,
    /// The certificate is on file in another province.
    CertificateOnFileElsewhere,
    /// The certificate is in a filing of yours under way.
    CertificateInYourFiling,
    /// The certificate is in somebody else's filing under way.
    CertificateInOtherFiling,
    /// The organizer has another filing under way: one at a time.
    OrderUnderWay,
}

/// A collision, told without the other party's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Which kind.
    pub kind: ConflictKind,
    /// Two-digit code of the province that holds it, when that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// The filing of yours that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<String>,
    /// Where it is on file, when that is yours: the digits of the organizer's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
}

impl Conflict {
    /// Tells which conflict a claim held by another province is.
    pub fn elsewhere(claim: &Claim, province: &str) -> Conflict {
        let kind = match claim {
            Claim::Domain(_) => ConflictKind::DomainOnFileElsewhere,
            Claim::Certificate { .. } => ConflictKind::CertificateOnFileElsewhere,
            Claim::Order(_) => ConflictKind::OrderUnderWay,
        };
        Conflict { kind, province: Some(province.to_owned()), filing_id: None, record_id: None }
    }

    /// Tells which conflict a claim held by a filing of this bureau is, as `actor` sees it.
    pub fn here(claim: &Claim, holder: &Filing, actor: &Actor) -> Conflict {
        let on_file = matches!(holder.state, State::Approved { .. });
        let yours = actor.role.is_applicant() && holder.is_seen_by(actor);
        let kind = match (claim, on_file, yours) {
            (Claim::Domain(_), true, _) => ConflictKind::DomainOnFileHere,
            (Claim::Domain(_), false, true) => ConflictKind::DomainInYourFiling,
            (Claim::Domain(_), false, false) => ConflictKind::DomainInOtherFiling,
            (Claim::Certificate { .. }, true, _) => ConflictKind::CertificateOnFile,
            (Claim::Certificate { .. }, false, true) => ConflictKind::CertificateInYourFiling,
            (Claim::Certificate { .. }, false, false) => ConflictKind::CertificateInOtherFiling,
            (Claim::Order(_), ..) => ConflictKind::OrderUnderWay,
        };
        let number = holder.state.organizer_number().filter(|_| yours && on_file);
        Conflict {
            kind,
            province: None,
            filing_id: yours.then(|| holder.id.clone()),
            record_id: number.map(on_file::id_of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{credit_code, resident_id};

    fn certificate(kind: &str, number: &str) -> Claim {
        Claim::certificate(kind, number).unwrap_or_else(|| panic!("{kind} {number}"))
    }

    #[test]
    fn a_unit_is_one_under_its_organization_code_and_its_credit_code() {
        let code = credit_code::demo("91", "MA00TTT1");
        let organization = code.get(8..17).unwrap();
        let dashed = format!("{}-{}", &organization[..8], &organization[8..]);
        let papers = [("1", code.as_str()), ("13", &code), ("4", &code), ("3", organization), ("3", &dashed)];
        for (kind, number) in papers {
            for (other, written) in papers {
                let written = written.to_lowercase();
                assert!(certificate(kind, number).is_same(&certificate(other, &written)), "{kind} {other}");
            }
        }
        assert!(
            !certificate("3", organization).is_same(&certificate("1", &credit_code::demo("91", "MA00TTT2")))
        );
        // A number of another kind that looks like an organization code is none.
        assert!(!certificate("5", organization).is_same(&certificate("3", organization)));
    }

    #[test]
    fn a_unit_is_one_whatever_stands_around_its_code() {
        let code = credit_code::demo("12", "MA00HP01");
        assert_eq!(code, "12360000MA00HP0166");
        let whole = certificate("13", &code);
        for kind in ["4", "medical", "law-firm", "social-association", "5", "private-school", "foreign-body"]
        {
            for written in [
                "12360000MA00HP0166",
                "12360000MA00HP0166（1-1）",
                "12360000MA00HP0166-1",
                "12360000MA00HP0166/1",
                "12360000MA00HP0166〔1〕",
                "12360000-MA00HP016-6",
                "1236 0000 MA00HP0166 1",
                "统一社会信用代码12360000MA00HP0166",
                "统一社会信用代码：１２３６００００ＭＡ００ＨＰ０１６６。",
                "USCC12360000ma00hp0166",
                "A12360000MA00HP0166B",
            ] {
                assert!(certificate(kind, written).is_same(&whole), "{kind} {written}");
            }
        }
        for kind in ["4", "medical", "notary", "private-school"] {
            for written in
                ["MA00HP016", "MA00HP01-6", "组织机构代码：ma00hp016", "MA00HP016（1-1）", "MA00HP016-1"]
            {
                assert!(certificate(kind, written).is_same(&whole), "{kind} {written}");
            }
        }
        // A claim that was filed before is found as well.
        for number in ["12360000MA00HP0166(1-1)", "MA00HP016"] {
            let old = Claim::Certificate { system: "4".to_owned(), number: number.to_owned() };
            assert!(old.is_same(&whole), "{number}");
        }
        // Two codes are nobody's.
        let two = format!("{code} {}", credit_code::demo("12", "MA00HP02"));
        assert!(!certificate("5", &two).is_same(&whole));
    }

    #[test]
    fn a_number_without_a_checksum_is_one_however_it_is_written() {
        for (kind, one, others) in [
            (
                "4",
                "136000000001",
                &["事证第136000000001号", "第136000000001号", "136000000001（1-1）", "136000000001(副本)"][..],
            ),
            (
                "law-firm",
                "（赣）法许〔2020〕1号",
                &["(赣)法许[2020]1号", "（赣）法许（2020）第1号", "（赣） 法许【2020】1"],
            ),
            ("passport", "护照E12345678", &["E12345678", "e 1234 5678", "护照号码：E12345678", "E-12345678"]),
            ("taiwan-travel-permit", "00000000(B)", &["00000000（b）", "通行证00000000B"]),
        ] {
            for other in others {
                let claim = Claim::certificate(kind, other)
                    .or_else(|| Claim::certificate(kind, &check::meant_certificate(kind, other)?));
                assert_eq!(claim, Some(certificate(kind, one)), "{kind} {other}");
            }
        }
        assert!(!certificate("4", "赣社证字第1001号").is_same(&certificate("4", "昌社证字第1001号")));
        assert!(!certificate("passport", "NO1234567").is_same(&certificate("passport", "1234567")));
    }

    #[test]
    fn an_identity_number_is_its_holders_under_whatever_kind() {
        let number = resident_id::demo("36", "19900101");
        for kind in ["passport", "hk-macao-travel-permit", "foreigner-permanent-residence"] {
            for written in [number.clone(), format!("身份证{number}"), format!("{number}-1")] {
                assert!(certificate(kind, &written).is_same(&certificate("2", &number)), "{kind} {written}");
            }
        }
    }

    #[test]
    fn a_person_is_one_under_the_old_number_and_the_one_of_today() {
        let old = "110105491231002";
        assert!(certificate("2", old).is_same(&certificate("2", "11010519491231002x")));
        assert!(!certificate("2", old).is_same(&certificate("2", &resident_id::demo("11", "19491231"))));
        assert_eq!(Claim::certificate("2", "110105499931002"), None, "no date");
    }

    #[test]
    fn a_canonical_claim_stays_as_it_is() {
        let domain = Claim::domain(&Domain::parse("變體.中國").unwrap());
        let order = Claim::Order("赣ICP备2026000001号".to_owned());
        for claim in [domain, order, certificate("3", "60003734-1"), certificate("1", "110108000000016")] {
            assert_eq!(claim.canonical().canonical(), claim.canonical());
        }
    }
}
