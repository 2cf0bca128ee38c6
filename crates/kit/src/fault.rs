//! The one bridge from what went wrong to a problem document. Only here is a status chosen.

use beian_contract::problem::{FieldProblem, Problem, ProblemCode};
use beian_filing::{
    check::{FieldCode, Finding},
    filing::Filing,
    refusal::Refusal,
};
use beian_store::StoreError;

/// What an action answers: a view, or why not.
pub type Answer<T> = Result<T, Fault>;

/// Why an action has no view to answer with.
#[derive(Debug)]
pub enum Fault {
    /// A rule said no.
    Refused(Refusal),
    /// The store did not do it.
    Store(StoreError),
    /// Fields are wrong.
    Malformed(Vec<FieldProblem>),
    /// Something about the request itself.
    Problem(ProblemCode),
    /// Too many tries; after so many seconds it may be tried again.
    TooMany(i64),
    /// The command was done before; this is the filing as it now is.
    Repeated(Box<Filing>),
    /// Something that should not happen; only the log is told what.
    Internal(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

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

impl From<getrandom::Error> for Fault {
    fn from(error: getrandom::Error) -> Fault {
        Fault::Internal(error.to_string())
    }
}

impl Fault {
    /// The problem document for the user, and what the log is told besides.
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
            // Nothing is out of order: the store answered, and others were quicker. No alarm follows.
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
    // Every refusal has a code of the same name; a test holds them together.
    let code = ProblemCode::from_code(refusal.code()).unwrap_or(ProblemCode::Internal);
    let mut problem = Problem::new(code);
    match refusal {
        Refusal::FormIncomplete(findings) | Refusal::ReasonsMissing(findings) => {
            problem.errors = findings.into_iter().map(field_problem).collect();
        }
        Refusal::FieldNotReturned(pointers) => problem.errors = fields(pointers, FieldCode::NotReturned),
        Refusal::FieldFixed(pointers) => problem.errors = fields(pointers, FieldCode::Fixed),
        Refusal::DocumentsMissing(documents) => problem.documents = documents,
        Refusal::EvidenceMissing(evidence) => problem.evidence = evidence,
        Refusal::CalendarUnfit(faults) => problem.faults = faults,
        Refusal::DomainTaken(conflict)
        | Refusal::CertificateTaken(conflict)
        | Refusal::OrderUnderWay(conflict) => problem.conflict = Some(conflict),
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
