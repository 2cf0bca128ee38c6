//! Limits on every part of a page, checked before the page is drawn.

mod images;
mod inline;

use super::{packed, parameters::has_plausible_rows};
use crate::{Bounds, Unreadable};
use hayro::hayro_syntax::{
    Filter, Pdf,
    content::UntypedIter,
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream},
    page::Page,
};
pub(super) use images::Images;
use inline::searchable;
use std::collections::HashSet;

/// Largest size in bytes of one unpacked part of a page, such as a content stream or a font, and of all
/// parts.
const PART: usize = 16 << 20;
const PARTS_TOGETHER: usize = 4 * PART;
/// Largest number of objects in a page. Browsers print with a font per few letters and size, which gives a
/// printed form 28,000.
const PARTS: usize = 120_000;
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

/// Whether a dictionary's keys are defined by the format or are names chosen by the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Fixed,
    Chosen,
}

impl<'a> Check<'a> {
    pub(super) fn new(pdf: &'a Pdf, bounds: &'a Bounds) -> Self {
        let images = Images::new(bounds, Some(0));
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

/// Unpacked size in bytes of a stream that is not an image. Only a single Flate filter or none is accepted.
fn part(stream: &Stream<'_>, most: usize) -> Result<usize, Unreadable> {
    if !has_plausible_rows(stream.dict()) {
        return Err(Unreadable::Expands);
    }
    let raw = stream.raw_data();
    match stream.filters().as_slice() {
        [] if raw.len() <= most => Ok(raw.len()),
        [Filter::FlateDecode] => packed::deflated(&raw, most, &mut ()),
        _ => Err(Unreadable::Expands),
    }
}
