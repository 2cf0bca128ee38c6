//! Both sides of a conflict, as the bureau sees them.

use beian_contract::view::{ConflictSidesView, RequestView};
use beian_filing::paper::RequestSubject;
use beian_tests::{Harness, Person, forms};
use serde_json::json;

/// Both sides of the conflict that this query names.
async fn sides(person: &Person, query: &str) -> ConflictSidesView {
    person.get(&format!("/v1/conflicts?{query}")).await.view()
}

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
    let seen = sides(&clerk, "domain=SHILI-held.cn").await;
    assert_eq!(seen.domain.as_deref(), Some("shili-held.cn"));
    let holder = seen.holder.unwrap();
    assert_eq!(holder.filing.unwrap().id.to_string(), held);
    assert_eq!(holder.owner.unwrap(), "owner-1");
    assert_eq!(seen.refused_claims.len(), 1, "the same filing once");
    let claim = &seen.refused_claims[0];
    assert_eq!((claim.filing.id.to_string(), claim.seen), (refused.clone(), false));
    assert!(seen.requests.is_empty());
    let letter = json!({ "kind": "delete_submission", "domain": "shili-held.cn", "evidence": ["form"] });
    clerk.post("/v1/requests", letter).await.ok();
    let reference = owner.filing(&held).await.reference.to_string();
    let seen = sides(&reviewer, &format!("reference={reference}")).await;
    let about = seen.requests[0].about.as_ref().unwrap();
    assert!(matches!(about, RequestSubject::Filing { id, .. } if id.to_string() == held));
    // It is freed, and the other takes it.
    let id = seen.requests[0].id;
    let more = json!({ "version": 1, "evidence": ["licence"] });
    let request: RequestView = clerk.post(&format!("/v1/requests/{id}/evidence"), more).await.view();
    reviewer.approve_request(id, request.version).await.ok();
    assert!(sides(&reviewer, "domain=shili-held.cn").await.holder.is_none());
    other.submit(&refused).await.ok();
    let holder = sides(&reviewer, "domain=shili-held.cn").await.holder.unwrap();
    assert_eq!(holder.filing.unwrap().id.to_string(), refused, "the other got it afterwards");
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
    let reply = reviewer.get(&path).await;
    assert!(!reply.body.to_string().contains(&code), "{}", reply.body);
    let seen: ConflictSidesView = reply.view();
    assert_eq!(seen.holder.unwrap().filing.unwrap().id.to_string(), id);
    assert!(seen.certificate.unwrap().contains('*'));
    let number = owner.filing(&id).await.organizer_number.unwrap().to_string();
    let seen = sides(&reviewer, &format!("number={number}")).await;
    assert_eq!(seen.holder.unwrap().number, Some(number.clone()));
    let seen = sides(&reviewer, &format!("number={number}-1")).await;
    assert_eq!(seen.domain.as_deref(), Some("shili-held.cn"));
    assert_eq!(seen.records[0].domain, "shili-held.cn");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_without_a_holder_is_shown_and_applicants_see_none() {
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
    let seen = sides(&reviewer, "domain=shili-free.cn").await;
    assert!(seen.holder.is_none() && seen.refused_claims.is_empty() && seen.records.is_empty());
    harness.is_whole().await;
}
