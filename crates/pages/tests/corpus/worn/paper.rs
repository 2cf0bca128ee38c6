//! Wear of the paper itself.

use super::{
    covers::near,
    sheet::{Field, LID, Sheet},
};
use crate::corpus::dice::Dice;

/// Folds the page across the code. One side is displaced and lit differently; the crease is white next to a
/// shadow.
pub(super) fn folded(sheet: &Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) -> Sheet {
    let across = dice.below(4) == 0;
    let lean = dice.between(-0.35, 0.35) + if across { std::f32::consts::FRAC_PI_2 } else { 0.0 };
    let (sin, cos) = lean.sin_cos();
    let point = near(dice, code, mm);
    let (slip, lost) = (dice.between(-1.0, 1.0) * mm, dice.between(0.0, 1.0) * mm);
    let dark = dice.between(0.62, 0.95);
    let (crease, shadow) = (dice.between(0.1, 0.6) * mm, dice.between(0.5, 2.5) * mm);
    let deep = dice.between(0.35, 0.8);
    let rough = Field::new(dice, sheet.width, sheet.height, 3.0 * mm);
    let side = |x: f32, y: f32| -(x - point.0) * sin + (y - point.1) * cos + 0.4 * mm * rough.at(x, y);
    let mut out = sheet.moved(sheet.width, sheet.height, LID, |x, y| {
        if side(x, y) < 0.0 { (x + cos * slip + sin * lost, y + sin * slip - cos * lost) } else { (x, y) }
    });
    for y in 0..out.height {
        for x in 0..out.width {
            let away = side(x as f32, y as f32);
            let mut light = if away < 0.0 { dark } else { 1.0 };
            if away >= 0.0 {
                light *= 1.0 - deep * (1.0 - away / shadow).max(0.0);
            }
            let white = (1.0 - away.abs() / crease).max(0.0);
            let pixel = &mut out.rgb[y * out.width + x];
            *pixel = pixel.map(|value| ((f32::from(value) * (1.0 - white) + 240.0 * white) * light) as u8);
        }
    }
    out
}

/// Copies two or three times. Each copy is softer, has more contrast, and adds specks.
pub(super) fn copied(sheet: &Sheet, dice: &mut Dice, mm: f32) -> Sheet {
    let mut out = sheet.clone();
    for _ in 0..2 + dice.below(2) {
        let askew = dice.between(-0.6, 0.6);
        out = out.turned(askew, [250.0; 3]);
        out.grained(dice, (mm / 6.0).round() as usize, 6.0);
        let (middle, slope) = (dice.between(110.0, 160.0), dice.between(1.6, 2.6));
        for pixel in &mut out.rgb {
            let gray = pixel.iter().map(|value| f32::from(*value)).sum::<f32>() / 3.0;
            *pixel = [((gray - middle) * slope + 128.0).clamp(12.0, 250.0) as u8; 3];
        }
        for _ in 0..200 {
            let at = (dice.between(0.0, out.width as f32), dice.between(0.0, out.height as f32));
            let size = dice.between(0.05, 0.25) * mm;
            for (x, y, dx, dy) in out.around(at, size).collect::<Vec<_>>() {
                if dx.hypot(dy) < size {
                    out.rgb[y * out.width + x] = [40; 3];
                }
            }
        }
    }
    out
}

/// Crumples and smooths the page, which bends lines and shades slopes.
pub(super) fn crumpled(sheet: &Sheet, dice: &mut Dice, mm: f32) -> Sheet {
    let fields: [Field; 3] = std::array::from_fn(|_| Field::new(dice, sheet.width, sheet.height, 14.0 * mm));
    let reach = dice.between(0.3, 0.9) * mm;
    let mut out = sheet.moved(sheet.width, sheet.height, LID, |x, y| {
        (x + reach * fields[0].at(x, y), y + reach * fields[1].at(x, y))
    });
    let depth = dice.between(0.1, 0.3);
    for y in 0..out.height {
        for x in 0..out.width {
            let light = 1.0 - depth * (0.5 + 0.5 * fields[2].at(x as f32, y as f32));
            let pixel = &mut out.rgb[y * out.width + x];
            *pixel = pixel.map(|value| (f32::from(value) * light) as u8);
        }
    }
    out
}
