//! Whether the pages of an uploaded scan show anything that somebody could read.
//!
//! A scan that shows nothing is refused as soon as it is uploaded. One that is hard to read is taken, and says page by page why: only a person
//! can tell whether it will do.

use crate::form::documents::DocumentKind;
use serde::{Deserialize, Serialize};

/// A scan of a filing has at most this many pages.
pub const MAX_SCAN_PAGES: usize = 20;

/// Something wrong with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PageFlaw {
    /// Its edges are soft.
    Blurred,
    /// It has fewer pixels than small print needs.
    LowResolution,
    /// Nothing is on it.
    Blank,
    /// A corner, or a part of the page, is missing.
    CornerCut,
    /// Its paper is dark.
    TooDark,
}

/// A page of a scan, as it was seen when it was uploaded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScanPage {
    /// Its flaws; most pages have none.
    pub flaws: Vec<PageFlaw>,
}

/// A page as its reader found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSeen {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The flaws that its reader found; resolution is judged here, by its pixels.
    pub flaws: Vec<PageFlaw>,
    /// Whether nothing at all is on it. A page with one line is almost blank, and somebody may need just that line.
    pub bare: bool,
}

/// Why nobody could read a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illegible {
    /// Nothing is on any page.
    Blank,
    /// No page has enough pixels.
    TooSmall,
}

/// How many pixels the longer side of a picture needs.
struct Pixels {
    /// With fewer nothing can be read, so that the scan is refused.
    least: u32,
    /// With fewer small print is hard to read, so that the page says so.
    enough: u32,
}

/// A Chinese character can be told from others at about eight pixels of height, and is read with ease from twelve. The text of an A4 page,
/// 297 mm long, is 3.5 mm high; the smallest print on an identity card, 86 mm long, is 1.8 mm high.
const OF_PAGE: Pixels = Pixels { least: 700, enough: 1_000 };
const OF_CARD: Pixels = Pixels { least: 400, enough: 600 };
/// The shorter side of a card, cut close, at the same measure; nothing of use is narrower.
const LEAST_ACROSS: u32 = 200;

impl PageSeen {
    fn is_blank(&self) -> bool {
        self.flaws.contains(&PageFlaw::Blank)
    }

    fn is_large_enough(&self, pixels: &Pixels) -> bool {
        self.width.max(self.height) >= pixels.least && self.width.min(self.height) >= LEAST_ACROSS
    }
}

/// Judges the pages of a scan of this document; `individual` says whether the organizer is a person.
///
/// # Errors
/// Why nobody could read any of them.
pub fn judge(
    document: DocumentKind,
    individual: bool,
    pages: &[PageSeen],
) -> Result<Vec<ScanPage>, Illegible> {
    let pixels = if document.is_identity(individual) { OF_CARD } else { OF_PAGE };
    if !pages.iter().any(|page| page.is_large_enough(&pixels)) {
        // A picture of one colour and a few pixels is both; that it is small is what helps.
        return Err(Illegible::TooSmall);
    }
    // The lens of a telephone was covered: what little can be told on it is noise.
    let is_black = |page: &PageSeen| page.is_blank() && page.flaws.contains(&PageFlaw::TooDark);
    if !pages.iter().any(|page| page.is_large_enough(&pixels) && !page.bare && !is_black(page)) {
        return Err(Illegible::Blank);
    }
    Ok(pages.iter().map(|page| judged(page, &pixels)).collect())
}

fn judged(page: &PageSeen, pixels: &Pixels) -> ScanPage {
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

    fn page(width: u32, height: u32, flaws: &[PageFlaw]) -> PageSeen {
        PageSeen { width, height, flaws: flaws.to_vec(), bare: false }
    }

    fn bare(width: u32, height: u32) -> PageSeen {
        PageSeen { bare: true, ..page(width, height, &[Blank]) }
    }

    fn of_page(pages: &[PageSeen]) -> Result<Vec<Vec<PageFlaw>>, Illegible> {
        let judged = judge(DocumentKind::Commitment, false, pages)?;
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
            |document, individual| judge(document, individual, &card).map(|pages| pages[0].flaws.clone());
        assert_eq!(flaws(DocumentKind::LeaderIdentity, false), Ok(vec![LowResolution]));
        assert_eq!(flaws(DocumentKind::OrganizerCertificate, true), Ok(vec![LowResolution]));
        assert_eq!(flaws(DocumentKind::OrganizerCertificate, false), Err(Illegible::TooSmall));
        let card = page(640, 404, &[]);
        assert_eq!(judge(DocumentKind::LeaderIdentity, false, &[card]), Ok(vec![ScanPage::default()]));
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
        // A telephone writes 72 dots an inch into a photo of twelve megapixels: only pixels count.
        assert_eq!(told, Ok(vec![vec![Blurred, TooDark, LowResolution], vec![]]));
    }
}
