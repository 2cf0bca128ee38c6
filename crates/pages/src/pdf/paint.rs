//! Cost of drawing a page, counted before it is drawn. The page is interpreted once on a device that draws
//! nothing. The device adds up the cost of each call and stops the interpretation at the limit.

use super::check::{Check, Images};
use crate::Unreadable;
use hayro::{
    hayro_interpret::{
        BlendMode, CacheKey, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
        InterpreterCache, InterpreterSettings, Paint, SoftMask, StrokeProps,
        encode::EncodedShadingType,
        font::{Glyph, GlyphRun},
        interpret_page,
        pattern::{Pattern, ShadingPattern, TilingPattern},
        shading::{ShadingType, Triangle},
        util::{TransformExt, x_y_advances},
    },
    hayro_syntax::{Filter, page::Page},
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape},
};
use std::{
    collections::{HashMap, HashSet},
    ops::{Range, RangeInclusive},
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
/// Cost of the first use of a glyph at a size.
const NEW_LETTER: f64 = 3000.0;

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

    fn deeper(&mut self, act: impl FnOnce(&mut Self)) {
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

    /// Counts the edges of a path.
    fn edges(&mut self, path: &BezPath, transform: Affine, width: f64) {
        let reach = self.target.inflate(8.0, 8.0);
        let mut from = Point::ZERO;
        for element in path.elements() {
            let (to, curved) = match *element {
                PathEl::MoveTo(to) => {
                    from = transform * to;
                    continue;
                }
                PathEl::LineTo(to) => (transform * to, None),
                PathEl::QuadTo(by, to) => (transform * to, Some([transform * by; 2])),
                PathEl::CurveTo(by, next, to) => (transform * to, Some([transform * by, transform * next])),
                PathEl::ClosePath => continue,
            };
            let mut bounds = Rect::from_points(from, to);
            let mut pieces = 1.0 + width.max(0.0).sqrt();
            if let Some(by) = curved {
                bounds = by.iter().fold(bounds, |bounds, by| bounds.union_pt(*by));
                // A longer curve is split into more pieces.
                pieces += (bounds.width() + bounds.height()).sqrt();
            }
            let inside = bounds.inflate(width, width).intersect(reach);
            // Edges to the left of the page still start and end filled spans.
            let tiles = if inside.height() > 0.0 || bounds.y1 >= reach.y0 && bounds.y0 <= reach.y1 {
                (bounds.y1.min(reach.y1) - bounds.y0.max(reach.y0) + inside.width().max(0.0)) / 4.0
            } else {
                0.0
            };
            self.work += 4.0 * pieces + 6.0 * tiles;
            self.room(8.0 * pieces + 28.0 * tiles);
            from = to;
        }
    }

    fn fill<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, transform: Affine) {
        let area = transform.transform_rect_bbox(path.control_box());
        self.edges(path, transform, 0.0);
        let times = self.paint(&props.paint, area, false) + blending(props.blend_mode);
        self.cover(area, times);
    }

    fn stroke<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, stroke: &StrokeProps) {
        let transform = props.transform;
        let (across, down) = x_y_advances(&transform);
        let width = (f64::from(stroke.line_width) * across.length().max(down.length())).max(1.0);
        let wide = width * f64::from(stroke.miter_limit).clamp(1.5, 1e6);
        if !stroke.dash_array.is_empty() {
            self.dashes(path, stroke, width);
        }
        let area = transform.transform_rect_bbox(path.control_box()).inflate(wide, wide);
        // A line has an edge on both sides.
        self.edges(path, transform, width);
        self.edges(path, transform, width);
        let times = self.paint(&props.paint, area, true) + blending(props.blend_mode);
        // A thin line covers only a small part of its bounding box.
        let mut lines = 0.0;
        for segment in path.segments() {
            let bounds = transform.transform_rect_bbox(segment.bounding_box()).inflate(width, width);
            let shown = self.shown(bounds);
            lines += (shown.width() + shown.height()) * width.min(shown.width().max(shown.height()));
        }
        let pixels = self.shown(area).area().min(lines);
        self.work(100.0 + pixels * times);
        self.covered(pixels);
        self.room(250.0 + pixels / 24.0);
    }

    /// Counts dashes, which the renderer cuts along the whole path, even outside the page.
    fn dashes(&mut self, path: &BezPath, stroke: &StrokeProps, width: f64) {
        let mut length = 0.0;
        let (mut begin, mut from) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            let mut to = |point: Point| {
                length += (point - from).hypot();
                from = point;
            };
            match *element {
                PathEl::MoveTo(point) => (begin, from) = (point, point),
                PathEl::LineTo(point) => to(point),
                PathEl::QuadTo(by, point) => [by, point].into_iter().for_each(to),
                PathEl::CurveTo(by, next, point) => [by, next, point].into_iter().for_each(to),
                PathEl::ClosePath => to(begin),
            }
        }
        let period: f64 = stroke.dash_array.iter().map(|dash| f64::from(*dash)).sum();
        let least = stroke.dash_array.iter().fold(f64::MAX, |least, dash| least.min(f64::from(*dash)));
        if !(period > 0.0 && least >= 0.0) {
            // Dashes without a length would never end.
            self.end();
        }
        let periods = (length + f64::from(stroke.dash_offset.abs())) / period + path.elements().len() as f64;
        let dashes = periods * stroke.dash_array.len() as f64;
        let tiles = (width / 4.0 + 2.0).min(500.0);
        self.work(dashes * (20.0 + 12.0 * tiles));
        self.room(dashes * (60.0 + 56.0 * tiles));
    }

    fn draw<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, mode: &DrawMode) {
        self.mask(props.soft_mask.as_ref());
        match mode {
            DrawMode::Fill(_) => self.fill(path, props, props.transform),
            DrawMode::Stroke(stroke) => self.stroke(path, props, stroke),
            DrawMode::FillAndStroke(_, stroke) => {
                self.fill(path, props, props.transform);
                self.stroke(path, props, stroke);
            }
            DrawMode::Invisible => {}
        }
    }

    /// Counts the preparation of a paint for an area. Returns the extra cost per pixel compared with a plain
    /// colour.
    fn paint<'a>(&mut self, paint: &Paint<'a>, area: Rect, is_stroke: bool) -> f64 {
        let Paint::Pattern(pattern) = paint else { return 0.0 };
        let area = area.intersect(self.target);
        let area = if area.is_finite() { area } else { self.target };
        match &**pattern {
            Pattern::Shading(shading) => self.shade(shading, area),
            Pattern::Tiling(tiling) => {
                self.tile(tiling, area, is_stroke);
                SAMPLED
            }
        }
    }

    fn shade(&mut self, pattern: &ShadingPattern, area: Rect) -> f64 {
        let covered = |counter: &mut Self, triangle: Rect| {
            // The decoder visits each point of a triangle's bounding box, up to 65,535 on a side, and keeps
            // those inside.
            if counter.over {
                return;
            }
            let shown = pattern
                .matrix
                .transform_rect_bbox(triangle)
                .intersect(Rect::new(0.0, 0.0, 65_535.0, 65_535.0));
            let pixels = shown.width().ceil() * shown.height().ceil();
            counter.work += 20.0 + 6.0 * pixels;
            counter.room(24.0 + 24.0 * pixels);
        };
        let patch = |counter: &mut Self, triangles: &mut Vec<Triangle>| {
            counter.work(4000.0);
            triangles.drain(..).for_each(|triangle| covered(counter, triangle.bounding_box()));
        };
        let mut pieces = Vec::new();
        match &*pattern.shading.shading_type {
            ShadingType::TriangleMesh { triangles, .. } => {
                triangles.iter().for_each(|triangle| covered(self, triangle.bounding_box()));
            }
            ShadingType::CoonsPatchMesh { patches, .. } => patches.iter().for_each(|each| {
                if self.over {
                    return;
                }
                each.to_triangles(&mut pieces);
                patch(self, &mut pieces);
            }),
            ShadingType::TensorProductPatchMesh { patches, .. } => patches.iter().for_each(|each| {
                if self.over {
                    return;
                }
                each.to_triangles(&mut pieces);
                patch(self, &mut pieces);
            }),
            ShadingType::FunctionBased { .. } | ShadingType::RadialAxial { .. } | ShadingType::Dummy => {}
        }
        if let Some(clip) = &pattern.shading.clip_path {
            self.edges(clip, Affine::IDENTITY, 0.0);
        }
        if let ShadingType::RadialAxial { .. } = &*pattern.shading.shading_type {
            self.work(2000.0 * self.mixing);
            let encoded = pattern.encode();
            if let EncodedShadingType::RadialAxial(gradient) = &encoded.shading_type
                && gradient.as_svg_gradient(&encoded, area, 0.01).is_some()
            {
                return 1.0;
            }
        }
        let pixels = area.width().max(1.0) * area.height().max(1.0);
        self.work(pixels * 8.0 * self.mixing);
        self.room(pixels * 4.0);
        SAMPLED
    }

    /// Counts a tiling pattern as the renderer draws it: into a picture of one step, or of the whole visible
    /// area.
    fn tile<'a>(&mut self, pattern: &TilingPattern<'a>, area: Rect, is_stroke: bool) {
        let area = pattern.matrix.inverse().transform_rect_bbox(area);
        let (across, down) = x_y_advances(&pattern.matrix);
        let (left, right) = (pattern.bbox.x0..pattern.bbox.x1, pattern.bbox.y0..pattern.bbox.y1);
        let x = Axis::new(across.length(), left, pattern.x_step, area.x0..area.x1);
        let y = Axis::new(down.length(), right, pattern.y_step, area.y0..area.y1);
        let pixels = x.pixels * y.pixels;
        self.work(100.0 + pixels * 3.0);
        self.room(pixels * 4.0);
        let into = Affine::scale_non_uniform(x.scale, y.scale) * Affine::translate((-x.start, -y.start));
        self.deeper(|counter| {
            let target = Rect::new(0.0, 0.0, x.pixels, y.pixels);
            counter.apart(target, |counter| {
                for row in y.copies.clone() {
                    for column in x.copies.clone() {
                        counter.work(counter.inside + counter.repeated);
                        if counter.over {
                            return;
                        }
                        let place = Affine::translate((f64::from(column) * x.step, f64::from(row) * y.step));
                        pattern.interpret(counter, into * place, is_stroke);
                    }
                }
            });
        });
    }

    /// Counts drawing into a separate picture.
    fn apart(&mut self, target: Rect, act: impl FnOnce(&mut Self)) {
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
            self.deeper(|counter| counter.apart(target, |counter| mask.interpret(counter)));
        }
    }

    /// Counts the compositing of a layer with the pixels below.
    fn layer(&mut self, covered: f64) {
        let pixels = covered.min(self.target.area());
        self.work(4000.0 + pixels * LAYER);
        self.room(600.0 + pixels / 24.0);
    }

    fn letter<'a>(&mut self, glyph: &Glyph<'a>, place: Affine, props: &DrawProps<'a>, mode: &DrawMode) {
        match glyph {
            Glyph::Outline(outline) => {
                let transform = props.transform * place;
                let key = outline.identifier().cache_key();
                let height = transform.as_coeffs()[3].abs();
                if self.sizes.insert((key, height.to_bits())) {
                    // Hinting runs the glyph's program once per height.
                    self.work(NEW_LETTER);
                }
                let path = Rc::clone(self.outlines.entry(key).or_insert_with(|| Rc::new(outline.outline())));
                let props = DrawProps { transform, ..props.clone() };
                self.work(600.0);
                match mode {
                    DrawMode::Fill(_) => self.fill(&path, &props, transform),
                    DrawMode::Stroke(stroke) => self.stroke(&path, &props, stroke),
                    DrawMode::FillAndStroke(_, stroke) => {
                        self.fill(&path, &props, transform);
                        self.stroke(&path, &props, stroke);
                    }
                    // Invisible text may be kept as a clip path.
                    DrawMode::Invisible => self.room(200.0 + 56.0 * path.elements().len() as f64),
                }
            }
            Glyph::Type3(letter) => {
                self.work(400.0 + self.repeated);
                let patterned =
                    std::mem::replace(&mut self.patterned, matches!(props.paint, Paint::Pattern(_)));
                self.deeper(|counter| letter.interpret(counter, props.transform, place, &props.paint));
                self.patterned = patterned;
            }
        }
    }

    fn picture(&mut self, image: &Image<'_, '_>, transform: Affine) {
        let (width, height, stream) = match image {
            Image::Stencil(stencil) => (stencil.width(), stencil.height(), stencil.stream()),
            Image::Raster(raster) => (raster.width(), raster.height(), raster.stream()),
        };
        let (width, height) = (f64::from(width), f64::from(height));
        let area = transform.transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        self.work(100.0);
        if !area.overlaps(self.target) {
            return;
        }
        // The renderer decodes an image each time it is drawn.
        let bytes = self.images.room_of(stream) as f64;
        let jpx = stream.filters().contains(&Filter::JpxDecode);
        self.work(bytes * self.mixing * if jpx { 1.0 } else { 0.25 });
        let (across, down) = x_y_advances(&transform);
        let (across, down) = (across.length(), down.length());
        let pixels = if across < 1.0 || down < 1.0 {
            let side = |side: f64, factor: f64| (side * factor).ceil().clamp(1.0, 32_767.0);
            side(width, across) * side(height, down)
        } else {
            bytes / 4.0
        };
        let masked = ["SMask", "Mask", "SMaskInData"].iter().any(|key| stream.dict().contains_key(*key));
        self.room(pixels * if masked { 9.0 } else { 5.0 });
        self.work(pixels * 2.0);
        let shown = self.shown(area).area();
        if masked {
            self.layer(shown);
            self.layer(shown);
        }
        if let Image::Stencil(_) = image {
            self.layer(shown);
            if self.patterned {
                // A stencil with a pattern is drawn through a mask of the whole page.
                let page = self.target.area();
                self.room(page * 2.0);
                self.layer(page);
            }
        }
        self.cover(area, SAMPLED);
    }
}

/// One axis of a tiling pattern, in the units of the picture it is drawn to.
struct Axis {
    start: f64,
    scale: f64,
    pixels: f64,
    step: f64,
    copies: RangeInclusive<i32>,
}

impl Axis {
    fn new(scale: f64, cell: Range<f64>, step: f32, area: Range<f64>) -> Self {
        let step = f64::from(step.abs());
        let visible = (area.end - area.start).max(0.0);
        let scale = (step * scale).round().max(1.0) / step;
        if visible >= step {
            let copies = (-(cell.end - cell.start) / step).floor() as i32 + 1..=0;
            return Self {
                start: cell.start,
                scale,
                pixels: (step * scale).round().min(65_535.0),
                step,
                copies,
            };
        }
        let start = cell.start + ((area.start - cell.start) * scale).floor() / scale;
        let pixels = ((area.end - start) * scale).ceil().clamp(1.0, 65_535.0);
        let copies =
            ((area.start - cell.end) / step).ceil() as i32..=((area.end - cell.start) / step).floor() as i32;
        Self { start, scale, pixels, step, copies }
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
