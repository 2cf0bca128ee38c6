//! The check before submitting: which kind of conflict, and nothing of the other party.

use beian_filing::identifier::typo::suggest_correction;
use beian_tests::{Harness, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_conflict_is_told_apart() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let id = owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    let ask = json!({
        "domain": "SHILI-HELD.cn", "certificate_kind": "1", "certificate_number": forms::credit_code("00000001").to_lowercase(),
    });
    let seen = other.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(
        seen["conflicts"],
        json!([{ "kind": "domain_in_other_filing" }, { "kind": "certificate_in_other_filing" }])
    );
    let seen = owner.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(seen["conflicts"][0], json!({ "kind": "domain_in_your_filing", "filing_id": id }));
    let mut own = ask;
    own["filing_id"] = json!(id);
    assert_eq!(
        owner.post("/v1/conflicts/check", own).await.ok()["conflicts"],
        json!([]),
        "one's own filing is no conflict"
    );
    assert_eq!(
        other.post("/v1/conflicts/check", json!({ "domain": "shili-free.cn" })).await.ok()["conflicts"],
        json!([])
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_filing_is_no_excuse_and_asking_has_an_end() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let id = owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    let ask = json!({ "domain": "shili-held.cn", "filing_id": id });
    let seen = other.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(seen["conflicts"], json!([{ "kind": "domain_in_other_filing" }]), "it is not the asker's own");
    for _ in 0..59 {
        other.post("/v1/conflicts/check", ask.clone()).await.ok();
    }
    other.post("/v1/conflicts/check", ask.clone()).await.refused(429, "too-many-requests");
    owner.post("/v1/conflicts/check", ask).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_query_is_refused_with_its_reason() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reply = owner.post("/v1/conflicts/check", json!({})).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/domain"]);
    let ask = json!({ "domain": "127.0.0.1", "certificate_kind": "1", "certificate_number": "1" });
    let reply = owner.post("/v1/conflicts/check", ask).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/domain", "/certificate_number"]);
    harness.is_whole().await;
}

/// Two credit codes that are right and differ by no more than two slips.
fn neighbours() -> (String, String) {
    let own = forms::credit_code("00000001");
    let near = (2..10_000).map(|serial| forms::credit_code(&format!("{serial:08}")));
    let near = near.into_iter().find(|near| suggest_correction("1", near, [own.as_str()]).is_some()).unwrap();
    (own, near)
}

fn with_certificate(domain: &str, number: &str) -> serde_json::Value {
    let mut form = forms::unit(domain, "00000001");
    form["organizer"]["certificate_number"] = json!(number);
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_in_a_taken_number_is_seen_by_ones_own_numbers_and_nobody_elses() {
    let harness = Harness::open().await;
    let (owner, other, stranger) =
        (harness.owner("owner-1").await, harness.owner("owner-2").await, harness.owner("owner-3").await);
    let provider = harness.provider().await;
    let (own, near) = neighbours();
    let id = owner.submitted(with_certificate("shili-own.cn", &own)).await;
    other.submitted(with_certificate("shili-other.cn", &near)).await;
    let ask = json!({ "certificate_kind": "1", "certificate_number": near });
    let seen = owner.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(seen["conflicts"], json!([{ "kind": "certificate_in_other_filing" }]));
    assert_eq!(seen["suggestion"], json!(own));
    // The provider writes for the owner: by one of its filings, and only then.
    let next = owner.draft(forms::unit("shili-next.cn", "00000002")).await;
    assert!(provider.post("/v1/conflicts/check", ask.clone()).await.ok()["suggestion"].is_null());
    let mut of_owner = ask.clone();
    of_owner["filing_id"] = json!(next);
    assert!(
        provider.post("/v1/conflicts/check", of_owner.clone()).await.ok()["suggestion"].is_null(),
        "a draft"
    );
    of_owner["filing_id"] = json!(id);
    assert!(
        provider.post("/v1/conflicts/check", of_owner).await.ok()["suggestion"].is_null(),
        "it stands in that one"
    );
    // A stranger's number is near both that are taken, and neither is told.
    stranger.draft(forms::unit("shili-far.cn", "87654321")).await;
    for number in [&own, &near] {
        let ask = json!({ "certificate_kind": "1", "certificate_number": number });
        let seen = stranger.post("/v1/conflicts/check", ask).await.ok();
        assert_eq!(seen["conflicts"].as_array().unwrap().len(), 1);
        assert!(seen["suggestion"].is_null(), "{seen}");
    }
    // A free domain is no mistake of the owner.
    let ask = json!({ "certificate_kind": "1", "certificate_number": forms::credit_code("00000009") });
    assert_eq!(owner.post("/v1/conflicts/check", ask).await.ok(), json!({ "conflicts": [] }));
    harness.is_whole().await;
}
