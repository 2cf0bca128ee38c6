//! Sizes and packed data, which are measured before they are decoded.

use super::*;

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
fn data_that_expands_too_far_is_refused() {
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
fn inline_images_are_measured_like_others() {
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
fn content_without_an_end_or_with_another_filter_is_refused() {
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
fn an_object_stream_is_measured_whatever_its_dictionary_states() {
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
fn an_image_with_a_second_or_a_missing_header_is_refused() {
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
