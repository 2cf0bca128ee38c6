//! What is wrong with a page that a person should know before relying on it.

use crate::{Flaw, qr::Located, raster::Raster};

/// Less of a page than this is written on where there is nothing: on A4, a spot of five millimetres.
const BARE: f32 = 0.0004;

/// Whether nothing at all is on a gray picture. One line of a large page is little enough for [`Flaw::Blank`].
pub(crate) fn bare(gray: &Raster) -> bool {
    tones(gray).written < BARE
}

/// Looks at a gray picture, at most about 2,400 pixels long.
pub(crate) fn flaws(gray: &Raster) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let tones = tones(gray);
    let (paper, ink) = (tones.paper, tones.ink);
    if paper < 105 {
        flaws.push(Flaw::TooDark);
    }
    if tones.written < BARE || paper.saturating_sub(ink) < 24 {
        flaws.push(Flaw::Blank);
        return flaws;
    }
    if keenness(gray, f32::from(paper - ink)) < 0.3 {
        flaws.push(Flaw::Blurred);
    }
    flaws
}

/// The tones of paper and ink on a page whose ink is pale.
pub(crate) fn pale(gray: &Raster) -> Option<(u8, u8)> {
    let Tones { paper, ink, .. } = tones(gray);
    (24..150).contains(&paper.saturating_sub(ink)).then_some((paper, ink))
}

struct Tones {
    /// What nine of ten pixels are darker than.
    paper: u8,
    /// What one of two hundred is darker than.
    ink: u8,
    /// The share of pixels much darker than the paper around them.
    written: f32,
}

fn tones(gray: &Raster) -> Tones {
    let (width, height) = (gray.width, gray.height);
    let (left, top) = (width / 20, height / 20);
    let mut counts = [0u32; 256];
    let (mut many, mut written) = (0u32, 0u32);
    for y in (top..height - top).step_by(2) {
        let row = &gray.data[y * width..(y + 1) * width];
        let across = width - 2 * left;
        // Light may be uneven: a stretch of a row is judged by its own lightest pixels.
        for stretch in row[left..left + across].chunks(64) {
            let lightest = stretch.iter().copied().max().unwrap_or(0);
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
    Tones {
        paper: share(0.9).unwrap_or(255) as u8,
        ink: share(0.005).unwrap_or(0) as u8,
        written: written as f32 / many.max(1) as f32,
    }
}

/// How steep the steepest edges are, as a share of the contrast, over two pixels.
fn keenness(gray: &Raster, contrast: f32) -> f32 {
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

/// Whether a corner of the picture is cut: a dark triangle where paper should be, beside edges that are paper.
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
        // Further along both edges there is paper again: no table, no black border.
        let strip = |far: bool| {
            let length = if far { width } else { height };
            let from = length / 3;
            let many =
                (from..length * 2 / 3).filter(|&along| if far { at(along, 2) } else { at(2, along) }).count();
            many * 5 < length / 3
        };
        cut += usize::from(inside * 10 > total * 9 && strip(true) && strip(false));
    }
    (1..=2).contains(&cut)
}

/// Whether the picture ends where the page cannot: our codes have paper on all sides, and a page is A4.
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
    // Only a level picture has one scale: in a photo what is near looks larger.
    let sides = code.sides();
    let (least, most) =
        sides.iter().fold((f32::MAX, 0.0f32), |(low, high), &side| (low.min(side), high.max(side)));
    if most > least * 1.03 {
        return false;
    }
    let (short, long) = (width.min(height) as f32 / mm, width.max(height) as f32 / mm);
    short < 180.0 || long < 255.0
}

/// How long a page's sides are at least, in pixels, to be read by anybody.
const SHORT: usize = 320;
const LONG: usize = 480;

/// Whether a picture has too few pixels to be a page that somebody can read.
pub(crate) fn too_small(width: usize, height: usize) -> bool {
    width.min(height) < SHORT || width.max(height) < LONG
}

/// Whether a gray picture is a negative: mostly dark, and where something is written, most of what is around it is dark as well.
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
