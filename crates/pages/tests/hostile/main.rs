//! Hostile files, and files that were damaged on their way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../corpus/mod.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

mod changed;
mod drawn;
mod measured;

use beian_pages::{Bounds, Oddity, Page, Unreadable, open};
use corpus::{
    dice::Dice,
    drawn::form,
    pdfs::{Pdf, pdf_of_jpegs, pdf_of_vectors},
    picture::Picture,
    text, wanted,
};

fn read(bytes: Vec<u8>) -> Result<Page, Unreadable> {
    open(bytes, &Bounds::default())?.read(0, &wanted)
}

fn refused(bytes: Vec<u8>) -> &'static str {
    read(bytes).map(|_| "read").unwrap_or_else(Unreadable::as_str)
}

fn oddities(bytes: Vec<u8>) -> Vec<Oddity> {
    open(bytes, &Bounds::default()).unwrap().oddities().to_vec()
}

/// Small page with a code, and the code's text.
fn page() -> (Picture, String) {
    let mut dice = Dice::new(1);
    let text = text(&mut dice);
    (form(&mut dice, 110.0, &[&text]), text)
}

fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

fn tiff(pages: &[(u32, u32)]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut out).unwrap();
    for (width, height) in pages {
        let data = vec![200; (width * height) as usize];
        encoder.write_image::<tiff::encoder::colortype::Gray8>(*width, *height, &data).unwrap();
    }
    out.into_inner()
}

fn zlib(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 9)
}

/// PDF of one page with this content and these resources, after the objects already in `pdf`.
fn pdf_page(mut pdf: Pdf, content: &[u8], resources: &str) -> Vec<u8> {
    let content = pdf.stream("", content);
    let kid = pdf.page(595.0, 842.0, content, resources);
    pdf.finish(&[kid], "")
}

#[test]
fn empty_files_and_unsupported_formats_are_refused() {
    assert_eq!(refused(Vec::new()), "empty");
    assert_eq!(refused(b"hello".to_vec()), "unsupported");
    assert_eq!(refused(b"GIF89a\x01\0\x01\0\0\0\0;PK\x03\x04".to_vec()), "unsupported");
    assert_eq!(refused(b"PK\x03\x04 a document of an office program".to_vec()), "unsupported");
    assert_eq!(refused(b"<html><script>alert(1)</script>".to_vec()), "unsupported");
    assert_eq!(refused(b"%PDF-1.7\n%%EOF".to_vec()), "damaged");
    for head in [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"II*\0", b"MM\0*", b"%PDF-"] {
        assert_eq!(refused(head.to_vec()), "damaged", "{head:?}");
    }
}

#[test]
fn a_truncated_file_is_damaged() {
    let (drawn, _) = page();
    let jpeg = drawn.jpeg(80);
    let png = png(drawn.width as u32, drawn.height as u32, &drawn.gray);
    for (whole, name) in [(&jpeg, "jpeg"), (&png, "png"), (&tiff(&[(900, 900)]), "tiff")] {
        for share in [10, 50, 90, 99] {
            let part = whole[..whole.len() * share / 100].to_vec();
            assert_eq!(refused(part), "damaged", "{name} {share} %");
        }
    }
    let pdf = pdf_of_jpegs(&[(jpeg, drawn.width, drawn.height)], 110.0);
    assert_eq!(refused(pdf[..pdf.len() / 2].to_vec()), "damaged");
}

#[test]
fn more_pages_than_allowed_are_refused_without_reading_them() {
    let bounds = Bounds { pages: 3, ..Bounds::default() };
    let four = |bytes: Vec<u8>| open(bytes, &bounds).map(|_| ()).unwrap_err();
    assert_eq!(four(tiff(&[(8, 8); 4])), Unreadable::TooManyPages { most: 3 });
    assert_eq!(four(pdf_of_vectors("A", 4)), Unreadable::TooManyPages { most: 3 });
    assert!(open(tiff(&[(8, 8); 3]), &bounds).is_ok());
    assert_eq!(refused(pdf_of_vectors("A", 1000)), "too_many_pages");
    // The page tree holds an endless list of direct objects.
    let tree = format!("<< /Type /Pages /Kids [{}] >>", "<<>> ".repeat(300_000));
    assert_eq!(refused(Pdf::default().finish_with(&tree, "", "")), "expands");
}

#[test]
fn a_file_that_does_not_open_without_a_password_is_refused() {
    let encrypt = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (00000000000000000000000000000000) \
                   /U (00000000000000000000000000000000) /P -4 >> /ID [(a) (a)]";
    let tree = "<< /Type /Pages /Kids [] /Count 0 >>";
    assert_eq!(refused(Pdf::default().finish_with(tree, "", encrypt)), "encrypted");
    let hidden = encrypt.replace("/Encrypt", "/#45ncrypt");
    assert_eq!(refused(Pdf::default().finish_with(tree, "", &hidden)), "encrypted");
}

/// Page with one image that needs the renderer.
fn shows(head: &str, body: &[u8]) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let image = pdf.stream(head, body);
    pdf_page(
        pdf,
        b"q 595 0 0 842 0 0 cm /A Do Q 1 0 0 rg 0 0 9 9 re f",
        &format!("/XObject << /A {image} 0 R >>"),
    )
}

#[test]
fn the_content_decides_and_not_the_name() {
    let (drawn, text) = page();
    let mut file = open(drawn.jpeg(80), &Bounds::default()).unwrap();
    assert_eq!(file.media(), "image/jpeg");
    assert_eq!(file.read(0, &wanted).unwrap().codes, [text]);
}

#[test]
fn active_content_is_noted_and_left_out() {
    let plain = || {
        let mut pdf = Pdf::default();
        let content = pdf.stream("", b"0 0 9 9 re f");
        let kid = pdf.page(595.0, 842.0, content, "");
        (pdf, kid)
    };
    let (pdf, kid) = plain();
    assert_eq!(oddities(pdf.finish(&[kid], "/OpenAction [3 0 R /Fit]")), []);
    for catalog in [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /Launch /F (cmd.exe) >>",
        "/Names << /EmbeddedFiles << /Names [(a) << /EF << >> >>] >> >>",
        "/AcroForm << /XFA [] >>",
        "/OpenAction << /S /Java#53cript /J#53 (1) >>",
    ] {
        let (pdf, kid) = plain();
        let bytes = pdf.finish(&[kid], catalog);
        assert_eq!(oddities(bytes.clone()), [Oddity::ActiveContent], "{catalog}");
        assert_eq!(refused(bytes), "read");
    }
    // The action is an object that nothing refers to.
    let (mut pdf, kid) = plain();
    pdf.object("<< /S /JavaScript /JS (1) >>");
    assert_eq!(oddities(pdf.finish(&[kid], "")), [Oddity::ActiveContent]);
}

#[test]
fn a_file_of_two_formats_is_noted() {
    let (drawn, text) = page();
    let jpeg = drawn.jpeg(80);
    let zip = b"PK\x03\x04\x14\0\0\0\0\0PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let with = |bytes: &[u8], tail: &[u8]| [bytes, tail].concat();
    let png = png(drawn.width as u32, drawn.height as u32, &drawn.gray);
    let pdf = pdf_of_jpegs(&[(jpeg.clone(), drawn.width, drawn.height)], 110.0);
    for whole in [&jpeg, &png, &pdf, &tiff(&[(40, 40)])] {
        assert_eq!(oddities(whole.clone()), []);
        assert_eq!(oddities(with(whole, zip)), [Oddity::OtherFormat]);
    }
    for whole in [&jpeg, &png, &pdf] {
        assert_eq!(oddities(with(whole, b"<HTML><script>1</script>")), [Oddity::OtherFormat]);
        assert_eq!(oddities(with(whole, b"something else")), [Oddity::StrayBytes]);
        assert_eq!(oddities(with(whole, b"\0\0\r\n")), []);
        let page = read(with(whole, zip)).unwrap();
        assert_eq!(page.codes, [text.as_str()]);
        assert!(!page.image.windows(4).any(|four| four == b"PK\x05\x06"));
    }
    assert_eq!(oddities(with(b"GIF89a junk \n", &pdf)), [Oddity::OtherFormat]);
    // A web page is hidden in a comment.
    let mut commented = jpeg.clone();
    let comment = b"<!-- --><html><script>alert(1)</script>";
    let mut segment = vec![0xFF, 0xFE, 0, comment.len() as u8 + 2];
    segment.extend_from_slice(comment);
    commented.splice(2..2, segment);
    assert_eq!(oddities(commented.clone()), [Oddity::OtherFormat]);
    assert!(!read(commented).unwrap().image.windows(7).any(|part| part == b"<script"));
    // A camera's appended preview is not an oddity.
    assert_eq!(oddities(with(&jpeg, &jpeg)), []);
}
