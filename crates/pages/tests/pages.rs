//! Pages as offices scan, fax and photograph them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the bench uses the rest")]
mod corpus;

use beian_pages::{Bounds, File, Flaw, Oddity, Page, Unreadable, open};
use corpus::{Dice, KINDS, Pdf, Picture, Wear, form, pdf_of_jpegs, pdf_of_vectors, text, wanted};

fn opened(bytes: Vec<u8>) -> File {
    open(bytes, &Bounds::default()).unwrap()
}

fn first(bytes: Vec<u8>) -> Page {
    opened(bytes).read(0, &wanted).unwrap()
}

/// Clean page at 200 dpi with a code, and the code's text.
fn page(seed: u64) -> (Picture, String) {
    let mut dice = Dice::new(seed);
    let text = text(&mut dice);
    (form(&mut dice, 200.0, &[&text]), text)
}

/// Decodes a page's JPEG.
fn pixels(jpeg: &[u8]) -> (usize, usize, Vec<u8>) {
    use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    (usize::from(info.width), usize::from(info.height), pixels)
}

fn turned_by(page: &Page, degrees: f32) -> bool {
    ((page.turned - degrees + 180.0).rem_euclid(360.0) - 180.0).abs() < 0.5
}

/// Reads pages with different kinds of wear.
fn worn(seeds: std::ops::Range<u64>) {
    let (mut codes, mut read) = (0, 0);
    for seed in seeds {
        let mut dice = Dice::new(50_000 + seed);
        let kind = KINDS[seed as usize % KINDS.len()];
        let dpi = [200.0, 200.0, 200.0, 300.0][dice.below(4)];
        let text = text(&mut dice);
        let wear = Wear::roll(&mut dice, kind, dpi);
        let drawn = form(&mut dice, dpi, &[&text]);
        let page = first(wear.apply(&mut dice, &drawn).jpeg(wear.quality));
        assert!(page.codes.iter().all(|code| *code == text), "{wear:?}");
        assert_eq!(page.foreign, 0, "{wear:?}");
        codes += 1;
        read += page.codes.len();
        if wear.shear == 0.0 && wear.perspective == 0.0 && !page.codes.is_empty() {
            assert!(turned_by(&page, -wear.turn), "turned {} for {wear:?}", page.turned);
        }
    }
    // One missed code in so few would be more than one in two hundred.
    assert_eq!(read, codes);
}

// Three tests run in parallel.
#[test]
fn worn_pages_are_read_and_no_text_is_ever_wrong() {
    worn(0..54);
}

#[test]
fn more_worn_pages_are_read() {
    worn(54..108);
}

#[test]
fn yet_more_worn_pages_are_read() {
    worn(108..162);
}

#[test]
fn every_code_of_a_page_is_found_and_foreign_ones_are_counted() {
    for seed in 0..6 {
        let mut dice = Dice::new(seed);
        let mut texts = [text(&mut dice), text(&mut dice)];
        let mut drawn = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        corpus::code(&mut drawn, "https://example.cn/pay?order=88", 200.0, 1800.0, 200.0);
        let wear = Wear::roll(&mut dice, "turned", 200.0);
        let mut page = first(wear.apply(&mut dice, &drawn).jpeg(70));
        texts.sort();
        page.codes.sort();
        assert_eq!(page.codes, texts);
        assert_eq!(page.foreign, 1);
    }
}

#[test]
fn the_same_text_twice_is_one_text() {
    let (mut drawn, text) = page(3);
    corpus::code(&mut drawn, &text, 200.0, 1800.0, 236.0);
    let page = first(drawn.jpeg(80));
    assert_eq!((page.codes, page.foreign), (vec![text], 0));
}

#[test]
fn a_page_stands_upright_whichever_way_it_was_laid() {
    let (drawn, _) = page(4);
    for turn in [0.0, 90.0, 180.0, -90.0, 2.0, 37.0, 178.0] {
        let wear = Wear { turn, ..Wear::roll(&mut Dice::new(1), "clean", 200.0) };
        let page = first(wear.apply(&mut Dice::new(2), &drawn).jpeg(80));
        assert!(turned_by(&page, -turn), "{turn}: {}", page.turned);
        let (width, height, gray) = pixels(&page.image);
        assert_eq!((width as u32, height as u32), (page.width, page.height));
        assert!(width.max(height) <= 2400);
        // The code is at the top right, where the upper part of the page is darkest.
        if turn % 90.0 == 0.0 {
            assert!(height > width);
            let dark = |from: usize| {
                (height * 5 / 100..height * 13 / 100)
                    .flat_map(|y| (from..from + width / 8).map(move |x| y * width + x))
                    .filter(|&at| gray[at] < 128)
                    .count()
            };
            assert!(dark(width * 81 / 100) > dark(width * 50 / 100), "{turn}");
        }
    }
}

#[test]
fn a_turned_picture_says_the_same() {
    // The encoded picture is the page itself: its code is still readable and level.
    let (drawn, text) = page(5);
    let wear = Wear { turn: 61.0, ..Wear::roll(&mut Dice::new(1), "clean", 300.0) };
    let again = first(first(wear.apply(&mut Dice::new(2), &drawn).jpeg(80)).image);
    assert_eq!(again.codes, [text]);
    assert_eq!(again.turned, 0.0);
}

#[test]
fn the_picture_and_the_thumbnail_are_new_and_small() {
    let (drawn, _) = page(6);
    let mut jpeg = drawn.jpeg(90);
    let exif = b"Exif\0\0II*\0\x08\0\0\0\0\0a secret place";
    let mut segment = vec![0xFF, 0xE1, 0, exif.len() as u8 + 2];
    segment.extend_from_slice(exif);
    jpeg.splice(2..2, segment);
    let page = first(jpeg);
    assert!(!page.image.windows(8).any(|part| part == b"a secret"));
    assert_eq!(pixels(&page.thumbnail).0, 240);
    assert!(page.thumbnail.len() < 20_000);
}

#[test]
fn colour_is_kept_where_it_matters() {
    let (drawn, text) = page(7);
    let components = |jpeg: &[u8]| {
        let at = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
        jpeg[at + 9]
    };
    let sealed = first(drawn.sealed_jpeg(80));
    assert_eq!((components(&sealed.image), sealed.codes), (3, vec![text]));
    // The warm tint of a lamp is not a colour of the page.
    assert_eq!(components(&first(drawn.rgb_jpeg(80, [1.0, 0.95, 0.88])).image), 1);
}

#[test]
fn a_page_without_a_code_stands_as_its_file_says_and_is_levelled() {
    let mut dice = Dice::new(8);
    let drawn = form(&mut dice, 150.0, &[]);
    for tilt in [-7.0, -2.5, 0.0, 1.0, 6.0] {
        let wear = Wear { turn: tilt, ..Wear::roll(&mut dice, "clean", 150.0) };
        let page = first(wear.apply(&mut dice, &drawn).jpeg(80));
        assert!(turned_by(&page, -tilt), "{tilt}: {}", page.turned);
        assert!(page.codes.is_empty());
    }
    let mut jpeg = drawn.jpeg(80);
    // EXIF orientation 6 asks for a quarter turn clockwise.
    let segment = [
        &[0xFF, 0xE1, 0, 34][..],
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ]
    .concat();
    jpeg.splice(2..2, segment);
    let page = first(jpeg);
    assert_eq!(page.turned, 90.0);
    assert!(page.width > page.height);
}

/// Packs a picture to one bit per pixel. `white` is the bit of a white pixel.
fn bilevel(drawn: &Picture, white: bool) -> Vec<u8> {
    drawn
        .gray
        .chunks_exact(drawn.width)
        .flat_map(|row| {
            row.chunks(8).map(|eight| {
                (0..8).fold(0u8, |byte, place| {
                    let light = eight.get(place).is_none_or(|&gray| gray > 128);
                    byte << 1 | u8::from(light == white)
                })
            })
        })
        .collect()
}

fn group4(drawn: &Picture) -> Vec<u8> {
    let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
    for row in drawn.gray.chunks_exact(drawn.width) {
        let pels = row.iter().map(|&gray| if gray > 128 { fax::Color::White } else { fax::Color::Black });
        encoder.encode_line(pels, drawn.width as u16).unwrap();
    }
    encoder.finish().unwrap().finish()
}

#[test]
fn a_tiff_of_many_pages_is_read_page_by_page() {
    use tiff::encoder::{Compression, TiffEncoder, colortype::Gray8};
    let pages = [page(9), page(10), page(11)];
    for compression in [
        Compression::Uncompressed,
        Compression::Lzw,
        Compression::Deflate(Default::default()),
        Compression::Packbits,
    ] {
        let mut out = std::io::Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut out).unwrap().with_compression(compression);
        for (drawn, _) in &pages {
            encoder.write_image::<Gray8>(drawn.width as u32, drawn.height as u32, &drawn.gray).unwrap();
        }
        let mut file = opened(out.into_inner());
        assert_eq!((file.media(), file.pages()), ("image/tiff", 3));
        for (index, (_, text)) in pages.iter().enumerate() {
            assert_eq!(file.read(index, &wanted).unwrap().codes, [text.as_str()]);
        }
        assert_eq!(file.read(3, &wanted).unwrap_err(), Unreadable::NoSuchPage);
    }
    let (drawn, text) = &pages[0];
    let fax = fax::tiff::wrap(&group4(drawn), drawn.width as u32, drawn.height as u32);
    let page = first(fax);
    assert_eq!(page.codes, [text.as_str()]);
    let (width, height, gray) = pixels(&page.image);
    let light = gray.iter().filter(|&&gray| gray > 128).count();
    assert!(light * 2 > width * height, "white paper is white");
}

#[test]
fn a_png_is_read_in_any_depth() {
    let (drawn, text) = page(12);
    let rgba = drawn.gray.iter().flat_map(|&gray| [gray, gray, gray, 255]).collect::<Vec<_>>();
    let variants = [
        (png::ColorType::Grayscale, png::BitDepth::Eight, drawn.gray.clone()),
        (png::ColorType::Grayscale, png::BitDepth::One, bilevel(&drawn, true)),
        (png::ColorType::Rgb, png::BitDepth::Eight, drawn.rgb([1.0; 3])),
        (png::ColorType::Rgba, png::BitDepth::Eight, rgba),
    ];
    for (color, depth, data) in variants {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, drawn.width as u32, drawn.height as u32);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        let mut file = opened(out);
        assert_eq!(file.media(), "image/png");
        assert_eq!(file.read(0, &wanted).unwrap().codes, [text.as_str()]);
    }
}

#[test]
fn a_pdf_of_scans_is_read_page_by_page() {
    let pages = [page(13), page(14)];
    let jpegs: Vec<_> = pages.iter().map(|(drawn, _)| (drawn.jpeg(70), drawn.width, drawn.height)).collect();
    let mut file = opened(pdf_of_jpegs(&jpegs, 200.0));
    assert_eq!((file.media(), file.pages()), ("application/pdf", 2));
    assert!(file.oddities().is_empty());
    for (index, (_, text)) in pages.iter().enumerate() {
        let page = file.read(index, &wanted).unwrap();
        assert_eq!(page.codes, [text.as_str()]);
        assert!((198..=202).contains(&page.quality.dpi.unwrap()));
    }
}

#[test]
fn a_pdf_page_may_be_any_kind_of_image() {
    let (drawn, text) = page(15);
    let (width, height) = (drawn.width, drawn.height);
    let zlib = |data: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(data, 6);
    let head = |rest: &str| format!("/Type /XObject /Subtype /Image /Width {width} /Height {height} {rest}");
    let gray = "/ColorSpace /DeviceGray /BitsPerComponent";
    let variants = [
        (head(&format!("{gray} 8 /Filter /FlateDecode")), zlib(&drawn.gray)),
        (head("/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode"), zlib(&drawn.rgb([1.0; 3]))),
        (head(&format!("{gray} 1 /Filter /FlateDecode")), zlib(&bilevel(&drawn, true))),
        (head(&format!("{gray} 1 /Decode [1 0] /Filter /FlateDecode")), zlib(&bilevel(&drawn, false))),
        (
            head(&format!(
                "{gray} 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {width} /Rows {height} >>"
            )),
            group4(&drawn),
        ),
        (head("/ImageMask true /BitsPerComponent 1 /Filter /FlateDecode"), zlib(&bilevel(&drawn, true))),
    ];
    for (head, data) in variants {
        for rotate in ["", "/Rotate 90"] {
            let mut pdf = Pdf::default();
            let image = pdf.stream(&head, &data);
            let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
            let kid = pdf.object(format!(
                "<< /Type /Page /Parent 2 0 R {rotate} /MediaBox [0 0 595 842] /Contents {content} 0 R \
                 /Resources << /XObject << /I {image} 0 R >> >> >>"
            ));
            let page = first(pdf.finish(&[kid], ""));
            assert_eq!(page.codes, [text.as_str()], "{head} {rotate}");
            let (width, height, gray) = pixels(&page.image);
            assert!(height > width, "{head} {rotate}: upright");
            let light = gray.iter().filter(|&&gray| gray > 128).count();
            assert!(light * 2 > width * height, "{head}: white paper is white");
        }
    }
}

#[test]
fn a_pdf_that_an_office_wrote_is_drawn() {
    let mut dice = Dice::new(16);
    let text = text(&mut dice);
    let mut file = opened(pdf_of_vectors(&text, 3));
    assert_eq!(file.pages(), 3);
    let page = file.read(2, &wanted).unwrap();
    assert_eq!(page.codes, [text]);
    assert_eq!(page.turned, 0.0);
    assert!(page.quality.flaws.is_empty(), "{:?}", page.quality);
}

#[test]
fn a_page_that_a_browser_printed_is_drawn() {
    // Chromium prints each few letters of a size in a Type 3 font of its own.
    let mut dice = Dice::new(33);
    let text = text(&mut dice);
    let mut pdf = Pdf::default();
    let (mut fonts, mut lines) = (String::new(), String::new());
    for font in 0..90 {
        let letters: Vec<usize> = (0..4)
            .map(|_| pdf.stream("", b"1000 0 0 0 900 900 d1 100 100 200 700 re 300 100 500 90 re f"))
            .collect();
        let each = |write: &dyn Fn(usize, usize) -> String| -> String {
            letters.iter().enumerate().map(|(at, letter)| write(at, *letter)).collect()
        };
        let id = pdf.object(format!(
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 0 /LastChar 255 /Widths [{}] \
             /Encoding << /Type /Encoding /Differences [0 {}] >> /CharProcs << {} >> /Resources << /ProcSet [/PDF] >> >>",
            "1000 ".repeat(256),
            each(&|at, _| format!("/g{at} ")),
            each(&|at, letter| format!("/g{at} {letter} 0 R "))
        ));
        fonts.push_str(&format!("/F{font} {id} 0 R "));
        lines.push_str(&format!(
            "BT /F{font} 9 Tf {} {} Td <00010203> Tj ET\n",
            60 + font % 6 * 60,
            700 - font / 6 * 30
        ));
    }
    let mm = 72.0 / 25.4;
    let code = corpus::vector_code(&text, 168.0 * mm, (297.0 - 42.0) * mm, corpus::SIDE * mm);
    let content = pdf.stream("", format!("{lines}{code}").as_bytes());
    let kid = pdf.page(595.0, 842.0, content, &format!("/Font << {fonts} >>"));
    assert_eq!(first(pdf.finish(&[kid], "")).codes, [text]);
}

#[test]
fn jpeg_2000_of_600_dots_an_inch_is_decoded_with_less_detail() {
    let page = first(include_bytes!("data/jpx-600.pdf").to_vec());
    assert_eq!(page.codes, ["BEIAN:R1:JPX00000000:1:TEST"]);
    assert!((590..=610).contains(&page.quality.dpi.unwrap()), "{:?}", page.quality);
}

#[test]
fn the_resolution_is_measured_by_the_code_or_said_by_the_file() {
    for dpi in [150.0, 300.0] {
        let mut dice = Dice::new(17);
        let text = text(&mut dice);
        let drawn = form(&mut dice, dpi, &[&text]);
        let measured = f32::from(first(drawn.jpeg(80)).quality.dpi.unwrap());
        assert!((measured - dpi).abs() < dpi * 0.02, "{measured}");
    }
    let bare = form(&mut Dice::new(18), 150.0, &[]);
    assert_eq!(first(bare.jpeg(80)).quality.dpi, None);
    let pdf = pdf_of_jpegs(&[(bare.jpeg(80), bare.width, bare.height)], 150.0);
    assert_eq!(first(pdf).quality.dpi, Some(150));
}

fn flaws(picture: &Picture) -> Vec<Flaw> {
    first(picture.jpeg(85)).quality.flaws
}

#[test]
fn what_is_wrong_with_a_page_is_said() {
    let (drawn, text) = page(19);
    assert_eq!(flaws(&drawn), []);

    let coarse = form(&mut Dice::new(20), 110.0, &[&text]);
    assert!(flaws(&coarse).contains(&Flaw::LowResolution));

    let mut blurred = drawn.clone();
    blurred.blur(40);
    assert!(flaws(&blurred).contains(&Flaw::Blurred));

    // A page with little and pale content is neither blurred nor blank.
    let mut pale = form(&mut Dice::new(19), 200.0, &[]);
    pale.gray.iter_mut().for_each(|gray| *gray = 170 + *gray / 3);
    let quality = first(pale.jpeg(85)).quality;
    assert_eq!((quality.flaws, quality.bare), (vec![], false));

    // A page is not blank, however blurred it is.
    let mut smear = form(&mut Dice::new(19), 200.0, &[]);
    smear.blur(90);
    let quality = first(smear.jpeg(85)).quality;
    assert_eq!((quality.flaws, quality.bare), (vec![Flaw::Blurred], false));

    let mut blank = Picture::paper(1654, 2339, 244);
    blank.noise(&mut Dice::new(21), 6.0);
    assert_eq!(flaws(&blank), [Flaw::Blank]);

    let mut dark = drawn.clone();
    dark.gray.iter_mut().for_each(|gray| *gray = (u16::from(*gray) * 35 / 100) as u8);
    assert!(flaws(&dark).contains(&Flaw::TooDark));

    // A folded corner shows the scanner's dark lid.
    let mut folded = drawn.clone();
    for y in 0..220 {
        for x in 0..220 - y {
            let at = (folded.height - 1 - y) * folded.width + x;
            folded.gray[at] = 40;
        }
    }
    assert_eq!(flaws(&folded), [Flaw::CornerCut]);

    // Half of the page lay outside the glass.
    let height = drawn.height * 3 / 5;
    let half = Picture { width: drawn.width, height, gray: drawn.gray[..drawn.width * height].to_vec() };
    assert_eq!(flaws(&half), [Flaw::CornerCut]);
}

#[test]
fn a_clean_page_has_no_flaws_at_any_turn() {
    for seed in 0..24u64 {
        let mut dice = Dice::new(22 + seed);
        let text = text(&mut dice);
        let codes: &[&str] = if seed % 3 == 0 { &[] } else { &[&text] };
        let drawn = form(&mut dice, 200.0, codes);
        let kind = ["clean", "turned", "sheared", "compressed"][seed as usize % 4];
        let wear = Wear::roll(&mut dice, kind, 200.0);
        assert_eq!(flaws(&wear.apply(&mut dice, &drawn)), [], "{wear:?}");
    }
}

#[test]
fn every_code_of_a_wide_page_is_told_from_left_to_right() {
    for (seed, turn) in [(40, 0.0), (41, 90.0), (42, 180.0), (43, 2.0), (44, -91.5)] {
        let mut dice = Dice::new(seed);
        let texts = [text(&mut dice), text(&mut dice)];
        let pages = texts.each_ref().map(|text| form(&mut dice, 150.0, &[text]));
        // Two pages of A4 lie next to each other on one sheet of A3.
        let rows = pages[0].gray.chunks_exact(pages[0].width).zip(pages[1].gray.chunks_exact(pages[1].width));
        let gray = rows.flat_map(|(left, right)| [left, right].concat()).collect();
        let both = Picture { width: pages[0].width * 2, height: pages[0].height, gray };
        let wear = Wear { turn, ..Wear::roll(&mut dice, "clean", 150.0) };
        let page = first(wear.apply(&mut dice, &both).jpeg(80));
        assert_eq!((page.codes, page.unread), (texts.to_vec(), false), "{turn}");
    }
}

#[test]
fn a_code_that_is_seen_but_not_read_is_told() {
    for seed in 0..6 {
        let mut dice = Dice::new(60 + seed);
        let texts = [text(&mut dice), text(&mut dice)];
        let mut drawn = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        // Ink covers the area between the finder patterns of the second code.
        let mm = 200.0 / 25.4;
        let (left, top) = corpus::PLACES[1];
        drawn.fill((left + 8.0) * mm, (top + 9.0) * mm, (left + 22.0) * mm, (top + 23.0) * mm, 20);
        let page = first(drawn.jpeg(80));
        assert_eq!((page.codes, page.unread), (vec![texts[0].clone()], true));
        // A page has no unread code if it has no code, or if all its codes were read.
        let bare = form(&mut dice, [150.0, 200.0, 300.0][seed as usize % 3], &[]);
        assert!(!first(bare.jpeg(70)).unread);
        let kind = KINDS[seed as usize % KINDS.len()];
        let wear = Wear::roll(&mut dice, kind, 200.0);
        let whole = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        assert!(!first(wear.apply(&mut dice, &whole).jpeg(70)).unread, "{wear:?}");
    }
}

#[test]
fn a_code_of_which_no_mark_is_left_is_told_by_its_place() {
    let mm = 200.0 / 25.4;
    let (left, top) = corpus::PLACES[0];
    for seed in 0..4 {
        let mut dice = Dice::new(160 + seed);
        let text = text(&mut dice);
        let drawn = form(&mut dice, 200.0, &[&text]);
        let covered = |parts: &[[f32; 4]], tone: u8| {
            let mut drawn = drawn.clone();
            for [x, y, right, bottom] in parts {
                drawn.fill((left + x) * mm, (top + y) * mm, (left + right) * mm, (top + bottom) * mm, tone);
            }
            drawn
        };
        let mut soft = drawn.clone();
        soft.blur(60);
        let cases = [
            ("blackened", covered(&[[0.0, 0.0, 30.0, 30.0]], 10)),
            ("a bar", covered(&[[-3.0, 9.0, 33.0, 21.0]], 10)),
            (
                "no corners",
                covered(&[[0.0, 0.0, 8.5, 8.5], [21.5, 0.0, 30.0, 8.5], [0.0, 21.5, 8.5, 30.0]], 250),
            ),
            ("blurred", soft),
        ];
        for (what, picture) in cases {
            for turn in [0.0, 90.0, 180.0, 270.0] {
                let wear = Wear { turn, ..Wear::roll(&mut dice, "clean", 200.0) };
                let page = first(wear.apply(&mut dice, &picture).jpeg(80));
                assert_eq!((page.codes.len(), page.unread), (0, true), "{what}, turned by {turn}");
            }
        }
        // A dark square in another place is not a code, and neither is a dark area that is not square.
        for [x, y, right, bottom] in [
            [90.0, 120.0, 120.0, 150.0],
            [15.0, 15.0, 45.0, 45.0],
            [165.0, 250.0, 195.0, 280.0],
            [150.0, 12.0, 198.0, 42.0],
        ] {
            let mut other = form(&mut dice, 200.0, &[]);
            other.fill(x * mm, y * mm, right * mm, bottom * mm, 30);
            assert!(!first(other.jpeg(80)).unread, "{x} {y}");
        }
    }
}

/// Share of dark pixels in the upper right corner, where the code is, and in the upper left one.
fn corners(page: &Page) -> [f32; 2] {
    let (width, height, gray) = pixels(&page.image);
    [width * 80 / 100..width * 94 / 100, width * 6 / 100..width * 8 / 100].map(|across| {
        let (top, bottom) = (height * 4 / 100, height * 14 / 100);
        let dark = |y: usize| across.clone().filter(|x| gray[y * width + x] < 110).count();
        (top..bottom).map(dark).sum::<usize>() as f32 / ((bottom - top) * across.len()) as f32
    })
}

#[test]
fn a_page_seen_from_behind_and_a_negative_are_shown_right() {
    for seed in 0..4 {
        let (drawn, text) = page(70 + seed);
        let mut behind = drawn.clone();
        behind.gray.chunks_exact_mut(drawn.width).for_each(<[u8]>::reverse);
        let mut negative = drawn.clone();
        negative.gray.iter_mut().for_each(|gray| *gray = 255 - *gray);
        let turn = [0.0, 90.0, 180.0, 3.0][seed as usize];
        let wear = Wear { turn, noise: 4.0, ..Wear::roll(&mut Dice::new(seed), "clean", 200.0) };
        for (name, picture) in [("behind", &behind), ("negative", &negative)] {
            if name == "negative" && turn == 3.0 {
                continue;
            }
            let page = first(wear.apply(&mut Dice::new(seed), picture).jpeg(80));
            assert_eq!((page.codes.clone(), page.unread), (vec![text.clone()], false), "{name} {turn}");
            assert!(page.height > page.width, "{name} {turn}");
            let [code, margin] = corners(&page);
            assert!(code > 0.18 && margin < 0.1, "{name} {turn}: {code} {margin}");
        }
    }
    let bare = form(&mut Dice::new(80), 150.0, &[]);
    let mut negative = bare.clone();
    negative.gray.iter_mut().for_each(|gray| *gray = 255 - *gray);
    let (_, _, gray) = pixels(&first(negative.jpeg(80)).image);
    assert!(gray.iter().filter(|gray| **gray > 128).count() * 2 > gray.len(), "without a code too");
}

#[test]
fn a_code_that_shines_through_from_the_other_side_is_none_of_this_page() {
    let (front, _) = page(90);
    for share in [20u16, 30, 40] {
        let mut back = front.clone();
        back.gray.chunks_exact_mut(front.width).for_each(<[u8]>::reverse);
        back.gray
            .iter_mut()
            .for_each(|gray| *gray = (246 - (246 - u16::from((*gray).min(246))) * share / 100) as u8);
        let page = first(back.jpeg(85));
        assert_eq!((page.codes, page.unread), (Vec::<String>::new(), false), "{share} %");
        // The page has a code of its own on the front.
        let (own, text) = self::page(91);
        back.gray.iter_mut().zip(&own.gray).for_each(|(gray, own)| *gray = (*gray).min(*own));
        assert_eq!(first(back.jpeg(85)).codes, [text], "{share} %");
    }
}

#[test]
fn a_picture_of_few_pixels_is_too_small_and_breaks_nothing() {
    for (width, height) in [(1, 1), (1, 2), (2, 1), (3, 3), (7, 40), (40, 7), (31, 31), (200, 300)] {
        let small = Picture { width, height, gray: vec![200; width * height] };
        let page = first(small.jpeg(80));
        assert!(page.quality.flaws.contains(&Flaw::TooSmall), "{width} x {height}");
    }
    assert!(!flaws(&form(&mut Dice::new(95), 75.0, &[])).contains(&Flaw::TooSmall));
}

#[test]
fn names_are_stable() {
    assert_eq!(Unreadable::TooManyPages { most: 1 }.as_str(), "too_many_pages");
    assert_eq!(Oddity::ActiveContent.as_str(), "active_content");
    assert_eq!(Flaw::CornerCut.as_str(), "corner_cut");
}

#[test]
fn a_code_with_something_over_it_is_read() {
    // Seals, pen strokes, a fold, coffee and pale toner cover the codes. The forms name no real person.
    for name in [
        "files/seal-over-code.jpg",
        "files/seal-across-edge.jpg",
        "paper/0103-weak-150.jpg",
        "paper/0126-seal-150.jpg",
        "paper/0144-seal-grey-150.jpg",
        "paper/0168-fold-200.jpg",
        "paper/0208-pen-200.jpg",
        "paper/0232-coffee-200.jpg",
        "paper/0449-pen-photo-3264.jpg",
        "paper/0460-seal-photo-2560.jpg",
    ] {
        let page = open(corpus::kept(name), &Bounds::default()).unwrap().read(0, &|_| true).unwrap();
        assert_eq!(page.codes.len(), 1, "{name}");
        assert!(page.codes[0].starts_with("BEIAN:"), "{name}: {:?}", page.codes);
    }
}

#[test]
fn codes_under_seals_folds_staples_pens_and_stains_are_read_and_no_text_is_ever_wrong() {
    for number in 0..16 {
        let worn = corpus::worn::page(number);
        let what = format!("{number}: {:?}", worn.kind);
        let page = opened(worn.bytes).read(0, &corpus::worn::wanted).unwrap();
        assert!(worn.texts.iter().all(|text| page.codes.contains(text)), "{what}: {:?}", page.codes);
        assert_eq!((page.codes.len(), page.foreign), (worn.texts.len(), 0), "{what}");
    }
}
