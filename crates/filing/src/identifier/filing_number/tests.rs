//! Tests of filing numbers.

use super::*;
use proptest::prelude::*;

#[test]
fn an_issued_number_has_ten_digits() {
    let number = OrganizerNumber::issue('赣', 2026, 123);
    assert_eq!(number.to_string(), "赣ICP备2026000123号");
    assert_eq!(number.site(1).to_string(), "赣ICP备2026000123号-1");
    assert_eq!(number.site(2).organizer(), number);
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let number = FilingNumber::parse(" 赣 icp 备２０２６０００１２３号 － １ ").unwrap();
    assert_eq!(number.to_string(), "赣ICP备2026000123号-1");
    assert_eq!((number.organizer().year(), number.organizer().sequence()), (2026, 123));
    assert_eq!(number.site(), Some((1, SiteSuffix::Website)));
}

#[test]
fn numbers_are_read_as_people_paste_them() {
    for text in [
        "备案号：赣ICP备2026000123号-1",
        "ICP备案号: 赣ICP备2026000123号-1",
        "网站备案/许可证号：赣ICP备2026000123号-1",
        "【赣ICP备2026000123号-1】",
        "赣icp备2026000123号-1\u{200b}",
        "\u{feff}赣ICP备2026000123-1",
        "ICP备案赣ICP备2026000123号-1。",
    ] {
        let number = FilingNumber::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        assert_eq!(number.to_string(), "赣ICP备2026000123号-1", "{text}");
    }
    assert_eq!(FilingNumber::parse("赣icp备2026000123").unwrap().to_string(), "赣ICP备2026000123号");
    for (digits, number) in [
        ("2026000123", "赣ICP备2026000123号"),
        (" 2026000123-2 ", "赣ICP备2026000123号-2"),
        ("备案号 09001234", "赣ICP备09001234号"),
        ("浙ICP备2026000123号", "浙ICP备2026000123号"),
    ] {
        assert_eq!(FilingNumber::parse_in_text(digits, '赣').unwrap().to_string(), number);
    }
    assert_eq!(FilingNumber::parse_in_text("12345", '赣'), Err(FilingNumberProblem::Digits));
    for text in
        ["贛ICP備2026000123號-1", "工信部备案号：赣ICP备2026000123号-1", "备案编号：赣ICP备2026000123号-1"]
    {
        assert_eq!(FilingNumber::parse(text).unwrap().to_string(), "赣ICP备2026000123号-1", "{text}");
    }
}

#[test]
fn every_abbreviation_is_the_usual_form_of_itself() {
    assert!(
        PROVINCES.chars().chain("川贵云甘".chars()).all(|province| han::mainland_form(province) == province)
    );
}

#[test]
fn the_number_that_was_meant_is_offered() {
    for (text, meant) in [
        ("赣ICP备2O26OOO123号", "赣ICP备2026000123号"),
        ("赣ICP备2026000l23号-l", "赣ICP备2026000123号-1"),
        ("赣IPC备2026000123号", "赣ICP备2026000123号"),
        ("赣1CP备2026000123号", "赣ICP备2026000123号"),
        ("赣lCP备2026000123号", "赣ICP备2026000123号"),
        ("2O26000123", "赣ICP备2026000123号"),
    ] {
        assert!(FilingNumber::parse_in_text(text, '赣').is_err(), "{text}");
        assert_eq!(FilingNumber::suggest_correction(text, '赣').unwrap().to_string(), meant, "{text}");
    }
    for text in ["", "赣ICP", "LOLLOL", "赣江示例有限公司", "赣ICP备12345号"] {
        assert_eq!(FilingNumber::suggest_correction(text, '赣'), None, "{text}");
    }
}

#[test]
fn older_numbers_keep_their_width() {
    for text in
        ["赣ICP备051234号", "赣ICP备09001234号-3", "京ICP备2021001234号-2A", "蜀ICP备2024001234号-12X"]
    {
        assert_eq!(FilingNumber::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(FilingNumber::parse("赣ICP备09001234号").unwrap().organizer().year(), 2009);
}

#[test]
fn second_abbreviations_are_understood() {
    assert_eq!(FilingNumber::parse("川ICP备12000001号").unwrap().to_string(), "蜀ICP备12000001号");
}

#[test]
fn a_text_that_is_no_filing_number_says_why() {
    use FilingNumberProblem::*;
    for (text, problem) in [
        ("", Form),
        ("备案号：", Form),
        ("2026000123", Form),
        ("赣江ICP备2026000123号", Form),
        ("X ICP备2026000123号", Province),
        ("赣ICP备202600012号", Digits),
        ("赣ICP备20260001a3号", Digits),
        ("赣ICP备1999000123号", Year),
        ("赣ICP备2026000123号-", Site),
        ("赣ICP备2026000123号-0", Site),
        ("赣ICP备2026000123号-1B", Site),
        ("赣ICP备2026000123号1", Site),
        ("京ICP证030173号", Licence),
        ("京ICP证", Licence),
        ("粤B2-20090059", Licence),
        ("B2-20040241-1", Licence),
        ("赣公网安备36010202000001号", PublicSecurity),
        ("贛公網安備36010202000001號", PublicSecurity),
        ("公安备案号：36010202000001", PublicSecurity),
        ("36010202000001", PublicSecurity),
        ("99010202000001", Form),
        ("粤B1、B2-20090059", Licence),
        ("粤B2 20090059", Licence),
    ] {
        assert_eq!(FilingNumber::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn a_number_travels_as_text() {
    let number = OrganizerNumber::issue('赣', 2026, 7).site(3);
    let json = serde_json::to_string(&number).unwrap();
    assert_eq!(json, "\"赣ICP备2026000007号-3\"");
    assert_eq!(serde_json::from_str::<FilingNumber>(&json).unwrap(), number);
}

fn organizer() -> impl Strategy<Value = OrganizerNumber> {
    let province = proptest::sample::select(PROVINCES.chars().collect::<Vec<_>>());
    (province, 2000i16..=2999, 1..=MAX_SEQUENCE).prop_map(|(p, y, s)| OrganizerNumber::issue(p, y, s))
}

proptest! {
    #[test]
    fn a_number_is_what_it_displays(organizer in organizer(), place in 1u32..999_999) {
        let site = organizer.site(place);
        prop_assert_eq!(FilingNumber::parse(&site.to_string()), Ok(site));
        prop_assert_eq!(OrganizerNumber::parse(&organizer.to_string()), Ok(organizer));
    }

    #[test]
    fn reading_numbers_never_panics(text in "\\PC{0,24}") {
        let _ = FilingNumber::parse(&text);
        let _ = FilingNumber::parse_in_text(&text, '赣');
        let _ = FilingNumber::suggest_correction(&text, '赣');
    }

    #[test]
    fn nearly_a_number_never_panics(text in "[赣川X]?ICP[备证]?[0-9０]{0,11}号?[-－]?[0-9]{0,7}[AXKé]?") {
        if let Ok(number) = FilingNumber::parse(&text) {
            prop_assert_eq!(FilingNumber::parse(&number.to_string()), Ok(number));
            prop_assert_eq!(FilingNumber::parse_in_text(&text, '浙'), Ok(number));
        }
        let _ = FilingNumber::suggest_correction(&text, '赣');
    }

}
