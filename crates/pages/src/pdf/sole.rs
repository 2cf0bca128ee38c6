//! Pages that consist of one image, as scanners make them. The image is decoded without a renderer, row by
//! row where the format allows, which keeps memory small for large images.

use super::{jpx, packed, parameters::parameters};
use crate::{
    Bounds, Unreadable, jpeg,
    page::{Decoded, Orientation},
    raster::{self, Raster, Rows},
};
use hayro::hayro_syntax::{
    Filter,
    object::{
        Dict, Name, Object, ObjectIdentifier, Stream,
        stream::{ImageColorSpace, ImageDecodeParams},
    },
    page::{Page, Rotation},
};
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};

/// Largest size in bytes of an image that is decoded as a whole.
const WHOLE: usize = 120 << 20;

/// Page that consists of one image.
pub(super) struct Sole<'a> {
    stream: Stream<'a>,
    /// Visible size of the page in points.
    shown: (f32, f32),
    quarters: u8,
}

/// Layout of an image's samples.
struct Kind {
    width: u32,
    height: u32,
    channels: usize,
    bits: u8,
}

/// Finds the image of a page that shows nothing else. Returns `None` if the page needs the renderer.
pub(super) fn of<'a>(page: &Page<'a>) -> Option<Sole<'a>> {
    let content = page.page_stream()?;
    if content.len() > 2048 {
        return None;
    }
    let (name, place) = placed(std::str::from_utf8(content).ok()?)?;
    let crop = page.intersected_crop_box();
    let (width, height) = (crop.width() as f32, crop.height() as f32);
    let [a, b, c, d, e, f] = place;
    let near = |is: f32, wanted: f32, of: f32| (is - wanted).abs() <= of * 0.02;
    let whole = b == 0.0
        && c == 0.0
        && near(a, width, width)
        && near(d, height, height)
        && near(e, crop.x0 as f32, width)
        && near(f, crop.y0 as f32, height);
    if !whole || page.raw().contains_key("Annots") {
        return None;
    }
    let stream = page.resources().get_x_object(&Name::new(name.as_bytes())?)?;
    let dict = stream.dict();
    let plain =
        ["SMask", "Mask", "Decode", "ImageMask", "SMaskInData"].iter().all(|key| !dict.contains_key(key));
    if !plain || dict.get::<Name<'_>>("Subtype")?.as_ref() != b"Image" {
        return None;
    }
    let quarters = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 1,
        Rotation::Flipped => 2,
        Rotation::FlippedHorizontal => 3,
    };
    Some(Sole { stream, shown: (width, height), quarters })
}

impl Sole<'_> {
    /// Object number of the image.
    pub(super) fn id(&self) -> Option<ObjectIdentifier> {
        self.stream.dict().obj_id()
    }

    /// Decodes the image. Returns `None` if the page needs the renderer after all.
    pub(super) fn decode(&self, bounds: &Bounds) -> Option<Result<Decoded, Unreadable>> {
        let dict = self.stream.dict();
        let (raster, full) = match self.stream.filters().as_slice() {
            [Filter::DctDecode] => {
                let raw = self.stream.raw_data();
                let head = jpeg::head(&raw).ok()?;
                if usize::from(head.components) != channels(dict)? {
                    return None;
                }
                match jpeg::decode(&raw, bounds) {
                    Ok(raster) => (raster, (head.width, head.height)),
                    Err(why) => return Some(Err(why)),
                }
            }
            [Filter::JpxDecode] => self.jpx()?,
            filters
                if filters.iter().any(|filter| matches!(filter, Filter::DctDecode | Filter::JpxDecode)) =>
            {
                return None;
            }
            filters => {
                let kind = self.kind(filters)?;
                let full = (kind.width, kind.height);
                let aspect = self.dots(full).2;
                let mut rows = Rows::new(kind.width as usize, kind.height as usize, kind.channels, aspect);
                match filters {
                    [Filter::CcittFaxDecode] => {
                        if let Err(why) = self.fax(&kind, &mut rows)? {
                            return Some(Err(why));
                        }
                    }
                    [] | [Filter::FlateDecode] => self.packed(filters, &kind, &mut rows)?,
                    _ => self.whole(&kind, bounds, &mut rows)?,
                }
                // The renderer pads an image with too few rows.
                (rows.finish()?, full)
            }
        };
        let (across, down, aspect) = self.dots(full);
        Some(Ok(Decoded {
            reduced: ((full.0 as usize + raster.width / 2) / raster.width).max(1),
            raster,
            orientation: Orientation::quarters(self.quarters),
            dpi: jpeg::plausible(across.max(down).round() as u32),
            aspect,
        }))
    }

    /// Resolution of the image on the page, across and down in dots per inch, and the ratio of a dot's width
    /// to its height. Dots of a fax are not square, but the page shows it in true proportion.
    fn dots(&self, (width, height): (u32, u32)) -> (f32, f32, f32) {
        let (across, down) = (width as f32 * 72.0 / self.shown.0, height as f32 * 72.0 / self.shown.1);
        (across, down, raster::aspect(across, down))
    }

    fn kind(&self, filters: &[Filter]) -> Option<Kind> {
        let dict = self.stream.dict();
        let (width, height) = (dict.get::<u32>("Width")?, dict.get::<u32>("Height")?);
        let fax = filters.iter().any(|filter| matches!(filter, Filter::CcittFaxDecode | Filter::Jbig2Decode));
        let bits = if fax { 1 } else { dict.get::<u8>("BitsPerComponent")? };
        let channels = channels(dict)?;
        let read = matches!((bits, channels), (1, 1) | (8, 1 | 3));
        (read && width > 0 && height > 0).then_some(Kind { width, height, channels, bits })
    }

    /// Decodes a Flate or unpacked image row by row.
    fn packed(&self, filters: &[Filter], kind: &Kind, rows: &mut Rows) -> Option<()> {
        let mut lines = Lines::new(self.stream.dict(), kind, rows)?;
        let raw = self.stream.raw_data();
        if filters.is_empty() {
            packed::Sink::take(&mut lines, &raw);
        } else {
            packed::deflated(&raw, usize::MAX, &mut lines).ok()?;
        }
        Some(())
    }

    /// Decodes a fax image row by row.
    fn fax(&self, kind: &Kind, rows: &mut Rows) -> Option<Result<(), Unreadable>> {
        let parameters = parameters(self.stream.dict());
        let parameters = parameters.first();
        let number = |key: &str| parameters.and_then(|parameters| parameters.get::<i64>(key));
        let flag = |key: &str| parameters.and_then(|parameters| parameters.get::<bool>(key));
        if u32::try_from(number("Columns").unwrap_or(1728)) != Ok(kind.width) {
            return None;
        }
        let settings = DecodeSettings {
            columns: kind.width,
            rows: kind.height,
            end_of_block: flag("EndOfBlock").unwrap_or(true),
            end_of_line: flag("EndOfLine").unwrap_or(false),
            rows_are_byte_aligned: flag("EncodedByteAlign").unwrap_or(false),
            encoding: match number("K").unwrap_or(0) {
                ..0 => EncodingMode::Group4,
                0 => EncodingMode::Group3_1D,
                _ => EncodingMode::Group3_2D,
            },
            strict: false,
        };
        let white = if flag("BlackIs1").unwrap_or(false) { 0 } else { 255 };
        let mut sink = crate::tiff::fax::Sink::new(rows, kind.width, white, kind.height);
        let _ = hayro_ccitt::decode(&self.stream.raw_data(), &mut sink, &mut DecoderContext::new(settings));
        Some(sink.end(kind.height))
    }

    /// Decodes an image at once with the parser's decoders.
    fn whole(&self, kind: &Kind, bounds: &Bounds, rows: &mut Rows) -> Option<()> {
        let (width, height) = (kind.width as usize, kind.height as usize);
        bounds.allow(kind.width, kind.height).ok()?;
        if width * height * kind.channels > WHOLE {
            return None;
        }
        let parameters = ImageDecodeParams {
            is_indexed: false,
            bpc: Some(kind.bits),
            num_components: Some(kind.channels as u8),
            target_dimension: None,
            width: kind.width,
            height: kind.height,
        };
        let decoded = self.stream.decoded_image(&parameters).ok()?;
        // JBIG2 is decoded to one byte per pixel.
        let mut bits = kind.bits;
        if let Some(data) = &decoded.image_data {
            let gray = matches!(data.color_space, None | Some(ImageColorSpace::Gray));
            if data.width != kind.width || data.height != kind.height || !gray {
                return None;
            }
            bits = data.bits_per_component;
        }
        let mut line = vec![0; width * kind.channels];
        let stride = (line.len() * usize::from(bits)).div_ceil(8);
        for row in decoded.data.chunks_exact(stride.max(1)).take(height) {
            match bits {
                1 => {
                    unpacked(row, &mut line);
                    rows.push(&line);
                }
                8 => rows.push(row),
                _ => return None,
            }
        }
        Some(())
    }

    /// Decodes JPEG 2000 at the highest level of detail that fits in memory.
    fn jpx(&self) -> Option<(Raster, (u32, u32))> {
        let raw = self.stream.raw_data();
        let size = jpx::size(&raw).ok()?;
        let levels = size.levels_left_out();
        let target = |side: u32| (side >> levels).max(1);
        let parameters = ImageDecodeParams {
            target_dimension: (levels > 0).then(|| (target(size.width), target(size.height))),
            width: size.width,
            height: size.height,
            ..ImageDecodeParams::default()
        };
        let decoded = self.stream.decoded_image(&parameters).ok()?;
        let data = decoded.image_data?;
        let channels = match data.color_space {
            Some(ImageColorSpace::Gray) => 1,
            Some(ImageColorSpace::Rgb) => 3,
            _ => return None,
        };
        let told = self.stream.dict().contains_key("ColorSpace");
        if data.alpha.is_some() || (told && self::channels(self.stream.dict()) != Some(channels)) {
            return None;
        }
        let pixels = decoded.data.into_owned();
        let raster = Raster::new(data.width as usize, data.height as usize, channels, pixels)?;
        Some((raster, (size.width, size.height)))
    }
}

/// Receiver of unpacked bytes that reverses the predictor and emits rows.
struct Lines<'r> {
    rows: &'r mut Rows,
    bits: u8,
    /// Value of Predictor: 1 for none, 2 for the pixel before, 10 to 15 for the filter that each row names.
    predictor: u8,
    /// Bytes per pixel, and per row.
    step: usize,
    stride: usize,
    /// Row being received, row before it, and current row as pixels.
    held: Vec<u8>,
    before: Vec<u8>,
    line: Vec<u8>,
    left: usize,
}

impl<'r> Lines<'r> {
    fn new(dict: &Dict<'_>, kind: &Kind, rows: &'r mut Rows) -> Option<Self> {
        let parameters = parameters(dict);
        let number = |key: &str| parameters.first().and_then(|parameters| parameters.get::<u32>(key));
        let predictor = number("Predictor").unwrap_or(1);
        let stride = (kind.width as usize * kind.channels * usize::from(kind.bits)).div_ceil(8);
        let same = number("Columns").unwrap_or(1) == kind.width
            && number("Colors").unwrap_or(1) as usize == kind.channels
            && number("BitsPerComponent").unwrap_or(8) == u32::from(kind.bits);
        let read = match predictor {
            1 => true,
            2 => same && kind.bits == 8,
            10..=15 => same,
            _ => false,
        };
        read.then(|| Self {
            rows,
            bits: kind.bits,
            predictor: predictor as u8,
            step: (kind.channels * usize::from(kind.bits)).div_ceil(8),
            stride,
            held: Vec::with_capacity(stride + 1),
            before: vec![0; stride],
            line: vec![0; kind.width as usize * kind.channels],
            left: kind.height as usize,
        })
    }

    /// Emits the received row.
    fn row(&mut self) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let step = self.step;
        match self.predictor {
            2 => (step..self.stride)
                .for_each(|at| self.held[at] = self.held[at].wrapping_add(self.held[at - step])),
            10..=15 => {
                let way = self.held.remove(0);
                for at in 0..self.stride {
                    let left = if at >= step { self.held[at - step] } else { 0 };
                    let corner = if at >= step { self.before[at - step] } else { 0 };
                    let above = self.before[at];
                    let told = match way {
                        1 => left,
                        2 => above,
                        3 => ((u16::from(left) + u16::from(above)) / 2) as u8,
                        4 => nearest(left, above, corner),
                        _ => 0,
                    };
                    self.held[at] = self.held[at].wrapping_add(told);
                }
                self.before.copy_from_slice(&self.held);
            }
            _ => {}
        }
        if self.bits == 1 {
            unpacked(&self.held, &mut self.line);
            self.rows.push(&self.line);
        } else {
            self.rows.push(&self.held);
        }
    }
}

impl packed::Sink for Lines<'_> {
    fn take(&mut self, mut bytes: &[u8]) {
        let whole = self.stride + usize::from(self.predictor >= 10);
        while !bytes.is_empty() {
            let many = (whole - self.held.len()).min(bytes.len());
            self.held.extend_from_slice(&bytes[..many]);
            bytes = &bytes[many..];
            if self.held.len() == whole {
                self.row();
                self.held.clear();
            }
        }
    }
}

/// Paeth predictor of PNG (ISO/IEC 15948, 9.4).
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let told = i16::from(left) + i16::from(above) - i16::from(corner);
    let off = |value: u8| (told - i16::from(value)).abs();
    if off(left) <= off(above) && off(left) <= off(corner) {
        left
    } else if off(above) <= off(corner) {
        above
    } else {
        corner
    }
}

/// Expands one bit per pixel to one byte.
fn unpacked(row: &[u8], line: &mut [u8]) {
    for (at, value) in line.iter_mut().enumerate() {
        *value = if row[at / 8] >> (7 - at % 8) & 1 == 1 { 255 } else { 0 };
    }
}

/// Finds the name and the transform of the only image in a content stream. Returns `None` if the content does
/// anything else.
fn placed(content: &str) -> Option<(&str, [f32; 6])> {
    let mut place = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let mut stack = Vec::new();
    let mut kept = Vec::new();
    let mut found = None;
    for token in content.split_ascii_whitespace() {
        match token {
            "q" => kept.push(place),
            "Q" => place = kept.pop().unwrap_or(place),
            "cm" => {
                let numbers: Vec<f32> = stack.iter().filter_map(|text: &&str| text.parse().ok()).collect();
                let [a, b, c, d, e, f] = numbers.try_into().ok()?;
                let [pa, pb, pc, pd, pe, pf] = place;
                place = [
                    a * pa + b * pc,
                    a * pb + b * pd,
                    c * pa + d * pc,
                    c * pb + d * pd,
                    e * pa + f * pc + pe,
                    e * pb + f * pd + pf,
                ];
            }
            "Do" => {
                if found.is_some() {
                    return None;
                }
                found = Some((stack.last()?.strip_prefix('/')?, place));
            }
            // The operators set state that does not affect an image.
            "w" | "J" | "j" | "M" | "i" | "ri" | "g" | "G" | "rg" | "RG" => {}
            other => {
                let operand = other.starts_with('/') || other.parse::<f32>().is_ok();
                if !operand {
                    return None;
                }
                stack.push(other);
                continue;
            }
        }
        stack.clear();
    }
    found
}

/// Number of channels of an image in gray or RGB, or `None` for other colour spaces.
fn channels(dict: &Dict<'_>) -> Option<usize> {
    let space = dict.get::<Object<'_>>("ColorSpace")?;
    let (name, profile) = match space {
        Object::Name(name) => (name, None),
        Object::Array(array) => {
            let mut items = array.flex_iter();
            (items.next::<Name<'_>>()?, items.next::<Stream<'_>>())
        }
        _ => return None,
    };
    match name.as_ref() {
        b"DeviceGray" | b"CalGray" | b"G" => Some(1),
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(3),
        b"ICCBased" => match profile?.dict().get::<u8>("N")? {
            1 => Some(1),
            3 => Some(3),
            _ => None,
        },
        _ => None,
    }
}
