//! TIFF of many pages: bilevel, gray or colour, as scanners and fax machines write it.

use crate::{Bounds, Unreadable, jpeg::plausible, raster::Raster};
use std::io::Cursor;
use tiff::{
    ColorType, TiffError,
    decoder::{Decoder, DecodingResult, Limits},
    tags::Tag,
};

/// What the directories of a TIFF say.
pub(crate) struct Head {
    pub(crate) pages: usize,
}

type Open<'a> = Decoder<Cursor<&'a [u8]>>;

/// How many numbers an entry of a directory may have: a page of twenty thousand rows, each in a strip of its own, has fewer.
const NUMBERS: u64 = 1 << 17;
/// How many directories are looked at: those of two hundred pages, with their previews and masks.
const DIRECTORIES: usize = 1000;

/// Whether every directory has entries whose numbers lie in the file and are not too many. The decoder makes room for as many as an
/// entry says before it is told its limits.
fn entries_fit(bytes: &[u8]) -> bool {
    let little = bytes.starts_with(b"II");
    let number = |at: u64, wide: usize| -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let part = bytes.get(at..at.checked_add(wide)?)?;
        let digits: Box<dyn Iterator<Item = &u8>> =
            if little { Box::new(part.iter().rev()) } else { Box::new(part.iter()) };
        Some(digits.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    };
    let big = number(2, 2) == Some(43);
    // How wide an address and a count are, and where the first address stands.
    let (wide, many, first) = if big { (8, 8, 8) } else { (4, 2, 4) };
    let entry = if big { 20 } else { 12 };
    let directory = |at: u64| -> Option<u64> {
        let entries = number(at, many)?;
        let begin = at.checked_add(many as u64)?;
        let end = begin.checked_add(entries.checked_mul(entry)?)?;
        let next = number(end, wide)?;
        let fits = |each: u64| -> Option<bool> {
            let at = begin + each * entry;
            let count = number(at + 4, wide)?;
            let size = match number(at + 2, 2)? {
                1 | 2 | 6 | 7 => 1,
                3 | 8 => 2,
                5 | 10 | 12 | 16 | 17 | 18 => 8,
                _ => 4,
            };
            let length = count.checked_mul(size)?;
            let inside = length <= wide as u64
                || number(at + 4 + wide as u64, wide)?.checked_add(length)? <= bytes.len() as u64;
            Some(count <= NUMBERS && inside)
        };
        (0..entries).all(|each| fits(each) == Some(true)).then_some(next)
    };
    let mut at = number(first, wide);
    for _ in 0..DIRECTORIES {
        match at {
            // The decoder says what is wrong with a file without a directory.
            Some(0) => return true,
            Some(place) => at = directory(place),
            None => return false,
        }
    }
    false
}

fn decoder(bytes: &[u8]) -> Result<Open<'_>, Unreadable> {
    if !entries_fit(bytes) {
        return Err(Unreadable::Damaged);
    }
    let mut limits = Limits::default();
    limits.decoding_buffer_size = 160 << 20;
    limits.intermediate_buffer_size = 64 << 20;
    limits.ifd_value_size = 1 << 20;
    Decoder::new(Cursor::new(bytes)).map(|decoder| decoder.with_limits(limits)).map_err(reason)
}

fn reason(error: TiffError) -> Unreadable {
    match error {
        TiffError::UnsupportedError(_) => Unreadable::Unsupported,
        _ => Unreadable::Damaged,
    }
}

/// Counts the pages, no further than they are allowed, and checks the size of each.
pub(crate) fn head(bytes: &[u8], bounds: &Bounds) -> Result<Head, Unreadable> {
    let mut decoder = decoder(bytes)?;
    let mut pages = 1;
    loop {
        let (width, height) = decoder.dimensions().map_err(reason)?;
        bounds.allow(width, height)?;
        if !decoder.more_images() {
            return Ok(Head { pages });
        }
        pages += 1;
        if pages > bounds.pages {
            return Err(Unreadable::TooManyPages { most: bounds.pages });
        }
        decoder.next_image().map_err(reason)?;
    }
}

/// Decodes a page; also its EXIF-like orientation and its resolution.
pub(crate) fn decode(
    bytes: &[u8],
    page: usize,
    bounds: &Bounds,
) -> Result<(Raster, u8, Option<u16>), Unreadable> {
    let mut decoder = decoder(bytes)?;
    for _ in 0..page {
        decoder.next_image().map_err(reason)?;
    }
    let (width, height) = decoder.dimensions().map_err(reason)?;
    bounds.allow(width, height)?;
    let color = decoder.colortype().map_err(reason)?;
    let orientation = decoder.find_tag_unsigned::<u16>(Tag::Orientation).ok().flatten().unwrap_or(1);
    let orientation = if (1..=8).contains(&orientation) { orientation as u8 } else { 1 };
    let dpi = resolution(&mut decoder);
    let (width, height) = (width as usize, height as usize);
    // More bytes than the bounds foresee: sixteen bits, alpha.
    if u64::from(color.bit_depth()) * u64::from(color.num_samples()) * (width * height) as u64 / 8 > 160 << 20
    {
        return Err(Unreadable::TooLarge { width: width as u32, height: height as u32 });
    }
    let DecodingResult::U8(data) = decoder.read_image().map_err(reason)? else {
        return Err(Unreadable::Unsupported);
    };
    let raster = match color {
        ColorType::Gray(8) => Raster::new(width, height, 1, data),
        ColorType::RGB(8) => Raster::new(width, height, 3, data),
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            Raster::new(width, height, 1, unpacked(&data, width, height, bits))
        }
        ColorType::GrayA(8) => {
            Raster::new(width, height, 1, data.chunks_exact(2).map(|pixel| pixel[0]).collect())
        }
        ColorType::RGBA(8) => {
            let data = data.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            Raster::new(width, height, 3, data)
        }
        ColorType::YCbCr(8) => {
            Raster::new(width, height, 3, data.chunks_exact(3).flat_map(colours).collect())
        }
        _ => return Err(Unreadable::Unsupported),
    };
    Ok((raster.ok_or(Unreadable::Damaged)?, orientation, dpi))
}

fn resolution(decoder: &mut Open<'_>) -> Option<u16> {
    let per_unit = decoder.get_tag(Tag::XResolution).ok().and_then(|value| match value {
        tiff::decoder::ifd::Value::Rational(top, bottom) => top.checked_div(bottom),
        _ => None,
    })?;
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten().unwrap_or(2);
    match unit {
        2 => plausible(per_unit),
        3 => plausible(per_unit.checked_mul(254)? / 100),
        _ => None,
    }
}

/// Few bits a pixel, each row begun on a byte, as bytes.
pub(crate) fn unpacked(data: &[u8], width: usize, height: usize, bits: u8) -> Vec<u8> {
    let each = usize::from(8 / bits);
    let most = (1u16 << bits) - 1;
    let mut out = Vec::with_capacity(width * height);
    for row in data.chunks_exact(width.div_ceil(each).max(1)).take(height) {
        let end = out.len() + width;
        for byte in row {
            for place in 0..each {
                let value = u16::from(*byte >> (8 - bits as usize * (place + 1))) & most;
                out.push((value * 255 / most) as u8);
            }
        }
        out.truncate(end);
    }
    out
}

fn colours(pixel: &[u8]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
    [(y + 1.402 * cr) as u8, (y - 0.344 * cb - 0.714 * cr) as u8, (y + 1.772 * cb) as u8]
}
