//! The breakdown of a deadline: how its last day follows from the days that count.

use crate::{
    calendar::{Calendar, DayKind},
    deadline::{Term, reminder::Pause},
    policy::{Limit, Rules},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days in a row that do not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Uncounted {
    /// The first of them.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub first: Date,
    /// The last of them.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub last: Date,
    /// Why they do not count.
    pub why: WhyUncounted,
}

/// Why days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum WhyUncounted {
    /// Ordinary Saturdays and Sundays.
    Weekend,
    /// Days off by the State Council's notice, and weekends beside them.
    Holiday,
    /// The review was paused.
    Paused,
}

/// How the last day of a term comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reckoning {
    /// Which limit it is.
    pub limit: Limit,
    /// How many working days it has.
    pub days: u32,
    /// The day of the event that started it, which is not counted.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// How many working days of it are over today.
    pub over: u32,
    /// Days until the last one that do not count.
    pub uncounted: Vec<Uncounted>,
    /// Weekend days until the last one on which one works, so that they count 调休上班.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub worked: Vec<Date>,
    /// The pause that lasts, if there is one; then there is no last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
}

impl Term {
    /// How its last day comes about.
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
    /// Adds a day that does not count; a weekend beside a holiday is one with it.
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
