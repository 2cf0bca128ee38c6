//! The refusals of a filing, as statements of fact. The sentences that users read live in the site.

use crate::{claim::Conflict, finding::Finding, form::DocumentKind, record::RecordRefusal};
use thiserror::Error;

/// A rule of a filing said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum FilingRefusal {
    /// The filing is not a draft, so its owner can no longer edit or submit it (§二.2).
    #[error("the filing is not a draft")]
    NotDraft,
    /// The filing is not with its access provider.
    #[error("the filing is not with its provider")]
    NotWithProvider,
    /// The bureau is not waiting for this filing's verification sheet.
    #[error("no verification sheet is awaited")]
    NotAwaitingSheet,
    /// Nobody saw that the verification sheet is signed and sealed.
    #[error("the verification sheet is not confirmed")]
    SheetNotConfirmed,
    /// Somebody saw before that the verification sheet is signed and sealed.
    #[error("the verification sheet is confirmed already")]
    SheetConfirmed,
    /// The filing is not under review.
    #[error("the filing is not under review")]
    NotUnderReview,
    /// Another reviewer took the filing up, or it is with whom it should go to already.
    #[error("the filing is taken up")]
    TakenUp,
    /// Who submitted, corrected, amended or entered it, or holds what it is about, does not decide it.
    #[error("it is one's own work")]
    OwnWork,
    /// The review is paused already.
    #[error("the review is paused")]
    ReviewPaused,
    /// The review is not paused.
    #[error("the review is not paused")]
    NotPaused,
    /// The review is late: what was not decided in time is not paused.
    #[error("the review is late")]
    ReviewLate,
    /// The day on which a pause should end is past, or too far away.
    #[error("the day on which the pause should end is impossible")]
    ImpossiblePause,
    /// The filing was not returned.
    #[error("the filing was not returned")]
    NotReturned,
    /// The filing was returned to the other party, who must amend it (§二.1).
    #[error("the filing was returned to the other party")]
    ReturnedToOther,
    /// Fields are wrong or missing.
    #[error("the form has problems")]
    FormIncomplete(Vec<Finding>),
    /// Scans are missing.
    #[error("documents are missing")]
    DocumentsMissing(Vec<DocumentKind>),
    /// A pre-approval document is missing, so the filing is held (§四.1).
    #[error("a pre-approval document is missing")]
    PreApprovalMissing,
    /// Only the fields that were returned may be amended.
    #[error("a field was not returned")]
    FieldNotReturned(Vec<String>),
    /// Nothing that was returned has been changed.
    #[error("nothing was amended")]
    NothingAmended,
    /// Nothing was corrected.
    #[error("nothing was corrected")]
    NothingCorrected,
    /// A return needs at least one reason, each for a field that exists.
    #[error("a return needs reasons")]
    ReasonsMissing(Vec<Finding>),
    /// The domain is held by someone else (§三.1).
    #[error("the domain is taken")]
    DomainTaken(Conflict),
    /// The certificate is held by another organizer's filing or record (§三.2).
    #[error("the organizer's certificate is taken")]
    CertificateTaken(Conflict),
    /// The organizer has another filing under way.
    #[error("the organizer has another filing under way")]
    OrderUnderWay(Conflict),
    /// What stands as it is on file cannot be written in a filing of this kind.
    #[error("a field stands as it is on file")]
    FieldFixed(Vec<String>),
    /// A change changes nothing of what is on file.
    #[error("nothing was changed")]
    NothingChanged,
    /// What a change began with was changed meanwhile; it would put it back.
    #[error("what is on file was changed meanwhile")]
    RecordChanged,
    /// The other party writes this draft.
    #[error("the draft is written by the other party")]
    WrittenByOther,
    /// The owner has not confirmed the deregistration.
    #[error("the deregistration is not confirmed")]
    NotConfirmed,
    /// The owner has confirmed the deregistration before, or there is none to confirm.
    #[error("there is nothing to confirm")]
    NothingToConfirm,
    /// The filing is no longer in submission: it was approved, or it is deleted.
    #[error("the filing is not in submission")]
    NotInSubmission,
    /// The access provider does not exist.
    #[error("the access provider is unknown")]
    UnknownProvider,
    /// The filing cannot take scans in its state, or not from this party.
    #[error("scans are closed")]
    ScansClosed,
    /// The filing has as many scans as it may have.
    #[error("too many scans")]
    TooManyScans,
    /// The scan is with the filing already.
    #[error("the scan is attached already")]
    ScanAttached,
    /// There is no such scan with the filing.
    #[error("the scan is unknown")]
    UnknownScan,
    /// The day the sheet arrived lies in the future or before the filing was begun.
    #[error("the day of arrival is impossible")]
    ImpossibleArrival,
    /// The year has no number left.
    #[error("the year has no number left")]
    NumbersExhausted,
    /// A rule of a record said no.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
}

impl FilingRefusal {
    /// The stable code, as it goes over the wire: the name of the variant, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            FilingRefusal::Record(refusal) => refusal.code(),
            own => own.into(),
        }
    }
}
