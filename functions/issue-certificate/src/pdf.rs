//! Typesets a certificate of filing 备案证明 on A4, in Chinese and English, with a QR code that leads to the page of its verification.
//!
//! The PDF depends on neither chance nor the clock: the same content gives the same bytes.

use beian_contract::view::readable_domain;
use beian_filing::{
    calendar::local,
    policy::codes,
    record::{CertificateContent, CertifiedSite},
};
use beian_typeset::{FOOT, HEIGHT, LEFT, MM, Pen, RIGHT, Scale, font::Open, new_page};
use krilla::{
    Document,
    metadata::{DateTime, Metadata},
};
use qrcode::{EcLevel, QrCode};

/// Side of the QR code. The code has at least 33 modules, so the 6 mm of white paper around it are more than the required four modules.
const QR: f32 = 38.0 * MM;
/// Height of the seal, the block below the sites on the last page.
const SEAL: f32 = 102.0 * MM;

/// Left ends and widths of the columns of the sites.
const COLUMNS: [(f32, f32); 4] =
    [(0.0, 42.0 * MM), (44.0 * MM, 50.0 * MM), (96.0 * MM, 50.0 * MM), (148.0 * MM, 22.0 * MM)];

const INK: [u8; 3] = [24, 33, 43];
const SOFT: [u8; 3] = [74, 86, 98];
const JADE: [u8; 3] = [11, 93, 84];
const HAIR: [u8; 3] = [201, 209, 214];

/// Returns the address that verifies a certificate. A browser does not send the part after `#`, so no server logs the number.
pub fn address(origin: &str, number: &str) -> String {
    format!("{origin}/verify/#{number}")
}

/// Typesets a certificate. `seal` is its statement, signature and public key.
///
/// # Errors
/// The reason why the certificate cannot be typeset.
pub fn typeset(
    open: &Open,
    certified: &CertificateContent,
    origin: &str,
    seal: &[String; 3],
) -> Result<Vec<u8>, String> {
    let scale = Scale::of(open)?;
    let address = address(origin, &certified.certificate);
    let qr = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::Q)
        .map_err(|error| error.to_string())?;
    let mut document = Document::new();
    let pages = paginate(&scale, certified);
    let many = pages.len();
    for (place, sites) in pages.into_iter().enumerate() {
        let mut page = new_page(&mut document)?;
        let mut pen = Draft(Pen { open, scale: &scale, surface: page.surface() });
        let mut y = if place == 0 { pen.head(certified) } else { 22.0 * MM };
        y = pen.columns(y);
        for site in sites {
            y = pen.site(site, y);
        }
        if place + 1 == many {
            pen.seal(certified, origin, &qr, seal);
        }
        pen.foot(certified, place + 1, many);
        pen.0.surface.finish();
    }
    document.set_metadata(metadata(certified, &address));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn metadata(certified: &CertificateContent, address: &str) -> Metadata {
    let at = local(certified.issued_at);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let issued = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(8)
        .utc_offset_minute(0);
    Metadata::new()
        .title(format!("备案证明 Certificate of filing {}", certified.organizer_number))
        .description(address.to_owned())
        .language("zh-CN".to_owned())
        .creator("Beian".to_owned())
        .creation_date(issued)
        .document_id(certified.certificate.clone())
}

/// Returns the time of issue in Beijing time.
fn issued(certified: &CertificateContent) -> String {
    let at = local(certified.issued_at);
    let (date, time) = (at.date(), at.time());
    let zh = format!(
        "{}年{}月{}日 {:02}:{:02}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute()
    );
    format!("{zh}（北京时间 Beijing time）")
}

/// Returns the texts of a site's row, each broken into the lines of its column.
fn row(scale: &Scale<'_>, site: &CertifiedSite) -> [Vec<String>; 4] {
    let texts = [
        site.number.to_string(),
        site.name.clone(),
        readable_domain(&site.domain),
        site.approved_on.to_string(),
    ];
    let mut columns = COLUMNS.iter();
    texts.map(|text| {
        let width = columns.next().map_or(0.0, |column| column.1);
        scale.lines(&text, 9.5, width)
    })
}

/// Returns the height of a site's row.
fn height(row: &[Vec<String>; 4]) -> f32 {
    let lines = u16::try_from(row.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
    f32::from(lines) * 13.0 + 8.0
}

/// Distributes the sites over the pages. The last page also has room for the seal.
fn paginate<'a>(scale: &Scale<'_>, certified: &'a CertificateContent) -> Vec<Vec<&'a CertifiedSite>> {
    let names = u16::try_from(scale.lines(&certified.organizer_name, 12.0, NAME).len()).unwrap_or(1);
    let mut pages = vec![Vec::new()];
    let mut y = 118.0 * MM + f32::from(names - 1) * 16.0;
    let mut sites = certified.sites.iter().peekable();
    while let Some(site) = sites.next() {
        let next = y + height(&row(scale, site));
        let last = sites.peek().is_none();
        let most = if last { FOOT - SEAL } else { FOOT - 6.0 * MM };
        if next > most && pages.last().is_some_and(|page: &Vec<_>| !page.is_empty()) {
            pages.push(Vec::new());
            y = 36.0 * MM;
        }
        y += height(&row(scale, site));
        if let Some(page) = pages.last_mut() {
            page.push(site);
        }
    }
    pages
}

/// Width of the values at the head of the first page.
const NAME: f32 = RIGHT - LEFT - 46.0 * MM;

/// Draws a certificate's parts on one page.
struct Draft<'a>(Pen<'a>);

impl Draft<'_> {
    /// Draws the title and the organizer, and returns the position below them.
    fn head(&mut self, certified: &CertificateContent) -> f32 {
        self.0.bar((LEFT, 18.0 * MM), (RIGHT - LEFT, 2.0), JADE);
        self.0.centred("备案证明", 36.0 * MM, 28.0, INK);
        self.0.centred("Certificate of filing", 44.0 * MM, 12.0, SOFT);
        let about = match certified.sites.as_slice() {
            [_] if !certified.whole => "一个网站 One site".to_owned(),
            sites => {
                format!(
                    "出具时已备案的全部网站，共 {} 个 All sites on file at issue: {}",
                    sites.len(),
                    sites.len()
                )
            }
        };
        let kind = codes::unit_kinds()
            .get(&certified.unit_kind)
            .map_or_else(|| certified.unit_kind.clone(), |kind| format!("{} {}", kind.name_zh, kind.name_en));
        let facts = [
            ("主办单位", "Organizer", certified.organizer_name.clone()),
            ("主办单位性质", "Kind of organizer", kind),
            ("主体备案号", "Filing number", certified.organizer_number.to_string()),
            ("证明范围", "What it covers", about),
        ];
        let mut y = 58.0 * MM;
        for (zh, en, text) in facts {
            self.0.text(zh, (LEFT, y), 10.5, INK);
            self.0.text(en, (LEFT, y + 11.0), 8.0, SOFT);
            let below = self.0.block(&text, (LEFT + 46.0 * MM, y), (12.0, NAME), INK);
            y = (y + 11.0 * MM).max(below + 4.0 * MM);
        }
        y + 2.0 * MM
    }

    /// Draws the heads of the columns, and returns the position below them.
    fn columns(&mut self, y: f32) -> f32 {
        let heads = [
            ("网站备案号", "Number"),
            ("网站名称", "Name"),
            ("域名", "Domain"),
            ("审核通过日期", "Approved on"),
        ];
        for ((zh, en), (x, _)) in heads.into_iter().zip(COLUMNS) {
            self.0.text(zh, (LEFT + x, y), 9.5, JADE);
            self.0.text(en, (LEFT + x, y + 10.0), 7.5, SOFT);
        }
        self.0.bar((LEFT, y + 15.0), (RIGHT - LEFT, 1.0), JADE);
        y + 15.0
    }

    /// Draws a site's row, and returns the position below it.
    fn site(&mut self, site: &CertifiedSite, y: f32) -> f32 {
        let row = row(self.0.scale, site);
        for (lines, (x, _)) in row.iter().zip(COLUMNS) {
            let mut below = y + 14.0;
            for line in lines {
                self.0.text(line, (LEFT + x, below), 9.5, INK);
                below += 13.0;
            }
        }
        let below = y + height(&row);
        self.0.bar((LEFT, below), (RIGHT - LEFT, 0.5), HAIR);
        below
    }

    /// Draws the QR code, the number, the time and the signature at the bottom of the last page.
    fn seal(
        &mut self,
        certified: &CertificateContent,
        origin: &str,
        qr: &QrCode,
        [_, signature, key]: &[String; 3],
    ) {
        let top = FOOT - SEAL + 8.0 * MM;
        self.0.bar((LEFT, top - 6.0 * MM), (RIGHT - LEFT, 1.0), JADE);
        self.0.qr(qr, (LEFT, top), QR);
        let x = LEFT + QR + 8.0 * MM;
        let width = RIGHT - x;
        let bureau = codes::provinces()
            .entries
            .iter()
            .find(|province| certified.organizer_number.province() == province.abbreviation);
        let facts = [
            ("证书编号 Certificate number", certified.certificate.to_uppercase()),
            ("出具时间 Issued", issued(certified)),
            ("核验网址 Verify at", format!("{origin}/verify/")),
            (
                "出具单位 Issued by",
                bureau
                    .map_or_else(String::new, |bureau| format!("{} {}", bureau.bureau_zh, bureau.bureau_en)),
            ),
        ];
        let mut y = top + 8.0;
        for (label, text) in facts {
            if text.is_empty() {
                continue;
            }
            self.0.text(label, (x, y), 8.0, SOFT);
            y = self.0.block(&text, (x, y + 14.0), (11.0, width), INK) + 3.0;
        }
        let mut y = (top + QR + 8.0 * MM).max(y + 4.0 * MM);
        let all = RIGHT - LEFT;
        y = self.0.block(
            "本证明只载明出具时的公开备案信息，备案情况以现在的公开备案信息为准。扫描二维码，或在核验网址输入证书编号，即可查看真伪和现在的备案状态。",
            (LEFT, y), (9.5, all), INK,
        );
        y = self.0.block(
            "This certificate only repeats the public record as it was at issue; what counts is the public record as it stands. Scan the QR code, or enter the certificate number at the address above, to see whether it is genuine and what is on file now.",
            (LEFT, y + 2.0), (8.0, all), SOFT,
        );
        if certified.sites.iter().any(|site| self.0.scale.lacks(&site.name))
            || self.0.scale.lacks(&certified.organizer_name)
        {
            y = self.0.block(
                "〔U+…〕表示这个字不在本证明的字库里，用编码代替；复制文字可以得到原字。 〔U+…〕 is the code point of a character that the font lacks; copied text has the character.",
                (LEFT, y + 2.0), (7.5, all), SOFT,
            );
        }
        y = self.0.block(&format!("Ed25519 签名 Signature {signature}"), (LEFT, y + 2.0), (6.0, all), SOFT);
        self.0.block(&format!("公钥 Public key {key}"), (LEFT, y), (6.0, all), SOFT);
    }

    fn foot(&mut self, certified: &CertificateContent, page: usize, many: usize) {
        let line = format!(
            "{}　第 {page} 页，共 {many} 页 Page {page} of {many}",
            certified.certificate.to_uppercase()
        );
        self.0.centred(&line, HEIGHT - 9.0 * MM, 8.0, SOFT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beian_typeset::font;
    use serde_json::json;

    #[test]
    fn a_hundred_sites_take_several_pages_and_the_same_facts_give_the_same_bytes() -> Result<(), String> {
        let font = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/font/NotoSansSC-Regular.ttf");
        let site = |position: usize| {
            json!({ "number": format!("赣ICP备2026000123号-{position}"), "name": "虚构示例网站名称很长的一个网站",
                    "domain": format!("a-rather-long-example-{position}.example.cn"), "approved_on": "2026-11-23" })
        };
        let facts = json!({ "form": "beian-certificate-1", "certificate": "abcd-efgh-jkmn-pqrs-tuvw",
            "issued_at": "2026-11-23T02:00:00Z", "organizer_number": "赣ICP备2026000123号", "organizer_name": "虚构".repeat(40),
            "unit_kind": "4", "whole": true, "sites": (1..=100).map(site).collect::<Vec<_>>() });
        let certified = CertificateContent::read(&facts.to_string()).map_err(|error| error.to_string())?;
        let seal = [String::new(), "0".repeat(128), "0".repeat(64)];
        let open = font::open(font)?;
        let set = || typeset(open, &certified, "https://beian.example.org", &seal);
        let pdf = set()?;
        assert_eq!(pdf, set()?);
        assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
        assert!(paginate(&Scale::of(open)?, &certified).len() > 3);
        Ok(())
    }
}
