//! Findings 检查结果: a field, the rule that it breaks, and the value that was probably meant.

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
