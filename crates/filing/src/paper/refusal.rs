//! The refusals of a paper request or scanned post, as statements of fact. The sentences that users read live in the site.

use crate::{account::AccountRefusal, filing::FilingRefusal, paper::kind::Evidence, record::RecordRefusal};
use thiserror::Error;

/// A rule of a paper request or scanned post said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum PaperRefusal {
    /// The paper request was decided before.
    #[error("the paper request is decided")]
    RequestDecided,
    /// The scanned post is with its case already.
    #[error("the scanned post is with its case already")]
    PieceFiled,
    /// The pages of a stack lie in no order that would have to be put right.
    #[error("the stack is not to be put in order")]
    NothingToReorder,
    /// A letter of the stack was filed or set aside, so that its pages stay where they are.
    #[error("letters of the stack are dealt with")]
    LettersDealtWith,
    /// The scanned post has no page that could be read.
    #[error("the scanned post has no page")]
    NoPages,
    /// The scanned post is not with a paper request.
    #[error("the scanned post is not with a paper request")]
    NotWithRequest,
    /// Evidence that a paper request needs has not come.
    #[error("evidence is missing")]
    EvidenceMissing(Vec<Evidence>),
    /// A rule of an account said no.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// A rule of a record said no.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
    /// A rule of a filing said no.
    #[error(transparent)]
    Filing(#[from] FilingRefusal),
}

impl PaperRefusal {
    /// The stable code, as it goes over the wire: the name of the variant, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            PaperRefusal::Account(refusal) => refusal.code(),
            PaperRefusal::Record(refusal) => refusal.code(),
            PaperRefusal::Filing(refusal) => refusal.code(),
            own => own.into(),
        }
    }
}
