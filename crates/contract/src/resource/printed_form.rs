//! Paper forms to print, page by page.

use beian_filing::{form::Applicant, paper::FormKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Print a form for whoever cannot or will not sign in (§一.2, §二.4, §二.5, §三). Nothing of it is looked up.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeForm {
    /// What it is for; not the sheet of a filing.
    pub kind: FormKind,
    /// Who signs it.
    pub applicant: Applicant,
    /// To recover an account: its user name, where it is known.
    #[serde(default)]
    pub username: Option<String>,
    /// The domain that it is about, or to recover an account one that it holds.
    #[serde(default)]
    pub domain: Option<String>,
    /// To delete or deregister: the reference 受理号 of the filing that it is about.
    #[serde(default)]
    pub reference: Option<String>,
    /// To deregister: the filing number of the site or organizer that it is about.
    #[serde(default)]
    pub number: Option<String>,
    /// Full name of whoever signs it.
    pub name: String,
    /// Kind of its certificate; a business licence or an identity card when left out.
    #[serde(default)]
    pub certificate_kind: Option<String>,
    /// Number of its certificate.
    pub certificate_number: String,
    /// Name of the person to contact; an individual's own when left out.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// A telephone number.
    pub phone: String,
    /// Where the answer goes.
    pub email: String,
}

/// Print a form that is filled in from a filing or from what is on file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintForm {
    /// What it is for.
    pub kind: FormKind,
    /// The filing that it is about.
    #[serde(default)]
    pub filing_id: Option<String>,
    /// To deregister what is on file: the digits of the organizer's number, `2026000123`.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Position of the site under its organizer; the organizer and all its sites when left out.
    #[serde(default)]
    pub position: Option<u32>,
    /// To deregister: it is about whoever has a domain of the filing on file, not about the filing.
    #[serde(default)]
    pub of_holder: bool,
    /// That domain, where the filing has several sites.
    #[serde(default)]
    pub domain: Option<String>,
}

/// What a page of a printed form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PageRole {
    /// The form itself.
    Form,
    /// A sheet that is laid before a paper that is enclosed, so that a pile of scans files itself.
    Separator,
    /// The slip that is glued on the envelope.
    Cover,
}

/// A sentence in both languages.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A line of a form's table.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedFact {
    /// What it is.
    pub label: Words,
    /// What is printed there; empty where it is written with a pen.
    pub text: String,
}

/// One thing that stands on a page of a printed form.
#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "block")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PrintedBlock {
    /// The name of the page.
    Title {
        /// What it says.
        words: Words,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        words: Words,
    },
    /// Something not to miss.
    Notice {
        /// What it says.
        words: Words,
    },
    /// A table of facts.
    Facts {
        /// Its lines.
        rows: Vec<PrintedFact>,
    },
    /// Lines to write on with a pen.
    Lines {
        /// What is written there.
        label: Words,
        /// How many lines.
        count: u8,
    },
    /// Boxes to tick with a pen.
    Ticks {
        /// What is ticked.
        title: Words,
        /// What stands beside each box.
        boxes: Vec<Words>,
    },
    /// Boxes beside each other to seal, sign and date in.
    Seals {
        /// What each is for.
        boxes: Vec<Words>,
    },
    /// The heading of a sheet before an enclosed paper.
    Separator {
        /// The number of the page, in large print.
        page: usize,
        /// The paper.
        words: Words,
    },
    /// What is glued on the envelope.
    Cover {
        /// The words by which the mailroom sorts, in heavy black.
        heavy: Words,
        /// To whom it goes.
        to: Words,
        /// The postal address; empty where it is written with a pen.
        place: String,
        /// Whom it is from.
        from: String,
        /// The reference 受理号.
        reference: String,
    },
}

/// A page of a printed form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedPage {
    /// What the page is.
    pub role: PageRole,
    /// Its number, from 1.
    pub number: usize,
    /// What the QR code at its top right says, by which a scan of it is known again; a cover slip has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in short, for people to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// What stands on it, from the top.
    pub blocks: Vec<PrintedBlock>,
}

/// A paper form as it is printed, page by page: the web page and the PDF both show this.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintedForm {
    /// What it is for.
    pub kind: FormKind,
    /// Edition of the form.
    pub version: u8,
    /// The reference 受理号.
    pub reference: String,
    /// Its name.
    pub title: Words,
    /// The day it was printed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub printed_on: Date,
    /// Its pages: the form, a sheet before each paper that is enclosed, and the slip for the envelope.
    pub pages: Vec<PrintedPage>,
}

/// A form to print, post and ask about.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormView {
    /// The reference 受理号 by which its sender asks where it stands.
    pub reference: String,
    /// The form.
    pub form: PrintedForm,
    /// What the file may be called.
    pub file_name: String,
    /// The same form as a PDF, in base64.
    pub pdf: String,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    MakeForm PrintForm Words PrintedFact PrintedBlock PrintedPage PrintedForm FormView
}
