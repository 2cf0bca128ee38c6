//! Tests of the checks of a form, and the helpers of the tests of its parts.

use super::*;
use crate::form::check::demo;
use crate::form::{IpRange, PreApproval};
use proptest::prelude::*;
use std::collections::BTreeSet;

mod certificates;
mod contact;
mod offers;
mod organizer;
mod site;

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

fn suggestion(form: &Form, code: FindingCode) -> Option<String> {
    findings(form).into_iter().find(|finding| finding.code == code).and_then(|finding| finding.suggestion)
}

fn a_pre_approval(valid_to: &str) -> PreApproval {
    PreApproval { kind: "1".into(), document_number: "示例1号".into(), valid_to: valid_to.into() }
}

fn two_leaders(change: impl FnOnce(&mut Form)) -> impl FnOnce(&mut Form) {
    |form| {
        form.site.same_leader = false;
        form.site.leader = demo::site_leader();
        change(form);
    }
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

/// Tells whether a pointer names a field of the form.
fn exists(pointer: &str, form: &serde_json::Value) -> bool {
    form.pointer(pointer).is_some()
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
    let codes: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), FindingCode::ALL.len());
    for code in FindingCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    }
}

#[test]
fn a_finding_is_printed_without_its_suggestion() {
    let finding = Finding {
        pointer: "/organizer/certificate_number".into(),
        code: FindingCode::ResidentIdOldForm,
        level: Level::Error,
        suggestion: Some("11010519491231002X".into()),
    };
    assert_eq!(format!("{finding:?}"), "Error /organizer/certificate_number resident-id-old-form");
}

#[test]
fn characters_that_only_look_usual_are_told_with_the_usual_ones() {
    let offered = |change: &dyn Fn(&mut Form)| {
        let mut form = demo::unit();
        change(&mut form);
        let found =
            findings(&form).into_iter().find(|finding| finding.code == FindingCode::UnusualCharacters);
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
fn hidden_characters_are_taken_out_in_the_suggestion() {
    unit(|f| f.site.name = "赣江\u{200b}示例".into(), &["/site/name bad-characters"], &[]);
    let mut form = demo::unit();
    form.site.name = "赣江\u{200b}示例".into();
    assert_eq!(suggestion(&form, FindingCode::BadCharacters).as_deref(), Some("赣江示例"));
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
            code: FindingCode::NameUsualForm,
            level: Level::Warning,
            suggestion: Some(usual.to_owned()),
        };
        assert_eq!(found, [expected]);
    }
    unit(|f| f.organizer.name = "赣江\u{e000}示例有限公司".into(), &["/organizer/name bad-characters"], &[]);
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
}
