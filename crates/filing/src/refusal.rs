//! The sum of all refusals: what any rule may answer.

use crate::{
    account::AccountRefusal, calendar::CalendarRefusal, filing::FilingRefusal, paper::PaperRefusal,
    record::RecordRefusal,
};
use strum::VariantNames;
use thiserror::Error;

/// The variants that pass on the refusal of another room.
const PASSED_ON: [&str; 3] = ["account", "record", "filing"];

/// A rule said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A rule of the calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarRefusal),
    /// A rule of an account.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// A rule of a record.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
    /// A rule of a filing.
    #[error(transparent)]
    Filing(FilingRefusal),
    /// A rule of a paper request or of scanned post.
    #[error(transparent)]
    Paper(PaperRefusal),
}

// A refusal is told as its own room's, whichever room passed it on.
impl From<FilingRefusal> for Refusal {
    fn from(refusal: FilingRefusal) -> Refusal {
        match refusal {
            FilingRefusal::Record(refusal) => Refusal::Record(refusal),
            refusal => Refusal::Filing(refusal),
        }
    }
}

impl From<PaperRefusal> for Refusal {
    fn from(refusal: PaperRefusal) -> Refusal {
        match refusal {
            PaperRefusal::Account(refusal) => Refusal::Account(refusal),
            PaperRefusal::Record(refusal) => Refusal::Record(refusal),
            PaperRefusal::Filing(refusal) => refusal.into(),
            refusal => Refusal::Paper(refusal),
        }
    }
}

impl Refusal {
    /// Every code that a refusal may have. A variant that passes on the refusal of another room has none of its own.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        [
            CalendarRefusal::VARIANTS,
            AccountRefusal::VARIANTS,
            RecordRefusal::VARIANTS,
            FilingRefusal::VARIANTS,
            PaperRefusal::VARIANTS,
        ]
        .into_iter()
        .flatten()
        .copied()
        .filter(|code| !PASSED_ON.contains(code))
    }

    /// The stable code, as it goes over the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Calendar(refusal) => refusal.code(),
            Refusal::Account(refusal) => refusal.code(),
            Refusal::Record(refusal) => refusal.code(),
            Refusal::Filing(refusal) => refusal.code(),
            Refusal::Paper(refusal) => refusal.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_code_is_of_one_refusal() {
        let codes: Vec<&str> = Refusal::codes().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        let passed_on: Refusal = PaperRefusal::Filing(RecordRefusal::NotOnFile.into()).into();
        assert_eq!((passed_on.code(), &passed_on), ("not-on-file", &RecordRefusal::NotOnFile.into()));
        assert!(codes.contains(&"not-on-file") && !codes.contains(&"record"), "{codes:?}");
    }
}
