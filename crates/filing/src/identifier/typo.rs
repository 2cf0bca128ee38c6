//! Typing errors in certificate numbers 笔误: which of the applicant's own numbers was probably meant (§三).
//!
//! A number is compared with what the same applicant wrote elsewhere, never with what somebody else did: a suggestion tells
//! nothing about others. Nor is a number mended by its check digit alone: whatever the error was, another last digit would
//! make it right, so there is never only one number that could have been meant.

use crate::text;

/// At most this many letters are wrong, missing, too many or change places with their neighbours.
const MOST: usize = 2;

/// The one number nearest to what was typed among the applicant's `own`, where it is right for a certificate of this kind (its code).
///
/// `None` where what was typed is one of them, none is near, or two are equally near.
pub fn meant<'a>(kind: &str, typed: &str, own: impl IntoIterator<Item = &'a str>) -> Option<String> {
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
            assert_eq!(meant(LICENCE, typed, [own]).as_deref(), Some(own), "{typed}");
        }
        assert_eq!(meant(LICENCE, "91110000600031111L", [own]), None, "three slips");
        assert_eq!(meant(LICENCE, "9111 0000 6000 3734 1l", [own]), None, "it is just that number");
        assert_eq!(meant(LICENCE, "91110000600037342M", []), None);
    }

    #[test]
    fn a_number_that_cannot_be_right_is_never_offered_nor_one_of_two() {
        assert_eq!(meant(LICENCE, "91110000600037341M", ["91110000600037341X"]), None);
        let person = resident_id::demo("36", "19900101");
        assert_eq!(meant(LICENCE, &person, [person.as_str()]), None, "another kind of number");
        let mut tied = "AAAA0000".to_owned();
        assert_eq!(meant("9", &tied, ["AAAA0001", "AAAA0002"]), None);
        tied.push('1');
        assert_eq!(meant("no such kind", &tied, ["AAAA0000"]), None);
    }

    proptest! {
        #[test]
        fn what_is_offered_is_always_ones_own(serial in "[0-9]{6}", typed in "[0-9A-Z]{0,20}") {
            let own = credit_code::demo("91", &format!("MA{serial}"));
            let offered = meant(LICENCE, &typed, [own.as_str()]);
            prop_assert!(offered.is_none() || offered.as_ref() == Some(&own));
        }

        #[test]
        fn neighbours_that_changed_places_are_put_back(serial in "[0-9]{6}", at in 0_usize..17) {
            let own = credit_code::demo("91", &format!("MA{serial}"));
            let mut typed: Vec<char> = own.chars().collect();
            typed.swap(at, at + 1);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(meant(LICENCE, &typed, [own.as_str()]), (typed != own).then_some(own));
        }
    }
}
