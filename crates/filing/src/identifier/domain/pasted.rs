//! Domains in pasted text: the address of a page, a sentence, a label before the domain, or signs typed by mistake.

use crate::identifier::domain::{Domain, DomainProblem, dotted, host, is_letter, with_usual_suffix};
use crate::text;

/// The labels before a pasted domain.
const LABELS: [&str; 20] = [
    "网站",
    "域名",
    "网址",
    "首页",
    "主页",
    "官网",
    "地址",
    "链接",
    "请看",
    "请访问",
    "访问",
    "登录",
    "是",
    "为",
    "URL",
    "url",
    "Website",
    "website",
    "Domain",
    "domain",
];

/// The signs that separate two words of a sentence. Other signs and spaces may be inside a domain by mistake.
const BETWEEN: &str = "、,;:|()“”\"‘’'《》〈〉「」『』【】<>=!?…→\n";

impl Domain {
    /// Parses the domain in a pasted text: the address of a page, a host below the domain, a label such as `域名：`, or a sentence with
    /// exactly one domain in it.
    ///
    /// # Errors
    /// The errors are those of [`Domain::parse`], except [`DomainProblem::NotRegistrablePart`].
    pub fn parse_pasted(text: &str) -> Result<Domain, DomainProblem> {
        let plain = text::pasted(text, &LABELS);
        match Domain::parse(plain) {
            Ok(domain) | Err(DomainProblem::NotRegistrablePart(domain)) => Ok(domain),
            Err(problem) => read(plain).or_else(|| only_one(within(plain)?)).ok_or(problem),
        }
    }

    /// Suggests a domain for a text that is none. The suggestion is offered to the user and never applied automatically, because a sign
    /// in it may be a guess.
    pub fn suggest_correction(text: &str) -> Option<Domain> {
        if let Ok(domain) = Domain::parse_pasted(text) {
            return Some(domain);
        }
        let text = dotted(text);
        // Two domains with a comma between them are not a typing error in one domain.
        if within(&text).is_none_or(|found| found.len() > 1) && text.contains(BETWEEN_DOMAINS) {
            return None;
        }
        let joined = joined(&text);
        let signs = |c: char| if BETWEEN_DOMAINS.contains(&c) || MIDDLE_DOTS.contains(&c) { '.' } else { c };
        let unquoted = joined.chars().filter(|c| !"“”\"‘’'《》〈〉「」『』【】".contains(*c));
        let mended = joined_dots(&unquoted.map(signs).collect::<String>());
        [joined, mended].iter().find_map(|text| only_one(within(text)?))
    }

    /// Returns the domain without the label at its beginning, if an ASCII name follows the label. Somebody could register
    /// `网址是example.cn`, but the text is more probably a label and a domain. The result is `None` if there is no such label.
    pub fn without_label(&self) -> Option<Domain> {
        let unicode = self.unicode();
        let rest = after_words(&unicode)?;
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()).then(|| read(rest))?
    }
}

/// Tells whether a host begins with a Chinese label of pasted domains, such as 请看 or 网址, and ASCII text follows: `请看.example.cn`.
pub fn begins_with_label(host: &str) -> bool {
    after_words(&dotted(host)).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii()))
}

/// Returns the text after the labels at its beginning. The result is `None` if the text begins with no label.
fn after_words(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(after) =
        LABELS.iter().filter(|label| !label.is_ascii()).find_map(|it| rest.strip_prefix(it))
    {
        rest = after;
    }
    (rest.len() < text.len()).then_some(rest)
}

const BETWEEN_DOMAINS: [char; 2] = [',', '、'];
const MIDDLE_DOTS: [char; 5] = ['·', '•', '‧', '・', '･'];

/// Returns the registrable domain of a host.
fn read(text: &str) -> Option<Domain> {
    match Domain::parse(text) {
        Ok(domain) | Err(DomainProblem::NotRegistrablePart(domain)) => Some(domain),
        Err(DomainProblem::UnknownSuffix) => {
            let usual = with_usual_suffix(text)?;
            match Domain::parse(&usual) {
                Ok(domain) | Err(DomainProblem::NotRegistrablePart(domain)) => Some(domain),
                Err(_) => None,
            }
        }
        Err(_) => None,
    }
}

/// Returns the different domains in a text. The result is `None` if a domain may begin earlier than it seems, as in `exa mple.cn`.
fn within(text: &str) -> Option<Vec<Domain>> {
    let text = dotted(text);
    let is_part = |c: char| is_letter(c) || "-._/:@?#=&%+~*\\[]".contains(c);
    let mut found: Vec<Domain> = Vec::new();
    // The end of the previous chunk, and whether a domain may continue after it.
    let (mut before, mut goes_on) = (0, false);
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(is_part)).map(|from| at + from) {
        let end =
            text.get(start..).and_then(|rest| rest.find(|c| !is_part(c))).map_or(text.len(), |to| start + to);
        let (gap, chunk) = (text.get(before..start)?, text.get(start..end)?);
        let domain = of_chunk(chunk);
        if domain.is_some() && goes_on && !gap.contains(|c| BETWEEN.contains(c)) {
            return None;
        }
        goes_on = domain.is_none() && chunk.ends_with(|c: char| is_letter(c) || c == '-');
        if let Some(domain) = domain.filter(|domain| !found.contains(domain)) {
            found.push(domain);
            if found.len() > 2 {
                break;
            }
        }
        (before, at) = (end, end);
    }
    Some(found)
}

fn of_chunk(chunk: &str) -> Option<Domain> {
    let host = host(chunk);
    if !host.contains('.') {
        return None;
    }
    let own = host.trim_matches(['.', '*', '-', '_']);
    let own =
        after_words(own).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())).unwrap_or(own);
    read(own).or_else(|| read(own.rsplit_once([':', '='])?.1))
}

fn only_one(found: Vec<Domain>) -> Option<Domain> {
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}

/// Removes the spaces beside the dots.
fn joined(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').map(str::trim).collect();
    parts.join(".")
}

/// Replaces repeated dots by one.
fn joined_dots(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            let domain = Domain::parse_pasted(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            assert_eq!(domain.ascii(), "example.cn", "{text}");
        }
        assert_eq!(Domain::parse_pasted("http://192.0.2.1/"), Err(DomainProblem::IpAddress));
        assert_eq!(Domain::parse_pasted("域名："), Err(DomainProblem::SingleLabel));
    }

    #[test]
    fn the_one_domain_of_a_text_is_read() {
        for text in [
            "website: www.example.cn",
            "website:example.cn",
            "*.example.cn",
            "https//example.cn",
            "http:/www.example.cn/",
            "http://http://example.cn",
            "\"example.cn\"",
            "网址是example.cn",
            "我们的网站是：example.cn。",
            "example.cn（赣江示例）",
            "example.cn/?from=http://example.com/",
            "example.cn、www.example.cn",
            "、example.cn",
            "请访问 www.example.cn 查看",
            "<a href=\"http://www.example.cn/\">赣江示例</a>",
        ] {
            assert_eq!(
                Domain::parse_pasted(text).map(|it| it.to_string()),
                Ok("example.cn".to_owned()),
                "{text}"
            );
        }
        assert_eq!(Domain::parse_pasted("例子.網絡").map(|it| it.unicode()), Ok("例子.网络".to_owned()));
        for text in
            ["exa mple.cn", "例 子.cn", "exa★mple.cn", "example.cn、example.com", "example.cn example.com"]
        {
            assert!(Domain::parse_pasted(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_domain_that_was_meant_is_offered() {
        for (text, meant) in [
            ("www.example.cn", "example.cn"),
            ("域名：example.cn", "example.cn"),
            ("example,com", "example.com"),
            ("example，com", "example.com"),
            ("example .com", "example.com"),
            ("example. com", "example.com"),
            ("example﹒com", "example.com"),
            ("example·com", "example.com"),
            ("例子、.cn", "例子.cn"),
            ("“例子”.cn", "例子.cn"),
            ("《例子》.cn", "例子.cn"),
            ("例子·.cn", "例子.cn"),
            ("例子.網絡", "例子.网络"),
            ("例子.集團", "例子.集团"),
            ("例子.手機", "例子.手机"),
            ("赣江示例.網络.cn", "赣江示例.网络.cn"),
            ("www.赣江示例.网絡.cn", "赣江示例.网络.cn"),
        ] {
            assert_eq!(
                Domain::suggest_correction(text).map(|it| it.unicode()).as_deref(),
                Some(meant),
                "{text}"
            );
        }
        for text in
            ["", "★.cn", "example.cn、example.com", "exa mple.cn", "com.cn", "赣江示例有限公司", "192.0.2.1"]
        {
            assert_eq!(Domain::suggest_correction(text), None, "{text}");
        }
    }

    #[test]
    fn words_before_a_domain_are_told_from_its_own() {
        let without = |text: &str| Domain::parse(text).unwrap().without_label().map(|it| it.to_string());
        assert_eq!(without("网址是example.cn").as_deref(), Some("example.cn"));
        assert_eq!(without("请访问example.com").as_deref(), Some("example.com"));
        for text in ["赣江example.cn", "网站.cn", "域名服务.cn", "官网.中国", "example.cn"] {
            assert_eq!(without(text), None, "{text}");
        }
        assert!(begins_with_label("请看.example.cn") && !begins_with_label("赣江.example.cn"));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}", near in "[a-z0-9.。,:/@\\[\\]例、是网址* -]{0,40}") {
            for text in [text, near] {
                let pasted = Domain::parse_pasted(&text);
                let meant = Domain::suggest_correction(&text);
                if let Ok(domain) = pasted {
                    prop_assert_eq!(meant, Some(domain.clone()));
                    prop_assert!(Domain::parse(domain.ascii()).is_ok());
                    let _ = domain.without_label();
                } else if let Some(domain) = meant {
                    prop_assert!(Domain::parse(domain.ascii()).is_ok());
                }
                let _ = begins_with_label(&text);
                let _ = Domain::parse_listed(&text);
            }
        }
    }
}
