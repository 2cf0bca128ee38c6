//! Interpolated pixels of a code, and their agreement with its marks.

use super::perspective::Perspective;
use crate::{qr::binary::Binary, raster::Raster};

/// Reader of interpolated pixels, with the thresholds of the picture.
pub(super) struct Sampler<'a> {
    pub(super) gray: &'a Raster,
    pub(super) binary: &'a Binary,
}

impl Sampler<'_> {
    pub(super) fn value(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (width, height) = (self.gray.width, self.gray.height);
        // The comparison is also false for NaN.
        if !(x >= 0.0 && y >= 0.0 && x < (width - 1) as f32 && y < (height - 1) as f32) {
            return 255.0;
        }
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let at = top * width + left;
        let value = |place: usize| f32::from(self.gray.data[place]);
        let upper = value(at) + (value(at + 1) - value(at)) * fx;
        let lower = value(at + width) + (value(at + width + 1) - value(at + width)) * fx;
        upper + (lower - upper) * fy
    }

    /// Mean agreement of the marks with their expected tones, sampled at these offsets within each module.
    /// Higher is better.
    pub(super) fn agreement(
        &self,
        perspective: &Perspective,
        marks: &[(f32, f32, bool)],
        threshold: &Threshold,
        off: &[(f32, f32)],
    ) -> f32 {
        let mut sum = 0.0;
        for &(u, v, dark) in marks {
            let threshold = threshold.at(u, v);
            for (right, down) in off {
                let (x, y) = perspective.map(u + right, v + down);
                let darker = (threshold - self.value(x, y)).clamp(-60.0, 60.0);
                sum += if dark { darker } else { -darker };
            }
        }
        sum / (marks.len() * off.len()).max(1) as f32
    }

    /// Share of timing modules that have their expected tone, from 0 to 1.
    pub(super) fn timing_agreement(
        &self,
        perspective: &Perspective,
        size: usize,
        threshold: &Threshold,
    ) -> f32 {
        let middle = |at: usize| at as f32 + 0.5;
        let right = (8..size - 8)
            .flat_map(|at| [(middle(at), 6.5, at % 2 == 0), (6.5, middle(at), at % 2 == 0)])
            .filter(|&(u, v, dark)| {
                let (x, y) = perspective.map(u, v);
                (self.value(x, y) < threshold.at(u, v)) == dark
            });
        right.count() as f32 / (2 * (size - 16)) as f32
    }
}

/// Sample at the centre of a module.
pub(super) const MIDDLE: [(f32, f32); 1] = [(0.0, 0.0)];
/// Samples near the edges of a module. Their sum peaks when the module is centred between them. A sample at
/// the centre stays the same while it moves within the module.
pub(super) const EDGES: [(f32, f32); 4] = [(-0.36, -0.2), (0.2, -0.36), (0.36, 0.2), (-0.2, 0.36)];

/// Threshold between dark and light as a plane, since light rises or falls across a code.
pub(super) struct Threshold {
    pub(super) middle: f32,
    pub(super) base: f32,
    pub(super) across: f32,
    pub(super) down: f32,
}

impl Threshold {
    pub(super) fn of(binary: &Binary, corners: &[(f32, f32); 3], size: f32) -> Self {
        let [corner, right, below] = corners.map(|(x, y)| f32::from(binary.threshold(x, y)));
        let (across, down) = ((right - corner) / (size - 7.0), (below - corner) / (size - 7.0));
        Self { middle: (right + below) / 2.0, base: corner - 3.5 * (across + down), across, down }
    }

    pub(super) fn at(&self, u: f32, v: f32) -> f32 {
        self.base + self.across * u + self.down * v
    }
}
