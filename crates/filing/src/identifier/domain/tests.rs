//! Tests of domains.

use super::*;
use proptest::prelude::*;

fn instead(text: &str) -> String {
    match Domain::parse(text) {
        Err(DomainProblem::NotRegistrablePart(domain)) => domain.to_string(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_registrable_domain_is_read_as_people_write_it() {
    for text in ["example.cn", " EXAMPLE.CN ", "ｅｘａｍｐｌｅ．ｃｎ", "example。cn"] {
        assert_eq!(Domain::parse(text).unwrap().ascii(), "example.cn", "{text}");
    }
    assert_eq!(Domain::parse("example.com.cn").unwrap().ascii(), "example.com.cn");
}

#[test]
fn chinese_domains_travel_as_a_labels_and_are_shown_in_chinese() {
    let domain = Domain::parse("例子.中国").unwrap();
    assert_eq!(domain.ascii(), "xn--fsqu00a.xn--fiqs8s");
    assert_eq!(domain.unicode(), "例子.中国");
    assert_eq!(Domain::parse(domain.ascii()), Ok(domain));
}

#[test]
fn more_than_the_registrable_part_is_cut_down_in_the_suggestion() {
    for text in [
        "www.example.cn",
        "http://example.cn",
        "https://www.example.cn/index.html?a=1",
        "example.cn/",
        "example.cn:8080",
        "a.b.example.cn.",
    ] {
        assert_eq!(instead(text), "example.cn", "{text}");
    }
}

#[test]
fn labels_are_of_letters_marks_and_digits_of_whatever_script_the_registry_gives() {
    for text in ["赣江example.cn", "例子-1.中国", "हिन्दी.com", "ไม้.com", "exämple.com", "れい.jp", "〇一.cn"]
    {
        assert!(Domain::parse(text).is_ok(), "{text}");
    }
    for host in ["www.example.cn、m.example.cn", "www.例★子.cn", "a b.cn", ""] {
        assert!(!is_host(host), "{host}");
    }
    assert!(is_host("www.example.cn:8080/a、b") && is_host("请看.example.cn"));
}

#[test]
fn a_list_has_domains_as_pages_and_with_suffixes_of_other_forms() {
    for (text, listed) in [
        ("http://shili.cn/", "shili.cn"),
        ("shili.cn.", "shili.cn"),
        ("变体.网絡", "变体.网络"),
        ("http://变体.網絡", "变体.网络"),
    ] {
        assert_eq!(
            Domain::parse_listed(text).map(|domain| domain.unicode()),
            Ok(listed.to_owned()),
            "{text}"
        );
    }
    let below = DomainProblem::NotRegistrablePart(Domain("shili.cn".into()));
    assert_eq!(Domain::parse_listed("http://www.shili.cn"), Err(below));
    assert_eq!(Domain::parse_listed("shili.nosuchtld"), Err(DomainProblem::UnknownSuffix));
    assert_eq!(Domain::parse("变体.中國").unwrap().top_level(), "xn--fiqs8s");
}

#[test]
fn letters_that_only_look_latin_are_seen() {
    let meant = |text: &str| Domain::parse(text).unwrap().latin_look_alike();
    assert_eq!(meant("example.cn"), None);
    assert_eq!(meant("例子.中国"), None);
    assert_eq!(meant("exämple.com"), None, "an accent is seen");
    assert_eq!(meant("еxample.cn"), Some(Some(Domain("example.cn".into()))));
    assert_eq!(meant("еxаmрlе.com"), Some(Some(Domain("example.com".into()))));
    assert_eq!(meant("пример-ж.com"), Some(None));
}

#[test]
fn forms_of_one_chinese_domain_are_one_registration() {
    let of = |text: &str| Domain::parse(text).unwrap();
    for (one, other) in [
        ("变体.中国", "变体.中國"),
        ("变体.中国", "變體.中國"),
        ("万里长城.中国", "萬里長城.中国"),
        ("龙门客栈.cn", "龍門客棧.cn"),
        ("示例网.公司", "示例網.公司"),
        ("示例.网络.cn", "示例.網絡.cn"),
        ("示例龍.com", "示例龙.com"),
    ] {
        assert!(
            of(one).is_same_registration(&of(other)) && of(other).is_same_registration(&of(one)),
            "{one} {other}"
        );
        assert_ne!(of(one), of(other), "each is shown as it was written");
    }
    for (one, other) in [("变体.中国", "变体.cn"), ("示例甲.cn", "示例乙.cn"), ("example.cn", "example.com")]
    {
        assert!(!of(one).is_same_registration(&of(other)), "{one} {other}");
    }
}

#[test]
fn a_name_that_companies_lend_is_no_suffix() {
    assert_eq!(instead("someone.github.io"), "github.io");
    assert!(Domain::parse("github.io").is_ok());
    assert_eq!(instead("bucket.s3.amazonaws.com"), "amazonaws.com");
}

#[test]
fn organs_below_gov_cn_file_their_own_names() {
    assert_eq!(Domain::parse("office.example.gov.cn").unwrap().ascii(), "office.example.gov.cn");
    assert_eq!(instead("www.example.gov.cn"), "example.gov.cn");
    assert!(Domain::parse("example.gov.cn").unwrap().is_government());
    assert!(Domain::parse("例子.政务").unwrap().is_government());
    assert!(!Domain::parse("example.cn").unwrap().is_government());
}

#[test]
fn an_unfileable_form_says_why() {
    use DomainProblem::*;
    for (text, problem) in [
        ("  ", Empty),
        ("192.0.2.1", IpAddress),
        ("http://192.0.2.1/", IpAddress),
        ("[2001:db8::1]", IpAddress),
        ("2001:db8::1", IpAddress),
        ("localhost", SingleLabel),
        ("cn", SingleLabel),
        ("com.cn", PublicSuffix),
        ("example.nosuchtld", UnknownSuffix),
        ("exa mple.cn", Form),
        ("exa_mple.cn", Form),
        ("-example.cn", Form),
        ("example..cn", Form),
        ("例子、.cn", Form),
        ("《例子》.cn", Form),
        ("“例子”.cn", Form),
        ("、example.com", Form),
        ("★.cn", Form),
        ("例子·.cn", Form),
        ("例子-.cn", Form),
        ("example.cn、example.com", Form),
        ("www.例子、.cn", Form),
        ("exämple.cn", Form),
        ("れい.中国", Form),
        ("例子.網絡", UnknownSuffix),
        ("赣江示例.網络.cn", UnknownSuffix),
        ("赣江示例.网絡.cn", UnknownSuffix),
        ("網络.cn", PublicSuffix),
    ] {
        assert_eq!(Domain::parse(text), Err(problem), "{text}");
    }
    assert_eq!(Domain::parse(&format!("{}.cn", "a".repeat(64))), Err(Form));
    assert_eq!(Domain::parse(&format!("{}cn", "a.".repeat(126) + "b.")), Err(Form));
}

/// The same suffix by a crate that has the whole list, private section included, as code.
fn suffix_by_psl(ascii: &str) -> Option<&str> {
    let mut name = ascii;
    loop {
        let suffix = psl::suffix(name.as_bytes())?;
        let found = &ascii[ascii.len() - suffix.as_bytes().len()..];
        match suffix.typ()? {
            psl::Type::Icann => return Some(found),
            psl::Type::Private => name = found.split_once('.')?.1,
        }
    }
}

#[test]
fn every_suffix_of_the_list_is_found_as_another_reader_of_it_finds_it() {
    let list = &SUFFIXES[SUFFIXES_START..];
    assert!(list.lines().count() > 6000 && list.lines().is_sorted());
    let differs = |rule: &&str| {
        let name = rule.trim_start_matches(['!', '*', '.']);
        let names = [name.to_owned(), format!("shili.{name}"), format!("www.shili.{name}")];
        names.iter().any(|name| icann_suffix(name) != suffix_by_psl(name))
    };
    // The two lists are of different days, so a few suffixes may differ.
    let differing: Vec<&str> = list.lines().filter(differs).collect();
    assert!(differing.len() < 20, "{differing:?}");
}

#[test]
fn hosts_below_a_domain_are_covered_by_it() {
    let domain = Domain::parse("example.cn").unwrap();
    for host in ["example.cn", "www.example.cn", "https://www.Example.cn/a"] {
        assert!(domain.covers(host), "{host}");
    }
    for host in ["badexample.cn", "example.com", "cn", ""] {
        assert!(!domain.covers(host), "{host}");
    }
    let chinese = Domain::parse("变体.中国").unwrap();
    assert!(chinese.covers("www.變體.中國") && !chinese.covers("www.变体.cn"));
}

proptest! {
    #[test]
    fn a_domain_is_what_it_displays(label in "[a-z][a-z0-9]{4,20}", suffix in "(cn|com|com\\.cn|org|中国|公司)") {
        let domain = Domain::parse(&format!("{label}.{suffix}")).unwrap();
        prop_assert_eq!(Domain::parse(&domain.to_string()), Ok(domain.clone()));
        prop_assert_eq!(Domain::parse(&domain.unicode()), Ok(domain));
    }

    #[test]
    fn a_suggestion_can_always_be_filed(text in "(https?://)?(www\\.|m\\.)?[a-z0-9-]{0,8}\\.?[a-z0-9-]{1,8}\\.(cn|com|gov\\.cn|io|co\\.uk)(/[a-z]{0,3})?") {
        if let Err(DomainProblem::NotRegistrablePart(domain)) = Domain::parse(&text) {
            prop_assert_eq!(Domain::parse(domain.ascii()), Ok(domain));
        }
    }

    #[test]
    fn a_canonical_domain_stays_as_it_is(label in "[一-龥]{1,8}", suffix in "(cn|中國|中国|公司|網絡\\.cn|com)", text in "\\PC{0,20}") {
        let canonical = super::canonical(Domain::parse(&format!("{label}.{suffix}")).unwrap().ascii());
        prop_assert_eq!(super::canonical(&canonical), canonical.clone());
        prop_assert!(Domain::parse(&canonical).is_ok());
        let once = super::canonical(&text);
        prop_assert_eq!(super::canonical(&once), once.clone());
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,40}", near in "[a-z0-9.。:/@\\[\\]例-]{0,30}") {
        let _ = Domain::parse(&text);
        let _ = Domain::parse(&near);
    }
}
