//! PNG: header, end and pixels (ISO/IEC 15948).

use crate::{
    Bounds, Unreadable,
    jpeg::plausible,
    page::{Decoded, Orientation},
    raster::{Rows, aspect},
};
use png::{ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// Largest memory in bytes for an interlaced picture, which must be decoded as a whole.
const ROOM: usize = 160 << 20;

/// Facts from the chunks of a PNG.
pub(crate) struct Head {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Dots per metre across and down. Only their ratio counts when the file names no unit.
    dots: Option<(f32, f32)>,
    without_unit: bool,
    /// Offset of the first byte after the last chunk.
    pub(crate) end: usize,
}

/// Walks the chunks without decoding any.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Unreadable> {
    let long =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(Unreadable::Damaged);
    }
    let (width, height) = (long(16), long(20));
    let (Some(width), Some(height)) = (width, height) else { return Err(Unreadable::Damaged) };
    let (mut dots, mut without_unit) = (None, false);
    let mut at = 8usize;
    loop {
        let length = long(at).ok_or(Unreadable::Damaged)? as usize;
        let kind = bytes.get(at + 4..at + 8).ok_or(Unreadable::Damaged)?;
        if kind == b"pHYs" {
            dots = long(at + 8).zip(long(at + 12)).map(|(across, down)| (across as f32, down as f32));
            without_unit = bytes.get(at + 16) != Some(&1);
        }
        at = at.checked_add(length).and_then(|at| at.checked_add(12)).ok_or(Unreadable::Damaged)?;
        if at > bytes.len() {
            return Err(Unreadable::Damaged);
        }
        if kind == b"IEND" {
            return Ok(Head { width, height, dots, without_unit, end: at });
        }
    }
}

/// Decodes to eight bits of gray or colour on a white background.
pub(crate) fn page(bytes: &[u8], bounds: &Bounds) -> Result<Decoded, Unreadable> {
    let head = head(bytes)?;
    bounds.allow_large(head.width, head.height)?;
    let limits = Limits { bytes: 32 << 20 };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| Unreadable::Damaged)?;
    let (color, _) = reader.output_color_type();
    let samples = color.samples();
    let channels = if samples >= 3 { 3 } else { 1 };
    let aspect = head.dots.map_or(1.0, |(across, down)| aspect(across, down));
    let mut rows = Rows::new(head.width as usize, head.height as usize, channels, aspect);
    let mut line = Vec::new();
    if reader.info().interlaced {
        // An interlaced picture has no order of rows and must be in memory at once.
        let size = reader.output_buffer_size().ok_or(Unreadable::Damaged)?;
        if size > ROOM {
            return Err(Unreadable::TooLarge { width: head.width, height: head.height });
        }
        let mut data = vec![0; size];
        reader.next_frame(&mut data).map_err(|_| Unreadable::Damaged)?;
        for row in data.chunks_exact(head.width as usize * samples) {
            lay(row, color, &mut line);
            rows.push(&line);
        }
    } else {
        while let Some(row) = reader.next_row().map_err(|_| Unreadable::Damaged)? {
            lay(row.data(), color, &mut line);
            rows.push(&line);
        }
    }
    let reduced = rows.factor();
    let raster = rows.finish().ok_or(Unreadable::Damaged)?;
    let dots = head.dots.filter(|_| !head.without_unit);
    let dpi = dots.and_then(|(across, down)| plausible((across.max(down) * 0.0254).round() as u32));
    Ok(Decoded { raster, reduced, orientation: Orientation::quarters(0), dpi, aspect })
}

/// Composites a row onto white.
fn lay(row: &[u8], color: ColorType, out: &mut Vec<u8>) {
    out.clear();
    let over = |value: u8, alpha: u8| {
        ((u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8
    };
    match color {
        ColorType::GrayscaleAlpha => out.extend(row.chunks_exact(2).map(|pixel| over(pixel[0], pixel[1]))),
        ColorType::Rgba => {
            out.extend(row.chunks_exact(4).flat_map(|pixel| {
                [over(pixel[0], pixel[3]), over(pixel[1], pixel[3]), over(pixel[2], pixel[3])]
            }));
        }
        _ => out.extend_from_slice(row),
    }
}
