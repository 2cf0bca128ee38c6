//! The sum of all refusals.

use crate::{
    account::AccountRefusal, calendar::CalendarRefusal, filing::FilingRefusal, paper::PaperRefusal,
    record::RecordRefusal,
};
use strum::VariantNames;
use thiserror::Error;

/// Codes of the variants that wrap the refusal of another room.
const PASSED_ON: [&str; 3] = ["account", "record", "filing"];

/// A refusal: a rule does not permit the change. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A refusal by a rule about the calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarRefusal),
    /// A refusal by a rule about accounts.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// A refusal by a rule about records.
    #[error(transparent)]
    Record(#[from] RecordRefusal),
    /// A refusal by a rule about filings.
    #[error(transparent)]
    Filing(FilingRefusal),
    /// A refusal by a rule about paper requests or scanned post.
    #[error(transparent)]
    Paper(PaperRefusal),
}

// A wrapped refusal becomes the refusal of its own room, so its code is the same from every room.
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

/// Converts the refusals of every room into an error whose variant holds a [`Refusal`].
#[macro_export]
macro_rules! from_refusals {
    ($error:ty, $refused:path) => {
        $crate::from_refusals! {
            $error, $refused, $crate::calendar::CalendarRefusal, $crate::account::AccountRefusal,
            $crate::record::RecordRefusal, $crate::filing::FilingRefusal, $crate::paper::PaperRefusal
        }
    };
    ($error:ty, $refused:path, $($refusal:ty),*) => {$(
        impl From<$refusal> for $error {
            fn from(refusal: $refusal) -> Self {
                $refused(refusal.into())
            }
        }
    )*};
}

impl Refusal {
    /// Every code of a refusal. A variant that wraps the refusal of another room has no code of its own.
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

    /// The stable code on the wire.
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
