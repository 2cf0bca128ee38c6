//! Tilt of a page that has no code to tell it, measured on its lines of text.

use crate::raster::Raster;

/// Widest tilt in degrees, in either direction.
const WIDEST: f32 = 10.0;

/// Degrees by which the page is turned clockwise from level. At this tilt the dark pixels fall into the
/// fewest rows.
pub(crate) fn of(gray: &Raster) -> f32 {
    let half = gray.reduced(2);
    let small = half.reduced((half.longest() / 700).max(1));
    let (width, height) = (small.width, small.height);
    if width < 40 || height < 40 {
        return 0.0;
    }
    let mut dark = Vec::new();
    // A pixel much darker than the one two lines above begins an edge. Plain areas have no edges.
    let margin = (width.min(height) / 30).max(3);
    for y in margin..height - margin {
        for x in margin..width - margin {
            let at = y * width + x;
            if i32::from(small.data[at - 2 * width]) - i32::from(small.data[at]) > 36 {
                dark.push((x as f32 - width as f32 / 2.0, y as f32));
            }
        }
    }
    if dark.len() < 200 {
        return 0.0;
    }
    let thin = dark.len().div_ceil(20_000);
    let dark: Vec<_> = dark.into_iter().step_by(thin).collect();
    let mut rows = vec![0u32; height * 2];
    let mut focus = |degrees: f32| -> f64 {
        rows.fill(0);
        let slope = degrees.to_radians().tan();
        for &(x, y) in &dark {
            let row = y - x * slope + height as f32 / 2.0;
            if let Some(count) = rows.get_mut(row as usize) {
                *count += 1;
            }
        }
        rows.iter().map(|&count| f64::from(count) * f64::from(count)).sum()
    };
    let level = focus(0.0);
    let mut best = (level, 0.0f32);
    let mut total = 0.0;
    let steps = (WIDEST / 0.5) as i32;
    for step in -steps..=steps {
        let degrees = step as f32 * 0.5;
        let value = focus(degrees);
        total += value;
        if value > best.0 {
            best = (value, degrees);
        }
    }
    let coarse = best.1;
    for step in -5..=5 {
        let degrees = coarse + step as f32 * 0.1;
        let value = focus(degrees);
        if value > best.0 {
            best = (value, degrees);
        }
    }
    // Lines of text make a clear peak; pictures and specks make none.
    let mean = total / f64::from(2 * steps + 1);
    if best.0 > mean * 1.25 && best.1.abs() < WIDEST - 0.3 { best.1 } else { 0.0 }
}
