//! The check before submitting: which kind of conflict, and nothing of the other party.

use beian_tests::{Desk, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_conflict_is_told_apart() {
    let desk = Desk::open().await;
    let (owner, other) = (desk.owner("owner-1").await, desk.owner("owner-2").await);
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
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_filing_is_no_excuse_and_asking_has_an_end() {
    let desk = Desk::open().await;
    let (owner, other) = (desk.owner("owner-1").await, desk.owner("owner-2").await);
    let id = owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    let ask = json!({ "domain": "shili-held.cn", "filing_id": id });
    let seen = other.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(seen["conflicts"], json!([{ "kind": "domain_in_other_filing" }]), "it is not the asker's own");
    for _ in 0..59 {
        other.post("/v1/conflicts/check", ask.clone()).await.ok();
    }
    other.post("/v1/conflicts/check", ask.clone()).await.refused(429, "too-many-requests");
    owner.post("/v1/conflicts/check", ask).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_said() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let reply = owner.post("/v1/conflicts/check", json!({})).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/domain"]);
    let ask = json!({ "domain": "127.0.0.1", "certificate_kind": "1", "certificate_number": "1" });
    let reply = owner.post("/v1/conflicts/check", ask).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/domain", "/certificate_number"]);
}
