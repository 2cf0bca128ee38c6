//! References 受理号 of filings and paper requests in progress.

use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The reference 受理号 of a filing or a paper request in progress, `JX-7K3M-9Q2T-5`. People say it on the telephone and read it on paper.
///
/// A reference has two letters of the province, eight random characters and one check character. The check character reveals every single
/// wrong character and every swapped pair. The letters I, L, O and U are not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    province: [u8; 2],
    values: [u8; 8],
}

/// The reason for which a text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReferenceProblem {
    /// The text does not consist of two letters and nine letters or digits.
    #[error("a reference is like JX-7K3M-9Q2T-5")]
    Form,
    /// The last character does not agree with the others.
    #[error("the last character does not agree with the others")]
    CheckCharacter,
}

/// The 32 characters that people can tell apart on paper and by ear.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    /// Issues a reference. `province` is two capital letters. Each of the eight random bytes gives five bits.
    pub fn issue(province: [u8; 2], random: [u8; 8]) -> Reference {
        let province = province.map(|b| if b.is_ascii_alphabetic() { b.to_ascii_uppercase() } else { b'X' });
        Reference { province, values: random.map(|byte| byte & 31) }
    }

    /// Parses a reference as people write and paste it. Case, spaces, hyphens, invisible characters, a label such as `受理号：` and the
    /// address of a page around the reference are ignored; O is read as 0, I and L as 1. A longer text is accepted if it holds exactly
    /// one reference.
    ///
    /// # Errors
    /// The error is [`ReferenceProblem::CheckCharacter`] if the check character is wrong, and [`ReferenceProblem::Form`] if the text has
    /// another form.
    pub fn parse(text: &str) -> Result<Reference, ReferenceProblem> {
        let plain = text::number(text);
        let last = plain.rsplit(['/', '=', '#']).find(|part| !part.is_empty()).unwrap_or_default();
        let alone = text::pasted(last, &["备案", "申请", "受理", "号码", "编号", "号", "REFERENCE"]);
        let alone: String = alone.chars().filter(|c| *c != '-').collect();
        match of_characters(&alone) {
            Err(problem) => contained(text).unwrap_or(Err(problem)),
            read => read,
        }
    }
}

/// Parses the eleven characters of a reference without hyphens.
fn of_characters(text: &str) -> Result<Reference, ReferenceProblem> {
    let plain: Vec<char> = text.chars().collect();
    let [p, q, body @ ..] = plain.as_slice() else { return Err(ReferenceProblem::Form) };
    if body.len() != 9 || !p.is_ascii_uppercase() || !q.is_ascii_uppercase() {
        return Err(ReferenceProblem::Form);
    }
    let mut values = [0; 9];
    for (value, c) in values.iter_mut().zip(body) {
        *value = value_of(*c).ok_or(ReferenceProblem::Form)?;
    }
    let [a, b, c, d, e, f, g, h, check_value] = values;
    let values = [a, b, c, d, e, f, g, h];
    if check(&values) != check_value {
        return Err(ReferenceProblem::CheckCharacter);
    }
    Ok(Reference { province: [*p as u8, *q as u8], values })
}

/// Finds the only reference inside a longer text. The result is an error if every candidate has a wrong check character, and `None` if
/// the text holds no candidate or two different references.
///
/// A candidate has no separators, or has them in the places of printed references. Otherwise ordinary words would count as candidates.
fn contained(text: &str) -> Option<Result<Reference, ReferenceProblem>> {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    let seen = text::without_hidden(&text.chars().map(blank).collect::<String>());
    let text = text::half_width(&seen).to_uppercase();
    let parts = |c: char| matches!(c, '-' | '.' | '_' | ' ' | '~' | '·');
    let mut found: Option<Result<Reference, ReferenceProblem>> = None;
    for piece in text.split(|c: char| !c.is_ascii_alphanumeric() && !parts(c)) {
        let groups: Vec<&str> = piece.split(parts).filter(|group| !group.is_empty()).collect();
        for start in 0..groups.len() {
            let mut joined = String::new();
            for group in groups.get(start..).unwrap_or_default() {
                joined.push_str(group);
                if !matches!(joined.len(), 2 | 6 | 10) {
                    break;
                }
            }
            let whole = groups.get(start) == Some(&joined.as_str());
            if joined.len() != 11 || (whole && !joined.bytes().any(|b| b.is_ascii_digit())) {
                continue;
            }
            match (of_characters(&joined), &found) {
                (Ok(one), Some(Ok(other))) if one != *other => return None,
                (Ok(one), _) => found = Some(Ok(one)),
                (Err(ReferenceProblem::CheckCharacter), None) => {
                    found = Some(Err(ReferenceProblem::CheckCharacter));
                }
                (Err(_), _) => {}
            }
        }
    }
    found
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p, q] = self.province.map(char::from);
        let [a, b, c, d, e, g, h, i] = self.values.map(letter);
        write!(f, "{p}{q}-{a}{b}{c}{d}-{e}{g}{h}{i}-{}", letter(check(&self.values)))
    }
}

/// Returns the character for the low five bits of a value.
pub(crate) fn letter(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

fn value_of(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == c)?;
    u8::try_from(place).ok()
}

/// Computes the check value over GF(32): the values are multiplied by successive powers of the generator and added.
fn check(values: &[u8; 8]) -> u8 {
    values.iter().fold(0, |sum, value| double(sum ^ value))
}

/// Multiplies a value by the generator of GF(32), modulo x⁵ + x² + 1.
fn double(value: u8) -> u8 {
    let twice = value << 1;
    if twice & 32 == 0 { twice } else { (twice ^ 0b10_0101) & 31 }
}

as_text! {
    Reference, ReferenceProblem, "JX-7K3M-9Q2T-5", "The reference 受理号 of a filing or a paper request.";
}

impl TryFrom<String> for Reference {
    type Error = ReferenceProblem;

    /// Parses a reference exactly as this type prints it. Stored references and references on the wire have this form.
    fn try_from(text: String) -> Result<Reference, ReferenceProblem> {
        let plain: String = text.chars().filter(|c| *c != '-').collect();
        let reference = of_characters(&plain)?;
        if reference.to_string() == text { Ok(reference) } else { Err(ReferenceProblem::Form) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_read_as_people_say_it() {
        let reference = Reference::issue(*b"jx", [0, 1, 30, 31, 250, 17, 9, 64]);
        let text = reference.to_string();
        assert!(text.starts_with("JX-01YZ-"), "{text}");
        assert_eq!(Reference::parse(&text), Ok(reference));
        let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Reference::parse(&sloppy), Ok(reference));
        assert_eq!(Reference::parse("JX-01YZ"), Err(ReferenceProblem::Form));
        assert_eq!(Reference::parse("J1-01YZ-01YZ-0"), Err(ReferenceProblem::Form));
    }

    #[test]
    fn the_one_reference_of_a_text_is_read() {
        let reference = Reference::issue(*b"JX", [7, 1, 30, 31, 250, 17, 9, 64]);
        let written = reference.to_string();
        let plain = written.replace('-', "");
        for text in [
            format!("受理单号：{written}"),
            format!("查询码：{written}"),
            format!("No. {written}"),
            format!("No.{written}"),
            format!("您的受理号是{written}"),
            format!("您的受理号是{plain}，请保存"),
            format!("https://beian.example/progress/?reference={written}&lang=zh"),
            format!("?reference={plain}&lang=zh"),
            written.replace('-', "."),
            written.replace('-', "_"),
            format!("{written}!"),
            format!("{written}！"),
            format!("{written}, {written}"),
            format!("Reference: {written}\n"),
        ] {
            assert_eq!(Reference::parse(&text), Ok(reference), "{text}");
        }
        let other = Reference::issue(*b"JX", [0; 8]);
        assert!(Reference::parse(&format!("{written} {other}")).is_err());
        for text in ["", "x", "shili-case.cn", "JX-0000-0000", "information about it", "www.example.cn"] {
            assert_eq!(Reference::parse(text), Err(ReferenceProblem::Form), "{text}");
        }
        let wrong = "受理单号：JX-0000-0000-1";
        assert_eq!(Reference::parse(wrong), Err(ReferenceProblem::CheckCharacter));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}", near in "[JX0-9A-Z ._/=:号-]{0,40}") {
            let _ = Reference::parse(&text);
            if let Ok(reference) = Reference::parse(&near) {
                prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
            }
        }

        #[test]
        fn a_reference_is_what_it_displays(random in any::<[u8; 8]>()) {
            let reference = Reference::issue(*b"JX", random);
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }

        #[test]
        fn one_wrong_character_in_a_reference_is_noticed(random in any::<[u8; 8]>(), place in 0usize..9, other in 0usize..32) {
            let text = Reference::issue(*b"JX", random).to_string();
            let places: Vec<usize> = text.char_indices().skip(3).filter(|(_, c)| *c != '-').map(|(i, _)| i).collect();
            let mut wrong = text.clone().into_bytes();
            wrong[places[place]] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(Reference::parse(&wrong).is_ok(), wrong == text);
        }

        #[test]
        fn a_swapped_pair_in_a_reference_is_noticed(random in any::<[u8; 8]>(), place in 0usize..8) {
            let text = Reference::issue(*b"JX", random).to_string();
            let places: Vec<usize> = text.char_indices().skip(3).filter(|(_, c)| *c != '-').map(|(i, _)| i).collect();
            let mut wrong = text.clone().into_bytes();
            wrong.swap(places[place], places[place + 1]);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(Reference::parse(&wrong).is_ok(), wrong == text);
        }
    }
}
