//! Tests of the checks of certificates and of their numbers.

use super::*;
use crate::form::{Access, FurtherAccess, FurtherSite, Person};
use crate::identifier::certificate_number::canonical_certificate;
use crate::policy::codes;

#[test]
fn a_certificate_fits_the_unit_kind() {
    unit(
        |f| f.organizer.unit_kind = "8".into(),
        &["/organizer/certificate_kind certificate-kind-mismatch", "/organizer/name organizer-name-mismatch"],
        &[],
    );
    let mut form = demo::unit();
    form.organizer.unit_kind = "10".into();
    assert_eq!(suggestion(&form, FindingCode::CertificateKindMismatch).as_deref(), Some("cultural-centre"));
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
    assert_eq!(suggestion(&form, FindingCode::CreditCodeCharacters).as_deref(), Some("91110000600037341L"));
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
    assert_eq!(suggestion(&form, FindingCode::ResidentIdOldForm).as_deref(), Some("11010519491231002X"));
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
            assert_eq!(suggestion(&form, FindingCode::CertificateKindDoubtful).as_deref(), Some("2"));
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
        assert_eq!(suggestion(&form, FindingCode::CertificateKindDoubtful).as_deref(), Some(meant));
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
        assert_eq!(suggestion(&form, FindingCode::DateForm).as_deref(), Some(meant), "{written}");
    }
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

proptest! {
    #[test]
    fn a_canonical_number_stays_as_it_is(number in "\\PC{0,24}|[0-9A-Z]{9,18}", kind in 0usize..26) {
        let kinds = &codes::certificate_kinds().entries;
        let kind = kinds[kind % kinds.len()].code;
        if let Some(canonical) = canonical_certificate(kind, &number) {
            prop_assert_eq!(canonical_certificate(kind, &canonical), Some(canonical.clone()));
        }
    }
}
