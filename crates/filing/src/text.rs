//! Written text: the forms that Chinese keyboards give to the same characters.

/// Turns full-width letters, digits, punctuation and blanks into their ASCII forms.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            _ => c,
        })
        .collect()
}

/// A number as it is meant: half-width, without blanks, in capitals.
pub(crate) fn number(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Whether the character is a Han character 汉字.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// How many Han characters the text has.
pub(crate) fn han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}

/// Whether the text holds characters that cannot be seen or that turn the direction of writing.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// The text without them.
pub(crate) fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether the text can be an email address: one `@`, a local part of usual characters, a host with a dot.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let usual = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    (1..=64).contains(&local.len())
        && local.chars().all(usual)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && text.len() <= 254
        && host.contains('.')
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_letters_become_ascii() {
        assert_eq!(half_width("ＩＣＰ－１２３　。"), "ICP-123 。");
        assert_eq!(number(" 9136 ｍａ "), "9136MA");
    }

    #[test]
    fn hidden_characters_are_seen() {
        assert!(has_hidden("a\u{202e}b") && has_hidden("a\nb") && !has_hidden("南昌 a-b"));
        for hidden in [
            "\u{3164}",
            "\u{ad}",
            "\u{34f}",
            "\u{115f}\u{1160}",
            "\u{2800}",
            "\u{180e}",
            "\u{e0041}",
            "a\u{61c}b",
        ] {
            assert!(has_hidden(hidden), "{hidden:?}");
        }
    }

    #[test]
    fn an_address_that_no_mail_reaches_is_none() {
        assert!(is_email("a.b@example.com"));
        assert!(!is_email(&format!("q@{}.com", "b".repeat(64))));
        assert!(!is_email(&format!("{}@{}.com", "q".repeat(64), format!("{}.", "b".repeat(60)).repeat(4))));
    }
}
