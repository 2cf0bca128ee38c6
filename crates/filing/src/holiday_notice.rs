//! The State Council's notice on a year's days off 节假日安排通知, read from its text.
//!
//! Each autumn the notice names seven festivals, the days off at each, and the weekend days on which one works instead. It is
//! read clause by clause, and what it says of itself is held against it: how many days it counts, and which day of the week
//! each is. What does not add up is said, all at once; what was passed over is shown, so that a person can look.
//!
//! A notice in mid-year changes one festival 调整, or prolongs one 延长, and all else stays: the days off that its own overlap are
//! replaced, and days on which one works instead stay where it does not make them free.

use crate::calendar::{Calendar, CalendarProblem, Status, Year, is_weekend};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use thiserror::Error;

/// The festivals 节日 that every notice names, as its text writes them.
pub const FESTIVALS: [&str; 7] = ["元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆"];

/// Clauses that name no day and change none: a weekend beside a festival is off anyway.
const ADDS_NOTHING: [&str; 3] = ["不调休", "与周末连休", "调休"];

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayNotice {
    /// The year it is about.
    pub year: i16,
    /// Days off, first and last of each stretch; the first may lie in the year before.
    pub off: Vec<(Date, Date)>,
    /// Weekend days on which one works 调休上班.
    pub work: Vec<Date>,
    /// Last days to which a festival is prolonged.
    pub until: Vec<Date>,
    /// Whether it changes a year that has a notice, and leaves the rest of it as it is.
    pub amends: bool,
    /// Clauses about a festival that name no day, and were passed over.
    pub passed_over: Vec<String>,
}

/// What does not add up in a notice's text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoticeProblem {
    /// Its year is nowhere said.
    #[error("the text does not say which year it is about")]
    NoYear,
    /// A festival is not among its points.
    #[error("{0} is missing")]
    NoFestival(&'static str),
    /// There is no such day.
    #[error("there is no day {0}")]
    NoSuchDay(String),
    /// The day of the week that the text gives is another.
    #[error("{0} is another day of the week")]
    OtherWeekday(Date),
    /// The text counts so many days, and there are others: said, found.
    #[error("{0} counts {1} days, and there are {2}")]
    OtherCount(String, i64, i64),
    /// A clause names days and says neither that they are off nor that one works on them.
    #[error("it is not clear whether one works: {0}")]
    Unclear(String),
    /// One works on a day that is no weekend day, or that is off as well.
    #[error("{0} cannot be a day on which one works instead")]
    OddWorkDay(Date),
}

impl HolidayNotice {
    /// Reads a notice from its text.
    ///
    /// # Errors
    /// Everything that does not add up.
    pub fn parse(text: &str) -> Result<HolidayNotice, Vec<NoticeProblem>> {
        let text = plain(text);
        let mut problems = Vec::new();
        let blank = |year, amends| HolidayNotice {
            year,
            off: Vec::new(),
            work: Vec::new(),
            until: Vec::new(),
            amends,
            passed_over: Vec::new(),
        };
        let points: String = text.lines().filter_map(point).map(|(festival, _)| festival).collect();
        let missing: Vec<&'static str> =
            FESTIVALS.into_iter().filter(|festival| !points.contains(festival)).collect();
        let amended = text.lines().find_map(amended_year).filter(|_| !missing.is_empty());
        let mut notice = match amended {
            Some(year) => {
                let mut notice = blank(year, true);
                notice.read_amendment(&text, &mut problems);
                notice
            }
            None => {
                let year = year_of(&text).ok_or_else(|| vec![NoticeProblem::NoYear])?;
                let mut notice = blank(year, false);
                for (festival, rest) in text.lines().filter_map(point) {
                    for sentence in rest.split('。').filter(|sentence| !sentence.is_empty()) {
                        notice.read(festival, sentence, &mut problems);
                    }
                }
                problems.extend(missing.into_iter().map(NoticeProblem::NoFestival));
                notice
            }
        };
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

    /// A notice that changes or prolongs a festival: every sentence that names a day.
    fn read_amendment(&mut self, text: &str, problems: &mut Vec<NoticeProblem>) {
        let mut festival = String::new();
        for line in text.lines().filter(|line| !is_date(line)) {
            festival = FESTIVALS
                .iter()
                .find(|name| line.contains(*name))
                .map_or(festival, |name| (*name).to_owned());
            for sentence in line.split('。').filter(|sentence| names_a_day(sentence)) {
                let prolongs = ["延长", "顺延", "延至"].iter().any(|word| sentence.contains(word));
                if prolongs {
                    self.prolong(sentence, problems);
                } else {
                    self.read(&festival, sentence, problems);
                }
            }
        }
    }

    /// `延长2020年春节假期至2月2日（星期日），2月3日（星期一）起正常上班`: the last day, and that of the first work after it.
    fn prolong(&mut self, sentence: &str, problems: &mut Vec<NoticeProblem>) {
        for clause in clauses(sentence).into_iter().filter(|clause| names_a_day(clause)) {
            // The festival, perhaps with its year, stands before the word.
            let days = clause.rsplit_once('至').map_or(clause.as_str(), |(_, day)| day);
            let days = days_in(days, self.year, problems);
            match (days.as_slice(), without_asides(&clause)) {
                ([(last, _)], said) if said.contains('至') && !said.contains("上班") => {
                    self.until.push(*last)
                }
                ([(first, _)], said) if said.contains("起") && said.contains("上班") => {
                    if self.until.last().is_none_or(|last| last.tomorrow().ok() != Some(*first)) {
                        problems.push(NoticeProblem::Unclear(clause));
                    }
                }
                (days, said) if said.contains("上班") => {
                    self.work.extend(days.iter().map(|(first, _)| *first))
                }
                _ => problems.push(NoticeProblem::Unclear(clause)),
            }
        }
    }

    /// One sentence about a festival: its clauses end in what becomes of the days before them.
    fn read(&mut self, festival: &str, sentence: &str, problems: &mut Vec<NoticeProblem>) {
        let mut counted = 0;
        for clause in clauses(sentence) {
            let days = days_in(&clause, self.year, problems);
            let said = without_asides(&clause);
            if let Some(number) = count(&said) {
                // Days that are off without a change are counted at once, a stretch in the clause after it.
                let found = if days.is_empty() { counted } else { length(&days) };
                if number != found {
                    problems.push(NoticeProblem::OtherCount(festival.to_owned(), number, found));
                }
            }
            if days.is_empty() {
                if count(&said).is_none() && !ADDS_NOTHING.contains(&said.as_str()) {
                    self.passed_over.push(clause);
                }
            } else if said.contains("上班") {
                self.work.extend(days.iter().map(|(first, _)| *first));
            } else if said.contains("放假") || said.contains("补休") {
                counted += length(&days);
                self.off.extend(days);
            } else {
                problems.push(NoticeProblem::Unclear(clause));
            }
        }
    }
}

impl Calendar {
    /// The calendar with what a notice says; its year is official from then on.
    ///
    /// A notice may reach into the last days of the year before; those are added to what that year has.
    ///
    /// # Errors
    /// When the days contradict each other.
    pub fn with_notice(self, notice: &HolidayNotice, source: String) -> Result<Calendar, CalendarProblem> {
        if notice.amends {
            return self.amended(notice, &source);
        }
        let mut calendar = self;
        let mut year =
            Year { year: notice.year, status: Status::Official, source, off: Vec::new(), work: Vec::new() };
        let mut before = calendar.year(notice.year - 1).cloned();
        for stretch in notice.off.iter().flat_map(|(first, last)| by_year(*first, *last)) {
            let off = &mut home(&mut before, &mut year, stretch.0).off;
            if !off.contains(&stretch) {
                off.push(stretch);
            }
        }
        for day in &notice.work {
            let work = &mut home(&mut before, &mut year, *day).work;
            if !work.contains(day) {
                work.push(*day);
            }
        }
        if let Some(before) = before {
            calendar = calendar.with(before)?;
        }
        calendar.with(year)
    }
}

impl Calendar {
    /// The calendar with what a notice changes of years that have theirs.
    fn amended(self, notice: &HolidayNotice, source: &str) -> Result<Calendar, CalendarProblem> {
        let mut calendar = self;
        let mut years: Vec<Year> = calendar.years.clone();
        let of = |years: &mut Vec<Year>, day: Date, change: &mut dyn FnMut(&mut Year)| {
            let year = years.iter_mut().find(|year| year.year == day.year());
            year.map(&mut *change).ok_or(CalendarProblem::Unknown(day.year()))
        };
        for (first, last) in notice.off.iter().flat_map(|(first, last)| by_year(*first, *last)) {
            of(&mut years, first, &mut |year| {
                year.off.retain(|old| old.1 < first || last < old.0);
                year.work.retain(|day| !(first..=last).contains(day));
                year.off.push((first, last));
            })?;
        }
        for until in &notice.until {
            of(&mut years, *until, &mut |year| {
                let before = year.off.iter_mut().filter(|(first, last)| first < until && last < until);
                if let Some(stretch) = before.max_by_key(|(_, last)| *last) {
                    year.work.retain(|day| !(stretch.1..=*until).contains(day));
                    stretch.1 = *until;
                }
            })?;
        }
        for day in &notice.work {
            of(&mut years, *day, &mut |year| {
                if !year.work.contains(day) {
                    year.work.push(*day);
                }
            })?;
        }
        for mut year in years {
            if calendar.year(year.year) == Some(&year) {
                continue;
            }
            year.off.sort_unstable();
            year.work.sort_unstable();
            year.source = format!("{}; {source}", year.source);
            calendar = calendar.with(year)?;
        }
        Ok(calendar)
    }
}

/// Which of the two years a day is kept with.
fn home<'a>(before: &'a mut Option<Year>, year: &'a mut Year, day: Date) -> &'a mut Year {
    match before {
        Some(before) if before.year == day.year() => before,
        _ => year,
    }
}

/// The parts of a stretch that lie in one year each.
fn by_year(first: Date, last: Date) -> Vec<(Date, Date)> {
    if first.year() == last.year() {
        return vec![(first, last)];
    }
    let turn = last.first_of_year();
    match turn.yesterday() {
        Ok(eve) => vec![(first, eve), (turn, last)],
        Err(_) => vec![(first, last)],
    }
}

/// The text with one form of each sign, and nothing between them.
fn plain(text: &str) -> String {
    let one = |sign: char| match sign {
        '(' => '（',
        ')' => '）',
        ':' => '：',
        ',' => '，',
        ';' | '；' => '，',
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        sign => sign,
    };
    text.chars().map(one).filter(|sign| *sign == '\n' || !sign.is_whitespace()).collect()
}

/// The year that the heading or the opening sentence names: the first before a word of the seven days.
fn year_of(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(place, sign)| {
        let after = &text[place + sign.len()..];
        let meant = after.starts_with("部分节假日") || after.starts_with("元旦");
        let year = text[..place].rsplit(|sign: char| !sign.is_ascii_digit()).next()?;
        if meant && year.len() == 4 { year.parse().ok() } else { None }
    })
}

/// The year in a heading that changes or prolongs one festival: `关于调整2019年劳动节假期安排的通知`.
fn amended_year(line: &str) -> Option<i16> {
    let changes = ["调整", "延长", "变更", "顺延"].iter().any(|word| line.contains(word));
    changes.then(|| {
        line.match_indices('年').find_map(|(place, sign)| {
            let after = &line[place + sign.len()..];
            let year = line[..place].rsplit(|sign: char| !sign.is_ascii_digit()).next()?;
            let named = FESTIVALS.iter().any(|festival| after.starts_with(festival));
            if named && year.len() == 4 { year.parse().ok() } else { None }
        })
    })?
}

/// Whether a line is nothing but a date, as a signature has it.
fn is_date(line: &str) -> bool {
    let signs = line.trim_matches(['（', '）', '。']);
    signs.contains('日') && signs.chars().all(|sign| sign.is_ascii_digit() || "年月日".contains(sign))
}

/// Whether the text names a day of a month.
fn names_a_day(text: &str) -> bool {
    text.match_indices('日').any(|(place, _)| text[..place].ends_with(|sign: char| sign.is_ascii_digit()))
}

/// A point of the notice, `一、元旦：…`: the festivals, and what is said of them.
fn point(line: &str) -> Option<(&str, &str)> {
    let (number, rest) = line.split_once('、')?;
    if number.is_empty() || !number.chars().all(|sign| "一二三四五六七八九十".contains(sign)) {
        return None;
    }
    rest.split_once('：')
}

/// The clauses of a sentence; what stands in brackets does not part them.
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

/// How many days a clause counts: `共3天`, `放假1天`.
fn count(said: &str) -> Option<i64> {
    said.strip_suffix('天')?.rsplit(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

fn length(days: &[(Date, Date)]) -> i64 {
    let days = days.iter().map(|(first, last)| i64::from((*last - *first).get_days()) + 1);
    days.sum()
}

/// A day as the text writes it.
struct Written {
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
    weekday: Option<Weekday>,
    /// Where the text goes on.
    end: usize,
}

/// The days that a clause names, each with the last of its stretch.
fn days_in(clause: &str, year: i16, problems: &mut Vec<NoticeProblem>) -> Vec<(Date, Date)> {
    let mut found: Vec<(Date, Date)> = Vec::new();
    let mut place = 0;
    // The month and the year hold until others are named.
    let (mut of_year, mut of_month) = (year, None);
    let mut open = false;
    while place < clause.len() {
        let rest = &clause[place..];
        let Some(written) = written(rest) else {
            let Some(sign) = rest.chars().next() else { break };
            if sign == '（' {
                // An aside may name a day too, which is none of the clause's.
                place += rest.find('）').map_or(rest.len(), |end| end + '）'.len_utf8());
                continue;
            }
            open = (open || sign == '至') && "至、".contains(sign);
            place += sign.len_utf8();
            continue;
        };
        place += written.end;
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
        if written.weekday.is_some_and(|weekday| weekday != day.weekday()) {
            problems.push(NoticeProblem::OtherWeekday(day));
        }
        match found.last_mut() {
            Some((first, last)) if open && *first <= day && day <= first.saturating_add(31.days()) => {
                *last = day;
            }
            _ if open => problems.push(NoticeProblem::NoSuchDay(text)),
            _ => found.push((day, day)),
        }
        open = false;
    }
    found
}

/// Reads a day that stands at the beginning, with the day of the week behind it: `2026年2月15日（农历腊月二十八、周日）`.
fn written(text: &str) -> Option<Written> {
    let (mut year, mut month) = (None, None);
    let mut rest = text;
    loop {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: i16 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        rest = &rest[digits + unit.len_utf8()..];
        match unit {
            '年' if year.is_none() && month.is_none() => year = Some(number),
            '月' if month.is_none() => month = Some(i8::try_from(number).ok()?),
            '日' => {
                let mut weekday = None;
                if rest.starts_with('（') {
                    let end = rest.find('）')?;
                    weekday = weekday_in(&rest[..end]);
                    rest = &rest[end + '）'.len_utf8()..];
                }
                let day = i8::try_from(number).ok()?;
                return Some(Written { year, month, day, weekday, end: text.len() - rest.len() });
            }
            _ => return None,
        }
    }
}

/// The day of the week that an aside names: `周日`, `星期六`.
fn weekday_in(aside: &str) -> Option<Weekday> {
    let names = [
        ('一', Weekday::Monday),
        ('二', Weekday::Tuesday),
        ('三', Weekday::Wednesday),
        ('四', Weekday::Thursday),
        ('五', Weekday::Friday),
        ('六', Weekday::Saturday),
        ('日', Weekday::Sunday),
        ('天', Weekday::Sunday),
    ];
    let after = ["星期", "周"].iter().find_map(|word| aside.split_once(word))?.1;
    let sign = after.chars().next()?;
    names.iter().find(|(name, _)| *name == sign).map(|(_, weekday)| *weekday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The seven points as they are usually written; the heading says the year.
    fn text(year: i16, points: &[&str]) -> String {
        let numbers = ["一", "二", "三", "四", "五", "六", "七"];
        let points: Vec<String> =
            numbers.iter().zip(points).map(|(number, point)| format!("{number}、{point}")).collect();
        format!("关于{year}年部分节假日安排的通知\n{}\n鼓励错峰出行。", points.join("\n"))
    }

    const OF_2026: [&str; 7] = [
        "元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
        "春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。",
        "清明节：4月4日（周六）至6日（周一）放假，共3天。",
        "劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。",
        "端午节：6月19日（周五）至21日（周日）放假，共3天。",
        "中秋节：9月25日（周五）至27日（周日）放假，共3天。",
        "国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。",
    ];
    const OF_2023: [&str; 6] = [
        "元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
        "春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。",
        "清明节：4月5日放假，共1天。",
        "劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。",
        "端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。",
        "中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。",
    ];
    const OF_2014: [&str; 7] = [
        "元旦：1月1日放假1天。",
        "春节：1月31日至2月6日放假调休，共7天。1月26日（星期日）、2月8日（星期六）上班。",
        "清明节：4月5日放假，4月7日（星期一）补休。",
        "劳动节：5月1日至3日放假调休，共3天。5月4日（星期日）上班。",
        "端午节：6月2日放假，与周末连休。",
        "中秋节：9月8日放假，与周末连休。",
        "国庆节：10月1日至7日放假调休，共7天。9月28日（星期日）、10月11日（星期六）上班。",
    ];

    fn problems(points: &[&str]) -> Vec<NoticeProblem> {
        HolidayNotice::parse(&text(2026, points)).unwrap_err()
    }

    /// The points of 2026 with one of them written otherwise.
    fn with<'a>(place: usize, point: &'a str) -> Vec<&'a str> {
        let mut points: Vec<&'a str> = OF_2026.to_vec();
        points[place] = point;
        points
    }

    #[test]
    fn notices_of_every_style_give_the_days_that_are_shipped() {
        for (year, points) in [(2026, &OF_2026[..]), (2023, &OF_2023), (2014, &OF_2014)] {
            let notice = HolidayNotice::parse(&text(year, points)).unwrap();
            assert_eq!((notice.year, &notice.passed_over), (year, &vec![]));
            let shipped = Calendar::shipped();
            let bare = Calendar { source: String::new(), years: Vec::new() };
            let read = bare.with_notice(&notice, "test".into()).unwrap();
            let mut day = date(year, 1, 1);
            // The last days of a year may be another notice's.
            while day < date(year, 12, 25) {
                assert_eq!(read.day(day).is_working(), shipped.day(day).is_working(), "{day}");
                day = day.tomorrow().unwrap();
            }
        }
    }

    #[test]
    fn a_stretch_over_the_turn_of_the_year_reaches_into_the_year_before() {
        let notice = HolidayNotice::parse(&text(2023, &OF_2023)).unwrap();
        assert_eq!(notice.off[0], (date(2022, 12, 31), date(2023, 1, 2)));
        let year = |year| Year {
            year,
            status: Status::Official,
            source: String::new(),
            off: Vec::new(),
            work: vec![],
        };
        let known = Calendar { source: String::new(), years: vec![year(2022)] };
        let read = known.with_notice(&notice, "test".into()).unwrap();
        assert_eq!(read.years[0].off, [(date(2022, 12, 31), date(2022, 12, 31))]);
        assert_eq!(read.years[1].off[0], (date(2023, 1, 1), date(2023, 1, 2)));
    }

    #[test]
    fn a_month_that_is_not_said_again_runs_into_the_next_year() {
        let notice =
            HolidayNotice::parse(&text(2026, &with(0, "元旦：2025年12月31日至1月2日放假，共3天。"))).unwrap();
        assert_eq!(notice.off[0], (date(2025, 12, 31), date(2026, 1, 2)));
    }

    #[test]
    fn signs_of_either_width_and_spaces_read_the_same() {
        let usual = text(2026, &OF_2026);
        let other = usual
            .replace('：', ":")
            .replace('（', " (")
            .replace('）', ") ")
            .replace('，', ", ")
            .replace('1', "１");
        assert_eq!(HolidayNotice::parse(&other), HolidayNotice::parse(&usual));
    }

    const OF_MAY: &str = "国务院办公厅关于调整2026年劳动节假期安排的通知\n各省、自治区、直辖市人民政府：\n经国务院批准，现将2026年劳动节假期调整安排如下：\n\
        2026年5月1日至6日放假调休，共6天。4月26日（星期日）、5月9日（星期六）上班。\n各地区要妥善安排好值班。\n国务院办公厅\n2026年3月22日";

    fn amended(text: &str) -> (HolidayNotice, Calendar) {
        let notice = HolidayNotice::parse(text).unwrap();
        assert!(notice.amends);
        let calendar = Calendar::shipped().clone().with_notice(&notice, "test".into()).unwrap();
        (notice, calendar)
    }

    #[test]
    fn a_notice_in_mid_year_changes_one_festival_and_leaves_the_rest() {
        let (_, calendar) = amended(OF_MAY);
        let shipped = Calendar::shipped();
        let mut day = date(2026, 1, 1);
        while day < date(2027, 1, 1) {
            let works = match (day.month(), day.day()) {
                (5, 1..=6) => false,
                (4, 26) | (5, 9) => true,
                _ => shipped.day(day).is_working(),
            };
            assert_eq!(calendar.day(day).is_working(), works, "{day}");
            day = day.tomorrow().unwrap();
        }
        assert!(calendar.year(2026).unwrap().source.ends_with("; test"));
    }

    #[test]
    fn new_years_days_at_the_end_of_the_year_leave_those_of_its_beginning() {
        let text = "国务院办公厅关于调整2026年元旦假期安排的通知\n经国务院批准，现将2026年元旦放假安排调整如下：\n\
            2026年12月28日至31日放假调休，共4天。12月26日（星期六）、12月27日（星期日）上班。";
        let (notice, calendar) = amended(text);
        assert_eq!(notice.off, [(date(2026, 12, 28), date(2026, 12, 31))]);
        let working = |month, day| calendar.day(date(2026, month, day)).is_working();
        assert_eq!([28, 29, 30, 31].map(|day| working(12, day)), [false; 4]);
        assert_eq!([26, 27].map(|day| working(12, day)), [true; 2]);
        assert!(!working(1, 1) && working(1, 4) && !working(10, 1));
    }

    #[test]
    fn a_festival_is_prolonged_over_a_day_on_which_one_would_have_worked() {
        let year = Year {
            year: 2020,
            status: Status::Official,
            source: "2019".into(),
            off: vec![(date(2020, 1, 1), date(2020, 1, 1)), (date(2020, 1, 24), date(2020, 1, 30))],
            work: vec![date(2020, 1, 19), date(2020, 2, 1)],
        };
        let known = Calendar { source: String::new(), years: vec![year] };
        let text = "国务院办公厅关于延长2020年春节假期的通知\n经国务院批准，现就延长2020年春节假期的具体安排通知如下。\n\
            一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。\n\
            二、各地大专院校、中小学、幼儿园推迟开学，具体时间由教育部门另行通知。\n\
            三、疫情防控不能休假的职工，应根据有关规定安排补休。\n国务院办公厅\n2020年1月26日";
        let notice = HolidayNotice::parse(text).unwrap();
        assert_eq!((&notice.until, notice.amends), (&vec![date(2020, 2, 2)], true));
        let calendar = known.clone().with_notice(&notice, "2020".into()).unwrap();
        let changed = calendar.year(2020).unwrap();
        assert_eq!(changed.off[1], (date(2020, 1, 24), date(2020, 2, 2)));
        assert_eq!(changed.work, [date(2020, 1, 19)]);
        assert_eq!(
            HolidayNotice::parse(&text.replace("2月3日（星期一）", "2月4日（星期二）")),
            Err(vec![NoticeProblem::Unclear("2月4日（星期二）起正常上班".into())])
        );
        let nothing = Calendar { source: String::new(), years: Vec::new() };
        assert_eq!(nothing.with_notice(&notice, "2020".into()), Err(CalendarProblem::Unknown(2020)));
    }

    #[test]
    fn what_a_notice_in_mid_year_says_is_held_against_it_too() {
        let wrong = OF_MAY.replace("共6天", "共5天").replace("5月9日（星期六）", "5月9日（星期日）");
        assert_eq!(
            HolidayNotice::parse(&wrong),
            Err(vec![
                NoticeProblem::OtherCount("劳动节".into(), 5, 6),
                NoticeProblem::OtherWeekday(date(2026, 5, 9)),
            ])
        );
    }

    #[test]
    fn what_does_not_add_up_is_said_all_at_once() {
        assert_eq!(HolidayNotice::parse("放假"), Err(vec![NoticeProblem::NoYear]));
        assert_eq!(problems(&OF_2026[..6]), [NoticeProblem::NoFestival("国庆")]);
        let points = with(2, "清明节：4月4日（周五）至6日（周一）放假，共4天。4月31日上班。4月8日可以来。");
        assert_eq!(
            problems(&points),
            [
                NoticeProblem::OtherWeekday(date(2026, 4, 4)),
                NoticeProblem::OtherCount("清明节".into(), 4, 3),
                NoticeProblem::NoSuchDay("2026-4-31".into()),
                NoticeProblem::Unclear("4月8日可以来".into()),
            ]
        );
        let points = with(3, "劳动节：5月1日至5日放假调休，共5天。5月2日（周六）、5月11日上班。");
        let odd = [date(2026, 5, 2), date(2026, 5, 11)].map(NoticeProblem::OddWorkDay);
        assert_eq!(problems(&points), odd);
        let points = with(3, "劳动节：5月5日至1日放假，共5天。");
        assert!(problems(&points).contains(&NoticeProblem::NoSuchDay("2026-5-1".into())));
    }

    #[test]
    fn what_names_no_day_is_passed_over_and_shown() {
        let wish = "鼓励安排职工在除夕（2月16日）休息";
        let spring = format!("{}{wish}。", OF_2026[1]);
        let notice = HolidayNotice::parse(&text(2026, &with(1, &spring))).unwrap();
        assert_eq!(notice.passed_over, [wish]);
    }

    proptest! {
        #[test]
        fn reading_a_notice_never_panics(text in "[关于年月日至、，。：（）周日星期六放假上班共天一二三元旦0-9\n]{0,120}") {
            let _ = HolidayNotice::parse(&format!("2026年元旦{text}"));
            let _ = HolidayNotice::parse(&format!("延长2026年春节假期至{text}"));
            if let Ok(notice) = HolidayNotice::parse(&format!("调整2026年元旦假期\n{text}")) {
                let _ = Calendar::shipped().clone().with_notice(&notice, "test".into());
            }
        }
    }
}
