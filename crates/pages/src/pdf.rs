//! PDF: counting its pages, what in it could act or swell, and the pixels of a page.
//!
//! A page that is one image, as scanners make them, is decoded without drawing it. The parser unpacks what it is
//! told to, however large that becomes, so everything packed is measured before the parser may unpack it.

mod check;
mod jbig2;
mod jpx;
mod packed;
mod paint;
mod raw;
mod whole;
mod work;

use crate::{
    Bounds, Unreadable, jpeg,
    page::{Decoded, Stand},
    raster::{self, Raster},
};
use check::Check;
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, InterpreterWarning},
    hayro_syntax::{
        Filter, LoadPdfError, Pdf,
        object::{
            Dict, MaybeRef, Name, Object, Stream,
            stream::{ImageColorSpace, ImageDecodeParams},
        },
        page::{Page, Rotation},
    },
    vello_cpu::color::palette::css::WHITE,
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use work::Work;

/// How many pixels an image may have that must be drawn, not just decoded, and how many bytes that may take.
const DRAWN: u64 = 18_000_000;
const ROOM: u64 = 176 << 20;
/// The resolution at which a page is drawn, and its longest side then.
const DPI: f32 = 200.0;
const LONGEST: f32 = 3400.0;

/// An open file.
pub(crate) struct Open {
    bytes: Arc<Vec<u8>>,
    pdf: Pdf,
    /// Whether the file holds what acts when it is opened or clicked, or other files.
    active: bool,
    /// Whether what the parser keeps of pages it has read has grown large.
    full: usize,
}

/// Opens a file, unpacking nothing that was not measured.
pub(crate) fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<Open, Unreadable> {
    if encrypted(&bytes) {
        return Err(Unreadable::Encrypted);
    }
    if !whole::ended(&bytes) {
        return Err(Unreadable::Damaged);
    }
    contained(|| raw::measure(&bytes))?;
    let bytes = Arc::new(bytes);
    let pdf = parse(&bytes)?;
    let pages = pdf.pages().len();
    contained(|| whole::pages(&pdf))?;
    if pages == 0 {
        return Err(Unreadable::Empty);
    }
    if pages > bounds.pages {
        return Err(Unreadable::TooManyPages { most: bounds.pages });
    }
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        // Acrobat's own limit is 14,400 points; a page of no size would be drawn as one of A4.
        if !(width.is_finite() && height.is_finite()) || width > 20_000.0 || height > 20_000.0 {
            return Err(Unreadable::TooLarge { width: width as u32, height: height as u32 });
        }
    }
    let active = contained(|| looked_through(&pdf))?;
    Ok(Open { bytes, pdf, active, full: 0 })
}

/// Whether anything in a file acts, whose streams are all as long as told.
fn looked_through(pdf: &Pdf) -> Result<bool, Unreadable> {
    let (mut left, mut acts) = (200_000, false);
    for object in pdf.objects() {
        if whole::short(&object) {
            return Err(Unreadable::Damaged);
        }
        acts = acts || active(&object, 0, &mut left);
    }
    Ok(acts)
}

fn parse(bytes: &Arc<Vec<u8>>) -> Result<Pdf, Unreadable> {
    let bytes = Arc::clone(bytes);
    match catch_unwind(AssertUnwindSafe(|| Pdf::new(bytes))) {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(LoadPdfError::Decryption(_))) => Err(Unreadable::Encrypted),
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => Err(Unreadable::Damaged),
    }
}

/// Whether the file names an encryption. Also one that opens without a password is not read: what is packed in it
/// cannot be measured from outside.
fn encrypted(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| rest.iter().position(|&byte| byte == b'/')) {
        from += at + 1;
        if spells(&bytes[from..], b"Encrypt") {
            return true;
        }
    }
    false
}

/// Whether a name begins here that reads so, its signs written out or as `#` and two digits.
fn spells(mut bytes: &[u8], name: &[u8]) -> bool {
    for &wanted in name {
        let (sign, length) = match bytes {
            [b'#', high, low, ..] => {
                let digit = |byte: u8| (byte as char).to_digit(16);
                let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return false };
                ((high * 16 + low) as u8, 3)
            }
            [sign, ..] => (*sign, 1),
            [] => return false,
        };
        if sign != wanted {
            return false;
        }
        bytes = &bytes[length..];
    }
    bytes.first().is_none_or(|&next| !next.is_ascii_alphanumeric() && next != b'#')
}

impl Open {
    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether the file holds what acts when it is opened or clicked, or other files.
    pub(crate) fn active(&self) -> bool {
        self.active
    }

    /// The pixels of a page.
    pub(crate) fn read(&mut self, index: usize, bounds: &Bounds) -> Result<Decoded, Unreadable> {
        if self.full > 4 << 20 {
            self.pdf = parse(&self.bytes)?;
            self.full = 0;
        }
        let page = self.pdf.pages().get(index).ok_or(Unreadable::NoSuchPage)?;
        let (pdf, full) = (&self.pdf, &mut self.full);
        contained(|| {
            let mut check = Check::new(pdf, bounds);
            let measured = check.page(page);
            *full += check.expanded;
            measured?;
            if let Some(drawn) = sole_image(page, bounds) {
                return drawn;
            }
            if check.images.largest > DRAWN || check.images.room > ROOM {
                return Err(Unreadable::TooLarge { width: check.images.largest as u32, height: 1 });
            }
            Work::new(check.sampled).page(page)?;
            let (size, scale) = drawn_size(page)?;
            paint::measure(page, size, scale, &check)?;
            draw(page, scale)
        })
    }
}

/// Ends in a reason also where the parser or a decoder stops in the middle.
fn contained<T>(act: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or(Err(Unreadable::Damaged))
}

/// Looks for names of actions, scripts and attachments.
fn active(object: &Object<'_>, depth: usize, left: &mut usize) -> bool {
    *left = left.saturating_sub(1);
    if depth > 32 || *left == 0 {
        return false;
    }
    let dict = match object {
        Object::Dict(dict) => dict,
        Object::Stream(stream) => stream.dict(),
        Object::Array(array) => {
            return array.raw_iter().any(|item| match item {
                MaybeRef::NotRef(item) => active(&item, depth + 1, left),
                MaybeRef::Ref(_) => false,
            });
        }
        _ => return false,
    };
    dict.entries().any(|(key, value)| {
        let named = |names: &[&[u8]]| match &value {
            MaybeRef::NotRef(Object::Name(name)) => names.contains(&name.as_ref()),
            _ => false,
        };
        let acts = match key.as_ref() {
            b"JS" | b"JavaScript" | b"EmbeddedFiles" | b"EF" | b"XFA" | b"RichMediaContent" | b"AA" => true,
            b"S" => named(&[
                b"JavaScript",
                b"Launch",
                b"SubmitForm",
                b"ImportData",
                b"GoToE",
                b"GoToR",
                b"Rendition",
                b"Movie",
                b"Sound",
            ]),
            b"Type" => named(&[b"EmbeddedFile"]),
            b"Subtype" => named(&[b"RichMedia", b"FileAttachment", b"3D"]),
            _ => false,
        };
        // What is referred to is an object of its own.
        acts || matches!(&value, MaybeRef::NotRef(value) if active(value, depth + 1, left))
    })
}

/// Decodes the image of a page that is nothing else. None if it must be drawn.
fn sole_image(page: &Page<'_>, bounds: &Bounds) -> Option<Result<Decoded, Unreadable>> {
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
    let channels = channels(dict)?;
    let filters = stream.filters();
    let raster = if filters.as_slice() == [Filter::DctDecode] {
        let raw = stream.raw_data();
        let head = jpeg::head(&raw).ok()?;
        if usize::from(head.components) != channels {
            return None;
        }
        jpeg::decode(&raw, bounds)
    } else if filters.iter().any(|filter| matches!(filter, Filter::DctDecode | Filter::JpxDecode)) {
        return None;
    } else {
        let (width, height) = (dict.get::<u32>("Width")?, dict.get::<u32>("Height")?);
        let bits =
            if filters.iter().any(|filter| matches!(filter, Filter::CcittFaxDecode | Filter::Jbig2Decode)) {
                1
            } else {
                dict.get::<u8>("BitsPerComponent")?
            };
        if !matches!((bits, channels), (1, 1) | (8, 1 | 3)) {
            return None;
        }
        let parameters = ImageDecodeParams {
            is_indexed: false,
            bpc: Some(bits),
            num_components: Some(channels as u8),
            target_dimension: None,
            width,
            height,
        };
        let decoded = stream.decoded_image(&parameters).ok()?;
        // Fax and JBIG2 come out a byte a pixel.
        let mut bits = bits;
        if let Some(data) = &decoded.image_data {
            let gray = matches!(data.color_space, None | Some(ImageColorSpace::Gray));
            if data.width != width || data.height != height || !gray {
                return None;
            }
            bits = data.bits_per_component;
        }
        let (width, height) = (width as usize, height as usize);
        let pixels = match bits {
            1 => unpacked(&decoded.data, width, height),
            8 => decoded.data.get(..width * height * channels)?.to_vec(),
            _ => return None,
        };
        // Too few: drawing pads what is missing.
        Ok(Raster::new(width, height, channels, pixels)?)
    };
    let quarters = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 1,
        Rotation::Flipped => 2,
        Rotation::FlippedHorizontal => 3,
    };
    Some(raster.map(|raster| {
        // A fax lies on the page in true proportion, whatever its dots are.
        let (across, down) = (raster.width as f32 * 72.0 / width, raster.height as f32 * 72.0 / height);
        Decoded {
            raster,
            reduced: 1,
            stand: Stand::quarters(quarters),
            dpi: jpeg::plausible(across.max(down).round() as u32),
            aspect: raster::aspect(across, down),
        }
    }))
}

/// A bit a pixel, each row begun on a byte, as bytes.
fn unpacked(data: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(width * height);
    for row in data.chunks_exact(width.div_ceil(8).max(1)).take(height) {
        out.extend((0..width).map(|at| if row[at / 8] >> (7 - at % 8) & 1 == 1 { 255 } else { 0 }));
    }
    out
}

/// The one image that a content places, and where, if it does nothing else.
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
            // State that a plain image does not show.
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

/// How many channels an image has, if they are gray or red-green-blue.
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

/// The size at which a page is drawn, and how much larger that is than it says.
fn drawn_size(page: &Page<'_>) -> Result<((f32, f32), f32), Unreadable> {
    let (width, height) = page.render_dimensions();
    let scale = (DPI / 72.0).min(LONGEST / width.max(height));
    let size = (width * scale, height * scale);
    if size.0 >= 1.0 && size.1 >= 1.0 { Ok((size, scale)) } else { Err(Unreadable::Damaged) }
}

/// Draws a page on white.
fn draw(page: &Page<'_>, scale: f32) -> Result<Decoded, Unreadable> {
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let lost = Arc::new(AtomicBool::new(false));
    let sink = Arc::clone(&lost);
    let interpreter = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
                sink.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let pixmap = hayro::render(page, &cache, &interpreter, &RenderSettings::default(), &settings);
    // A picture that breaks off is left out without a word.
    if lost.load(Ordering::Relaxed) {
        return Err(Unreadable::Damaged);
    }
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let data =
        pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let raster = Raster::new(width, height, 3, data).ok_or(Unreadable::Damaged)?;
    Ok(Decoded {
        raster,
        reduced: 1,
        stand: Stand::quarters(0),
        dpi: jpeg::plausible((scale * 72.0).round() as u32),
        aspect: 1.0,
    })
}
