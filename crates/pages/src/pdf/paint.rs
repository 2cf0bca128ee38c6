//! Cost of drawing a page, counted before it is drawn. The page is interpreted once on a device that draws
//! nothing. The device adds up the cost of each call and stops the interpretation at the limit.

mod paths;
mod patterns;
mod pictures;

use super::check::{Check, Images};
use crate::Unreadable;
use hayro::{
    hayro_interpret::{
        BlendMode, CacheKey, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
        InterpreterCache, InterpreterSettings, SoftMask, font::GlyphRun, interpret_page, util::TransformExt,
    },
    hayro_syntax::page::Page,
    kurbo::{Affine, BezPath, Rect},
};
use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

/// Largest cost of a page, in pixels blended once, which take about ten nanoseconds each. A4 at 200 dpi has
/// four million pixels.
const WORK: f64 = 400e6;
/// Largest memory in bytes that is held until the whole page is drawn: pictures, masks and edges of paths.
const ROOM: f64 = 110e6;
/// Deepest nesting of forms, patterns, glyphs and groups.
const DEPTH: usize = 40;
/// Cost of compositing a layer, per pixel drawn in it.
const LAYER: f64 = 1.0;
/// Cost of a pixel in a plain colour, and of one interpolated from a picture.
const PLAIN: f64 = 0.1;
const SAMPLED: f64 = 5.0;

/// Payload that unwinds out of the interpreter. It does not pass the panic hook, and therefore no panic is
/// logged. Without unwinding, the rest of the page is interpreted without effect, within the limit on
/// instructions.
struct TooMuch;

/// Device that counts the cost of drawing.
struct Counter<'c> {
    images: &'c Images<'c>,
    target: Rect,
    clips: Vec<Clip>,
    work: f64,
    room: f64,
    /// Masks that are already counted for this target. A page and each pattern draw their own.
    masks: HashSet<u128>,
    outlines: HashMap<u128, Rc<BezPath>>,
    sizes: HashSet<(u128, u64)>,
    /// Factor for colours that are computed by a calculator function.
    mixing: f64,
    /// Cost of entering a nested element.
    inside: f64,
    /// Cost of reading the instructions of a glyph or a tile.
    repeated: f64,
    /// Pixels covered in each open layer.
    layers: Vec<f64>,
    /// Whether stencil masks may be painted with a pattern. This is exact inside a glyph and an upper bound
    /// on a page.
    patterned: bool,
    depth: usize,
    over: bool,
}

/// Visible area of a clip path, and the number of tiles that its edges cross.
#[derive(Clone, Copy)]
struct Clip {
    area: Rect,
    tiles: f64,
}

/// Refuses a page that is too expensive to draw.
pub(super) fn measure(
    page: &Page<'_>,
    size: (f32, f32),
    scale: f32,
    check: &Check<'_>,
) -> Result<(), Unreadable> {
    let target = Rect::new(0.0, 0.0, size.0.into(), size.1.into());
    let cache = InterpreterCache::new();
    let transform = Affine::scale(scale.into()) * page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, target, &cache, page.xref(), InterpreterSettings::default());
    let mut counter = Counter {
        images: &check.images,
        target,
        clips: Vec::new(),
        layers: Vec::new(),
        patterned: check.patterned,
        work: 0.0,
        room: 0.0,
        masks: HashSet::new(),
        outlines: HashMap::new(),
        sizes: HashSet::new(),
        mixing: 1.0 + check.program as f64 / 8.0,
        inside: 60.0 + check.layers() as f64 * 4.0,
        repeated: check.repeated as f64 * 2.0,
        depth: 0,
        over: false,
    };
    match catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut counter))) {
        Ok(()) if counter.over => Err(Unreadable::TakesTooLong),
        Ok(()) => Ok(()),
        Err(reason) if reason.is::<TooMuch>() => Err(Unreadable::TakesTooLong),
        Err(_) => Err(Unreadable::Damaged),
    }
}

impl Counter<'_> {
    fn work(&mut self, pixels: f64) {
        self.work += pixels;
        self.end_if_too_much();
    }

    fn room(&mut self, bytes: f64) {
        self.room += bytes;
        self.end_if_too_much();
    }

    fn end_if_too_much(&mut self) {
        // The comparison also ends the count for NaN.
        if !(self.work <= WORK && self.room <= ROOM) {
            self.end();
        }
    }

    fn end(&mut self) {
        self.over = true;
        if cfg!(panic = "unwind") {
            resume_unwind(Box::new(TooMuch));
        }
    }

    fn nested(&mut self, act: impl FnOnce(&mut Self)) {
        self.work(self.inside);
        self.depth += 1;
        if self.depth > DEPTH {
            self.end();
        }
        if !self.over {
            act(self);
        }
        self.depth -= 1;
    }

    /// Visible part of a rectangle.
    fn shown(&self, area: Rect) -> Rect {
        let clip = self.clips.last().map_or(self.target, |clip| clip.area);
        let shown = area.intersect(clip);
        if shown.is_finite() { shown } else { clip }
    }

    /// Counts the pixels of an area, `times` each.
    fn cover(&mut self, area: Rect, times: f64) {
        let pixels = self.shown(area).area();
        // Each edge of the clip path is visited again.
        let clipped = self.clips.last().map_or(0.0, |clip| clip.tiles);
        self.work(100.0 + pixels * times + clipped);
        self.covered(pixels);
        // The renderer keeps one record per strip of tiles.
        self.room(250.0 + pixels / 24.0);
    }

    /// Adds pixels that must be composited with the open layer.
    fn covered(&mut self, pixels: f64) {
        if let Some(layer) = self.layers.last_mut() {
            *layer += pixels;
        }
    }

    /// Counts drawing into a separate picture.
    fn separately(&mut self, target: Rect, act: impl FnOnce(&mut Self)) {
        let before = (self.target, std::mem::take(&mut self.clips), std::mem::take(&mut self.masks));
        self.target = target;
        act(self);
        (self.target, self.clips, self.masks) = before;
    }

    fn mask<'a>(&mut self, mask: Option<&SoftMask<'a>>) {
        let Some(mask) = mask else { return };
        let pixels = self.target.area();
        self.work(40.0);
        if self.masks.insert(mask.cache_key()) {
            self.work(pixels * 0.5);
            self.room(pixels);
            let target = self.target;
            self.nested(|counter| counter.separately(target, |counter| mask.interpret(counter)));
        }
    }

    /// Counts the compositing of a layer with the pixels below.
    fn layer(&mut self, covered: f64) {
        let pixels = covered.min(self.target.area());
        self.work(4000.0 + pixels * LAYER);
        self.room(600.0 + pixels / 24.0);
    }
}

/// Cost of blending one pixel.
fn blending(mode: BlendMode) -> f64 {
    match mode {
        BlendMode::Normal => PLAIN,
        BlendMode::Hue | BlendMode::Saturation | BlendMode::Color | BlendMode::Luminosity => 3.0,
        _ => 1.0,
    }
}

impl<'a> Device<'a> for Counter<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if !self.over {
            self.draw(path, &props, draw_mode);
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        if self.over {
            self.clips.push(Clip { area: self.target, tiles: 0.0 });
            return;
        }
        let before = self.room;
        self.edges(&clip_path.path, Affine::IDENTITY, 0.0);
        let area = self.shown(clip_path.path.control_box());
        let outer = self.clips.last().map_or(0.0, |clip| clip.tiles);
        self.clips.push(Clip { area, tiles: outer + (self.room - before) / 28.0 });
        self.work(40.0 + outer);
        self.room(64.0);
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        if !self.over {
            self.mask(mask.as_ref());
        }
        self.work(4000.0 + blending(blend_mode));
        self.layers.push(0.0);
    }

    fn draw_glyph_run(&mut self, glyph_run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if self.over {
            return;
        }
        self.mask(props.soft_mask.as_ref());
        for glyph in glyph_run.glyphs() {
            if self.over {
                return;
            }
            self.letter(glyph, glyph.transform(), &props, draw_mode);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if !self.over {
            self.mask(props.soft_mask.as_ref());
            self.picture(&image, props.transform);
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        let covered = self.layers.pop().unwrap_or(0.0);
        self.layer(covered);
        self.covered(covered);
    }
}
