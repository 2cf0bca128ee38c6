//! Flaws of a page that a person must know before relying on it.

use crate::{qr::Located, raster::Raster};
use serde::{Deserialize, Serialize};

/// Quality of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Dots per inch: measured on the form's code if one was found, otherwise taken from the file's metadata.
    pub dpi: Option<u16>,
    /// Flaws of the scan.
    pub flaws: Vec<Flaw>,
    /// Whether the page is entirely blank, without even one line of writing or a signature.
    pub bare: bool,
}

/// Flaw of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// The resolution is less than 150 dots per inch.
    LowResolution,
    /// The edges are soft.
    Blurred,
    /// The page has no writing.
    Blank,
    /// A corner or a part of the page is missing.
    CornerCut,
    /// The paper is dark.
    TooDark,
    /// The picture has too few pixels for a person to read it.
    TooSmall,
}

impl Flaw {
    /// Stable name of the flaw, for logs and interfaces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LowResolution => "low_resolution",
            Self::Blurred => "blurred",
            Self::Blank => "blank",
            Self::CornerCut => "corner_cut",
            Self::TooDark => "too_dark",
            Self::TooSmall => "too_small",
        }
    }
}

/// Share of written pixels below which a page is blank: on A4, a spot of five millimetres.
const BARE: f32 = 0.0004;

/// Share of uneven stretches above which a page has content, however blurred it is.
const UNEVEN: f32 = 0.02;
/// Difference in tone, averaged over eight pixels, that makes a stretch uneven. Noise of cameras and of
/// compression stays below it.
const UNEVEN_FROM: u32 = 24;

/// Lists the flaws of a gray picture that is at most about 2,400 pixels long.
pub(crate) fn flaws(gray: &Raster, tones: &Tones) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let (paper, ink) = (tones.paper, tones.ink);
    if paper < 105 {
        flaws.push(Flaw::TooDark);
    }
    if tones.are_bare() || paper.saturating_sub(ink) < 24 {
        flaws.push(Flaw::Blank);
        return flaws;
    }
    if edge_steepness(gray, f32::from(paper - ink)) < 0.3 {
        flaws.push(Flaw::Blurred);
    }
    flaws
}

/// Tones of paper and ink, if the ink is pale.
pub(crate) fn pale(gray: &Raster) -> Option<(u8, u8)> {
    let Tones { paper, ink, .. } = Tones::of(gray);
    (24..150).contains(&paper.saturating_sub(ink)).then_some((paper, ink))
}

/// Number of cells along the shorter side of a page: a cell is two millimetres wide on A4.
const CELLS: usize = 105;
/// Sides in cells of a square that may be a code: 26 to 34 mm.
const SQUARE: std::ops::RangeInclusive<usize> = 13..=17;
/// Distances in cells between a code's centre and both edges at its corner: 20 to 46 mm. A portrait on a
/// copied identity card, a seal and an emblem seldom lie there.
const CORNER: std::ops::RangeInclusive<usize> = 10..=23;
/// Ratio of a page's longer side to its shorter one in thousandths: A4, with the tolerance of a scanner.
const PROPORTION: std::ops::RangeInclusive<usize> = 1330..=1500;

/// Whether a dense square of a code's size stands alone at the place where forms have their code, the upper
/// right corner of the upright page. A code too blurred or covered to show its finder patterns is noticed
/// this way. The page may lie in any direction.
pub(crate) fn square_in_its_corner(gray: &Raster, tones: &Tones) -> bool {
    let (short, long) = (gray.width.min(gray.height), gray.longest());
    let cell = short / CELLS;
    if cell < 3 || !PROPORTION.contains(&(long * 1000 / short)) {
        return false;
    }
    let cells = Cells::of(gray, cell, (u16::from(tones.paper) * 17 / 20) as u8);
    let is_tall = gray.height > gray.width;
    let is_there = |side: usize, across: usize, down: usize| {
        let half = side / 2;
        let (right, bottom) = (cells.across.saturating_sub(across), cells.down.saturating_sub(down));
        let corners =
            if is_tall { [(right, down), (across, bottom)] } else { [(across, down), (right, bottom)] };
        corners.iter().any(|&(x, y)| {
            x >= half + 2
                && y >= half + 2
                && x - half + side + 2 <= cells.across
                && y - half + side + 2 <= cells.down
                && cells.is_square(x - half, y - half, side)
        })
    };
    SQUARE.into_iter().any(|side| {
        CORNER.into_iter().any(|down| CORNER.into_iter().any(|across| is_there(side, across, down)))
    })
}

/// Darkness of a page in cells, as summed-area tables from the top left corner.
struct Cells {
    across: usize,
    down: usize,
    /// Summed shares of dark pixels, in thousandths.
    dark: Vec<u32>,
    /// Summed count of dense cells, where a quarter of the pixels or more is dark.
    dense: Vec<u32>,
}

impl Cells {
    fn of(gray: &Raster, cell: usize, limit: u8) -> Self {
        let (across, down) = (gray.width / cell, gray.height / cell);
        let (mut dark, mut dense) = (vec![0; (across + 1) * (down + 1)], vec![0; (across + 1) * (down + 1)]);
        for y in 0..down {
            for x in 0..across {
                let rows = gray.data.chunks_exact(gray.width).skip(y * cell).take(cell);
                let many = rows
                    .flat_map(|row| &row[x * cell..(x + 1) * cell])
                    .filter(|value| **value < limit)
                    .count();
                let share = (many * 1000 / (cell * cell)) as u32;
                let at = |x: usize, y: usize| y * (across + 1) + x;
                for (sums, value) in [(&mut dark, share), (&mut dense, u32::from(share >= 250))] {
                    sums[at(x + 1, y + 1)] = value + sums[at(x, y + 1)] + sums[at(x + 1, y)] - sums[at(x, y)];
                }
            }
        }
        Self { across, down, dark, dense }
    }

    fn sum(&self, sums: &[u32], (left, top): (usize, usize), (right, bottom): (usize, usize)) -> u32 {
        let at = |x: usize, y: usize| sums[y * (self.across + 1) + x];
        at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top)
    }

    /// Number of columns and of rows in a square that are dense in at least a third of their cells.
    fn extent(&self, left: usize, top: usize, side: usize) -> (usize, usize) {
        let is_dense = |from, to| self.sum(&self.dense, from, to) as usize * 3 >= side;
        let across = (left..left + side).filter(|&x| is_dense((x, top), (x + 1, top + side))).count();
        let down = (top..top + side).filter(|&y| is_dense((left, y), (left + side, y + 1))).count();
        (across, down)
    }

    /// Whether a square is dense, with lighter paper on at least three of its sides. It must be two cells or
    /// more away from every edge.
    fn is_square(&self, left: usize, top: usize, side: usize) -> bool {
        let (right, bottom) = (left + side, top + side);
        let dense = self.sum(&self.dense, (left, top), (right, bottom));
        if (dense as usize) * 5 < side * side * 3 {
            return false;
        }
        // A portrait is higher than wide.
        let (across, down) = self.extent(left, top, side);
        if across.abs_diff(down) > 1 {
            return false;
        }
        // The square's edge may cut the cells right next to it, which leaves the second cell to be paper.
        let strips = [
            ((left, top - 2), (right, top - 1)),
            ((left, bottom + 1), (right, bottom + 2)),
            ((left - 2, top), (left - 1, bottom)),
            ((right + 1, top), (right + 2, bottom)),
        ];
        let shares = strips.map(|(from, to)| self.sum(&self.dark, from, to) as usize / side);
        // Text or a stroke may adjoin one side; a side darker than that belongs to a larger object.
        shares.iter().filter(|share| **share <= 100).count() >= 3 && shares.iter().all(|share| *share <= 600)
    }
}

/// Tones of a gray picture.
pub(crate) struct Tones {
    /// Tone that nine of ten pixels do not exceed.
    paper: u8,
    /// Tone that one of two hundred pixels does not exceed.
    ink: u8,
    /// Share of pixels that are much darker than the paper around them.
    written: f32,
    /// Share of stretches of a row in which tones differ.
    uneven: f32,
}

impl Tones {
    /// Whether the picture is entirely blank. [`Flaw::Blank`] is less strict: it tolerates one line of
    /// writing on a large page.
    pub(crate) fn are_bare(&self) -> bool {
        self.written < BARE && self.uneven < UNEVEN
    }

    pub(crate) fn of(gray: &Raster) -> Self {
        let (width, height) = (gray.width, gray.height);
        let (left, top) = (width / 20, height / 20);
        let mut counts = [0u32; 256];
        let (mut many, mut written, mut stretches, mut uneven) = (0u32, 0u32, 0u32, 0u32);
        for y in (top..height - top).step_by(2) {
            let row = &gray.data[y * width..(y + 1) * width];
            let across = width - 2 * left;
            // Light may be uneven, and therefore each stretch of a row is compared with its own lightest
            // pixel.
            for stretch in row[left..left + across].chunks(64) {
                let lightest = stretch.iter().copied().max().unwrap_or(0);
                let tone = |eight: &[u8]| eight.iter().map(|value| u32::from(*value)).sum::<u32>() / 8;
                let tones = || stretch.as_chunks::<8>().0.iter().map(|eight| tone(eight));
                stretches += 1;
                uneven += u32::from(tones().max().unwrap_or(0) - tones().min().unwrap_or(0) >= UNEVEN_FROM);
                let limit = (u16::from(lightest) * 11 / 20) as u8;
                for &value in stretch {
                    counts[usize::from(value)] += 1;
                    written += u32::from(value < limit);
                }
                many += stretch.len() as u32;
            }
        }
        let share = |part: f32| {
            let wanted = (many as f32 * part) as u32;
            let mut sum = 0;
            counts.iter().position(|&count| {
                sum += count;
                sum > wanted
            })
        };
        Self {
            paper: share(0.9).unwrap_or(255) as u8,
            ink: share(0.005).unwrap_or(0) as u8,
            written: written as f32 / many.max(1) as f32,
            uneven: uneven as f32 / stretches.max(1) as f32,
        }
    }
}

/// Steepness of the steepest edges, measured over two pixels, as a share of the contrast.
fn edge_steepness(gray: &Raster, contrast: f32) -> f32 {
    let mut counts = [0u32; 256];
    let mut many = 0u32;
    for row in gray.data.chunks_exact(gray.width).step_by(3) {
        for three in row.windows(3) {
            counts[usize::from(three[0].abs_diff(three[2]))] += 1;
        }
        many += row.len() as u32;
    }
    let wanted = many / 250;
    let mut sum = 0;
    let steep = (0..256).rev().find(|&value| {
        sum += counts[value];
        sum > wanted
    });
    steep.unwrap_or(0) as f32 / contrast
}

/// Whether a corner of the picture is cut: a dark triangle in the corner, next to edges that are paper.
pub(crate) fn corner_cut(gray: &Raster) -> bool {
    let half = gray.reduced(2);
    let small = half.reduced((half.longest() / 500).max(1));
    let (width, height) = (small.width, small.height);
    let leg = width.min(height) / 16;
    if leg < 6 {
        return false;
    }
    let mut sorted: Vec<u8> = small.data.iter().copied().step_by(7).collect();
    sorted.sort_unstable();
    let paper = u16::from(sorted[sorted.len() * 9 / 10]);
    let dark = |x: usize, y: usize| u16::from(small.data[y * width + x]) * 20 < paper * 13;
    let mut cut = 0;
    for corner in 0..4 {
        let at = |x: usize, y: usize| {
            let x = if corner % 2 == 0 { x } else { width - 1 - x };
            let y = if corner / 2 == 0 { y } else { height - 1 - y };
            dark(x, y)
        };
        let (mut inside, mut total) = (0, 0);
        for y in 0..leg {
            for x in 0..leg - y {
                total += 1;
                inside += usize::from(at(x, y));
            }
        }
        // A dark table or a black border runs along the whole edge; at a cut corner the edge is paper again
        // further on.
        let strip = |far: bool| {
            let length = if far { width } else { height };
            let from = length / 3;
            let many =
                (from..length * 2 / 3).filter(|&along| if far { at(along, 2) } else { at(2, along) }).count();
            many * 5 < length / 3
        };
        cut += usize::from(inside * 10 > total * 9 && [true, false].into_iter().all(strip));
    }
    (1..=2).contains(&cut)
}

/// Whether the picture ends inside the page, judged by a form's code: a form has paper on all sides of its
/// code and is A4.
pub(crate) fn page_cut(width: usize, height: usize, code: &Located) -> bool {
    let mm = code.side() / crate::CODE_MM;
    let low = |value: fn(&(f32, f32)) -> f32| code.corners.iter().map(value).fold(f32::MAX, f32::min);
    let high = |value: fn(&(f32, f32)) -> f32| code.corners.iter().map(value).fold(f32::MIN, f32::max);
    let nearest = low(|at| at.0)
        .min(low(|at| at.1))
        .min(width as f32 - high(|at| at.0))
        .min(height as f32 - high(|at| at.1));
    if nearest < 2.0 * mm {
        return true;
    }
    // Only a level picture has one scale; in a photo taken at an angle the nearer part is larger.
    let sides = code.sides();
    let (least, most) =
        sides.iter().fold((f32::MAX, 0.0f32), |(low, high), &side| (low.min(side), high.max(side)));
    if most > least * 1.03 {
        return false;
    }
    let (short, long) = (width.min(height) as f32 / mm, width.max(height) as f32 / mm);
    short < 180.0 || long < 255.0
}

/// Shortest legible length of a page's shorter and longer side, in pixels.
const SHORT: usize = 320;
const LONG: usize = 480;

/// Whether a picture has too few pixels to be a legible page.
pub(crate) fn too_small(width: usize, height: usize) -> bool {
    width.min(height) < SHORT || width.max(height) < LONG
}

/// Whether a gray picture is a negative: it is mostly dark, and the surroundings of its writing are dark as
/// well.
pub(crate) fn negative(gray: &Raster) -> bool {
    let long = (gray.longest() / 40).max(8);
    let mut counts = [0usize; 256];
    let (mut dark, mut light) = (0usize, 0usize);
    for row in gray.data.chunks_exact(gray.width).step_by(8) {
        for stretch in row.chunks_exact(long) {
            let (mut least, mut most) = (255u8, 0u8);
            for &value in stretch {
                least = least.min(value);
                most = most.max(value);
                counts[usize::from(value)] += 1;
            }
            if most - least < 80 {
                continue;
            }
            let middle = least / 2 + most / 2;
            let above = stretch.iter().filter(|value| **value > middle).count();
            light += usize::from(above * 3 > long * 2);
            dark += usize::from(above * 3 < long);
        }
    }
    let below: usize = counts[..100].iter().sum();
    below * 2 > counts.iter().sum() && dark > 4 * light && dark > 40
}
