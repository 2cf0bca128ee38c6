//! JPEG 2000 (ITU-T T.800): size and structure of an image, without decoding.

use crate::{Unreadable, sniff};

/// Largest number of tiles, and of code blocks and packets together. The decoder keeps a record of each.
const TILES: u64 = 2048;
const PIECES: u64 = 2_000_000;

/// Largest memory in bytes for decoding an image.
const ROOM: u64 = 176 << 20;

/// Size and structure of an image.
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
    tile: (u64, u64),
    tiles: u64,
    channels: u16,
    /// Smallest number of decomposition levels of any tile. Each level halves the size.
    levels: u8,
}

impl Size {
    /// Memory in bytes for decoding at full size.
    pub(super) fn room(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * (u64::from(self.channels) * 4 + 4)
    }

    /// Number of levels that must be skipped for the image to fit in memory.
    pub(super) fn levels_left_out(&self) -> u32 {
        (0..u32::from(self.levels))
            .find(|left| self.room() >> (2 * left) <= ROOM)
            .unwrap_or(self.levels.into())
    }
}

/// Size of an image. Exactly one codestream must be present, wherever it begins.
pub(super) fn size(raw: &[u8]) -> Result<Size, Unreadable> {
    let begin = b"\xFF\x4F\xFF\x51";
    let at = sniff::place(raw, begin).ok_or(Unreadable::Damaged)?;
    let code = &raw[at..];
    if sniff::place(&code[4..], begin).is_some() {
        return Err(Unreadable::Damaged);
    }
    let mut size = read(code).ok_or(Unreadable::Damaged)?;
    if size.tiles > TILES || size.channels > 5 {
        return Err(Unreadable::Expands);
    }
    size.levels = markers(code, &size)?;
    // A reduced picture would interpolate the indexes of a palette.
    if sniff::place(&raw[..at], b"pclr").is_some() {
        size.levels = 0;
    }
    Ok(size)
}

fn long(code: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*code.get(at..)?.first_chunk::<4>()?))
}

fn word(code: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*code.get(at..)?.first_chunk::<2>()?))
}

fn read(code: &[u8]) -> Option<Size> {
    let (width, height) = (long(code, 8)?, long(code, 12)?);
    let (wide, high) = (u64::from(long(code, 24)?), u64::from(long(code, 28)?));
    if width == 0 || height == 0 || wide == 0 || high == 0 {
        return None;
    }
    // The grid of tiles begins at or before the image, which adds at most one tile in each direction.
    let tiles = (u64::from(width).div_ceil(wide) + 1) * (u64::from(height).div_ceil(high) + 1);
    let tile = (wide.min(width.into()), high.min(height.into()));
    Some(Size { width, height, tile, tiles, channels: word(code, 40)?, levels: 0 })
}

/// Walks the markers of the main header and of each tile part, and checks the structure. Returns the smallest
/// number of decomposition levels.
fn markers(code: &[u8], size: &Size) -> Result<u8, Unreadable> {
    let (mut at, mut least) = (2, u8::MAX);
    let end = |least: u8| Ok(if least == u8::MAX { 0 } else { least });
    let mut part = None;
    while at + 4 <= code.len() {
        let marker = word(code, at).unwrap_or(0);
        if marker >> 8 != 0xFF {
            return Err(Unreadable::Damaged);
        }
        // The coded data extends to the end of its tile part, or of the file.
        if marker == 0xFF93 {
            match part {
                Some(next) if next > at => at = next,
                _ => return end(least),
            }
            continue;
        }
        if marker == 0xFFD9 {
            return end(least);
        }
        let length = usize::from(word(code, at + 2).unwrap_or(0));
        let Some(body) = code.get(at + 4..at + 2 + length) else { return Err(Unreadable::Damaged) };
        match marker {
            0xFF90 => {
                let long = long(code, at + 6).unwrap_or(0) as usize;
                part = (long > 0).then(|| at.saturating_add(long));
            }
            0xFF52 => least = least.min(style(body.first(), body.get(5..), word(code, at + 6), size)?),
            0xFF53 => least = least.min(style(body.get(1), body.get(2..), Some(1), size)?),
            _ => {}
        }
        at += 2 + length;
    }
    end(least)
}

/// Checks the number of code blocks and packets in one coding style. Returns its number of decomposition
/// levels.
fn style(
    flags: Option<&u8>,
    rest: Option<&[u8]>,
    layers: Option<u16>,
    size: &Size,
) -> Result<u8, Unreadable> {
    let (Some(flags), Some([levels, wide, high, _, _, areas @ ..]), Some(layers)) = (flags, rest, layers)
    else {
        return Err(Unreadable::Damaged);
    };
    if *levels > 32 {
        return Err(Unreadable::Damaged);
    }
    let mut pieces = 0;
    for level in 0..=*levels {
        let (across, down) = match areas.get(usize::from(level)) {
            Some(area) if flags & 1 != 0 => (area & 15, area >> 4),
            _ => (15, 15),
        };
        let shrunk = u32::from(levels - level);
        let side = |side: u64, area: u8| ((side >> shrunk.min(63)) >> area) + 2;
        let packets = side(size.tile.0, across) * side(size.tile.1, down) * u64::from(layers);
        let block = |side_of_block: u8, area: u8| ((side_of_block & 15) + 2).min(area.saturating_sub(1));
        let blocks = side(size.tile.0, block(*wide, across)) * side(size.tile.1, block(*high, down));
        pieces += packets + blocks;
    }
    let together = pieces.saturating_mul(size.tiles).saturating_mul(size.channels.into());
    if together > PIECES { Err(Unreadable::Expands) } else { Ok(*levels) }
}
