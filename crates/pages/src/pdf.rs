//! PDF: counting its pages, what in it could act or swell, and the pixels of a page.
//!
//! A page that is one image, as scanners make them, is decoded without drawing it. The parser unpacks what it is
//! told to, however large that becomes, so everything packed is measured before the parser may unpack it.

use crate::{Bounds, Unreadable, jpeg, raster::Raster, sniff};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{
        Filter, LoadPdfError, Pdf,
        object::{
            Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream,
            stream::{ImageColorSpace, ImageDecodeParams},
        },
        page::{Page, Rotation},
    },
    vello_cpu::color::palette::css::WHITE,
};
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags},
};
use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// What a file's own directory of its objects may grow to; an entry may take forty times its room in memory.
const DIRECTORY: usize = 2 << 20;
/// What a stream of other objects may grow to, and all of them.
const OBJECTS: usize = 16 << 20;
const ALL_OBJECTS: usize = 48 << 20;
/// How many dictionaries a file may hold outside its streams: two hundred pages need a few thousand.
const DICTIONARIES: usize = 60_000;
/// What a page's instructions, fonts and the like may grow to, each; and how much work they may be together.
const PART: usize = 16 << 20;
const WORK: u64 = 256 << 20;
/// How many objects a page may be made of.
const PARTS: usize = 20_000;
/// How many pixels an image may have that must be drawn, not just decoded: drawing takes several times its room.
const DRAWN: u64 = 18_000_000;
/// The resolution at which a page is drawn, and its longest side then.
const DPI: f32 = 200.0;
const LONGEST: f32 = 3400.0;

/// An open file.
pub(crate) struct Open {
    bytes: Arc<Vec<u8>>,
    pdf: Pdf,
    /// Whether what the parser keeps of pages it has read has grown large.
    full: usize,
}

/// A page's pixels.
pub(crate) struct Drawn {
    pub(crate) raster: Raster,
    /// Quarter turns clockwise that make it upright.
    pub(crate) quarters: u8,
    pub(crate) dpi: Option<u16>,
}

/// Opens a file, unpacking nothing that was not measured.
pub(crate) fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<Open, Unreadable> {
    if encrypted(&bytes) {
        return Err(Unreadable::Encrypted);
    }
    measure_directories(&bytes)?;
    let bytes = Arc::new(bytes);
    let pdf = parse(&bytes)?;
    let pages = pdf.pages().len();
    if pages == 0 {
        // What breaks off has lost its pages; what has an end has none.
        let whole = sniff::last_place(&bytes, b"%%EOF").is_some();
        return Err(if whole { Unreadable::Empty } else { Unreadable::Damaged });
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
    Ok(Open { bytes, pdf, full: 0 })
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

/// Unpacks, to count only, the streams that the parser unpacks to find its way: directories and objects.
fn measure_directories(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut dictionaries = bytes.windows(2).filter(|two| two == b"<<").count();
    let mut all = 0;
    let mut from = 0;
    let mut streams = 0;
    while let Some(at) = sniff::place(&bytes[from..], b"stream") {
        let at = from + at;
        from = at + 6;
        streams += 1;
        if streams > DICTIONARIES {
            return Err(Unreadable::Expands);
        }
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        // Its dictionary is before it, back to where the object begins.
        let near = &bytes[at.saturating_sub(4096)..at];
        let head = sniff::last_place(near, b" obj").map_or(near, |begin| &near[begin..]);
        let escaped = head.contains(&b'#');
        let directory = escaped || sniff::place(head, b"XRef").is_some();
        if !directory && sniff::place(head, b"ObjStm").is_none() {
            continue;
        }
        // Escaped names could hide either kind, and images have them too: those are judged when they are read.
        if escaped && sniff::place(head, b"/Image").is_some() {
            continue;
        }
        let mut body = &bytes[from..];
        while let [b'\r' | b'\n', rest @ ..] = body {
            body = rest;
        }
        let most = if directory { DIRECTORY } else { OBJECTS };
        match measured(body, most, &mut dictionaries) {
            Some(size) => all += size,
            None => return Err(Unreadable::Expands),
        }
        if packed_twice(head) || all > ALL_OBJECTS {
            return Err(Unreadable::Expands);
        }
    }
    if dictionaries > DICTIONARIES {
        return Err(Unreadable::Expands);
    }
    Ok(())
}

/// Whether a dictionary, as text, names more than one packing.
fn packed_twice(head: &[u8]) -> bool {
    let mut many = 0;
    for name in [b"/FlateDecode".as_slice(), b"/Fl ", b"/LZWDecode", b"/LZW ", b"/RunLengthDecode"] {
        let mut rest = head;
        while let Some(at) = sniff::place(rest, name) {
            many += 1;
            rest = &rest[at + 1..];
        }
    }
    many > 1
}

/// How much a deflated stream grows to, if that is no more than `most`.
fn measured(packed: &[u8], most: usize, dictionaries: &mut usize) -> Option<usize> {
    // No stream of deflate grows to more than 1,032 times its size.
    let zlib =
        matches!(packed, [a, b, ..] if a & 15 == 8 && (usize::from(*a) * 256 + usize::from(*b)) % 31 == 0);
    let mut flags = inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
    if zlib {
        flags |= inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER;
    }
    flags &= !inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
    let mut window = vec![0u8; 32 << 10];
    let mut state = Box::new(DecompressorOxide::new());
    let (mut at, mut place, mut total) = (0, 0, 0);
    loop {
        let (status, read, written) = decompress(&mut state, &packed[at..], &mut window, place, flags);
        *dictionaries += window[place..place + written].windows(2).filter(|two| two == b"<<").count();
        at += read;
        total += written;
        place = (place + written) & (window.len() - 1);
        if total > most {
            return None;
        }
        if status != TINFLStatus::HasMoreOutput {
            return Some(total);
        }
    }
}

impl Open {
    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether the file holds what acts when it is opened or clicked, or other files.
    pub(crate) fn active(&self) -> bool {
        let mut left = 200_000;
        self.pdf.objects().into_iter().any(|object| active(&object, 0, &mut left))
    }

    /// The pixels of a page.
    pub(crate) fn read(&mut self, index: usize, bounds: &Bounds) -> Result<Drawn, Unreadable> {
        if self.full > 4 << 20 {
            self.pdf = parse(&self.bytes)?;
            self.full = 0;
        }
        let page = self.pdf.pages().get(index).ok_or(Unreadable::NoSuchPage)?;
        let mut check =
            Check { pdf: &self.pdf, bounds, seen: HashSet::new(), parts: 0, expanded: 0, largest: 0 };
        check.dict(page.raw(), 0)?;
        // What the page has of the nodes above it in the tree.
        let resources = page.resources();
        for dict in [
            &resources.x_objects,
            &resources.fonts,
            &resources.patterns,
            &resources.ext_g_states,
            &resources.color_spaces,
            &resources.shadings,
            &resources.properties,
        ] {
            check.dict(dict, 0)?;
        }
        self.full += check.expanded;
        let largest = check.largest;
        let drawn = catch_unwind(AssertUnwindSafe(|| match sole_image(page, bounds) {
            Some(drawn) => drawn,
            None if largest > DRAWN => Err(Unreadable::TooLarge { width: largest as u32, height: 1 }),
            None => {
                Work { pdf: &self.pdf, known: HashMap::new() }.page(page)?;
                draw(page)
            }
        }));
        drawn.unwrap_or(Err(Unreadable::Damaged))
    }
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

/// Measures everything that a page is made of.
struct Check<'a> {
    pdf: &'a Pdf,
    bounds: &'a Bounds,
    seen: HashSet<ObjectIdentifier>,
    parts: usize,
    expanded: usize,
    /// Pixels of the largest image.
    largest: u64,
}

impl<'a> Check<'a> {
    fn dict(&mut self, dict: &Dict<'a>, depth: usize) -> Result<(), Unreadable> {
        for (key, value) in dict.entries() {
            // What leads away from the page.
            if !matches!(key.as_ref(), b"Parent" | b"P" | b"Dest" | b"A" | b"AA" | b"StructParents" | b"B") {
                self.value(value, depth + 1)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, value: MaybeRef<Object<'a>>, depth: usize) -> Result<(), Unreadable> {
        self.parts += 1;
        if self.parts > PARTS || depth > 200 {
            return Err(Unreadable::Expands);
        }
        let object = match value {
            MaybeRef::NotRef(object) => object,
            MaybeRef::Ref(id) => {
                if !self.seen.insert(id.into()) {
                    return Ok(());
                }
                match self.pdf.xref().get::<Object<'a>>(id.into()) {
                    Some(object) => object,
                    None => return Ok(()),
                }
            }
        };
        match object {
            Object::Dict(dict) => self.dict(&dict, depth),
            Object::Array(array) => array.raw_iter().try_for_each(|item| self.value(item, depth + 1)),
            Object::Stream(stream) => {
                self.stream(&stream)?;
                self.dict(stream.dict(), depth)
            }
            _ => Ok(()),
        }
    }

    /// Bounds what a JBIG2 stream names.
    fn jbig2(&self, raw: &[u8]) -> Result<(), Unreadable> {
        for (width, height) in jbig2_sizes(raw).ok_or(Unreadable::Expands)? {
            self.bounds.allow(width.max(1), height.max(1))?;
        }
        Ok(())
    }

    fn stream(&mut self, stream: &Stream<'a>) -> Result<(), Unreadable> {
        let dict = stream.dict();
        let filters = stream.filters();
        let raw = stream.raw_data();
        let (width, height) = (dict.get::<u32>("Width"), dict.get::<u32>("Height"));
        let image = dict.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_ref() == b"Image");
        let mut most = PART;
        if image {
            let (Some(width), Some(height)) = (width, height) else { return Err(Unreadable::Damaged) };
            self.bounds.allow(width, height)?;
            let pixels = u64::from(width) * u64::from(height);
            self.largest = self.largest.max(pixels);
            // Four channels of two bytes and the predictor's byte a row are the most that an image needs.
            most = (pixels as usize * 8 + height as usize).clamp(1 << 16, 130 << 20);
        }
        let inside =
            |sign: &[u8], at: usize| sniff::place(&raw[..raw.len().min(4096)], sign).map(|found| found + at);
        for filter in &filters {
            match filter {
                Filter::DctDecode => {
                    if let Ok(head) = jpeg::head(&raw) {
                        self.bounds.allow(head.width, head.height)?;
                        self.largest = self.largest.max(u64::from(head.width) * u64::from(head.height));
                    }
                }
                Filter::JpxDecode => {
                    // The size marker of the code stream: where it begins, what is cut off, its extent.
                    if let Some(at) = inside(b"\xFF\x4F\xFF\x51", 8) {
                        let long = |at: usize| {
                            raw.get(at..at + 4)
                                .and_then(|four| four.try_into().ok())
                                .map_or(0, u32::from_be_bytes)
                        };
                        let (width, height) = (long(at), long(at + 4));
                        self.bounds.allow(width, height)?;
                        self.largest = self.largest.max(u64::from(width) * u64::from(height));
                    }
                }
                Filter::CcittFaxDecode => {
                    for key in ["DecodeParms", "DP"] {
                        let parameters = dict.get::<Dict<'_>>(key);
                        if let Some(columns) = parameters.and_then(|dict| dict.get::<u32>("Columns")) {
                            self.bounds.allow(columns.max(1), height.unwrap_or(1).max(1))?;
                        }
                    }
                }
                Filter::Jbig2Decode => {
                    self.jbig2(&raw)?;
                    for globals in jbig2_globals(dict) {
                        let raw = globals.raw_data();
                        match globals.filters().first() {
                            None => self.jbig2(&raw)?,
                            Some(Filter::FlateDecode) if measured(&raw, PART, &mut 0).is_some() => {
                                self.jbig2(&globals.decoded_data().map_err(|_| Unreadable::Damaged)?)?;
                            }
                            Some(_) => return Err(Unreadable::Expands),
                        }
                    }
                }
                _ => {}
            }
        }
        let packing = |filter: &&Filter| {
            matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
        };
        let packed = filters.iter().filter(packing).count();
        if packed > 1 || (packed == 1 && filters.len() > 1 && raw.len() > 4 << 20) {
            return Err(Unreadable::Expands);
        }
        let size = match filters.first() {
            None => raw.len(),
            // Unpacked once only to count: small ones cannot grow past what they may.
            Some(Filter::FlateDecode) if raw.len().saturating_mul(1032) > most => {
                measured(&raw, most, &mut 0).ok_or(Unreadable::Expands)?
            }
            Some(Filter::FlateDecode) => raw.len() * 4,
            Some(Filter::LzwDecode) if raw.len().saturating_mul(1400) > most.max(64 << 20) => {
                return Err(Unreadable::Expands);
            }
            Some(Filter::Ascii85Decode | Filter::AsciiHexDecode)
                if packed == 1 && raw.len().saturating_mul(1032) > most.max(64 << 20) =>
            {
                return Err(Unreadable::Expands);
            }
            Some(_) => raw.len(),
        };
        self.expanded += if image { 0 } else { size };
        if self.expanded > 4 * PART {
            return Err(Unreadable::Expands);
        }
        Ok(())
    }
}

/// What JBIG2 images share with each other, as an image's parameters name it: for its one filter, or for each of several.
fn jbig2_globals<'a>(dict: &Dict<'a>) -> Vec<Stream<'a>> {
    let mut parameters = Vec::new();
    for key in ["DecodeParms", "DP"] {
        parameters.extend(dict.get::<Dict<'a>>(key));
        parameters.extend(dict.get::<Array<'a>>(key).into_iter().flat_map(|all| all.iter::<Dict<'a>>()));
    }
    parameters.iter().filter_map(|parameters| parameters.get::<Stream<'a>>("JBIG2Globals")).collect()
}

/// The sizes of all bitmaps that a JBIG2 stream names in the heads of its segments: the page, regions, grids and patterns of halftones. A
/// height that is not known yet counts as one row. Those of symbols stand in the coded data alone. `None` where a segment does not say how
/// long it is: nobody sees what is behind it.
fn jbig2_sizes(raw: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut sizes = Vec::new();
    let mut at = 0;
    while let Some((next, length)) = jbig2_segment(raw, at, &mut sizes) {
        if length == u32::MAX {
            return None;
        }
        at = next;
    }
    Some(sizes)
}

/// The sizes that one segment names, where the next begins, and how long this one says that it is; `None` at the end.
fn jbig2_segment(raw: &[u8], at: usize, sizes: &mut Vec<(u32, u32)>) -> Option<(usize, u32)> {
    let long = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(*raw.get(at..)?.first_chunk::<4>()?)) };
    let number = long(at)?;
    let flags = *raw.get(at + 4)?;
    let short = *raw.get(at + 5)?;
    // Few segments referred to are counted in three bits, many in twenty-nine, with a bit for each behind.
    let (many, mut next) = if short >> 5 == 7 {
        let many = (long(at + 5)? & 0x1FFF_FFFF) as usize;
        (many, at + 9 + (many + 1).div_ceil(8))
    } else {
        (usize::from(short >> 5), at + 6)
    };
    let each = if number <= 256 {
        1
    } else if number <= 65_536 {
        2
    } else {
        4
    };
    next += many * each + if flags & 0x40 == 0 { 1 } else { 4 };
    let length = long(next)?;
    let data = next.checked_add(4)?;
    let kind = flags & 0x3F;
    match kind {
        // Text, halftone, generic and refined regions: width and height come first.
        4 | 6 | 7 | 20 | 22 | 23 | 36 | 38 | 39 | 40 | 42 | 43 => sizes.push((long(data)?, long(data + 4)?)),
        // A page; one that does not know its height yet says so.
        48 => {
            sizes.push((long(data)?, Some(long(data + 4)?).filter(|height| *height < u32::MAX).unwrap_or(1)))
        }
        // Patterns lie beside each other in one bitmap.
        16 => {
            let (width, height) = (*raw.get(data + 1)?, *raw.get(data + 2)?);
            let many = long(data + 3)?.saturating_add(1);
            sizes.push((many.saturating_mul(width.into()), height.into()));
        }
        _ => {}
    }
    if matches!(kind, 20 | 22 | 23) {
        // Behind the region's place and its flags: the grid.
        sizes.push((long(data + 18)?, long(data + 22)?));
    }
    Some((data.checked_add(length as usize)?, length))
}

/// How much work drawing is: forms that draw forms that draw forms multiply.
struct Work<'a> {
    pdf: &'a Pdf,
    /// None while a form is being looked at: meeting it again then is a circle.
    known: HashMap<ObjectIdentifier, Option<u64>>,
}

impl<'a> Work<'a> {
    fn page(&mut self, page: &Page<'a>) -> Result<(), Unreadable> {
        let content = page.page_stream().unwrap_or_default();
        let inner = [&page.resources().x_objects, &page.resources().patterns]
            .into_iter()
            .try_fold(0, |most, dict| Ok::<u64, Unreadable>(most.max(self.costliest(dict, 0)?)))?;
        self.total(content, inner).map(|_| ())
    }

    fn total(&self, content: &[u8], inner: u64) -> Result<u64, Unreadable> {
        // Images in line are packed inside the content; none that a scanner or an office writes is large.
        let mut rest = content;
        while let Some(at) = sniff::place(rest, b"ID") {
            rest = &rest[at + 2..];
            let body = rest.get(1..).unwrap_or_default();
            if rest.first().is_some_and(u8::is_ascii_whitespace) && measured(body, PART, &mut 0).is_none() {
                return Err(Unreadable::Expands);
            }
        }
        let calls = content.windows(2).filter(|two| matches!(*two, b"Do" | b"cn" | b"CN")).count() as u64;
        let total = content.len() as u64 + calls.saturating_mul(inner);
        if total > WORK { Err(Unreadable::Expands) } else { Ok(total) }
    }

    /// The most that one form or pattern of these costs.
    fn costliest(&mut self, dict: &Dict<'a>, depth: usize) -> Result<u64, Unreadable> {
        if depth > 24 {
            return Err(Unreadable::Expands);
        }
        let mut most = 0;
        for (_, value) in dict.entries() {
            let MaybeRef::Ref(id) = value else { continue };
            let id: ObjectIdentifier = id.into();
            let cost = match self.known.get(&id) {
                Some(Some(cost)) => *cost,
                // A circle never ends.
                Some(None) => return Err(Unreadable::Damaged),
                None => {
                    self.known.insert(id, None);
                    let cost = self.form(id, depth)?;
                    self.known.insert(id, Some(cost));
                    cost
                }
            };
            most = most.max(cost);
        }
        Ok(most)
    }

    fn form(&mut self, id: ObjectIdentifier, depth: usize) -> Result<u64, Unreadable> {
        let Some(stream) = self.pdf.xref().get::<Stream<'a>>(id) else { return Ok(0) };
        let dict = stream.dict();
        if dict.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_ref() == b"Image") {
            // About what placing it takes.
            return Ok(64 << 10);
        }
        let content = stream.decoded_data().unwrap_or_default();
        let mut inner = 0;
        if let Some(resources) = dict.get::<Dict<'a>>("Resources") {
            for kind in ["XObject", "Pattern"] {
                if let Some(dict) = resources.get::<Dict<'a>>(kind) {
                    inner = inner.max(self.costliest(&dict, depth + 1)?);
                }
            }
        }
        self.total(&content, inner)
    }
}

/// Decodes the image of a page that is nothing else. None if it must be drawn.
fn sole_image(page: &Page<'_>, bounds: &Bounds) -> Option<Result<Drawn, Unreadable>> {
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
            1 => crate::tiff::unpacked(&decoded.data, width, height, 1),
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
        let dpi = jpeg::plausible((raster.width as f32 * 72.0 / width).round() as u32);
        Drawn { raster, quarters, dpi }
    }))
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

/// Draws a page on white.
fn draw(page: &Page<'_>) -> Result<Drawn, Unreadable> {
    let (width, height) = page.render_dimensions();
    let scale = (DPI / 72.0).min(LONGEST / width.max(height));
    if !(width * scale >= 1.0 && height * scale >= 1.0) {
        return Err(Unreadable::Damaged);
    }
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let pixmap =
        hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let data =
        pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let raster = Raster::new(width, height, 3, data).ok_or(Unreadable::Damaged)?;
    Ok(Drawn { raster, quarters: 0, dpi: jpeg::plausible((scale * 72.0).round() as u32) })
}
