//! PDF (ISO 32000): counts pages, finds active content, and makes pixels of pages.
//!
//! A page that is one image, as scanners make it, is decoded without a renderer. The parser unpacks every
//! stream that a file names, however large it becomes. Packed data is therefore measured before the parser
//! may unpack it.

mod check;
mod jbig2;
mod jpx;
mod lock;
mod packed;
mod paint;
mod parameters;
mod raw;
mod sole;
mod syntax;
mod unlock;
mod whole;
mod work;

use crate::{
    Bounds, Unreadable, jpeg,
    page::{Decoded, Orientation},
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
use syntax::is_name;
use work::Work;

/// Limits of an image that needs the renderer: its pixels, and the memory for drawing it in bytes.
const DRAWN: u64 = 18_000_000;
const ROOM: u64 = 176 << 20;
/// Resolution of a drawn page in dots per inch, and the limit of its longest side in pixels.
const DPI: f32 = 200.0;
const LONGEST: f32 = 3400.0;

/// Open PDF.
pub(crate) struct Open {
    bytes: Arc<Vec<u8>>,
    pdf: Pdf,
    /// Whether the file contains active content or attached files.
    active: bool,
    /// Bytes that the parser has cached for pages it has read.
    cached: usize,
}

/// Opens a file. Nothing is unpacked before it was measured.
pub(crate) fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<Open, Unreadable> {
    if !whole::ended(&bytes) {
        return Err(Unreadable::Damaged);
    }
    let bytes = if encrypted(&bytes) { decrypted(bytes)? } else { bytes };
    without_panic(|| raw::measure(&bytes))?;
    let bytes = Arc::new(bytes);
    let pdf = parse(&bytes)?;
    let pages = pdf.pages().len();
    without_panic(|| whole::pages(&pdf))?;
    if pages == 0 {
        return Err(Unreadable::Empty);
    }
    if pages > bounds.pages {
        return Err(Unreadable::TooManyPages { most: bounds.pages });
    }
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        // Acrobat limits pages to 14,400 points. The renderer replaces a page without a finite size by A4.
        if !(width.is_finite() && height.is_finite()) || width > 20_000.0 || height > 20_000.0 {
            return Err(Unreadable::TooLarge { width: width as u32, height: height as u32 });
        }
    }
    let active = without_panic(|| has_active_content(&pdf))?;
    Ok(Open { bytes, pdf, active, cached: 0 })
}

/// Whether any object is active content. Fails if a stream is shorter than its dictionary states.
fn has_active_content(pdf: &Pdf) -> Result<bool, Unreadable> {
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

/// Decrypts a file that opens without a password. This comes before parsing, because packed streams can be
/// measured only after decryption.
fn decrypted(bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let plain = without_panic(|| unlock::unlocked(bytes))?;
    // A remaining encryption would let the parser read other bytes than those that were measured.
    if encrypted(&plain) { Err(Unreadable::Encrypted) } else { Ok(plain) }
}

/// Whether the file names an encryption dictionary.
fn encrypted(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| rest.iter().position(|&byte| byte == b'/')) {
        from += at + 1;
        if is_name(&bytes[from..], b"Encrypt") {
            return true;
        }
    }
    false
}

impl Open {
    /// Number of pages.
    pub(crate) fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether the file contains active content or attached files.
    pub(crate) fn active(&self) -> bool {
        self.active
    }

    /// Decodes or draws a page.
    pub(crate) fn read(&mut self, index: usize, bounds: &Bounds) -> Result<Decoded, Unreadable> {
        if self.cached > 4 << 20 {
            self.pdf = parse(&self.bytes)?;
            self.cached = 0;
        }
        let page = self.pdf.pages().get(index).ok_or(Unreadable::NoSuchPage)?;
        let (pdf, cached) = (&self.pdf, &mut self.cached);
        without_panic(|| {
            let mut check = Check::new(pdf, bounds);
            check.contents(page)?;
            let sole = sole::of(page);
            check.images.full_page = sole.as_ref().and_then(sole::Sole::id);
            let measured = check.page(page);
            *cached += check.expanded;
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

/// Runs an action and turns a panic of the parser or a decoder into [`Unreadable::Damaged`].
fn without_panic<T>(act: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or(Err(Unreadable::Damaged))
}

/// Whether an object contains the name of an action, a script or an attachment.
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
        // References are skipped, since their targets are visited as objects of their own.
        acts || matches!(&value, MaybeRef::NotRef(value) if active(value, depth + 1, left))
    })
}

/// Size in pixels at which a page is drawn, and the scale from points to pixels.
fn drawn_size(page: &Page<'_>) -> Result<((f32, f32), f32), Unreadable> {
    let (width, height) = page.render_dimensions();
    let scale = (DPI / 72.0).min(LONGEST / width.max(height));
    let size = (width * scale, height * scale);
    if size.0 >= 1.0 && size.1 >= 1.0 { Ok((size, scale)) } else { Err(Unreadable::Damaged) }
}

/// Draws a page on a white background.
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
    // The renderer silently omits an image that it cannot decode.
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
        orientation: Orientation::quarters(0),
        dpi: jpeg::plausible((scale * 72.0).round() as u32),
        aspect: 1.0,
    })
}
