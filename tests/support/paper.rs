//! Scanned paper for tests: pages drawn as a scanner gives them, 150 dots an inch.

use beian_filing::paper_form::FormCode;
use qrcode::{Color, EcLevel, QrCode};
use std::io::Cursor;
use tiff::encoder::{TiffEncoder, colortype::Gray8};

/// Width and height of A4 in dots.
const SIZE: (u32, u32) = (1240, 1754);
/// Side of a code: 30 mm.
const CODE: f64 = 177.0;

/// A page with these codes below each other on its right, and lines that look like writing.
pub fn page(codes: &[String]) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut dots = vec![250u8; (width * height) as usize];
    let mut ink = |x: u32, y: u32| dots[(y * width + x) as usize] = 20;
    for line in 0..30 {
        let y = 500 + line * 36;
        for x in (150..1000).filter(|x| (x * 7 + line * 13) % 23 < 12) {
            for dy in 0..9 {
                ink(x, y + dy);
            }
        }
    }
    for (place, code) in codes.iter().enumerate() {
        let qr = QrCode::with_error_correction_level(code, EcLevel::Q).unwrap();
        let side = qr.width();
        let (left, top) = (width - 118 - CODE as u32, 118 + place as u32 * 260);
        for dy in 0..CODE as u32 {
            for dx in 0..CODE as u32 {
                let module = |dot: u32| (f64::from(dot) / CODE * side as f64) as usize;
                if qr[(module(dx), module(dy))] == Color::Dark {
                    ink(left + dx, top + dy);
                }
            }
        }
    }
    dots
}

/// The page of a form.
pub fn of(code: FormCode) -> Vec<u8> {
    page(&[code.to_string()])
}

/// A page with writing alone.
pub fn plain() -> Vec<u8> {
    page(&[])
}

/// A pile as one TIFF.
pub fn pile(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut tiff = TiffEncoder::new(&mut file).unwrap();
    for page in pages {
        tiff.write_image::<Gray8>(SIZE.0, SIZE.1, page).unwrap();
    }
    file.into_inner()
}
