//! Paper forms 纸质表单 that the office prints, and the code by which a scan of one is known again.
//!
//! A form has a reference 受理号 from the moment it is printed: the request that comes back on it keeps that, so that
//! whoever holds the form can ask where it stands. What a form says in words is not here.

use crate::{
    form::Applicant,
    identifier::Reference,
    paper::kind::{Evidence, PaperKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// What a printed form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FormKind {
    /// Application to recover the account 索回用户名密码申请书.
    RecoverAccount,
    /// Application to deregister 注销备案申请书.
    Deregister,
    /// Application to delete what is in submission 删除报备阶段信息申请书.
    DeleteSubmission,
    /// Statement about an organizer's certificate that somebody else has on file 主体信息冲突说明; it may come by fax (§三.2).
    OrganizerConflict,
    /// Verification sheet 真实性核验单 of one filing.
    VerificationSheet,
}

impl FormKind {
    /// Every kind.
    pub const ALL: [FormKind; 5] = [
        FormKind::RecoverAccount,
        FormKind::Deregister,
        FormKind::DeleteSubmission,
        FormKind::OrganizerConflict,
        FormKind::VerificationSheet,
    ];

    /// The edition of the form that is printed now. Older ones may still come back.
    pub fn version(self) -> u8 {
        1
    }

    /// The letter that stands for it in a code.
    fn letter(self) -> char {
        match self {
            FormKind::RecoverAccount => 'R',
            FormKind::Deregister => 'D',
            FormKind::DeleteSubmission => 'X',
            FormKind::OrganizerConflict => 'C',
            FormKind::VerificationSheet => 'V',
        }
    }

    /// The paper request that it asks for; `None` for a sheet, which belongs to a filing.
    pub fn asks(self) -> Option<PaperKind> {
        match self {
            FormKind::RecoverAccount => Some(PaperKind::RecoverAccount),
            // Whoever has the certificate asks that the older holder be taken off file.
            FormKind::Deregister | FormKind::OrganizerConflict => Some(PaperKind::Deregister),
            FormKind::DeleteSubmission => Some(PaperKind::DeleteSubmission),
            FormKind::VerificationSheet => None,
        }
    }

    /// What its pages stand for, in order: the form, then a sheet before each paper that is enclosed.
    pub fn pages(self, applicant: Applicant) -> &'static [Evidence] {
        self.asks().map_or(&[Evidence::Form], |kind| kind.evidence(applicant))
    }
}

/// Signs that begin the code on a form, so that no other maker's code is taken for one.
const BEGINNING: &str = "BEIAN";

/// What the QR code on one page of a form says, and in short the line below it:
/// `BEIAN:R1:JX7K3M9Q2T5:2:8F3K`, which is kind and edition, reference, page, and check characters over all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormCode {
    /// What the form is for.
    pub kind: FormKind,
    /// Edition of the form.
    pub version: u8,
    /// The case 受理号.
    pub reference: Reference,
    /// Page, from 1: the place in [`FormKind::pages`].
    pub page: u8,
}

/// Why a text is no code of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormCodeProblem {
    /// Another maker's.
    #[error("the code is not of a form of this office")]
    Foreign,
    /// One of ours that was read wrong, or written by somebody else.
    #[error("the check characters do not agree with the code")]
    Damaged,
}

impl FormCode {
    /// The code of a page of the form as it is printed now.
    pub fn of(kind: FormKind, reference: Reference, page: u8) -> FormCode {
        FormCode { kind, version: kind.version(), reference, page }
    }

    /// What a person reads below the QR code: `R1 JX-7K3M-9Q2T-5 P2 8F3K`.
    pub fn short(&self) -> String {
        let FormCode { kind, version, reference, page } = self;
        format!("{}{version} {reference} P{page} {}", kind.letter(), self.check())
    }

    /// Which paper the page is, or stands before; `None` where the form has no such page.
    pub fn evidence(&self, applicant: Applicant) -> Option<Evidence> {
        self.kind.pages(applicant).get(usize::from(self.page).checked_sub(1)?).copied()
    }

    /// What the check characters are over.
    fn body(&self) -> String {
        let reference = self.reference.to_string().replace('-', "");
        format!("{BEGINNING}:{}{}:{reference}:{}", self.kind.letter(), self.version, self.page)
    }

    /// Four characters, 20 bits of a digest: QR codes correct errors, these notice what they correct wrongly.
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
            let kind = FormKind::ALL.into_iter().find(|kind| kind.letter() == letter)?;
            let version = form.as_str().parse().ok()?;
            let reference = Reference::parse(reference).ok()?;
            Some(FormCode { kind, version, reference, page: page.parse().ok()? })
        };
        // Only what it would itself say: leading zeros and other spellings are somebody else's.
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

/// What a form names that it is about, as it was given when it was printed: nothing of it was looked up. Each as the public
/// forms of the names, so that it is read again as if a clerk had typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// User name of an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// A domain.
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

/// A form that was printed and has not come back: kept under its reference, until the request takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperForm {
    /// What it is for.
    pub kind: FormKind,
    /// Who signs it: that decides what is enclosed.
    pub applicant: Applicant,
    /// What it names.
    pub named: Named,
    /// The address that it states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When it was printed.
    pub printed_at: Timestamp,
}

/// A form that has not come back after so many days is forgotten; a scan of it then waits for a clerk.
pub const FORM_DAYS: i64 = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(kind: FormKind, page: u8) -> FormCode {
        FormCode::of(kind, Reference::issue(*b"jx", [7, 3, 20, 9, 22, 2, 25, 5]), page)
    }

    #[test]
    fn a_code_fits_a_small_qr_code_and_reads_as_it_was_written() {
        for kind in FormKind::ALL {
            let code = code(kind, 2);
            let text = code.to_string();
            // Version 3 at level Q holds 47 such characters.
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
        let text = code(FormKind::Deregister, 1).to_string();
        for wrong in [text.replace(":D1", ":X1"), text.replace(":1:", ":01:"), text.replace("D1", "D2")] {
            assert_eq!(wrong.parse::<FormCode>(), Err(FormCodeProblem::Damaged), "{wrong}");
        }
    }

    #[test]
    fn pages_are_the_form_and_a_sheet_before_each_paper() {
        let code = |kind, page| code(kind, page);
        let recover = |page, who| code(FormKind::RecoverAccount, page).evidence(who);
        assert_eq!(recover(1, Applicant::Unit), Some(Evidence::Form));
        assert_eq!(recover(2, Applicant::Unit), Some(Evidence::Licence));
        assert_eq!(recover(2, Applicant::Individual), Some(Evidence::IdentityCard));
        assert_eq!(recover(3, Applicant::Individual), Some(Evidence::DomainCertificate));
        assert_eq!(recover(0, Applicant::Unit), None);
        assert_eq!(code(FormKind::DeleteSubmission, 3).evidence(Applicant::Unit), None);
        assert_eq!(code(FormKind::VerificationSheet, 1).evidence(Applicant::Unit), Some(Evidence::Form));
    }

    proptest! {
        #[test]
        fn a_single_wrong_character_is_noticed(place in 0usize..26, sign in "[A-Z0-9:]") {
            let code = code(FormKind::RecoverAccount, 1);
            let mut text = code.to_string();
            prop_assume!(place < text.len() && text[place..=place] != sign);
            text.replace_range(place..=place, &sign);
            prop_assert!(text.parse::<FormCode>().is_err(), "{}", text);
        }
    }
}
