//! Legibility of the pages of an uploaded scan 扫描件.
//!
//! A scan without any legible page is refused at the upload. A scan that is hard to read is accepted, and each page lists its flaws: only
//! a person can decide whether the page suffices.

use crate::form::{applicant::ApplicantKind, documents::DocumentKind};
use serde::{Deserialize, Serialize};

/// The largest number of pages in a scan of a filing.
pub const MAX_SCAN_PAGES: usize = 20;

/// A flaw of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PageFlaw {
    /// The edges on the page are soft.
    Blurred,
    /// The page has fewer pixels than small print needs.
    LowResolution,
    /// The page is blank, or almost.
    Blank,
    /// A corner or a part of the page is missing.
    CornerCut,
    /// The paper is dark.
    TooDark,
}

/// A page of a scan, as it was judged at the upload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScanPage {
    /// The flaws of the page. Most pages have none.
    pub flaws: Vec<PageFlaw>,
}

/// The measurements of a page by the program that renders the file, before [`judge`] decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageMeasurements {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The flaws that this program found. Low resolution is judged here, by the pixels.
    pub flaws: Vec<PageFlaw>,
    /// Whether the page is entirely empty. A page with a single line is flagged as blank too, but that line may be needed.
    pub bare: bool,
}

/// The reason for which a scan is illegible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illegible {
    /// Every page is empty or black.
    Blank,
    /// No page has enough pixels.
    TooSmall,
}

/// The pixels that the longer side of a picture needs.
struct Pixels {
    /// A picture with fewer pixels is illegible, and the scan is refused.
    least: u32,
    /// A picture with fewer pixels is hard to read, and the page has the flaw [`PageFlaw::LowResolution`].
    enough: u32,
}

/// A Chinese character is legible at about eight pixels of height and easy to read at twelve. On an A4 page, 297 mm long, the text is 3.5
/// mm high; on an identity card, 86 mm long, the smallest print is 1.8 mm high.
const OF_PAGE: Pixels = Pixels { least: 700, enough: 1_000 };
const OF_CARD: Pixels = Pixels { least: 400, enough: 600 };
/// The pixels that the shorter side needs: those of a card that was cut closely, at the same measure.
const LEAST_ACROSS: u32 = 200;

impl PageMeasurements {
    fn is_blank(&self) -> bool {
        self.flaws.contains(&PageFlaw::Blank)
    }

    fn is_large_enough(&self, pixels: &Pixels) -> bool {
        self.width.max(self.height) >= pixels.least && self.width.min(self.height) >= LEAST_ACROSS
    }
}

/// Judges the pages of a scan of `document`. An individual's certificate is a card, and a card has fewer pixels than a page. The result has one entry for each page, in order.
///
/// # Errors
/// The error is the reason for which no page of the scan is legible.
pub fn judge(
    document: DocumentKind,
    applicant: ApplicantKind,
    pages: &[PageMeasurements],
) -> Result<Vec<ScanPage>, Illegible> {
    let pixels = if document.is_identity(applicant) { OF_CARD } else { OF_PAGE };
    if !pages.iter().any(|page| page.is_large_enough(&pixels)) {
        // A picture may be both small and empty. The size is reported, because the user can correct it.
        return Err(Illegible::TooSmall);
    }
    // A dark and blank page is the photo of a covered lens; the marks on it are noise.
    let is_black = |page: &PageMeasurements| page.is_blank() && page.flaws.contains(&PageFlaw::TooDark);
    if !pages.iter().any(|page| page.is_large_enough(&pixels) && !page.bare && !is_black(page)) {
        return Err(Illegible::Blank);
    }
    Ok(pages.iter().map(|page| judged(page, &pixels)).collect())
}

fn judged(page: &PageMeasurements, pixels: &Pixels) -> ScanPage {
    let mut flaws: Vec<PageFlaw> =
        page.flaws.iter().copied().filter(|flaw| *flaw != PageFlaw::LowResolution).collect();
    let small = page.width.max(page.height) < pixels.enough || !page.is_large_enough(pixels);
    if small && !page.is_blank() {
        flaws.push(PageFlaw::LowResolution);
    }
    ScanPage { flaws }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PageFlaw::*;

    fn page(width: u32, height: u32, flaws: &[PageFlaw]) -> PageMeasurements {
        PageMeasurements { width, height, flaws: flaws.to_vec(), bare: false }
    }

    fn bare(width: u32, height: u32) -> PageMeasurements {
        PageMeasurements { bare: true, ..page(width, height, &[Blank]) }
    }

    fn of_page(pages: &[PageMeasurements]) -> Result<Vec<Vec<PageFlaw>>, Illegible> {
        let judged = judge(DocumentKind::Commitment, ApplicantKind::Unit, pages)?;
        Ok(judged.into_iter().map(|page| page.flaws).collect())
    }

    #[test]
    fn a_picture_in_which_no_character_could_be_told_is_too_small() {
        for (width, height) in [(1, 1), (160, 100), (100, 160), (699, 500), (4_000, 199)] {
            assert_eq!(of_page(&[page(width, height, &[])]), Err(Illegible::TooSmall), "{width} x {height}");
        }
        assert_eq!(of_page(&[bare(1, 1)]), Err(Illegible::TooSmall));
        assert_eq!(of_page(&[page(827, 1_169, &[])]), Ok(vec![vec![]]), "A4 at 100 dots an inch");
        assert_eq!(of_page(&[page(1_280, 960, &[])]), Ok(vec![vec![]]), "what messengers send");
    }

    #[test]
    fn a_card_is_smaller_than_a_page() {
        let card = [page(480, 300, &[])];
        assert_eq!(of_page(&card), Err(Illegible::TooSmall));
        let flaws =
            |document, applicant| judge(document, applicant, &card).map(|pages| pages[0].flaws.clone());
        assert_eq!(flaws(DocumentKind::LeaderIdentity, ApplicantKind::Unit), Ok(vec![LowResolution]));
        assert_eq!(
            flaws(DocumentKind::OrganizerCertificate, ApplicantKind::Individual),
            Ok(vec![LowResolution])
        );
        assert_eq!(flaws(DocumentKind::OrganizerCertificate, ApplicantKind::Unit), Err(Illegible::TooSmall));
        let card = page(640, 404, &[]);
        assert_eq!(
            judge(DocumentKind::LeaderIdentity, ApplicantKind::Unit, &[card]),
            Ok(vec![ScanPage::default()])
        );
    }

    #[test]
    fn a_scan_is_blank_when_nothing_is_on_any_page() {
        let (blank, written) = (bare(1_240, 1_754), page(1_240, 1_754, &[]));
        assert_eq!(of_page(&[blank.clone(), blank.clone()]), Err(Illegible::Blank));
        assert_eq!(of_page(&[written, blank.clone()]), Ok(vec![vec![], vec![Blank]]), "the back of a sheet");
        assert_eq!(of_page(&[blank, page(160, 100, &[])]), Err(Illegible::Blank));
        assert_eq!(of_page(&[]), Err(Illegible::TooSmall));
        assert_eq!(
            of_page(&[page(1_240, 1_754, &[Blank])]),
            Ok(vec![vec![Blank]]),
            "one line, or a signature"
        );
    }

    #[test]
    fn a_page_that_is_hard_to_read_says_so_and_is_taken() {
        let told = of_page(&[page(720, 960, &[Blurred, TooDark]), page(1_240, 1_754, &[LowResolution])]);
        // Telephones store 72 dots per inch in every photo, so only the pixels count.
        assert_eq!(told, Ok(vec![vec![Blurred, TooDark, LowResolution], vec![]]));
    }
}
