//! Domains 域名: what is filed is the registrable domain, one label below a public suffix. Names below it
//! are covered by it, except below `gov.cn`, where each organ files its own.

use crate::{han, text};
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::{cmp::Ordering, fmt, net::IpAddr};
use thiserror::Error;

mod pasted;
pub use pasted::begins_with_words;

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
    /// The domain in Latin letters, where it has letters that look like them and are of another script; `None` where it has none,
    /// `Some(None)` where some look like no Latin letter.
    pub fn latin_look_alike(&self) -> Option<Option<Domain>> {
        let unicode = self.unicode();
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
        let text = dotted(text);
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
            // 網络.cn is no suffix of the list, and yet nobody's: the registry runs 网络.cn.
            Some(suffix) if canonical_suffix(&ascii).is_some_and(|of| dots(&of) > dots(suffix)) => {
                let whole = dots(suffix) + 1 == dots(&ascii);
                return Err(if whole { DomainProblem::PublicSuffix } else { DomainProblem::UnknownSuffix });
            }
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
        let label = label.unwrap_or(below);
        if is_of_china(suffix) && !fits_china(label) {
            return Err(DomainProblem::Form);
        }
        let registrable = format!("{label}.{suffix}");
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
        let Some(host) = ascii(self::host(&dotted(host))) else { return false };
        // The registry leads every form of it to one place.
        let (host, own) = (canonical(&host), canonical(&self.0));
        host.strip_suffix(&own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Whether only party and state bodies may have it: below `gov.cn` or `.政务`.
    pub fn is_government(&self) -> bool {
        self.0.ends_with(".gov.cn") || self.0.ends_with(".xn--zfr164b")
    }

    /// The last label, in the form by which its registry is known: `.中國` is `.中国`.
    pub fn top_level(&self) -> String {
        let canonical = canonical(&self.0);
        canonical.rsplit('.').next().unwrap_or(&canonical).to_owned()
    }

    /// The form in which another's list has a domain: with a scheme, a path, or a dot at its end; with a suffix in characters that its
    /// registry does not run.
    ///
    /// # Errors
    /// As [`Domain::parse`]: a host below the domain is told apart here too.
    pub fn listed(text: &str) -> Result<Domain, DomainProblem> {
        match Domain::parse(host(&dotted(text))) {
            Err(DomainProblem::UnknownSuffix) => {
                let usual = with_usual_suffix(text).ok_or(DomainProblem::UnknownSuffix)?;
                Domain::parse(&usual)
            }
            read => read,
        }
    }
}

/// Whether the text, a path or a port left out, is a host that can be: letters, digits and hyphens in labels.
pub fn is_host(text: &str) -> bool {
    ascii(host(&dotted(text))).is_some()
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

/// The public suffix in the form of its registration.
fn canonical_suffix(ascii: &str) -> Option<String> {
    // The list has every suffix in ASCII as it is.
    if !ascii.contains("xn--") {
        return None;
    }
    icann_suffix(&canonical(ascii)).map(str::to_owned)
}

/// The host with its suffix in the form that its registry runs, where the written one is no suffix: `例子.網絡` is `例子.网络`.
fn with_usual_suffix(text: &str) -> Option<String> {
    let ascii = ascii(host(&dotted(text)))?;
    let suffix = canonical_suffix(&ascii)?;
    let labels: Vec<&str> = ascii.split('.').collect();
    let below = labels.get(..labels.len().checked_sub(dots(&suffix) + 1)?)?;
    (!below.is_empty()).then(|| format!("{}.{suffix}", below.join(".")))
}

fn dots(text: &str) -> usize {
    text.matches('.').count()
}

/// The text half-width, without what cannot be seen, with `.` for every full stop.
fn dotted(text: &str) -> String {
    text::without_hidden(&text::half_width(text)).replace(['。', '｡', '﹒'], ".")
}

/// The host in what may be an address of a page.
fn host(text: &str) -> &str {
    let text = without_scheme(text.trim());
    let text = text.strip_prefix("//").unwrap_or(text);
    let text = text.split(['/', '?', '#', '\\']).next().unwrap_or(text);
    let text = text.rsplit_once('@').map_or(text, |(_, rest)| rest);
    let text = match text.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.contains(':') => host,
        _ => text,
    };
    let text = text.strip_prefix("*.").unwrap_or(text);
    text.strip_suffix('.').unwrap_or(text)
}

/// The text without `http://` and the like, also where a sign of it is missing or it is there twice.
fn without_scheme(mut text: &str) -> &str {
    loop {
        let spoiled = ["https", "http"].iter().find_map(|scheme| {
            let (begin, rest) = text.split_at_checked(scheme.len())?;
            let rest = rest.strip_prefix([':', '/', '\\']).filter(|_| begin.eq_ignore_ascii_case(scheme))?;
            Some(rest.trim_start_matches([':', '/', '\\']))
        });
        // A path may hold the address of another page.
        let whole = text.split_once("://").filter(|(before, _)| !before.contains(['/', '?', '#', '.']));
        match spoiled.or(whole.map(|(_, rest)| rest)) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or(text);
    bare.parse::<IpAddr>().is_ok()
}

/// No host is longer, however it is written, in bytes.
const LONGEST: usize = 2048;

/// The host as A-labels, by UTS 46 with the rules for names that can be registered, and of letters, marks, digits and inner hyphens alone:
/// UTS 46 lets signs such as 、 and ★ through, which no registry gives (RFC 5892).
fn ascii(host: &str) -> Option<String> {
    if host.len() > LONGEST {
        return None;
    }
    let ascii = idna::domain_to_ascii_strict(host).ok().filter(|ascii| !ascii.is_empty())?;
    if ascii.contains("xn--") {
        let (unicode, read) = idna::domain_to_unicode(&ascii);
        read.ok()?;
        let fits = |label: &str| {
            !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c == '-' || is_letter(c))
        };
        return unicode.split('.').all(fits).then_some(ascii);
    }
    Some(ascii)
}

/// Whether the character is a letter, a mark or a digit of some script.
fn is_letter(c: char) -> bool {
    // The marks that are no vowels are known by how they combine.
    const COMBINING: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();
    c.is_alphanumeric() || COMBINING.get_u8(c) != 0
}

/// Whether the character is of a script whose letters look like Latin ones.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{13a0}'..='\u{13ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1f00}'..='\u{1fff}' | '\u{2c80}'..='\u{2d2f}' | '\u{a640}'..='\u{a69f}' | '\u{ab70}'..='\u{abbf}')
}

/// Whether a suffix is run for China: `.cn` and those in Han characters.
fn is_of_china(suffix: &str) -> bool {
    let top = suffix.rsplit('.').next().unwrap_or(suffix);
    top == "cn" || (top.starts_with("xn--") && idna::domain_to_unicode(top).0.chars().all(text::is_han))
}

/// Whether the registries of China give such a label: of ASCII letters, digits, hyphens and Han characters. Letters that look Latin are left
/// to the warning that names the Latin domain.
fn fits_china(label: &str) -> bool {
    let fits = |c: char| c.is_ascii() || text::is_han(c) || is_foreign(c);
    !label.contains("xn--") || idna::domain_to_unicode(label).0.chars().all(fits)
}

const SUFFIXES: &str = include_str!("../../data/public-suffixes.txt");

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
    fn labels_are_of_letters_marks_and_digits_of_whatever_script_the_registry_gives() {
        for text in
            ["赣江example.cn", "例子-1.中国", "हिन्दी.com", "ไม้.com", "exämple.com", "れい.jp", "〇一.cn"]
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
            assert_eq!(Domain::listed(text).map(|domain| domain.unicode()), Ok(listed.to_owned()), "{text}");
        }
        let below = DomainProblem::NotRegistrablePart(Domain("shili.cn".into()));
        assert_eq!(Domain::listed("http://www.shili.cn"), Err(below));
        assert_eq!(Domain::listed("shili.nosuchtld"), Err(DomainProblem::UnknownSuffix));
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
