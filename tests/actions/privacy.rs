//! Private data: masked for staff, shown for a recorded reason, and never sent where it need not go.

use crate::accounts::{PASSWORD, registered, sign_in};
use beian_contract::view::FilingView;
use beian_filing::form::DocumentKind;
use beian_tests::{Harness, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_the_ends_of_what_is_private_and_the_owner_sees_it_whole() {
    let harness = Harness::open().await;
    let (owner, provider, reviewer) =
        (harness.owner("owner-1").await, harness.provider().await, harness.reviewer().await);
    let supervisor = harness.supervisor().await;
    let id = owner.submitted(forms::unit("shili-mask.cn", "00000001")).await;
    let whole = owner.filing(&id).await;
    let leader = json!(whole.form.as_ref().unwrap().organizer.leader);
    assert!(!whole.masked);
    for staff in [&provider, &reviewer, &supervisor] {
        let seen = staff.filing(&id).await;
        assert!(seen.masked, "{}", staff.name);
        let text = json!(seen.form.as_ref().unwrap().organizer.leader).to_string();
        for field in ["name", "certificate_number", "mobile", "landline", "email"] {
            let private = leader[field].as_str().unwrap();
            assert!(!text.contains(private), "{} sees {field}", staff.name);
        }
        let mobile = &seen.form.as_ref().unwrap().organizer.leader.mobile;
        assert_eq!(mobile, "138****0001");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_who_unmask_give_a_reason_that_the_owner_sees() {
    let harness = Harness::open().await;
    let (owner, provider, reviewer) =
        (harness.owner("owner-1").await, harness.provider().await, harness.reviewer().await);
    let id = owner.submitted(forms::unit("shili-mask.cn", "00000001")).await;
    let path = format!("/v1/filings/{id}/unmask");
    let refused = reviewer.post(&path, json!({ "reason": " " })).await.refused(422, "malformed");
    assert_eq!(refused.pointers(), ["/reason"]);
    harness
        .other_provider()
        .await
        .post(&path, json!({ "reason": "核对证件" }))
        .await
        .refused(404, "not-found");
    let whole = owner.filing(&id).await;
    let seen = reviewer.post(&path, json!({ "reason": "核对证件号码" })).await.view::<FilingView>();
    assert_eq!((seen.masked, seen.form), (false, whole.form));
    provider.post(&path, json!({ "reason": "给负责人打电话" })).await.ok();
    assert!(reviewer.filing(&id).await.masked, "the next look is masked again");
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    assert_eq!(history["intact"], true);
    let accesses: Vec<_> =
        history["items"].as_array().unwrap().iter().filter(|event| event["event"] == "unmask").collect();
    // Two looks within a second have no order.
    let of = |role: &str| *accesses.iter().find(|event| event["role"] == role).unwrap();
    assert_eq!((accesses.len(), &of("reviewer")["details"]["reason"]), (2, &json!("核对证件号码")));
    assert_eq!(of("provider")["details"]["reason"], "给负责人打电话");
    assert_eq!(of("reviewer")["by"], json!(null), "who it was by name, the bureau knows");
    let at_bureau = reviewer.get(&format!("/v1/filings/{id}/history")).await.ok();
    assert!(at_bureau.to_string().contains("reviewer-1"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_look_is_written_down_too_whatever_key_it_is_asked_with() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-again.cn", "00000001")).await;
    let scans = owner.filing(&id).await.scans;
    let card = scans.iter().find(|scan| scan.document == DocumentKind::LeaderIdentity).unwrap();
    let card = format!("/v1/filings/{id}/scans/{}/view", card.id);
    for reason in ["核对证件号码", "给负责人打电话"] {
        let asked = json!({ "reason": reason });
        provider.post_once("look-once-1", &format!("/v1/filings/{id}/unmask"), asked.clone()).await.ok();
        provider.post_once("look-once-1", &card, asked).await.ok();
    }
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    let looks = history["items"].as_array().unwrap().iter();
    let looks = looks.filter(|event| event["event"] == "unmask" || event["event"] == "view_scan").count();
    assert_eq!(looks, 4);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_document_is_shown_to_staff_for_a_reason_alone() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-card.cn", "00000001")).await;
    let scans = owner.filing(&id).await.scans;
    let of = |document: DocumentKind| {
        let found = scans.iter().find(|scan| scan.document == document).unwrap();
        format!("/v1/filings/{id}/scans/{}/view", found.id)
    };
    let card = of(DocumentKind::LeaderIdentity);
    provider.post(&card, json!({})).await.refused(422, "malformed");
    provider.post(&card, json!({ "reason": "核对负责人" })).await.ok();
    provider.post(&of(DocumentKind::DomainCertificate), json!({})).await.ok();
    owner.post(&card, json!({})).await.ok();
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    let seen: Vec<_> =
        history["items"].as_array().unwrap().iter().filter(|event| event["event"] == "view_scan").collect();
    assert_eq!(seen.len(), 1, "an owner's look at its own card is no access");
    assert_eq!(seen[0]["details"]["document"], "leader_identity");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_a_correction_returns_masked_keeps_its_value() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-back.cn", "00000001")).await;
    let before = owner.filing(&id).await.form.unwrap();
    let mut form = provider.filing(&id).await.form.unwrap();
    provider.correct(&id, &form).await.refused(409, "nothing-corrected");
    form.site.name = "虚构示例网站".into();
    let answered = provider.correct(&id, &form).await.ok();
    assert_eq!(answered["masked"], true, "a correction opens nothing");
    let after = owner.filing(&id).await.form.unwrap();
    assert_eq!(after.organizer, before.organizer);
    assert_eq!(after.site.name, "虚构示例网站");
    // A wrong number comes back with its rule, and without the number that was probably meant.
    form.organizer.leader.mobile = "0791-86000078".into();
    let refused = provider.correct(&id, &form).await.refused(422, "form-incomplete");
    assert!(refused.body["errors"].as_array().unwrap().iter().all(|error| error["suggestion"].is_null()));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_takes_its_data_out_whole_and_is_told() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let id = owner.submitted(forms::unit("shili-out.cn", "00000001")).await;
    harness
        .reviewer()
        .await
        .post(&format!("/v1/filings/{id}/unmask"), json!({ "reason": "核对证件" }))
        .await
        .ok();
    let path = "/v1/account/export";
    owner.post(path, json!({ "password": "wrong demonstration" })).await.refused(401, "wrong-password");
    let out = owner.post(path, json!({ "password": PASSWORD })).await.ok();
    assert_eq!((&out["account"]["username"], &out["email"]), (&json!(username), &json!("shili@example.com")));
    let filing = &out["filings"][0];
    assert_eq!((&filing["filing"]["id"], &filing["filing"]["masked"]), (&json!(id), &json!(false)));
    assert_eq!(filing["filing"]["form"]["organizer"]["leader"]["mobile"], "13800000001");
    assert!(filing["history"].to_string().contains("核对证件"), "who saw what is private is part of it");
    let mails = harness.mails_to("shili@example.com").await;
    assert!(mails.iter().any(|mail| mail.subject.contains("您的资料已导出")));
    assert_eq!(owner.get("/v1/account").await.ok()["history"][0]["event"], "export_data");
    // A page that is asked for again is noted like the first; what is no cursor brings none.
    let before = mails.iter().filter(|mail| mail.subject.contains("您的资料已导出")).count();
    let none = owner.post(path, json!({ "password": PASSWORD, "cursor": "~" })).await;
    assert_eq!(none.refused(422, "malformed").pointers(), ["/cursor"]);
    owner.post(path, json!({ "password": PASSWORD })).await.ok();
    let mails = harness.mails_to("shili@example.com").await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("您的资料已导出")).count(), before + 1);
    // Nor does a key that was used before hide a second look.
    for _ in 0..2 {
        owner.post_once("export-once-1", path, json!({ "password": PASSWORD })).await.ok();
    }
    let mails = harness.mails_to("shili@example.com").await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("您的资料已导出")).count(), before + 3);
    harness.is_whole().await;
}
