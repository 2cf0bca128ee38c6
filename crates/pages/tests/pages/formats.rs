//! Formats of files and of images in them.

use super::*;

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
fn a_pdf_of_vector_graphics_is_drawn() {
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
    let code = corpus::pdfs::vector_code(&text, 168.0 * mm, (297.0 - 42.0) * mm, corpus::drawn::SIDE * mm);
    let content = pdf.stream("", format!("{lines}{code}").as_bytes());
    let kid = pdf.page(595.0, 842.0, content, &format!("/Font << {fonts} >>"));
    assert_eq!(first(pdf.finish(&[kid], "")).codes, [text]);
}

#[test]
fn jpeg_2000_of_600_dots_an_inch_is_decoded_with_less_detail() {
    let page = first(include_bytes!("../data/jpx-600.pdf").to_vec());
    assert_eq!(page.codes, ["BEIAN:R1:JPX00000000:1:TEST"]);
    assert!((590..=610).contains(&page.quality.dpi.unwrap()), "{:?}", page.quality);
}
