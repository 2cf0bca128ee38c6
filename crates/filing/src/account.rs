//! What an owner's account must look like.

use crate::{check::FieldCode, text};

/// What somebody who opens an account writes.
#[derive(Debug, Clone, Copy)]
pub struct AccountFields<'a> {
    /// User name.
    pub username: &'a str,
    /// Password.
    pub password: &'a str,
    /// Name of the contact person.
    pub contact_name: &'a str,
    /// Email address.
    pub email: &'a str,
}

/// A password has at least this many characters.
const SHORTEST_PASSWORD: usize = 8;
/// A password has at most this many characters.
const LONGEST_PASSWORD: usize = 128;
/// A contact name has at most this many characters.
const LONGEST_NAME: usize = 40;

/// A user name as it is stored: half-width and lower case.
pub fn canonical(username: &str) -> String {
    text::number(username).to_ascii_lowercase()
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
        33.. => problems.push(("/username", FieldCode::TooLong)),
        _ if !letters || !username.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            problems.push(("/username", FieldCode::BadCharacters));
        }
        _ => {}
    }
    problems.extend(password_problem(fields.password, &username).map(|code| ("/password", code)));
    let name = fields.contact_name.trim();
    match name.chars().count() {
        0 => problems.push(("/contact_name", FieldCode::Required)),
        count if count > LONGEST_NAME => problems.push(("/contact_name", FieldCode::TooLong)),
        _ if text::has_hidden(name) => problems.push(("/contact_name", FieldCode::BadCharacters)),
        _ => {}
    }
    match fields.email.trim() {
        "" => problems.push(("/email", FieldCode::Required)),
        email if !text::is_email(email) => problems.push(("/email", FieldCode::EmailForm)),
        _ => {}
    }
    if problems.is_empty() { Ok(username) } else { Err(problems) }
}

/// What is wrong with a password; `None` when it will do. No rules of composition, only length, and not the name itself.
pub fn password_problem(password: &str, username: &str) -> Option<FieldCode> {
    match password.chars().count() {
        0 => Some(FieldCode::Required),
        count if count < SHORTEST_PASSWORD => Some(FieldCode::TooShort),
        count if count > LONGEST_PASSWORD => Some(FieldCode::TooLong),
        _ if !username.is_empty() && password.to_lowercase().contains(username) => {
            Some(FieldCode::PasswordHasName)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let fields = AccountFields { username: "1", password: "short", contact_name: " ", email: "nobody" };
        let problems = check(&fields).unwrap_err();
        let pointers: Vec<_> = problems.iter().map(|(pointer, _)| *pointer).collect();
        assert_eq!(pointers, ["/username", "/password", "/contact_name", "/email"]);
    }

    #[test]
    fn a_user_name_is_the_same_in_any_width_and_case() {
        assert_eq!(canonical(" Ｓhi-Li_1 "), "shi-li_1");
    }

    #[test]
    fn a_password_does_not_contain_the_user_name() {
        assert_eq!(password_problem("xx-Shili-2026", "shili"), Some(FieldCode::PasswordHasName));
        assert_eq!(password_problem("一二三四五六七八", "shili"), None);
    }
}
