//! Certificates of filing: who may have one, what it says, and what becomes of it when what is on file changes.

use base64::{Engine, engine::general_purpose::STANDARD};
use beian_contract::view::{CertificateView, FilingView, VerifiedView};
use beian_filing::record::CertificateStanding;
use beian_kit::token;
use beian_tests::{Harness, Person, forms};
use lopdf::Document;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Brings a unit's first filing to its number; the record's id.
async fn on_file(harness: &Harness, owner: &Person, form: Value) -> String {
    harness.on_file(owner, &harness.signed_in("staff-yi"), form).await.1
}

fn at(record: &str) -> String {
    format!("/v1/records/{record}/certificates")
}

/// The bytes of the PDF that was answered, which are those whose digest was told.
fn pdf(issued: &CertificateView) -> Vec<u8> {
    let bytes = STANDARD.decode(&issued.pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "it is a PDF");
    assert_eq!(token::hex(&Sha256::digest(&bytes)), issued.sha256);
    bytes
}

/// The text that a reader of the PDF may select and copy, without blanks.
fn text(bytes: &[u8]) -> String {
    let document = Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap().chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// Has a certificate of the whole organizer issued.
async fn issue(who: &Person, record: &str) -> CertificateView {
    who.post(&at(record), json!({})).await.view()
}

async fn verified(harness: &Harness, number: &str) -> VerifiedView {
    harness.anyone().post("/v1/certificates/verify", json!({ "number": number })).await.view()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_says_what_is_on_file_and_anybody_can_verify_it() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-certified.cn", "00000001");
    let record = on_file(&harness, &owner, form.clone()).await;
    assert!(owner.record(&record).await.can_be_certified);
    let issued = issue(&owner, &record).await;
    let bytes = pdf(&issued);
    assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
    let said = text(&bytes);
    let organizer = form["organizer"]["name"].as_str().unwrap();
    let number = issued.number.as_str();
    let filing = format!("赣ICP备{record}号-1");
    for wanted in
        ["备案证明", "Certificateoffiling", organizer, &filing, "shili-certified.cn", &number.to_uppercase()]
    {
        assert!(said.contains(wanted), "{wanted} is not in {said}");
    }
    for private in ["leader", "legal_representative"] {
        let name = form["organizer"][private]["name"].as_str().unwrap_or("乙某某");
        assert!(!said.contains(name), "{name} is nobody's business");
    }
    assert_eq!(issued.verify_url, format!("{}/verify/#{number}", harness.origin()));

    // As somebody types it from paper.
    let typed = number.to_uppercase().replace('-', " ");
    for asked in [number.to_owned(), typed] {
        let seen = verified(&harness, &asked).await;
        assert_eq!((&seen.number, &seen.sha256), (&issued.number, &issued.sha256));
        assert_eq!(seen.sites[0].domain, "shili-certified.cn");
        let same = CertificateStanding::Same;
        assert_eq!((seen.organizer_standing, seen.sites[0].standing), (same, same));
        let key = token::from_hex(&seen.public_key);
        let signature = token::from_hex(&seen.signature);
        let statement = &seen.statement;
        let key = UnparsedPublicKey::new(&ED25519, key);
        assert!(key.verify(statement.as_bytes(), &signature).is_ok(), "anybody can check the signature");
        assert!(key.verify(statement.replace("certified", "forged").as_bytes(), &signature).is_err());
    }
    // A copy that somebody worked on is another file.
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    assert_ne!(token::hex(&Sha256::digest(&altered)), issued.sha256);
    for unknown in ["aaaa-aaaa-aaaa-aaaa-aaaa", "nothing", ""] {
        let asked = json!({ "number": unknown });
        harness.anyone().post("/v1/certificates/verify", asked).await.refused(404, "not-found");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_owner_and_who_serves_it_have_a_certificate_issued() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let record = on_file(&harness, &owner, forms::unit("shili-whose.cn", "00000001")).await;
    let (mine, other) = (harness.signed_in("staff-yi"), harness.signed_in("staff-er"));
    pdf(&issue(&mine, &record).await);
    pdf(&owner.post(&at(&record), json!({ "position": 1 })).await.view());
    for who in [&other, &harness.owner("owner-2").await] {
        who.post(&at(&record), json!({})).await.refused(404, "not-found");
    }
    harness.signed_in("reviewer-1").post(&at(&record), json!({})).await.refused(403, "forbidden");
    harness.anyone().post(&at(&record), json!({})).await.refused(401, "not-signed-in");
    owner.post(&at(&record), json!({ "position": 7 })).await.refused(409, "not-on-file");
    owner.post(&at("2026999999"), json!({})).await.refused(404, "not-found");
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    mine.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    mine.post(&at(&record), json!({})).await.refused(409, "no-such-access");
    pdf(&issue(&owner, &record).await);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_gives_the_same_certificate_to_the_byte() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let record = on_file(&harness, &owner, forms::unit("shili-again.cn", "00000001")).await;
    let path = at(&record);
    // The first certificates of an office, in one moment: one key is made, and one certificate.
    let once = || owner.post_once("certificate-1", &path, json!({}));
    let (first, second, another) = tokio::join!(once(), once(), owner.post(&path, json!({})));
    let (first, second, another) = (first.ok(), second.ok(), another.ok());
    assert_eq!(first, second);
    assert_ne!(first["number"], another["number"]);
    harness.set_clock("2026-11-24T02:00:00Z");
    assert_eq!(once().await.ok(), first, "a day later too");
    owner.post_once("certificate-1", &path, json!({ "position": 1 })).await.refused(422, "key-reused");
    let numbers = [&first, &another].map(|issued| issued["number"].as_str().unwrap());
    let seen = (verified(&harness, numbers[0]).await, verified(&harness, numbers[1]).await);
    assert_eq!(seen.0.public_key, seen.1.public_key);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_deregistration_is_shown_to_a_reader_who_verifies() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let record = on_file(&harness, &owner, forms::unit("shili-ended.cn", "00000001")).await;
    let issued = issue(&owner, &record).await;
    harness.deregistered(&owner, &harness.signed_in("staff-yi"), &record, None).await;
    let seen = verified(&harness, &issued.number).await;
    let (gone, today) = (CertificateStanding::Deregistered, Some(harness.today()));
    assert_eq!((seen.organizer_standing, seen.deregistered_on), (gone, today));
    assert_eq!((seen.sites[0].standing, seen.sites[0].deregistered_on), (gone, today));
    assert_eq!(seen.sites_now, 0);
    owner.post(&at(&record), json!({})).await.refused(409, "already-deregistered");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_change_is_shown_to_a_reader_who_verifies() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let provider = harness.signed_in("staff-yi");
    let record = on_file(&harness, &owner, forms::unit("shili-renamed.cn", "00000001")).await;
    let issued = issue(&owner, &record).await;
    let draft: FilingView = owner.begin("change", &record, Some(1)).await.view();
    let (id, mut form) = (draft.id.to_string(), draft.form.unwrap());
    form.site.name = "虚构花卉栽培笔记".into();
    let path = format!("/v1/filings/{id}/draft");
    owner.put(&path, json!({ "version": draft.version, "form": form })).await.ok();
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    harness.approved(&provider, &id).await;
    let seen = verified(&harness, &issued.number).await;
    assert_eq!(seen.organizer_standing, CertificateStanding::Same);
    assert_eq!(seen.sites[0].standing, CertificateStanding::Changed);
    assert_eq!(seen.sites[0].name_now.as_deref(), Some("虚构花卉栽培笔记"));
    assert_eq!(seen.sites[0].domain_now, None);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_individuals_name_is_masked_on_a_certificate_as_it_is_in_public() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let form = forms::individual("shili-person.cn", "19800101");
    let record = on_file(&harness, &owner, form.clone()).await;
    let issued = issue(&owner, &record).await;
    let asked = json!({ "number": issued.number });
    let seen = harness.anyone().post("/v1/certificates/verify", asked).await.ok();
    let said = text(&pdf(&issued)) + &seen.to_string();
    let public = harness.anyone().get("/v1/records?domain=shili-person.cn").await.ok();
    assert!(said.contains(public["items"][0]["organizer_name"].as_str().unwrap()));
    for private in ["name", "certificate_number", "certificate_address", "mailing_address"] {
        assert!(!said.contains(form["organizer"][private].as_str().unwrap()), "{private} in {said}");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_the_font_lacks_is_set_as_its_code_point_and_stays_in_the_text() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let mut form = forms::unit("shili-rare.cn", "00000001");
    form["organizer"]["name"] = json!("虚构𠮷䶮石材有限公司");
    let record = on_file(&harness, &owner, form).await;
    let issued = issue(&owner, &record).await;
    let bytes = pdf(&issued);
    let said = text(&bytes);
    // The font has the second one. Of the first, what is drawn is its code point, and what is copied is itself.
    let document = Document::load_mem(&bytes).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    let drawn = String::from_utf8_lossy(&document.get_page_content(page)).into_owned();
    assert!(drawn.contains("ActualText<FEFFD842DFB7>"), "U+20BB7 in UTF-16");
    assert!(said.contains('䶮') && said.contains("不在本证明的字库里"), "{said}");
    assert_eq!(verified(&harness, &issued.number).await.organizer_name, "虚构𠮷䶮石材有限公司");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_certificates_and_about_them_has_an_end() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let stranger = harness.anyone().from("192.0.2.7");
    for _ in 0..60 {
        stranger.post("/v1/certificates/verify", json!({ "number": "x" })).await.refused(404, "not-found");
    }
    stranger
        .post("/v1/certificates/verify", json!({ "number": "x" }))
        .await
        .refused(429, "too-many-requests");
    let record = on_file(&harness, &owner, forms::unit("shili-many.cn", "00000001")).await;
    for _ in 0..60 {
        owner.post(&at(&record), json!({ "position": 7 })).await.refused(409, "not-on-file");
    }
    owner.post(&at(&record), json!({})).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}
