//! TIFFs of every variant that fax machines, scanners and office programs write.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, Page, Unreadable, open};
use corpus::{
    dice::Dice,
    drawn::form,
    pdfs::Pdf,
    picture::Picture,
    text,
    tiffs::{self, CODINGS, Coding, Layout, Value},
    wanted,
};

fn read(bytes: Vec<u8>, index: usize) -> Result<Page, Unreadable> {
    open(bytes, &Bounds::default())?.read(index, &wanted)
}

/// Page with a code at this resolution, and the code's text.
fn page(seed: u64, dpi: f32) -> (Picture, String) {
    let mut dice = Dice::new(seed);
    let text = text(&mut dice);
    (form(&mut dice, dpi, &[&text]), text)
}

/// Page as a fax machine sends it: black and white, with these resolutions across and down in dots per inch.
fn sent(drawn: &Picture, (across, down): (usize, usize)) -> Picture {
    // The page is drawn at the higher of both resolutions.
    let most = across.max(down);
    let (width, height) = (drawn.width * across / most, drawn.height * down / most);
    let at = |x: usize, y: usize| drawn.gray[y * most / down * drawn.width + x * most / across];
    let dot = |place: usize| if at(place % width, place / width) > 128 { 255 } else { 0 };
    Picture { width, height, gray: (0..width * height).map(dot).collect() }
}

/// Asserts that a page has the shape of A4 and is mostly white.
fn upright(page: &Page, name: &str) {
    let shape = page.height as f32 / page.width as f32;
    assert!((1.36..1.45).contains(&shape), "{name}: {} x {}", page.width, page.height);
    let (white, all) = light(&page.image);
    assert!(white * 2 > all, "{name}: white paper is white");
}

/// Number of light pixels in a JPEG, and number of all pixels.
fn light(jpeg: &[u8]) -> (usize, usize) {
    use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let pixels = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(jpeg), options).decode().unwrap();
    (pixels.iter().filter(|gray| **gray > 128).count(), pixels.len())
}

#[test]
fn a_fax_is_read_in_every_coding_and_in_either_order_of_bits() {
    let (drawn, text) = page(1, 204.0);
    let fine = sent(&drawn, (204, 196));
    for coding in CODINGS {
        let plain = tiffs::Page::fax(&fine, coding, (204, 196));
        for (name, page) in [("highest bit first", plain.clone()), ("lowest bit first", plain.turned())] {
            for little in [true, false] {
                let layout = Layout { little, ..Layout::default() };
                let name = format!("{coding:?}, {name}, {layout:?}");
                let page = read(tiffs::file(std::slice::from_ref(&page), layout), 0).unwrap();
                assert_eq!(page.codes, [text.as_str()], "{name}");
                assert_eq!(page.quality.dpi.map(|dpi| dpi.abs_diff(204) < 8), Some(true), "{name}");
                upright(&page, &name);
            }
        }
    }
}

#[test]
fn a_fax_of_many_strips_without_lengths_or_with_other_options_is_read() {
    let (drawn, text) = page(2, 204.0);
    let fine = sent(&drawn, (204, 196));
    for coding in CODINGS {
        // Each strip has a hundred rows and is coded by itself.
        let mut page = tiffs::Page::fax(&fine, coding, (204, 196));
        page.pieces = fine
            .gray
            .chunks(fine.width * 100)
            .map(|gray| {
                let (width, height) = (fine.width, gray.len() / fine.width);
                tiffs::coded(&Picture { width, height, gray: gray.to_vec() }, coding)
            })
            .collect();
        page.long(278, 100);
        let read_of =
            |page: &tiffs::Page| read(tiffs::file(std::slice::from_ref(page), Layout::default()), 0);
        assert_eq!(read_of(&page).unwrap().codes, [text.as_str()], "{coding:?}");
        // A size of zero means that it is not known.
        page.set(279, Value::Long(vec![0; page.pieces.len()]));
        assert_eq!(read_of(&page).unwrap().codes, [text.as_str()], "{coding:?} without lengths");
    }
    // The bits are inverted, and so is PhotometricInterpretation.
    let mut page = tiffs::Page::fax(&fine, Coding::Group4, (204, 196));
    page.short(262, 1);
    let mut negative = fine.clone();
    negative.gray.iter_mut().for_each(|gray| *gray = 255 - *gray);
    page.pieces = vec![tiffs::coded(&negative, Coding::Group4)];
    let page = read(tiffs::file(&[page], Layout::default()), 0).unwrap();
    assert_eq!(page.codes, [text.as_str()]);
    upright(&page, "black is nought");
}

#[test]
fn dots_that_are_not_square_are_shown_in_true_proportion() {
    for (seed, (across, down)) in [(3, (204, 98)), (4, (204, 196)), (5, (204, 391))] {
        let (drawn, text) = page(seed, across.max(down) as f32);
        let picture = sent(&drawn, (across as usize, down as usize));
        let (width, height) = (picture.width, picture.height);
        let fax = tiffs::Page::fax(&picture, Coding::Group3 { filled: false }, (across, down));
        let mut lines = fax.clone();
        // The resolutions are given per centimetre first, and then as a ratio without a unit.
        lines.set(282, Value::Fraction(across * 100, 254)).set(283, Value::Fraction(down * 100, 254));
        lines.short(296, 3);
        let mut proportion = fax.clone();
        proportion.short(296, 1);
        let bits: Vec<u8> = picture
            .gray
            .chunks_exact(width)
            .flat_map(|row| {
                row.chunks(8).map(|eight| {
                    (0..8)
                        .fold(0, |byte, at| byte << 1 | u8::from(eight.get(at).is_none_or(|gray| *gray > 0)))
                })
            })
            .collect();
        let mut pdf = Pdf::default();
        let head = format!(
            "/Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode \
             /DecodeParms << /K 0 /Columns {width} /Rows {height} >>"
        );
        let image = pdf.stream(&head, &tiffs::coded(&picture, Coding::Group3 { filled: false }));
        let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
        let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: across * 10_000 / 254,
            yppu: down * 10_000 / 254,
            unit: png::Unit::Meter,
        }));
        encoder.write_header().unwrap().write_image_data(&bits).unwrap();
        let mut jpeg = picture.jpeg(80);
        // The JFIF segment holds unit, resolution across and resolution down.
        let jfif = jpeg.windows(5).position(|five| five == b"JFIF\0").unwrap();
        jpeg[jfif + 7..jfif + 12].copy_from_slice(&[1, 0, across as u8, (down >> 8) as u8, down as u8]);
        for (name, bytes) in [
            ("tiff", tiffs::file(&[fax], Layout::default())),
            ("tiff by centimetres", tiffs::file(&[lines], Layout::default())),
            ("tiff by proportion", tiffs::file(&[proportion], Layout::default())),
            ("pdf", pdf.finish(&[kid], "")),
            ("png", png),
            ("jpeg", jpeg),
        ] {
            let name = format!("{name} {across} x {down}");
            let page = read(bytes, 0).unwrap();
            assert_eq!(page.codes, [text.as_str()], "{name}");
            upright(&page, &name);
        }
    }
}

#[test]
fn a_fax_with_damaged_lines_is_read_but_one_without_its_end_is_damaged() {
    let (drawn, text) = page(6, 204.0);
    let fine = sent(&drawn, (204, 196));
    for coding in [Coding::Group3 { filled: false }, Coding::Group3Twofold { filled: true }] {
        let whole = tiffs::Page::fax(&fine, coding, (204, 196));
        // Line noise hits rows far from the code.
        let mut noisy = whole.clone();
        let long = noisy.pieces[0].len();
        (0..6).for_each(|each| noisy.pieces[0][long * (70 + each * 4) / 100] ^= 0x18);
        assert_eq!(read(tiffs::file(&[noisy], Layout::default()), 0).unwrap().codes, [text.as_str()]);
        let mut short = whole.clone();
        short.pieces[0].truncate(long * 6 / 10);
        let outcome = read(tiffs::file(&[short], Layout::default()), 0).map(|_| ()).unwrap_err();
        assert_eq!(outcome, Unreadable::Damaged, "{coding:?}");
    }
}

/// The picture in all variants of samples.
fn kinds(drawn: &Picture) -> Vec<(&'static str, tiffs::Page)> {
    let (width, height) = (drawn.width, drawn.height);
    let of = |bits: &[u16], photometric: u16, each: &dyn Fn(u8) -> Vec<u8>| {
        let data = drawn.gray.iter().flat_map(|gray| each(*gray)).collect();
        tiffs::Page::plain(width, height, bits, photometric, data)
    };
    let wide = |gray: u8| u16::from(gray) * 257;
    let packed = |bits: usize, value: &dyn Fn(u8) -> u8| -> Vec<u8> {
        let each = 8 / bits;
        drawn
            .gray
            .chunks_exact(width)
            .flat_map(|row| {
                row.chunks(each).map(|some| {
                    let next = |at: usize| some.get(at).map_or(0, |gray| value(*gray));
                    (0..each).fold(0u16, |byte, at| byte << bits | u16::from(next(at))) as u8
                })
            })
            .collect()
    };
    let mut all = vec![
        ("gray", of(&[8], 1, &|gray| vec![gray])),
        ("gray, white is nought", of(&[8], 0, &|gray| vec![255 - gray])),
        ("gray of sixteen bits", of(&[16], 1, &|gray| wide(gray).to_le_bytes().to_vec())),
        (
            "gray of sixteen bits, white is nought",
            of(&[16], 0, &|gray| wide(255 - gray).to_le_bytes().to_vec()),
        ),
        ("colour", of(&[8; 3], 2, &|gray| vec![gray; 3])),
        ("colour of sixteen bits", of(&[16; 3], 2, &|gray| wide(gray).to_le_bytes().repeat(3))),
        ("ink", of(&[8; 4], 5, &|gray| vec![0, 0, 0, 255 - gray])),
        (
            "ink of sixteen bits",
            of(&[16; 4], 5, &|gray| [[0; 6].to_vec(), wide(255 - gray).to_le_bytes().to_vec()].concat()),
        ),
        ("one bit", tiffs::Page::plain(width, height, &[1], 1, packed(1, &|gray| gray >> 7))),
        (
            "one bit, white is nought",
            tiffs::Page::plain(width, height, &[1], 0, packed(1, &|gray| 1 - (gray >> 7))),
        ),
        (
            "one bit, lowest first",
            tiffs::Page::plain(width, height, &[1], 1, packed(1, &|gray| gray >> 7)).turned(),
        ),
        ("four bits", tiffs::Page::plain(width, height, &[4], 1, packed(4, &|gray| gray >> 4))),
    ];
    for (name, bits, extra) in [
        ("gray with alpha", 8u16, 2u16),
        ("gray with something else", 8, 0),
        ("gray with alpha of sixteen bits", 16, 2),
    ] {
        let mut page = of(&[bits; 2], 1, &|gray| {
            // A fully transparent pixel is white, whatever its gray.
            let (gray, alpha) = if extra == 2 && gray > 230 { (0, 0) } else { (gray, 255) };
            if bits == 8 {
                vec![gray, alpha]
            } else {
                [wide(gray).to_le_bytes(), wide(alpha).to_le_bytes()].concat()
            }
        });
        page.short(338, extra);
        all.push((name, page));
    }
    let mut alpha = of(&[8; 4], 2, &|gray| vec![gray, gray, gray, 255]);
    alpha.short(338, 1);
    all.push(("colour with alpha", alpha));
    for (name, bits) in [("palette", 8), ("palette of four bits", 4)] {
        // The palette is in descending order.
        let most = (1u16 << bits) - 1;
        let mut page = tiffs::Page::plain(
            width,
            height,
            &[bits as u16],
            3,
            packed(bits, &|gray| most as u8 - (gray >> (8 - bits))),
        );
        let map: Vec<u16> = (0..=most).map(|place| ((most - place) * 255 / most) * 257).collect();
        page.set(320, Value::Short(map.repeat(3)));
        all.push((name, page));
    }
    let mut planar = of(&[8; 3], 2, &|gray| vec![gray]);
    planar.short(284, 2);
    planar.pieces = vec![drawn.gray.clone(); 3];
    all.push(("planes", planar.clone()));
    // The planes have many strips.
    planar.pieces = (0..3).flat_map(|_| drawn.gray.chunks(width * 100).map(<[u8]>::to_vec)).collect();
    planar.long(278, 100);
    all.push(("planes of many strips", planar));
    for (name, samples) in [("tiles", 1usize), ("tiles of colour", 3)] {
        let side = 256;
        let mut page = tiffs::Page::plain(
            width,
            height,
            &vec![8; samples],
            if samples == 1 { 1 } else { 2 },
            Vec::new(),
        );
        page.entries.retain(|(tag, _)| *tag != 278);
        page.tiled = true;
        page.long(322, side as u32).long(323, side as u32);
        page.pieces.clear();
        for top in (0..height).step_by(side) {
            for left in (0..width).step_by(side) {
                let at =
                    |x: usize, y: usize| if x < width && y < height { drawn.gray[y * width + x] } else { 0 };
                let tile = (0..side * side)
                    .flat_map(|place| vec![at(left + place % side, top + place / side); samples]);
                page.pieces.push(tile.collect());
            }
        }
        all.push((name, page));
    }
    all
}

#[test]
fn a_tiff_is_read_whatever_its_samples_are() {
    let (drawn, text) = page(7, 110.0);
    for (name, page) in kinds(&drawn) {
        for big in [false, true] {
            let file = tiffs::file(std::slice::from_ref(&page), Layout { big, ..Layout::default() });
            let page = read(file, 0).unwrap_or_else(|why| panic!("{name}, {big}: {why}"));
            assert_eq!(page.codes, [text.as_str()], "{name}, {big}");
            let (white, all) = light(&page.image);
            assert!(white * 10 > all * 7, "{name}: white paper is white");
        }
    }
}

#[test]
fn every_page_of_a_file_is_read_as_often_as_it_is_asked_for() {
    let pages = [page(8, 110.0), page(9, 110.0)];
    let mut first = tiffs::Page::fax(&sent(&pages[0].0, (110, 110)), Coding::Group4, (110, 110));
    first.long(254, 2);
    // A thumbnail is not a page.
    let mut copy = tiffs::Page::plain(20, 20, &[8], 1, vec![0; 400]);
    copy.long(254, 1);
    let kinds = kinds(&pages[1].0);
    let palette = kinds.iter().find(|(name, _)| *name == "palette").unwrap().1.clone();
    let mut file = open(tiffs::file(&[first, copy, palette], Layout::default()), &Bounds::default()).unwrap();
    assert_eq!(file.pages(), 2);
    for index in [1, 0, 1, 1, 0] {
        assert_eq!(file.read(index, &wanted).unwrap().codes, [pages[index].1.as_str()], "{index}");
    }
}

#[test]
fn an_unsupported_variant_of_tiff_is_refused_as_such() {
    let (drawn, _) = page(10, 60.0);
    let mut float = tiffs::Page::plain(drawn.width, drawn.height, &[32], 1, vec![0; drawn.gray.len() * 4]);
    float.short(339, 3);
    let mut old = tiffs::Page::plain(drawn.width, drawn.height, &[8], 1, drawn.gray.clone());
    old.short(259, 6);
    let mut unknown = old.clone();
    unknown.short(259, 34_661);
    let mut lab = tiffs::Page::plain(drawn.width, drawn.height, &[8; 3], 8, vec![0; drawn.gray.len() * 3]);
    lab.short(339, 1);
    for (name, page) in [("float", float), ("old jpeg", old), ("jbig", unknown), ("lab", lab)] {
        let why = read(tiffs::file(&[page], Layout::default()), 0).map(|_| ()).unwrap_err();
        assert_eq!(why, Unreadable::UnsupportedKind, "{name}");
    }
}

#[test]
fn tiffs_of_other_programs_are_read() {
    // The files are by libtiff and Ghostscript, with invented content.
    for name in [
        "files/fax-fine-g3.tif",
        "files/fax-standard-g3.tif",
        "files/g3-2d-fill.tif",
        "paper/fax-gs-204x98.tif",
        "paper/g4-lowest-bit-first.tif",
    ] {
        let page = open(corpus::kept(name), &Bounds::default()).unwrap().read(0, &|_| true).unwrap();
        assert_eq!(page.codes.len(), 1, "{name}");
        upright(&page, name);
    }
}
