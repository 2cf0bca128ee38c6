//! Writer of TIFFs in the variants that fax machines, scanners and office programs use.

use super::picture::Picture;
use fax::{
    BitWriter, Bits, Color,
    maps::{EOL, black, white},
};
use std::{cell::RefCell, convert::Infallible, rc::Rc};

/// Compression of a fax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Modified Huffman runs; each row starts on a byte, or on a word of two bytes.
    Runs,
    RunsOfWords,
    /// Group 3 with end-of-line codes, which may be filled up to end on a byte.
    Group3 {
        filled: bool,
    },
    /// Two-dimensional Group 3: every fourth row is coded by itself, the others relative to the row before.
    Group3Twofold {
        filled: bool,
    },
    Group4,
}

pub const CODINGS: [Coding; 7] = [
    Coding::Runs,
    Coding::RunsOfWords,
    Coding::Group3 { filled: false },
    Coding::Group3 { filled: true },
    Coding::Group3Twofold { filled: false },
    Coding::Group3Twofold { filled: true },
    Coding::Group4,
];

impl Coding {
    fn compression(self) -> u16 {
        match self {
            Self::Runs => 2,
            Self::RunsOfWords => 32_771,
            Self::Group3 { .. } | Self::Group3Twofold { .. } => 3,
            Self::Group4 => 4,
        }
    }

    fn options(self) -> u32 {
        match self {
            Self::Group3 { filled } => u32::from(filled) * 4,
            Self::Group3Twofold { filled } => 1 + u32::from(filled) * 4,
            _ => 0,
        }
    }
}

/// Writer that collects the bits of rows.
#[derive(Clone, Default)]
struct Collected(Rc<RefCell<Vec<Bits>>>);

impl BitWriter for Collected {
    type Error = Infallible;
    fn write(&mut self, bits: Bits) -> Result<(), Infallible> {
        self.0.borrow_mut().push(bits);
        Ok(())
    }
}

/// Bits in sequence.
#[derive(Default)]
struct Stream {
    bytes: Vec<u8>,
    /// Number of bits used in the last byte.
    used: usize,
}

impl Stream {
    fn write(&mut self, bits: &Bits) {
        for place in (0..bits.len).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            let bit = (bits.data >> place) as u8 & 1;
            *self.bytes.last_mut().unwrap() |= bit << (7 - self.used);
            self.used = (self.used + 1) % 8;
        }
    }

    fn align(&mut self, bytes: usize) {
        self.used = 0;
        while !self.bytes.len().is_multiple_of(bytes) {
            self.bytes.push(0);
        }
    }
}

/// Writes the runs of a row, white first.
fn alone(row: &[bool], out: &mut Stream) {
    let (mut at, mut dark) = (0, false);
    while at < row.len() {
        let mut run = row[at..].iter().take_while(|pel| **pel == dark).count();
        at += run;
        let entry = |many: usize| {
            let place = if many >= 64 { 63 + many / 64 } else { many };
            if dark { black::ENTRIES[place].1 } else { white::ENTRIES[place].1 }
        };
        while run >= 2560 {
            out.write(&entry(2560));
            run -= 2560;
        }
        if run >= 64 {
            out.write(&entry(run / 64 * 64));
        }
        out.write(&entry(run % 64));
        dark = !dark;
    }
}

/// Encodes the rows of a page.
pub fn coded(page: &Picture, coding: Coding) -> Vec<u8> {
    let mut out = Stream::default();
    let kept = Collected::default();
    let mut twofold = fax::encoder::Encoder::new(kept.clone());
    let end = |out: &mut Stream, filled: bool, tag: Option<u16>| {
        // Fill bits make the end-of-line code end on a byte.
        while filled && out.used != 4 {
            out.write(&Bits { data: 0, len: 1 });
        }
        out.write(&EOL);
        if let Some(tag) = tag {
            out.write(&Bits { data: tag, len: 1 });
        }
    };
    for (at, gray) in page.gray.chunks_exact(page.width).enumerate() {
        let row: Vec<bool> = gray.iter().map(|gray| *gray <= 128).collect();
        let pels = row.iter().map(|dark| if *dark { Color::Black } else { Color::White });
        kept.0.borrow_mut().clear();
        twofold.encode_line(pels, page.width as u16).unwrap();
        match coding {
            Coding::Runs => {
                alone(&row, &mut out);
                out.align(1);
            }
            Coding::RunsOfWords => {
                alone(&row, &mut out);
                out.align(2);
            }
            Coding::Group3 { filled } => {
                end(&mut out, filled, None);
                alone(&row, &mut out);
            }
            Coding::Group3Twofold { filled } if at % 4 == 0 => {
                end(&mut out, filled, Some(1));
                alone(&row, &mut out);
            }
            Coding::Group3Twofold { filled } => {
                end(&mut out, filled, Some(0));
                kept.0.borrow().iter().for_each(|bits| out.write(bits));
            }
            Coding::Group4 => kept.0.borrow().iter().for_each(|bits| out.write(bits)),
        }
    }
    match coding {
        Coding::Runs | Coding::RunsOfWords => {}
        Coding::Group3 { filled } => (0..6).for_each(|_| end(&mut out, filled, None)),
        Coding::Group3Twofold { filled } => (0..6).for_each(|_| end(&mut out, filled, Some(1))),
        Coding::Group4 => (0..2).for_each(|_| out.write(&EOL)),
    }
    out.bytes
}

/// Value of an entry.
#[derive(Clone, Debug)]
pub enum Value {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Fraction(u32, u32),
}

/// Entries and pixels of a page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub entries: Vec<(u16, Value)>,
    /// Strips or tiles.
    pub pieces: Vec<Vec<u8>>,
    pub tiled: bool,
}

impl Page {
    pub fn set(&mut self, tag: u16, value: Value) -> &mut Self {
        self.entries.retain(|(known, _)| *known != tag);
        self.entries.push((tag, value));
        self
    }

    pub fn short(&mut self, tag: u16, value: u16) -> &mut Self {
        self.set(tag, Value::Short(vec![value]))
    }

    pub fn long(&mut self, tag: u16, value: u32) -> &mut Self {
        self.set(tag, Value::Long(vec![value]))
    }

    /// Page of uncompressed samples.
    pub fn plain(width: usize, height: usize, bits: &[u16], photometric: u16, data: Vec<u8>) -> Self {
        let mut page = Self { pieces: vec![data], ..Self::default() };
        page.long(256, width as u32).long(257, height as u32).long(278, height as u32);
        page.set(258, Value::Short(bits.to_vec())).short(259, 1).short(262, photometric);
        page.short(277, bits.len() as u16);
        page
    }

    /// Fax page, with resolutions across and down in dots per inch.
    pub fn fax(drawn: &Picture, coding: Coding, (across, down): (u32, u32)) -> Self {
        let mut page = Self::plain(drawn.width, drawn.height, &[1], 0, coded(drawn, coding));
        page.short(259, coding.compression()).long(292, coding.options());
        page.set(282, Value::Fraction(across, 1)).set(283, Value::Fraction(down, 1)).short(296, 2);
        page
    }

    /// Same page with the lowest bit of each byte first.
    pub fn turned(mut self) -> Self {
        self.pieces.iter_mut().flatten().for_each(|byte| *byte = byte.reverse_bits());
        self.short(266, 2);
        self
    }
}

/// Byte order, and size of offsets.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub little: bool,
    pub big: bool,
    /// Whether all directories precede all pixels.
    pub directories_first: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { little: true, big: false, directories_first: false }
    }
}

/// Writes pages to a file.
pub fn file(pages: &[Page], layout: Layout) -> Vec<u8> {
    let Layout { little, big, directories_first } = layout;
    let number = |value: u64, width: usize| {
        if little { value.to_le_bytes()[..width].to_vec() } else { value.to_be_bytes()[8 - width..].to_vec() }
    };
    let place = if big { 8 } else { 4 };
    let mut out = if little { b"II".to_vec() } else { b"MM".to_vec() };
    if big {
        out.extend([number(43, 2), number(8, 2), number(0, 2)].concat());
    } else {
        out.extend(number(42, 2));
    }
    let mut pointer = out.len();
    out.extend(number(0, place));
    let mut pixels = Vec::new();
    for page in pages {
        let mut page = page.clone();
        let (places, sizes) = if page.tiled { (324, 325) } else { (273, 279) };
        let lengths = page.pieces.iter().map(|piece| piece.len() as u32).collect();
        if !page.entries.iter().any(|(tag, _)| *tag == sizes) {
            page.set(sizes, Value::Long(lengths));
        }
        let put = |out: &mut Vec<u8>, page: &Page| {
            page.pieces
                .iter()
                .map(|piece| {
                    out.extend(vec![0; out.len() % 2]);
                    out.extend_from_slice(piece);
                    (out.len() - piece.len()) as u32
                })
                .collect::<Vec<u32>>()
        };
        let known = if directories_first { vec![0; page.pieces.len()] } else { put(&mut out, &page) };
        page.set(places, Value::Long(known));
        page.entries.sort_by_key(|(tag, _)| *tag);
        out.extend(vec![0; out.len() % 2]);
        let at = out.len();
        out[pointer..pointer + place].copy_from_slice(&number(at as u64, place));
        let (head, each, inside) = if big { (8, 20, 8) } else { (2, 12, 4) };
        out.extend(number(page.entries.len() as u64, head));
        let behind = at + head + page.entries.len() * each + place;
        let mut values: Vec<u8> = Vec::new();
        for (tag, value) in &page.entries {
            let (kind, many, bytes) = match value {
                Value::Short(all) => {
                    (3, all.len(), all.iter().flat_map(|one| number((*one).into(), 2)).collect::<Vec<u8>>())
                }
                Value::Long(all) => {
                    (4, all.len(), all.iter().flat_map(|one| number((*one).into(), 4)).collect())
                }
                Value::Fraction(top, bottom) => {
                    (5, 1, [number((*top).into(), 4), number((*bottom).into(), 4)].concat())
                }
            };
            let entry = out.len();
            out.extend([number((*tag).into(), 2), number(kind, 2), number(many as u64, inside)].concat());
            let stands = if bytes.len() <= inside {
                out.extend(&bytes);
                out.extend(vec![0; inside - bytes.len()]);
                entry + 4 + inside
            } else {
                let stands = behind + values.len();
                out.extend(number(stands as u64, place));
                values.extend(&bytes);
                stands
            };
            if *tag == places && directories_first {
                pixels.push((stands, page.clone()));
            }
        }
        pointer = out.len();
        out.extend(number(0, place));
        out.extend(values);
    }
    for (stands, page) in pixels {
        for (each, piece) in page.pieces.iter().enumerate() {
            out.extend(vec![0; out.len() % 2]);
            let at = number(out.len() as u64, 4);
            out[stands + each * 4..stands + each * 4 + 4].copy_from_slice(&at);
            out.extend_from_slice(piece);
        }
    }
    out
}
