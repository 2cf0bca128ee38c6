//! From the corners of a code to its text: size in modules, perspective, and the tone of each module.

use super::{
    Code,
    binary::Binary,
    finder::{Finder, Pair, module},
};
use crate::raster::Raster;
use rqrr::{BitGrid, Grid};

/// Result of trying a set of corners.
pub(crate) enum Outcome {
    /// A code that was decoded.
    Read(Code),
    /// The fixed marks of a code are present, but it does not decode.
    Alike(Located),
    /// No code is present.
    Nothing,
}

/// Position of a code: its corners in pixels, clockwise from the top left of the upright code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located {
    pub(crate) corners: [(f32, f32); 4],
    /// Number of modules on a side.
    pub(crate) modules: usize,
}

impl Located {
    pub(crate) fn scaled(self, scale: f32) -> Self {
        Self { corners: self.corners.map(|(x, y)| (x * scale, y * scale)), ..self }
    }

    pub(crate) fn middle(&self) -> (f32, f32) {
        let sum = self.corners.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        (sum.0 / 4.0, sum.1 / 4.0)
    }

    /// Lengths of the sides in pixels, clockwise from the top.
    pub(crate) fn sides(&self) -> [f32; 4] {
        std::array::from_fn(|side| {
            let (from, to) = (self.corners[side], self.corners[(side + 1) % 4]);
            (to.0 - from.0).hypot(to.1 - from.1)
        })
    }

    /// Mean length of the sides in pixels.
    pub(crate) fn side(&self) -> f32 {
        self.sides().iter().sum::<f32>() / 4.0
    }

    /// Degrees clockwise from upright.
    pub(crate) fn turn(&self) -> f32 {
        let [a, b, c, d] = self.corners;
        let (x, y) = (b.0 - a.0 + c.0 - d.0, b.1 - a.1 + c.1 - d.1);
        y.atan2(x).to_degrees()
    }
}

/// Perspective transform from modules to pixels.
#[derive(Clone, Copy)]
struct Lens([f32; 8]);

impl Lens {
    /// Transform that maps four points to four others, or `None` if three of them lie on one line.
    fn between(from: &[(f32, f32); 4], to: &[(f32, f32); 4]) -> Option<Self> {
        let mut rows = [[0f64; 9]; 8];
        for (at, ((u, v), (x, y))) in from.iter().zip(to).enumerate() {
            let (u, v, x, y) = (f64::from(*u), f64::from(*v), f64::from(*x), f64::from(*y));
            rows[at * 2] = [u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x];
            rows[at * 2 + 1] = [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y];
        }
        for column in 0..8 {
            let pivot =
                (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
            if rows[pivot][column].abs() < 1e-9 {
                return None;
            }
            rows.swap(column, pivot);
            let head = rows[column];
            for (at, row) in rows.iter_mut().enumerate() {
                if at != column {
                    let factor = row[column] / head[column];
                    for (value, above) in row.iter_mut().zip(&head) {
                        *value -= factor * above;
                    }
                }
            }
        }
        Some(Self(std::array::from_fn(|at| (rows[at][8] / rows[at][at]) as f32)))
    }

    fn map(&self, u: f32, v: f32) -> (f32, f32) {
        let m = &self.0;
        let depth = m[6] * u + m[7] * v + 1.0;
        ((m[0] * u + m[1] * v + m[2]) / depth, (m[3] * u + m[4] * v + m[5]) / depth)
    }
}

/// Modules with a tone that the standard fixes for every code of a size: finder patterns with their
/// separators, timing patterns and alignment pattern (ISO/IEC 18004, 6.3). Each is a position in modules and
/// whether it is dark.
struct Marks {
    /// Marks of the three finder patterns, then of the timing patterns, then of the alignment pattern.
    all: Vec<(f32, f32, bool)>,
    /// Number of marks before those of the alignment pattern.
    near: usize,
}

/// Number of marks of a finder pattern with its separator.
const FINDER: usize = 64;

impl Marks {
    fn of(size: usize) -> Self {
        let mut all = Vec::new();
        let middle = |at: usize| at as f32 + 0.5;
        for corner in 0..3 {
            for y in 0..8 {
                for x in 0..8 {
                    let ring = if x == 7 || y == 7 {
                        false
                    } else {
                        let away = (x as i32 - 3).abs().max((y as i32 - 3).abs());
                        away != 2
                    };
                    let (x, y) = (middle(x), middle(y));
                    all.push(match corner {
                        0 => (x, y, ring),
                        1 => (size as f32 - x, y, ring),
                        _ => (x, size as f32 - y, ring),
                    });
                }
            }
        }
        for at in 8..size - 8 {
            all.push((middle(at), 6.5, at % 2 == 0));
            all.push((6.5, middle(at), at % 2 == 0));
        }
        let near = all.len();
        if size > 21 {
            for y in 0..5usize {
                for x in 0..5usize {
                    let away = x.abs_diff(2).max(y.abs_diff(2));
                    all.push((middle(size - 9 + x), middle(size - 9 + y), away != 1));
                }
            }
        }
        Self { all, near }
    }

    /// Marks of the finder and timing patterns.
    fn near(&self) -> &[(f32, f32, bool)] {
        &self.all[..self.near]
    }

    /// Marks of the alignment pattern, near the corner that has no finder pattern.
    fn far(&self) -> &[(f32, f32, bool)] {
        &self.all[self.near..]
    }

    /// Marks of one finder pattern.
    fn finder(&self, corner: usize) -> &[(f32, f32, bool)] {
        &self.all[corner * FINDER..(corner + 1) * FINDER]
    }

    /// Marks of the timing patterns.
    fn timing(&self) -> &[(f32, f32, bool)] {
        &self.all[3 * FINDER..self.near]
    }
}

/// Reader of interpolated pixels, with the thresholds of the picture.
struct Sampler<'a> {
    gray: &'a Raster,
    binary: &'a Binary,
}

impl Sampler<'_> {
    fn value(&self, x: f32, y: f32) -> f32 {
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
    fn agreement(
        &self,
        lens: &Lens,
        marks: &[(f32, f32, bool)],
        parting: &Parting,
        off: &[(f32, f32)],
    ) -> f32 {
        let mut sum = 0.0;
        for &(u, v, dark) in marks {
            let parting = parting.at(u, v);
            for (right, down) in off {
                let (x, y) = lens.map(u + right, v + down);
                let darker = (parting - self.value(x, y)).clamp(-60.0, 60.0);
                sum += if dark { darker } else { -darker };
            }
        }
        sum / (marks.len() * off.len()).max(1) as f32
    }
}

impl Sampler<'_> {
    /// Share of timing modules that have their expected tone, from 0 to 1.
    fn timed(&self, lens: &Lens, size: usize, parting: &Parting) -> f32 {
        let middle = |at: usize| at as f32 + 0.5;
        let right = (8..size - 8)
            .flat_map(|at| [(middle(at), 6.5, at % 2 == 0), (6.5, middle(at), at % 2 == 0)])
            .filter(|&(u, v, dark)| {
                let (x, y) = lens.map(u, v);
                (self.value(x, y) < parting.at(u, v)) == dark
            });
        right.count() as f32 / (2 * (size - 16)) as f32
    }
}

/// Sample at the centre of a module.
const MIDDLE: [(f32, f32); 1] = [(0.0, 0.0)];
/// Samples near the edges of a module. Their sum peaks when the module is centred between them. A sample at
/// the centre stays the same while it moves within the module.
const EDGES: [(f32, f32); 4] = [(-0.36, -0.2), (0.2, -0.36), (0.36, 0.2), (-0.2, 0.36)];

/// Threshold between dark and light as a plane, since light rises or falls across a code.
struct Parting {
    middle: f32,
    base: f32,
    across: f32,
    down: f32,
}

impl Parting {
    fn of(binary: &Binary, corners: &[(f32, f32); 3], size: f32) -> Self {
        let [corner, right, below] = corners.map(|(x, y)| f32::from(binary.parting(x, y)));
        let (across, down) = ((right - corner) / (size - 7.0), (below - corner) / (size - 7.0));
        Self { middle: (right + below) / 2.0, base: corner - 3.5 * (across + down), across, down }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        self.base + self.across * u + self.down * v
    }
}

/// Tries to decode the code with these three finder patterns.
pub(crate) fn read(gray: &Raster, binary: &Binary, corners: &[Finder; 3]) -> Outcome {
    let [corner, right, below] = corners;
    let (ax, ay) = (right.x - corner.x, right.y - corner.y);
    let (bx, by) = (below.x - corner.x, below.y - corner.y);
    let side = corners.iter().map(|finder| module(finder, ax, ay)).sum::<f32>() / 3.0;
    let guess = (ax.hypot(ay) + bx.hypot(by)) / 2.0 / side + 7.0;
    let corners = corners.map(|finder| (finder.x, finder.y));
    sizes(&Sampler { gray, binary }, &corners, guess, &[])
}

/// Tries to decode a code that shows two finder patterns.
pub(crate) fn read_pair(gray: &Raster, binary: &Binary, pair: &Pair) -> Outcome {
    let [corner, right, below] = pair.corners;
    let edge = if pair.guessed == 2 { right } else { below };
    let guess = (edge.0 - corner.0).hypot(edge.1 - corner.1) / pair.module + 7.0;
    sizes(&Sampler { gray, binary }, &pair.corners, guess, &[pair.guessed])
}

/// Sizes in modules that are tried for a code that shows one finder pattern.
const LONE: [usize; 2] = [25, 29];

/// Tries to decode a code that shows one finder pattern. The pattern fixes the width of a module, and the
/// rotation up to quarter turns.
pub(crate) fn read_lone(gray: &Raster, binary: &Binary, finder: &Finder) -> Outcome {
    let sampler = Sampler { gray, binary };
    let marks = Marks::of(LONE[0]);
    let parting = f32::from(binary.parting(finder.x, finder.y));
    let flat = Parting { middle: parting, base: parting, across: 0.0, down: 0.0 };
    // Transform that is fitted to the finder pattern alone, with the origin at the pattern's corner.
    let square = |degrees: f32, side: f32| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let place =
            |u: f32, v: f32| (finder.x + (u * cos - v * sin) * side, finder.y + (u * sin + v * cos) * side);
        let corners = [(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)];
        Lens::between(&corners.map(|(u, v)| (u + 3.5, v + 3.5)), &corners.map(|(u, v)| place(u, v)))
    };
    let ring: Vec<_> = marks.finder(0).iter().filter(|(u, v, _)| *u < 7.0 && *v < 7.0).copied().collect();
    let own = |degrees: f32, side: f32| {
        square(degrees, side).map_or(f32::MIN, |lens| sampler.agreement(&lens, &ring, &flat, &EDGES))
    };
    let rough = |degrees: f32| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        (finder.wide + finder.high) / 14.0 * sin.abs().max(cos.abs())
    };
    let most = |all: &mut dyn Iterator<Item = (f32, f32)>| {
        all.map(|(degrees, side)| (own(degrees, side), degrees, side)).max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let Some((_, degrees, _)) = most(&mut (-15..15).map(|at| (at as f32 * 3.0, rough(at as f32 * 3.0))))
    else {
        return Outcome::Nothing;
    };
    let around = (-3..=3).flat_map(|turn| (-3..=3).map(move |size| (turn as f32, size as f32)));
    let fine = |(turn, size): (f32, f32)| (degrees + turn, rough(degrees) * (1.0 + 0.02 * size));
    let Some((agreed, degrees, side)) = most(&mut around.map(fine)) else { return Outcome::Nothing };
    if agreed < AGREE_PAIRED {
        return Outcome::Nothing;
    }
    let mut alike = None;
    for quarter in 0..4 {
        let (sin, cos) = (degrees + 90.0 * quarter as f32).to_radians().sin_cos();
        let step =
            |u: f32, v: f32| (finder.x + (u * cos - v * sin) * side, finder.y + (u * sin + v * cos) * side);
        for size in LONE {
            let far = size as f32 - 7.0;
            for (corners, guessed) in [
                ([step(0.0, 0.0), step(far, 0.0), step(0.0, far)], [1, 2]),
                ([step(-far, 0.0), step(0.0, 0.0), step(-far, far)], [0, 2]),
                ([step(0.0, -far), step(far, -far), step(0.0, 0.0)], [0, 1]),
            ] {
                let mut seen = None;
                if let Some(code) = read_sized(&sampler, &corners, size, &guessed, &mut seen) {
                    return Outcome::Read(code);
                }
                alike = alike.or(seen);
            }
        }
    }
    alike.map_or(Outcome::Nothing, Outcome::Alike)
}

/// Tries the sizes close to an estimate in modules.
fn sizes(sampler: &Sampler<'_>, corners: &[(f32, f32); 3], guess: f32, guessed: &[usize]) -> Outcome {
    let version = ((guess - 17.0) / 4.0).round().clamp(1.0, 15.0) as usize;
    let mut alike = None;
    // The estimate may round to the wrong version, and therefore its neighbours are tried too.
    let nearest = if guess >= (17 + 4 * version) as f32 {
        [version, version + 1, version.max(2) - 1]
    } else {
        [version, version.max(2) - 1, version + 1]
    };
    for version in nearest {
        match read_sized(sampler, corners, 17 + 4 * version, guessed, &mut alike) {
            Some(code) => return Outcome::Read(code),
            None if alike.is_some() => break,
            None => {}
        }
    }
    alike.map_or(Outcome::Nothing, Outcome::Alike)
}

/// Agreement of the marks that makes a code, with all corners visible and with a hidden corner.
const AGREE: f32 = 8.0;
const AGREE_PAIRED: f32 = 14.0;
/// Share of timing modules that must be right, with one hidden corner and with two.
const TIMED: f32 = 0.72;
const TIMED_LONE: f32 = 0.62;

fn read_sized(
    sampler: &Sampler<'_>,
    corners: &[(f32, f32); 3],
    size: usize,
    guessed: &[usize],
    alike: &mut Option<Located>,
) -> Option<Code> {
    let n = size as f32;
    let [corner, right, below] = *corners;
    let parting = Parting::of(sampler.binary, corners, n);
    let from = |far: f32| [(3.5, 3.5), (n - 3.5, 3.5), (3.5, n - 3.5), (far, far)];
    let far = if size > 21 { n - 6.5 } else { n - 3.5 };
    let share = (far - 3.5) / (n - 7.0);
    let (ax, ay) = ((right.0 - corner.0) / (n - 7.0), (right.1 - corner.1) / (n - 7.0));
    let (bx, by) = ((below.0 - corner.0) / (n - 7.0), (below.1 - corner.1) / (n - 7.0));
    let from = from(far);
    let straight = |to: &[(f32, f32); 4]| {
        (
            to[0].0 + (to[1].0 - to[0].0 + to[2].0 - to[0].0) * share,
            to[0].1 + (to[1].1 - to[0].1 + to[2].1 - to[0].1) * share,
        )
    };
    let mut to = [corner, right, below, (0.0, 0.0)];
    to[3] = straight(&to);
    let step = |place: (f32, f32), u: f32, v: f32| (place.0 + ax * u + bx * v, place.1 + ay * u + by * v);

    // The timing patterns are checked first: they hardly depend on the fourth corner, and confirm the size.
    let needed = match guessed.len() {
        0 => (0.0, AGREE),
        1 => (TIMED, AGREE_PAIRED),
        _ => (TIMED_LONE, AGREE_PAIRED),
    };
    if !guessed.is_empty() && sampler.timed(&Lens::between(&from, &to)?, size, &parting) < needed.0 {
        return None;
    }
    let marks = Marks::of(size);
    // The rest of a hidden finder pattern and the timing patterns that lead to it reveal its position.
    for &hidden in guessed.iter().cycle().take(guessed.len() * guessed.len()) {
        let kept = to[hidden];
        let mut best = (f32::MIN, to);
        for down in -4..=4i32 {
            for across in -4..=4i32 {
                let (u, v) = (across as f32 * 0.5, down as f32 * 0.5);
                to[hidden] = step(kept, u, v);
                to[3] = straight(&to);
                let Some(lens) = Lens::between(&from, &to) else { continue };
                let agreed = sampler.agreement(&lens, marks.finder(hidden), &parting, &MIDDLE)
                    + sampler.agreement(&lens, marks.timing(), &parting, &MIDDLE)
                    - 0.8 * u.hypot(v);
                if agreed > best.0 {
                    best = (agreed, to);
                }
            }
        }
        to = best.1;
    }
    let first = sampler.agreement(&Lens::between(&from, &to)?, marks.near(), &parting, &MIDDLE);
    if first < needed.1 {
        return None;
    }

    // Perspective moves the fourth corner. The alignment pattern is searched around the position without
    // perspective.
    if !marks.far().is_empty() {
        let kept = to[3];
        let mut best = (f32::MIN, kept);
        for down in -9..=9i32 {
            for across in -9..=9i32 {
                let (u, v) = (across as f32 * 0.5, down as f32 * 0.5);
                let place = step(kept, u, v);
                to[3] = place;
                let Some(lens) = Lens::between(&from, &to) else { continue };
                // The nearer of two equally good positions is more likely.
                let agreed = sampler.agreement(&lens, marks.far(), &parting, &MIDDLE) - 0.4 * u.hypot(v);
                if agreed > best.0 {
                    best = (agreed, place);
                }
            }
        }
        to[3] = best.1;
    }
    // Each corner then moves by fractions of a module to the position where all marks agree best.
    let mut score = sampler.agreement(&Lens::between(&from, &to)?, &marks.all, &parting, &EDGES);
    for reach in [0.3, 0.15, 0.07] {
        for _ in 0..3 {
            let before = score;
            for place in [3, 0, 1, 2] {
                for (u, v) in [(reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)] {
                    let kept = to[place];
                    to[place] = step(kept, u, v);
                    let agreed = Lens::between(&from, &to)
                        .map_or(f32::MIN, |lens| sampler.agreement(&lens, &marks.all, &parting, &EDGES));
                    if agreed > score {
                        score = agreed;
                    } else {
                        to[place] = kept;
                    }
                }
            }
            if score <= before {
                break;
            }
        }
    }
    let lens = Lens::between(&from, &to)?;
    let corners = [(0.0, 0.0), (n, 0.0), (n, n), (0.0, n)].map(|(u, v)| lens.map(u, v));
    let place = Located { corners, modules: size };
    *alike = Some(place);
    let values = modules(sampler, &lens, size);
    let (text, mirrored) = decode(&values, size, parting.middle)
        .or_else(|| decode(&bent(sampler, &lens, &values, size), size, parting.middle))?;
    let (dark, light) = (tone(&values, 0.15), tone(&values, 0.85));
    Some(Code { text, place, mirrored, contrast: (light - dark) / light.max(1.0) })
}

/// Search for displaced modules: steps in each direction, and the length of a step in modules.
const BENT: i32 = 4;
const BEND: f32 = 0.15;

/// Samples modules on bent or folded paper. Each module is taken at the displacement where it and its
/// neighbours differ most from the threshold, since the contrast is greatest at their centres.
fn bent(sampler: &Sampler<'_>, lens: &Lens, values: &[f32], size: usize) -> Vec<f32> {
    let limits = surroundings(values, size, 4);
    let mut best = vec![(f32::MIN, 0.0); values.len()];
    for down in -BENT..=BENT {
        for across in -BENT..=BENT {
            let (right, below) = (across as f32 * BEND, down as f32 * BEND);
            let shifted: Vec<f32> = (0..values.len())
                .map(|at| {
                    let (u, v) = ((at % size) as f32 + 0.5 + right, (at / size) as f32 + 0.5 + below);
                    let (x, y) = lens.map(u, v);
                    sampler.value(x, y)
                })
                .collect();
            let clear: Vec<f32> =
                shifted.iter().zip(&limits).map(|(value, limit)| (value - limit).abs().min(70.0)).collect();
            let around = gathered(&clear, size, 2);
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
fn gathered(values: &[f32], size: usize, reach: usize) -> Vec<f32> {
    let run = |values: &[f32], across: bool| -> Vec<f32> {
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
    run(&run(values, true), false)
}

/// Mean of five samples around the centre of each module.
fn modules(sampler: &Sampler<'_>, lens: &Lens, size: usize) -> Vec<f32> {
    const OFF: [(f32, f32); 5] = [(0.5, 0.5), (0.3, 0.5), (0.7, 0.5), (0.5, 0.3), (0.5, 0.7)];
    let mut values = Vec::with_capacity(size * size);
    for y in 0..size {
        for x in 0..size {
            let sum: f32 = OFF
                .iter()
                .map(|(u, v)| {
                    let (px, py) = lens.map(x as f32 + u, y as f32 + v);
                    sampler.value(px, py)
                })
                .sum();
            values.push(sum / OFF.len() as f32);
        }
    }
    values
}

/// Quantile of the modules' tones at this share.
fn tone(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted[((sorted.len() - 1) as f32 * share) as usize]
}

/// Decides the tones of modules with several thresholds until the code decodes. Returns its text and whether
/// it is mirrored.
fn decode(values: &[f32], size: usize, parting: f32) -> Option<(String, bool)> {
    let (dark, light) = (tone(values, 0.15), tone(values, 0.85));
    let (between, contrast) = ((dark + light) / 2.0, light - dark);
    let local = surroundings(values, size, 4);
    let keen = keener(values, size, 0.22);
    let keenest = keener(values, size, 0.35);
    let global = vec![between; values.len()];
    let attempts: [(&[f32], &[f32], f32); 7] = [
        (values, &local, 0.0),
        (values, &global, 0.0),
        (&keen, &local, 0.0),
        (values, &global, parting - between),
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
fn surroundings(values: &[f32], size: usize, reach: usize) -> Vec<f32> {
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
fn keener(values: &[f32], size: usize, share: f32) -> Vec<f32> {
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
        // Its first copy runs along the top left finder pattern: down the right side, then along the bottom.
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
        differ(true) < differ(false)
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
