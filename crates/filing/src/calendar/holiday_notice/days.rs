//! The days that a clause of a notice names, with the words before and behind them.

use crate::calendar::holiday_notice::NoticeProblem;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Signs and words between the first and the last day of a period.
const DASHES: [char; 15] = ['至', '到', '-', '－', '—', '–', '―', '─', '−', '‐', '‑', '~', '～', '〜', '∼'];
/// Words between two separate days.
const ANDS: [&str; 7] = ["、", "，", "和", "及", "与", "以及", "并"];
/// Characters of a lunar date: `农历腊月二十八`.
const LUNAR: &str = "农历正冬腊闰月初廿日一二三四五六七八九十大年除夕0123456789";
/// Characters of days of the week, and of lists and ranges of them.
const OF_WEEK: &str = "星期礼拜周一二三四五六日天至、";

/// The days of a clause, and its other words.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// The words before the first day.
    pub before: String,
    /// The days of the clause: the first and the last day of each period.
    pub spans: Vec<(Date, Date)>,
    /// The words behind the last day.
    pub after: String,
    /// Whether there are other words among the days or in brackets than those of a list, a period, a day of the week or a lunar date.
    pub odd: bool,
}

impl Days {
    /// Number of days.
    pub(super) fn count(&self) -> i64 {
        self.spans.iter().map(|(first, last)| i64::from((*last - *first).get_days()) + 1).sum()
    }

    /// Every day.
    pub(super) fn each(&self) -> Vec<Date> {
        self.spans.iter().flat_map(|(first, last)| each(*first, *last)).collect()
    }
}

/// Every day of a period.
pub(super) fn each(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

/// A date as the text writes it.
struct Written {
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
    /// Days of the week that the text gives for this date and for the dates before it.
    weekdays: Vec<Weekday>,
    /// Whether the brackets contain other words than days of the week and lunar dates.
    odd: bool,
    /// Byte position behind the date in the text.
    end: usize,
}

/// The days that a clause names. A problem with a date is added to `problems`.
pub(super) fn days_in(clause: &str, year: i16, problems: &mut Vec<NoticeProblem>) -> Days {
    let (mut days, mut gap, mut seen) = (Days::default(), String::new(), false);
    // A month or a year stays valid until the clause names another.
    let (mut of_year, mut of_month) = (year, None);
    let mut rest = clause;
    while let Some(sign) = rest.chars().next() {
        if sign == '（' {
            // A date in brackets does not belong to the days of the clause.
            let (aside, after) = rest.split_once('）').unwrap_or((rest, ""));
            days.odd |= !is_harmless(aside);
            rest = after;
            continue;
        }
        let Some(written) = written(rest, of_month.is_some()) else {
            // A number that is not a date is skipped as a whole, since its end might look like a date.
            let end = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
            let (passed, after) = rest.split_at(if end == 0 { sign.len_utf8() } else { end });
            gap.push_str(passed);
            rest = after;
            continue;
        };
        rest = &rest[written.end..];
        days.odd |= written.odd;
        let gap = std::mem::take(&mut gap);
        let mut open = false;
        if seen {
            open = !gap.is_empty()
                && (gap.chars().all(|sign| DASHES.contains(&sign)) || gap == "起至" || gap == "起到");
            days.odd |= !open && !ANDS.contains(&gap.as_str());
        } else {
            days.before = gap;
        }
        seen = true;
        if let (Some(month), Some(before)) = (written.month, of_month)
            && open
            && written.year.is_none()
            && month < before
        {
            of_year += 1;
        }
        of_year = written.year.unwrap_or(of_year);
        of_month = written.month.or(of_month);
        let text = format!("{of_year}-{}-{}", of_month.unwrap_or_default(), written.day);
        let Some(day) = of_month.and_then(|month| Date::new(of_year, month, written.day).ok()) else {
            problems.push(NoticeProblem::NoSuchDay(text));
            continue;
        };
        match days.spans.last_mut() {
            Some((first, last)) if open && *first <= day && day <= first.saturating_add(31.days()) => {
                *last = day;
            }
            _ if open => problems.push(NoticeProblem::NoSuchDay(text)),
            _ => days.spans.push((day, day)),
        }
        if !agree(&written.weekdays, day, &days) {
            problems.push(NoticeProblem::OtherWeekday(day));
        }
    }
    days.after = gap;
    days
}

/// Whether the text names a day outside its brackets.
pub(super) fn names_a_day(text: &str) -> bool {
    let mut problems = Vec::new();
    !days_in(text, 2000, &mut problems).spans.is_empty() || !problems.is_empty()
}

/// Whether the days of the week are right: one belongs to its date, several to the dates before it or to both ends of its period.
fn agree(weekdays: &[Weekday], day: Date, days: &Days) -> bool {
    if let [] | [_] = weekdays {
        return weekdays.iter().all(|weekday| *weekday == day.weekday());
    }
    let named: Vec<Weekday> = days.each().into_iter().map(Date::weekday).collect();
    let ends = days.spans.last().map(|(first, last)| [first.weekday(), last.weekday()]);
    named.ends_with(weekdays) || ends.is_some_and(|ends| ends == weekdays)
}

/// Whether brackets contain only days of the week and lunar dates. Any other word may change the meaning of the days.
fn is_harmless(aside: &str) -> bool {
    let mut parts = aside.trim_start_matches('（').split(['、', '，']);
    parts.all(|part| [LUNAR, OF_WEEK].iter().any(|signs| part.chars().all(|sign| signs.contains(sign))))
}

/// Reads a date at the beginning of the text, with the day of the week behind it: `2026年2月15日（农历腊月二十八、周日）`. In a list or a period only
/// the last date needs its `日`: `10月1、2日`, `10月1-7日`.
fn written(text: &str, month_known: bool) -> Option<Written> {
    let (mut year, mut month) = (None, None);
    let mut rest = text;
    loop {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: i16 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let after = &rest[digits + unit.len_utf8()..];
        let known = month_known || month.is_some();
        match unit {
            '年' if year.is_none() && month.is_none() && digits == 4 => year = Some(number),
            '月' if month.is_none() => month = Some(i8::try_from(number).ok()?),
            '日' | '号' if unit == '日' || known => {
                let (weekdays, odd, after) = weekdays_behind(after);
                let day = i8::try_from(number).ok()?;
                return Some(Written { year, month, day, weekdays, odd, end: text.len() - after.len() });
            }
            _ if known && (DASHES.contains(&unit) || "、和及".contains(unit)) => {
                let behind = after.trim_start_matches(DASHES);
                behind.starts_with(|sign: char| sign.is_ascii_digit()).then_some(())?;
                let (day, end) = (i8::try_from(number).ok()?, text.len() - rest.len() + digits);
                return Some(Written { year, month, day, weekdays: Vec::new(), odd: false, end });
            }
            _ => return None,
        }
        rest = after;
    }
}

/// The days of the week behind a date, in brackets or without them; whether the brackets contain other words; and the rest of the text.
fn weekdays_behind(text: &str) -> (Vec<Weekday>, bool, &str) {
    if let Some((aside, after)) = text.strip_prefix('（').and_then(|text| text.split_once('）')) {
        return (weekdays_in(aside), !is_harmless(aside), after);
    }
    let word = ["星期", "礼拜", "周"].iter().find_map(|word| text.strip_prefix(word));
    match word.and_then(|after| Some((weekday(after.chars().next()?)?, after))) {
        Some((weekday, after)) => {
            let after = after.char_indices().nth(1).map_or("", |(end, _)| &after[end..]);
            (vec![weekday], false, after)
        }
        None => (Vec::new(), false, text),
    }
}

/// The days of the week that the text in brackets names: `周日`, `星期六、星期日`.
fn weekdays_in(aside: &str) -> Vec<Weekday> {
    let words = aside.match_indices(['期', '周', '拜']);
    words.filter_map(|(at, sign)| weekday(aside[at + sign.len()..].chars().next()?)).collect()
}

fn weekday(sign: char) -> Option<Weekday> {
    Some(match sign {
        '一' => Weekday::Monday,
        '二' => Weekday::Tuesday,
        '三' => Weekday::Wednesday,
        '四' => Weekday::Thursday,
        '五' => Weekday::Friday,
        '六' => Weekday::Saturday,
        '日' | '天' => Weekday::Sunday,
        _ => return None,
    })
}

/// The text with Arabic digits in place of Chinese numerals that count years, months and days: `十月一日`, `共四天`.
pub(super) fn arabic(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let (mut plain, mut at) = (String::new(), 0);
    while let Some(sign) = signs.get(at) {
        let run: Vec<char> =
            signs.iter().skip(at).copied().take_while(|sign| value(*sign).is_some()).collect();
        let unit = signs.get(at + run.len());
        // The numerals in 周六日 and 初一日 do not count days.
        let counts = !plain.ends_with(['周', '期', '拜', '初'])
            && unit.is_some_and(|unit| "年月日号天".contains(*unit));
        match number(&run).filter(|_| counts) {
            Some(number) => plain.push_str(&number.to_string()),
            None if run.is_empty() => plain.push(*sign),
            None => plain.extend(&run),
        }
        at += run.len().max(1);
    }
    plain
}

fn value(sign: char) -> Option<u16> {
    let ones = "〇一二三四五六七八九十".chars().position(|one| one == sign);
    match sign {
        '零' | '○' => Some(0),
        '两' => Some(2),
        _ => ones.and_then(|one| u16::try_from(one).ok()),
    }
}

/// A number up to 99, or a year written digit by digit.
fn number(run: &[char]) -> Option<u16> {
    let values: Vec<u16> = run.iter().filter_map(|sign| value(*sign)).collect();
    match values[..] {
        [one] => Some(one),
        [10, ones @ 1..10] => Some(10 + ones),
        [tens @ 1..10, 10] => Some(tens * 10),
        [tens @ 1..10, 10, ones @ 1..10] => Some(tens * 10 + ones),
        [a @ 1..10, b, c, d] if [b, c, d].iter().all(|digit| *digit < 10) => {
            Some(a * 1000 + b * 100 + c * 10 + d)
        }
        _ => None,
    }
}
