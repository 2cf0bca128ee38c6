//! Forms with wear from everyday use: stamped, written on, folded, stapled, stained, copied, crumpled,
//! photographed or faxed. The shares follow real incoming mail, with an object over every third code. The
//! same number gives the same page.

use super::{
    Dice, PLACES, Picture, SIDE, between, form,
    tiffs::{self, CODINGS, Layout},
};
use jpeg_encoder::{ColorType, Encoder};

/// Kind of wear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Clean,
    Copied,
    /// Printed on A5 or A3, or two pages on one sheet.
    Sized,
    Crumpled,
    Weak,
    Seal,
    SealInGrey,
    Fold,
    Staple,
    Pen,
    Coffee,
    Photo,
    /// Photo that a messenger has reduced and compressed again.
    Messenger,
    CrumpledPhoto,
    /// Photo of a page with a seal or pen strokes.
    CoveredPhoto,
    FaxFine,
    FaxStandard,
}

/// Kinds, with the number of each in about a hundred pages.
pub const KINDS: [(Kind, usize); 17] = [
    (Kind::Clean, 15),
    (Kind::Copied, 10),
    (Kind::Sized, 18),
    (Kind::Crumpled, 5),
    (Kind::Weak, 5),
    (Kind::Seal, 5),
    (Kind::SealInGrey, 5),
    (Kind::Fold, 5),
    (Kind::Staple, 5),
    (Kind::Pen, 5),
    (Kind::Coffee, 5),
    (Kind::Photo, 22),
    (Kind::Messenger, 3),
    (Kind::CrumpledPhoto, 3),
    (Kind::CoveredPhoto, 5),
    (Kind::FaxFine, 6),
    (Kind::FaxStandard, 6),
];

/// Worn page.
pub struct Worn {
    pub kind: Kind,
    /// Dots per inch of a scan; `None` for a photo or a fax.
    pub dpi: Option<u32>,
    /// Whether a coloured object covers the code, and whether any object does.
    pub coloured: bool,
    pub covered: bool,
    pub texts: Vec<String>,
    pub bytes: Vec<u8>,
}

/// Random text of a printed form's code.
pub fn text(dice: &mut Dice) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut some = |many: usize| -> String { (0..many).map(|_| SIGNS[dice.below(32)] as char).collect() };
    let (reference, check) = (some(9), some(4));
    format!("BEIAN:{}1:JX{reference}:{}:{check}", ["R", "D", "X", "C", "V"][dice.below(5)], 1 + dice.below(3))
}

/// Whether a text is that of a form's code.
pub fn wanted(text: &str) -> bool {
    text.starts_with("BEIAN:")
}

/// Picture in colour.
#[derive(Clone)]
struct Sheet {
    width: usize,
    height: usize,
    rgb: Vec<[u8; 3]>,
}

impl Sheet {
    fn of(page: &Picture, tint: [f32; 3]) -> Self {
        let rgb = page.gray.iter().map(|gray| tint.map(|share| (f32::from(*gray) * share) as u8)).collect();
        Self { width: page.width, height: page.height, rgb }
    }

    /// Applies transparent ink to a pixel, which keeps dark pixels dark.
    fn ink(&mut self, x: usize, y: usize, ink: [f32; 3], share: f32) {
        let pixel = &mut self.rgb[y * self.width + x];
        for (value, ink) in pixel.iter_mut().zip(ink) {
            *value = (f32::from(*value) * (1.0 - share + share * ink / 255.0)) as u8;
        }
    }

    /// Covers a pixel with an opaque colour.
    fn hide(&mut self, x: usize, y: usize, colour: [f32; 3], share: f32) {
        let pixel = &mut self.rgb[y * self.width + x];
        for (value, colour) in pixel.iter_mut().zip(colour) {
            *value = (f32::from(*value) * (1.0 - share) + colour * share) as u8;
        }
    }

    /// Pixels near a point, with their distances from it.
    fn around(&self, (cx, cy): (f32, f32), reach: f32) -> impl Iterator<Item = (usize, usize, f32, f32)> {
        let low = |at: f32| (at - reach).max(0.0) as usize;
        let (right, bottom) =
            (((cx + reach) as usize + 1).min(self.width), ((cy + reach) as usize + 1).min(self.height));
        let left = low(cx);
        (low(cy)..bottom)
            .flat_map(move |y| (left..right).map(move |x| (x, y, x as f32 + 0.5 - cx, y as f32 + 0.5 - cy)))
    }

    fn at(&self, x: f32, y: f32, beyond: [f32; 3]) -> [f32; 3] {
        let size = (self.width, self.height);
        std::array::from_fn(|channel| {
            between(size, x, y, |at| f32::from(self.rgb[at][channel])).unwrap_or(beyond[channel])
        })
    }

    /// Copy in which each pixel comes from another position.
    fn moved(
        &self,
        width: usize,
        height: usize,
        beyond: [f32; 3],
        from: impl Fn(f32, f32) -> (f32, f32),
    ) -> Self {
        let mut rgb = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = from(x as f32 + 0.5, y as f32 + 0.5);
                rgb.push(self.at(u, v, beyond).map(|value| value as u8));
            }
        }
        Self { width, height, rgb }
    }

    fn turned(&self, degrees: f32, beyond: [f32; 3]) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (x, y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        self.moved(self.width, self.height, beyond, |u, v| {
            let (u, v) = (u - x, v - y);
            (u * cos + v * sin + x, -u * sin + v * cos + y)
        })
    }

    fn resized(&self, width: usize, height: usize) -> Self {
        let (across, down) = (self.width as f32 / width as f32, self.height as f32 / height as f32);
        self.moved(width, height, [255.0; 3], |u, v| (u * across, v * down))
    }

    /// Blurs `passes` times, and adds noise.
    fn grained(&mut self, dice: &mut Dice, passes: usize, noise: f32) {
        let mut channels: [Picture; 3] = std::array::from_fn(|channel| Picture {
            width: self.width,
            height: self.height,
            gray: self.rgb.iter().map(|pixel| pixel[channel]).collect(),
        });
        for channel in &mut channels {
            channel.blur(passes);
        }
        // The grain of paper has no colour.
        let grain = 128u8;
        let mut shared = Picture::paper(self.width, self.height, grain);
        shared.noise(dice, noise);
        for (at, pixel) in self.rgb.iter_mut().enumerate() {
            let by = i32::from(shared.gray[at]) - i32::from(grain);
            *pixel = std::array::from_fn(|channel| {
                (i32::from(channels[channel].gray[at]) + by).clamp(0, 255) as u8
            });
        }
    }

    fn gray(&self) -> Picture {
        let luma = |pixel: &[u8; 3]| {
            ((u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 150 + u32::from(pixel[2]) * 29) >> 8) as u8
        };
        Picture { width: self.width, height: self.height, gray: self.rgb.iter().map(luma).collect() }
    }

    fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, quality);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
        let (width, height) = (self.width as u16, self.height as u16);
        encoder.encode(self.rgb.as_flattened(), width, height, ColorType::Rgb).unwrap();
        out
    }
}

/// Smooth random field, interpolated between the corners of a grid.
struct Field {
    across: usize,
    cell: f32,
    values: Vec<f32>,
}

impl Field {
    fn new(dice: &mut Dice, width: usize, height: usize, cell: f32) -> Self {
        let (across, down) = ((width as f32 / cell) as usize + 3, (height as f32 / cell) as usize + 3);
        Self { across, cell, values: (0..across * down).map(|_| dice.between(-1.0, 1.0)).collect() }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = ((x / self.cell).max(0.0), (y / self.cell).max(0.0));
        let (left, top) = ((x as usize).min(self.across - 2), y as usize);
        let smooth = |part: f32| part * part * (3.0 - 2.0 * part);
        let (fx, fy) = (smooth((x - left as f32).min(1.0)), smooth((y - top as f32).min(1.0)));
        let value = |at: usize| self.values.get(at).copied().unwrap_or(0.0);
        let row = top * self.across + left;
        let upper = value(row) + (value(row + 1) - value(row)) * fx;
        let lower = value(row + self.across) + (value(row + self.across + 1) - value(row + self.across)) * fx;
        upper + (lower - upper) * fy
    }
}

/// Colour of the scanner's lid around a page that lies slightly askew.
const LID: [f32; 3] = [238.0, 240.0, 238.0];

/// Kind of wear of the page with this number.
pub fn kind(number: u64) -> Kind {
    let all: usize = KINDS.iter().map(|(_, many)| many).sum();
    // Kinds alternate, which gives a short range of numbers most of them.
    let mut place = number as usize * 37 % all;
    for (kind, many) in KINDS {
        match place.checked_sub(many) {
            Some(rest) => place = rest,
            None => return kind,
        }
    }
    Kind::Clean
}

/// Page with this number.
pub fn page(number: u64) -> Worn {
    let (mut dice, kind) = (Dice::new(0x0030_0000 + number), kind(number));
    // Most scans have 200 or 300 dpi. The highest resolutions are rare, because they take longest to draw.
    let dpi = [100, 150, 150, 200, 200, 200, 200, 300, 300, 300, 400][dice.below(11)];
    let dpi =
        if matches!(kind, Kind::Clean | Kind::Pen | Kind::Seal) && dice.below(16) == 0 { 600 } else { dpi };
    made(&mut dice, kind, dpi)
}

fn made(dice: &mut Dice, kind: Kind, dpi: u32) -> Worn {
    let photo = matches!(kind, Kind::Photo | Kind::Messenger | Kind::CrumpledPhoto | Kind::CoveredPhoto);
    let fax = matches!(kind, Kind::FaxFine | Kind::FaxStandard);
    let dots = match kind {
        _ if fax => 204.0,
        _ if photo => [140.0, 180.0, 230.0, 290.0][dice.below(4)],
        _ => dpi as f32,
    };
    let mm = dots / 25.4;
    let mut texts = vec![text(dice)];
    let drawn = form(dice, dots, &[&texts[0]]);
    let paper = dice.between(0.86, 1.0);
    let tint = [0.02, 0.0, 0.04].map(|most| (paper - dice.between(0.0, most)).min(1.0));
    let mut sheet = Sheet::of(&drawn, if fax { [1.0; 3] } else { tint });
    let (left, top) = PLACES[0];
    let code = ((left + SIDE / 2.0) * mm, (top + SIDE / 2.0) * mm);
    let mut coloured = false;
    match kind {
        Kind::Seal | Kind::SealInGrey => {
            seal(&mut sheet, dice, code, mm);
            coloured = kind == Kind::Seal;
        }
        Kind::Pen => coloured = pen(&mut sheet, dice, code, mm),
        Kind::Coffee => {
            coffee(&mut sheet, dice, code, mm);
            coloured = true;
        }
        Kind::CoveredPhoto => {
            coloured = true;
            if dice.below(2) == 0 {
                seal(&mut sheet, dice, code, mm);
            } else {
                coloured = pen(&mut sheet, dice, code, mm);
            }
        }
        Kind::Staple => staple(&mut sheet, dice, code, mm),
        Kind::Weak => weak(&mut sheet, dice, code, mm),
        Kind::Fold => sheet = folded(&sheet, dice, code, mm),
        Kind::Copied => sheet = copied(&sheet, dice, mm),
        Kind::Crumpled | Kind::CrumpledPhoto => sheet = crumpled(&sheet, dice, mm),
        _ => {}
    }
    let covered = matches!(
        kind,
        Kind::Seal
            | Kind::SealInGrey
            | Kind::Pen
            | Kind::Coffee
            | Kind::CoveredPhoto
            | Kind::Staple
            | Kind::Weak
            | Kind::Fold
    );
    if kind == Kind::Sized {
        match dice.below(3) {
            0 => sheet = sheet.resized(sheet.width * 707 / 1000, sheet.height * 707 / 1000),
            1 => {
                let text = text(dice);
                let other = Sheet::of(&form(dice, dots, &[&text]), tint);
                let rows = sheet.rgb.chunks_exact(sheet.width).zip(other.rgb.chunks_exact(other.width));
                let rgb = rows.flat_map(|(left, right)| [left, right].concat()).collect();
                sheet = Sheet { width: sheet.width * 2, height: sheet.height, rgb };
                texts.push(text);
            }
            _ if dpi <= 300 => sheet = sheet.resized(sheet.width * 141 / 100, sheet.height * 141 / 100),
            _ => {}
        }
    }
    let bytes = if fax {
        faxed(&sheet, dice, kind)
    } else if photo {
        photographed(&sheet, dice, kind)
    } else {
        let askew = if kind == Kind::Clean { dice.between(-7.0, 7.0) } else { dice.between(-3.0, 3.0) };
        let mut scanned = sheet.turned(askew, LID);
        if kind == Kind::Clean {
            for _ in 0..dice.below(4) {
                scanned = quarter(&scanned);
            }
        }
        let soft = (dots / 200.0 * dice.between(0.3, 0.8)).powi(2) * 2.0;
        let noise = dice.between(2.0, 8.0);
        scanned.grained(dice, soft.round() as usize, noise);
        let quality = 55 + dice.below(35) as u8;
        if kind == Kind::SealInGrey || (!coloured && dice.below(2) == 0) {
            scanned.gray().jpeg(quality)
        } else {
            scanned.jpeg(quality)
        }
    };
    let dpi = (!photo && !fax).then_some(dpi);
    Worn { kind, dpi, coloured, covered, texts, bytes }
}

/// Rotates by a quarter turn clockwise.
fn quarter(sheet: &Sheet) -> Sheet {
    let (width, height) = (sheet.height, sheet.width);
    let place = |at: usize| (sheet.height - 1 - at % width) * sheet.width + at / width;
    Sheet { width, height, rgb: (0..width * height).map(|at| sheet.rgb[place(at)]).collect() }
}

/// Stamps a round red seal that covers about a third of the code.
fn seal(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let (angle, away) = (dice.between(0.0, std::f32::consts::TAU), dice.between(5.0, 21.0) * mm);
    let middle = (code.0 + angle.cos() * away, code.1 + angle.sin() * away);
    let radius = dice.between(19.0, 21.0) * mm;
    let ring = dice.between(1.1, 1.7) * mm / radius;
    let colour = [dice.between(175.0, 225.0), dice.between(15.0, 55.0), dice.between(25.0, 65.0)];
    let strength = dice.between(0.7, 1.0);
    let worn = Field::new(dice, sheet.width, sheet.height, 1.2 * mm);
    let strokes: Vec<(f32, f32, f32)> = (0..70)
        .map(|at| {
            let around = at as f32 / 70.0 * 5.2 - 4.2;
            (around, dice.between(0.68, 0.9), dice.between(-0.5, 0.5))
        })
        .collect();
    for (x, y, dx, dy) in sheet.around(middle, radius + 2.0).collect::<Vec<_>>() {
        let (away, around) = ((dx * dx + dy * dy).sqrt() / radius, dy.atan2(dx));
        let ring = (1.0 - ring..1.0).contains(&away);
        // The star has five points, each a wedge.
        let spoke = (around * 5.0).cos() * 0.09 + 0.17;
        let star = away < spoke;
        let letters = (0.66..0.9).contains(&away)
            && strokes.iter().any(|(at, from, lean)| {
                let off = around - at - (away - from) * lean;
                (off * away * radius).abs() < 0.35 * mm && (away - from).abs() < 0.09
            });
        if ring || star || letters {
            let share = strength * (0.75 + 0.35 * worn.at(x as f32, y as f32)).clamp(0.2, 1.0);
            sheet.ink(x, y, colour, share);
        }
    }
}

/// Draws one to four pen strokes over the code. Returns whether they are coloured.
fn pen(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) -> bool {
    let colours = [[190.0, 28.0, 45.0], [30.0, 45.0, 150.0], [35.0, 60.0, 175.0], [25.0, 25.0, 30.0]];
    let which = dice.below(4);
    let half = SIDE / 2.0 * mm;
    for _ in 0..1 + dice.below(4) {
        let mut point = |reach: f32| {
            (code.0 + dice.between(-reach, reach) * half, code.1 + dice.between(-reach, reach) * half)
        };
        let curve = [point(1.4), point(1.2), point(1.2), point(1.4)];
        let width = [0.25, 0.32, 0.42, 0.5][dice.below(4)] * mm;
        let steps = (60.0 * mm) as usize;
        for step in 0..=steps {
            let t = step as f32 / steps as f32;
            let weights =
                [(1.0 - t).powi(3), 3.0 * t * (1.0 - t).powi(2), 3.0 * t * t * (1.0 - t), t.powi(3)];
            let sum = |value: fn(&(f32, f32)) -> f32| {
                curve.iter().zip(weights).map(|(at, weight)| value(at) * weight).sum::<f32>()
            };
            let at = (sum(|at| at.0), sum(|at| at.1));
            for (x, y, dx, dy) in sheet.around(at, width + 1.0).collect::<Vec<_>>() {
                let share = (width + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
                // Many steps touch a pixel, and the darkest counts.
                let pixel = &mut sheet.rgb[y * sheet.width + x];
                for (value, ink) in pixel.iter_mut().zip(colours[which]) {
                    *value = (*value).min((255.0 - (255.0 - ink) * share) as u8);
                }
            }
        }
    }
    which < 3
}

/// Adds a coffee stain with a dark rim.
fn coffee(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    // The rim crosses the code.
    let radius = dice.between(24.0, 40.0) * mm;
    let (angle, away) = (dice.between(0.0, std::f32::consts::TAU), radius + dice.between(-13.0, 13.0) * mm);
    let middle = (code.0 + angle.cos() * away, code.1 + angle.sin() * away);
    let wobble = Field::new(dice, 360, 2, 20.0);
    let (inside, rim) = (dice.between(0.3, 0.95), dice.between(0.7, 1.0));
    let wide = dice.between(1.2, 3.6) * mm;
    for (x, y, dx, dy) in sheet.around(middle, radius * 1.1).collect::<Vec<_>>() {
        let around = dy.atan2(dx).to_degrees() + 180.0;
        let edge = radius * (1.0 + 0.04 * wobble.at(around, 0.0));
        let away = dx.hypot(dy);
        if away < edge {
            sheet.ink(x, y, [190.0, 150.0, 95.0], inside);
        }
        let near = 1.0 - ((away - edge).abs() / wide).min(1.0);
        sheet.ink(x, y, [105.0, 55.0, 12.0], rim * near);
    }
}

/// Random point on the code, half of the time near a corner.
fn near(dice: &mut Dice, code: (f32, f32), mm: f32) -> (f32, f32) {
    let mut at = |reach: f32| dice.between(-reach, reach) * mm;
    let (x, y) = (at(11.0), at(11.0));
    let to = |value: f32| if value < 0.0 { -11.0 * mm } else { 11.0 * mm };
    let corner = (to(x) + at(3.0), to(y) + at(3.0));
    let (x, y) = if dice.below(2) == 0 { corner } else { (x, y) };
    (code.0 + x, code.1 + y)
}

/// Adds a bent wire staple and its shadow.
fn staple(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let middle = near(dice, code, mm);
    let (sin, cos) = dice.between(0.0, 3.2).sin_cos();
    let (long, thick) = (dice.between(5.0, 7.0) * mm, dice.between(0.25, 0.5) * mm);
    let gleam = dice.between(90.0, 230.0);
    for (x, y, dx, dy) in sheet.around(middle, long + 3.0 * mm).collect::<Vec<_>>() {
        let (along, beside) = (dx * cos + dy * sin, -dx * sin + dy * cos);
        let off = |beside: f32| (along.abs() - long).max(0.0).hypot(beside);
        let shadow = (1.0 - (off(beside - thick * 1.6) - thick) / (0.8 * mm)).clamp(0.0, 1.0);
        sheet.ink(x, y, [40.0; 3], 0.55 * shadow);
        let cover = (thick + 0.5 - off(beside)).clamp(0.0, 1.0);
        let light = if beside.abs() < thick * 0.45 { gleam } else { 70.0 };
        sheet.hide(x, y, [light; 3], cover);
    }
}

/// Fades the print as if toner runs out, with blank stripes, at least one across the code.
fn weak(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let left = dice.between(0.3, 0.65);
    let patchy = Field::new(dice, sheet.width, sheet.height, 18.0 * mm);
    let mut stripes: Vec<(f32, f32)> = (0..dice.below(8))
        .map(|_| (dice.between(0.0, sheet.width as f32), dice.between(0.1, 1.0) * mm))
        .collect();
    for _ in 0..1 + dice.below(2) {
        stripes.push((near(dice, code, mm).0, dice.between(0.2, 1.0) * mm));
    }
    for y in 0..sheet.height {
        for x in 0..sheet.width {
            let stripe = stripes.iter().any(|(at, wide)| (x as f32 - at).abs() < *wide);
            let share =
                if stripe { 0.06 } else { (left + 0.2 * patchy.at(x as f32, y as f32)).clamp(0.2, 1.0) };
            let pixel = &mut sheet.rgb[y * sheet.width + x];
            *pixel = pixel.map(|value| (246.0 - (246.0 - f32::from(value.min(246))) * share) as u8);
        }
    }
}

/// Folds the page across the code. One side is displaced and lit differently; the crease is white next to a
/// shadow.
fn folded(sheet: &Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) -> Sheet {
    let across = dice.below(4) == 0;
    let lean = dice.between(-0.35, 0.35) + if across { std::f32::consts::FRAC_PI_2 } else { 0.0 };
    let (sin, cos) = lean.sin_cos();
    let point = near(dice, code, mm);
    let (slip, lost) = (dice.between(-1.0, 1.0) * mm, dice.between(0.0, 1.0) * mm);
    let dark = dice.between(0.62, 0.95);
    let (crease, shadow) = (dice.between(0.1, 0.6) * mm, dice.between(0.5, 2.5) * mm);
    let deep = dice.between(0.35, 0.8);
    let rough = Field::new(dice, sheet.width, sheet.height, 3.0 * mm);
    let side = |x: f32, y: f32| -(x - point.0) * sin + (y - point.1) * cos + 0.4 * mm * rough.at(x, y);
    let mut out = sheet.moved(sheet.width, sheet.height, LID, |x, y| {
        if side(x, y) < 0.0 { (x + cos * slip + sin * lost, y + sin * slip - cos * lost) } else { (x, y) }
    });
    for y in 0..out.height {
        for x in 0..out.width {
            let away = side(x as f32, y as f32);
            let mut light = if away < 0.0 { dark } else { 1.0 };
            if away >= 0.0 {
                light *= 1.0 - deep * (1.0 - away / shadow).max(0.0);
            }
            let white = (1.0 - away.abs() / crease).max(0.0);
            let pixel = &mut out.rgb[y * out.width + x];
            *pixel = pixel.map(|value| ((f32::from(value) * (1.0 - white) + 240.0 * white) * light) as u8);
        }
    }
    out
}

/// Copies two or three times. Each copy is softer, has more contrast, and adds specks.
fn copied(sheet: &Sheet, dice: &mut Dice, mm: f32) -> Sheet {
    let mut out = sheet.clone();
    for _ in 0..2 + dice.below(2) {
        let askew = dice.between(-0.6, 0.6);
        out = out.turned(askew, [250.0; 3]);
        out.grained(dice, (mm / 6.0).round() as usize, 6.0);
        let (middle, slope) = (dice.between(110.0, 160.0), dice.between(1.6, 2.6));
        for pixel in &mut out.rgb {
            let gray = pixel.iter().map(|value| f32::from(*value)).sum::<f32>() / 3.0;
            *pixel = [((gray - middle) * slope + 128.0).clamp(12.0, 250.0) as u8; 3];
        }
        for _ in 0..200 {
            let at = (dice.between(0.0, out.width as f32), dice.between(0.0, out.height as f32));
            let size = dice.between(0.05, 0.25) * mm;
            for (x, y, dx, dy) in out.around(at, size).collect::<Vec<_>>() {
                if dx.hypot(dy) < size {
                    out.rgb[y * out.width + x] = [40; 3];
                }
            }
        }
    }
    out
}

/// Crumples and smooths the page, which bends lines and shades slopes.
fn crumpled(sheet: &Sheet, dice: &mut Dice, mm: f32) -> Sheet {
    let fields: [Field; 3] = std::array::from_fn(|_| Field::new(dice, sheet.width, sheet.height, 14.0 * mm));
    let reach = dice.between(0.3, 0.9) * mm;
    let mut out = sheet.moved(sheet.width, sheet.height, LID, |x, y| {
        (x + reach * fields[0].at(x, y), y + reach * fields[1].at(x, y))
    });
    let depth = dice.between(0.1, 0.3);
    for y in 0..out.height {
        for x in 0..out.width {
            let light = 1.0 - depth * (0.5 + 0.5 * fields[2].at(x as f32, y as f32));
            let pixel = &mut out.rgb[y * out.width + x];
            *pixel = pixel.map(|value| (f32::from(value) * light) as u8);
        }
    }
    out
}

/// Photographs the page on a table.
fn photographed(sheet: &Sheet, dice: &mut Dice, kind: Kind) -> Vec<u8> {
    let turn = dice.between(-14.0, 14.0) + 90.0 * dice.below(4) as f32;
    let tilt = dice.between(0.03, 0.22);
    let (sin, cos) = turn.to_radians().sin_cos();
    let (half_x, half_y) = (sheet.width as f32 / 2.0, sheet.height as f32 / 2.0);
    // The near end is larger and must still fit into the picture.
    let side = (half_x.hypot(half_y) * 2.0 * 1.02 / (1.0 - tilt)) as usize;
    let middle = side as f32 / 2.0;
    let table = [dice.between(40.0, 120.0), dice.between(30.0, 100.0), dice.between(25.0, 90.0)];
    let (light, slope) = (dice.between(0.55, 1.0), dice.between(0.0, 0.4));
    let (lx, ly) = dice.between(0.0, std::f32::consts::TAU).sin_cos();
    let mut photo = sheet.moved(side, side, table, |u, v| {
        let (u, v) = (u - middle, v - middle);
        let (u, v) = (u * cos + v * sin, -u * sin + v * cos);
        let depth = 1.0 / (1.0 - tilt * v / half_y);
        (u * depth + half_x, v * depth + half_y)
    });
    for y in 0..side {
        for x in 0..side {
            let along = ((x as f32 - middle) * lx + (y as f32 - middle) * ly) / middle;
            let share = light * (1.0 - slope * (0.5 + 0.5 * along.clamp(-1.0, 1.0)));
            let pixel = &mut photo.rgb[y * side + x];
            *pixel = pixel.map(|value| (f32::from(value) * share) as u8);
        }
    }
    let (soft, noise) = (dice.below(3), dice.between(2.0, 9.0));
    photo.grained(dice, soft, noise);
    if kind == Kind::Messenger {
        let small = photo.resized(1440, 1440);
        // The photo is compressed twice.
        let once = small.jpeg(60);
        let pixels =
            zune_jpeg::JpegDecoder::new(zune_jpeg::zune_core::bytestream::ZCursor::new(&once)).decode();
        let rgb = pixels.unwrap().as_chunks::<3>().0.to_vec();
        return Sheet { rgb, ..small }.jpeg(45);
    }
    photo.jpeg(60 + dice.below(30) as u8)
}

/// Sends the page by a fax machine of Group 3 or 4.
fn faxed(sheet: &Sheet, dice: &mut Dice, kind: Kind) -> Vec<u8> {
    let askew = dice.between(-2.0, 2.0);
    let mut scanned = sheet.turned(askew, [250.0; 3]);
    let (soft, noise) = (1 + dice.below(2), dice.between(4.0, 22.0));
    scanned.grained(dice, soft, noise);
    let down = if kind == Kind::FaxFine { 196 } else { 98 };
    let gray = scanned.gray();
    let height = gray.height * down / 204;
    let parting = dice.between(110.0, 165.0) as u8;
    let row = |y: usize| &gray.gray[(y * 204 / down).min(gray.height - 1) * gray.width..][..gray.width];
    let bits =
        (0..height).flat_map(|y| row(y).iter().map(|gray| if *gray > parting { 255 } else { 0 })).collect();
    let sent = Picture { width: gray.width, height, gray: bits };
    let page = tiffs::Page::fax(&sent, CODINGS[dice.below(CODINGS.len())], (204, down as u32));
    let page = if dice.below(4) == 0 { page.turned() } else { page };
    tiffs::file(&[page], Layout::default())
}
