//! Cutting a pile into letters 分信: each begins with a form's first page, or with a page of another case than the one before.
//!
//! Each code says which page of its form it is, and a form says how many papers it announces. Pages that contradict that hold their letter
//! for a clerk, with the pages marked: a page whose code nobody read, or a stranger's letter, is never counted as evidence of the letter
//! before it. A whole stack that makes sense only in another order says which.

use crate::paper::{
    letter::{Piece, PieceState, Why},
    page::{PageFound, PieceSheet, many},
    scan_batch::ScanFile,
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

/// The picture shows nothing.
const BLANK: &str = "blank";
/// The page could not be read at all.
pub const UNREADABLE: &str = "unreadable";
/// The page may have a code of ours, which was not read.
const UNREAD_CODE: &str = "unread_code";
/// The page is more than the form announces.
const EXTRA_PAGE: &str = "extra_page";
/// The page lies before or after where its code says.
const OUT_OF_ORDER: &str = "out_of_order";
/// The paper that the page announces does not lie behind it.
const NOTHING_BEHIND: &str = "nothing_behind";
/// The form's first page does not lie before it.
const NO_FORM: &str = "no_form";
/// The flaws of a page that the pages around it show, the gravest first: papers without their form may be all that was asked for.
const CONTRADICTIONS: [(&str, Why); 5] = [
    (OUT_OF_ORDER, Why::OutOfOrder),
    (UNREAD_CODE, Why::UnreadCode),
    (EXTRA_PAGE, Why::ExtraPages),
    (NOTHING_BEHIND, Why::NothingBehind),
    (NO_FORM, Why::NoForm),
];
/// A copy of one paper has at most so many pages, as both sides of an identity card.
const PAGES_OF_A_PAPER: usize = 2;
/// A file of more letters than this is not put into another order: they are saved in one transaction, which takes a hundred items.
const MOST_LETTERS: usize = 98;

/// The letters that a pile was cut into.
#[derive(Debug)]
pub struct Cut {
    /// They themselves, in order.
    pub pieces: Vec<Piece>,
    /// The order in which the pages make more sense than as they were scanned: then all letters are held.
    pub order: Option<StackOrder>,
}

/// Cuts a pile into letters.
pub fn cut(file: &ScanFile, found: &[PageFound], now: Timestamp) -> Cut {
    let sheets: Vec<PieceSheet> =
        found.iter().enumerate().map(|(place, page)| PieceSheet::of(many(place + 1), page)).collect();
    let mut letters = letters(sheets.clone());
    let order = better(&sheets, &letters);
    if order.is_some() {
        for letter in &mut letters {
            letter.why = Why::WrongOrder;
        }
    }
    Cut { pieces: pieces(file, letters, now), order }
}

/// Cuts the pages of these letters once more, in this order.
pub(super) fn cut_again(file: &ScanFile, pieces: &[Piece], order: StackOrder, now: Timestamp) -> Vec<Piece> {
    let mut sheets: Vec<PieceSheet> =
        pieces.iter().flat_map(|piece| &piece.sheets).map(PieceSheet::scanned).collect();
    sheets.sort_by_key(|sheet| sheet.page);
    self::pieces(file, letters(order.applied(sheets)), now)
}

fn pieces(file: &ScanFile, letters: Vec<Letter>, now: Timestamp) -> Vec<Piece> {
    let piece = |(index, letter): (usize, Letter)| Piece {
        sheets: letter.sheets,
        ..file.piece(index + 1, letter.code, PieceState::Waiting { why: letter.why }, now)
    };
    letters.into_iter().enumerate().map(piece).collect()
}

/// The one order, if any, in which the pages contradict each other clearly less than as they were scanned.
fn better(sheets: &[PieceSheet], scanned: &[Letter]) -> Option<StackOrder> {
    let faults = contradictions(scanned);
    // A page that is simply missing, or one too many, is a single contradiction in every order.
    if faults < 2 || scanned.len() > MOST_LETTERS {
        return None;
    }
    let mut tried: Vec<(usize, StackOrder, BTreeSet<Vec<u16>>)> = Vec::new();
    for order in StackOrder::all() {
        let letters = letters(order.applied(sheets.to_vec()));
        let pages = letters.iter().map(|letter| places(&letter.sheets)).collect();
        if letters.len() <= MOST_LETTERS {
            tried.push((contradictions(&letters), order, pages));
        }
    }
    let (least, order, pages) = tried.iter().min_by_key(|(count, ..)| count)?;
    // Of orders that are as good, the letters must be the same: only one of them lies elsewhere in the stack.
    let one = tried.iter().filter(|(count, ..)| count == least).all(|(.., other)| other == pages);
    (one && least * 3 <= faults).then_some(*order)
}

fn places(sheets: &[PieceSheet]) -> Vec<u16> {
    sheets.iter().map(|sheet| sheet.page).collect()
}

/// Pages that lie where no form announces them. A code that was not read is the same in every order.
fn contradictions(letters: &[Letter]) -> usize {
    let count = |letter: &Letter| {
        let nobodys = letter.code.is_none() && letter.why != Why::TwoCases;
        let is_one = |sheet: &&PieceSheet| {
            let flawed = CONTRADICTIONS.iter().any(|(flaw, why)| *why != Why::UnreadCode && sheet.has(flaw));
            flawed || (nobodys && !sheet.is_blank() && !sheet.is_unread())
        };
        letter.sheets.iter().filter(is_one).count()
    };
    letters.iter().map(count).sum()
}

impl PieceSheet {
    /// A page as it was read.
    fn of(page: u16, found: &PageFound) -> PieceSheet {
        let mut sheet = PieceSheet {
            page,
            codes: found.codes.clone(),
            near: found.near,
            damaged: found.damaged,
            flaws: found.flaws.clone(),
            dpi: found.dpi,
            size: found.size,
            sha256: found.sha256.clone(),
            ..PieceSheet::default()
        };
        sheet.codes.sort_by_key(|code| code.page);
        if found.blank && !sheet.has(UNREADABLE) {
            sheet.flag(BLANK);
        }
        sheet
    }

    /// It as it was read, without what was found by the pages around it.
    fn scanned(&self) -> PieceSheet {
        let mut sheet = PieceSheet { evidence: None, said: false, separator: false, ..self.clone() };
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

    /// Whether it may have a code of ours that nobody read.
    fn is_unread(&self) -> bool {
        self.codes.is_empty() && (self.near || self.damaged || self.has(UNREADABLE))
    }

    fn is_blank(&self) -> bool {
        self.codes.is_empty() && self.has(BLANK) && !self.is_unread()
    }

    /// Whether it has something on it, and no code that was read.
    fn is_plain(&self) -> bool {
        self.codes.is_empty() && !self.is_blank()
    }

    /// The case that its codes name; `None` where it has no code, or those of two cases.
    fn case(&self) -> Option<(FormKind, Reference)> {
        let case = self.codes.first().map(case_of)?;
        self.codes.iter().all(|code| case_of(code) == case).then_some(case)
    }

    fn is_of_two_cases(&self) -> bool {
        !self.codes.is_empty() && self.case().is_none()
    }

    /// The first and the last of the form's pages that it shows.
    fn form_pages(&self) -> Option<(u8, u8)> {
        Some((self.codes.first()?.page, self.codes.last()?.page))
    }
}

fn case_of(code: &FormCode) -> (FormKind, Reference) {
    (code.kind, code.reference)
}

/// How many pages with a code a form has, whoever signs it.
fn announced(code: &FormCode) -> u8 {
    u8::try_from(code.kind.pages(Applicant::Unit).len()).unwrap_or(u8::MAX)
}

/// The most pages that may lie behind this page of a form.
fn allowance(at: u8, last: u8) -> usize {
    match at {
        0 | 1 => 0,
        at if at < last => PAGES_OF_A_PAPER,
        _ => 1,
    }
}

/// Pages that lie together, before it is asked whether they are what their form announces.
#[derive(Default)]
struct Segment {
    sheets: Vec<PieceSheet>,
    /// Whether it begins with what is taken for its form, though no code says so.
    presumed: bool,
    /// Whether its last page went to the letter behind it.
    lent: bool,
}

/// A letter, and why it is held; [`Why::NotTaken`] where nothing speaks against it.
struct Letter {
    sheets: Vec<PieceSheet>,
    code: Option<FormCode>,
    why: Why,
}

fn letters(sheets: Vec<PieceSheet>) -> Vec<Letter> {
    let mut segments = segments(sheets);
    lend_forms(&mut segments);
    segments.retain(|segment| !segment.sheets.is_empty());
    let mut letters: Vec<Letter> = segments.into_iter().flat_map(Segment::letters).collect();
    hold_scattered(&mut letters);
    letters
}

fn segments(sheets: Vec<PieceSheet>) -> Vec<Segment> {
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

/// A letter that begins with the first paper has lost its form: the page before it, if nobody read a code on it.
fn lend_forms(segments: &mut [Segment]) {
    for behind in 1..segments.len() {
        let (before, rest) = segments.split_at_mut(behind);
        let (Some(before), Some(segment)) = (before.last_mut(), rest.first_mut()) else { continue };
        let starts = segment.sheets.first().and_then(PieceSheet::form_pages).map(|(first, _)| first);
        if starts != Some(2) || segment.code().is_none() || before.is_of_two_cases() {
            continue;
        }
        let coded = before.sheets.iter().rposition(|sheet| !sheet.codes.is_empty());
        let tail = coded.map_or(0, |coded| coded + 1);
        let plain = |sheets: &[PieceSheet]| sheets.iter().filter(|sheet| sheet.is_plain()).count();
        let lies_behind = before.sheets.get(tail..).map_or(0, plain);
        let Some(place) = before.sheets.iter().rposition(PieceSheet::is_plain).filter(|place| *place >= tail)
        else {
            continue;
        };
        let Some(page) = before.sheets.get_mut(place) else { continue };
        page.flag(UNREAD_CODE);
        let unread = page.is_unread();
        // The only page behind a separator may as well be the paper that this announces: both letters are held, and it stays.
        let at = coded.and_then(|coded| before.sheets.get(coded)?.form_pages()).map_or(1, |(_, at)| at);
        if unread || at <= 1 || lies_behind > 1 {
            let mut sheets = before.sheets.split_off(place);
            before.lent = !unread && coded.is_some();
            sheets.append(&mut segment.sheets);
            *segment = Segment { sheets, presumed: true, lent: false };
        }
    }
}

/// A case whose pages lie in several letters of one pile, one of them held, is held as a whole.
fn hold_scattered(letters: &mut [Letter]) {
    let cases: Vec<_> = letters.iter().filter_map(|letter| letter.code.as_ref().map(case_of)).collect();
    for case in cases {
        let of_case = |letter: &&mut Letter| letter.code.as_ref().map(case_of) == Some(case);
        let (mut many, mut held) = (0, false);
        for letter in letters.iter_mut().filter(of_case) {
            many += 1;
            held |= !matches!(letter.why, Why::NotTaken | Why::OlderForm);
        }
        if many < 2 || !held {
            continue;
        }
        let scattered = letters.iter_mut().filter(of_case);
        for letter in scattered.filter(|letter| matches!(letter.why, Why::NotTaken | Why::NoForm)) {
            letter.why = Why::OutOfOrder;
            if let Some(sheet) = letter.sheets.first_mut() {
                sheet.flag(OUT_OF_ORDER);
            }
        }
    }
}

impl Segment {
    /// Its first code, by which its case is known.
    fn code(&self) -> Option<FormCode> {
        self.sheets.iter().find(|sheet| sheet.case().is_some())?.codes.first().copied()
    }

    fn is_of_two_cases(&self) -> bool {
        self.sheets.iter().any(PieceSheet::is_of_two_cases)
    }

    /// Whether this page begins another one.
    fn ends_before(&self, sheet: &PieceSheet) -> bool {
        let before = self.sheets.last();
        match sheet.form_pages() {
            _ if sheet.is_of_two_cases() => true,
            Some((first, _)) => {
                // The same once more is its back, through which it shines, or was scanned twice.
                let again = before.is_some_and(|before| before.codes == sheet.codes);
                sheet.case() != self.code().as_ref().map(case_of) || (first <= 1 && !again)
            }
            // Nobody knows where the one that cannot be read ends.
            None => self.is_of_two_cases() && !sheet.is_blank(),
        }
    }

    /// The letters that it is, with all that contradicts their forms.
    fn letters(self) -> Vec<Letter> {
        match self.code() {
            _ if self.is_of_two_cases() => {
                vec![Letter { sheets: self.sheets, code: None, why: Why::TwoCases }]
            }
            None => without_code(self.sheets),
            Some(code) => self.compared(code),
        }
    }

    /// Compares it with what its form announces.
    fn compared(mut self, code: FormCode) -> Vec<Letter> {
        let (end, complete) = self.laid_out(announced(&code));
        let mut tail = self.sheets.split_off(end);
        // Behind a complete letter, a code that was not read begins the next: this one is what it is.
        let clean = complete && tail.first().is_none_or(PieceSheet::is_unread);
        if !clean {
            for sheet in tail.iter_mut().filter(|sheet| sheet.is_plain()) {
                sheet.flag(EXTRA_PAGE);
            }
        }
        let found = |(flaw, _): &&(&str, Why)| self.sheets.iter().any(|sheet| sheet.has(flaw));
        let why = match CONTRADICTIONS.iter().find(found) {
            _ if code.version != code.kind.version() => Why::OlderForm,
            Some((_, Why::UnreadCode)) if self.sheets.iter().any(|sheet| sheet.damaged) => Why::DamagedCode,
            None | Some((_, Why::NoForm)) if self.lent || !(clean || tail.is_empty()) => Why::ExtraPages,
            Some((_, why)) => *why,
            None => Why::NotTaken,
        };
        if why == Why::OutOfOrder {
            for sheet in self.sheets.iter_mut().filter(|sheet| sheet.codes.is_empty()) {
                sheet.evidence = None;
            }
        }
        let mut letters = vec![Letter { sheets: self.sheets, code: Some(code), why }];
        letters.extend(without_code(tail));
        letters
    }

    /// Says of each page what it shows, and marks those that lie otherwise than the form of so many pages says. Returns where the pages
    /// begin behind its end that no form announces, and whether all that its form announces lies before them.
    fn laid_out(&mut self, last: u8) -> (usize, bool) {
        let coded = |sheet: &PieceSheet| !sheet.codes.is_empty();
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
                // A form may share its page with a separator; of two separators, one has no paper behind it.
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
                    // It may be the next separator.
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
        // Where a separator is missing, a second page may be the paper that it announces.
        let second = newest.filter(|_| here.at < last && here.at == here.read && here.behind > 1);
        if let Some(sheet) = second.and_then(|second| self.sheets.get_mut(second)) {
            sheet.flag(EXTRA_PAGE);
            sheet.evidence = None;
        }
        (end, here.at == last && (last == 1 || here.behind > 0))
    }
}

/// Where one is among the pages of a letter.
#[derive(Default)]
struct Here {
    /// Where the form's page lies that was read last, and its code.
    index: usize,
    code: Option<FormCode>,
    /// Which of the form's pages that is; 0 before the first.
    read: u8,
    /// Which one lies before, if those that were not read are counted.
    at: u8,
    /// How many pages lie behind that.
    behind: usize,
}

impl Here {
    /// The separator behind which its paper does not lie.
    fn separator_alone(&self) -> Option<usize> {
        (self.read > 1 && self.at == self.read && self.behind == 0).then_some(self.index)
    }
}

/// Pages of which no code was read: each that may have one begins a letter.
fn without_code(sheets: Vec<PieceSheet>) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for mut sheet in sheets {
        let why = match sheet.is_unread() {
            true if sheet.damaged => Why::DamagedCode,
            true => Why::UnreadCode,
            false => Why::NoCode,
        };
        if why != Why::NoCode {
            sheet.flag(UNREAD_CODE);
        }
        let begun = letters
            .last_mut()
            .filter(|letter| why == Why::NoCode || letter.sheets.iter().all(PieceSheet::is_blank));
        match begun {
            Some(letter) if why == Why::NoCode => letter.sheets.push(sheet),
            Some(letter) => {
                letter.sheets.push(sheet);
                letter.why = why;
            }
            None => letters.push(Letter { sheets: vec![sheet], code: None, why }),
        }
    }
    letters
}
