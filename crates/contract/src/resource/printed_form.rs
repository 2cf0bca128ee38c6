//! Paper forms 纸质表单 for printing, page by page.

use beian_filing::{form::ApplicantKind, identifier::Reference, paper::PrintedFormKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Prints a form for an applicant who cannot or does not want to sign in (§一.2, §二.4, §二.5, §三). The action looks nothing up.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeForm {
    /// Kind of the form; any except `verification_sheet`.
    pub kind: PrintedFormKind,
    /// Kind of applicant who signs the form.
    pub applicant: ApplicantKind,
    /// User name of the account; only for `recover_account`.
    #[serde(default)]
    pub username: Option<String>,
    /// Domain that the form is about or, for `recover_account`, a domain that the account holds; refused for `organizer_conflict`.
    #[serde(default)]
    pub domain: Option<String>,
    /// Reference 受理号 of the filing that the form is about; only for `delete_submission` and `deregister`.
    #[serde(default)]
    pub reference: Option<String>,
    /// Filing number of the site or organizer that the form is about; only for `deregister` and `organizer_conflict`.
    #[serde(default)]
    pub number: Option<String>,
    /// Full name of the applicant, in at most 100 characters.
    pub name: String,
    /// Code of the applicant's certificate kind; if left out, a business licence for a unit and an identity card for an individual.
    #[serde(default)]
    pub certificate_kind: Option<String>,
    /// Number of the applicant's certificate.
    pub certificate_number: String,
    /// Name of the contact person, in at most 100 characters; required for a unit. If left out, the individual's own name.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Mobile or landline number.
    pub phone: String,
    /// Email address for the answer.
    pub email: String,
}

/// Prints a form with the data of a filing or of a record.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintForm {
    /// Kind of the form; any except `recover_account`.
    pub kind: PrintedFormKind,
    /// Identifier of the filing that the form is about. Either this field or `record_id` is required.
    #[serde(default)]
    pub filing_id: Option<String>,
    /// Identifier of the record to deregister: the digits of the organizer's filing number, such as `2026000123`. Only for `deregister`.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Position of the site in the record; the organizer and all its sites if left out.
    #[serde(default)]
    pub position: Option<u32>,
    /// True to deregister the record that holds a domain of the filing, instead of the filing itself; only for `deregister`.
    #[serde(default)]
    pub of_holder: bool,
    /// That domain of the filing; its first valid domain if left out.
    #[serde(default)]
    pub domain: Option<String>,
}

/// Role of a page in a printed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PageRole {
    /// The form itself.
    Form,
    /// A separator 隔页 before an enclosed paper, so that the scans are filed automatically.
    Separator,
    /// The cover slip for the envelope.
    Cover,
}

/// A text in both languages.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Words {
    /// The text in Chinese.
    pub zh: String,
    /// The text in English.
    pub en: String,
}

/// A row of a table on a form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedFact {
    /// Label of the row.
    pub label: Words,
    /// Printed text of the row; empty if the applicant fills it in with a pen.
    pub text: String,
}

/// A block on a page of a printed form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[serde(rename_all = "snake_case", tag = "block")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PrintedBlock {
    /// The title of the page.
    Title {
        /// The text.
        words: Words,
    },
    /// A paragraph.
    Paragraph {
        /// The text.
        words: Words,
    },
    /// An important instruction.
    Notice {
        /// The text.
        words: Words,
    },
    /// A table.
    Facts {
        /// The rows of the table.
        rows: Vec<PrintedFact>,
    },
    /// Lines for writing with a pen.
    Lines {
        /// Label of the lines.
        label: Words,
        /// Number of lines.
        count: u8,
    },
    /// Boxes for ticking with a pen.
    Ticks {
        /// Title of the boxes.
        title: Words,
        /// The text beside each box.
        boxes: Vec<Words>,
    },
    /// Boxes side by side for seals, signatures and dates.
    Seals {
        /// The text of each box.
        boxes: Vec<Words>,
    },
    /// The heading of a separator.
    Separator {
        /// Number of the page, in large print.
        page: usize,
        /// Name of the enclosed paper.
        words: Words,
    },
    /// The content of the cover slip.
    Cover {
        /// The words by which the mailroom sorts, in heavy print.
        heavy: Words,
        /// Name of the recipient.
        to: Words,
        /// Postal address; empty if the sender writes it with a pen.
        place: String,
        /// Name of the sender.
        from: String,
        /// Reference 受理号.
        reference: Reference,
    },
}

/// A page of a printed form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedPage {
    /// Role of the page.
    pub role: PageRole,
    /// Number of the page, from 1.
    pub number: usize,
    /// Text of the QR code at the top right, which identifies a scan of the page; absent on a cover slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Short version of the code, for people; absent on a cover slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// The blocks of the page, from the top.
    pub blocks: Vec<PrintedBlock>,
}

/// A paper form, page by page. The web page and the PDF both show this content.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedForm {
    /// Kind of the form.
    pub kind: PrintedFormKind,
    /// Edition of the form.
    pub version: u8,
    /// Reference 受理号 on the form.
    pub reference: Reference,
    /// Title of the form.
    pub title: Words,
    /// Day of the printing, by the date in China.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub printed_on: Date,
    /// The pages: the form, a separator before each enclosed paper, and the cover slip.
    pub pages: Vec<PrintedPage>,
}

/// A form for printing and posting.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormView {
    /// Reference 受理号 with which the sender can ask for the progress.
    pub reference: Reference,
    /// The form.
    pub form: PrintedForm,
    /// Suggested name of the file.
    pub file_name: String,
    /// The same form as a PDF, in base64.
    pub pdf: String,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    MakeForm PrintForm Words PrintedFact PrintedBlock PrintedPage PrintedForm FormView
}
