//! Unpacked size of packed streams, measured without keeping the data.

use crate::Unreadable;
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags},
};

/// Receiver of unpacked bytes.
pub(super) trait Sink {
    /// Takes the next unpacked bytes.
    fn take(&mut self, bytes: &[u8]);
}

impl Sink for () {
    fn take(&mut self, _: &[u8]) {}
}

impl Sink for Vec<u8> {
    fn take(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Counter of dictionaries in the received bytes.
#[derive(Default)]
pub(super) struct Dictionaries {
    pub(super) many: usize,
    open: bool,
}

impl Sink for Dictionaries {
    fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let angle = byte == b'<';
            self.many += usize::from(angle && self.open);
            // `<<<` may be read as a dictionary at two places, and each pair counts.
            self.open = angle;
        }
    }
}

/// Result of inflating.
enum End {
    /// The stream ended correctly. Holds the unpacked size in bytes.
    Done(usize),
    /// The stream is damaged or truncated, or its checksum is wrong.
    Broken,
}

fn inflate(packed: &[u8], flags: u32, most: usize, sink: &mut dyn Sink) -> Result<End, Unreadable> {
    let mut window = vec![0u8; 32 << 10];
    let mut state = Box::new(DecompressorOxide::new());
    let (mut at, mut place, mut total) = (0, 0, 0);
    loop {
        let (status, read, written) = decompress(&mut state, &packed[at..], &mut window, place, flags);
        at += read;
        total += written;
        if total > most {
            return Err(Unreadable::Expands);
        }
        sink.take(&window[place..place + written]);
        place = (place + written) & (window.len() - 1);
        match status {
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::Done => return Ok(End::Done(total)),
            _ => return Ok(End::Broken),
        }
    }
}

/// Unpacked size in bytes of a Flate stream, at most `most`. The parser tries three ways to read a damaged
/// stream; none of them may exceed the limit.
pub(super) fn deflated(packed: &[u8], most: usize, sink: &mut impl Sink) -> Result<usize, Unreadable> {
    let head = matches!(packed, [a, b, ..]
        if a & 15 == 8 && b & 0x20 == 0 && (usize::from(*a) * 256 + usize::from(*b)) % 31 == 0);
    if !head {
        return match inflate(packed, 0, most, sink)? {
            End::Done(total) => Ok(total),
            End::Broken => Err(Unreadable::Damaged),
        };
    }
    let checked = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_COMPUTE_ADLER32;
    if let End::Done(total) = inflate(packed, checked, most, sink)? {
        return Ok(total);
    }
    // A wrong checksum alone is harmless, but makes the parser try again with the header as data.
    inflate(packed, 0, most, &mut ())?;
    match inflate(&packed[2..], 0, most, &mut ())? {
        End::Done(total) => Ok(total),
        End::Broken => Err(Unreadable::Damaged),
    }
}

/// Unpacked size in bytes of run-length data.
pub(super) fn runs(packed: &[u8], most: usize, sink: &mut impl Sink) -> Result<usize, Unreadable> {
    let (mut at, mut total) = (0, 0);
    while let Some(&length) = packed.get(at) {
        match length {
            128 => break,
            0..=127 => {
                let end = at + 2 + usize::from(length);
                let Some(bytes) = packed.get(at + 1..end) else { break };
                sink.take(bytes);
                total += bytes.len();
                at = end;
            }
            _ => {
                let Some(&byte) = packed.get(at + 1) else { break };
                let many = 257 - usize::from(length);
                sink.take(&[byte; 128][..many]);
                total += many;
                at += 2;
            }
        }
        if total > most {
            return Err(Unreadable::Expands);
        }
    }
    Ok(total)
}

/// Unpacked size in bytes of LZW data. With `early`, codes become longer one code early, as is the default in
/// PDF.
pub(super) fn lzw(packed: &[u8], early: bool, most: usize) -> Result<usize, Unreadable> {
    let mut lengths: Vec<usize> = vec![1; 258];
    let (mut bits, mut held, mut at, mut total) = (0u32, 0u32, 0, 0usize);
    let mut before: Option<usize> = None;
    loop {
        let width = match lengths.len() + usize::from(early) {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        while held < width {
            let Some(&byte) = packed.get(at) else { return Ok(total) };
            bits = bits << 8 | u32::from(byte);
            held += 8;
            at += 1;
        }
        held -= width;
        let code = ((bits >> held) & ((1 << width) - 1)) as usize;
        match code {
            256 => {
                lengths.truncate(258);
                before = None;
            }
            257 => return Ok(total),
            _ => {
                let length = match (lengths.get(code), before) {
                    (Some(&length), _) => length,
                    (None, Some(before)) if code == lengths.len() => before + 1,
                    _ => return Err(Unreadable::Damaged),
                };
                total += length;
                if total > most {
                    return Err(Unreadable::Expands);
                }
                if let Some(before) = before
                    && lengths.len() < 4096
                {
                    lengths.push(before + 1);
                }
                before = Some(length);
            }
        }
    }
}

/// Decodes hexadecimal digits (ASCIIHexDecode).
pub(super) fn hex(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| (*byte as char).to_digit(16).map(|digit| digit as u8))
        .collect();
    digits.chunks(2).map(|two| two[0] << 4 | two.get(1).copied().unwrap_or(0)).collect()
}

/// Decodes base 85 (ASCII85Decode).
pub(super) fn ascii_85(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 5 * 4 + 4);
    let (mut value, mut many) = (0u32, 0usize);
    for &byte in text {
        match byte {
            b'z' if many == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                many += 1;
                if many == 5 {
                    out.extend_from_slice(&value.to_be_bytes());
                    (value, many) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if many > 1 {
        for _ in many..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend_from_slice(&value.to_be_bytes()[..many - 1]);
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    #[test]
    fn a_stream_without_an_end_is_damaged_but_one_without_its_checksum_is_not() {
        let whole = compress_to_vec_zlib(&[7; 5000], 6);
        assert_eq!(deflated(&whole, 5000, &mut ()), Ok(5000));
        assert_eq!(deflated(&whole, 4999, &mut ()), Err(Unreadable::Expands));
        assert_eq!(deflated(&whole[..whole.len() - 4], 5000, &mut ()), Ok(5000));
        assert_eq!(deflated(&whole[..whole.len() - 6], 5000, &mut ()), Err(Unreadable::Damaged));
        assert_eq!(deflated(&compress_to_vec(&[7; 5000], 6), 5000, &mut ()), Ok(5000));
    }

    #[test]
    fn a_stored_block_with_a_wrong_length_is_damaged() {
        let stored =
            [&[0x78, 0x01, 0, 5, 0, 1, 1, 1, 2, 3, 4, 5][..], &compress_to_vec(&[0; 90_000], 6)].concat();
        assert_eq!(deflated(&stored, 1 << 20, &mut ()), Err(Unreadable::Damaged));
    }

    #[test]
    fn hexadecimal_and_base_85_text_is_decoded() {
        assert_eq!(hex(b"48 65 6c6C6f>zz"), b"Hello");
        assert_eq!(hex(b"4"), [0x40]);
        assert_eq!(ascii_85(b"87cURDZ~>"), b"Hello");
        assert_eq!(ascii_85(b"z"), [0; 4]);
    }

    #[test]
    fn runs_and_lzw_are_counted_to_their_end() {
        assert_eq!(runs(&[2, 1, 2, 3, 129, 9, 128, 9], 1000, &mut ()), Ok(131));
        assert_eq!(runs(&[129, 0].repeat(100), 1000, &mut ()), Err(Unreadable::Expands));
        // Example from ISO 32000-1, 7.4.4.2: 45 45 45 45 45 65 45 45 45 66.
        assert_eq!(lzw(&[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], true, 100), Ok(10));
        assert_eq!(
            lzw(&[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], true, 9),
            Err(Unreadable::Expands)
        );
        let mut dictionaries = Dictionaries::default();
        dictionaries.take(b"<");
        dictionaries.take(b"< <<");
        assert_eq!(dictionaries.many, 2);
        let mut kept = Vec::new();
        deflated(&compress_to_vec_zlib(b"kept", 6), 10, &mut kept).unwrap();
        assert_eq!(kept, b"kept");
    }
}
