//! Conversion from the samples of a TIFF to eight bits of gray or colour.

use super::{BLACK_IS_ZERO, CMYK, PALETTE, RGB, WHITE_IS_ZERO, YCBCR, directory::Page};
use crate::Unreadable;
use tiff::decoder::DecodingResult;

/// Reader that gathers one row of samples from strips, tiles or planes.
pub(super) struct Line {
    bits: usize,
    width: usize,
    /// Width of a piece in pixels, and number of pieces next to each other.
    wide: usize,
    across: usize,
    /// Samples per pixel, and how many of them one piece holds: all, or one in planar files.
    many: usize,
    together: usize,
    /// Current row, one byte per sample, interleaved by pixel.
    pub(super) samples: Vec<u8>,
}

impl Line {
    /// Prepares for rows of `many` samples per pixel.
    pub(super) fn new(page: &Page, many: usize) -> Self {
        let (width, wide) = (page.width as usize, page.piece.0 as usize);
        Self {
            bits: page.bits.into(),
            width,
            wide,
            across: width.div_ceil(wide),
            many,
            together: if page.planar { 1 } else { many },
            samples: vec![0; width * many],
        }
    }

    /// Reads a row from its pieces, which are ordered by plane and then from left to right.
    pub(super) fn read(&mut self, pieces: &[DecodingResult], row: usize) -> Result<(), Unreadable> {
        for (each, piece) in pieces.iter().enumerate() {
            let (plane, left) = (each / self.across, each % self.across * self.wide);
            let wide = self.wide.min(self.width - left);
            let many = wide * self.together;
            let (step, begin) = (self.many / self.together, left * self.many + plane);
            let out = self.samples[begin..].iter_mut().step_by(step).take(many);
            let range = row * many..(row + 1) * many;
            match piece {
                DecodingResult::U8(data) if self.bits == 8 => {
                    let data = data.get(range).ok_or(Unreadable::Damaged)?;
                    out.zip(data).for_each(|(out, value)| *out = *value);
                }
                DecodingResult::U8(data) if self.bits < 8 => {
                    let stride = (many * self.bits).div_ceil(8);
                    let data = data.get(row * stride..(row + 1) * stride).ok_or(Unreadable::Damaged)?;
                    let most = (1u16 << self.bits) - 1;
                    for (at, out) in out.enumerate() {
                        // A sample of an odd width, such as three or five bits, may reach into the next byte.
                        let bit = at * self.bits;
                        let next = data.get(bit / 8 + 1).copied().unwrap_or(0);
                        let two = u16::from(data[bit / 8]) << 8 | u16::from(next);
                        *out = (two >> (16 - self.bits - bit % 8) & most) as u8;
                    }
                }
                DecodingResult::U16(data) => {
                    let data = data.get(range).ok_or(Unreadable::Damaged)?;
                    out.zip(data).for_each(|(out, value)| *out = (value >> 8) as u8);
                }
                DecodingResult::U32(data) => {
                    let data = data.get(range).ok_or(Unreadable::Damaged)?;
                    out.zip(data).for_each(|(out, value)| *out = (value >> 24) as u8);
                }
                _ => return Err(Unreadable::UnsupportedKind),
            }
        }
        Ok(())
    }
}

enum Kind {
    /// Gray for each value of a sample.
    Gray(Box<[u8; 256]>),
    /// Colour for each value of a sample.
    Palette(Vec<[u8; 3]>),
    Rgb,
    Cmyk,
    YCbCr,
}

/// Converter from samples to gray or colours on a white background.
pub(super) struct Colours {
    kind: Kind,
    /// Index of the alpha sample, and whether the colours are premultiplied with it.
    alpha: Option<(usize, bool)>,
    out: Vec<u8>,
}

impl Colours {
    pub(super) fn of(page: &Page, photometric: u16, many: usize) -> Result<Self, Unreadable> {
        let (kind, needed) = match photometric {
            WHITE_IS_ZERO | BLACK_IS_ZERO => {
                let most = (1u32 << page.bits.min(8)) - 1;
                let gray = |value: usize| (value as u32 * 255 / most).min(255) as u8;
                let dark = photometric == WHITE_IS_ZERO;
                let each = |value: usize| if dark { 255 - gray(value) } else { gray(value) };
                (Kind::Gray(Box::new(std::array::from_fn(each))), 1)
            }
            PALETTE if page.bits <= 8 && !page.colours.is_empty() => (Kind::Palette(page.colours.clone()), 1),
            RGB => (Kind::Rgb, 3),
            CMYK => (Kind::Cmyk, 4),
            YCBCR => (Kind::YCbCr, 3),
            _ => return Err(Unreadable::UnsupportedKind),
        };
        if many < needed || (page.bits < 8 && needed > 1) {
            return Err(Unreadable::UnsupportedKind);
        }
        let alpha = match page.extra {
            Some(extra @ (1 | 2)) if many > needed && page.bits >= 8 => Some((needed, extra == 1)),
            _ => None,
        };
        Ok(Self { kind, alpha, out: Vec::new() })
    }

    /// Number of channels in the output.
    pub(super) fn channels(&self) -> usize {
        if matches!(self.kind, Kind::Gray(_)) { 1 } else { 3 }
    }

    /// Converts a row of samples.
    pub(super) fn row(&mut self, samples: &[u8], many: usize) -> &[u8] {
        let Self { kind, alpha, out } = self;
        out.clear();
        for pixel in samples.chunks_exact(many) {
            let begin = out.len();
            match kind {
                Kind::Gray(table) => out.push(table[usize::from(pixel[0])]),
                Kind::Palette(colours) => {
                    out.extend(colours.get(usize::from(pixel[0])).copied().unwrap_or_default());
                }
                Kind::Rgb => out.extend_from_slice(&pixel[..3]),
                Kind::Cmyk => {
                    let light = 255 - u32::from(pixel[3]);
                    out.extend(pixel[..3].iter().map(|ink| ((255 - u32::from(*ink)) * light / 255) as u8));
                }
                Kind::YCbCr => out.extend(colours(pixel)),
            }
            if let Some((at, mixed)) = alpha {
                let seen = u32::from(pixel[*at]);
                for value in &mut out[begin..] {
                    let own = if *mixed { u32::from(*value) } else { u32::from(*value) * seen / 255 };
                    *value = (own + 255 - seen).min(255) as u8;
                }
            }
        }
        out
    }
}

fn colours(pixel: &[u8]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
    [(y + 1.402 * cr) as u8, (y - 0.344 * cb - 0.714 * cr) as u8, (y + 1.772 * cb) as u8]
}
