//! PDF of a printed form: A4, black on white, selectable text, and a QR code of 30 mm at the top right.

use crate::{
    font::Open,
    layout::{Mark, QR, TOP, layout},
    pen::{BLACK, HEIGHT, MM, Pen, RIGHT, new_page},
    text::Scale,
};
use beian_contract::view::{PrintedForm, PrintedPage};
use krilla::{
    Document,
    metadata::{DateTime, Metadata},
};
use qrcode::{EcLevel, QrCode};

/// Sets a form as PDF. The same form gives the same bytes.
///
/// # Errors
/// Returns a message if the font cannot be used or the PDF cannot be written.
pub fn set(open: &Open, form: &PrintedForm) -> Result<Vec<u8>, String> {
    let scale = Scale::of(open)?;
    let mut document = Document::new();
    for page in &form.pages {
        let mut sheet = new_page(&mut document)?;
        let mut pen = Pen { open, scale: &scale, surface: sheet.surface() };
        for mark in layout(page, &scale) {
            match mark {
                Mark::Text { line, x, y, size, heavy: true } => pen.heavy(&line, (x, y), size, BLACK),
                Mark::Text { line, x, y, size, heavy: false } => pen.text(&line, (x, y), size, BLACK),
                Mark::Bar { x, y, width, height } => pen.bar((x, y), (width, height), BLACK),
            }
        }
        code(&mut pen, page)?;
        foot(&mut pen, form, page);
        pen.surface.finish();
    }
    document.set_metadata(metadata(form));
    document.finish().map_err(|error| format!("{error:?}"))
}

/// Draws the QR code, and its short text below.
fn code(pen: &mut Pen<'_>, page: &PrintedPage) -> Result<(), String> {
    let (Some(code), Some(short)) = (&page.code, &page.short) else { return Ok(()) };
    let qr = QrCode::with_error_correction_level(code.as_bytes(), EcLevel::Q)
        .map_err(|error| error.to_string())?;
    let left = RIGHT - QR;
    pen.qr(&qr, (left, TOP), QR);
    // The quiet zone ends above this line.
    let size = 7.0;
    let width = pen.scale.width(short, size);
    pen.text(short, (RIGHT - width, TOP + QR + 7.5 * MM), size, BLACK);
    Ok(())
}

fn foot(pen: &mut Pen<'_>, form: &PrintedForm, page: &PrintedPage) {
    let (number, many) = (page.number, form.pages.len());
    let line = format!(
        "{}　{}　第 {number} 页，共 {many} 页 Page {number} of {many}　打印 Printed {}",
        form.title.zh, form.reference, form.printed_on
    );
    pen.centred(&line, HEIGHT - 9.0 * MM, 8.0, BLACK);
}

fn metadata(form: &PrintedForm) -> Metadata {
    let date = form.printed_on;
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let printed = DateTime::new(u16::try_from(date.year()).unwrap_or_default())
        .month(part(date.month()))
        .day(part(date.day()));
    Metadata::new()
        .title(format!("{} {} {}", form.title.zh, form.title.en, form.reference))
        .language("zh-CN".to_owned())
        .creator("Beian".to_owned())
        .creation_date(printed)
        .document_id(format!("{:?} {}", form.kind, form.reference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FormFacts, SheetFacts, Signer, font, form, layout::layout, pen::FOOT};
    use beian_contract::view::{PageRole, PrintedBlock};
    use beian_filing::{
        form::ApplicantKind,
        identifier::{Reference, Username},
        paper::{FormCode, PaperForm, PrintedFormKind, PrintedNames},
        policy::codes,
    };

    const FONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/font/NotoSansSC-Regular.ttf");

    fn facts(kind: PrintedFormKind, applicant: ApplicantKind, name: &str) -> FormFacts {
        FormFacts {
            form: PaperForm {
                kind,
                applicant,
                named: PrintedNames {
                    username: Some(Username::typed("shili-0001")),
                    domain: Some(
                        "a-rather-long-example-domain-name-that-somebody-registered.example.cn".into(),
                    ),
                    reference: Some("JX-7K3M-9Q2T-5".into()),
                    number: Some("赣ICP备2026000123号-1".into()),
                    certificate: None,
                },
                email: Some("somebody@example.com".into()),
                printed_at: "2026-11-26T02:00:00Z".parse().unwrap_or_default(),
            },
            reference: Reference::issue(*b"jx", [7, 3, 20, 9, 22, 2, 25, 5]),
            signer: Signer {
                name: name.to_owned(),
                certificate_kind: "1".into(),
                certificate_number: "91360100000000001X".into(),
                contact_name: "甲某某".into(),
                phone: "13812345678，0791-81234567".into(),
            },
            sheet: Some(SheetFacts {
                sites: vec![("虚构示例官网".into(), "shili.cn".into()); 5],
                provider_name: "云一（示例）".into(),
                due: None,
                days: 7,
            }),
            province: codes::provinces().entries[0].clone(),
            origin: "https://beian.example.org".into(),
            postal_address: String::new(),
        }
    }

    #[test]
    fn every_form_fits_its_pages_with_the_longest_facts() -> Result<(), String> {
        let open = font::open(FONT)?;
        let scale = Scale::of(open)?;
        for kind in PrintedFormKind::ALL {
            for applicant in [ApplicantKind::Unit, ApplicantKind::Individual] {
                let form = form(&facts(kind, applicant, &"虚构示例很长的单位名称".repeat(9)));
                assert_eq!(form.pages.len(), kind.pages(applicant).len() + 1);
                for page in &form.pages {
                    let below = layout(page, &scale).into_iter().map(|mark| match mark {
                        Mark::Text { y, .. } => y,
                        Mark::Bar { y, height, .. } => y + height,
                    });
                    let below = below.fold(0.0, f32::max);
                    assert!(below < FOOT, "{kind:?} {applicant:?} page {}: {below}", page.number);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn each_page_has_its_code_and_the_cover_slip_has_its_heading() {
        for kind in PrintedFormKind::ALL {
            let form = form(&facts(kind, ApplicantKind::Unit, "虚构示例有限公司"));
            let (cover, coded) = form.pages.split_last().unwrap_or_else(|| unreachable!());
            for page in coded {
                let code: FormCode =
                    page.code.as_ref().and_then(|code| code.parse().ok()).unwrap_or_else(|| unreachable!());
                assert_eq!((code.kind, usize::from(code.page)), (kind, page.number));
                assert_eq!(page.short, Some(code.short()));
            }
            assert_eq!((cover.role, cover.code.is_none()), (PageRole::Cover, true));
            let heavy = cover.blocks.iter().find_map(|block| match block {
                PrintedBlock::Cover { heavy, .. } => Some(heavy.zh.as_str()),
                _ => None,
            });
            let wanted = match kind {
                PrintedFormKind::RecoverAccount => "找回密码",
                PrintedFormKind::VerificationSheet => "真实性核验单",
                _ => "申请注销",
            };
            assert_eq!(heavy, Some(wanted));
        }
    }

    #[test]
    fn the_same_form_gives_the_same_bytes() -> Result<(), String> {
        let open = font::open(FONT)?;
        let form = form(&facts(PrintedFormKind::Deregister, ApplicantKind::Unit, "虚构示例有限公司"));
        let pdf = set(open, &form)?;
        assert_eq!(pdf, set(open, &form)?);
        assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
        Ok(())
    }

    /// Writes one PDF of each kind for a visual check: `BEIAN_SHOW_FORMS=folder cargo test -p beian-typeset
    /// show`.
    #[test]
    fn show() -> Result<(), String> {
        let Ok(folder) = std::env::var("BEIAN_SHOW_FORMS") else { return Ok(()) };
        let open = font::open(FONT)?;
        for kind in PrintedFormKind::ALL {
            for applicant in [ApplicantKind::Unit, ApplicantKind::Individual] {
                let name =
                    if applicant == ApplicantKind::Unit { "虚构示例有限公司" } else { "甲某某" };
                let pdf = set(open, &form(&facts(kind, applicant, name)))?;
                let path = format!("{folder}/{kind:?}-{applicant:?}.pdf");
                std::fs::write(path, pdf).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }
}
