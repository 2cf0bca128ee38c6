//! The check of a form 备案信息, which reports all findings at once. A finding names its field, its rule and, if one is known, a suggested
//! correction.
//!
//! The check looks at the form alone. It does not know whether a domain is claimed or a provider exists.

mod contact;
mod organizer;
mod settled;
mod site;

use crate::identifier::certificate_number::{self, Canonical};
use crate::{
    finding::{Finding, FindingCode, Level},
    form::{Form, Site},
    identifier::{Domain, DomainProblem, FilingNumberProblem, domain},
    policy::{CertificateKind, CodeTable, Coded, Rules},
    text,
};
use jiff::civil::Date;

impl From<&DomainProblem> for FindingCode {
    fn from(problem: &DomainProblem) -> FindingCode {
        match problem {
            DomainProblem::Empty => FindingCode::Required,
            DomainProblem::Form => FindingCode::DomainForm,
            DomainProblem::IpAddress => FindingCode::DomainIsIpAddress,
            DomainProblem::SingleLabel => FindingCode::DomainSingleLabel,
            DomainProblem::PublicSuffix => FindingCode::DomainPublicSuffix,
            DomainProblem::UnknownSuffix => FindingCode::DomainUnknownSuffix,
            DomainProblem::NotRegistrablePart(_) => FindingCode::DomainNotRegistrablePart,
        }
    }
}

impl From<FilingNumberProblem> for FindingCode {
    fn from(problem: FilingNumberProblem) -> FindingCode {
        match problem {
            FilingNumberProblem::Licence => FindingCode::NumberIsLicence,
            FilingNumberProblem::PublicSecurity => FindingCode::NumberIsPublicSecurity,
            FilingNumberProblem::Form
            | FilingNumberProblem::Province
            | FilingNumberProblem::Digits
            | FilingNumberProblem::Year
            | FilingNumberProblem::Site => FindingCode::FilingNumberForm,
        }
    }
}

/// Checks a form by the rules of a province on the day `today`. The findings are in the order of the form.
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
        findings.push(error("/further".to_owned(), FindingCode::TooMany));
        return findings;
    }
    let domain =
        |site: &Site| Domain::parse(&site.domain).ok().map(|domain| domain::canonical(domain.ascii()));
    let mut domains: Vec<String> = domain(&form.site).into_iter().collect();
    for place in 0..form.further.len() {
        let one = form.of_site(place + 1);
        let at = |pointer: &str| format!("/further/{place}{pointer}");
        // The organizer and the provider belong to the whole filing, so their findings are reported once.
        let own = |finding: &Finding| {
            let pointer = &finding.pointer;
            pointer != "/access/provider"
                && (pointer.starts_with("/site/") || pointer.starts_with("/access/"))
        };
        let found = inspect(&one).into_iter().filter(own);
        findings.extend(found.map(|finding| Finding { pointer: at(&finding.pointer), ..finding }));
        match domain(&one.site) {
            Some(domain) if domains.contains(&domain) => {
                findings.push(error(at("/site/domain"), FindingCode::Duplicate));
            }
            domain => domains.extend(domain),
        }
    }
    contact::leaders_of_sites(form, rules, today, &mut findings);
    findings
}

/// Returns the findings of a form as if it had one site.
pub(super) fn inspect(form: &Form, rules: &Rules, today: Date) -> Vec<Finding> {
    let mut inspection = Inspection { form, rules, today, findings: Vec::new() };
    inspection.organizer();
    inspection.people();
    inspection.site();
    inspection.access();
    inspection.findings
}

/// The need of a field: an empty one is an error if it is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

impl Presence {
    /// Returns [`Presence::Required`] if the condition holds.
    pub(super) fn required_if(condition: bool) -> Presence {
        if condition { Presence::Required } else { Presence::Optional }
    }
}

/// The inspection of a form, which collects the findings.
pub(super) struct Inspection<'a> {
    form: &'a Form,
    rules: &'a Rules,
    today: Date,
    findings: Vec<Finding>,
}

impl Inspection<'_> {
    /// Adds a finding to the list.
    pub(super) fn find(
        &mut self,
        pointer: &str,
        code: FindingCode,
        level: Level,
        suggestion: Option<String>,
    ) {
        self.findings.push(Finding { pointer: pointer.to_owned(), code, level, suggestion });
    }

    pub(super) fn error(&mut self, pointer: &str, code: FindingCode, suggestion: Option<String>) {
        self.find(pointer, code, Level::Error, suggestion);
    }

    pub(super) fn warn(&mut self, pointer: &str, code: FindingCode, suggestion: Option<String>) {
        self.find(pointer, code, Level::Warning, suggestion);
    }

    /// Checks the characters and the length of a text. Returns the trimmed text, or `None` if it is empty or has an error. `longest` is a
    /// number of characters.
    pub(super) fn text<'t>(
        &mut self,
        pointer: &str,
        text: &'t str,
        presence: Presence,
        longest: usize,
    ) -> Option<&'t str> {
        let text = text.trim();
        if text.is_empty() {
            if presence == Presence::Required {
                self.error(pointer, FindingCode::Required, None);
            }
            return None;
        }
        let usual = text::usual_han(text);
        if text::has_private_use(text) {
            // A private-use character has a meaning only in the program that wrote it.
            self.error(pointer, FindingCode::BadCharacters, None);
            return None;
        }
        if text::has_hidden(text) {
            let seen = text::on_one_line(&usual);
            self.error(pointer, FindingCode::BadCharacters, (!seen.is_empty()).then_some(seen));
            return None;
        }
        if usual != text {
            self.error(pointer, FindingCode::UnusualCharacters, Some(usual));
            return None;
        }
        if text.chars().count() > longest {
            self.error(pointer, FindingCode::TooLong, None);
            return None;
        }
        Some(text)
    }

    /// Checks a name or an address like [`Inspection::text`]. Returns its usual form; another form leads to a warning only.
    pub(super) fn plain_text(
        &mut self,
        pointer: &str,
        text: &str,
        presence: Presence,
        longest: usize,
    ) -> Option<String> {
        let text = self.text(pointer, text, presence, longest)?;
        let usual = text::usual_text(text);
        if usual.is_empty() {
            return Some(text.to_owned());
        }
        if usual != text {
            self.warn(pointer, FindingCode::NameUsualForm, Some(usual.clone()));
        }
        Some(usual)
    }

    /// Checks a number like [`Inspection::text`]. A number that a spreadsheet rounded has an error of its own, because its digits are
    /// lost.
    pub(super) fn digits<'t>(
        &mut self,
        pointer: &str,
        text: &'t str,
        presence: Presence,
        longest: usize,
    ) -> Option<&'t str> {
        let text = self.text(pointer, text, presence, longest)?;
        let rounded = text.split_once(['E', 'e']).is_some_and(|(digits, power)| {
            let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            all_digits(&digits.replacen('.', "", 1)) && power.strip_prefix('+').is_some_and(all_digits)
        });
        if rounded {
            self.error(pointer, FindingCode::SpreadsheetNumber, None);
            return None;
        }
        Some(text)
    }

    /// Looks up a code in its list. An empty or unknown code is an error.
    pub(super) fn code<T: Coded>(
        &mut self,
        pointer: &str,
        code: &str,
        table: &'static CodeTable<T>,
    ) -> Option<&'static T> {
        if code.trim().is_empty() {
            self.error(pointer, FindingCode::Required, None);
            return None;
        }
        let entry = table.get(code);
        if entry.is_none() {
            self.error(pointer, FindingCode::UnknownCode, None);
        }
        entry
    }

    /// Looks up a list of codes. The list needs at least one code, at most `most`, and none twice.
    pub(super) fn codes<T: Coded>(
        &mut self,
        pointer: &str,
        chosen: &[String],
        table: &'static CodeTable<T>,
        most: usize,
    ) {
        if chosen.is_empty() {
            self.error(pointer, FindingCode::Required, None);
        }
        if chosen.len() > most {
            self.error(pointer, FindingCode::TooMany, None);
            return;
        }
        for (place, code) in chosen.iter().enumerate() {
            let pointer = format!("{pointer}/{place}");
            self.code(&pointer, code, table);
            if chosen.iter().take(place).any(|before| before == code) {
                self.error(&pointer, FindingCode::Duplicate, None);
            }
        }
    }

    /// Checks a certificate number by the rule of its kind.
    pub(super) fn number(
        &mut self,
        pointer: &str,
        kind: &CertificateKind,
        number: &str,
    ) -> Option<Canonical> {
        let number =
            self.digits(pointer, number, Presence::Required, self.rules.limits.certificate_number)?;
        match certificate_number::canonical(kind, number, self.today) {
            Ok(number) => {
                if number.superseded {
                    self.warn(pointer, FindingCode::RegistrationNumberSuperseded, None);
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
