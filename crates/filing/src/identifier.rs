//! Identifiers 号码: each submodule defines one number or name, with its parser, its checks and its printed
//! form.

/// Implements `FromStr` and `Into<String>` for an identifier by its `parse` and `Display`, and its schema as a text.
macro_rules! as_text {
    ($($name:ident, $problem:ident $(, $example:literal, $description:literal)?;)*) => {$(
        $(
            #[cfg(feature = "schema")]
            impl utoipa::PartialSchema for $name {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                    utoipa::openapi::ObjectBuilder::new()
                        .schema_type(utoipa::openapi::Type::String)
                        .examples([$example])
                        .description(Some($description))
                        .into()
                }
            }
            #[cfg(feature = "schema")]
            impl utoipa::ToSchema for $name {}
        )?
        impl std::str::FromStr for $name {
            type Err = $problem;
            fn from_str(text: &str) -> Result<Self, $problem> {
                $name::parse(text)
            }
        }
        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.to_string()
            }
        }
    )*};
}

/// Gives an identifier that is kept as its text what a text can do, and the traits of [`as_text`].
macro_rules! stored_text {
    ($name:ident, $problem:ident, $example:literal, $description:literal;) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }
        impl TryFrom<String> for $name {
            type Error = $problem;
            fn try_from(text: String) -> Result<$name, $problem> {
                $name::parse(&text)
            }
        }
        as_text! { $name, $problem, $example, $description; }
    };
}

pub mod certificate_number;
pub mod credit_code;
pub mod domain;
pub mod email;
pub mod filing_number;
pub mod id;
pub mod ip_range;
pub mod organization_code;
pub mod phone;
pub mod provider_id;
pub mod reference;
pub mod registration_number;
pub mod resident_id;
pub mod sought;
pub mod typo;
pub mod username;

pub use credit_code::{CreditCode, CreditCodeProblem};
pub use domain::{Domain, DomainProblem};
pub use filing_number::{
    FilingNumber, FilingNumberProblem, FilingOrLicenceNumber, MAX_SEQUENCE, OrganizerNumber, SiteSuffix,
};
pub use id::{FilingId, IdProblem, RequestId};
pub use ip_range::{AddressRangeProblem, PublicIpRange, RangeEnd};
pub use organization_code::{OrganizationCode, OrganizationCodeProblem};
pub use phone::{Landline, LandlineProblem, Mobile, MobileProblem};
pub use provider_id::{ProviderId, ProviderIdProblem};
pub use reference::{Reference, ReferenceProblem};
pub use registration_number::{RegistrationNumber, RegistrationNumberProblem};
pub use resident_id::{ResidentId, ResidentIdProblem};
pub use sought::{SearchField, SearchProblem, SearchSubject};
pub use username::{LONGEST_USERNAME, Username, UsernameProblem};
