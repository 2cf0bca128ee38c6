//! PDF: counting its pages, what in it could act or swell, and the pixels of a page.
//!
//! A page that is one image, as scanners make them, is decoded without drawing it. The parser unpacks what it is
//! told to, however large that becomes, so everything packed is measured before the parser may unpack it.

mod check;
mod jbig2;
mod jpx;
mod lock;
mod packed;
mod paint;
mod raw;
mod sole;
mod unlock;
mod whole;
mod work;

use crate::{
    Bounds, Unreadable, jpeg,
    page::{Decoded, Stand},
    raster::Raster,
};
use check::Check;
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, InterpreterWarning},
    hayro_syntax::{
        LoadPdfError, Pdf,
        object::{MaybeRef, Object},
        page::Page,
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
    if !whole::ended(&bytes) {
        return Err(Unreadable::Damaged);
    }
    let bytes = if encrypted(&bytes) { plain(bytes)? } else { bytes };
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

/// A file without its encryption, which no password keeps from anybody. Nothing of it is parsed before: what is packed in it can only be measured
/// once it is plain.
fn plain(bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let plain = contained(|| unlock::unlocked(bytes))?;
    // The parser must find nothing to decrypt: what it reads would not be what was measured.
    if encrypted(&plain) { Err(Unreadable::Encrypted) } else { Ok(plain) }
}

/// Whether the file names an encryption.
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
            check.contents(page)?;
            let sole = sole::of(page);
            check.images.alone = sole.as_ref().and_then(sole::Sole::id);
            let measured = check.page(page);
            *full += check.expanded;
            measured?;
            if let Some(decoded) = sole.and_then(|sole| sole.decode(bounds)) {
                return decoded;
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
