//! Letters that wait, and that a clerk files or takes back.

use super::*;
use beian_contract::view::{CaseKind, CaseList};
use beian_filing::filing::FilingStatus;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_older_edition_waits_for_a_clerk() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let kind = PrintedFormKind::RecoverAccount;
    let (reference, _) = printed(&harness, kind, recovery(&username), 1).await;
    let older = FormCode { version: kind.version() - 1, ..FormCode::of(kind, reference, 1) };
    let file = read(&harness, &clerk, &paper::pile(&[paper::of(older)])).await;
    assert_eq!(file.waits(0), Some(UnmatchedReason::OlderForm));
    let waiting = &clerk.waiting_letters().await[0];
    assert_eq!(waiting.reference, Some(reference), "the clerk sees what it says");
    // The form names the right case: the clerk files the letter there with its day of arrival.
    let silent = json!({ "arrived_on": "2026-11-20" });
    let reply = clerk.match_letter_with(waiting, reference, silent).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    let with_reason = json!({ "arrived_on": "2026-11-20", "reason": "邮戳为11月20日" });
    let filed: LetterSummary = clerk.match_letter_with(waiting, reference, with_reason).await.view();
    assert_eq!(filed.arrived_on, date(2026, 11, 20));
    assert_eq!(clerk.request(filed.request(0)).await.summary.arrived_on, date(2026, 11, 20));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_without_a_case_waits_with_its_reason_and_a_clerk_files_it_by_search() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, nobodys) = printed(&harness, PrintedFormKind::RecoverAccount, recovery("nobody-there"), 2).await;
    let stranger = code(PrintedFormKind::Deregister, Reference::issue(*b"JX", [9; 8]), 1);
    let text = |page: usize, chance: u8| {
        FormCode::of(PrintedFormKind::RecoverAccount, Reference::issue(*b"JX", [chance; 8]), page as u8)
            .to_string()
    };
    let two = paper::page(&[text(1, 1), text(1, 2)]);
    let foreign = paper::page(&["https://example.com/".to_owned()]);
    let pile = paper::pile(&[foreign, stranger, nobodys[0].clone(), two]);
    read(&harness, &clerk, &pile).await;
    let waiting = clerk.waiting_letters().await;
    let reasons: Vec<_> = waiting.iter().map(|letter| reason_of(&letter.state).unwrap()).collect();
    assert_eq!(
        reasons,
        [
            UnmatchedReason::NoCode,
            UnmatchedReason::UnknownCase,
            UnmatchedReason::NotFound,
            UnmatchedReason::TwoCases
        ]
    );

    let first = &waiting[0];
    assert_eq!(clerk.view_letter(&first.id).await.pages.len(), 1);
    for text in [reference.to_string(), username.clone()] {
        let found: CaseList = clerk.get(&format!("{POST}/cases?text={text}")).await.view();
        assert_eq!(found.items[0].kind, Some(RequestKind::RecoverAccount));
    }
    let found: CaseList = clerk.get(&format!("{POST}/cases?text=nothing-such")).await.view();
    assert!(found.items.is_empty());
    clerk.get(&format!("{POST}/cases?text=%20")).await.refused(422, "malformed");

    let marks = json!({ "marks": [{ "page": 1, "evidence": "licence" }] });
    let older = LetterSummary { version: 7, ..first.clone() };
    clerk.match_letter(&older, reference).await.refused(409, "stale");
    clerk.match_letter(first, Reference::issue(*b"JX", [9; 8])).await.refused(404, "not-found");
    let filed: LetterSummary = clerk.match_letter_with(first, reference, marks.clone()).await.view();
    assert!(matches!(filed.state, LetterState::Filed { automatic: false, .. }));
    let again: LetterSummary = clerk.match_letter_with(first, reference, marks).await.view();
    assert_eq!(
        (again.version, again.state),
        (filed.version, filed.state.clone()),
        "asked again, it is where it was to go"
    );
    clerk.match_letter(&filed, Reference::issue(*b"JX", [2; 8])).await.refused(409, "letter-filed");

    // The form itself comes later, and goes to the same request.
    let file = read(&harness, &clerk, &paper::pile(&codes[..1])).await;
    assert_eq!(file.request(0), filed.request(0));

    clerk.set_aside(&waiting[1], "").await.refused(422, "malformed");
    let aside: LetterSummary = clerk.set_aside(&waiting[1], "寄错单位").await.view();
    assert!(matches!(aside.state, LetterState::SetAside { .. }));
    assert_eq!(clerk.waiting_letters().await.len(), 2);
    clerk.set_aside(&filed, "寄错单位").await.refused(409, "letter-filed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_request_takes_the_scan_that_it_came_as() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    read(&harness, &clerk, &paper::pile(&[paper::plain(), paper::plain()])).await;
    let letter = clerk.waiting_letters().await[0].id.clone();
    let asked = |page: u16| {
        json!({ "kind": "recover_account", "username": username, "evidence": ["form", "licence"], "letter_id": letter,
                "marks": [{ "page": page, "evidence": "form" }] })
    };
    let reply = clerk.post("/v1/requests", asked(7)).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/marks"]);
    let request: RequestView = clerk.post("/v1/requests", asked(1)).await.view();
    assert_eq!(request.scanned, 2);
    assert!(clerk.waiting_letters().await.is_empty());
    clerk.post("/v1/requests", asked(1)).await.refused(409, "letter-filed");
    let id = request.summary.id;
    let batch = letter.split_once('-').unwrap().0;
    let mark = async |request: &RequestView, page: u16, evidence: Option<Evidence>| {
        clerk.mark_page(request, (batch, page), evidence).await
    };
    mark(&request, 9, Some(Evidence::DomainCertificate)).await.refused(409, "unknown-scan");
    let complete: RequestView = mark(&request, 2, Some(Evidence::DomainCertificate)).await.view();
    assert_eq!(complete.summary.missing, []);
    let shown: Vec<_> = reviewer.papers(id).await.pages.into_iter().map(|page| page.evidence).collect();
    assert_eq!(shown, [Some(Evidence::Form), Some(Evidence::DomainCertificate)]);
    // A closer look shows that the page is no evidence: then the evidence has not come after all.
    let after: RequestView = mark(&complete, 2, None).await.view();
    assert_eq!(after.summary.missing, [Evidence::DomainCertificate]);
    assert_eq!(after.summary.due, None, "no clock runs while something is missing");
    let sheet = reviewer.papers(id).await.pages.remove(1);
    assert_eq!((sheet.evidence, sheet.other), (None, true), "and that is kept");
    let before = harness.mails_to("shili@example.com").await.len();
    let same: RequestView = mark(&after, 2, None).await.view();
    assert_eq!(harness.mails_to("shili@example.com").await.len(), before, "a second look causes no mail");
    assert_eq!(same.summary.missing, after.summary.missing);
    let back: RequestView = mark(&same, 2, Some(Evidence::DomainCertificate)).await.view();
    assert_eq!(back.summary.missing, []);
    reviewer.post(&format!("/v1/requests/{id}-not/papers"), json!({})).await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_filed_with_the_wrong_request_is_taken_back_and_filed_again() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (other, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let file =
        read(&harness, &clerk, &paper::pile(&[letter(&codes), vec![others[0].clone()]].concat())).await;
    let (whole, second) = (file.request(0), file.request(1));
    // A stranger's licence and certificate come to the second.
    let letter = &waiting(&harness, &clerk, 1).await;
    let marks = json!({ "marks": [{ "page": 1, "evidence": "licence" }] });
    let filed: LetterSummary = clerk.match_letter_with(letter, other, marks.clone()).await.view();
    assert_eq!(clerk.missing_evidence(second).await, [Evidence::DomainCertificate]);

    assert_eq!(clerk.take_back(&filed, "").await.refused(422, "malformed").pointers(), ["/reason"]);
    clerk.take_back(letter, "归错了").await.refused(409, "stale");
    let again: LetterSummary = clerk.take_back(&filed, "归错了").await.view();
    assert_eq!(again.waits(0), Some(UnmatchedReason::TakenBack));
    let left = clerk.request(second).await;
    assert_eq!(
        (left.summary.missing, left.scanned),
        (vec![Evidence::Licence, Evidence::DomainCertificate], 1)
    );
    let mails = harness.mails_to("post@example.com").await;
    assert!(mails.last().unwrap().text.contains("误放进了这件申请"), "{mails:?}");
    clerk.take_back(&again, "归错了").await.ok();
    // It may come to the same case once more: the return was the mistake.
    let filed: LetterSummary = clerk.match_letter_with(&again, other, marks).await.view();
    assert_eq!(clerk.missing_evidence(second).await, [Evidence::DomainCertificate]);
    assert_eq!(filed.request(0), second);

    // Evidence from elsewhere stays when a letter that showed the same goes; evidence entered with the letter goes with it.
    let by_hand = json!({ "version": clerk.request(second).await.version, "evidence": ["licence"] });
    clerk.post(&format!("/v1/requests/{second}/evidence"), by_hand).await.ok();
    clerk.take_back(&filed, "归错了").await.ok();
    assert_eq!(clerk.missing_evidence(second).await, [Evidence::DomainCertificate]);
    let letter = waiting(&harness, &clerk, 3).await;
    let asked = json!({ "kind": "recover_account", "username": username, "letter_id": letter.id,
                        "evidence": ["form", "licence", "domain_certificate"] });
    let entered: RequestView = clerk.post("/v1/requests", asked).await.view();
    assert_eq!(entered.summary.missing, []);
    clerk.take_back(&LetterSummary { version: 1, ..letter }, "归错了").await.ok();
    let left = clerk.request(entered.summary.id).await;
    assert_eq!(left.summary.missing, [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate]);
    assert_eq!(left.summary.due, None);

    // A decided request keeps its papers.
    reviewer.approve_request(whole, clerk.request(whole).await.version).await.ok();
    let take_back = |id: &str| format!("{POST}/{id}/take-back");
    let late = json!({ "version": 1, "reason": "归错了" });
    clerk.post(&take_back(&file.letters[0].id), late).await.refused(409, "request-decided");
    let aside = waiting(&harness, &clerk, 2).await;
    clerk.take_back(&aside, "归错了").await.refused(409, "not-with-request");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_file_the_same_moment_are_told_where_it_went() {
    let harness = Harness::open().await;
    let (clerk, other) = (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await);
    let username = registered(&harness, "shili").await;
    for chance in 1..6 {
        let kind = PrintedFormKind::RecoverAccount;
        let reference = Reference::issue(*b"JX", [chance; 8]);
        printed(&harness, kind, recovery(&username), chance).await;
        let (one, two) = (
            waiting(&harness, &clerk, usize::from(chance) * 2).await,
            waiting(&harness, &clerk, usize::from(chance) * 2 + 1).await,
        );
        let (first, second, third) = tokio::join!(
            clerk.match_letter(&one, reference),
            other.match_letter(&one, reference),
            other.match_letter(&two, reference),
        );
        for reply in [first, second, third] {
            assert_eq!(reply.view::<LetterSummary>().reference(0), reference);
        }
        let there = LetterSummary { version: 1, ..one };
        let (first, second) =
            tokio::join!(clerk.take_back(&there, "归错了"), other.take_back(&there, "归错了"));
        for reply in [first, second] {
            assert_eq!(reply.view::<LetterSummary>().waits(0), Some(UnmatchedReason::TakenBack));
        }
        let found = harness.store().reference_target(reference).await.unwrap();
        let Some(ReferenceTarget::Request(id)) = found else { panic!("{found:?}") };
        let request = harness.store().request(id).await.unwrap().unwrap();
        let with: Vec<&str> = request.papers.iter().map(|papers| papers.letter.as_str()).collect();
        assert_eq!(with, [two.id.as_str()], "each once, and what was taken back is gone");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_files_with_every_kind_of_case_what_the_code_would() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-hand.cn", "00000001");
    harness.on_file(&owner, &provider, form.clone()).await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let domain = PrintedNames { domain: Some("shili-hand.cn".into()), ..PrintedNames::default() };
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (by_domain, codes) = printed(&harness, PrintedFormKind::Deregister, domain.clone(), 1).await;
    let (by_certificate, _) = printed(&harness, PrintedFormKind::OrganizerConflict, certificate, 2).await;
    let (_, codes_again) = printed(&harness, PrintedFormKind::Deregister, domain, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.forward(&under_way).await.ok();
    let sheet = owner.filing(&under_way).await.reference;
    for (number, reference) in [by_domain, by_certificate, sheet].into_iter().enumerate() {
        let letter = waiting(&harness, &clerk, number).await;
        let seen = clerk.view_letter(&letter.id).await;
        let picture = beian_tests::fetch_bytes(&seen.pages[0].thumbnail);
        assert!(picture.windows(2).any(|two| two == [0xff, 0xd8]), "a JPEG");
        let mut fields = json!({});
        if number == 2 {
            let reply = clerk.match_letter(&letter, reference).await.refused(422, "malformed");
            assert_eq!(reply.pointers(), ["/signed_and_sealed"], "of a sheet the clerk says that");
            fields["signed_and_sealed"] = json!(true);
        }
        let filed: LetterSummary = clerk.match_letter_with(&letter, reference, fields).await.view();
        assert_eq!(filed.reference(0), reference);
    }
    let filing = owner.filing(&under_way).await;
    assert_eq!((filing.status, filing.sheet_confirmed), (FilingStatus::UnderReview, Some(true)));
    // A later letter goes to the request that the form has become.
    let letter = waiting(&harness, &clerk, 9).await;
    let found: CaseList = clerk.get(&format!("{POST}/cases?text={by_domain}")).await.view();
    assert_eq!(found.items[0].case, CaseKind::Request);
    clerk.match_letter(&letter, by_domain).await.ok();
    // And by themselves: the form that was matched, and another about the same domain.
    let file = read(&harness, &clerk, &paper::pile(&[codes[0].clone(), codes_again[0].clone()])).await;
    assert!(file.letters.iter().all(|letter| matches!(letter.state, LetterState::Filed { .. })));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_no_form_announces_is_nobodys_evidence_until_a_clerk_says_so() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (first, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (second, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let (_, last) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 3).await;
    let damaged = || paper::page(&["BEIAN:R1:JX00000000:1:0000".to_owned()]);
    // A stranger's letter lies between the first and the second, and the second form has an unread code; a sheet lies behind the third.
    let pile = [
        letter(&codes),
        vec![paper::plain(), damaged()],
        letter(&others)[1..].to_vec(),
        letter(&last)[..4].to_vec(),
        vec![damaged()],
    ];
    let file = read(&harness, &clerk, &paper::pile(&pile.concat())).await;
    let letters: Vec<_> =
        file.letters.iter().map(|letter| (letter.pages, reason_of(&letter.state))).collect();
    assert_eq!(
        letters,
        [
            (5, Some(UnmatchedReason::ExtraPages)),
            (1, Some(UnmatchedReason::NoCode)),
            (5, Some(UnmatchedReason::DamagedCode)),
            (5, Some(UnmatchedReason::DamagedCode))
        ]
    );
    for reference in [first, second] {
        let found = harness.store().reference_target(reference).await.unwrap();
        assert!(matches!(found, Some(ReferenceTarget::Form(_))), "nothing came of it yet: {found:?}");
    }
    assert!(harness.mails_to("post@example.com").await.is_empty(), "nobody is told what is not known");
    // The clerk sees which page it is, and files the letter with its own case in one step.
    let flaws = |flawed: usize| {
        (0..5).map(|page| if page == flawed { vec!["unread_code"] } else { vec![] }).collect()
    };
    for (index, flaws) in [(1, vec![vec!["extra_page"]]), (2, flaws(0)), (3, flaws(4))] {
        let seen = clerk.view_letter(&file.letters[index].id).await;
        let shown: Vec<_> = seen.pages.into_iter().map(|page| page.flaws).collect();
        assert_eq!(shown, flaws, "{index}");
    }
    for (index, missing) in [(0, vec![]), (2, vec![]), (3, vec![Evidence::DomainCertificate])] {
        let seen = clerk.view_letter(&file.letters[index].id).await.summary;
        let filed: LetterSummary = clerk.match_letter(&seen, seen.reference.unwrap()).await.view();
        assert_eq!(clerk.missing_evidence(filed.request(0)).await, missing, "{index}");
    }
}
