//! Wear of a page by scanners and cameras.

use super::{dice::Dice, picture::Picture};

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
        // The transform maps the page to the picture, relative to the centre.
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
