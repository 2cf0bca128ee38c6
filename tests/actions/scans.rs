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
    desk.is_whole().await;
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
    desk.is_whole().await;
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
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_files_chooses_among_the_access_providers() {
    let desk = Desk::open().await;
    let found = desk.anyone().get("/v1/providers").await.ok();
    let names: Vec<_> = found["items"].as_array().unwrap().iter().map(|provider| &provider["id"]).collect();
    assert_eq!(names, ["yun-er", "yun-yi"]);
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_lies_in_one_place_and_nothing_of_it_stays_once_it_is_erased() {
    if std::env::var_os("BEIAN_STACK").is_some() {
        return; // Looks into the edition's folder.
    }
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-once.cn", "00000001")).await;
    let bytes = b"%PDF-1.4 only this scan says so";
    let scan = owner.upload(&id, "commitment", "application/pdf", bytes).await;
    assert_eq!(desk.files_with(bytes).len(), 1, "it waits to be attached");
    owner.act(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await.ok();
    assert_eq!(desk.files_with(bytes).len(), 1, "what was uploaded is gone with the attachment");
    assert!(desk.scan_exists(&id, &scan).await);

    // What is refused is thrown away too.
    let harmful = b"<html> no scan says so";
    let refused = owner.upload(&id, "commitment", "application/pdf", harmful).await;
    let attach = json!({ "document": "commitment" });
    owner.act(&id, &format!("scans/{refused}/attach"), attach).await.refused(415, "unsupported-scan");
    assert_eq!(desk.files_with(harmful).len(), 0);

    // So is what nobody attaches, within a week.
    let forgotten = b"%PDF-1.4 nobody attaches this";
    owner.upload(&id, "commitment", "application/pdf", forgotten).await;
    desk.set_clock("2026-11-29T02:00:00Z");
    desk.edition().sweep().await;
    assert_eq!(desk.files_with(forgotten).len(), 1, "not before its time");

    owner.act(&id, "discard", json!({})).await.ok();
    for day in ["2027-01-10", "2027-02-10", "2028-02-10"] {
        desk.set_clock(&format!("{day}T02:00:00Z"));
        desk.mails_to("nobody").await;
        desk.edition().sweep().await;
    }
    assert!(!desk.scan_exists(&id, &scan).await);
    for gone in [&bytes[..], &forgotten[..]] {
        assert_eq!(desk.files_with(gone), Vec::<std::path::PathBuf>::new());
    }
    assert_eq!(desk.files_with(scan.as_bytes()).len(), 0, "not even what was known of it");
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_addresses_and_attaches_nothing_waits() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-many.cn", "00000001")).await;
    let other = owner.draft(forms::unit("shili-more.cn", "00000002")).await;
    let ask = json!({ "document": "commitment", "media_type": "application/pdf", "size": 10 });
    let path = format!("/v1/filings/{id}/scans");
    for _ in 0..49 {
        owner.post(&path, ask.clone()).await.ok();
    }
    // What is attached counts no more, and what is refused is no more.
    for (bytes, status) in [(&b"%PDF-1.4 kept"[..], 200), (b"not a scan", 415)] {
        let scan = owner.upload(&id, "commitment", "application/pdf", bytes).await;
        let attached =
            owner.act(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await;
        assert_eq!(attached.status, status);
    }
    owner.post(&path, ask.clone()).await.ok();
    let refused = owner.post(&path, ask.clone()).await.refused(429, "too-many-requests");
    assert!(refused.retry_after.is_some_and(|seconds| (1..=86_400).contains(&seconds)), "{refused:?}");
    // Another filing of the same owner goes on.
    owner.post(&format!("/v1/filings/{other}/scans"), ask.clone()).await.ok();
    desk.set_clock("2026-11-24T17:00:00Z");
    owner.post(&path, ask).await.ok();
    desk.is_whole().await;
}
