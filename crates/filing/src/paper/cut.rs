//! Cutting 分信 of a scan batch into letters. A letter begins with the first page of a form, or with a page of another
//! case than the page before.
//!
//! The code on a page names the page of the form, and the form states the number of the enclosed papers. If pages contradict their form,
//! their letter is held for a clerk and the pages are marked. A page with an unread code, or from a stranger's letter, therefore never
//! counts as evidence of the letter before it. If a whole stack makes sense only in another page order, the result names that order.

use crate::paper::{
    letter::{IncomingLetter, LetterState, UnmatchedReason},
    page::{PageFindings, ScannedPage, many},
    scan_batch::ScanBatch,
    stack_order::StackOrder,
};
use crate::{
    identifier::Reference,
    paper::printed_form::{FormCode, PrintedFormKind},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

mod segments;
use segments::{Segment, lend_forms, segments};

/// Flaw of a page: the picture shows nothing.
const BLANK: &str = "blank";
/// Flaw of a page: it could not be read at all.
pub const UNREADABLE: &str = "unreadable";
/// Flaw of a page: it may have a code of this bureau that was not read.
const UNREAD_CODE: &str = "unread_code";
/// Flaw of a page: its form does not announce it.
const EXTRA_PAGE: &str = "extra_page";
/// Flaw of a page: it does not lie in the place that its code names.
const OUT_OF_ORDER: &str = "out_of_order";
/// Flaw of a separator 隔页: the paper that it announces does not follow it.
const NOTHING_BEHIND: &str = "nothing_behind";
/// Flaw of a page: the first page of its form does not lie before it.
const NO_FORM: &str = "no_form";
/// The flaws that the neighbouring pages of a page reveal, and the reason for which each flaw holds the letter. The gravest flaw is the
/// first. A missing form is the last, because the bureau may have asked only for the enclosed papers.
const CONTRADICTIONS: [(&str, UnmatchedReason); 5] = [
    (OUT_OF_ORDER, UnmatchedReason::OutOfOrder),
    (UNREAD_CODE, UnmatchedReason::UnreadCode),
    (EXTRA_PAGE, UnmatchedReason::ExtraPages),
    (NOTHING_BEHIND, UnmatchedReason::NothingBehind),
    (NO_FORM, UnmatchedReason::NoForm),
];
/// The largest number of letters of a scan batch that can be put into another page order. All letters are saved in one
/// transaction, which has at most 100 items.
const MOST_LETTERS: usize = 98;

/// The letters that a scan batch was cut into.
#[derive(Debug)]
pub struct CutBatch {
    /// The letters, in order.
    pub letters: Vec<IncomingLetter>,
    /// The page order that makes more sense than the scanned one, if there is one. All letters are then held for a
    /// clerk.
    pub order: Option<StackOrder>,
}

/// Cuts a scan batch into letters. `found` has the reader's findings on each page, in the scanned order. Every letter still
/// waits; a letter without contradictions waits with [`UnmatchedReason::NotTaken`].
pub fn cut(batch: &ScanBatch, found: &[PageFindings], now: Timestamp) -> CutBatch {
    let pages: Vec<ScannedPage> =
        found.iter().enumerate().map(|(place, page)| ScannedPage::of(many(place + 1), page)).collect();
    let mut letters = split(pages.clone());
    let order = better(&pages, &letters);
    if order.is_some() {
        for letter in &mut letters {
            letter.why = Some(UnmatchedReason::WrongOrder);
        }
    }
    CutBatch { letters: incoming(batch, letters, now), order }
}

/// Cuts the pages of these letters again, in the given page order.
pub(super) fn cut_again(
    batch: &ScanBatch,
    letters: &[IncomingLetter],
    order: StackOrder,
    now: Timestamp,
) -> Vec<IncomingLetter> {
    let mut pages: Vec<ScannedPage> =
        letters.iter().flat_map(|letter| &letter.pages).map(ScannedPage::scanned).collect();
    pages.sort_by_key(|page| page.page);
    incoming(batch, split(order.applied(pages)), now)
}

fn incoming(batch: &ScanBatch, letters: Vec<CutLetter>, now: Timestamp) -> Vec<IncomingLetter> {
    let letter = |(index, letter): (usize, CutLetter)| IncomingLetter {
        pages: letter.pages,
        ..batch.letter(
            index + 1,
            letter.code,
            LetterState::Waiting { reason: letter.why.unwrap_or(UnmatchedReason::NotTaken) },
            now,
        )
    };
    letters.into_iter().enumerate().map(letter).collect()
}

/// Returns the page order with clearly fewer contradictions than the scanned one, if there is exactly one.
fn better(pages: &[ScannedPage], scanned: &[CutLetter]) -> Option<StackOrder> {
    let faults = contradictions(scanned);
    // One missing or surplus page causes a single contradiction in every order, so it does not speak for another order.
    if faults < 2 || scanned.len() > MOST_LETTERS {
        return None;
    }
    let mut tried: Vec<(usize, StackOrder, BTreeSet<Vec<u16>>)> = Vec::new();
    for order in StackOrder::all() {
        let letters = split(order.applied(pages.to_vec()));
        let pages = letters.iter().map(|letter| places(&letter.pages)).collect();
        if letters.len() <= MOST_LETTERS {
            tried.push((contradictions(&letters), order, pages));
        }
    }
    let (least, order, pages) = tried.iter().min_by_key(|(count, ..)| count)?;
    // Equally good orders must give the same letters and may only place them differently within the stack.
    let one = tried.iter().filter(|(count, ..)| count == least).all(|(.., other)| other == pages);
    (one && least * 3 <= faults).then_some(*order)
}

fn places(pages: &[ScannedPage]) -> Vec<u16> {
    pages.iter().map(|page| page.page).collect()
}

/// Counts the pages that lie where no form announces them. An unread code does not count, because it is the same in
/// every order.
fn contradictions(letters: &[CutLetter]) -> usize {
    let count = |letter: &CutLetter| {
        let nobodys = letter.code.is_none() && letter.why != Some(UnmatchedReason::TwoCases);
        let is_one = |page: &&ScannedPage| {
            let flawed = CONTRADICTIONS
                .iter()
                .any(|(flaw, why)| *why != UnmatchedReason::UnreadCode && page.has(flaw));
            flawed || (nobodys && !page.is_blank() && !page.is_unread())
        };
        letter.pages.iter().filter(is_one).count()
    };
    letters.iter().map(count).sum()
}

impl ScannedPage {
    /// Makes a page of a letter from the findings of the reader.
    fn of(page: u16, found: &PageFindings) -> ScannedPage {
        let mut page = ScannedPage {
            page,
            codes: found.codes.clone(),
            near: found.near,
            damaged: found.damaged,
            flaws: found.flaws.clone(),
            dpi: found.dpi,
            size: found.size,
            sha256: found.sha256.clone(),
            ..ScannedPage::default()
        };
        page.codes.sort_by_key(|code| code.page);
        if found.blank && !page.has(UNREADABLE) {
            page.flag(BLANK);
        }
        page
    }

    /// Returns the page as it was read, without the findings that came from neighbouring pages.
    fn scanned(&self) -> ScannedPage {
        let mut page =
            ScannedPage { evidence: None, marked_by_clerk: false, separator: false, ..self.clone() };
        page.flaws.retain(|flaw| CONTRADICTIONS.iter().all(|(one, _)| flaw != one));
        page
    }

    fn has(&self, flaw: &str) -> bool {
        self.flaws.iter().any(|one| one == flaw)
    }

    fn flag(&mut self, flaw: &str) {
        if !self.has(flaw) {
            self.flaws.push(flaw.to_owned());
        }
    }

    /// Returns whether the page may have a code of this bureau that was not read.
    fn is_unread(&self) -> bool {
        self.codes.is_empty() && (self.near || self.damaged || self.has(UNREADABLE))
    }

    fn is_blank(&self) -> bool {
        self.codes.is_empty() && self.has(BLANK) && !self.is_unread()
    }

    /// Returns whether the page shows something but has no code that was read.
    fn is_plain(&self) -> bool {
        self.codes.is_empty() && !self.is_blank()
    }

    /// Returns the case that the codes of the page name; `None` if the page has no code or the codes of two cases.
    fn case(&self) -> Option<(PrintedFormKind, Reference)> {
        let case = self.codes.first().map(case_of)?;
        self.codes.iter().all(|code| case_of(code) == case).then_some(case)
    }

    fn is_of_two_cases(&self) -> bool {
        !self.codes.is_empty() && self.case().is_none()
    }

    /// Returns the numbers of the first and the last page of the form that the scanned page shows.
    fn form_pages(&self) -> Option<(u8, u8)> {
        Some((self.codes.first()?.page, self.codes.last()?.page))
    }
}

fn case_of(code: &FormCode) -> (PrintedFormKind, Reference) {
    (code.kind, code.reference)
}

/// A letter before it gets its identifier.
struct CutLetter {
    pages: Vec<ScannedPage>,
    code: Option<FormCode>,
    /// The reason for which the letter is held; `None` if nothing contradicts it.
    why: Option<UnmatchedReason>,
}

fn split(pages: Vec<ScannedPage>) -> Vec<CutLetter> {
    let mut segments = segments(pages);
    lend_forms(&mut segments);
    segments.retain(|segment| !segment.pages.is_empty());
    let mut letters: Vec<CutLetter> = segments.into_iter().flat_map(Segment::letters).collect();
    hold_scattered(&mut letters);
    letters
}

/// Holds all letters of a case if its pages lie in several letters of one scan batch and one of them is held.
fn hold_scattered(letters: &mut [CutLetter]) {
    let cases: Vec<_> = letters.iter().filter_map(|letter| letter.code.as_ref().map(case_of)).collect();
    for case in cases {
        let of_case = |letter: &&mut CutLetter| letter.code.as_ref().map(case_of) == Some(case);
        let (mut many, mut held) = (0, false);
        for letter in letters.iter_mut().filter(of_case) {
            many += 1;
            held |= !matches!(letter.why, None | Some(UnmatchedReason::OlderForm));
        }
        if many < 2 || !held {
            continue;
        }
        let scattered = letters.iter_mut().filter(of_case);
        for letter in scattered.filter(|letter| matches!(letter.why, None | Some(UnmatchedReason::NoForm))) {
            letter.why = Some(UnmatchedReason::OutOfOrder);
            if let Some(page) = letter.pages.first_mut() {
                page.flag(OUT_OF_ORDER);
            }
        }
    }
}
