//! Findings 检查结果: a field, the rule that it breaks, and the suggested correction.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Level of a finding: whether it stops the filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Level {
    /// The value must be corrected before the filing can go on.
    Error,
    /// The value may be right, but the applicant should check it.
    Warning,
}

/// One broken rule of one field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The field, as a JSON pointer into the form: `/organizer/leader/mobile`.
    pub pointer: String,
    /// The broken rule.
    pub code: FindingCode,
    /// Whether the finding stops the filing.
    pub level: Level,
    /// The suggested correction. It can be private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Omits the suggestion, which can be an identity number.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} {}", self.level, self.pointer, self.code.as_str())
    }
}

/// Defines the codes, each with its name on the wire.
macro_rules! field_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The rule that a field breaks. The folder `site/` has the sentences that users read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum FindingCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl FindingCode {
            /// Every code.
            pub const ALL: &[FindingCode] = &[$(FindingCode::$name),*];

            /// The stable code on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(FindingCode::$name => $code),* }
            }
        }
    };
}

field_codes! {
    /// The request has a field that the action does not take.
    UnknownField = "unknown-field",
    /// The password consists of little more than a name of its holder.
    PasswordHasName = "password-has-name",
    /// The password is one of those that attackers try first.
    PasswordCommon = "password-common",
    /// The value has the wrong JSON type.
    WrongType = "wrong-type",
    /// The field is not one of the returned fields, so the amendment cannot change it.
    NotReturned = "not-returned",
    /// A filing of this kind cannot change the field, which keeps the value of the record.
    Fixed = "fixed",
    /// A required value is empty.
    Required = "required",
    /// The value has too few characters.
    TooShort = "too-short",
    /// The value has too many characters.
    TooLong = "too-long",
    /// The list has too many entries.
    TooMany = "too-many",
    /// The value has invisible characters, or characters that are not allowed in it.
    BadCharacters = "bad-characters",
    /// The value has characters that only look like usual ones, such as the radicals in text copied from a PDF.
    UnusualCharacters = "unusual-characters",
    /// The value is understood, but names are usually written as suggested.
    NameUsualForm = "name-usual-form",
    /// The code list does not contain the code.
    UnknownCode = "unknown-code",
    /// The value appears twice.
    Duplicate = "duplicate",
    /// The domain differs from the domain of the record or filing named beside it.
    OtherDomain = "other-domain",
    /// The place lies in another province, and that province's bureau is responsible for it.
    DivisionOtherProvince = "division-other-province",
    /// The code is of a province or city, but a county is needed.
    DivisionNotCounty = "division-not-county",
    /// Units of this kind cannot have a certificate of this kind.
    CertificateKindMismatch = "certificate-kind-mismatch",
    /// Persons cannot have a certificate of this kind.
    CertificateKindNotForPersons = "certificate-kind-not-for-persons",
    /// A spreadsheet rounded the value and wrote it as a number such as `9.13601E+17`.
    SpreadsheetNumber = "spreadsheet-number",
    /// The number has the form of another certificate kind.
    CertificateKindDoubtful = "certificate-kind-doubtful",
    /// No certificate of this kind can have the number.
    CertificateNumberForm = "certificate-number-form",
    /// The identity number does not have 18 characters.
    ResidentIdLength = "resident-id-length",
    /// The identity number has other characters than digits and an X in the last place.
    ResidentIdCharacters = "resident-id-characters",
    /// The first two digits of the identity number belong to no province.
    ResidentIdDivision = "resident-id-division",
    /// Digits 7 to 14 of the identity number are not a possible birth date.
    ResidentIdBirthDate = "resident-id-birth-date",
    /// The last character of the identity number does not match the others: a typing error.
    ResidentIdCheckDigit = "resident-id-check-digit",
    /// The identity number is in the old form of fifteen digits.
    ResidentIdOldForm = "resident-id-old-form",
    /// The credit code does not have 18 characters.
    CreditCodeLength = "credit-code-length",
    /// The credit code has one of the letters I, O, S, V and Z, which no credit code contains.
    CreditCodeCharacters = "credit-code-characters",
    /// Characters 9 to 17 of the credit code are not an organization code: a typing error.
    CreditCodeOrganizationPart = "credit-code-organization-part",
    /// The last character of the credit code does not match the others: a typing error.
    CreditCodeCheckCharacter = "credit-code-check-character",
    /// The organization code does not have nine digits and letters.
    OrganizationCodeForm = "organization-code-form",
    /// The last character of the organization code does not match the others: a typing error.
    OrganizationCodeCheckCharacter = "organization-code-check-character",
    /// The last digit of the registration number does not match the others: a typing error.
    RegistrationNumberCheckDigit = "registration-number-check-digit",
    /// The licence number has fifteen digits. Such licences were replaced by licences with a credit code.
    RegistrationNumberSuperseded = "registration-number-superseded",
    /// The individual, or the leader of the organizer or the site, is younger than the rules permit.
    UnderAge = "under-age",
    /// The identity number is of another province, so a residence permit is advised.
    ResidencePermitAdvised = "residence-permit-advised",
    /// The value is not a date like 2026-11-23.
    DateForm = "date-form",
    /// The date lies in the future.
    DateInFuture = "date-in-future",
    /// The last day of a period lies before its first day.
    DateOrder = "date-order",
    /// The certificate is valid from a day before its holder's birth.
    CertificateBeforeBirth = "certificate-before-birth",
    /// The certificate has expired.
    CertificateExpired = "certificate-expired",
    /// The certificate expires soon.
    CertificateExpiresSoon = "certificate-expires-soon",
    /// The registration of the domain has expired.
    DomainExpired = "domain-expired",
    /// The registration of the domain expires soon.
    DomainExpiresSoon = "domain-expires-soon",
    /// The document of the authority has expired.
    PreApprovalExpired = "pre-approval-expired",
    /// The document of the authority expires soon.
    PreApprovalExpiresSoon = "pre-approval-expires-soon",
    /// The telephone number is of another country or region.
    PhoneAbroad = "phone-abroad",
    /// The value is not a mobile number.
    MobileForm = "mobile-form",
    /// The mobile number has the form of a landline number.
    MobileIsLandline = "mobile-is-landline",
    /// The first three digits of the mobile number are not known to be in use.
    MobilePrefixUnknown = "mobile-prefix-unknown",
    /// The mobile number is of a virtual operator, and its customers may not receive text messages from the ministry.
    MobileVirtualOperator = "mobile-virtual-operator",
    /// The value is not a landline number.
    LandlineForm = "landline-form",
    /// The landline number has the form of a mobile number.
    LandlineIsMobile = "landline-is-mobile",
    /// The landline number is a 400 or 800 service number.
    LandlineIsService = "landline-is-service",
    /// The landline number has no area code.
    LandlineAreaMissing = "landline-area-missing",
    /// The area code does not exist.
    LandlineAreaUnknown = "landline-area-unknown",
    /// The landline number has another length than the numbers of its area.
    LandlineLengthForArea = "landline-length-for-area",
    /// The landline number is not of the organizer's city.
    LandlineOtherCity = "landline-other-city",
    /// The emergency number is neither a mobile nor a landline number.
    EmergencyPhoneForm = "emergency-phone-form",
    /// The emergency number is the same as another number on the form.
    EmergencyPhoneRepeated = "emergency-phone-repeated",
    /// The value is not an email address.
    EmailForm = "email-form",
    /// Two different people have the same mobile number or email address.
    SamePersonContact = "same-person-contact",
    /// Two people have the same landline number.
    SharedLandline = "shared-landline",
    /// The site's leader is the organizer's leader; the form has a choice for this case.
    SamePersonTwice = "same-person-twice",
    /// Two people with different names have the same certificate.
    SameCertificateOtherName = "same-certificate-other-name",
    /// The name has characters that no person's name contains.
    PersonNameForm = "person-name-form",
    /// The unit's name is a domain, or has no letters.
    OrganizerNameForm = "organizer-name-form",
    /// The name does not match the unit kind.
    OrganizerNameMismatch = "organizer-name-mismatch",
    /// The organizer is an individual, but another person is the site's leader.
    IndividualLeaderDiffers = "individual-leader-differs",
    /// A person is named as the superior of a public body, but it must be a unit.
    InvestorIsPerson = "investor-is-person",
    /// The address does not name the chosen city or county.
    AddressOutsideDivision = "address-outside-division",
    /// The address has no house number.
    AddressWithoutNumber = "address-without-number",
    /// The leader has the name of the legal representative, but the form states that they differ.
    LegalRepresentativeIsLeader = "legal-representative-is-leader",
    /// The leader has another name than the legal representative, but the form states that they are the same.
    LegalRepresentativeDiffers = "legal-representative-differs",
    /// The site's name has too few Chinese characters.
    SiteNameTooFewHan = "site-name-too-few-han",
    /// The site's name has no Chinese characters.
    SiteNameOnlyLetters = "site-name-only-letters",
    /// The site's name is a domain.
    SiteNameIsDomain = "site-name-is-domain",
    /// The site's name begins with a word that only public bodies, or units with this word in their names, may use.
    SiteNamePrefix = "site-name-prefix",
    /// The name of an individual's site has a word for a unit.
    SiteNameUnitWords = "site-name-unit-words",
    /// The name of an individual's site has a word for a trade.
    SiteNameTradeWords = "site-name-trade-words",
    /// The value is not a reference 受理号 of a filing or a paper request.
    ReferenceForm = "reference-form",
    /// The value is not a filing number 备案号.
    FilingNumberForm = "filing-number-form",
    /// The value is the number of an operating licence, which another system looks up.
    NumberIsLicence = "number-is-licence",
    /// The value is the number of a filing with the police, which another system looks up.
    NumberIsPublicSecurity = "number-is-public-security",
    /// The value is not a domain.
    DomainForm = "domain-form",
    /// The value is an IP address instead of a domain.
    DomainIsIpAddress = "domain-is-ip-address",
    /// The value is a single label without a dot.
    DomainSingleLabel = "domain-single-label",
    /// The value is a public suffix, which nobody can own.
    DomainPublicSuffix = "domain-public-suffix",
    /// The top-level domain does not exist.
    DomainUnknownSuffix = "domain-unknown-suffix",
    /// The value has labels in front of the registrable domain.
    DomainNotRegistrablePart = "domain-not-registrable-part",
    /// Only party and state bodies can use gov.cn and 政务.
    DomainForPublicBodies = "domain-for-public-bodies",
    /// The domain has letters of another script that look like Latin ones.
    DomainLookAlike = "domain-look-alike",
    /// The system does not take filings of this kind of service yet.
    ServiceKindNotYet = "service-kind-not-yet",
    /// The top-level domain is not on the list of approved ones.
    DomainSuffixUnlisted = "domain-suffix-unlisted",
    /// The value is not the address of a page.
    HomeUrlForm = "home-url-form",
    /// The home page is not under the site's domain.
    HomeUrlOtherDomain = "home-url-other-domain",
    /// The individual chose another content than blog or other.
    ContentsNotForIndividuals = "contents-not-for-individuals",
    /// The form neither names classes of content that need approval nor states that there are none.
    PreApprovalChoiceMissing = "pre-approval-choice-missing",
    /// The form names classes of content that need approval and also states that there are none.
    PreApprovalChoiceBoth = "pre-approval-choice-both",
    /// Words on the form suggest a class of content that is not chosen.
    PreApprovalSuspected = "pre-approval-suspected",
    /// The number of the authority's document is missing.
    PreApprovalNumberMissing = "pre-approval-number-missing",
    /// The class of content no longer needs approval by national law.
    PreApprovalAbolished = "pre-approval-abolished",
    /// The remarks have no content.
    RemarksWithoutContent = "remarks-without-content",
    /// The value is not an IP address.
    IpAddressForm = "ip-address-form",
    /// One end of the range is an IPv4 address, the other an IPv6 address.
    IpRangeFamilies = "ip-range-families",
    /// The last address of the range lies before the first.
    IpRangeOrder = "ip-range-order",
    /// The address is not public, but a public site needs a public one.
    IpAddressNotPublic = "ip-address-not-public",
    /// The range has too many addresses.
    IpRangeTooWide = "ip-range-too-wide",
    /// Two ranges have addresses in common.
    IpRangesOverlap = "ip-ranges-overlap",
}
