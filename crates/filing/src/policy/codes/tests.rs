//! Tests of the shipped code lists and of the rules of Jiangxi.

use super::*;
use crate::policy::{
    codes::{CertificateHolder, division},
    rules::Rules,
};
use std::collections::BTreeSet;

fn distinct<'a>(codes: impl Iterator<Item = &'a str>) -> usize {
    let codes: Vec<&str> = codes.collect();
    let set: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(set.len(), codes.len(), "a code comes twice");
    codes.len()
}

#[test]
fn every_shipped_list_can_be_read_and_has_no_code_twice() {
    assert_eq!(distinct(provinces().entries.iter().map(|e| e.code)), 31);
    assert_eq!(distinct(unit_kinds().entries.iter().map(|e| e.code)), 16);
    assert_eq!(distinct(divisions().entries.iter().map(|e| e.code)), 11);
    assert_eq!(distinct(divisions().entries.iter().flat_map(|city| city.counties).map(|c| c.0)), 100);
    assert!(distinct(certificate_kinds().entries.iter().map(|e| e.code)) > 20);
    assert!(distinct(pre_approvals().entries.iter().map(|e| e.code)) > 10);
    for table in [service_kinds(), service_contents(), languages(), access_methods()] {
        assert!(distinct(table.entries.iter().map(|e| e.code)) > 3);
        assert!(!table.source.is_empty());
    }
    assert!(distinct(top_level_domains().entries.iter().copied()) > 30);
}

#[test]
fn jiangxis_rules_say_where_they_come_from() {
    let rules = Rules::jiangxi();
    assert_eq!((rules.deadline_lengths.provider_check, rules.deadline_lengths.sheet), (2, 7));
    assert_eq!((rules.deadline_lengths.review, rules.deadline_lengths.ceiling), (15, 20));
    let json = serde_json::to_value(rules).unwrap();
    for rule in rules.sources.iter().flat_map(|source| &source.rules) {
        assert!(json.pointer(&format!("/{}", rule.replace('.', "/"))).is_some(), "{rule}");
    }
}

#[test]
fn abbreviations_are_those_of_filing_numbers() {
    for province in provinces().entries {
        let number = format!("{}ICP备2026000001号", province.abbreviation);
        assert_eq!(crate::identifier::FilingNumber::parse(&number).unwrap().to_string(), number);
    }
    assert_eq!(provinces().get("36").unwrap().abbreviation, Rules::jiangxi().abbreviation);
}

#[test]
fn every_county_lies_in_its_city_and_every_city_has_an_area() {
    for city in divisions().entries {
        assert!(city.counties.iter().all(|county| county.0[..4] == city.code[..4]));
        assert_eq!(numbering_plan().areas.iter().filter(|area| area.city == city.code).count(), 1);
    }
    assert_eq!(division("360102").map(|(city, county)| (city.name_zh, county.1)), Some(("南昌市", "东湖区")));
    assert_eq!(division("360100"), None);
}

#[test]
fn certificate_kinds_name_unit_kinds_that_exist() {
    for kind in certificate_kinds().entries {
        assert!(kind.unit_kinds.iter().all(|code| unit_kinds().get(code).is_some()), "{}", kind.code);
        assert_eq!(
            kind.unit_kinds == ["5"],
            kind.bearers.contains(&CertificateHolder::Person),
            "{}",
            kind.code
        );
    }
    for unit in unit_kinds().entries {
        assert!(
            certificate_kinds().entries.iter().any(|kind| kind.unit_kinds.contains(&unit.code)),
            "{}",
            unit.code
        );
    }
}

#[test]
fn only_nanchang_has_eight_digits() {
    let eight: Vec<&str> =
        numbering_plan().areas.iter().filter(|area| area.digits == 8).map(|area| area.area_code).collect();
    assert_eq!(eight, ["0791"]);
    assert!(numbering_plan().areas.iter().all(|area| area.digits == 7 || area.digits == 8));
}
