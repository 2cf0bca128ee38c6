//! Tests of the rules about claims.

use crate::{
    claim::Claim,
    identifier::{Domain, OrganizerNumber, credit_code, resident_id},
};

fn certificate(kind: &str, number: &str) -> Claim {
    Claim::certificate(kind, number).unwrap_or_else(|| panic!("{kind} {number}"))
}

#[test]
fn a_unit_is_one_under_its_organization_code_and_its_credit_code() {
    let code = credit_code::demo("91", "MA00TTT1");
    let organization = code.get(8..17).unwrap();
    let dashed = format!("{}-{}", &organization[..8], &organization[8..]);
    let papers = [("1", code.as_str()), ("13", &code), ("4", &code), ("3", organization), ("3", &dashed)];
    for (kind, number) in papers {
        for (other, written) in papers {
            let written = written.to_lowercase();
            assert!(certificate(kind, number).is_same(&certificate(other, &written)), "{kind} {other}");
        }
    }
    assert!(!certificate("3", organization).is_same(&certificate("1", &credit_code::demo("91", "MA00TTT2"))));
    // A number of another certificate kind is not an organization code, even if it looks like one.
    assert!(!certificate("5", organization).is_same(&certificate("3", organization)));
}

#[test]
fn a_unit_is_one_whatever_stands_around_its_code() {
    let code = credit_code::demo("12", "MA00HP01");
    assert_eq!(code, "12360000MA00HP0166");
    let whole = certificate("13", &code);
    for kind in ["4", "medical", "law-firm", "social-association", "5", "private-school", "foreign-body"] {
        for written in [
            "12360000MA00HP0166",
            "12360000MA00HP0166（1-1）",
            "12360000MA00HP0166-1",
            "12360000MA00HP0166/1",
            "12360000MA00HP0166〔1〕",
            "12360000-MA00HP016-6",
            "1236 0000 MA00HP0166 1",
            "统一社会信用代码12360000MA00HP0166",
            "统一社会信用代码：１２３６００００ＭＡ００ＨＰ０１６６。",
            "USCC12360000ma00hp0166",
            "A12360000MA00HP0166B",
        ] {
            assert!(certificate(kind, written).is_same(&whole), "{kind} {written}");
        }
    }
    for kind in ["4", "medical", "notary", "private-school"] {
        for written in
            ["MA00HP016", "MA00HP01-6", "组织机构代码：ma00hp016", "MA00HP016（1-1）", "MA00HP016-1"]
        {
            assert!(certificate(kind, written).is_same(&whole), "{kind} {written}");
        }
    }
    // A claim that was stored before the parser read such forms is found as well.
    for number in ["12360000MA00HP0166(1-1)", "MA00HP016"] {
        let old = Claim::Certificate { system: "4".to_owned(), number: number.to_owned() };
        assert!(old.is_same(&whole), "{number}");
    }
    // A text with two codes belongs to neither unit.
    let two = format!("{code} {}", credit_code::demo("12", "MA00HP02"));
    assert!(!certificate("5", &two).is_same(&whole));
}

#[test]
fn a_number_without_a_checksum_is_one_however_it_is_written() {
    for (kind, one, others) in [
        (
            "4",
            "136000000001",
            &["事证第136000000001号", "第136000000001号", "136000000001（1-1）", "136000000001(副本)"][..],
        ),
        (
            "law-firm",
            "（赣）法许〔2020〕1号",
            &["(赣)法许[2020]1号", "（赣）法许（2020）第1号", "（赣） 法许【2020】1"],
        ),
        ("passport", "护照E12345678", &["E12345678", "e 1234 5678", "护照号码：E12345678", "E-12345678"]),
        ("taiwan-travel-permit", "00000000(B)", &["00000000（b）", "通行证00000000B"]),
    ] {
        for other in others {
            let claim = Claim::certificate(kind, other).or_else(|| {
                Claim::certificate(
                    kind,
                    &crate::identifier::certificate_number::suggest_certificate(kind, other)?,
                )
            });
            assert_eq!(claim, Some(certificate(kind, one)), "{kind} {other}");
        }
    }
    assert!(!certificate("4", "赣社证字第1001号").is_same(&certificate("4", "昌社证字第1001号")));
    assert!(!certificate("passport", "NO1234567").is_same(&certificate("passport", "1234567")));
}

#[test]
fn an_identity_number_is_its_holders_under_whatever_kind() {
    let number = resident_id::demo("36", "19900101");
    for kind in ["passport", "hk-macao-travel-permit", "foreigner-permanent-residence"] {
        for written in [number.clone(), format!("身份证{number}"), format!("{number}-1")] {
            assert!(certificate(kind, &written).is_same(&certificate("2", &number)), "{kind} {written}");
        }
    }
}

#[test]
fn a_person_is_one_under_the_old_number_and_the_one_of_today() {
    let old = "110105491231002";
    assert!(certificate("2", old).is_same(&certificate("2", "11010519491231002x")));
    assert!(!certificate("2", old).is_same(&certificate("2", &resident_id::demo("11", "19491231"))));
    assert_eq!(Claim::certificate("2", "110105499931002"), None, "no date");
}

#[test]
fn a_canonical_claim_stays_as_it_is() {
    let domain = Claim::domain(&Domain::parse("變體.中國").unwrap());
    let order = Claim::FilingUnderWay(OrganizerNumber::issue('赣', 2026, 1));
    for claim in [domain, order, certificate("3", "60003734-1"), certificate("1", "110108000000016")] {
        assert_eq!(claim.canonical().canonical(), claim.canonical());
    }
}
