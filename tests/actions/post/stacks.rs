//! Stacks that were scanned in another order.

use super::*;
use beian_filing::filing::FilingStatus;

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_is_put_right_adds_to_the_request_that_is_there() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let whole = letter(&codes);
    let file = read(&harness, &clerk, &paper::pile(&whole[..3])).await;
    let request = file.request(0);
    assert_eq!(clerk.missing_evidence(request).await, [Evidence::DomainCertificate]);
    let back: Vec<Vec<u8>> = whole.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file.order, Some(OrderFault::Reversed));
    let sorted: PostBatch = clerk.reorder(&file.id, file.version).await.view();
    assert_eq!(sorted.reference(0), reference);
    assert_eq!(clerk.missing_evidence(request).await, []);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_was_scanned_in_another_order_is_put_right_with_one_press() {
    let harness = Harness::open().await;
    let (clerk, other, provider) =
        (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-stack.cn", "00000001");
    harness.reviewer().await;
    harness.on_file(&owner, &provider, form.clone()).await;
    let username = registered(&harness, "shili").await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let domain = PrintedNames { domain: Some("shili-stack.cn".into()), ..PrintedNames::default() };
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (first, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, by_domain) = printed(&harness, PrintedFormKind::Deregister, domain, 2).await;
    let (_, by_certificate) = printed(&harness, PrintedFormKind::OrganizerConflict, certificate, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.forward(&under_way).await.ok();
    let sheet = owner.filing(&under_way).await.reference;
    let right: Vec<Vec<u8>> = [
        letter(&codes),
        letter(&by_domain),
        vec![code(PrintedFormKind::VerificationSheet, sheet, 1)],
        letter(&by_certificate),
    ]
    .concat();
    let (odd, even): (Vec<_>, Vec<_>) =
        right.iter().cloned().enumerate().partition(|(place, _)| place % 2 == 0);
    let only = |pages: Vec<(usize, Vec<u8>)>| pages.into_iter().map(|(_, page)| page).collect::<Vec<_>>();
    let (odd, even) = (only(odd), only(even));

    // Back to front: nothing files itself, and everybody sees why.
    let back: Vec<Vec<u8>> = right.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file.order, Some(OrderFault::Reversed));
    let wrong = Some(UnmatchedReason::WrongOrder);
    assert!(file.letters.iter().all(|letter| reason_of(&letter.state) == wrong));
    let stack = other.view_letter(&file.letters[0].id).await.stack.unwrap();
    assert_eq!((&stack.id, stack.order, stack.pages), (&file.id, OrderFault::Reversed, 16));
    other.reorder(&file.id, 99).await.refused(409, "stale");
    let sorted: PostBatch = other.reorder(&file.id, stack.version).await.view();
    let filed = sorted.letters.iter().filter(|letter| matches!(letter.state, LetterState::Filed { .. }));
    assert_eq!((filed.count(), sorted.letters.len()), (4, 4));
    assert_eq!((sorted.order, sorted.pages), (None, 16));
    assert!(clerk.waiting_letters().await.is_empty(), "no letter of before is left");
    for place in [0, 1, 3] {
        assert_eq!(clerk.missing_evidence(sorted.request(place)).await, []);
    }
    assert_eq!(sorted.reference(0), first);
    assert_eq!(owner.filing(&under_way).await.status, FilingStatus::UnderReview);
    let again: PostBatch = other.reorder(&file.id, stack.version).await.view();
    assert_eq!(again.letters, sorted.letters, "asked again, it is as it was to be");

    // Odd and even pages apart; a letter was dealt with meanwhile.
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 4).await;
    let whole = letter(&codes);
    let apart = [&whole[0], &whole[2], &whole[4], &whole[3], &whole[1]].map(Clone::clone);
    let file = read(&harness, &clerk, &paper::pile(&apart)).await;
    assert_eq!(file.order, Some(OrderFault::Apart));
    let waiting = clerk.waiting_letters().await.remove(0);
    clerk.set_aside(&waiting, "重复寄来").await.ok();
    clerk.reorder(&file.id, file.version).await.refused(409, "letters-dealt-with");
    let stack = [odd, even].concat();
    let file = read(&harness, &clerk, &paper::pile(&stack)).await;
    assert_eq!(file.order, Some(OrderFault::Apart));

    // A stack in the right order stays as it is.
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 5).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    assert_eq!(file.order, None);
    clerk.reorder(&file.id, file.version).await.refused(409, "nothing-to-reorder");
    clerk.reorder("0", 1).await.refused(404, "not-found");
}
