//! Hostile files of JPEG, PNG and TIFF.

use super::encodings::{bombs, fax, jpeg};
use crate::corpus::dice::Dice;

fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut check = !0u32;
    for byte in kind.iter().chain(data) {
        check ^= u32::from(*byte);
        for _ in 0..8 {
            check = check >> 1 ^ (0xEDB8_8320 & (check & 1).wrapping_neg());
        }
    }
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &(!check).to_be_bytes()].concat()
}

/// A JPEG, PNG or TIFF.
pub(super) fn other(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    match number / 10 % 3 {
        0 => (format!("{number} jpeg"), jpeg(dice)),
        1 => {
            let sides = [10u32, 100, 20_000, 60_000, 0, u32::MAX];
            let (wide, high) = (sides[dice.below(6)], sides[dice.below(6)]);
            let depth = [1, 8, 16, 3][dice.below(4)];
            let color = [0, 2, 3, 4, 6][dice.below(5)];
            let interlaced = dice.below(2) as u8;
            let head =
                [&wide.to_be_bytes()[..], &high.to_be_bytes(), &[depth, color, 0, 0, interlaced]].concat();
            let bomb = &bombs()[0];
            let odd: &[u8] =
                [&b"iCCP"[..], b"zTXt", b"iTXt", b"PLTE", b"tRNS", b"pHYs", b"acTL"][dice.below(7)];
            let chunks = [
                b"\x89PNG\r\n\x1A\n".to_vec(),
                png_chunk(b"IHDR", &head),
                png_chunk(odd, &[b"name\0\0", &bomb[..]].concat()),
                png_chunk(odd, b"name\0\0x").repeat([0, 1, 20_000][dice.below(3)]),
                png_chunk(b"IDAT", if dice.below(2) == 0 { bomb } else { &[] }),
                png_chunk(b"IEND", b""),
            ];
            (
                format!(
                    "{number} png {wide}x{high} {depth} {color} {interlaced} {}",
                    String::from_utf8_lossy(odd)
                ),
                chunks.concat(),
            )
        }
        _ => tiff(dice, number),
    }
}

/// TIFFs of one strip. In each, one entry claims far more numbers than the file has bytes.
pub fn swollen() -> Vec<(String, Vec<u8>)> {
    let tags: [(u16, u32); 9] =
        [(256, 40), (257, 40), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, 40), (279, 1600)];
    let mut files = Vec::new();
    for which in 0..tags.len() {
        for many in [1 << 17, 7_500_000, 40_000_000, u32::MAX] {
            let mut out = b"II*\0\x08\0\0\0".to_vec();
            out.extend((tags.len() as u16).to_le_bytes());
            for (place, (tag, value)) in tags.iter().enumerate() {
                out.extend(tag.to_le_bytes());
                out.extend(4u16.to_le_bytes());
                out.extend(if place == which { many } else { 1 }.to_le_bytes());
                out.extend(value.to_le_bytes());
            }
            out.resize(1800, 0);
            files.push((format!("{many} numbers for {}", tags[which].0), out));
        }
    }
    files
}

fn tiff(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    let sides = [10u32, 100, 20_000, 60_000, 0, u32::MAX];
    let (wide, high) = (sides[dice.below(6)], sides[dice.below(6)]);
    let compression = [1u32, 2, 3, 4, 5, 7, 8, 32_771, 32_773, 32_946, 50_000][dice.below(11)];
    let (bits, samples) = ([1u32, 1, 4, 8, 16, 64][dice.below(6)], [1u32, 1, 2, 3, 4, 60_000][dice.below(6)]);
    let many = [1u32, 1, 70_000, u32::MAX][dice.below(4)];
    let tiled = dice.below(3) == 0;
    let mut tags: Vec<(u16, u16, u32, u32)> = vec![
        (256, 4, 1, wide),
        (257, 4, 1, high),
        (258, 3, 1, bits),
        (259, 3, 1, compression),
        (262, 3, 1, [0, 1, 2, 3, 5, 6][dice.below(6)]),
        (266, 3, 1, 1 + dice.below(2) as u32),
        (277, 3, 1, samples),
        (282, 5, 1, 16),
        (283, 5, 1, [16, 24][dice.below(2)]),
        (284, 3, 1, 1 + dice.below(2) as u32),
        (292, 4, 1, dice.below(8) as u32),
        (317, 3, 1, 1 + dice.below(3) as u32),
        (320, 3, [768, 48, 200_000][dice.below(3)], 200),
        (338, 3, 1, dice.below(3) as u32),
        (347, 7, [100, u32::MAX][dice.below(2)], 200),
    ];
    if tiled {
        tags.extend([
            (322, 4, 1, [16, 1, 60_000][dice.below(3)]),
            (323, 4, 1, 16),
            (324, 4, many, 600),
            (325, 4, many, 800),
        ]);
    } else {
        tags.extend([
            (273, 4, many, 600),
            (278, 4, 1, [1, high, u32::MAX][dice.below(3)]),
            (279, 4, many, [4000, 0][dice.below(2)]),
        ]);
    }
    tags.push((700, 1, [5, u32::MAX][dice.below(2)], 8));
    // Any entry may claim more numbers than the file has bytes.
    if dice.below(3) == 0 {
        let which = dice.below(tags.len());
        tags[which].2 = [100_000, 1_500_000, 7_500_000, 40_000_000][dice.below(4)];
    }
    tags.sort_by_key(|tag| tag.0);
    // Every fourth file is a BigTIFF with offsets of eight bytes.
    let big = dice.below(4) == 0;
    let start = if big { 40u32 } else { 32 };
    let mut out = if big { b"II+\0\x08\0\0\0".to_vec() } else { b"II*\0".to_vec() };
    out.extend(if big { u64::from(start).to_le_bytes().to_vec() } else { start.to_le_bytes().to_vec() });
    // The two fractions are the resolutions of a fax.
    out.resize(16, 0);
    out.extend(
        [204u32, 1, 98, [1, 0, u32::MAX][dice.below(3)]].iter().flat_map(|number| number.to_le_bytes()),
    );
    out.resize(start as usize, 0);
    out.extend(if big {
        (tags.len() as u64).to_le_bytes().to_vec()
    } else {
        (tags.len() as u16).to_le_bytes().to_vec()
    });
    for (tag, kind, many, value) in tags {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        if big {
            out.extend(u64::from(many).to_le_bytes());
            out.extend(u64::from(value).to_le_bytes());
        } else {
            out.extend(many.to_le_bytes());
            out.extend(value.to_le_bytes());
        }
    }
    // The next directory is missing, this one again, or outside the file.
    let next = [0, 0, 0, start, 5_000_000][dice.below(5)];
    out.extend(if big { u64::from(next).to_le_bytes().to_vec() } else { next.to_le_bytes().to_vec() });
    out.resize(600, 0);
    match compression {
        2..=4 | 32_771 => out.extend(fax(dice)),
        7 => out.extend(jpeg(dice)),
        8 | 32_946 => out.extend_from_slice(&bombs()[0]),
        _ => out.extend([0xFF; 5000]),
    }
    // The file is long enough for every stated length.
    out.resize(out.len().max(5000), 0);
    (format!("{number} tiff {wide}x{high} {bits}x{samples} {compression} {many} {tiled}"), out)
}
