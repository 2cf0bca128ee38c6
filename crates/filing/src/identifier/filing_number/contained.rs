//! The only filing number in a longer text: the footer of a page, a link or a sentence.

use crate::identifier::filing_number::{FilingNumber, OrganizerNumber, official};
use crate::{han, policy::codes, text};

/// The number of characters before the digits that may name the province.
const LOOKED_BACK: usize = 24;

/// The labels before the digits of a number without a province.
const NAMES: [&str; 5] = ["备案号", "备案编号", "备案序号", "备案号码", "许可证号"];

/// Returns the text in capitals and simplified characters, with single spaces.
pub(super) fn plain(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    let seen = text::without_hidden(&text.chars().map(blank).collect::<String>());
    let words: Vec<String> = text::half_width(&seen).split_whitespace().map(str::to_uppercase).collect();
    words.join(" ").chars().map(han::mainland_form).collect()
}

/// Returns the only number in the text. It has a part for the site if the text names exactly one site. A number without a province
/// belongs to `own`. The result is `None` if the text has numbers of several organizers, or none.
pub(super) fn only(text: &str, own: char) -> Option<FilingNumber> {
    let text: Vec<char> = plain(text).chars().collect();
    let words = text.iter().filter(|c| c.is_alphanumeric()).count();
    let mut found: Option<(OrganizerNumber, Vec<FilingNumber>)> = None;
    let mut at = 0;
    while let Some(start) = text.iter().skip(at).position(char::is_ascii_digit).map(|from| at + from) {
        at = start + text.iter().skip(start).take_while(|c| c.is_ascii_digit()).count();
        let Some(number) = number(&text, start, at, words, own) else { continue };
        let (organizer, sites) = found.get_or_insert_with(|| (number.organizer(), Vec::new()));
        if *organizer != number.organizer() {
            return None;
        }
        if number.site().is_some() && !sites.contains(&number) && sites.len() < 2 {
            sites.push(number);
        }
    }
    let (organizer, sites) = found?;
    match sites.as_slice() {
        [site] => Some(*site),
        _ => Some(organizer.into()),
    }
}

/// Reads the number that has these digits as its year and sequence. `words` is the number of letters and digits in the whole text.
fn number(text: &[char], start: usize, end: usize, words: usize, own: char) -> Option<FilingNumber> {
    let digits = text.get(start..end)?;
    if !matches!(digits.len(), 6 | 8 | 10) {
        return None;
    }
    let mut rest = text.get(end..)?;
    let mut skip = |signs: &[char]| match rest {
        [c, after @ ..] | [' ', c, after @ ..] if signs.contains(c) => {
            rest = after;
            true
        }
        _ => false,
    };
    let named = skip(&['号']);
    let dashed = skip(&['-']);
    let mut site = String::new();
    if dashed {
        rest = if let [' ', after @ ..] = rest { after } else { rest };
        site = rest.iter().take(7).take_while(|c| c.is_ascii_digit()).collect();
        rest = rest.get(site.len()..)?;
        if let [suffix @ ('A' | 'X' | 'K'), after @ ..] = rest {
            site.push(*suffix);
            rest = after;
        }
    }
    match rest {
        [c, ..] if c.is_ascii_alphanumeric() => return None,
        // A file name or a host continues after the dot.
        ['.', c, ..] if c.is_alphanumeric() => return None,
        _ => {}
    }
    let own_words = digits.len() + usize::from(named) + site.len();
    let before = text.get(..start)?.iter().rev().filter(|c| **c != ' ').take(LOOKED_BACK);
    let mut before: Vec<char> = before.copied().collect();
    before.reverse();
    let before: String = before.into_iter().collect();
    let province = province(&before, own).or_else(|| (words == own_words).then_some(own))?;
    let digits: String = digits.iter().collect();
    let site = if site.is_empty() { site } else { format!("-{site}") };
    FilingNumber::parse(&format!("{province}ICP备{digits}号{site}")).ok()
}

/// Returns the province of a number by the text before its digits. The result is `None` if that text does not mark a filing number.
fn province(before: &str, own: char) -> Option<char> {
    let marks = ["ICP备案", "ICP备", "ICP", "备案", "备"];
    if let Some(rest) = marks.iter().find_map(|mark| before.strip_suffix(mark)) {
        let unsaid = rest.ends_with('号') || !rest.ends_with(char::is_alphanumeric);
        return named(rest).or_else(|| official(rest.chars().next_back()?)).or_else(|| unsaid.then_some(own));
    }
    let label = before.trim_end_matches([':', '=', '是', '为', '#', '.']);
    if NAMES.iter().any(|name| label.ends_with(name)) {
        return Some(own);
    }
    let mut letters = before.chars().rev();
    let province = official(letters.next()?)?;
    (!letters.next().is_some_and(char::is_alphanumeric)).then_some(province)
}

/// Returns the province by the full or short name at the end of the text, not by its abbreviation: 辽宁 is not 宁.
fn named(text: &str) -> Option<char> {
    let kinds = ["维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"];
    let ends = |name: &str| {
        let short = kinds.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
        text.ends_with(name) || text.ends_with(short)
    };
    let province = codes::provinces().entries.iter().find(|province| ends(province.name_zh))?;
    Some(province.abbreviation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_one_number_of_a_text_is_found() {
        for (text, number) in [
            ("© 2026 示例有限公司 赣ICP备2026000123号-1", "赣ICP备2026000123号-1"),
            ("Copyright © 2026示例有限公司赣ICP备2026000123号-1", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号-1 | 版权所有", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号-1 2026 版权所有", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号-1\n2026", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号-1 赣公网安备36010202000001号", "赣ICP备2026000123号-1"),
            ("赣公网安备36010202000001号 赣ICP备2026000123号", "赣ICP备2026000123号"),
            ("<a href=\"https://beian.miit.gov.cn/\">赣ICP备2026000123号-1</a>", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号-1！", "赣ICP备2026000123号-1"),
            ("赣ICP备2026000123号~", "赣ICP备2026000123号"),
            ("赣ICP备2026000123号…", "赣ICP备2026000123号"),
            ("ICP：赣ICP备2026000123号", "赣ICP备2026000123号"),
            ("虚构示例一有限公司 浙ICP备2026000123号", "浙ICP备2026000123号"),
            ("赣ICP备2026000123号 赣ICP备2026000123号-2", "赣ICP备2026000123号-2"),
            ("赣ICP备2026000123号-1、赣ICP备2026000123号-2", "赣ICP备2026000123号"),
            ("京ICP证030173号 京ICP备05001234号", "京ICP备05001234号"),
            ("2026000123号", "赣ICP备2026000123号"),
            ("2026000123号-1", "赣ICP备2026000123号-1"),
            ("2026000123！", "赣ICP备2026000123号"),
            ("ICP备2026000123号", "赣ICP备2026000123号"),
            ("备2026000123号-3", "赣ICP备2026000123号-3"),
            ("备案号是2026000123", "赣ICP备2026000123号"),
            ("赣2026000123", "赣ICP备2026000123号"),
            ("江西ICP备2026000123号", "赣ICP备2026000123号"),
            ("江西省ICP备2026000123号", "赣ICP备2026000123号"),
            ("辽宁ICP备2026000123号", "辽ICP备2026000123号"),
            ("赣ICP2026000123号", "赣ICP备2026000123号"),
            ("贛ICP備2026000123號。", "赣ICP备2026000123号"),
        ] {
            assert_eq!(FilingNumber::parse_in_text(text, '赣').unwrap().to_string(), number, "{text}");
        }
    }

    #[test]
    fn a_text_that_only_looks_like_a_number_is_none() {
        for text in [
            "",
            "赣江ICP备2026000123号",
            "赣ICP备2026000123号 浙ICP备2026000123号",
            "赣ICP备2026000123号-1B",
            "赣ICP备2026000123号-0",
            "2026000123.cn",
            "赣2026000123.cn",
            "https://example.cn/20260001",
            "0791-86000001",
            "赣江示例20260001有限公司",
            "20260001 20260002",
        ] {
            assert_eq!(only(text, '赣'), None, "{text}");
        }
        for (text, problem) in [
            (
                "© 2026 增值电信业务经营许可证：粤B2-20090059 版权所有",
                super::super::FilingNumberProblem::Licence,
            ),
            ("公安备案号：36010202000001", super::super::FilingNumberProblem::PublicSecurity),
            ("36010202000001", super::super::FilingNumberProblem::PublicSecurity),
        ] {
            assert_eq!(FilingNumber::parse_in_text(text, '赣'), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}", near in "[赣江西宁ICP备案号0-9 .:AX-]{0,40}") {
            for text in [text, near] {
                if let Some(number) = only(&text, '赣') {
                    prop_assert_eq!(FilingNumber::parse(&number.to_string()), Ok(number));
                }
            }
        }
    }
}
