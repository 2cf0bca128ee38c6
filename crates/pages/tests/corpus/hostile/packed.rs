//! PDFs with one hostile stream.

use super::{
    encodings::{body, segment},
    pick,
};
use crate::corpus::{dice::Dice, pdfs::Pdf};

const FILTERS: [&str; 26] = [
    "",
    "/FlateDecode",
    "/Fl",
    "[/FlateDecode]",
    "/LZWDecode",
    "/LZW",
    "/RunLengthDecode",
    "[/RL]",
    "/ASCII85Decode",
    "/AHx",
    "/CCITTFaxDecode",
    "[/CCF]",
    "/JBIG2Decode",
    "/DCTDecode",
    "[/DCT]",
    "/JPXDecode",
    "[/ASCII85Decode /FlateDecode]",
    "[/FlateDecode /DCTDecode]",
    "[/FlateDecode /CCITTFaxDecode]",
    "[/FlateDecode /FlateDecode]",
    "[/LZWDecode /FlateDecode]",
    "[/RunLengthDecode /RunLengthDecode]",
    "[/AHx /LZW]",
    "/Fl#61teDecode",
    "/Unknown",
    "[/Crypt /FlateDecode]",
];

const PLACES: [&str; 20] = [
    "image",
    "inline",
    "smask",
    "mask",
    "form",
    "pattern",
    "letter",
    "annotation",
    "objects",
    "hidden objects",
    "directory",
    "contents",
    "contents twice",
    "font",
    "profile",
    "metadata",
    "globals",
    "function",
    "shading",
    "names",
];

const PARAMETERS: [&str; 16] = [
    "",
    "<< /K -1 /Columns 100 /Rows 100 >>",
    "<< /K -1 /Columns 25000000 >>",
    "[<< /K -1 /Columns 25000000 >>]",
    "[null << /K -1 /Columns 25000000 >>]",
    "REF",
    "[REF]",
    "<< /K 0 /Columns 4294967396 /Rows 90000 >>",
    "<< /K -1 /Columns -5 /Rows -5 >>",
    "<< /K -1 /Columns 90000.5 >>",
    "<< /Predictor 15 /Columns 9999999999 /Colors 5 /BitsPerComponent 16 >>",
    "<< /Predictor 2 /Columns 0 /Colors 1 /BitsPerComponent 4 >>",
    "[<< /Predictor 12 /Columns 5 >>]",
    "<< /Predictor 15 /Columns 100 /Colors 255 /BitsPerComponent 255 >>",
    "<< /K -1 /Columns 16777217 /Rows 3 >>",
    "<< /JBIG2Globals 4 0 R >>",
];

const SIZES: [(&str, &str); 10] = [
    ("100", "100"),
    ("100", "4"),
    ("60000", "60000"),
    ("20000", "2000"),
    ("4294967295", "4294967295"),
    ("4294967396", "100"),
    ("0", "9"),
    ("-7", "9"),
    ("100.0", "100.0"),
    ("", ""),
];

/// A PDF with one stream in some place, with a filter, parameters, a length and a size.
pub(super) fn packed(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    let turn = (number / 10 * 8 + number % 10) as usize;
    let filter = FILTERS[turn % FILTERS.len()];
    let place = PLACES[turn / FILTERS.len() % PLACES.len()];
    let parameters = PARAMETERS[if dice.below(3) == 0 { 0 } else { dice.below(PARAMETERS.len()) }];
    let (wide, high) = SIZES[if dice.below(2) == 0 { 0 } else { dice.below(SIZES.len()) }];
    let length =
        pick(dice, &["right", "right", "right", "short", "long", "missing", "referred", "huge", "negative"]);
    let plain: &[u8] = match place {
        "form" | "pattern" | "letter" | "annotation" | "contents" | "contents twice" => {
            b"0.5 g 0 0 50 50 re f q 9 0 0 9 0 0 cm Q "
        }
        "objects" | "hidden objects" => b"20 0 21 3 << >> << >>",
        "function" => b"{ dup mul }",
        _ => &[0x80; 10_000],
    };
    let (how, bytes) = body(dice, filter, plain);
    let name = format!("{number} {place} {filter} {parameters} {length} {wide}x{high} {how}");

    let mut pdf = Pdf::default();
    // Object 3 is a parameter dictionary, and object 4 is the shared data of JBIG2.
    let globals_first = place == "globals";
    pdf.object("<< /K -1 /Columns 25000000 /Rows 9 /Predictor 15 >>");
    let parameter_key = pick(dice, &["DecodeParms", "DecodeParms", "DP"]);
    let parameters = match parameters.replace("REF", "3 0 R") {
        none if none.is_empty() => none,
        some => format!("/{parameter_key} {some}"),
    };
    let filter_key = pick(dice, &["Filter", "Filter", "Filter", "F"]);
    let named =
        if filter.is_empty() { String::new() } else { format!("/{filter_key} {filter} {parameters}") };
    let size = if wide.is_empty() {
        String::new()
    } else {
        match dice.below(5) {
            0 => format!("/W {wide} /H {high}"),
            1 => format!("/Width 9 /Height 9 /W {wide} /H {high}"),
            _ => format!("/Width {wide} /Height {high}"),
        }
    };
    let space = pick(
        dice,
        &[
            "/ColorSpace /DeviceGray",
            "/ColorSpace [/Indexed /DeviceRGB 1 <000000FFFFFF>]",
            "/ImageMask true",
            "/ColorSpace /DeviceRGB",
        ],
    );
    let bits = pick(dice, &["8", "1", "16", "0", "99"]);
    let image = format!("/Subtype /Image {size} {space} /BitsPerComponent {bits}");
    let (padded, unnamed) = (dice.below(10) == 0, dice.below(2) == 0);
    let add = |pdf: &mut Pdf, head: &str| {
        let many = bytes.len();
        let length = match length {
            "short" => format!("/Length {}", many / 2),
            "long" => format!("/Length {}", many + 50),
            "missing" => String::new(),
            "referred" => format!("/Length {} 0 R", pdf.object(many.to_string())),
            "huge" => "/Length 99999999999".to_owned(),
            "negative" => "/Length -1".to_owned(),
            _ => format!("/Length {many}"),
        };
        let padding = if padded { format!("/Note ({})", "n".repeat(5000)) } else { String::new() };
        let mut object = format!("<< {head} {named} {padding} {length} >>\nstream\n").into_bytes();
        object.extend_from_slice(&bytes);
        object.extend_from_slice(b"\nendstream");
        pdf.object(object)
    };
    if globals_first {
        add(&mut pdf, "");
    } else {
        pdf.stream("", &segment(0, &[0; 20]));
    }
    let plain_image = "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8";
    let gray = [0x80; 10_000];
    let mut resources = String::new();
    let mut content: Vec<u8> = b"q 595 0 0 842 0 0 cm /X Do Q 1 0 0 rg 9 9 9 9 re f".to_vec();
    let mut page = String::new();
    let mut contents = None;
    let mut x_object =
        |id: usize| resources.push_str(&format!("/XObject << /X {id} 0 R /A {id} 0 R /P {id} 0 R >>"));
    match place {
        "image" => x_object(add(&mut pdf, &image)),
        "globals" => {
            let page = segment(
                48,
                &[100u32.to_be_bytes(), 100u32.to_be_bytes()]
                    .concat()
                    .into_iter()
                    .chain([0; 11])
                    .collect::<Vec<_>>(),
            );
            let head = "/Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter [/JBIG2Decode] /DecodeParms [<< /JBIG2Globals 4 0 R >>]";
            x_object(pdf.stream(head, &page));
        }
        "smask" | "mask" => {
            let head = if unnamed { size.clone() } else { image.clone() };
            let mask = add(&mut pdf, &head);
            let key = if place == "smask" { "SMask" } else { "Mask" };
            x_object(pdf.stream(&format!("{plain_image} /{key} {mask} 0 R"), &gray));
        }
        "form" => x_object(add(&mut pdf, "/Subtype /Form /BBox [0 0 1 1]")),
        "pattern" => {
            let tile = add(
                &mut pdf,
                "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 99 99] /XStep 50 /YStep 50 /Resources << >>",
            );
            resources = format!("/Pattern << /A {tile} 0 R >>");
            content = b"/Pattern cs /A scn 0 0 595 842 re f".to_vec();
        }
        "letter" => {
            let letter = add(&mut pdf, "");
            resources = format!(
                "/Font << /A << /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 \
                 /Widths [9] /Encoding << /Differences [65 /a] >> /CharProcs << /a {letter} 0 R >> /Resources << >> >> >>"
            );
            content = b"BT /A 9 Tf 9 9 Td (AAAA) Tj ET".to_vec();
        }
        "annotation" => {
            let shown = add(&mut pdf, "/Subtype /Form /BBox [0 0 99 99]");
            page = format!("/Annots [<< /Subtype /Stamp /Rect [0 0 500 500] /AP << /N {shown} 0 R >> >>]");
        }
        "font" => {
            let font = add(&mut pdf, "/Length1 5000");
            let key = pick(&mut Dice::new(number), &["FontFile", "FontFile2", "FontFile3 "]);
            resources = format!(
                "/Font << /P << /Type /Font /Subtype /TrueType /BaseFont /AB /FontDescriptor << /Type /FontDescriptor /FontName /AB /Flags 4 /{key} {font} 0 R >> >> >>"
            );
            content = b"BT /P 9 Tf 9 9 Td (AAAA) Tj ET".to_vec();
        }
        "names" => {
            let map = add(&mut pdf, "");
            resources = format!(
                "/Font << /P << /Type /Font /Subtype /Type0 /BaseFont /AB /Encoding {map} 0 R /ToUnicode {map} 0 R /DescendantFonts [<< /Subtype /CIDFontType2 /BaseFont /AB >>] >> >>"
            );
            content = b"BT /P 9 Tf 9 9 Td <0041> Tj ET".to_vec();
        }
        "profile" => {
            let profile = add(&mut pdf, "/N 3");
            resources = format!("/ColorSpace << /P [/ICCBased {profile} 0 R] >>");
            content = b"/P cs 0.1 0.2 0.3 sc 0 0 99 99 re f".to_vec();
        }
        "metadata" => {
            let metadata = add(&mut pdf, "/Type /Metadata /Subtype /XML");
            page = format!("/Metadata {metadata} 0 R /PieceInfo << /Metadata {metadata} 0 R >>");
        }
        "function" | "shading" => {
            let head = if place == "function" {
                "/FunctionType 4 /Domain [0 1] /Range [0 1]"
            } else {
                "/FunctionType 0 /Domain [0 1] /Range [0 1] /Size [9999] /BitsPerSample 8"
            };
            let function = add(&mut pdf, head);
            resources = format!(
                "/Shading << /A << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 500 500] /Function {function} 0 R /Extend [true true] >> >>"
            );
            content = b"/A sh /A sh".to_vec();
        }
        "contents" => contents = Some(format!("{} 0 R", add(&mut pdf, ""))),
        "contents twice" => {
            let one = add(&mut pdf, "");
            contents = Some(format!("[{}]", format!("{one} 0 R ").repeat(2000)));
        }
        "inline" => {
            let keys = format!("{} {named}", size.replace("/Width", "/W").replace("/Height", "/H"));
            content = format!(
                "({}) Tj q 99 0 0 99 0 0 cm BI {keys} /BPC {bits} /CS /G ID ",
                pick(&mut Dice::new(number), &["BI ID EI", "x"])
            )
            .into_bytes();
            content.extend_from_slice(&bytes);
            content.extend_from_slice(b"\nEI Q ");
            let again = [&b""[..], b"BI /W 1 /H 1 EI EI BI ID x EI ", b"(EI EI BI) Tj "][number as usize % 3]
                .repeat(50);
            content.extend(again);
        }
        _ => {}
    }
    let contents = contents.unwrap_or_else(|| format!("{} 0 R", pdf.stream("", &content)));
    let kid = pdf.object(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} /Resources << {resources} >> {page} >>"));
    if !matches!(place, "objects" | "hidden objects" | "directory") {
        let tree = format!("<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>");
        // Every seventh file is encrypted too.
        if number % 7 == 3 {
            let lock = pdf.lock();
            return (format!("{name} locked"), pdf.finish_with(&tree, "", &lock));
        }
        return (name, pdf.finish_with(&tree, "", ""));
    }
    // The cross-reference stream names the object stream, whatever the stream's own dictionary states.
    let head = if place == "objects" {
        "/Type /ObjStm /N 2 /First 10"
    } else {
        pick(
            &mut Dice::new(number),
            &[
                "/N 2 /First 10",
                "/Type 3 0 R /N 2 /First 10",
                "/Subtype /Image /Width 9 /Height 9",
                "/Length1 5",
            ],
        )
    };
    let container = add(&mut pdf, head);
    let directory = if place == "directory" { format!("{named} ") } else { String::new() };
    (name, with_directory(pdf, kid, container, &directory, &bytes))
}

/// A PDF with a cross-reference stream, which places two objects in an object stream.
fn with_directory(pdf: Pdf, kid: usize, container: usize, packing: &str, packed: &[u8]) -> Vec<u8> {
    let tree = format!("<< /Type /Pages /Count 2 /Kids [{kid} 0 R 500 0 R 501 0 R] >>");
    let mut out = pdf.finish_with(&tree, "", "");
    let at = out.len();
    let mut entries = vec![0, 0, 0, 0, 0, 0, 0];
    let mut from = 0;
    let mut number = 1;
    while let Some(place) = find(&out[from..], format!("\n{number} 0 obj").as_bytes()) {
        from += place + 1;
        entries.push(1);
        entries.extend((from as u32).to_be_bytes());
        entries.extend([0, 0]);
        number += 1;
    }
    for index in 0..2u8 {
        entries.push(2);
        entries.extend((container as u32).to_be_bytes());
        entries.extend([0, index]);
    }
    let body = if packing.is_empty() { &entries } else { packed };
    out.extend(format!(
        "600 0 obj\n<< /Type /XRef /Size 602 /W [1 4 2] /Index [0 {number} 500 2] /Root 1 0 R {packing} /Length {} >>\nstream\n",
        body.len()
    ).bytes());
    out.extend_from_slice(body);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}
