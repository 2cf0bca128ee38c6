//! Problems of requests, as RFC 9457 `application/problem+json` with a stable code.
//!
//! The site contains the sentences that users read. These codes are the keys of those sentences.

use beian_filing::{
    calendar::CalendarFault, claim::Conflict, finding::FindingCode, form::DocumentKind, paper::Evidence,
};
use serde::Serialize;
use std::borrow::Cow;

/// Declares each code once: its identifier, wire form, HTTP status and statement of fact.
macro_rules! problem_codes {
    ($($name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// A stable problem code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "client", derive(serde::Deserialize))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode {
            $(#[doc = $title] #[serde(rename = $code)] $name),*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[ProblemCode] = &[$(ProblemCode::$name),*];

            /// Returns the code in its wire form.
            pub fn as_str(self) -> &'static str {
                match self { $(ProblemCode::$name => $code),* }
            }

            /// Returns the HTTP status of the code.
            pub fn status(self) -> u16 {
                match self { $(ProblemCode::$name => $status),* }
            }

            /// Returns the statement of fact, in English, for developers.
            pub fn title(self) -> &'static str {
                match self { $(ProblemCode::$name => $title),* }
            }
        }
    };
}

problem_codes! {
    // Problems of the request itself.
    Unreadable = "unreadable", 400, "The body is not readable JSON.";
    Malformed = "malformed", 422, "Fields are missing, unknown or of the wrong type.";
    NotSignedIn = "not-signed-in", 401, "Nobody is signed in, or the session has ended.";
    WrongPassword = "wrong-password", 401, "The user name and the password do not go together.";
    CodeNeeded = "code-needed", 401, "The password is right; the code of the second factor is needed besides.";
    WrongCode = "wrong-code", 401, "The code of the second factor is wrong, used or too old.";
    SecondFactorNeeded = "second-factor-needed", 403, "A second factor must be set up first.";
    CodeExpired = "code-expired", 409, "The code from the mail is wrong, used or too old.";
    PasswordTooShort = "password-too-short", 409, "The password is too short to stand without a second factor.";
    NoProposal = "no-proposal", 409, "Nothing was begun that could be confirmed.";
    AlreadyDisabled = "already-disabled", 409, "The account is disabled already.";
    NotDisabled = "not-disabled", 409, "The account is not disabled.";
    OwnAccount = "own-account", 409, "The account is the actor's own, so another person must act.";
    OrganizerTwice = "organizer-twice", 409, "Another row before it is about the same organizer.";
    ProviderTaken = "provider-taken", 409, "There is an access provider of this identifier or name.";
    Forbidden = "forbidden", 403, "The account's role may not do this.";
    CrossSite = "cross-site", 403, "The request came from another site.";
    NotFound = "not-found", 404, "There is no such thing, or it is not yours.";
    Stale = "stale", 409, "Another request changed it first. Nothing was changed by this one.";
    KeyReused = "key-reused", 422, "The idempotency key was used for another request.";
    OtherMethod = "other-method", 405, "The path is not asked with this method; the header `allow` says with which it is.";
    TooLarge = "too-large", 413, "The body is too large.";
    UnsupportedMedia = "unsupported-media", 415, "The body must be JSON.";
    UnsupportedScan = "unsupported-scan", 415, "A scan must be PDF, JPEG, PNG or TIFF by its content, of a kind that is read.";
    ScanLocked = "scan-locked", 422, "The scan is encrypted, so that nobody can open it.";
    ScanDamaged = "scan-damaged", 422, "The scan is cut off, inconsistent or without a page.";
    ScanBlank = "scan-blank", 422, "Nothing is on any page of the scan.";
    ScanTooSmall = "scan-too-small", 422, "The scan has too few pixels for anything on it to be read.";
    ScanPageTooLarge = "scan-page-too-large", 422, "A page of the scan has more pixels, or packs more, than is read.";
    ScanTooLong = "scan-too-long", 422, "The scan has more pages than are read.";
    ScanTakesTooLong = "scan-takes-too-long", 422, "Reading the scan takes more time than any page needs.";
    TooManyRequests = "too-many-requests", 429, "Too many requests; wait a little.";
    Contended = "contended", 409, "Others changed the same in the same moment and were quicker; nothing was changed. Try again.";
    Unavailable = "unavailable", 503, "The store did not answer; whether anything was changed is not known. Try again.";
    Internal = "internal", 500, "Something unexpected happened; it was logged.";
    UsernameTaken = "username-taken", 409, "The user name is taken.";
    ScanNotUploaded = "scan-not-uploaded", 409, "The scan has not been uploaded.";
    // Refusals by a rule. The codes are those of `beian_filing::refusal::Refusal`.
    NotDraft = "not-draft", 409, "The filing is not a draft.";
    NotWithProvider = "not-with-provider", 409, "The filing is not with its provider.";
    SheetNotConfirmed = "sheet-not-confirmed", 409, "Nobody confirmed that the verification sheet is signed and sealed.";
    SheetConfirmed = "sheet-confirmed", 409, "The verification sheet is confirmed already.";
    NotAwaitingSheet = "not-awaiting-sheet", 409, "No verification sheet is awaited.";
    NotUnderReview = "not-under-review", 409, "The filing is not under review.";
    TakenUp = "taken-up", 409, "Another reviewer has it, or it is with whom it should go to already.";
    OwnWork = "own-work", 409, "The account filed, corrected, entered or holds it, so another person must decide it.";
    ReviewPaused = "review-paused", 409, "The review is paused already.";
    NotPaused = "not-paused", 409, "The review is not paused.";
    ReviewLate = "review-late", 409, "The review is late, and is not paused any more.";
    ImpossiblePause = "impossible-pause", 422, "The day on which the pause should end is past, or too far away.";
    NotReturned = "not-returned", 409, "The filing was not returned.";
    ReturnedToOther = "returned-to-other", 409, "The filing was returned to the other party.";
    FormIncomplete = "form-incomplete", 422, "The form has problems.";
    DocumentsMissing = "documents-missing", 409, "Documents are missing.";
    PreApprovalMissing = "pre-approval-missing", 409, "A pre-approval document is missing; the filing is held.";
    FieldNotReturned = "field-not-returned", 422, "A field that may not be changed was changed.";
    NothingAmended = "nothing-amended", 409, "Nothing that was returned has been changed.";
    NothingCorrected = "nothing-corrected", 409, "Nothing was corrected.";
    ReasonsMissing = "reasons-missing", 422, "A return needs reasons, each for a field that exists.";
    DomainTaken = "domain-taken", 409, "The domain is taken.";
    CertificateTaken = "certificate-taken", 409, "The organizer's certificate is taken.";
    FilingUnderWay = "filing-under-way", 409, "The organizer has another filing under way.";
    FieldFixed = "field-fixed", 422, "A field that stands as it is on file was changed.";
    TooManyAuthorizations = "too-many-authorizations", 409, "As many providers are authorized as may be at a time.";
    NoSuchAuthorization = "no-such-authorization", 409, "There is no such authorization.";
    NothingChanged = "nothing-changed", 409, "Nothing of what is on file was changed.";
    RecordChanged = "record-changed", 409, "The record was changed after this draft began.";
    WrittenByOther = "written-by-other", 409, "The other party writes this draft.";
    AccessOnFile = "access-on-file", 409, "The access provider gives this site access already.";
    NotConfirmed = "not-confirmed", 409, "The owner has not confirmed the deregistration.";
    NothingToConfirm = "nothing-to-confirm", 409, "There is no deregistration to confirm.";
    NotInSubmission = "not-in-submission", 409, "The filing is not in submission any more.";
    UnknownProvider = "unknown-provider", 409, "The access provider is unknown.";
    ScansClosed = "scans-closed", 409, "Scans cannot be changed now.";
    TooManyScans = "too-many-scans", 409, "The filing has as many scans as it may have.";
    ScanAttached = "scan-attached", 409, "The scan is with the filing already.";
    UnknownScan = "unknown-scan", 409, "There is no such scan with the filing.";
    ImpossibleArrival = "impossible-arrival", 422, "The day of arrival lies in the future, or too far back.";
    NumbersExhausted = "numbers-exhausted", 409, "The year has no filing number left.";
    NotOnFile = "not-on-file", 409, "Nothing of the kind is on file.";
    AlreadyDeregistered = "already-deregistered", 409, "It is deregistered already.";
    NoSuchAccess = "no-such-access", 409, "The access provider gives this site no access.";
    RequestDecided = "request-decided", 409, "The paper request was decided before.";
    NothingToReorder = "nothing-to-reorder", 409, "The pages of the scan batch are in order.";
    LettersDealtWith = "letters-dealt-with", 409, "Letters of the scan batch were filed or set aside.";
    LetterFiled = "letter-filed", 409, "The scanned post is with its case already.";
    NoPages = "no-pages", 409, "The scanned post has no page that could be read.";
    NotWithRequest = "not-with-request", 409, "The scanned post is not with a paper request.";
    EvidenceMissing = "evidence-missing", 409, "Evidence that the paper request needs has not come.";
    CalendarUnfit = "calendar-unfit", 422, "The text cannot become the calendar; every fault is said.";
    ProposalWaits = "proposal-waits", 409, "Other days off wait for a signature.";
    OwnProposal = "own-proposal", 409, "Another supervisor must sign the proposal.";
    NotUndelivered = "not-undelivered", 409, "The notice arrived, or is on its way.";
    NotResendable = "not-resendable", 409, "Another person cannot send this notice again.";
    NotSuppressed = "not-suppressed", 409, "The address is not suppressed.";
    AccountDisabled = "account-disabled", 409, "The account is disabled; a supervisor must enable it first.";
}

impl ProblemCode {
    /// Returns the number of seconds after which the same request may succeed, for a problem that passes by itself.
    fn retry_after(self) -> Option<i64> {
        match self {
            ProblemCode::Contended => Some(1),
            ProblemCode::Unavailable => Some(2),
            _ => None,
        }
    }

    /// Returns the code with this wire form.
    pub fn from_code(code: &str) -> Option<ProblemCode> {
        ProblemCode::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

/// A problem of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// The field, as a JSON pointer into the request or, for a field of a form, into the form.
    pub pointer: String,
    /// The rule that the field breaks.
    pub code: FindingCode,
    /// Suggested correction of the value; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// A problem document (RFC 9457).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Address of the code's explanation, relative to the service.
    pub r#type: String,
    /// Statement of fact, in English, for developers.
    pub title: Cow<'static, str>,
    /// HTTP status of the response.
    pub status: u16,
    /// Stable code of the problem.
    pub code: ProblemCode,
    /// Every wrong field; absent if no field is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The missing documents; absent if none is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentKind>,
    /// The missing evidence of a paper request; absent if none is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The faults of a text that was proposed as the calendar; absent for every other problem.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<CalendarFault>,
    /// The conflict with a claim of another party; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// Number of seconds after which the request may be repeated, as in the header `retry-after`; absent if waiting does not help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
}

impl Problem {
    /// Builds the problem of this code, without details.
    pub fn new(code: ProblemCode) -> Problem {
        Problem {
            r#type: format!("/docs/errors#{}", code.as_str()),
            title: code.title().into(),
            status: code.status(),
            code,
            errors: Vec::new(),
            documents: Vec::new(),
            evidence: Vec::new(),
            faults: Vec::new(),
            conflict: None,
            retry_after: code.retry_after(),
        }
    }
}
