//! Typing errors 笔误 in certificate numbers: the suggestion is always one of the applicant's own numbers (§三).
//!
//! A number is compared only with numbers that the same applicant wrote elsewhere, so a suggestion reveals nothing about others. The
//! check digit alone never yields a suggestion: every wrong number becomes valid with another check digit, so it does not identify the
//! right one.

use crate::text;

/// The largest number of errors with which a number still counts as near. An error is a wrong, missing or extra character,
/// or a swapped pair of neighbours.
const MOST: usize = 2;

/// Suggests the number in `own` that is nearest to the `typed` one. `kind` is the code of the certificate kind, for which the suggestion
/// is valid.
///
/// The result is `None` if `typed` equals one of the numbers, no number is near, or two numbers are equally near.
pub fn suggest_correction<'a>(
    kind: &str,
    typed: &str,
    own: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let typed = text::number(typed);
    let mut near: Vec<(usize, String)> = own
        .into_iter()
        .filter_map(|number| crate::identifier::certificate_number::canonical_certificate(kind, number))
        .map(|number| (strsim::damerau_levenshtein(&typed, &number), number))
        .filter(|(distance, _)| *distance <= MOST)
        .collect();
    near.sort_unstable();
    near.dedup();
    let (least, number) = near.first()?.clone();
    let tied = near.get(1).is_some_and(|(distance, _)| *distance == least);
    (least > 0 && !tied).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{credit_code, resident_id};
    use proptest::prelude::*;

    const LICENCE: &str = "1";

    #[test]
    fn one_or_two_slips_are_seen_through_and_no_more() {
        let own = "91110000600037341L";
        for typed in ["91110000600037431L", "9111000060037341L", "91110000600037341", "91110000600037342M"] {
            assert_eq!(suggest_correction(LICENCE, typed, [own]).as_deref(), Some(own), "{typed}");
        }
        assert_eq!(suggest_correction(LICENCE, "91110000600031111L", [own]), None, "three slips");
        assert_eq!(
            suggest_correction(LICENCE, "9111 0000 6000 3734 1l", [own]),
            None,
            "it is just that number"
        );
        assert_eq!(suggest_correction(LICENCE, "91110000600037342M", []), None);
    }

    #[test]
    fn a_number_that_cannot_be_right_is_never_offered_nor_one_of_two() {
        assert_eq!(suggest_correction(LICENCE, "91110000600037341M", ["91110000600037341X"]), None);
        let person = resident_id::demo("36", "19900101");
        assert_eq!(suggest_correction(LICENCE, &person, [person.as_str()]), None, "another kind of number");
        let mut tied = "AAAA0000".to_owned();
        assert_eq!(suggest_correction("9", &tied, ["AAAA0001", "AAAA0002"]), None);
        tied.push('1');
        assert_eq!(suggest_correction("no such kind", &tied, ["AAAA0000"]), None);
    }

    proptest! {
        #[test]
        fn a_suggestion_always_comes_from_the_own_entry(serial in "[0-9]{6}", typed in "[0-9A-Z]{0,20}") {
            let own = credit_code::demo("91", &format!("MA{serial}"));
            let offered = suggest_correction(LICENCE, &typed, [own.as_str()]);
            prop_assert!(offered.is_none() || offered.as_ref() == Some(&own));
        }

        #[test]
        fn neighbours_that_changed_places_are_put_back(serial in "[0-9]{6}", at in 0_usize..17) {
            let own = credit_code::demo("91", &format!("MA{serial}"));
            let mut typed: Vec<char> = own.chars().collect();
            typed.swap(at, at + 1);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(suggest_correction(LICENCE, &typed, [own.as_str()]), (typed != own).then_some(own));
        }
    }
}
