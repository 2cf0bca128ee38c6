//! What is wrong with a form 备案信息, all at once: each finding names its field, its rule and, where one is
//! known, the value that was probably meant.
//!
//! Only what the form itself shows is judged here. Whether a domain is taken or a provider exists is not.

mod certificate_number;
mod contact;
mod organizer;
mod settled;
mod site;

use crate::{
    codes::{CertificateKind, Coded, Rules, Table},
    domain::{self, Domain, DomainProblem},
    form::{Form, Site},
    number::NumberProblem,
    text,
};
use certificate_number::Canonical;
pub(crate) use certificate_number::organization_code_in;
pub use certificate_number::{canonical_certificate, meant_certificate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether a finding stops the filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Level {
    /// It must be mended first.
    Error,
    /// It may be right, but look again.
    Warning,
}

/// Something about one field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The field, as a JSON pointer into the form: `/organizer/leader/mobile`.
    pub pointer: String,
    /// The rule.
    pub code: FieldCode,
    /// Whether it stops the filing.
    pub level: Level,
    /// The value that was probably meant. It can be private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Leaves the suggestion out: it can be an identity number.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} {}", self.level, self.pointer, self.code.as_str())
    }
}

/// The codes, each with its name on the wire.
macro_rules! field_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Which rule a field breaks. The sentences that users read live in the site.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum FieldCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl FieldCode {
            /// Every code.
            pub const ALL: &[FieldCode] = &[$(FieldCode::$name),*];

            /// The stable code, as it goes over the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(FieldCode::$name => $code),* }
            }
        }
    };
}

field_codes! {
    /// Nobody asked for it.
    UnknownField = "unknown-field",
    /// A password is hardly more than a name of its holder.
    PasswordHasName = "password-has-name",
    /// A password is one of those that are tried first.
    PasswordCommon = "password-common",
    /// It is of the wrong type.
    WrongType = "wrong-type",
    /// It was not returned, so it must stay as it is.
    NotReturned = "not-returned",
    /// It stands as it is on file.
    Fixed = "fixed",
    /// It is empty and must not be.
    Required = "required",
    /// It has too few characters.
    TooShort = "too-short",
    /// It has too many characters.
    TooLong = "too-long",
    /// There are too many of them.
    TooMany = "too-many",
    /// It holds characters that cannot be seen or do not belong there.
    BadCharacters = "bad-characters",
    /// It holds signs that look like usual characters and are none, such as the radicals that PDFs give away.
    UnusualCharacters = "unusual-characters",
    /// It is understood; names are usually written as suggested.
    NameUsualForm = "name-usual-form",
    /// The list has no such code.
    UnknownCode = "unknown-code",
    /// It comes twice.
    Duplicate = "duplicate",
    /// It is not the domain of what is named beside it.
    OtherDomain = "other-domain",
    /// The place lies in another province, whose bureau is in charge.
    DivisionOtherProvince = "division-other-province",
    /// A province or city was chosen where a county is needed.
    DivisionNotCounty = "division-not-county",
    /// The certificate kind is not for this unit kind.
    CertificateKindMismatch = "certificate-kind-mismatch",
    /// The certificate kind is not for persons.
    CertificateKindNotForPersons = "certificate-kind-not-for-persons",
    /// A spreadsheet made it a number and rounded it, `9.13601E+17`.
    SpreadsheetNumber = "spreadsheet-number",
    /// The number is one that another kind of certificate has.
    CertificateKindDoubtful = "certificate-kind-doubtful",
    /// The certificate number cannot be right.
    CertificateNumberForm = "certificate-number-form",
    /// An identity number has 18 characters.
    ResidentIdLength = "resident-id-length",
    /// An identity number has digits, and X in the last place.
    ResidentIdCharacters = "resident-id-characters",
    /// No province has these first two digits.
    ResidentIdDivision = "resident-id-division",
    /// Digits 7 to 14 are no possible birth date.
    ResidentIdBirthDate = "resident-id-birth-date",
    /// The last character does not agree: a typing error.
    ResidentIdCheckDigit = "resident-id-check-digit",
    /// It is the old identity number of fifteen digits.
    ResidentIdOldForm = "resident-id-old-form",
    /// A credit code has 18 characters.
    CreditCodeLength = "credit-code-length",
    /// A credit code has no I, O, S, V or Z.
    CreditCodeCharacters = "credit-code-characters",
    /// Characters 9 to 17 are wrong: a typing error.
    CreditCodeOrganizationPart = "credit-code-organization-part",
    /// The last character does not agree: a typing error.
    CreditCodeCheckCharacter = "credit-code-check-character",
    /// An organization code has nine digits and letters.
    OrganizationCodeForm = "organization-code-form",
    /// The last character does not agree: a typing error.
    OrganizationCodeCheckCharacter = "organization-code-check-character",
    /// The last digit does not agree: a typing error.
    RegistrationNumberCheckDigit = "registration-number-check-digit",
    /// Licences with fifteen digits were replaced by those with a credit code.
    RegistrationNumberSuperseded = "registration-number-superseded",
    /// The individual, or who answers for the organizer or the site, is too young.
    UnderAge = "under-age",
    /// The identity number is of another province: a residence permit helps.
    ResidencePermitAdvised = "residence-permit-advised",
    /// It is not a date like 2026-11-23.
    DateForm = "date-form",
    /// The day is still to come.
    DateInFuture = "date-in-future",
    /// The last day comes before the first.
    DateOrder = "date-order",
    /// The certificate is valid since before its holder was born.
    CertificateBeforeBirth = "certificate-before-birth",
    /// The certificate is no longer valid.
    CertificateExpired = "certificate-expired",
    /// The certificate expires soon.
    CertificateExpiresSoon = "certificate-expires-soon",
    /// The domain's registration has ended.
    DomainExpired = "domain-expired",
    /// The domain's registration ends soon.
    DomainExpiresSoon = "domain-expires-soon",
    /// The authority's document is no longer valid.
    PreApprovalExpired = "pre-approval-expired",
    /// The authority's document expires soon.
    PreApprovalExpiresSoon = "pre-approval-expires-soon",
    /// It is a telephone number of another country or region.
    PhoneAbroad = "phone-abroad",
    /// It is no mobile number.
    MobileForm = "mobile-form",
    /// A landline was given as mobile number.
    MobileIsLandline = "mobile-is-landline",
    /// These first three digits are not known to be in use.
    MobilePrefixUnknown = "mobile-prefix-unknown",
    /// A virtual operator's customers may not get the ministry's text messages.
    MobileVirtualOperator = "mobile-virtual-operator",
    /// It is no landline number.
    LandlineForm = "landline-form",
    /// A mobile number was given as landline.
    LandlineIsMobile = "landline-is-mobile",
    /// A number of a service, 400 or 800, was given as landline.
    LandlineIsService = "landline-is-service",
    /// The area code is missing.
    LandlineAreaMissing = "landline-area-missing",
    /// There is no such area code.
    LandlineAreaUnknown = "landline-area-unknown",
    /// Numbers of this area have another length.
    LandlineLengthForArea = "landline-length-for-area",
    /// The landline is not of the organizer's city.
    LandlineOtherCity = "landline-other-city",
    /// It is neither a mobile nor a landline number.
    EmergencyPhoneForm = "emergency-phone-form",
    /// The emergency number repeats another one.
    EmergencyPhoneRepeated = "emergency-phone-repeated",
    /// It is no email address.
    EmailForm = "email-form",
    /// Two different people cannot have the same number or address.
    SamePersonContact = "same-person-contact",
    /// Two people share a landline.
    SharedLandline = "shared-landline",
    /// The site's leader is the organizer's: say so instead of writing it twice.
    SamePersonTwice = "same-person-twice",
    /// Two names, one certificate.
    SameCertificateOtherName = "same-certificate-other-name",
    /// A person's name has characters that no name has.
    PersonNameForm = "person-name-form",
    /// A unit's name is no domain and no number.
    OrganizerNameForm = "organizer-name-form",
    /// The name does not fit the unit kind.
    OrganizerNameMismatch = "organizer-name-mismatch",
    /// An individual is the leader of its own site.
    IndividualLeaderDiffers = "individual-leader-differs",
    /// The superior of a public body is a unit, not a person.
    InvestorIsPerson = "investor-is-person",
    /// The address does not name the chosen place.
    AddressOutsideDivision = "address-outside-division",
    /// The address lacks a door number.
    AddressWithoutNumber = "address-without-number",
    /// The leader is said not to be the legal representative, but has that name.
    LegalRepresentativeIsLeader = "legal-representative-is-leader",
    /// The leader is said to be the legal representative, who has another name.
    LegalRepresentativeDiffers = "legal-representative-differs",
    /// There are not enough Chinese characters.
    SiteNameTooFewHan = "site-name-too-few-han",
    /// It is only digits, letters or signs.
    SiteNameOnlyLetters = "site-name-only-letters",
    /// A site's name is not its domain.
    SiteNameIsDomain = "site-name-is-domain",
    /// A site's name does not begin so.
    SiteNamePrefix = "site-name-prefix",
    /// An individual's site has no unit's name.
    SiteNameUnitWords = "site-name-unit-words",
    /// An individual's site has no trade in its name.
    SiteNameTradeWords = "site-name-trade-words",
    /// It is no reference of a filing or a paper request.
    ReferenceForm = "reference-form",
    /// It is no filing number.
    FilingNumberForm = "filing-number-form",
    /// It is the number of an operating licence, which is looked up elsewhere.
    NumberIsLicence = "number-is-licence",
    /// It is the number of the filing with the police, which is looked up elsewhere.
    NumberIsPublicSecurity = "number-is-public-security",
    /// It is not a domain.
    DomainForm = "domain-form",
    /// An IP address is not a domain.
    DomainIsIpAddress = "domain-is-ip-address",
    /// A domain has a dot.
    DomainSingleLabel = "domain-single-label",
    /// Nobody owns a public suffix.
    DomainPublicSuffix = "domain-public-suffix",
    /// There is no such top-level domain.
    DomainUnknownSuffix = "domain-unknown-suffix",
    /// Only the registrable part is filed.
    DomainNotRegistrablePart = "domain-not-registrable-part",
    /// gov.cn and 政务 are for party and state bodies.
    DomainForPublicBodies = "domain-for-public-bodies",
    /// It has letters of another script that look like Latin ones.
    DomainLookAlike = "domain-look-alike",
    /// Applications are not filed with this system yet.
    ServiceKindNotYet = "service-kind-not-yet",
    /// The top-level domain is not among those known to be approved.
    DomainSuffixUnlisted = "domain-suffix-unlisted",
    /// It is not the address of a page.
    HomeUrlForm = "home-url-form",
    /// The home page is not under the domain.
    HomeUrlOtherDomain = "home-url-other-domain",
    /// Individuals choose blog or other.
    ContentsNotForIndividuals = "contents-not-for-individuals",
    /// Choose the classes, or say that there are none.
    PreApprovalChoiceMissing = "pre-approval-choice-missing",
    /// Classes are chosen and said not to be there.
    PreApprovalChoiceBoth = "pre-approval-choice-both",
    /// Words on the form suggest a class that is not chosen.
    PreApprovalSuspected = "pre-approval-suspected",
    /// The document's number is still missing.
    PreApprovalNumberMissing = "pre-approval-number-missing",
    /// The class is no longer a national requirement.
    PreApprovalAbolished = "pre-approval-abolished",
    /// The remarks say nothing.
    RemarksWithoutContent = "remarks-without-content",
    /// It is not an IP address.
    IpAddressForm = "ip-address-form",
    /// One end is IPv4, the other IPv6.
    IpRangeFamilies = "ip-range-families",
    /// The last address comes before the first.
    IpRangeOrder = "ip-range-order",
    /// A public site has public addresses.
    IpAddressNotPublic = "ip-address-not-public",
    /// The range is too wide.
    IpRangeTooWide = "ip-range-too-wide",
    /// Two ranges share addresses.
    IpRangesOverlap = "ip-ranges-overlap",
}

impl From<&DomainProblem> for FieldCode {
    fn from(problem: &DomainProblem) -> FieldCode {
        match problem {
            DomainProblem::Empty => FieldCode::Required,
            DomainProblem::Form => FieldCode::DomainForm,
            DomainProblem::IpAddress => FieldCode::DomainIsIpAddress,
            DomainProblem::SingleLabel => FieldCode::DomainSingleLabel,
            DomainProblem::PublicSuffix => FieldCode::DomainPublicSuffix,
            DomainProblem::UnknownSuffix => FieldCode::DomainUnknownSuffix,
            DomainProblem::NotRegistrablePart(_) => FieldCode::DomainNotRegistrablePart,
        }
    }
}

impl From<NumberProblem> for FieldCode {
    fn from(problem: NumberProblem) -> FieldCode {
        match problem {
            NumberProblem::Licence => FieldCode::NumberIsLicence,
            NumberProblem::PublicSecurity => FieldCode::NumberIsPublicSecurity,
            NumberProblem::Form
            | NumberProblem::Province
            | NumberProblem::Digits
            | NumberProblem::Year
            | NumberProblem::Site => FieldCode::FilingNumberForm,
        }
    }
}

/// Everything about a form that a rule has to say today, in the order of the form.
pub fn check(form: &Form, rules: &Rules, today: Date) -> Vec<Finding> {
    let inspect = |form: &Form| {
        let found = inspect(form, rules, today);
        settled::settled(form, found, |form| inspect(form, rules, today))
    };
    let mut findings = inspect(form);
    let error = |pointer, code| Finding { pointer, code, level: Level::Error, suggestion: None };
    let most = if form.organizer.is_individual() {
        rules.limits.sites_of_individual
    } else {
        rules.limits.sites_of_unit
    };
    if form.sites().count() > most {
        findings.push(error("/further".to_owned(), FieldCode::TooMany));
        return findings;
    }
    let domain =
        |site: &Site| Domain::parse(&site.domain).ok().map(|domain| domain::canonical(domain.ascii()));
    let mut domains: Vec<String> = domain(&form.site).into_iter().collect();
    for place in 0..form.further.len() {
        let one = form.of_site(place + 1);
        let at = |pointer: &str| format!("/further/{place}{pointer}");
        // Whose it is and through whom it goes is the order's.
        let own = |finding: &Finding| {
            let pointer = &finding.pointer;
            pointer != "/access/provider"
                && (pointer.starts_with("/site/") || pointer.starts_with("/access/"))
        };
        let found = inspect(&one).into_iter().filter(own);
        findings.extend(found.map(|finding| Finding { pointer: at(&finding.pointer), ..finding }));
        match domain(&one.site) {
            Some(domain) if domains.contains(&domain) => {
                findings.push(error(at("/site/domain"), FieldCode::Duplicate));
            }
            domain => domains.extend(domain),
        }
    }
    contact::leaders_of_sites(form, rules, today, &mut findings);
    findings
}

/// The findings of a form of one site.
fn inspect(form: &Form, rules: &Rules, today: Date) -> Vec<Finding> {
    let mut inspection = Inspection { form, rules, today, findings: Vec::new() };
    inspection.organizer();
    inspection.people();
    inspection.site();
    inspection.access();
    inspection.findings
}

/// A form being gone through.
struct Inspection<'a> {
    form: &'a Form,
    rules: &'a Rules,
    today: Date,
    findings: Vec<Finding>,
}

impl Inspection<'_> {
    fn find(&mut self, pointer: &str, code: FieldCode, level: Level, suggestion: Option<String>) {
        self.findings.push(Finding { pointer: pointer.to_owned(), code, level, suggestion });
    }

    fn error(&mut self, pointer: &str, code: FieldCode, suggestion: Option<String>) {
        self.find(pointer, code, Level::Error, suggestion);
    }

    fn warn(&mut self, pointer: &str, code: FieldCode, suggestion: Option<String>) {
        self.find(pointer, code, Level::Warning, suggestion);
    }

    /// Looks at a text as such, and gives it trimmed if there is something in it to look at further.
    fn text<'t>(&mut self, pointer: &str, text: &'t str, needed: bool, longest: usize) -> Option<&'t str> {
        let text = text.trim();
        if text.is_empty() {
            if needed {
                self.error(pointer, FieldCode::Required, None);
            }
            return None;
        }
        let usual = text::usual_han(text);
        if text::has_private_use(text) {
            // Only the program that wrote such a sign knows which character it stands for.
            self.error(pointer, FieldCode::BadCharacters, None);
            return None;
        }
        if text::has_hidden(text) {
            let seen = text::on_one_line(&usual);
            self.error(pointer, FieldCode::BadCharacters, (!seen.is_empty()).then_some(seen));
            return None;
        }
        if usual != text {
            self.error(pointer, FieldCode::UnusualCharacters, Some(usual));
            return None;
        }
        if text.chars().count() > longest {
            self.error(pointer, FieldCode::TooLong, None);
            return None;
        }
        Some(text)
    }

    /// The same of a name or an address, which is understood in other forms than the usual one.
    fn plain_text(&mut self, pointer: &str, text: &str, needed: bool, longest: usize) -> Option<String> {
        let text = self.text(pointer, text, needed, longest)?;
        let usual = text::usual_text(text);
        if usual.is_empty() {
            return Some(text.to_owned());
        }
        if usual != text {
            self.warn(pointer, FieldCode::NameUsualForm, Some(usual.clone()));
        }
        Some(usual)
    }

    /// The same of a number or a telephone: what a spreadsheet rounded is told as such, since nothing can be read of it.
    fn digits<'t>(&mut self, pointer: &str, text: &'t str, needed: bool, longest: usize) -> Option<&'t str> {
        let text = self.text(pointer, text, needed, longest)?;
        let rounded = text.split_once(['E', 'e']).is_some_and(|(digits, power)| {
            let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            all_digits(&digits.replacen('.', "", 1)) && power.strip_prefix('+').is_some_and(all_digits)
        });
        if rounded {
            self.error(pointer, FieldCode::SpreadsheetNumber, None);
            return None;
        }
        Some(text)
    }

    /// Looks a code up.
    fn code<T: Coded>(&mut self, pointer: &str, code: &str, table: &'static Table<T>) -> Option<&'static T> {
        if code.trim().is_empty() {
            self.error(pointer, FieldCode::Required, None);
            return None;
        }
        let entry = table.get(code);
        if entry.is_none() {
            self.error(pointer, FieldCode::UnknownCode, None);
        }
        entry
    }

    /// Looks a list of codes up: at least one, none twice.
    fn codes<T: Coded>(&mut self, pointer: &str, chosen: &[String], table: &'static Table<T>, most: usize) {
        if chosen.is_empty() {
            self.error(pointer, FieldCode::Required, None);
        }
        if chosen.len() > most {
            self.error(pointer, FieldCode::TooMany, None);
            return;
        }
        for (place, code) in chosen.iter().enumerate() {
            let pointer = format!("{pointer}/{place}");
            self.code(&pointer, code, table);
            if chosen.iter().take(place).any(|before| before == code) {
                self.error(&pointer, FieldCode::Duplicate, None);
            }
        }
    }

    /// Looks at a certificate number.
    fn number(&mut self, pointer: &str, kind: &CertificateKind, number: &str) -> Option<Canonical> {
        let number = self.digits(pointer, number, true, self.rules.limits.certificate_number)?;
        match certificate_number::canonical(kind, number, self.today) {
            Ok(number) => {
                if number.superseded {
                    self.warn(pointer, FieldCode::RegistrationNumberSuperseded, None);
                }
                Some(number)
            }
            Err((code, suggestion)) => {
                self.error(pointer, code, suggestion);
                None
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod demo;
#[cfg(test)]
mod tests;
