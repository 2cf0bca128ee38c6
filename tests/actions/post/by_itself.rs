//! Letters that file themselves.

use super::*;
use beian_filing::filing::FilingStatus;
use beian_filing::paper::RequestSubject;

#[tokio::test(flavor = "multi_thread")]
async fn a_pile_files_itself_and_the_account_comes_back_without_a_number_typed() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (other, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let mut pages = letter(&codes);
    pages.push(others[0].clone());
    let file = read(&harness, &clerk, &paper::pile(&pages)).await;
    assert_eq!((file.status, file.pages, file.letters.len()), (BatchStatus::Read, 6, 2));
    for (place, reference) in [reference, other].into_iter().enumerate() {
        assert!(matches!(file.state(place), LetterState::Filed { automatic: true, .. }));
        assert_eq!(file.reference(place), reference);
    }
    let id = file.request(0);
    let request = reviewer.request(id).await;
    assert_eq!(request.summary.missing, []);
    assert_eq!((request.scanned, request.form), (5, Some(PrintedFormKind::RecoverAccount)));
    let missing = reviewer.missing_evidence(file.request(1)).await;
    assert_eq!(missing, [Evidence::Licence, Evidence::DomainCertificate]);
    let told = harness.mails_to("post@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("还缺")), "a missing paper starts a letter: {told:?}");

    let papers = reviewer.papers(id).await;
    let shown: Vec<_> = papers.pages.iter().map(|page| page.evidence).collect();
    assert_eq!(
        shown,
        [Some(Evidence::Form), None, Some(Evidence::Licence), None, Some(Evidence::DomainCertificate)]
    );
    let picture = beian_tests::fetch_bytes(&papers.pages[0].url);
    assert!(picture.windows(2).any(|two| two == [0xff, 0xd8]), "a JPEG");
    reviewer.approve_request(id, request.version).await.ok();
    let told = harness.mails_to("post@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("临时密码")), "to the address that the form states");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_deleted_by_its_printed_form() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-weg.cn", "00000001")).await;
    let of = owner.filing(&id).await.reference.to_string();
    let named = PrintedNames { reference: Some(of), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, PrintedFormKind::DeleteSubmission, named.clone(), 1).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    let request = file.request(0);
    reviewer.approve_request(request, 1).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Deleted);
    // A second form about the same comes too late.
    let (_, late) = printed(&harness, PrintedFormKind::DeleteSubmission, named, 2).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&late))).await;
    assert_eq!(file.waits(0), Some(UnmatchedReason::CaseClosed));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_of_the_certificate_deregisters_the_older_record() {
    let harness = Harness::open().await;
    let (clerk, reviewer, provider) =
        (harness.clerk().await, harness.reviewer().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-alt.cn", "00000001");
    let (id, number) = harness.on_file(&owner, &provider, form.clone()).await;
    let certificate = |form: &Value| {
        let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
        Some((text("certificate_kind"), text("certificate_number")))
    };
    let named = PrintedNames { certificate: certificate(&form), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, PrintedFormKind::OrganizerConflict, named, 1).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    let request = file.request(0);
    let seen = reviewer.request(request).await;
    assert_eq!(
        (seen.summary.kind, seen.form),
        (RequestKind::Deregister, Some(PrintedFormKind::OrganizerConflict))
    );
    let about = seen.summary.about.unwrap();
    assert!(
        matches!(about, RequestSubject::Record { position: None, .. }),
        "the organizer and everything below it"
    );

    let organizer = format!("赣ICP备{number}号");
    let searches =
        [organizer.as_str(), "shili-alt.cn", form["organizer"]["name"].as_str().unwrap(), "owner-1"];
    for text in searches {
        let found = clerk.get(&format!("{POST}/cases?text={text}")).await.ok();
        assert!(!found["items"].as_array().unwrap().is_empty(), "{text}: {found}");
    }
    reviewer.approve_request(request, 1).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Deregistered);

    // The same about a filing that is still under way, and a form that names a number that is off file.
    let other = forms::unit("shili-neu.cn", "00000002");
    owner.submitted(other.clone()).await;
    let named = PrintedNames { certificate: certificate(&other), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, PrintedFormKind::OrganizerConflict, named, 2).await;
    let gone = PrintedNames { number: Some(organizer), ..PrintedNames::default() };
    let (_, late) = printed(&harness, PrintedFormKind::Deregister, gone, 3).await;
    let file = read(&harness, &clerk, &paper::pile(&[codes[0].clone(), late[0].clone()])).await;
    assert!(matches!(file.state(0), LetterState::Filed { .. }));
    assert_eq!(file.waits(1), Some(UnmatchedReason::CaseClosed));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_that_come_in_a_second_envelope_complete_the_request_and_others_wait() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let whole = letter(&codes);
    let file = read(&harness, &clerk, &paper::pile(&whole[..3])).await;
    let request = file.request(0);
    assert_eq!(clerk.missing_evidence(request).await, [Evidence::DomainCertificate]);
    let file = read(&harness, &clerk, &paper::pile(&whole[3..])).await;
    assert_eq!(file.reference(0), reference);
    assert_eq!(clerk.missing_evidence(request).await, []);
    // Once more is more than was asked for; and without its form, nothing was asked for at all.
    for pages in [&whole[1..3], &letter(&others)[1..3]] {
        let file = read(&harness, &clerk, &paper::pile(pages)).await;
        assert_eq!(file.waits(0), Some(UnmatchedReason::NoForm));
    }
}
