//! Domains 域名. A filing names the registrable domain, one label below a public suffix. It covers every host below it. Domains below
//! `gov.cn` are the exception: each body there files its own name.

use crate::{han, text};
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::{cmp::Ordering, fmt, net::IpAddr};
use thiserror::Error;

mod pasted;
pub use pasted::begins_with_label;

/// A registrable domain in ASCII form (A-labels): `example.cn`, `xn--fiq228c.cn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

/// The reason for which a text is not a registrable domain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DomainProblem {
    /// The text is empty.
    #[error("nothing is there")]
    Empty,
    /// The text has characters, hyphens or lengths that no domain has.
    #[error("not a domain")]
    Form,
    /// The text is an IP address.
    #[error("an IP address, not a domain")]
    IpAddress,
    /// The text has only one label.
    #[error("a domain has a dot")]
    SingleLabel,
    /// The text is a public suffix such as `com.cn`, which nobody can register.
    #[error("a public suffix")]
    PublicSuffix,
    /// The top-level domain does not exist.
    #[error("no such top-level domain")]
    UnknownSuffix,
    /// The text has more than the registrable domain, which the variant carries.
    #[error("more than the registrable part: use {0}")]
    NotRegistrablePart(Domain),
}

/// Lower-case letters of other scripts, each with the Latin letter that it resembles.
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
    /// Returns the domain in Latin letters, if it has look-alike letters of another script (homographs). The result is `None` if the
    /// domain has no letter of such a script, and `Some(None)` if no Latin domain replaces it.
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

    /// Parses a registrable domain. Capitals, full-width characters and 。 are accepted.
    ///
    /// # Errors
    /// The error is the first problem that the parser finds. A scheme, a path, a port or a host below the domain yields
    /// [`DomainProblem::NotRegistrablePart`] with the registrable domain.
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
            // Only 网络.cn is in the list of suffixes; its registry treats 網络.cn as the same suffix, so nobody can register it.
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

    /// The domain in ASCII form: lower-case letters, digits, hyphens and dots.
    pub fn ascii(&self) -> &str {
        &self.0
    }

    /// Tells whether both domains are one registration: the same domain, or variants that a registry gives to one holder only.
    pub fn is_same_registration(&self, other: &Domain) -> bool {
        canonical(&self.0) == canonical(&other.0)
    }

    /// The domain in Unicode form, with Chinese characters.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// Tells whether a host is this domain or lies below it.
    pub fn covers(&self, host: &str) -> bool {
        let Some(host) = ascii(self::host(&dotted(host))) else { return false };
        // The registry directs all variants of a domain to one holder.
        let (host, own) = (canonical(&host), canonical(&self.0));
        host.strip_suffix(&own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Tells whether only party and state bodies may hold the domain: it lies below `gov.cn` or `.政务`.
    pub fn is_government(&self) -> bool {
        self.0.ends_with(".gov.cn") || self.0.ends_with(".xn--zfr164b")
    }

    /// The top-level domain in ASCII form. A variant is replaced by the form that its registry runs: `.中國` becomes `.中国`.
    pub fn top_level(&self) -> String {
        let canonical = canonical(&self.0);
        canonical.rsplit('.').next().unwrap_or(&canonical).to_owned()
    }

    /// Parses a domain as other provinces write it in their lists. A scheme, a path, a final dot and a variant of the suffix in
    /// traditional characters are accepted.
    ///
    /// # Errors
    /// The errors are those of [`Domain::parse`]. A host below the domain is refused here too.
    pub fn parse_listed(text: &str) -> Result<Domain, DomainProblem> {
        match Domain::parse(host(&dotted(text))) {
            Err(DomainProblem::UnknownSuffix) => {
                let usual = with_usual_suffix(text).ok_or(DomainProblem::UnknownSuffix)?;
                Domain::parse(&usual)
            }
            read => read,
        }
    }
}

/// Tells whether the text is a possible host: labels of letters, digits and hyphens. A path and a port are ignored.
pub fn is_host(text: &str) -> bool {
    ascii(host(&dotted(text))).is_some()
}

/// Returns the domain that represents all variants of a registration. `ascii_domain` is a domain in ASCII form. Registries bundle the
/// traditional and other variants of a Chinese name (RFC 4713) and give `.中國` with `.中国`. A text that is no domain is returned
/// unchanged.
pub fn canonical(ascii_domain: &str) -> String {
    if !ascii_domain.contains("xn--") {
        return ascii_domain.to_owned();
    }
    let (unicode, read) = idna::domain_to_unicode(ascii_domain);
    let bundled: String = unicode.chars().map(han::mainland_form).collect();
    let canonical = read.ok().and_then(|()| ascii(&bundled));
    canonical.unwrap_or_else(|| ascii_domain.to_owned())
}

/// Returns the public suffix of the canonical domain, if the domain has Chinese characters.
fn canonical_suffix(ascii: &str) -> Option<String> {
    // A suffix without Chinese characters has no variants.
    if !ascii.contains("xn--") {
        return None;
    }
    icann_suffix(&canonical(ascii)).map(str::to_owned)
}

/// Replaces a variant of a suffix by the form that its registry runs: `例子.網絡` becomes `例子.网络`.
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

/// Returns the text in half-width characters, without invisible ones and with `.` for every full stop.
fn dotted(text: &str) -> String {
    text::without_hidden(&text::half_width(text)).replace(['。', '｡', '﹒'], ".")
}

/// Returns the host in a text that may be the address of a page.
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

/// Removes `http://` and the like, even if the scheme is repeated or lacks a sign.
fn without_scheme(mut text: &str) -> &str {
    loop {
        let spoiled = ["https", "http"].iter().find_map(|scheme| {
            let (begin, rest) = text.split_at_checked(scheme.len())?;
            let rest = rest.strip_prefix([':', '/', '\\']).filter(|_| begin.eq_ignore_ascii_case(scheme))?;
            Some(rest.trim_start_matches([':', '/', '\\']))
        });
        // The path of an address may contain another address, so only a scheme at the beginning counts.
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

/// The longest host that is examined, in bytes. No real host is longer in any spelling.
const LONGEST: usize = 2048;

/// Returns the host in ASCII form (UTS 46, strict). Labels may hold letters, marks, digits and inner hyphens only: UTS 46 also accepts
/// signs such as 、 and ★, which no registry gives (RFC 5892).
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

/// Tells whether a character is a letter, a mark or a digit of any script.
fn is_letter(c: char) -> bool {
    // Marks that are not alphabetic have a combining class.
    const COMBINING: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();
    c.is_alphanumeric() || COMBINING.get_u8(c) != 0
}

/// Tells whether a character belongs to a script that has look-alikes of Latin letters.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{13a0}'..='\u{13ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1f00}'..='\u{1fff}' | '\u{2c80}'..='\u{2d2f}' | '\u{a640}'..='\u{a69f}' | '\u{ab70}'..='\u{abbf}')
}

/// Tells whether a suffix is run for China: `.cn`, or a suffix in Chinese characters.
fn is_of_china(suffix: &str) -> bool {
    let top = suffix.rsplit('.').next().unwrap_or(suffix);
    top == "cn" || (top.starts_with("xn--") && idna::domain_to_unicode(top).0.chars().all(text::is_han))
}

/// Tells whether the registries of China give such a label: ASCII letters, digits, hyphens and Chinese characters. Look-alikes of Latin
/// letters pass here, because a warning names the Latin domain for them.
fn fits_china(label: &str) -> bool {
    let fits = |c: char| c.is_ascii() || text::is_han(c) || is_foreign(c);
    !label.contains("xn--") || idna::domain_to_unicode(label).0.chars().all(fits)
}

const SUFFIXES: &str = include_str!("../../data/public-suffixes.txt");

/// The offset, in bytes, of the first rule: the comments of the file end with the first empty line.
const SUFFIXES_START: usize = {
    let (list, mut at) = (SUFFIXES.as_bytes(), 2);
    while list[at - 2] != b'\n' || list[at - 1] != b'\n' {
        at += 1;
    }
    at
};

/// Returns the public suffix by the ICANN section of the Public Suffix List. A suffix of its private section (`github.io`) does not
/// count: the company files that domain.
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

/// Tells whether the list has the rule `mark` + `name`. The search bisects the text itself, because a parsed table, or a crate with the
/// list as code, would slow the start of every function.
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
mod tests;
