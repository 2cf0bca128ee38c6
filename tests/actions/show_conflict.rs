//! Both sides of a conflict, as the bureau sees them.

use beian_tests::{Harness, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_who_holds_a_domain_who_was_refused_it_and_the_letters() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let held = owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    let refused = other.draft(forms::unit("shili-held.cn", "00000002")).await;
    other.scan_all(&refused).await;
    for _ in 0..2 {
        other.submit(&refused).await.refused(409, "domain-taken");
    }
    let seen = clerk.get("/v1/conflicts?domain=SHILI-held.cn").await.ok();
    assert_eq!(seen["domain"], "shili-held.cn");
    assert_eq!(seen["holder"]["filing"]["id"], json!(held));
    assert_eq!(seen["holder"]["owner"], "owner-1");
    let wishes = seen["refused_claims"].as_array().unwrap();
    assert_eq!(wishes.len(), 1, "the same filing once: {wishes:?}");
    assert_eq!((&wishes[0]["filing"]["id"], &wishes[0]["seen"]), (&json!(refused), &json!(false)));
    assert_eq!(seen["requests"], json!([]));
    let letter = json!({ "kind": "delete_submission", "domain": "shili-held.cn", "evidence": ["form"] });
    clerk.post("/v1/requests", letter).await.ok();
    let reference = owner.filing(&held).await.reference.to_string();
    let seen = reviewer.get(&format!("/v1/conflicts?reference={reference}")).await.ok();
    assert_eq!(seen["requests"][0]["about"]["id"], json!(held));
    // It is freed, and the other takes it.
    let id = seen["requests"][0]["id"].as_str().unwrap().to_owned();
    let more = json!({ "version": 1, "evidence": ["licence"] });
    let request = clerk.post(&format!("/v1/requests/{id}/evidence"), more).await.ok();
    let approve = json!({ "version": request["version"], "approve": true });
    reviewer.post(&format!("/v1/requests/{id}/decide"), approve).await.ok();
    assert!(reviewer.get("/v1/conflicts?domain=shili-held.cn").await.ok()["holder"].is_null());
    other.submit(&refused).await.ok();
    let seen = reviewer.get("/v1/conflicts?domain=shili-held.cn").await.ok();
    assert_eq!(seen["holder"]["filing"]["id"], json!(refused), "who got it afterwards");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_found_by_its_number_and_shown_by_its_ends() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let (_clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let (id, _) = harness.on_file(&owner, &provider, forms::unit("shili-held.cn", "00000001")).await;
    let code = forms::credit_code("00000001");
    let path = format!("/v1/conflicts?certificate_kind=1&certificate_number={code}");
    let seen = reviewer.get(&path).await.ok();
    assert_eq!(seen["holder"]["filing"]["id"], json!(id));
    assert!(
        seen["certificate"].as_str().unwrap().contains('*') && !seen.to_string().contains(&code),
        "{seen}"
    );
    let number = owner.filing(&id).await.organizer_number.unwrap().to_string();
    let seen = reviewer.get(&format!("/v1/conflicts?number={number}")).await.ok();
    assert_eq!(seen["holder"]["number"], json!(number));
    let seen = reviewer.get(&format!("/v1/conflicts?number={number}-1")).await.ok();
    assert_eq!(
        (&seen["domain"], &seen["records"][0]["domain"]),
        (&json!("shili-held.cn"), &json!("shili-held.cn"))
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_found_is_said_and_applicants_are_told_nothing() {
    let harness = Harness::open().await;
    let (owner, reviewer) = (harness.owner("owner-1").await, harness.reviewer().await);
    owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    owner.get("/v1/conflicts?domain=shili-held.cn").await.refused(403, "forbidden");
    reviewer.get("/v1/conflicts").await.refused(422, "malformed");
    reviewer.get("/v1/conflicts?domain=127.0.0.1").await.refused(422, "malformed");
    reviewer.get("/v1/conflicts?certificate_kind=1&certificate_number=1").await.refused(422, "malformed");
    reviewer
        .get("/v1/conflicts?number=%E8%B5%A3ICP%E5%A4%872026999999%E5%8F%B7")
        .await
        .refused(404, "not-found");
    let seen = reviewer.get("/v1/conflicts?domain=shili-free.cn").await.ok();
    assert!(seen["holder"].is_null() && seen["refused_claims"] == json!([]) && seen["records"] == json!([]));
    harness.is_whole().await;
}
