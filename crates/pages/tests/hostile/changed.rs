//! Files with random changes.

use super::*;

/// Peak memory of this process in kilobytes, if the system reports it.
fn peak_kilobytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|line| line.starts_with("VmHWM:"))?.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[test]
fn a_randomly_changed_file_is_read_or_refused() {
    let (drawn, text) = page();
    let jpeg = drawn.jpeg(60);
    let small = Picture { width: 200, height: 150, gray: drawn.gray[..30_000].to_vec() };
    let fax = {
        let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
        for row in small.gray.chunks_exact(200) {
            let pels = row.iter().map(|&gray| if gray > 128 { fax::Color::White } else { fax::Color::Black });
            encoder.encode_line(pels, 200).unwrap();
        }
        encoder.finish().unwrap().finish()
    };
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 200 /Height 150 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode \
         /DecodeParms << /K -1 /Columns 200 /Rows 150 >>",
        &fax,
    );
    let faxed = pdf_page(pdf, b"q 595 0 0 842 0 0 cm /I Do Q", &format!("/XObject << /I {image} 0 R >>"));
    let originals = [
        pdf_of_jpegs(&[(small.jpeg(60), 200, 150)], 30.0),
        pdf_of_vectors(&text, 1),
        faxed,
        small.jpeg(60),
        small.rgb_jpeg(60, [1.0, 0.5, 0.5]),
        png(200, 150, &small.gray),
        tiff(&[(200, 150), (20, 20)]),
        fax::tiff::wrap(&fax, 200, 150),
        jpeg,
    ];
    let rounds: usize = std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let mut dice = Dice::new(5);
    let (mut read_all, mut refused_all) = (0, 0);
    for round in 0..rounds {
        for original in &originals {
            let mut bytes = original.clone();
            match round % 4 {
                // Bytes change anywhere, or near the start where formats keep structure; the file is cut; or
                // a piece is repeated.
                0 => (0..1 + dice.below(20)).for_each(|_| {
                    let at = dice.below(bytes.len());
                    bytes[at] = dice.next() as u8;
                }),
                1 => (0..1 + dice.below(4)).for_each(|_| {
                    let at = dice.below(bytes.len().min(700));
                    bytes[at] ^= 1 << dice.below(8);
                }),
                2 => bytes.truncate(dice.below(bytes.len())),
                _ => {
                    let at = dice.below(bytes.len());
                    let piece = bytes[at..(at + 1 + dice.below(64)).min(bytes.len())].to_vec();
                    let to = dice.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
            match open(bytes, &Bounds::default()) {
                Ok(mut file) => (0..file.pages()).for_each(|index| match file.read(index, &wanted) {
                    Ok(page) => {
                        assert!(page.codes.iter().all(|code| *code == text));
                        read_all += 1;
                    }
                    Err(_) => refused_all += 1,
                }),
                Err(_) => refused_all += 1,
            }
        }
    }
    assert!(read_all > 0 && refused_all > 0);
    if let Some(peak) = peak_kilobytes() {
        assert!(peak < 1 << 20, "{peak} kB");
    }
}
