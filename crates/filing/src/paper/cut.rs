//! Cutting 分信 of a scan batch into letters. A letter begins with the first page of a form, or with a page of another
//! case than the page before.
//!
//! The code on a page says which page of its form it is, and the form says how many papers are enclosed. If pages
//! contradict their form, their letter is held for a clerk and the pages are marked. A page with an unread code, or
//! from a stranger's letter, therefore never counts as evidence of the letter before it. If a whole stack makes sense
//! only in another page order, the result names that order.

use crate::paper::{
    letter::{IncomingLetter, LetterState, UnmatchedReason},
    page::{PageFound, ScannedPage, many},
    scan_batch::ScanBatch,
    stack_order::StackOrder,
};
use crate::{
    form::Applicant,
    identifier::Reference,
    paper::{
        kind::Evidence,
        printed_form::{FormCode, FormKind},
    },
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Flaw of a page: the picture shows nothing.
const BLANK: &str = "blank";
/// Flaw of a page: it could not be read at all.
pub const UNREADABLE: &str = "unreadable";
/// Flaw of a page: it may have a code of this office that was not read.
const UNREAD_CODE: &str = "unread_code";
/// Flaw of a page: its form does not announce it.
const EXTRA_PAGE: &str = "extra_page";
/// Flaw of a page: it does not lie where its code says.
const OUT_OF_ORDER: &str = "out_of_order";
/// Flaw of a separator 隔页: the paper that it announces does not follow it.
const NOTHING_BEHIND: &str = "nothing_behind";
/// Flaw of a page: the first page of its form does not lie before it.
const NO_FORM: &str = "no_form";
/// The flaws that the neighbouring pages of a page reveal, and the reason for which each flaw holds the letter. The
/// gravest flaw stands first. A missing form stands last, because the bureau may have asked only for the enclosed
/// papers.
const CONTRADICTIONS: [(&str, UnmatchedReason); 5] = [
    (OUT_OF_ORDER, UnmatchedReason::OutOfOrder),
    (UNREAD_CODE, UnmatchedReason::UnreadCode),
    (EXTRA_PAGE, UnmatchedReason::ExtraPages),
    (NOTHING_BEHIND, UnmatchedReason::NothingBehind),
    (NO_FORM, UnmatchedReason::NoForm),
];
/// The largest number of pages of one enclosed paper, such as the two sides of an identity card.
const PAGES_OF_A_PAPER: usize = 2;
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

/// Cuts a scan batch into letters.
pub fn cut(batch: &ScanBatch, found: &[PageFound], now: Timestamp) -> CutBatch {
    let sheets: Vec<ScannedPage> =
        found.iter().enumerate().map(|(place, page)| ScannedPage::of(many(place + 1), page)).collect();
    let mut letters = split(sheets.clone());
    let order = better(&sheets, &letters);
    if order.is_some() {
        for letter in &mut letters {
            letter.why = UnmatchedReason::WrongOrder;
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
    let mut sheets: Vec<ScannedPage> =
        letters.iter().flat_map(|letter| &letter.pages).map(ScannedPage::scanned).collect();
    sheets.sort_by_key(|sheet| sheet.page);
    incoming(batch, split(order.applied(sheets)), now)
}

fn incoming(batch: &ScanBatch, letters: Vec<CutLetter>, now: Timestamp) -> Vec<IncomingLetter> {
    let letter = |(index, letter): (usize, CutLetter)| IncomingLetter {
        pages: letter.sheets,
        ..batch.letter(index + 1, letter.code, LetterState::Waiting { reason: letter.why }, now)
    };
    letters.into_iter().enumerate().map(letter).collect()
}

/// Returns the page order with clearly fewer contradictions than the scanned one, if there is exactly one.
fn better(sheets: &[ScannedPage], scanned: &[CutLetter]) -> Option<StackOrder> {
    let faults = contradictions(scanned);
    // One missing or surplus page causes a single contradiction in every order, so it does not speak for another order.
    if faults < 2 || scanned.len() > MOST_LETTERS {
        return None;
    }
    let mut tried: Vec<(usize, StackOrder, BTreeSet<Vec<u16>>)> = Vec::new();
    for order in StackOrder::all() {
        let letters = split(order.applied(sheets.to_vec()));
        let pages = letters.iter().map(|letter| places(&letter.sheets)).collect();
        if letters.len() <= MOST_LETTERS {
            tried.push((contradictions(&letters), order, pages));
        }
    }
    let (least, order, pages) = tried.iter().min_by_key(|(count, ..)| count)?;
    // Equally good orders must give the same letters and may only place them differently within the stack.
    let one = tried.iter().filter(|(count, ..)| count == least).all(|(.., other)| other == pages);
    (one && least * 3 <= faults).then_some(*order)
}

fn places(sheets: &[ScannedPage]) -> Vec<u16> {
    sheets.iter().map(|sheet| sheet.page).collect()
}

/// Counts the pages that lie where no form announces them. An unread code does not count, because it is the same in
/// every order.
fn contradictions(letters: &[CutLetter]) -> usize {
    let count = |letter: &CutLetter| {
        let nobodys = letter.code.is_none() && letter.why != UnmatchedReason::TwoCases;
        let is_one = |sheet: &&ScannedPage| {
            let flawed = CONTRADICTIONS
                .iter()
                .any(|(flaw, why)| *why != UnmatchedReason::UnreadCode && sheet.has(flaw));
            flawed || (nobodys && !sheet.is_blank() && !sheet.is_unread())
        };
        letter.sheets.iter().filter(is_one).count()
    };
    letters.iter().map(count).sum()
}

impl ScannedPage {
    /// Makes a page of a letter from the findings of the reader.
    fn of(page: u16, found: &PageFound) -> ScannedPage {
        let mut sheet = ScannedPage {
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
        sheet.codes.sort_by_key(|code| code.page);
        if found.blank && !sheet.has(UNREADABLE) {
            sheet.flag(BLANK);
        }
        sheet
    }

    /// Returns the page as it was read, without the findings that came from neighbouring pages.
    fn scanned(&self) -> ScannedPage {
        let mut sheet =
            ScannedPage { evidence: None, marked_by_clerk: false, separator: false, ..self.clone() };
        sheet.flaws.retain(|flaw| CONTRADICTIONS.iter().all(|(one, _)| flaw != one));
        sheet
    }

    fn has(&self, flaw: &str) -> bool {
        self.flaws.iter().any(|one| one == flaw)
    }

    fn flag(&mut self, flaw: &str) {
        if !self.has(flaw) {
            self.flaws.push(flaw.to_owned());
        }
    }

    /// Returns whether the page may have a code of this office that was not read.
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
    fn case(&self) -> Option<(FormKind, Reference)> {
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

fn case_of(code: &FormCode) -> (FormKind, Reference) {
    (code.kind, code.reference)
}

/// Returns the number of pages with a code that a form has. The number does not depend on the applicant.
fn announced(code: &FormCode) -> u8 {
    u8::try_from(code.kind.pages(Applicant::Unit).len()).unwrap_or(u8::MAX)
}

/// Returns the largest number of pages that may follow page `at` of a form with `last` pages.
fn allowance(at: u8, last: u8) -> usize {
    match at {
        0 | 1 => 0,
        at if at < last => PAGES_OF_A_PAPER,
        _ => 1,
    }
}

/// A segment of a scan batch: neighbouring pages of one case, before they are compared with their form.
#[derive(Default)]
struct Segment {
    sheets: Vec<ScannedPage>,
    /// True if the segment begins with a page that is taken for its form although it has no read code.
    presumed: bool,
    /// True if the last page of the segment was moved to the letter behind it.
    lent: bool,
}

/// A letter and the reason for which it is held. [`UnmatchedReason::NotTaken`] means that nothing contradicts the letter.
struct CutLetter {
    sheets: Vec<ScannedPage>,
    code: Option<FormCode>,
    why: UnmatchedReason,
}

fn split(sheets: Vec<ScannedPage>) -> Vec<CutLetter> {
    let mut segments = segments(sheets);
    lend_forms(&mut segments);
    segments.retain(|segment| !segment.sheets.is_empty());
    let mut letters: Vec<CutLetter> = segments.into_iter().flat_map(Segment::letters).collect();
    hold_scattered(&mut letters);
    letters
}

fn segments(sheets: Vec<ScannedPage>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for sheet in sheets {
        let opens = segments.last().is_none_or(|segment| segment.ends_before(&sheet));
        if opens {
            segments.push(Segment::default());
        }
        if let Some(segment) = segments.last_mut() {
            segment.sheets.push(sheet);
        }
    }
    segments
}

/// Gives each letter that begins with its first separator the last uncoded page before it. That page is taken for the
/// missing form.
fn lend_forms(segments: &mut [Segment]) {
    for behind in 1..segments.len() {
        let (before, rest) = segments.split_at_mut(behind);
        let (Some(before), Some(segment)) = (before.last_mut(), rest.first_mut()) else { continue };
        let starts = segment.sheets.first().and_then(ScannedPage::form_pages).map(|(first, _)| first);
        if starts != Some(2) || segment.code().is_none() || before.is_of_two_cases() {
            continue;
        }
        let coded = before.sheets.iter().rposition(|sheet| !sheet.codes.is_empty());
        let tail = coded.map_or(0, |coded| coded + 1);
        let plain = |sheets: &[ScannedPage]| sheets.iter().filter(|sheet| sheet.is_plain()).count();
        let lies_behind = before.sheets.get(tail..).map_or(0, plain);
        let Some(place) =
            before.sheets.iter().rposition(ScannedPage::is_plain).filter(|place| *place >= tail)
        else {
            continue;
        };
        let Some(page) = before.sheets.get_mut(place) else { continue };
        page.flag(UNREAD_CODE);
        let unread = page.is_unread();
        // The only page behind a separator may also be the paper that the separator announces. The page then stays, and
        // both letters are held.
        let at = coded.and_then(|coded| before.sheets.get(coded)?.form_pages()).map_or(1, |(_, at)| at);
        if unread || at <= 1 || lies_behind > 1 {
            let mut sheets = before.sheets.split_off(place);
            before.lent = !unread && coded.is_some();
            sheets.append(&mut segment.sheets);
            *segment = Segment { sheets, presumed: true, lent: false };
        }
    }
}

/// Holds all letters of a case if its pages lie in several letters of one scan batch and one of them is held.
fn hold_scattered(letters: &mut [CutLetter]) {
    let cases: Vec<_> = letters.iter().filter_map(|letter| letter.code.as_ref().map(case_of)).collect();
    for case in cases {
        let of_case = |letter: &&mut CutLetter| letter.code.as_ref().map(case_of) == Some(case);
        let (mut many, mut held) = (0, false);
        for letter in letters.iter_mut().filter(of_case) {
            many += 1;
            held |= !matches!(letter.why, UnmatchedReason::NotTaken | UnmatchedReason::OlderForm);
        }
        if many < 2 || !held {
            continue;
        }
        let scattered = letters.iter_mut().filter(of_case);
        for letter in scattered
            .filter(|letter| matches!(letter.why, UnmatchedReason::NotTaken | UnmatchedReason::NoForm))
        {
            letter.why = UnmatchedReason::OutOfOrder;
            if let Some(sheet) = letter.sheets.first_mut() {
                sheet.flag(OUT_OF_ORDER);
            }
        }
    }
}

impl Segment {
    /// Returns the first code of the segment, which identifies the case.
    fn code(&self) -> Option<FormCode> {
        self.sheets.iter().find(|sheet| sheet.case().is_some())?.codes.first().copied()
    }

    fn is_of_two_cases(&self) -> bool {
        self.sheets.iter().any(ScannedPage::is_of_two_cases)
    }

    /// Returns whether the segment ends before this page.
    fn ends_before(&self, sheet: &ScannedPage) -> bool {
        let before = self.sheets.last();
        match sheet.form_pages() {
            _ if sheet.is_of_two_cases() => true,
            Some((first, _)) => {
                // A repeated code is the back of a sheet, through which the front shines, or a sheet that was scanned
                // twice.
                let again = before.is_some_and(|before| before.codes == sheet.codes);
                sheet.case() != self.code().as_ref().map(case_of) || (first <= 1 && !again)
            }
            // The end of a letter with the codes of two cases is unknown, so any page with content begins a new
            // segment.
            None => self.is_of_two_cases() && !sheet.is_blank(),
        }
    }

    /// Cuts the segment into letters and marks the pages that contradict their form.
    fn letters(self) -> Vec<CutLetter> {
        match self.code() {
            _ if self.is_of_two_cases() => {
                vec![CutLetter { sheets: self.sheets, code: None, why: UnmatchedReason::TwoCases }]
            }
            None => without_code(self.sheets),
            Some(code) => self.compared(code),
        }
    }

    /// Compares the segment with its form. Surplus pages behind its end become letters without a code.
    fn compared(mut self, code: FormCode) -> Vec<CutLetter> {
        let (end, complete) = self.laid_out(announced(&code));
        let mut tail = self.sheets.split_off(end);
        // An unread code behind a complete letter begins the next letter and does not contradict this one.
        let clean = complete && tail.first().is_none_or(ScannedPage::is_unread);
        if !clean {
            for sheet in tail.iter_mut().filter(|sheet| sheet.is_plain()) {
                sheet.flag(EXTRA_PAGE);
            }
        }
        let found = |(flaw, _): &&(&str, UnmatchedReason)| self.sheets.iter().any(|sheet| sheet.has(flaw));
        let why = match CONTRADICTIONS.iter().find(found) {
            _ if code.version != code.kind.version() => UnmatchedReason::OlderForm,
            Some((_, UnmatchedReason::UnreadCode)) if self.sheets.iter().any(|sheet| sheet.damaged) => {
                UnmatchedReason::DamagedCode
            }
            None | Some((_, UnmatchedReason::NoForm)) if self.lent || !(clean || tail.is_empty()) => {
                UnmatchedReason::ExtraPages
            }
            Some((_, why)) => *why,
            None => UnmatchedReason::NotTaken,
        };
        if why == UnmatchedReason::OutOfOrder {
            for sheet in self.sheets.iter_mut().filter(|sheet| sheet.codes.is_empty()) {
                sheet.evidence = None;
            }
        }
        let mut letters = vec![CutLetter { sheets: self.sheets, code: Some(code), why }];
        letters.extend(without_code(tail));
        letters
    }

    /// Sets the evidence that each page shows, and marks the pages that contradict a form with `last` pages. Returns
    /// the index of the first surplus page behind the letter, and whether all pages that the form announces lie before
    /// it.
    fn laid_out(&mut self, last: u8) -> (usize, bool) {
        let coded = |sheet: &ScannedPage| !sheet.codes.is_empty();
        let final_code = self.sheets.iter().rposition(coded).unwrap_or_default();
        let mut here = Here::default();
        let (mut before, mut alone) = (Vec::new(), Vec::new());
        let (mut end, mut newest) = (self.sheets.len(), None);
        for (index, sheet) in self.sheets.iter_mut().enumerate() {
            if let Some((first, until)) = sheet.form_pages() {
                if before != sheet.codes {
                    match here.read {
                        0 if first > 1 && !self.presumed => sheet.flag(NO_FORM),
                        0 => {}
                        read if first <= read => sheet.flag(OUT_OF_ORDER),
                        _ => {}
                    }
                    alone.extend(here.separator_alone());
                }
                // A form may share a page with one separator. If a page shows two separators, one of them has no paper
                // behind it.
                if sheet.codes.iter().filter(|code| code.page > 1).count() > 1 {
                    sheet.flag(NOTHING_BEHIND);
                }
                if until > last {
                    sheet.flag(OUT_OF_ORDER);
                }
                sheet.separator = first > 1;
                sheet.evidence = (first <= 1).then_some(Evidence::Form);
                here = Here { index, code: sheet.codes.last().copied(), read: until, at: until, behind: 0 };
                newest = None;
            } else if sheet.is_plain() && here.read == 0 {
                sheet.evidence = Some(Evidence::Form);
            } else if sheet.is_plain() {
                if sheet.is_unread() {
                    sheet.flag(UNREAD_CODE);
                    // The page with the unread code may be the next separator.
                    if here.at < last && (here.behind > 0 || here.at <= 1) {
                        (here.at, here.behind) = (here.at + 1, 0);
                        before = Vec::new();
                        continue;
                    }
                }
                if here.behind >= allowance(here.at, last) {
                    if index > final_code {
                        end = index;
                        break;
                    }
                    sheet.flag(EXTRA_PAGE);
                } else if here.at == here.read && !sheet.has(UNREAD_CODE) {
                    sheet.evidence = here.code.and_then(|code| code.evidence(Applicant::Unit));
                }
                here.behind += 1;
                newest = Some(index);
            }
            before.clone_from(&sheet.codes);
        }
        alone.extend(here.separator_alone());
        for separator in alone {
            if let Some(sheet) = self.sheets.get_mut(separator) {
                sheet.flag(NOTHING_BEHIND);
            }
        }
        // If a separator is missing, a second page may be the paper that this separator would announce.
        let second = newest.filter(|_| here.at < last && here.at == here.read && here.behind > 1);
        if let Some(sheet) = second.and_then(|second| self.sheets.get_mut(second)) {
            sheet.flag(EXTRA_PAGE);
            sheet.evidence = None;
        }
        (end, here.at == last && (last == 1 || here.behind > 0))
    }
}

/// The present place in the reading of a letter's pages.
#[derive(Default)]
struct Here {
    /// Index of the form's page that was read last; `code` is the code on it.
    index: usize,
    code: Option<FormCode>,
    /// Number of that page in the form; 0 before the first one.
    read: u8,
    /// Number of the form's page that lies before the present place. Pages with an unread code count too.
    at: u8,
    /// The number of pages behind that page of the form.
    behind: usize,
}

impl Here {
    /// Returns the index of the last separator if no paper lies behind it.
    fn separator_alone(&self) -> Option<usize> {
        (self.read > 1 && self.at == self.read && self.behind == 0).then_some(self.index)
    }
}

/// Makes letters of pages without a read code. Each page that may have a code begins a letter.
fn without_code(sheets: Vec<ScannedPage>) -> Vec<CutLetter> {
    let mut letters: Vec<CutLetter> = Vec::new();
    for mut sheet in sheets {
        let why = match sheet.is_unread() {
            true if sheet.damaged => UnmatchedReason::DamagedCode,
            true => UnmatchedReason::UnreadCode,
            false => UnmatchedReason::NoCode,
        };
        if why != UnmatchedReason::NoCode {
            sheet.flag(UNREAD_CODE);
        }
        let begun = letters.last_mut().filter(|letter| {
            why == UnmatchedReason::NoCode || letter.sheets.iter().all(ScannedPage::is_blank)
        });
        match begun {
            Some(letter) if why == UnmatchedReason::NoCode => letter.sheets.push(sheet),
            Some(letter) => {
                letter.sheets.push(sheet);
                letter.why = why;
            }
            None => letters.push(CutLetter { sheets: vec![sheet], code: None, why }),
        }
    }
    letters
}
