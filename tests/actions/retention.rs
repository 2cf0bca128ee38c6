//! What is private goes once its time is over.

use beian_filing::record::FileStep;
use beian_store::ObjectKey;
use beian_tests::{Desk, Person, forms, paper};
use serde_json::json;

/// Puts the clock there and lets every job run.
async fn at(desk: &Desk, day: &str) {
    desk.set_clock(&format!("{day}T02:00:00Z"));
    desk.mails_to("nobody").await;
}

async fn deeds(who: &Person, id: &str) -> Vec<String> {
    let history = who.get(&format!("/v1/filings/{id}/history")).await.ok();
    assert_eq!(history["intact"], true);
    let items = history["items"].as_array().unwrap();
    items.iter().map(|event| event["deed"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_nobody_writes_on_goes_after_a_year_and_a_warning() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let id = owner.draft(forms::individual("shili-old.cn", "19800101")).await;
    owner.scan(&id, "commitment").await;
    let kept = owner.draft(forms::unit("shili-kept.cn", "00000002")).await;
    at(&desk, "2027-10-22").await;
    assert_eq!(deeds(&owner, &id).await.last().unwrap(), "attach_scan", "not before its time");
    at(&desk, "2027-10-24").await;
    let told = desk.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("2027年11月23日"), "{}", told.last().unwrap().text);
    // Who saves a draft keeps it.
    owner.act(&kept, "draft", json!({ "form": forms::unit("shili-kept.cn", "00000003") })).await.ok();
    at(&desk, "2027-11-23").await;
    assert_eq!(owner.filing(&id).await["stage"], "deleted");
    assert_eq!(owner.filing(&kept).await["stage"], "draft");
    assert!(desk.mails_to("owner-1@example.com").await.last().unwrap().subject.contains("已删去"));
    let scan = owner.filing(&id).await["scans"][0]["id"].as_str().unwrap().to_owned();
    assert!(desk.scan_exists(&id, &scan).await);

    at(&desk, "2027-12-23").await;
    let gone = owner.filing(&id).await;
    assert_eq!((&gone["form"]["organizer"]["name"], &gone["scans"]), (&json!(""), &json!([])));
    assert!(!desk.scan_exists(&id, &scan).await, "the scan is deleted too");
    at(&desk, "2027-12-24").await;
    let deeds = deeds(&owner, &id).await;
    assert_eq!(deeds[2..], ["warn_draft", "expire_draft", "erase"], "each once");
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_returned_and_left_frees_its_domain_when_it_goes() {
    let desk = Desk::open().await;
    let (owner, other, provider) =
        (desk.owner("owner-1").await, desk.owner("owner-2").await, desk.provider().await);
    let id = owner.submitted(forms::unit("shili-left.cn", "00000001")).await;
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    provider.act(&id, "return", json!({ "reasons": reasons })).await.ok();
    at(&desk, "2027-10-24").await;
    at(&desk, "2027-11-23").await;
    assert_eq!(owner.filing(&id).await["stage"], "deleted");
    other.submitted(forms::unit("shili-left.cn", "00000002")).await;
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_went_on_after_its_warning_is_not_thrown_away_when_it_comes_back() {
    let desk = Desk::open().await;
    let (owner, provider) = (desk.owner("owner-1").await, desk.provider().await);
    let id = owner.draft(forms::unit("shili-back.cn", "00000001")).await;
    owner.scan_all(&id).await;
    at(&desk, "2027-10-24").await;
    assert_eq!(deeds(&owner, &id).await.last().unwrap(), "warn_draft");
    owner.act(&id, "submit", json!({})).await.ok();
    desk.set_clock("2027-11-24T02:00:00Z");
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    provider.act(&id, "return", json!({ "reasons": reasons })).await.ok();
    at(&desk, "2027-11-25").await;
    assert_eq!(owner.filing(&id).await["stage"], "draft");
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deregistered_keeps_its_public_part_and_nothing_else() {
    let desk = Desk::open().await;
    let (owner, provider) = (desk.owner("owner-1").await, desk.provider().await);
    desk.clerk().await;
    desk.reviewer().await;
    let id = owner.draft(forms::unit("shili-public.cn", "00000001")).await;
    let taken_out = owner.scan(&id, "other").await;
    owner.act(&id, &format!("scans/{taken_out}/remove"), json!({})).await.ok();
    owner.scan_all(&id).await;
    owner.act(&id, "submit", json!({})).await.ok();
    let approved = desk.approved(&provider, &id).await;
    let number = approved["organizer_number"].as_str().unwrap();
    let record: String = number.chars().filter(char::is_ascii_digit).collect();
    // What was taken out before the approval goes; what it was approved with stays.
    let kept = owner.filing(&id).await["scans"][0]["id"].as_str().unwrap().to_owned();
    at(&desk, "2026-12-23").await;
    assert!(desk.scan_exists(&id, &kept).await && !desk.scan_exists(&id, &taken_out).await);
    desk.set_clock(beian_tests::MONDAY);
    let order = desk.deregistered(&owner, &provider, &record, None).await;
    at(&desk, "2029-11-21").await;
    assert_eq!(owner.filing(&id).await["form"]["organizer"]["leader"]["mobile"], "13800000001");
    at(&desk, "2029-11-22").await;
    let erased = owner.filing(&id).await;
    assert_eq!(erased["form"]["organizer"]["leader"]["mobile"], "");
    assert_eq!(erased["form"]["site"]["domain"], "shili-public.cn");
    let asked_for = owner.filing(&order).await;
    assert_eq!(asked_for["form"]["organizer"]["leader"]["mobile"], "", "nor does what asked for it");
    let record = desk.anyone().get("/v1/records?domain=shili-public.cn").await.ok();
    assert!(record["items"][0]["deregistered_on"].is_string());
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_decided_request_goes_after_three_years() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    desk.owner("owner-1").await;
    let asked = json!({ "kind": "recover_account", "username": "owner-1", "email": "new@example.com", "evidence": ["form"] });
    let received = clerk.post("/v1/requests", asked).await.ok();
    let path = format!("/v1/requests/{}", received["summary"]["id"].as_str().unwrap());
    let refuse = json!({ "version": 1, "approve": false, "reason": "信封是空的" });
    reviewer.post(&format!("{path}/decide"), refuse).await.ok();
    at(&desk, "2029-11-21").await;
    assert_eq!(reviewer.get(&path).await.ok()["email"], "n***@example.com", "nobody has to see it any more");
    at(&desk, "2029-11-22").await;
    assert!(reviewer.get(&path).await.ok()["email"].is_null());
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_draft_about_what_is_on_file_that_goes_leaves_the_place_for_another() {
    let desk = Desk::open().await;
    let (owner, provider) = (desk.owner("owner-1").await, desk.provider().await);
    desk.clerk().await;
    desk.reviewer().await;
    let (_, record) = desk.on_file(&owner, &provider, forms::unit("shili-place.cn", "00000001")).await;
    let begin = async || owner.begin("change", &record, None).await.ok();
    let submit = async |begun: &serde_json::Value| {
        let id = begun["id"].as_str().unwrap().to_owned();
        let mut form = begun["form"].clone();
        form["organizer"]["remarks"] = json!("改了备注");
        owner.act(&id, "draft", json!({ "form": form })).await.ok();
        owner.scan_all(&id).await;
        owner.act(&id, "submit", json!({})).await.ok();
        id
    };
    let left = submit(&begin().await).await;
    let reasons = json!([{ "pointer": "/organizer/remarks", "reason": "请写清楚", "suggestion": "" }]);
    provider.act(&left, "return", json!({ "reasons": reasons })).await.ok();
    at(&desk, "2027-10-24").await;
    at(&desk, "2027-11-23").await;
    assert_eq!(owner.filing(&left).await["stage"], "deleted");
    submit(&begin().await).await;
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_below_a_deregistered_organizer_goes_with_the_daily_run() {
    let desk = Desk::open().await;
    let (owner, provider) = (desk.owner("owner-1").await, desk.provider().await);
    desk.clerk().await;
    desk.reviewer().await;
    let (_, record) = desk.on_file(&owner, &provider, forms::unit("shili-left.cn", "00000001")).await;
    let number = owner.get(&format!("/v1/records/{record}")).await.ok()["organizer_number"].clone();
    // As if the process had been killed between two transactions: the organizer is off file, its site is not.
    let file = desk.store().on_file(number.as_str().unwrap()).await.unwrap().unwrap();
    let mut after = file.clone();
    (after.deregistered_on, after.version) = (Some(desk.today()), file.version + 1);
    let step = FileStep { before: Some(file), after, event: None };
    desk.store().commit_file(step, "killed-1").await.unwrap();
    let found = async |domain: &str| {
        desk.anyone().get(&format!("/v1/records?domain={domain}")).await.ok()["items"][0].clone()
    };
    assert!(
        found("shili-left.cn").await["deregistered_on"].is_string(),
        "the public sees it off file at once"
    );
    let taken = json!({ "domain": "shili-left.cn" });
    let conflicts = owner.post("/v1/conflicts/check", taken.clone()).await.ok();
    assert_ne!(conflicts["conflicts"], json!([]));
    at(&desk, "2026-11-24").await;
    assert_eq!(owner.post("/v1/conflicts/check", taken).await.ok()["conflicts"], json!([]));
    let seen = owner.get(&format!("/v1/records/{record}")).await.ok();
    assert!(seen["sites"][0]["deregistered_on"].is_string());
    desk.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scanned_post_goes_after_half_a_year_and_the_pages_of_a_request_with_it() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    desk.owner("owner-1").await;
    let put = |page: Vec<u8>| paper::pile(&[page, paper::plain()]);
    let read = async |name: &str, file: &[u8]| {
        let id = clerk.upload_post(name, file, json!({})).await["file"]["id"].as_str().unwrap().to_owned();
        desk.work("read-post").await;
        id
    };
    let taken = read("taken.tiff", &put(paper::plain())).await;
    let piece = clerk.get("/v1/post").await.ok()["items"][0]["id"].clone();
    let asked =
        json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"], "piece_id": piece });
    let request = clerk.post("/v1/requests", asked).await.ok()["summary"]["id"].as_str().unwrap().to_owned();
    let aside = read("aside.tiff", &put(paper::page(&["https://example.com/".to_owned()]))).await;
    let piece = clerk.get("/v1/post").await.ok()["items"][0].clone();
    // Who looked at it is written down beside it.
    clerk.post(&format!("/v1/post/{}/view", piece["id"].as_str().unwrap()), json!({})).await.ok();
    let why = json!({ "version": piece["version"], "reason": "广告" });
    clerk.post(&format!("/v1/post/{}/set-aside", piece["id"].as_str().unwrap()), why).await.ok();
    let waiting = read("waiting.tiff", &paper::pile(&[paper::plain()])).await;
    let unfit = read("unfit.tiff", b"II*\0").await;
    let decide = json!({ "version": 1, "approve": false, "reason": "as a test" });
    reviewer.post(&format!("/v1/requests/{request}/decide"), decide).await.ok();

    let there = async |object: ObjectKey<'_>| desk.object_exists(object).await;
    at(&desk, "2027-05-21").await;
    for id in [&taken, &aside, &waiting] {
        assert!(
            there(ObjectKey::Post(id, 1)).await && there(ObjectKey::Page(id, 1)).await,
            "not before its time"
        );
    }
    at(&desk, "2027-05-22").await;
    assert!(!there(ObjectKey::Post(&taken, 1)).await && !there(ObjectKey::Post(&aside, 1)).await);
    assert!(!there(ObjectKey::Quarantine(&unfit, 1)).await);
    let waits = clerk.get("/v1/post").await.ok()["items"].clone();
    assert_eq!(waits.as_array().unwrap().len(), 1, "nobody is told of what is gone: {waits}");
    assert!(!there(ObjectKey::Page(&aside, 1)).await, "no case has it");
    assert!(there(ObjectKey::Page(&taken, 2)).await, "a request has it");
    assert!(there(ObjectKey::Post(&waiting, 1)).await, "nobody said yet whose it is");
    at(&desk, "2029-11-22").await;
    assert!(!there(ObjectKey::Page(&taken, 1)).await && !there(ObjectKey::Thumbnail(&taken, 2)).await);
    desk.is_whole().await;
}
