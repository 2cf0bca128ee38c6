//! Scans: what they are, their content says; where they are, only a signature tells.

use beian_tests::{Desk, fetch, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_what_its_content_says() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-scan.cn", "00000001")).await;
    for (media_type, size, status, code) in [
        ("text/html", 10, 415, "unsupported-scan"),
        ("image/svg+xml", 10, 415, "unsupported-scan"),
        ("image/png", 21 * 1024 * 1024, 413, "too-large"),
    ] {
        let asked = json!({ "document": "commitment", "media_type": media_type, "size": size });
        owner.post(&format!("/v1/filings/{id}/scans"), asked).await.refused(status, code);
    }
    let attach = async |scan: &str| {
        owner.act(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await
    };
    attach("0123456789abcdef0123456789abcdef").await.refused(409, "scan-not-uploaded");
    attach("..").await.refused(409, "scan-not-uploaded");
    let disguised = owner.upload(&id, "commitment", "image/png", b"<html><script>").await;
    attach(&disguised).await.refused(415, "unsupported-scan");
    assert_eq!(owner.filing(&id).await["scans"], json!([]));

    // A JPEG that calls itself a PNG is a JPEG.
    let photo = owner.upload(&id, "commitment", "image/png", b"\xff\xd8\xff\xe0 demonstration").await;
    attach(&photo).await.ok();
    assert_eq!(owner.filing(&id).await["scans"][0]["media_type"], "image/jpeg");
    attach(&photo).await.refused(409, "scan-attached");
    owner.act(&id, &format!("scans/{photo}/remove"), json!({})).await.ok();
    owner.act(&id, &format!("scans/{photo}/remove"), json!({})).await.refused(409, "unknown-scan");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_party_adds_only_its_own_documents_and_only_in_its_turn() {
    let desk = Desk::open().await;
    let (owner, provider, clerk) = (desk.owner("owner-1").await, desk.provider().await, desk.clerk().await);
    let ask = |document: &str| json!({ "document": document, "media_type": "image/png", "size": 10 });
    let id = owner.draft(forms::unit("shili-turns.cn", "00000001")).await;
    let path = format!("/v1/filings/{id}/scans");
    owner.post(&path, ask("verification_sheet")).await.refused(409, "scans-closed");
    owner.scan_all(&id).await;
    owner.act(&id, "submit", json!({})).await.ok();
    owner.post(&path, ask("commitment")).await.refused(409, "scans-closed");
    provider.post(&path, ask("commitment")).await.ok();
    clerk.post(&path, ask("commitment")).await.refused(409, "scans-closed");
    clerk.post(&path, ask("verification_sheet")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_seen_at_an_address_that_was_signed_for_it() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-view.cn", "00000001")).await;
    let scan = owner.scan(&id, "commitment").await;
    let view = owner.post(&format!("/v1/filings/{id}/scans/{scan}/view"), json!({})).await.ok();
    let address = view["url"].as_str().unwrap();
    assert!(fetch(address).ends_with("%PDF-1.4 demonstration"));
    assert!(fetch(&address.replace(&scan, "00000000000000000000000000000000")).starts_with("HTTP/1.1 403"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_files_chooses_among_the_access_providers() {
    let desk = Desk::open().await;
    let found = desk.anyone().get("/v1/providers").await.ok();
    let names: Vec<_> = found["items"].as_array().unwrap().iter().map(|provider| &provider["id"]).collect();
    assert_eq!(names, ["yun-er", "yun-yi"]);
}
