//! Pages that are expensive or endless to draw.

use super::*;

#[test]
fn a_page_that_is_too_expensive_to_draw_is_refused_before_drawing() {
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
fn forms_that_multiply_or_draw_themselves_are_refused() {
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
