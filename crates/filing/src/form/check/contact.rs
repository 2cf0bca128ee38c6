//! The leaders 负责人 of the organizer and of the site, and their contact data.

use crate::{
    finding::{Finding, FindingCode},
    form::check::{Inspection, Presence},
};
use crate::{
    form::{Form, Person},
    identifier::{Landline, LandlineProblem, Mobile, MobileProblem, email},
    policy::{Responsible, Rules, codes},
    text,
};
use jiff::civil::Date;

/// The parts of a leader's data that could be read, in their stored form.
#[derive(Default)]
struct Read {
    certificate: Option<String>,
    mobile: Option<String>,
    landline: Option<String>,
    emergency: Option<String>,
    email: Option<String>,
}

const LEADER: &str = "/organizer/leader";
const SITE_LEADER: &str = "/site/leader";

impl Inspection<'_> {
    pub(super) fn people(&mut self) {
        let organizer = &self.form.organizer;
        let leader = self.person(LEADER, &organizer.leader, Responsible::Leader);
        if organizer.is_individual() {
            self.individual_leads(&leader);
        }
        if self.form.site.same_leader {
            return;
        }
        let site_leader = self.person(SITE_LEADER, &self.form.site.leader, Responsible::SiteLeader);
        self.two_people(&leader, &site_leader);
    }

    fn person(&mut self, at: &str, person: &Person, who: Responsible) -> Read {
        let limits = self.rules.limits;
        if let Some(name) =
            self.text(&format!("{at}/name"), &person.name, Presence::Required, limits.person_name)
        {
            self.person_name(&format!("{at}/name"), name);
        }
        let certificate = self.person_certificate(at, &person.certificate_kind, &person.certificate_number);
        let id = certificate.as_ref().and_then(|number| number.id.clone());
        // The findings about an individual's identity number name the organizer's certificate, because the leader's number is the same.
        let told = who == Responsible::Leader && self.form.organizer.is_individual();
        if let Some(id) = id.as_ref().filter(|_| !told) {
            self.holder(&format!("{at}/certificate_number"), &person.certificate_kind, id, who);
        }
        let certificate = certificate.map(|number| number.text);
        self.validity(at, person, id.map(|id| id.birth_date()));
        let mobile = self.mobile(&format!("{at}/mobile"), &person.mobile);
        let landline = self.landline(&format!("{at}/landline"), &person.landline);
        let emergency = self.emergency(&format!("{at}/emergency_phone"), &person.emergency_phone);
        let email = self.email(&format!("{at}/email"), &person.email);
        // Another extension of the same landline is the same number.
        let is_of_line = same_line(emergency.as_deref(), landline.as_deref());
        if emergency.is_some() && (emergency == mobile || is_of_line) {
            self.error(&format!("{at}/emergency_phone"), FindingCode::EmergencyPhoneRepeated, None);
        }
        Read { certificate, mobile, landline, emergency, email }
    }

    pub(super) fn date(&mut self, pointer: &str, text: &str) -> Option<Date> {
        let text = self.text(pointer, text, Presence::Required, self.rules.limits.phone)?;
        // The parser accepts times too, so the length restricts the text to YYYY-MM-DD.
        let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
        if date.is_none() {
            self.error(pointer, FindingCode::DateForm, suggest_date(text));
        }
        date
    }

    fn validity(&mut self, at: &str, person: &Person, born: Option<Date>) {
        let (from_at, to_at) = (format!("{at}/valid_from"), format!("{at}/valid_to"));
        let from = self.date(&from_at, &person.valid_from);
        if from.is_some_and(|from| from > self.today) {
            self.error(&from_at, FindingCode::DateInFuture, None);
        } else if let (Some(from), Some(born)) = (from, born)
            && from < born
        {
            self.error(&from_at, FindingCode::CertificateBeforeBirth, None);
        }
        let Some(to) = self.date_or_long_term(&to_at, &person.valid_to) else { return };
        if from.is_some_and(|from| from > to) {
            self.error(&to_at, FindingCode::DateOrder, None);
        } else {
            self.still_valid(
                &to_at,
                to,
                FindingCode::CertificateExpired,
                FindingCode::CertificateExpiresSoon,
            );
        }
    }

    /// Checks a last day of validity. `long_term` 长期 has no day.
    pub(super) fn date_or_long_term(&mut self, pointer: &str, text: &str) -> Option<Date> {
        match text.trim() {
            "long_term" => None,
            text if is_long_term(text) => {
                self.error(pointer, FindingCode::DateForm, Some("long_term".to_owned()));
                None
            }
            text => self.date(pointer, text),
        }
    }

    /// Reports an expired date as an error, and a date within the next months of the rules as a warning.
    pub(super) fn still_valid(&mut self, pointer: &str, to: Date, expired: FindingCode, soon: FindingCode) {
        let months = jiff::Span::new().months(self.rules.certificate_months);
        if to < self.today {
            self.error(pointer, expired, None);
        } else if to <= self.today.saturating_add(months) {
            self.warn(pointer, soon, None);
        }
    }

    fn mobile(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(
            pointer,
            text,
            Presence::required_if(self.rules.mobile_required),
            self.rules.limits.phone,
        )?;
        match Mobile::parse(text) {
            Ok(mobile) => {
                if mobile.is_virtual() {
                    self.warn(pointer, FindingCode::MobileVirtualOperator, None);
                } else if !mobile.is_known_prefix() {
                    self.warn(pointer, FindingCode::MobilePrefixUnknown, None);
                }
                Some(mobile.to_string())
            }
            Err(problem) => {
                let code = match problem {
                    MobileProblem::Landline => FindingCode::MobileIsLandline,
                    MobileProblem::Abroad => FindingCode::PhoneAbroad,
                    _ => FindingCode::MobileForm,
                };
                // Digits of a foreign number must not become a Chinese one.
                let meant = Mobile::suggest_correction(text).filter(|_| problem != MobileProblem::Abroad);
                self.error(pointer, code, meant.map(|mobile| mobile.to_string()));
                None
            }
        }
    }

    /// Returns the area code of the organizer's city.
    fn area(&self) -> Option<&'static str> {
        let (city, _) = codes::division(&self.form.organizer.division)?;
        codes::numbering_plan().areas.iter().find(|area| area.city == city.code).map(|area| area.area_code)
    }

    fn landline(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(
            pointer,
            text,
            Presence::required_if(self.rules.landline_required),
            self.rules.limits.phone,
        )?;
        let area = self.area();
        let problem = match Landline::parse(text) {
            Ok(landline) => {
                if area.is_some_and(|area| area != landline.area()) {
                    self.warn(pointer, FindingCode::LandlineOtherCity, None);
                }
                return Some(landline.to_string());
            }
            Err(problem) => problem,
        };
        let code = match problem {
            LandlineProblem::AreaMissing => FindingCode::LandlineAreaMissing,
            LandlineProblem::AreaUnknown => FindingCode::LandlineAreaUnknown,
            LandlineProblem::Length(_) => FindingCode::LandlineLengthForArea,
            LandlineProblem::Mobile => FindingCode::LandlineIsMobile,
            LandlineProblem::Abroad => FindingCode::PhoneAbroad,
            LandlineProblem::Service => FindingCode::LandlineIsService,
            LandlineProblem::Characters | LandlineProblem::Form => FindingCode::LandlineForm,
        };
        let meant = Landline::suggest_correction(text, area);
        self.error(pointer, code, meant.map(|landline| landline.to_string()));
        None
    }

    fn emergency(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(pointer, text, Presence::Required, self.rules.limits.phone)?;
        let number = match Mobile::parse(text) {
            Ok(mobile) => Some(mobile.to_string()),
            Err(MobileProblem::Abroad) => {
                self.error(pointer, FindingCode::PhoneAbroad, None);
                return None;
            }
            Err(_) => Landline::parse(text).ok().map(|landline| landline.to_string()),
        };
        if number.is_none() {
            let meant = Mobile::suggest_correction(text).map(|mobile| mobile.to_string());
            let meant = meant.or_else(|| {
                Landline::suggest_correction(text, self.area()).map(|landline| landline.to_string())
            });
            self.error(pointer, FindingCode::EmergencyPhoneForm, meant);
        }
        number
    }

    fn email(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.text(pointer, text, Presence::Required, self.rules.limits.email)?;
        if email::is_usual(text) {
            return Some(text.to_lowercase());
        }
        self.error(pointer, FindingCode::EmailForm, email::suggest_correction(text));
        None
    }

    /// Checks that an individual is the leader of its own organizer.
    fn individual_leads(&mut self, leader: &Read) {
        let organizer = &self.form.organizer;
        let (name, leads) = (organizer.name.trim(), organizer.leader.name.trim());
        if !name.is_empty() && !leads.is_empty() && !text::is_same_name(name, leads) {
            self.error("/organizer/leader/name", FindingCode::IndividualLeaderDiffers, Some(name.to_owned()));
            return;
        }
        let own = crate::identifier::certificate_number::canonical_certificate(
            &organizer.certificate_kind,
            &organizer.certificate_number,
        );
        if let (Some(own), Some(certificate)) = (own, &leader.certificate)
            && own != *certificate
        {
            let pointer = "/organizer/leader/certificate_number";
            self.error(pointer, FindingCode::IndividualLeaderDiffers, Some(own));
        }
    }

    /// Checks that two leaders have different mobile numbers and mailboxes, and each an emergency phone that is no number of theirs. A
    /// shared landline is a warning.
    fn two_contacts(&mut self, (one_at, one): (&str, &Read), (other_at, other): (&str, &Read)) {
        if is_same(&one.mobile, &other.mobile) {
            self.error(&format!("{other_at}/mobile"), FindingCode::SamePersonContact, None);
        }
        if is_same(&one.email, &other.email) {
            self.error(&format!("{other_at}/email"), FindingCode::SamePersonContact, None);
        }
        if is_same(&one.landline, &other.landline) {
            self.warn(&format!("{other_at}/landline"), FindingCode::SharedLandline, None);
        }
        // The mobile number of one leader cannot be the emergency phone of the other, and two leaders cannot share an emergency phone.
        if is_same(&one.emergency, &other.mobile) {
            self.error(&format!("{one_at}/emergency_phone"), FindingCode::EmergencyPhoneRepeated, None);
        }
        if is_same(&other.emergency, &one.mobile) || is_same(&other.emergency, &one.emergency) {
            self.error(&format!("{other_at}/emergency_phone"), FindingCode::EmergencyPhoneRepeated, None);
        }
    }

    /// Checks the leaders of the organizer and of the site against each other: one person is entered once, and two people have contact
    /// data of their own.
    fn two_people(&mut self, leader: &Read, other: &Read) {
        let (name, other_name) = (self.form.organizer.leader.name.trim(), self.form.site.leader.name.trim());
        if is_same(&leader.certificate, &other.certificate) {
            if text::is_same_name(name, other_name) {
                self.error("/site/same_leader", FindingCode::SamePersonTwice, Some("true".to_owned()));
            } else {
                let pointer = "/site/leader/certificate_number";
                self.error(pointer, FindingCode::SameCertificateOtherName, None);
            }
            return;
        }
        self.two_contacts((LEADER, leader), (SITE_LEADER, other));
    }
}

fn is_same(one: &Option<String>, other: &Option<String>) -> bool {
    one.is_some() && one == other
}

/// Checks the leaders of several sites of one filing: one certificate has one name, and two people share neither telephone nor mailbox.
pub(super) fn leaders_of_sites(form: &Form, rules: &Rules, today: Date, findings: &mut Vec<Finding>) {
    if form.further.is_empty() {
        return;
    }
    let mut leaders: Vec<(String, String, Read)> = Vec::new();
    for (place, site) in form.sites().enumerate().filter(|(_, site)| !site.same_leader) {
        // The findings about a single leader are reported for that leader's site already.
        let mut aside = Inspection { form, rules, today, findings: Vec::new() };
        let read = aside.person(SITE_LEADER, &site.leader, Responsible::SiteLeader);
        let name = site.leader.name.clone();
        let at =
            place.checked_sub(1).map_or(String::new(), |place| format!("/further/{place}")) + SITE_LEADER;
        let mut inspection = Inspection { form, rules, today, findings: Vec::new() };
        for (other_at, other_name, other) in &leaders {
            if !is_same(&other.certificate, &read.certificate) {
                inspection.two_contacts((other_at, other), (&at, &read));
            } else if !text::is_same_name(other_name, &name) {
                let pointer = format!("{at}/certificate_number");
                inspection.error(&pointer, FindingCode::SameCertificateOtherName, None);
            }
        }
        for finding in inspection.findings {
            let known = |known: &Finding| (&known.pointer, known.code) == (&finding.pointer, finding.code);
            if !findings.iter().any(known) {
                findings.push(finding);
            }
        }
        leaders.push((at, name, read));
    }
}

/// Tells whether two telephone numbers are one landline. Extensions are ignored.
fn same_line(one: Option<&str>, other: Option<&str>) -> bool {
    let line = |text: Option<&str>| {
        text.and_then(|text| Landline::parse(text).ok())
            .map(|line| (line.area().to_owned(), line.number().to_owned()))
    };
    let (one, other) = (line(one), line(other));
    one.is_some() && one == other
}

/// The words for a validity without a last day.
const LONG_TERM: [&str; 9] =
    ["长期", "長期", "永久", "无期限", "無期限", "无固定期限", "LONGTERM", "LONG_TERM", "PERMANENT"];

/// Tells whether the text states that there is no last day. The text may begin with a first day.
fn is_long_term(text: &str) -> bool {
    let plain = text::number(text).replace('-', "");
    LONG_TERM.iter().any(|word| plain.contains(word))
}

/// Suggests a date for `2026.1.2`, `2026/01/02`, `2026年1月2日`, `20260102` or `31/12/2026`, with or without the time 00:00. A letter that
/// resembles a digit is read as the digit. The result is `None` if another sign takes the place of a digit.
fn suggest_date(text: &str) -> Option<String> {
    let text: String = text::half_width(text)
        .chars()
        .map(|c| match c {
            'l' | 'I' | '|' => '1',
            'O' | 'o' => '0',
            c => c,
        })
        .collect();
    let is_numeral = |c: char| "〇零一二三四五六七八九十廿卅丨○".contains(c);
    let aside = |c: char| {
        c.is_whitespace() || "-./_,:、·~TZ\"'“”‘’".contains(c) || (text::is_han(c) && !is_numeral(c))
    };
    if text.contains("长期") || !text.chars().all(|c| c.is_ascii_digit() || aside(c)) {
        return None;
    }
    let mut parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let [whole] = parts.as_slice()
        && whole.len() == 8
    {
        parts = vec![&whole[..4], &whole[4..6], &whole[6..]];
    }
    let [first, second, third, time @ ..] = parts.as_slice() else { return None };
    if time.iter().any(|part| part.bytes().any(|digit| digit != b'0')) {
        return None;
    }
    let is_year = |part: &str| part.len() == 4;
    let above = |part: &str| part.parse::<u8>().is_ok_and(|number| number > 12);
    let (year, month, day) = if is_year(first) {
        (first, second, third)
    } else if is_year(third) && above(first) {
        (third, second, first)
    } else if is_year(third) && (above(second) || first == second) {
        (third, first, second)
    } else {
        // The text 1/2/2026 may mean two different days.
        return None;
    };
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= 1900).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_mended_only_where_it_is_known() {
        for (written, meant) in [
            ("2035-12-3l", Some("2035-12-31")),
            ("2035-12-3O", Some("2035-12-30")),
            ("2035-1l-12", Some("2035-11-12")),
            ("2O35-12-31", Some("2035-12-31")),
            ("2035-12-3?", None),
            ("2035-12-3x", None),
            ("2035-12-3十", None),
            ("2035-?2-31", None),
            ("31/12/2035", Some("2035-12-31")),
            ("12/31/2035", Some("2035-12-31")),
            ("1/1/2035", Some("2035-01-01")),
            ("1/2/2035", None),
            ("35-12-31", None),
            ("2035年12月31日止", Some("2035-12-31")),
            ("有效期至 2035.12.31", Some("2035-12-31")),
            ("2035-12-31T00:00:00Z", Some("2035-12-31")),
            ("2035-12-31 23:59", None),
            ("2020.01.01-2035.12.31", None),
            ("2020.01.01-长期", None),
            ("2035-02-30", None),
            ("2035-012-3", None),
            ("someday", None),
        ] {
            assert_eq!(suggest_date(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn a_day_without_end_is_stated_in_many_ways() {
        for text in [
            "长期",
            "长 期",
            "长期有效",
            "永久",
            "永久有效",
            "无期限",
            "LONG_TERM",
            "long term",
            "long-term",
            "長期",
            "2020.01.01-长期",
        ] {
            assert!(is_long_term(text), "{text}");
        }
        assert!(!is_long_term("2035-12-31") && !is_long_term("term"));
    }
}
