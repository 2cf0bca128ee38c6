//! JPEG: what its head says, without decoding, and its pixels.

use crate::{Bounds, Unreadable, raster::Raster, sniff};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

/// What the segments of a JPEG say.
pub(crate) struct Head {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) components: u8,
    pub(crate) progressive: bool,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    pub(crate) dpi: Option<u16>,
    /// Where it ends, behind its end marker.
    pub(crate) end: usize,
    /// Whether a comment or an application segment holds another format.
    pub(crate) other_format: bool,
    /// How many scans were walked.
    scans: usize,
}

/// How many scans a JPEG may have. A camera writes ten; thousands of empty ones would only take time.
const SCANS: usize = 40;

/// Walks the segments of a file, which has an end.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Unreadable> {
    walk(bytes).map_err(|(reason, _)| reason)
}

/// Walks the segments of a stream inside of another file. Its end may be missing, if nothing behind the place where the
/// walk ends could be another frame.
pub(crate) fn head_of_part(bytes: &[u8]) -> Result<Head, Unreadable> {
    let head = match walk(bytes) {
        Ok(head) => head,
        Err((_, Some((head, at)))) if head.scans > 0 && !frame_in(bytes.get(at..).unwrap_or_default()) => {
            head
        }
        Err((reason, _)) => return Err(reason),
    };
    if head.scans > SCANS { Err(Unreadable::Expands) } else { Ok(head) }
}

/// Whether a marker of a frame stands in these bytes.
fn frame_in(bytes: &[u8]) -> bool {
    bytes
        .windows(2)
        .any(|two| two[0] == 0xFF && matches!(two[1], 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF))
}

/// Where a walk could not go on, and what it had read until then.
type Broken = (Unreadable, Option<(Head, usize)>);

fn walk(bytes: &[u8]) -> Result<Head, Broken> {
    let mut head = Head {
        width: 0,
        height: 0,
        components: 0,
        progressive: false,
        orientation: 1,
        dpi: None,
        end: 0,
        other_format: false,
        scans: 0,
    };
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return Err((Unreadable::Damaged, None));
    }
    let mut at = 2;
    loop {
        // Fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(broken(head, at));
        };
        at += 2;
        match marker {
            0xD9 => {
                head.end = at;
                break;
            }
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let length = word(bytes, at).map(usize::from);
        let Some((length, body)) = length.and_then(|length| Some((length, bytes.get(at + 2..at + length)?)))
        else {
            return Err(broken(head, at));
        };
        at += length;
        match marker {
            // Lossless and arithmetic ones are not decoded.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return Err((Unreadable::Unsupported, None)),
            0xC0..=0xC2 => {
                let [8, high, low, wide, narrow, components, ..] = body else {
                    return Err((Unreadable::Unsupported, None));
                };
                // A second frame could hide another size.
                if head.width != 0 {
                    return Err((Unreadable::Damaged, None));
                }
                head.height = u32::from(u16::from_be_bytes([*high, *low]));
                head.width = u32::from(u16::from_be_bytes([*wide, *narrow]));
                head.components = *components;
                head.progressive = marker == 0xC2;
            }
            0xE0 if body.starts_with(b"JFIF\0") => head.dpi = head.dpi.or_else(|| density(body)),
            0xE1 if body.starts_with(b"Exif\0\0") => exif(&body[6..], &mut head),
            0xDA => {
                head.scans += 1;
                at = match scan_end(bytes, at) {
                    Some(end) => end,
                    None => return Err(broken(head, bytes.len())),
                };
            }
            _ => {}
        }
        if matches!(marker, 0xE0..=0xEF | 0xFE) {
            head.other_format |= sniff::markup(body) || sniff::other(body).is_some();
        }
    }
    if head.width == 0 || head.height == 0 || !matches!(head.components, 1 | 3 | 4) {
        return Err((Unreadable::Damaged, None));
    }
    Ok(head)
}

/// A walk that ends where no marker is; a head that says no size serves nobody.
fn broken(head: Head, at: usize) -> Broken {
    let known = head.width > 0 && head.height > 0 && matches!(head.components, 1 | 3 | 4);
    (Unreadable::Damaged, known.then_some((head, at)))
}

/// The place of the next marker behind coded pixels.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// The resolution that a JFIF segment names.
fn density(body: &[u8]) -> Option<u16> {
    let per_unit = word(body, 8)?;
    match body.get(7)? {
        1 => plausible(u32::from(per_unit)),
        2 => plausible((u32::from(per_unit) * 254 + 50) / 100),
        _ => None,
    }
}

/// Cameras write 72 whatever they saw.
pub(crate) fn plausible(dpi: u32) -> Option<u16> {
    u16::try_from(dpi).ok().filter(|dpi| (75..=2400).contains(dpi))
}

/// Reads orientation and resolution.
fn exif(tiff: &[u8], head: &mut Head) {
    let little = tiff.starts_with(b"II");
    let short = |at: usize| -> Option<u16> {
        let two = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| -> Option<u32> {
        let (a, b) = (u32::from(short(at)?), u32::from(short(at + 2)?));
        Some(if little { b << 16 | a } else { a << 16 | b })
    };
    let Some(directory) = long(4).map(|at| at as usize) else { return };
    let Some(entries) = short(directory) else { return };
    let (mut resolution, mut unit) = (None, 2);
    for entry in 0..usize::from(entries.min(64)) {
        let at = directory + 2 + entry * 12;
        match short(at) {
            Some(0x0112) => {
                if let Some(value @ 1..=8) = short(at + 8) {
                    head.orientation = value as u8;
                }
            }
            Some(0x011A) => {
                resolution = long(at + 8).and_then(|place| {
                    let (top, bottom) = (long(place as usize)?, long(place as usize + 4)?);
                    top.checked_div(bottom)
                });
            }
            Some(0x0128) => unit = short(at + 8).unwrap_or(2),
            _ => {}
        }
    }
    let factor = if unit == 3 { 254 } else { 100 };
    head.dpi = resolution
        .and_then(|value| value.checked_mul(factor))
        .and_then(|value| plausible(value / 100))
        .or(head.dpi);
}

/// Decodes; gray where the file is gray, or where its colours would take too much memory.
pub(crate) fn decode(bytes: &[u8], bounds: &Bounds) -> Result<Raster, Unreadable> {
    let head = head(bytes)?;
    bounds.allow(head.width, head.height)?;
    let pixels = u64::from(head.width) * u64::from(head.height);
    // A progressive one keeps its coefficients, two bytes each, until the end.
    let gray = head.components == 1 || (head.progressive && pixels > 12_000_000);
    let out = if gray { ColorSpace::Luma } else { ColorSpace::RGB };
    let options = DecoderOptions::default()
        .set_max_width(head.width as usize)
        .set_max_height(head.height as usize)
        .set_strict_mode(false)
        .jpeg_set_max_scans(SCANS)
        .jpeg_set_out_colorspace(out);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let data = decoder.decode().map_err(|_| Unreadable::Damaged)?;
    let channels = if gray { 1 } else { 3 };
    Raster::new(head.width as usize, head.height as usize, channels, data).ok_or(Unreadable::Damaged)
}
