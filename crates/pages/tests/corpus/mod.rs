//! Generator of test pages. Forms are drawn and then worn: rotated, sheared, photographed, blurred, noisy,
//! unevenly lit and compressed. The same seed gives the same page.

pub mod forms;
pub mod tiffs;
pub mod worn;

use jpeg_encoder::{ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};
use std::time::Duration;

/// Small random number generator (PCG), which makes a page reproducible from its seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03);
        dice.next();
        dice.next();
        dice
    }
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (((self.0 >> 18) ^ self.0) >> 27) as u32;
        mixed.rotate_right((self.0 >> 59) as u32)
    }
    pub fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() as f32 / u32::MAX as f32)
    }
}

/// Random text of a form's code.
pub fn text(dice: &mut Dice) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut some =
        |many: usize| -> String { (0..many).map(|_| SIGNS[dice.below(SIGNS.len())] as char).collect() };
    format!("BEIAN:R1:{}:2:{}", some(16), some(4))
}

/// Reads a file that another program wrote, shared by the tests of all crates.
pub fn kept(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/cases");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

/// Whether a text is that of a form's code.
pub fn wanted(text: &str) -> bool {
    text.starts_with("BEIAN:R1:")
}

/// Processor time of this process, which excludes other processes. Falls back to wall-clock time.
pub struct Cpu(Duration);

impl Cpu {
    pub fn now() -> Self {
        let had = std::fs::read_to_string("/proc/self/schedstat").ok().and_then(|text| {
            text.split_ascii_whitespace().next().and_then(|nanoseconds| nanoseconds.parse().ok())
        });
        let wall = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self(had.map_or_else(wall, Duration::from_nanos))
    }
    pub fn elapsed(&self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// Bilinear interpolation in a picture of this width and height. Returns `None` outside of it.
pub fn between((width, height): (usize, usize), x: f32, y: f32, value: impl Fn(usize) -> f32) -> Option<f32> {
    let (x, y) = (x - 0.5, y - 0.5);
    if x < 0.0 || y < 0.0 || x >= (width - 1) as f32 || y >= (height - 1) as f32 {
        return None;
    }
    let (left, top) = (x as usize, y as usize);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let row = top * width + left;
    let upper = value(row) + (value(row + 1) - value(row)) * fx;
    let lower = value(row + width) + (value(row + width + 1) - value(row + width)) * fx;
    Some(upper + (lower - upper) * fy)
}

/// Gray picture.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub gray: Vec<u8>,
}

impl Picture {
    pub fn paper(width: usize, height: usize, level: u8) -> Self {
        Self { width, height, gray: vec![level; width * height] }
    }

    /// Fills a rectangle given in pixels, with antialiased edges.
    pub fn fill(&mut self, x0: f32, y0: f32, x1: f32, y1: f32, ink: u8) {
        let cover = |at: usize, low: f32, high: f32| {
            ((at as f32 + 1.0).min(high) - (at as f32).max(low)).clamp(0.0, 1.0)
        };
        for y in y0.max(0.0) as usize..(y1.ceil().max(0.0) as usize).min(self.height) {
            let down = cover(y, y0, y1);
            for x in x0.max(0.0) as usize..(x1.ceil().max(0.0) as usize).min(self.width) {
                let share = down * cover(x, x0, x1);
                let old = &mut self.gray[y * self.width + x];
                *old = (f32::from(*old) + (f32::from(ink) - f32::from(*old)) * share) as u8;
            }
        }
    }

    /// Interpolated value, or `beyond` outside the picture.
    fn at(&self, x: f32, y: f32, beyond: f32) -> f32 {
        between((self.width, self.height), x, y, |at| f32::from(self.gray[at])).unwrap_or(beyond)
    }

    /// Blurs `passes` times with a 1-2-1 kernel, which is about a Gaussian with sigma 0.7 √passes.
    pub fn blur(&mut self, passes: usize) {
        for _ in 0..passes {
            for row in self.gray.chunks_exact_mut(self.width) {
                let mut before = row[0];
                for x in 1..row.len() - 1 {
                    let here = row[x];
                    row[x] = ((u16::from(before) + 2 * u16::from(here) + u16::from(row[x + 1])) / 4) as u8;
                    before = here;
                }
            }
            let mut before = self.gray[..self.width].to_vec();
            for y in 1..self.height - 1 {
                for (x, before) in before.iter_mut().enumerate() {
                    let at = y * self.width + x;
                    let here = self.gray[at];
                    self.gray[at] =
                        ((u16::from(*before) + 2 * u16::from(here) + u16::from(self.gray[at + self.width]))
                            / 4) as u8;
                    *before = here;
                }
            }
        }
    }

    pub fn noise(&mut self, dice: &mut Dice, strength: f32) {
        if strength <= 0.0 {
            return;
        }
        // The sum of four random bytes is close to a normal distribution and takes one random number per
        // pixel.
        let factor = strength / 148.0;
        for pixel in &mut self.gray {
            let throw = dice.next().to_le_bytes();
            let sum: i32 = throw.iter().map(|&byte| i32::from(byte)).sum::<i32>() - 510;
            *pixel = (f32::from(*pixel) + sum as f32 * factor) as u8;
        }
    }

    pub fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let encoder = Encoder::new(&mut out, quality);
        encoder.encode(&self.gray, self.width as u16, self.height as u16, ColorType::Luma).unwrap();
        out
    }

    pub fn rgb(&self, tint: [f32; 3]) -> Vec<u8> {
        self.gray.iter().flat_map(|&gray| tint.map(|share| (f32::from(gray) * share) as u8)).collect()
    }

    pub fn rgb_jpeg(&self, quality: u8, tint: [f32; 3]) -> Vec<u8> {
        let mut out = Vec::new();
        let encoder = Encoder::new(&mut out, quality);
        encoder.encode(&self.rgb(tint), self.width as u16, self.height as u16, ColorType::Rgb).unwrap();
        out
    }
}

impl Picture {
    /// Encodes in colour, with a red seal in place of the gray one.
    pub fn sealed_jpeg(&self, quality: u8) -> Vec<u8> {
        let mut rgb = self.rgb([1.0, 0.98, 0.95]);
        for (pixel, gray) in rgb.chunks_exact_mut(3).zip(&self.gray) {
            if (100..=118).contains(gray) {
                pixel.copy_from_slice(&[200, 30, 40]);
            }
        }
        let mut out = Vec::new();
        let encoder = Encoder::new(&mut out, quality);
        encoder.encode(&rgb, self.width as u16, self.height as u16, ColorType::Rgb).unwrap();
        out
    }
}

/// Positions of codes in millimetres from the left and the top, without quiet zone.
pub const PLACES: [(f32, f32); 2] = [(168.0, 12.0), (168.0, 62.0)];
/// Side of a code in millimetres, without quiet zone.
pub const SIDE: f32 = 30.0;

/// Draws an A4 form: heading, strokes that resemble text, boxes, a seal, and a code for each text.
pub fn form(dice: &mut Dice, dpi: f32, codes: &[&str]) -> Picture {
    let mm = dpi / 25.4;
    let mut page = Picture::paper((210.0 * mm).round() as usize, (297.0 * mm).round() as usize, 246);
    let bottom = 275.0;
    let mut y = 20.0;
    while y < bottom {
        // Lines next to a code are shorter.
        let right = if y < 12.0 + 50.0 * codes.len() as f32 { 150.0 } else { 188.0 };
        let mut x = 20.0 + dice.between(0.0, 6.0);
        while x < right {
            let width = dice.between(1.6, 3.2);
            glyph(&mut page, dice, x * mm, y * mm, width * mm, 3.2 * mm);
            x += width + dice.between(0.4, 1.2);
            if dice.below(14) == 0 {
                x += dice.between(2.0, 18.0);
            }
        }
        y += 6.5;
        if dice.below(7) == 0 && y + 22.0 < bottom {
            let limit = if y < 12.0 + 50.0 * codes.len() as f32 { 150.0 } else { 190.0 };
            rule(&mut page, 20.0 * mm, y * mm, limit * mm, (y + 16.0) * mm, 0.3 * mm);
            y += 22.0;
        }
    }
    seal(&mut page, 150.0 * mm, 240.0 * mm, 19.0 * mm, 1.2 * mm);
    for (text, (left, top)) in codes.iter().zip(PLACES) {
        code(&mut page, text, left * mm, top * mm, SIDE * mm);
    }
    page
}

/// Draws strokes in a box, as dense as a character.
fn glyph(page: &mut Picture, dice: &mut Dice, x: f32, y: f32, width: f32, height: f32) {
    let stroke = height * 0.11;
    for _ in 0..dice.below(3) + 2 {
        if dice.below(2) == 0 {
            let at = y + dice.between(0.0, height - stroke);
            page.fill(x, at, x + width, at + stroke, 40);
        } else {
            let at = x + dice.between(0.0, width - stroke);
            page.fill(at, y, at + stroke, y + height, 40);
        }
    }
}

fn rule(page: &mut Picture, x0: f32, y0: f32, x1: f32, y1: f32, stroke: f32) {
    page.fill(x0, y0, x1, y0 + stroke, 30);
    page.fill(x0, y1 - stroke, x1, y1, 30);
    page.fill(x0, y0, x0 + stroke, y1, 30);
    page.fill(x1 - stroke, y0, x1, y1, 30);
}

fn seal(page: &mut Picture, cx: f32, cy: f32, radius: f32, stroke: f32) {
    let (top, bottom) = ((cy - radius) as usize, ((cy + radius) as usize).min(page.height - 1));
    for y in top..=bottom {
        for x in (cx - radius) as usize..=((cx + radius) as usize).min(page.width - 1) {
            let away = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt();
            let star = away < radius * 0.3 && (x + y) % 7 < 5;
            if star || (away < radius && away > radius - stroke) {
                let old = &mut page.gray[y * page.width + x];
                *old = (*old).min(118);
            }
        }
    }
}

/// Draws a code of error correction level Q.
pub fn code(page: &mut Picture, text: &str, left: f32, top: f32, side: f32) {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::Q).unwrap();
    let many = code.width();
    let module = side / many as f32;
    page.fill(
        left - 4.0 * module,
        top - 4.0 * module,
        left + side + 4.0 * module,
        top + side + 4.0 * module,
        246,
    );
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (left + (place % many) as f32 * module, top + (place / many) as f32 * module);
            page.fill(x, y, x + module, y + module, 22);
        }
    }
}

/// Wear of a page.
#[derive(Clone, Copy, Debug)]
pub struct Wear {
    pub kind: &'static str,
    pub dpi: f32,
    /// Degrees clockwise.
    pub turn: f32,
    /// Degrees.
    pub shear: f32,
    /// Share by which the far end is narrower. Any value but zero lays the page on a dark table.
    pub perspective: f32,
    pub blur: usize,
    pub noise: f32,
    /// Share by which the dark side is darker.
    pub shade: f32,
    pub quality: u8,
}

/// Kinds of wear.
pub const KINDS: [&str; 9] =
    ["clean", "turned", "sheared", "blurred", "noisy", "compressed", "shaded", "photo", "everything"];

impl Wear {
    /// Random wear of a kind.
    pub fn roll(dice: &mut Dice, kind: &'static str, dpi: f32) -> Self {
        let mut wear = Self {
            kind,
            dpi,
            turn: dice.between(-1.5, 1.5),
            shear: 0.0,
            perspective: 0.0,
            blur: 0,
            noise: 3.0,
            shade: 0.0,
            quality: 80,
        };
        // Blur has a size on paper, and therefore needs more passes at a higher resolution.
        let passes = |sigma_at_200: f32| {
            let sigma = sigma_at_200 * dpi / 200.0;
            (sigma * sigma * 2.0).round() as usize
        };
        match kind {
            "turned" => wear.turn = dice.between(0.0, 360.0),
            "sheared" => {
                wear.turn = dice.between(-180.0, 180.0);
                wear.shear = dice.between(-8.0, 8.0);
            }
            "blurred" => wear.blur = passes(dice.between(0.8, 2.4)),
            "noisy" => wear.noise = dice.between(10.0, 32.0),
            "compressed" => wear.quality = 30 + dice.below(20) as u8,
            "shaded" => wear.shade = dice.between(0.3, 0.75),
            "photo" => {
                wear.turn = dice.between(-20.0, 20.0) + 90.0 * dice.below(4) as f32;
                wear.perspective = dice.between(0.05, 0.25);
                wear.shade = dice.between(0.1, 0.6);
                wear.blur = passes(dice.between(0.0, 1.0));
                wear.noise = dice.between(2.0, 10.0);
                wear.quality = 60;
            }
            "everything" => {
                wear.turn = dice.between(0.0, 360.0);
                wear.shear = dice.between(-6.0, 6.0);
                wear.shade = dice.between(0.0, 0.5);
                wear.blur = passes(dice.between(0.3, 1.5));
                wear.noise = dice.between(4.0, 20.0);
                wear.quality = 30 + dice.below(50) as u8;
            }
            _ => {}
        }
        wear
    }

    /// Applies the wear to a page.
    pub fn apply(&self, dice: &mut Dice, page: &Picture) -> Picture {
        let moved = self.turn != 0.0 || self.shear != 0.0 || self.perspective != 0.0;
        let mut worn = if moved { self.moved(page) } else { page.clone() };
        worn.blur(self.blur);
        if self.shade > 0.0 {
            let slope = dice.between(0.0, std::f32::consts::TAU);
            let (down, across) = slope.sin_cos();
            let reach = (worn.width + worn.height) as f32 / 2.0;
            for y in 0..worn.height {
                for x in 0..worn.width {
                    let along = ((x as f32 - worn.width as f32 / 2.0) * across
                        + (y as f32 - worn.height as f32 / 2.0) * down)
                        / reach
                        + 0.5;
                    let share = 1.0 - self.shade * along.clamp(0.0, 1.0);
                    let at = y * worn.width + x;
                    worn.gray[at] = (f32::from(worn.gray[at]) * share) as u8;
                }
            }
        }
        worn.noise(dice, self.noise);
        worn
    }

    /// Rotates, shears and tilts. The area outside the page is the scanner's lid or a table.
    fn moved(&self, page: &Picture) -> Picture {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let shear = self.shear.to_radians().tan();
        let (half_x, half_y) = (page.width as f32 / 2.0, page.height as f32 / 2.0);
        // This maps the page to the picture, relative to the centre.
        let forward = |x: f32, y: f32| {
            let (x, y) = (x - half_x, y - half_y);
            let x = x + shear * y;
            let depth = 1.0 + self.perspective * y / half_y;
            let (x, y) = (x / depth, y / depth);
            (x * cos - y * sin, x * sin + y * cos)
        };
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
            .map(|(x, y): (f32, f32)| forward(x * page.width as f32, y * page.height as f32));
        let low = corners.iter().fold((f32::MAX, f32::MAX), |low, at| (low.0.min(at.0), low.1.min(at.1)));
        let high = corners.iter().fold((f32::MIN, f32::MIN), |high, at| (high.0.max(at.0), high.1.max(at.1)));
        // A slight tilt in a scanner does not change the size of the picture.
        let slight = self.turn.abs() < 3.0 && self.shear == 0.0 && self.perspective == 0.0;
        let (low, width, height) = if slight {
            ((-half_x, -half_y), page.width, page.height)
        } else {
            (low, (high.0 - low.0) as usize, (high.1 - low.1) as usize)
        };
        let beyond = if self.perspective > 0.0 { 90.0 } else { 250.0 };
        let mut out = Picture::paper(width, height, 0);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x as f32 + 0.5 + low.0, y as f32 + 0.5 + low.1);
                let (u, v) = (u * cos + v * sin, -u * sin + v * cos);
                let depth = 1.0 / (1.0 - self.perspective * v / half_y);
                let (u, v) = (u * depth, v * depth);
                let u = u - shear * v;
                out.gray[y * width + x] = page.at(u + half_x, v + half_y, beyond) as u8;
            }
        }
        out
    }
}

/// PDF with one JPEG per page at this resolution.
pub fn pdf_of_jpegs(pages: &[(Vec<u8>, usize, usize)], dpi: f32) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let mut kids = Vec::new();
    for (jpeg, width, height) in pages {
        let (points_x, points_y) = (*width as f32 * 72.0 / dpi, *height as f32 * 72.0 / dpi);
        let image = pdf.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray \
                 /BitsPerComponent 8 /Filter /DCTDecode"
            ),
            jpeg,
        );
        let content = pdf.stream("", format!("q {points_x} 0 0 {points_y} 0 0 cm /I Do Q").as_bytes());
        kids.push(pdf.page(points_x, points_y, content, &format!("/XObject << /I {image} 0 R >>")));
    }
    pdf.finish(&kids, "")
}

/// Minimal writer of PDF.
#[derive(Default)]
pub struct Pdf {
    objects: Vec<Vec<u8>>,
}

impl Pdf {
    pub fn object(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        // Numbers 1 and 2 are reserved for the catalog and the page tree.
        self.objects.len() + 2
    }
    pub fn stream(&mut self, head: &str, body: &[u8]) -> usize {
        let mut object = format!("<< {head} /Length {} >>\nstream\n", body.len()).into_bytes();
        object.extend_from_slice(body);
        object.extend_from_slice(b"\nendstream");
        self.object(object)
    }
    pub fn page(&mut self, width: f32, height: f32, content: usize, resources: &str) -> usize {
        self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {content} 0 R \
             /Resources << {resources} >> >>"
        ))
    }
    pub fn finish(self, kids: &[usize], catalog: &str) -> Vec<u8> {
        let kids: String = kids.iter().map(|kid| format!("{kid} 0 R ")).collect();
        let many = kids.matches('R').count();
        let tree = format!("<< /Type /Pages /Count {many} /Kids [{kids}] >>");
        self.finish_with(&tree, catalog, "")
    }
    pub fn finish_with(self, tree: &str, catalog: &str, trailer: &str) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut places = Vec::new();
        let catalog = format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes();
        let first = [catalog, tree.as_bytes().to_vec()];
        for (at, object) in first.iter().chain(&self.objects).enumerate() {
            places.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let xref = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
        for place in &places {
            out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
        }
        out.extend_from_slice(
            format!(
                "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{xref}\n%%EOF\n",
                places.len() + 1
            )
            .as_bytes(),
        );
        out
    }
}

impl Pdf {
    /// Encrypts every stream with an empty user password. Returns the entries for the trailer.
    pub fn lock(&mut self) -> String {
        use md5::{Digest, Md5};
        const PADDING: &[u8; 32] = b"\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A";
        let (owner, id) = ([7u8; 32], [9u8; 16]);
        let hash = Md5::digest([&PADDING[..], &owner, &(-4i32).to_le_bytes(), &id].concat());
        let key = &hash[..5];
        for (at, object) in self.objects.iter_mut().enumerate() {
            let find =
                |hay: &[u8], needle: &[u8]| hay.windows(needle.len()).position(|window| window == needle);
            let Some(begin) = find(object, b"stream\n").map(|at| at + 7) else { continue };
            let end = object.len() - b"\nendstream".len();
            let own = Md5::digest([key, &((at + 3) as u32).to_le_bytes()[..3], &[0, 0]].concat());
            let plain = object[begin..end].to_vec();
            object[begin..end].copy_from_slice(&rc4(&own[..10], &plain));
        }
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (owner, user, id) = (hex(&owner), hex(&rc4(key, PADDING)), hex(&id));
        format!(
            "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{owner}> /U <{user}> >> /ID [<{id}> <{id}>]"
        )
    }
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0usize;
    for i in 0..256 {
        j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) % 256;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0usize, 0usize);
    let mut next = || {
        i = (i + 1) % 256;
        j = (j + usize::from(state[i])) % 256;
        state.swap(i, j);
        state[(usize::from(state[i]) + usize::from(state[j])) % 256]
    };
    data.iter().map(|byte| byte ^ next()).collect()
}

/// PDF of A4 pages in vector graphics, with a code on each.
pub fn pdf_of_vectors(text: &str, pages: usize) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let font = pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let mm = 72.0 / 25.4;
    let mut lines = String::from("BT /F 11 Tf 60 700 Td 14 TL\n");
    for line in 0..40 {
        lines.push_str(&format!("(Line {line} of a form that an office printed) Tj T*\n"));
    }
    lines.push_str("ET\n");
    let kids: Vec<_> = (0..pages)
        .map(|_| {
            let code = vector_code(text, 168.0 * mm, (297.0 - 42.0) * mm, SIDE * mm);
            let content = pdf.stream("", format!("{lines}{code}").as_bytes());
            pdf.page(595.0, 842.0, content, &format!("/Font << /F {font} 0 R >>"))
        })
        .collect();
    pdf.finish(&kids, "")
}

/// Instructions that draw a code, in points.
pub fn vector_code(text: &str, left: f32, bottom: f32, side: f32) -> String {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::Q).unwrap();
    let many = code.width();
    let module = side / many as f32;
    code.to_colors()
        .into_iter()
        .enumerate()
        .filter(|(_, color)| *color == Color::Dark)
        .map(|(place, _)| {
            let x = left + (place % many) as f32 * module;
            let y = bottom + side - (place / many + 1) as f32 * module;
            format!("{x:.3} {y:.3} {module:.3} {module:.3} re f\n")
        })
        .collect()
}
