//! Tests of telephone numbers.

use super::*;
use proptest::prelude::*;

#[test]
fn a_mobile_number_is_read_as_people_write_it() {
    for text in [
        "13800005678",
        "138 0000 5678",
        "138-0000-5678",
        "+86 13800005678",
        "１３８００００５６７８",
        "8613800005678",
        "86-13800005678",
        "(+86)13800005678",
        "+86(0)13800005678",
        "008613800005678",
        "\u{202d}13800005678\u{202c}",
    ] {
        assert_eq!(Mobile::parse(text).unwrap().as_str(), "13800005678", "{text}");
    }
}

#[test]
fn mistakes_in_mobile_numbers_are_told_apart() {
    use MobileProblem::*;
    for (text, problem) in [
        ("", Characters),
        ("电话", Characters),
        ("0791-86000000", Landline),
        ("1380000567", Length),
        ("12800005678", Prefix),
        ("23800005678", Prefix),
        ("+852 51234567", Abroad),
        ("00852 51234567", Abroad),
        ("+1 212 555 0100", Abroad),
        ("+1 380 555 0100", Abroad),
        ("+13800005678", Characters),
        ("013800005678", Length),
    ] {
        assert_eq!(Mobile::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn unknown_and_virtual_prefixes_are_only_marked() {
    let mobile = |text| Mobile::parse(text).unwrap();
    assert!(mobile("13800005678").is_known_prefix() && !mobile("13800005678").is_virtual());
    assert!(!mobile("15400005678").is_known_prefix());
    assert!(mobile("17000005678").is_virtual() && mobile("16200005678").is_virtual());
}

#[test]
fn a_landline_is_read_as_people_write_it() {
    for text in [
        "0791-86000000",
        "079186000000",
        "(0791) 8600 0000",
        "０７９１－８６００００００",
        "+86-0791-86000000",
        "+86 791 8600 0000",
        "0791—86000000",
        "+86 (0)791 86000000",
        "0086-791-86000000",
        "86-0791-86000000",
        "0791.8600.0000",
        "0791-8600-0000",
    ] {
        assert_eq!(Landline::parse(text).unwrap().to_string(), "0791-86000000", "{text}");
    }
    assert_eq!(Landline::parse("010-62000000").unwrap().area(), "010");
    assert_eq!(Landline::parse("05718600000").unwrap().to_string(), "0571-8600000");
}

#[test]
fn an_extension_is_read_as_people_write_it() {
    for text in [
        "0791-86000001-8001",
        "0791-86000001转8001",
        "0791 86000001 ext.8001",
        "0791-86000001 分机 8001",
        "0791-86000001分机号码8001",
        "0791-86000001 extn.8001",
        "0791-86000001按8001",
        "0791-86000001拨8001",
        "0791-86000001P8001",
        "(0791)86000001#8001",
        "079186000001x8001",
        "０７９１－８６０００００１　转　８００１",
        "0791-8600-0001-8001",
        "+86 791 86000001 Ext: 8001",
    ] {
        let landline = Landline::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        assert_eq!(
            (landline.to_string().as_str(), landline.extension()),
            ("0791-86000001-8001", Some("8001")),
            "{text}"
        );
    }
    assert_eq!(Landline::parse("0797-8600000-1").unwrap().to_string(), "0797-8600000-1");
    assert_eq!(
        Landline::parse("0791-8600000-8001"),
        Err(LandlineProblem::Length(8)),
        "the number itself is short"
    );
    for text in ["0791-86000001转", "0791-86000001转总机", "0791-86000001-80012345"] {
        assert!(Landline::parse(text).is_err(), "{text}");
    }
}

#[test]
fn nanchang_has_eight_digits_and_the_other_ten_cities_seven() {
    assert_eq!(Landline::parse("0791-8600000"), Err(LandlineProblem::Length(8)));
    for area in codes::numbering_plan().areas {
        let long = Landline::parse(&format!("{}-86000000", area.area_code));
        let short = Landline::parse(&format!("{}-8600000", area.area_code));
        assert_eq!((long.is_ok(), short.is_ok()), (area.digits == 8, area.digits == 7), "{}", area.area_code);
    }
    assert_eq!(Landline::parse("0701-8600000").unwrap().city().unwrap().name_zh, "鹰潭市");
}

#[test]
fn mistakes_in_landlines_are_told_apart() {
    use LandlineProblem::*;
    for (text, problem) in [
        ("", Characters),
        ("-", Characters),
        ("0791-8600000x", Characters),
        ("13800005678", Mobile),
        ("86000000", AreaMissing),
        ("8600000", AreaMissing),
        ("860000", Form),
        ("0011-8600000", AreaUnknown),
        ("079", AreaUnknown),
        ("0571-12345678", Form),
        ("0571-860000", Form),
        ("+852 2123 4567", Abroad),
        ("400-123-4567", Service),
        ("8001234567", Service),
        ("013800005678", Mobile),
    ] {
        assert_eq!(Landline::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn a_mobile_number_is_found_in_what_was_pasted() {
    for text in [
        "电话：13800000009",
        "Tel:13800000009",
        "Tel: 138 0000 0009",
        "手机：13800000009",
        "'13800000009",
        "\"13800000009\"",
        "“13800000009”",
        "13800000009.0",
        "013800000009",
        "+13800000009",
        "13800000009/13800000010",
        "13800000009-13800000010",
        "13800000009 13800000010",
        "13800000009、0791-86000001",
        "13800000009（微信）",
        "138OOOOOOO9",
        "l38 0000 0009",
    ] {
        assert_eq!(Mobile::parse(text).ok(), None, "{text}");
        assert_eq!(
            Mobile::suggest_correction(text).map(|mobile| mobile.to_string()).as_deref(),
            Some("13800000009"),
            "{text}"
        );
    }
    for text in ["", "电话", "1380000000", "0791-86000001", "+852 51234567", "138000000090", "138x0000009"]
    {
        assert_eq!(Mobile::suggest_correction(text), None, "{text}");
    }
}

#[test]
fn a_landline_is_found_in_what_was_pasted() {
    for (text, meant) in [
        ("0791-86000001,8001", "0791-86000001-8001"),
        ("0791-86000001;8001", "0791-86000001-8001"),
        ("0791-86000001~8001", "0791-86000001-8001"),
        ("【0791】86000001", "0791-86000001"),
        ("0791_86000001", "0791-86000001"),
        ("0791～86000001", "0791-86000001"),
        ("79186000001", "0791-86000001"),
        ("791-86000001", "0791-86000001"),
        ("86079186000001", "0791-86000001"),
        ("86000001-801", "0791-86000001-801"),
        ("86000001", "0791-86000001"),
        ("电话：0791-86000001", "0791-86000001"),
        ("Tel: 0791-86000001", "0791-86000001"),
        ("“0791-86000001”", "0791-86000001"),
        ("0791-86000001、0791-86000002", "0791-86000001"),
        ("0791-86000001/13800000009", "0791-86000001"),
        ("O791-86OOOOO1", "0791-86000001"),
    ] {
        assert_eq!(Landline::parse(text).ok(), None, "{text}");
        let found = Landline::suggest_correction(text, Some("0791")).map(|landline| landline.to_string());
        assert_eq!(found.as_deref(), Some(meant), "{text}");
    }
    assert_eq!(Landline::suggest_correction("86000001", None), None);
    for text in ["", "电话", "0791-8600000", "400-123-4567", "+852 2123 4567", "13800000009", "12345"] {
        assert_eq!(Landline::suggest_correction(text, Some("0791")), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_mobile_number_is_what_it_displays(text in "1[3-9][0-9]{9}") {
        prop_assert_eq!(Mobile::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn a_landline_is_what_it_displays(text in "0791-[2-9][0-9]{7}|079[02-9]-[2-9][0-9]{6}|010-[2-9][0-9]{7}|0[3-6][1-9][0-9]-[2-9][0-9]{6,7}") {
        prop_assert_eq!(Landline::parse(&text).unwrap().to_string(), text.clone());
        prop_assert_eq!(Landline::parse(&text.replace('-', "")).unwrap().to_string(), text);
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,20}", near in "[0-9+() －-]{0,18}") {
        for text in [&text, &near] {
            let found = Landline::suggest_correction(text, Some("0791")).map(|found| found.to_string());
            prop_assert!(found.is_none_or(|found| Landline::parse(&found).is_ok()));
            prop_assert!(Mobile::suggest_correction(text).is_none_or(|found| Mobile::parse(found.as_str()).is_ok()));
        }
        let _ = (Mobile::parse(&text), Landline::parse(&text), Mobile::parse(&near), Landline::parse(&near));
    }
}
