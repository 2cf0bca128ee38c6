//! Writes JPEG anew: nothing of the file that came in is kept but its pixels.

use crate::raster::Raster;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// None if the picture has no size that a JPEG can have.
pub(crate) fn jpeg(picture: &Raster, quality: u8) -> Option<Vec<u8>> {
    let width = u16::try_from(picture.width).ok()?;
    let height = u16::try_from(picture.height).ok()?;
    let mut out = Vec::with_capacity(picture.data.len() / 8);
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let kind = if picture.channels == 1 { ColorType::Luma } else { ColorType::Rgb };
    encoder.encode(&picture.data, width, height, kind).ok()?;
    Some(out)
}
