//! Layout of a page: the blocks of a form become marks with positions in points. Nothing is drawn here.

use crate::{
    pen::{FOOT, LEFT, MM, RIGHT},
    text::Scale,
};
use beian_contract::view::{PageRole, PrintedBlock, PrintedFact, PrintedPage, Words};

/// Side of the QR code in points.
pub const QR: f32 = 30.0 * MM;
/// Top of the QR code in points.
pub const TOP: f32 = 20.0 * MM;
/// Bottom of the area of the QR code in points, with its quiet zone and the line below it.
const BELOW_QR: f32 = TOP + QR + 13.0 * MM;
/// Width of the white space next to the QR code in points. The standard requires four modules (ISO/IEC 18004,
/// 6.3.8), and this is more.
const BESIDE_QR: f32 = 8.0 * MM;
/// Scale factors for the text, tried in order until the page fits.
const SIZES: [f32; 6] = [1.0, 0.94, 0.88, 0.82, 0.76, 0.7];

/// Mark on a page, in points from the top left corner.
#[derive(Debug, PartialEq)]
pub enum Mark {
    /// Line of text, placed by its baseline.
    Text { line: String, x: f32, y: f32, size: f32, heavy: bool },
    /// Filled rectangle.
    Bar { x: f32, y: f32, width: f32, height: f32 },
}

/// Marks of a page. The text is set smaller until everything fits.
pub fn layout(page: &PrintedPage, scale: &Scale<'_>) -> Vec<Mark> {
    let mut last = Vec::new();
    for size in SIZES {
        let mut flow = Flow { scale, size, y: TOP, beside: page.code.is_some(), marks: Vec::new() };
        let big = page.role != PageRole::Form;
        for block in &page.blocks {
            flow.block(block, big);
        }
        let fits = flow.y <= FOOT - 4.0 * MM;
        last = flow.marks;
        if fits {
            break;
        }
    }
    last
}

/// Cursor that moves down a page and collects marks.
struct Flow<'a> {
    scale: &'a Scale<'a>,
    /// Scale factor of all sizes.
    size: f32,
    /// Top of the next block in points.
    y: f32,
    /// Whether the page has a QR code at the top right.
    beside: bool,
    marks: Vec<Mark>,
}

impl Flow<'_> {
    /// Right end of text at the current height in points.
    fn right(&self) -> f32 {
        if self.beside && self.y < BELOW_QR { RIGHT - QR - BESIDE_QR } else { RIGHT }
    }

    /// Moves below the QR code, for blocks that take the whole width.
    fn clear(&mut self) {
        if self.beside {
            self.y = self.y.max(BELOW_QR);
        }
    }

    fn text(&mut self, line: String, (x, y): (f32, f32), size: f32) {
        self.marks.push(Mark::Text { line, x, y, size, heavy: false });
    }

    fn bar(&mut self, (x, y): (f32, f32), (width, height): (f32, f32)) {
        self.marks.push(Mark::Bar { x, y, width, height });
    }

    /// Adds an empty box with lines `strong` points wide.
    fn frame(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), strong: f32) {
        self.bar((x, y), (width, strong));
        self.bar((x, y + height - strong), (width, strong));
        self.bar((x, y), (strong, height));
        self.bar((x + width - strong, y), (strong, height));
    }

    /// Adds wrapped text at the current height.
    fn lines(&mut self, text: &str, x: f32, size: f32, apart: f32) {
        let size = size * self.size;
        // Lines below the QR code could be longer, but lines of equal length are easier to read.
        for line in self.scale.lines(text, size, self.right() - x) {
            self.text(line, (x, self.y + size), size);
            self.y += size * apart;
        }
    }

    fn words(&mut self, words: &Words, x: f32, zh: f32, en: f32) {
        self.lines(&words.zh, x, zh, 1.45);
        self.lines(&words.en, x, en, 1.3);
    }

    fn gap(&mut self, millimetres: f32) {
        self.y += millimetres * MM * self.size;
    }

    fn block(&mut self, block: &PrintedBlock, big: bool) {
        let factor = if big { 1.25 } else { 1.0 };
        match block {
            PrintedBlock::Title { words } => {
                self.words(words, LEFT, 20.0, 11.0);
                self.gap(3.0);
            }
            PrintedBlock::Paragraph { words } => {
                self.words(words, LEFT, 10.5 * factor, 8.5 * factor);
                self.gap(3.0);
            }
            PrintedBlock::Notice { words } => {
                let top = self.y;
                self.words(words, LEFT + 4.0 * MM, 9.5 * factor, 8.0 * factor);
                self.bar((LEFT, top + 1.0), (1.2, self.y - top - 1.0));
                self.gap(2.0);
            }
            PrintedBlock::Facts { rows } => self.facts(rows, factor),
            PrintedBlock::Lines { label, count } => {
                self.clear();
                self.words(label, LEFT, 10.0, 8.0);
                for _ in 0..*count {
                    self.y += 10.0 * MM;
                    self.bar((LEFT, self.y), (RIGHT - LEFT, 0.6));
                }
                self.gap(3.0);
            }
            PrintedBlock::Ticks { title, boxes } => {
                self.clear();
                self.words(title, LEFT, 10.5 * factor, 8.5 * factor);
                self.gap(1.0);
                for words in boxes {
                    let side = 4.2 * MM;
                    let top = self.y;
                    self.frame((LEFT, top + 1.0), (side, side), 1.0);
                    self.words(words, LEFT + 7.0 * MM, 10.0 * factor, 8.0 * factor);
                    self.y = self.y.max(top + side + 2.0);
                    self.gap(0.8);
                }
                self.gap(2.0);
            }
            PrintedBlock::Seals { boxes } => self.seals(boxes),
            PrintedBlock::Separator { page, words } => {
                self.marks.push(Mark::Text {
                    line: page.to_string(),
                    x: LEFT,
                    y: self.y + 100.0,
                    size: 120.0,
                    heavy: true,
                });
                self.y = BELOW_QR + 6.0 * MM;
                self.words(words, LEFT, 24.0, 14.0);
                self.gap(6.0);
            }
            PrintedBlock::Cover { heavy, to, place, from, reference } => {
                self.cover(heavy, to, place, [from, &reference.to_string()]);
            }
        }
    }

    fn facts(&mut self, rows: &[PrintedFact], factor: f32) {
        self.clear();
        let (label, column) = (46.0 * MM, LEFT + 48.0 * MM);
        self.bar((LEFT, self.y), (RIGHT - LEFT, 0.8));
        for row in rows {
            let top = self.y;
            self.gap(1.2);
            let first = self.y;
            let mut small = self.y;
            for (text, size, apart) in [(&row.label.zh, 9.5, 1.3), (&row.label.en, 7.5, 1.2)] {
                let size = size * self.size * factor;
                for line in self.scale.lines(text, size, label) {
                    self.text(line, (LEFT, small + size), size);
                    small += size * apart;
                }
            }
            self.lines(&row.text, column, 11.0 * factor, 1.35);
            // An empty line must be high enough for handwriting.
            let least = if row.text.is_empty() { 9.0 * MM } else { 0.0 };
            self.y = self.y.max(small).max(first + least);
            self.gap(0.9);
            self.bar((LEFT, self.y), (RIGHT - LEFT, 0.5));
            self.bar((column - 2.0 * MM, top), (0.5, self.y - top));
        }
        self.gap(3.5);
    }

    fn seals(&mut self, boxes: &[Words]) {
        self.clear();
        let many = f32::from(u16::try_from(boxes.len().max(1)).unwrap_or(1));
        // Official seals are 38 to 50 mm wide, and therefore the box keeps its size at every scale. The box
        // of the date is the narrow one.
        let (height, between) = (34.0 * MM, 4.0 * MM);
        let date = 44.0 * MM;
        let rest = (RIGHT - LEFT - date - between * (many - 1.0)) / (many - 1.0).max(1.0);
        let mut x = LEFT;
        for (place, words) in boxes.iter().enumerate() {
            let width = if place + 1 == boxes.len() { date } else { rest };
            self.frame((x, self.y), (width, height), 0.8);
            self.text(words.zh.clone(), (x + 6.0, self.y + 14.0), 10.0);
            for (line, text) in self.scale.lines(&words.en, 8.0, width - 12.0).into_iter().enumerate() {
                let below = 25.0 + 10.0 * f32::from(u16::try_from(line).unwrap_or_default());
                self.text(text, (x + 6.0, self.y + below), 8.0);
            }
            x += width + between;
        }
        self.y += height;
        self.gap(4.0);
    }

    /// Adds a frame to cut out, as wide as an envelope, with its words in heavy type.
    fn cover(&mut self, heavy: &Words, to: &Words, place: &str, [from, reference]: [&str; 2]) {
        let (top, left) = (self.y, LEFT + 8.0 * MM);
        let right = RIGHT - 8.0 * MM;
        self.y += 8.0 * MM;
        let size = 60.0;
        for line in self.scale.lines(&heavy.zh, size, right - left) {
            self.marks.push(Mark::Text { line, x: left, y: self.y + size, size, heavy: true });
            self.y += size * 1.35;
        }
        self.lines(&heavy.en, left, 16.0, 1.4);
        self.gap(6.0);
        self.words(to, left, 16.0, 11.0);
        self.gap(2.0);
        if place.is_empty() {
            self.lines("地址 Address", left, 9.0, 1.2);
            for _ in 0..2 {
                self.y += 10.0 * MM;
                self.bar((left, self.y), (right - left, 0.6));
            }
        } else {
            self.lines(place, left, 14.0, 1.4);
        }
        self.gap(5.0);
        self.lines(&format!("寄件人 From　{from}"), left, 11.0, 1.4);
        self.lines(&format!("受理号 Reference　{reference}"), left, 11.0, 1.4);
        self.gap(6.0);
        self.frame((LEFT, top), (RIGHT - LEFT, self.y - top), 2.5);
        self.gap(4.0);
    }
}
