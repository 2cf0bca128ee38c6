//! Tests of the checks of leaders: their telephone numbers and email addresses, and whether two leaders are one person.

use super::*;
use crate::form::{Access, FurtherAccess, FurtherSite, Person};

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
    assert_eq!(suggestion(&form, FindingCode::LandlineAreaMissing).as_deref(), Some("0791-86000009"));
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
fn fields_of_a_leader_that_does_not_count_are_not_judged() {
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
    assert_eq!(suggestion(&form, FindingCode::EmailForm).as_deref(), Some("a@example.com"));
    set("zs@例子.中国")(&mut form);
    assert_eq!(suggestion(&form, FindingCode::EmailForm).as_deref(), Some("zs@xn--fsqu00a.xn--fiqs8s"));
    unit(set("zs@xn--fsqu00a.xn--fiqs8s"), &[], &[]);
}
