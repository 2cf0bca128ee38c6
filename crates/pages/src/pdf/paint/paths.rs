//! Cost of paths: edges, fills, strokes and dashes.

use super::{Counter, blending, patterns::Painted};
use hayro::{
    hayro_interpret::{DrawMode, DrawProps, StrokeProps, util::x_y_advances},
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape},
};

impl Counter<'_> {
    /// Counts the edges of a path.
    pub(super) fn edges(&mut self, path: &BezPath, transform: Affine, width: f64) {
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

    pub(super) fn fill<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, transform: Affine) {
        let area = transform.transform_rect_bbox(path.control_box());
        self.edges(path, transform, 0.0);
        let times = self.paint(&props.paint, area, Painted::Fill) + blending(props.blend_mode);
        self.cover(area, times);
    }

    pub(super) fn stroke<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, stroke: &StrokeProps) {
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
        let times = self.paint(&props.paint, area, Painted::Stroke) + blending(props.blend_mode);
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

    pub(super) fn draw<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, mode: &DrawMode) {
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
}
