//! Cost of patterns: shadings and tilings.

use super::{Counter, SAMPLED};
use hayro::{
    hayro_interpret::{
        Paint,
        encode::EncodedShadingType,
        pattern::{Pattern, ShadingPattern, TilingPattern},
        shading::{ShadingType, Triangle},
        util::x_y_advances,
    },
    kurbo::{Affine, Rect},
};
use std::ops::{Range, RangeInclusive};

/// The part of a path that a paint covers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Painted {
    /// The inside.
    Fill,
    /// The line.
    Stroke,
}

impl Counter<'_> {
    /// Counts the preparation of a paint for an area. Returns the extra cost per pixel compared with a plain
    /// colour.
    pub(super) fn paint<'a>(&mut self, paint: &Paint<'a>, area: Rect, of: Painted) -> f64 {
        let Paint::Pattern(pattern) = paint else { return 0.0 };
        let area = area.intersect(self.target);
        let area = if area.is_finite() { area } else { self.target };
        match &**pattern {
            Pattern::Shading(shading) => self.shade(shading, area),
            Pattern::Tiling(tiling) => {
                self.tile(tiling, area, of);
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
    fn tile<'a>(&mut self, pattern: &TilingPattern<'a>, area: Rect, of: Painted) {
        let area = pattern.matrix.inverse().transform_rect_bbox(area);
        let (across, down) = x_y_advances(&pattern.matrix);
        let (left, right) = (pattern.bbox.x0..pattern.bbox.x1, pattern.bbox.y0..pattern.bbox.y1);
        let x = Axis::new(across.length(), left, pattern.x_step, area.x0..area.x1);
        let y = Axis::new(down.length(), right, pattern.y_step, area.y0..area.y1);
        let pixels = x.pixels * y.pixels;
        self.work(100.0 + pixels * 3.0);
        self.room(pixels * 4.0);
        let into = Affine::scale_non_uniform(x.scale, y.scale) * Affine::translate((-x.start, -y.start));
        self.nested(|counter| {
            let target = Rect::new(0.0, 0.0, x.pixels, y.pixels);
            counter.separately(target, |counter| {
                for row in y.copies.clone() {
                    for column in x.copies.clone() {
                        counter.work(counter.inside + counter.repeated);
                        if counter.over {
                            return;
                        }
                        let place = Affine::translate((f64::from(column) * x.step, f64::from(row) * y.step));
                        pattern.interpret(counter, into * place, of == Painted::Stroke);
                    }
                }
            });
        });
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
