//! Objects and faults that cover a code.

use super::sheet::{Field, Sheet};
use crate::corpus::{dice::Dice, drawn::SIDE};

/// Stamps a round red seal that covers about a third of the code.
pub(super) fn seal(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let (angle, away) = (dice.between(0.0, std::f32::consts::TAU), dice.between(5.0, 21.0) * mm);
    let middle = (code.0 + angle.cos() * away, code.1 + angle.sin() * away);
    let radius = dice.between(19.0, 21.0) * mm;
    let ring = dice.between(1.1, 1.7) * mm / radius;
    let colour = [dice.between(175.0, 225.0), dice.between(15.0, 55.0), dice.between(25.0, 65.0)];
    let strength = dice.between(0.7, 1.0);
    let worn = Field::new(dice, sheet.width, sheet.height, 1.2 * mm);
    let strokes: Vec<(f32, f32, f32)> = (0..70)
        .map(|at| {
            let around = at as f32 / 70.0 * 5.2 - 4.2;
            (around, dice.between(0.68, 0.9), dice.between(-0.5, 0.5))
        })
        .collect();
    for (x, y, dx, dy) in sheet.around(middle, radius + 2.0).collect::<Vec<_>>() {
        let (away, around) = ((dx * dx + dy * dy).sqrt() / radius, dy.atan2(dx));
        let ring = (1.0 - ring..1.0).contains(&away);
        // The star has five points, each a wedge.
        let spoke = (around * 5.0).cos() * 0.09 + 0.17;
        let star = away < spoke;
        let letters = (0.66..0.9).contains(&away)
            && strokes.iter().any(|(at, from, lean)| {
                let off = around - at - (away - from) * lean;
                (off * away * radius).abs() < 0.35 * mm && (away - from).abs() < 0.09
            });
        if ring || star || letters {
            let share = strength * (0.75 + 0.35 * worn.at(x as f32, y as f32)).clamp(0.2, 1.0);
            sheet.ink(x, y, colour, share);
        }
    }
}

/// Draws one to four pen strokes over the code. Returns whether they are coloured.
pub(super) fn pen(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) -> bool {
    let colours = [[190.0, 28.0, 45.0], [30.0, 45.0, 150.0], [35.0, 60.0, 175.0], [25.0, 25.0, 30.0]];
    let which = dice.below(4);
    let half = SIDE / 2.0 * mm;
    for _ in 0..1 + dice.below(4) {
        let mut point = |reach: f32| {
            (code.0 + dice.between(-reach, reach) * half, code.1 + dice.between(-reach, reach) * half)
        };
        let curve = [point(1.4), point(1.2), point(1.2), point(1.4)];
        let width = [0.25, 0.32, 0.42, 0.5][dice.below(4)] * mm;
        let steps = (60.0 * mm) as usize;
        for step in 0..=steps {
            let t = step as f32 / steps as f32;
            let weights =
                [(1.0 - t).powi(3), 3.0 * t * (1.0 - t).powi(2), 3.0 * t * t * (1.0 - t), t.powi(3)];
            let sum = |value: fn(&(f32, f32)) -> f32| {
                curve.iter().zip(weights).map(|(at, weight)| value(at) * weight).sum::<f32>()
            };
            let at = (sum(|at| at.0), sum(|at| at.1));
            for (x, y, dx, dy) in sheet.around(at, width + 1.0).collect::<Vec<_>>() {
                let share = (width + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
                // Many steps touch a pixel, and the darkest counts.
                let pixel = &mut sheet.rgb[y * sheet.width + x];
                for (value, ink) in pixel.iter_mut().zip(colours[which]) {
                    *value = (*value).min((255.0 - (255.0 - ink) * share) as u8);
                }
            }
        }
    }
    which < 3
}

/// Adds a coffee stain with a dark rim.
pub(super) fn coffee(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    // The rim crosses the code.
    let radius = dice.between(24.0, 40.0) * mm;
    let (angle, away) = (dice.between(0.0, std::f32::consts::TAU), radius + dice.between(-13.0, 13.0) * mm);
    let middle = (code.0 + angle.cos() * away, code.1 + angle.sin() * away);
    let wobble = Field::new(dice, 360, 2, 20.0);
    let (inside, rim) = (dice.between(0.3, 0.95), dice.between(0.7, 1.0));
    let wide = dice.between(1.2, 3.6) * mm;
    for (x, y, dx, dy) in sheet.around(middle, radius * 1.1).collect::<Vec<_>>() {
        let around = dy.atan2(dx).to_degrees() + 180.0;
        let edge = radius * (1.0 + 0.04 * wobble.at(around, 0.0));
        let away = dx.hypot(dy);
        if away < edge {
            sheet.ink(x, y, [190.0, 150.0, 95.0], inside);
        }
        let near = 1.0 - ((away - edge).abs() / wide).min(1.0);
        sheet.ink(x, y, [105.0, 55.0, 12.0], rim * near);
    }
}

/// Random point on the code, half of the time near a corner.
pub(super) fn near(dice: &mut Dice, code: (f32, f32), mm: f32) -> (f32, f32) {
    let mut at = |reach: f32| dice.between(-reach, reach) * mm;
    let (x, y) = (at(11.0), at(11.0));
    let to = |value: f32| if value < 0.0 { -11.0 * mm } else { 11.0 * mm };
    let corner = (to(x) + at(3.0), to(y) + at(3.0));
    let (x, y) = if dice.below(2) == 0 { corner } else { (x, y) };
    (code.0 + x, code.1 + y)
}

/// Adds a bent wire staple and its shadow.
pub(super) fn staple(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let middle = near(dice, code, mm);
    let (sin, cos) = dice.between(0.0, 3.2).sin_cos();
    let (long, thick) = (dice.between(5.0, 7.0) * mm, dice.between(0.25, 0.5) * mm);
    let gleam = dice.between(90.0, 230.0);
    for (x, y, dx, dy) in sheet.around(middle, long + 3.0 * mm).collect::<Vec<_>>() {
        let (along, beside) = (dx * cos + dy * sin, -dx * sin + dy * cos);
        let off = |beside: f32| (along.abs() - long).max(0.0).hypot(beside);
        let shadow = (1.0 - (off(beside - thick * 1.6) - thick) / (0.8 * mm)).clamp(0.0, 1.0);
        sheet.ink(x, y, [40.0; 3], 0.55 * shadow);
        let cover = (thick + 0.5 - off(beside)).clamp(0.0, 1.0);
        let light = if beside.abs() < thick * 0.45 { gleam } else { 70.0 };
        sheet.hide(x, y, [light; 3], cover);
    }
}

/// Fades the print as if toner runs out, with blank stripes, at least one across the code.
pub(super) fn weak(sheet: &mut Sheet, dice: &mut Dice, code: (f32, f32), mm: f32) {
    let left = dice.between(0.3, 0.65);
    let patchy = Field::new(dice, sheet.width, sheet.height, 18.0 * mm);
    let mut stripes: Vec<(f32, f32)> = (0..dice.below(8))
        .map(|_| (dice.between(0.0, sheet.width as f32), dice.between(0.1, 1.0) * mm))
        .collect();
    for _ in 0..1 + dice.below(2) {
        stripes.push((near(dice, code, mm).0, dice.between(0.2, 1.0) * mm));
    }
    for y in 0..sheet.height {
        for x in 0..sheet.width {
            let stripe = stripes.iter().any(|(at, wide)| (x as f32 - at).abs() < *wide);
            let share =
                if stripe { 0.06 } else { (left + 0.2 * patchy.at(x as f32, y as f32)).clamp(0.2, 1.0) };
            let pixel = &mut sheet.rgb[y * sheet.width + x];
            *pixel = pixel.map(|value| (246.0 - (246.0 - f32::from(value.min(246))) * share) as u8);
        }
    }
}
