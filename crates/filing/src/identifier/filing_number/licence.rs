//! Numbers of operating licences 经营许可证.

use crate::identifier::filing_number::{SiteSuffix, official, parse_site, pasted};
use std::fmt;

/// The number of an operating licence 经营许可证, `京ICP证030173号-1` or `粤B2-20090059-5`. A site of a commercial service has this
/// number in place of a filing number. A licence of the ministry has no province.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Licence {
    province: Option<char>,
    number: String,
    site: Option<(u32, SiteSuffix)>,
}

impl Licence {
    /// Parses the number of a licence as people write and paste it. The result is `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Licence> {
        let text: String = pasted(text).chars().filter(|c| !"()[]【】〔〕".contains(*c)).collect();
        let mut letters = text.chars();
        let first = letters.next()?;
        let (province, rest) = match official(first) {
            Some(province) => (Some(province), letters.as_str()),
            None => (None, text.strip_prefix("合字").unwrap_or(&text)),
        };
        let digits_of = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (kind, after) = match rest.strip_prefix("ICP证") {
            Some(after) => ("ICP证".to_owned(), after.strip_prefix('字').unwrap_or(after)),
            None => {
                let (classes, after) = classes(rest)?;
                let dashed = after.strip_prefix('-');
                // Without a hyphen, only the usual eight digits can be distinguished from the class.
                let digits = dashed.or_else(|| (digits_of(after) == 8).then_some(after))?;
                (format!("{}-", classes.join(".")), digits)
            }
        };
        let (digits, site) = after.split_at(digits_of(after));
        if !(4..=10).contains(&digits.len()) {
            return None;
        }
        let site = site.strip_prefix('号').unwrap_or(site);
        let site = if site.is_empty() { None } else { Some(parse_site(site).ok()?) };
        let end = if kind.ends_with('证') { "号" } else { "" };
        Some(Licence { province, number: format!("{kind}{digits}{end}"), site })
    }

    /// The abbreviation of the province that issued the licence. The result is `None` if the ministry issued it.
    pub fn province(&self) -> Option<char> {
        self.province
    }
}

/// Returns the classes of services at the beginning, with any separator between them, and the rest of the text.
fn classes(text: &str) -> Option<(Vec<&str>, &str)> {
    let class = |text: &str| matches!(text.get(..2), Some("A1" | "A2" | "B1" | "B2"));
    let (mut classes, mut rest) = (Vec::new(), text);
    while class(rest) {
        let (one, after) = rest.split_at(2);
        classes.push(one);
        let next = after.strip_prefix(['.', '、', '/', ',', ';', '&', '·', '和', '及']).unwrap_or(after);
        rest = if class(next) { next } else { after };
    }
    (!classes.is_empty()).then_some((classes, rest))
}

/// Tells whether the text contains the number of a licence with the usual eight digits.
pub(super) fn is_contained(text: &str) -> bool {
    let text = pasted(text);
    let is_one = |(at, _): (usize, &str)| {
        let before = text.get(..at).unwrap_or_default();
        let digits = text.get(at + 2..).unwrap_or_default();
        let length = digits.bytes().take(9).take_while(u8::is_ascii_digit).count();
        before.ends_with(['A', 'B'])
            && !before.trim_end_matches(['A', 'B']).ends_with(|c: char| c.is_ascii_alphanumeric())
            && length == 8
    };
    ["1-", "2-"].iter().any(|class| text.match_indices(class).any(|(at, found)| is_one((at, found))))
}

impl fmt::Display for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(province) = self.province {
            write!(f, "{province}")?;
        }
        f.write_str(&self.number)?;
        match self.site {
            Some((place, suffix)) => write!(f, "-{place}{}", suffix.as_str()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn licences_are_read_and_their_provinces_told() {
        for (text, number, province) in [
            ("京ICP证030173号", "京ICP证030173号", Some('京')),
            ("京icp证 030173 号-1", "京ICP证030173号-1", Some('京')),
            ("京ICP证030173", "京ICP证030173号", Some('京')),
            ("粤B2-20090059-5", "粤B2-20090059-5", Some('粤')),
            ("许可证号：浙Ｂ２－20080224－1", "浙B2-20080224-1", Some('浙')),
            ("川B1.B2-20190001-12A", "蜀B1.B2-20190001-12A", Some('蜀')),
            ("A2.B1.B2-20090001", "A2.B1.B2-20090001", None),
            ("合字B2-20210001", "B2-20210001", None),
            ("（合字）B2-20210001", "B2-20210001", None),
            ("粤B1、B2-20090059", "粤B1.B2-20090059", Some('粤')),
            ("粤B1/B2-20090059", "粤B1.B2-20090059", Some('粤')),
            ("粤B1，B2-20090059", "粤B1.B2-20090059", Some('粤')),
            ("粤B2 20090059", "粤B2-20090059", Some('粤')),
            ("粤B220090059", "粤B2-20090059", Some('粤')),
            ("粵B2-20090059", "粤B2-20090059", Some('粤')),
            ("京icp證030173號", "京ICP证030173号", Some('京')),
            ("京ICP証030173号", "京ICP证030173号", Some('京')),
            ("增值电信业务经营许可证：粤B2-20090059", "粤B2-20090059", Some('粤')),
            ("增值电信业务经营许可证编号：粤B2-20090059", "粤B2-20090059", Some('粤')),
        ] {
            let licence = Licence::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((licence.to_string().as_str(), licence.province()), (number, province), "{text}");
            assert_eq!(Licence::parse(number), Some(licence));
        }
        for text in
            ["", "赣ICP备2026000123号", "粤B3-20090059", "粤B2-", "粤B2-20090059-x", "京ICP证号", "粤B2-1"]
        {
            assert_eq!(Licence::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,24}", near in "[京粤]?[(（]?(合字)?[AB12、,./ -]{0,12}(ICP证)?[0-9]{0,11}号?(-[0-9]{0,3})?") {
            let _ = Licence::parse(&text);
            if let Some(licence) = Licence::parse(&near) {
                prop_assert_eq!(Licence::parse(&licence.to_string()), Some(licence));
            }
        }
    }
}
