//! Normal forms of text: keyboards, fonts and other programs write the same characters in different ways.

use crate::han;
use icu_normalizer::ComposingNormalizerBorrowed;

/// Turns full-width letters, digits, punctuation and blanks into their ASCII forms.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
            _ => c,
        })
        .collect()
}

/// The normal form of a number: half-width capitals and digits without blanks or invisible characters.
pub(crate) fn number(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_hidden(*c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// A pasted value without the labels in front of it, and without the quotes, brackets and stops around it.
pub(crate) fn pasted<'t>(text: &'t str, labels: &[&str]) -> &'t str {
    let aside = |c: char| {
        c.is_whitespace()
            || is_hidden(c)
            || "\"'“”‘’「」『』《》〈〉<>【】〔〕()（）[]［］,，。;；、:：=|#＃".contains(c)
    };
    let mut text = text.trim_matches(aside);
    while let Some(rest) =
        labels.iter().find_map(|label| text.strip_prefix(label)).filter(|rest| !rest.is_empty())
    {
        text = rest.trim_start_matches(aside);
    }
    text
}

/// The text with usual Han characters in place of characters that only look like them: radical signs from PDFs, and compatibility
/// characters of other standards.
pub(crate) fn usual_han(text: &str) -> String {
    let compatible = |c: char| matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}');
    text.chars().map(|c| if compatible(c) { composed_char(c) } else { han::unradical(c) }).collect()
}

fn composed_char(c: char) -> char {
    let mut composed = NFC.normalize_iter(std::iter::once(c));
    composed.next().filter(|_| composed.next().is_none()).unwrap_or(c)
}

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();

/// Characters that people type for the dot in a name. [`APOSTROPHES`] has those for an apostrophe.
const DOTS: &str = "•‧․・･⋅∙●◦⦁ᐧ᛫⸱⸳ꞏ∘˙ㆍ";
const APOSTROPHES: &str = "`´‘′ʹʼʻ＇";
/// Quotes and stops around a text that do not belong to it.
const AROUND: &str = "\"“”„‟「」『』《》〈〉,，、;；:：!！。｡";

/// The normal form of a person's name: composed accents, half-width letters, `·` for every middle dot, one blank between words. It has no
/// blank between Han characters or beside a dot, and no dot at its ends.
pub(crate) fn usual_name(name: &str) -> String {
    let given: Vec<char> = without_hidden(name).trim_matches(is_around).chars().collect();
    let letter = |place: Option<usize>| {
        place.and_then(|place| given.get(place)).is_some_and(|c| c.is_alphabetic() && !is_han(*c))
    };
    let signs = given.iter().enumerate().map(|(place, c)| match *c {
        c if DOTS.contains(c) => '·',
        // Such a sign is an apostrophe only between Latin letters.
        c if APOSTROPHES.contains(c) && letter(place.checked_sub(1)) && letter(Some(place + 1)) => '\'',
        '○' | '◯' => '〇',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '。' | '｡' => '.',
        c => c,
    });
    let name: String = NFKC.normalize_iter(usual_han(&signs.collect::<String>()).chars()).collect();
    let latin = count_han(&name) == 0;
    let signs: Vec<char> = name
        .chars()
        .map(|c| match c {
            // A comma separates the parts of a Latin name: SMITH, JOHN.
            ',' if latin => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let mut usual: Vec<char> = Vec::with_capacity(signs.len());
    for (place, sign) in signs.iter().enumerate() {
        let before = usual.last().copied();
        let after = signs.get(place + 1..).and_then(|rest| rest.iter().copied().find(|c| *c != ' '));
        let between = |fits: fn(char) -> bool| before.is_some_and(fits) && after.is_some_and(fits);
        match sign {
            ' ' if before.is_none() || after.is_none() || before == Some(' ') => {}
            ' ' if between(is_han) || before == Some('·') || after == Some('·') => {}
            '·' if before.is_none() || after.is_none() || before == Some('·') => {}
            '.' if between(is_han) => usual.push('·'),
            '.' if before.is_some_and(is_han) && after.is_none() => {}
            sign => usual.push(*sign),
        }
    }
    while usual.last().is_some_and(|last| " ·-'’".contains(*last)) {
        usual.pop();
    }
    usual.into_iter().collect()
}

/// The normal form of a unit's name, a site's name or an address: composed accents, plain blanks, and no quotes or stops around it. It
/// has no wide blank and no run of blanks between Han characters.
pub(crate) fn usual_text(text: &str) -> String {
    // Quotes around a part of the text, 江西“示例”公司, belong to it.
    let quoted = |text: &str| text.chars().filter(|c| "\"“”「」『』".contains(*c)).count();
    let mut text = text.trim().trim_end_matches(['。', '｡', ';', '；', ',', '，', '、', ' ', '\u{3000}']);
    for (open, close) in [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('《', '》')] {
        let inside = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        text = inside.filter(|inside| quoted(inside) == 0).unwrap_or(text).trim();
    }
    let signs: Vec<char> = NFC.normalize(text).trim_end_matches(['。', '｡']).chars().collect();
    let mut usual = String::with_capacity(text.len());
    let mut place = 0;
    while let Some(sign) = signs.get(place) {
        let blanks: Vec<char> = signs.iter().skip(place).take_while(|c| c.is_whitespace()).copied().collect();
        if blanks.is_empty() {
            usual.push(*sign);
            place += 1;
            continue;
        }
        place += blanks.len();
        let between =
            usual.chars().last().is_some_and(is_han) && signs.get(place).copied().is_some_and(is_han);
        // A single plain blank may be intended.
        if !between || blanks == [' '] {
            usual.push(' ');
        }
    }
    usual
}

fn is_around(c: char) -> bool {
    c.is_whitespace() || AROUND.contains(c)
}

/// The form of a text in which words are searched: half-width, without blanks, in mainland characters 简体.
pub(crate) fn compared_words(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_hidden(*c))
        .map(han::mainland_form)
        .collect()
}

/// Whether the text has one of the words, in traditional or simplified characters and with any blanks in it.
pub(crate) fn has_word(text: &str, words: &[String]) -> bool {
    let text = compared_words(text);
    words.iter().any(|word| text.contains(&compared_words(word)))
}

/// The form in which names are compared: the normal form in capitals, with one kind of apostrophe.
pub(crate) fn compared_name(name: &str) -> String {
    let plain = |c: char| if c == '’' || APOSTROPHES.contains(c) { '\'' } else { c };
    usual_name(name).chars().map(plain).flat_map(char::to_uppercase).collect()
}

/// Whether two spellings are the same name.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    compared_name(one) == compared_name(other)
}

/// Whether the character is a Han character 汉字.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Number of Han characters in the text.
pub(crate) fn count_han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}

/// Whether the text has characters that are invisible or change the direction of writing.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// The text without the characters of [`is_hidden`].
pub(crate) fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// The text on one line, without the characters of [`is_hidden`]. A line end becomes a blank, but between Han characters it vanishes.
pub(crate) fn on_one_line(text: &str) -> String {
    let lines: Vec<String> = text
        .split(|c: char| c == '\t' || c == '\u{2028}' || c == '\u{2029}' || ('\n'..='\r').contains(&c))
        .map(|line| without_hidden(line).trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    lines
        .into_iter()
        .reduce(|before, line| {
            let meet = before.chars().last().is_some_and(is_han) && line.starts_with(is_han);
            before + if meet { "" } else { " " } + &line
        })
        .unwrap_or_default()
}

/// Whether the text has private-use characters. Their meaning depends on one font or program.
pub(crate) fn has_private_use(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'))
}

/// Whether the character is invisible or changes the direction of writing.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
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
    fn a_number_has_nothing_in_it_that_cannot_be_seen() {
        assert_eq!(number("\u{200b}JX-7K3M\u{feff}\u{202f} 9q2t\u{200e}"), "JX-7K3M9Q2T");
    }

    #[test]
    fn the_text_around_a_pasted_value_is_left_out() {
        let read = |text| pasted(text, &["受理", "号"]);
        for text in ["JX-1", "受理号：JX-1", " 【受理号 JX-1】", "“JX-1”。", "号#JX-1\u{200b}"]
        {
            assert_eq!(read(text), "JX-1");
        }
        assert_eq!((read(""), read("受理号")), ("", "号"));
    }

    #[test]
    fn characters_that_only_look_usual_become_usual() {
        for (written, usual) in [
            ("江⻄省南昌市东湖区⼀路1号", "江西省南昌市东湖区一路1号"),
            ("⼯业⾊⻓", "工业色长"),
            ("樂\u{f914}", "樂樂"),
            ("赣江·示例 ABC １２", "赣江·示例 ABC １２"),
            ("﨑", "﨑"),
        ] {
            assert_eq!(usual_han(written), usual);
        }
    }

    #[test]
    fn one_name_is_written_in_many_ways() {
        for dot in "·•‧・･⋅∙．.。".chars() {
            assert_eq!(usual_name(&format!("古丽米热{dot}艾比布力")), "古丽米热·艾比布力", "{dot}");
        }
        for (written, usual) in [
            ("张　三", "张三"),
            ("张 三", "张三"),
            ("张\u{a0}三", "张三"),
            ("张\u{2009}\u{200b}三", "张三"),
            (" 古丽 · 艾 ", "古丽·艾"),
            ("Jose\u{301} Mari\u{301}a", "José María"),
            ("SMITH, JOHN", "SMITH JOHN"),
            ("ＳＭＩＴＨ，ＪＯＨＮ", "SMITH JOHN"),
            ("Anne‐Marie", "Anne-Marie"),
            ("John  F. Smith", "John F. Smith"),
            ("⼯藤", "工藤"),
            ("张三", "张三"),
            ("", ""),
        ] {
            assert_eq!(usual_name(written), usual, "{written}");
            assert_eq!(usual_name(usual), usual);
        }
        for dot in "﹒˙ㆍ".chars() {
            assert_eq!(usual_name(&format!("古丽{dot}艾")), "古丽·艾", "{dot}");
        }
        for (written, usual) in [
            ("古丽··艾", "古丽·艾"),
            ("李·", "李"),
            ("··", ""),
            ("·李某", "李某"),
            ("“张三”", "张三"),
            ("张三。", "张三"),
            ("张㆒", "张一"),
            ("张○", "张〇"),
            ("ﬁnn", "finn"),
            ("Ⅱ某", "II某"),
            ("O`Neil", "O'Neil"),
            ("O´Neil", "O'Neil"),
            ("O‘Neil", "O'Neil"),
            ("O′Neil", "O'Neil"),
            ("Oʼneil", "O'neil"),
            ("O’Neil", "O’Neil"),
            ("John F.", "John F."),
        ] {
            assert_eq!(usual_name(written), usual, "{written}");
            assert_eq!(usual_name(usual), usual);
        }
        assert!(is_same_name("O’Neil", "o'neil") && !is_same_name("张三", "张四"));
    }

    #[test]
    fn a_text_has_plain_blanks_and_nothing_around_it() {
        for (written, usual) in [
            ("赣江\u{a0}示例\u{3000}有限公司", "赣江示例有限公司"),
            ("赣江 示例", "赣江 示例"),
            ("赣江  示例", "赣江示例"),
            ("ABC\u{2009}示例", "ABC 示例"),
            ("“赣江示例有限公司”。", "赣江示例有限公司"),
            ("赣江“示例”有限公司", "赣江“示例”有限公司"),
            ("“赣江”示例“公司”", "“赣江”示例“公司”"),
            ("江西省南昌市1号。", "江西省南昌市1号"),
            ("Cafe\u{301} 示例", "Café 示例"),
            ("示例（江西）公司", "示例（江西）公司"),
            ("", ""),
        ] {
            assert_eq!(usual_text(written), usual, "{written}");
            assert_eq!(usual_text(usual), usual);
        }
        assert_eq!(on_one_line("江西省\n南昌市\u{200b}\r\n1号\tA"), "江西省南昌市 1号 A");
        assert!(has_private_use("示\u{e000}例") && !has_private_use("示例𠘨"));
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
}
