//! Streams in every encoding, intact or damaged.

use crate::corpus::{dice::Dice, picture::Picture};
use std::sync::OnceLock;

/// Eighty megabytes of one byte, deflated once and twice, and an object stream that grows as much.
pub(super) fn bombs() -> &'static [Vec<u8>; 3] {
    static BOMBS: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
    BOMBS.get_or_init(|| {
        let once = zlib(&vec![b' '; 80 << 20]);
        let twice = zlib(&once);
        let mut objects = vec![b' '; 70 << 20];
        objects[..14].copy_from_slice(b"5 0 6 3 << >> ");
        [once, twice, zlib(&objects)]
    })
}

pub(super) fn zlib(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
}

/// LZW data of growing entries, in codes of nine to twelve bits.
pub(super) fn lzw(codes: usize) -> Vec<u8> {
    let (mut bits, mut held, mut out) = (0u64, 0, Vec::new());
    let mut entries = 258;
    let mut write = |code: u64, width: u32| {
        bits = bits << width | code;
        held += width;
        while held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
        bits &= (1 << held) - 1;
    };
    write(256, 9);
    write(32, 9);
    for _ in 0..codes {
        let width = if entries >= 2047 {
            12
        } else if entries >= 1023 {
            11
        } else if entries >= 511 {
            10
        } else {
            9
        };
        write(entries.min(4095), width);
        entries = (entries + 1).min(4095);
    }
    out
}

pub(super) fn segment(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 1, kind, 0, 1][..], &(data.len() as u32).to_be_bytes(), data].concat()
}

pub(super) fn jbig2(dice: &mut Dice) -> Vec<u8> {
    let sides = [100u32, 100, 4000, 60_000, u32::MAX];
    let size =
        |dice: &mut Dice| [sides[dice.below(5)].to_be_bytes(), sides[dice.below(5)].to_be_bytes()].concat();
    let mut out = segment(48, &[size(dice), vec![0; 11]].concat());
    for _ in 0..2 {
        let size = size(dice);
        out.extend(match dice.below(7) {
            0 => segment(16, &[&[0, 200, 200][..], &[0xFF; 4], &[0; 20]].concat()),
            1 => segment(
                0,
                &[
                    &[0, 0][..],
                    &[3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE],
                    &[0, 0, 0xFF, 0xFF].repeat(2),
                    &[0x55; 400],
                ]
                .concat(),
            ),
            2 => segment(22, &[size.clone(), vec![0; 10], size, vec![0; 20]].concat()),
            3 => segment(6, &[size, vec![0; 11], vec![0xFF; 30]].concat()),
            4 => segment(50, &[0xFF, 0xFF, 0xFF, 0xFE]),
            _ => segment(38, &[size, vec![0; 9], vec![0x33; 60]].concat()),
        });
    }
    out
}

pub(super) fn jpx(dice: &mut Dice) -> Vec<u8> {
    let sides = [100u32, 100, 3000, 60_000, u32::MAX];
    let tiles = [100u32, 1, 3000, u32::MAX];
    let mut out = if dice.below(2) == 0 { vec![0; dice.below(9000)] } else { Vec::new() };
    if dice.below(2) == 0 {
        out = b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 \0\0\0\0jp2c".to_vec();
    }
    out.extend(b"\xFF\x4F\xFF\x51\0\x29\0\0");
    let (wide, high) = (sides[dice.below(5)], sides[dice.below(5)]);
    for long in [wide, high, 0, 0, tiles[dice.below(4)], tiles[dice.below(4)], 0, 0] {
        out.extend(long.to_be_bytes());
    }
    out.extend([0, 1, 7, 1, 1]);
    // The fields of COD are layers, levels, block sizes and precincts.
    out.extend([0xFF, 0x52, 0, 18, 1, 0, 0, [1, 31][dice.below(2)], 0, 5, [4, 0][dice.below(2)], 4, 0, 0]);
    out.extend([[0x88, 0x00, 0x11][dice.below(3)]; 6]);
    out.extend(b"\xFF\x5C\0\x13\x40");
    out.extend([0x48; 16]);
    out.extend(b"\xFF\x90\0\x0A\0\0\0\0\0\0\0\x01\xFF\x93");
    out.extend([0x80; 200]);
    if dice.below(4) == 0 {
        out.extend_from_within(..);
    }
    out.extend(b"\xFF\xD9");
    out
}

pub(super) fn small(dice: &mut Dice) -> Picture {
    let mut drawn = Picture::paper(100, 100, 230);
    for _ in 0..20 {
        let (x, y) = (dice.below(90) as f32, dice.below(90) as f32);
        drawn.fill(x, y, x + 9.0, y + 3.0, 30);
    }
    drawn
}

pub(super) fn jpeg(dice: &mut Dice) -> Vec<u8> {
    let mut jpeg = small(dice).jpeg(60);
    let at = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap_or(0);
    match dice.below(8) {
        0 => jpeg[at + 5..at + 9].fill(0xFF),
        1 => jpeg[at + 1] = 0xC2,
        2 => {
            // A second frame states another size.
            let mut frame = jpeg[at..at + 19].to_vec();
            frame[5..9].fill(0xFF);
            jpeg.splice(at..at, frame);
        }
        3 => {
            let scan = jpeg.windows(2).position(|two| two == [0xFF, 0xDA]).unwrap_or(0);
            let whole = jpeg[scan..jpeg.len() - 2].to_vec();
            jpeg[at + 1] = 0xC2;
            jpeg.truncate(scan);
            (0..1000).for_each(|_| jpeg.extend_from_slice(&whole[..12.min(whole.len())]));
            jpeg.extend([0xFF, 0xD9]);
        }
        4 => jpeg.truncate(jpeg.len() * 2 / 3),
        5 => jpeg[at + 1] = 0xC9,
        6 => {
            let comment = [&[0xFF, 0xFE, 0xFF, 0xFF][..], &[b'x'; 65_533]].concat();
            jpeg.splice(2..2, comment.repeat(3));
        }
        _ => {}
    }
    jpeg
}

pub(super) fn fax(dice: &mut Dice) -> Vec<u8> {
    match dice.below(3) {
        // Each row repeats the one above, without an end.
        0 => vec![0xFF; 200_000],
        1 => (0..4000).map(|_| dice.next() as u8).collect(),
        _ => {
            let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
            for row in small(dice).gray.chunks_exact(100) {
                let pels =
                    row.iter().map(|gray| if *gray > 128 { fax::Color::White } else { fax::Color::Black });
                let _ = encoder.encode_line(pels, 100);
            }
            encoder.finish().map(|writer| writer.finish()).unwrap_or_default()
        }
    }
}

/// Encodes a stream for its last filter, damaged in some way. Returns the damage and the bytes.
pub(super) fn body(dice: &mut Dice, filter: &str, plain: &[u8]) -> (&'static str, Vec<u8>) {
    let last = filter.trim_end_matches(']').rsplit('/').next().unwrap_or("").trim();
    let coded: Vec<u8> = match last {
        "CCITTFaxDecode" | "CCF" => fax(dice),
        "JBIG2Decode" => jbig2(dice),
        "DCTDecode" | "DCT" => jpeg(dice),
        "JPXDecode" => jpx(dice),
        _ => plain.to_vec(),
    };
    let packs = |name: &str| filter.contains(name);
    let flate = packs("Fl");
    let (mut how, mut bytes) = match (dice.below(6), last) {
        (0 | 1, _) if filter.matches("Flate").count() > 1 => ("bomb", bombs()[1].clone()),
        (0, _) if flate => ("bomb", bombs()[0].clone()),
        (1, _) if flate => ("bomb of objects", bombs()[2].clone()),
        (0 | 1, _) if packs("LZW") => ("bomb", lzw(200_000)),
        (0 | 1, _) if packs("R") => ("bomb", [129, b' '].repeat(1 << 20)),
        (2, _) if flate => {
            let stored = [&[0x78, 0x01, 0, 5, 0, 1, 1, 1, 2, 3, 4, 5][..], &bombs()[0][2..]].concat();
            ("a block of a wrong length", stored)
        }
        (3, _) if flate => {
            let mut whole = bombs()[0].clone();
            whole.truncate(whole.len() / 2);
            ("half a bomb", whole)
        }
        (_, _) if flate => ("plain", zlib(&coded)),
        (_, _) if packs("LZW") => ("some", lzw(300)),
        _ => ("plain", coded),
    };
    if packs("A85") || packs("ASCII85") {
        bytes = match dice.below(3) {
            0 => vec![b'z'; 3 << 20],
            _ => bytes.iter().take(200_000).flat_map(|byte| [b'!' + byte % 80]).chain(*b"~>").collect(),
        };
    } else if packs("AHx") {
        bytes = bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).chain(*b">").collect();
    }
    if dice.below(12) == 0 && bytes.len() > 8 {
        how = "cut";
        bytes.truncate(bytes.len() - 5);
    }
    (how, bytes)
}
