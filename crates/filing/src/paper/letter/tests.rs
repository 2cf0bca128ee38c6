//! Tests of the rules of letters.

use crate::{
    form::ApplicantKind,
    identifier::{Reference, Username},
    paper::refusal::PaperRefusal,
    paper::{
        cut::{UNREADABLE, cut},
        kind::Evidence,
        letter::{IncomingLetter, LetterState, UnmatchedReason},
        page::{PageFindings, RejectReason},
        printed_form::{FormCode, PrintedFormKind},
        scan_batch::{BatchFile, BatchState, BatchStatus, LEASE, MalwareVerdict, ScanBatch},
    },
};
use jiff::{Timestamp, civil::date};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn batch() -> ScanBatch {
    ScanBatch {
        id: "f".into(),
        version: 0,
        parts: vec![BatchFile { name: "pile.pdf".into(), size: 1, sha256: "f".into() }],
        uploaded_by: Username::typed("shoufa"),
        arrived_on: date(2026, 11, 23),
        reason: None,
        at: NOW,
        kept_until: None,
        state: BatchState::Expected { tries: 0 },
    }
}

fn code(kind: PrintedFormKind, case: u8, page: u8) -> PageFindings {
    let code = FormCode::of(kind, Reference::issue(*b"JX", [case; 8]), page);
    PageFindings { codes: vec![code], ..PageFindings::default() }
}

fn letters(found: &[PageFindings]) -> Vec<IncomingLetter> {
    cut(&batch(), found, NOW).letters
}

fn told(found: &[PageFindings]) -> Vec<(Vec<u16>, Vec<Option<Evidence>>, LetterState)> {
    let pages = |letter: &IncomingLetter| letter.pages.iter().map(|sheet| sheet.page).collect();
    let shown = |letter: &IncomingLetter| letter.pages.iter().map(|sheet| sheet.evidence).collect();
    letters(found).iter().map(|letter| (pages(letter), shown(letter), letter.state.clone())).collect()
}

/// Returns the evidence that was found in a letter.
fn evidence(letter: &IncomingLetter) -> Vec<Evidence> {
    let shown: std::collections::BTreeSet<Evidence> = letter.papers().shown().collect();
    shown.into_iter().collect()
}

fn waiting(why: UnmatchedReason) -> LetterState {
    LetterState::Waiting { reason: why }
}

#[test]
fn a_pile_is_cut_before_each_first_page() {
    let none = PageFindings::default();
    let r = PrintedFormKind::RecoverAccount;
    let pile = [
        code(r, 1, 1),
        code(r, 1, 2),
        none.clone(),
        none.clone(),
        code(r, 1, 3),
        none.clone(),
        code(r, 2, 1),
    ];
    let found = told(&pile);
    assert_eq!(found.len(), 2);
    let (form, licence, domain) = (Evidence::Form, Evidence::Licence, Evidence::DomainCertificate);
    assert_eq!(found[0].0, [1, 2, 3, 4, 5, 6]);
    assert_eq!(found[0].1, [Some(form), None, Some(licence), Some(licence), None, Some(domain)]);
    assert_eq!(found[1].0, [7]);
    let whole = letters(&pile).remove(0);
    assert_eq!(evidence(&whole), [form, licence, domain]);
    let person = whole.sorted_for(ApplicantKind::Individual);
    assert_eq!(evidence(&person), [form, Evidence::IdentityCard, domain]);
}

#[test]
fn a_page_behind_a_form_without_a_separator_has_no_known_evidence() {
    let found = told(&[code(PrintedFormKind::Deregister, 1, 1), PageFindings::default()]);
    assert_eq!((&found[0].1, &found[1].1), (&vec![Some(Evidence::Form)], &vec![None]));
}

#[test]
fn a_sheet_without_its_paper_proves_nothing() {
    let d = PrintedFormKind::Deregister;
    let blank = PageFindings { blank: true, ..PageFindings::default() };
    let whole = letters(&[code(d, 1, 1), code(d, 1, 2), blank, code(d, 1, 3)]).remove(0);
    assert_eq!(evidence(&whole), [Evidence::Form]);
    assert_eq!(whole.state, waiting(UnmatchedReason::NothingBehind));
}

#[test]
fn a_letter_with_no_code_a_wrong_one_or_two_waits() {
    let none = PageFindings::default();
    let damaged = PageFindings { damaged: true, ..PageFindings::default() };
    let mut two = code(PrintedFormKind::Deregister, 1, 1);
    two.codes.extend(code(PrintedFormKind::Deregister, 2, 1).codes);
    let found = told(&[none.clone(), none.clone(), two, none.clone(), damaged, none]);
    let states: Vec<_> = found.iter().map(|letter| letter.2.clone()).collect();
    assert_eq!(
        states,
        [
            waiting(UnmatchedReason::NoCode),
            waiting(UnmatchedReason::TwoCases),
            waiting(UnmatchedReason::NoCode),
            waiting(UnmatchedReason::DamagedCode)
        ]
    );
    assert_eq!(found[0].0, [1, 2]);
    assert_eq!(found[3].0, [5, 6]);
}

#[test]
fn a_later_page_of_another_case_begins_a_letter_of_its_own() {
    let d = PrintedFormKind::Deregister;
    let found = told(&[code(d, 1, 1), code(d, 2, 3), PageFindings::default()]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].1, [None, Some(Evidence::DomainCertificate)]);
}

const R: PrintedFormKind = PrintedFormKind::RecoverAccount;
const V: PrintedFormKind = PrintedFormKind::VerificationSheet;

/// Returns a page of the first case's form. The functions `b` and `sheet` return pages of a second and a third case.
fn a(page: u8) -> PageFindings {
    code(R, 1, page)
}

fn b(page: u8) -> PageFindings {
    code(R, 2, page)
}

fn sheet() -> PageFindings {
    code(V, 3, 1)
}

/// Returns a page without a code. Its size tells it from other pages.
fn plain() -> PageFindings {
    PageFindings { size: 7, ..PageFindings::default() }
}

fn blank() -> PageFindings {
    PageFindings { blank: true, flaws: vec!["blank".into()], ..PageFindings::default() }
}

fn near() -> PageFindings {
    PageFindings { near: true, ..plain() }
}

fn damaged() -> PageFindings {
    PageFindings { damaged: true, ..plain() }
}

/// Returns the pages of each letter and the reason for which it waits, or `None` if it is filed automatically.
fn cuts(found: &[PageFindings]) -> Vec<(Vec<u16>, Option<UnmatchedReason>)> {
    let why = |state| match state {
        LetterState::Waiting { reason: UnmatchedReason::NotTaken } => None,
        LetterState::Waiting { reason: why } => Some(why),
        other => panic!("{other:?}"),
    };
    told(found).into_iter().map(|(pages, _, state)| (pages, why(state))).collect()
}

/// Returns the flaws that neighbouring pages reveal, by the number of the page in the scan batch.
fn flagged(found: &[PageFindings]) -> Vec<(u16, String)> {
    let sheets = letters(found).into_iter().flat_map(|letter| letter.pages);
    sheets
        .flat_map(|sheet| {
            sheet.flaws.clone().into_iter().filter(|flaw| flaw != "blank").map(move |flaw| (sheet.page, flaw))
        })
        .collect()
}

fn whole(page: fn(u8) -> PageFindings) -> Vec<PageFindings> {
    vec![page(1), page(2), plain(), page(3), plain()]
}

fn clean(pages: std::ops::RangeInclusive<u16>) -> (Vec<u16>, Option<UnmatchedReason>) {
    (pages.collect(), None)
}

fn held(pages: impl IntoIterator<Item = u16>, why: UnmatchedReason) -> (Vec<u16>, Option<UnmatchedReason>) {
    (pages.into_iter().collect(), Some(why))
}

fn flaw(page: u16, flaw: &str) -> (u16, String) {
    (page, flaw.to_owned())
}

fn pile(parts: &[&[PageFindings]]) -> Vec<PageFindings> {
    parts.concat()
}

#[test]
fn letters_as_their_forms_announce_them_file_themselves() {
    let both = pile(&[&whole(a), &whole(b)]);
    assert_eq!(cuts(&both), [clean(1..=5), clean(6..=10)]);
    // The letters have two sides of a card, blank backs, a form alone as in a fax, or neither a paper nor its
    // separator.
    assert_eq!(cuts(&[a(1), a(2), plain(), plain(), a(3), plain()]), [clean(1..=6)]);
    let backs = whole(a).into_iter().flat_map(|page| [page, blank()]).collect::<Vec<_>>();
    assert_eq!(cuts(&backs), [clean(1..=10)]);
    assert_eq!(cuts(&[a(1), b(1)]), [clean(1..=1), clean(2..=2)]);
    assert_eq!(cuts(&[a(1), a(2), plain(), b(1)]), [clean(1..=3), clean(4..=4)]);
    assert_eq!(cuts(&[a(1), a(3), plain()]), [clean(1..=3)]);
    assert_eq!(cuts(&[sheet(), blank(), sheet()]), [clean(1..=2), clean(3..=3)]);
    // A repeated code is the back of a sheet, through which the front shines, or a sheet that was scanned twice.
    let shines = whole(a)
        .into_iter()
        .flat_map(|page| if page.codes.is_empty() { vec![page] } else { vec![page.clone(), page] });
    let shines = shines.collect::<Vec<_>>();
    assert_eq!(cuts(&shines), [clean(1..=8)]);
    assert_eq!(
        evidence(&letters(&shines)[0]),
        [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate]
    );
}

#[test]
fn pages_that_no_form_announces_are_cut_off_and_both_letters_held() {
    let mut found = whole(a);
    found.push(plain());
    found.extend(whole(b));
    assert_eq!(
        cuts(&found),
        [held(1..=5, UnmatchedReason::ExtraPages), held([6], UnmatchedReason::NoCode), clean(7..=11)]
    );
    assert_eq!(flagged(&found), [flaw(6, "extra_page")]);
    // A stranger's letter with an identity card but without a form lies between two letters.
    let stranger = pile(&[&whole(a), &[plain(), plain(), plain()], &whole(b)]);
    assert_eq!(
        cuts(&stranger),
        [held(1..=5, UnmatchedReason::ExtraPages), held(6..=8, UnmatchedReason::NoCode), clean(9..=13)]
    );
    // Surplus pages lie behind a verification sheet, behind a form, and behind a paper that is not the last one.
    assert_eq!(
        cuts(&[sheet(), plain()]),
        [held([1], UnmatchedReason::ExtraPages), held([2], UnmatchedReason::NoCode)]
    );
    assert_eq!(
        cuts(&[a(1), plain()]),
        [held([1], UnmatchedReason::ExtraPages), held([2], UnmatchedReason::NoCode)]
    );
    assert_eq!(
        cuts(&[a(1), a(2), plain(), plain(), plain()]),
        [held(1..=4, UnmatchedReason::ExtraPages), held([5], UnmatchedReason::NoCode)]
    );
    let between = [a(1), plain(), a(2), plain(), plain(), plain(), a(3), plain()];
    assert_eq!(cuts(&between), [held(1..=8, UnmatchedReason::ExtraPages)]);
    assert_eq!(flagged(&between), [flaw(2, "extra_page"), flaw(6, "extra_page")]);
    let shown = told(&between).remove(0).1;
    assert_eq!((shown[1], shown[5]), (None, None), "it is nobody's evidence");
    // The last separator is missing, so the second page may belong to either paper.
    let short = [a(1), a(2), plain(), plain()];
    assert_eq!(cuts(&short), [held(1..=4, UnmatchedReason::ExtraPages)]);
    assert_eq!(evidence(&letters(&short)[0]), [Evidence::Form, Evidence::Licence]);
    assert_eq!(flagged(&short), [flaw(4, "extra_page")]);
}

#[test]
fn a_code_that_was_not_read_is_never_counted_as_evidence_of_the_letter_before() {
    // The page may be the separator's paper or the form of the next letter.
    for unread in [near(), damaged()] {
        let why = if unread.damaged { UnmatchedReason::DamagedCode } else { UnmatchedReason::UnreadCode };
        let found = [a(1), a(2), plain(), a(3), unread.clone()];
        assert_eq!(cuts(&found), [held(1..=5, why)]);
        assert_eq!(evidence(&letters(&found)[0]), [Evidence::Form, Evidence::Licence]);
        assert_eq!(flagged(&found), [flaw(5, "unread_code")]);
        // An unread code behind a complete letter begins the next letter.
        let mut found = whole(a);
        found.extend([unread.clone(), plain()]);
        assert_eq!(cuts(&found), [clean(1..=5), held(6..=7, why)]);
        assert_eq!(cuts(&[sheet(), unread.clone(), plain()]), [clean(1..=1), held(2..=3, why)]);
        // The page may be a separator of the letter, so the whole letter stays together.
        let found = [a(1), unread.clone(), plain(), a(3), plain()];
        assert_eq!(cuts(&found), [held(1..=5, why)]);
        assert_eq!(evidence(&letters(&found)[0]), [Evidence::Form, Evidence::DomainCertificate]);
        let found = [a(1), a(2), plain(), unread.clone(), plain()];
        assert_eq!(cuts(&found), [held(1..=5, why)]);
        assert_eq!(evidence(&letters(&found)[0]), [Evidence::Form, Evidence::Licence]);
        assert_eq!(cuts(&[a(1), a(2), unread.clone(), a(3), plain()]), [held(1..=5, why)]);
        // Each of two unread codes begins a letter.
        assert_eq!(cuts(&[unread.clone(), plain(), unread]), [held(1..=2, why), held([3], why)]);
    }
    // A damaged page may have been any page.
    let broken = PageFindings { flaws: vec![UNREADABLE.to_owned()], blank: true, ..PageFindings::default() };
    let found = pile(&[&whole(a), std::slice::from_ref(&broken)]);
    assert_eq!(cuts(&found), [clean(1..=5), held([6], UnmatchedReason::UnreadCode)]);
    assert_eq!(cuts(&[a(1), a(2), broken, a(3), plain()]), [held(1..=5, UnmatchedReason::UnreadCode)]);
}

#[test]
fn a_letter_without_its_form_is_held_and_takes_the_page_before_it_that_may_be_it() {
    assert_eq!(cuts(&[a(2), plain(), a(3), plain()]), [held(1..=4, UnmatchedReason::NoForm)]);
    assert_eq!(flagged(&[a(2), plain()]), [flaw(1, "no_form")]);
    let more = [a(3), plain(), plain()];
    assert_eq!(cuts(&more), [held(1..=2, UnmatchedReason::ExtraPages), held([3], UnmatchedReason::NoCode)]);
    // The code on the form of the second letter was nearly read, or not found at all.
    let rest = [b(2), plain(), b(3), plain()];
    let found = pile(&[&whole(a), &[near()], &rest]);
    assert_eq!(cuts(&found), [clean(1..=5), held(6..=10, UnmatchedReason::UnreadCode)]);
    let presumed = [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate];
    assert_eq!(evidence(&letters(&found)[1]), presumed);
    assert_eq!(flagged(&found), [flaw(6, "unread_code")]);
    let found = pile(&[&whole(a), &[plain()], &rest]);
    assert_eq!(
        cuts(&found),
        [held(1..=5, UnmatchedReason::ExtraPages), held(6..=10, UnmatchedReason::UnreadCode)]
    );
    let found = pile(&[&[a(1), a(2), plain(), a(3), near()], &rest]);
    assert_eq!(
        cuts(&found),
        [held(1..=4, UnmatchedReason::NothingBehind), held(5..=9, UnmatchedReason::UnreadCode)]
    );
    // The page may also be the paper that the separator before it announces.
    let found = pile(&[&whole(a), &rest]);
    assert_eq!(
        cuts(&found),
        [held(1..=5, UnmatchedReason::UnreadCode), held(6..=9, UnmatchedReason::NoForm)]
    );
    assert_eq!(evidence(&letters(&found)[0]), [Evidence::Form, Evidence::Licence]);
    // A page behind a verification sheet, or behind a paper of two pages, is the form, together with its blank back.
    let found = pile(&[&[sheet(), plain(), blank()], &rest]);
    assert_eq!(
        cuts(&found),
        [held([1], UnmatchedReason::ExtraPages), held(2..=7, UnmatchedReason::UnreadCode)]
    );
    let found = pile(&[&[a(1), a(2), plain(), plain()], &rest]);
    assert_eq!(
        cuts(&found),
        [held(1..=3, UnmatchedReason::ExtraPages), held(4..=8, UnmatchedReason::UnreadCode)]
    );
    let found = pile(&[&[plain()], &rest]);
    assert_eq!(cuts(&found), [held(1..=5, UnmatchedReason::UnreadCode)]);
}

#[test]
fn a_separator_with_nothing_behind_it_holds_its_letter() {
    for found in [vec![a(1), a(2), a(3), plain()], vec![a(1), a(2), blank(), a(3), plain()]] {
        let pages = u16::try_from(found.len()).unwrap();
        assert_eq!(cuts(&found), [held(1..=pages, UnmatchedReason::NothingBehind)]);
        assert_eq!(flagged(&found), [flaw(2, "nothing_behind")]);
    }
    assert_eq!(
        cuts(&[a(1), a(2), plain(), a(3), b(1)]),
        [held(1..=4, UnmatchedReason::NothingBehind), clean(5..=5)]
    );
}

#[test]
fn pages_that_repeat_or_fall_hold_their_letter_and_say_nothing_of_the_papers() {
    let found = [a(1), a(3), plain(), a(2), plain()];
    assert_eq!(cuts(&found), [held(1..=5, UnmatchedReason::OutOfOrder)]);
    assert_eq!(evidence(&letters(&found)[0]), [Evidence::Form]);
    assert_eq!(flagged(&found), [flaw(4, "out_of_order")]);
    let twice = [a(1), a(2), plain(), a(2), plain(), a(3), plain()];
    assert_eq!(cuts(&twice), [held(1..=7, UnmatchedReason::OutOfOrder)]);
    assert_eq!(cuts(&[a(1), a(4), plain()])[0].1, Some(UnmatchedReason::OutOfOrder), "no form has that page");
    // Two complete copies of a form are two letters.
    assert_eq!(cuts(&pile(&[&whole(a), &whole(a)])), [clean(1..=5), clean(6..=10)]);
}

#[test]
fn letters_that_lie_within_each_other_are_all_held() {
    let found = [a(1), b(1), a(2), b(2), plain(), plain(), a(3), b(3), plain(), plain()];
    assert!(cuts(&found).iter().all(|(_, why)| why.is_some()), "{:?}", cuts(&found));
    let licences =
        letters(&found).iter().filter(|letter| letter.code.is_some_and(|code| code.page == 1)).count();
    assert_eq!(licences, 2, "each form is a letter of its own");
    let sheets = [a(1), sheet(), a(2), plain()];
    assert_eq!(
        cuts(&sheets),
        [held([1], UnmatchedReason::OutOfOrder), clean(2..=2), held(3..=4, UnmatchedReason::OutOfOrder)]
    );
}

#[test]
fn two_pages_of_one_letter_on_one_scan_are_both_counted() {
    let both = |pages: [u8; 2]| PageFindings {
        codes: pages.iter().flat_map(|page| a(*page).codes).collect(),
        ..plain()
    };
    for pages in [[1, 2], [2, 1]] {
        let found = [both(pages), plain(), a(3), plain()];
        assert_eq!(cuts(&found), [clean(1..=4)]);
        let all = [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate];
        assert_eq!(evidence(&letters(&found)[0]), all);
    }
    assert_eq!(cuts(&[a(1), both([2, 3]), plain()]), [held(1..=3, UnmatchedReason::NothingBehind)]);
}

#[test]
fn a_stack_in_another_order_is_recognised_and_put_right() {
    let right = pile(&[&whole(a), &whole(b), &[sheet()]]);
    let two = pile(&[&whole(a), &whole(b)]);
    let short = [
        code(PrintedFormKind::DeleteSubmission, 1, 1),
        code(PrintedFormKind::DeleteSubmission, 1, 2),
        plain(),
    ];
    let noisy = pile(&[&whole(a), &[plain()], &whole(b)]);
    for pages in [right, two.clone(), whole(a), short.to_vec(), noisy] {
        // The size of each page identifies it.
        let right: Vec<PageFindings> =
            (1..).zip(pages).map(|(size, page)| PageFindings { size, ..page }).collect();
        let odd: Vec<PageFindings> = right.iter().step_by(2).cloned().collect();
        let even: Vec<PageFindings> = right.iter().skip(1).step_by(2).cloned().collect();
        let back = |pages: &[PageFindings]| pages.iter().rev().cloned().collect::<Vec<_>>();
        let stacks = [
            back(&right),
            pile(&[&odd, &even]),
            pile(&[&odd, &back(&even)]),
            pile(&[&back(&odd), &even]),
            pile(&[&even, &odd]),
            pile(&[&back(&even), &back(&odd)]),
        ];
        // Nothing reveals the place of a complete letter within the stack, so the letters are compared in a fixed
        // order.
        let by_first = |mut letters: Vec<IncomingLetter>| {
            letters.sort_by_key(|letter| letter.pages.first().map(|sheet| sheet.size));
            letters
        };
        let expected = by_first(letters(&right));
        for (number, stack) in stacks.iter().enumerate() {
            let found = cut(&batch(), stack, NOW);
            let Some(order) = found.order else {
                panic!("{number} of {} pages is not recognised", stack.len())
            };
            assert!(found.letters.iter().all(|letter| letter.state == waiting(UnmatchedReason::WrongOrder)));
            let read = batch().record_read(&found.letters, Vec::new(), found.order);
            let mut filed = found.letters.clone();
            filed[0] = filed[0].set_aside("as a test", &Username::typed("shoufa")).unwrap();
            assert_eq!(read.reorder(&filed, NOW).unwrap_err(), PaperRefusal::LettersDealtWith);
            let reordered = read.reorder(&found.letters, NOW).unwrap();
            assert_eq!(
                reordered.letters.len() + reordered.removed.len(),
                found.letters.len().max(reordered.letters.len())
            );
            assert_eq!(
                reordered.batch.reorder(&reordered.letters, NOW).unwrap_err(),
                PaperRefusal::NothingToReorder
            );
            let again = by_first(reordered.letters);
            let sizes = |letters: &[IncomingLetter]| -> Vec<Vec<u32>> {
                letters.iter().map(|letter| letter.pages.iter().map(|sheet| sheet.size).collect()).collect()
            };
            assert_eq!(sizes(&again), sizes(&expected), "{number}: {order:?}");
            for (letter, expected) in again.iter().zip(&expected) {
                assert_eq!((&letter.state, letter.code), (&expected.state, expected.code));
                assert_eq!(evidence(letter), evidence(expected));
            }
        }
    }
    assert_eq!(
        cut(&batch(), &pile(&[&two, &[plain()]]), NOW).order,
        None,
        "one page too many is no wrong order"
    );
    assert_eq!(cut(&batch(), &vec![plain(); 9], NOW).order, None, "nor are pages without a code");
}

#[test]
fn a_file_is_read_once_the_scanner_said_so() {
    assert_eq!(MalwareVerdict::of_tag(None), MalwareVerdict::Pending);
    assert_eq!(MalwareVerdict::of_tag(Some("FAILED")), MalwareVerdict::Pending);
    assert_eq!(MalwareVerdict::of_tag(Some("NO_THREATS_FOUND")), MalwareVerdict::Readable);
    assert_eq!(MalwareVerdict::of_tag(Some("THREATS_FOUND")), MalwareVerdict::Infected);
}

#[test]
fn a_file_is_read_by_one_and_given_up_after_three() {
    let now = NOW;
    let taken = batch().take(now).unwrap();
    assert_eq!(taken.status(), BatchStatus::Reading);
    assert_eq!(taken.take(now), None, "somebody has it");
    let mut batch = taken;
    let mut later = now;
    for _ in 0..2 {
        later += LEASE;
        batch = batch.take(later).unwrap();
        assert_eq!(batch.status(), BatchStatus::Reading);
    }
    later += LEASE;
    let given_up = batch.take(later).unwrap();
    assert_eq!(given_up.state, BatchState::Rejected { reason: RejectReason::GivenUp, quarantined: false });
    assert_eq!(given_up.take(later), None);
}
