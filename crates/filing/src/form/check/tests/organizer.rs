//! Tests of the checks of an organizer's fields.

use super::*;

#[test]
fn the_organizers_place_is_a_county_of_the_province() {
    unit(|f| f.organizer.division = "360100".into(), &["/organizer/division division-not-county"], &[]);
    unit(|f| f.organizer.division = "330106".into(), &["/organizer/division division-other-province"], &[]);
    unit(|f| f.organizer.division = "369999".into(), &["/organizer/division unknown-code"], &[]);
    unit(|f| f.organizer.division = "南昌".into(), &["/organizer/division unknown-code"], &[]);
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
        assert_eq!(suggestion(&form, FindingCode::NameUsualForm).as_deref(), Some(usual));
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
        let has = |form: &Form, code: FindingCode| findings(form).iter().any(|finding| finding.code == code);
        let mut form = demo::individual();
        form.organizer.name = one.into();
        form.organizer.leader.name = other.into();
        assert!(!has(&form, FindingCode::IndividualLeaderDiffers), "{one} {other}");
        let mut form = demo::unit();
        form.organizer.legal_representative = one.into();
        form.organizer.leader.name = other.into();
        assert!(!has(&form, FindingCode::LegalRepresentativeDiffers), "{one} {other}");
        form.organizer.leader_is_legal_representative = false;
        assert!(has(&form, FindingCode::LegalRepresentativeIsLeader), "{one} {other}");
        two_leaders(|_| {})(&mut form);
        form.site.leader.certificate_number.clone_from(&form.organizer.leader.certificate_number);
        form.site.leader.name = one.into();
        assert!(has(&form, FindingCode::SamePersonTwice), "{one} {other}");
    }
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
