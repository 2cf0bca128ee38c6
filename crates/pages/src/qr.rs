//! Search for QR codes (ISO/IEC 18004) and their decoding, for any rotation and some perspective, blur, noise
//! and uneven light.
//!
//! Cheap attempts come first. A picture without anything like a finder pattern is dropped after two attempts.
//! A likely code that does not decode is tried again softened, sharpened and at full size. The rqrr crate
//! decodes the modules. Detection, rectification and sampling are implemented here, because rqrr and rxing
//! miss too many codes on scans.

mod binary;
mod finder;
mod grid;
mod located;

use crate::{CODE_MODULES, raster::Raster};
use binary::Binary;
pub(crate) use located::Located;

/// Codes found on a picture.
#[derive(Default)]
pub(crate) struct Found {
    /// Wanted codes, each text once.
    pub(crate) codes: Vec<Code>,
    /// Number of other codes.
    pub(crate) foreign: usize,
    /// Positions of decoded codes, wanted or not.
    read: Vec<Located>,
    /// Positions with the marks of a code that could not be decoded.
    undecoded: Vec<Located>,
}

/// Decoded code.
pub(crate) struct Code {
    pub(crate) text: String,
    /// Position in pixels of the searched picture.
    pub(crate) place: Located,
    /// Whether the code is mirrored, as when it is seen through the paper.
    pub(crate) mirrored: bool,
    /// Difference between light and dark modules as a share of the light ones.
    pub(crate) contrast: f32,
}

/// Searches a gray picture for codes that `found` does not hold yet. `half` is the same picture at half size,
/// if the picture is large.
pub(crate) fn search(gray: &Raster, half: Option<&Raster>, found: &mut Found, wanted: &dyn Fn(&str) -> bool) {
    let smallest = half.unwrap_or(gray);
    let scale = if half.is_some() { 2.0 } else { 1.0 };

    let evidence = attempt(smallest, scale, found, wanted);
    if evidence == Evidence::None && !found.codes.is_empty() {
        return;
    }
    // Noise breaks runs of equal tone apart; softening joins them again.
    let soft = softened(smallest);
    let evidence = evidence.max(attempt(&soft, scale, found, wanted));
    if !is_done(found, evidence) {
        search_further(gray, half.is_some(), smallest, &soft, found, wanted);
    }
    if found.codes.is_empty() {
        search_single_finders(&soft, scale, found, wanted);
    }
}

/// Searches again where marks of a code were found: at full size, sharpened, and reduced.
fn search_further(
    gray: &Raster,
    halved: bool,
    smallest: &Raster,
    soft: &Raster,
    found: &mut Found,
    wanted: &dyn Fn(&str) -> bool,
) {
    let scale = if halved { 2.0 } else { 1.0 };
    if halved {
        let evidence = attempt(gray, 1.0, found, wanted);
        if is_done(found, evidence) {
            return;
        }
        let evidence = evidence.max(attempt(&softened(gray), 1.0, found, wanted));
        if is_done(found, evidence) {
            return;
        }
    }
    attempt(&sharpened(soft), scale, found, wanted);
    if found.codes.is_empty() {
        let small = smallest.reduced(2);
        attempt(&small, scale * 2.0, found, wanted);
    }
}

/// Searches for a code that shows only one finder pattern.
fn search_single_finders(gray: &Raster, scale: f32, found: &mut Found, wanted: &dyn Fn(&str) -> bool) {
    let Some(binary) = Binary::of(gray) else { return };
    for finder in
        finder::find(&binary).iter().filter(|finder| finder.seen >= finder::TRUSTED_ROWS).take(SINGLE_FINDERS)
    {
        match grid::read_single(gray, &binary, finder) {
            grid::Outcome::Read(code) => found.take(code, scale, wanted),
            grid::Outcome::Undecoded(place) => found.undecoded.push(place.scaled(scale)),
            grid::Outcome::Nothing => {}
        }
    }
}

/// Number of single finder patterns that are tried.
const SINGLE_FINDERS: usize = 6;

/// Evidence for a code that was not decoded yet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// No evidence.
    None,
    /// Shapes like finder patterns, which also occur in text and seals.
    Faint,
    /// Marks of a code.
    Good,
}

/// Whether a further search is not worth its time.
fn is_done(found: &Found, evidence: Evidence) -> bool {
    evidence == Evidence::None || (evidence == Evidence::Faint && !found.codes.is_empty())
}

/// Runs one attempt on a picture reduced by `scale`.
fn attempt(gray: &Raster, scale: f32, found: &mut Found, wanted: &dyn Fn(&str) -> bool) -> Evidence {
    let Some(binary) = Binary::of(gray) else { return Evidence::None };
    let finders = finder::find(&binary);
    let mut unread = Vec::new();
    let mut used = vec![false; finders.len()];
    for triple in finder::triples(&finders) {
        if triple.corners.iter().any(|&corner| used[corner]) {
            continue;
        }
        let corners = triple.corners.map(|corner| finders[corner]);
        match grid::read(gray, &binary, &corners) {
            grid::Outcome::Read(code) => {
                triple.corners.iter().for_each(|&corner| used[corner] = true);
                found.take(code, scale, wanted);
            }
            grid::Outcome::Undecoded(place) => {
                unread.push(triple.corners);
                found.undecoded.push(place.scaled(scale));
            }
            grid::Outcome::Nothing => {}
        }
    }
    // Finder patterns of two codes may resemble those of a third.
    let mut is_likely = unread.iter().any(|corners| corners.iter().all(|&corner| !used[corner]));
    // Two finder patterns may belong to a code with a hidden third.
    for pair in finder::pairs(&finders, &used) {
        if pair.seen.iter().any(|&corner| used[corner]) {
            continue;
        }
        match grid::read_pair(gray, &binary, &pair) {
            grid::Outcome::Read(code) => {
                pair.seen.iter().for_each(|&corner| used[corner] = true);
                found.take(code, scale, wanted);
            }
            grid::Outcome::Undecoded(place) => {
                is_likely = true;
                found.undecoded.push(place.scaled(scale));
            }
            grid::Outcome::Nothing => {}
        }
    }
    if is_likely {
        return Evidence::Good;
    }
    let loose = finders.iter().zip(&used).filter(|(finder, used)| !**used && finder.seen > 3).count();
    if loose >= 2 { Evidence::Faint } else { Evidence::None }
}

impl Found {
    /// Adds a code that was decoded on a picture reduced by `scale`.
    fn take(&mut self, code: Code, scale: f32, wanted: &dyn Fn(&str) -> bool) {
        let code = Code { place: code.place.scaled(scale), ..code };
        let known = self.has_decoded_at(&code.place);
        self.read.push(code.place);
        if !wanted(&code.text) {
            self.foreign += usize::from(!known);
        } else if self.codes.iter().all(|known| known.text != code.text) {
            self.codes.push(code);
        }
    }

    /// Whether a code of a form's size was seen but not decoded. Codes on other papers have more modules.
    pub(crate) fn unread(&self) -> bool {
        self.undecoded
            .iter()
            .any(|place| CODE_MODULES.contains(&place.modules) && !self.has_decoded_at(place))
    }

    /// Whether a code that belongs to no form was seen, decoded or not. Codes on other papers have more
    /// modules.
    pub(crate) fn has_foreign_code(&self) -> bool {
        self.foreign > 0 || self.undecoded.iter().any(|place| place.modules > *CODE_MODULES.end())
    }

    /// Whether a decoded code lies at this position.
    fn has_decoded_at(&self, place: &Located) -> bool {
        let (x, y) = place.middle();
        self.read.iter().any(|read| {
            let (rx, ry) = read.middle();
            (rx - x).hypot(ry - y) < place.side().max(read.side()) / 2.0
        })
    }
}

/// Softens with a 1-2-1 kernel in both directions.
fn softened(gray: &Raster) -> Raster {
    let (width, height) = (gray.width, gray.height);
    let mut data = Vec::with_capacity(width * height);
    let mut column = vec![0u16; width];
    for y in 0..height {
        let row = |y: usize| &gray.data[y * width..(y + 1) * width];
        let (above, here, below) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(height - 1)));
        for (sum, ((&a, &b), &c)) in column.iter_mut().zip(above.iter().zip(here).zip(below)) {
            *sum = u16::from(a) + 2 * u16::from(b) + u16::from(c);
        }
        data.push((column[0] / 4) as u8);
        data.extend(column.windows(3).map(|three| ((three[0] + 2 * three[1] + three[2] + 8) / 16) as u8));
        if width > 1 {
            data.push((column[width - 1] / 4) as u8);
        }
    }
    Raster { width, height, channels: 1, data }
}

/// Unsharp mask: adds the difference from a wider blur.
fn sharpened(gray: &Raster) -> Raster {
    let wide = softened(&softened(&softened(&softened(gray))));
    let data = gray
        .data
        .iter()
        .zip(&wide.data)
        .map(|(&here, &around)| (2 * i32::from(here) - i32::from(around)).clamp(0, 255) as u8)
        .collect();
    Raster { width: gray.width, height: gray.height, channels: 1, data }
}
