//! Limits on the images of a page.

use super::{PART, part};
use crate::{
    Bounds, Unreadable, jpeg,
    pdf::{
        jbig2, jpx, packed,
        parameters::{early, has_plausible_rows, parameters},
    },
};
use hayro::hayro_syntax::{
    Filter,
    object::{Dict, Name, ObjectIdentifier, Stream},
};
use std::collections::HashMap;

/// Largest size in bytes of an image between two nested filters.
const NESTED: usize = 24 << 20;
/// Largest unpacked size in bytes of an image that fills a page. Its rows are not kept in memory.
const FULL_PAGE: usize = 400 << 20;

/// Measures of a page's images.
pub(in crate::pdf) struct Images<'a> {
    pub(super) bounds: &'a Bounds,
    /// Image that fills the page, which is decoded row by row or in gray and may be larger.
    pub(in crate::pdf) full_page: Option<ObjectIdentifier>,
    /// Pixels of the largest image.
    pub(in crate::pdf) largest: u64,
    /// Memory in bytes for drawing the most expensive image.
    pub(in crate::pdf) room: u64,
    /// Memory in bytes for drawing each image that is an indirect object.
    rooms: HashMap<ObjectIdentifier, u64>,
    /// Total pixels of JPEGs without an end marker, which are decoded to check that nothing else is missing.
    /// `None` if that check was done before.
    unended: Option<u64>,
}

/// Smallest size in bytes of an image without its last row, for colour spaces without a palette. Fewer bytes
/// mean truncation.
fn least(dict: &Dict<'_>, width: u32, height: u32) -> u64 {
    let named = |long: &str, short: &str| dict.get::<Name<'_>>(long).or_else(|| dict.get::<Name<'_>>(short));
    let samples = match named("ColorSpace", "CS").as_ref().map(|name| name.as_ref()) {
        Some(b"DeviceRGB" | b"RGB") => 3,
        Some(b"DeviceCMYK" | b"CMYK") => 4,
        _ => 1,
    };
    let bits = dict.get::<u32>("BitsPerComponent").or_else(|| dict.get::<u32>("BPC")).unwrap_or(1).min(16);
    let row = (u64::from(width) * samples * u64::from(bits)).div_ceil(8);
    row * u64::from(height.saturating_sub(1))
}

/// Width and height that an image states. Both spellings of a key count, and the larger value applies.
fn stated_size(dict: &Dict<'_>) -> Result<(u32, u32), Unreadable> {
    let mut size = (0, 0);
    for (wide, high) in [("Width", "Height"), ("W", "H")] {
        for (key, side) in [(wide, &mut size.0), (high, &mut size.1)] {
            // A side that is not a whole number would make the renderer and the checks disagree.
            match (dict.get::<u32>(key), dict.get::<f32>(key)) {
                (Some(value), _) => *side = value.max(*side),
                (None, Some(_)) => return Err(Unreadable::Damaged),
                (None, None) => {}
            }
        }
    }
    Ok(size)
}

impl<'a> Images<'a> {
    pub(super) fn new(bounds: &'a Bounds, unended: Option<u64>) -> Self {
        Self { bounds, full_page: None, largest: 0, room: 0, rooms: HashMap::new(), unended }
    }

    /// Measures an image and its masks.
    pub(super) fn image(&mut self, stream: &Stream<'_>) -> Result<(), Unreadable> {
        let mut room = self.picture(stream)?;
        for key in ["SMask", "Mask"] {
            if let Some(mask) = stream.dict().get::<Stream<'_>>(key) {
                room += self.picture(&mask)?;
            }
        }
        self.room = self.room.max(room);
        self.rooms.extend(stream.dict().obj_id().map(|id| (id, room)));
        Ok(())
    }

    /// Memory in bytes for drawing an image. An inline image is measured again, since it has no object
    /// number.
    pub(in crate::pdf) fn room_of(&self, stream: &Stream<'_>) -> u64 {
        let known = stream.dict().obj_id().and_then(|id| self.rooms.get(&id)).copied();
        known.unwrap_or_else(|| {
            let mut images = Images::new(self.bounds, None);
            images.image(stream).map_or(u64::MAX, |()| images.room)
        })
    }

    fn picture(&mut self, stream: &Stream<'_>) -> Result<u64, Unreadable> {
        let dict = stream.dict();
        let full_page = self.full_page.is_some() && self.full_page == dict.obj_id();
        if !has_plausible_rows(dict) {
            return Err(Unreadable::Expands);
        }
        let (width, height) = stated_size(dict)?;
        self.allow(width, height, full_page)?;
        let pixels = u64::from(width) * u64::from(height);
        let raw = stream.raw_data();
        let filters = stream.filters();
        let (mut rest, mut bytes): (&[Filter], std::borrow::Cow<'_, [u8]>) = (&filters, raw);
        if let [text @ (Filter::AsciiHexDecode | Filter::Ascii85Decode), behind @ ..] = rest {
            if bytes.len() > 2 * NESTED {
                return Err(Unreadable::Expands);
            }
            let plain = match text {
                Filter::AsciiHexDecode => packed::hex(&bytes),
                _ => packed::ascii_85(&bytes),
            };
            (rest, bytes) = (behind, plain.into());
        }
        // An image needs at most four channels of two bytes, and one predictor byte per row.
        let kept = if full_page { FULL_PAGE } else { 130 << 20 };
        let most = (pixels as usize * 8 + height as usize).clamp(1 << 16, kept);
        if let [packing @ (Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode), behind @ ..] =
            rest
        {
            if behind.is_empty() {
                let size = match packing {
                    Filter::FlateDecode => packed::deflated(&bytes, most, &mut ())?,
                    Filter::LzwDecode => packed::lzw(&bytes, early(dict), most)?,
                    _ => packed::runs(&bytes, most, &mut ())?,
                };
                if (size as u64) < least(dict, width, height) {
                    return Err(Unreadable::Damaged);
                }
                return Ok(size as u64 + pixels * 7);
            }
            let mut plain = Vec::new();
            match packing {
                Filter::FlateDecode => packed::deflated(&bytes, NESTED, &mut plain)?,
                Filter::RunLengthDecode => packed::runs(&bytes, NESTED, &mut plain)?,
                _ => return Err(Unreadable::Expands),
            };
            (rest, bytes) = (behind, plain.into());
        }
        match rest {
            [] if (bytes.len() as u64) < least(dict, width, height) => Err(Unreadable::Damaged),
            [] if bytes.len() <= most => Ok(bytes.len() as u64 + pixels * 7),
            [Filter::DctDecode] => self.jpeg(&bytes, full_page),
            [Filter::JpxDecode] => {
                let size = jpx::size(&bytes)?;
                self.allow(size.width, size.height, full_page)?;
                let levels = if full_page { size.levels_left_out() } else { 0 };
                Ok(size.room() >> (2 * levels))
            }
            [Filter::CcittFaxDecode] => self.fax(dict, height, full_page),
            [Filter::Jbig2Decode] => self.jbig2_parts(dict, &bytes).map(|()| pixels * 6),
            _ => Err(Unreadable::Expands),
        }
    }

    /// Room of a JPEG, in bytes.
    fn jpeg(&mut self, bytes: &[u8], full_page: bool) -> Result<u64, Unreadable> {
        let head = jpeg::head_of_part(bytes)?;
        self.allow(head.width, head.height, full_page)?;
        let pixels = u64::from(head.width) * u64::from(head.height);
        if !head.ended
            && let Some(unended) = &mut self.unended
        {
            *unended += pixels;
            if *unended > self.bounds.pixels || !jpeg::complete(bytes, &head) {
                return Err(Unreadable::Damaged);
            }
        }
        Ok(pixels * (u64::from(head.components) * if head.progressive { 3 } else { 1 } + 7))
    }

    /// Room of a fax, in bytes.
    fn fax(&mut self, dict: &Dict<'_>, height: u32, full_page: bool) -> Result<u64, Unreadable> {
        let mut wide = 1728;
        for parameters in parameters(dict) {
            // The decoder would use only the lower half of a wider number.
            let columns = parameters.get::<usize>("Columns").unwrap_or(1728);
            let columns = u32::try_from(columns).unwrap_or(u32::MAX);
            let rows = parameters.get::<usize>("Rows").unwrap_or(0);
            let rows = u32::try_from(rows).unwrap_or(u32::MAX);
            self.allow(columns, height.max(rows), full_page)?;
            wide = columns.max(wide);
        }
        self.allow(wide, height, full_page)?;
        Ok(u64::from(wide) * u64::from(height) * 6)
    }

    /// Checks the work of a JBIG2 image with its global segments.
    fn jbig2_parts(&mut self, dict: &Dict<'_>, bytes: &[u8]) -> Result<(), Unreadable> {
        let mut work = self.jbig2(bytes)?;
        for parameters in parameters(dict) {
            let Some(globals) = parameters.get::<Stream<'_>>("JBIG2Globals") else { continue };
            part(&globals, PART)?;
            work += self.jbig2(&globals.decoded_data().map_err(|_| Unreadable::Damaged)?)?;
        }
        // Separately coded regions may total up to three times the largest page.
        if work > self.bounds.pixels * 3 { Err(Unreadable::Expands) } else { Ok(()) }
    }

    fn allow(&mut self, width: u32, height: u32, full_page: bool) -> Result<(), Unreadable> {
        if full_page {
            self.bounds.allow_large(width, height)?
        } else {
            self.bounds.allow(width, height)?
        }
        self.largest = self.largest.max(u64::from(width) * u64::from(height));
        Ok(())
    }

    /// Checks the sizes in a JBIG2 stream, and returns its number of pixels.
    fn jbig2(&self, raw: &[u8]) -> Result<u64, Unreadable> {
        let mut work = 0;
        for (width, height) in jbig2::sizes(raw).ok_or(Unreadable::Expands)? {
            self.bounds.allow(width.max(1), height.max(1))?;
            work += u64::from(width) * u64::from(height);
        }
        Ok(work)
    }
}
