//! Paper forms 纸质表单 that the application prints, and the codes that identify their scans.
//!
//! A form has a reference 受理号 from the moment of its printing. The request that comes back on the form keeps this
//! reference, so the holder of the form can ask for its progress. This module does not contain the wording of the
//! forms.

use crate::{
    form::ApplicantKind,
    identifier::{Reference, Username},
    paper::kind::{Evidence, RequestKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The kind of a printed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PrintedFormKind {
    /// The application to recover an account 索回用户名密码申请书.
    RecoverAccount,
    /// The application to deregister 注销备案申请书.
    Deregister,
    /// The application to delete a filing in submission 删除报备阶段信息申请书.
    DeleteSubmission,
    /// The statement about an organizer's certificate that somebody else has on file 主体信息冲突说明. It may come by fax
    /// (§三.2).
    OrganizerConflict,
    /// The verification sheet 真实性核验单 of one filing.
    VerificationSheet,
}

impl PrintedFormKind {
    /// All kinds.
    pub const ALL: [PrintedFormKind; 5] = [
        PrintedFormKind::RecoverAccount,
        PrintedFormKind::Deregister,
        PrintedFormKind::DeleteSubmission,
        PrintedFormKind::OrganizerConflict,
        PrintedFormKind::VerificationSheet,
    ];

    /// Returns the edition of the form that is printed now. Older editions may still come back.
    pub fn version(self) -> u8 {
        1
    }

    /// Returns the letter of the alphabet that names the kind in a code.
    fn letter(self) -> char {
        match self {
            PrintedFormKind::RecoverAccount => 'R',
            PrintedFormKind::Deregister => 'D',
            PrintedFormKind::DeleteSubmission => 'X',
            PrintedFormKind::OrganizerConflict => 'C',
            PrintedFormKind::VerificationSheet => 'V',
        }
    }

    /// Returns the kind of paper request that comes on the form; `None` for a verification sheet, which belongs to a
    /// filing.
    pub fn request_kind(self) -> Option<RequestKind> {
        match self {
            PrintedFormKind::RecoverAccount => Some(RequestKind::RecoverAccount),
            // The holder of a certificate asks for the deregistration of the earlier organizer with this certificate.
            PrintedFormKind::Deregister | PrintedFormKind::OrganizerConflict => Some(RequestKind::Deregister),
            PrintedFormKind::DeleteSubmission => Some(RequestKind::DeleteSubmission),
            PrintedFormKind::VerificationSheet => None,
        }
    }

    /// Returns the evidence of each page, in order: the form itself, then a separator for each enclosed paper.
    pub fn pages(self, applicant: ApplicantKind) -> &'static [Evidence] {
        self.request_kind().map_or(&[Evidence::Form], |kind| kind.evidence(applicant))
    }
}

/// The beginning of every code, which tells it from the codes of other makers.
const BEGINNING: &str = "BEIAN";

/// The code on one page of a form. The QR code contains the text `BEIAN:R1:JX7K3M9Q2T5:2:8F3K`: the kind and edition,
/// the reference, the page, and check characters over all of them. The line below it shows a short version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormCode {
    /// The kind of form.
    pub kind: PrintedFormKind,
    /// The edition of the form.
    pub version: u8,
    /// The reference 受理号 of the case.
    pub reference: Reference,
    /// Number of the page, from 1: its place in [`PrintedFormKind::pages`].
    pub page: u8,
}

/// The reason for which a text is no code of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormCodeProblem {
    /// The text does not have the shape of a form's code, such as a web address, so another maker printed it.
    #[error("the code is not of a form of this office")]
    Foreign,
    /// The code looks like one of this bureau, but it was misread or made by somebody else.
    #[error("the check characters do not agree with the code")]
    Damaged,
}

impl FormCode {
    /// Builds the code of a page of the edition that is printed now.
    pub fn of(kind: PrintedFormKind, reference: Reference, page: u8) -> FormCode {
        FormCode { kind, version: kind.version(), reference, page }
    }

    /// Returns the line below the QR code, such as `R1 JX-7K3M-9Q2T-5 P2 8F3K`.
    pub fn short(&self) -> String {
        let FormCode { kind, version, reference, page } = self;
        format!("{}{version} {reference} P{page} {}", kind.letter(), self.check())
    }

    /// Returns the evidence that the page is or announces; `None` if the form has no such page.
    pub fn evidence(&self, applicant: ApplicantKind) -> Option<Evidence> {
        self.kind.pages(applicant).get(usize::from(self.page).checked_sub(1)?).copied()
    }

    /// Returns the text that the check characters cover.
    fn body(&self) -> String {
        let reference = self.reference.to_string().replace('-', "");
        format!("{BEGINNING}:{}{}:{reference}:{}", self.kind.letter(), self.version, self.page)
    }

    /// Returns four check characters, which are 20 bits of a SHA-256 digest. They detect errors that the error
    /// correction of the QR code corrects wrongly.
    fn check(&self) -> String {
        let digest = Sha256::digest(self.body().as_bytes());
        digest.iter().take(4).map(|byte| crate::identifier::reference::letter(*byte)).collect()
    }
}

impl fmt::Display for FormCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.body(), self.check())
    }
}

impl FromStr for FormCode {
    type Err = FormCodeProblem;

    fn from_str(text: &str) -> Result<FormCode, FormCodeProblem> {
        let parts: Vec<&str> = text.split(':').collect();
        let [BEGINNING, form, reference, page, _] = parts.as_slice() else {
            return Err(FormCodeProblem::Foreign);
        };
        let read = || {
            let mut form = form.chars();
            let letter = form.next()?;
            let kind = PrintedFormKind::ALL.into_iter().find(|kind| kind.letter() == letter)?;
            let version = form.as_str().parse().ok()?;
            let reference = Reference::parse(reference).ok()?;
            Some(FormCode { kind, version, reference, page: page.parse().ok()? })
        };
        // Only the exact text of a printed code is accepted. Leading zeros and other spellings are refused.
        read().filter(|code| code.to_string() == text).ok_or(FormCodeProblem::Damaged)
    }
}

impl TryFrom<String> for FormCode {
    type Error = FormCodeProblem;

    fn try_from(text: String) -> Result<FormCode, FormCodeProblem> {
        text.parse()
    }
}

impl From<FormCode> for String {
    fn from(code: FormCode) -> String {
        code.to_string()
    }
}

/// The names on a form of the account, filing or record that it is about. The applicant gave them at the printing, and
/// nothing was looked up. Each name has its public spelling, so it is parsed like the input of a clerk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedNames {
    /// User name of an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// A domain name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Reference of a filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Filing number of an organizer or a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Kind (data/certificate-kinds.json) and number of an organizer's certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<(String, String)>,
}

/// A printed form that has not come back. It is stored under its reference until a request takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperForm {
    /// The kind of form.
    pub kind: PrintedFormKind,
    /// The kind of applicant who signs the form. It determines the enclosed papers.
    pub applicant: ApplicantKind,
    /// The names on the form.
    pub named: PrintedNames,
    /// The email address on the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The time of the printing.
    pub printed_at: Timestamp,
}

/// The time, in days, after which a printed form that has not come back is forgotten. A later scan of it waits for a
/// clerk.
pub const FORM_DAYS: i64 = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(kind: PrintedFormKind, page: u8) -> FormCode {
        FormCode::of(kind, Reference::issue(*b"jx", [7, 3, 20, 9, 22, 2, 25, 5]), page)
    }

    #[test]
    fn a_code_fits_a_small_qr_code_and_reads_as_it_was_written() {
        for kind in PrintedFormKind::ALL {
            let code = code(kind, 2);
            let text = code.to_string();
            // A QR code of version 3 at level Q holds 47 such characters.
            assert!(text.len() <= 47, "{text}");
            let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ':';
            assert!(text.chars().all(plain), "{text}");
            assert_eq!(text.parse(), Ok(code));
            assert!(code.short().contains(&code.reference.to_string()));
        }
    }

    #[test]
    fn another_makers_code_is_foreign_and_a_wrong_one_of_ours_is_damaged() {
        for text in ["", "https://example.com/", "BEIAN", "WIFI:S:example;;"] {
            assert_eq!(text.parse::<FormCode>(), Err(FormCodeProblem::Foreign), "{text}");
        }
        let text = code(PrintedFormKind::Deregister, 1).to_string();
        for wrong in [text.replace(":D1", ":X1"), text.replace(":1:", ":01:"), text.replace("D1", "D2")] {
            assert_eq!(wrong.parse::<FormCode>(), Err(FormCodeProblem::Damaged), "{wrong}");
        }
    }

    #[test]
    fn pages_are_the_form_and_a_sheet_before_each_paper() {
        let code = |kind, page| code(kind, page);
        let recover = |page, who| code(PrintedFormKind::RecoverAccount, page).evidence(who);
        assert_eq!(recover(1, ApplicantKind::Unit), Some(Evidence::Form));
        assert_eq!(recover(2, ApplicantKind::Unit), Some(Evidence::Licence));
        assert_eq!(recover(2, ApplicantKind::Individual), Some(Evidence::IdentityCard));
        assert_eq!(recover(3, ApplicantKind::Individual), Some(Evidence::DomainCertificate));
        assert_eq!(recover(0, ApplicantKind::Unit), None);
        assert_eq!(code(PrintedFormKind::DeleteSubmission, 3).evidence(ApplicantKind::Unit), None);
        assert_eq!(
            code(PrintedFormKind::VerificationSheet, 1).evidence(ApplicantKind::Unit),
            Some(Evidence::Form)
        );
    }

    proptest! {
        #[test]
        fn a_single_wrong_character_is_noticed(place in 0usize..26, sign in "[A-Z0-9:]") {
            let code = code(PrintedFormKind::RecoverAccount, 1);
            let mut text = code.to_string();
            prop_assume!(place < text.len() && text[place..=place] != sign);
            text.replace_range(place..=place, &sign);
            prop_assert!(text.parse::<FormCode>().is_err(), "{}", text);
        }
    }
}
