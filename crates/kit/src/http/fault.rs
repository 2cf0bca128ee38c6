//! The only bridge from a failure to a problem document. The status of each problem code stands in `beian-contract`.

use beian_app::AppError;
use beian_contract::problem::{FieldProblem, Problem, ProblemCode};
use beian_filing::{
    account::AccountRefusal,
    calendar::CalendarRefusal,
    filing::{Filing, FilingRefusal},
    finding::{FieldCode, Finding},
    paper::PaperRefusal,
    record::RecordRefusal,
    refusal::Refusal,
};
use beian_store::StoreError;

/// The answer of an action: a view, or the failure.
pub type Answer<T> = Result<T, Fault>;

/// The field in which a clerk confirms that a verification sheet is signed and sealed.
pub const SIGNED_AND_SEALED: &str = "/signed_and_sealed";

/// The failure of an action.
#[derive(Debug)]
pub enum Fault {
    /// A rule refused it.
    Refused(Refusal),
    /// The store did not do it.
    Store(StoreError),
    /// Fields are wrong.
    Malformed(Vec<FieldProblem>),
    /// The request itself is wrong.
    Problem(ProblemCode),
    /// Too many tries. A new try is allowed after this many seconds.
    TooMany(i64),
    /// The command was done before. The filing is the current one.
    Repeated(Box<Filing>),
    /// A fault of the program. Only the log gets its text.
    Internal(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

/// A refusal of each room is one of the rules'.
macro_rules! refused_by {
    ($($room:ident),*) => {$(
        impl From<$room> for Fault {
            fn from(refusal: $room) -> Fault {
                Fault::Refused(refusal.into())
            }
        }
    )*};
}

refused_by! { CalendarRefusal, AccountRefusal, RecordRefusal, FilingRefusal, PaperRefusal }

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Store(error)
    }
}

impl From<ProblemCode> for Fault {
    fn from(code: ProblemCode) -> Fault {
        Fault::Problem(code)
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Fault {
        let malformed = |pointer: &str, code| Fault::Malformed(fields(vec![pointer.to_owned()], code));
        match error {
            AppError::Refused(refusal) => Fault::Refused(refusal),
            AppError::Store(error) => Fault::Store(error),
            AppError::NotFound => Fault::Problem(ProblemCode::NotFound),
            AppError::KeyReused => Fault::Problem(ProblemCode::KeyReused),
            AppError::CodeExpired => Fault::Problem(ProblemCode::CodeExpired),
            AppError::OtherDomain => malformed("/domain", FieldCode::OtherDomain),
            AppError::DomainMissing => malformed("/domain", FieldCode::Required),
            AppError::SealNotConfirmed => malformed(SIGNED_AND_SEALED, FieldCode::Required),
            AppError::Internal(cause) => Fault::Internal(cause),
        }
    }
}

impl From<getrandom::Error> for Fault {
    fn from(error: getrandom::Error) -> Fault {
        Fault::Internal(error.to_string())
    }
}

impl Fault {
    /// The problem document for the user, and the cause for the log.
    pub fn into_problem(self) -> (Problem, Option<String>) {
        match self {
            Fault::Refused(refusal) => (refused(refusal), None),
            Fault::Malformed(errors) => (Problem { errors, ..Problem::new(ProblemCode::Malformed) }, None),
            Fault::Problem(code) => (Problem::new(code), None),
            Fault::TooMany(seconds) => {
                let problem = Problem::new(ProblemCode::TooManyRequests);
                (Problem { retry_after: Some(seconds.max(1)), ..problem }, None)
            }
            Fault::Store(StoreError::Cursor) => {
                let errors = fields(vec!["/cursor".to_owned()], FieldCode::UnknownCode);
                (Problem { errors, ..Problem::new(ProblemCode::Malformed) }, None)
            }
            Fault::Store(error @ StoreError::Invalid(_)) => {
                (Problem::new(ProblemCode::Malformed), Some(error.to_string()))
            }
            Fault::Store(StoreError::Missing) => (Problem::new(ProblemCode::NotFound), None),
            Fault::Store(StoreError::Stale) => (Problem::new(ProblemCode::Stale), None),
            // The store works, and other transactions were first. The log gets no cause, so no alarm is raised.
            Fault::Store(StoreError::Contended) => (Problem::new(ProblemCode::Contended), None),
            Fault::Store(error @ StoreError::Unavailable(..)) => {
                (Problem::new(ProblemCode::Unavailable), Some(error.to_string()))
            }
            Fault::Store(error) => (Problem::new(ProblemCode::Internal), Some(error.to_string())),
            Fault::Repeated(_) => {
                (Problem::new(ProblemCode::Internal), Some("a repeated command without an answer".to_owned()))
            }
            Fault::Internal(cause) => (Problem::new(ProblemCode::Internal), Some(cause)),
        }
    }
}

fn refused(refusal: Refusal) -> Problem {
    // Every refusal has a problem code of the same name, which a test checks.
    let code = ProblemCode::from_code(refusal.code()).unwrap_or(ProblemCode::Internal);
    let mut problem = Problem::new(code);
    match refusal {
        Refusal::Filing(
            FilingRefusal::FormIncomplete(findings) | FilingRefusal::ReasonsMissing(findings),
        ) => {
            problem.errors = findings.into_iter().map(field_problem).collect();
        }
        Refusal::Filing(FilingRefusal::FieldNotReturned(pointers)) => {
            problem.errors = fields(pointers, FieldCode::NotReturned);
        }
        Refusal::Filing(FilingRefusal::FieldFixed(pointers)) => {
            problem.errors = fields(pointers, FieldCode::Fixed);
        }
        Refusal::Filing(FilingRefusal::DocumentsMissing(documents)) => problem.documents = documents,
        Refusal::Paper(PaperRefusal::EvidenceMissing(evidence)) => problem.evidence = evidence,
        Refusal::Calendar(CalendarRefusal::CalendarUnfit(faults)) => problem.faults = faults,
        Refusal::Filing(
            FilingRefusal::DomainTaken(conflict)
            | FilingRefusal::CertificateTaken(conflict)
            | FilingRefusal::OrderUnderWay(conflict),
        ) => problem.conflict = Some(conflict),
        _ => {}
    }
    problem
}

fn fields(pointers: Vec<String>, code: FieldCode) -> Vec<FieldProblem> {
    pointers.into_iter().map(|pointer| FieldProblem { pointer, code, suggestion: None }).collect()
}

fn field_problem(finding: Finding) -> FieldProblem {
    FieldProblem { pointer: finding.pointer, code: finding.code, suggestion: finding.suggestion }
}
