//! Amendments of the calendar. A supervisor proposes days off from the State Council's notice 节假日安排通知 or from a file, sees every deadline
//! that would move, and another supervisor signs the proposal. The days are in force from then on.
//!
//! A proposal replaces whole years. A year that is over cannot be changed, because deadlines that were counted with it have ended.

use crate::{
    calendar::{
        Calendar, CalendarProblem, DayKind, Year, YearStatus,
        holiday_notice::{HolidayNotice, NoticeProblem},
    },
    identifier::Username,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Longest text of a notice or file, in characters.
const LONGEST_TEXT: usize = 20_000;
/// Most years by which a notice may lie in the future. No notice was ever further ahead.
const YEARS_AHEAD: i16 = 2;
/// Fewest working days of a plausible year. No year since 2004 had fewer.
const FEWEST_DAYS: u32 = 240;
/// Most working days of a plausible year. No year since 2004 had more.
const MOST_DAYS: u32 = 256;

/// The years that are in force instead of the compiled-in ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCalendar {
    /// Number of changes so far; 0 while the compiled-in calendar is in force.
    pub version: u64,
    /// The years in force.
    pub years: Vec<Year>,
    /// Time at which the last change was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Timestamp>,
    /// The version for which every running deadline has been recalculated.
    #[serde(default)]
    pub recalculated: u64,
}

/// Proposed days off 节假日安排 that wait for another supervisor's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Identifier of the proposal.
    pub id: String,
    /// User name of the supervisor who proposed the days.
    pub by: Username,
    /// Time of the proposal.
    pub at: Timestamp,
    /// Origin of the days, in the words of the proposing supervisor.
    pub source: String,
    /// The text that the days were read from.
    pub text: String,
    /// The version of the calendar that the proposal changes.
    pub base: u64,
    /// The years as they become once the proposal is signed.
    pub years: Vec<Year>,
    /// Clauses of the notice that name no day. The supervisor is shown them, since the parser skipped them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<String>,
}

/// A day that a proposal would turn from a working day into a day off, or the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChangedDay {
    /// The day.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub date: Date,
    /// Kind of the day before the change.
    pub was: DayKind,
    /// Kind of the day after the change.
    pub will_be: DayKind,
}

/// A reason why a text cannot become the calendar, as the API shows it: a fault of the text, days that contradict each other, or a year
/// that cannot be changed or is implausible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum CalendarFault {
    /// The text is neither a notice nor a file of the right shape.
    Unreadable {
        /// Message of the JSON parser, in English.
        detail: String,
    },
    /// The text is longer than any notice.
    TooLong,
    /// The text does not name its year.
    NoYear,
    /// The year is over, or too far ahead.
    WrongYear {
        /// The year.
        year: i16,
    },
    /// The year would still be provisional.
    NotFinal {
        /// The year.
        year: i16,
    },
    /// The year appears twice.
    TwiceYear {
        /// The year.
        year: i16,
    },
    /// The notice does not name the festival.
    NoFestival {
        /// Name of the festival.
        festival: String,
    },
    /// The date does not exist.
    NoSuchDay {
        /// The date as the text writes it.
        text: String,
    },
    /// The notice gives another day of the week for the date.
    OtherWeekday {
        /// The date.
        #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
        date: Date,
    },
    /// The notice counts another number of days than it names.
    OtherCount {
        /// Name of the festival.
        festival: String,
        /// Number of days that the notice counts.
        said: i64,
        /// Number of days that the notice names.
        found: i64,
    },
    /// The clause does not state clearly whether its days are working days.
    Unclear {
        /// The clause.
        text: String,
    },
    /// A period of days off ends before it begins, or lies outside its year.
    Misplaced {
        /// The day.
        #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
        date: Date,
    },
    /// Two periods of days off overlap.
    Overlap {
        /// The first day that lies in both.
        #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
        date: Date,
    },
    /// The make-up day is not a Saturday or Sunday, or the notice names it as a day off too.
    NoWeekendDay {
        /// The day.
        #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
        date: Date,
    },
    /// The day is both a day off and a make-up day.
    Contradiction {
        /// The day.
        #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
        date: Date,
    },
    /// The year would have an implausible number of working days.
    OddYear {
        /// The year.
        year: i16,
        /// Number of working days in the year.
        days: u32,
    },
    /// The text changes no day of the calendar.
    NothingChanges,
    /// The notice changes a year for which no days off are known yet.
    NothingToChange {
        /// The year.
        year: i16,
    },
}

impl From<NoticeProblem> for CalendarFault {
    fn from(problem: NoticeProblem) -> CalendarFault {
        match problem {
            NoticeProblem::NoYear => CalendarFault::NoYear,
            NoticeProblem::NoFestival(festival) => {
                CalendarFault::NoFestival { festival: festival.to_owned() }
            }
            NoticeProblem::NoSuchDay(text) => CalendarFault::NoSuchDay { text },
            NoticeProblem::OtherWeekday(date) => CalendarFault::OtherWeekday { date },
            NoticeProblem::OtherCount(festival, said, found) => {
                CalendarFault::OtherCount { festival, said, found }
            }
            NoticeProblem::Unclear(text) => CalendarFault::Unclear { text },
            NoticeProblem::OddWorkDay(date) => CalendarFault::NoWeekendDay { date },
        }
    }
}

impl From<CalendarProblem> for CalendarFault {
    fn from(problem: CalendarProblem) -> CalendarFault {
        match problem {
            CalendarProblem::Unreadable(detail) => CalendarFault::Unreadable { detail },
            CalendarProblem::TwiceYear(year) => CalendarFault::TwiceYear { year },
            CalendarProblem::Misplaced(date) => CalendarFault::Misplaced { date },
            CalendarProblem::Overlap(date) => CalendarFault::Overlap { date },
            CalendarProblem::MakeUpOnWeekday(date) => CalendarFault::NoWeekendDay { date },
            CalendarProblem::Contradiction(date) => CalendarFault::Contradiction { date },
            CalendarProblem::Unknown(year) => CalendarFault::NothingToChange { year },
            CalendarProblem::Unclear(text) => CalendarFault::Unclear { text },
        }
    }
}

/// The result of reading a notice or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarReading {
    /// The years that the text changes, as they become.
    pub years: Vec<Year>,
    /// Clauses that name no day and were skipped.
    pub passed_over: Vec<String>,
}

impl LiveCalendar {
    /// The calendar in force: the compiled-in one with these years in place of its own.
    pub fn in_force(&self) -> Calendar {
        Calendar::shipped().clone().with_years(&self.years)
    }

    /// The live calendar after a proposal is signed: its years replace the present ones, and the version goes up by one.
    #[must_use]
    pub fn signed(&self, proposal: &Proposal, at: Timestamp) -> LiveCalendar {
        let mut years = self.years.clone();
        years.retain(|year| proposal.years.iter().all(|proposed| proposed.year != year.year));
        years.extend(proposal.years.iter().cloned());
        years.sort_by_key(|year| year.year);
        LiveCalendar {
            version: self.version + 1,
            years,
            signed_at: Some(at),
            recalculated: self.recalculated,
        }
    }
}

/// Reads a notice, or a file in the JSON shape of [`Calendar`], as a change of `calendar`. The years that a notice changes get `source` as
/// their source.
///
/// # Errors
/// Every [`CalendarFault`] that is found, together.
pub fn read_amendment(
    text: &str,
    source: &str,
    calendar: &Calendar,
    today: Date,
) -> Result<CalendarReading, Vec<CalendarFault>> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(vec![CalendarFault::TooLong]);
    }
    let (changed, named, passed_over) = if text.trim_start().starts_with(['{', '[']) {
        let file = Calendar::parse(text).map_err(|problem| vec![problem.into()])?;
        let named: Vec<i16> = file.years.iter().map(|year| year.year).collect();
        (calendar.clone().with_years(&file.years), named, Vec::new())
    } else {
        let notice = HolidayNotice::parse(text)
            .map_err(|problems| problems.into_iter().map(CalendarFault::from).collect::<Vec<_>>())?;
        // The notice is not applied to a year that cannot be changed.
        if let Some(fault) = wrong_year(notice.year, today) {
            return Err(vec![fault]);
        }
        let named = vec![notice.year - 1, notice.year, notice.year + 1];
        let changed = calendar
            .clone()
            .with_notice(&notice, source.to_owned())
            .map_err(|problem| vec![problem.into()])?;
        (changed, named, notice.passed_over)
    };
    let years: Vec<Year> = named
        .into_iter()
        .filter_map(|year| changed.year(year))
        .filter(|year| calendar.year(year.year) != Some(year))
        .cloned()
        .collect();
    let mut faults = wrong_years(&years, today);
    // The working days of a wrong year are not counted: the calendar has no days beyond the year 9999.
    if !faults.is_empty() {
        return Err(faults);
    }
    for year in &years {
        if year.status == YearStatus::Provisional {
            faults.push(CalendarFault::NotFinal { year: year.year });
        }
        let days = changed.days_of(year.year);
        if !(FEWEST_DAYS..=MOST_DAYS).contains(&days) {
            faults.push(CalendarFault::OddYear { year: year.year, days });
        }
    }
    if years.is_empty() {
        faults.push(CalendarFault::NothingChanges);
    }
    if faults.is_empty() { Ok(CalendarReading { years, passed_over }) } else { Err(faults) }
}

/// The faults of years that are over or lie too far ahead.
pub fn wrong_years(years: &[Year], today: Date) -> Vec<CalendarFault> {
    years.iter().filter_map(|year| wrong_year(year.year, today)).collect()
}

/// The fault of a year that is over or lies too far ahead.
fn wrong_year(year: i16, today: Date) -> Option<CalendarFault> {
    let wrong = !(today.year()..=today.year() + YEARS_AHEAD).contains(&year);
    wrong.then_some(CalendarFault::WrongYear { year })
}

/// The days of `years` that are working days in only one of the two calendars. A weekend that becomes part of a holiday is not among
/// them.
pub fn changed_days(before: &Calendar, after: &Calendar, years: &[Year]) -> Vec<ChangedDay> {
    let mut changed = Vec::new();
    for year in years {
        let mut date = jiff::civil::date(year.year, 1, 1);
        while date.year() == year.year {
            let (was, will_be) = (before.day(date), after.day(date));
            if was.is_working() != will_be.is_working() {
                changed.push(ChangedDay { date, was: was.kind, will_be: will_be.kind });
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A notice on a year that has none yet, in the usual form. Its days are invented.
    pub(crate) const NOTICE: &str = "关于2027年部分节假日安排的通知\n\
        一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。\n\
        二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。\n\
        三、清明节：4月3日（周六）至5日（周一）放假，共3天。\n\
        四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。\n\
        五、端午节：6月9日（周三）放假，共1天。\n\
        六、中秋节：9月15日（周三）放假，共1天。\n\
        七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。";

    fn today() -> Date {
        date(2026, 11, 26)
    }

    fn read_now(text: &str) -> Result<CalendarReading, Vec<CalendarFault>> {
        read_amendment(text, "示例", Calendar::shipped(), today())
    }

    #[test]
    fn a_notice_makes_its_year_final() {
        let reading = read_now(NOTICE).unwrap();
        assert_eq!(reading.years.iter().map(|year| year.year).collect::<Vec<_>>(), [2027]);
        let proposal = Proposal {
            id: "1".into(),
            by: Username::typed("zhuguan"),
            at: Timestamp::UNIX_EPOCH,
            source: "示例".into(),
            text: NOTICE.into(),
            base: 0,
            years: reading.years.clone(),
            passed_over: Vec::new(),
        };
        let live = LiveCalendar::default().signed(&proposal, Timestamp::UNIX_EPOCH);
        assert_eq!(live.version, 1);
        let calendar = live.in_force();
        assert!(!calendar.day(date(2027, 6, 9)).provisional);
        let days = changed_days(Calendar::shipped(), &calendar, &reading.years);
        let of = |day| days.iter().find(|changed| changed.date == day).map(|changed| changed.will_be);
        assert_eq!(of(date(2027, 1, 31)), Some(DayKind::MakeUp));
        assert_eq!(of(date(2027, 2, 11)), Some(DayKind::Holiday));
        assert_eq!(of(date(2027, 1, 1)), None, "it was off before");
        assert_eq!(
            read_amendment(NOTICE, "示例", &calendar, today()),
            Err(vec![CalendarFault::NothingChanges])
        );
    }

    #[test]
    fn a_notice_that_changes_one_festival_leaves_the_rest_of_its_year() {
        let text = "关于调整2026年元旦假期安排的通知\n2026年12月28日至31日放假调休，共4天。12月26日（星期六）、12月27日（星期日）上班。";
        let reading = read_now(text).unwrap();
        assert_eq!(reading.years.iter().map(|year| year.year).collect::<Vec<_>>(), [2026]);
        let after = Calendar::shipped().clone().with_years(&reading.years);
        let days = changed_days(Calendar::shipped(), &after, &reading.years);
        let dates: Vec<Date> = days.iter().map(|day| day.date).collect();
        assert_eq!(dates, (26..=31).map(|day| date(2026, 12, day)).collect::<Vec<_>>());
        let unknown = "关于调整2028年元旦假期安排的通知\n2028年12月28日至31日放假调休，共4天。";
        assert_eq!(read_now(unknown), Err(vec![CalendarFault::NothingToChange { year: 2028 }]));
    }

    #[test]
    fn a_file_does_the_same_as_a_notice() {
        let reading = read_now(NOTICE).unwrap();
        let file = Calendar { source: "示例".into(), years: reading.years.clone() };
        assert_eq!(read_now(&serde_json::to_string(&file).unwrap()).unwrap().years, reading.years);
    }

    #[test]
    fn a_contradiction_is_listed_at_once() {
        let twice = NOTICE.replace("共3天", "共4天").replace("9月15日（周三）", "9月15日（周四）");
        let faults = read_now(&twice).unwrap_err();
        assert!(faults.contains(&CalendarFault::OtherWeekday { date: date(2027, 9, 15) }), "{faults:?}");
        assert!(faults.iter().any(|fault| matches!(fault, CalendarFault::OtherCount { said: 4, .. })));
        assert_eq!(
            read_now(&NOTICE.replace("2027", "2024")).unwrap_err().first(),
            Some(&CalendarFault::OtherWeekday { date: date(2024, 1, 1) })
        );
        assert_eq!(read_now("{}").unwrap_err().len(), 1);
        assert!(matches!(read_now("").unwrap_err()[..], [CalendarFault::NoYear]));
        assert_eq!(read_now(&"一".repeat(LONGEST_TEXT + 1)), Err(vec![CalendarFault::TooLong]));
    }

    fn file(year: i16, status: &str, off: &str, work: &str) -> String {
        format!(
            r#"{{"source":"示例","years":[{{"year":{year},"status":"{status}","source":"示例","off":[{off}],"work":[{work}]}}]}}"#
        )
    }

    #[test]
    fn a_file_that_cannot_be_is_refused() {
        let off = r#"["2027-01-01","2027-01-03"],["2027-02-05","2027-02-11"]"#;
        assert!(read_now(&file(2027, "official", off, "")).is_ok());
        assert_eq!(
            read_now(&file(2027, "provisional", off, "")),
            Err(vec![CalendarFault::NotFinal { year: 2027 }])
        );
        for year in [32767, -32768, 10000, 9999, -1] {
            let far = file(year, "official", "", "");
            assert_eq!(read_now(&far), Err(vec![CalendarFault::WrongYear { year }]));
        }
        for year in [2025, 2029] {
            let other = off.replace("2027", &year.to_string());
            assert_eq!(
                read_now(&file(year, "official", &other, "")),
                Err(vec![CalendarFault::WrongYear { year }])
            );
        }
        let overlapping = r#"["2027-01-01","2027-01-03"],["2027-01-03","2027-01-04"]"#;
        assert_eq!(
            read_now(&file(2027, "official", overlapping, "")),
            Err(vec![CalendarFault::Overlap { date: date(2027, 1, 3) }])
        );
        assert_eq!(
            read_now(&file(2027, "official", off, r#""2027-02-06""#)),
            Err(vec![CalendarFault::Contradiction { date: date(2027, 2, 6) }])
        );
        let endless = r#"["2027-01-01","2027-03-31"]"#;
        assert!(matches!(
            read_now(&file(2027, "official", endless, "")).unwrap_err()[..],
            [CalendarFault::OddYear { year: 2027, .. }]
        ));
    }
}
