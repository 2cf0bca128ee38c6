//! The State Council's notice on the days off of a year 节假日安排通知, parsed from its text.
//!
//! The notice names seven festivals each autumn, the days off at each, and the make-up days, which are weekend days that become working
//! days. The parser reads it clause by clause and compares it with what the notice states about itself: the number of days off, and the
//! day of the week of each date. The parser reports all contradictions together, and it lists the clauses that it skipped, for a person
//! to read.
//!
//! A notice in mid-year changes one festival 调整, prolongs one 延长 or cancels an arrangement 取消. The rest of the year stays. Its days off
//! replace the periods that they overlap, and make-up days stay unless they become days off.
//!
//! The parser does not guess the meaning of a clause with an unknown word, since the word might reverse the meaning.

mod apply;
mod days;
mod sense;
#[cfg(test)]
mod tests;

use crate::calendar::is_weekend;
use days::{Days, days_in, each, names_a_day};
use jiff::civil::Date;
use sense::{CANCELS, Sense, sense, without_number};
use thiserror::Error;

/// The festivals 节日 that every notice names, as its text writes them.
pub const FESTIVALS: [&str; 7] = ["元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆"];

/// Clauses that name no day and change none: a weekend beside a festival is off anyway.
const ADDS_NOTHING: [&str; 3] = ["不调休", "与周末连休", "调休"];
/// Words in the heading of a notice that changes an earlier one.
const AMENDS: [&str; 15] = [
    "调整", "延长", "变更", "顺延", "修改", "补充", "取消", "撤销", "提前", "更改", "推迟", "缩短", "更正",
    "增加", "恢复",
];
/// Words about days off and working days.
const ABOUT: [&str; 8] = ["放假", "假期", "节假日", "调休", "上班", "休假", "补班", "补休"];
/// Words that cancel or reverse the meaning of the words near them.
const TURNS: [&str; 19] = [
    "取消",
    "撤销",
    "作废",
    "废止",
    "不再",
    "不予",
    "无需",
    "无须",
    "毋需",
    "毋须",
    "不必",
    "不用",
    "不需",
    "停止执行",
    "原定",
    "恢复",
    "有误",
    "更正",
    "暂停",
];
/// Words by which a clause without days may change the days of other clauses.
const CHARGED: [&str; 21] = [
    "不", "无", "毋", "取消", "撤销", "原", "恢复", "作废", "废止", "误", "改", "调整", "变更", "推迟",
    "提前", "延", "停", "免", "上班", "放假", "补班",
];

/// The days that a notice names, in one list for each meaning. The lists `until`, `free` and `normal` are empty unless the notice changes
/// a year that already has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayNotice {
    /// The year of the notice.
    pub year: i16,
    /// Days off: the first and the last day of each period. The first may lie in the year before.
    pub off: Vec<(Date, Date)>,
    /// Saturdays and Sundays that are working days 调休上班.
    pub work: Vec<Date>,
    /// Last days of prolonged festivals.
    pub until: Vec<Date>,
    /// Planned working days that are days off after all 不上班.
    pub free: Vec<Date>,
    /// Planned days off that are ordinary days after all 不放假.
    pub normal: Vec<Date>,
    /// Whether the notice changes a year that already has one, so the rest of the year stays.
    pub amends: bool,
    /// Clauses about a festival that name no day and were skipped.
    pub passed_over: Vec<String>,
}

/// A fault in the text of a notice. The API shows it as a [`CalendarFault`](crate::calendar::CalendarFault).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoticeProblem {
    /// The text does not name its year.
    #[error("the text does not say which year it is about")]
    NoYear,
    /// The festival is not among the points of the notice.
    #[error("{0} is missing")]
    NoFestival(&'static str),
    /// The date does not exist.
    #[error("there is no day {0}")]
    NoSuchDay(String),
    /// The notice gives another day of the week for the date.
    #[error("{0} is another day of the week")]
    OtherWeekday(Date),
    /// The notice counts another number of days for the festival than it names: festival, counted, named.
    #[error("{0} counts {1} days, and there are {2}")]
    OtherCount(String, i64, i64),
    /// The clause names days but does not state clearly whether they are days off or working days.
    #[error("it is not clear whether one works: {0}")]
    Unclear(String),
    /// The make-up day is not a Saturday or Sunday, or it is a day off too.
    #[error("{0} cannot be a day on which one works instead")]
    OddWorkDay(Date),
}

impl HolidayNotice {
    /// Parses a notice from its text.
    ///
    /// # Errors
    /// Every [`NoticeProblem`] that is found, together.
    pub fn parse(text: &str) -> Result<HolidayNotice, Vec<NoticeProblem>> {
        let text = plain(text);
        let mut problems = Vec::new();
        let points: String = text.lines().filter_map(point).map(|(festival, _)| festival).collect();
        let missing: Vec<&'static str> =
            FESTIVALS.into_iter().filter(|festival| !points.contains(festival)).collect();
        let amends = !missing.is_empty() && amends(&text);
        let year = if amends { amended_year(&text) } else { year_of(&text) };
        let year = year.ok_or_else(|| vec![NoticeProblem::NoYear])?;
        let mut notice = HolidayNotice {
            year,
            off: Vec::new(),
            work: Vec::new(),
            until: Vec::new(),
            free: Vec::new(),
            normal: Vec::new(),
            amends,
            passed_over: Vec::new(),
        };
        if amends {
            notice.read_amendment(&text, &mut problems);
        } else {
            notice.read_year(&text, &mut problems);
            problems.extend(missing.into_iter().map(NoticeProblem::NoFestival));
        }
        for day in &notice.work {
            let off = notice.off.iter().any(|(first, last)| (*first..=*last).contains(day));
            if off || !is_weekend(*day) {
                problems.push(NoticeProblem::OddWorkDay(*day));
            }
        }
        notice.off.sort_unstable();
        notice.work.sort_unstable();
        if problems.is_empty() { Ok(notice) } else { Err(problems) }
    }

    /// Reads a notice on a whole year: its numbered points, each with the lines that belong to it.
    fn read_year(&mut self, text: &str, problems: &mut Vec<NoticeProblem>) {
        let mut festival = None;
        for line in text.lines().filter(|line| !is_date(line)) {
            let of_point = point(line);
            festival = of_point.map(|(name, _)| name).or(festival);
            let Some(name) = festival else { continue };
            for sentence in sentences(of_point.map_or(line, |(_, rest)| rest)) {
                if of_point.is_some() || tells(sentence) {
                    self.read(name, sentence, problems);
                } else if has(sentence, &TURNS) {
                    problems.push(NoticeProblem::Unclear(sentence.to_owned()));
                }
            }
        }
    }

    /// Reads a notice that changes an earlier one: every sentence that names days.
    fn read_amendment(&mut self, text: &str, problems: &mut Vec<NoticeProblem>) {
        let (mut festival, mut headings) = (String::new(), Vec::new());
        for line in text.lines().filter(|line| !is_date(line)) {
            festival = FESTIVALS
                .iter()
                .find(|name| line.contains(*name))
                .map_or(festival, |name| (*name).to_owned());
            if is_heading(line) || line.contains("关于") && !tells(line) {
                headings.push(line);
                continue;
            }
            for sentence in sentences(line) {
                // The opening words `…安排如下：` may be in one sentence with the first days.
                let (opening, sentence) = match sentence.split_once("如下：") {
                    Some((opening, rest)) => (Some(opening), rest),
                    None if !tells(sentence) && sentence.contains("通知") => (Some(sentence), ""),
                    None => (None, sentence),
                };
                headings.extend(opening);
                if tells(sentence) {
                    self.read(&festival, sentence, problems);
                } else if is_open(sentence) {
                    problems.push(NoticeProblem::Unclear(sentence.to_owned()));
                }
            }
        }
        let unclear = headings.into_iter().find(|heading| !self.fits(heading));
        problems.extend(unclear.map(|heading| NoticeProblem::Unclear(heading.to_owned())));
        let says_nothing = self.each().is_empty() && problems.is_empty();
        let first = text.lines().find(|line| !line.is_empty()).filter(|_| says_nothing);
        problems.extend(first.map(|line| NoticeProblem::Unclear(line.to_owned())));
    }

    /// Whether a heading fits the days that were read under it: it names no other festival and has no word that reverses their meaning.
    fn fits(&self, heading: &str) -> bool {
        let days = days_in(heading, self.year, &mut Vec::new()).each();
        let known = self.each();
        let rest = CANCELS.iter().fold(heading.to_owned(), |rest, word| rest.replace(word, ""));
        let turns = has(&rest, &TURNS) || has(&rest, &["不", "无", "原", "恢复", "免", "停"]);
        // A heading may cancel the make-up days alone, while the notice arranges the days off again.
        let of_work = has(heading, &["上班", "补班", "调休"]) && !has(heading, &["放假", "假期"]);
        let rests = self.off.is_empty() && self.until.is_empty() || of_work;
        let as_said = !has(heading, &CANCELS) || self.work.is_empty() && rests;
        as_said && !turns && !names_other_festival(heading) && days.iter().all(|day| known.contains(day))
    }

    /// Every day that was read.
    fn each(&self) -> Vec<Date> {
        let off = self.off.iter().flat_map(|(first, last)| each(*first, *last));
        off.chain([&self.work, &self.until, &self.free, &self.normal].into_iter().flatten().copied())
            .collect()
    }

    /// Reads one sentence about a festival. Each clause names days, and its last words state whether they are working days.
    fn read(&mut self, festival: &str, sentence: &str, problems: &mut Vec<NoticeProblem>) {
        let unclear = |text: &str| NoticeProblem::Unclear(text.to_owned());
        if sentence.matches('（').count() != sentence.matches('）').count() {
            return problems.push(unclear(sentence));
        }
        let is_wish = sentence.starts_with("鼓励");
        let (mut counted, mut before) = (0, None);
        for clause in clauses(sentence) {
            let found = problems.len();
            let days = days_in(&clause, self.year, problems);
            let said = without_asides(&clause);
            if days.spans.is_empty() {
                // A clause such as `正常休息` in `不上班，正常休息` repeats the one before.
                let again = |works| before.is_some_and(|sense: Sense| sense.works() == works);
                let adds_nothing = problems.len() > found
                    || ADDS_NOTHING.contains(&said.as_str())
                    || sense::works(&said).is_some_and(again);
                if let Some(number) = sense::count(&said) {
                    // A clause such as `共3天` counts the days off that the clauses before it name.
                    if number != counted {
                        problems.push(NoticeProblem::OtherCount(festival.to_owned(), number, counted));
                    }
                } else if !adds_nothing && !is_wish && (has(&said, &CHARGED) || has_number(&said)) {
                    problems.push(unclear(sentence));
                } else if !adds_nothing {
                    self.passed_over.push(clause);
                }
                continue;
            }
            let sense = sense(&days.before, &days.after).filter(|_| !days.odd);
            let Some((sense, count)) = sense.filter(|(sense, _)| self.take(*sense, &days)) else {
                problems.push(unclear(&clause));
                continue;
            };
            before = Some(sense);
            if sense == Sense::Off {
                counted += days.count();
            }
            if let Some(number) = count.filter(|number| *number != days.count()) {
                problems.push(NoticeProblem::OtherCount(festival.to_owned(), number, days.count()));
            }
        }
    }

    /// Stores the days of a clause by its meaning; `false` when the meaning is unclear.
    fn take(&mut self, sense: Sense, days: &Days) -> bool {
        let each = days.each();
        let weekend = each.iter().all(|day| is_weekend(*day));
        let weekdays = !each.iter().any(|day| is_weekend(*day));
        match (sense, each.as_slice()) {
            (Sense::Off, _) => self.off.extend(&days.spans),
            (Sense::Work, _) => self.work.extend(each),
            (Sense::Usual { from: false, again: false }, _) if weekend => self.work.extend(each),
            // A notice on a whole year has nothing to cancel.
            _ if !self.amends => return false,
            (Sense::Until, [last]) => self.until.push(*last),
            (Sense::Usual { .. }, [first]) if self.ends_before(*first) => {
                if weekend {
                    self.work.push(*first);
                }
            }
            (Sense::Usual { from: false, again }, _) if weekdays && (!again || each.len() > 1) => {
                self.normal.extend(each);
            }
            (Sense::Free, _) => self.free.extend(each),
            // A weekend day with the words `不放假` could be a make-up day or an ordinary weekend day, so it is unclear.
            (Sense::Normal, _) if !weekend => self.normal.extend(each),
            _ => return false,
        }
        true
    }

    /// Whether a period of days off ends on the day before.
    fn ends_before(&self, day: Date) -> bool {
        let ends = self.off.iter().map(|(_, last)| last).chain(&self.until);
        ends.into_iter().any(|last| last.tomorrow().ok() == Some(day))
    }
}

/// The text in normal form: one sign for each kind of bracket and stop, Arabic digits, no blanks.
fn plain(text: &str) -> String {
    let one = |sign: char| match sign {
        '(' | '[' | '［' | '【' | '〔' => '（',
        ')' | ']' | '］' | '】' | '〕' => '）',
        ':' => '：',
        ',' => '，',
        ';' | '；' => '，',
        '！' | '!' => '。',
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        sign => sign,
    };
    let text: String = text.chars().map(one).filter(|sign| *sign == '\n' || !sign.is_whitespace()).collect();
    days::arabic(&text)
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split('。').filter(|sentence| !sentence.is_empty())
}

/// Whether the text has a number that is neither a year nor the number of its point.
fn has_number(text: &str) -> bool {
    let text = without_number(text);
    text.char_indices().any(|(at, sign)| {
        let rest = text[at..].trim_start_matches(|sign: char| sign.is_ascii_digit());
        sign.is_ascii_digit() && !rest.starts_with('年')
    })
}

/// Whether a sentence names days: it has a date, or it has a number and a word about days off.
fn tells(sentence: &str) -> bool {
    names_a_day(sentence) || has(sentence, &ABOUT) && has_number(&without_asides(sentence))
}

/// Whether a sentence without a date may still change days.
fn is_open(sentence: &str) -> bool {
    let off = sentence.match_indices("放假").any(|(at, word)| {
        let after = &sentence[at + word.len()..];
        !["期间", "安排"].iter().any(|word| after.starts_with(word))
    });
    !sentence.starts_with("鼓励")
        && (off
            || has(sentence, &TURNS)
            || has(sentence, &["上班", "补班"])
            || sense::works(sentence).is_some())
}

/// Whether a line is the heading of a notice.
fn is_heading(line: &str) -> bool {
    without_asides(line).ends_with("通知") && line.contains("关于")
}

/// Whether the text changes an earlier notice: one of its lines has a word for a change, and a festival or a word about days off.
fn amends(text: &str) -> bool {
    let changes = |line: &str| has(line, &AMENDS);
    let of_year = text.lines().any(|line| line.contains("部分节假日") && !changes(line));
    !of_year && text.lines().any(|line| changes(line) && (has(line, &FESTIVALS) || has(line, &ABOUT)))
}

/// The year of a notice that changes an earlier one: the year beside the festival or in the heading, else the only year that the text
/// names.
fn amended_year(text: &str) -> Option<i16> {
    let lines = || text.lines().filter(|line| !is_date(line));
    let festivals = lines().filter(|line| has(line, &AMENDS)).flat_map(years_in);
    let festivals = festivals.filter(|(_, after)| FESTIVALS.iter().any(|name| after.starts_with(name)));
    let of = |lines: Vec<&str>| {
        let mut years: Vec<i16> = lines.into_iter().flat_map(years_in).map(|(year, _)| year).collect();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    };
    let first = festivals.map(|(year, _)| year).next();
    first.or_else(|| of(lines().filter(|line| is_heading(line)).collect())).or_else(|| of(lines().collect()))
}

/// The years that a text names, each with the text behind it.
fn years_in(text: &str) -> impl Iterator<Item = (i16, &str)> {
    text.match_indices('年').filter_map(|(place, sign)| {
        let year = text[..place].rsplit(|sign: char| !sign.is_ascii_digit()).next()?;
        Some((year.parse().ok().filter(|_| year.len() == 4)?, &text[place + sign.len()..]))
    })
}

/// The year that the heading or the opening sentence names: the first one in front of 部分节假日 or 元旦.
fn year_of(text: &str) -> Option<i16> {
    let mut years = years_in(text);
    years
        .find(|(_, after)| after.starts_with("部分节假日") || after.starts_with("元旦"))
        .map(|(year, _)| year)
}

/// Whether a heading names a festival other than the seven.
fn names_other_festival(heading: &str) -> bool {
    let known = ["节假日", "节日", "春节", "劳动节", "清明节", "端午节", "中秋节", "国庆节", "元旦节"];
    let rest = known.iter().fold(heading.to_owned(), |rest, word| rest.replace(word, ""));
    has(&rest, &["节", "纪念日", "周年"])
}

/// Whether a line is only a date, as under a signature.
fn is_date(line: &str) -> bool {
    let signs = line.trim_matches(['（', '）', '。']);
    signs.contains('年')
        && signs.ends_with('日')
        && signs.chars().all(|sign| sign.is_ascii_digit() || "年月日".contains(sign))
}

/// The festivals of a numbered point and the text about them; `一、元旦：…` is a point.
fn point(line: &str) -> Option<(&str, &str)> {
    let (number, rest) = line.split_once('、')?;
    if number.is_empty() || !number.chars().all(|sign| "一二三四五六七八九十".contains(sign)) {
        return None;
    }
    rest.split_once('：')
}

/// The clauses of a sentence. A comma in brackets does not end a clause.
fn clauses(sentence: &str) -> Vec<String> {
    let (mut found, mut clause, mut depth) = (Vec::new(), String::new(), 0);
    for sign in sentence.chars() {
        match sign {
            '（' => depth += 1,
            '）' => depth -= 1,
            '，' if depth <= 0 => {
                found.push(std::mem::take(&mut clause));
                continue;
            }
            _ => {}
        }
        clause.push(sign);
    }
    found.push(clause);
    found.retain(|clause| !clause.is_empty());
    found
}

fn without_asides(clause: &str) -> String {
    let mut depth = 0;
    let kept = clause.chars().filter(|sign| {
        depth += i32::from(*sign == '（');
        let outside = depth == 0;
        depth -= i32::from(*sign == '）');
        outside
    });
    kept.collect()
}
