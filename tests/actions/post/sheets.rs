//! Verification sheets.

use super::*;
use beian_contract::view::FilingView;
use beian_filing::paper::LetterCase;
use beian_filing::{
    filing::{FilingAction, FilingStatus},
    form::DocumentKind,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_sheet_starts_the_review_on_the_day_it_arrived() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference;
    let sheet = paper::pile(&[code(PrintedFormKind::VerificationSheet, reference, 1), paper::blank()]);
    provider.forward(&id).await.ok();
    let file = read(&harness, &clerk, &sheet).await;
    let filed = LetterCase::Filing { id: id.parse().unwrap(), reference };
    assert_eq!(file.state(0), &LetterState::Filed { to: filed, automatic: true });
    let filing = owner.filing(&id).await;
    assert_eq!(
        (filing.status, filing.due.unwrap().date.to_string()),
        (FilingStatus::UnderReview, harness.due("2026-12-14", 15))
    );
    // A page that cannot be read does not stop the one that can.
    let other = owner.submitted(forms::unit("shili-sheet-2.cn", "00000002")).await;
    let its = owner.filing(&other).await.reference;
    let sheet = paper::pile(&[code(PrintedFormKind::VerificationSheet, its, 1)]);
    let pile = [("1.tiff", sheet.as_slice()), ("2.tiff", b"II*\0".as_slice())];
    let uploaded = clerk.upload_pile(&pile, json!({})).await;
    let file = settled(&harness, &clerk, &uploaded.batch.id).await;
    assert!(matches!(file.state(0), LetterState::Filed { .. }));
    let scans = clerk.filing(&other).await.scans;
    assert_eq!(scans.len(), 1, "of what could not be read there is no scan");
    // Another copy comes in: the filing awaits none, and a person looks.
    let again = paper::pile(&[code(PrintedFormKind::VerificationSheet, reference, 1)]);
    let file = read(&harness, &clerk, &again).await;
    assert_eq!(file.waits(0), Some(UnmatchedReason::CaseClosed));
    let waiting = clerk.waiting_letters().await;
    let letter = waiting.iter().find(|letter| letter.id == file.letters[0].id).unwrap();
    clerk.match_letter(letter, reference).await.refused(409, "not-awaiting-sheet");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_behind_another_letter_and_a_form_behind_a_sheet_are_never_swallowed() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference;
    provider.forward(&id).await.ok();
    let sheet = code(PrintedFormKind::VerificationSheet, reference, 1);
    let file = read(&harness, &clerk, &paper::pile(&[sheet, paper::plain()])).await;
    let reasons = (file.waits(0), file.waits(1), file.letters.len());
    assert_eq!(reasons, (Some(UnmatchedReason::ExtraPages), Some(UnmatchedReason::NoCode), 2));
    assert_eq!(owner.filing(&id).await.status, FilingStatus::AwaitingSheet);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_filed_itself_is_seen_by_the_reviewer_before_anything_is_approved() {
    let harness = Harness::open().await;
    let (clerk, provider, reviewer) =
        (harness.clerk().await, harness.provider().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference;
    provider.forward(&id).await.ok();
    let sheet = |back: usize| {
        let backs = (0..back).map(|_| paper::blank());
        paper::pile(
            &std::iter::once(code(PrintedFormKind::VerificationSheet, reference, 1))
                .chain(backs)
                .collect::<Vec<_>>(),
        )
    };
    read(&harness, &clerk, &sheet(0)).await;
    let filing = reviewer.filing(&id).await;
    assert_eq!((filing.status, filing.sheet_confirmed), (FilingStatus::UnderReview, Some(false)));
    assert_eq!(filing.actions[0], FilingAction::CheckSheet, "it is the first thing");
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("签名和章是否齐全"), "{told:?}");
    reviewer.approve(&id).await.refused(409, "sheet-not-confirmed");

    // It is blank: another is awaited, and both are told what is missing.
    let silent = json!({ "signed_and_sealed": false });
    let reply = reviewer.act_with(&id, "check-sheet", silent).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    let missing = json!({ "signed_and_sealed": false, "reason": "主办者没有签字盖章" });
    let filing = reviewer.act_with(&id, "check-sheet", missing.clone()).await.view::<FilingView>();
    assert_eq!(
        (filing.status, filing.due.unwrap().date.to_string()),
        (FilingStatus::AwaitingSheet, harness.due("2026-12-02", 7))
    );
    assert!(filing.sheet_confirmed.is_none() && filing.sheet_arrived_on.is_none());
    let sheets = |filing: &FilingView| {
        filing.scans.iter().filter(|scan| scan.document == DocumentKind::VerificationSheet).count()
    };
    assert_eq!(sheets(&filing), 0, "what was refused is not shown beside what comes instead");
    for who in ["owner-1@example.com", "yun-yi@example.net"] {
        let told = harness.mails_to(who).await;
        assert!(told.last().unwrap().text.contains("主办者没有签字盖章"), "{who}: {told:?}");
    }
    let refused = owner.event(&id, "refuse_sheet").await;
    assert_eq!(refused.details.reason.as_deref(), Some("主办者没有签字盖章"));

    // The next one is whole.
    read(&harness, &clerk, &sheet(1)).await;
    let filing = reviewer
        .act_with(&id, "check-sheet", json!({ "signed_and_sealed": true }))
        .await
        .view::<FilingView>();
    assert_eq!((filing.status, filing.sheet_confirmed), (FilingStatus::UnderReview, Some(true)));
    assert_eq!(sheets(&filing), 2);
    reviewer
        .act_with(&id, "check-sheet", json!({ "signed_and_sealed": true }))
        .await
        .refused(409, "sheet-confirmed");
    reviewer.approve(&id).await.ok();
    reviewer.act_with(&id, "check-sheet", missing.clone()).await.refused(409, "not-under-review");

    // A sheet that a clerk confirmed may turn out incomplete; a filing that needs none has none.
    let other = owner.submitted(forms::unit("shili-sheet-2.cn", "00000002")).await;
    provider.forward(&other).await.ok();
    let scan = clerk.scan(&other, "verification_sheet").await;
    clerk.record_sheet(&other, &scan).await.ok();
    let filing = reviewer.act_with(&other, "check-sheet", missing.clone()).await.view::<FilingView>();
    assert_eq!(filing.status, FilingStatus::AwaitingSheet);
    let record = owner.filing(&id).await.organizer_number.unwrap().record_id();
    let leaving = provider
        .post(&format!("/v1/records/{record}/deregister"), json!({ "position": 1, "reason": "网站不再使用" }))
        .await
        .ok();
    let leaving = leaving["id"].as_str().unwrap().to_owned();
    let secret = harness.code_for(&owner, &leaving).await;
    owner.confirm_deregistration(&leaving, &secret).await.ok();
    provider.forward(&leaving).await.ok();
    assert!(!reviewer.filing(&leaving).await.actions.contains(&FilingAction::CheckSheet));
    reviewer.act_with(&leaving, "check-sheet", missing).await.refused(409, "not-awaiting-sheet");
}
