//! Scanned paper for tests: pages drawn as a scanner gives them, 150 dots an inch.

use beian_filing::paper::FormCode;
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

/// A page with nothing on it, as the back of another.
pub fn blank() -> Vec<u8> {
    vec![250u8; (SIZE.0 * SIZE.1) as usize]
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

/// A page as one JPEG.
pub fn jpeg(page: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 80);
    encoder.encode(page, SIZE.0 as u16, SIZE.1 as u16, jpeg_encoder::ColorType::Luma).unwrap();
    file
}

/// A page as a lens out of focus gives it: each dot the mean of so many beside it, in both directions.
pub fn blurred(page: &[u8], radius: usize) -> Vec<u8> {
    let along = |dots: &[u8], width: usize, height: usize| {
        let mut turned = vec![0; dots.len()];
        for (y, row) in dots.chunks_exact(width).enumerate() {
            for x in 0..width {
                let near = &row[x.saturating_sub(radius)..(x + radius + 1).min(width)];
                let sum: usize = near.iter().map(|dot| usize::from(*dot)).sum();
                turned[x * height + y] = (sum / near.len()) as u8;
            }
        }
        turned
    };
    let (width, height) = (SIZE.0 as usize, SIZE.1 as usize);
    along(&along(page, width, height), height, width)
}

/// A PDF of A4 pages, each with lines of text.
pub fn written_pdf(pages: usize) -> Vec<u8> {
    let lines: String = (0..30)
        .map(|line| {
            format!(
                "72 {} Td (example {line} example example) Tj -72 -{} Td ",
                720 - line * 20,
                720 - line * 20
            )
        })
        .collect();
    let text = format!("BT /F 14 Tf {lines} ET");
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 5)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {pages} /MediaBox [0 0 595 842] >>"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 3 0 R >> >> >>";
    objects.extend((0..pages).map(|_| page.to_owned()));
    assembled(&objects, "")
}

/// A PDF of so many empty pages, with this in its trailer and in its catalogue.
pub fn pdf(pages: usize, trailer: &str, catalogue: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        format!("<< /Type /Pages /Kids [{kids}] /Count {pages} /MediaBox [0 0 300 300] >>"),
    ];
    objects.extend((0..pages).map(|_| "<< /Type /Page /Parent 2 0 R >>".to_owned()));
    assembled(&objects, trailer)
}

/// A PDF of these objects, the first of them its catalogue.
fn assembled(objects: &[String], trailer: &str) -> Vec<u8> {
    let (mut out, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let (at, size) = (out.len(), objects.len() + 1);
    out.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n{table}"));
    out.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n"));
    out.into_bytes()
}
