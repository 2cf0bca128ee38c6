//! Forms with wear from everyday use: stamped, written on, folded, stapled, stained, copied, crumpled,
//! photographed or faxed. The shares follow real incoming mail, with an object over every third code. The
//! same number gives the same page.

mod covers;
mod paper;
mod sent;
mod sheet;

use super::{
    dice::Dice,
    drawn::{PLACES, SIDE, form},
};
use covers::{coffee, pen, seal, staple, weak};
use paper::{copied, crumpled, folded};
use sent::{faxed, photographed};
use sheet::{LID, Sheet};

/// Kind of wear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Clean,
    Copied,
    /// Printed on A5 or A3, or two pages on one sheet.
    Sized,
    Crumpled,
    Weak,
    Seal,
    SealInGrey,
    Fold,
    Staple,
    Pen,
    Coffee,
    Photo,
    /// Photo that a messenger has reduced and compressed again.
    Messenger,
    CrumpledPhoto,
    /// Photo of a page with a seal or pen strokes.
    CoveredPhoto,
    FaxFine,
    FaxStandard,
}

/// Kinds, with the number of each in about a hundred pages.
pub const KINDS: [(Kind, usize); 17] = [
    (Kind::Clean, 15),
    (Kind::Copied, 10),
    (Kind::Sized, 18),
    (Kind::Crumpled, 5),
    (Kind::Weak, 5),
    (Kind::Seal, 5),
    (Kind::SealInGrey, 5),
    (Kind::Fold, 5),
    (Kind::Staple, 5),
    (Kind::Pen, 5),
    (Kind::Coffee, 5),
    (Kind::Photo, 22),
    (Kind::Messenger, 3),
    (Kind::CrumpledPhoto, 3),
    (Kind::CoveredPhoto, 5),
    (Kind::FaxFine, 6),
    (Kind::FaxStandard, 6),
];

/// Worn page.
pub struct Worn {
    pub kind: Kind,
    /// Dots per inch of a scan; `None` for a photo or a fax.
    pub dpi: Option<u32>,
    /// Whether a coloured object covers the code, and whether any object does.
    pub coloured: bool,
    pub covered: bool,
    pub texts: Vec<String>,
    pub bytes: Vec<u8>,
}

/// Random text of a printed form's code.
pub fn text(dice: &mut Dice) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut some = |many: usize| -> String { (0..many).map(|_| SIGNS[dice.below(32)] as char).collect() };
    let (reference, check) = (some(9), some(4));
    format!("BEIAN:{}1:JX{reference}:{}:{check}", ["R", "D", "X", "C", "V"][dice.below(5)], 1 + dice.below(3))
}

/// Whether a text is that of a form's code.
pub fn wanted(text: &str) -> bool {
    text.starts_with("BEIAN:")
}

/// Kind of wear of the page with this number.
pub fn kind(number: u64) -> Kind {
    let all: usize = KINDS.iter().map(|(_, many)| many).sum();
    // Kinds alternate, which gives a short range of numbers most of them.
    let mut place = number as usize * 37 % all;
    for (kind, many) in KINDS {
        match place.checked_sub(many) {
            Some(rest) => place = rest,
            None => return kind,
        }
    }
    Kind::Clean
}

/// Page with this number.
pub fn page(number: u64) -> Worn {
    let (mut dice, kind) = (Dice::new(0x0030_0000 + number), kind(number));
    // Most scans have 200 or 300 dpi. The highest resolutions are rare, because they take longest to draw.
    let dpi = [100, 150, 150, 200, 200, 200, 200, 300, 300, 300, 400][dice.below(11)];
    let dpi =
        if matches!(kind, Kind::Clean | Kind::Pen | Kind::Seal) && dice.below(16) == 0 { 600 } else { dpi };
    made(&mut dice, kind, dpi)
}

fn made(dice: &mut Dice, kind: Kind, dpi: u32) -> Worn {
    let photo = matches!(kind, Kind::Photo | Kind::Messenger | Kind::CrumpledPhoto | Kind::CoveredPhoto);
    let fax = matches!(kind, Kind::FaxFine | Kind::FaxStandard);
    let dots = match kind {
        _ if fax => 204.0,
        _ if photo => [140.0, 180.0, 230.0, 290.0][dice.below(4)],
        _ => dpi as f32,
    };
    let mm = dots / 25.4;
    let mut texts = vec![text(dice)];
    let drawn = form(dice, dots, &[&texts[0]]);
    let paper = dice.between(0.86, 1.0);
    let tint = [0.02, 0.0, 0.04].map(|most| (paper - dice.between(0.0, most)).min(1.0));
    let mut sheet = Sheet::of(&drawn, if fax { [1.0; 3] } else { tint });
    let (left, top) = PLACES[0];
    let code = ((left + SIDE / 2.0) * mm, (top + SIDE / 2.0) * mm);
    let mut coloured = false;
    match kind {
        Kind::Seal | Kind::SealInGrey => {
            seal(&mut sheet, dice, code, mm);
            coloured = kind == Kind::Seal;
        }
        Kind::Pen => coloured = pen(&mut sheet, dice, code, mm),
        Kind::Coffee => {
            coffee(&mut sheet, dice, code, mm);
            coloured = true;
        }
        Kind::CoveredPhoto => {
            coloured = true;
            if dice.below(2) == 0 {
                seal(&mut sheet, dice, code, mm);
            } else {
                coloured = pen(&mut sheet, dice, code, mm);
            }
        }
        Kind::Staple => staple(&mut sheet, dice, code, mm),
        Kind::Weak => weak(&mut sheet, dice, code, mm),
        Kind::Fold => sheet = folded(&sheet, dice, code, mm),
        Kind::Copied => sheet = copied(&sheet, dice, mm),
        Kind::Crumpled | Kind::CrumpledPhoto => sheet = crumpled(&sheet, dice, mm),
        _ => {}
    }
    let covered = matches!(
        kind,
        Kind::Seal
            | Kind::SealInGrey
            | Kind::Pen
            | Kind::Coffee
            | Kind::CoveredPhoto
            | Kind::Staple
            | Kind::Weak
            | Kind::Fold
    );
    if kind == Kind::Sized {
        match dice.below(3) {
            0 => sheet = sheet.resized(sheet.width * 707 / 1000, sheet.height * 707 / 1000),
            1 => {
                let text = text(dice);
                let other = Sheet::of(&form(dice, dots, &[&text]), tint);
                let rows = sheet.rgb.chunks_exact(sheet.width).zip(other.rgb.chunks_exact(other.width));
                let rgb = rows.flat_map(|(left, right)| [left, right].concat()).collect();
                sheet = Sheet { width: sheet.width * 2, height: sheet.height, rgb };
                texts.push(text);
            }
            _ if dpi <= 300 => sheet = sheet.resized(sheet.width * 141 / 100, sheet.height * 141 / 100),
            _ => {}
        }
    }
    let bytes = if fax {
        faxed(&sheet, dice, kind)
    } else if photo {
        photographed(&sheet, dice, kind)
    } else {
        let askew = if kind == Kind::Clean { dice.between(-7.0, 7.0) } else { dice.between(-3.0, 3.0) };
        let mut scanned = sheet.turned(askew, LID);
        if kind == Kind::Clean {
            for _ in 0..dice.below(4) {
                scanned = quarter(&scanned);
            }
        }
        let soft = (dots / 200.0 * dice.between(0.3, 0.8)).powi(2) * 2.0;
        let noise = dice.between(2.0, 8.0);
        scanned.grained(dice, soft.round() as usize, noise);
        let quality = 55 + dice.below(35) as u8;
        if kind == Kind::SealInGrey || (!coloured && dice.below(2) == 0) {
            scanned.gray().jpeg(quality)
        } else {
            scanned.jpeg(quality)
        }
    };
    let dpi = (!photo && !fax).then_some(dpi);
    Worn { kind, dpi, coloured, covered, texts, bytes }
}

/// Rotates by a quarter turn clockwise.
fn quarter(sheet: &Sheet) -> Sheet {
    let (width, height) = (sheet.height, sheet.width);
    let place = |at: usize| (sheet.height - 1 - at % width) * sheet.width + at / width;
    Sheet { width, height, rgb: (0..width * height).map(|at| sheet.rgb[place(at)]).collect() }
}
