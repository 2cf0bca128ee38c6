//! Pages as offices scan, fax and photograph them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../corpus/mod.rs"]
#[expect(dead_code, reason = "the bench uses the rest")]
mod corpus;

mod codes;
mod formats;
mod quality;
mod upright;

use beian_pages::{Bounds, File, Flaw, Oddity, Page, Unreadable, open};
use corpus::{
    dice::Dice,
    drawn::form,
    pdfs::{Pdf, pdf_of_jpegs, pdf_of_vectors},
    picture::Picture,
    text, wanted,
    wear::{KINDS, Wear},
};

fn opened(bytes: Vec<u8>) -> File {
    open(bytes, &Bounds::default()).unwrap()
}

fn first(bytes: Vec<u8>) -> Page {
    opened(bytes).read(0, &wanted).unwrap()
}

/// Clean page at 200 dpi with a code, and the code's text.
fn page(seed: u64) -> (Picture, String) {
    let mut dice = Dice::new(seed);
    let text = text(&mut dice);
    (form(&mut dice, 200.0, &[&text]), text)
}

/// Decodes a page's JPEG.
fn pixels(jpeg: &[u8]) -> (usize, usize, Vec<u8>) {
    use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    (usize::from(info.width), usize::from(info.height), pixels)
}

fn turned_by(page: &Page, degrees: f32) -> bool {
    ((page.turned - degrees + 180.0).rem_euclid(360.0) - 180.0).abs() < 0.5
}
