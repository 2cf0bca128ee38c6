//! Pictures in colour, and random fields over them.

use crate::corpus::{
    dice::Dice,
    picture::{Picture, between},
};
use jpeg_encoder::{ColorType, Encoder};

/// Picture in colour.
#[derive(Clone)]
pub(super) struct Sheet {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<[u8; 3]>,
}

impl Sheet {
    pub(super) fn of(page: &Picture, tint: [f32; 3]) -> Self {
        let rgb = page.gray.iter().map(|gray| tint.map(|share| (f32::from(*gray) * share) as u8)).collect();
        Self { width: page.width, height: page.height, rgb }
    }

    /// Applies transparent ink to a pixel, which keeps dark pixels dark.
    pub(super) fn ink(&mut self, x: usize, y: usize, ink: [f32; 3], share: f32) {
        let pixel = &mut self.rgb[y * self.width + x];
        for (value, ink) in pixel.iter_mut().zip(ink) {
            *value = (f32::from(*value) * (1.0 - share + share * ink / 255.0)) as u8;
        }
    }

    /// Covers a pixel with an opaque colour.
    pub(super) fn hide(&mut self, x: usize, y: usize, colour: [f32; 3], share: f32) {
        let pixel = &mut self.rgb[y * self.width + x];
        for (value, colour) in pixel.iter_mut().zip(colour) {
            *value = (f32::from(*value) * (1.0 - share) + colour * share) as u8;
        }
    }

    /// Pixels near a point, with their distances from it.
    pub(super) fn around(
        &self,
        (cx, cy): (f32, f32),
        reach: f32,
    ) -> impl Iterator<Item = (usize, usize, f32, f32)> {
        let low = |at: f32| (at - reach).max(0.0) as usize;
        let (right, bottom) =
            (((cx + reach) as usize + 1).min(self.width), ((cy + reach) as usize + 1).min(self.height));
        let left = low(cx);
        (low(cy)..bottom)
            .flat_map(move |y| (left..right).map(move |x| (x, y, x as f32 + 0.5 - cx, y as f32 + 0.5 - cy)))
    }

    pub(super) fn at(&self, x: f32, y: f32, beyond: [f32; 3]) -> [f32; 3] {
        let size = (self.width, self.height);
        std::array::from_fn(|channel| {
            between(size, x, y, |at| f32::from(self.rgb[at][channel])).unwrap_or(beyond[channel])
        })
    }

    /// Copy in which each pixel comes from another position.
    pub(super) fn moved(
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

    pub(super) fn turned(&self, degrees: f32, beyond: [f32; 3]) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (x, y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        self.moved(self.width, self.height, beyond, |u, v| {
            let (u, v) = (u - x, v - y);
            (u * cos + v * sin + x, -u * sin + v * cos + y)
        })
    }

    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        let (across, down) = (self.width as f32 / width as f32, self.height as f32 / height as f32);
        self.moved(width, height, [255.0; 3], |u, v| (u * across, v * down))
    }

    /// Blurs `passes` times, and adds noise.
    pub(super) fn grained(&mut self, dice: &mut Dice, passes: usize, noise: f32) {
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

    pub(super) fn gray(&self) -> Picture {
        let luma = |pixel: &[u8; 3]| {
            ((u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 150 + u32::from(pixel[2]) * 29) >> 8) as u8
        };
        Picture { width: self.width, height: self.height, gray: self.rgb.iter().map(luma).collect() }
    }

    pub(super) fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, quality);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
        let (width, height) = (self.width as u16, self.height as u16);
        encoder.encode(self.rgb.as_flattened(), width, height, ColorType::Rgb).unwrap();
        out
    }
}

/// Smooth random field, interpolated between the corners of a grid.
pub(super) struct Field {
    across: usize,
    cell: f32,
    values: Vec<f32>,
}

impl Field {
    pub(super) fn new(dice: &mut Dice, width: usize, height: usize, cell: f32) -> Self {
        let (across, down) = ((width as f32 / cell) as usize + 3, (height as f32 / cell) as usize + 3);
        Self { across, cell, values: (0..across * down).map(|_| dice.between(-1.0, 1.0)).collect() }
    }

    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
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
pub(super) const LID: [f32; 3] = [238.0, 240.0, 238.0];
