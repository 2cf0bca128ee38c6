//! The fields of an account, and their checks.

use crate::{account::password, finding::FieldCode, identifier::email, text};

/// What somebody who opens an account writes.
#[derive(Clone, Copy)]
pub struct AccountFields<'a> {
    /// User name.
    pub username: &'a str,
    /// Password; `None` when one is sent instead.
    pub password: Option<&'a str>,
    /// Name of the contact person.
    pub contact_name: &'a str,
    /// Email address.
    pub email: &'a str,
}

/// A contact name has at most this many characters.
pub(super) const LONGEST_NAME: usize = 40;

/// A user name has at most this many characters.
pub(super) const LONGEST_USERNAME: usize = 32;

/// A user name as it is stored: half-width and lower case.
pub fn canonical(username: &str) -> String {
    // None is longer than that; whatever somebody sends, the keys made of it stay short.
    text::number(username).to_ascii_lowercase().chars().take(2 * LONGEST_USERNAME).collect()
}

/// Checks an account's fields, all of them, and gives its user name as it is stored.
///
/// # Errors
/// Every field that is wrong, by pointer.
pub fn check(fields: &AccountFields<'_>) -> Result<String, Vec<(&'static str, FieldCode)>> {
    let mut problems = Vec::new();
    let username = canonical(fields.username);
    let letters = username.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match username.chars().count() {
        0 => problems.push(("/username", FieldCode::Required)),
        1..4 => problems.push(("/username", FieldCode::TooShort)),
        count if count > LONGEST_USERNAME => problems.push(("/username", FieldCode::TooLong)),
        _ if !letters || !username.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            problems.push(("/username", FieldCode::BadCharacters));
        }
        _ => {}
    }
    let name = fields.contact_name.trim();
    if let Some(given) = fields.password {
        problems.extend(password::problem(given, false, &[&username, name]).map(|code| ("/password", code)));
    }
    let nobody =
        || (!text::usual_name(name).chars().any(char::is_alphabetic)).then_some(FieldCode::PersonNameForm);
    let wrong = name_problem(name, LONGEST_NAME).or_else(nobody);
    problems.extend(wrong.map(|code| ("/contact_name", code)));
    problems.extend(email_problem(fields.email).map(|code| ("/email", code)));
    if problems.is_empty() { Ok(username) } else { Err(problems) }
}

/// What is wrong with a name of at most so many characters; `None` when it will do.
pub fn name_problem(name: &str, longest: usize) -> Option<FieldCode> {
    match name.trim().chars().count() {
        0 => Some(FieldCode::Required),
        count if count > longest => Some(FieldCode::TooLong),
        _ if text::has_hidden(name) || text::has_private_use(name) || is_formula_or_markup(name) => {
            Some(FieldCode::BadCharacters)
        }
        _ if text::usual_han(name) != name => Some(FieldCode::UnusualCharacters),
        _ => None,
    }
}

/// The name that was probably meant by one that will not do, of at most so many characters.
pub fn name_meant(name: &str, longest: usize) -> Option<String> {
    let meant = text::on_one_line(&text::usual_han(name));
    (meant != name.trim() && name_problem(&meant, longest).is_none()).then_some(meant)
}

impl AccountFields<'_> {
    /// The value that was probably meant in a field that is wrong.
    pub fn meant(&self, pointer: &str) -> Option<String> {
        match pointer {
            "/contact_name" => name_meant(self.contact_name, LONGEST_NAME),
            "/email" => email::meant(self.email),
            _ => None,
        }
    }
}

/// Whether a spreadsheet would reckon with a name, or a page that forgot to escape it would draw it. No name is like that.
pub(super) fn is_formula_or_markup(name: &str) -> bool {
    let folded = text::number(name);
    folded.starts_with(['=', '+', '-', '@', '|', '%']) || folded.contains(['<', '>'])
}

/// What is wrong with an email address; `None` when it will do.
pub fn email_problem(email: &str) -> Option<FieldCode> {
    match email.trim() {
        "" => Some(FieldCode::Required),
        address if email::read(address).is_none() => Some(FieldCode::EmailForm),
        _ => None,
    }
}

/// What is wrong with a reason that must be given; `None` when it will do.
pub fn reason_problem(reason: &str) -> Option<FieldCode> {
    match reason.trim().chars().count() {
        0 => Some(FieldCode::Required),
        1 => Some(FieldCode::TooShort),
        201.. => Some(FieldCode::TooLong),
        _ if text::has_hidden(reason) => Some(FieldCode::BadCharacters),
        _ => None,
    }
}
