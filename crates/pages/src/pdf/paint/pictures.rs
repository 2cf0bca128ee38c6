//! Cost of glyphs and images.

use super::{Counter, SAMPLED};
use hayro::{
    hayro_interpret::{DrawMode, DrawProps, Image, Paint, font::Glyph, util::x_y_advances},
    hayro_syntax::Filter,
    kurbo::{Affine, Rect},
};
use std::rc::Rc;

/// Cost of the first use of a glyph at a size.
const NEW_LETTER: f64 = 3000.0;

impl Counter<'_> {
    pub(super) fn letter<'a>(
        &mut self,
        glyph: &Glyph<'a>,
        place: Affine,
        props: &DrawProps<'a>,
        mode: &DrawMode,
    ) {
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
                self.nested(|counter| letter.interpret(counter, props.transform, place, &props.paint));
                self.patterned = patterned;
            }
        }
    }

    pub(super) fn picture(&mut self, image: &Image<'_, '_>, transform: Affine) {
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
