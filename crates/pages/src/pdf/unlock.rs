//! Removal of a PDF's encryption. The rewritten file is then measured like any other; no encrypted stream is
//! unpacked here.

use super::{
    lock::{Cipher, Lock},
    raw,
    syntax::{after_object, after_space, is_name, stream_start},
};
use crate::{Unreadable, sniff};
use hayro::hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Name, Object, String as Text};
use std::{collections::HashMap, ops::Range};

/// Largest number of objects, and of replacements.
const PIECES: usize = 400_000;
/// Cost of finding objects that is allowed in addition to four times the file, in bytes.
const READING: usize = 32 << 20;
/// Digits of an offset in a cross-reference table.
const DIGITS: usize = 10;

/// Object in the file.
struct Found {
    number: u32,
    generation: u32,
    /// Range of the value, without a stream's bytes.
    value: Range<usize>,
    /// Range of a stream's bytes.
    body: Option<Range<usize>>,
}

/// Replacement of a range of the file.
struct Piece {
    old: Range<usize>,
    new: New,
}

enum New {
    Bytes(Vec<u8>),
    /// Offset in the file, which moves with the bytes before it.
    Offset(u64),
    /// Bytes of a stream, to be decrypted to `length` bytes.
    Body {
        cipher: Cipher,
        object: (u32, u32),
        length: usize,
    },
    /// Entries of a cross-reference stream: type, offset or object stream, generation or index.
    Entries(Vec<[u64; 3]>),
}

impl New {
    fn length(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Offset(_) => DIGITS,
            Self::Body { length, .. } => *length,
            Self::Entries(entries) => entries.len() * 9,
        }
    }
}

/// Rewrites a file without its encryption.
pub(super) fn unlocked(bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let found = objects(&bytes)?;
    let (lock, dictionary) = lock(&bytes, &found)?;
    let mut pieces = Vec::new();
    let mut from = 0;
    for each in &found {
        replace_offsets_between(&bytes, from..each.value.start, &mut pieces)?;
        from = each.body.as_ref().map_or(each.value.end, |body| body.end);
        if dictionary == Some(each.number) {
            continue;
        }
        decrypt_object(&bytes, each, &lock, &mut pieces)?;
        if pieces.len() > PIECES {
            return Err(Unreadable::Expands);
        }
    }
    replace_offsets_between(&bytes, from..bytes.len(), &mut pieces)?;
    Ok(write(&bytes, pieces, &lock))
}

/// Finds all objects in order. Text inside a stream is not an object.
fn objects(bytes: &[u8]) -> Result<Vec<Found>, Unreadable> {
    let mut left = bytes.len().saturating_mul(4) + READING;
    let mut spend = |cost: usize| {
        left = left.checked_sub(cost).ok_or(Unreadable::Expands)?;
        Ok::<(), Unreadable>(())
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = sniff::place(&bytes[from..], b"obj") {
        let word = from + at;
        from = word + 3;
        let Some((number, generation)) = raw::numbers_before(bytes, word) else { continue };
        let begin = after_space(bytes, from);
        let end = after_object(bytes, begin);
        spend(end.unwrap_or(bytes.len()) - from)?;
        let Some(end) = end else { continue };
        let body = stream_start(bytes, after_space(bytes, end)).filter(|_| bytes[begin..].starts_with(b"<<"));
        let body = body.map(|begin| (begin, stream_end(bytes, begin)));
        if let Some((begin, end)) = body {
            spend((end - begin) / 2)?;
        }
        from = body.map_or(end, |body| body.1);
        if found.len() > PIECES {
            return Err(Unreadable::Expands);
        }
        found.push(Found {
            number,
            generation,
            value: begin..end,
            body: body.map(|(begin, end)| begin..end),
        });
    }
    // Lengths that are separate objects are known only after the search.
    let whole: HashMap<u32, usize> =
        found.iter().filter_map(|each| Some((each.number, digits(&bytes[each.value.clone()])?))).collect();
    for each in &mut found {
        let Some(body) = &mut each.body else { continue };
        let dict = Dict::from_bytes(&bytes[each.value.clone()]);
        let told = match dict.as_ref().and_then(|dict| dict.get_raw::<Object<'_>>("Length")) {
            Some(MaybeRef::NotRef(_)) => {
                dict.as_ref().and_then(|dict| dict.get::<u32>("Length")).map(|told| told as usize)
            }
            Some(MaybeRef::Ref(id)) => whole.get(&id.obj_number).copied(),
            None => None,
        };
        let Some(end) = told.and_then(|told| body.start.checked_add(told)) else { continue };
        let word = after_space(bytes, end);
        if end <= body.end && bytes.get(word..).is_some_and(|rest| rest.starts_with(b"endstream")) {
            body.end = end;
        }
    }
    Ok(found)
}

/// End of a stream's bytes, without the line end before `endstream`.
fn stream_end(bytes: &[u8], begin: usize) -> usize {
    let length = sniff::place(&bytes[begin..], b"endstream").unwrap_or(bytes.len() - begin);
    let body = &bytes[begin..begin + length];
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    begin + body.strip_suffix(b"\r").unwrap_or(body).len()
}

/// Value of an object that is one whole number.
fn digits(value: &[u8]) -> Option<usize> {
    let all = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    all.then(|| std::str::from_utf8(value).ok()?.parse().ok()).flatten()
}

/// Encryption of a file, and the number of the object that describes it, which is not itself encrypted.
fn lock(bytes: &[u8], found: &[Found]) -> Result<(Lock, Option<u32>), Unreadable> {
    let mut last = None;
    // The last trailer or cross-reference stream with an encryption is valid.
    let gaps = found.windows(2).map(|two| end(&two[0])..two[1].value.start);
    let behind = found.last().map_or(0, end)..bytes.len();
    for gap in gaps.chain([behind]) {
        for trailer in trailers(bytes, gap) {
            last = Dict::from_bytes(&bytes[trailer]).filter(|dict| dict.contains_key("Encrypt")).or(last);
        }
    }
    for each in found.iter().filter(|each| each.body.is_some()) {
        let dict = Dict::from_bytes(&bytes[each.value.clone()]);
        last = dict.filter(|dict| is_directory(dict) && dict.contains_key("Encrypt")).or(last);
    }
    let trailer = last.ok_or(Unreadable::Encrypted)?;
    let id = trailer.get::<Array<'_>>("ID").and_then(|id| id.iter::<Text<'_>>().next()).map(|id| id.to_vec());
    let id = id.unwrap_or_default();
    match trailer.get_raw::<Object<'_>>("Encrypt") {
        Some(MaybeRef::NotRef(Object::Dict(dict))) => Ok((Lock::of(&dict, &id)?, None)),
        Some(MaybeRef::Ref(named)) => {
            let number = named.obj_number;
            let object =
                found.iter().rev().find(|each| each.number == number).ok_or(Unreadable::Encrypted)?;
            let dict = Dict::from_bytes(&bytes[object.value.clone()]).ok_or(Unreadable::Encrypted)?;
            Ok((Lock::of(&dict, &id)?, Some(number)))
        }
        _ => Err(Unreadable::Encrypted),
    }
}

/// End of an object.
fn end(found: &Found) -> usize {
    found.body.as_ref().map_or(found.value.end, |body| body.end)
}

/// Dictionaries of the trailers between two objects.
fn trailers(bytes: &[u8], gap: Range<usize>) -> Vec<Range<usize>> {
    let (mut trailers, mut at) = (Vec::new(), gap.start);
    while let Some(found) = bytes.get(at..gap.end).and_then(|rest| sniff::place(rest, b"trailer")) {
        at += found + 7;
        let begin = after_space(bytes, at);
        // The dictionary must end inside the gap.
        if let Some(end) =
            after_object(&bytes[..gap.end], begin).filter(|_| bytes[begin..].starts_with(b"<<"))
        {
            trailers.push(begin..end);
            at = end;
        }
    }
    trailers
}

fn is_directory(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == b"XRef")
}

/// Decrypts the strings and the stream of an object, or rewrites a cross-reference stream.
fn decrypt_object(
    bytes: &[u8],
    found: &Found,
    lock: &Lock,
    pieces: &mut Vec<Piece>,
) -> Result<(), Unreadable> {
    let value = found.value.clone();
    let Some(body) = &found.body else {
        decrypt_strings(bytes, found, lock, pieces);
        return Ok(());
    };
    let dict = Dict::from_bytes(&bytes[value.clone()]).ok_or(Unreadable::Damaged)?;
    if is_directory(&dict) {
        return rewrite_directory(bytes, found, &dict, pieces);
    }
    decrypt_strings(bytes, found, lock, pieces);
    let about = dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() == b"Metadata");
    // A stream may be excluded from encryption or use another filter. Streams of pages do neither.
    let own = dict.get::<Name<'_>>("Filter").map(|name| name.to_vec()).or_else(|| {
        dict.get::<Array<'_>>("Filter")
            .and_then(|all| all.iter::<Name<'_>>().next())
            .map(|name| name.to_vec())
    });
    let plain = (about && !lock.metadata) || own.is_some_and(|own| own == b"Crypt");
    let cipher = if plain { Cipher::Plain } else { lock.streams };
    let object = (found.number, found.generation);
    let length = lock.length(cipher, object, &bytes[body.clone()]);
    remove_key(bytes, &value, b"Length", pieces);
    pieces.push(Piece {
        old: value.start + 2..value.start + 2,
        new: New::Bytes(format!("/Length {length} ").into_bytes()),
    });
    pieces.push(Piece { old: body.clone(), new: New::Body { cipher, object, length } });
    Ok(())
}

/// Ranges of the keys and values in a dictionary.
fn entries(bytes: &[u8], dict: &Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut entries = Vec::new();
    let mut at = after_space(bytes, dict.start + 2);
    while at < dict.end && bytes[at] == b'/' {
        let Some(end) = after_object(bytes, at) else { break };
        let key = at..end;
        let value = after_space(bytes, end);
        let Some(mut end) = after_object(bytes, value) else { break };
        // A reference has two numbers and the letter R.
        if bytes[value..end].iter().all(u8::is_ascii_digit) {
            let second = after_space(bytes, end);
            let behind =
                after_object(bytes, second).filter(|to| bytes[second..*to].iter().all(u8::is_ascii_digit));
            let third = behind.map(|to| after_space(bytes, to));
            if let Some(third) = third.filter(|third| bytes.get(*third) == Some(&b'R')) {
                end = third + 1;
            }
        }
        entries.push((key, value..end));
        at = after_space(bytes, end);
    }
    entries
}

/// Removes a key and its value.
fn remove_key(bytes: &[u8], dict: &Range<usize>, name: &[u8], pieces: &mut Vec<Piece>) {
    for (key, value) in entries(bytes, dict) {
        if is_name(&bytes[key.start + 1..key.end], name) {
            pieces.push(Piece { old: key.start..value.end, new: New::Bytes(Vec::new()) });
        }
    }
}

/// Decrypts the strings of an object.
fn decrypt_strings(bytes: &[u8], found: &Found, lock: &Lock, pieces: &mut Vec<Piece>) {
    if lock.strings == Cipher::Plain {
        return;
    }
    let mut at = found.value.start;
    while at < found.value.end {
        at = after_space(bytes, at);
        // Dictionaries and arrays are entered.
        let next = match bytes.get(at..at + 2) {
            Some(b"<<" | b">>") => Some(at + 2),
            Some([b'>' | b'[' | b']' | b'{' | b'}', _]) => Some(at + 1),
            Some([b'(' | b'<', _]) => None,
            _ => Some(after_object(bytes, at).unwrap_or(found.value.end).max(at + 1)),
        };
        if let Some(next) = next {
            at = next;
            continue;
        }
        let Some(end) = after_object(bytes, at) else { return };
        if let Some(text) = Text::from_bytes(&bytes[at..end]) {
            let plain = lock.open(lock.strings, (found.number, found.generation), text.as_bytes());
            let digits: String = plain.iter().map(|byte| format!("{byte:02x}")).collect();
            pieces.push(Piece { old: at..end, new: New::Bytes(format!("<{digits}>").into_bytes()) });
        }
        at = end;
    }
}

/// Rewrites a cross-reference stream, because its offsets are packed.
fn rewrite_directory(
    bytes: &[u8],
    found: &Found,
    dict: &Dict<'_>,
    pieces: &mut Vec<Piece>,
) -> Result<(), Unreadable> {
    let (value, body) = (&found.value, found.body.clone().unwrap_or(0..0));
    let (data, widths) = raw::directory(bytes, value.start, body.start, dict)?.ok_or(Unreadable::Damaged)?;
    let each: usize = widths.iter().sum();
    let number = |field: &[u8]| field.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let entries: Vec<[u64; 3]> = data
        .chunks_exact(each.max(1))
        .map(|entry| {
            let (kind, rest) = entry.split_at(widths[0]);
            let (place, more) = rest.split_at(widths[1]);
            [if kind.is_empty() { 1 } else { number(kind) }, number(place), number(more)]
        })
        .collect();
    if entries.len() > PIECES {
        return Err(Unreadable::Expands);
    }
    for name in [&b"Length"[..], b"W", b"Filter", b"DecodeParms", b"Encrypt", b"F", b"DP"] {
        remove_key(bytes, value, name, pieces);
    }
    let head = format!("/W [1 4 4] /Length {} ", entries.len() * 9);
    pieces.push(Piece { old: value.start + 2..value.start + 2, new: New::Bytes(head.into_bytes()) });
    replace_offsets(bytes, value, pieces);
    pieces.push(Piece { old: body, new: New::Entries(entries) });
    Ok(())
}

/// Replaces the offsets in a trailer or a cross-reference stream's dictionary.
fn replace_offsets(bytes: &[u8], dict: &Range<usize>, pieces: &mut Vec<Piece>) {
    for (key, value) in entries(bytes, dict) {
        let named =
            [&b"Prev"[..], b"XRefStm"].iter().any(|name| is_name(&bytes[key.start + 1..key.end], name));
        if named && let Some(place) = digits(&bytes[value.clone()]) {
            pieces.push(Piece { old: value, new: New::Offset(place as u64) });
        }
    }
}

/// Replaces the offsets between objects: in tables, in their trailers, and after `startxref`.
fn replace_offsets_between(
    bytes: &[u8],
    gap: Range<usize>,
    pieces: &mut Vec<Piece>,
) -> Result<(), Unreadable> {
    let mut at = gap.start;
    while let Some(found) = bytes.get(at..gap.end).and_then(|rest| sniff::place(rest, b"xref")) {
        let word = at + found;
        at = word + 4;
        if bytes[..word].ends_with(b"start") {
            let begin = after_space(bytes, at);
            let long =
                bytes[begin..gap.end.max(begin)].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if let Some(place) = digits(&bytes[begin..begin + long]) {
                pieces.push(Piece { old: begin..begin + long, new: New::Offset(place as u64) });
            }
            at = begin + long;
            continue;
        }
        at = replace_table(bytes, at..gap.end, pieces)?;
    }
    for trailer in trailers(bytes, gap) {
        remove_key(bytes, &trailer, b"Encrypt", pieces);
        replace_offsets(bytes, &trailer, pieces);
    }
    Ok(())
}

/// Replaces the offsets in a table. Returns its end.
fn replace_table(bytes: &[u8], range: Range<usize>, pieces: &mut Vec<Piece>) -> Result<usize, Unreadable> {
    let mut at = range.start;
    loop {
        let number = |at: usize| {
            let begin = after_space(bytes, at);
            let long = bytes.get(begin..range.end)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            Some((digits(&bytes[begin..begin + long])?, begin + long))
        };
        let Some((many, behind)) = number(at).and_then(|(_, behind)| number(behind)) else { return Ok(at) };
        at = after_space(bytes, behind);
        for _ in 0..many {
            let Some(entry) = bytes.get(at..at + 20).filter(|_| at + 20 <= range.end) else { return Ok(at) };
            if entry[17] == b'n'
                && let Some(place) = digits(&entry[..DIGITS])
            {
                pieces.push(Piece { old: at..at + DIGITS, new: New::Offset(place as u64) });
            }
            at += 20;
            if pieces.len() > PIECES {
                return Err(Unreadable::Expands);
            }
        }
    }
}

/// Writes the file with all replacements.
fn write(bytes: &[u8], mut pieces: Vec<Piece>, lock: &Lock) -> Vec<u8> {
    pieces.sort_by_key(|piece| (piece.old.start, piece.old.end));
    // A replacement inside another one is covered by it.
    let mut end = 0;
    pieces.retain(|piece| {
        let apart = piece.old.start >= end;
        end = end.max(piece.old.end);
        apart
    });
    // Distance by which the bytes after each replacement move.
    let mut moves: Vec<(u64, i64)> = Vec::with_capacity(pieces.len());
    let mut moved = 0;
    for piece in &pieces {
        moved += piece.new.length() as i64 - piece.old.len() as i64;
        moves.push((piece.old.end as u64, moved));
    }
    let place = |old: u64| {
        let before = moves.partition_point(|(end, _)| *end <= old);
        let by = before.checked_sub(1).and_then(|last| moves.get(last)).map_or(0, |(_, moved)| *moved);
        old.checked_add_signed(by).unwrap_or(old)
    };
    let mut out = Vec::with_capacity(bytes.len().saturating_add_signed(moved as isize));
    let mut from = 0;
    for piece in &pieces {
        out.extend_from_slice(&bytes[from..piece.old.start]);
        from = piece.old.end;
        match &piece.new {
            New::Bytes(bytes) => out.extend_from_slice(bytes),
            New::Offset(old) => {
                out.extend_from_slice(format!("{:010}", place(*old) % 10_000_000_000).as_bytes())
            }
            New::Body { cipher, object, length } => {
                let mut plain = lock.open(*cipher, *object, &bytes[piece.old.clone()]);
                plain.resize(*length, b'\n');
                out.extend_from_slice(&plain);
            }
            New::Entries(entries) => {
                for [kind, first, second] in entries {
                    let first = if *kind == 1 { place(*first) } else { *first };
                    out.push(*kind as u8);
                    out.extend_from_slice(&(first as u32).to_be_bytes());
                    out.extend_from_slice(&(*second as u32).to_be_bytes());
                }
            }
        }
    }
    out.extend_from_slice(&bytes[from..]);
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    #[test]
    fn every_offset_of_the_decrypted_file_points_to_its_object() {
        for locked in [
            &include_bytes!("../../tests/data/locked/aes-256-table.pdf")[..],
            include_bytes!("../../tests/data/locked/rc4-128-table.pdf"),
            include_bytes!("../../tests/data/locked/aes-128-plain-metadata-table.pdf"),
        ] {
            let plain = unlocked(locked.to_vec()).unwrap();
            let start = sniff::last_place(&plain, b"startxref").unwrap();
            let text = |range: Range<usize>| std::str::from_utf8(&plain[range]).unwrap();
            let table: usize = text(start + 10..start + 20).parse().unwrap();
            assert_eq!(text(table..table + 4), "xref");
            let places = text(table..start).lines().filter_map(|line| line.strip_suffix(" 00000 n "));
            let mut many = 0;
            for (number, place) in places.enumerate() {
                let place: usize = place.parse().unwrap();
                assert!(plain[place..].starts_with(format!("{} 0 obj", number + 1).as_bytes()));
                many += 1;
            }
            assert!(many > 4);
        }
    }
}
