//! Segments of a scan batch: neighbouring pages of one case, and their comparison with their form.

use crate::{
    form::ApplicantKind,
    paper::{
        cut::{
            CONTRADICTIONS, CutLetter, EXTRA_PAGE, NO_FORM, NOTHING_BEHIND, OUT_OF_ORDER, UNREAD_CODE,
            case_of,
        },
        kind::Evidence,
        letter::UnmatchedReason,
        page::ScannedPage,
        printed_form::FormCode,
    },
};

/// The largest number of pages of one enclosed paper, such as the two sides of an identity card.
const PAGES_OF_A_PAPER: usize = 2;

/// A segment of a scan batch: neighbouring pages of one case, before they are compared with their form.
#[derive(Default)]
pub(super) struct Segment {
    pub(super) pages: Vec<ScannedPage>,
    /// True if the segment begins with a page that is taken for its form although it has no read code.
    presumed: bool,
    /// True if the last page of the segment was moved to the letter behind it.
    lent: bool,
}

pub(super) fn segments(pages: Vec<ScannedPage>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for page in pages {
        let opens = segments.last().is_none_or(|segment| segment.ends_before(&page));
        if opens {
            segments.push(Segment::default());
        }
        if let Some(segment) = segments.last_mut() {
            segment.pages.push(page);
        }
    }
    segments
}

/// Gives each letter that begins with its first separator the last uncoded page before it. That page is taken for the
/// missing form.
pub(super) fn lend_forms(segments: &mut [Segment]) {
    for behind in 1..segments.len() {
        let (before, rest) = segments.split_at_mut(behind);
        let (Some(before), Some(segment)) = (before.last_mut(), rest.first_mut()) else { continue };
        let starts = segment.pages.first().and_then(ScannedPage::form_pages).map(|(first, _)| first);
        if starts != Some(2) || segment.code().is_none() || before.is_of_two_cases() {
            continue;
        }
        let coded = before.pages.iter().rposition(|page| !page.codes.is_empty());
        let tail = coded.map_or(0, |coded| coded + 1);
        let plain = |pages: &[ScannedPage]| pages.iter().filter(|page| page.is_plain()).count();
        let lies_behind = before.pages.get(tail..).map_or(0, plain);
        let Some(place) = before.pages.iter().rposition(ScannedPage::is_plain).filter(|place| *place >= tail)
        else {
            continue;
        };
        let Some(page) = before.pages.get_mut(place) else { continue };
        page.flag(UNREAD_CODE);
        let unread = page.is_unread();
        // The only page behind a separator may also be the paper that the separator announces. The page then stays, and
        // both letters are held.
        let at = coded.and_then(|coded| before.pages.get(coded)?.form_pages()).map_or(1, |(_, at)| at);
        if unread || at <= 1 || lies_behind > 1 {
            let mut pages = before.pages.split_off(place);
            before.lent = !unread && coded.is_some();
            pages.append(&mut segment.pages);
            *segment = Segment { pages, presumed: true, lent: false };
        }
    }
}

impl Segment {
    /// Returns the first code of the segment, which identifies the case.
    fn code(&self) -> Option<FormCode> {
        self.pages.iter().find(|page| page.case().is_some())?.codes.first().copied()
    }

    fn is_of_two_cases(&self) -> bool {
        self.pages.iter().any(ScannedPage::is_of_two_cases)
    }

    /// Returns whether the segment ends before this page.
    fn ends_before(&self, page: &ScannedPage) -> bool {
        let before = self.pages.last();
        match page.form_pages() {
            _ if page.is_of_two_cases() => true,
            Some((first, _)) => {
                // A repeated code is the back of a page, through which the front shines, or a page that was scanned
                // twice.
                let again = before.is_some_and(|before| before.codes == page.codes);
                page.case() != self.code().as_ref().map(case_of) || (first <= 1 && !again)
            }
            // The end of a letter with the codes of two cases is unknown, so any page with content begins a new
            // segment.
            None => self.is_of_two_cases() && !page.is_blank(),
        }
    }

    /// Cuts the segment into letters and marks the pages that contradict their form.
    pub(super) fn letters(self) -> Vec<CutLetter> {
        match self.code() {
            _ if self.is_of_two_cases() => {
                vec![CutLetter { pages: self.pages, code: None, why: Some(UnmatchedReason::TwoCases) }]
            }
            None => without_code(self.pages),
            Some(code) => self.compared(code),
        }
    }

    /// Compares the segment with its form. Surplus pages behind its end become letters without a code.
    fn compared(mut self, code: FormCode) -> Vec<CutLetter> {
        let (end, complete) = self.laid_out(announced(&code));
        let mut tail = self.pages.split_off(end);
        // An unread code behind a complete letter begins the next letter and does not contradict this one.
        let clean = complete && tail.first().is_none_or(ScannedPage::is_unread);
        if !clean {
            for page in tail.iter_mut().filter(|page| page.is_plain()) {
                page.flag(EXTRA_PAGE);
            }
        }
        let found = |(flaw, _): &&(&str, UnmatchedReason)| self.pages.iter().any(|page| page.has(flaw));
        let why = match CONTRADICTIONS.iter().find(found) {
            _ if code.version != code.kind.version() => Some(UnmatchedReason::OlderForm),
            Some((_, UnmatchedReason::UnreadCode)) if self.pages.iter().any(|page| page.damaged) => {
                Some(UnmatchedReason::DamagedCode)
            }
            None | Some((_, UnmatchedReason::NoForm)) if self.lent || !(clean || tail.is_empty()) => {
                Some(UnmatchedReason::ExtraPages)
            }
            Some((_, why)) => Some(*why),
            None => None,
        };
        if why == Some(UnmatchedReason::OutOfOrder) {
            for page in self.pages.iter_mut().filter(|page| page.codes.is_empty()) {
                page.evidence = None;
            }
        }
        let mut letters = vec![CutLetter { pages: self.pages, code: Some(code), why }];
        letters.extend(without_code(tail));
        letters
    }

    /// Sets the evidence that each page shows, and marks the pages that contradict a form with `last` pages. Returns
    /// the index of the first surplus page behind the letter, and whether all pages that the form announces lie before
    /// it.
    fn laid_out(&mut self, last: u8) -> (usize, bool) {
        let coded = |page: &ScannedPage| !page.codes.is_empty();
        let final_code = self.pages.iter().rposition(coded).unwrap_or_default();
        let mut here = Here::default();
        let (mut before, mut alone) = (Vec::new(), Vec::new());
        let (mut end, mut newest) = (self.pages.len(), None);
        for (index, page) in self.pages.iter_mut().enumerate() {
            if let Some((first, until)) = page.form_pages() {
                if before != page.codes {
                    match here.read {
                        0 if first > 1 && !self.presumed => page.flag(NO_FORM),
                        0 => {}
                        read if first <= read => page.flag(OUT_OF_ORDER),
                        _ => {}
                    }
                    alone.extend(here.separator_alone());
                }
                // A form may share a page with one separator. If a page shows two separators, one of them has no paper
                // behind it.
                if page.codes.iter().filter(|code| code.page > 1).count() > 1 {
                    page.flag(NOTHING_BEHIND);
                }
                if until > last {
                    page.flag(OUT_OF_ORDER);
                }
                page.separator = first > 1;
                page.evidence = (first <= 1).then_some(Evidence::Form);
                here = Here { index, code: page.codes.last().copied(), read: until, at: until, behind: 0 };
                newest = None;
            } else if page.is_plain() && here.read == 0 {
                page.evidence = Some(Evidence::Form);
            } else if page.is_plain() {
                if page.is_unread() {
                    page.flag(UNREAD_CODE);
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
                    page.flag(EXTRA_PAGE);
                } else if here.at == here.read && !page.has(UNREAD_CODE) {
                    page.evidence = here.code.and_then(|code| code.evidence(ApplicantKind::Unit));
                }
                here.behind += 1;
                newest = Some(index);
            }
            before.clone_from(&page.codes);
        }
        alone.extend(here.separator_alone());
        for separator in alone {
            if let Some(page) = self.pages.get_mut(separator) {
                page.flag(NOTHING_BEHIND);
            }
        }
        // If a separator is missing, a second page may be the paper that this separator would announce.
        let second = newest.filter(|_| here.at < last && here.at == here.read && here.behind > 1);
        if let Some(page) = second.and_then(|second| self.pages.get_mut(second)) {
            page.flag(EXTRA_PAGE);
            page.evidence = None;
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
fn without_code(pages: Vec<ScannedPage>) -> Vec<CutLetter> {
    let mut letters: Vec<CutLetter> = Vec::new();
    for mut page in pages {
        let why = match page.is_unread() {
            true if page.damaged => UnmatchedReason::DamagedCode,
            true => UnmatchedReason::UnreadCode,
            false => UnmatchedReason::NoCode,
        };
        if why != UnmatchedReason::NoCode {
            page.flag(UNREAD_CODE);
        }
        let begun = letters.last_mut().filter(|letter| {
            why == UnmatchedReason::NoCode || letter.pages.iter().all(ScannedPage::is_blank)
        });
        match begun {
            Some(letter) if why == UnmatchedReason::NoCode => letter.pages.push(page),
            Some(letter) => {
                letter.pages.push(page);
                letter.why = Some(why);
            }
            None => letters.push(CutLetter { pages: vec![page], code: None, why: Some(why) }),
        }
    }
    letters
}

/// Returns the number of pages with a code that a form has. The number does not depend on the applicant.
fn announced(code: &FormCode) -> u8 {
    u8::try_from(code.kind.pages(ApplicantKind::Unit).len()).unwrap_or(u8::MAX)
}

/// Returns the largest number of pages that may follow page `at` of a form with `last` pages.
fn allowance(at: u8, last: u8) -> usize {
    match at {
        0 | 1 => 0,
        at if at < last => PAGES_OF_A_PAPER,
        _ => 1,
    }
}
