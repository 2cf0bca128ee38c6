//! The day on which something arrived.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_arrived_before_says_why_and_the_review_runs_from_then() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let (mut ids, mut references) = (Vec::new(), Vec::new());
    for number in 1..=2 {
        let form = forms::unit(&format!("shili-post-{number}.cn"), &format!("{number:08}"));
        let id = owner.submitted(form).await;
        provider.forward(&id).await.ok();
        references.push(owner.filing(&id).await.reference);
        ids.push(id);
    }
    harness.set_clock("2026-11-26T02:00:00Z");
    let arrived = json!({ "arrived_on": "2026-11-24", "reason": "邮戳为11月24日" });
    let sheet = paper::pile(&[code(PrintedFormKind::VerificationSheet, references[0], 1)]);
    clerk.upload_post("sheet.tiff", &sheet, arrived.clone()).await;
    harness.work("read-post").await;
    assert_eq!(owner.filing(&ids[0]).await.due.unwrap().date.to_string(), harness.due("2026-12-15", 15));
    let scan = clerk.scan(&ids[1], "verification_sheet").await;
    let silent = json!({ "scan_id": scan, "signed_and_sealed": true, "arrived_on": "2026-11-24" });
    let reply = clerk.act_with(&ids[1], "record-sheet", silent).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    let mut said = json!({ "scan_id": scan, "signed_and_sealed": true });
    said.as_object_mut().unwrap().extend(arrived.as_object().unwrap().clone());
    clerk.act_with(&ids[1], "record-sheet", said).await.ok();
    for id in &ids {
        let recorded = owner.event(id, "record_sheet").await;
        assert_eq!(recorded.details.reason.as_deref(), Some("邮戳为11月24日"));
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_day_of_arrival_of_a_sheet_recalculates_the_review() {
    let harness = Harness::open().await;
    let (clerk, provider, reviewer) =
        (harness.clerk().await, harness.provider().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-tag.cn", "00000001")).await;
    let early = json!({ "arrived_on": "2026-11-23", "reason": "as a test" });
    clerk.act_with(&id, "correct-arrival", early.clone()).await.refused(409, "not-under-review");
    provider.forward(&id).await.ok();
    harness.set_clock("2026-11-26T02:00:00Z");
    let scan = clerk.scan(&id, "verification_sheet").await;
    let filing = clerk.record_sheet(&id, &scan).await.ok();
    assert_eq!(filing["due"]["date"], harness.due("2026-12-17", 15));
    assert_eq!(filing["actions"], json!(["correct-arrival"]));
    let reply =
        clerk.act_with(&id, "correct-arrival", json!({ "arrived_on": "24.11.2026", "reason": "" })).await;
    assert_eq!(reply.refused(422, "malformed").pointers(), ["/arrived_on", "/reason"]);
    for (day, status, code) in [
        ("2026-11-26", 409, "nothing-changed"),
        ("2026-11-27", 422, "impossible-arrival"),
        ("2026-11-22", 422, "impossible-arrival"),
    ] {
        let asked = json!({ "arrived_on": day, "reason": "邮戳" });
        clerk.act_with(&id, "correct-arrival", asked).await.refused(status, code);
    }
    reviewer.act_with(&id, "correct-arrival", early).await.refused(403, "forbidden");
    let asked = json!({ "arrived_on": "2026-11-24", "reason": "收件登记簿为11月24日" });
    let filing = clerk.act_with(&id, "correct-arrival", asked).await.ok();
    assert_eq!(
        (&filing["due"]["date"], &filing["sheet_arrived_on"]),
        (&json!(harness.due("2026-12-15", 15)), &json!("2026-11-24"))
    );
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("2026年11月24日到的"), "{told:?}");
    let corrected = owner.event(&id, "correct_arrival").await;
    assert_eq!(corrected.details.reason.as_deref(), Some("收件登记簿为11月24日"));
    // A pause stays, and the days after it are counted from the right one.
    let pause = json!({ "reason": "hearing", "expected_on": "2026-12-04" });
    reviewer.act_with(&id, "pause-review", pause).await.ok();
    let asked = json!({ "arrived_on": "2026-11-25", "reason": "复核邮戳" });
    let paused = clerk.act_with(&id, "correct-arrival", asked).await.ok();
    assert_eq!(paused["due"], Value::Null);
    let resumed = reviewer.act(&id, "resume-review").await.ok();
    assert_eq!(resumed["due"]["date"], harness.due("2026-12-16", 15));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_that_completes_a_request_is_that_of_its_last_paper_whoever_looks_again() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let asked = json!({ "kind": "recover_account", "username": username, "evidence": ["form", "licence"],
                        "arrived_on": "2026-11-16" });
    let entered: RequestView = clerk.post("/v1/requests", asked).await.view();
    let (id, reference) = (entered.summary.id, entered.summary.reference);
    // A wrong letter of today, taken back; the right one came days before.
    let letter = waiting(&harness, &clerk, 1).await;
    let marks = json!({ "marks": [{ "page": 1, "evidence": "domain_certificate" }] });
    let filed: LetterSummary = clerk.match_letter_with(&letter, reference, marks).await.view();
    let again: LetterSummary = clerk.take_back(&filed, "归错了").await.view();
    let request = clerk.request(id).await;
    assert_eq!(request.summary.arrived_on, date(2026, 11, 16));
    let evidence = format!("/v1/requests/{id}/evidence");
    let right =
        json!({ "version": request.version, "evidence": ["domain_certificate"], "arrived_on": "2026-11-18" });
    let complete: RequestView = clerk.post(&evidence, right).await.view();
    let due = |request: RequestView| request.summary.due.unwrap().date;
    assert_eq!(due(complete), date(2026, 11, 25), "five working days after the last paper");
    // A second copy comes later, gets two looks, and gives nobody more time.
    clerk.match_letter(&again, reference).await.ok();
    let batch = letter.id.split_once('-').unwrap().0;
    for mark in [None, Some(Evidence::Licence)] {
        let request = clerk.request(id).await;
        let looked = clerk.mark_page(&request, (batch, 1), mark).await.view();
        assert_eq!(due(looked), date(2026, 11, 25));
    }
    // Of one page the last word counts.
    let request = clerk.request(id).await;
    let page = |evidence: Value| json!({ "batch_id": batch, "page": 1, "evidence": evidence });
    let words = [page(json!("identity_card")), page(Value::Null)];
    let marks = json!({ "version": request.version, "evidence": [], "marks": words });
    let looked: RequestView = clerk.post(&evidence, marks).await.view();
    assert_eq!(looked.evidence, [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate]);
    let nothing = json!({ "kind": "recover_account", "username": username, "evidence": ["form"], "marks": [{ "page": 1 }] });
    let reply = clerk.post("/v1/requests", nothing).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/letter_id"]);
    harness.is_whole().await;
}
