//! PDFs that are expensive to draw.

use super::{encodings::zlib, pick};
use crate::corpus::{dice::Dice, pdfs::Pdf};

/// A PDF that repeats an expensive drawing instruction.
pub(super) fn painted(dice: &mut Dice, number: u64) -> (String, Vec<u8>) {
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
