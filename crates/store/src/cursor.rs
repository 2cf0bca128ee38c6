//! Cursors 翻页 of lists. A cursor names the place where a page begins. It contains a sort key and a digest that ties the sort key to its
//! list, so malformed cursors and cursors of other lists never reach a query.

use crate::{StoreError, hex};

/// Maximum length of a sort key in a list, in bytes. The longest sort keys begin with a domain.
const LONGEST: usize = 400;
/// Length of the digest, in bytes.
const DIGEST: usize = 8;

/// Encodes the cursor of the entry with this sort key in this partition.
pub(crate) fn encode(partition: &str, sort: &str) -> String {
    format!("{}{}", digest(partition, sort), hex::encode(sort.as_bytes()))
}

/// Decodes the sort key from a cursor of this partition.
///
/// # Errors
/// [`StoreError::Cursor`].
pub(crate) fn decode(partition: &str, cursor: &str) -> Result<String, StoreError> {
    read(partition, cursor).ok_or(StoreError::Cursor)
}

fn read(partition: &str, cursor: &str) -> Option<String> {
    if cursor.len() > 2 * (DIGEST + LONGEST) {
        return None;
    }
    let (digested, sort) = cursor.split_at_checked(2 * DIGEST)?;
    let sort = String::from_utf8(hex::decode(sort)?).ok()?;
    let known = digest(partition, &sort) == digested;
    (known && !sort.is_empty() && !sort.chars().any(char::is_control)).then_some(sort)
}

fn digest(partition: &str, sort: &str) -> String {
    let digest = hex::sha256(format!("cursor\n{partition}\n{sort}").as_bytes());
    hex::encode(&digest[..DIGEST])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_cursor_stands_for_one_entry_of_one_list_and_nothing_else_is_one() {
        let (list, sort) = ("STATUS#under_review#0", "2026-12-01#网#abc");
        let cursor = encode(list, sort);
        assert_eq!(decode(list, &cursor).unwrap(), sort);
        assert!(decode("STATUS#forwarded#0", &cursor).is_err(), "another list");
        for other in [
            String::new(),
            "x".to_owned(),
            sort.to_owned(),
            cursor[..cursor.len() - 1].to_owned(),
            format!("{cursor}00"),
            cursor.to_uppercase(),
            format!(" {cursor}"),
            "网".repeat(9),
            "0".repeat(100_000),
            encode(list, ""),
            encode(list, "a\u{1}"),
            encode(list, &"a".repeat(LONGEST + 1)),
        ] {
            assert!(matches!(decode(list, &other), Err(StoreError::Cursor)), "{other}");
        }
    }
}
