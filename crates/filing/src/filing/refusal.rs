//! The refusals of a filing, as statements of fact. The site holds the sentences that users read.

use crate::{claim::Conflict, finding::Finding, form::DocumentKind, record::RecordRefusal};
use thiserror::Error;

/// A rule of a filing that refused an action. A refused action changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum FilingRefusal {
    /// The filing is not a draft, so its owner can no longer edit or submit it (§二.2).
    #[error("the filing is not a draft")]
    NotDraft,
    /// The filing is not with its access provider.
    #[error("the filing is not with its provider")]
    NotWithProvider,
    /// The bureau is not waiting for this filing's verification sheet, or the filing has no sheet to check or to correct.
    #[error("no verification sheet is awaited")]
    NotAwaitingSheet,
    /// Nobody has confirmed that the verification sheet is signed and sealed.
    #[error("the verification sheet is not confirmed")]
    SheetNotConfirmed,
    /// The verification sheet is already confirmed as signed and sealed.
    #[error("the verification sheet is confirmed already")]
    SheetConfirmed,
    /// The filing is not under review.
    #[error("the filing is not under review")]
    NotUnderReview,
    /// Another reviewer took the filing up, or the filing is already assigned as requested.
    #[error("the filing is taken up")]
    TakenUp,
    /// The account owns, submitted, corrected, forwarded, amended or entered the filing or request, so it may not
    /// decide it.
    #[error("it is one's own work")]
    OwnWork,
    /// The review is already paused.
    #[error("the review is paused")]
    ReviewPaused,
    /// The review is not paused.
    #[error("the review is not paused")]
    NotPaused,
    /// The review is past its last day, so it cannot be paused.
    #[error("the review is late")]
    ReviewLate,
    /// The expected end of the pause is past or too far away, or the review was paused too often.
    #[error("the day on which the pause should end is impossible")]
    ImpossiblePause,
    /// The filing was not returned.
    #[error("the filing was not returned")]
    NotReturned,
    /// The filing was returned to the other party, who must amend it (§二.1).
    #[error("the filing was returned to the other party")]
    ReturnedToOther,
    /// Fields of the form are wrong or missing.
    #[error("the form has problems")]
    FormIncomplete(Vec<Finding>),
    /// Required documents have no scan.
    #[error("documents are missing")]
    DocumentsMissing(Vec<DocumentKind>),
    /// A required pre-approval document is missing, so the bureau cannot approve the filing yet (§四.1).
    #[error("a pre-approval document is missing")]
    PreApprovalMissing,
    /// An amendment changes a field that was not returned, or a correction changes the access provider. The strings are
    /// the JSON pointers of these fields.
    #[error("a field was not returned")]
    FieldNotReturned(Vec<String>),
    /// The amendment changes none of the returned fields.
    #[error("nothing was amended")]
    NothingAmended,
    /// The correction changes nothing.
    #[error("nothing was corrected")]
    NothingCorrected,
    /// The reasons of a return are missing or malformed. The findings name each problem.
    #[error("a return needs reasons")]
    ReasonsMissing(Vec<Finding>),
    /// Somebody else holds the domain (§三.1).
    #[error("the domain is taken")]
    DomainTaken(Conflict),
    /// Another organizer's filing or record holds the certificate (§三.2).
    #[error("the organizer's certificate is taken")]
    CertificateTaken(Conflict),
    /// The organizer has another filing under way.
    #[error("the organizer has another filing under way")]
    FilingUnderWay(Conflict),
    /// The form changes a field that a filing of this kind must leave as the record has it. The strings are the JSON
    /// pointers of these fields.
    #[error("a field stands as it is on file")]
    FieldFixed(Vec<String>),
    /// The new values are the same as the present ones.
    #[error("nothing was changed")]
    NothingChanged,
    /// The record changed after the draft was begun, so the filing would undo that change.
    #[error("what is on file was changed meanwhile")]
    RecordChanged,
    /// The other party writes this draft.
    #[error("the draft is written by the other party")]
    WrittenByOther,
    /// The owner has not confirmed the deregistration.
    #[error("the deregistration is not confirmed")]
    NotConfirmed,
    /// The owner has already confirmed the deregistration, or there is none to confirm.
    #[error("there is nothing to confirm")]
    NothingToConfirm,
    /// The filing is no longer in submission: it was approved or deleted.
    #[error("the filing is not in submission")]
    NotInSubmission,
    /// The access provider does not exist.
    #[error("the access provider is unknown")]
    UnknownProvider,
    /// The filing accepts no scans of this document in its present state, or none from this party.
    #[error("scans are closed")]
    ScansClosed,
    /// The filing already has the largest allowed number of scans.
    #[error("too many scans")]
    TooManyScans,
    /// The filing already has the scan.
    #[error("the scan is attached already")]
    ScanAttached,
    /// The filing has no such scan.
    #[error("the scan is unknown")]
    UnknownScan,
    /// The day of arrival lies in the future or is too early.
    #[error("the day of arrival is impossible")]
    ImpossibleArrival,
    /// All filing numbers of the year are issued.
    #[error("the year has no number left")]
    NumbersExhausted,
    /// A rule of a record refused the action.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
}

impl FilingRefusal {
    /// Returns the stable code that the API sends: the variant's name in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            FilingRefusal::Record(refusal) => refusal.code(),
            own => own.into(),
        }
    }
}
