//! The people 负责人 who answer for the organizer and the site, and how they are reached.

use super::{FieldCode, Inspection};
use crate::{
    codes::{self, Responsible},
    email,
    form::Person,
    phone::{Landline, LandlineProblem, Mobile, MobileProblem},
    text,
};
use jiff::civil::Date;

/// What could be read of a person.
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
        if let Some(name) = self.text(&format!("{at}/name"), &person.name, true, limits.person_name) {
            self.person_name(&format!("{at}/name"), name);
        }
        let certificate = self.person_certificate(at, &person.certificate_kind, &person.certificate_number);
        let id = certificate.as_ref().and_then(|number| number.id.clone());
        // An individual is told so at its own certificate, which this one repeats.
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
        // Another extension of the same line is no other number.
        let is_of_line = same_line(emergency.as_deref(), landline.as_deref());
        if emergency.is_some() && (emergency == mobile || is_of_line) {
            self.error(&format!("{at}/emergency_phone"), FieldCode::EmergencyPhoneRepeated, None);
        }
        Read { certificate, mobile, landline, emergency, email }
    }

    pub(super) fn date(&mut self, pointer: &str, text: &str) -> Option<Date> {
        let text = self.text(pointer, text, true, self.rules.limits.phone)?;
        // Only the form YYYY-MM-DD; the parser would take times as well.
        let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
        if date.is_none() {
            self.error(pointer, FieldCode::DateForm, meant_date(text));
        }
        date
    }

    fn validity(&mut self, at: &str, person: &Person, born: Option<Date>) {
        let (from_at, to_at) = (format!("{at}/valid_from"), format!("{at}/valid_to"));
        let from = self.date(&from_at, &person.valid_from);
        if from.is_some_and(|from| from > self.today) {
            self.error(&from_at, FieldCode::DateInFuture, None);
        } else if let (Some(from), Some(born)) = (from, born)
            && from < born
        {
            self.error(&from_at, FieldCode::CertificateBeforeBirth, None);
        }
        let Some(to) = self.date_or_long_term(&to_at, &person.valid_to) else { return };
        if from.is_some_and(|from| from > to) {
            self.error(&to_at, FieldCode::DateOrder, None);
        } else {
            self.still_valid(&to_at, to, FieldCode::CertificateExpired, FieldCode::CertificateExpiresSoon);
        }
    }

    /// The last day of something that may have none.
    pub(super) fn date_or_long_term(&mut self, pointer: &str, text: &str) -> Option<Date> {
        match text.trim() {
            "long_term" => None,
            "长期" | "长期有效" => {
                self.error(pointer, FieldCode::DateForm, Some("long_term".to_owned()));
                None
            }
            text => self.date(pointer, text),
        }
    }

    /// What is valid until this day is so today, and for some months.
    pub(super) fn still_valid(&mut self, pointer: &str, to: Date, expired: FieldCode, soon: FieldCode) {
        let months = jiff::Span::new().months(self.rules.certificate_months);
        if to < self.today {
            self.error(pointer, expired, None);
        } else if to <= self.today.saturating_add(months) {
            self.warn(pointer, soon, None);
        }
    }

    fn mobile(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(pointer, text, self.rules.mobile_required, self.rules.limits.phone)?;
        match Mobile::parse(text) {
            Ok(mobile) => {
                if mobile.is_virtual() {
                    self.warn(pointer, FieldCode::MobileVirtualOperator, None);
                } else if !mobile.is_known_prefix() {
                    self.warn(pointer, FieldCode::MobilePrefixUnknown, None);
                }
                Some(mobile.to_string())
            }
            Err(MobileProblem::Landline) => {
                self.error(pointer, FieldCode::MobileIsLandline, None);
                None
            }
            Err(MobileProblem::Abroad) => {
                self.error(pointer, FieldCode::PhoneAbroad, None);
                None
            }
            Err(_) => {
                self.error(pointer, FieldCode::MobileForm, None);
                None
            }
        }
    }

    fn landline(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(pointer, text, self.rules.landline_required, self.rules.limits.phone)?;
        let city = codes::division(&self.form.organizer.division).map(|(city, _)| city.code);
        let area = city.and_then(|city| codes::phones().areas.iter().find(|area| area.city == city));
        let problem = match Landline::parse(text) {
            Ok(landline) => {
                if area.is_some_and(|area| area.area_code != landline.area()) {
                    self.warn(pointer, FieldCode::LandlineOtherCity, None);
                }
                return Some(landline.to_string());
            }
            Err(problem) => problem,
        };
        let (code, suggestion) = match problem {
            LandlineProblem::AreaMissing => {
                // With the organizer's area code it may be a number.
                let whole = area.and_then(|area| Landline::parse(&format!("{}-{text}", area.area_code)).ok());
                (FieldCode::LandlineAreaMissing, whole.map(|landline| landline.to_string()))
            }
            LandlineProblem::AreaUnknown => (FieldCode::LandlineAreaUnknown, None),
            LandlineProblem::Length(_) => (FieldCode::LandlineLengthForArea, None),
            LandlineProblem::Mobile => (FieldCode::LandlineIsMobile, None),
            LandlineProblem::Abroad => (FieldCode::PhoneAbroad, None),
            LandlineProblem::Characters | LandlineProblem::Form => (FieldCode::LandlineForm, None),
        };
        self.error(pointer, code, suggestion);
        None
    }

    fn emergency(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.digits(pointer, text, true, self.rules.limits.phone)?;
        let number = match Mobile::parse(text) {
            Ok(mobile) => Some(mobile.to_string()),
            Err(MobileProblem::Abroad) => {
                self.error(pointer, FieldCode::PhoneAbroad, None);
                return None;
            }
            Err(_) => Landline::parse(text).ok().map(|landline| landline.to_string()),
        };
        if number.is_none() {
            self.error(pointer, FieldCode::EmergencyPhoneForm, None);
        }
        number
    }

    fn email(&mut self, pointer: &str, text: &str) -> Option<String> {
        let text = self.text(pointer, text, true, self.rules.limits.email)?;
        if email::is_usual(text) {
            return Some(text.to_lowercase());
        }
        self.error(pointer, FieldCode::EmailForm, email::meant(text));
        None
    }

    /// An individual answers for its own site.
    fn individual_leads(&mut self, leader: &Read) {
        let organizer = &self.form.organizer;
        let (name, leads) = (organizer.name.trim(), organizer.leader.name.trim());
        if !name.is_empty() && !leads.is_empty() && !text::is_same_name(name, leads) {
            self.error("/organizer/leader/name", FieldCode::IndividualLeaderDiffers, Some(name.to_owned()));
            return;
        }
        let own = super::canonical_certificate(&organizer.certificate_kind, &organizer.certificate_number);
        if let (Some(own), Some(certificate)) = (own, &leader.certificate)
            && own != *certificate
        {
            let pointer = "/organizer/leader/certificate_number";
            self.error(pointer, FieldCode::IndividualLeaderDiffers, Some(own));
        }
    }

    /// Two people have two telephones and two mailboxes.
    fn two_people(&mut self, leader: &Read, other: &Read) {
        let (name, other_name) = (self.form.organizer.leader.name.trim(), self.form.site.leader.name.trim());
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        if same(&leader.certificate, &other.certificate) {
            if text::is_same_name(name, other_name) {
                self.error("/site/same_leader", FieldCode::SamePersonTwice, Some("true".to_owned()));
            } else {
                let pointer = "/site/leader/certificate_number";
                self.error(pointer, FieldCode::SameCertificateOtherName, None);
            }
            return;
        }
        if same(&leader.mobile, &other.mobile) {
            self.error("/site/leader/mobile", FieldCode::SamePersonContact, None);
        }
        if same(&leader.email, &other.email) {
            self.error("/site/leader/email", FieldCode::SamePersonContact, None);
        }
        if same(&leader.landline, &other.landline) {
            self.warn("/site/leader/landline", FieldCode::SharedLandline, None);
        }
        // Nobody's mobile is anybody's emergency number, nor do two have the same one.
        if same(&leader.emergency, &other.mobile) {
            self.error("/organizer/leader/emergency_phone", FieldCode::EmergencyPhoneRepeated, None);
        }
        if same(&other.emergency, &leader.mobile) || same(&other.emergency, &leader.emergency) {
            self.error("/site/leader/emergency_phone", FieldCode::EmergencyPhoneRepeated, None);
        }
    }
}

/// Whether two telephones are one landline, whatever their extensions.
fn same_line(one: Option<&str>, other: Option<&str>) -> bool {
    let line = |text: Option<&str>| {
        text.and_then(|text| Landline::parse(text).ok())
            .map(|line| (line.area().to_owned(), line.number().to_owned()))
    };
    let (one, other) = (line(one), line(other));
    one.is_some() && one == other
}

/// The date in `2026.1.2`, `2026/01/02`, `2026年1月2日` or `20260102`, at no time of the day or at midnight.
fn meant_date(text: &str) -> Option<String> {
    let text = text::half_width(text);
    let mut parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let [whole] = parts.as_slice()
        && whole.len() == 8
    {
        parts = vec![&whole[..4], &whole[4..6], &whole[6..]];
    }
    let [year, month, day, time @ ..] = parts.as_slice() else { return None };
    if time.iter().any(|part| part.bytes().any(|digit| digit != b'0')) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= 1900).then(|| date.to_string())
}
