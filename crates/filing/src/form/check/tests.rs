use super::*;
use crate::form::check::demo;
use crate::form::{Access, FurtherAccess, FurtherSite, IpRange, Person, PreApproval};
use crate::identifier::certificate_number::canonical_certificate;
use crate::policy::codes;
use proptest::prelude::*;
use std::collections::BTreeSet;

mod offers;

const TODAY: Date = jiff::civil::date(2026, 11, 23);

fn findings(form: &Form) -> Vec<Finding> {
    check(form, Rules::jiangxi(), TODAY)
}

/// Returns `pointer code` for each finding of a level.
fn told(form: &Form, level: Level) -> Vec<String> {
    let of_level = |f: &Finding| f.level == level;
    findings(form)
        .into_iter()
        .filter(of_level)
        .map(|f| format!("{} {}", f.pointer, f.code.as_str()))
        .collect()
}

/// Checks the findings after a change to a unit's form without errors.
#[track_caller]
fn unit(change: impl FnOnce(&mut Form), errors: &[&str], warnings: &[&str]) {
    expect(demo::unit(), change, errors, warnings);
}

/// Checks the findings after a change to an individual's form without errors.
#[track_caller]
fn individual(change: impl FnOnce(&mut Form), errors: &[&str], warnings: &[&str]) {
    expect(demo::individual(), change, errors, warnings);
}

#[track_caller]
fn expect(mut form: Form, change: impl FnOnce(&mut Form), errors: &[&str], warnings: &[&str]) {
    change(&mut form);
    assert_eq!(told(&form, Level::Error), errors);
    assert_eq!(told(&form, Level::Warning), warnings);
}

fn suggestion(form: &Form, code: FieldCode) -> Option<String> {
    findings(form).into_iter().find(|finding| finding.code == code).and_then(|finding| finding.suggestion)
}

#[test]
fn faultless_forms_have_no_findings() {
    unit(|_| {}, &[], &[]);
    individual(|_| {}, &[], &[]);
}

#[test]
fn an_empty_form_is_told_everything_that_is_missing_at_once() {
    let missing = told(&Form::default(), Level::Error);
    assert!(missing.len() > 30, "{missing:?}");
    for pointer in [
        "/organizer/division",
        "/organizer/name",
        "/organizer/investor",
        "/organizer/legal_representative",
        "/organizer/leader/mobile",
        "/organizer/leader/landline",
        "/organizer/leader/emergency_phone",
        "/site/domain",
        "/site/domain_valid_to",
        "/site/home_url",
        "/site/contents",
        "/site/languages",
        "/site/leader/name",
        "/access/provider",
        "/access/ip_ranges",
    ] {
        assert!(missing.contains(&format!("{pointer} required")), "{pointer}");
    }
    assert!(missing.contains(&"/site/no_pre_approval pre-approval-choice-missing".to_owned()));
    assert!(told(&Form::default(), Level::Warning).is_empty());
}

#[test]
fn codes_are_distinct_and_are_those_on_the_wire() {
    let codes: BTreeSet<&str> = FieldCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), FieldCode::ALL.len());
    for code in FieldCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    }
}

#[test]
fn a_finding_is_printed_without_its_suggestion() {
    let finding = Finding {
        pointer: "/organizer/certificate_number".into(),
        code: FieldCode::ResidentIdOldForm,
        level: Level::Error,
        suggestion: Some("11010519491231002X".into()),
    };
    assert_eq!(format!("{finding:?}"), "Error /organizer/certificate_number resident-id-old-form");
}

#[test]
fn the_organizers_place_is_a_county_of_the_province() {
    unit(|f| f.organizer.division = "360100".into(), &["/organizer/division division-not-county"], &[]);
    unit(|f| f.organizer.division = "330106".into(), &["/organizer/division division-other-province"], &[]);
    unit(|f| f.organizer.division = "369999".into(), &["/organizer/division unknown-code"], &[]);
    unit(|f| f.organizer.division = "南昌".into(), &["/organizer/division unknown-code"], &[]);
}

#[test]
fn a_certificate_fits_the_unit_kind() {
    unit(
        |f| f.organizer.unit_kind = "8".into(),
        &["/organizer/certificate_kind certificate-kind-mismatch", "/organizer/name organizer-name-mismatch"],
        &[],
    );
    let mut form = demo::unit();
    form.organizer.unit_kind = "10".into();
    assert_eq!(suggestion(&form, FieldCode::CertificateKindMismatch).as_deref(), Some("cultural-centre"));
}

#[test]
fn a_mistyped_credit_code_says_what_is_wrong_with_it() {
    let set = |number: &'static str| move |f: &mut Form| f.organizer.certificate_number = number.into();
    unit(set("9111000060003734"), &["/organizer/certificate_number credit-code-length"], &[]);
    unit(set("91110000600037341M"), &["/organizer/certificate_number credit-code-check-character"], &[]);
    unit(set("91110000600037342L"), &["/organizer/certificate_number credit-code-organization-part"], &[]);
    unit(set("9111O000600037341L"), &["/organizer/certificate_number credit-code-characters"], &[]);
    let mut form = demo::unit();
    set("9111O000600037341L")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::CreditCodeCharacters).as_deref(), Some("91110000600037341L"));
}

#[test]
fn a_number_that_a_spreadsheet_rounded_is_told_as_such() {
    unit(
        |f| {
            f.organizer.certificate_number = "9.13601E+17".into();
            f.organizer.leader.mobile = "1.38E+10".into();
        },
        &["/organizer/certificate_number spreadsheet-number", "/organizer/leader/mobile spreadsheet-number"],
        &[],
    );
}

#[test]
fn an_old_registration_number_is_accepted_with_a_warning() {
    unit(
        |f| f.organizer.certificate_number = "110108000000016".into(),
        &[],
        &["/organizer/certificate_number registration-number-superseded"],
    );
    unit(
        |f| f.organizer.certificate_number = "110108000000017".into(),
        &["/organizer/certificate_number registration-number-check-digit"],
        &[],
    );
}

#[test]
fn certificates_without_a_checksum_need_a_plausible_number() {
    let institution = |f: &mut Form, number: &str| {
        f.organizer.unit_kind = "3".into();
        f.organizer.certificate_kind = "4".into();
        f.organizer.name = "赣江示例研究所".into();
        f.organizer.investor = "江西省示例厅".into();
        f.organizer.certificate_number = number.into();
    };
    unit(|f| institution(f, "事证第136000000000号"), &[], &[]);
    unit(|f| institution(f, "没有"), &["/organizer/certificate_number certificate-number-form"], &[]);
    unit(
        |f| institution(f, "12360000600037341L"),
        &["/organizer/certificate_number credit-code-check-character"],
        &[],
    );
}

#[test]
fn identity_numbers_are_checked_to_the_last_digit() {
    let set =
        |number: &'static str| move |f: &mut Form| f.organizer.leader.certificate_number = number.into();
    let at = |code: &str| format!("/organizer/leader/certificate_number {code}");
    unit(set("110105194912310021"), &[&at("resident-id-check-digit")], &[]);
    unit(set("1101051949123100"), &[&at("resident-id-length")], &[]);
    unit(set("11010519491331002X"), &[&at("resident-id-birth-date")], &[]);
    unit(set("99010519491231002X"), &[&at("resident-id-division")], &[]);
    unit(set("1101051949123100XX"), &[&at("resident-id-characters")], &[]);
    unit(set("110105491231002"), &[&at("resident-id-old-form")], &[]);
    let mut form = demo::unit();
    set("110105491231002")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::ResidentIdOldForm).as_deref(), Some("11010519491231002X"));
}

#[test]
fn a_person_shows_a_persons_certificate() {
    unit(
        |f| f.organizer.leader.certificate_kind = "1".into(),
        &["/organizer/leader/certificate_kind certificate-kind-not-for-persons"],
        &[],
    );
    unit(
        |f| {
            f.organizer.leader.certificate_kind = "passport".into();
            f.organizer.leader.certificate_number = "E00000000".into();
        },
        &[],
        &[],
    );
}

#[test]
fn an_individual_is_at_least_sixteen() {
    let born = |day: &str| {
        let id = crate::identifier::resident_id::demo("36", day);
        move |f: &mut Form| {
            f.organizer.certificate_number = id.clone();
            f.organizer.leader.certificate_number = id;
        }
    };
    individual(born("20101124"), &["/organizer/certificate_number under-age"], &[]);
    individual(born("20101123"), &[], &[]);
}

#[test]
fn everybody_who_answers_for_something_is_at_least_sixteen() {
    let child =
        |f: &mut Person| f.certificate_number = crate::identifier::resident_id::demo("36", "20141130");
    unit(|f| child(&mut f.organizer.leader), &["/organizer/leader/certificate_number under-age"], &[]);
    unit(
        |f| {
            f.organizer.leader.certificate_number = crate::identifier::resident_id::demo("36", "20261123");
            f.organizer.leader.valid_from = "2026-11-23".into();
        },
        &["/organizer/leader/certificate_number under-age"],
        &[],
    );
    unit(two_leaders(|f| child(&mut f.site.leader)), &["/site/leader/certificate_number under-age"], &[]);
    individual(
        two_leaders(|f| child(&mut f.site.leader)),
        &["/site/leader/certificate_number under-age"],
        &[],
    );
    let mut form = demo::unit();
    let Access { method, location, ip_ranges, .. } = form.access.clone();
    let mut site = Site {
        domain: "example.com".into(),
        home_url: "example.com".into(),
        same_leader: false,
        leader: demo::site_leader(),
        ..form.site.clone()
    };
    child(&mut site.leader);
    let further = FurtherSite { site, access: FurtherAccess { method, location, ip_ranges } };
    form.further.push(further);
    assert_eq!(told(&form, Level::Error), ["/further/0/site/leader/certificate_number under-age"]);
}

#[test]
fn an_identity_number_under_another_kind_is_held_to_its_age() {
    for kind in ["passport", "hk-macao-travel-permit", "foreigner-permanent-residence"] {
        for number in ["36010220141130000X", "36010220141130000x", "身份证36010220141130000X"] {
            let found = ["/organizer/leader/certificate_number under-age"];
            let doubtful = ["/organizer/leader/certificate_kind certificate-kind-doubtful"];
            let set = |f: &mut Form| {
                f.organizer.leader.certificate_kind = kind.into();
                f.organizer.leader.certificate_number = number.into();
            };
            unit(set, &found, &doubtful);
            let mut form = demo::unit();
            set(&mut form);
            assert_eq!(suggestion(&form, FieldCode::CertificateKindDoubtful).as_deref(), Some("2"));
        }
        individual(
            |f| {
                for (of_kind, of_number) in [
                    (&mut f.organizer.certificate_kind, &mut f.organizer.certificate_number),
                    (&mut f.organizer.leader.certificate_kind, &mut f.organizer.leader.certificate_number),
                ] {
                    *of_kind = kind.into();
                    *of_number = "36010220141130000X".into();
                }
            },
            &["/organizer/certificate_number under-age"],
            &["/organizer/certificate_kind certificate-kind-doubtful"],
        );
    }
}

#[test]
fn a_certificate_is_not_older_than_its_holder() {
    unit(
        |f| f.organizer.leader.valid_from = "1989-12-31".into(),
        &["/organizer/leader/valid_from certificate-before-birth"],
        &[],
    );
    unit(|f| f.organizer.leader.valid_from = "1990-01-01".into(), &[], &[]);
    unit(
        two_leaders(|f| f.site.leader.valid_from = "1985-05-05".into()),
        &["/site/leader/valid_from certificate-before-birth"],
        &[],
    );
    individual(
        |f| f.organizer.leader.valid_from = "1989-12-31".into(),
        &["/organizer/leader/valid_from certificate-before-birth"],
        &[],
    );
}

#[test]
fn leaders_from_elsewhere_are_told_of_the_residence_permit() {
    let elsewhere =
        |f: &mut Person| f.certificate_number = crate::identifier::resident_id::demo("44", "19900202");
    unit(
        |f| elsewhere(&mut f.organizer.leader),
        &[],
        &["/organizer/leader/certificate_number residence-permit-advised"],
    );
    unit(
        two_leaders(|f| elsewhere(&mut f.site.leader)),
        &[],
        &["/site/leader/certificate_number residence-permit-advised"],
    );
}

#[test]
fn a_number_that_another_kind_of_certificate_has_is_asked_about() {
    let with = |kind: &'static str, province: &'static str| {
        move |f: &mut Form| {
            f.organizer.leader.certificate_kind = kind.into();
            f.organizer.leader.certificate_number =
                crate::identifier::resident_id::demo(province, "19900101");
        }
    };
    let doubtful = ["/organizer/leader/certificate_kind certificate-kind-doubtful"];
    for (kind, province, meant) in [
        ("hk-macao-residence-permit", "36", "2"),
        ("taiwan-residence-permit", "81", "hk-macao-residence-permit"),
        ("hk-macao-residence-permit", "83", "taiwan-residence-permit"),
    ] {
        unit(with(kind, province), &[], &doubtful);
        let mut form = demo::unit();
        with(kind, province)(&mut form);
        assert_eq!(suggestion(&form, FieldCode::CertificateKindDoubtful).as_deref(), Some(meant));
    }
    unit(with("2", "83"), &[], &doubtful);
    unit(with("hk-macao-residence-permit", "82"), &[], &[]);
}

#[test]
fn signs_that_look_like_digits_are_seen_through() {
    let mut form = demo::unit();
    for written in [
        "36O1O2199OO1O1OOOX",
        "36010219900101000×",
        "36010219900101000Ⅹ",
        "'36010219900101000X",
        "3601021990010100ОХ",
        "36010219900101000X。",
    ] {
        form.organizer.leader.certificate_number = written.into();
        let found = findings(&form);
        let finding = found.iter().find(|f| f.pointer == "/organizer/leader/certificate_number");
        assert_eq!(finding.and_then(|f| f.suggestion.as_deref()), Some("36010219900101000X"), "{written}");
    }
    let mut form = demo::unit();
    for (kind, written, meant) in [
        ("1", "9111OOOO6OOO37341L", "91110000600037341L"),
        ("1", "'91110000600037341L", "91110000600037341L"),
        ("1", "91110000600037З41L", ""),
        ("1", "11O1O8OOOOOOO16", "110108000000016"),
        ("3", "'60003734-1", "600037341"),
    ] {
        form.organizer.certificate_kind = kind.into();
        form.organizer.certificate_number = written.into();
        let found = findings(&form);
        let finding = found.iter().find(|f| f.pointer == "/organizer/certificate_number");
        let offered = finding.and_then(|f| f.suggestion.clone()).unwrap_or_default();
        assert_eq!(offered, meant, "{written}");
    }
}

#[test]
fn an_individual_from_elsewhere_is_told_of_the_residence_permit() {
    let id = crate::identifier::resident_id::demo("33", "19900101");
    individual(
        |f| {
            f.organizer.certificate_number = id.clone();
            f.organizer.leader.certificate_number = id;
        },
        &[],
        &["/organizer/certificate_number residence-permit-advised"],
    );
}

#[test]
fn an_individual_leads_its_own_site() {
    individual(
        |f| f.organizer.leader.name = "丙某某".into(),
        &["/organizer/leader/name individual-leader-differs"],
        &[],
    );
    individual(
        |f| f.organizer.leader.certificate_number = crate::identifier::resident_id::demo("36", "19850505"),
        &["/organizer/leader/certificate_number individual-leader-differs"],
        &[],
    );
}

#[test]
fn names_fit_who_bears_them() {
    let named = |name: &'static str| move |f: &mut Form| f.organizer.name = name.into();
    unit(named("www.example.cn"), &["/organizer/name organizer-name-form"], &[]);
    unit(named("123456"), &["/organizer/name organizer-name-form"], &[]);
    unit(named("赣江市人民政府"), &["/organizer/name organizer-name-mismatch"], &[]);
    unit(named("赣"), &["/organizer/name too-short"], &[]);
    individual(
        |f| {
            f.organizer.name = "赣江示例有限公司".into();
            f.organizer.leader.name = "赣江示例有限公司".into();
        },
        &["/organizer/name organizer-name-mismatch"],
        &[],
    );
    // A person may have this name.
    individual(
        |f| {
            f.organizer.name = "李大学".into();
            f.organizer.leader.name = "李大学".into();
        },
        &[],
        &["/organizer/name organizer-name-mismatch"],
    );
    unit(|f| f.organizer.leader.name = "甲123".into(), &["/organizer/leader/name person-name-form"], &[]);
    unit(|f| f.organizer.leader.name = "··".into(), &["/organizer/leader/name person-name-form"], &[]);
    unit(|f| f.organizer.leader.name = "阿依古丽·艾山".into(), &[], &[]);
    unit(|f| f.organizer.leader.name = "O’Neil".into(), &[], &[]);
}

#[test]
fn a_name_is_understood_however_it_is_written_and_the_usual_way_is_offered() {
    for (written, usual) in [
        ("古丽米热・艾比布力", "古丽米热·艾比布力"),
        ("古丽米热‧艾比布力", "古丽米热·艾比布力"),
        ("古丽米热．艾比布力", "古丽米热·艾比布力"),
        ("古丽米热•艾比布力", "古丽米热·艾比布力"),
        ("张　三", "张三"),
        ("张\u{a0}三", "张三"),
        ("张\u{2009}三", "张三"),
        ("Jose\u{301} Mari\u{301}a", "José María"),
        ("SMITH, JOHN", "SMITH JOHN"),
        ("Anne‐Marie", "Anne-Marie"),
    ] {
        unit(|f| f.organizer.leader.name = written.into(), &[], &["/organizer/leader/name name-usual-form"]);
        let mut form = demo::unit();
        form.organizer.leader.name = written.into();
        assert_eq!(suggestion(&form, FieldCode::NameUsualForm).as_deref(), Some(usual));
    }
}

#[test]
fn one_person_is_one_however_the_name_is_written() {
    for (one, other) in [
        ("古丽米热·艾比布力", "古丽米热•艾比布力"),
        ("张三", "张 三"),
        ("José", "Jose\u{301}"),
        ("O'Neil", "o’neil"),
    ] {
        let has = |form: &Form, code: FieldCode| findings(form).iter().any(|finding| finding.code == code);
        let mut form = demo::individual();
        form.organizer.name = one.into();
        form.organizer.leader.name = other.into();
        assert!(!has(&form, FieldCode::IndividualLeaderDiffers), "{one} {other}");
        let mut form = demo::unit();
        form.organizer.legal_representative = one.into();
        form.organizer.leader.name = other.into();
        assert!(!has(&form, FieldCode::LegalRepresentativeDiffers), "{one} {other}");
        form.organizer.leader_is_legal_representative = false;
        assert!(has(&form, FieldCode::LegalRepresentativeIsLeader), "{one} {other}");
        two_leaders(|_| {})(&mut form);
        form.site.leader.certificate_number.clone_from(&form.organizer.leader.certificate_number);
        form.site.leader.name = one.into();
        assert!(has(&form, FieldCode::SamePersonTwice), "{one} {other}");
    }
}

#[test]
fn characters_that_only_look_usual_are_told_with_the_usual_ones() {
    let offered = |change: &dyn Fn(&mut Form)| {
        let mut form = demo::unit();
        change(&mut form);
        let found = findings(&form).into_iter().find(|finding| finding.code == FieldCode::UnusualCharacters);
        found.map(|finding| (finding.pointer, finding.level, finding.suggestion.unwrap()))
    };
    let expected = |pointer: &str, usual: &str| Some((pointer.to_owned(), Level::Error, usual.to_owned()));
    assert_eq!(
        offered(&|f| f.organizer.name = "江西⼯业示例有限公司".into()),
        expected("/organizer/name", "江西工业示例有限公司")
    );
    assert_eq!(
        offered(&|f| f.organizer.mailing_address = "江⻄省南昌市东湖区⼀路1号".into()),
        expected("/organizer/mailing_address", "江西省南昌市东湖区一路1号")
    );
    assert_eq!(
        offered(&|f| f.organizer.leader.name = "⾼某某".into()),
        expected("/organizer/leader/name", "高某某")
    );
    assert_eq!(offered(&|f| f.site.name = "赣江⽹站".into()), expected("/site/name", "赣江网站"));
}

#[test]
fn a_public_bodys_superior_is_no_person() {
    unit(
        |f| {
            f.organizer.unit_kind = "2".into();
            f.organizer.certificate_kind = "13".into();
            f.organizer.name = "赣江示例局".into();
            f.organizer.investor = "丙某某".into();
        },
        &["/organizer/investor investor-is-person"],
        &[],
    );
}

#[test]
fn addresses_are_in_the_chosen_place_and_have_a_number() {
    let at = |address: &'static str| move |f: &mut Form| f.organizer.mailing_address = address.into();
    unit(at("南昌"), &["/organizer/mailing_address too-short"], &[]);
    unit(at("浙江省杭州市示例路1号"), &[], &["/organizer/mailing_address address-outside-division"]);
    unit(at("江西省南昌市示例路口东侧"), &[], &["/organizer/mailing_address address-without-number"]);
}

#[test]
fn the_legal_representative_is_the_leader_or_somebody_else() {
    unit(
        |f| f.organizer.leader_is_legal_representative = false,
        &["/organizer/legal_representative required"],
        &[],
    );
    unit(
        |f| {
            f.organizer.leader_is_legal_representative = false;
            f.organizer.legal_representative = "甲某某".into();
        },
        &["/organizer/leader_is_legal_representative legal-representative-is-leader"],
        &[],
    );
    unit(
        |f| f.organizer.legal_representative = "丙某某".into(),
        &["/organizer/legal_representative legal-representative-differs"],
        &[],
    );
    unit(
        |f| {
            f.organizer.leader_is_legal_representative = false;
            f.organizer.legal_representative = "丙某某".into();
        },
        &[],
        &[],
    );
}

#[test]
fn certificates_are_valid_today_and_for_some_months() {
    let until = |day: &'static str| move |f: &mut Form| f.organizer.leader.valid_to = day.into();
    let at = |code: &str| format!("/organizer/leader/valid_to {code}");
    unit(until("2026-11-22"), &[&at("certificate-expired")], &[]);
    unit(until("2026-11-23"), &[], &[&at("certificate-expires-soon")]);
    unit(until("2027-02-23"), &[], &[&at("certificate-expires-soon")]);
    unit(until("2027-02-24"), &[], &[]);
    unit(until("2019-12-31"), &[&at("date-order")], &[]);
    unit(until("2027-02-30"), &[&at("date-form")], &[]);
    unit(
        |f| f.organizer.leader.valid_from = "2026-11-24".into(),
        &["/organizer/leader/valid_from date-in-future"],
        &[],
    );
}

fn a_pre_approval(valid_to: &str) -> PreApproval {
    PreApproval { kind: "1".into(), document_number: "示例1号".into(), valid_to: valid_to.into() }
}

#[test]
fn domains_are_registered_today_and_for_some_months() {
    let until = |day: &'static str| move |f: &mut Form| f.site.domain_valid_to = day.into();
    let at = |code: &str| format!("/site/domain_valid_to {code}");
    unit(until(""), &[&at("required")], &[]);
    unit(until("2026-11-22"), &[&at("domain-expired")], &[]);
    unit(until("2026-11-23"), &[], &[&at("domain-expires-soon")]);
    unit(until("2027-02-23"), &[], &[&at("domain-expires-soon")]);
    unit(until("2027-02-24"), &[], &[]);
    for wrong in ["2027-02-30", "2035.12.31", "long_term", "2035-12-31T00:00:00"] {
        unit(until(wrong), &[&at("date-form")], &[]);
    }
}

#[test]
fn a_pre_approval_document_has_a_last_day_or_none_and_its_day_comes_with_its_number() {
    let with = |number: &'static str, day: &'static str| {
        move |f: &mut Form| {
            f.site.no_pre_approval = false;
            f.site.pre_approvals =
                vec![PreApproval { document_number: number.into(), ..a_pre_approval(day) }];
        }
    };
    let at = |code: &str| format!("/site/pre_approvals/0/valid_to {code}");
    let missing = "/site/pre_approvals/0/document_number pre-approval-number-missing";
    unit(with("示例1号", "2035-12-31"), &[], &[]);
    unit(with("示例1号", "long_term"), &[], &[]);
    unit(with("", ""), &[], &[missing]);
    unit(with("示例1号", ""), &[&at("required")], &[]);
    unit(with("示例1号", "长期"), &[&at("date-form")], &[]);
    unit(with("示例1号", "2026-11-22"), &[&at("pre-approval-expired")], &[]);
    unit(with("示例1号", "2027-02-23"), &[], &[&at("pre-approval-expires-soon")]);
    unit(with("", "someday"), &[&at("date-form")], &[missing]);
}

#[test]
fn dates_written_otherwise_are_mended() {
    for (written, meant) in [
        ("2040.1.2", "2040-01-02"),
        ("2040年1月2日", "2040-01-02"),
        ("20400102", "2040-01-02"),
        ("2040/1/2 0:00", "2040-01-02"),
        ("2040-01-02T00:00:00", "2040-01-02"),
        ("长期", "long_term"),
    ] {
        let mut form = demo::unit();
        form.organizer.leader.valid_to = written.into();
        assert_eq!(suggestion(&form, FieldCode::DateForm).as_deref(), Some(meant), "{written}");
    }
}

#[test]
fn both_a_landline_and_a_mobile_number_are_needed() {
    unit(
        |f| {
            f.organizer.leader.mobile = String::new();
            f.organizer.leader.landline = " ".into();
        },
        &["/organizer/leader/mobile required", "/organizer/leader/landline required"],
        &[],
    );
}

#[test]
fn mobile_numbers_are_told_from_landlines() {
    let set = |number: &'static str| move |f: &mut Form| f.organizer.leader.mobile = number.into();
    unit(set("0791-86000009"), &["/organizer/leader/mobile mobile-is-landline"], &[]);
    unit(set("1380000000"), &["/organizer/leader/mobile mobile-form"], &[]);
    unit(set("+852 51234567"), &["/organizer/leader/mobile phone-abroad"], &[]);
    unit(set("17000000001"), &[], &["/organizer/leader/mobile mobile-virtual-operator"]);
    unit(set("15400000001"), &[], &["/organizer/leader/mobile mobile-prefix-unknown"]);
}

#[test]
fn landlines_are_of_the_organizers_city() {
    let set = |number: &'static str| move |f: &mut Form| f.organizer.leader.landline = number.into();
    let at = |code: &str| format!("/organizer/leader/landline {code}");
    unit(set("0797-8600000"), &[], &[&at("landline-other-city")]);
    unit(set("0571-86000000"), &[], &[&at("landline-other-city")]);
    unit(set("0791-8600000"), &[&at("landline-length-for-area")], &[]);
    unit(set("13900000000"), &[&at("landline-is-mobile")], &[]);
    unit(set("0011-8600000"), &[&at("landline-area-unknown")], &[]);
    unit(set("电话"), &[&at("landline-form")], &[]);
    unit(set("+852 2123 4567"), &[&at("phone-abroad")], &[]);
    for extended in ["0791-86000001-8001", "0791-86000001转8001", "0791 86000001 ext.801"] {
        unit(set(extended), &[], &[]);
    }
    unit(set("86000009"), &[&at("landline-area-missing")], &[]);
    let mut form = demo::unit();
    set("86000009")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::LandlineAreaMissing).as_deref(), Some("0791-86000009"));
}

#[test]
fn the_emergency_number_is_another_one() {
    let set = |number: &'static str| move |f: &mut Form| f.organizer.leader.emergency_phone = number.into();
    unit(set("138 0000 0001"), &["/organizer/leader/emergency_phone emergency-phone-repeated"], &[]);
    unit(set("079186000001"), &["/organizer/leader/emergency_phone emergency-phone-repeated"], &[]);
    unit(set("0791-86000001-8002"), &["/organizer/leader/emergency_phone emergency-phone-repeated"], &[]);
    unit(set("12345"), &["/organizer/leader/emergency_phone emergency-phone-form"], &[]);
    unit(set("0791-86000077"), &[], &[]);
}

#[test]
fn leaders_of_two_sites_of_an_order_are_one_or_two() {
    let order = |change: &dyn Fn(&mut Person)| {
        let mut form = demo::unit();
        two_leaders(|_| {})(&mut form);
        let Access { method, location, ip_ranges, .. } = form.access.clone();
        let mut site =
            Site { domain: "example.com".into(), home_url: "example.com".into(), ..form.site.clone() };
        change(&mut site.leader);
        form.further.push(FurtherSite { site, access: FurtherAccess { method, location, ip_ranges } });
        told(&form, Level::Error)
    };
    let at = |found: &str| format!("/further/0/site/leader/{found}");
    assert_eq!(order(&|_| {}), <[&str; 0]>::default(), "one leads both");
    assert_eq!(
        order(&|leader| leader.name = "丙某某".into()),
        [at("certificate_number same-certificate-other-name")]
    );
    let other = |leader: &mut Person| {
        leader.name = "丙某某".into();
        leader.certificate_number = crate::identifier::resident_id::demo("36", "19920101");
    };
    assert_eq!(
        order(&other),
        [
            at("mobile same-person-contact"),
            at("email same-person-contact"),
            at("emergency_phone emergency-phone-repeated")
        ]
    );
    assert_eq!(
        order(&|leader| {
            other(leader);
            leader.mobile = "13800000005".into();
            leader.landline = "0791-86000005".into();
            leader.emergency_phone = "13800000006".into();
            leader.email = "third@example.com".into();
        }),
        <[&str; 0]>::default()
    );
}

fn two_leaders(change: impl FnOnce(&mut Form)) -> impl FnOnce(&mut Form) {
    |form| {
        form.site.same_leader = false;
        form.site.leader = demo::site_leader();
        change(form);
    }
}

#[test]
fn two_people_have_two_telephones_and_two_mailboxes() {
    unit(two_leaders(|_| {}), &[], &[]);
    unit(
        two_leaders(|f| {
            f.site.leader.mobile = "+86 13800000001".into();
            f.site.leader.email = "Leader@Example.com".into();
            f.site.leader.landline = "0791 86000001".into();
        }),
        &["/site/leader/mobile same-person-contact", "/site/leader/email same-person-contact"],
        &["/site/leader/landline shared-landline"],
    );
    unit(
        two_leaders(|f| f.site.leader.emergency_phone = "13800000001".into()),
        &["/site/leader/emergency_phone emergency-phone-repeated"],
        &[],
    );
    unit(
        two_leaders(|f| f.organizer.leader.emergency_phone = "13800000003".into()),
        &["/organizer/leader/emergency_phone emergency-phone-repeated"],
        &[],
    );
}

#[test]
fn one_person_is_written_once() {
    unit(
        |f| {
            f.site.same_leader = false;
            f.site.leader = f.organizer.leader.clone();
        },
        &["/site/same_leader same-person-twice"],
        &[],
    );
    unit(
        two_leaders(|f| f.site.leader.certificate_number = f.organizer.leader.certificate_number.clone()),
        &["/site/leader/certificate_number same-certificate-other-name"],
        &[],
    );
}

#[test]
fn what_is_left_in_a_leader_that_does_not_count_is_not_judged() {
    unit(|f| f.site.leader.mobile = "x".into(), &[], &[]);
}

#[test]
fn email_addresses_have_the_usual_form() {
    let set = |email: &'static str| move |f: &mut Form| f.organizer.leader.email = email.into();
    for email in
        ["a", "a@b", "a@b.c", "@example.com", "a b@example.com", "a..b@example.com", "a@-b.com", "a@1.2.3.4"]
    {
        unit(set(email), &["/organizer/leader/email email-form"], &[]);
    }
    for email in ["a@example.com", "a.b+c@mail.example.com.cn", "12345@example.com"] {
        unit(set(email), &[], &[]);
    }
    let mut form = demo::unit();
    set("ａ＠example。com")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::EmailForm).as_deref(), Some("a@example.com"));
    set("zs@例子.中国")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::EmailForm).as_deref(), Some("zs@xn--fsqu00a.xn--fiqs8s"));
    unit(set("zs@xn--fsqu00a.xn--fiqs8s"), &[], &[]);
}

#[test]
fn a_sites_name_says_what_it_is() {
    let named = |name: &'static str| move |f: &mut Form| f.site.name = name.into();
    unit(named("赣江"), &["/site/name site-name-too-few-han"], &[]);
    unit(named("12345"), &["/site/name site-name-only-letters"], &[]);
    unit(named("MyHome"), &["/site/name site-name-only-letters"], &[]);
    unit(named("example.cn"), &["/site/name site-name-is-domain"], &[]);
    unit(named("Example"), &["/site/name site-name-is-domain"], &[]);
}

#[test]
fn words_in_a_sites_name_are_for_a_person_to_judge() {
    let named = |name: &'static str| move |f: &mut Form| f.site.name = name.into();
    for name in ["中国赣江示例网", "中央大街食客", "人民路小吃"] {
        unit(named(name), &[], &["/site/name site-name-prefix"]);
    }
    for name in ["赣江示例有限公司", "甲的大学生活"] {
        individual(named(name), &[], &["/site/name site-name-unit-words"]);
    }
    for name in ["赣江批发部", "甲的工厂随笔", "代理人笔记"] {
        individual(named(name), &[], &["/site/name site-name-trade-words"]);
    }
}

#[test]
fn a_unit_whose_own_name_begins_so_may_say_it() {
    unit(
        |f| {
            f.organizer.name = "中国示例公司".into();
            f.site.name = "中国示例公司官网".into();
        },
        &[],
        &[],
    );
}

#[test]
fn only_the_registrable_domain_is_filed() {
    let set = |domain: &'static str| {
        move |f: &mut Form| {
            f.site.domain = domain.into();
            f.site.home_url = "www.example.cn".into();
        }
    };
    unit(set("https://www.example.cn/a"), &["/site/domain domain-not-registrable-part"], &[]);
    for (domain, code) in [
        ("192.0.2.1", "domain-is-ip-address"),
        ("localhost", "domain-single-label"),
        ("com.cn", "domain-public-suffix"),
        ("example.nosuchtld", "domain-unknown-suffix"),
        ("exa_mple.cn", "domain-form"),
    ] {
        unit(set(domain), &[&format!("/site/domain {code}")], &[]);
    }
    let mut form = demo::unit();
    set("www.例子.中国")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::DomainNotRegistrablePart).as_deref(), Some("例子.中国"));
}

#[test]
fn government_domains_are_for_public_bodies() {
    let set = |f: &mut Form| {
        f.site.domain = "example.gov.cn".into();
        f.site.home_url = "www.example.gov.cn".into();
    };
    unit(set, &["/site/domain domain-for-public-bodies"], &[]);
    unit(
        |f| {
            set(f);
            f.organizer.unit_kind = "2".into();
            f.organizer.certificate_kind = "13".into();
            f.organizer.name = "赣江示例局".into();
            f.organizer.investor = "江西省示例厅".into();
        },
        &[],
        &[],
    );
}

#[test]
fn an_app_is_not_filed_as_a_website() {
    for kind in codes::service_kinds().entries {
        let errors: &[&str] =
            if kind.code == "1" { &[] } else { &["/site/service_kind service-kind-not-yet"] };
        unit(|f| f.site.service_kind = kind.code.into(), errors, &[]);
    }
}

#[test]
fn letters_that_only_look_latin_are_warned_of() {
    unit(
        |f| {
            f.site.domain = "еxample.cn".into();
            f.site.home_url = "www.еxample.cn".into();
        },
        &[],
        &["/site/domain domain-look-alike"],
    );
}

#[test]
fn two_forms_of_one_domain_are_no_two_sites() {
    let mut form = demo::unit();
    form.site.domain = "变体.中国".into();
    form.site.home_url = "变体.中国".into();
    let site = Site { domain: "變體.中國".into(), home_url: "變體.中國".into(), ..form.site.clone() };
    let Access { method, location, ip_ranges, .. } = form.access.clone();
    form.further.push(FurtherSite { site, access: FurtherAccess { method, location, ip_ranges } });
    assert_eq!(told(&form, Level::Error), ["/further/0/site/domain duplicate"]);
}

#[test]
fn an_unlisted_suffix_is_only_warned_of() {
    unit(
        |f| {
            f.site.domain = "example.aero".into();
            f.site.home_url = "example.aero".into();
        },
        &[],
        &["/site/domain domain-suffix-unlisted"],
    );
}

#[test]
fn the_home_page_is_under_the_domain() {
    let set = |url: &'static str| move |f: &mut Form| f.site.home_url = url.into();
    unit(set("www.example.com"), &["/site/home_url home-url-other-domain"], &[]);
    unit(set("badexample.cn"), &["/site/home_url home-url-other-domain"], &[]);
    unit(set("https://www.example.cn"), &["/site/home_url home-url-form"], &[]);
    unit(set("www.example.cn a"), &["/site/home_url home-url-form"], &[]);
    unit(set("example.cn/index.html"), &[], &[]);
    let mut form = demo::unit();
    set("")(&mut form);
    assert_eq!(suggestion(&form, FieldCode::Required).as_deref(), Some("www.example.cn"));
}

#[test]
fn individuals_choose_blog_or_other() {
    individual(
        |f| f.site.contents = vec!["blog".into(), "games".into()],
        &["/site/contents/1 contents-not-for-individuals"],
        &[],
    );
}

#[test]
fn lists_have_known_codes_and_none_twice() {
    unit(|f| f.site.contents.push("unit-portal".into()), &["/site/contents/1 duplicate"], &[]);
    unit(|f| f.site.languages = vec!["tlh".into()], &["/site/languages/0 unknown-code"], &[]);
    unit(|f| f.site.contents = vec!["other".into(); 11], &["/site/contents too-many"], &[]);
    unit(|f| f.access.method = "pigeon".into(), &["/access/method unknown-code"], &[]);
    unit(|f| f.access.location = "99".into(), &["/access/location unknown-code"], &[]);
}

#[test]
fn pre_approval_is_chosen_or_denied_but_not_both() {
    let approval = |kind: &str, number: &str| {
        // The document has a number and a last day, or neither.
        let valid_to = if number.is_empty() { "" } else { "long_term" };
        PreApproval { kind: kind.into(), document_number: number.into(), valid_to: valid_to.into() }
    };
    unit(|f| f.site.no_pre_approval = false, &["/site/no_pre_approval pre-approval-choice-missing"], &[]);
    unit(
        |f| f.site.pre_approvals = vec![approval("1", "示例〔2026〕1号")],
        &["/site/no_pre_approval pre-approval-choice-both"],
        &[],
    );
    unit(
        |f| {
            f.site.no_pre_approval = false;
            f.site.pre_approvals = vec![approval("1", ""), approval("3", "示例1号"), approval("1", "x1")];
        },
        &["/site/pre_approvals/2/kind duplicate"],
        &[
            "/site/pre_approvals/0/document_number pre-approval-number-missing",
            "/site/pre_approvals/1/kind pre-approval-abolished",
        ],
    );
}

#[test]
fn words_let_one_suspect_a_pre_approval() {
    unit(|f| f.site.name = "赣江药品网".into(), &[], &["/site/pre_approvals pre-approval-suspected"]);
    let mut form = demo::unit();
    form.site.name = "赣江新闻网".into();
    assert_eq!(suggestion(&form, FieldCode::PreApprovalSuspected).as_deref(), Some("1"));
    unit(
        |f| {
            f.site.name = "赣江新闻网".into();
            f.site.no_pre_approval = false;
            f.site.pre_approvals = vec![a_pre_approval("2035-12-31")];
        },
        &[],
        &[],
    );
}

#[test]
fn remarks_say_something() {
    unit(|f| f.site.remarks = "公司网站".into(), &["/site/remarks too-short"], &[]);
    unit(|f| f.site.remarks = "赣".repeat(201), &["/site/remarks too-long"], &[]);
    unit(|f| f.site.remarks = "好的".repeat(15), &["/site/remarks remarks-without-content"], &[]);
}

#[test]
fn addresses_of_servers_are_public_ordered_and_apart() {
    let range = |from: &str, to: &str| IpRange { from: from.into(), to: to.into() };
    let set = |ranges: Vec<IpRange>| move |f: &mut Form| f.access.ip_ranges = ranges;
    unit(set(vec![range("", "")]), &["/access/ip_ranges/0/from required"], &[]);
    unit(set(vec![range("223.5.5.x", "")]), &["/access/ip_ranges/0/from ip-address-form"], &[]);
    unit(
        set(vec![range("223.5.5.5", "223.5.5.4")]),
        &["/access/ip_ranges/0/from ip-range-order", "/access/ip_ranges/0/to ip-range-order"],
        &[],
    );
    for wide in ["223.5.4.0/23", "2400:3200::/64", "223.5.0.0-223.5.9.9"] {
        unit(set(vec![range(wide, "")]), &["/access/ip_ranges/0/from ip-range-too-wide"], &[]);
    }
    for private in ["10.0.0.0/24", "192.168.1.1-192.168.1.9", "IP：10.1.1.1"] {
        unit(set(vec![range(private, "")]), &["/access/ip_ranges/0/from ip-address-not-public"], &[]);
    }
    unit(set(vec![range("223.5.5.5", "2400:3200::1")]), &["/access/ip_ranges/0/to ip-range-families"], &[]);
    unit(set(vec![range("192.168.1.1", "")]), &["/access/ip_ranges/0/from ip-address-not-public"], &[]);
    unit(set(vec![range("223.5.0.0", "223.5.1.0")]), &["/access/ip_ranges/0/to ip-range-too-wide"], &[]);
    unit(
        set(vec![range("223.5.5.0", "223.5.5.9"), range("223.5.5.9", ""), range("223.5.5.0", "223.5.5.9")]),
        &["/access/ip_ranges/1/from ip-ranges-overlap", "/access/ip_ranges/2/from duplicate"],
        &[],
    );
    unit(set(vec![range("1.2.4.8", ""); 21]), &["/access/ip_ranges too-many"], &[]);
}

#[test]
fn a_range_that_is_written_otherwise_is_offered_as_its_two_ends() {
    let offered = |from: &str| {
        let mut form = demo::unit();
        form.access.ip_ranges = vec![IpRange { from: from.into(), to: String::new() }];
        let found = findings(&form).into_iter().filter(|finding| finding.level == Level::Error);
        found.map(|f| (f.pointer, f.code.as_str(), f.suggestion)).collect::<Vec<_>>()
    };
    let end = |end: &str, code: &'static str, value: &str| {
        (format!("/access/ip_ranges/0/{end}"), code, Some(value.to_owned()))
    };
    for (from, first, last) in [
        ("223.5.5.0/24", "223.5.5.0", "223.5.5.255"),
        ("223.5.5.5-223.5.5.9", "223.5.5.5", "223.5.5.9"),
        ("223.5.5.5至223.5.5.9", "223.5.5.5", "223.5.5.9"),
    ] {
        assert_eq!(
            offered(from),
            [end("from", "ip-address-form", first), end("to", "ip-address-form", last)]
        );
    }
    for reversed in ["223.5.5.9-223.5.5.5", "223.5.5.9 至 223.5.5.5"] {
        let order = "ip-range-order";
        assert_eq!(offered(reversed), [end("from", order, "223.5.5.5"), end("to", order, "223.5.5.9")]);
    }
    assert_eq!(
        offered("223.5.5.5\n223.5.5.9"),
        [end("from", "bad-characters", "223.5.5.5"), end("to", "ip-address-form", "223.5.5.9")]
    );
    assert_eq!(offered("223.5.5.5\u{200b}"), [end("from", "bad-characters", "223.5.5.5")]);
    assert_eq!(offered("[2400:3200::1]"), [end("from", "ip-address-form", "2400:3200::1")]);
}

#[test]
fn hidden_characters_are_taken_out_in_the_suggestion() {
    unit(|f| f.site.name = "赣江\u{200b}示例".into(), &["/site/name bad-characters"], &[]);
    let mut form = demo::unit();
    form.site.name = "赣江\u{200b}示例".into();
    assert_eq!(suggestion(&form, FieldCode::BadCharacters).as_deref(), Some("赣江示例"));
}

#[test]
fn a_certificate_number_has_one_canonical_form() {
    let id = crate::identifier::resident_id::demo("36", "19900101");
    assert_eq!(canonical_certificate("2", &format!(" {} ", id.to_lowercase())), Some(id));
    assert_eq!(canonical_certificate("1", "91110000600037341l").as_deref(), Some("91110000600037341L"));
    assert_eq!(canonical_certificate("3", "60003734-1").as_deref(), Some("600037341"));
    assert_eq!(canonical_certificate("2", "1"), None);
    assert_eq!(canonical_certificate("nosuch", "91110000600037341L"), None);
}

/// Collects the pointers of every text of the form.
fn texts(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(_) => found.push(at.to_owned()),
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| texts(value, &format!("{at}/{name}"), found));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, value)| texts(value, &format!("{at}/{place}"), found));
        }
        _ => {}
    }
}

fn full() -> serde_json::Value {
    let mut form = demo::unit();
    two_leaders(|_| {})(&mut form);
    form.site.no_pre_approval = false;
    form.site.pre_approvals = vec![a_pre_approval("2035-12-31")];
    form.access.ip_ranges = vec![IpRange { from: "223.5.5.5".into(), to: "223.5.5.6".into() }];
    form.organizer.legal_representative = "丙某某".into();
    form.organizer.leader_is_legal_representative = false;
    form.organizer.remarks = "无".into();
    serde_json::to_value(form).unwrap()
}

#[test]
fn no_text_of_the_form_may_be_endless_or_hold_control_characters() {
    let form = full();
    let mut pointers = Vec::new();
    texts(&form, "", &mut pointers);
    assert!(pointers.len() > 40);
    for pointer in pointers {
        for wrong in ["甲".repeat(5000), "甲\u{0}乙".to_owned()] {
            let mut form = form.clone();
            *form.pointer_mut(&pointer).unwrap() = wrong.into();
            let form: Form = serde_json::from_value(form).unwrap();
            let errors = told(&form, Level::Error);
            let field = pointer.as_str();
            assert!(errors.iter().any(|error| error.starts_with(field)), "{pointer}: {errors:?}");
        }
    }
}

#[test]
fn words_are_found_in_whichever_characters_they_are_written() {
    let named = |name: &'static str| move |f: &mut Form| f.site.name = name.into();
    for name in ["中國赣江示例", "國家赣江示例", "人 民赣江示例", "中\u{3000}国赣江示例"]
    {
        let mut form = demo::unit();
        named(name)(&mut form);
        assert!(told(&form, Level::Warning).contains(&"/site/name site-name-prefix".to_owned()), "{name}");
    }
    for name in ["赣江示例集團", "甲的大 学"] {
        individual(named(name), &[], &["/site/name site-name-unit-words"]);
    }
    individual(
        |f| {
            f.organizer.name = "赣江示例有限公 司".into();
            f.organizer.leader.name = "赣江示例有限公 司".into();
        },
        &["/organizer/name organizer-name-mismatch"],
        &["/organizer/leader/name name-usual-form"],
    );
}

#[test]
fn names_and_addresses_are_offered_as_they_are_usually_written() {
    for (pointer, written, usual) in [
        ("/organizer/name", "赣江\u{a0}示例有限公司", "赣江示例有限公司"),
        ("/organizer/name", "“赣江示例有限公司”", "赣江示例有限公司"),
        ("/organizer/name", "赣江示例有限公司。", "赣江示例有限公司"),
        ("/organizer/name", "赣江　示例有限公司", "赣江示例有限公司"),
        ("/organizer/investor", "Cafe\u{301} 示例", "Café 示例"),
        (
            "/organizer/certificate_address",
            "江西省南昌市\u{2009}东湖区示例路1号",
            "江西省南昌市东湖区示例路1号",
        ),
        ("/organizer/mailing_address", "江西省南昌市东湖区示例路1号。", "江西省南昌市东湖区示例路1号"),
        ("/site/name", "赣江\u{a0}示例官网", "赣江示例官网"),
    ] {
        let mut form = serde_json::to_value(demo::unit()).unwrap();
        *form.pointer_mut(pointer).unwrap() = written.into();
        let found = findings(&serde_json::from_value(form).unwrap());
        let expected = Finding {
            pointer: pointer.to_owned(),
            code: FieldCode::NameUsualForm,
            level: Level::Warning,
            suggestion: Some(usual.to_owned()),
        };
        assert_eq!(found, [expected]);
    }
    unit(|f| f.organizer.name = "赣江\u{e000}示例有限公司".into(), &["/organizer/name bad-characters"], &[]);
}

/// Tells whether a pointer names a field of the form.
fn exists(pointer: &str, form: &serde_json::Value) -> bool {
    form.pointer(pointer).is_some()
}

proptest! {
    #[test]
    fn anything_can_be_typed_anywhere(place in 0usize..60, text in "\\PC{0,30}|[0-9０-９.:/-]{0,24}") {
        let mut form = full();
        let mut pointers = Vec::new();
        texts(&form, "", &mut pointers);
        let pointer = &pointers[place % pointers.len()];
        *form.pointer_mut(pointer).unwrap() = text.into();
        let typed: Form = serde_json::from_value(form.clone()).unwrap();
        let found = findings(&typed);
        prop_assert_eq!(&found, &findings(&typed));
        for finding in found {
            prop_assert!(exists(&finding.pointer, &form), "{}", finding.pointer);
        }
    }

    #[test]
    fn a_canonical_number_stays_as_it_is(number in "\\PC{0,24}|[0-9A-Z]{9,18}", kind in 0usize..26) {
        let kinds = &codes::certificate_kinds().entries;
        let kind = kinds[kind % kinds.len()].code;
        if let Some(canonical) = canonical_certificate(kind, &number) {
            prop_assert_eq!(canonical_certificate(kind, &canonical), Some(canonical.clone()));
        }
    }
}
