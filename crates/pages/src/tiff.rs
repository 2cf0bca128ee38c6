//! TIFF of many pages (TIFF 6.0), as scanners, fax machines and office programs write it: bilevel, gray,
//! palette or colour; in strips or tiles; with up to sixteen bits per sample.
//!
//! A page is decoded one strip at a time and reduced on the way, which keeps memory small for large pages.

mod colour;
mod directory;
pub(crate) mod fax;

use crate::{
    Bounds, Unreadable, jpeg,
    page::{Decoded, Orientation},
    raster::{Rows, aspect},
};
use colour::{Colours, Line};
use directory::Page;
use std::io::Cursor;
use tiff::{
    TiffError,
    decoder::{Decoder, Limits},
};

/// Largest memory in bytes for decoding a page that is one strip.
const ROOM: usize = 160 << 20;
/// Largest number of pixels in a page of one JPEG that is decoded by the TIFF decoder.
const SINGLE_JPEG: u64 = 20_000_000;
/// Compression of JPEG (TIFF Technical Note 2). Bit order does not apply to it.
const JPEG: u16 = 7;

/// Values of the field PhotometricInterpretation.
const WHITE_IS_ZERO: u16 = 0;
const BLACK_IS_ZERO: u16 = 1;
const RGB: u16 = 2;
const PALETTE: u16 = 3;
const CMYK: u16 = 5;
const YCBCR: u16 = 6;

/// Open TIFF.
pub(crate) struct Open {
    bytes: Vec<u8>,
    /// Offset of each page's directory.
    pages: Vec<u64>,
}

/// Counts the pages up to the limit, and checks the size of each.
pub(crate) fn open(mut bytes: Vec<u8>, bounds: &Bounds) -> Result<Open, Unreadable> {
    let mut reversed = Vec::new();
    let pages = directory::pages(&bytes, bounds.pages, &mut |page| {
        bounds.allow_large(page.width, page.height)?;
        if page.reversed && page.compression != JPEG {
            reversed.extend(page.pieces.iter().map(|(place, size)| (*place, place + size)));
            joined(&mut reversed);
        }
        Ok(())
    })?;
    if pages.len() > bounds.pages {
        return Err(Unreadable::TooManyPages { most: bounds.pages });
    }
    for (begin, end) in reversed {
        if let Some(part) = bytes.get_mut(begin as usize..end as usize) {
            part.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
    }
    Ok(Open { bytes, pages })
}

/// Merges stretches that touch, which keeps the bits of shared bytes from being reversed twice.
fn joined(stretches: &mut Vec<(u64, u64)>) {
    stretches.sort_unstable();
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for &(begin, end) in stretches.iter() {
        match joined.last_mut() {
            Some(last) if begin <= last.1 => last.1 = end.max(last.1),
            _ => joined.push((begin, end)),
        }
    }
    *stretches = joined;
}

impl Open {
    /// Number of pages.
    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Decodes a page.
    pub(crate) fn decode(&mut self, index: usize, bounds: &Bounds) -> Result<Decoded, Unreadable> {
        let at = *self.pages.get(index).ok_or(Unreadable::NoSuchPage)?;
        let page = directory::page(&self.bytes, at)?;
        bounds.allow_large(page.width, page.height)?;
        let (wide, high) = page.piece;
        if wide == 0 || high == 0 {
            return Err(Unreadable::Damaged);
        }
        let aspect = page.dots.map_or(1.0, |(across, down)| aspect(across, down));
        let rows = if fax::is_fax(&page) {
            let mut rows = Rows::new(page.width as usize, page.height as usize, 1, aspect);
            fax::decode(&self.bytes, &page, &mut rows)?;
            rows
        } else {
            self.pieces(&page, at, aspect, bounds)?
        };
        let reduced = rows.factor();
        let raster = rows.finish().ok_or(Unreadable::Damaged)?;
        let dots = page.dots.filter(|_| !page.without_unit);
        let dpi = dots.and_then(|(across, down)| jpeg::plausible(across.max(down).round() as u32));
        Ok(Decoded { raster, reduced, orientation: Orientation::exif(page.orientation), dpi, aspect })
    }

    /// Decodes a page strip by strip, or tile by tile with the tiles of one row together.
    fn pieces(&mut self, page: &Page, at: u64, aspect: f32, bounds: &Bounds) -> Result<Rows, Unreadable> {
        let photometric = page.photometric.ok_or(Unreadable::UnsupportedKind)?;
        if page.compression == JPEG {
            self.jpegs(page)?;
        }
        let pixels = u64::from(page.width) * u64::from(page.height);
        // The TIFF decoder would keep the whole picture twice.
        if page.compression == JPEG && page.pieces.len() == 1 && pixels > SINGLE_JPEG {
            return self.single_jpeg(page, photometric, aspect, bounds);
        }
        directory::lead_to(&mut self.bytes, at);
        // The decoder knows no palette, and inverts white and black only without an alpha channel.
        let gray = matches!(photometric, WHITE_IS_ZERO | PALETTE);
        let told = if gray { BLACK_IS_ZERO } else { photometric };
        self.tell(page, told);
        let rows = self.decoded(page, photometric, aspect);
        self.tell(page, photometric);
        rows
    }

    /// Writes the meaning of a page's samples into its directory.
    fn tell(&mut self, page: &Page, photometric: u16) {
        if let (Some(said), Ok(number)) = (self.bytes.get_mut(page.photometric_at), u8::try_from(photometric))
        {
            *said = number;
        }
    }

    fn decoded(&self, page: &Page, photometric: u16, aspect: f32) -> Result<Rows, Unreadable> {
        let mut decoder = decoder(&self.bytes)?;
        let many = usize::from(decoder.colortype().map_err(reason)?.num_samples());
        // The predictor spans all samples, including the extra ones that the decoder leaves out.
        if many != usize::from(page.samples) && page.predicted && !page.planar {
            return Err(Unreadable::UnsupportedKind);
        }
        let mut colours = Colours::of(page, photometric, many)?;
        let mut rows = Rows::new(page.width as usize, page.height as usize, colours.channels(), aspect);
        let too_large = Unreadable::TooLarge { width: page.width, height: page.height };
        let (wide, high) = page.piece;
        let (across, down) = (page.width.div_ceil(wide), page.height.div_ceil(high));
        let planes = if page.planar { many as u32 } else { 1 };
        let mut line = Line::new(page, many);
        for band in 0..down {
            let mut pieces = Vec::new();
            let mut held = 0;
            let beside = |plane: u32| (0..across).map(move |column| (plane * down + band) * across + column);
            for each in (0..planes).flat_map(beside) {
                let mut piece = decoder.read_chunk(each).map_err(|error| match error {
                    TiffError::LimitsExceeded => too_large,
                    other => reason(other),
                })?;
                held += piece.as_buffer(0).byte_len();
                pieces.push(piece);
                if held > ROOM {
                    return Err(too_large);
                }
            }
            for row in 0..high.min(page.height - band * high) as usize {
                line.read(&pieces, row)?;
                rows.push(colours.row(&line.samples, many));
            }
        }
        Ok(rows)
    }

    /// Refuses pieces that are JPEGs of another size than the directory states.
    fn jpegs(&self, page: &Page) -> Result<(), Unreadable> {
        for &(place, size) in &page.pieces {
            let part = self.bytes.get(place as usize..(place + size) as usize).ok_or(Unreadable::Damaged)?;
            let head = jpeg::head_of_part(part)?;
            if head.width > page.piece.0.next_multiple_of(64)
                || head.height > page.piece.1.next_multiple_of(64)
            {
                return Err(Unreadable::Damaged);
            }
        }
        Ok(())
    }

    /// Decodes a page that is one large JPEG.
    fn single_jpeg(
        &self,
        page: &Page,
        photometric: u16,
        aspect: f32,
        bounds: &Bounds,
    ) -> Result<Rows, Unreadable> {
        // Gray is decoded from brightness, which only these two kinds of colour have.
        if !matches!(photometric, BLACK_IS_ZERO | YCBCR) {
            return Err(Unreadable::TooLarge { width: page.width, height: page.height });
        }
        let part = |(place, size): (u64, u64)| self.bytes.get(place as usize..(place + size) as usize);
        let picture = part(page.pieces[0]).ok_or(Unreadable::Damaged)?;
        let whole = match page.tables.and_then(part) {
            // The tables are a JPEG of their own, without pixels.
            Some([tables @ .., 0xFF, 0xD9]) => [tables, picture.get(2..).unwrap_or_default()].concat(),
            Some(_) => return Err(Unreadable::Damaged),
            None => picture.to_vec(),
        };
        let raster = jpeg::decode(&whole, bounds)?;
        let mut rows = Rows::new(raster.width, raster.height, raster.channels, aspect);
        raster.data.chunks_exact(raster.width * raster.channels).for_each(|row| rows.push(row));
        Ok(rows)
    }
}

fn decoder(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, Unreadable> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = ROOM;
    limits.intermediate_buffer_size = ROOM;
    limits.ifd_value_size = 1 << 20;
    Decoder::new(Cursor::new(bytes)).map(|decoder| decoder.with_limits(limits)).map_err(reason)
}

fn reason(error: TiffError) -> Unreadable {
    match error {
        TiffError::UnsupportedError(_) => Unreadable::UnsupportedKind,
        _ => Unreadable::Damaged,
    }
}
