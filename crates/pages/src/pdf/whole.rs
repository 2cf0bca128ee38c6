//! Completeness of a PDF. A renderer can often draw the rest of a truncated file, and nobody would notice its
//! missing pages.

use crate::{Unreadable, sniff};
use hayro::hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, Stream},
};

/// Number of bytes by which a stream may be shorter than stated, because programs count line ends
/// differently.
const SLACK: usize = 16;

/// Whether the file ends with a complete update. Each update of a PDF has its own end marker (ISO 32000-1,
/// 7.5.6), and therefore objects after the last marker belong to a truncated update. Other bytes may follow
/// it: viewers ignore them.
pub(super) fn ended(bytes: &[u8]) -> bool {
    let Some(end) = sniff::last_place(bytes, b"%%EOF") else { return false };
    let Some(start) = sniff::last_place(bytes, b"startxref") else { return false };
    let told = bytes.get(start + 9..end).is_some_and(|told| told.iter().any(u8::is_ascii_digit));
    told && !begun(&bytes[end + 5..])
}

/// Whether another update begins here: with an object, or with the two numbers of one.
fn begun(rest: &[u8]) -> bool {
    let object = |word: &[u8; 5]| word[0].is_ascii_digit() && &word[1..] == b" obj";
    let ends = [&b"endobj"[..], b"endstream"].iter().any(|word| sniff::place(rest, word).is_some());
    if ends || rest.array_windows().any(object) {
        return true;
    }
    let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mut number = || words.next().is_some_and(|word| word.iter().all(u8::is_ascii_digit));
    number() && number()
}

/// Refuses a file that declares more pages than were found, or has no order of pages.
pub(super) fn pages(pdf: &Pdf) -> Result<(), Unreadable> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let tree = catalog.and_then(|catalog| catalog.get::<Dict<'_>>("Pages")).ok_or(Unreadable::Damaged)?;
    let told = tree.get::<i64>("Count").unwrap_or(0);
    let more = usize::try_from(told).is_ok_and(|told| told > pdf.pages().len());
    if more || !tree.contains_key("Kids") || !leads(&tree, 0, &mut (pdf.pages().len() * 4 + 64)) {
        return Err(Unreadable::Damaged);
    }
    Ok(())
}

/// Deepest level of the page tree.
const DEEP: usize = 32;

/// Whether every branch of the page tree leads to pages. The parser replaces a missing branch by a blank
/// page.
fn leads(tree: &Dict<'_>, deep: usize, left: &mut usize) -> bool {
    let Some(kids) = tree.get::<Array<'_>>("Kids") else {
        let kind = tree.get::<Name<'_>>("Type");
        return kind.map_or_else(
            || ["Parent", "MediaBox", "Contents"].iter().any(|key| tree.contains_key(key)),
            |kind| matches!(kind.as_ref(), b"Page" | b"Template"),
        );
    };
    // The parser takes a node without this type for a blank page.
    if tree.get::<Name<'_>>("Type").is_none_or(|kind| kind.as_ref() != b"Pages") {
        return false;
    }
    let many = kids.raw_iter().count();
    let dicts: Vec<Dict<'_>> = kids.iter::<Dict<'_>>().collect();
    if dicts.len() < many || deep > DEEP {
        return false;
    }
    dicts.iter().all(|kid| {
        *left = left.saturating_sub(1);
        *left > 0 && leads(kid, deep + 1, left)
    })
}

/// Whether a stream has as many bytes as its dictionary states.
pub(super) fn stream(stream: &Stream<'_>) -> bool {
    let told = stream.dict().get::<u32>("Length").unwrap_or(0) as usize;
    told <= stream.raw_data().len() + SLACK
}

/// Whether an object is a stream that is shorter than stated.
pub(super) fn short(object: &Object<'_>) -> bool {
    match object {
        Object::Stream(each) => {
            // The parser rebuilds cross-reference streams, which changes their length.
            let directory = each.dict().get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == b"XRef");
            !directory && !stream(each)
        }
        _ => false,
    }
}
