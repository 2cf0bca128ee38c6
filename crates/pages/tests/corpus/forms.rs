//! Hostile files, combined from filters, places, parameters, lengths and sizes that the checks must handle.

use super::{Dice, Pdf, Picture};
use std::sync::OnceLock;

/// Builds the file with this number, and its name. The same number gives the same file.
pub fn file(number: u64) -> (String, Vec<u8>) {
    let mut dice = Dice::new(0x000F_11E5_u64.wrapping_add(number));
    match number % 10 {
        8 => painted(&mut dice, number),
        9 => other(&mut dice, number),
        _ => packed(&mut dice, number),
    }
}

fn pick<'a>(dice: &mut Dice, list: &[&'a str]) -> &'a str {
    list[dice.below(list.len())]
}

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

/// Eighty megabytes of one byte, deflated once and twice, and an object stream that grows as much.
fn bombs() -> &'static [Vec<u8>; 3] {
    static BOMBS: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
    BOMBS.get_or_init(|| {
        let once = zlib(&vec![b' '; 80 << 20]);
        let twice = zlib(&once);
        let mut objects = vec![b' '; 70 << 20];
        objects[..14].copy_from_slice(b"5 0 6 3 << >> ");
        [once, twice, zlib(&objects)]
    })
}

fn zlib(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
}

/// LZW data of growing entries, in codes of nine to twelve bits.
fn lzw(codes: usize) -> Vec<u8> {
    let (mut bits, mut held, mut out) = (0u64, 0, Vec::new());
    let mut entries = 258;
    let mut write = |code: u64, width: u32| {
        bits = bits << width | code;
        held += width;
        while held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
        bits &= (1 << held) - 1;
    };
    write(256, 9);
    write(32, 9);
    for _ in 0..codes {
        let width = if entries >= 2047 {
            12
        } else if entries >= 1023 {
            11
        } else if entries >= 511 {
            10
        } else {
            9
        };
        write(entries.min(4095), width);
        entries = (entries + 1).min(4095);
    }
    out
}

fn segment(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 1, kind, 0, 1][..], &(data.len() as u32).to_be_bytes(), data].concat()
}

fn jbig2(dice: &mut Dice) -> Vec<u8> {
    let sides = [100u32, 100, 4000, 60_000, u32::MAX];
    let size =
        |dice: &mut Dice| [sides[dice.below(5)].to_be_bytes(), sides[dice.below(5)].to_be_bytes()].concat();
    let mut out = segment(48, &[size(dice), vec![0; 11]].concat());
    for _ in 0..2 {
        let size = size(dice);
        out.extend(match dice.below(7) {
            0 => segment(16, &[&[0, 200, 200][..], &[0xFF; 4], &[0; 20]].concat()),
            1 => segment(
                0,
                &[
                    &[0, 0][..],
                    &[3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE],
                    &[0, 0, 0xFF, 0xFF].repeat(2),
                    &[0x55; 400],
                ]
                .concat(),
            ),
            2 => segment(22, &[size.clone(), vec![0; 10], size, vec![0; 20]].concat()),
            3 => segment(6, &[size, vec![0; 11], vec![0xFF; 30]].concat()),
            4 => segment(50, &[0xFF, 0xFF, 0xFF, 0xFE]),
            _ => segment(38, &[size, vec![0; 9], vec![0x33; 60]].concat()),
        });
    }
    out
}

fn jpx(dice: &mut Dice) -> Vec<u8> {
    let sides = [100u32, 100, 3000, 60_000, u32::MAX];
    let tiles = [100u32, 1, 3000, u32::MAX];
    let mut out = if dice.below(2) == 0 { vec![0; dice.below(9000)] } else { Vec::new() };
    if dice.below(2) == 0 {
        out = b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 \0\0\0\0jp2c".to_vec();
    }
    out.extend(b"\xFF\x4F\xFF\x51\0\x29\0\0");
    let (wide, high) = (sides[dice.below(5)], sides[dice.below(5)]);
    for long in [wide, high, 0, 0, tiles[dice.below(4)], tiles[dice.below(4)], 0, 0] {
        out.extend(long.to_be_bytes());
    }
    out.extend([0, 1, 7, 1, 1]);
    // The fields of COD are layers, levels, block sizes and precincts.
    out.extend([0xFF, 0x52, 0, 18, 1, 0, 0, [1, 31][dice.below(2)], 0, 5, [4, 0][dice.below(2)], 4, 0, 0]);
    out.extend([[0x88, 0x00, 0x11][dice.below(3)]; 6]);
    out.extend(b"\xFF\x5C\0\x13\x40");
    out.extend([0x48; 16]);
    out.extend(b"\xFF\x90\0\x0A\0\0\0\0\0\0\0\x01\xFF\x93");
    out.extend([0x80; 200]);
    if dice.below(4) == 0 {
        out.extend_from_within(..);
    }
    out.extend(b"\xFF\xD9");
    out
}

fn small(dice: &mut Dice) -> Picture {
    let mut drawn = Picture::paper(100, 100, 230);
    for _ in 0..20 {
        let (x, y) = (dice.below(90) as f32, dice.below(90) as f32);
        drawn.fill(x, y, x + 9.0, y + 3.0, 30);
    }
    drawn
}

fn jpeg(dice: &mut Dice) -> Vec<u8> {
    let mut jpeg = small(dice).jpeg(60);
    let at = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap_or(0);
    match dice.below(8) {
        0 => jpeg[at + 5..at + 9].fill(0xFF),
        1 => jpeg[at + 1] = 0xC2,
        2 => {
            // A second frame states another size.
            let mut frame = jpeg[at..at + 19].to_vec();
            frame[5..9].fill(0xFF);
            jpeg.splice(at..at, frame);
        }
        3 => {
            let scan = jpeg.windows(2).position(|two| two == [0xFF, 0xDA]).unwrap_or(0);
            let whole = jpeg[scan..jpeg.len() - 2].to_vec();
            jpeg[at + 1] = 0xC2;
            jpeg.truncate(scan);
            (0..1000).for_each(|_| jpeg.extend_from_slice(&whole[..12.min(whole.len())]));
            jpeg.extend([0xFF, 0xD9]);
        }
        4 => jpeg.truncate(jpeg.len() * 2 / 3),
        5 => jpeg[at + 1] = 0xC9,
        6 => {
            let comment = [&[0xFF, 0xFE, 0xFF, 0xFF][..], &[b'x'; 65_533]].concat();
            jpeg.splice(2..2, comment.repeat(3));
        }
        _ => {}
    }
    jpeg
}

fn fax(dice: &mut Dice) -> Vec<u8> {
    match dice.below(3) {
        // Each row repeats the one above, without an end.
        0 => vec![0xFF; 200_000],
        1 => (0..4000).map(|_| dice.next() as u8).collect(),
        _ => {
            let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
            for row in small(dice).gray.chunks_exact(100) {
                let pels =
                    row.iter().map(|gray| if *gray > 128 { fax::Color::White } else { fax::Color::Black });
                let _ = encoder.encode_line(pels, 100);
            }
            encoder.finish().map(|writer| writer.finish()).unwrap_or_default()
        }
    }
}

/// Encodes a stream for its last filter, damaged in some way. Returns the damage and the bytes.
fn body(dice: &mut Dice, filter: &str, plain: &[u8]) -> (&'static str, Vec<u8>) {
    let last = filter.trim_end_matches(']').rsplit('/').next().unwrap_or("").trim();
    let coded: Vec<u8> = match last {
        "CCITTFaxDecode" | "CCF" => fax(dice),
        "JBIG2Decode" => jbig2(dice),
        "DCTDecode" | "DCT" => jpeg(dice),
        "JPXDecode" => jpx(dice),
        _ => plain.to_vec(),
    };
    let packs = |name: &str| filter.contains(name);
    let flate = packs("Fl");
    let (mut how, mut bytes) = match (dice.below(6), last) {
        (0 | 1, _) if filter.matches("Flate").count() > 1 => ("bomb", bombs()[1].clone()),
        (0, _) if flate => ("bomb", bombs()[0].clone()),
        (1, _) if flate => ("bomb of objects", bombs()[2].clone()),
        (0 | 1, _) if packs("LZW") => ("bomb", lzw(200_000)),
        (0 | 1, _) if packs("R") => ("bomb", [129, b' '].repeat(1 << 20)),
        (2, _) if flate => {
            let stored = [&[0x78, 0x01, 0, 5, 0, 1, 1, 1, 2, 3, 4, 5][..], &bombs()[0][2..]].concat();
            ("a block of a wrong length", stored)
        }
        (3, _) if flate => {
            let mut whole = bombs()[0].clone();
            whole.truncate(whole.len() / 2);
            ("half a bomb", whole)
        }
        (_, _) if flate => ("plain", zlib(&coded)),
        (_, _) if packs("LZW") => ("some", lzw(300)),
        _ => ("plain", coded),
    };
    if packs("A85") || packs("ASCII85") {
        bytes = match dice.below(3) {
            0 => vec![b'z'; 3 << 20],
            _ => bytes.iter().take(200_000).flat_map(|byte| [b'!' + byte % 80]).chain(*b"~>").collect(),
        };
    } else if packs("AHx") {
        bytes = bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).chain(*b">").collect();
    }
    if dice.below(12) == 0 && bytes.len() > 8 {
        how = "cut";
        bytes.truncate(bytes.len() - 5);
    }
    (how, bytes)
}

/// A PDF with one stream in some place, with a filter, parameters, a length and a size.
fn packed(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
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

/// A PDF that repeats an expensive drawing instruction.
fn painted(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    const STATES: &str = "/ExtGState << /G << /BM /Multiply /ca 0.5 >> /L << /BM /Luminosity >> /A << /ca 0.5 >> /M << /SMask << /S /Luminosity /G 3 0 R >> >> >>";
    const INSTRUCTIONS: [&str; 33] = [
        "/G gs 0.5 g 0 0 595 842 re f ",
        "/L gs 0 0 595 842 re f ",
        "/A gs 0 0 595 842 re f ",
        "0 0 595 842 re f ",
        "/M gs 0 0 9 9 re f 1 0 0 1 0.01 0 cm ",
        "/S sh ",
        "/R sh ",
        "/Z sh ",
        "/Pattern cs /P scn 0 0 595 842 re f ",
        "/Pattern cs /Q scn 0 0 595 842 re f ",
        "/Pattern cs /N scn 0 0 595 842 re f ",
        "[0.00001 0.00001] 0 d 0 0 m 595 842 l S ",
        "[0 0] 0 d 0 0 m 595 842 l S ",
        "[3 -3] 99999999 d 0 0 m 595 842 l S ",
        "1000000000 w 1 j 1 J 0 0 m 595 842 l 9 9 l S ",
        "0 0 m 1000000000 1000000000 -1000000000 1000000000 9 9 c 5 0 l S ",
        "0 0 m 595 842 l 595 0 l 0 842 l ",
        "0 0 m 595 842 l 595 0 l f ",
        "q ",
        "q 0 0 m 595 842 l 595 0 l W n ",
        "0 0 m 595 842 l 595 0 l W n ",
        "BT /T 900 Tf 9 9 Td (HHHH) Tj ET ",
        "BT 7 Tr /T 90 Tf (Letters) Tj ",
        "BT /T 0.1 Tf 9 9 Td (Letters without end) Tj ET ",
        "/F Do ",
        "/I Do ",
        "q 10000000 0 0 0.001 0 0 cm /I Do Q ",
        "q 0.001 0 0 10000000 0 0 cm /I Do Q ",
        "q 595 0 0 842 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G /I true ID abcd EI Q ",
        "/T 9 Tf BI /W 1 /H 1 /BPC 8 /CS /G ID x EI EI ",
        "BI /W 1 /H 1 ID EI EI ",
        "/C cs 0.5 scn 0 0 595 842 re f ",
        "/A BMC ",
    ];
    let one = INSTRUCTIONS[(number / 10) as usize % INSTRUCTIONS.len()];
    let many = [1, 40, 300, 3000, 50_000, 400_000][dice.below(6)].min((12 << 20) / one.len());
    let before = pick(
        dice,
        &[
            "",
            "",
            "/A gs ",
            "/G gs ",
            "0.00001 0 0 0.00001 0 0 cm ",
            "100000 0 100000 1 0 0 cm ",
            "/Pattern cs /P scn ",
        ],
    );
    let name = format!("{number} painted {many} times {one}after {before}");
    let mut pdf = Pdf::default();
    pdf.stream(
        "/Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>",
        b"0.5 g 0 0 99 99 re f",
    );
    let tile = pdf.stream(
        "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 10 /YStep 10 /Resources << >>",
        b"0 0 5 5 re f",
    );
    let large = pdf.stream("/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 590 840] /XStep 500 /YStep 700 /Matrix [1 9999 0 1 0 0] /Resources << >>", b"0 0 5 5 re f");
    let narrow = pdf.stream("/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9999 9999] /XStep 0.01 /YStep 0.01 /Resources << >>", b"0 0 5 5 re f");
    let image = pdf.stream("/Subtype /Image /Width 2000 /Height 1000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode", &zlib(&vec![9; 2_000_000]));
    let program = pdf.stream(
        "/FunctionType 4 /Domain [0 1] /Range [0 1]",
        format!("{{ {} }}", "sin cos ".repeat(900)).as_bytes(),
    );
    let mesh = pdf.stream(
        "/ShadingType 4 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [-99999 99999 -99999 99999 0 1]",
        &[0, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9].repeat(2000),
    );
    let content =
        pdf.stream("/Filter /FlateDecode", &zlib(format!("{before}{}", one.repeat(many)).as_bytes()));
    let plain = "/FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1";
    let resources = format!(
        "{STATES} /XObject << /F 3 0 R /I {image} 0 R >> /Pattern << /P {tile} 0 R /Q {large} 0 R /N {narrow} 0 R >> \
         /Font << /T << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /ColorSpace << /C [/Separation /X /DeviceGray {program} 0 R] >> \
         /Shading << /Z {mesh} 0 R /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 595 842] /Function << {plain} >> >> \
         /R << /ShadingType 3 /ColorSpace /DeviceGray /Coords [200 300 10 400 500 300] /Extend [true true] /Function {program} 0 R >> >>"
    );
    let pages = [1, 1, 200][dice.below(3)];
    let kids: Vec<usize> = (0..pages).map(|_| pdf.page(595.0, 842.0, content, &resources)).collect();
    let tree = kids.iter().map(|kid| format!("{kid} 0 R ")).collect::<String>();
    let tree = format!("<< /Type /Pages /Count {pages} /Kids [{tree}] >>");
    let lock = if number % 7 == 3 { pdf.lock() } else { String::new() };
    (name, pdf.finish_with(&tree, "", &lock))
}

fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut check = !0u32;
    for byte in kind.iter().chain(data) {
        check ^= u32::from(*byte);
        for _ in 0..8 {
            check = check >> 1 ^ (0xEDB8_8320 & (check & 1).wrapping_neg());
        }
    }
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &(!check).to_be_bytes()].concat()
}

/// A JPEG, PNG or TIFF.
fn other(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    match number / 10 % 3 {
        0 => (format!("{number} jpeg"), jpeg(dice)),
        1 => {
            let sides = [10u32, 100, 20_000, 60_000, 0, u32::MAX];
            let (wide, high) = (sides[dice.below(6)], sides[dice.below(6)]);
            let depth = [1, 8, 16, 3][dice.below(4)];
            let color = [0, 2, 3, 4, 6][dice.below(5)];
            let interlaced = dice.below(2) as u8;
            let head =
                [&wide.to_be_bytes()[..], &high.to_be_bytes(), &[depth, color, 0, 0, interlaced]].concat();
            let bomb = &bombs()[0];
            let odd: &[u8] =
                [&b"iCCP"[..], b"zTXt", b"iTXt", b"PLTE", b"tRNS", b"pHYs", b"acTL"][dice.below(7)];
            let chunks = [
                b"\x89PNG\r\n\x1A\n".to_vec(),
                png_chunk(b"IHDR", &head),
                png_chunk(odd, &[b"name\0\0", &bomb[..]].concat()),
                png_chunk(odd, b"name\0\0x").repeat([0, 1, 20_000][dice.below(3)]),
                png_chunk(b"IDAT", if dice.below(2) == 0 { bomb } else { &[] }),
                png_chunk(b"IEND", b""),
            ];
            (
                format!(
                    "{number} png {wide}x{high} {depth} {color} {interlaced} {}",
                    String::from_utf8_lossy(odd)
                ),
                chunks.concat(),
            )
        }
        _ => tiff(dice, number),
    }
}

/// TIFFs of one strip. In each, one entry claims far more numbers than the file has bytes.
pub fn swollen() -> Vec<(String, Vec<u8>)> {
    let tags: [(u16, u32); 9] =
        [(256, 40), (257, 40), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, 40), (279, 1600)];
    let mut files = Vec::new();
    for which in 0..tags.len() {
        for many in [1 << 17, 7_500_000, 40_000_000, u32::MAX] {
            let mut out = b"II*\0\x08\0\0\0".to_vec();
            out.extend((tags.len() as u16).to_le_bytes());
            for (place, (tag, value)) in tags.iter().enumerate() {
                out.extend(tag.to_le_bytes());
                out.extend(4u16.to_le_bytes());
                out.extend(if place == which { many } else { 1 }.to_le_bytes());
                out.extend(value.to_le_bytes());
            }
            out.resize(1800, 0);
            files.push((format!("{many} numbers for {}", tags[which].0), out));
        }
    }
    files
}

fn tiff(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
    let sides = [10u32, 100, 20_000, 60_000, 0, u32::MAX];
    let (wide, high) = (sides[dice.below(6)], sides[dice.below(6)]);
    let compression = [1u32, 2, 3, 4, 5, 7, 8, 32_771, 32_773, 32_946, 50_000][dice.below(11)];
    let (bits, samples) = ([1u32, 1, 4, 8, 16, 64][dice.below(6)], [1u32, 1, 2, 3, 4, 60_000][dice.below(6)]);
    let many = [1u32, 1, 70_000, u32::MAX][dice.below(4)];
    let tiled = dice.below(3) == 0;
    let mut tags: Vec<(u16, u16, u32, u32)> = vec![
        (256, 4, 1, wide),
        (257, 4, 1, high),
        (258, 3, 1, bits),
        (259, 3, 1, compression),
        (262, 3, 1, [0, 1, 2, 3, 5, 6][dice.below(6)]),
        (266, 3, 1, 1 + dice.below(2) as u32),
        (277, 3, 1, samples),
        (282, 5, 1, 16),
        (283, 5, 1, [16, 24][dice.below(2)]),
        (284, 3, 1, 1 + dice.below(2) as u32),
        (292, 4, 1, dice.below(8) as u32),
        (317, 3, 1, 1 + dice.below(3) as u32),
        (320, 3, [768, 48, 200_000][dice.below(3)], 200),
        (338, 3, 1, dice.below(3) as u32),
        (347, 7, [100, u32::MAX][dice.below(2)], 200),
    ];
    if tiled {
        tags.extend([
            (322, 4, 1, [16, 1, 60_000][dice.below(3)]),
            (323, 4, 1, 16),
            (324, 4, many, 600),
            (325, 4, many, 800),
        ]);
    } else {
        tags.extend([
            (273, 4, many, 600),
            (278, 4, 1, [1, high, u32::MAX][dice.below(3)]),
            (279, 4, many, [4000, 0][dice.below(2)]),
        ]);
    }
    tags.push((700, 1, [5, u32::MAX][dice.below(2)], 8));
    // Any entry may claim more numbers than the file has bytes.
    if dice.below(3) == 0 {
        let which = dice.below(tags.len());
        tags[which].2 = [100_000, 1_500_000, 7_500_000, 40_000_000][dice.below(4)];
    }
    tags.sort_by_key(|tag| tag.0);
    // Every fourth file is a BigTIFF with offsets of eight bytes.
    let big = dice.below(4) == 0;
    let start = if big { 40u32 } else { 32 };
    let mut out = if big { b"II+\0\x08\0\0\0".to_vec() } else { b"II*\0".to_vec() };
    out.extend(if big { u64::from(start).to_le_bytes().to_vec() } else { start.to_le_bytes().to_vec() });
    // The two fractions are the resolutions of a fax.
    out.resize(16, 0);
    out.extend(
        [204u32, 1, 98, [1, 0, u32::MAX][dice.below(3)]].iter().flat_map(|number| number.to_le_bytes()),
    );
    out.resize(start as usize, 0);
    out.extend(if big {
        (tags.len() as u64).to_le_bytes().to_vec()
    } else {
        (tags.len() as u16).to_le_bytes().to_vec()
    });
    for (tag, kind, many, value) in tags {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        if big {
            out.extend(u64::from(many).to_le_bytes());
            out.extend(u64::from(value).to_le_bytes());
        } else {
            out.extend(many.to_le_bytes());
            out.extend(value.to_le_bytes());
        }
    }
    // The next directory is missing, this one again, or outside the file.
    let next = [0, 0, 0, start, 5_000_000][dice.below(5)];
    out.extend(if big { u64::from(next).to_le_bytes().to_vec() } else { next.to_le_bytes().to_vec() });
    out.resize(600, 0);
    match compression {
        2..=4 | 32_771 => out.extend(fax(dice)),
        7 => out.extend(jpeg(dice)),
        8 | 32_946 => out.extend_from_slice(&bombs()[0]),
        _ => out.extend([0xFF; 5000]),
    }
    // The file is long enough for every stated length.
    out.resize(out.len().max(5000), 0);
    (format!("{number} tiff {wide}x{high} {bits}x{samples} {compression} {many} {tiled}"), out)
}
