//! Tones of a code's modules, and their decoding.

use super::{perspective::Perspective, sampler::Sampler};
use rqrr::{BitGrid, Grid};

/// Search for displaced modules: steps in each direction, and the length of a step in modules.
const SHIFTS: i32 = 4;
const SHIFT: f32 = 0.15;

/// Samples modules on bent or folded paper. Each module is taken at the displacement where it and its
/// neighbours differ most from the threshold, since the contrast is greatest at their centres.
pub(super) fn displaced(
    sampler: &Sampler<'_>,
    perspective: &Perspective,
    values: &[f32],
    size: usize,
) -> Vec<f32> {
    let limits = local_thresholds(values, size, 4);
    let mut best = vec![(f32::MIN, 0.0); values.len()];
    for down in -SHIFTS..=SHIFTS {
        for across in -SHIFTS..=SHIFTS {
            let (right, below) = (across as f32 * SHIFT, down as f32 * SHIFT);
            let shifted: Vec<f32> = (0..values.len())
                .map(|at| {
                    let (u, v) = ((at % size) as f32 + 0.5 + right, (at / size) as f32 + 0.5 + below);
                    let (x, y) = perspective.map(u, v);
                    sampler.value(x, y)
                })
                .collect();
            let clear: Vec<f32> =
                shifted.iter().zip(&limits).map(|(value, limit)| (value - limit).abs().min(70.0)).collect();
            let around = neighbourhood_means(&clear, size, 2);
            // The nearer of two equally clear positions is more likely.
            let far = 1.0 * right.hypot(below);
            for ((best, around), value) in best.iter_mut().zip(around).zip(shifted) {
                if around - far > best.0 {
                    *best = (around - far, value);
                }
            }
        }
    }
    best.into_iter().map(|(_, value)| value).collect()
}

/// Mean of each module's neighbourhood within `reach`.
fn neighbourhood_means(values: &[f32], size: usize, reach: usize) -> Vec<f32> {
    let means = |values: &[f32], across: bool| -> Vec<f32> {
        (0..values.len())
            .map(|at| {
                let (x, y) = (at % size, at / size);
                let place = if across { x } else { y };
                let (from, to) = (place.saturating_sub(reach), (place + reach + 1).min(size));
                let value =
                    |each: usize| if across { values[y * size + each] } else { values[each * size + x] };
                (from..to).map(value).sum::<f32>() / (to - from) as f32
            })
            .collect()
    };
    let (across, down) = (true, false);
    means(&means(values, across), down)
}

/// Mean of five samples around the centre of each module.
pub(super) fn modules(sampler: &Sampler<'_>, perspective: &Perspective, size: usize) -> Vec<f32> {
    const OFF: [(f32, f32); 5] = [(0.5, 0.5), (0.3, 0.5), (0.7, 0.5), (0.5, 0.3), (0.5, 0.7)];
    let mut values = Vec::with_capacity(size * size);
    for y in 0..size {
        for x in 0..size {
            let sum: f32 = OFF
                .iter()
                .map(|(u, v)| {
                    let (px, py) = perspective.map(x as f32 + u, y as f32 + v);
                    sampler.value(px, py)
                })
                .sum();
            values.push(sum / OFF.len() as f32);
        }
    }
    values
}

/// Quantile of the modules' tones at this share.
pub(super) fn tone(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted[((sorted.len() - 1) as f32 * share) as usize]
}

/// Decides the tones of modules with several thresholds until the code decodes. Returns its text and whether
/// it is mirrored.
pub(super) fn decode(values: &[f32], size: usize, threshold: f32) -> Option<(String, bool)> {
    let (dark, light) = (tone(values, 0.15), tone(values, 0.85));
    let (between, contrast) = ((dark + light) / 2.0, light - dark);
    let local = local_thresholds(values, size, 4);
    let keen = deblurred(values, size, 0.22);
    let keenest = deblurred(values, size, 0.35);
    let global = vec![between; values.len()];
    let attempts: [(&[f32], &[f32], f32); 7] = [
        (values, &local, 0.0),
        (values, &global, 0.0),
        (&keen, &local, 0.0),
        (values, &global, threshold - between),
        (&keenest, &local, 0.0),
        (&keen, &local, contrast * 0.1),
        (&keen, &local, contrast * -0.1),
    ];
    attempts.iter().find_map(|(values, limits, shift)| {
        let dark = values.iter().zip(*limits).map(|(value, limit)| *value < limit + shift).collect();
        let modules = Modules { dark, size };
        let seen = Modules { dark: modules.dark.clone(), size };
        let (about, text) = Grid::new(modules).decode().ok()?;
        Some((text, seen.mirrored(about.ecc_level, about.mask)))
    })
}

/// Local threshold for each module: half way between the extremes around it.
fn local_thresholds(values: &[f32], size: usize, reach: usize) -> Vec<f32> {
    let mut limits = Vec::with_capacity(values.len());
    for y in 0..size {
        for x in 0..size {
            let mut low = f32::MAX;
            let mut high = f32::MIN;
            for v in y.saturating_sub(reach)..(y + reach + 1).min(size) {
                for &value in
                    &values[v * size + x.saturating_sub(reach)..v * size + (x + reach + 1).min(size)]
                {
                    low = low.min(value);
                    high = high.max(value);
                }
            }
            limits.push((low + high) / 2.0);
        }
    }
    limits
}

/// Removes from each module the share that blur mixed in from its neighbours.
fn deblurred(values: &[f32], size: usize, share: f32) -> Vec<f32> {
    let mut out = values.to_vec();
    for y in 1..size - 1 {
        for x in 1..size - 1 {
            let at = y * size + x;
            let around = values[at - 1] + values[at + 1] + values[at - size] + values[at + size];
            out[at] = values[at] + share * (4.0 * values[at] - around);
        }
    }
    out
}

struct Modules {
    dark: Vec<bool>,
    size: usize,
}

impl Modules {
    /// Whether the format information fits the mirrored code better than the upright one. The decoder accepts
    /// both and does not tell.
    fn mirrored(&self, level: u16, mask: u16) -> bool {
        // The format information has fifteen bits: two of the level, three of the mask, and a BCH code of ten
        // (ISO/IEC 18004, 7.9).
        let kind = level << 3 | mask;
        let check = (0..5).rev().fold(kind << 10, |rest, at| {
            if rest >> (at + 10) & 1 == 1 { rest ^ 0b101_0011_0111 << at } else { rest }
        });
        let told = (kind << 10 | check) ^ 0b101_0100_0001_0010;
        // The first copy runs along the top left finder pattern: down the right side, then along the bottom.
        let place = |at: usize| match at {
            0..=5 => (at, 8),
            6 => (7, 8),
            7 => (8, 8),
            8 => (8, 7),
            _ => (8, 14 - at),
        };
        let differ = |swapped: bool| {
            let wrong = |at: &usize| {
                let (y, x) = place(*at);
                let (y, x) = if swapped { (x, y) } else { (y, x) };
                self.bit(y, x) != (told >> at & 1 == 1)
            };
            (0..15).filter(wrong).count()
        };
        let [swapped, straight] = [true, false].map(differ);
        swapped < straight
    }
}

impl BitGrid for Modules {
    fn size(&self) -> usize {
        self.size
    }
    fn bit(&self, y: usize, x: usize) -> bool {
        self.dark[y * self.size + x]
    }
}
