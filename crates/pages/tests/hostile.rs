//! Hostile files, and files that were damaged on their way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, Oddity, Page, Unreadable, open};
use corpus::{Dice, Pdf, Picture, form, pdf_of_jpegs, pdf_of_vectors, text, wanted};

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
fn nothing_and_what_is_not_read_is_refused() {
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
fn what_breaks_off_is_damaged() {
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
fn sizes_are_checked_before_anything_is_decoded() {
    let (drawn, _) = page();
    let mut jpeg = drawn.jpeg(80);
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    assert_eq!(refused(jpeg.clone()), "too_large");
    // The PDF around it states another size.
    assert_eq!(refused(pdf_of_jpegs(&[(jpeg, drawn.width, drawn.height)], 110.0)), "too_large");

    let mut bomb = png(10, 10, &[0; 100]);
    bomb[16..24].copy_from_slice(&[0, 0, 0xF0, 0, 0, 0, 0xF0, 0]);
    assert_eq!(refused(bomb), "too_large");

    let mut bomb = tiff(&[(10, 10)]);
    let entry = bomb.windows(4).position(|four| four == [0, 1, 3, 0] || four == [0, 1, 4, 0]).unwrap();
    bomb[entry + 2] = 4;
    bomb[entry + 8..entry + 12].copy_from_slice(&900_000u32.to_le_bytes());
    assert_eq!(refused(bomb), "too_large");

    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
        &zlib(&[0; 1000]),
    );
    let resources = format!("/XObject << /I {image} 0 R >>");
    assert_eq!(refused(pdf_page(pdf, b"q 595 0 0 842 0 0 cm /I Do Q", &resources)), "too_large");

    let pages = |name: &str, jbig2: &[u8]| {
        let mut pdf = Pdf::default();
        let head = "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode";
        let image = pdf.stream(head, jbig2);
        let resources = format!("/XObject << /I {image} 0 R >>");
        (name.to_owned(), refused(pdf_page(pdf, b"q 595 0 0 842 0 0 cm /I Do Q", &resources)))
    };
    // A segment has a number, a type, no references, page 1, a length and data.
    let segment = |kind: u8, data: &[u8]| {
        [&[0, 0, 0, 1, kind, 0, 1][..], &u32::try_from(data.len()).unwrap().to_be_bytes(), data].concat()
    };
    let size = |width: u32, height: u32| [width.to_be_bytes(), height.to_be_bytes()].concat();
    let page = segment(48, &[size(100, 100), vec![0; 11]].concat());
    let region = |kind: u8, width, height| segment(kind, &[size(width, height), vec![0; 40]].concat());
    let grid = segment(22, &[size(100, 100), vec![0; 10], size(60_000, 60_000), vec![0; 20]].concat());
    let patterns = segment(16, &[&[0, 200, 200][..], &[0xFF; 4], &[0; 20]].concat());
    for (name, said) in [
        pages("a page", &region(48, 60_000, 60_000)),
        pages("a region behind its page", &[page.clone(), region(38, 60_000, 60_000)].concat()),
        pages("a region of text", &[page.clone(), region(6, 60_000, 60_000)].concat()),
        pages("a grid", &[page.clone(), grid].concat()),
        pages("patterns", &[page.clone(), patterns].concat()),
    ] {
        assert_eq!(said, "too_large", "{name}");
    }
    let unknown = [&[0, 0, 0, 1, 38, 0, 1][..], &[0xFF; 4], &size(10, 10), &[0; 40]].concat();
    assert_eq!(pages("a region without an end", &[page.clone(), unknown].concat()).1, "expands");
    for (name, parameters, packed) in [
        ("shared by one filter", "<< /JBIG2Globals SHARED >>", false),
        ("shared by a list of filters", "[<< /JBIG2Globals SHARED >>]", false),
        ("shared and packed", "[<< /JBIG2Globals SHARED >>]", true),
    ] {
        let patterns = segment(16, &[&[0, 200, 200][..], &[0xFF; 4], &[0; 20]].concat());
        let mut pdf = Pdf::default();
        let shared = match packed {
            true => pdf.stream("/Filter /FlateDecode", &zlib(&patterns)),
            false => pdf.stream("", &patterns),
        };
        let parameters = parameters.replace("SHARED", &format!("{shared} 0 R"));
        let head = format!(
            "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter [/JBIG2Decode] /DecodeParms {parameters}"
        );
        let image = pdf.stream(&head, &page);
        let resources = format!("/XObject << /I {image} 0 R >>");
        assert_eq!(
            refused(pdf_page(pdf, b"q 595 0 0 842 0 0 cm /I Do Q", &resources)),
            "too_large",
            "{name}"
        );
    }
    assert_ne!(pages("a small one", &[page, region(38, 100, 100)].concat()).1, "too_large");

    let mut pdf = Pdf::default();
    let content = pdf.stream("", b"");
    let kid = pdf.page(9e6, 9e6, content, "");
    assert_eq!(refused(pdf.finish(&[kid], "")), "too_large");
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

#[test]
fn what_swells_when_it_is_unpacked_is_refused() {
    let bomb = zlib(&vec![b' '; 80 << 20]);
    assert!(bomb.len() < 100_000);
    // The bomb is a content stream.
    let mut pdf = Pdf::default();
    let content = pdf.stream("/Filter /FlateDecode", &bomb);
    let kid = pdf.page(595.0, 842.0, content, "");
    assert_eq!(refused(pdf.finish(&[kid], "")), "expands");
    // The bomb is an object stream or a cross-reference stream, which the parser unpacks while loading.
    for kind in
        ["/Type /ObjStm /N 1 /First 10", "/Type /XRef /Size 5 /W [1 2 1]", "/Type /Obj#53tm /N 1 /First 10"]
    {
        let mut pdf = Pdf::default();
        pdf.stream(&format!("{kind} /Filter /FlateDecode"), &bomb);
        assert_eq!(refused(pdf_page(pdf, b"", "")), "expands", "{kind}");
    }
    // The bomb is packed twice.
    let mut pdf = Pdf::default();
    let content = pdf.stream("/Filter [/FlateDecode /FlateDecode]", &zlib(&bomb));
    let kid = pdf.page(595.0, 842.0, content, "");
    assert_eq!(refused(pdf.finish(&[kid], "")), "expands");
    // The bomb is an inline image.
    let mut inline = b"BI /W 9 /H 9 /BPC 8 /CS /G /F /Fl ID ".to_vec();
    inline.extend_from_slice(&bomb);
    inline.extend_from_slice(b" EI");
    assert_eq!(refused(pdf_page(Pdf::default(), &inline, "")), "expands");
    // The bomb is a resource inherited from the page tree.
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
        &bomb,
    );
    let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
    let kid = pdf.object(format!("<< /Type /Page /MediaBox [0 0 595 842] /Contents {content} 0 R >>"));
    let tree = format!(
        "<< /Type /Pages /Kids [{kid} 0 R] /Count 1 /Resources << /XObject << /I {image} 0 R >> >> >>"
    );
    assert_eq!(refused(pdf.finish_with(&tree, "", "")), "expands");
    // The image holds far more data than its size needs.
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
        &bomb,
    );
    let resources = format!("/XObject << /I {image} 0 R >>");
    assert_eq!(refused(pdf_page(pdf, b"q 595 0 0 842 0 0 cm /I Do Q", &resources)), "expands");
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
fn the_columns_of_a_fax_are_bounded_however_they_are_written() {
    let head = "/Subtype /Image /Width 100 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter [/CCITTFaxDecode]";
    for parameters in [
        "/DecodeParms << /K -1 /Columns 25000000 >>",
        "/DecodeParms [<< /K -1 /Columns 25000000 >>]",
        "/DP [null << /K -1 /Columns 25000000 >>]",
        "/DecodeParms [<< /K -1 /Columns 4294967396 >>]",
        "/DecodeParms [<< /K -1 /Columns 100 /Rows 90000 >>]",
    ] {
        assert_eq!(refused(shows(&format!("{head} {parameters}"), &[0xFF; 40])), "too_large", "{parameters}");
    }
    let predicted = "/Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode \
                     /DecodeParms [<< /Predictor 15 /Columns 9999999999 /Colors 5 >>]";
    assert_eq!(refused(shows(predicted, &zlib(&[0; 90]))), "expands");
}

#[test]
fn images_in_line_are_measured_like_others() {
    for (keys, said) in [
        ("/W 50000 /H 60000 /BPC 1 /CS /G /F /CCF /DP << /K -1 /Columns 50000 >>", "too_large"),
        ("/W 9 /H 9 /BPC 1 /CS /G /F [/CCF] /DP [<< /K -1 /Columns 50000 >>]", "too_large"),
        ("/W 9 /H 9 /BPC 8 /CS /G /F [/RL /RL]", "expands"),
        ("/W 9 /H 9 /BPC 8 /CS /G /F /DCT", "damaged"),
    ] {
        for before in ["", "(BI ID EI) Tj ", "% BI ID\n"] {
            let content = format!("{before}BI {keys} ID aaaa\nEI Q");
            assert_eq!(refused(pdf_page(Pdf::default(), content.as_bytes(), "")), said, "{content}");
            // A form on the page has the same inline image.
            let mut pdf = Pdf::default();
            let form = pdf.stream("/Subtype /Form /BBox [0 0 9 9]", content.as_bytes());
            let page = pdf_page(pdf, b"/P Do", &format!("/XObject << /P {form} 0 R >>"));
            assert_eq!(refused(page), said, "{content} in a form");
        }
    }
    // The search for each end would start again inside the next image.
    let content = b"BI /W 1 /H 1 ID x EI EI ".repeat(60);
    assert_eq!(refused(pdf_page(Pdf::default(), &content, "")), "expands");
}

#[test]
fn what_has_no_end_or_is_packed_otherwise_is_refused() {
    let bomb = zlib(&vec![b' '; 80 << 20]);
    let stored = [&[0x78, 0x01, 0, 5, 0, 1, 1, 1, 2, 3, 4, 5][..], &bomb[2..]].concat();
    for (filter, body, said) in [
        ("/FlateDecode", stored, "damaged"),
        ("/FlateDecode", bomb[..bomb.len() / 2].to_vec(), "expands"),
        ("/FlateDecode", zlib(&[7; 5000])[..12].to_vec(), "damaged"),
        ("/RunLengthDecode", vec![129, b' ', 128], "expands"),
        ("/LZWDecode", vec![0x80, 0x0B, 0x60], "expands"),
        ("[/ASCII85Decode /FlateDecode]", b"87cURDZ~>".to_vec(), "expands"),
    ] {
        let mut pdf = Pdf::default();
        let content = pdf.stream(&format!("/Filter {filter}"), &body);
        let kid = pdf.page(595.0, 842.0, content, "");
        assert_eq!(refused(pdf.finish(&[kid], "")), said, "{filter}");
    }
    // The page names the same content stream many times.
    let mut pdf = Pdf::default();
    let one = pdf.stream("", &[b' '; 1 << 20]);
    let kid = pdf.object(format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [{}] >>",
        format!("{one} 0 R ").repeat(1000)
    ));
    assert_eq!(refused(pdf.finish(&[kid], "")), "expands");
}

#[test]
fn a_stream_of_objects_is_measured_whatever_it_says_of_itself() {
    let bomb = zlib(&vec![b' '; 80 << 20]);
    for (head, body) in [
        ("/N 1 /First 10 /Filter /FlateDecode".to_owned(), &bomb),
        ("/Type 9 0 R /N 1 /First 10 /Filter /FlateDecode".to_owned(), &bomb),
        (format!("/Type /ObjStm /Note ({}) /N 1 /First 10 /Filter /FlateDecode", "n".repeat(5000)), &bomb),
        ("/Type /ObjStm /N 1 /First 10 /Filter /LZWDecode".to_owned(), &vec![0x80, 0x0B]),
        ("/Type /ObjStm /N 1 /First 10 /Filter 9 0 R".to_owned(), &bomb),
        ("/Subtype /Image /Width 9000 /Height 4000 /Filter /FlateDecode".to_owned(), &bomb),
    ] {
        let mut pdf = Pdf::default();
        let container = pdf.stream(&head, body);
        let mut bytes = pdf_page(pdf, b"", "");
        // The cross-reference stream has one entry of type 2, which names the object stream.
        let at = bytes.len();
        let mut entries = vec![2, 0, 0, 0, container as u8, 0, 0];
        entries.extend([1, 0, 0, 0, 9, 0, 0]);
        bytes.extend(
            format!(
                "60 0 obj\n<< /Type /XRef /Size 99 /W [1 4 2] /Root 1 0 R /Length {} >>\nstream\n",
                entries.len()
            )
            .bytes(),
        );
        bytes.extend_from_slice(&entries);
        bytes.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
        assert_eq!(refused(bytes), "expands", "{}", &head[..head.len().min(80)]);
    }
}

#[test]
fn painting_without_end_is_refused_before_it_begins() {
    let states = "/ExtGState << /G << /BM /Multiply /ca 0.5 >> >>";
    let blended =
        |many: usize| pdf_page(Pdf::default(), "/G gs 0 0 595 842 re f ".repeat(many).as_bytes(), states);
    assert_eq!(refused(blended(3)), "read");
    assert_eq!(refused(blended(300)), "takes_too_long");
    assert_eq!(refused(blended(600_000)), "takes_too_long");
    for (content, said) in [
        ("[0.00001 0.00001] 0 d 0 0 m 595 842 l S".to_owned(), "takes_too_long"),
        ("q ".repeat(100_000), "expands"),
        ("1 1 l ".repeat(400_000), "expands"),
        (format!("BT ({}) Tj ET", "a".repeat(100_000)), "expands"),
    ] {
        assert_eq!(refused(pdf_page(Pdf::default(), content.as_bytes(), "")), said, "{}", &content[..20]);
    }
    // The tile repeats as often as its tiny step fits into its box.
    let mut pdf = Pdf::default();
    let tile = pdf.stream(
        "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9999 9999] /XStep 0.1 /YStep 0.1 /Resources << >>",
        b"0 0 5 5 re f",
    );
    let page =
        pdf_page(pdf, b"/Pattern cs /A scn 0 0 595 842 re f", &format!("/Pattern << /A {tile} 0 R >>"));
    assert_eq!(refused(page), "takes_too_long");
    // The image is enlarged far beyond the page.
    let mut pdf = Pdf::default();
    let image = pdf.stream(
        "/Subtype /Image /Width 3000 /Height 1000 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &vec![9; 3_000_000],
    );
    let page = pdf_page(pdf, b"q 500 0 0 10000000 0 0 cm /A Do Q", &format!("/XObject << /A {image} 0 R >>"));
    assert_eq!(refused(page), "takes_too_long");
}

#[test]
fn a_head_that_is_not_found_is_not_believed() {
    let head = "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter";
    let (drawn, _) = page();
    let small = Picture { width: 100, height: 100, gray: drawn.gray[..10_000].to_vec() };
    let jpeg = small.jpeg(60);
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    let mut twice = jpeg.clone();
    let mut second = jpeg[frame..frame + 19].to_vec();
    second[5..9].fill(0xFF);
    twice.splice(frame..frame, second);
    assert_ne!(refused(shows(&format!("{head} /DCTDecode"), &twice)), "read");
    assert_eq!(refused(shows(&format!("{head} /DCTDecode"), &jpeg[..frame])), "damaged");
    // A JPEG that lacks only its end marker is drawn.
    assert_eq!(refused(shows(&format!("{head} /DCTDecode"), &jpeg[..jpeg.len() - 2])), "read");
    let mut jpx = vec![0; 9000];
    jpx.extend(b"\xFF\x4F\xFF\x51\0\x29\0\0\0\0\xF0\0\0\0\xF0\0");
    jpx.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0, 0, 0, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 1, 1]);
    assert_eq!(refused(shows(&format!("{head} /JPXDecode"), &jpx)), "too_large");
    assert_eq!(refused(shows(&format!("{head} /JPXDecode"), &jpx[..9000])), "damaged");
}

#[test]
fn forms_that_multiply_or_go_in_circles_are_refused() {
    let mut pdf = Pdf::default();
    let mut inner = pdf.stream("/Subtype /Form /BBox [0 0 9 9]", b"0 0 9 9 re f");
    for _ in 0..9 {
        let head = format!("/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F {inner} 0 R >> >>");
        inner = pdf.stream(&head, "/F Do ".repeat(10).as_bytes());
    }
    let resources = format!("/XObject << /F {inner} 0 R >>");
    assert_eq!(refused(pdf_page(pdf, b"/F Do", &resources)), "expands");

    let mut pdf = Pdf::default();
    let itself = "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 3 0 R >> >>";
    assert_eq!(pdf.stream(itself, b"/F Do /F Do"), 3);
    assert_eq!(refused(pdf_page(pdf, b"/F Do", "/XObject << /F 3 0 R >>")), "damaged");
}

#[test]
fn a_page_tree_that_is_deep_or_circular_ends() {
    let circle = "<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>";
    let mut pdf = Pdf::default();
    pdf.object("<< /Type /Pages /Kids [2 0 R 3 0 R] >>");
    assert!(matches!(refused(pdf.finish_with(circle, "", "")), "empty" | "damaged"));

    let mut pdf = Pdf::default();
    for at in 0..30_000 {
        pdf.object(format!("<< /Type /Pages /Kids [{} 0 R] >>", at + 4));
    }
    let content = "<< /Type /Page /MediaBox [0 0 200 200] >>";
    pdf.object(content);
    let outcome = refused(pdf.finish_with("<< /Type /Pages /Kids [3 0 R] >>", "", ""));
    assert!(matches!(outcome, "read" | "empty" | "damaged"), "{outcome}");

    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut pdf = Pdf::default();
    pdf.object(nested);
    let outcome = refused(pdf_page(pdf, b"", "/XObject << /F 3 0 R >>"));
    assert!(matches!(outcome, "read" | "expands" | "damaged"), "{outcome}");
}

#[test]
fn the_content_decides_and_not_the_name() {
    let (drawn, text) = page();
    let mut file = open(drawn.jpeg(80), &Bounds::default()).unwrap();
    assert_eq!(file.media(), "image/jpeg");
    assert_eq!(file.read(0, &wanted).unwrap().codes, [text]);
}

#[test]
fn what_could_act_is_noted_and_left_out() {
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
fn a_file_that_is_of_two_formats_is_noted() {
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

/// Peak memory of this process in kilobytes, if the system reports it.
fn peak_kilobytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|line| line.starts_with("VmHWM:"))?.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[test]
fn whatever_happens_to_a_file_it_is_read_or_refused() {
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
