//! Gray pictures.

use super::dice::Dice;
use jpeg_encoder::{ColorType, Encoder};

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
    pub(super) fn at(&self, x: f32, y: f32, beyond: f32) -> f32 {
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
