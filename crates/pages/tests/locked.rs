//! Encrypted PDFs that open without a password. Their encryption only declares permissions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, Unreadable, open};
use corpus::{pdfs::Pdf, wanted};

fn outcome(bytes: Vec<u8>) -> &'static str {
    let read = || open(bytes, &Bounds::default())?.read(0, &wanted);
    read().map_or_else(Unreadable::as_str, |_| "read")
}

macro_rules! locked {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("data/locked/", $name, ".pdf")).to_vec())),*]
    };
}

#[test]
fn a_pdf_with_only_an_owner_password_is_read() {
    // The files are by qpdf, with cross-reference tables and streams. The palette of the code's image is an
    // encrypted string.
    for (name, bytes) in locked![
        "rc4-40-table",
        "rc4-40-directory",
        "rc4-128-table",
        "rc4-128-directory",
        "aes-128-table",
        "aes-128-directory",
        "aes-128-plain-metadata-table",
        "aes-128-plain-metadata-directory",
        "aes-256-r5-table",
        "aes-256-r5-directory",
        "aes-256-table",
        "aes-256-directory"
    ] {
        let page = open(bytes.clone(), &Bounds::default()).unwrap().read(0, &wanted).unwrap();
        assert_eq!(page.codes, ["BEIAN:R1:LOCKED0000000000:2:TEST"], "{name}");
        // A truncated file is damaged, as without encryption.
        assert_eq!(outcome(bytes[..bytes.len() * 9 / 10].to_vec()), "damaged", "{name}");
    }
}

#[test]
fn a_pdf_with_a_user_password_is_refused_as_encrypted() {
    for (name, bytes) in locked!["user-rc4-128", "user-aes-256"] {
        assert_eq!(outcome(bytes), "encrypted", "{name}");
    }
    // The encryption methods are not supported.
    let tree = "<< /Type /Pages /Kids [] /Count 0 >>";
    for lock in ["/Filter /Adobe.PubSec /V 4", "/Filter /Standard /V 9 /R 9", "/V 1"] {
        assert_eq!(
            outcome(Pdf::default().finish_with(tree, "", &format!("/Encrypt << {lock} >>"))),
            "encrypted"
        );
    }
    assert_eq!(outcome(Pdf::default().finish_with(tree, "", "/Encrypt 77 0 R")), "encrypted");
}

fn zlib(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 9)
}

/// Encrypted PDF of one page with this content and these resources.
fn page(mut pdf: Pdf, head: &str, content: &[u8], resources: &str) -> Vec<u8> {
    let content = pdf.stream(head, content);
    let kid = pdf.page(595.0, 842.0, content, resources);
    let lock = pdf.lock();
    pdf.finish_with(&format!("<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>"), "", &lock)
}

#[test]
fn an_encrypted_pdf_is_measured_like_any_other() {
    assert_eq!(outcome(page(Pdf::default(), "", b"0 0 9 9 re f", "")), "read");
    let bomb = zlib(&vec![b' '; 80 << 20]);
    assert_eq!(outcome(page(Pdf::default(), "/Filter /FlateDecode", &bomb, "")), "expands");
    for kind in ["/Type /ObjStm /N 1 /First 10", "/N 1 /First 10", "/Type /Obj#53tm /N 1 /First 10"] {
        let mut pdf = Pdf::default();
        pdf.stream(&format!("{kind} /Filter /FlateDecode"), &bomb);
        assert_eq!(outcome(page(pdf, "", b"", "")), "expands", "{kind}");
    }
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
        &bomb,
    );
    let resources = format!("/XObject << /I {image} 0 R >>");
    assert_eq!(outcome(page(pdf, "", b"q 595 0 0 842 0 0 cm /I Do Q", &resources)), "expands");
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 100 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter [/CCITTFaxDecode] \
         /DecodeParms << /K -1 /Columns 25000000 >>",
        &[0xFF; 40],
    );
    let resources = format!("/XObject << /I {image} 0 R >>");
    assert_eq!(outcome(page(pdf, "", b"q 595 0 0 842 0 0 cm /I Do Q", &resources)), "too_large");
    assert_eq!(outcome(page(Pdf::default(), "", "q ".repeat(100_000).as_bytes(), "")), "expands");
    assert_eq!(
        outcome(page(Pdf::default(), "", b"[0.00001 0.00001] 0 d 0 0 m 595 842 l S", "")),
        "takes_too_long"
    );
}

#[test]
fn an_encrypted_pdf_shows_its_update() {
    let mut pdf = Pdf::default();
    let content = pdf.stream(
        "",
        corpus::pdfs::vector_code("BEIAN:R1:BEFOREBEFORE0000:2:AAAA", 400.0, 600.0, 85.0).as_bytes(),
    );
    let kid = pdf.page(595.0, 842.0, content, "");
    let lock = pdf.lock();
    let first = pdf.finish_with(&format!("<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>"), "", &lock);
    // The update repeats the same objects under the same key.
    let mut again = Pdf::default();
    let behind = corpus::pdfs::vector_code("BEIAN:R1:BEHINDBEHIND0000:2:AAAA", 400.0, 600.0, 85.0);
    again.stream("", behind.as_bytes());
    let same = again.lock();
    assert_eq!(lock, same);
    let second = again.finish_with("<< >>", "", "");
    let begin = second.windows(8).position(|eight| eight == b"\n3 0 obj").unwrap() + 1;
    let end = second.windows(5).position(|five| five == b"xref\n").unwrap();
    let before = std::str::from_utf8(&first[first.len() - 20..]).unwrap();
    let start: String = before.chars().filter(char::is_ascii_digit).collect();
    let at = first.len();
    let mut both = [&first, &second[begin..end]].concat();
    let xref = both.len();
    both.extend(
        format!("xref\n3 1\n{at:010} 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev {start} {lock} >>\nstartxref\n{xref}\n%%EOF\n")
            .bytes(),
    );
    let page = open(both, &Bounds::default()).unwrap().read(0, &wanted).unwrap();
    assert_eq!(page.codes, ["BEIAN:R1:BEHINDBEHIND0000:2:AAAA"]);
}
