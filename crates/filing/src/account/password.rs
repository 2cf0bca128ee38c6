//! Rules for passwords 密码: the length, and a list of passwords that attackers try first. There are no rules of composition.
//!
//! The lengths and the block list follow OWASP ASVS 5.0 (6.2) and NIST SP 800-63B-4 (3.1.1): a password without a second factor has at
//! least fifteen characters, one with a second factor at least eight.

use crate::{finding::FindingCode, text};
use std::{collections::HashSet, sync::LazyLock};

/// Shortest password with a second factor, in characters.
pub const SHORTEST_WITH_SECOND_FACTOR: usize = 8;
/// Shortest password without a second factor, in characters.
pub const SHORTEST_ALONE: usize = 15;
/// Longest password, in characters.
pub const LONGEST_PASSWORD: usize = 128;

/// Words that an attacker would try first on this system. The account's own words are added to them; see docs/SECURITY.md.
const LOCAL_WORDS: [&str; 8] =
    ["beian", "备案", "网站备案", "通信管理局", "江西", "jiangxi", "赣icp备", "password"];

/// Shortest word of the account that is looked for in a password, in characters.
const MIN_WORD: usize = 3;
/// Fewest characters that a password must have outside walks.
const MIN_OUTSIDE_WALKS: usize = 3;
/// Shortest walk, in characters.
const MIN_WALK: usize = 3;
/// From this length on, in characters, a sequence of neighbouring keys is a walk even when it changes direction.
const LONG_WALK: usize = 6;
/// Fewest characters that a password must have besides known words.
const MIN_OTHER_CHARACTERS: usize = 6;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/common-passwords.txt").lines().filter(|line| !line.starts_with("# ")).collect()
});

/// The protection that an account has besides its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordUse {
    /// The password is the only factor.
    Alone,
    /// The account has a second factor, or must have one.
    WithSecondFactor,
}

/// The rule that a password breaks; `None` when it is valid.
///
/// `own` are words of the account that a stranger may know: user name, contact name, organizer.
pub fn problem(password: &str, used: PasswordUse, own: &[&str]) -> Option<FindingCode> {
    let shortest = match used {
        PasswordUse::Alone => SHORTEST_ALONE,
        PasswordUse::WithSecondFactor => SHORTEST_WITH_SECOND_FACTOR,
    };
    match password.chars().count() {
        0 => return Some(FindingCode::Required),
        count if count < shortest => return Some(FindingCode::TooShort),
        count if count > LONGEST_PASSWORD => return Some(FindingCode::TooLong),
        _ => {}
    }
    let folded = fold(password);
    if is_common(&folded) {
        return Some(FindingCode::PasswordCommon);
    }
    let has_name = |word: &&str| {
        let word = fold(word);
        word.chars().count() >= MIN_WORD && count_without(&folded, &[word.as_str()]) < MIN_OTHER_CHARACTERS
    };
    if own.iter().any(has_name) {
        return Some(FindingCode::PasswordHasName);
    }
    (count_without(&folded, &LOCAL_WORDS) < MIN_OTHER_CHARACTERS
        && LOCAL_WORDS.iter().any(|word| folded.contains(word)))
    .then_some(FindingCode::PasswordCommon)
}

/// The password in half-width characters and lower case. Width and case do not make a password harder to guess.
fn fold(password: &str) -> String {
    text::number(password).to_lowercase()
}

/// Number of characters that are left without these words.
fn count_without(password: &str, words: &[&str]) -> usize {
    let mut left = password.to_owned();
    for word in words {
        left = left.replace(word, "");
    }
    left.chars().count()
}

/// Whether the password is on the block list, repeats one short piece, or is a walk such as `12345678`.
fn is_common(folded: &str) -> bool {
    if COMMON.contains(folded) {
        return true;
    }
    let signs: Vec<char> = folded.chars().collect();
    if characters_outside_walks(&signs) < MIN_OUTSIDE_WALKS {
        return true;
    }
    // Attackers also try two common passwords in a row: `password12345678`.
    let is_first =
        |part: &[char]| is_sequence(part) || COMMON.contains(part.iter().collect::<String>().as_str());
    if (1..signs.len()).any(|cut| is_first(&signs[..cut]) && is_first(&signs[cut..])) {
        return true;
    }
    let repeats =
        |length: usize| signs.iter().skip(length).zip(&signs).all(|(later, sooner)| later == sooner);
    let piece = (1..=signs.len() / 2).find(|length| repeats(*length));
    match piece {
        Some(length) if length <= 4 => true,
        Some(length) => COMMON.contains(signs[..length].iter().collect::<String>().as_str()),
        None => is_sequence(&signs),
    }
}

/// Fewest characters outside walks, over all ways to cut the password into pieces. A walk follows neighbouring keys of the
/// keyboard or neighbouring character codes, such as `abc`, in either direction; one repeated character is a walk too.
fn characters_outside_walks(signs: &[char]) -> usize {
    // `fewest[end]` is the fewest characters outside walks among the first `end` characters.
    let mut fewest = vec![0; signs.len() + 1];
    for end in 1..=signs.len() {
        fewest[end] = fewest[end - 1] + 1;
        for begin in 0..end.saturating_sub(MIN_WALK - 1) {
            if fewest[begin] < fewest[end] && is_walk(&signs[begin..end]) {
                fewest[end] = fewest[begin];
            }
        }
    }
    fewest[signs.len()]
}

/// Whether the characters are a walk: each is one step from the one before. The step is always the same; a sequence of [`LONG_WALK`]
/// characters may also turn from key to neighbouring key.
fn is_walk(signs: &[char]) -> bool {
    let steps = |of: &dyn Fn(char, char) -> Option<(i32, i32)>| -> Option<Vec<(i32, i32)>> {
        signs.windows(2).map(|pair| of(pair[0], pair[1])).collect()
    };
    let is_even = |steps: Vec<(i32, i32)>| steps.windows(2).all(|pair| pair[0] == pair[1]);
    let in_alphabet = |one: char, next: char| {
        let (one, next) = (i64::from(u32::from(one)), i64::from(u32::from(next)));
        i32::try_from(next - one).ok().filter(|step| step.abs() <= 1).map(|step| (step, 0))
    };
    let on_keys = |one: char, next: char| {
        let ((row, column), (next_row, next_column)) = (key_position(one)?, key_position(next)?);
        let step = (next_row - row, next_column - column);
        (step.0.abs() <= 1 && step.1.abs() <= 1).then_some(step)
    };
    steps(&in_alphabet).is_some_and(is_even)
        || steps(&on_keys).is_some_and(|steps| signs.len() >= LONG_WALK || is_even(steps))
}

/// Row and column of a character on the keyboard, with and without the shift key.
fn key_position(sign: char) -> Option<(i32, i32)> {
    const ROWS: [[&str; 2]; 4] = [
        ["1234567890-=", "!@#$%^&*()_+"],
        ["qwertyuiop[]", "qwertyuiop{}"],
        ["asdfghjkl;'", "asdfghjkl:\""],
        ["zxcvbnm,./", "zxcvbnm<>?"],
    ];
    let of = |row: &str| row.chars().position(|known| known == sign).and_then(|at| i32::try_from(at).ok());
    ROWS.iter().zip(0..).find_map(|(row, at)| row.iter().find_map(|row| of(row)).map(|column| (at, column)))
}

/// Whether each character code differs by one from the code before, as in `1234`, `dcba` or `1212`; `0` also follows `9`.
fn is_sequence(signs: &[char]) -> bool {
    signs.windows(2).all(|pair| {
        let step = i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
        step.abs() == 1 || (pair[0] == '9' && pair[1] == '0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 2] = ["shili-4821", "赣江虚构有限公司"];

    #[test]
    fn alone_it_has_fifteen_characters_and_with_a_second_factor_eight() {
        assert_eq!(problem("qi-zhi-deng", PasswordUse::Alone, &OWN), Some(FindingCode::TooShort));
        assert_eq!(problem("qi-zhi-deng", PasswordUse::WithSecondFactor, &OWN), None);
        assert_eq!(problem("a long demonstration", PasswordUse::Alone, &OWN), None);
        assert_eq!(problem("", PasswordUse::WithSecondFactor, &OWN), Some(FindingCode::Required));
        assert_eq!(
            problem(&"长".repeat(129), PasswordUse::WithSecondFactor, &OWN),
            Some(FindingCode::TooLong)
        );
    }

    #[test]
    fn a_password_that_attackers_try_first_is_refused_in_any_width_or_case() {
        for tried in [
            "TrustNo1trustno1",
            "1234567890123456",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "ＰａｓｓｗｏｒｄＰassword",
            "beianbeian备案12345",
            "jiangxi-beian-12",
            "password12345678",
            "qwertyuiopasdfg",
            "asdfghjklqwertyuiop",
            "poiuytrewqlkjhg",
            "1qaz2wsx3edc4rfv",
            "zaqxswcdevfrbgt",
            "qwertyuiop12345!",
            "abcdefg7654321xyz",
            "!@#$%^&*()qwerty",
            "qawsedrftgyhujik",
            "１２３４５６７ＱＷＥＲＴＹＵＩ",
            "09876543211234567890",
            "aaaabbbbccccdddd",
            "zxcvbnm,./asdfgh",
        ] {
            assert_eq!(
                problem(tried, PasswordUse::Alone, &OWN),
                Some(FindingCode::PasswordCommon),
                "{tried}"
            );
        }
        assert_eq!(
            problem("baseball", PasswordUse::WithSecondFactor, &OWN),
            Some(FindingCode::PasswordCommon)
        );
    }

    #[test]
    fn it_is_more_than_a_name_of_its_holder() {
        assert_eq!(problem("Shili-4821-2026", PasswordUse::Alone, &OWN), Some(FindingCode::PasswordHasName));
        assert_eq!(
            problem("赣江虚构有限公司2026", PasswordUse::WithSecondFactor, &OWN),
            Some(FindingCode::PasswordHasName)
        );
        assert_eq!(problem("shili-4821 geht baden", PasswordUse::Alone, &OWN), None);
    }

    #[test]
    fn no_composition_is_asked_for() {
        for plain in [
            "这是一句只有家里人才知道的话啊",
            "all lower case letters",
            "7305918264037 9",
            "we were poor there",
            "qwerty horse staple",
        ] {
            assert_eq!(problem(plain, PasswordUse::Alone, &OWN), None, "{plain}");
        }
    }

    #[test]
    fn the_list_has_more_than_three_thousand_that_would_pass_for_length() {
        let long = COMMON.iter().filter(|word| word.chars().count() >= SHORTEST_WITH_SECOND_FACTOR).count();
        assert!(long > 3_000, "{long}");
    }
}
