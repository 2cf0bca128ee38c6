//! Pictures of evidence for tests: small, black and white, quickly made and quickly read. Each says something of its own.

/// A page with writing, A4 at 87 dots an inch, as a PNG that has this note in it.
pub fn evidence(note: &str) -> Vec<u8> {
    let (width, height) = (720, 1_018);
    picture(width, height, note, |x, y| {
        let line = y / 24;
        (4..38).contains(&line) && y % 24 < 7 && (70..650).contains(&x) && (x * 7 + line * 13) % 23 < 11
    })
}

/// A picture of so many dots, black where `ink` says so.
pub fn picture(width: u32, height: u32, note: &str, ink: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..height {
        rows.push(0);
        for x in (0..width).step_by(8) {
            let white = |bit: u32| u8::from(x + bit >= width || !ink(x + bit, y)) << (7 - bit);
            rows.push((0..8).map(white).sum());
        }
    }
    png(width, height, note, &rows)
}

/// A PNG that says it is so large, whatever its rows are.
pub fn png(width: u32, height: u32, note: &str, rows: &[u8]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", head),
        (b"tEXt", [b"Comment\0", note.as_bytes()].concat()),
        (b"IDAT", stored(rows)),
        (b"IEND", Vec::new()),
    ] {
        file.extend((data.len() as u32).to_be_bytes());
        let chunk = [&kind[..], &data].concat();
        file.extend(&chunk);
        file.extend(crc(&chunk).to_be_bytes());
    }
    file
}

/// Bytes in the format of zlib, not packed.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut parts = bytes.chunks(0xffff).peekable();
    while let Some(part) = parts.next() {
        let length = part.len() as u16;
        out.push(u8::from(parts.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(part);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    out.extend(((high << 16) | low).to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32| (0..8).fold(sum, |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()));
    !bytes.iter().fold(!0, |sum, byte| step(sum ^ u32::from(*byte)))
}
