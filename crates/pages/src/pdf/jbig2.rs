//! JBIG2 (ITU-T T.88): sizes in its segment headers, without decoding. The sizes of symbols are in the coded
//! data and are not checked here. The decoder limits each symbol to 65,535 pixels a side, and the limits of
//! the reader process bound their total.

/// Largest number of symbols in a dictionary, and of placed symbols in a region. A page has a few thousand
/// letters.
const MOST_SYMBOLS: u32 = 100_000;
const MOST_PLACED: u32 = 400_000;

/// Adds an impossible size if there are too many symbols, which makes the caller refuse the stream.
fn many(many: u32, most: u32, sizes: &mut Vec<(u32, u32)>) {
    if many > most {
        sizes.push((u32::MAX, u32::MAX));
    }
}

/// Sizes in pixels of all bitmaps that the segment headers name: pages, regions, and the grids and patterns
/// of halftones. An unknown height counts as one row. Returns `None` for a segment of unknown length, since
/// nothing after it can be checked.
pub(super) fn sizes(raw: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut sizes = Vec::new();
    let mut at = 0;
    while let Some((next, length)) = segment(raw, at, &mut sizes) {
        if length == u32::MAX {
            return None;
        }
        at = next;
    }
    Some(sizes)
}

/// Adds the sizes in one segment. Returns the offset of the next segment and the length of this one, or
/// `None` at the end.
fn segment(raw: &[u8], at: usize, sizes: &mut Vec<(u32, u32)>) -> Option<(usize, u32)> {
    let long = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(*raw.get(at..)?.first_chunk::<4>()?)) };
    let short_word =
        |at: usize| -> Option<u16> { Some(u16::from_be_bytes(*raw.get(at..)?.first_chunk::<2>()?)) };
    let number = long(at)?;
    let flags = *raw.get(at + 4)?;
    let short = *raw.get(at + 5)?;
    // The count of referred segments has three bits, or twenty-nine bits followed by a retention flag per
    // segment (T.88, 7.2.4).
    let (referred, mut next) = if short >> 5 == 7 {
        let referred = (long(at + 5)? & 0x1FFF_FFFF) as usize;
        (referred, at + 9 + (referred + 1).div_ceil(8))
    } else {
        (usize::from(short >> 5), at + 6)
    };
    let each = if number <= 256 {
        1
    } else if number <= 65_536 {
        2
    } else {
        4
    };
    next += referred * each + if flags & 0x40 == 0 { 1 } else { 4 };
    let length = long(next)?;
    let data = next.checked_add(4)?;
    let kind = flags & 0x3F;
    match kind {
        // Text, halftone, generic and refinement regions begin with width and height.
        4 | 6 | 7 | 20 | 22 | 23 | 36 | 38 | 39 | 40 | 42 | 43 => sizes.push((long(data)?, long(data + 4)?)),
        // A page of unknown height has the value 0xFFFFFFFF.
        48 => {
            sizes.push((long(data)?, Some(long(data + 4)?).filter(|height| *height < u32::MAX).unwrap_or(1)))
        }
        // The patterns of a halftone form one wide bitmap.
        16 => {
            let (width, height) = (*raw.get(data + 1)?, *raw.get(data + 2)?);
            let patterns = long(data + 3)?.saturating_add(1);
            sizes.push((patterns.saturating_mul(width.into()), height.into()));
        }
        // End of stripe: the last row, for a page of unknown height.
        50 => sizes.push((1, long(data)?.saturating_add(1))),
        // Symbol dictionary: numbers of exported and of new symbols.
        0 => {
            let flags = short_word(data)?;
            let adaptive = match (flags & 1, flags >> 10 & 3) {
                (1, _) => 0,
                (_, 0) => 8,
                _ => 2,
            };
            let refined = if flags & 2 != 0 && flags & 1 << 12 == 0 { 4 } else { 0 };
            let at = data + 2 + adaptive + refined;
            many(long(at)?.max(long(at + 4)?), MOST_SYMBOLS, sizes);
        }
        _ => {}
    }
    if matches!(kind, 4 | 6 | 7) {
        let flags = short_word(data + 17)?;
        let huffman = if flags & 1 != 0 { 2 } else { 0 };
        let refined = if flags & 2 != 0 && flags & 1 << 15 == 0 { 4 } else { 0 };
        many(long(data + 19 + huffman + refined)?, MOST_PLACED, sizes);
    }
    if matches!(kind, 20 | 22 | 23) {
        // The grid of a halftone follows the region's header.
        sizes.push((long(data + 18)?, long(data + 22)?));
    }
    Some((data.checked_add(length as usize)?, length))
}
