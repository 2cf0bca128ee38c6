//! Arrivals 到达: the day on which paper reached the bureau. An arrival starts or ends a deadline.

use jiff::civil::Date;

/// The arrival of a document or a letter at the bureau.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Day of the arrival.
    pub on: Date,
    /// The clerk's reason for a day of arrival that differs from the day of the entry.
    pub reason: Option<String>,
}

impl Arrival {
    /// An arrival on this day, entered on the same day.
    pub fn on(day: Date) -> Arrival {
        Arrival { on: day, reason: None }
    }
}
