//! JBIG2: the sizes that its segments name, without decoding. Those of symbols stand in the coded data alone: the decoder bounds each by
//! 65,535 pixels a side, and only the limits of the process bound them together.

/// How many symbols a dictionary may have, and how many of them a region may place. A page has some thousand letters.
const MOST_SYMBOLS: u32 = 100_000;
const MOST_PLACED: u32 = 400_000;

/// Counts things that are no picture as one that nobody allows, if they are too many.
fn many(many: u32, most: u32, sizes: &mut Vec<(u32, u32)>) {
    if many > most {
        sizes.push((u32::MAX, u32::MAX));
    }
}

/// The sizes of all bitmaps that a JBIG2 stream names in the heads of its segments: the page, regions, grids and patterns of halftones. A
/// height that is not known yet counts as one row. Those of symbols stand in the coded data alone. `None` where a segment does not say how
/// long it is: nobody sees what is behind it.
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

/// The sizes that one segment names, where the next begins, and how long this one says that it is; `None` at the end.
fn segment(raw: &[u8], at: usize, sizes: &mut Vec<(u32, u32)>) -> Option<(usize, u32)> {
    let long = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(*raw.get(at..)?.first_chunk::<4>()?)) };
    let short_word =
        |at: usize| -> Option<u16> { Some(u16::from_be_bytes(*raw.get(at..)?.first_chunk::<2>()?)) };
    let number = long(at)?;
    let flags = *raw.get(at + 4)?;
    let short = *raw.get(at + 5)?;
    // Few segments referred to are counted in three bits, many in twenty-nine, with a bit for each behind.
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
        // Text, halftone, generic and refined regions: width and height come first.
        4 | 6 | 7 | 20 | 22 | 23 | 36 | 38 | 39 | 40 | 42 | 43 => sizes.push((long(data)?, long(data + 4)?)),
        // A page; one that does not know its height yet says so.
        48 => {
            sizes.push((long(data)?, Some(long(data + 4)?).filter(|height| *height < u32::MAX).unwrap_or(1)))
        }
        // Patterns lie beside each other in one bitmap.
        16 => {
            let (width, height) = (*raw.get(data + 1)?, *raw.get(data + 2)?);
            let patterns = long(data + 3)?.saturating_add(1);
            sizes.push((patterns.saturating_mul(width.into()), height.into()));
        }
        // The last row of a stripe, where a page does not know its height.
        50 => sizes.push((1, long(data)?.saturating_add(1))),
        // How many symbols there are, as the sides of a picture: both numbers may be as large as one.
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
        // Behind the region's place and its flags: the grid.
        sizes.push((long(data + 18)?, long(data + 22)?));
    }
    Some((data.checked_add(length as usize)?, length))
}
