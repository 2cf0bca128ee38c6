//! The breakdown of a deadline: the counted and uncounted days up to its last day.

use crate::{
    calendar::{Calendar, DayKind},
    deadline::{Deadline, reminder::Pause},
    policy::{DeadlineKind, Rules},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A period of days that do not count, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UncountedDays {
    /// First day of the period.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub first: Date,
    /// Last day of the period.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub last: Date,
    /// Reason why the days do not count.
    pub reason: UncountedReason,
}

/// Reason why days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum UncountedReason {
    /// Ordinary Saturdays and Sundays.
    Weekend,
    /// Days off according to the State Council's notice, and weekends beside them.
    Holiday,
    /// Days on which the review was paused.
    Paused,
}

/// Breakdown of a deadline: the facts that its last day follows from 为什么是这一天.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeadlineBreakdown {
    /// Kind of the deadline.
    pub kind: DeadlineKind,
    /// Length of the deadline, in working days.
    pub days: u32,
    /// Day of the event that started the deadline. It does not count.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// Working days of the deadline that have elapsed until today.
    pub over: u32,
    /// Periods up to the last day that do not count.
    pub uncounted: Vec<UncountedDays>,
    /// Make-up days up to the last day: weekend days that count because they are working days 调休上班.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub working_days: Vec<Date>,
    /// The pause that has not ended yet. During a pause the deadline has no last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
}

impl Deadline {
    /// The breakdown of the deadline on the day `today`.
    pub fn breakdown(&self, rules: &Rules, calendar: &Calendar, today: Date) -> DeadlineBreakdown {
        let end = if self.pause().is_some() { today } else { self.due.date };
        let mut reckoning = DeadlineBreakdown {
            kind: self.kind,
            days: self.kind.days(&rules.deadline_lengths),
            since: self.since,
            over: 0,
            uncounted: Vec::new(),
            working_days: Vec::new(),
            pause: self.pause().cloned(),
        };
        let mut date = self.since;
        while date < end {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            let day = calendar.day(date);
            if self.counts(date, day) {
                reckoning.over += u32::from(date <= today);
                if day.kind == DayKind::MakeUp {
                    reckoning.working_days.push(date);
                }
            } else {
                let why = match day.kind {
                    DayKind::Holiday => UncountedReason::Holiday,
                    DayKind::Weekend => UncountedReason::Weekend,
                    DayKind::Workday | DayKind::MakeUp => UncountedReason::Paused,
                };
                reckoning.pass_over(date, why);
            }
        }
        reckoning
    }
}

impl DeadlineBreakdown {
    /// Adds a day that does not count. A day that follows the last period extends it; a weekend beside a holiday
    /// counts as holiday. A period that contains a paused day counts as paused.
    pub(super) fn pass_over(&mut self, date: Date, why: UncountedReason) {
        if let Some(last) = self.uncounted.last_mut()
            && last.last.tomorrow().is_ok_and(|next| next == date)
        {
            last.last = date;
            last.reason = match (last.reason, why) {
                (UncountedReason::Paused, _) | (_, UncountedReason::Paused) => UncountedReason::Paused,
                (UncountedReason::Holiday, _) | (_, UncountedReason::Holiday) => UncountedReason::Holiday,
                _ => UncountedReason::Weekend,
            };
            return;
        }
        self.uncounted.push(UncountedDays { first: date, last: date, reason: why });
    }
}
