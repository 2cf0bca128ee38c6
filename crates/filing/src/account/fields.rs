//! The fields of an account, and their checks.

use crate::{
    account::password::{self, PasswordUse},
    finding::FindingCode,
    identifier::{LONGEST_USERNAME, Username, email},
    text,
};

/// The fields that a person fills in to open an account.
#[derive(Clone, Copy)]
pub struct AccountFields<'a> {
    /// User name.
    pub username: &'a str,
    /// Password; `None` when a temporary one is sent instead.
    pub password: Option<&'a str>,
    /// Name of the contact person.
    pub contact_name: &'a str,
    /// Email address.
    pub email: &'a str,
}

/// Longest contact name, in characters.
pub(super) const LONGEST_NAME: usize = 40;

/// Checks all fields of an account and returns the user name as it is stored. The password is checked as one without a second factor.
///
/// # Errors
/// Every wrong field, by JSON pointer, with the code of its rule.
pub fn check_fields(fields: &AccountFields<'_>) -> Result<Username, Vec<(&'static str, FindingCode)>> {
    let mut problems = Vec::new();
    let username = Username::typed(fields.username);
    let letters = username.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match username.chars().count() {
        0 => problems.push(("/username", FindingCode::Required)),
        1..4 => problems.push(("/username", FindingCode::TooShort)),
        count if count > LONGEST_USERNAME => problems.push(("/username", FindingCode::TooLong)),
        _ if !letters || !username.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            problems.push(("/username", FindingCode::BadCharacters));
        }
        _ => {}
    }
    let name = fields.contact_name.trim();
    if let Some(given) = fields.password {
        problems.extend(
            password::problem(given, PasswordUse::Alone, &[&username, name]).map(|code| ("/password", code)),
        );
    }
    let nobody =
        || (!text::usual_name(name).chars().any(char::is_alphabetic)).then_some(FindingCode::PersonNameForm);
    let wrong = name_problem(name, LONGEST_NAME).or_else(nobody);
    problems.extend(wrong.map(|code| ("/contact_name", code)));
    problems.extend(email_problem(fields.email).map(|code| ("/email", code)));
    if problems.is_empty() { Ok(username) } else { Err(problems) }
}

/// The rule that a name of at most `longest` characters breaks; `None` when the name is valid.
pub fn name_problem(name: &str, longest: usize) -> Option<FindingCode> {
    match name.trim().chars().count() {
        0 => Some(FindingCode::Required),
        count if count > longest => Some(FindingCode::TooLong),
        _ if text::has_hidden(name) || text::has_private_use(name) || is_formula_or_markup(name) => {
            Some(FindingCode::BadCharacters)
        }
        _ if text::usual_han(name) != name => Some(FindingCode::UnusualCharacters),
        _ => None,
    }
}

/// Suggests a correction of an invalid name, if the correction has at most `longest` characters.
pub fn suggest_name(name: &str, longest: usize) -> Option<String> {
    let meant = text::on_one_line(&text::usual_han(name));
    (meant != name.trim() && name_problem(&meant, longest).is_none()).then_some(meant)
}

impl AccountFields<'_> {
    /// The suggested correction of the field with this pointer; `None` if there is no suggestion.
    pub fn suggest_correction(&self, pointer: &str) -> Option<String> {
        match pointer {
            "/contact_name" => suggest_name(self.contact_name, LONGEST_NAME),
            "/email" => email::suggest_correction(self.email),
            _ => None,
        }
    }
}

/// Whether a spreadsheet would calculate the name as a formula, or a page without escaping would render it as markup. No real name is
/// like that.
pub(super) fn is_formula_or_markup(name: &str) -> bool {
    let folded = text::number(name);
    folded.starts_with(['=', '+', '-', '@', '|', '%']) || folded.contains(['<', '>'])
}

/// The rule that an email address breaks; `None` when it is valid.
pub fn email_problem(email: &str) -> Option<FindingCode> {
    match email.trim() {
        "" => Some(FindingCode::Required),
        address if email::canonical_email(address).is_none() => Some(FindingCode::EmailForm),
        _ => None,
    }
}

/// The rule that a required reason breaks; `None` when it is valid. A reason has 2 to 200 characters.
pub fn reason_problem(reason: &str) -> Option<FindingCode> {
    match reason.trim().chars().count() {
        0 => Some(FindingCode::Required),
        1 => Some(FindingCode::TooShort),
        201.. => Some(FindingCode::TooLong),
        _ if text::has_hidden(reason) => Some(FindingCode::BadCharacters),
        _ => None,
    }
}
