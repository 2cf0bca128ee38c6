//! Detection of finder patterns, the three squares in the corners of a code. A line through the centre
//! crosses dark, light, dark, light and dark in the ratio 1:1:3:1:1, in every direction (ISO/IEC 18004,
//! 6.3.3).

use super::binary::Binary;

/// Candidate for a finder pattern, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder {
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// Width along a row and height along a column. A rotated pattern is longer in both.
    pub(crate) wide: f32,
    pub(crate) high: f32,
    /// Number of rows in which the pattern was seen.
    pub(crate) seen: usize,
}

/// Three candidates that may be the corners of one code.
pub(crate) struct Triple {
    /// Indexes of the candidates at the top left, the top right and the bottom left.
    pub(crate) corners: [usize; 3],
    /// Deviation from a square: lower is better.
    deviation: f32,
}

/// Two candidates that may be corners of one code with a hidden third.
pub(crate) struct Pair {
    /// Indexes of the two candidates.
    pub(crate) seen: [usize; 2],
    /// Positions of the corners at the top left, the top right and the bottom left.
    pub(crate) corners: [(f32, f32); 3],
    /// Index of the corner that is guessed.
    pub(crate) guessed: usize,
    /// Side of a module in pixels.
    pub(crate) module: f32,
}

/// Largest number of candidates that are kept. Pages with more have some other pattern.
const MOST_CANDIDATES: usize = 48;
/// Number of rows in which a candidate must be seen to count without two others.
pub(crate) const TRUSTED_ROWS: usize = 4;
/// Number of candidates that are paired, the most often seen first.
const PAIRED: usize = 16;

/// Finds candidates for finder patterns, the most often seen first.
pub(crate) fn find(binary: &Binary) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    let mut ends: Vec<usize> = Vec::new();
    for y in (0..binary.height).step_by(2) {
        let row = &binary.dark[y * binary.width..(y + 1) * binary.width];
        run_ends(row, &mut ends);
        // The first run is light, and therefore runs at odd indexes are dark.
        let mut place = 1;
        while place + 5 <= ends.len() {
            let run = |at: usize| (ends[place + at] - ends[place + at - 1]) as f32;
            let runs = [run(0), run(1), run(2), run(3), run(4)];
            if has_finder_ratio(&runs) {
                let middle = (ends[place + 1] + ends[place + 2]) as f32 / 2.0;
                let width: f32 = runs.iter().sum();
                if let Some(finder) = confirmed(binary, middle, y as f32 + 0.5, width) {
                    merge(&mut found, finder);
                }
            }
            place += 2;
        }
    }
    found.retain(|finder| finder.seen >= 2);
    found.sort_by(|a, b| b.seen.cmp(&a.seen).then(a.x.total_cmp(&b.x)));
    found.truncate(MOST_CANDIDATES);
    found
}

/// Ends of the runs of equal tone. The first run is light and may be empty.
fn run_ends(row: &[u8], ends: &mut Vec<usize>) {
    ends.clear();
    let mut tone = 0u8;
    let mut x = 0;
    while x < row.len() {
        // Eight pixels are skipped at once while the tone stays the same.
        if let Some(eight) = row.get(x..x + 8)
            && eight.iter().all(|&dark| dark == tone)
        {
            x += 8;
            continue;
        }
        if row[x] != tone {
            ends.push(x);
            tone ^= 1;
        }
        x += 1;
    }
    ends.push(row.len());
}

/// Whether five runs have the ratio 1:1:3:1:1. The tolerance allows for blur, which widens one tone at the
/// cost of the other.
fn has_finder_ratio(runs: &[f32; 5]) -> bool {
    let total: f32 = runs.iter().sum();
    if total < 9.0 {
        return false;
    }
    let module = total / 7.0;
    let room = (module * 0.65).max(0.9);
    let one = |run: f32| (run - module).abs() < room;
    one(runs[0])
        && one(runs[1])
        && one(runs[3])
        && one(runs[4])
        && (runs[2] - 3.0 * module).abs() < 1.8 * room
        // Runs of the same tone are alike on both sides.
        && (runs[0] - runs[4]).abs() < room * 1.4
        && (runs[1] - runs[3]).abs() < room * 1.4
}

/// Confirms a candidate along its column and again along its row, and measures its centre and size.
fn confirmed(binary: &Binary, x: f32, y: f32, width: f32) -> Option<Finder> {
    let (_, y, high) = measured_along(binary, x, y, (0, 1), width)?;
    let (x, _, wide) = measured_along(binary, x, y, (1, 0), width)?;
    if wide > high * 1.8 || high > wide * 1.8 {
        return None;
    }
    // The crossing of two bars passes in rows and columns, but not along a diagonal.
    let slope = measured_along(binary, x, y, (1, 1), width)
        .or_else(|| measured_along(binary, x, y, (1, -1), width))?;
    let _ = slope;
    Some(Finder { x, y, wide, high, seen: 1 })
}

/// Measures the five runs in one direction from a dark centre. Returns the refined centre and the total
/// length.
fn measured_along(binary: &Binary, x: f32, y: f32, step: (i64, i64), width: f32) -> Option<(f32, f32, f32)> {
    let (x0, y0) = (x as i64, y as i64);
    if !binary.is_dark(x0, y0) {
        return None;
    }
    let longest = (width * 1.2) as i64 + 4;
    let arm = |sign: i64| -> Option<[i64; 3]> {
        let mut lengths = [0i64; 3];
        let mut at = if sign > 0 { 0 } else { 1 };
        for (place, length) in lengths.iter_mut().enumerate() {
            let dark = place != 1;
            while binary.is_dark(x0 + sign * at * step.0, y0 + sign * at * step.1) == dark {
                *length += 1;
                at += 1;
                // Pixels outside the picture are light, which would make an endless run.
                if at > longest {
                    return None;
                }
            }
            if *length == 0 && place > 0 {
                return None;
            }
        }
        Some(lengths)
    };
    let (ahead, back) = (arm(1)?, arm(-1)?);
    let runs = [back[2], back[1], back[0] + ahead[0], ahead[1], ahead[2]].map(|run| run as f32);
    let total: f32 = runs.iter().sum();
    if !has_finder_ratio(&runs) || total > width * 2.0 || total * 2.0 < width {
        return None;
    }
    let shift = (ahead[0] - back[0]) as f32 / 2.0;
    // A run of n pixels that starts at pixel p has its centre at p + n/2.
    let base =
        |from: i64, step: i64, old: f32| if step == 0 { old } else { from as f32 + shift * step as f32 };
    Some((base(x0, step.0, x), base(y0, step.1, y), total))
}

/// Merges a candidate into the one at its position, or adds it.
fn merge(found: &mut Vec<Finder>, new: Finder) {
    for old in found.iter_mut().rev() {
        let reach = old.wide * 0.3;
        if (old.x - new.x).abs() < reach && (old.y - new.y).abs() < reach {
            let share = 1.0 / (old.seen + 1) as f32;
            old.x += (new.x - old.x) * share;
            old.y += (new.y - old.y) * share;
            old.wide += (new.wide - old.wide) * share;
            old.high += (new.high - old.high) * share;
            old.seen += 1;
            return;
        }
    }
    // A page of dots may have thousands of candidates, and none of them is a code.
    if found.len() < 4000 {
        found.push(new);
    }
}

/// Triples that may be the corners of one code, the most likely first.
pub(crate) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut all = Vec::new();
    for corner in 0..finders.len() {
        for right in 0..finders.len() {
            for below in 0..finders.len() {
                if corner == right || corner == below || right == below {
                    continue;
                }
                if let Some(deviation) = deviation(&finders[corner], &finders[right], &finders[below]) {
                    all.push(Triple { corners: [corner, right, below], deviation });
                }
            }
        }
    }
    all.sort_by(|a, b| a.deviation.total_cmp(&b.deviation));
    all.truncate(64);
    all
}

/// Pairs that may be corners of one code, in every possible arrangement. `used` marks candidates of decoded
/// codes.
pub(crate) fn pairs(finders: &[Finder], used: &[bool]) -> Vec<Pair> {
    let free: Vec<usize> =
        (0..finders.len()).filter(|&at| !used[at] && finders[at].seen >= TRUSTED_ROWS).take(PAIRED).collect();
    let mut all = Vec::new();
    for &one in &free {
        for &other in free.iter().filter(|&&other| other != one) {
            let (a, b) = (&finders[one], &finders[other]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let sizes = [a, b].map(|finder| finder.wide + finder.high);
            if sizes[0] > sizes[1] * 1.4 || sizes[1] > sizes[0] * 1.4 {
                continue;
            }
            let apart = |x: f32, y: f32, module: f32| (12.0..60.0).contains(&(x.hypot(y) / module));
            // The pair is an edge and the first candidate is at the top left: the code lies on the right-hand
            // side of the line to the second.
            let side = (module(a, dx, dy) + module(b, dx, dy)) / 2.0;
            if apart(dx, dy, side) {
                let corners = [(a.x, a.y), (b.x, b.y), (a.x - dy, a.y + dx)];
                all.push(Pair { seen: [one, other], corners, guessed: 2, module: side });
                // The pair is an edge and the second candidate is at the bottom left: the code lies on the
                // left-hand side.
                let corners = [(a.x, a.y), (a.x + dy, a.y - dx), (b.x, b.y)];
                all.push(Pair { seen: [one, other], corners, guessed: 1, module: side });
            }
            // The pair is a diagonal and the first candidate is at the top right.
            let (x, y) = (dx / 2.0, dy / 2.0);
            let (edge_x, edge_y) = (x - y, x + y);
            let side = (module(a, edge_x, edge_y) + module(b, edge_x, edge_y)) / 2.0;
            if apart(edge_x, edge_y, side) {
                let corners = [(a.x + x - y, a.y + y + x), (a.x, a.y), (b.x, b.y)];
                all.push(Pair { seen: [one, other], corners, guessed: 0, module: side });
            }
        }
    }
    all
}

/// Deviation of three candidates from the corners of a square, or `None` if they cannot be corners of one
/// code.
fn deviation(corner: &Finder, right: &Finder, below: &Finder) -> Option<f32> {
    let (ax, ay) = (right.x - corner.x, right.y - corner.y);
    let (bx, by) = (below.x - corner.x, below.y - corner.y);
    let (a, b) = (ax.hypot(ay), bx.hypot(by));
    if a > b * 1.6 || b > a * 1.6 {
        return None;
    }
    // The way from the top edge to the left edge is clockwise in pixel coordinates.
    let turn = (ax * by - ay * bx) / (a * b);
    let lean = (ax * bx + ay * by) / (a * b);
    if turn <= 0.0 || lean.abs() > 0.42 {
        return None;
    }
    let sizes = [corner, right, below].map(|finder| finder.wide + finder.high);
    let (least, most) =
        sizes.iter().fold((f32::MAX, 0.0f32), |(low, high), &size| (low.min(size), high.max(size)));
    if most > least * 1.7 {
        return None;
    }
    // The distance is 14 modules in the smallest code. The upper limit exceeds every code on a form.
    let modules =
        (a + b) / 2.0 / (module(corner, ax, ay) + module(right, ax, ay) + module(below, ax, ay)) * 3.0;
    if !(10.0..70.0).contains(&modules) {
        return None;
    }
    Some((a / b).ln().abs() + lean.abs() + (most / least).ln())
}

/// Side of a module in pixels, from the size of a finder pattern with its top edge in the direction (x, y).
pub(crate) fn module(finder: &Finder, x: f32, y: f32) -> f32 {
    let length = x.hypot(y);
    let (cos, sin) = (x.abs() / length, y.abs() / length);
    (finder.wide + finder.high) / 14.0 * cos.max(sin)
}
