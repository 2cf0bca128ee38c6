//! Domains 域名: what is filed is the registrable domain, one label below a public suffix. Names below it
//! are covered by it, except below `gov.cn`, where each organ files its own.

use crate::text;
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

impl Domain {
    /// Reads a registrable domain. Case, full-width forms and 。 do not matter; a scheme, a path or a
    /// `www.` is told apart, with the domain that was meant.
    pub fn parse(text: &str) -> Result<Domain, DomainProblem> {
        let text = text::half_width(text).replace(['。', '｡'], ".");
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

    /// The domain as people write it, with Chinese characters.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// Whether a host is this domain or lies below it.
    pub fn covers(&self, host: &str) -> bool {
        let Some(host) = ascii(self::host(&text::half_width(host).replace(['。', '｡'], "."))) else {
            return false;
        };
        host.strip_suffix(&self.0).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
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
        fn reading_never_panics(text in "\\PC{0,40}", near in "[a-z0-9.。:/@\\[\\]例-]{0,30}") {
            let _ = Domain::parse(&text);
            let _ = Domain::parse(&near);
        }
    }
}
