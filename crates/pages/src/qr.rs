//! Finds QR codes and reads them: any turn, some tilt, blur, noise and uneven light.
//!
//! Easy attempts first. A picture without anything like a finder pattern is given up after two looks at it; what
//! looks like a code but does not read is tried again softened, sharpened and at full scale. Reading the bits is
//! rqrr's; finding, straightening and sampling are here, because neither rqrr nor rxing finds enough of them.

mod binary;
mod finder;
mod grid;

use crate::{CODE_MODULES, raster::Raster};
use binary::Binary;
pub(crate) use grid::Located;

/// What was found on a picture.
#[derive(Default)]
pub(crate) struct Found {
    /// The codes that are wanted, each text once.
    pub(crate) codes: Vec<Code>,
    /// How many other codes there are.
    pub(crate) foreign: usize,
    /// Where codes lie that were read, wanted or not.
    read: Vec<Located>,
    /// Where something lies that has the marks of a code and was not read.
    alike: Vec<Located>,
}

/// A code that was read.
pub(crate) struct Code {
    pub(crate) text: String,
    /// Where it is, in pixels of the picture that was searched.
    pub(crate) place: Located,
    /// Whether it is seen from behind.
    pub(crate) mirrored: bool,
    /// How much darker its dark modules are than its light ones, as a share of these.
    pub(crate) contrast: f32,
}

/// Searches a gray picture, of which `half` is half as wide and high if it is large, for what was not found before.
pub(crate) fn search(gray: &Raster, half: Option<&Raster>, found: &mut Found, wanted: &dyn Fn(&str) -> bool) {
    let easy = half.unwrap_or(gray);
    let scale = if half.is_some() { 2.0 } else { 1.0 };

    let hope = attempt(easy, scale, found, wanted);
    if hope == Hope::None && !found.codes.is_empty() {
        return;
    }
    // Noise breaks runs apart; a softer picture of the same has them whole.
    let soft = softened(easy);
    let hope = hope.max(attempt(&soft, scale, found, wanted));
    if !done(found, hope) {
        search_further(gray, half.is_some(), easy, &soft, found, wanted);
    }
    if found.codes.is_empty() {
        lone(&soft, scale, found, wanted);
    }
}

/// Searches where there are marks of a code: at full size, sharpened, and smaller.
fn search_further(
    gray: &Raster,
    halved: bool,
    easy: &Raster,
    soft: &Raster,
    found: &mut Found,
    wanted: &dyn Fn(&str) -> bool,
) {
    let scale = if halved { 2.0 } else { 1.0 };
    if halved {
        let hope = attempt(gray, 1.0, found, wanted);
        if done(found, hope) {
            return;
        }
        let hope = hope.max(attempt(&softened(gray), 1.0, found, wanted));
        if done(found, hope) {
            return;
        }
    }
    attempt(&sharpened(soft), scale, found, wanted);
    if found.codes.is_empty() {
        let small = easy.reduced(2);
        attempt(&small, scale * 2.0, found, wanted);
    }
}

/// Looks for a code of which one corner alone is seen.
fn lone(gray: &Raster, scale: f32, found: &mut Found, wanted: &dyn Fn(&str) -> bool) {
    let Some(binary) = Binary::of(gray) else { return };
    for finder in finder::find(&binary).iter().filter(|finder| finder.seen >= finder::CROSSED).take(LONE) {
        match grid::read_lone(gray, &binary, finder) {
            grid::Outcome::Read(code) => found.take(code, scale, wanted),
            grid::Outcome::Alike(place) => found.alike.push(place.scaled(scale)),
            grid::Outcome::Nothing => {}
        }
    }
}

/// How many corners are looked at that are alone.
const LONE: usize = 6;

/// What speaks for a code that was not read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hope {
    /// Nothing.
    None,
    /// Things like finder patterns, which text and seals have too.
    Faint,
    /// Marks of a code.
    Good,
}

/// Whether searching further is not worth its time.
fn done(found: &Found, hope: Hope) -> bool {
    hope == Hope::None || (hope == Hope::Faint && !found.codes.is_empty())
}

/// Searches once.
fn attempt(gray: &Raster, scale: f32, found: &mut Found, wanted: &dyn Fn(&str) -> bool) -> Hope {
    let Some(binary) = Binary::of(gray) else { return Hope::None };
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
            grid::Outcome::Alike(place) => {
                unread.push(triple.corners);
                found.alike.push(place.scaled(scale));
            }
            grid::Outcome::Nothing => {}
        }
    }
    // Corners of two codes can look like those of a third.
    let mut alike = unread.iter().any(|corners| corners.iter().all(|&corner| !used[corner]));
    // Two finder patterns may be those of a code whose third was not seen.
    for pair in finder::pairs(&finders, &used) {
        if pair.seen.iter().any(|&corner| used[corner]) {
            continue;
        }
        match grid::read_pair(gray, &binary, &pair) {
            grid::Outcome::Read(code) => {
                pair.seen.iter().for_each(|&corner| used[corner] = true);
                found.take(code, scale, wanted);
            }
            grid::Outcome::Alike(place) => {
                alike = true;
                found.alike.push(place.scaled(scale));
            }
            grid::Outcome::Nothing => {}
        }
    }
    if alike {
        return Hope::Good;
    }
    let loose = finders.iter().zip(&used).filter(|(finder, used)| !**used && finder.seen > 3).count();
    if loose >= 2 { Hope::Faint } else { Hope::None }
}

impl Found {
    /// Takes a code that was read on a picture so much smaller.
    fn take(&mut self, code: Code, scale: f32, wanted: &dyn Fn(&str) -> bool) {
        let code = Code { place: code.place.scaled(scale), ..code };
        let known = self.sees(&code.place);
        self.read.push(code.place);
        if !wanted(&code.text) {
            self.foreign += usize::from(!known);
        } else if self.codes.iter().all(|known| known.text != code.text) {
            self.codes.push(code);
        }
    }

    /// Whether something has the marks of a code of ours and was not read, where none was. What others print on their papers is larger.
    pub(crate) fn unread(&self) -> bool {
        self.alike.iter().any(|place| CODE_MODULES.contains(&place.modules) && !self.sees(place))
    }

    /// Whether something has the marks of a code that is none of ours: what others print on their papers has more modules.
    pub(crate) fn sees_others(&self) -> bool {
        self.foreign > 0 || self.alike.iter().any(|place| place.modules > *CODE_MODULES.end())
    }

    /// Whether a code that was read lies there.
    fn sees(&self, place: &Located) -> bool {
        let (x, y) = place.middle();
        self.read.iter().any(|read| {
            let (rx, ry) = read.middle();
            (rx - x).hypot(ry - y) < place.side().max(read.side()) / 2.0
        })
    }
}

/// Each pixel with its neighbours, weighted 1-2-1 both ways.
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

/// What a wider softening takes away, added once more.
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
