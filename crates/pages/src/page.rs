//! Pipeline from decoded pixels to a finished page: search codes, turn upright, rate, encode.

use crate::{
    CODE_MM, Unreadable, encode, qr,
    quality::{self, Flaw, Quality, Tones},
    raster::{self, Raster},
    skew,
};
use serde::{Deserialize, Serialize};

/// Longest side of a page's picture in pixels: A4 at 200 dpi.
const LONGEST: usize = 2340;
/// Longest side in pixels of the picture that is searched and rated first. A4 has 150 to 200 dpi at this
/// size, and a module of a form's code is about six pixels wide.
const SEARCHED_FIRST: usize = 2400;
/// Width of a thumbnail in pixels.
const THUMBNAIL: usize = 240;
/// Contrast below which a mirrored code is taken for print on the other side that shines through the paper.
const SHINE_THROUGH: f32 = 0.45;
/// Tilt in degrees below which a page is not turned.
const LEVEL: f32 = 0.3;

/// Page of a scan, turned upright.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// Distinct texts of all wanted codes in reading order of the upright page: row by row, from left to
    /// right.
    pub codes: Vec<String>,
    /// Number of codes that were decoded but have a text that is not wanted.
    pub foreign: usize,
    /// Whether a code was found that could not be decoded. Such a page may be a form of its own rather than a
    /// continuation of the page before it.
    pub unread: bool,
    /// Degrees clockwise by which the page was turned to stand upright, more than -180 and at most 180.
    pub turned: f32,
    /// JPEG of the page, gray unless colour matters, at most 2,340 pixels on its longest side.
    pub image: Vec<u8>,
    /// JPEG of the page, 240 pixels wide.
    pub thumbnail: Vec<u8>,
    /// Width of `image` in pixels.
    pub width: u32,
    /// Height of `image` in pixels.
    pub height: u32,
    /// Quality of the scan.
    pub quality: Quality,
}

/// Step of reading a page, in the order in which the steps run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Decoding the file to pixels.
    Decode,
    /// Reducing the size, and dropping colours that do not matter.
    Reduce,
    /// Finding and decoding codes.
    Search,
    /// Measuring the tilt of a page without a code, and rating the scan.
    Rate,
    /// Turning the page upright, and making the thumbnail.
    Turn,
    /// Encoding both JPEGs.
    Encode,
}

/// Orientation of a picture as its file states it.
#[derive(Clone, Copy)]
pub(crate) struct Orientation {
    mirrored: bool,
    /// Quarter turns clockwise, which follow the mirroring from left to right.
    quarters: u8,
}

impl Orientation {
    pub(crate) fn quarters(quarters: u8) -> Self {
        Self { mirrored: false, quarters }
    }

    /// Converts an EXIF orientation from 1 to 8. Other values mean an upright picture.
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

/// Decoded pixels of a page, and the metadata that its file states.
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    /// Factor by which the picture was reduced during decoding.
    pub(crate) reduced: usize,
    pub(crate) orientation: Orientation,
    /// Dots per inch, in the denser direction.
    pub(crate) dpi: Option<u16>,
    /// Width of a dot divided by its height.
    pub(crate) aspect: f32,
}

/// Turns decoded pixels into a finished page.
pub(crate) fn make(
    decoded: Decoded,
    wanted: &dyn Fn(&str) -> bool,
    watch: &mut dyn FnMut(Step),
) -> Result<Page, Unreadable> {
    let (orientation, stated_dpi) = (decoded.orientation, decoded.dpi);
    let too_small = quality::too_small(decoded.raster.width, decoded.raster.height) && decoded.reduced == 1;
    let (mut raster, scale) = at_working_size(decoded);
    let mut copies = GrayCopies::at(&raster);
    if quality::negative(copies.smallest(&raster)) {
        raster.data.iter_mut().for_each(|value| *value = 255 - *value);
        copies = GrayCopies::at(&raster);
    }
    watch(Step::Reduce);
    let mut found = copies.search(&raster, wanted);
    if let Some(code) = found.codes.first()
        && found.codes.iter().all(|code| code.mirrored)
        && code.contrast > SHINE_THROUGH
    {
        raster.mirror();
        copies = GrayCopies::at(&raster);
        found = copies.search(&raster, wanted);
    }
    // A code that still looks mirrored is printed on the other side and shines through the paper.
    let shines = found.codes.iter().any(|code| code.mirrored);
    found.codes.retain(|code| !code.mirrored);
    let (gray, smallest) = (copies.gray(&raster), copies.smallest(&raster));
    watch(Step::Search);
    let upright = normalized(upright(found.codes.first(), orientation.quarters, smallest));

    sort(&mut found.codes, upright);

    let tones = Tones::of(smallest);
    let mut flaws = quality::flaws(smallest, &tones);
    if too_small {
        flaws.push(Flaw::TooSmall);
    }
    let dpi = found.codes.first().map(|code| dots_per_inch(code, scale)).or(stated_dpi);
    if dpi.is_some_and(|dpi| dpi < 145) {
        flaws.push(Flaw::LowResolution);
    }
    let page_cut = found.codes.iter().any(|code| quality::page_cut(gray.width, gray.height, &code.place));
    if page_cut || quality::corner_cut(smallest) {
        flaws.push(Flaw::CornerCut);
    }
    watch(Step::Rate);

    let image = raster.turned(upright, LONGEST);
    let thumbnail = reduced_to_thumbnail(&image);
    watch(Step::Turn);
    // A decoded foreign code, or one elsewhere, explains the dark square already.
    let covered = found.codes.is_empty()
        && !found.has_foreign_code()
        && !shines
        && quality::square_in_its_corner(smallest, &tones);
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

/// Degrees by which a page must turn to stand upright: a code tells it, or else the stated quarter turns and the lines of writing.
fn upright(code: Option<&qr::Code>, quarters: u8, smallest: &Raster) -> f32 {
    match code {
        Some(code) => -code.place.turn(),
        None => {
            let turned = (quarters % 2 == 1).then(|| smallest.turned(90.0, smallest.longest()));
            f32::from(quarters) * 90.0 - skew::of(turned.as_ref().unwrap_or(smallest))
        }
    }
}

/// Resolution of a picture that the printed size of a code tells. `scale` is the reduction of the picture.
fn dots_per_inch(code: &qr::Code, scale: usize) -> u16 {
    let dots = code.place.side() * scale as f32 / CODE_MM * 25.4;
    dots.round().clamp(1.0, 9999.0) as u16
}

/// Gray copies of a picture at full and half size, made once for the search and the rating.
struct GrayCopies {
    /// `None` where the picture itself is gray.
    gray: Option<Raster>,
    /// `None` where the picture is already small.
    half: Option<Raster>,
}

impl GrayCopies {
    fn at(raster: &Raster) -> Self {
        let gray = (raster.channels > 1).then(|| raster.gray());
        let half = (raster.longest() > SEARCHED_FIRST).then(|| gray.as_ref().unwrap_or(raster).reduced(2));
        Self { gray, half }
    }

    fn gray<'a>(&'a self, raster: &'a Raster) -> &'a Raster {
        self.gray.as_ref().unwrap_or(raster)
    }

    /// Smallest gray copy, which is searched and rated first.
    fn smallest<'a>(&'a self, raster: &'a Raster) -> &'a Raster {
        self.half.as_ref().unwrap_or(self.gray(raster))
    }

    /// Searches by brightness first. A code that is not found then is searched by the brightest channel of
    /// each pixel, where the coloured ink of a seal or a pen is nearly as light as paper and black print
    /// stays dark.
    fn search(&self, raster: &Raster, wanted: &dyn Fn(&str) -> bool) -> qr::Found {
        let mut found = qr::Found::default();
        qr::search(self.gray(raster), self.half.as_ref(), &mut found, wanted);
        if raster.channels > 1 && (found.codes.is_empty() || found.unread()) {
            let bright = raster.brightest();
            let half = self.half.is_some().then(|| bright.reduced(2));
            qr::search(&bright, half.as_ref(), &mut found, wanted);
        }
        // Print at the end of a toner cartridge is hardly darker than paper.
        if found.codes.is_empty()
            && let Some((paper, ink)) = quality::pale(self.smallest(raster))
        {
            let gray = self.gray(raster).stretched(paper, ink);
            let half = self.half.as_ref().map(|half| half.stretched(paper, ink));
            qr::search(&gray, half.as_ref(), &mut found, wanted);
        }
        found
    }
}

/// Sorts codes in reading order of the upright page: row by row, from left to right.
fn sort(codes: &mut [qr::Code], upright: f32) {
    let (sin, cos) = upright.to_radians().sin_cos();
    let place = |code: &qr::Code| {
        let (x, y) = code.place.middle();
        (x * cos - y * sin, x * sin + y * cos)
    };
    codes.sort_by(|a, b| place(a).1.total_cmp(&place(b).1));
    // Codes with centres that differ by less than one height belong to the same row.
    let same = |a: &qr::Code, b: &qr::Code| place(b).1 - place(a).1 < a.place.side();
    for row in codes.chunk_by_mut(same) {
        row.sort_by(|a, b| place(a).0.total_cmp(&place(b).0));
    }
}

/// Reduces the picture to working size and drops colours that do not matter. Returns the picture and the
/// factor of the reduction.
fn at_working_size(decoded: Decoded) -> (Raster, usize) {
    let Decoded { raster, reduced, orientation, aspect, .. } = decoded;
    let mirrored = orientation.mirrored;
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

/// Normalizes an angle in degrees to more than -180 and at most 180, and snaps it to a quarter turn nearby.
fn normalized(degrees: f32) -> f32 {
    let quarter = (degrees / 90.0).round() * 90.0;
    let degrees = if (degrees - quarter).abs() < LEVEL { quarter } else { degrees };
    let turned = degrees.rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

/// Reduces a picture to the width of a thumbnail.
fn reduced_to_thumbnail(image: &Raster) -> Raster {
    let half = image.reduced(2);
    let reduced = half.reduced((half.width / THUMBNAIL).max(1));
    let scale = THUMBNAIL as f32 / reduced.width as f32;
    let longest = (reduced.longest() as f32 * scale).round().max(1.0) as usize;
    reduced.turned(0.0, longest)
}
