//! Bounds on the search for the ends of inline images.

use crate::{
    Unreadable,
    pdf::syntax::{after_object, after_space, is_space},
    sniff,
};

/// Largest product of the length of a content stream and the number of its `EI` words, which bounds the
/// search for the ends of inline images.
const SEARCHING: usize = 1 << 31;

/// Refuses content in which inline images make the parser search quadratically. After a doubtful `EI` the
/// parser reads ahead for instructions, and an inline image among these starts the same search again.
pub(super) fn searchable(content: &[u8]) -> Result<(), Unreadable> {
    let (mut begins, mut ends, mut doubtful) = (0usize, 0usize, 0usize);
    for (at, two) in content.windows(2).enumerate() {
        match two {
            b"BI" => begins += 1,
            b"EI" => {
                ends += 1;
                let behind = &content[at + 2..];
                if behind.first().is_none_or(|byte| is_space(*byte)) {
                    doubtful += usize::from(doubtful_end(behind));
                }
            }
            _ => {}
        }
        if doubtful > 6 && begins > 6 {
            return Err(Unreadable::Expands);
        }
    }
    if ends.saturating_mul(content.len()) > SEARCHING { Err(Unreadable::Expands) } else { Ok(()) }
}

/// Whether an inline image begins among the next instructions, before any text, although another `EI` comes
/// first.
fn doubtful_end(behind: &[u8]) -> bool {
    let near = &behind[..behind.len().min(4096)];
    let next = |word: &[u8]| sniff::place(near, word).unwrap_or(usize::MAX);
    if next(b"EI") >= next(b"BI") {
        return false;
    }
    let (mut at, mut words) = (0, 0);
    while words < 25 {
        at = after_space(behind, at);
        let Some(end) = after_object(behind, at) else { return false };
        match &behind[at..end] {
            b"Tj" | b"TJ" | b"'" | b"\"" => return false,
            b"BI" => return true,
            [b'a'..=b'z' | b'A'..=b'Z', ..] => words += 1,
            _ => {}
        }
        at = end;
    }
    false
}
