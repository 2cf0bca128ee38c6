//! Directories of a TIFF or BigTIFF: the metadata of each page, in either byte order. Every offset is checked
//! against the file, and every count against a limit.

use crate::Unreadable;
use std::collections::HashSet;

/// Largest number of entries in a directory, and of numbers in an entry. A page of twenty thousand rows in
/// strips of one row stays below both.
const ENTRIES: u64 = 1024;
const NUMBERS: u64 = 1 << 17;
/// Largest number of bytes in an entry, such as a colour profile or a private note of a program.
const BYTES: u64 = 1 << 20;
/// Number of directories read per allowed page. Thumbnails and masks have directories of their own.
const COPIES: usize = 3;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
const STRIPS: u16 = 273;
const ORIENTATION: u16 = 274;
const SAMPLES: u16 = 277;
const ROWS: u16 = 278;
const STRIP_SIZES: u16 = 279;
const ACROSS: u16 = 282;
const DOWN: u16 = 283;
const PLANAR: u16 = 284;
const T4: u16 = 292;
const UNIT: u16 = 296;
const COLOR_MAP: u16 = 320;
const TILE_WIDTH: u16 = 322;
const TILE_HEIGHT: u16 = 323;
const TILES: u16 = 324;
const TILE_SIZES: u16 = 325;
const PREDICTOR: u16 = 317;
const EXTRA: u16 = 338;
const TABLES: u16 = 347;
const SUBFILE: u16 = 254;

/// Metadata of one page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bits per sample.
    pub(super) bits: u16,
    pub(super) samples: u16,
    pub(super) compression: u16,
    pub(super) photometric: Option<u16>,
    /// Offset of the lowest byte of the value of PhotometricInterpretation.
    pub(super) photometric_at: usize,
    /// Whether each sample has strips of its own (PlanarConfiguration 2).
    pub(super) planar: bool,
    /// Whether the lowest bit of a byte comes first (FillOrder 2).
    pub(super) reversed: bool,
    pub(super) orientation: u8,
    /// Dots per inch across and down. Only their ratio counts when the file names no unit.
    pub(super) dots: Option<(f32, f32)>,
    pub(super) without_unit: bool,
    pub(super) t4: u64,
    /// Offset and size in bytes of each strip or tile.
    pub(super) pieces: Vec<(u64, u64)>,
    /// Width and height of a strip or tile in pixels.
    pub(super) piece: (u32, u32),
    /// Palette: red, green and blue per index.
    pub(super) colours: Vec<[u8; 3]>,
    /// Meaning of the first extra sample: 1 and 2 are alpha (ExtraSamples).
    pub(super) extra: Option<u64>,
    /// Whether samples are stored as differences from the one before (Predictor).
    pub(super) predicted: bool,
    /// Offset and size in bytes of the tables that all JPEGs of the page share.
    pub(super) tables: Option<(u64, u64)>,
    /// Whether the directory is a thumbnail or a mask of another page (NewSubfileType).
    pub(super) copy: bool,
}

/// Bytes of a file, with the byte order and the width of offsets.
struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
    big: bool,
}

/// Entry of a directory: type and count of its numbers, and their offset.
#[derive(Clone, Copy)]
struct Entry {
    kind: u16,
    many: u64,
    at: usize,
}

impl Reader<'_> {
    fn number(&self, at: usize, width: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(width)?)?;
        let value = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if self.little { bytes.iter().rev().fold(0, value) } else { bytes.iter().fold(0, value) })
    }

    fn place(&self, at: usize) -> Option<u64> {
        self.number(at, if self.big { 8 } else { 4 })
    }

    /// Entries of a directory, and the offset of the next directory.
    fn entries(&self, at: usize) -> Option<(Vec<(u16, Entry)>, u64)> {
        let (head, each, inside) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let many = self.number(at, head)?;
        if many > ENTRIES {
            return None;
        }
        let mut entries = Vec::new();
        for entry in 0..many as usize {
            let at = at + head + entry * each;
            let tag = self.number(at, 2)? as u16;
            let kind = self.number(at + 2, 2)? as u16;
            let many = self.number(at + 4, inside)?;
            let value = at + 4 + inside;
            let size = many.saturating_mul(size_of(kind) as u64);
            let at = if size <= inside as u64 { value as u64 } else { self.place(value)? };
            // The TIFF decoder allocates the full count of an entry before its own limits apply.
            let most = if size_of(kind) == 1 { BYTES } else { NUMBERS };
            if many > most || at.checked_add(size)? > self.bytes.len() as u64 {
                return None;
            }
            let at = usize::try_from(at).ok()?;
            entries.push((tag, Entry { kind, many, at }));
        }
        Some((entries, self.place(at + head + many as usize * each)?))
    }

    fn numbers(&self, entry: Entry) -> Option<Vec<u64>> {
        // Only unsigned types and the types of offsets hold whole numbers.
        let whole = matches!(entry.kind, 1 | 3 | 4 | 7 | 13 | 16 | 18);
        if !whole || entry.many > NUMBERS {
            return None;
        }
        let size = size_of(entry.kind);
        (0..entry.many as usize).map(|each| self.number(entry.at.checked_add(each * size)?, size)).collect()
    }

    fn fraction(&self, entry: Entry) -> Option<f32> {
        let (top, bottom) = match entry.kind {
            5 => (self.number(entry.at, 4)? as f32, self.number(entry.at + 4, 4)? as f32),
            11 => (f32::from_bits(self.number(entry.at, 4)? as u32), 1.0),
            _ => (*self.numbers(Entry { many: 1, ..entry })?.first()? as f32, 1.0),
        };
        Some(top / bottom).filter(|value| value.is_finite() && *value > 0.0)
    }
}

/// Size of a number of this type in bytes.
const fn size_of(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}

fn reader(bytes: &[u8]) -> Reader<'_> {
    let plain = Reader { bytes, little: bytes.starts_with(b"II"), big: false };
    Reader { big: plain.number(2, 2) == Some(43), ..plain }
}

/// Offsets of the pages' directories, at most one more than allowed. `look` may refuse each page. A page with
/// pixels outside the file is an error, because the file is truncated.
pub(super) fn pages(
    bytes: &[u8],
    most: usize,
    look: &mut dyn FnMut(&Page) -> Result<(), Unreadable>,
) -> Result<Vec<u64>, Unreadable> {
    let reader = reader(bytes);
    let mut next = reader.place(first(&reader)).ok_or(Unreadable::Damaged)?;
    let (mut pages, mut copies, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    while next != 0 && pages.len() <= most && seen.len() <= most * COPIES {
        // A directory that points back to an earlier one would loop for ever.
        if !seen.insert(next) {
            return Err(Unreadable::Damaged);
        }
        let (page, behind) = read(&reader, next)?;
        look(&page)?;
        if page.copy {
            copies.push(next)
        } else {
            pages.push(next)
        }
        next = behind;
    }
    // Some programs mark every page as a thumbnail; such pages are full pages.
    let pages = if pages.is_empty() { copies } else { pages };
    if pages.is_empty() { Err(Unreadable::Damaged) } else { Ok(pages) }
}

/// Position of the first directory's offset in the header.
fn first(reader: &Reader<'_>) -> usize {
    if reader.big { 8 } else { 4 }
}

/// Reads the page with its directory at this offset.
pub(super) fn page(bytes: &[u8], at: u64) -> Result<Page, Unreadable> {
    read(&reader(bytes), at).map(|(page, _)| page)
}

/// Makes a directory the first of its file. The TIFF decoder then starts with it.
pub(super) fn lead_to(bytes: &mut [u8], at: u64) {
    let reader = reader(bytes);
    let (place, little, width) = (first(&reader), reader.little, if reader.big { 8 } else { 4 });
    let address =
        if little { at.to_le_bytes()[..width].to_vec() } else { at.to_be_bytes()[8 - width..].to_vec() };
    if let Some(old) = bytes.get_mut(place..place + width) {
        old.copy_from_slice(&address);
    }
}

fn read(reader: &Reader<'_>, at: u64) -> Result<(Page, u64), Unreadable> {
    let at = usize::try_from(at).map_err(|_| Unreadable::Damaged)?;
    let (entries, behind) = reader.entries(at).ok_or(Unreadable::Damaged)?;
    Ok((described(reader, &entries)?, behind))
}

fn described(reader: &Reader<'_>, entries: &[(u16, Entry)]) -> Result<Page, Unreadable> {
    let entry = |tag: u16| entries.iter().find(|(known, _)| *known == tag).map(|(_, entry)| *entry);
    let all = |tag: u16| entry(tag).map(|entry| reader.numbers(entry).ok_or(Unreadable::Damaged)).transpose();
    let first = |tag: u16| -> Result<Option<u64>, Unreadable> {
        Ok(all(tag)?.and_then(|numbers| numbers.first().copied()))
    };
    let one = |tag: u16, otherwise: u64| first(tag).map(|number| number.unwrap_or(otherwise));
    let long = |tag: u16| -> Result<u32, Unreadable> {
        u32::try_from(first(tag)?.ok_or(Unreadable::Damaged)?).map_err(|_| Unreadable::Damaged)
    };
    let short = |number: u64| u16::try_from(number).map_err(|_| Unreadable::Damaged);
    let (width, height) = (long(WIDTH)?, long(HEIGHT)?);
    let compression = short(one(COMPRESSION, 1)?)?;
    let bits = all(BITS)?.unwrap_or_else(|| vec![1]);
    let (bits, samples) = (short(bits.iter().copied().max().unwrap_or(1))?, short(one(SAMPLES, 1)?)?);
    let tiled = entry(TILES).is_some() && entry(TILE_WIDTH).is_some();
    let (places, sizes) = if tiled { (TILES, TILE_SIZES) } else { (STRIPS, STRIP_SIZES) };
    let places = all(places)?.ok_or(Unreadable::Damaged)?;
    let piece = if tiled {
        (long(TILE_WIDTH)?, long(TILE_HEIGHT)?)
    } else {
        (width, u32::try_from(one(ROWS, height.into())?).unwrap_or(u32::MAX).min(height))
    };
    let pieces = lengths(reader.bytes.len() as u64, places, all(sizes)?.unwrap_or_default())?;
    let colours = entry(COLOR_MAP).and_then(|map| reader.numbers(map)).unwrap_or_default();
    let third = colours.len() / 3;
    // Palettes have sixteen bits per value, but some programs write eight.
    let shift = if colours.iter().any(|value| *value > 255) { 8 } else { 0 };
    let colour = |place: usize| [0, 1, 2].map(|tone| (colours[place + tone * third] >> shift) as u8);
    let unit = one(UNIT, 2)?;
    let per_inch = if unit == 3 { 2.54 } else { 1.0 };
    let dots = |tag: u16| entry(tag).and_then(|entry| reader.fraction(entry)).map(|dots| dots * per_inch);
    let photometric = first(PHOTOMETRIC)?.map(short).transpose()?;
    Ok(Page {
        width,
        height,
        bits,
        samples,
        compression,
        photometric,
        photometric_at: entry(PHOTOMETRIC).map_or(usize::MAX, |entry| {
            if reader.little { entry.at } else { entry.at + size_of(entry.kind) - 1 }
        }),
        planar: one(PLANAR, 1)? == 2 && samples > 1,
        reversed: one(FILL_ORDER, 1)? == 2,
        orientation: u8::try_from(one(ORIENTATION, 1)?).unwrap_or(1),
        dots: dots(ACROSS).zip(dots(DOWN)),
        without_unit: unit == 1,
        t4: one(T4, 0)?,
        pieces,
        piece,
        colours: (0..third).map(colour).collect(),
        extra: first(EXTRA)?,
        predicted: one(PREDICTOR, 1)? != 1,
        tables: entry(TABLES)
            .map(|entry| (entry.at as u64, entry.many))
            .filter(|(at, many)| at.checked_add(*many).is_some_and(|end| end <= reader.bytes.len() as u64)),
        copy: one(SUBFILE, 0)? & 0b101 != 0,
    })
}

/// Pairs the offsets of strips with their sizes. Some fax programs omit sizes or write zero; such a strip
/// ends where the next begins.
fn lengths(file: u64, places: Vec<u64>, sizes: Vec<u64>) -> Result<Vec<(u64, u64)>, Unreadable> {
    let mut sorted = Vec::new();
    if sizes.len() < places.len() || sizes.contains(&0) {
        sorted = places.clone();
        sorted.sort_unstable();
    }
    let end = |place: u64| {
        let behind = sorted.partition_point(|other| *other <= place);
        sorted.get(behind).copied().unwrap_or(file).min(file)
    };
    let mut pieces = Vec::with_capacity(places.len());
    for (each, &place) in places.iter().enumerate() {
        let size = sizes.get(each).copied().filter(|size| *size > 0);
        let size = size.unwrap_or_else(|| end(place).saturating_sub(place));
        if place.checked_add(size).is_none_or(|end| end > file) || size == 0 {
            return Err(Unreadable::Damaged);
        }
        pieces.push((place, size));
    }
    if pieces.is_empty() { Err(Unreadable::Damaged) } else { Ok(pieces) }
}
