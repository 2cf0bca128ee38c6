//! A file's bytes, before the parser sees them: everything that it unpacks or keeps to find its way is measured.
//!
//! The parser takes a file's directory at its word: whatever an entry of it names may become a stream of objects, whatever
//! its dictionary says. Where its entries are wrong it looks for objects itself, wherever the letters `obj` stand. So all of
//! those are looked at, by the parser's own dictionaries.

use super::packed::{Dictionaries, deflated};
use crate::{Unreadable, sniff};
use hayro::hayro_syntax::{
    Filter,
    object::{Array, Dict, FromBytes, MaybeRef, Name, Object, Stream},
};
use std::collections::HashSet;

/// What a file's own directories of its objects may grow to, each, and how many entries they may have together: an entry
/// takes forty times its room in memory.
const DIRECTORY: usize = 2 << 20;
const ENTRIES: usize = 400_000;
/// What a stream of other objects may grow to, and all of them.
const OBJECTS: usize = 16 << 20;
const ALL_OBJECTS: usize = 48 << 20;
/// How many dictionaries a file may hold outside its streams: two hundred pages need a few thousand.
const DICTIONARIES: usize = 60_000;
/// What reading every object once may cost beyond four times the file, in bytes.
const READING: usize = 32 << 20;

/// A stream as the parser could meet it.
struct Found<'a> {
    /// Its number, if nothing but space stands between it and its object.
    number: Option<u32>,
    dict: Dict<'a>,
    /// Where its dictionary begins, and its bytes.
    at: usize,
    body: usize,
}

/// Measures directories and streams of objects.
pub(super) fn measure(bytes: &[u8]) -> Result<(), Unreadable> {
    let found = streams(bytes)?;
    let mut dictionaries = Dictionaries::default();
    super::packed::Sink::take(&mut dictionaries, bytes);
    let mut entries = table_entries(bytes);
    let mut containers = HashSet::new();
    for stream in &found {
        let Some(widths) = widths(&stream.dict) else { continue };
        let size = plain(bytes, stream, DIRECTORY, &mut ())?;
        // The parser reads one byte of the first field, whatever its width.
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

/// How large a stream is that the parser unpacks on its own, which is packed by deflate or not at all.
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
    if referred || !super::check::predicted(&stream.dict) {
        return Err(Unreadable::Expands);
    }
    let body = &bytes[stream.body..];
    // Only now may the parser read it: its dictionary names nothing elsewhere.
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
        // It has no end, or is packed in another way.
        None => Ok(0),
        Some(_) => Err(Unreadable::Expands),
    }
}

/// The widths of a directory's fields, if the parser could take this stream for one.
fn widths(dict: &Dict<'_>) -> Option<[usize; 3]> {
    let array = dict.get::<Array<'_>>("W")?;
    let mut fields = array.iter::<u8>().map(usize::from);
    Some([fields.next()?, fields.next()?, fields.next()?])
}

/// What a directory unpacks to, and the widths of its fields.
pub(super) type Directory = (Vec<u8>, [usize; 3]);

/// The directory that a stream is, if it may be unpacked.
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

/// The numbers of the streams that a directory says hold objects.
fn named(bytes: &[u8], stream: &Found<'_>, widths: [usize; 3], containers: &mut HashSet<u32>) {
    // Without a first field every entry stands for itself.
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

/// How many entries the tables of a file could have: each takes twenty bytes, of which one is an `n`.
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

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Behind spaces and comments.
pub(super) fn behind_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            at += bytes[at..].iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
        } else if is_space(byte) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Behind one object, or one word.
pub(super) fn behind_object(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    loop {
        at = behind_space(bytes, at);
        match *bytes.get(at)? {
            b'(' => {
                let mut depth = 0usize;
                loop {
                    match bytes.get(at)? {
                        b'\\' => at += 1,
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                    if depth == 0 {
                        break;
                    }
                }
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                open.push(b'>');
                at += 2;
            }
            b'<' => at += 1 + bytes[at..].iter().position(|byte| *byte == b'>')?,
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                if open.pop()? != b'>' {
                    return None;
                }
                at += 2;
            }
            b'[' => {
                open.push(b']');
                at += 1;
            }
            b']' => {
                if open.pop()? != b']' {
                    return None;
                }
                at += 1;
            }
            byte => {
                at += 1;
                if byte == b'/' || !is_delimiter(byte) {
                    at += bytes[at..]
                        .iter()
                        .take_while(|byte| !is_space(**byte) && !is_delimiter(**byte))
                        .count();
                }
            }
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

/// Every stream that the parser could find, wherever the word stands that begins an object.
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
        let at = behind_space(bytes, from);
        let end = behind_object(bytes, at);
        spend(end.unwrap_or(bytes.len()) - from)?;
        let Some(end) = end else { continue };
        if !bytes[at..].starts_with(b"<<") {
            continue;
        }
        let word_of_stream = behind_space(bytes, end);
        let Some(body) = body(bytes, word_of_stream) else { continue };
        seen.insert(word_of_stream);
        let Some(dict) = Dict::from_bytes(&bytes[at..end]) else { continue };
        // What says a wrong length is looked through to the next end, each time that it is read.
        let rest = &bytes[body..];
        spend(sniff::place(rest, b"endstream").unwrap_or(rest.len()) / 2)?;
        found.push(Found { number: number_before(bytes, word), dict, at, body });
    }
    unseen(bytes, &seen)?;
    Ok(found)
}

/// Where a stream's bytes begin, if it stands here.
pub(super) fn body(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.strip_prefix(b"stream")?;
    let line = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some(at + 6 + line)
}

/// Refuses a stream behind a dictionary that nobody could read here, for the parser might.
fn unseen(bytes: &[u8], seen: &HashSet<usize>) -> Result<(), Unreadable> {
    let mut from = 0;
    while let Some(at) = sniff::place(&bytes[from..], b"stream") {
        let at = from + at;
        from = at + 6;
        if seen.contains(&at) || body(bytes, at).is_none() || bytes[..at].ends_with(b"end") {
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

/// An object's number, from the two that stand before its word.
fn number_before(bytes: &[u8], word: usize) -> Option<u32> {
    numbers_before(bytes, word).map(|(number, _)| number)
}

/// The two numbers that stand before the word of an object.
pub(super) fn numbers_before(bytes: &[u8], word: usize) -> Option<(u32, u32)> {
    let begin = word.saturating_sub(40);
    let mut words = bytes[begin..word].rsplit(|byte| is_space(*byte)).filter(|word| !word.is_empty());
    let generation = words.next()?;
    generation.iter().all(u8::is_ascii_digit).then_some(())?;
    let digits = words.next()?;
    let begin = digits.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    // A number that reaches beyond the window, or none, says nothing.
    (digits.len() - begin < 20).then_some(())?;
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
    Some((number(&digits[begin..])?, number(generation).unwrap_or(0)))
}
