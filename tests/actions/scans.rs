//! Scans: what they are, their content says; where they are, only a signature tells.

use beian_filing::form::DocumentKind;
use beian_store::ObjectKey;
use beian_tests::{
    Harness, Person, Reply,
    evidence::{evidence, picture, png},
    fetch, fetch_bytes, forms, paper,
};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_what_its_content_says() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
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
        owner.act_with(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await
    };
    attach("0123456789abcdef0123456789abcdef").await.refused(409, "scan-not-uploaded");
    attach("..").await.refused(409, "scan-not-uploaded");
    let disguised = owner.upload(&id, "commitment", "image/png", b"<html><script>").await;
    attach(&disguised).await.refused(415, "unsupported-scan");
    assert!(owner.filing(&id).await.scans.is_empty());

    // A JPEG that calls itself a PNG is a JPEG.
    let photo = owner.upload(&id, "commitment", "image/png", &paper::jpeg(&paper::plain())).await;
    attach(&photo).await.ok();
    assert_eq!(owner.filing(&id).await.scans[0].media_type, "image/jpeg");
    attach(&photo).await.refused(409, "scan-attached");
    owner.act(&id, &format!("scans/{photo}/remove")).await.ok();
    owner.act(&id, &format!("scans/{photo}/remove")).await.refused(409, "unknown-scan");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_party_adds_only_its_own_documents_and_only_in_its_turn() {
    let harness = Harness::open().await;
    let (owner, provider, clerk) =
        (harness.owner("owner-1").await, harness.provider().await, harness.clerk().await);
    let ask = |document: &str| json!({ "document": document, "media_type": "image/png", "size": 10 });
    let id = owner.draft(forms::unit("shili-turns.cn", "00000001")).await;
    let path = format!("/v1/filings/{id}/scans");
    owner.post(&path, ask("verification_sheet")).await.refused(409, "scans-closed");
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    owner.post(&path, ask("commitment")).await.refused(409, "scans-closed");
    provider.post(&path, ask("commitment")).await.ok();
    clerk.post(&path, ask("commitment")).await.refused(409, "scans-closed");
    clerk.post(&path, ask("verification_sheet")).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_seen_at_an_address_that_was_signed_for_it() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-view.cn", "00000001")).await;
    let scan = owner.scan(&id, "commitment").await;
    let view = owner.post(&format!("/v1/filings/{id}/scans/{scan}/view"), json!({})).await.ok();
    let address = view["url"].as_str().unwrap();
    assert!(fetch_bytes(address).ends_with(&evidence("demonstration")));
    assert!(fetch(&address.replace(&scan, "00000000000000000000000000000000")).starts_with("HTTP/1.1 403"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_chooses_among_the_access_providers() {
    let harness = Harness::open().await;
    let found = harness.anyone().get("/v1/providers").await.ok();
    let names: Vec<_> = found["items"].as_array().unwrap().iter().map(|provider| &provider["id"]).collect();
    assert_eq!(names, ["yun-er", "yun-yi"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_lies_in_one_place_and_nothing_of_it_stays_once_it_is_erased() {
    if std::env::var_os("BEIAN_STACK").is_some() {
        return; // Looks into the edition's folder.
    }
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-once.cn", "00000001")).await;
    let bytes = b"only this scan says so";
    let scan = owner.upload(&id, "commitment", "image/png", &evidence("only this scan says so")).await;
    assert_eq!(harness.files_with(bytes).len(), 1, "it waits to be attached");
    owner.act_with(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await.ok();
    assert_eq!(harness.files_with(bytes).len(), 1, "what was uploaded is gone with the attachment");
    assert!(harness.scan_exists(&id, &scan).await);
    assert!(harness.object_exists(ObjectKey::ScanThumbnail(id.parse().unwrap(), &scan, 1)).await);

    // A refused scan is deleted too.
    let harmful = b"<html> no scan says so";
    let refused = owner.upload(&id, "commitment", "application/pdf", harmful).await;
    let attach = json!({ "document": "commitment" });
    owner.act_with(&id, &format!("scans/{refused}/attach"), attach).await.refused(415, "unsupported-scan");
    assert_eq!(harness.files_with(harmful).len(), 0);

    // A scan that nobody attaches is deleted within a week.
    let forgotten = b"nobody attaches this";
    owner.upload(&id, "commitment", "image/png", &evidence("nobody attaches this")).await;
    harness.set_clock("2026-11-29T02:00:00Z");
    harness.edition().sweep().await;
    assert_eq!(harness.files_with(forgotten).len(), 1, "not before its time");

    owner.act(&id, "discard").await.ok();
    for day in ["2027-01-10", "2027-02-10", "2028-02-10"] {
        harness.set_clock(&format!("{day}T02:00:00Z"));
        harness.mails_to("nobody").await;
        harness.edition().sweep().await;
    }
    assert!(!harness.scan_exists(&id, &scan).await);
    assert!(!harness.object_exists(ObjectKey::ScanThumbnail(id.parse().unwrap(), &scan, 1)).await);
    for gone in [&bytes[..], &forgotten[..]] {
        assert_eq!(harness.files_with(gone), Vec::<std::path::PathBuf>::new());
    }
    assert_eq!(harness.files_with(scan.as_bytes()).len(), 0, "not even what was known of it");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploader_who_attaches_nothing_waits() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-many.cn", "00000001")).await;
    let other = owner.draft(forms::unit("shili-more.cn", "00000002")).await;
    let ask = json!({ "document": "commitment", "media_type": "application/pdf", "size": 10 });
    let path = format!("/v1/filings/{id}/scans");
    for _ in 0..49 {
        owner.post(&path, ask.clone()).await.ok();
    }
    // An attached scan counts no more, and a refused one is gone.
    for (bytes, status) in [(&evidence("kept")[..], 200), (b"not a scan", 415)] {
        let scan = owner.upload(&id, "commitment", "application/pdf", bytes).await;
        let attached =
            owner.act_with(&id, &format!("scans/{scan}/attach"), json!({ "document": "commitment" })).await;
        assert_eq!(attached.status, status);
    }
    owner.post(&path, ask.clone()).await.ok();
    let refused = owner.post(&path, ask.clone()).await.refused(429, "too-many-requests");
    assert!(refused.retry_after.is_some_and(|seconds| (1..=86_400).contains(&seconds)), "{refused:?}");
    // Another filing of the same owner goes on.
    owner.post(&format!("/v1/filings/{other}/scans"), ask.clone()).await.ok();
    harness.set_clock("2026-11-24T17:00:00Z");
    owner.post(&path, ask).await.ok();
    harness.is_whole().await;
}

/// Uploads a file as this document and attaches it.
async fn add(person: &Person, id: &str, document: &str, file: &[u8]) -> (String, Reply) {
    let scan = person.upload(id, document, "application/pdf", file).await;
    let asked = json!({ "document": document, "name": "扫描/IMG_1.jpg" });
    let reply = person.act_with(id, &format!("scans/{scan}/attach"), asked).await;
    (scan, reply)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_scan_is_refused_at_once_with_its_cause_and_counts_as_nothing() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-unread.cn", "00000001")).await;
    let pdf = paper::written_pdf(1);
    let jpeg = paper::jpeg(&paper::plain());
    let checked = |x: u32, y: u32| (x / 4 + y / 4).is_multiple_of(2);
    let cases: [(&str, Vec<u8>, &str); 15] = [
        ("a password", include_bytes!("../data/cases/files/user-password.pdf").to_vec(), "scan-locked"),
        ("a PDF cut in half", pdf[..pdf.len() / 2].to_vec(), "scan-damaged"),
        ("a JPEG cut in half", jpeg[..jpeg.len() / 2].to_vec(), "scan-damaged"),
        ("a TIFF cut off", paper::pile(&[paper::plain()])[..4_000].to_vec(), "scan-damaged"),
        ("the head of a PDF alone", b"%PDF-1.4\n".to_vec(), "scan-damaged"),
        ("three bytes of a JPEG", b"\xff\xd8\xff".to_vec(), "scan-damaged"),
        ("a PDF without pages", paper::pdf(0, "", ""), "scan-damaged"),
        ("one dot", picture(1, 1, "", |_, _| false), "scan-too-small"),
        ("160 x 100", picture(160, 100, "", checked), "scan-too-small"),
        ("a white page", picture(1_240, 1_754, "", |_, _| false), "scan-blank"),
        ("a white page as PDF", paper::pdf(1, "", ""), "scan-blank"),
        ("21 pages", paper::written_pdf(21), "scan-too-long"),
        ("a side of 30,000 dots", png(30_000, 100, "", &[]), "scan-page-too-large"),
        ("no picture", b"<html><script>".to_vec(), "unsupported-scan"),
        ("a sound", b"RIFF....WAVE".to_vec(), "unsupported-scan"),
    ];
    let mut told = Vec::new();
    for (what, file, code) in cases {
        let (scan, reply) = add(&owner, &id, "commitment", &file).await;
        told.push((what, reply.code().to_owned(), code));
        assert!(reply.status == 422 || reply.status == 415, "{what}: {reply:?}");
        assert!(
            !harness.object_exists(ObjectKey::Incoming(id.parse().unwrap(), &scan)).await,
            "{what}: nobody will attach it"
        );
    }
    let wrong: Vec<_> = told.iter().filter(|(_, told, wanted)| told != wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let filing = owner.filing(&id).await;
    assert!(filing.scans.is_empty());
    assert!(filing.missing.contains(&DocumentKind::Commitment));
    owner.submit(&id).await.refused(409, "documents-missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_keeps_its_reader_busy_is_refused_before_anybody_gives_up_waiting() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-busy.cn", "00000001")).await;
    let begun = std::time::Instant::now();
    let file = paper::pile(&[paper::page(&["https://example.com/hole/spin".to_owned()])]);
    let (_, reply) = add(&owner, &id, "commitment", &file).await;
    if std::env::var_os("BEIAN_STACK").is_some() {
        return; // Its reader has no holes.
    }
    reply.refused(422, "scan-takes-too-long");
    assert!(begun.elapsed() < std::time::Duration::from_secs(25), "{:?}", begun.elapsed());
    add(&owner, &id, "commitment", &evidence("another")).await.1.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_is_hard_to_read_is_accepted_and_says_so_page_by_page() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.draft(forms::unit("shili-hard.cn", "00000001")).await;
    let white = vec![250; paper::plain().len()];
    let small =
        picture(410, 580, "", |x, y| y % 24 < 8 && (x * 7 + y / 24 * 13) % 23 < 11 && x > 40 && x < 370);
    let flaws = async |document: &str, file: Vec<u8>| -> Value {
        let (scan, reply) = add(&owner, &id, document, &file).await;
        let filing = reply.ok();
        let kept =
            filing["scans"].as_array().unwrap().iter().find(|kept| kept["id"] == scan.as_str()).unwrap();
        json!(kept["pages"].as_array().unwrap().iter().map(|page| &page["flaws"]).collect::<Vec<_>>())
    };
    assert_eq!(flaws("other", evidence("clear")).await, json!([[]]));
    assert_eq!(flaws("other", paper::written_pdf(2)).await, json!([[], []]));
    let pages = paper::pile(&[paper::plain(), white, paper::blurred(&paper::plain(), 4)]);
    assert_eq!(flaws("other", pages).await, json!([[], ["blank"], ["blurred"]]));
    let line = |x: u32, y: u32| (880..900).contains(&y) && (200..900).contains(&x) && x % 23 < 11;
    let one_line = picture(1_240, 1_754, "", line);
    assert_eq!(flaws("other", one_line).await, json!([["blank"]]), "it may be just a signature");
    assert_eq!(flaws("leader_identity", small.clone()).await, json!([["low_resolution"]]));
    let (_, refused) = add(&owner, &id, "commitment", &small).await;
    refused.refused(422, "scan-too-small");
    // It is the owner's to judge: it goes through, and whoever checks it reads the same.
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    let seen = provider.filing(&id).await;
    let seen = seen.scans.iter().find(|scan| scan.document == DocumentKind::LeaderIdentity).unwrap();
    assert_eq!(json!(seen.pages), json!([{ "flaws": ["low_resolution"] }]));
    assert!(seen.name.is_none(), "a file's name may have a person's in it");
}

#[tokio::test(flavor = "multi_thread")]
async fn small_pictures_of_its_pages_are_seen_by_whoever_may_see_the_scan_and_go_with_it() {
    let harness = Harness::open().await;
    let (owner, stranger) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let (provider, clerk) = (harness.provider().await, harness.clerk().await);
    let id = owner.draft(forms::unit("shili-small.cn", "00000001")).await;
    let (scan, reply) = add(&owner, &id, "leader_identity", &paper::written_pdf(2)).await;
    assert_eq!(reply.ok()["scans"][0]["name"], "IMG_1.jpg", "its owner knows the file again");
    let view = |scan: &str| format!("/v1/filings/{id}/scans/{scan}/view");
    let seen = owner.post(&view(&scan), json!({})).await.ok();
    let addresses = seen["thumbnails"].as_array().unwrap();
    assert_eq!(addresses.len(), 2);
    for address in addresses {
        let address = address.as_str().unwrap();
        let answer = fetch_bytes(address);
        let body = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        assert!(answer.starts_with(b"HTTP/1.1 200") && answer[body..].starts_with(&[0xff, 0xd8]), "a JPEG");
        assert!(!fetch(address.split('?').next().unwrap()).starts_with("HTTP/1.1 200"), "unsigned");
        assert!(
            !fetch(&address.replace("-1.jpg", "-2.jpg").replace("-2.jpg", "-3.jpg"))
                .starts_with("HTTP/1.1 200")
        );
    }
    stranger.post(&view(&scan), json!({})).await.refused(404, "not-found");
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    clerk.post(&view(&scan), json!({ "reason": "as a test" })).await.refused(409, "unknown-scan");
    // Staff say why before they see an identity document, however small.
    provider.post(&view(&scan), json!({})).await.refused(422, "malformed");
    let seen = provider.post(&view(&scan), json!({ "reason": "as a test" })).await.ok();
    assert_eq!(seen["thumbnails"].as_array().unwrap().len(), 2);

    // A scan that is removed before the approval goes with its pages; a scan that was approved stays with them.
    provider.act(&id, &format!("scans/{scan}/remove")).await.ok();
    let kept = provider.scan(&id, "leader_identity").await;
    harness.reviewer().await;
    harness.approved(&provider, &id).await;
    harness.is_whole().await;
    harness.set_clock("2026-12-23T02:00:00Z");
    harness.work("purge").await;
    let small = |scan: &str, page: u16| {
        let scan = scan.to_owned();
        let (harness, id) = (&harness, &id);
        async move { harness.object_exists(ObjectKey::ScanThumbnail(id.parse().unwrap(), &scan, page)).await }
    };
    assert!(!harness.scan_exists(&id, &scan).await && !small(&scan, 1).await && !small(&scan, 2).await);
    assert!(harness.scan_exists(&id, &kept).await && small(&kept, 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_scan_gets_the_same_answer_when_it_is_attached_again() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-again.cn", "00000001")).await;
    let scan = owner.upload(&id, "commitment", "image/png", &evidence("again")).await;
    let version = owner.filing(&id).await.version;
    let path = format!("/v1/filings/{id}/scans/{scan}/attach");
    let asked = json!({ "version": version, "document": "commitment", "name": "a.png" });
    let first = owner.post_once("attach-once-0001", &path, asked.clone()).await.ok();
    let second = owner.post_once("attach-once-0001", &path, asked).await.ok();
    assert_eq!((&first["scans"], &first["version"]), (&second["scans"], &second["version"]));
    assert_eq!(first["scans"].as_array().unwrap().len(), 1);
}
