//! Conversion of failures to problem documents. No other module converts them. The HTTP status of each problem code is in
//! `beian-contract`.

use beian_app::AppError;
use beian_contract::problem::{FieldProblem, Problem, ProblemCode};
use beian_filing::{
    calendar::CalendarRefusal,
    filing::{Filing, FilingRefusal},
    finding::{Finding, FindingCode},
    paper::PaperRefusal,
    refusal::Refusal,
};
use beian_store::StoreError;

/// The result of an action: a view, or the failure.
pub type ActionResult<T> = Result<T, ActionError>;

/// The field in which a clerk confirms that a verification sheet is signed and sealed.
pub const SIGNED_AND_SEALED: &str = "/signed_and_sealed";

/// The failure of an action.
#[derive(Debug)]
pub enum ActionError {
    /// A rule refused the change.
    Refused(Refusal),
    /// The store failed or refused the call.
    Store(StoreError),
    /// Fields are wrong.
    Malformed(Vec<FieldProblem>),
    /// The request has this problem.
    Problem(ProblemCode),
    /// The number of tries exceeds the limit. The value is the number of seconds after which a new try is permitted.
    TooMany(i64),
    /// The command was done before. The value is the present filing.
    Repeated(Box<Filing>),
    /// An error of the program. Only the log contains its text.
    Internal(String),
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> ActionError {
        ActionError::Refused(refusal)
    }
}

beian_filing::from_refusals! { ActionError, ActionError::Refused }

impl From<StoreError> for ActionError {
    fn from(error: StoreError) -> ActionError {
        ActionError::Store(error)
    }
}

impl From<ProblemCode> for ActionError {
    fn from(code: ProblemCode) -> ActionError {
        ActionError::Problem(code)
    }
}

impl From<AppError> for ActionError {
    fn from(error: AppError) -> ActionError {
        let malformed = |pointer: &str, code| ActionError::Malformed(fields(vec![pointer.to_owned()], code));
        match error {
            AppError::Refused(refusal) => ActionError::Refused(refusal),
            AppError::Store(error) => ActionError::Store(error),
            AppError::NotFound => ActionError::Problem(ProblemCode::NotFound),
            AppError::KeyReused => ActionError::Problem(ProblemCode::KeyReused),
            AppError::CodeExpired => ActionError::Problem(ProblemCode::CodeExpired),
            AppError::OtherDomain => malformed("/domain", FindingCode::OtherDomain),
            AppError::DomainMissing => malformed("/domain", FindingCode::Required),
            AppError::SealNotConfirmed => malformed(SIGNED_AND_SEALED, FindingCode::Required),
            AppError::Internal(cause) => ActionError::Internal(cause),
        }
    }
}

impl From<getrandom::Error> for ActionError {
    fn from(error: getrandom::Error) -> ActionError {
        ActionError::Internal(error.to_string())
    }
}

impl ActionError {
    /// Returns the problem document for the user, and the cause for the log.
    pub fn into_problem(self) -> (Problem, Option<String>) {
        match self {
            ActionError::Refused(refusal) => (refused(refusal), None),
            ActionError::Malformed(errors) => {
                (Problem { errors, ..Problem::new(ProblemCode::Malformed) }, None)
            }
            ActionError::Problem(code) => (Problem::new(code), None),
            ActionError::TooMany(seconds) => {
                let problem = Problem::new(ProblemCode::TooManyRequests);
                (Problem { retry_after: Some(seconds.max(1)), ..problem }, None)
            }
            ActionError::Store(StoreError::Cursor) => {
                let errors = fields(vec!["/cursor".to_owned()], FindingCode::UnknownCode);
                (Problem { errors, ..Problem::new(ProblemCode::Malformed) }, None)
            }
            ActionError::Store(error @ StoreError::Invalid(_)) => {
                (Problem::new(ProblemCode::Malformed), Some(error.to_string()))
            }
            ActionError::Store(StoreError::Missing) => (Problem::new(ProblemCode::NotFound), None),
            ActionError::Store(StoreError::Stale) => (Problem::new(ProblemCode::Stale), None),
            // A conflict with other transactions is no failure of the store, so the log gets no cause and no alarm is raised.
            ActionError::Store(StoreError::Contended) => (Problem::new(ProblemCode::Contended), None),
            ActionError::Store(error @ StoreError::Unavailable(..)) => {
                (Problem::new(ProblemCode::Unavailable), Some(error.to_string()))
            }
            ActionError::Store(error) => (Problem::new(ProblemCode::Internal), Some(error.to_string())),
            ActionError::Repeated(_) => {
                (Problem::new(ProblemCode::Internal), Some("a repeated command without an answer".to_owned()))
            }
            ActionError::Internal(cause) => (Problem::new(ProblemCode::Internal), Some(cause)),
        }
    }
}

fn refused(refusal: Refusal) -> Problem {
    // Every refusal has a problem code of the same name. A test checks this.
    let code = ProblemCode::from_code(refusal.code()).unwrap_or(ProblemCode::Internal);
    let mut problem = Problem::new(code);
    match refusal {
        Refusal::Filing(
            FilingRefusal::FormIncomplete(findings) | FilingRefusal::ReasonsMissing(findings),
        ) => {
            problem.errors = findings.into_iter().map(field_problem).collect();
        }
        Refusal::Filing(FilingRefusal::FieldNotReturned(pointers)) => {
            problem.errors = fields(pointers, FindingCode::NotReturned);
        }
        Refusal::Filing(FilingRefusal::FieldFixed(pointers)) => {
            problem.errors = fields(pointers, FindingCode::Fixed);
        }
        Refusal::Filing(FilingRefusal::DocumentsMissing(documents)) => problem.documents = documents,
        Refusal::Paper(PaperRefusal::EvidenceMissing(evidence)) => problem.evidence = evidence,
        Refusal::Calendar(CalendarRefusal::CalendarUnfit(faults)) => problem.faults = faults,
        Refusal::Filing(
            FilingRefusal::DomainTaken(conflict)
            | FilingRefusal::CertificateTaken(conflict)
            | FilingRefusal::FilingUnderWay(conflict),
        ) => problem.conflict = Some(conflict),
        _ => {}
    }
    problem
}

fn fields(pointers: Vec<String>, code: FindingCode) -> Vec<FieldProblem> {
    pointers.into_iter().map(|pointer| FieldProblem { pointer, code, suggestion: None }).collect()
}

fn field_problem(finding: Finding) -> FieldProblem {
    FieldProblem { pointer: finding.pointer, code: finding.code, suggestion: finding.suggestion }
}
