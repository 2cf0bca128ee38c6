//! Tests of certificate numbers.

use super::*;
use crate::identifier::credit_code;

#[test]
fn the_name_of_a_paper_and_traditional_signs_are_no_part_of_its_number() {
    for (kind, one, other) in [
        ("law-firm", "9271201227012349", "律师事务所执业许可证9271201227012349"),
        ("law-firm", "9271201227012349", "执业许可证号：9271201227012349"),
        ("private-school", "教民136010270000019", "教民136010270000019号"),
        ("medical", "PDY00001X36010317D1102", "医疗机构执业许可证PDY00001X36010317D1102"),
        ("social-association", "赣民政字第430001号", "赣民政字第430001號"),
    ] {
        let read = canonical_certificate(kind, one);
        assert!(read.is_some(), "{one}");
        assert_eq!(read, canonical_certificate(kind, other), "{other}");
    }
    let kind = |code: &str| codes::certificate_kinds().get(code).unwrap();
    let code = credit_code::demo("91", "MA000000")[8..17].to_owned();
    let number = format!("{code}36010211A1001");
    assert_eq!(organization_code_in(kind("medical"), &number).unwrap().as_str(), code);
    assert_eq!(organization_code_in(kind("medical"), "PDY00001X36010317D1102"), None);
}

const TODAY: Date = jiff::civil::date(2026, 11, 23);

fn read(kind: &str, number: &str) -> Result<String, Wrong> {
    canonical(codes::certificate_kinds().get(kind).unwrap(), number, TODAY).map(|number| number.text)
}

#[track_caller]
fn offers(kind: &str, number: &str, meant: &str) {
    let offered = read(kind, number).map_err(|(_, meant)| meant);
    assert_eq!(offered, Err(Some(meant.to_owned())), "{kind} {number}");
    assert!(read(kind, meant).is_ok(), "{kind} {meant}");
}

#[test]
fn a_credit_code_is_to_be_written_alone() {
    let code = credit_code::demo("12", "MA00HP01");
    for kind in ["1", "13", "4", "medical"] {
        for around in ["{}（1-1）", "{}(1-1)", "{}-1", "统一社会信用代码{}", "代码：{}", "USCC{}-1"]
        {
            offers(kind, &around.replace("{}", &code), &code);
        }
    }
    offers("5", &format!("{code}（1-1）"), &code);
    offers("1", "110108000000016（1-1）", "110108000000016");
    assert_eq!(read("5", &code), Ok(code.clone()));
    assert_eq!(read("private-school", &code), Ok(code));
}

#[test]
fn a_wrong_credit_code_is_no_other_number_for_what_stands_around_it() {
    for number in
        ["12360000MA00HP0167", "12360000MA00HP0167（1-1）", "12360000-MA00HP016-7", "12360000MA00HP0167-1"]
    {
        assert_eq!(read("4", number), Err((FindingCode::CreditCodeCheckCharacter, None)), "{number}");
    }
}

#[test]
fn a_medical_institutions_long_number_is_one() {
    assert_eq!(read("medical", "49166081536010211A1001").as_deref(), Ok("49166081536010211A1001"));
}

#[test]
fn look_alikes_in_codes_are_seen_through_where_the_checksum_agrees() {
    let code = credit_code::demo("91", "MA000000");
    assert_eq!(code, "91360000MA00000079");
    offers("1", "9l360000MA00000079", &code);
    offers("1", "9136OOOOMAOOOOOO79", &code);
    offers("3", "MAOOOOOO-7", "MA0000007");
    offers("3", &code, "MA0000007");
    offers("3", &format!("{code}（1-1）"), "MA0000007");
    offers("3", "代码：MA000000-7", "MA0000007");
    assert_eq!(read("3", "60003734-2"), Err((FindingCode::OrganizationCodeCheckCharacter, None)));
}

#[test]
fn an_identity_number_is_understood_with_what_stands_around_it() {
    let ResidentIdProblem::OldForm(today) = ResidentId::parse("360000900101000", TODAY).unwrap_err() else {
        panic!("no old form");
    };
    for written in [
        "'360000900101000",
        "360000-900101-000",
        "36000090010100O",
        "身份证360000900101000",
        "ID：360000900101000",
    ] {
        offers("2", written, today.as_str());
    }
    for x in ["✗", "乂", "*", "叉", "×"] {
        offers("2", &format!("11010519491231002{x}"), "11010519491231002X");
    }
    offers("2", "ID 11010519491231002X", "11010519491231002X");
    offers("2", "公民身份号码：11010519491231002X。", "11010519491231002X");
    assert_eq!(read("2", "11010519491331002*"), Err((FindingCode::ResidentIdCharacters, None)));
}
