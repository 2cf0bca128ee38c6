//! Private data 个人信息: shown masked, and never printed by accident.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A private value. `Display` and `Debug` print a mask; the code must reveal the value explicitly. Serde reads and writes the value
/// itself, without a mask.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a private value.
    pub fn new(value: T) -> Private<T> {
        Private(value)
    }

    /// Reveals the value. The caller is responsible for where it goes.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Private<T> {
        Private(value)
    }
}

/// Implements `Debug` for types with personal data: they print the name of the type only, so that no log contains the data by accident.
#[macro_export]
macro_rules! prints_its_name {
    ($($name:ident)*) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    )*};
}

/// Masks a name but for its first character: `赣***`. The mask has the same length for every name.
pub fn mask_name(name: &str) -> String {
    keep(name, 1, 0, "***")
}

/// Masks the name of an investor 投资人 unless it is certainly the name of a unit.
pub fn mask_name_of_person(name: &str) -> String {
    if is_unit(name) { name.to_owned() } else { mask_name(name) }
}

/// Whether a name is certainly the name of a unit. Of several names, each must be one.
fn is_unit(name: &str) -> bool {
    const WORDS: [&str; 52] = [
        "公司",
        "集团",
        "企业",
        "政府",
        "委员会",
        "国资委",
        "发改委",
        "党委",
        "团委",
        "办公室",
        "办事处",
        "大学",
        "学院",
        "学校",
        "中学",
        "小学",
        "幼儿园",
        "医院",
        "研究院",
        "研究所",
        "事务所",
        "法院",
        "检察院",
        "中心",
        "协会",
        "学会",
        "商会",
        "联合会",
        "工会",
        "基金会",
        "理事会",
        "居委会",
        "村委会",
        "合作社",
        "合伙",
        "银行",
        "信用社",
        "出版社",
        "报社",
        "电视台",
        "博物馆",
        "图书馆",
        "工厂",
        "个体工商户",
        "部队",
        "Ltd",
        "Limited",
        "Inc",
        "LLC",
        "Corp",
        "Company",
        "University",
    ];
    // Names of authorities end in these characters, and few names of persons do.
    const ENDINGS: [char; 7] = ['局', '厅', '部', '院', '府', '署', '处'];
    // These short names are of authorities; any other name of at most three characters may be a person's.
    const SHORT: [&str; 6] = ["国资委", "发改委", "省政府", "市政府", "县政府", "区政府"];
    let plain = name.replace("共和国", "国");
    let parts = plain.split(['、', '，', ',', ';', '；', '/', '和', '与', '及']).map(str::trim);
    let of_unit = |part: &str| {
        let long = part.chars().count() > 3;
        SHORT.contains(&part)
            || (long && (WORDS.iter().any(|word| part.contains(word)) || part.ends_with(ENDINGS)))
    };
    let mut parts = parts.filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(of_unit)
}

/// Masks a mobile number but for its first three and last four digits, `138****5678`, and a landline number but for its area code and
/// last two digits, `0791-****78`.
pub fn mask_phone(phone: &str) -> String {
    match phone.split_once('-') {
        Some((area, number)) if (3..=4).contains(&area.chars().count()) => {
            format!("{area}-{}", keep(number, 0, 2, "****"))
        }
        _ => keep(phone, 3, 4, "****"),
    }
}

/// Masks a certificate number but for its first three and last two characters: `360***21`.
pub fn mask_certificate(number: &str) -> String {
    keep(number, 3, 2, "***")
}

/// Masks an address but for its first six characters, which name the place and not the house: `江西省南昌市***`.
pub fn mask_address(address: &str) -> String {
    // At most half of a short address stays visible.
    keep(address, 6.min(address.trim().chars().count() / 2), 0, "***")
}

/// Masks an email address but for its first character and its host: `z***@example.com`.
pub fn mask_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, host)) => format!("{}@{host}", keep(local, 1, 0, "***")),
        None => keep(email, 1, 0, "***"),
    }
}

/// The first `head` and the last `tail` characters of a text with a mask between them. A text that is too short to hide enough is masked
/// completely.
fn keep(text: &str, head: usize, tail: usize, mask: &str) -> String {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return String::new();
    }
    if length < head + tail + usize::from(tail > 0) * 2 || length <= head {
        return mask.to_owned();
    }
    let start = text.chars().take(head);
    let end = text.chars().skip(length - tail);
    start.chain(mask.chars()).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn masks_keep_what_the_office_needs_to_tell_cases_apart() {
        assert_eq!(mask_name("赣江示例有限公司"), "赣***");
        assert_eq!(mask_phone("13800005678"), "138****5678");
        assert_eq!(mask_phone("0791-86000078"), "0791-****78");
        assert_eq!(mask_certificate("11010519491231002X"), "110***2X");
        assert_eq!(mask_email("zhangsan@example.com"), "z***@example.com");
    }

    #[test]
    fn an_investor_is_shown_where_it_is_a_unit_beyond_doubt() {
        for unit in [
            "江西省示例厅",
            "示例集团有限公司",
            "示例市财政局",
            "国资委",
            "示例大学",
            "中华人民共和国示例部",
            "Example Holdings Ltd",
            "示例公司、江西省示例局",
        ] {
            assert_eq!(mask_name_of_person(unit), unit);
        }
        for person in [
            "王小明",
            "张军",
            "古丽米热·艾比布力",
            "John Smith",
            "王小明、李四",
            "示例公司、王小明",
            "李院",
            "王学会",
            "",
        ] {
            let masked = mask_name_of_person(person);
            assert!(
                masked.is_empty() == person.is_empty() && (masked != person || person.is_empty()),
                "{person}"
            );
        }
    }

    #[test]
    fn short_texts_are_masked_whole() {
        assert_eq!(mask_name("赣"), "***");
        assert_eq!(mask_phone("12345"), "****");
        assert_eq!(mask_certificate("12345"), "***");
        assert_eq!(mask_email("z@example.com"), "***@example.com");
        assert_eq!(mask_name(""), "");
    }

    #[test]
    fn a_private_value_never_prints() {
        let number = Private::new("13800005678");
        assert_eq!(format!("{number} {number:?} {:?}", Some(&number)), "*** *** Some(***)");
        assert_eq!(*number.reveal(), "13800005678");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"13800005678\"");
    }

    proptest! {
        #[test]
        fn a_mask_hides_at_least_one_character_of_every_text(text in "[0-9A-Z张李]{1,30}") {
            for masked in [mask_name(&text), mask_phone(&text), mask_certificate(&text), mask_address(&text)] {
                prop_assert!(masked.contains("***"));
                prop_assert!(!masked.contains(&text));
            }
        }

        #[test]
        fn masking_never_panics(text in "\\PC{0,30}") {
            let _ = (mask_name(&text), mask_phone(&text), mask_certificate(&text), mask_email(&text));
        }
    }
}
