//! Deciding: reasons, numbers that are never given twice, and nothing out of turn.

use beian_filing::{
    filing::FilingStatus,
    history::{Actor, Context, Role},
    identifier::Username,
};
use beian_store::{LoadRequest, StoreError};
use beian_tests::{FilingBuilder, Harness, a_filing, forms};
use serde_json::json;

/// The filing of a unit with this number.
fn filing(number: usize) -> FilingBuilder {
    a_filing().unit(&format!("shili-{number}.cn"), &format!("{number:08}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_issued_once_each_however_many_approve_at_once() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let mut ids = Vec::new();
    for place in 0..4 {
        ids.push(filing(place).under_review(&owner).await);
    }
    let approve = |id: String| {
        let reviewer = reviewer.clone();
        async move { reviewer.approve(&id).await.ok() }
    };
    let (a, b, c, d) = tokio::join!(
        approve(ids[0].clone()),
        approve(ids[1].clone()),
        approve(ids[2].clone()),
        approve(ids[3].clone())
    );
    let mut numbers: Vec<String> =
        [a, b, c, d].iter().map(|view| view["organizer_number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    assert_eq!(
        numbers,
        ["赣ICP备2026000001号", "赣ICP备2026000002号", "赣ICP备2026000003号", "赣ICP备2026000004号"]
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_would_issue_one_number_one_does() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let before = filing(0).under_review(&owner).await;
    let one = filing(1).under_review(&owner).await;
    let other = filing(2).under_review(&owner).await;
    reviewer.approve(&before).await.ok();
    let (store, office) = (harness.store(), harness.office());
    let actor = Actor { account: Username::typed(&reviewer.name), role: Role::Reviewer, provider: None };
    let calendar = office.calendar().await.unwrap();
    let context = Context {
        at: harness.now(),
        actor: &actor,
        fingerprint: "",
        rules: office.rules(),
        calendar: &calendar,
    };
    // Processes do not see each other: both read which number was the last before either is saved.
    let mut steps = Vec::new();
    for id in [&one, &other] {
        let wanted =
            LoadRequest { filing: Some(id.parse().unwrap()), year: Some(2026), ..LoadRequest::default() };
        let case = store.load(wanted).await.unwrap();
        assert_eq!(case.last_number, 1);
        let filing = case.filing.unwrap();
        steps.push(filing.approve(None, Vec::new(), 2, office.rules().abbreviation, &context).unwrap());
    }
    let (second, first) = (steps.pop().unwrap(), steps.pop().unwrap());
    store.commit(first, "approve-one").await.unwrap();
    // The error lets the action decide again with the next number; it reports no fault.
    let refused = store.commit(second, "approve-other").await;
    assert!(matches!(refused, Err(StoreError::Contended)), "{refused:?}");
    assert_eq!(owner.filing(&one).await.organizer_number.unwrap().to_string(), "赣ICP备2026000002号");
    assert_eq!(owner.filing(&other).await.status, FilingStatus::UnderReview);
    let approved = reviewer.approve(&other).await.ok();
    assert_eq!(approved["organizer_number"], "赣ICP备2026000003号");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_names_fields_that_exist_and_says_why() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let id = filing(1).under_review(&owner).await;
    let decide = |reasons| json!({ "decision": "return_to_owner", "reasons": reasons });
    let reply = reviewer.act_with(&id, "review", decide(json!([]))).await.refused(422, "reasons-missing");
    assert_eq!(reply.pointers(), ["/reasons"]);
    let reasons =
        json!([{ "pointer": "/site/colour", "reason": " " }, { "pointer": "", "reason": "x".repeat(301) }]);
    let reply = reviewer.act_with(&id, "review", decide(reasons)).await.refused(422, "reasons-missing");
    assert_eq!(
        reply.pointers(),
        ["/reasons/0/pointer", "/reasons/0/reason", "/reasons/1/pointer", "/reasons/1/reason"]
    );
    assert_eq!(owner.filing(&id).await.status, FilingStatus::UnderReview);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_came_back_is_mended_by_a_new_scan() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let id = filing(1).under_review(&owner).await;
    let reasons = json!([{ "pointer": "/documents/leader_identity", "reason": "照片不清楚", "suggestion": "请重新拍摄" }]);
    reviewer.return_to_owner(&id, &reasons).await.ok();
    let form = owner.filing(&id).await.form.unwrap();
    owner.amend(&id, &form).await.refused(409, "nothing-amended");
    owner.scan(&id, "leader_identity").await;
    owner.amend(&id, &form).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::UnderReview);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_out_of_turn() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let id = owner.submitted(forms::unit("shili-turn.cn", "00000001")).await;
    reviewer.approve(&id).await.refused(409, "not-under-review");
    let form = owner.filing(&id).await.form.unwrap();
    owner.amend(&id, &form).await.refused(409, "not-returned");
    clerk.record_sheet(&id, "0").await.refused(409, "unknown-scan");

    provider.forward(&id).await.ok();
    provider.forward(&id).await.refused(409, "not-with-provider");
    let reasons = json!([{ "pointer": "/site/name", "reason": "请核对" }]);
    provider.return_filing(&id, &reasons).await.refused(409, "not-with-provider");
    let sheet = clerk.scan(&id, "verification_sheet").await;
    for day in [harness.today().tomorrow().unwrap().to_string(), "2026-11-01".to_owned()] {
        let body =
            json!({ "scan_id": sheet, "signed_and_sealed": true, "arrived_on": day, "reason": "as a test" });
        clerk.act_with(&id, "record-sheet", body).await.refused(422, "impossible-arrival");
    }
    let body = json!({ "scan_id": sheet, "signed_and_sealed": true, "arrived_on": "yesterday" });
    clerk.act_with(&id, "record-sheet", body).await.refused(422, "malformed");
    let body = json!({ "scan_id": sheet, "signed_and_sealed": false });
    let reply = clerk.act_with(&id, "record-sheet", body).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/signed_and_sealed"], "a sheet that nobody saw starts no clock");
    clerk.record_sheet(&id, &sheet).await.ok();
    clerk.record_sheet(&id, &sheet).await.refused(409, "not-awaiting-sheet");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sees_paper_and_nothing_personal() {
    let harness = Harness::open().await;
    let (owner, provider, clerk) =
        (harness.owner("owner-1").await, harness.provider().await, harness.clerk().await);
    let id = owner.submitted(forms::individual("shili-paper.cn", "19800101")).await;
    provider.forward(&id).await.ok();
    let seen = clerk.filing(&id).await;
    assert!(seen.form.is_none() && seen.scans.is_empty());
    let list = clerk.get("/v1/filings?status=awaiting_sheet").await.ok();
    assert_eq!(
        (list["items"][0]["id"].as_str(), list["items"][0]["organizer_name"].as_str()),
        (Some(id.as_str()), Some("甲***"))
    );
    let scan = provider.filing(&id).await.scans[0].id.clone();
    clerk.post(&format!("/v1/filings/{id}/scans/{scan}/view"), json!({})).await.refused(409, "unknown-scan");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn worklists_show_each_party_its_own_the_most_urgent_first() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let reviewer = harness.reviewer().await;
    let early = filing(1).under_review(&owner).await;
    harness.set_clock("2026-11-26T02:00:00Z");
    let late = filing(2).under_review(&owner).await;
    let ids = |list: serde_json::Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        ids(reviewer.get("/v1/filings?status=under_review").await.ok()),
        [early.clone(), late.clone()]
    );
    assert_eq!(
        ids(provider.get("/v1/filings?status=under_review").await.ok()),
        [early.clone(), late.clone()]
    );
    assert_eq!(ids(owner.get("/v1/filings").await.ok()), [late, early]);
    assert_eq!(ids(harness.other_provider().await.get("/v1/filings").await.ok()), Vec::<String>::new());
    reviewer.get("/v1/filings").await.refused(422, "malformed");
    harness.set_clock("2026-12-15T02:00:00Z");
    let list = reviewer.get("/v1/filings?status=under_review").await.ok();
    assert_eq!(list["items"][0]["late_days"], 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_what_they_corrected_whatever_they_became() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let supervisor = harness.supervisor().await;
    let id = owner.submitted(forms::unit("shili-own.cn", "00000001")).await;
    let mut form = provider.filing(&id).await.form.unwrap();
    form.site.remarks = "接入商核对以后代为补充：网站介绍单位的产品和服务。".into();
    provider.correct(&id, &form).await.ok();
    // Somebody else of the provider forwards it.
    let other = harness.person("staff-yi-2", Role::Provider, Some("yun-yi")).await;
    other.forward(&id).await.ok();
    clerk.receive_sheet(&id).await.ok();

    let (was_provider, was_owner) =
        (harness.becomes(&provider, Role::Reviewer).await, harness.becomes(&owner, Role::Reviewer).await);
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    for own in [&was_provider, &was_owner] {
        for (verb, body) in [
            ("review", json!({ "decision": "approve" })),
            ("review", json!({ "decision": "return_to_owner", "reasons": reasons })),
            ("take-up", json!({})),
            ("pause-review", json!({ "reason": "hearing", "expected_on": "2026-12-01" })),
            ("resume-review", json!({})),
            ("hand-over", json!({ "to": "reviewer-1" })),
        ] {
            own.act_with(&id, verb, body).await.refused(409, "own-work");
        }
        let seen = own.filing(&id).await;
        assert!(seen.actions.is_empty(), "nothing is offered that is refused");
        let told = own.get(&format!("/v1/filings/{id}")).await.ok().to_string();
        assert!(!told.contains("authors"), "who worked on it is in its history alone");
        let to = json!({ "to": own.name });
        supervisor.act_with(&id, "hand-over", to).await.refused(409, "own-work");
    }
    reviewer.act(&id, "take-up").await.ok();
    reviewer.act_with(&id, "hand-over", json!({ "to": "staff-yi" })).await.refused(409, "own-work");
    reviewer.approve(&id).await.ok();
}
