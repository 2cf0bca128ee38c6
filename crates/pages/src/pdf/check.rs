//! Limits on every part of a page, checked before the page is drawn.

use super::{jbig2, jpx, packed, raw};
use crate::{Bounds, Unreadable, jpeg, sniff};
use hayro::hayro_syntax::{
    Filter, Pdf,
    content::UntypedIter,
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream},
    page::Page,
};
use std::collections::{HashMap, HashSet};

/// Largest size in bytes of one unpacked part of a page, such as a content stream or a font, and of all
/// parts.
pub(super) const PART: usize = 16 << 20;
const PARTS_TOGETHER: usize = 4 * PART;
/// Largest size in bytes of an image between two nested filters.
const NESTED: usize = 24 << 20;
/// Largest unpacked size in bytes of an image that fills a page. Its rows are not kept in memory.
const ALONE: usize = 400 << 20;
/// Largest number of objects in a page. Browsers print with a font per few letters and size, which gives a
/// printed form 28,000.
const PARTS: usize = 120_000;
/// Largest size in bytes of a row of a predicted stream. The widest image, with four channels of two bytes,
/// stays below it.
const LINE: usize = 1 << 20;
/// Largest size in bytes of a PostScript calculator function. Functions that mix inks have a few hundred.
const PROGRAM: usize = 16 << 10;
/// Largest size in bytes of a table of samples.
const SAMPLES: usize = 4 << 20;
/// Largest size in bytes of a character map. A map for all characters of a large font has a few hundred
/// thousand.
const MAP: usize = 2 << 20;
/// Largest number of functions in a page.
const FUNCTIONS: usize = 20_000;
/// Largest number of saved graphics states, of points in a path, and of bytes in one text operator.
const STATES: usize = 2000;
const POINTS: usize = 300_000;
const LETTERS: usize = 16 << 10;
/// Largest product of the length of a content stream and the number of its `EI` words, which bounds the
/// search for the ends of inline images.
const SEARCHING: usize = 1 << 31;

/// Walker that measures every part of a page.
pub(super) struct Check<'a> {
    pdf: &'a Pdf,
    seen: HashSet<ObjectIdentifier>,
    parts: usize,
    pub(super) expanded: usize,
    /// Size in bytes of the longest calculator function.
    pub(super) program: usize,
    /// Size in bytes of the largest table of samples or mesh.
    pub(super) sampled: usize,
    /// Size in bytes of the longest glyph procedure or tiling pattern. Their instructions are read each time
    /// they are drawn.
    pub(super) repeated: usize,
    /// Whether the page contains any pattern.
    pub(super) patterned: bool,
    functions: usize,
    pub(super) images: Images<'a>,
}

/// Measures of a page's images.
pub(super) struct Images<'a> {
    bounds: &'a Bounds,
    /// Image that fills the page, which is decoded row by row or in gray and may be larger.
    pub(super) alone: Option<ObjectIdentifier>,
    /// Pixels of the largest image.
    pub(super) largest: u64,
    /// Memory in bytes for drawing the most expensive image.
    pub(super) room: u64,
    /// Memory in bytes for drawing each image that is an indirect object.
    rooms: HashMap<ObjectIdentifier, u64>,
    /// Total pixels of JPEGs without an end marker, which are decoded to check that nothing else is missing.
    /// `None` if that check was done before.
    unended: Option<u64>,
}

/// Whether a dictionary's keys are defined by the format or are names chosen by the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Fixed,
    Chosen,
}

impl<'a> Check<'a> {
    pub(super) fn new(pdf: &'a Pdf, bounds: &'a Bounds) -> Self {
        let images =
            Images { bounds, alone: None, largest: 0, room: 0, rooms: HashMap::new(), unended: Some(0) };
        Self {
            pdf,
            seen: HashSet::new(),
            parts: 0,
            expanded: 0,
            program: 0,
            sampled: 0,
            repeated: 0,
            patterned: false,
            functions: 0,
            images,
        }
    }

    /// Measures whatever drawing a page can reach: content, resources and appearances of annotations.
    pub(super) fn page(&mut self, page: &Page<'a>) -> Result<(), Unreadable> {
        for key in ["Contents", "Resources"] {
            if let Some(value) = page.raw().get_raw::<Object<'a>>(key) {
                self.value(value, 0, Keys::Fixed)?;
            }
        }
        for annotation in page.raw().get::<Array<'a>>("Annots").iter().flat_map(|all| all.iter::<Dict<'a>>())
        {
            self.parts += 1;
            for key in ["AP", "OC"] {
                if let Some(value) = annotation.get_raw::<Object<'a>>(key) {
                    self.value(value, 0, Keys::Fixed)?;
                }
            }
        }
        // A page inherits resources from the nodes above it in the page tree.
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
            self.dict(dict, 0, Keys::Chosen)?;
        }
        // An inline image may begin in one content stream and end in the next, and therefore all streams are
        // joined first.
        self.in_line(page.page_stream().unwrap_or_default())
    }

    /// Checks the total size of a page's content streams before they are read. An array may name the same
    /// stream many times.
    pub(super) fn contents(&mut self, page: &Page<'a>) -> Result<(), Unreadable> {
        let page = page.raw();
        // The parser would draw a page with missing content as a blank one.
        let lost = |value: Option<MaybeRef<Object<'a>>>| match value {
            Some(MaybeRef::Ref(id)) => self.pdf.xref().get::<Object<'a>>(id.into()).is_none(),
            _ => false,
        };
        if lost(page.get_raw::<Object<'a>>("Contents")) {
            return Err(Unreadable::Damaged);
        }
        let Some(array) = page.get::<Array<'a>>("Contents") else {
            return page.get::<Stream<'a>>("Contents").map_or(Ok(()), |stream| part(&stream, PART).map(drop));
        };
        if array.raw_iter().take(PARTS).any(|each| lost(Some(each))) {
            return Err(Unreadable::Damaged);
        }
        let mut total = 0;
        for (at, stream) in array.iter::<Object<'a>>().filter_map(Object::into_stream).enumerate() {
            total += 1 + part(&stream, PART)?;
            if total > PART || at > PARTS {
                return Err(Unreadable::Expands);
            }
        }
        Ok(())
    }

    /// Number of objects that describe optional content. The renderer searches them for every nested element.
    pub(super) fn layers(&self) -> usize {
        let mut check = Check::new(self.pdf, self.images.bounds);
        let catalog = self.pdf.xref().get::<Dict<'a>>(self.pdf.xref().root_id());
        let layers = catalog.and_then(|catalog| catalog.get::<Dict<'a>>("OCProperties"));
        let _ = layers.map(|layers| check.dict(&layers, 0, Keys::Fixed));
        check.parts
    }

    fn dict(&mut self, dict: &Dict<'a>, depth: usize, keys: Keys) -> Result<(), Unreadable> {
        self.patterned |= dict.contains_key("PatternType")
            || dict.contains_key("XStep")
            || dict.contains_key("ShadingType");
        if dict.contains_key("FunctionType") || dict.contains_key("ShadingType") {
            self.function(&Object::Dict(dict.clone()), 0)?;
        }
        for key in ["ToUnicode", "Encoding"] {
            if let Some(map) = dict.get::<Stream<'a>>(key) {
                part(&map, MAP)?;
            }
        }
        for letter in dict.get::<Dict<'a>>("CharProcs").iter().flat_map(|letters| {
            letters.keys().filter_map(|key| letters.get::<Stream<'a>>(&key)).collect::<Vec<_>>()
        }) {
            self.repeated = self.repeated.max(part(&letter, PART)?);
        }
        for (key, value) in dict.entries() {
            // Keys with a fixed meaning may lead away from the page; names chosen by the file may not be
            // skipped.
            if keys == Keys::Fixed && matches!(key.as_ref(), b"Parent" | b"PieceInfo" | b"StructParents") {
                continue;
            }
            let keys = match key.as_ref() {
                b"XObject" | b"Font" | b"Pattern" | b"ExtGState" | b"ColorSpace" | b"Shading"
                | b"Properties" | b"CharProcs" | b"N" | b"Colorants" => Keys::Chosen,
                _ if keys == Keys::Chosen => Keys::Fixed,
                _ => keys,
            };
            self.value(value, depth + 1, keys)?;
        }
        Ok(())
    }

    /// Counts the functions inside a function. A function that is named twice counts twice, since it is read
    /// twice.
    fn function(&mut self, object: &Object<'a>, depth: usize) -> Result<(), Unreadable> {
        self.functions += 1;
        if self.functions > FUNCTIONS || depth > 16 {
            return Err(Unreadable::Expands);
        }
        let dict = match object {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => stream.dict(),
            Object::Array(array) => {
                return array.iter::<Object<'a>>().try_for_each(|each| self.function(&each, depth + 1));
            }
            _ => return Ok(()),
        };
        // The cost of interpolation between samples doubles with each input.
        if dict.get::<Array<'a>>("Size").is_some_and(|sizes| sizes.raw_iter().count() > 6) {
            return Err(Unreadable::Expands);
        }
        for key in ["Functions", "Function"] {
            if let Some(inner) = dict.get::<Object<'a>>(key) {
                self.function(&inner, depth + 1)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, value: MaybeRef<Object<'a>>, depth: usize, keys: Keys) -> Result<(), Unreadable> {
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
            Object::Dict(dict) => self.dict(&dict, depth, keys),
            Object::Array(array) => array.raw_iter().try_for_each(|item| self.value(item, depth + 1, keys)),
            Object::Stream(stream) => {
                self.stream(&stream)?;
                self.dict(stream.dict(), depth, Keys::Fixed)
            }
            _ => Ok(()),
        }
    }

    fn stream(&mut self, stream: &Stream<'a>) -> Result<(), Unreadable> {
        let dict = stream.dict();
        let named = dict.get::<Name<'_>>("Subtype").is_some_and(|name| name.as_ref() == b"Image");
        // A mask needs no subtype.
        if named || ["Width", "W", "Height", "H"].iter().any(|key| dict.get::<u32>(*key).is_some()) {
            return self.images.image(stream);
        }
        let most = match dict.get::<u32>("FunctionType") {
            Some(4) => PROGRAM,
            Some(_) => SAMPLES,
            None => PART,
        };
        let size = part(stream, most)?;
        if dict.get::<u32>("FunctionType") == Some(4) {
            self.program = self.program.max(size);
        }
        if dict.contains_key("FunctionType") || dict.contains_key("ShadingType") {
            self.sampled = self.sampled.max(size);
        }
        if dict.contains_key("PatternType") || dict.contains_key("XStep") {
            self.repeated = self.repeated.max(size);
        }
        self.expanded += size;
        if self.expanded > PARTS_TOGETHER {
            return Err(Unreadable::Expands);
        }
        // Any other stream may hold instructions, as a form, a pattern or a glyph does.
        if !["Length1", "FunctionType", "N"].iter().any(|key| dict.contains_key(*key)) {
            self.in_line(&stream.decoded_data().map_err(|_| Unreadable::Damaged)?)?;
        }
        Ok(())
    }

    /// Measures instructions and their inline images in the way the parser reads them.
    fn in_line(&mut self, content: &[u8]) -> Result<(), Unreadable> {
        searchable(content)?;
        let (mut states, mut points) = (0usize, 0usize);
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            match instruction.operator.as_ref() {
                b"q" => states += 1,
                b"Q" => states = states.saturating_sub(1),
                b"m" | b"l" | b"h" => points += 1,
                b"c" | b"v" | b"y" => points += 3,
                b"re" => points += 5,
                b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"n" => points = 0,
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    let letters = |operand: &Object<'_>| match operand {
                        Object::String(text) => text.as_bytes().len(),
                        Object::Array(array) => array.data().len(),
                        _ => 0,
                    };
                    if instruction.operands().map(letters).sum::<usize>() > LETTERS {
                        return Err(Unreadable::Expands);
                    }
                }
                b"BI" => {
                    for operand in instruction.operands() {
                        if let Object::Stream(stream) = operand {
                            self.parts += 1;
                            if self.parts > PARTS {
                                return Err(Unreadable::Expands);
                            }
                            self.images.image(stream)?;
                        }
                    }
                }
                _ => {}
            }
            if states > STATES || points > POINTS {
                return Err(Unreadable::Expands);
            }
        }
        Ok(())
    }
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

impl Images<'_> {
    /// Measures an image and its masks.
    fn image(&mut self, stream: &Stream<'_>) -> Result<(), Unreadable> {
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
    pub(super) fn room_of(&self, stream: &Stream<'_>) -> u64 {
        let known = stream.dict().obj_id().and_then(|id| self.rooms.get(&id)).copied();
        known.unwrap_or_else(|| {
            let mut images = Images {
                bounds: self.bounds,
                alone: None,
                largest: 0,
                room: 0,
                rooms: HashMap::new(),
                unended: None,
            };
            images.image(stream).map_or(u64::MAX, |()| images.room)
        })
    }

    fn picture(&mut self, stream: &Stream<'_>) -> Result<u64, Unreadable> {
        let dict = stream.dict();
        let alone = self.alone.is_some() && self.alone == dict.obj_id();
        if !predicted(dict) {
            return Err(Unreadable::Expands);
        }
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
        let (width, height) = size;
        self.allow(width, height, alone)?;
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
        let kept = if alone { ALONE } else { 130 << 20 };
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
            [Filter::DctDecode] => {
                let head = jpeg::head_of_part(&bytes)?;
                self.allow(head.width, head.height, alone)?;
                if !head.ended
                    && let Some(pixels) = &mut self.unended
                {
                    *pixels += u64::from(head.width) * u64::from(head.height);
                    if *pixels > self.bounds.pixels || !jpeg::complete(&bytes, &head) {
                        return Err(Unreadable::Damaged);
                    }
                }
                let each = u64::from(head.components) * if head.progressive { 3 } else { 1 } + 7;
                Ok(u64::from(head.width) * u64::from(head.height) * each)
            }
            [Filter::JpxDecode] => {
                let size = jpx::size(&bytes)?;
                self.allow(size.width, size.height, alone)?;
                let levels = if alone { size.levels_left_out() } else { 0 };
                Ok(size.room() >> (2 * levels))
            }
            [Filter::CcittFaxDecode] => {
                let mut wide = 1728;
                for parameters in parameters(dict) {
                    // The decoder would use only the lower half of a wider number.
                    let columns = parameters.get::<usize>("Columns").unwrap_or(1728);
                    let columns = u32::try_from(columns).unwrap_or(u32::MAX);
                    let rows = parameters.get::<usize>("Rows").unwrap_or(0);
                    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
                    self.allow(columns, height.max(rows), alone)?;
                    wide = columns.max(wide);
                }
                self.allow(wide, height, alone)?;
                Ok(u64::from(wide) * u64::from(height) * 6)
            }
            [Filter::Jbig2Decode] => {
                let mut work = self.jbig2(&bytes)?;
                for parameters in parameters(dict) {
                    let Some(globals) = parameters.get::<Stream<'_>>("JBIG2Globals") else { continue };
                    part(&globals, PART)?;
                    work += self.jbig2(&globals.decoded_data().map_err(|_| Unreadable::Damaged)?)?;
                }
                // Separately coded regions may total up to three times the largest page.
                if work > self.bounds.pixels * 3 {
                    return Err(Unreadable::Expands);
                }
                Ok(pixels * 6)
            }
            _ => Err(Unreadable::Expands),
        }
    }

    fn allow(&mut self, width: u32, height: u32, alone: bool) -> Result<(), Unreadable> {
        if alone {
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

/// Unpacked size in bytes of a stream that is not an image. Only a single Flate filter or none is accepted.
fn part(stream: &Stream<'_>, most: usize) -> Result<usize, Unreadable> {
    if !predicted(stream.dict()) {
        return Err(Unreadable::Expands);
    }
    let raw = stream.raw_data();
    match stream.filters().as_slice() {
        [] if raw.len() <= most => Ok(raw.len()),
        [Filter::FlateDecode] => packed::deflated(&raw, most, &mut ()),
        _ => Err(Unreadable::Expands),
    }
}

/// Refuses content in which inline images make the parser search quadratically. After a doubtful `EI` the
/// parser reads ahead for instructions, and an inline image among these starts the same search again.
fn searchable(content: &[u8]) -> Result<(), Unreadable> {
    let (mut begins, mut ends, mut doubtful) = (0usize, 0usize, 0usize);
    for (at, two) in content.windows(2).enumerate() {
        match two {
            b"BI" => begins += 1,
            b"EI" => {
                ends += 1;
                let behind = &content[at + 2..];
                if behind.first().is_none_or(|byte| raw::is_space(*byte)) {
                    doubtful += usize::from(doubtful_end(behind));
                }
            }
            _ => {}
        }
        if doubtful > 6 && begins > 6 {
            return Err(Unreadable::Expands);
        }
    }
    if ends.saturating_mul(content.len()) > SEARCHING { Err(Unreadable::Expands) } else { Ok(()) }
}

/// Whether an inline image begins among the next instructions, before any text, although another `EI` comes
/// first.
fn doubtful_end(behind: &[u8]) -> bool {
    let near = &behind[..behind.len().min(4096)];
    let next = |word: &[u8]| sniff::place(near, word).unwrap_or(usize::MAX);
    if next(b"EI") >= next(b"BI") {
        return false;
    }
    let (mut at, mut words) = (0, 0);
    while words < 25 {
        at = raw::behind_space(behind, at);
        let Some(end) = raw::behind_object(behind, at) else { return false };
        match &behind[at..end] {
            b"Tj" | b"TJ" | b"'" | b"\"" => return false,
            b"BI" => return true,
            [b'a'..=b'z' | b'A'..=b'Z', ..] => words += 1,
            _ => {}
        }
        at = end;
    }
    false
}

/// Parameters of a stream's filters, one dictionary per filter that has any.
pub(super) fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let mut parameters = Vec::new();
    for key in ["DecodeParms", "DP"] {
        parameters.extend(dict.get::<Dict<'a>>(key));
        let array = dict.get::<Array<'a>>(key);
        parameters
            .extend(array.into_iter().flat_map(|all| all.iter::<Object<'a>>()).filter_map(Object::into_dict));
    }
    parameters
}

/// Whether the row sizes in a predictor's parameters are plausible.
pub(super) fn predicted(dict: &Dict<'_>) -> bool {
    parameters(dict).iter().all(|parameters| {
        let colors = usize::from(parameters.get::<u8>("Colors").unwrap_or(1));
        let bits = usize::from(parameters.get::<u8>("BitsPerComponent").unwrap_or(8));
        let columns = parameters.get::<usize>("Columns").unwrap_or(1);
        let predicts = parameters.get::<u8>("Predictor").unwrap_or(1) > 1;
        !predicts
            || (columns > 0
                && colors > 0
                && colors * bits < 256
                && columns <= LINE / (colors * bits).div_ceil(8))
    })
}

fn early(dict: &Dict<'_>) -> bool {
    parameters(dict).iter().all(|parameters| parameters.get::<u8>("EarlyChange").unwrap_or(1) != 0)
}
