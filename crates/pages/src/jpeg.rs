//! JPEG (ITU-T T.81): facts from its header without decoding, and its pixels.

use crate::{
    Bounds, Unreadable,
    page::{Decoded, Orientation},
    raster::{Raster, aspect},
    sniff,
};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

/// Facts from the segments of a JPEG.
pub(crate) struct Head {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) components: u8,
    pub(crate) progressive: bool,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    /// Dots per inch across and down. Only their ratio counts when the file names no unit.
    dots: Option<(f32, f32)>,
    without_unit: bool,
    /// Offset of the first byte after the end marker.
    pub(crate) end: usize,
    /// Whether an end marker is present. Every viewer shows a file that lacks only this marker.
    pub(crate) ended: bool,
    /// Whether a comment or an application segment holds another format.
    pub(crate) other_format: bool,
    /// Number of scans.
    scans: usize,
    /// Samples of all components per pixel, in sixteenths.
    samples: u64,
}

/// Largest number of scans. A camera writes ten; thousands of empty ones serve only to take time.
const SCANS: usize = 40;
/// Largest memory in bytes for a progressive picture. The decoder keeps all coefficients, two bytes each,
/// until the end.
const ROOM: u64 = 176 << 20;
/// Largest size in bytes of a picture without an end marker, because such a picture is decoded three times.
const UNENDED: usize = 32 << 20;

/// Walks the segments of a whole file. The end marker may be missing if the last scan reaches the end of the
/// file.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Unreadable> {
    match walk(bytes) {
        Ok(head) => Ok(head),
        Err((_, Some((head, at)))) if head.scans > 0 && at == bytes.len() => Ok(Head { end: at, ..head }),
        Err((reason, _)) => Err(reason),
    }
}

/// Walks the segments of a stream embedded in another file. The end marker may be missing if the bytes after
/// the end of the walk contain no other frame.
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

/// Whether a frame marker (SOF) stands in these bytes.
fn frame_in(bytes: &[u8]) -> bool {
    bytes
        .windows(2)
        .any(|two| two[0] == 0xFF && matches!(two[1], 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF))
}

/// Reason why a walk stopped, with the header and the offset reached if the header is usable.
type Broken = (Unreadable, Option<(Head, usize)>);

fn walk(bytes: &[u8]) -> Result<Head, Broken> {
    let mut head = Head {
        width: 0,
        height: 0,
        components: 0,
        progressive: false,
        orientation: 1,
        dots: None,
        without_unit: false,
        end: 0,
        ended: false,
        other_format: false,
        scans: 0,
        samples: 16,
    };
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return Err((Unreadable::Damaged, None));
    }
    let mut at = 2;
    loop {
        // Fill bytes may stand before a marker (T.81, B.1.1.2).
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
                head.ended = true;
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
            // The decoder supports neither lossless nor arithmetic coding.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err((Unreadable::UnsupportedKind, None));
            }
            0xC0..=0xC2 => frame(marker, body, &mut head)?,
            0xE0 if body.starts_with(b"JFIF\0") => density(body, &mut head),
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

/// Reads the header of a frame (T.81, B.2.2) into the head of the picture.
fn frame(marker: u8, body: &[u8], head: &mut Head) -> Result<(), Broken> {
    let [8, high, low, wide, narrow, components, sampling @ ..] = body else {
        return Err((Unreadable::UnsupportedKind, None));
    };
    // A second frame could carry another size than the one that was checked.
    if head.width != 0 {
        return Err((Unreadable::Damaged, None));
    }
    head.height = u32::from(u16::from_be_bytes([*high, *low]));
    head.width = u32::from(u16::from_be_bytes([*wide, *narrow]));
    head.components = *components;
    head.progressive = marker == 0xC2;
    head.samples = samples(sampling);
    Ok(())
}

/// Ends a walk at an offset without a marker. A header without a size is useless and is dropped.
fn broken(head: Head, at: usize) -> Broken {
    let known = head.width > 0 && head.height > 0 && matches!(head.components, 1 | 3 | 4);
    (Unreadable::Damaged, known.then_some((head, at)))
}

/// Offset of the next marker after entropy-coded data.
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

/// Reads the resolution from a JFIF segment.
fn density(body: &[u8], head: &mut Head) {
    let (Some(unit), Some(across), Some(down)) = (body.get(7), word(body, 8), word(body, 10)) else { return };
    if head.dots.is_none() && across > 0 && down > 0 {
        let per_inch = if *unit == 2 { 2.54 } else { 1.0 };
        head.dots = Some((f32::from(across) * per_inch, f32::from(down) * per_inch));
        head.without_unit = !matches!(unit, 1 | 2);
    }
}

/// Resolution in dots per inch, if it is believable: cameras write 72 for every picture.
pub(crate) fn plausible(dpi: u32) -> Option<u16> {
    u16::try_from(dpi).ok().filter(|dpi| (75..=2400).contains(dpi))
}

/// Reads orientation and resolution from an EXIF segment.
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
    let (mut across, mut down, mut unit) = (None, None, 2);
    let fraction = |at: usize| {
        let place = long(at + 8)? as usize;
        let (top, bottom) = (long(place)? as f32, long(place + 4)? as f32);
        Some(top / bottom).filter(|value| value.is_finite() && *value > 0.0)
    };
    for entry in 0..usize::from(entries.min(64)) {
        let at = directory + 2 + entry * 12;
        match short(at) {
            Some(0x0112) => {
                if let Some(value @ 1..=8) = short(at + 8) {
                    head.orientation = value as u8;
                }
            }
            Some(0x011A) => across = fraction(at),
            Some(0x011B) => down = fraction(at),
            Some(0x0128) => unit = short(at + 8).unwrap_or(2),
            _ => {}
        }
    }
    if let Some(across) = across {
        let per_inch = if unit == 3 { 2.54 } else { 1.0 };
        head.dots = Some((across * per_inch, down.unwrap_or(across) * per_inch));
        head.without_unit = unit == 1;
    }
}

/// Number of samples per pixel in sixteenths, since chroma may be subsampled.
fn samples(components: &[u8]) -> u64 {
    let factors = |hv: u8| (u64::from(hv >> 4).clamp(1, 4), u64::from(hv & 15).clamp(1, 4));
    let all = || components.chunks_exact(3).map(|component| factors(component[1]));
    let (wide, high) = all().fold((1, 1), |(wide, high), (h, v)| (h.max(wide), v.max(high)));
    all().map(|(h, v)| (16 * h * v).div_ceil(wide * high)).sum::<u64>().max(16)
}

/// Decodes a file to a page.
pub(crate) fn page(bytes: &[u8], bounds: &Bounds) -> Result<Decoded, Unreadable> {
    let head = head(bytes)?;
    let raster = decode(bytes, bounds)?;
    let dots = head.dots.filter(|_| !head.without_unit);
    Ok(Decoded {
        raster,
        reduced: 1,
        orientation: Orientation::exif(head.orientation),
        dpi: dots.and_then(|(across, down)| plausible(across.max(down).round() as u32)),
        aspect: head.dots.map_or(1.0, |(across, down)| aspect(across, down)),
    })
}

/// Decodes to gray if the file is gray or its colours would take too much memory, otherwise to colour.
pub(crate) fn decode(bytes: &[u8], bounds: &Bounds) -> Result<Raster, Unreadable> {
    let head = head(bytes)?;
    bounds.allow_large(head.width, head.height)?;
    let pixels = u64::from(head.width) * u64::from(head.height);
    let kept = if head.progressive { pixels * head.samples / 8 } else { 0 };
    let too_large = Unreadable::TooLarge { width: head.width, height: head.height };
    // CMYK is converted to colours only; the decoder has no conversion to gray.
    let gray = head.components == 1
        || (head.components == 3 && (pixels > bounds.pixels || kept + pixels * 3 > ROOM));
    let channels = if gray { 1 } else { 3 };
    if kept + pixels * channels > ROOM || (!gray && pixels > bounds.pixels) {
        return Err(too_large);
    }
    let data = whole(bytes, &head, gray).ok_or(Unreadable::Damaged)?;
    Raster::new(head.width as usize, head.height as usize, channels as usize, data).ok_or(Unreadable::Damaged)
}

/// Pixels of a picture, if none is missing. The decoder fills missing pixels silently when an end marker
/// stands too early, and therefore decodes without the marker first.
fn whole(bytes: &[u8], head: &Head, gray: bool) -> Option<Vec<u8>> {
    let open = if head.ended { bytes.get(..head.end.saturating_sub(2))? } else { bytes };
    // Strict mode reports a read past the end while rows are missing, but not for the coefficients of a
    // progressive picture.
    if head.ended && !head.progressive {
        let strict = decoded(open, head, gray, Decoding::Strict);
        if strict.is_some() {
            return strict;
        }
    }
    let large = head.ended && open.len() > UNENDED;
    if large || complete(open, head) { decoded(bytes, head, gray, Decoding::Lenient) } else { None }
}

/// Whether the decoder refuses a picture with missing rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decoding {
    /// The decoder refuses the picture.
    Strict,
    /// The decoder fills the missing rows.
    Lenient,
}

fn decoded(bytes: &[u8], head: &Head, gray: bool, decoding: Decoding) -> Option<Vec<u8>> {
    let options = DecoderOptions::default()
        .set_max_width(head.width as usize)
        .set_max_height(head.height as usize)
        .set_strict_mode(decoding == Decoding::Strict)
        .jpeg_set_max_scans(SCANS)
        .jpeg_set_out_colorspace(if gray { ColorSpace::Luma } else { ColorSpace::RGB });
    JpegDecoder::new_with_options(ZCursor::new(bytes), options).decode().ok()
}

/// Whether only the end marker is missing. In that case the pixels do not depend on the bytes after the end.
/// The check is needed because the decoder fills missing pixels silently.
pub(crate) fn complete(bytes: &[u8], head: &Head) -> bool {
    // Truncation may leave the first byte of the marker.
    let bytes = bytes.strip_suffix(&[0xFF]).unwrap_or(bytes);
    // An interrupted transfer leaves zeros in the space that was reserved for the rest.
    if bytes.len() > UNENDED || bytes.ends_with(&[0; 64]) {
        return false;
    }
    let seen = |behind: &[u8]| {
        let all = [bytes, behind, &[0xFF, 0xD9]].concat();
        let pixels = decoded(&all, head, head.components != 4, Decoding::Lenient)?;
        let mut hasher = std::hash::DefaultHasher::new();
        std::hash::Hash::hash_slice(&pixels, &mut hasher);
        Some(std::hash::Hasher::finish(&hasher))
    };
    let other: Vec<u8> = (0..2048u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 & 0xFE).collect();
    seen(&[]).is_some_and(|plain| seen(&other) == Some(plain))
}
