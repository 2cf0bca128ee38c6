//! Truncated files are damaged, even if a part of them can still be drawn.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, Oddity, open};
use corpus::{
    dice::Dice,
    drawn::form,
    pdfs::{Pdf, pdf_of_jpegs, pdf_of_vectors},
    picture::Picture,
    text,
    tiffs::{self, Coding, Layout},
    wanted,
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Outcome of opening a file and reading all its pages: "read", or the first reason against it.
fn outcome(bytes: Vec<u8>) -> &'static str {
    let mut file = match open(bytes, &Bounds::default()) {
        Ok(file) => file,
        Err(why) => return why.as_str(),
    };
    (0..file.pages()).find_map(|index| file.read(index, &wanted).err()).map_or("read", |why| why.as_str())
}

fn oddities(bytes: Vec<u8>) -> Vec<Oddity> {
    open(bytes, &Bounds::default()).unwrap().oddities().to_vec()
}

/// Page with a code.
fn page(seed: u64) -> Picture {
    let mut dice = Dice::new(seed);
    let text = text(&mut dice);
    form(&mut dice, 110.0, &[&text])
}

fn pile() -> Vec<u8> {
    let pages: Vec<Picture> = (0..3).map(page).collect();
    let jpegs: Vec<_> = pages.iter().map(|page| (page.jpeg(70), page.width, page.height)).collect();
    pdf_of_jpegs(&jpegs, 110.0)
}

#[test]
fn a_truncated_pdf_is_damaged_wherever_it_ends() {
    for whole in [pile(), pdf_of_vectors("BEIAN:R1:AAAAAAAAAAAAAAAA:2:AAAA", 3)] {
        assert_eq!(outcome(whole.clone()), "read");
        for share in [5, 30, 50, 70, 90, 95, 99] {
            assert_eq!(outcome(whole[..whole.len() * share / 100].to_vec()), "damaged", "{share} %");
        }
        for left in [3, 6, 8, 12] {
            assert_eq!(outcome(whole[..whole.len() - left].to_vec()), "damaged", "all but {left}");
        }
        // An interrupted transfer leaves zeros in the space that was reserved for the rest.
        let mut kept = whole.clone();
        let most = kept.len();
        kept[most * 6 / 10..].fill(0);
        assert_eq!(outcome(kept), "damaged");
    }
}

/// Incremental update with one object and a cross-reference table.
fn update(whole: &[u8], number: usize, object: &str) -> Vec<u8> {
    let digits = |word: &[u8]| {
        let at = whole.windows(word.len()).rposition(|window| window == word).unwrap() + word.len();
        let rest = std::str::from_utf8(&whole[at..]).unwrap().trim_start();
        rest.chars().take_while(char::is_ascii_digit).collect::<String>()
    };
    let (before, at) = (digits(b"startxref"), whole.len());
    let object = format!("{number} 0 obj\n{object}\nendobj\n");
    let xref = at + object.len();
    format!(
        "{object}xref\n{number} 1\n{at:010} 00000 n \ntrailer\n<< /Size 999 /Root 1 0 R /Prev {before} >>\nstartxref\n{xref}\n%%EOF\n"
    )
    .into_bytes()
}

#[test]
fn a_pdf_with_an_update_is_complete_if_the_update_is() {
    let whole = pile();
    let added = update(&whole, 900, "<< /Note (signed) >>");
    let both = [whole.clone(), added.clone()].concat();
    assert_eq!(outcome(both.clone()), "read");
    assert_eq!(outcome([both.clone(), update(&both, 901, "<< >>")].concat()), "read");
    for left in [20, added.len() / 2, added.len() - 12] {
        assert_eq!(outcome([&whole, &added[..left]].concat()), "damaged", "{left} of {}", added.len());
    }
    // A linearized file has an end marker after its first part (ISO 32000-1, Annex F).
    let first = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
    let linear = [&first[..], &whole[9..]].concat();
    assert_eq!(outcome(linear[..linear.len() / 2].to_vec()), "damaged");
}

#[test]
fn bytes_after_the_end_of_a_pdf_are_harmless() {
    let whole = pile();
    for tail in [
        &b""[..],
        b"\r\n\r\n",
        b"\0\0\0\0\0\0\0\0",
        b"\r\n0\r\n\r\n",
        b"<html>sent by a web page</html>",
        b"\x1a",
    ] {
        assert_eq!(outcome([&whole, tail].concat()), "read", "{tail:?}");
    }
    assert_eq!(outcome(whole[..whole.len() - 1].to_vec()), "read", "without the last line's end");
}

#[test]
fn a_pdf_that_lacks_pages_or_parts_of_them_is_damaged() {
    let parts = |tree: &dyn Fn(usize) -> String,
                 length: &dyn Fn(usize) -> String,
                 contents: Option<usize>,
                 image: &str| {
        let mut pdf = Pdf::default();
        let jpeg = page(1).jpeg(70);
        let told = pdf.object((jpeg.len() + 60).to_string());
        let _ = told;
        let mut object = format!(
            "<< /Subtype /Image /Width 910 /Height 1286 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>\nstream\n",
            length(jpeg.len())
        )
        .into_bytes();
        object.extend(jpeg);
        object.extend(b"\nendstream");
        let picture = pdf.object(object);
        let shown = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
        let contents = contents.unwrap_or(shown);
        let image = if image.is_empty() { format!("{picture} 0 R") } else { image.to_owned() };
        let kid = pdf.page(595.0, 842.0, contents, &format!("/XObject << /I {image} >>"));
        pdf.finish_with(&tree(kid), "", "")
    };
    let tree = |many: usize| move |kid: usize| format!("<< /Type /Pages /Count {many} /Kids [{kid} 0 R] >>");
    let right = |many: usize| many.to_string();
    assert_eq!(outcome(parts(&tree(1), &right, None, "")), "read");
    assert_eq!(outcome(parts(&tree(0), &right, None, "")), "read", "fewer told than there are");
    assert_eq!(outcome(parts(&tree(2), &right, None, "")), "damaged", "more told than there are");
    let lost = |kid: usize| format!("<< /Type /Pages /Count 2 /Kids [{kid} 0 R 77 0 R] >>");
    assert_eq!(outcome(parts(&lost, &right, None, "")), "damaged", "a page is lost");
    let silent = |kid: usize| format!("<< /Count 1 /Kids [{kid} 0 R] >>");
    assert_eq!(
        outcome(parts(&silent, &right, None, "")),
        "damaged",
        "a tree that does not say that it is one"
    );
    let other = |kid: usize| format!("<< /Type /Pages /Count 2 /Kids [{kid} 0 R {} 0 R] >>", kid - 1);
    assert_eq!(outcome(parts(&other, &right, None, "")), "damaged", "something else stands where a page was");
    assert_eq!(
        outcome(parts(&|_| "<< /Type /Pages /Count 1 >>".to_owned(), &right, None, "")),
        "damaged",
        "no tree"
    );
    let plus = |more: usize| move |many: usize| (many + more).to_string();
    assert_eq!(
        outcome(parts(&tree(1), &plus(2), None, "")),
        "read",
        "the ends of lines are counted in many ways"
    );
    assert_eq!(outcome(parts(&tree(1), &plus(2000), None, "")), "damaged", "a stream is shorter than told");
    assert_eq!(outcome(parts(&tree(1), &|_| "3 0 R".to_owned(), None, "")), "damaged", "told elsewhere");
    assert_eq!(outcome(parts(&tree(1), &right, Some(77), "")), "damaged", "the instructions are lost");
    assert_eq!(outcome(parts(&tree(1), &right, None, "77 0 R")), "damaged", "the picture is lost");
}

#[test]
fn a_pdf_image_that_cannot_be_decoded_is_not_a_blank_page() {
    let drawn = page(2);
    let jpeg = drawn.jpeg(70);
    for (name, cut) in [("half", jpeg.len() / 2), ("all but a little", jpeg.len() - 40)] {
        // The stated length is right, since the picture was truncated before the PDF was written.
        let pdf = pdf_of_jpegs(&[(jpeg[..cut].to_vec(), drawn.width, drawn.height)], 110.0);
        assert_eq!(outcome(pdf), "damaged", "{name}");
        // A second object on the page makes the renderer necessary.
        let mut pdf = Pdf::default();
        let head = format!(
            "/Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
            drawn.width, drawn.height
        );
        let image = pdf.stream(&head, &jpeg[..cut]);
        let content = pdf.stream("", b"q 500 0 0 800 9 9 cm /I Do Q 0 0 9 9 re f");
        let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
        assert_eq!(outcome(pdf.finish(&[kid], "")), "damaged", "{name}, drawn");
    }
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
        &[0x55; 300],
    );
    let content = pdf.stream("", b"q 500 0 0 800 9 9 cm /I Do Q 0 0 9 9 re f");
    let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
    assert_ne!(outcome(pdf.finish(&[kid], "")), "read");
}

#[test]
fn a_truncated_tiff_is_damaged_as_a_whole() {
    let pages: Vec<tiffs::Page> =
        (0..3).map(|seed| tiffs::Page::fax(&page(seed), Coding::Group4, (110, 110))).collect();
    for directories_first in [false, true] {
        let whole = tiffs::file(&pages, Layout { directories_first, ..Layout::default() });
        assert_eq!(outcome(whole.clone()), "read");
        for share in [10, 50, 70, 90, 99] {
            let part = whole[..whole.len() * share / 100].to_vec();
            let why = open(part, &Bounds::default()).map(|_| ()).unwrap_err();
            assert_eq!(why.as_str(), "damaged", "{directories_first}, {share} %");
        }
    }
}

#[test]
fn a_pdf_image_with_fewer_rows_than_stated_is_damaged() {
    let drawn = page(2);
    let pdf = |data: &[u8], filter: &str| {
        let mut pdf = Pdf::default();
        let head = format!(
            "/Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8 {filter}",
            drawn.width, drawn.height
        );
        let image = pdf.stream(&head, data);
        let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
        let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
        outcome(pdf.finish(&[kid], ""))
    };
    let packed = |data: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(data, 6);
    for (rows, wanted) in [(drawn.height, "read"), (drawn.height * 4 / 5, "damaged"), (1, "damaged")] {
        let part = &drawn.gray[..drawn.width * rows];
        assert_eq!(pdf(part, ""), wanted, "{rows} rows");
        assert_eq!(pdf(&packed(part), "/Filter /FlateDecode"), wanted, "{rows} rows, packed");
    }
}

/// The page as JPEGs of every variant.
fn jpegs(drawn: &Picture) -> Vec<(&'static str, Vec<u8>)> {
    let of = |color: bool, set: &dyn Fn(&mut Encoder<&mut Vec<u8>>)| {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, 70);
        set(&mut encoder);
        let (width, height) = (drawn.width as u16, drawn.height as u16);
        if color {
            encoder.encode(&drawn.rgb([1.0, 0.9, 0.8]), width, height, ColorType::Rgb).unwrap();
        } else {
            encoder.encode(&drawn.gray, width, height, ColorType::Luma).unwrap();
        }
        out
    };
    vec![
        ("gray", of(false, &|_| {})),
        ("gray, its own tables", of(false, &|encoder| encoder.set_optimized_huffman_tables(true))),
        ("gray, progressive", of(false, &|encoder| encoder.set_progressive(true))),
        ("gray, restarting", of(false, &|encoder| encoder.set_restart_interval(20))),
        ("colour", of(true, &|encoder| encoder.set_sampling_factor(SamplingFactor::R_4_2_0))),
        ("colour in full", of(true, &|encoder| encoder.set_sampling_factor(SamplingFactor::R_4_4_4))),
        (
            "colour, progressive",
            of(true, &|encoder| {
                encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
                encoder.set_progressive(true);
            }),
        ),
    ]
}

#[test]
fn a_jpeg_that_lacks_only_its_end_marker_is_read_and_noted() {
    let drawn = page(3);
    for (name, whole) in jpegs(&drawn) {
        assert_eq!(oddities(whole.clone()), [], "{name}");
        for left in [1, 2] {
            let part = whole[..whole.len() - left].to_vec();
            assert_eq!(oddities(part.clone()), [Oddity::EndMissing], "{name} but {left}");
            assert_eq!(outcome(part.clone()), "read", "{name} but {left}");
            let pdf = pdf_of_jpegs(&[(part, drawn.width, drawn.height)], 110.0);
            if !name.contains("colour") {
                assert_eq!(outcome(pdf), "read", "{name} but {left} in a PDF");
            }
        }
        for left in [6, 20, 200, whole.len() / 10, whole.len() / 2, whole.len() * 9 / 10] {
            let part = whole[..whole.len() - left].to_vec();
            assert_eq!(outcome(part.clone()), "damaged", "{name} but {left}");
            // The rest is zeros that were reserved by the transfer.
            let kept = [part.clone(), vec![0; left.max(100)]].concat();
            assert_eq!(outcome(kept), "damaged", "{name} but {left}, filled up");
            if left > whole.len() / 20 {
                // Some programs append an end marker to a truncated file.
                let closed = [&part[..], &[0xFF, 0xD9]].concat();
                assert_eq!(outcome(closed.clone()), "damaged", "{name} but {left}, with an end");
                let pdf = pdf_of_jpegs(&[(closed, drawn.width, drawn.height)], 110.0);
                if !name.contains("colour") {
                    assert_eq!(outcome(pdf), "damaged", "{name} but {left}, with an end, in a PDF");
                }
            }
        }
    }
}

#[test]
fn a_truncated_png_is_damaged() {
    let drawn = page(4);
    let mut whole = Vec::new();
    let mut encoder = png::Encoder::new(&mut whole, drawn.width as u32, drawn.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&drawn.gray).unwrap();
    assert_eq!(outcome(whole.clone()), "read");
    for left in [1, 4, 12, 16, whole.len() / 10, whole.len() / 2] {
        assert_eq!(outcome(whole[..whole.len() - left].to_vec()), "damaged", "all but {left}");
    }
}
