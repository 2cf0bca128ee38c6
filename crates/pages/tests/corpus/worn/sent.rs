//! Photos and faxes of a page.

use super::{Kind, sheet::Sheet};
use crate::corpus::{
    dice::Dice,
    picture::Picture,
    tiffs::{self, CODINGS, Layout},
};

/// Photographs the page on a table.
pub(super) fn photographed(sheet: &Sheet, dice: &mut Dice, kind: Kind) -> Vec<u8> {
    let turn = dice.between(-14.0, 14.0) + 90.0 * dice.below(4) as f32;
    let tilt = dice.between(0.03, 0.22);
    let (sin, cos) = turn.to_radians().sin_cos();
    let (half_x, half_y) = (sheet.width as f32 / 2.0, sheet.height as f32 / 2.0);
    // The near end is larger and must still fit into the picture.
    let side = (half_x.hypot(half_y) * 2.0 * 1.02 / (1.0 - tilt)) as usize;
    let middle = side as f32 / 2.0;
    let table = [dice.between(40.0, 120.0), dice.between(30.0, 100.0), dice.between(25.0, 90.0)];
    let (light, slope) = (dice.between(0.55, 1.0), dice.between(0.0, 0.4));
    let (lx, ly) = dice.between(0.0, std::f32::consts::TAU).sin_cos();
    let mut photo = sheet.moved(side, side, table, |u, v| {
        let (u, v) = (u - middle, v - middle);
        let (u, v) = (u * cos + v * sin, -u * sin + v * cos);
        let depth = 1.0 / (1.0 - tilt * v / half_y);
        (u * depth + half_x, v * depth + half_y)
    });
    for y in 0..side {
        for x in 0..side {
            let along = ((x as f32 - middle) * lx + (y as f32 - middle) * ly) / middle;
            let share = light * (1.0 - slope * (0.5 + 0.5 * along.clamp(-1.0, 1.0)));
            let pixel = &mut photo.rgb[y * side + x];
            *pixel = pixel.map(|value| (f32::from(value) * share) as u8);
        }
    }
    let (soft, noise) = (dice.below(3), dice.between(2.0, 9.0));
    photo.grained(dice, soft, noise);
    if kind == Kind::Messenger {
        let small = photo.resized(1440, 1440);
        // The photo is compressed twice.
        let once = small.jpeg(60);
        let pixels =
            zune_jpeg::JpegDecoder::new(zune_jpeg::zune_core::bytestream::ZCursor::new(&once)).decode();
        let rgb = pixels.unwrap().as_chunks::<3>().0.to_vec();
        return Sheet { rgb, ..small }.jpeg(45);
    }
    photo.jpeg(60 + dice.below(30) as u8)
}

/// Sends the page by a fax machine of Group 3 or 4.
pub(super) fn faxed(sheet: &Sheet, dice: &mut Dice, kind: Kind) -> Vec<u8> {
    let askew = dice.between(-2.0, 2.0);
    let mut scanned = sheet.turned(askew, [250.0; 3]);
    let (soft, noise) = (1 + dice.below(2), dice.between(4.0, 22.0));
    scanned.grained(dice, soft, noise);
    let down = if kind == Kind::FaxFine { 196 } else { 98 };
    let gray = scanned.gray();
    let height = gray.height * down / 204;
    let parting = dice.between(110.0, 165.0) as u8;
    let row = |y: usize| &gray.gray[(y * 204 / down).min(gray.height - 1) * gray.width..][..gray.width];
    let bits =
        (0..height).flat_map(|y| row(y).iter().map(|gray| if *gray > parting { 255 } else { 0 })).collect();
    let sent = Picture { width: gray.width, height, gray: bits };
    let page = tiffs::Page::fax(&sent, CODINGS[dice.below(CODINGS.len())], (204, down as u32));
    let page = if dice.below(4) == 0 { page.turned() } else { page };
    tiffs::file(&[page], Layout::default())
}
