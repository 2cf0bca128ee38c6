//! Arrivals 到达: the day on which something reached the bureau.

use jiff::civil::Date;

/// When something reached the bureau.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The day.
    pub on: Date,
    /// Why that is not the day on which it was entered, in the clerk's words.
    pub reason: Option<String>,
}

impl Arrival {
    /// It arrived on this day.
    pub fn on(day: Date) -> Arrival {
        Arrival { on: day, reason: None }
    }
}
