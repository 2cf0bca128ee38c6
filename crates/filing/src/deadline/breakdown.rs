//! The breakdown of a deadline: the counted and uncounted days up to its last day.

use crate::{
    calendar::{Calendar, DayKind},
    deadline::{Term, reminder::Pause},
    policy::{Limit, Rules},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A period of days that do not count, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Uncounted {
    /// First day of the period.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub first: Date,
    /// Last day of the period.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub last: Date,
    /// Reason why the days do not count.
    pub why: WhyUncounted,
}

/// Reason why days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum WhyUncounted {
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
pub struct Reckoning {
    /// Kind of the deadline.
    pub limit: Limit,
    /// Length of the deadline, in working days.
    pub days: u32,
    /// Day of the event that started the deadline. It does not count.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// Working days of the deadline that are over today.
    pub over: u32,
    /// Periods up to the last day that do not count.
    pub uncounted: Vec<Uncounted>,
    /// Make-up days up to the last day: weekend days that count because they are working days 调休上班.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub worked: Vec<Date>,
    /// The pause that has not ended yet. During a pause the deadline has no last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
}

impl Term {
    /// The breakdown of the deadline on the day `today`.
    pub fn reckoning(&self, rules: &Rules, calendar: &Calendar, today: Date) -> Reckoning {
        let end = if self.pause().is_some() { today } else { self.due.date };
        let mut reckoning = Reckoning {
            limit: self.limit,
            days: self.limit.days(&rules.clocks),
            since: self.since,
            over: 0,
            uncounted: Vec::new(),
            worked: Vec::new(),
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
                    reckoning.worked.push(date);
                }
            } else {
                let why = match day.kind {
                    DayKind::Holiday => WhyUncounted::Holiday,
                    DayKind::Weekend => WhyUncounted::Weekend,
                    DayKind::Workday | DayKind::MakeUp => WhyUncounted::Paused,
                };
                reckoning.pass_over(date, why);
            }
        }
        reckoning
    }
}

impl Reckoning {
    /// Adds a day that does not count. A day that follows the last period extends it; a weekend beside a holiday counts as holiday.
    pub(super) fn pass_over(&mut self, date: Date, why: WhyUncounted) {
        if let Some(last) = self.uncounted.last_mut()
            && last.last.tomorrow().is_ok_and(|next| next == date)
        {
            last.last = date;
            last.why = match (last.why, why) {
                (WhyUncounted::Paused, _) | (_, WhyUncounted::Paused) => WhyUncounted::Paused,
                (WhyUncounted::Holiday, _) | (_, WhyUncounted::Holiday) => WhyUncounted::Holiday,
                _ => WhyUncounted::Weekend,
            };
            return;
        }
        self.uncounted.push(Uncounted { first: date, last: date, why });
    }
}
