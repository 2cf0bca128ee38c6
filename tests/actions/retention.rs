//! Private data goes once its retention period is over.

use beian_filing::{filing::FilingStatus, history::Step};
use beian_store::ObjectKey;
use beian_tests::{Harness, Person, forms, paper};
use serde_json::json;

/// Puts the clock there and lets every job run.
async fn at(harness: &Harness, day: &str) {
    harness.set_clock(&format!("{day}T02:00:00Z"));
    harness.mails_to("nobody").await;
}

async fn deeds(who: &Person, id: &str) -> Vec<String> {
    who.history(id).await.iter().map(|event| event.event.as_str().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_nobody_writes_on_goes_after_a_year_and_a_warning() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::individual("shili-old.cn", "19800101")).await;
    owner.scan(&id, "commitment").await;
    let kept = owner.draft(forms::unit("shili-kept.cn", "00000002")).await;
    at(&harness, "2027-10-22").await;
    assert_eq!(deeds(&owner, &id).await.last().unwrap(), "attach_scan", "not before its time");
    at(&harness, "2027-10-24").await;
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("2027年11月23日"), "{}", told.last().unwrap().text);
    // A draft that is saved stays.
    owner.save_draft(&kept, forms::unit("shili-kept.cn", "00000003")).await.ok();
    at(&harness, "2027-11-23").await;
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Deleted);
    assert_eq!(owner.filing(&kept).await.status, FilingStatus::Draft);
    assert!(harness.mails_to("owner-1@example.com").await.last().unwrap().subject.contains("已删去"));
    let scan = owner.filing(&id).await.scans[0].id.clone();
    assert!(harness.scan_exists(&id, &scan).await);

    at(&harness, "2027-12-23").await;
    let gone = owner.filing(&id).await;
    assert!(gone.form.unwrap().organizer.name.is_empty() && gone.scans.is_empty());
    assert!(!harness.scan_exists(&id, &scan).await, "the scan is deleted too");
    at(&harness, "2027-12-24").await;
    let deeds = deeds(&owner, &id).await;
    assert_eq!(deeds[2..], ["warn_draft", "expire_draft", "erase"], "each once");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_draft_that_expires_frees_its_domain() {
    let harness = Harness::open().await;
    let (owner, other, provider) =
        (harness.owner("owner-1").await, harness.owner("owner-2").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-left.cn", "00000001")).await;
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    provider.return_filing(&id, &reasons).await.ok();
    at(&harness, "2027-10-24").await;
    at(&harness, "2027-11-23").await;
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Deleted);
    other.submitted(forms::unit("shili-left.cn", "00000002")).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_went_on_after_its_warning_is_not_thrown_away_when_it_comes_back() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.draft(forms::unit("shili-back.cn", "00000001")).await;
    owner.scan_all(&id).await;
    at(&harness, "2027-10-24").await;
    assert_eq!(deeds(&owner, &id).await.last().unwrap(), "warn_draft");
    owner.submit(&id).await.ok();
    harness.set_clock("2027-11-24T02:00:00Z");
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    provider.return_filing(&id, &reasons).await.ok();
    at(&harness, "2027-11-25").await;
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Draft);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deregistered_record_keeps_its_public_part_and_nothing_else() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let id = owner.draft(forms::unit("shili-public.cn", "00000001")).await;
    let taken_out = owner.scan(&id, "other").await;
    owner.act(&id, &format!("scans/{taken_out}/remove")).await.ok();
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    let approved = harness.approved(&provider, &id).await;
    let record = approved.organizer_number.unwrap().record_id();
    // Scans removed before the approval go; the approved ones stay.
    let kept = owner.filing(&id).await.scans[0].id.clone();
    at(&harness, "2026-12-23").await;
    assert!(harness.scan_exists(&id, &kept).await && !harness.scan_exists(&id, &taken_out).await);
    harness.set_clock(beian_tests::MONDAY);
    let order = harness.deregistered(&owner, &provider, &record, None).await;
    at(&harness, "2029-11-21").await;
    assert_eq!(owner.filing(&id).await.form.unwrap().organizer.leader.mobile, "13800000001");
    at(&harness, "2029-11-22").await;
    let erased = owner.filing(&id).await;
    assert_eq!(erased.form.as_ref().unwrap().organizer.leader.mobile, "");
    assert_eq!(erased.form.as_ref().unwrap().site.domain, "shili-public.cn");
    let asked_for = owner.filing(&order).await;
    assert_eq!(asked_for.form.as_ref().unwrap().organizer.leader.mobile, "", "nor does what asked for it");
    let record = harness.anyone().get("/v1/records?domain=shili-public.cn").await.ok();
    assert!(record["items"][0]["deregistered_on"].is_string());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_decided_request_goes_after_three_years() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    harness.owner("owner-1").await;
    let asked = json!({ "kind": "recover_account", "username": "owner-1", "email": "new@example.com", "evidence": ["form"] });
    let received = clerk.post("/v1/requests", asked).await.ok();
    let path = format!("/v1/requests/{}", received["summary"]["id"].as_str().unwrap());
    let refuse = json!({ "version": 1, "approve": false, "reason": "信封是空的" });
    reviewer.post(&format!("{path}/decide"), refuse).await.ok();
    at(&harness, "2029-11-21").await;
    assert_eq!(reviewer.get(&path).await.ok()["email"], "n***@example.com", "nobody has to see it any more");
    at(&harness, "2029-11-22").await;
    assert!(reviewer.get(&path).await.ok()["email"].is_null());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_draft_about_what_is_on_file_that_goes_leaves_the_place_for_another() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-place.cn", "00000001")).await;
    let begin = async || owner.begin("change", &record, None).await.ok();
    let submit = async |begun: &serde_json::Value| {
        let id = begun["id"].as_str().unwrap().to_owned();
        let mut form = begun["form"].clone();
        form["organizer"]["remarks"] = json!("改了备注");
        owner.save_draft(&id, &form).await.ok();
        owner.scan_all(&id).await;
        owner.submit(&id).await.ok();
        id
    };
    let left = submit(&begin().await).await;
    let reasons = json!([{ "pointer": "/organizer/remarks", "reason": "请写清楚", "suggestion": "" }]);
    provider.return_filing(&left, &reasons).await.ok();
    at(&harness, "2027-10-24").await;
    at(&harness, "2027-11-23").await;
    assert_eq!(owner.filing(&left).await.status, FilingStatus::Deleted);
    submit(&begin().await).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_left_below_a_deregistered_organizer_go_with_the_daily_run() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-left.cn", "00000001")).await;
    let number = owner.record(&record).await.organizer_number;
    // As if the process had been killed between two transactions: the organizer is off file, its site is not.
    let file = harness.store().record(number).await.unwrap().unwrap();
    let mut after = file.clone();
    (after.deregistered_on, after.version) = (Some(harness.today()), file.version + 1);
    let step = Step::new(Some(file), after, None);
    harness.store().commit(step, "killed-1").await.unwrap();
    let found = async |domain: &str| {
        harness.anyone().get(&format!("/v1/records?domain={domain}")).await.ok()["items"][0].clone()
    };
    assert!(
        found("shili-left.cn").await["deregistered_on"].is_string(),
        "the public sees it off file at once"
    );
    let taken = json!({ "domain": "shili-left.cn" });
    let conflicts = owner.post("/v1/conflicts/check", taken.clone()).await.ok();
    assert_ne!(conflicts["conflicts"], json!([]));
    at(&harness, "2026-11-24").await;
    assert_eq!(owner.post("/v1/conflicts/check", taken).await.ok()["conflicts"], json!([]));
    let seen = owner.record(&record).await;
    assert!(seen.sites[0].deregistered_on.is_some());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scanned_post_goes_after_half_a_year_and_the_pages_of_a_request_with_it() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    harness.owner("owner-1").await;
    let put = |page: Vec<u8>| paper::pile(&[page, paper::plain()]);
    let read = async |name: &str, file: &[u8]| {
        let id = clerk.upload_post(name, file, json!({})).await.batch.id;
        harness.work("read-post").await;
        id
    };
    let taken = read("taken.tiff", &put(paper::plain())).await;
    let letter = clerk.get("/v1/post").await.ok()["items"][0]["id"].clone();
    let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"], "letter_id": letter });
    let request = clerk.post("/v1/requests", asked).await.ok()["summary"]["id"].as_str().unwrap().to_owned();
    let aside = read("aside.tiff", &put(paper::page(&["https://example.com/".to_owned()]))).await;
    let letter = clerk.get("/v1/post").await.ok()["items"][0].clone();
    // Each view is recorded beside the filing.
    clerk.post(&format!("/v1/post/{}/view", letter["id"].as_str().unwrap()), json!({})).await.ok();
    let why = json!({ "version": letter["version"], "reason": "广告" });
    clerk.post(&format!("/v1/post/{}/set-aside", letter["id"].as_str().unwrap()), why).await.ok();
    let waiting = read("waiting.tiff", &paper::pile(&[paper::plain()])).await;
    let unfit = read("unfit.tiff", b"II*\0").await;
    let decide = json!({ "version": 1, "approve": false, "reason": "as a test" });
    reviewer.post(&format!("/v1/requests/{request}/decide"), decide).await.ok();

    let there = async |object: ObjectKey<'_>| harness.object_exists(object).await;
    at(&harness, "2027-05-21").await;
    for id in [&taken, &aside, &waiting] {
        assert!(
            there(ObjectKey::Post(id, 1)).await && there(ObjectKey::Page(id, 1)).await,
            "not before its time"
        );
    }
    at(&harness, "2027-05-22").await;
    assert!(!there(ObjectKey::Post(&taken, 1)).await && !there(ObjectKey::Post(&aside, 1)).await);
    assert!(!there(ObjectKey::Quarantine(&unfit, 1)).await);
    let waits = clerk.get("/v1/post").await.ok()["items"].clone();
    assert_eq!(waits.as_array().unwrap().len(), 1, "nobody is told of what is gone: {waits}");
    assert!(!there(ObjectKey::Page(&aside, 1)).await, "no case has it");
    assert!(there(ObjectKey::Page(&taken, 2)).await, "a request has it");
    assert!(there(ObjectKey::Post(&waiting, 1)).await, "nobody said yet whose it is");
    at(&harness, "2029-11-22").await;
    assert!(!there(ObjectKey::Page(&taken, 1)).await && !there(ObjectKey::Thumbnail(&taken, 2)).await);
    harness.is_whole().await;
}
