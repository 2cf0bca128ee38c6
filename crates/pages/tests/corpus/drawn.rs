//! Drawing of forms.

use super::{dice::Dice, picture::Picture};
use qrcode::{Color, EcLevel, QrCode};

/// Positions of codes in millimetres from the left and the top, without quiet zone.
pub const PLACES: [(f32, f32); 2] = [(168.0, 12.0), (168.0, 62.0)];
/// Side of a code in millimetres, without quiet zone.
pub const SIDE: f32 = 30.0;

/// Draws an A4 form: heading, strokes that resemble text, boxes, a seal, and a code for each text.
pub fn form(dice: &mut Dice, dpi: f32, codes: &[&str]) -> Picture {
    let mm = dpi / 25.4;
    let mut page = Picture::paper((210.0 * mm).round() as usize, (297.0 * mm).round() as usize, 246);
    let bottom = 275.0;
    let mut y = 20.0;
    while y < bottom {
        // Lines next to a code are shorter.
        let right = if y < 12.0 + 50.0 * codes.len() as f32 { 150.0 } else { 188.0 };
        let mut x = 20.0 + dice.between(0.0, 6.0);
        while x < right {
            let width = dice.between(1.6, 3.2);
            glyph(&mut page, dice, x * mm, y * mm, width * mm, 3.2 * mm);
            x += width + dice.between(0.4, 1.2);
            if dice.below(14) == 0 {
                x += dice.between(2.0, 18.0);
            }
        }
        y += 6.5;
        if dice.below(7) == 0 && y + 22.0 < bottom {
            let limit = if y < 12.0 + 50.0 * codes.len() as f32 { 150.0 } else { 190.0 };
            rule(&mut page, 20.0 * mm, y * mm, limit * mm, (y + 16.0) * mm, 0.3 * mm);
            y += 22.0;
        }
    }
    seal(&mut page, 150.0 * mm, 240.0 * mm, 19.0 * mm, 1.2 * mm);
    for (text, (left, top)) in codes.iter().zip(PLACES) {
        code(&mut page, text, left * mm, top * mm, SIDE * mm);
    }
    page
}

/// Draws strokes in a box, as dense as a character.
fn glyph(page: &mut Picture, dice: &mut Dice, x: f32, y: f32, width: f32, height: f32) {
    let stroke = height * 0.11;
    for _ in 0..dice.below(3) + 2 {
        if dice.below(2) == 0 {
            let at = y + dice.between(0.0, height - stroke);
            page.fill(x, at, x + width, at + stroke, 40);
        } else {
            let at = x + dice.between(0.0, width - stroke);
            page.fill(at, y, at + stroke, y + height, 40);
        }
    }
}

fn rule(page: &mut Picture, x0: f32, y0: f32, x1: f32, y1: f32, stroke: f32) {
    page.fill(x0, y0, x1, y0 + stroke, 30);
    page.fill(x0, y1 - stroke, x1, y1, 30);
    page.fill(x0, y0, x0 + stroke, y1, 30);
    page.fill(x1 - stroke, y0, x1, y1, 30);
}

fn seal(page: &mut Picture, cx: f32, cy: f32, radius: f32, stroke: f32) {
    let (top, bottom) = ((cy - radius) as usize, ((cy + radius) as usize).min(page.height - 1));
    for y in top..=bottom {
        for x in (cx - radius) as usize..=((cx + radius) as usize).min(page.width - 1) {
            let away = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt();
            let star = away < radius * 0.3 && (x + y) % 7 < 5;
            if star || (away < radius && away > radius - stroke) {
                let old = &mut page.gray[y * page.width + x];
                *old = (*old).min(118);
            }
        }
    }
}

/// Draws a code of error correction level Q.
pub fn code(page: &mut Picture, text: &str, left: f32, top: f32, side: f32) {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::Q).unwrap();
    let many = code.width();
    let module = side / many as f32;
    page.fill(
        left - 4.0 * module,
        top - 4.0 * module,
        left + side + 4.0 * module,
        top + side + 4.0 * module,
        246,
    );
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (left + (place % many) as f32 * module, top + (place / many) as f32 * module);
            page.fill(x, y, x + module, y + module, 22);
        }
    }
}
