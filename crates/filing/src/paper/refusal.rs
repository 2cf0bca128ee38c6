//! The refusals of a paper request or a letter, as statements of fact. The site holds the sentences that users read.

use crate::{account::AccountRefusal, filing::FilingRefusal, paper::kind::Evidence, record::RecordRefusal};
use thiserror::Error;

/// A rule of a paper request or a letter that refused an action. A refused action changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum PaperRefusal {
    /// The paper request is already decided.
    #[error("the paper request is decided")]
    RequestDecided,
    /// The letter is already filed with a case.
    #[error("the scanned post is with its case already")]
    LetterFiled,
    /// The stack has no other page order to be put into.
    #[error("the stack is not to be put in order")]
    NothingToReorder,
    /// A clerk filed a letter of the stack or set one aside, so the page order can no longer change.
    #[error("letters of the stack are dealt with")]
    LettersDealtWith,
    /// The letter has no page that could be read.
    #[error("the scanned post has no page")]
    NoPages,
    /// The letter is not filed with a paper request.
    #[error("the scanned post is not with a paper request")]
    NotWithRequest,
    /// Evidence that the paper request needs is missing.
    #[error("evidence is missing")]
    EvidenceMissing(Vec<Evidence>),
    /// A rule of an account refused the action.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// A rule of a record refused the action.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
    /// A rule of a filing refused the action.
    #[error(transparent)]
    Filing(#[from] FilingRefusal),
}

impl PaperRefusal {
    /// Returns the stable code that the API sends: the variant's name in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            PaperRefusal::Account(refusal) => refusal.code(),
            PaperRefusal::Record(refusal) => refusal.code(),
            PaperRefusal::Filing(refusal) => refusal.code(),
            own => own.into(),
        }
    }
}
