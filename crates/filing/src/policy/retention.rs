//! Retention 保存期限: the measures at the end of a retention period.

use jiff::{ToSpan, civil::Date};

/// The measure that is due at the end of a retention period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetentionMeasure {
    /// The owner of a draft is notified that the draft will be discarded.
    Warn,
    /// A draft that its owner abandoned is discarded.
    Discard,
    /// The scans that were removed before an approval are erased.
    PurgeScans,
    /// Private data is erased.
    Erase,
}

/// Returns the day that lies `days` calendar days after `day`.
pub(crate) fn after(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}
