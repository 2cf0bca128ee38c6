//! Writer of PDFs.

use super::drawn::SIDE;
use qrcode::{Color, EcLevel, QrCode};

/// PDF with one JPEG per page at this resolution.
pub fn pdf_of_jpegs(pages: &[(Vec<u8>, usize, usize)], dpi: f32) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let mut kids = Vec::new();
    for (jpeg, width, height) in pages {
        let (points_x, points_y) = (*width as f32 * 72.0 / dpi, *height as f32 * 72.0 / dpi);
        let image = pdf.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray \
                 /BitsPerComponent 8 /Filter /DCTDecode"
            ),
            jpeg,
        );
        let content = pdf.stream("", format!("q {points_x} 0 0 {points_y} 0 0 cm /I Do Q").as_bytes());
        kids.push(pdf.page(points_x, points_y, content, &format!("/XObject << /I {image} 0 R >>")));
    }
    pdf.finish(&kids, "")
}

/// Minimal writer of PDF.
#[derive(Default)]
pub struct Pdf {
    objects: Vec<Vec<u8>>,
}

impl Pdf {
    pub fn object(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        // Numbers 1 and 2 are reserved for the catalog and the page tree.
        self.objects.len() + 2
    }
    pub fn stream(&mut self, head: &str, body: &[u8]) -> usize {
        let mut object = format!("<< {head} /Length {} >>\nstream\n", body.len()).into_bytes();
        object.extend_from_slice(body);
        object.extend_from_slice(b"\nendstream");
        self.object(object)
    }
    pub fn page(&mut self, width: f32, height: f32, content: usize, resources: &str) -> usize {
        self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {content} 0 R \
             /Resources << {resources} >> >>"
        ))
    }
    pub fn finish(self, kids: &[usize], catalog: &str) -> Vec<u8> {
        let kids: String = kids.iter().map(|kid| format!("{kid} 0 R ")).collect();
        let many = kids.matches('R').count();
        let tree = format!("<< /Type /Pages /Count {many} /Kids [{kids}] >>");
        self.finish_with(&tree, catalog, "")
    }
    pub fn finish_with(self, tree: &str, catalog: &str, trailer: &str) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut places = Vec::new();
        let catalog = format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes();
        let first = [catalog, tree.as_bytes().to_vec()];
        for (at, object) in first.iter().chain(&self.objects).enumerate() {
            places.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let xref = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
        for place in &places {
            out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
        }
        out.extend_from_slice(
            format!(
                "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{xref}\n%%EOF\n",
                places.len() + 1
            )
            .as_bytes(),
        );
        out
    }
}

impl Pdf {
    /// Encrypts every stream with an empty user password. Returns the entries for the trailer.
    pub fn lock(&mut self) -> String {
        use md5::{Digest, Md5};
        const PADDING: &[u8; 32] = b"\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A";
        let (owner, id) = ([7u8; 32], [9u8; 16]);
        let hash = Md5::digest([&PADDING[..], &owner, &(-4i32).to_le_bytes(), &id].concat());
        let key = &hash[..5];
        for (at, object) in self.objects.iter_mut().enumerate() {
            let find =
                |hay: &[u8], needle: &[u8]| hay.windows(needle.len()).position(|window| window == needle);
            let Some(begin) = find(object, b"stream\n").map(|at| at + 7) else { continue };
            let end = object.len() - b"\nendstream".len();
            let own = Md5::digest([key, &((at + 3) as u32).to_le_bytes()[..3], &[0, 0]].concat());
            let plain = object[begin..end].to_vec();
            object[begin..end].copy_from_slice(&rc4(&own[..10], &plain));
        }
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (owner, user, id) = (hex(&owner), hex(&rc4(key, PADDING)), hex(&id));
        format!(
            "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{owner}> /U <{user}> >> /ID [<{id}> <{id}>]"
        )
    }
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0usize;
    for i in 0..256 {
        j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) % 256;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0usize, 0usize);
    let mut next = || {
        i = (i + 1) % 256;
        j = (j + usize::from(state[i])) % 256;
        state.swap(i, j);
        state[(usize::from(state[i]) + usize::from(state[j])) % 256]
    };
    data.iter().map(|byte| byte ^ next()).collect()
}

/// PDF of A4 pages in vector graphics, with a code on each.
pub fn pdf_of_vectors(text: &str, pages: usize) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let font = pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let mm = 72.0 / 25.4;
    let mut lines = String::from("BT /F 11 Tf 60 700 Td 14 TL\n");
    for line in 0..40 {
        lines.push_str(&format!("(Line {line} of a form that an office printed) Tj T*\n"));
    }
    lines.push_str("ET\n");
    let kids: Vec<_> = (0..pages)
        .map(|_| {
            let code = vector_code(text, 168.0 * mm, (297.0 - 42.0) * mm, SIDE * mm);
            let content = pdf.stream("", format!("{lines}{code}").as_bytes());
            pdf.page(595.0, 842.0, content, &format!("/Font << /F {font} 0 R >>"))
        })
        .collect();
    pdf.finish(&kids, "")
}

/// Instructions that draw a code, in points.
pub fn vector_code(text: &str, left: f32, bottom: f32, side: f32) -> String {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::Q).unwrap();
    let many = code.width();
    let module = side / many as f32;
    code.to_colors()
        .into_iter()
        .enumerate()
        .filter(|(_, color)| *color == Color::Dark)
        .map(|(place, _)| {
            let x = left + (place % many) as f32 * module;
            let y = bottom + side - (place / many + 1) as f32 * module;
            format!("{x:.3} {y:.3} {module:.3} {module:.3} re f\n")
        })
        .collect()
}
