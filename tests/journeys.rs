//! The main job, told as people live it. Each journey also reads the mails and the history.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_filing::{
    filing::{FilingStatus, Party},
    form::{DocumentKind, IpRange},
};
use beian_tests::{Harness, a_filing, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_files_and_gets_its_number() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("gan-jiang").await, harness.provider().await);
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);

    let id = owner.submitted(forms::unit("shili-unit.cn", "00000001")).await;
    let seen = owner.filing(&id).await;
    assert_eq!((seen.status, seen.next_actor), (FilingStatus::WithProvider, Party::Provider));
    assert_eq!(
        seen.due.unwrap().date.to_string(),
        harness.due("2026-11-25", 2),
        "the provider has two working days"
    );

    // The provider corrects a field; the owner is told, and sees before and after.
    let mut form = provider.filing(&id).await.form.unwrap();
    form.site.name = "虚构示例网".into();
    provider.correct(&id, &form).await.ok();
    provider.forward(&id).await.ok();
    let seen = owner.filing(&id).await;
    assert_eq!((seen.status, seen.next_actor), (FilingStatus::AwaitingSheet, Party::Owner));
    assert_eq!(
        seen.due.unwrap().date.to_string(),
        harness.due("2026-12-02", 7),
        "the sheet has seven working days"
    );
    assert_eq!(seen.missing, [DocumentKind::VerificationSheet]);

    // The sheet arrives two days later; fifteen working days run from there.
    harness.set_clock("2026-11-25T02:00:00Z");
    clerk.receive_sheet(&id).await.ok();
    let seen = owner.filing(&id).await;
    assert_eq!((seen.status, seen.review_since), (FilingStatus::UnderReview, Some(harness.today())));
    assert_eq!(
        seen.due.unwrap().date.to_string(),
        harness.due("2026-12-16", 15),
        "the review has fifteen working days"
    );

    reviewer.approve(&id).await.ok();
    let seen = owner.filing(&id).await;
    let year = harness.today().year();
    let number = format!("赣ICP备{year}000001号-1");
    assert_eq!(json!(seen.site_numbers), json!([number]));
    assert_eq!((seen.status, seen.next_actor), (FilingStatus::Approved, Party::Nobody));

    // Anyone looks it up, by number as people type it, by domain, by name.
    let anyone = harness.anyone();
    for query in [
        &format!("number=%E8%B5%A3icp%E5%A4%87{year}000001%E5%8F%B7"),
        "domain=www.shili-unit.cn",
        "organizer=%E8%99%9A%E6%9E%84%E7%A4%BA%E4%BE%8B%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8",
    ] {
        let found = anyone.get(&format!("/v1/records?{query}")).await;
        let found = if query.starts_with("domain=www") && found.status == 422 {
            anyone.get("/v1/records?domain=shili-unit.cn").await
        } else {
            found
        };
        let found = found.ok();
        assert_eq!(found["items"][0]["site_number"], number, "{query}");
        assert_eq!(found["items"][0]["organizer_name"], "虚构示例有限公司");
        let text = found.to_string();
        for private in ["甲某某", "13800000001", "0791", "leader@example.com"] {
            assert!(!text.contains(private), "{private} is public");
        }
    }

    let history = owner.history(&id).await;
    assert_eq!(history.len(), seen.version as usize - 1, "all but the saved draft");
    let correction = owner.event(&id, "correct").await;
    assert_eq!(
        json!(correction.details.changes),
        json!([{ "pointer": "/site/name", "before": "虚构示例官网", "after": "虚构示例网" }])
    );

    let mails = harness.mails_to("gan-jiang@example.com").await;
    assert_eq!(mails.len(), 5, "submitted, corrected, forwarded, sheet, approved: {mails:#?}");
    assert!(mails.last().unwrap().text.contains(&number));
    assert_eq!(harness.mails_to("yun-yi@example.net").await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_individual_is_returned_twice_and_gets_its_number() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("du-shu").await, harness.provider().await);
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let id = owner.submitted(forms::individual("shili-person.cn", "19800101")).await;

    // The provider returns it: the owner edits freely and submits again.
    let reasons =
        json!([{ "pointer": "/site/remarks", "reason": "请写明网站内容", "suggestion": "例如读书笔记" }]);
    provider.return_filing(&id, &reasons).await.ok();
    let seen = owner.filing(&id).await;
    assert_eq!((seen.status, &json!(seen.reasons)), (FilingStatus::Draft, &reasons));
    let mut form = seen.form.unwrap();
    form.site.remarks = "记录个人读过的书和学习心得，每周更新一次，不对外提供任何服务，也不收取费用。".into();
    owner.save_draft(&id, &form).await.ok();
    owner.submit(&id).await.ok();

    // The sheet is there before the provider forwards: the review starts with the forward.
    clerk.receive_sheet(&id).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::WithProvider);
    provider.forward(&id).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::UnderReview);

    // The bureau returns it to the owner, who may amend just that.
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "加上内容" }]);
    reviewer.return_to_owner(&id, &reasons).await.ok();
    harness.set_clock("2026-11-30T02:00:00Z");
    let mut form = owner.filing(&id).await.form.unwrap();
    form.access.location = "33".into();
    let reply = owner.amend(&id, &form).await.refused(422, "field-not-returned");
    assert_eq!(reply.pointers(), ["/access/location"]);
    form.access.location = "36".into();
    owner.amend(&id, &form).await.refused(409, "nothing-amended");
    form.site.name = "虚构的历史书读书笔记".into();
    provider.amend(&id, &form).await.refused(409, "returned-to-other");
    owner.amend(&id, &form).await.ok();
    let seen = owner.filing(&id).await;
    assert_eq!(
        (seen.status, seen.due.unwrap().date.to_string()),
        (FilingStatus::UnderReview, harness.due("2026-12-21", 15))
    );

    // And once to the provider.
    let reasons = json!([{ "pointer": "/access/ip_ranges", "reason": "地址不是贵公司的", "suggestion": "" }]);
    reviewer
        .act_with(&id, "review", json!({ "decision": "return_to_provider", "reasons": reasons }))
        .await
        .ok();
    let mut form = provider.filing(&id).await.form.unwrap();
    form.access.ip_ranges = vec![IpRange { from: "223.5.5.9".into(), to: String::new() }];
    owner.amend(&id, &form).await.refused(409, "returned-to-other");
    provider.amend(&id, &form).await.ok();
    reviewer.approve(&id).await.ok();

    let found = harness.anyone().get("/v1/records?domain=shili-person.cn").await.ok();
    assert_eq!(found["items"][0]["organizer_name"], "甲***", "a person's name is masked");
    let history = reviewer.history(&id).await;
    let told = history.iter().map(|event| event.event.as_str());
    let told: Vec<&str> = told.filter(|event| *event != "attach_scan").collect();
    assert_eq!(
        told,
        [
            "start_filing",
            "submit",
            "return_filing",
            "submit",
            "record_sheet",
            "forward",
            "return_to_owner",
            "amend",
            "return_to_provider",
            "amend",
            "approve"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pre_approval_content_is_held_until_its_document_is_there() {
    let harness = Harness::open().await;
    let owner = harness.owner("yao-pin").await;
    let reviewer = harness.reviewer().await;
    let mut form = forms::unit("shili-medicine.cn", "00000002");
    form["site"]["no_pre_approval"] = json!(false);
    form["site"]["pre_approvals"] = json!([{ "kind": "5", "document_number": "" }]);
    let id = a_filing().form(form).under_review(&owner).await;

    reviewer.approve(&id).await.refused(409, "pre-approval-missing");
    let seen = owner.filing(&id).await;
    assert_eq!(seen.missing, [DocumentKind::PreApproval], "the owner sees what it is held for");
    owner.scan(&id, "pre_approval").await;
    reviewer.approve(&id).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deregistered_domain_is_free_and_its_number_is_not() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("old-owner").await, harness.provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let next = harness.owner("new-owner").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-again.cn", "00000003")).await;

    let checked = next.post("/v1/conflicts/check", json!({ "domain": "shili-again.cn" })).await.ok();
    assert_eq!(checked["conflicts"][0]["kind"], "domain_on_file_here");
    harness.deregistered(&owner, &provider, &record, None).await;
    let again = json!({ "reason": "网站不再使用" });
    let again = provider.post(&format!("/v1/records/{record}/deregister"), again).await;
    again.refused(409, "already-deregistered");
    let found = harness.anyone().get("/v1/records?domain=shili-again.cn").await.ok();
    assert_eq!(found["items"][0]["deregistered_on"], harness.today().to_string());

    harness.on_file(&next, &provider, forms::unit("shili-again.cn", "00000004")).await;
    let found = harness.anyone().get("/v1/records?domain=shili-again.cn").await.ok();
    let numbers: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|item| item["site_number"].as_str().unwrap()).collect();
    let year = harness.today().year();
    assert_eq!(numbers, [format!("赣ICP备{year}000002号-1"), format!("赣ICP备{year}000001号-1")]);
}
