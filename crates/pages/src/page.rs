//! From pixels to a page: find its codes, turn it upright, rate it, write it.

use crate::{
    CODE_MM, Unreadable, encode, qr,
    quality::{self, Tones},
    raster::{self, Raster},
    skew,
};
use serde::{Deserialize, Serialize};

/// The longest side of a page's picture, in pixels: A4 at 200 dpi.
const LONGEST: usize = 2340;
/// The longest side of what is searched and rated first: for A4 that is between 150 and 200 dpi, where a module of
/// our codes is about six pixels wide.
const EASY: usize = 2400;
/// The width of a thumbnail, in pixels.
const THUMBNAIL: usize = 240;
/// A code seen from behind that differs less than this from its paper shines through it.
const SHINING: f32 = 0.45;
/// A page that is less askew than this, in degrees, is not turned.
const LEVEL: f32 = 0.3;

/// A page, upright.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// The distinct texts of all codes that are wanted, as somebody would meet them on the upright page: row by row from the left.
    pub codes: Vec<String>,
    /// How many codes there are that are not.
    pub foreign: usize,
    /// Whether something on it has the marks of a code and could not be read. It may be a form that belongs to no page before it.
    pub unread: bool,
    /// Degrees clockwise by which it was turned to stand upright, more than -180 and at most 180.
    pub turned: f32,
    /// A JPEG, gray unless colour matters, its longest side at most 2,340 pixels.
    pub image: Vec<u8>,
    /// A JPEG, 240 pixels wide.
    pub thumbnail: Vec<u8>,
    /// The image's width in pixels.
    pub width: u32,
    /// The image's height in pixels.
    pub height: u32,
    /// How good the scan is.
    pub quality: Quality,
}

/// How good a scan is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Dots an inch: by the size of our code if there is one, else by what the file says of itself.
    pub dpi: Option<u16>,
    /// What is wrong.
    pub flaws: Vec<Flaw>,
    /// Whether it is blank to the last spot: not even a line of writing or a signature is on it.
    pub bare: bool,
}

/// Something wrong with a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// Less than 150 dots an inch.
    LowResolution,
    /// Its edges are soft.
    Blurred,
    /// Nothing is written on it.
    Blank,
    /// A corner, or a part of the page, is missing.
    CornerCut,
    /// Its paper is dark.
    TooDark,
    /// It has too few pixels to be read by anybody.
    TooSmall,
}

impl Flaw {
    /// A stable name.
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

/// A step of reading a page, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// From the file to pixels.
    Decode,
    /// Smaller, and without colours that do not matter.
    Reduce,
    /// Finding and reading codes.
    Search,
    /// Finding the tilt of a page without a code; rating it.
    Rate,
    /// Turning upright, and the thumbnail.
    Turn,
    /// Writing both JPEGs.
    Encode,
}

/// How a picture's pixels lie, as its file says.
#[derive(Clone, Copy)]
pub(crate) struct Stand {
    mirrored: bool,
    /// Quarter turns clockwise, after mirroring left to right.
    quarters: u8,
}

impl Stand {
    pub(crate) fn quarters(quarters: u8) -> Self {
        Self { mirrored: false, quarters }
    }

    /// An EXIF orientation, 1 to 8.
    pub(crate) fn exif(orientation: u8) -> Self {
        let (mirrored, quarters) = match orientation {
            2 => (true, 0),
            3 => (false, 2),
            4 => (true, 2),
            5 => (true, 3),
            6 => (false, 1),
            7 => (true, 1),
            8 => (false, 3),
            _ => (false, 0),
        };
        Self { mirrored, quarters }
    }
}

/// A page's pixels, and what its file says of them.
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    /// By how much it was reduced while it was decoded.
    pub(crate) reduced: usize,
    pub(crate) stand: Stand,
    /// Dots an inch, where they stand closest.
    pub(crate) dpi: Option<u16>,
    /// How much wider its dots are than high.
    pub(crate) aspect: f32,
}

/// Makes a page of its pixels.
pub(crate) fn make(
    decoded: Decoded,
    wanted: &dyn Fn(&str) -> bool,
    watch: &mut dyn FnMut(Step),
) -> Result<Page, Unreadable> {
    let (stand, said) = (decoded.stand, decoded.dpi);
    let too_small = quality::too_small(decoded.raster.width, decoded.raster.height) && decoded.reduced == 1;
    let (mut raster, scale) = worked(decoded);
    let mut looked = Looked::at(&raster);
    if quality::negative(looked.easy(&raster)) {
        raster.data.iter_mut().for_each(|value| *value = 255 - *value);
        looked = Looked::at(&raster);
    }
    watch(Step::Reduce);
    let mut found = looked.search(&raster, wanted);
    if let Some(code) = found.codes.first()
        && found.codes.iter().all(|code| code.mirrored)
        && code.contrast > SHINING
    {
        raster.mirror();
        looked = Looked::at(&raster);
        found = looked.search(&raster, wanted);
    }
    // What is still seen from behind shines through the paper: it is on the other side.
    let shines = found.codes.iter().any(|code| code.mirrored);
    found.codes.retain(|code| !code.mirrored);
    let (gray, easy) = (looked.gray(&raster), looked.easy(&raster));
    watch(Step::Search);
    let upright = match found.codes.first() {
        Some(code) => -code.place.turn(),
        None => {
            let base = f32::from(stand.quarters) * 90.0;
            let across = stand.quarters % 2 == 1;
            let turned = across.then(|| easy.turned(90.0, easy.longest()));
            base - skew::of(turned.as_ref().unwrap_or(easy))
        }
    };
    let upright = levelled(upright);

    sort(&mut found.codes, upright);

    let tones = Tones::of(easy);
    let mut flaws = quality::flaws(easy, &tones);
    if too_small {
        flaws.push(Flaw::TooSmall);
    }
    let dpi = match found.codes.first() {
        Some(code) => {
            let dots = code.place.side() * scale as f32 / CODE_MM * 25.4;
            Some(dots.round().clamp(1.0, 9999.0) as u16)
        }
        None => said,
    };
    if dpi.is_some_and(|dpi| dpi < 145) {
        flaws.push(Flaw::LowResolution);
    }
    let page_cut = found.codes.iter().any(|code| quality::page_cut(gray.width, gray.height, &code.place));
    if page_cut || quality::corner_cut(easy) {
        flaws.push(Flaw::CornerCut);
    }
    watch(Step::Rate);

    let image = raster.turned(upright, LONGEST);
    let thumbnail = small(&image);
    watch(Step::Turn);
    // What others print on their papers was read as a foreign code, or lies elsewhere.
    let covered = found.codes.is_empty()
        && !found.sees_others()
        && !shines
        && quality::square_in_its_corner(easy, &tones);
    let page = Page {
        unread: found.unread() || covered,
        foreign: found.foreign,
        codes: found.codes.into_iter().map(|code| code.text).collect(),
        turned: upright,
        image: encode::jpeg(&image, 75).ok_or(Unreadable::Damaged)?,
        thumbnail: encode::jpeg(&thumbnail, 70).ok_or(Unreadable::Damaged)?,
        width: image.width as u32,
        height: image.height as u32,
        quality: Quality { dpi, flaws, bare: tones.are_bare() },
    };
    watch(Step::Encode);
    Ok(page)
}

/// A picture without colours, as it is and half as wide and high.
struct Looked {
    /// `None` where the picture has no colours.
    gray: Option<Raster>,
    /// `None` where the picture is small.
    half: Option<Raster>,
}

impl Looked {
    fn at(raster: &Raster) -> Self {
        let gray = (raster.channels > 1).then(|| raster.gray());
        let half = (raster.longest() > EASY).then(|| gray.as_ref().unwrap_or(raster).reduced(2));
        Self { gray, half }
    }

    fn gray<'a>(&'a self, raster: &'a Raster) -> &'a Raster {
        self.gray.as_ref().unwrap_or(raster)
    }

    /// What is searched and rated first.
    fn easy<'a>(&'a self, raster: &'a Raster) -> &'a Raster {
        self.half.as_ref().unwrap_or(self.gray(raster))
    }

    /// Searches by brightness, and where that leaves something to find, by the brightest colour of each pixel: ink that has a colour, of a seal or
    /// a pen, is nearly as light as paper there, and what is printed as dark as before.
    fn search(&self, raster: &Raster, wanted: &dyn Fn(&str) -> bool) -> qr::Found {
        let mut found = qr::Found::default();
        qr::search(self.gray(raster), self.half.as_ref(), &mut found, wanted);
        if raster.channels > 1 && (found.codes.is_empty() || found.unread()) {
            let bright = raster.brightest();
            let half = self.half.is_some().then(|| bright.reduced(2));
            qr::search(&bright, half.as_ref(), &mut found, wanted);
        }
        // Where toner runs out the darkest ink is hardly darker than paper.
        if found.codes.is_empty()
            && let Some((paper, ink)) = quality::pale(self.easy(raster))
        {
            let gray = self.gray(raster).stretched(paper, ink);
            let half = self.half.as_ref().map(|half| half.stretched(paper, ink));
            qr::search(&gray, half.as_ref(), &mut found, wanted);
        }
        found
    }
}

/// Orders codes as they lie on the upright page: row by row from the left.
fn sort(codes: &mut [qr::Code], upright: f32) {
    let (sin, cos) = upright.to_radians().sin_cos();
    let place = |code: &qr::Code| {
        let (x, y) = code.place.middle();
        (x * cos - y * sin, x * sin + y * cos)
    };
    codes.sort_by(|a, b| place(a).1.total_cmp(&place(b).1));
    // Codes whose middles differ by less than their height stand in one row.
    let same = |a: &qr::Code, b: &qr::Code| place(b).1 - place(a).1 < a.place.side();
    for row in codes.chunk_by_mut(same) {
        row.sort_by(|a, b| place(a).0.total_cmp(&place(b).0));
    }
}

/// The picture at the size at which it is worked on, and by how much it was reduced; without colours that do not matter.
fn worked(decoded: Decoded) -> (Raster, usize) {
    let Decoded { raster, reduced, stand, aspect, .. } = decoded;
    let mirrored = stand.mirrored;
    let factor = raster::factor(raster.width, raster.height, aspect);
    let raster = if factor > 1 { raster.reduced(factor) } else { raster };
    let mut raster = raster.proportioned(aspect);
    if raster.channels == 3 && !raster.colourful() {
        raster = raster.gray();
    }
    if mirrored {
        raster.mirror();
    }
    (raster, factor * reduced)
}

/// An angle of more than -180 and at most 180, snapped to a quarter turn that is near.
fn levelled(degrees: f32) -> f32 {
    let quarter = (degrees / 90.0).round() * 90.0;
    let degrees = if (degrees - quarter).abs() < LEVEL { quarter } else { degrees };
    let turned = degrees.rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

/// A picture at most as wide as a thumbnail is.
fn small(image: &Raster) -> Raster {
    let half = image.reduced(2);
    let reduced = half.reduced((half.width / THUMBNAIL).max(1));
    let scale = THUMBNAIL as f32 / reduced.width as f32;
    let longest = (reduced.longest() as f32 * scale).round().max(1.0) as usize;
    reduced.turned(0.0, longest)
}
