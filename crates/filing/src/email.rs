//! Email addresses 电子邮箱: of the usual kind, without comments, quotes or literal hosts. A host in Chinese is kept as it is written to,
//! in ASCII.

use crate::text;

/// The longest address that mail reaches, in characters.
const LONGEST: usize = 254;

/// The address as it is kept and written to: half-width, its host in ASCII. `None` when no mail can reach it.
pub fn read(address: &str) -> Option<String> {
    let plain = text::half_width(address.trim()).replace(['。', '｡'], ".");
    let (local, host) = plain.rsplit_once('@')?;
    let host = if host.is_ascii() { host.to_owned() } else { idna::domain_to_ascii_strict(host).ok()? };
    let address = format!("{local}@{host}");
    is_usual(&address).then_some(address)
}

/// The address that was probably meant, where blanks or what cannot be seen stand in it.
pub(crate) fn meant(address: &str) -> Option<String> {
    let joined: String = text::without_hidden(address).split_whitespace().collect();
    read(&joined)
}

/// Whether the text is an address as it is kept.
pub(crate) fn is_usual(address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let dotted = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let local_fits = (1..=64).contains(&local.len())
        && dotted(local)
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let top_fits = |top: &str| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    local_fits
        && address.len() <= LONGEST
        && host.contains('.')
        && host.split('.').all(label_fits)
        && host.rsplit('.').next().is_some_and(top_fits)
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
            ("ａ＠example。com", "a@example.com"),
            ("zs@例子.中国", "zs@xn--fsqu00a.xn--fiqs8s"),
            ("zs@mail.例子.公司", "zs@mail.xn--fsqu00a.xn--55qx5d"),
            ("zs@xn--fsqu00a.xn--fiqs8s", "zs@xn--fsqu00a.xn--fiqs8s"),
        ] {
            assert_eq!(read(written).as_deref(), Some(kept), "{written}");
        }
        assert_eq!(meant("a b@例子.中国\u{200b}").as_deref(), Some("ab@xn--fsqu00a.xn--fiqs8s"));
    }

    #[test]
    fn an_address_that_no_mail_reaches_is_none() {
        for address in
            ["", "a", "@example.com", "a@b", "a b@example.com", "张三@example.com", "a@例子", "a@1.2.3.4"]
        {
            assert_eq!(read(address), None, "{address}");
        }
        assert_eq!(read(&format!("q@{}.com", "b".repeat(64))), None);
        assert_eq!(
            read(&format!("{}@{}.com", "q".repeat(64), format!("{}.", "b".repeat(60)).repeat(4))),
            None
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_again(address in "\\PC{0,30}|[a-z例中国@.。 -]{0,24}") {
            if let Some(kept) = read(&address) {
                prop_assert_eq!(read(&kept), Some(kept.clone()));
                prop_assert!(is_usual(&kept));
            }
            let _ = meant(&address);
        }
    }
}
