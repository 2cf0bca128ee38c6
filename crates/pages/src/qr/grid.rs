//! From the corners of a code to its text: size in modules, perspective, and the tone of each module.

mod marks;
mod modules;
mod perspective;
mod sampler;

use super::{
    Code,
    binary::Binary,
    finder::{Finder, Pair, module},
    located::Located,
};
use crate::raster::Raster;
use marks::Marks;
use modules::{decode, displaced, modules, tone};
use perspective::Perspective;
use sampler::{EDGES, MIDDLE, Sampler, Threshold};

/// Result of trying a set of corners.
pub(crate) enum Outcome {
    /// A code that was decoded.
    Read(Code),
    /// The fixed marks of a code are present, but it does not decode.
    Undecoded(Located),
    /// No code is present.
    Nothing,
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
const SINGLE_FINDER_SIZES: [usize; 2] = [25, 29];

/// Tries to decode a code that shows one finder pattern. The pattern fixes the width of a module, and the
/// rotation up to quarter turns.
pub(crate) fn read_single(gray: &Raster, binary: &Binary, finder: &Finder) -> Outcome {
    let sampler = Sampler { gray, binary };
    let marks = Marks::of(SINGLE_FINDER_SIZES[0]);
    let threshold = f32::from(binary.threshold(finder.x, finder.y));
    let flat = Threshold { middle: threshold, base: threshold, across: 0.0, down: 0.0 };
    // Transform that is fitted to the finder pattern alone, with the origin at the pattern's corner.
    let square = |degrees: f32, side: f32| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let place =
            |u: f32, v: f32| (finder.x + (u * cos - v * sin) * side, finder.y + (u * sin + v * cos) * side);
        let corners = [(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)];
        Perspective::between(&corners.map(|(u, v)| (u + 3.5, v + 3.5)), &corners.map(|(u, v)| place(u, v)))
    };
    let ring: Vec<_> = marks.finder(0).iter().filter(|(u, v, _)| *u < 7.0 && *v < 7.0).copied().collect();
    let own = |degrees: f32, side: f32| {
        square(degrees, side)
            .map_or(f32::MIN, |perspective| sampler.agreement(&perspective, &ring, &flat, &EDGES))
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
    let mut undecoded = None;
    for quarter in 0..4 {
        let (sin, cos) = (degrees + 90.0 * quarter as f32).to_radians().sin_cos();
        let step =
            |u: f32, v: f32| (finder.x + (u * cos - v * sin) * side, finder.y + (u * sin + v * cos) * side);
        for size in SINGLE_FINDER_SIZES {
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
                undecoded = undecoded.or(seen);
            }
        }
    }
    undecoded.map_or(Outcome::Nothing, Outcome::Undecoded)
}

/// Tries the sizes close to an estimate in modules.
fn sizes(sampler: &Sampler<'_>, corners: &[(f32, f32); 3], guess: f32, guessed: &[usize]) -> Outcome {
    let version = ((guess - 17.0) / 4.0).round().clamp(1.0, 15.0) as usize;
    let mut undecoded = None;
    // The estimate may round to the wrong version, and therefore its neighbours are tried too.
    let nearest = if guess >= (17 + 4 * version) as f32 {
        [version, version + 1, version.max(2) - 1]
    } else {
        [version, version.max(2) - 1, version + 1]
    };
    for version in nearest {
        match read_sized(sampler, corners, 17 + 4 * version, guessed, &mut undecoded) {
            Some(code) => return Outcome::Read(code),
            None if undecoded.is_some() => break,
            None => {}
        }
    }
    undecoded.map_or(Outcome::Nothing, Outcome::Undecoded)
}

/// Agreement of the marks that makes a code, with all corners visible and with a hidden corner.
const AGREE: f32 = 8.0;
const AGREE_PAIRED: f32 = 14.0;
/// Share of timing modules that must be right, with one hidden corner and with two.
const TIMING: f32 = 0.72;
const TIMING_SINGLE: f32 = 0.62;

/// The grid of a code of one size while it is fitted to the picture: the marks of the pattern and the positions to which they belong.
struct Fit<'a> {
    sampler: &'a Sampler<'a>,
    threshold: Threshold,
    marks: Marks,
    /// Three finder patterns and the alignment pattern in the code, in modules.
    from: [(f32, f32); 4],
    /// The same four in the picture.
    to: [(f32, f32); 4],
    /// One module across and one down in the picture.
    steps: [(f32, f32); 2],
    /// Distance of the fourth mark from the first, as a share of the distance between two finder patterns.
    share: f32,
}

impl<'a> Fit<'a> {
    fn new(sampler: &'a Sampler<'a>, corners: &[(f32, f32); 3], size: usize) -> Fit<'a> {
        let n = size as f32;
        let [corner, right, below] = *corners;
        let far = if size > 21 { n - 6.5 } else { n - 3.5 };
        let step = |to: (f32, f32)| ((to.0 - corner.0) / (n - 7.0), (to.1 - corner.1) / (n - 7.0));
        let mut fit = Fit {
            sampler,
            threshold: Threshold::of(sampler.binary, corners, n),
            marks: Marks::of(size),
            from: [(3.5, 3.5), (n - 3.5, 3.5), (3.5, n - 3.5), (far, far)],
            to: [corner, right, below, (0.0, 0.0)],
            steps: [step(right), step(below)],
            share: (far - 3.5) / (n - 7.0),
        };
        fit.straighten();
        fit
    }

    /// Sets the fourth corner to its position without perspective.
    fn straighten(&mut self) {
        let (to, share) = (&self.to, self.share);
        self.to[3] = (
            to[0].0 + (to[1].0 - to[0].0 + to[2].0 - to[0].0) * share,
            to[0].1 + (to[1].1 - to[0].1 + to[2].1 - to[0].1) * share,
        );
    }

    /// A place, moved by modules across and down.
    fn moved(&self, place: (f32, f32), u: f32, v: f32) -> (f32, f32) {
        let [a, b] = self.steps;
        (place.0 + a.0 * u + b.0 * v, place.1 + a.1 * u + b.1 * v)
    }

    fn perspective(&self) -> Option<Perspective> {
        Perspective::between(&self.from, &self.to)
    }

    /// Searches a hidden finder pattern. Its rest and the timing patterns that lead to it reveal its position.
    fn find_hidden(&mut self, hidden: usize) {
        let kept = self.to[hidden];
        let mut best = (f32::MIN, self.to);
        for down in -4..=4i32 {
            for across in -4..=4i32 {
                let (u, v) = (across as f32 * 0.5, down as f32 * 0.5);
                self.to[hidden] = self.moved(kept, u, v);
                self.straighten();
                let Some(perspective) = self.perspective() else { continue };
                let agreed = self.agreement(&perspective, self.marks.finder(hidden))
                    + self.agreement(&perspective, self.marks.timing())
                    - 0.8 * u.hypot(v);
                if agreed > best.0 {
                    best = (agreed, self.to);
                }
            }
        }
        self.to = best.1;
    }

    /// Searches the alignment pattern around its position without perspective, because perspective moves it.
    fn find_alignment(&mut self) {
        if self.marks.far().is_empty() {
            return;
        }
        let kept = self.to[3];
        let mut best = (f32::MIN, kept);
        for down in -9..=9i32 {
            for across in -9..=9i32 {
                let (u, v) = (across as f32 * 0.5, down as f32 * 0.5);
                let place = self.moved(kept, u, v);
                self.to[3] = place;
                let Some(perspective) = self.perspective() else { continue };
                // The nearer of two equally good positions is more likely.
                let agreed = self.agreement(&perspective, self.marks.far()) - 0.4 * u.hypot(v);
                if agreed > best.0 {
                    best = (agreed, place);
                }
            }
        }
        self.to[3] = best.1;
    }

    /// Moves each corner by fractions of a module to the position where all marks agree best.
    fn refine(&mut self) {
        let mut score = self.agreement_of_all();
        for reach in [0.3, 0.15, 0.07] {
            for _ in 0..3 {
                let before = score;
                for place in [3, 0, 1, 2] {
                    for (u, v) in [(reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)] {
                        let kept = self.to[place];
                        self.to[place] = self.moved(kept, u, v);
                        let agreed = self.agreement_of_all();
                        if agreed > score {
                            score = agreed;
                        } else {
                            self.to[place] = kept;
                        }
                    }
                }
                if score <= before {
                    break;
                }
            }
        }
    }

    /// Agreement of every mark at its middle and its edges; the least number where the corners form no perspective.
    fn agreement_of_all(&self) -> f32 {
        let agreement =
            |perspective| self.sampler.agreement(&perspective, &self.marks.all, &self.threshold, &EDGES);
        self.perspective().map_or(f32::MIN, agreement)
    }

    /// Agreement of marks at their middle.
    fn agreement(&self, perspective: &Perspective, marks: &[(f32, f32, bool)]) -> f32 {
        self.sampler.agreement(perspective, marks, &self.threshold, &MIDDLE)
    }
}

fn read_sized(
    sampler: &Sampler<'_>,
    corners: &[(f32, f32); 3],
    size: usize,
    guessed: &[usize],
    undecoded: &mut Option<Located>,
) -> Option<Code> {
    let mut fit = Fit::new(sampler, corners, size);
    let (timing, agree) = match guessed.len() {
        0 => (0.0, AGREE),
        1 => (TIMING, AGREE_PAIRED),
        _ => (TIMING_SINGLE, AGREE_PAIRED),
    };
    // The timing patterns are checked first: they hardly depend on the fourth corner, and confirm the size.
    if !guessed.is_empty() && sampler.timing_agreement(&fit.perspective()?, size, &fit.threshold) < timing {
        return None;
    }
    for &hidden in guessed.iter().cycle().take(guessed.len() * guessed.len()) {
        fit.find_hidden(hidden);
    }
    if fit.agreement(&fit.perspective()?, fit.marks.near()) < agree {
        return None;
    }
    fit.find_alignment();
    fit.refine();
    let perspective = fit.perspective()?;
    let n = size as f32;
    let corners = [(0.0, 0.0), (n, 0.0), (n, n), (0.0, n)].map(|(u, v)| perspective.map(u, v));
    let place = Located { corners, modules: size };
    *undecoded = Some(place);
    let middle = fit.threshold.middle;
    let values = modules(sampler, &perspective, size);
    let (text, mirrored) = decode(&values, size, middle)
        .or_else(|| decode(&displaced(sampler, &perspective, &values, size), size, middle))?;
    let (dark, light) = (tone(&values, 0.15), tone(&values, 0.85));
    Some(Code { text, place, mirrored, contrast: (light - dark) / light.max(1.0) })
}
