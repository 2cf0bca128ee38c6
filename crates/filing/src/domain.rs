//! Domains 域名: what is filed is the registrable domain, one label below a public suffix. Names below it
//! are covered by it, except below `gov.cn`, where each organ files its own.

use crate::{han, text};
use std::{cmp::Ordering, fmt, net::IpAddr};
use thiserror::Error;

/// A registrable domain, as an A-label: `example.cn`, `xn--fiq228c.cn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

/// Why a text is no registrable domain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DomainProblem {
    /// Nothing is there.
    #[error("nothing is there")]
    Empty,
    /// It cannot be a domain: characters, hyphens or lengths.
    #[error("not a domain")]
    Form,
    /// It is an address, not a name.
    #[error("an IP address, not a domain")]
    IpAddress,
    /// It has only one label.
    #[error("a domain has a dot")]
    SingleLabel,
    /// It is a public suffix such as `com.cn`, which nobody owns.
    #[error("a public suffix")]
    PublicSuffix,
    /// No such top-level domain exists.
    #[error("no such top-level domain")]
    UnknownSuffix,
    /// There is more than the registrable part, which is added.
    #[error("more than the registrable part: use {0}")]
    NotRegistrablePart(Domain),
}

impl DomainProblem {
    /// The domain that was meant, where one is known.
    pub fn meant(self) -> Option<Domain> {
        match self {
            DomainProblem::NotRegistrablePart(domain) => Some(domain),
            _ => None,
        }
    }
}

/// Words that stand before a domain where it is pasted from.
const LABELS: [&str; 9] = ["网站", "域名", "网址", "首页", "主页", "官网", "地址", "链接", "URL"];

/// Small letters of other scripts, and the Latin ones that they look like.
const LOOK_ALIKES: [(char, char); 30] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ё', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ї', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('п', 'n'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('г', 'r'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('α', 'a'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('ι', 'i'),
];

impl Domain {
    /// Reads what somebody pasted to look a domain up: the address of a page, a host below the domain, `域名：` before it.
    ///
    /// # Errors
    /// As [`Domain::parse`], but never [`DomainProblem::NotRegistrablePart`].
    pub fn pasted(text: &str) -> Result<Domain, DomainProblem> {
        match Domain::parse(text::pasted(text, &LABELS)) {
            Err(DomainProblem::NotRegistrablePart(domain)) => Ok(domain),
            read => read,
        }
    }

    /// The domain in Latin letters, where it has letters that look like them and are of another script; `None` where it has none,
    /// `Some(None)` where some look like no Latin letter.
    pub fn latin_look_alike(&self) -> Option<Option<Domain>> {
        let unicode = self.unicode();
        let is_foreign = |c: char| matches!(c, '\u{370}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{13a0}'..='\u{13ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1f00}'..='\u{1fff}' | '\u{2c80}'..='\u{2d2f}' | '\u{a640}'..='\u{a69f}' | '\u{ab70}'..='\u{abbf}');
        if !unicode.chars().any(is_foreign) {
            return None;
        }
        let latin =
            |c: char| LOOK_ALIKES.iter().find(|(foreign, _)| *foreign == c).map_or(c, |(_, latin)| *latin);
        let meant: String = unicode.chars().map(latin).collect();
        Some(Domain::parse(&meant).ok().filter(|_| !meant.chars().any(is_foreign)))
    }

    /// Reads a registrable domain. Case, full-width forms and 。 do not matter; a scheme, a path or a
    /// `www.` is told apart, with the domain that was meant.
    pub fn parse(text: &str) -> Result<Domain, DomainProblem> {
        let text = text::without_hidden(&text::half_width(text)).replace(['。', '｡'], ".");
        let text = text.trim();
        if text.is_empty() {
            return Err(DomainProblem::Empty);
        }
        if is_address(text) {
            return Err(DomainProblem::IpAddress);
        }
        let host = host(text);
        if is_address(host) {
            return Err(DomainProblem::IpAddress);
        }
        let ascii = ascii(host).ok_or(DomainProblem::Form)?;
        let suffix = match icann_suffix(&ascii) {
            Some(suffix) => suffix,
            None if !ascii.contains('.') => return Err(DomainProblem::SingleLabel),
            None => return Err(DomainProblem::UnknownSuffix),
        };
        if suffix.len() == ascii.len() {
            let single = !ascii.contains('.');
            return Err(if single { DomainProblem::SingleLabel } else { DomainProblem::PublicSuffix });
        }
        let below = &ascii[..ascii.len() - suffix.len() - 1];
        let label = if suffix == "gov.cn" { below.strip_prefix("www.") } else { below.rsplit('.').next() };
        let registrable = format!("{}.{suffix}", label.unwrap_or(below));
        if registrable == ascii && host == text {
            Ok(Domain(ascii))
        } else {
            Err(DomainProblem::NotRegistrablePart(Domain(registrable)))
        }
    }

    /// The domain as it travels: lower-case letters, digits and hyphens.
    pub fn ascii(&self) -> &str {
        &self.0
    }

    /// Whether both are one registration: the same domain, or forms of it that its registry gives to one holder alone.
    pub fn is_same(&self, other: &Domain) -> bool {
        canonical(&self.0) == canonical(&other.0)
    }

    /// The domain as people write it, with Chinese characters.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// Whether a host is this domain or lies below it.
    pub fn covers(&self, host: &str) -> bool {
        let Some(host) = ascii(self::host(&text::half_width(host).replace(['。', '｡'], "."))) else {
            return false;
        };
        // The registry leads every form of it to one place.
        let (host, own) = (canonical(&host), canonical(&self.0));
        host.strip_suffix(&own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Whether only party and state bodies may have it: below `gov.cn` or `.政务`.
    pub fn is_government(&self) -> bool {
        self.0.ends_with(".gov.cn") || self.0.ends_with(".xn--zfr164b")
    }

    /// The last label.
    pub fn top_level(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }
}

/// The domain by which a registration is known, of one as an A-label: registries bundle the traditional and other forms of a Chinese
/// name (RFC 4713), and give `.中國` with `.中国`. A text that is no domain stays as it is.
pub fn canonical(ascii_domain: &str) -> String {
    if !ascii_domain.contains("xn--") {
        return ascii_domain.to_owned();
    }
    let (unicode, read) = idna::domain_to_unicode(ascii_domain);
    let bundled: String = unicode.chars().map(han::bundled).collect();
    let canonical = read.ok().and_then(|()| ascii(&bundled));
    canonical.unwrap_or_else(|| ascii_domain.to_owned())
}

/// The host in what may be an address of a page.
fn host(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("//").unwrap_or(text);
    let text = text.split(['/', '?', '#', '\\']).next().unwrap_or(text);
    let text = text.rsplit_once('@').map_or(text, |(_, rest)| rest);
    let text = match text.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.contains(':') => host,
        _ => text,
    };
    text.strip_suffix('.').unwrap_or(text)
}

fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or(text);
    bare.parse::<IpAddr>().is_ok()
}

/// The host as A-labels, by UTS 46 with the rules for names that can be registered.
fn ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii_strict(host).ok().filter(|ascii| !ascii.is_empty())
}

const SUFFIXES: &str = include_str!("../data/public-suffixes.txt");

/// Where its comments end: after the first empty line.
const SUFFIXES_START: usize = {
    let (list, mut at) = (SUFFIXES.as_bytes(), 2);
    while list[at - 2] != b'\n' || list[at - 1] != b'\n' {
        at += 1;
    }
    at
};

/// The public suffix by the registries' own section of the Public Suffix List. What companies let others
/// use below their own domain (`github.io`) is no suffix here: that company files it.
fn icann_suffix(ascii: &str) -> Option<&str> {
    let mut name = ascii;
    loop {
        let parent = name.split_once('.').map(|(_, parent)| parent);
        if is_rule("!", name) {
            return parent;
        }
        if is_rule("", name) || parent.is_some_and(|parent| is_rule("*.", parent)) {
            return Some(name);
        }
        name = parent?;
    }
}

/// Whether the list has the rule `mark` + `name`. The list is searched as it lies, by halves: reading it into
/// a table, or a crate that compiles it into code, would weigh on every function's start.
fn is_rule(mark: &str, name: &str) -> bool {
    let mut rules = SUFFIXES.split_at(SUFFIXES_START).1;
    let wanted = || mark.bytes().chain(name.bytes());
    while !rules.is_empty() {
        let middle =
            rules.as_bytes()[..rules.len() / 2].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let (before, from) = rules.split_at(middle);
        let (rule, after) = from.split_once('\n').unwrap_or((from, ""));
        match rule.bytes().cmp(wanted()) {
            Ordering::Equal => return true,
            Ordering::Less => rules = after,
            Ordering::Greater => rules = before,
        }
    }
    false
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
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
    fn a_domain_is_read_as_people_paste_it() {
        for text in [
            "https://www.example.cn/",
            "www.example.cn",
            "example.cn.",
            "域名：example.cn",
            "网站域名: http://example.cn/index.html?a=1#b",
            "“www.example.cn”，",
            "WWW.EXAMPLE.CN:8080",
            "\u{feff}example.cn\u{200b}",
            "admin@example.cn",
        ] {
            let domain = Domain::pasted(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            assert_eq!(domain.ascii(), "example.cn", "{text}");
        }
        assert_eq!(Domain::pasted("http://192.0.2.1/"), Err(DomainProblem::IpAddress));
        assert_eq!(Domain::pasted("域名："), Err(DomainProblem::SingleLabel));
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
            assert!(of(one).is_same(&of(other)) && of(other).is_same(&of(one)), "{one} {other}");
            assert_ne!(of(one), of(other), "each is shown as it was written");
        }
        for (one, other) in
            [("变体.中国", "变体.cn"), ("示例甲.cn", "示例乙.cn"), ("example.cn", "example.com")]
        {
            assert!(!of(one).is_same(&of(other)), "{one} {other}");
        }
    }

    #[test]
    fn what_companies_lend_is_no_suffix() {
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
    fn what_cannot_be_filed_says_why() {
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
        ] {
            assert_eq!(Domain::parse(text), Err(problem), "{text}");
        }
        assert_eq!(Domain::parse(&format!("{}.cn", "a".repeat(64))), Err(Form));
        assert_eq!(Domain::parse(&format!("{}cn", "a.".repeat(126) + "b.")), Err(Form));
    }

    /// The same by a crate that compiles the list, private section and all, into code.
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
        // The two lists are of different days, so a few suffixes may have come or gone between them.
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
}
