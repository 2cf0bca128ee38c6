//! Claims go with what is filed: whoever changes a domain or a certificate moves them, and nobody else's.

use beian_filing::form::Form;
use beian_tests::{Harness, Person, a_filing, forms};
use serde_json::{Value, json};

/// The form with another domain and another certificate.
fn moved(mut form: Form, domain: &str, number: &str) -> Form {
    form.site.domain = domain.into();
    form.site.home_url = format!("www.{domain}");
    form.organizer.certificate_number = forms::credit_code(number);
    form
}

/// That the old domain and certificate can be filed by another, and the new ones cannot.
async fn expect_moved(harness: &Harness) {
    let other = harness.owner("owner-2").await;
    for domain in ["shili-old.cn", "shili-new.cn"] {
        let found = other.post("/v1/conflicts/check", json!({ "domain": domain })).await.ok();
        assert_eq!(
            found["conflicts"].as_array().unwrap().len(),
            usize::from(domain == "shili-new.cn"),
            "{domain}"
        );
    }
    let id = other.draft(forms::unit("shili-third.cn", "00000002")).await;
    other.scan_all(&id).await;
    other.submit(&id).await.refused(409, "certificate-taken");
    other.submitted(forms::unit("shili-old.cn", "00000001")).await;
}

async fn return_from(by: &Person, id: &str, verb: &str, mut body: Value) {
    body["reasons"] = json!([
        { "pointer": "/site/domain", "reason": "请核对" },
        { "pointer": "/site/home_url", "reason": "请核对" },
        { "pointer": "/organizer/certificate_number", "reason": "请核对" },
    ]);
    by.act_with(id, verb, body).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_filing_moves_its_claims() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    harness.owner("owner-3").await.submitted(forms::unit("shili-taken.cn", "00000009")).await;
    let id = owner.submitted(forms::unit("shili-old.cn", "00000001")).await;
    let form = owner.filing(&id).await.form.unwrap();
    let taken = moved(form.clone(), "shili-taken.cn", "00000002");
    provider.correct(&id, &taken).await.refused(409, "domain-taken");
    let form = moved(form, "shili-new.cn", "00000002");
    provider.correct(&id, &form).await.ok();
    expect_moved(&harness).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_is_submitted_again_moves_its_claims() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-old.cn", "00000001")).await;
    return_from(&provider, &id, "return", json!({})).await;
    let form = moved(owner.filing(&id).await.form.unwrap(), "shili-new.cn", "00000002");
    owner.save_draft(&id, &form).await.ok();
    owner.submit(&id).await.ok();
    expect_moved(&harness).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amended_filing_moves_its_claims() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    harness.owner("owner-3").await.submitted(forms::unit("shili-taken.cn", "00000009")).await;
    let id = a_filing().unit("shili-old.cn", "00000001").under_review(&owner).await;
    return_from(&reviewer, &id, "review", json!({ "decision": "return_to_owner" })).await;
    let form = owner.filing(&id).await.form.unwrap();
    let taken = moved(form.clone(), "shili-taken.cn", "00000002");
    owner.amend(&id, &taken).await.refused(409, "domain-taken");
    let form = moved(form, "shili-new.cn", "00000002");
    owner.amend(&id, &form).await.ok();
    expect_moved(&harness).await;
    harness.is_whole().await;
}
