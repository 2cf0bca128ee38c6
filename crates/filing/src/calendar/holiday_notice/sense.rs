//! The meaning of a clause: whether the days that it names are working days.
//!
//! Every word before and behind the days must be known. A clause with an unknown word is unclear, since the word might reverse the
//! meaning.

use crate::calendar::holiday_notice::FESTIVALS;

/// The meaning of a clause for its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// The days are days off 放假.
    Off,
    /// The days are make-up days 上班.
    Work,
    /// The days are ordinary working days 正常上班, or working days again 恢复上班.
    Usual {
        /// Whether work begins on the day and goes on 起.
        from: bool,
        /// Whether work begins again 恢复.
        again: bool,
    },
    /// The planned working days are days off after all 不上班.
    Free,
    /// The planned days off are ordinary days after all 不放假.
    Normal,
    /// The day is the new last day of a festival 延长至.
    Until,
}

impl Sense {
    /// Whether the days are working days.
    pub(super) fn works(self) -> bool {
        matches!(self, Sense::Work | Sense::Usual { .. } | Sense::Normal)
    }
}

const WORK: [&str; 5] = ["上班", "调休上班", "补班", "补上班", "调班上班"];
const OFF: [&str; 10] =
    ["放假", "放假调休", "调休放假", "放假公休", "放假休息", "调休休息", "休息", "休假", "补休", "补假"];
/// Negations of work. The words of [`NOT_OFF`] negate days off as well.
const NOT: [&str; 13] =
    ["不需要", "不需", "不用", "不必", "不予", "无需", "无须", "毋需", "毋须", "免予", "取消", "不再", "不"];
const NOT_OFF: [&str; 3] = ["取消", "不再", "不"];
/// Words that cancel an arrangement.
pub(super) const CANCELS: [&str; 2] = ["取消", "撤销"];
const CHANGES: [&str; 5] = ["调整", "变更", "修改", "更改", "改"];
const PROLONGS: [&str; 4] = ["延长", "顺延", "延期", "延"];
const NAMES_OFF: [&str; 3] = ["放假", "假期", "休假"];
/// Words before the days that do not change the meaning.
const NEUTRAL: [&str; 24] = [
    "调休", "其中", "另外", "同时", "即", "现", "定于", "于", "自", "从", "在", "期间", "时间", "日期",
    "安排", "具体", "的", "节日", "节", "后", "、", "和", "，", "“",
];

/// The meaning of a clause from the words before and behind its days, and the number of days that it counts; `None` when it is unclear.
pub(super) fn sense(before: &str, after: &str) -> Option<(Sense, Option<i64>)> {
    let before = Before::read(before)?;
    let after = After::read(after)?;
    if before.cancels && after.cancelled {
        return None;
    }
    let cancels = before.cancels || after.cancelled;
    let simple = !after.negated && !after.usual && !after.again && !after.from;
    let wants_cancel = before.takes || after.arranged;
    if wants_cancel && !cancels || (cancels || after.negated) && after.count.is_some() {
        return None;
    }
    let sense = match after.word {
        _ if before.prolongs => {
            let until = after.word == Word::None || after.word == Word::End;
            (until && before.reaches && !cancels && simple && after.count.is_none()).then_some(Sense::Until)
        }
        _ if before.reaches => None,
        Word::End => None,
        Word::None => (before.names_off && before.says && !cancels && simple).then_some(Sense::Off),
        Word::Work if cancels => (simple && !before.changes).then_some(Sense::Free),
        Word::Off if cancels => (simple && !before.changes).then_some(Sense::Normal),
        Word::Work if before.changes => None,
        Word::Work if after.negated => (!after.usual && !after.again && !after.from).then_some(Sense::Free),
        Word::Work if simple => Some(Sense::Work),
        Word::Work => Some(Sense::Usual { from: after.from, again: after.again }),
        Word::Off if after.from || after.again => None,
        Word::Off if after.negated => (after.denies_off && !before.changes).then_some(Sense::Normal),
        Word::Off => Some(Sense::Off),
    };
    Some((sense?, after.count))
}

/// Whether a clause without days, such as `恢复上班`, states that its days are working days; `None` if it states neither.
pub(super) fn works(clause: &str) -> Option<bool> {
    let after = After::read(clause)?;
    let plain = !after.cancelled && !after.arranged && after.count.is_none();
    match after.word {
        Word::Work if plain => Some(!after.negated),
        Word::Off if plain && !after.again => Some(after.negated),
        _ => None,
    }
}

/// The number of days in a clause that only counts them: `共3天`, `放假1天`.
pub(super) fn count(clause: &str) -> Option<i64> {
    let (words, count) = counted(clause)?;
    matches!(words, "" | "放假" | "放假调休" | "调休" | "假期" | "连休").then_some(count)
}

/// The words before the count at the end of a text, and the count.
fn counted(text: &str) -> Option<(&str, i64)> {
    let text = text.strip_suffix('天')?;
    let words = text.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let count = text[words.len()..].parse().ok()?;
    let marks = ["共计", "合计", "总共", "一共", "共", "为期"];
    Some((marks.iter().find_map(|mark| words.strip_suffix(mark)).unwrap_or(words), count))
}

/// The words before the days.
#[derive(Default)]
struct Before {
    cancels: bool,
    changes: bool,
    prolongs: bool,
    names_off: bool,
    /// Whether `将` or `把` makes the days the object of a change.
    takes: bool,
    /// Whether the words end in `至` or `到`.
    reaches: bool,
    /// Whether the words end in `为` or a colon.
    says: bool,
}

impl Before {
    fn read(text: &str) -> Option<Before> {
        let mut before = Before::default();
        let mut rest = without_number(text);
        while !rest.is_empty() {
            (before.reaches, before.says) = (false, false);
            let after = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
            rest = if let Some(after) = after(&CANCELS) {
                before.cancels = true;
                after
            } else if let Some(after) = after(&PROLONGS) {
                before.prolongs = true;
                after
            } else if let Some(after) = after(&CHANGES) {
                before.changes = true;
                after
            } else if let Some(after) = after(&NAMES_OFF) {
                before.names_off = true;
                after
            } else if let Some(after) = after(&["将", "把"]) {
                before.takes = true;
                after
            } else if let Some(after) = after(&["至", "到"]) {
                before.reaches = true;
                after
            } else if let Some(after) = after(&["为", "："]) {
                before.says = true;
                after
            } else {
                after(&FESTIVALS).or_else(|| after(&NEUTRAL)).or_else(|| year(rest))?
            };
        }
        Some(before)
    }
}

/// The text behind the year at its beginning.
fn year(text: &str) -> Option<&str> {
    let (digits, rest) = text.split_once('年')?;
    (digits.len() == 4 && digits.chars().all(|sign| sign.is_ascii_digit())).then_some(rest)
}

/// The text without the number of its point: `一、`, `1.`.
pub(super) fn without_number(text: &str) -> &str {
    let rest =
        text.trim_start_matches(|sign: char| "一二三四五六七八九十".contains(sign) || sign.is_ascii_digit());
    let behind = rest.strip_prefix(['、', '.', '．']).filter(|_| rest.len() < text.len());
    behind.unwrap_or(text)
}

/// The last word behind the days: none, the end of a period 止, work 上班 or days off 放假.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    None,
    End,
    Work,
    Off,
}

/// The words behind the days.
struct After {
    from: bool,
    negated: bool,
    /// Whether the negation also negates days off.
    denies_off: bool,
    usual: bool,
    again: bool,
    /// Whether the words end in `取消`.
    cancelled: bool,
    /// Whether the words refer to an arrangement: `的上班安排`.
    arranged: bool,
    count: Option<i64>,
    word: Word,
}

impl After {
    fn read(text: &str) -> Option<After> {
        let mut after = After {
            from: false,
            negated: false,
            denies_off: false,
            usual: false,
            again: false,
            cancelled: false,
            arranged: false,
            count: None,
            word: Word::None,
        };
        let mut rest = text.trim_end_matches(['”', '、']);
        if let Some(behind) = ["起", "开始"].iter().find_map(|word| rest.strip_prefix(word)) {
            (after.from, rest) = (true, behind);
        }
        if let Some((words, count)) = counted(rest) {
            (after.count, rest) = (Some(count), words);
        }
        if let Some(words) = ["予以取消", "取消"].iter().find_map(|word| rest.strip_suffix(word)) {
            (after.cancelled, rest) = (true, words);
        }
        if let Some(words) = rest.strip_suffix("安排").or_else(|| rest.strip_suffix("的安排")) {
            (after.arranged, rest) = (true, words.trim_end_matches('的'));
        }
        if let Some(words) = rest.strip_prefix('的') {
            (after.arranged, rest) = (true, words);
        }
        loop {
            after.word = match rest {
                "" => Word::None,
                "止" | "为止" | "结束" => Word::End,
                rest if WORK.contains(&rest) => Word::Work,
                rest if OFF.contains(&rest) => Word::Off,
                _ => Word::None,
            };
            if rest.is_empty() || after.word != Word::None {
                break;
            }
            let behind = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
            rest = if let Some((word, behind)) =
                NOT.iter().find_map(|word| Some((word, rest.strip_prefix(word)?)))
            {
                // A double negation may mean either.
                if after.negated {
                    return None;
                }
                (after.negated, after.denies_off) = (true, NOT_OFF.contains(word));
                behind
            } else if let Some(behind) = behind(&["恢复"]).filter(|_| !after.again) {
                after.again = true;
                behind
            } else if let Some(behind) = behind(&["正常", "照常"]) {
                after.usual = true;
                behind
            } else {
                behind(&["全体职工", "职工", "统一", "安排", "均", "都", "也", "仍", "继续"])?
            };
        }
        Some(after)
    }
}
