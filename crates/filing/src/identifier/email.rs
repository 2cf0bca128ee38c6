//! Email addresses 电子邮箱 of the ordinary form, without comments, quotes or literal hosts. A host in Chinese is stored in ASCII form, as
//! mail servers use it.

use crate::{
    identifier::domain::{self, Domain, DomainProblem},
    text,
};

/// The longest address that mail servers accept, in characters.
const LONGEST: usize = 254;

/// Returns an address in its stored form: half-width characters and a host in ASCII form. The result is `None` if mail servers do not
/// accept the address.
pub fn canonical_email(address: &str) -> Option<String> {
    let plain = plain(address.trim());
    let (local, host) = plain.rsplit_once('@')?;
    // A host in ASCII is checked below by the rules of mail servers.
    if is_mixed(host) || !(host.is_ascii() || domain::is_host(host)) {
        return None;
    }
    let host = if host.is_ascii() { host.to_owned() } else { idna::domain_to_ascii_strict(host).ok()? };
    let address = format!("{local}@{host}");
    is_usual(&address).then_some(address)
}

/// Suggests an address for a text that is none: the words around the address and invisible characters are removed. The result is `None`
/// if the text has two addresses or a part of the address would be a guess.
pub fn suggest_correction(address: &str) -> Option<String> {
    let plain = plain(&text::on_one_line(address));
    let (before, behind) = plain.split_once('@').filter(|(_, behind)| !behind.contains('@'))?;
    let local = local_of(before)?;
    host_of(behind).and_then(|host| canonical_email(&format!("{local}@{host}")))
}

fn plain(address: &str) -> String {
    text::half_width(address).replace(['。', '｡', '﹒'], ".").replace('﹫', "@")
}

/// Returns the local part at the end of the text before an `@`.
fn local_of(before: &str) -> Option<String> {
    let before = before.trim_end();
    let run = |text: &str| {
        let start = text.rfind(|c: char| !is_local(c) || "'`\"".contains(c));
        start.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8))
    };
    let start = run(before);
    let (rest, local) = before.split_at_checked(start)?;
    let mut local = local.to_owned();
    // A letter that resembles a Latin one belongs to the address, so it must not be dropped.
    let foreign = |text: &str| text.ends_with(|c: char| c.is_alphabetic() && !text::is_han(c));
    if foreign(rest) {
        return None;
    }
    let mut rest = rest;
    // A space may divide the local part. Single letters belong together; of two words, either may be the local part alone.
    while let Some(spaced) = rest.strip_suffix(char::is_whitespace) {
        let (further, piece) = spaced.split_at_checked(run(spaced))?;
        if piece.is_empty() || piece.ends_with(':') {
            break;
        }
        if piece.len() > 1 || foreign(further) {
            return None;
        }
        local.insert_str(0, piece);
        rest = further;
    }
    // A label such as `mailto:` ends with a sign that no address has.
    let local = local.trim_start_matches(['.', '=', '-', '/', '*', '#', '|', '&', '{', '~']);
    (!local.is_empty()).then(|| local.to_owned())
}

/// Returns the host at the beginning of the text after an `@`.
fn host_of(behind: &str) -> Option<String> {
    let is_of_host = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let mut host = String::new();
    let mut rest = behind.trim_start().chars().peekable();
    while let Some(c) = rest.next() {
        let blank = c.is_whitespace();
        let open = !is_known(&host);
        match c {
            c if is_of_host(c) => host.push(c),
            // A comma is read as the dot.
            ',' | '、' if open && !host.contains('.') && rest.peek().is_some_and(|c| is_of_host(*c)) => {
                host.push('.');
            }
            // A space beside the dot is skipped if the host is incomplete without the text after it.
            _ if blank && open && (host.ends_with('.') || rest.peek() == Some(&'.')) => {
                if is_known(host.trim_end_matches('.')) {
                    break;
                }
            }
            _ => break,
        }
    }
    loop {
        host.truncate(host.trim_end_matches(['.', '-']).len());
        if is_known(&host) {
            break;
        }
        // Chinese characters after an address are other text. Other characters after it leave the host in doubt.
        if !host.ends_with(text::is_han) {
            return None;
        }
        host.pop();
    }
    match Domain::parse(&host) {
        Ok(domain) => match domain.latin_look_alike() {
            Some(latin) => latin.map(|latin| latin.ascii().to_owned()),
            None => Some(host),
        },
        _ => Some(host).filter(|host| !is_mixed(host)),
    }
}

/// Tells whether the host ends with an existing top-level domain.
fn is_known(host: &str) -> bool {
    host.contains('.')
        && !host.rsplit('.').next().is_some_and(is_mixed)
        && matches!(
            Domain::parse(host),
            Ok(_) | Err(DomainProblem::NotRegistrablePart(_) | DomainProblem::PublicSuffix)
        )
}

/// Tells whether a label of the host mixes Latin letters with others. A word joined to the end of a host does so, and so does a deceptive
/// host. Registries give labels of Latin letters and Chinese characters below the top level only.
fn is_mixed(host: &str) -> bool {
    let top = host.matches('.').count();
    host.split('.').enumerate().any(|(place, label)| {
        let unicode = if label.is_ascii() { idna::domain_to_unicode(label).0 } else { label.to_owned() };
        let given = |c: char| place < top && text::is_han(c);
        let foreign = |c: char| !c.is_ascii() && !('\u{c0}'..='\u{24f}').contains(&c) && !given(c);
        unicode.chars().any(|c| c.is_ascii_alphabetic()) && unicode.chars().any(foreign)
    })
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// Tells whether the text is an address in its stored form.
pub(crate) fn is_usual(address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let dotted = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    // A spreadsheet puts an apostrophe before a text.
    let local_fits = (1..=64).contains(&local.len())
        && dotted(local)
        && !local.starts_with('\'')
        && local.chars().all(is_local);
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    // A top-level domain has letters only, or is an existing one in Chinese.
    let top_fits = |top: &str| {
        top.len() >= 2
            && (top.bytes().all(|b| b.is_ascii_alphabetic())
                || (top.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--")) && is_known(host)))
    };
    local_fits
        && address.len() <= LONGEST
        && host.contains('.')
        && host.split('.').all(label_fits)
        && host.rsplit('.').next().is_some_and(top_fits)
        && !is_mixed(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_kept_as_mail_reaches_it() {
        for (written, kept) in [
            (" a.b@example.com ", "a.b@example.com"),
            ("A@Example.com", "A@Example.com"),
            ("zs@赣江example.cn", "zs@xn--example-9l4p909u.cn"),
            ("ａ＠example。com", "a@example.com"),
            ("zs@例子.中国", "zs@xn--fsqu00a.xn--fiqs8s"),
            ("zs@mail.例子.公司", "zs@mail.xn--fsqu00a.xn--55qx5d"),
            ("zs@xn--fsqu00a.xn--fiqs8s", "zs@xn--fsqu00a.xn--fiqs8s"),
        ] {
            assert_eq!(canonical_email(written).as_deref(), Some(kept), "{written}");
        }
        assert_eq!(suggest_correction("a b@例子.中国\u{200b}").as_deref(), Some("ab@xn--fsqu00a.xn--fiqs8s"));
    }

    #[test]
    fn an_address_that_no_mail_reaches_is_none() {
        for address in [
            "zs@qq.com张三",
            "zs@qq.com、",
            "zs@qq.com》",
            "zs@qq.com·",
            "zs@exаmple.com",
            "zs@qq.c0m",
            "zs@qq.xn--com-hk3h",
            "zs@qq.例子",
        ] {
            assert_eq!(canonical_email(address), None, "{address}");
        }
        for address in
            ["", "a", "@example.com", "a@b", "a b@example.com", "张三@example.com", "a@例子", "a@1.2.3.4"]
        {
            assert_eq!(canonical_email(address), None, "{address}");
        }
        assert_eq!(canonical_email(&format!("q@{}.com", "b".repeat(64))), None);
        assert_eq!(
            canonical_email(&format!("{}@{}.com", "q".repeat(64), format!("{}.", "b".repeat(60)).repeat(4))),
            None
        );
    }

    #[test]
    fn the_address_is_found_among_what_stands_around_it() {
        for written in [
            "zs@qq.com",
            "zs@qq.com 13800000001",
            "zs@qq.com zs",
            "zs@qq.com张三",
            "zs@qq.com、",
            "zs@qq.com》",
            "zs@qq.com·",
            "zs@qq.com.",
            "zs@qq.com。",
            "zs@qq.com;",
            "zs@qq.com，",
            "zs@qq.com. 谢谢",
            "mailto:zs@qq.com",
            "mailto:zs@qq.com?subject=1",
            "‹zs@qq.com>",
            "<zs@qq.com>",
            "邮箱：zs@qq.com",
            "邮箱zs@qq.com",
            "邮箱 zs@qq.com",
            "E-mail: zs@qq.com",
            "张三 ‹zs@qq.com>",
            "Zhang San <zs@qq.com>",
            "\"zs@qq.com\"",
            "“zs@qq.com”",
            "'zs@qq.com'",
            "zs@qq,com",
            "zs@qq，com",
            "zs﹫qq.com",
            "zs＠qq．com",
            "zs @ qq.com",
            "zs@qq .com",
            "zs@qq. com",
            "zs@qq.com\u{200b}",
            "zs@qq.com\n张三",
            "z s@qq.com",
        ] {
            assert_eq!(suggest_correction(written).as_deref(), Some("zs@qq.com"), "{written}");
        }
        for (written, found) in [
            ("zs@exаmple.com", "zs@example.com"),
            ("zs@例子.中国张三", "zs@xn--fsqu00a.xn--fiqs8s"),
            ("zs@例子.中国\u{200b}", "zs@xn--fsqu00a.xn--fiqs8s"),
            ("x@y.公司。", "x@y.xn--55qx5d"),
            ("zs@mail.qq.com.cn,", "zs@mail.qq.com.cn"),
        ] {
            assert_eq!(suggest_correction(written).as_deref(), Some(found), "{written}");
        }
        for written in [
            "zhang san@qq.com",
            "zаs@qq.com",
            "a@qq.com;b@qq.com",
            "张三@qq.com",
            "zs@qq",
            "zs@qq com",
            "zs@qq.nosuch",
            "@qq.com",
            "zs@mail.exаmple.com",
        ] {
            assert_eq!(suggest_correction(written), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_stored_value_is_read_again(address in "\\PC{0,30}|[a-z例中国@.。 -]{0,24}|[a-z ]{0,4}@[a-z例张., 。]{0,4}\\.(com|中国)[a-z张 、,]{0,4}") {
            if let Some(kept) = canonical_email(&address) {
                prop_assert_eq!(canonical_email(&kept), Some(kept.clone()));
                prop_assert!(is_usual(&kept));
            }
            if let Some(meant) = suggest_correction(&address) {
                prop_assert!(is_usual(&meant), "{meant}");
            }
        }
    }
}
