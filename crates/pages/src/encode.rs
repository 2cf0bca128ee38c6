//! JPEG encoder for pages. The output is made from pixels alone, which leaves metadata and hidden content of
//! the original behind.

use crate::raster::Raster;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Encodes a picture with `quality` from 1 to 100. Returns `None` if a side is longer than the 65,535 pixels
/// that JPEG can express.
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
