//! Working days 工作日: weekends, holidays and make-up days 调休, and the last day of a deadline.
//!
//! The days off of a year are known once the State Council publishes its notice, in the autumn before. Until then the year is
//! provisional, and every date that depends on it is provisional too. A deadline does not count the day of the event that starts it.

pub mod amendment;
pub mod event;
pub mod holiday_notice;
pub mod refusal;

pub use amendment::{CalendarFault, CalendarReading, ChangedDay, LiveCalendar, Proposal};
pub use event::{CalendarEvent, CalendarEventKind};
pub use holiday_notice::{FESTIVALS, HolidayNotice, NoticeProblem};
pub use refusal::CalendarRefusal;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::Offset,
};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use thiserror::Error;

/// Whether a year's days are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum YearStatus {
    /// The State Council has published its notice on the year.
    Official,
    /// The notice is not published yet: the calendar has weekends and statutory holidays only.
    Provisional,
}

/// The days of one year that differ from an ordinary week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Year {
    /// The year, in the Gregorian calendar.
    pub year: i16,
    /// Whether the year's days are final.
    pub status: YearStatus,
    /// The notice that the days come from, or the reason why there is none.
    pub source: String,
    /// Days off: the first and the last day of each period.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Vec<String>>))]
    pub off: Vec<(Date, Date)>,
    /// Saturdays and Sundays that are working days.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub work: Vec<Date>,
}

/// The kind of a day: two kinds are working days, and two are days off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DayKind {
    /// An ordinary working day.
    Workday,
    /// A Saturday or Sunday that is a working day 调休上班.
    MakeUp,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A day off according to the notice.
    Holiday,
}

/// The kind of a day, and whether it is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Kind of the day.
    pub kind: DayKind,
    /// Whether the year's notice is not published yet.
    pub provisional: bool,
}

impl Day {
    /// Whether the day is a working day.
    pub fn is_working(self) -> bool {
        matches!(self.kind, DayKind::Workday | DayKind::MakeUp)
    }
}

/// The last day of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Due {
    /// The last day, by the date in China.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub date: Date,
    /// Whether the day may still move, because the notice on its year is not published yet.
    pub provisional: bool,
}

/// First year that [`Calendar::shipped`] contains. Earlier years are read on demand.
const LIVE_SINCE: i16 = 2025;

/// A reason why the days of a calendar cannot be used. The API shows it as a [`CalendarFault`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarProblem {
    /// The text is not JSON of the right shape; with the reader's message.
    #[error("the calendar cannot be read: {0}")]
    Unreadable(String),
    /// The year appears twice.
    #[error("the year {0} comes twice")]
    TwiceYear(i16),
    /// The date lies outside its year, or a period ends before it begins.
    #[error("{0} does not belong there")]
    Misplaced(Date),
    /// Two periods overlap, from this day on.
    #[error("{0} is off twice")]
    Overlap(Date),
    /// The make-up day is not a Saturday or Sunday.
    #[error("{0} is no weekend day")]
    MakeUpOnWeekday(Date),
    /// The day is both a day off and a make-up day.
    #[error("{0} is both off and worked")]
    Contradiction(Date),
    /// A notice changes this year, but no days off are known for it.
    #[error("no days off of {0} are known yet")]
    Unknown(i16),
    /// The notice does not state clearly whether these days are working days.
    #[error("it is not clear what becomes of {0}")]
    Unclear(String),
}

/// The working days of some years. In any other year the calendar knows weekends only, and the year is provisional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Origin of the calendar.
    pub source: String,
    /// The years that the calendar contains.
    pub years: Vec<Year>,
}

const SHIPPED: &str = include_str!("../data/calendar.json");
/// Years before [`LIVE_SINCE`]. Hardly any request needs them, so they are parsed at their first use only.
const PAST: &str = include_str!("../data/calendar-past.json");

impl Calendar {
    /// The calendar that is compiled into the program.
    pub fn shipped() -> &'static Calendar {
        static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
            Calendar::parse(SHIPPED).expect("the shipped calendar is sound")
        });
        &CALENDAR
    }

    /// The days of a year: from this calendar, or for a year before 2025 from the compiled-in past years.
    pub fn year(&self, year: i16) -> Option<&Year> {
        static YEARS: LazyLock<Calendar> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
            Calendar::parse(PAST).expect("the years past are sound")
        });
        let past = || YEARS.years.iter().find(|known| known.year == year);
        self.years
            .iter()
            .find(|known| known.year == year)
            .or_else(|| if year < LIVE_SINCE { past() } else { None })
    }

    /// Parses a calendar from JSON and checks that it is consistent.
    ///
    /// # Errors
    /// The first [`CalendarProblem`] that is found.
    pub fn parse(json: &str) -> Result<Calendar, CalendarProblem> {
        let mut calendar: Calendar =
            serde_json::from_str(json).map_err(|error| CalendarProblem::Unreadable(error.to_string()))?;
        calendar.years.sort_by_key(|year| year.year);
        for pair in calendar.years.windows(2) {
            if let [before, after] = pair
                && before.year == after.year
            {
                return Err(CalendarProblem::TwiceYear(after.year));
            }
        }
        for year in &calendar.years {
            year.consistent()?;
        }
        Ok(calendar)
    }

    /// Replaces or adds a year.
    ///
    /// # Errors
    /// The first [`CalendarProblem`] in the year.
    pub fn with_year(mut self, year: Year) -> Result<Calendar, CalendarProblem> {
        year.consistent()?;
        self.years.retain(|known| known.year != year.year);
        self.years.push(year);
        self.years.sort_by_key(|year| year.year);
        Ok(self)
    }

    /// Replaces or adds years. The caller has checked that they are consistent.
    #[must_use]
    pub fn with_years(mut self, years: &[Year]) -> Calendar {
        self.years.retain(|known| years.iter().all(|year| year.year != known.year));
        self.years.extend(years.iter().cloned());
        self.years.sort_by_key(|year| year.year);
        self
    }

    /// Number of working days in a year.
    pub fn days_of(&self, year: i16) -> u32 {
        let first = jiff::civil::date(year, 1, 1);
        self.working_days_between(first.yesterday().unwrap_or(first), first.last_of_year())
    }

    /// Kind of a day.
    pub fn day(&self, date: Date) -> Day {
        let plain = if is_weekend(date) { DayKind::Weekend } else { DayKind::Workday };
        let Some(year) = self.year(date.year()) else {
            return Day { kind: plain, provisional: true };
        };
        let kind = if year.work.contains(&date) {
            DayKind::MakeUp
        } else if year.off.iter().any(|(first, last)| (*first..=*last).contains(&date)) {
            DayKind::Holiday
        } else {
            plain
        };
        Day { kind, provisional: year.status == YearStatus::Provisional }
    }

    /// Whether a day is a working day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.day(date).is_working()
    }

    /// The day that lies the given number of working days after an event.
    ///
    /// The day of the event does not count; zero days give the day of the event itself.
    pub fn due(&self, after: Date, days: u32) -> Due {
        let mut due = Due { date: after, provisional: false };
        let mut left = days;
        while left > 0 {
            let Ok(next) = due.date.tomorrow() else { break };
            let day = self.day(next);
            due = Due { date: next, provisional: due.provisional || day.provisional };
            left -= u32::from(day.is_working());
        }
        due
    }

    /// The day that lies the given number of working days before another.
    pub fn working_day_before(&self, day: Date, days: u32) -> Date {
        let (mut date, mut left) = (day, days);
        while left > 0 {
            let Ok(previous) = date.yesterday() else { break };
            date = previous;
            left -= u32::from(self.is_working_day(date));
        }
        date
    }

    /// Number of working days after `from` up to and including `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = from;
        while date < to {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            count += u32::from(self.is_working_day(date));
        }
        count
    }

    /// Number of working days by which a deadline that ended on `due` is late on the day `today`.
    pub fn days_late(&self, due: Date, today: Date) -> u32 {
        self.working_days_between(due, today)
    }
}

impl Year {
    fn consistent(&self) -> Result<(), CalendarProblem> {
        for (first, last) in &self.off {
            if first > last || first.year() != self.year {
                return Err(CalendarProblem::Misplaced(*first));
            }
            if last.year() != self.year {
                return Err(CalendarProblem::Misplaced(*last));
            }
        }
        let mut stretches = self.off.clone();
        stretches.sort_unstable();
        for pair in stretches.windows(2) {
            if let [before, after] = pair
                && after.0 <= before.1
            {
                return Err(CalendarProblem::Overlap(after.0));
            }
        }
        for date in &self.work {
            if date.year() != self.year {
                return Err(CalendarProblem::Misplaced(*date));
            }
            if !is_weekend(*date) {
                return Err(CalendarProblem::MakeUpOnWeekday(*date));
            }
            if self.off.iter().any(|(first, last)| (*first..=*last).contains(date)) {
                return Err(CalendarProblem::Contradiction(*date));
            }
        }
        Ok(())
    }
}

/// Whether the day is a Saturday or Sunday.
pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The date in China at this time. China has kept UTC+8 all year since its last summer time in 1991.
pub fn local_date(at: Timestamp) -> Date {
    local(at).date()
}

/// The date and time in China at this time.
pub fn local(at: Timestamp) -> DateTime {
    Offset::constant(8).to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn due(from: Date, days: u32) -> Due {
        Calendar::shipped().due(from, days)
    }

    #[test]
    fn the_shipped_calendar_is_sound() {
        let years: Vec<_> = Calendar::shipped().years.iter().map(|year| (year.year, year.status)).collect();
        assert_eq!(
            years,
            [(2025, YearStatus::Official), (2026, YearStatus::Official), (2027, YearStatus::Provisional)]
        );
    }

    #[test]
    fn the_years_since_2004_are_known_and_official() {
        let calendar = Calendar::shipped();
        for year in 2004..2027 {
            assert_eq!(calendar.year(year).map(|year| year.status), Some(YearStatus::Official), "{year}");
            let days = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31));
            assert!((245..=253).contains(&days), "{year}: {days}");
        }
        assert!(calendar.year(2003).is_none() && calendar.day(date(2003, 10, 1)).provisional);
        // The golden week of 2008 began in September, and Qingming was a day off for the first time that year.
        assert_eq!(calendar.day(date(2008, 9, 29)).kind, DayKind::Holiday);
        assert_eq!(calendar.day(date(2008, 9, 27)).kind, DayKind::MakeUp);
        assert!(calendar.is_working_day(date(2007, 4, 5)) && !calendar.is_working_day(date(2008, 4, 4)));
    }

    #[test]
    fn the_years_2025_and_2026_have_248_working_days_each() {
        let calendar = Calendar::shipped();
        assert_eq!(calendar.working_days_between(date(2024, 12, 31), date(2025, 12, 31)), 248);
        assert_eq!(calendar.working_days_between(date(2025, 12, 31), date(2026, 12, 31)), 248);
    }

    #[test]
    fn limits_over_the_spring_festival_skip_it_and_count_the_make_up_days() {
        let from = date(2026, 2, 10);
        assert_eq!(due(from, 7), Due { date: date(2026, 2, 26), provisional: false });
        assert_eq!(due(from, 15), Due { date: date(2026, 3, 9), provisional: false });
        assert_eq!(due(from, 20), Due { date: date(2026, 3, 16), provisional: false });
    }

    #[test]
    fn limits_in_a_plain_autumn_count_weekdays() {
        let from = date(2026, 11, 23);
        assert_eq!(due(from, 7).date, date(2026, 12, 2));
        assert_eq!(due(from, 15).date, date(2026, 12, 14));
        assert_eq!(due(from, 20), Due { date: date(2026, 12, 21), provisional: false });
    }

    #[test]
    fn a_limit_that_crosses_into_2027_is_provisional() {
        assert!(due(date(2026, 12, 10), 20).provisional);
        assert!(!due(date(2026, 12, 10), 15).provisional);
    }

    #[test]
    fn the_dragon_boat_festival_of_2027_is_on_9_june() {
        let calendar = Calendar::shipped();
        assert_eq!(calendar.day(date(2027, 6, 9)), Day { kind: DayKind::Holiday, provisional: true });
        assert!(calendar.is_working_day(date(2027, 6, 18)));
    }

    #[test]
    fn a_year_without_data_counts_weekends_only_and_is_provisional() {
        let calendar = Calendar::shipped();
        assert_eq!(calendar.day(date(2031, 10, 1)), Day { kind: DayKind::Workday, provisional: true });
        assert!(calendar.due(date(2031, 1, 2), 1).provisional);
    }

    #[test]
    fn loading_the_notice_makes_a_year_official() {
        let year = Year {
            year: 2027,
            status: YearStatus::Official,
            source: "test".into(),
            off: vec![(date(2027, 1, 1), date(2027, 1, 3))],
            work: vec![],
        };
        let calendar = Calendar::shipped().clone().with_year(year).unwrap();
        assert!(!calendar.due(date(2026, 12, 10), 20).provisional);
    }

    #[test]
    fn inconsistent_calendars_are_refused() {
        let with = |off: &str, work: &str| {
            Calendar::parse(&format!(
                r#"{{"source":"","years":[{{"year":2026,"status":"official","source":"","off":[{off}],"work":[{work}]}}]}}"#
            ))
        };
        assert!(with("", "").is_ok());
        assert!(matches!(with(r#"["2026-01-03","2026-01-01"]"#, ""), Err(CalendarProblem::Misplaced(_))));
        assert!(matches!(with(r#"["2025-12-31","2026-01-01"]"#, ""), Err(CalendarProblem::Misplaced(_))));
        assert!(matches!(with("", r#""2026-01-05""#), Err(CalendarProblem::MakeUpOnWeekday(_))));
        assert!(matches!(
            with(r#"["2026-01-03","2026-01-04"]"#, r#""2026-01-04""#),
            Err(CalendarProblem::Contradiction(_))
        ));
        assert!(matches!(Calendar::parse("{"), Err(CalendarProblem::Unreadable(_))));
    }

    #[test]
    fn the_day_in_china_begins_eight_hours_before_utc() {
        let at: Timestamp = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(local_date(at), date(2026, 11, 23));
        let before: Timestamp = "2026-11-22T15:59:59.999Z".parse().unwrap();
        assert_eq!(local_date(before), date(2026, 11, 22));
    }

    #[test]
    fn the_end_of_time_does_not_panic() {
        assert_eq!(due(Date::MAX, 5).date, Date::MAX);
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (0i64..1800).prop_map(|n| date(2024, 6, 1).checked_add(jiff::Span::new().days(n)).unwrap())
    }

    proptest! {
        #[test]
        fn due_dates_grow_with_the_days_and_with_the_start(from in any_date(), days in 0u32..60, more in 0u32..30, later in 0i64..40) {
            let calendar = Calendar::shipped();
            prop_assert!(calendar.due(from, days).date <= calendar.due(from, days + more).date);
            let then = from.checked_add(jiff::Span::new().days(later)).unwrap();
            prop_assert!(calendar.due(from, days).date <= calendar.due(then, days).date);
        }

        #[test]
        fn a_due_date_is_a_working_day_that_many_working_days_later(from in any_date(), days in 1u32..60) {
            let calendar = Calendar::shipped();
            let due = calendar.due(from, days);
            prop_assert!(calendar.is_working_day(due.date));
            prop_assert_eq!(calendar.working_days_between(from, due.date), days);
        }

        #[test]
        fn reading_a_calendar_never_panics(text in ".{0,80}") {
            let _ = Calendar::parse(&text);
        }
    }
}
