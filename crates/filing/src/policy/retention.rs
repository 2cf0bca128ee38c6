//! Retention 保存期限: the measures that a retention period ends with.

use jiff::{ToSpan, civil::Date};

/// What is to be done by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retain {
    /// Tell the owner of a draft that it will go.
    Warn,
    /// Throw a draft away that its owner left.
    Discard,
    /// Erase the scans that were taken out before an approval.
    Tidy,
    /// Erase what is private.
    Erase,
}

pub(crate) fn after(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}
