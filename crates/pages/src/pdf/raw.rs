//! Scan of a PDF's bytes before parsing, which measures everything that the parser unpacks or keeps while it
//! finds objects.
//!
//! The parser trusts the cross-reference data: any stream that an entry names is unpacked as an object
//! stream, whatever its dictionary says. If entries are wrong, the parser searches for objects at every
//! `obj`. The scan therefore examines each of these places with the parser's own dictionary reader.

use super::{
    packed::{Dictionaries, deflated},
    parameters::has_plausible_rows,
    syntax::{after_object, after_space, is_space, stream_start},
};
use crate::{Unreadable, sniff};
use hayro::hayro_syntax::{
    Filter,
    object::{Array, Dict, FromBytes, MaybeRef, Name, Object, Stream},
};
use std::collections::HashSet;

/// Largest unpacked size in bytes of a cross-reference stream, and the largest number of entries in total. An
/// entry takes forty times its size in memory.
const DIRECTORY: usize = 2 << 20;
const ENTRIES: usize = 400_000;
/// Largest unpacked size in bytes of one object stream, and of all.
const OBJECTS: usize = 16 << 20;
const ALL_OBJECTS: usize = 48 << 20;
/// Largest number of dictionaries outside other streams. Two hundred pages need a few thousand.
const DICTIONARIES: usize = 60_000;
/// Cost of reading each object once that is allowed in addition to four times the file, in bytes.
const READING: usize = 32 << 20;

/// Stream that the parser could find.
struct Found<'a> {
    /// Object number, if only white space separates it from `obj`.
    number: Option<u32>,
    dict: Dict<'a>,
    /// Offsets of the dictionary and of the stream's bytes.
    at: usize,
    body: usize,
}

/// Measures cross-reference streams and object streams.
pub(super) fn measure(bytes: &[u8]) -> Result<(), Unreadable> {
    let found = streams(bytes)?;
    let mut dictionaries = Dictionaries::default();
    super::packed::Sink::take(&mut dictionaries, bytes);
    let mut entries = table_entries(bytes);
    let mut containers = HashSet::new();
    for stream in &found {
        let Some(widths) = widths(&stream.dict) else { continue };
        let size = plain(bytes, stream, DIRECTORY, &mut ())?;
        // The parser reads one byte of the first field regardless of its width.
        let each = usize::from(widths[0] > 0) + widths[1] + widths[2];
        entries += size / each.max(1);
        if entries > ENTRIES {
            return Err(Unreadable::Expands);
        }
        named(bytes, stream, widths, &mut containers);
    }
    if entries > ENTRIES {
        return Err(Unreadable::Expands);
    }
    let mut all = 0;
    for stream in &found {
        let kind =
            |name: &[u8]| stream.dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == name);
        let contained = match stream.number {
            Some(number) => containers.contains(&number),
            None => !containers.is_empty(),
        };
        let listed = stream.dict.contains_key("N") && stream.dict.contains_key("First");
        if !(contained || listed || kind(b"ObjStm")) {
            continue;
        }
        all += plain(bytes, stream, OBJECTS, &mut dictionaries)?;
        if all > ALL_OBJECTS {
            return Err(Unreadable::Expands);
        }
    }
    if dictionaries.many > DICTIONARIES { Err(Unreadable::Expands) } else { Ok(()) }
}

/// Unpacked size in bytes of a stream that the parser unpacks while loading. Only a single Flate filter or
/// none is accepted.
fn plain(
    bytes: &[u8],
    stream: &Found<'_>,
    most: usize,
    sink: &mut impl super::packed::Sink,
) -> Result<usize, Unreadable> {
    let referred = stream.dict.entries().any(|(key, value)| {
        matches!(key.as_ref(), b"Filter" | b"F" | b"DecodeParms" | b"DP")
            && match value {
                MaybeRef::Ref(_) => true,
                MaybeRef::NotRef(Object::Array(array)) => {
                    array.raw_iter().any(|item| matches!(item, MaybeRef::Ref(_)))
                }
                MaybeRef::NotRef(_) => false,
            }
    });
    if referred || !has_plausible_rows(&stream.dict) {
        return Err(Unreadable::Expands);
    }
    let body = &bytes[stream.body..];
    // The dictionary has no references in its filters, and the parser may therefore read the stream safely.
    let filters = Stream::from_bytes(&bytes[stream.at..]).map(|stream| stream.filters());
    match filters.as_deref() {
        Some([Filter::FlateDecode]) => deflated(body, most, sink),
        Some([]) => {
            let ends = sniff::place(body, b"endstream").unwrap_or(body.len());
            let says = match stream.dict.get_raw::<Object<'_>>("Length") {
                Some(MaybeRef::Ref(_)) => body.len(),
                Some(MaybeRef::NotRef(_)) => stream.dict.get::<u32>("Length").unwrap_or(0) as usize,
                None => 0,
            };
            let size = ends.max(if says <= body.len() { says } else { 0 });
            if size > most {
                return Err(Unreadable::Expands);
            }
            sink.take(&body[..size]);
            Ok(size)
        }
        // The stream has no end, or its filters are unknown.
        None => Ok(0),
        Some(_) => Err(Unreadable::Expands),
    }
}

/// Field widths of a cross-reference stream, if the parser could take the stream for one.
fn widths(dict: &Dict<'_>) -> Option<[usize; 3]> {
    let array = dict.get::<Array<'_>>("W")?;
    let mut fields = array.iter::<u8>().map(usize::from);
    Some([fields.next()?, fields.next()?, fields.next()?])
}

/// Unpacked cross-reference stream, and the widths of its fields in bytes.
pub(super) type Directory = (Vec<u8>, [usize; 3]);

/// Unpacks a cross-reference stream within the limits.
pub(super) fn directory(
    bytes: &[u8],
    at: usize,
    body: usize,
    dict: &Dict<'_>,
) -> Result<Option<Directory>, Unreadable> {
    let found = Found { number: None, dict: dict.clone(), at, body };
    plain(bytes, &found, DIRECTORY, &mut ())?;
    let data =
        Stream::from_bytes(&bytes[at..]).and_then(|stream| Some(stream.decoded_data().ok()?.into_owned()));
    Ok(data.zip(widths(dict)))
}

/// Collects the object streams that a cross-reference stream names.
fn named(bytes: &[u8], stream: &Found<'_>, widths: [usize; 3], containers: &mut HashSet<u32>) {
    // Without a type field every entry is an uncompressed object (ISO 32000-1, 7.5.8.3).
    if widths[0] == 0 {
        return;
    }
    let Some(data) = Stream::from_bytes(&bytes[stream.at..]) else { return };
    let Ok(data) = data.decoded_data() else { return };
    for entry in data.chunks_exact(1 + widths[1] + widths[2]).filter(|entry| entry[0] == 2) {
        let number = entry[1..=widths[1]].iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        containers.extend(u32::try_from(number).ok());
    }
}

/// Number of entries in all cross-reference tables. Each entry takes twenty bytes (ISO 32000-1, 7.5.4).
fn table_entries(bytes: &[u8]) -> usize {
    let (mut from, mut entries) = (0, 0);
    while let Some(at) = sniff::place(&bytes[from..], b"xref") {
        from += at + 4;
        let mut rest = &bytes[from..];
        while let Some((many, behind)) = number(rest).and_then(|(_, behind)| number(behind)) {
            let many = many.min(behind.len() / 20);
            entries += many;
            let space = behind.iter().take_while(|byte| is_space(**byte)).count();
            rest = behind.get(space + many * 20..).unwrap_or_default();
        }
    }
    entries
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let begin = bytes.iter().position(|byte| !is_space(*byte))?;
    let bytes = &bytes[begin..];
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(&bytes[..length]).ok()?.parse().ok()?;
    Some((value, &bytes[length..]))
}

/// Finds every stream that the parser could find, at each `obj` in the file.
fn streams(bytes: &[u8]) -> Result<Vec<Found<'_>>, Unreadable> {
    let mut left = bytes.len().saturating_mul(4) + READING;
    let mut spend = |cost: usize| {
        left = left.checked_sub(cost).ok_or(Unreadable::Expands)?;
        Ok::<(), Unreadable>(())
    };
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let (mut from, mut objects) = (0, 0);
    while let Some(at) = sniff::place(&bytes[from..], b"obj") {
        let word = from + at;
        from = word + 3;
        if bytes[..word].ends_with(b"end") {
            continue;
        }
        objects += 1;
        if objects > ENTRIES {
            return Err(Unreadable::Expands);
        }
        let at = after_space(bytes, from);
        let end = after_object(bytes, at);
        spend(end.unwrap_or(bytes.len()) - from)?;
        let Some(end) = end else { continue };
        if !bytes[at..].starts_with(b"<<") {
            continue;
        }
        let word_of_stream = after_space(bytes, end);
        let Some(body) = stream_start(bytes, word_of_stream) else { continue };
        seen.insert(word_of_stream);
        let Some(dict) = Dict::from_bytes(&bytes[at..end]) else { continue };
        // For a stream with a wrong length, the parser searches the next `endstream` each time it reads the
        // stream.
        let rest = &bytes[body..];
        spend(sniff::place(rest, b"endstream").unwrap_or(rest.len()) / 2)?;
        found.push(Found { number: number_before(bytes, word), dict, at, body });
    }
    unseen(bytes, &seen)?;
    Ok(found)
}

/// Refuses a stream with a dictionary that this scan cannot read, because the parser might read it.
fn unseen(bytes: &[u8], seen: &HashSet<usize>) -> Result<(), Unreadable> {
    let mut from = 0;
    while let Some(at) = sniff::place(&bytes[from..], b"stream") {
        let at = from + at;
        from = at + 6;
        if seen.contains(&at) || stream_start(bytes, at).is_none() || bytes[..at].ends_with(b"end") {
            continue;
        }
        let before = bytes[..at].trim_ascii_end();
        let line = &bytes[at.saturating_sub(200)..at];
        if before.ends_with(b">>") || (line.contains(&b'%') && sniff::place(line, b">>").is_some()) {
            return Err(Unreadable::Damaged);
        }
    }
    Ok(())
}

/// Object number from the two numbers before `obj`.
fn number_before(bytes: &[u8], word: usize) -> Option<u32> {
    numbers_before(bytes, word).map(|(number, _)| number)
}

/// Object number and generation before `obj`.
pub(super) fn numbers_before(bytes: &[u8], word: usize) -> Option<(u32, u32)> {
    let begin = word.saturating_sub(40);
    let mut words = bytes[begin..word].rsplit(|byte| is_space(*byte)).filter(|word| !word.is_empty());
    let generation = words.next()?;
    generation.iter().all(u8::is_ascii_digit).then_some(())?;
    let digits = words.next()?;
    let begin = digits.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    // A number longer than the search window is not an object number.
    (digits.len() - begin < 20).then_some(())?;
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
    Some((number(&digits[begin..])?, number(generation).unwrap_or(0)))
}
