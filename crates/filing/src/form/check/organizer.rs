//! The check of the organizer 主体: division, unit kind, certificate, name and addresses.

use super::{Canonical, Presence};
use crate::{
    finding::{FindingCode, Level},
    form::check::Inspection,
};
use crate::{
    form::documents,
    identifier::ResidentId,
    policy::{CertificateHolder, Responsible, codes},
    text,
};

/// The last words of unit names, each with the codes of the unit kinds 单位性质 that may use it.
const ENDINGS: [(&str, &[&str]); 12] = [
    ("公司", &["4", "14"]),
    ("个体工商户", &["4"]),
    ("合作社", &["4"]),
    ("人民政府", &["2"]),
    ("人民法院", &["2"]),
    ("人民检察院", &["2"]),
    ("公安局", &["2"]),
    ("基金会", &["8"]),
    ("律师事务所", &["9"]),
    ("公证处", &["16"]),
    ("司法鉴定中心", &["12", "3", "7", "15"]),
    ("卫生院", &["15", "3"]),
];

impl Inspection<'_> {
    pub(super) fn organizer(&mut self) {
        let organizer = &self.form.organizer;
        let limits = self.rules.limits;
        let individual = organizer.is_individual();
        self.division();
        self.code("/organizer/unit_kind", &organizer.unit_kind, codes::unit_kinds());
        self.organizer_certificate();
        self.organizer_name();

        let address = "/organizer/certificate_address";
        self.plain_text(address, &organizer.certificate_address, Presence::Required, limits.address);
        if let Some(address) = self.plain_text(
            "/organizer/mailing_address",
            &organizer.mailing_address,
            Presence::Required,
            limits.address,
        ) {
            self.mailing_address(&address);
        }
        if !individual
            && let Some(investor) = self.plain_text(
                "/organizer/investor",
                &organizer.investor,
                Presence::Required,
                limits.investor,
            )
        {
            self.investor(&investor);
        }
        self.text("/organizer/remarks", &organizer.remarks, Presence::Optional, limits.organizer_remarks);
        if !individual {
            self.legal_representative();
        }
    }

    fn division(&mut self) {
        let pointer = "/organizer/division";
        let code = self.form.organizer.division.trim();
        if code.is_empty() {
            return self.error(pointer, FindingCode::Required, None);
        }
        let six = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        match code.get(..2) {
            Some(province) if six && province == self.rules.province => {
                let known = codes::division(code).is_some();
                let above = code == format!("{province}0000")
                    || codes::divisions().entries.iter().any(|c| c.code == code);
                match (known, above) {
                    (true, _) => {}
                    (false, true) => self.error(pointer, FindingCode::DivisionNotCounty, None),
                    (false, false) => self.error(pointer, FindingCode::UnknownCode, None),
                }
            }
            Some(province) if six && codes::provinces().entries.iter().any(|p| p.code == province) => {
                self.error(pointer, FindingCode::DivisionOtherProvince, None);
            }
            _ => self.error(pointer, FindingCode::UnknownCode, None),
        }
    }

    fn organizer_certificate(&mut self) {
        let organizer = &self.form.organizer;
        let kind =
            self.code("/organizer/certificate_kind", &organizer.certificate_kind, codes::certificate_kinds());
        let pointer = "/organizer/certificate_number";
        let Some(kind) = kind else {
            self.text(
                pointer,
                &organizer.certificate_number,
                Presence::Required,
                self.rules.limits.certificate_number,
            );
            return;
        };
        let unit_kind = organizer.unit_kind.as_str();
        if codes::unit_kinds().entries.iter().any(|known| known.code == unit_kind)
            && !kind.unit_kinds.contains(&unit_kind)
        {
            let fitting =
                codes::certificate_kinds().entries.iter().filter(|k| k.unit_kinds.contains(&unit_kind));
            let mut fitting = fitting.map(|k| k.code);
            // A kind is suggested only if it is the only one that fits.
            let only = fitting.next().filter(|_| fitting.next().is_none());
            self.error(
                "/organizer/certificate_kind",
                FindingCode::CertificateKindMismatch,
                only.map(str::to_owned),
            );
        }
        let Some(number) = self.number(pointer, kind, &organizer.certificate_number) else { return };
        if let Some(id) = number.id.filter(|_| organizer.is_individual()) {
            self.holder(pointer, kind.code, &id, Responsible::Individual);
        }
    }

    /// Checks the holder of an identity number: the age, the residence, and the kind of certificate that has such numbers.
    pub(super) fn holder(&mut self, pointer: &str, kind: &str, id: &ResidentId, who: Responsible) {
        if id.age_on(self.today) < self.rules.minimum_age {
            self.error(pointer, FindingCode::UnderAge, None);
        }
        if documents::needs_residence_permit(self.form, who, self.rules) {
            self.warn(pointer, FindingCode::ResidencePermitAdvised, None);
        }
        let of_number = match id.province() {
            "81" | "82" => "hk-macao-residence-permit",
            "83" => "taiwan-residence-permit",
            _ => "2",
        };
        if kind != of_number {
            let at = pointer.trim_end_matches("number").to_owned() + "kind";
            self.warn(&at, FindingCode::CertificateKindDoubtful, Some(of_number.to_owned()));
        }
    }

    fn organizer_name(&mut self) {
        let organizer = &self.form.organizer;
        let pointer = "/organizer/name";
        if organizer.is_individual() {
            let Some(name) =
                self.text(pointer, &organizer.name, Presence::Required, self.rules.limits.person_name)
            else {
                return;
            };
            let usual = text::usual_name(name);
            if text::has_word(&usual, &self.rules.individual_unit_words) {
                // A person may have the name 李大学, but not the name 赣江示例有限公司.
                let level = if looks_like_name(&usual) { Level::Warning } else { Level::Error };
                self.find(pointer, FindingCode::OrganizerNameMismatch, level, None);
            } else {
                self.person_name(pointer, name);
            }
            return;
        }
        let longest = self.rules.limits.organizer_name;
        let Some(name) = self.plain_text(pointer, &organizer.name, Presence::Required, longest) else {
            return;
        };
        let plain = text::half_width(&name);
        if !plain.chars().any(char::is_alphabetic) || looks_like_domain(&plain) {
            self.error(pointer, FindingCode::OrganizerNameForm, None);
        } else if name.chars().count() < 2 {
            self.error(pointer, FindingCode::TooShort, None);
        } else if let Some((_, kinds)) =
            ENDINGS.iter().find(|(ending, _)| text::compared_words(&name).ends_with(ending))
            && !kinds.contains(&organizer.unit_kind.as_str())
            && !organizer.unit_kind.is_empty()
        {
            self.error(pointer, FindingCode::OrganizerNameMismatch, None);
        }
    }

    fn mailing_address(&mut self, address: &str) {
        let pointer = "/organizer/mailing_address";
        if address.chars().count() < self.rules.limits.mailing_address_min {
            return self.error(pointer, FindingCode::TooShort, None);
        }
        if let Some((city, county)) = codes::division(&self.form.organizer.division) {
            // An address may name 南昌市 as 南昌, and an address in a county often omits the city.
            let names = |full: &str, endings: &[char]| address.contains(full.trim_end_matches(endings));
            if !names(city.name_zh, &['市']) && !names(county.1, &['市', '县', '区']) {
                self.warn(pointer, FindingCode::AddressOutsideDivision, None);
            }
        }
        let numbered = text::half_width(address).chars().any(|c| c.is_ascii_digit())
            || ["号", "室", "栋", "楼"].iter().any(|word| address.contains(word));
        if !numbered {
            self.warn(pointer, FindingCode::AddressWithoutNumber, None);
        }
    }

    fn investor(&mut self, investor: &str) {
        let organizer = &self.form.organizer;
        let public = ["1", "2", "3"].contains(&organizer.unit_kind.as_str());
        let name = &organizer.leader.name;
        if public && (text::is_same_name(investor, name) || looks_like_person(investor)) {
            self.error("/organizer/investor", FindingCode::InvestorIsPerson, None);
        }
    }

    fn legal_representative(&mut self) {
        let organizer = &self.form.organizer;
        let pointer = "/organizer/legal_representative";
        let leads = organizer.leader_is_legal_representative;
        let Some(name) = self.text(
            pointer,
            &organizer.legal_representative,
            Presence::required_if(!leads),
            self.rules.limits.person_name,
        ) else {
            return;
        };
        self.person_name(pointer, name);
        let same = text::is_same_name(name, &organizer.leader.name);
        if leads && !same {
            self.error(pointer, FindingCode::LegalRepresentativeDiffers, Some(String::new()));
        } else if !leads && same {
            let pointer = "/organizer/leader_is_legal_representative";
            self.error(pointer, FindingCode::LegalRepresentativeIsLeader, Some("true".to_owned()));
        }
    }

    /// Checks a person's name: letters, Chinese characters, and dots and spaces between them. Every spelling is accepted, and the usual
    /// one is suggested.
    pub(super) fn person_name(&mut self, pointer: &str, name: &str) {
        let usual = text::usual_name(name);
        let fits = usual.chars().all(|c| c.is_alphabetic() || " ·.'’-".contains(c));
        if !fits || !usual.starts_with(char::is_alphabetic) {
            self.error(pointer, FindingCode::PersonNameForm, None);
        } else if usual.chars().count() < 2 {
            self.error(pointer, FindingCode::TooShort, None);
        } else if usual != name {
            self.warn(pointer, FindingCode::NameUsualForm, Some(usual));
        }
    }

    /// Checks the identity document of a person, a leader of an organizer or a site.
    pub(super) fn person_certificate(
        &mut self,
        pointer: &str,
        kind: &str,
        number: &str,
    ) -> Option<Canonical> {
        let number_pointer = format!("{pointer}/certificate_number");
        let kind_pointer = format!("{pointer}/certificate_kind");
        let Some(kind) = self.code(&kind_pointer, kind, codes::certificate_kinds()) else {
            self.text(&number_pointer, number, Presence::Required, self.rules.limits.certificate_number);
            return None;
        };
        if !kind.bearers.contains(&CertificateHolder::Person) {
            self.error(&kind_pointer, FindingCode::CertificateKindNotForPersons, None);
            return None;
        }
        self.number(&number_pointer, kind, number)
    }
}

/// Tells whether the text has the form of a domain or of the address of a page.
pub(super) fn looks_like_domain(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.contains("://")
        || text.starts_with("www.")
        || (text.is_ascii() && !text.contains(' ') && crate::identifier::Domain::parse(&text).is_ok())
}

/// Tells whether the name has the length of a person's name in Chinese characters.
fn looks_like_name(name: &str) -> bool {
    let length = name.chars().count();
    (2..=4).contains(&length) && text::count_han(name) == length
}

/// Tells whether a name of two to four Chinese characters contains no word for a unit.
fn looks_like_person(name: &str) -> bool {
    const UNIT_WORDS: [&str; 22] = [
        "局", "部", "厅", "委", "办", "院", "校", "府", "会", "处", "司", "署", "中心", "站", "所", "馆",
        "社", "台", "政", "军", "党", "国",
    ];
    looks_like_name(name) && !UNIT_WORDS.iter().any(|word| name.contains(word))
}
