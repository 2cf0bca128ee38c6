//! Tests of the checks of a site's fields and of its access.

use super::*;
use crate::form::{Access, FurtherAccess, FurtherSite};
use crate::policy::codes;

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
    assert_eq!(suggestion(&form, FindingCode::DomainNotRegistrablePart).as_deref(), Some("例子.中国"));
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
    assert_eq!(suggestion(&form, FindingCode::Required).as_deref(), Some("www.example.cn"));
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
    assert_eq!(suggestion(&form, FindingCode::PreApprovalSuspected).as_deref(), Some("1"));
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
