//! Scanned post: files that clerks upload, letters that file themselves, and those that a clerk files.

use crate::accounts::registered;
use beian_filing::{
    form::Applicant,
    history::Role,
    identifier::Reference,
    paper::{BatchState, FormCode, FormKind, PaperForm, PrintedNames, RejectReason, ScanBatch},
};
use beian_store::{ObjectKey, ReferenceTarget};
use beian_tests::{Harness, Person, forms, paper, post_part, sha256};
use serde_json::{Value, json};

const POST: &str = "/v1/post";
const FILES: &str = "/v1/post/files";

/// A printed form to recover this account, and the codes of its pages.
async fn printed(
    harness: &Harness,
    kind: FormKind,
    named: PrintedNames,
    chance: u8,
) -> (Reference, Vec<Vec<u8>>) {
    let reference = Reference::issue(*b"JX", [chance; 8]);
    let form = PaperForm {
        kind,
        applicant: Applicant::Unit,
        named,
        email: Some("post@example.com".into()),
        printed_at: harness.now(),
    };
    harness.store().save_printed_form(&reference.to_string(), &form).await.unwrap();
    let pages = (1..=kind.pages(Applicant::Unit).len()).map(|page| code(kind, reference, page)).collect();
    (reference, pages)
}

fn code(kind: FormKind, reference: Reference, page: usize) -> Vec<u8> {
    paper::of(FormCode::of(kind, reference, u8::try_from(page).unwrap()))
}

/// A whole letter: each sheet before a page of its paper.
fn letter(codes: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (form, sheets) = codes.split_first().unwrap();
    let mut pages = vec![form.clone()];
    pages.extend(sheets.iter().flat_map(|sheet| [sheet.clone(), paper::plain()]));
    pages
}

/// Uploads a pile, has it read, and says what it became.
pub async fn read(harness: &Harness, clerk: &Person, file: &[u8]) -> Value {
    let uploaded = clerk.upload_post("pile.tiff", file, json!({})).await;
    settled(harness, clerk, &uploaded["batch"]["id"]).await
}

/// What a file became, once it was read. On the stack somebody else may be reading it already.
async fn settled(harness: &Harness, clerk: &Person, id: &Value) -> Value {
    for _ in 0..60 {
        harness.work("read-post").await;
        let files = clerk.get(FILES).await.ok();
        let file = files["items"].as_array().unwrap().iter().find(|file| file["id"] == *id).unwrap();
        if file["status"] == "read" || file["status"] == "rejected" {
            return file.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    unreachable!("nobody has read it")
}

fn recovery(username: &str) -> PrintedNames {
    PrintedNames { username: Some(username.to_owned()), ..PrintedNames::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pile_files_itself_and_the_account_comes_back_without_a_number_typed() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (other, others) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 2).await;
    let mut pages = letter(&codes);
    pages.push(others[0].clone());
    let file = read(&harness, &clerk, &paper::pile(&pages)).await;
    assert_eq!((&file["status"], &file["pages"]), (&json!("read"), &json!(6)), "{file}");
    let states: Vec<_> =
        file["letters"].as_array().unwrap().iter().map(|letter| letter["state"].clone()).collect();
    for (state, reference) in states.iter().zip([reference, other]) {
        assert_eq!(state["name"], "filed", "{file}");
        assert_eq!(
            (&state["automatic"], &state["to"]["reference"]),
            (&json!(true), &json!(reference.to_string()))
        );
    }
    let id = states[0]["to"]["id"].as_str().unwrap();
    let path = format!("/v1/requests/{id}");
    let request = reviewer.get(&path).await.ok();
    assert_eq!(request["summary"]["missing"], json!([]));
    assert_eq!((&request["scanned"], &request["form"]), (&json!(5), &json!("recover_account")));
    let missing =
        reviewer.get(&format!("/v1/requests/{}", states[1]["to"]["id"].as_str().unwrap())).await.ok();
    assert_eq!(missing["summary"]["missing"], json!(["licence", "domain_certificate"]));
    let told = harness.mails_to("post@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("还缺")), "a missing paper starts a letter: {told:?}");

    let papers = reviewer.post(&format!("{path}/papers"), json!({})).await.ok();
    let shown: Vec<_> =
        papers["pages"].as_array().unwrap().iter().map(|one| one["evidence"].clone()).collect();
    assert_eq!(
        shown,
        [json!("form"), Value::Null, json!("licence"), Value::Null, json!("domain_certificate")]
    );
    let picture = beian_tests::fetch_bytes(papers["pages"][0]["url"].as_str().unwrap());
    assert!(picture.windows(2).any(|two| two == [0xff, 0xd8]), "a JPEG");
    reviewer
        .post(&format!("{path}/decide"), json!({ "version": request["version"], "approve": true }))
        .await
        .ok();
    let told = harness.mails_to("post@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("临时密码")), "to the address that the form states");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_the_same_thing_however_often_it_is_dropped() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let file = paper::pile(&[paper::plain()]);
    let first = clerk.upload_post("a.tiff", &file, json!({})).await;
    assert_eq!(first["uploads"].as_array().unwrap().len(), 1);
    read(&harness, &clerk, &file).await;
    let again = clerk.upload_post("b.tiff", &file, json!({})).await;
    assert_eq!(again["uploads"], json!([]), "it came before");
    assert_eq!((&again["batch"]["status"], &again["batch"]["name"]), (&json!("read"), &json!("a.tiff")));
    harness.work("read-post").await;
    assert_eq!(clerk.get(POST).await.ok()["items"].as_array().unwrap().len(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_on_another_day_says_why_and_no_day_is_to_come() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let asked = |on: &str, reason: &str| json!({ "parts": [post_part("a.pdf", b"abc")], "arrived_on": on, "reason": reason });
    let reply = clerk.post(FILES, asked("2026-11-20", "")).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    clerk.post(FILES, asked("2026-11-24", "as a test")).await.refused(422, "impossible-arrival");
    let asked = clerk.post(FILES, asked("2026-11-20", "邮戳为上周五")).await.ok();
    assert_eq!(asked["batch"]["arrived_on"], "2026-11-20");
    let part = json!({ "name": " ", "size": 0, "sha256": "ABC" });
    let whole = json!({ "parts": [part], "arrived_on": "20.11.2026" });
    let reply = clerk.post(FILES, whole).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/parts/0/name", "/parts/0/size", "/parts/0/sha256", "/arrived_on"]);
    let large = json!({ "parts": [{ "name": "a.pdf", "size": 1_u64 << 40, "sha256": sha256(b"abc") }] });
    clerk.post(FILES, large).await.refused(413, "too-large");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_says_why_and_stays() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (0) /U (0) /P 0 >> /ID [<00> <00>]";
    let mut huge = paper::pile(&[paper::plain()]);
    let width = huge.windows(4).position(|four| four == [0, 1, 3, 0] || four == [0, 1, 4, 0]).unwrap();
    huge[width + 2] = 4;
    huge[width + 8..width + 12].copy_from_slice(&900_000_u32.to_le_bytes());
    let unfit = [
        ("page.html", b"<html><script>alert(1)</script>".to_vec(), "unsupported"),
        ("archive.pdf", b"PK\x03\x04 a document of an office program".to_vec(), "unsupported"),
        ("cut.tiff", paper::pile(&[paper::plain()])[..4000].to_vec(), "damaged"),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<".to_vec(), "damaged"),
        ("locked.pdf", paper::pdf(1, locked, ""), "encrypted"),
        ("huge.tiff", huge, "too_large"),
        ("thousand.pdf", paper::pdf(1000, "", ""), "too_many_pages"),
        ("none.pdf", paper::pdf(0, "", ""), "empty"),
    ];
    for (name, bytes, why) in &unfit {
        let file = read(&harness, &clerk, bytes).await;
        assert_eq!((&file["status"], &file["reject_reason"]), (&json!("rejected"), &json!(why)), "{name}");
        let id = file["id"].as_str().unwrap();
        assert!(harness.object_exists(ObjectKey::Quarantine(id, 1)).await, "{name} is kept");
        assert!(!harness.object_exists(ObjectKey::Post(id, 1)).await, "{name} is where nothing is read from");
    }
    // What its content says counts, and not its name; what could act in it is left out and said.
    let odd = [
        (paper::pdf(1, "", "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "active_content"),
        ([paper::pdf(1, "", ""), b"PK\x03\x04<html>".to_vec()].concat(), "other_format"),
    ];
    for (bytes, oddity) in odd {
        let uploaded = clerk.upload_post("letter.jpg", &bytes, json!({})).await;
        let file = settled(&harness, &clerk, &uploaded["batch"]["id"]).await;
        assert_eq!((&file["status"], &file["oddities"]), (&json!("read"), &json!([oddity])), "{file}");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_became_nothing_waits_where_every_clerk_sees_it() {
    let harness = Harness::open().await;
    let (clerk, other) = (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await);
    let changed = clerk.post(FILES, json!({ "parts": [post_part("a.pdf", b"abc")] })).await.ok();
    beian_tests::post_to(&changed["uploads"][0], b"xyz");
    let id = &changed["batch"]["id"];
    assert_eq!(settled(&harness, &clerk, id).await["reject_reason"], "changed");
    let waiting = other.get(POST).await.ok()["items"].clone();
    let notice = &waiting[0];
    assert_eq!(
        (&notice["name"], &notice["reject_reason"], &notice["state"]["reason"], &notice["pages"]),
        (&json!("a.pdf"), &json!("changed"), &json!("rejected"), &json!(0))
    );
    let path = |verb: &str| format!("{POST}/{}/{verb}", notice["id"].as_str().unwrap());
    let to =
        json!({ "version": notice["version"], "reference": Reference::issue(*b"JX", [1; 8]).to_string() });
    other.post(&path("match"), to).await.refused(409, "no-pages");
    other.post(&path("view"), json!({})).await.ok();

    // Sent again it is read, and what was said of it before is gone.
    let again = clerk.upload_post("a.pdf", b"abc", json!({})).await;
    assert_eq!(again["uploads"].as_array().unwrap().len(), 1, "what arrived otherwise may be sent again");
    let file = settled(&harness, &clerk, id).await;
    assert_eq!(file["reject_reason"], "unsupported", "what was sent again is read, not what came before");
    let notice = &other.get(POST).await.ok()["items"][0];
    assert_eq!(notice["reject_reason"], "unsupported");
    let aside = json!({ "version": notice["version"], "reason": "原件已重新扫描" });
    other.post(&path("set-aside"), aside).await.ok();
    assert_eq!(other.get(POST).await.ok()["items"], json!([]));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_nothing_is_put_away_by_the_next_run_if_one_was_broken_off() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let store = harness.store();
    let uploaded = clerk.upload_post("a.pdf", b"%PDF-1.7\nbroken off", json!({})).await;
    let id = settled(&harness, &clerk, &uploaded["batch"]["id"]).await["id"].as_str().unwrap().to_owned();
    // As if the run had been killed after it was said, with a page of it drawn.
    for object in [ObjectKey::Post(&id, 1), ObjectKey::Page(&id, 1), ObjectKey::Thumbnail(&id, 1)] {
        store.save_object(object, "image/jpeg", b"a page".to_vec()).await.unwrap();
    }
    let kept = store.batch(&id).await.unwrap().unwrap();
    let state = BatchState::Rejected { reason: RejectReason::Changed, quarantined: false };
    let broken = ScanBatch { version: kept.version + 1, state, ..kept.clone() };
    store.save_batch(&broken, Some(kept.version)).await.unwrap();
    for _ in 0..60 {
        harness.work("read-post").await;
        if !store.batch(&id).await.unwrap().unwrap().is_open() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    let after = store.batch(&id).await.unwrap().unwrap();
    assert_eq!(after.state, BatchState::Rejected { reason: RejectReason::Changed, quarantined: true });
    assert!(after.may_be_sent() && !broken.may_be_sent(), "not before what came is out of the way");
    assert!(harness.object_exists(ObjectKey::Quarantine(&id, 1)).await);
    for object in [ObjectKey::Post(&id, 1), ObjectKey::Page(&id, 1), ObjectKey::Thumbnail(&id, 1)] {
        assert!(!harness.object_exists(object).await, "nothing of it is left where it could be served from");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_one_pile_are_one_letter_however_many_files_they_are() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let pictures: Vec<Vec<u8>> = letter(&codes).into_iter().map(|page| paper::pile(&[page])).collect();
    let names: Vec<String> = (1..=pictures.len()).map(|page| format!("IMG_{page}.tiff")).collect();
    let mut files: Vec<(&str, &[u8])> =
        names.iter().zip(&pictures).map(|(name, file)| (name.as_str(), file.as_slice())).collect();
    // One that is not a picture is a page that cannot be read. On the stack the pictures of an earlier run may still lie there.
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    let broken = format!("II*\0{now}");
    files.push(("IMG_6.tiff", broken.as_bytes()));
    let (last, first) = files.split_last().unwrap();
    let parts: Vec<Value> = files.iter().map(|(name, file)| post_part(name, file)).collect();
    let asked = clerk.post(FILES, json!({ "parts": parts })).await.ok();
    let places = asked["uploads"].as_array().unwrap();
    for (to, (_, file)) in places.iter().zip(first) {
        beian_tests::post_to(to, file);
    }
    harness.work("read-post").await;
    let id = asked["batch"]["id"].as_str().unwrap();
    let kept = harness.store().batch(id).await.unwrap().unwrap();
    assert_eq!(kept.state, BatchState::Expected { tries: 0 }, "until the last one is there");
    beian_tests::post_to(places.last().unwrap(), last.1);
    let file = settled(&harness, &clerk, &asked["batch"]["id"]).await;
    assert_eq!((&file["name"], &file["parts"], &file["pages"]), (&json!("IMG_1.tiff"), &json!(6), &json!(6)));
    let state = &file["letters"][0]["state"];
    assert_eq!(state["to"]["reference"], reference.to_string(), "{file}");
    // Whose the page was that cannot be read, nobody knows: it waits by itself.
    assert_eq!(file["letters"].as_array().unwrap().len(), 2);
    assert_eq!(file["letters"][1]["state"]["reason"], "unread_code");
    assert_eq!(file["oddities"], json!(["unreadable_page"]));
    let request = clerk.get(&format!("/v1/requests/{}", state["to"]["id"].as_str().unwrap())).await.ok();
    assert_eq!(request["summary"]["missing"], json!([]));
    assert_eq!(clerk.upload_pile(&files, json!({})).await["uploads"], json!([]), "it came before");
    let too_many = vec![post_part("a", b"abc"); 201];
    let reply = clerk.post(FILES, json!({ "parts": too_many })).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/parts"]);
    let none = clerk.post(FILES, json!({ "parts": [] })).await.refused(422, "malformed");
    assert_eq!(none.pointers(), ["/parts"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_older_edition_waits_for_a_clerk() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let kind = FormKind::RecoverAccount;
    let (reference, _) = printed(&harness, kind, recovery(&username), 1).await;
    let older = FormCode { version: kind.version() - 1, ..FormCode::of(kind, reference, 1) };
    let file = read(&harness, &clerk, &paper::pile(&[paper::of(older)])).await;
    assert_eq!(file["letters"][0]["state"]["reason"], "older_form", "{file}");
    let waiting = &clerk.get(POST).await.ok()["items"][0];
    assert_eq!(waiting["reference"], reference.to_string(), "the clerk sees what it says");
    // What it says is right all the same: the clerk files it there, and says on which day it came.
    let path = format!("{POST}/{}/match", waiting["id"].as_str().unwrap());
    let mut to = json!({ "version": waiting["version"], "reference": reference.to_string(), "arrived_on": "2026-11-20" });
    assert_eq!(clerk.post(&path, to.clone()).await.refused(422, "malformed").pointers(), ["/reason"]);
    to["reason"] = json!("邮戳为11月20日");
    let filed = clerk.post(&path, to).await.ok();
    assert_eq!(filed["arrived_on"], "2026-11-20");
    let request = filed["state"]["to"]["id"].as_str().unwrap();
    assert_eq!(
        clerk.get(&format!("/v1/requests/{request}")).await.ok()["summary"]["arrived_on"],
        "2026-11-20"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_every_run_off_is_given_up_put_away_and_kept_as_long_as_the_rest() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let file = paper::pile(&[paper::plain()]);
    let id = clerk.upload_post("a.tiff", &file, json!({})).await["batch"]["id"].as_str().unwrap().to_owned();
    let store = harness.store();
    let kept = store.batch(&id).await.unwrap().unwrap();
    // As if three runs had been killed.
    let state = BatchState::Reading { until: harness.now(), tries: 3 };
    let broken = ScanBatch { version: kept.version + 1, state, ..kept.clone() };
    store.save_batch(&broken, Some(kept.version)).await.unwrap();
    harness.work("read-post").await;
    let given_up = store.batch(&id).await.unwrap().unwrap();
    assert_eq!(given_up.state, BatchState::Rejected { reason: RejectReason::GivenUp, quarantined: true });
    assert_eq!(
        store.incoming_letter(&given_up.notice_id()).await.unwrap().unwrap().reject_reason,
        Some(RejectReason::GivenUp)
    );
    assert!(given_up.kept_until.is_some());
    assert!(harness.object_exists(ObjectKey::Quarantine(&id, 1)).await);
    assert!(!harness.object_exists(ObjectKey::Post(&id, 1)).await);
    let again = clerk.upload_post("a.tiff", &file, json!({})).await;
    assert_eq!(again["uploads"].as_array().unwrap().len(), 1, "the reader may have been mended since");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_case_waits_with_the_reason_and_a_clerk_files_it_by_search() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, nobodys) = printed(&harness, FormKind::RecoverAccount, recovery("nobody-there"), 2).await;
    let stranger = code(FormKind::Deregister, Reference::issue(*b"JX", [9; 8]), 1);
    let text = |page: usize, chance: u8| {
        FormCode::of(FormKind::RecoverAccount, Reference::issue(*b"JX", [chance; 8]), page as u8).to_string()
    };
    let two = paper::page(&[text(1, 1), text(1, 2)]);
    let foreign = paper::page(&["https://example.com/".to_owned()]);
    let pile = paper::pile(&[foreign, stranger, nobodys[0].clone(), two]);
    read(&harness, &clerk, &pile).await;
    let waiting = clerk.get(POST).await.ok()["items"].clone();
    let whys: Vec<_> = waiting.as_array().unwrap().iter().map(|one| one["state"]["reason"].clone()).collect();
    assert_eq!(whys, ["no_code", "unknown_case", "not_found", "two_cases"]);

    let first = waiting[0]["id"].as_str().unwrap();
    let seen = clerk.post(&format!("{POST}/{first}/view"), json!({})).await.ok();
    assert_eq!(seen["pages"].as_array().unwrap().len(), 1);
    for text in [reference.to_string(), username.clone()] {
        let found = clerk.get(&format!("{POST}/cases?text={text}")).await.ok();
        assert_eq!(found["items"][0]["kind"], "recover_account", "{found}");
    }
    assert_eq!(clerk.get(&format!("{POST}/cases?text=nothing-such")).await.ok()["items"], json!([]));
    clerk.get(&format!("{POST}/cases?text=%20")).await.refused(422, "malformed");

    let marks = json!([{ "page": 1, "evidence": "licence" }]);
    let to = json!({ "version": waiting[0]["version"], "reference": reference.to_string(), "marks": marks });
    let path = format!("{POST}/{first}/match");
    clerk
        .post(&path, json!({ "version": 7, "reference": reference.to_string() }))
        .await
        .refused(409, "stale");
    let nowhere = json!({ "version": waiting[0]["version"], "reference": Reference::issue(*b"JX", [9; 8]).to_string() });
    clerk.post(&path, nowhere).await.refused(404, "not-found");
    let filed = clerk.post(&path, to.clone()).await.ok();
    assert_eq!(filed["state"]["automatic"], false);
    assert_eq!(clerk.post(&path, to).await.ok(), filed, "asked again, it is where it was to go");
    let other =
        json!({ "version": filed["version"], "reference": Reference::issue(*b"JX", [2; 8]).to_string() });
    clerk.post(&path, other).await.refused(409, "letter-filed");

    // The form itself comes later, and goes to the same request.
    let file = read(&harness, &clerk, &paper::pile(&codes[..1])).await;
    assert_eq!(file["letters"][0]["state"]["to"], filed["state"]["to"]);

    let aside = format!("{POST}/{}/set-aside", waiting[1]["id"].as_str().unwrap());
    clerk
        .post(&aside, json!({ "version": waiting[1]["version"], "reason": "" }))
        .await
        .refused(422, "malformed");
    let why = json!({ "version": waiting[1]["version"], "reason": "寄错单位" });
    assert_eq!(clerk.post(&aside, why).await.ok()["state"]["name"], "set_aside");
    assert_eq!(clerk.get(POST).await.ok()["items"].as_array().unwrap().len(), 2);
    clerk
        .post(
            &format!("{POST}/{first}/set-aside"),
            json!({ "version": filed["version"], "reason": "寄错单位" }),
        )
        .await
        .refused(409, "letter-filed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_request_takes_the_scan_that_it_came_as() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    read(&harness, &clerk, &paper::pile(&[paper::plain(), paper::plain()])).await;
    let letter = clerk.get(POST).await.ok()["items"][0]["id"].clone();
    let asked = json!({ "kind": "recover_account", "username": username, "evidence": ["form", "licence"], "letter_id": letter,
                        "marks": [{ "page": 1, "evidence": "form" }] });
    let mut wrong = asked.clone();
    wrong["marks"][0]["page"] = json!(7);
    assert_eq!(clerk.post("/v1/requests", wrong).await.refused(422, "malformed").pointers(), ["/marks"]);
    let request = clerk.post("/v1/requests", asked.clone()).await.ok();
    assert_eq!(request["scanned"], 2);
    assert_eq!(clerk.get(POST).await.ok()["items"], json!([]));
    clerk.post("/v1/requests", asked).await.refused(409, "letter-filed");
    let id = request["summary"]["id"].as_str().unwrap();
    let file = letter.as_str().unwrap().split_once('-').unwrap().0.to_owned();
    let mark = |page: u16| {
        json!({ "version": request["version"], "evidence": [],
                "marks": [{ "batch_id": file, "page": page, "evidence": "domain_certificate" }] })
    };
    let path = format!("/v1/requests/{id}/evidence");
    clerk.post(&path, mark(9)).await.refused(409, "unknown-scan");
    let whole = clerk.post(&path, mark(2)).await.ok();
    assert_eq!(whole["summary"]["missing"], json!([]));
    let papers = reviewer.post(&format!("/v1/requests/{id}/papers"), json!({})).await.ok();
    let shown: Vec<_> =
        papers["pages"].as_array().unwrap().iter().map(|one| one["evidence"].clone()).collect();
    assert_eq!(shown, ["form", "domain_certificate"]);
    // Looked at closer it is none of the papers: then that one has not come after all.
    let other =
        json!({ "version": whole["version"], "evidence": [], "marks": [{ "batch_id": file, "page": 2 }] });
    let after = clerk.post(&path, other).await.ok();
    assert_eq!(after["summary"]["missing"], json!(["domain_certificate"]));
    assert_eq!(after["summary"]["due"], Value::Null, "no clock runs while something is missing");
    let papers = reviewer.post(&format!("/v1/requests/{id}/papers"), json!({})).await.ok();
    let sheet = &papers["pages"][1];
    assert_eq!((sheet.get("evidence"), &sheet["other"]), (None, &json!(true)), "and that is kept");
    let again =
        json!({ "version": after["version"], "evidence": [], "marks": [{ "batch_id": file, "page": 2 }] });
    let told = harness.mails_to("shili@example.com").await.len();
    let same = clerk.post(&path, again).await.ok();
    assert_eq!(
        harness.mails_to("shili@example.com").await.len(),
        told,
        "that somebody looked again is nothing to tell"
    );
    assert_eq!(same["summary"]["missing"], after["summary"]["missing"]);
    let back = json!({ "version": same["version"], "evidence": [],
                       "marks": [{ "batch_id": file, "page": 2, "evidence": "domain_certificate" }] });
    assert_eq!(clerk.post(&path, back).await.ok()["summary"]["missing"], json!([]));
    reviewer.post(&format!("/v1/requests/{id}-not/papers"), json!({})).await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_filed_with_the_wrong_request_is_taken_back_and_filed_again() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (_, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (other, others) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 2).await;
    let file =
        read(&harness, &clerk, &paper::pile(&[letter(&codes), vec![others[0].clone()]].concat())).await;
    let state = |letter: usize| file["letters"][letter]["state"]["to"].clone();
    let path = |id: &Value, verb: &str| format!("{POST}/{}/{verb}", id.as_str().unwrap());
    let request =
        async |to: &Value| clerk.get(&format!("/v1/requests/{}", to["id"].as_str().unwrap())).await.ok();
    // Somebody else's licence and certificate come to the second.
    let letter = &waiting(&harness, &clerk, 1).await;
    let marks = json!([{ "page": 1, "evidence": "licence" }]);
    let to = json!({ "version": letter["version"], "reference": other.to_string(), "marks": marks });
    let filed = clerk.post(&path(&letter["id"], "match"), to.clone()).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));

    let back = json!({ "version": filed["version"], "reason": "归错了" });
    let short = json!({ "version": filed["version"], "reason": "" });
    assert_eq!(
        clerk.post(&path(&letter["id"], "take-back"), short).await.refused(422, "malformed").pointers(),
        ["/reason"]
    );
    let stale = json!({ "version": letter["version"], "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), stale).await.refused(409, "stale");
    let again = clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    assert_eq!(again["state"], json!({ "name": "waiting", "reason": "taken_back" }));
    let left = request(&state(1)).await;
    assert_eq!(
        (&left["summary"]["missing"], &left["scanned"]),
        (&json!(["licence", "domain_certificate"]), &json!(1))
    );
    let told = harness.mails_to("post@example.com").await;
    assert!(told.last().unwrap().text.contains("误放进了这件申请"), "{told:?}");
    clerk
        .post(&path(&letter["id"], "take-back"), json!({ "version": again["version"], "reason": "归错了" }))
        .await
        .ok();
    // It may come to the same case once more: it was a mistake that it was one.
    let to = json!({ "version": again["version"], "reference": other.to_string(), "marks": marks });
    let filed = clerk.post(&path(&letter["id"], "match"), to).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));
    assert_eq!(filed["state"]["name"], "filed");

    // What came otherwise stays when a letter goes that showed the same; what was entered with the letter goes with it.
    let by_hand = json!({ "version": request(&state(1)).await["version"], "evidence": ["licence"] });
    clerk.post(&format!("/v1/requests/{}/evidence", state(1)["id"].as_str().unwrap()), by_hand).await.ok();
    let back = json!({ "version": filed["version"], "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));
    let letter = waiting(&harness, &clerk, 3).await;
    let asked = json!({ "kind": "recover_account", "username": username, "letter_id": letter["id"],
                        "evidence": ["form", "licence", "domain_certificate"] });
    let entered = clerk.post("/v1/requests", asked).await.ok();
    assert_eq!(entered["summary"]["missing"], json!([]));
    let back = json!({ "version": 1, "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    let left = clerk.get(&format!("/v1/requests/{}", entered["summary"]["id"].as_str().unwrap())).await.ok();
    assert_eq!(left["summary"]["missing"], json!(["form", "licence", "domain_certificate"]));
    assert_eq!(left["summary"]["due"], Value::Null);

    // What is decided keeps what it was decided by.
    let whole = &file["letters"][0];
    let decide = format!("/v1/requests/{}/decide", state(0)["id"].as_str().unwrap());
    let version = request(&state(0)).await["version"].clone();
    reviewer.post(&decide, json!({ "version": version, "approve": true })).await.ok();
    let late = json!({ "version": 1, "reason": "归错了" });
    clerk.post(&path(&whole["id"], "take-back"), late).await.refused(409, "request-decided");
    let aside = waiting(&harness, &clerk, 2).await;
    let nowhere = json!({ "version": aside["version"], "reason": "归错了" });
    clerk.post(&path(&aside["id"], "take-back"), nowhere).await.refused(409, "not-with-request");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_sheet_starts_the_review_on_the_day_it_arrived() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = Reference::parse(owner.filing(&id).await["reference"].as_str().unwrap()).unwrap();
    let sheet = paper::pile(&[code(FormKind::VerificationSheet, reference, 1), paper::blank()]);
    provider.act(&id, "forward", json!({})).await.ok();
    let file = read(&harness, &clerk, &sheet).await;
    let state = &file["letters"][0]["state"];
    assert_eq!((&state["name"], &state["to"]["id"]), (&json!("filed"), &json!(id)), "{file}");
    let filing = owner.filing(&id).await;
    assert_eq!(
        (&filing["status"], &filing["due"]["date"]),
        (&json!("under_review"), &json!(harness.due("2026-12-14", 15)))
    );
    // A page that cannot be read does not stop the one that can.
    let other = owner.submitted(forms::unit("shili-sheet-2.cn", "00000002")).await;
    let its = Reference::parse(owner.filing(&other).await["reference"].as_str().unwrap()).unwrap();
    let sheet = paper::pile(&[code(FormKind::VerificationSheet, its, 1)]);
    let pile = [("1.tiff", sheet.as_slice()), ("2.tiff", b"II*\0".as_slice())];
    let uploaded = clerk.upload_pile(&pile, json!({})).await;
    let file = settled(&harness, &clerk, &uploaded["batch"]["id"]).await;
    assert_eq!(file["letters"][0]["state"]["name"], "filed", "{file}");
    let scans = clerk.filing(&other).await["scans"].clone();
    assert_eq!(scans.as_array().unwrap().len(), 1, "of what could not be read there is no scan");
    // Another copy comes in: the filing awaits none, and a person looks.
    let again = paper::pile(&[code(FormKind::VerificationSheet, reference, 1)]);
    let file = read(&harness, &clerk, &again).await;
    assert_eq!(file["letters"][0]["state"]["reason"], "case_closed");
    let waiting = clerk.get(POST).await.ok()["items"].clone();
    let letter =
        waiting.as_array().unwrap().iter().find(|one| one["id"] == file["letters"][0]["id"]).unwrap();
    let path = format!("{POST}/{}/match", letter["id"].as_str().unwrap());
    let to = json!({ "version": letter["version"], "reference": reference.to_string() });
    clerk.post(&path, to).await.refused(409, "not-awaiting-sheet");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_deleted_by_its_printed_form() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-weg.cn", "00000001")).await;
    let of = owner.filing(&id).await["reference"].as_str().unwrap().to_owned();
    let named = PrintedNames { reference: Some(of), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, FormKind::DeleteSubmission, named.clone(), 1).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    let request = file["letters"][0]["state"]["to"]["id"].as_str().unwrap_or_else(|| panic!("{file}"));
    let path = format!("/v1/requests/{request}/decide");
    reviewer.post(&path, json!({ "version": 1, "approve": true })).await.ok();
    assert_eq!(owner.filing(&id).await["status"], "deleted");
    // A second form about the same comes too late.
    let (_, late) = printed(&harness, FormKind::DeleteSubmission, named, 2).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&late))).await;
    assert_eq!(file["letters"][0]["state"]["reason"], "case_closed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_certificate_takes_the_older_holder_off_file() {
    let harness = Harness::open().await;
    let (clerk, reviewer, provider) =
        (harness.clerk().await, harness.reviewer().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-alt.cn", "00000001");
    let (id, number) = harness.on_file(&owner, &provider, form.clone()).await;
    let certificate = |form: &Value| {
        let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
        Some((text("certificate_kind"), text("certificate_number")))
    };
    let named = PrintedNames { certificate: certificate(&form), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, FormKind::OrganizerConflict, named, 1).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    let request = file["letters"][0]["state"]["to"]["id"].as_str().unwrap_or_else(|| panic!("{file}"));
    let seen = reviewer.get(&format!("/v1/requests/{request}")).await.ok();
    assert_eq!(
        (&seen["summary"]["kind"], &seen["form"]),
        (&json!("deregister"), &json!("organizer_conflict"))
    );
    assert_eq!(seen["summary"]["about"]["position"], Value::Null, "the organizer and everything below it");

    let organizer = format!("赣ICP备{number}号");
    let searches =
        [organizer.as_str(), "shili-alt.cn", form["organizer"]["name"].as_str().unwrap(), "owner-1"];
    for text in searches {
        let found = clerk.get(&format!("{POST}/cases?text={text}")).await.ok();
        assert!(!found["items"].as_array().unwrap().is_empty(), "{text}: {found}");
    }
    let path = format!("/v1/requests/{request}/decide");
    reviewer.post(&path, json!({ "version": 1, "approve": true })).await.ok();
    assert_eq!(owner.filing(&id).await["status"], "deregistered");

    // The same about a filing that is still under way, and a form that names a number that is off file.
    let other = forms::unit("shili-neu.cn", "00000002");
    owner.submitted(other.clone()).await;
    let named = PrintedNames { certificate: certificate(&other), ..PrintedNames::default() };
    let (_, codes) = printed(&harness, FormKind::OrganizerConflict, named, 2).await;
    let gone = PrintedNames { number: Some(organizer), ..PrintedNames::default() };
    let (_, late) = printed(&harness, FormKind::Deregister, gone, 3).await;
    let file = read(&harness, &clerk, &paper::pile(&[codes[0].clone(), late[0].clone()])).await;
    assert_eq!(file["letters"][0]["state"]["name"], "filed", "{file}");
    assert_eq!(file["letters"][1]["state"]["reason"], "case_closed", "{file}");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_arrived_before_says_why_and_the_review_runs_from_then() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let (mut ids, mut references) = (Vec::new(), Vec::new());
    for number in 1..=2 {
        let form = forms::unit(&format!("shili-post-{number}.cn"), &format!("{number:08}"));
        let id = owner.submitted(form).await;
        provider.act(&id, "forward", json!({})).await.ok();
        references.push(Reference::parse(owner.filing(&id).await["reference"].as_str().unwrap()).unwrap());
        ids.push(id);
    }
    harness.set_clock("2026-11-26T02:00:00Z");
    let arrived = json!({ "arrived_on": "2026-11-24", "reason": "邮戳为11月24日" });
    let sheet = paper::pile(&[code(FormKind::VerificationSheet, references[0], 1)]);
    clerk.upload_post("sheet.tiff", &sheet, arrived.clone()).await;
    harness.work("read-post").await;
    assert_eq!(owner.filing(&ids[0]).await["due"]["date"], harness.due("2026-12-15", 15));
    let scan = clerk.scan(&ids[1], "verification_sheet").await;
    let silent = json!({ "scan_id": scan, "signed_and_sealed": true, "arrived_on": "2026-11-24" });
    let reply = clerk.act(&ids[1], "record-sheet", silent).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    let mut said = json!({ "scan_id": scan, "signed_and_sealed": true });
    said.as_object_mut().unwrap().extend(arrived.as_object().unwrap().clone());
    clerk.act(&ids[1], "record-sheet", said).await.ok();
    for id in &ids {
        let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
        let recorded =
            history["items"].as_array().unwrap().iter().find(|one| one["event"] == "record_sheet").unwrap();
        assert_eq!(recorded["details"]["reason"], "邮戳为11月24日", "{recorded}");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_on_which_a_sheet_arrived_is_corrected_afterwards_and_the_review_counted_anew() {
    let harness = Harness::open().await;
    let (clerk, provider, reviewer) =
        (harness.clerk().await, harness.provider().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-tag.cn", "00000001")).await;
    let early = json!({ "arrived_on": "2026-11-23", "reason": "as a test" });
    clerk.act(&id, "correct-arrival", early.clone()).await.refused(409, "not-under-review");
    provider.act(&id, "forward", json!({})).await.ok();
    harness.set_clock("2026-11-26T02:00:00Z");
    let scan = clerk.scan(&id, "verification_sheet").await;
    let filing =
        clerk.act(&id, "record-sheet", json!({ "scan_id": scan, "signed_and_sealed": true })).await.ok();
    assert_eq!(filing["due"]["date"], harness.due("2026-12-17", 15));
    assert_eq!(filing["actions"], json!(["correct-arrival"]));
    let reply = clerk.act(&id, "correct-arrival", json!({ "arrived_on": "24.11.2026", "reason": "" })).await;
    assert_eq!(reply.refused(422, "malformed").pointers(), ["/arrived_on", "/reason"]);
    for (day, status, code) in [
        ("2026-11-26", 409, "nothing-changed"),
        ("2026-11-27", 422, "impossible-arrival"),
        ("2026-11-22", 422, "impossible-arrival"),
    ] {
        let asked = json!({ "arrived_on": day, "reason": "邮戳" });
        clerk.act(&id, "correct-arrival", asked).await.refused(status, code);
    }
    reviewer.act(&id, "correct-arrival", early).await.refused(403, "forbidden");
    let asked = json!({ "arrived_on": "2026-11-24", "reason": "收件登记簿为11月24日" });
    let filing = clerk.act(&id, "correct-arrival", asked).await.ok();
    assert_eq!(
        (&filing["due"]["date"], &filing["sheet_arrived_on"]),
        (&json!(harness.due("2026-12-15", 15)), &json!("2026-11-24"))
    );
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("2026年11月24日到的"), "{told:?}");
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    let entry =
        history["items"].as_array().unwrap().iter().find(|one| one["event"] == "correct_arrival").unwrap();
    assert_eq!(entry["details"]["reason"], "收件登记簿为11月24日");
    // A pause stays, and the days after it are counted from the right one.
    let pause = json!({ "reason": "hearing", "expected_on": "2026-12-04" });
    reviewer.act(&id, "pause-review", pause).await.ok();
    let asked = json!({ "arrived_on": "2026-11-25", "reason": "复核邮戳" });
    let paused = clerk.act(&id, "correct-arrival", asked).await.ok();
    assert_eq!(paused["due"], Value::Null);
    let resumed = reviewer.act(&id, "resume-review", json!({})).await.ok();
    assert_eq!(resumed["due"]["date"], harness.due("2026-12-16", 15));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_that_completes_a_request_is_that_of_its_last_paper_whoever_looks_again() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let asked = json!({ "kind": "recover_account", "username": username, "evidence": ["form", "licence"],
                        "arrived_on": "2026-11-16" });
    let entered = clerk.post("/v1/requests", asked).await.ok();
    let id = entered["summary"]["id"].as_str().unwrap().to_owned();
    let (path, evidence) = (format!("/v1/requests/{id}"), format!("/v1/requests/{id}/evidence"));
    let reference = entered["summary"]["reference"].clone();
    let with = |request: &Value, more: Value| {
        let mut body = json!({ "version": request["version"], "evidence": [] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    // A wrong letter of today, taken back; the right one came days before.
    let letter = waiting(&harness, &clerk, 1).await;
    let marks = json!([{ "page": 1, "evidence": "domain_certificate" }]);
    let to = json!({ "version": letter["version"], "reference": reference, "marks": marks });
    let at = format!("{POST}/{}", letter["id"].as_str().unwrap());
    let filed = clerk.post(&format!("{at}/match"), to.clone()).await.ok();
    let back = json!({ "version": filed["version"], "reason": "归错了" });
    let again = clerk.post(&format!("{at}/take-back"), back).await.ok();
    let request = clerk.get(&path).await.ok();
    assert_eq!(request["summary"]["arrived_on"], "2026-11-16");
    let right = with(&request, json!({ "evidence": ["domain_certificate"], "arrived_on": "2026-11-18" }));
    let whole = clerk.post(&evidence, right).await.ok();
    assert_eq!(whole["summary"]["due"]["date"], "2026-11-25", "five working days after the last paper");
    // A second copy comes later, is looked at twice, and gives nobody more time.
    let to = json!({ "version": again["version"], "reference": reference });
    clerk.post(&format!("{at}/match"), to).await.ok();
    let file = letter["id"].as_str().unwrap().split_once('-').unwrap().0;
    for mark in [
        json!({ "batch_id": file, "page": 1 }),
        json!({ "batch_id": file, "page": 1, "evidence": "licence" }),
    ] {
        let request = clerk.get(&path).await.ok();
        let looked = clerk.post(&evidence, with(&request, json!({ "marks": [mark] }))).await.ok();
        assert_eq!(looked["summary"]["due"]["date"], "2026-11-25");
    }
    // Of one page the last word counts.
    let request = clerk.get(&path).await.ok();
    let page = |evidence: Value| json!({ "batch_id": file, "page": 1, "evidence": evidence });
    let words = json!({ "marks": [page(json!("identity_card")), page(Value::Null)] });
    let looked = clerk.post(&evidence, with(&request, words)).await.ok();
    assert_eq!(looked["evidence"], json!(["form", "licence", "domain_certificate"]));
    let nothing = json!({ "kind": "recover_account", "username": username, "evidence": ["form"], "marks": [{ "page": 1 }] });
    let reply = clerk.post("/v1/requests", nothing).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/letter_id"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_file_the_same_moment_are_told_where_it_went() {
    let harness = Harness::open().await;
    let (clerk, other) = (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await);
    let username = registered(&harness, "shili").await;
    for chance in 1..6 {
        let kind = FormKind::RecoverAccount;
        let reference = Reference::issue(*b"JX", [chance; 8]);
        printed(&harness, kind, recovery(&username), chance).await;
        let (one, two) = (
            waiting(&harness, &clerk, usize::from(chance) * 2).await,
            waiting(&harness, &clerk, usize::from(chance) * 2 + 1).await,
        );
        let to = |letter: &Value| json!({ "version": letter["version"], "reference": reference.to_string() });
        let path = |letter: &Value, verb: &str| format!("{POST}/{}/{verb}", letter["id"].as_str().unwrap());
        let (there, beside) = (path(&one, "match"), path(&two, "match"));
        let (first, second, third) = tokio::join!(
            clerk.post(&there, to(&one)),
            other.post(&there, to(&one)),
            other.post(&beside, to(&two)),
        );
        for reply in [first, second, third] {
            assert_eq!(reply.ok()["state"]["to"]["reference"], reference.to_string());
        }
        let back = json!({ "version": 1, "reason": "归错了" });
        let there = path(&one, "take-back");
        let (first, second) =
            tokio::join!(clerk.post(&there, back.clone()), other.post(&there, back.clone()));
        let waits = json!({ "name": "waiting", "reason": "taken_back" });
        assert_eq!((&first.ok()["state"], &second.ok()["state"]), (&waits, &waits));
        let found = harness.store().reference_target(&reference.to_string()).await.unwrap();
        let Some(ReferenceTarget::Request(id)) = found else { panic!("{found:?}") };
        let request = harness.store().request(&id).await.unwrap().unwrap();
        let with: Vec<&str> = request.papers.iter().map(|papers| papers.letter.as_str()).collect();
        assert_eq!(with, [two["id"].as_str().unwrap()], "each once, and what was taken back is gone");
    }
    harness.is_whole().await;
}

/// A letter without a code of ours, as it waits: no two are the same.
async fn waiting(harness: &Harness, clerk: &Person, number: usize) -> Value {
    let page = paper::page(&[format!("https://example.com/{number}")]);
    let file = read(harness, clerk, &paper::pile(&[page])).await;
    let id = file["letters"][0]["id"].as_str().unwrap().to_owned();
    let items = clerk.get(POST).await.ok()["items"].clone();
    items.as_array().unwrap().iter().find(|letter| letter["id"] == id).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_files_with_every_kind_of_case_what_the_code_would() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-hand.cn", "00000001");
    harness.on_file(&owner, &provider, form.clone()).await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let domain = PrintedNames { domain: Some("shili-hand.cn".into()), ..PrintedNames::default() };
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (by_domain, codes) = printed(&harness, FormKind::Deregister, domain.clone(), 1).await;
    let (by_certificate, _) = printed(&harness, FormKind::OrganizerConflict, certificate, 2).await;
    let (_, codes_again) = printed(&harness, FormKind::Deregister, domain, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.act(&under_way, "forward", json!({})).await.ok();
    let sheet = owner.filing(&under_way).await["reference"].as_str().unwrap().to_owned();
    for (number, reference) in [by_domain.to_string(), by_certificate.to_string(), sheet].iter().enumerate() {
        let letter = waiting(&harness, &clerk, number).await;
        let path = format!("{POST}/{}", letter["id"].as_str().unwrap());
        let seen = clerk.post(&format!("{path}/view"), json!({})).await.ok();
        let picture = beian_tests::fetch_bytes(seen["pages"][0]["thumbnail"].as_str().unwrap());
        assert!(picture.windows(2).any(|two| two == [0xff, 0xd8]), "a JPEG");
        let mut to = json!({ "version": letter["version"], "reference": reference });
        if number == 2 {
            let reply = clerk.post(&format!("{path}/match"), to.clone()).await.refused(422, "malformed");
            assert_eq!(reply.pointers(), ["/signed_and_sealed"], "of a sheet the clerk says that");
            to["signed_and_sealed"] = json!(true);
        }
        let filed = clerk.post(&format!("{path}/match"), to).await.ok();
        assert_eq!(filed["state"]["to"]["reference"], json!(reference), "{filed}");
    }
    let filing = owner.filing(&under_way).await;
    assert_eq!((&filing["status"], &filing["sheet_confirmed"]), (&json!("under_review"), &json!(true)));
    // What comes later goes to the request that the form has become.
    let letter = waiting(&harness, &clerk, 9).await;
    let found = clerk.get(&format!("{POST}/cases?text={by_domain}")).await.ok();
    assert_eq!(found["items"][0]["case"], "request");
    let to = json!({ "version": letter["version"], "reference": by_domain.to_string() });
    clerk.post(&format!("{POST}/{}/match", letter["id"].as_str().unwrap()), to).await.ok();
    // And by themselves: the form that was matched, and another about the same domain.
    let file = read(&harness, &clerk, &paper::pile(&[codes[0].clone(), codes_again[0].clone()])).await;
    assert!(
        file["letters"].as_array().unwrap().iter().all(|letter| letter["state"]["name"] == "filed"),
        "{file}"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_broke_off_is_begun_again_and_nothing_is_filed_twice() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (_, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let mut pages = letter(&codes);
    pages.push(paper::page(&["BEIAN:R1:JX00000000:1:0000".to_owned()]));
    let file = read(&harness, &clerk, &paper::pile(&pages)).await;
    assert_eq!(file["letters"][1]["state"]["reason"], "damaged_code", "{file}");
    let kept = harness.store().batch(file["id"].as_str().unwrap()).await.unwrap().unwrap();
    // As if the run had been killed before it said that the file is read.
    let killed =
        ScanBatch { version: kept.version + 1, state: BatchState::Expected { tries: 1 }, ..kept.clone() };
    harness.store().save_batch(&killed, Some(kept.version)).await.unwrap();
    harness.work("read-post").await;
    let again = clerk.get(FILES).await.ok()["items"][0].clone();
    assert_eq!((&again["status"], &again["letters"]), (&json!("read"), &file["letters"]));
    let request = file["letters"][0]["state"]["to"]["id"].as_str().unwrap();
    let seen = reviewer.get(&format!("/v1/requests/{request}")).await.ok();
    assert_eq!((&seen["version"], &seen["scanned"]), (&json!(1), &json!(5)), "once");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_no_form_announces_is_nobodys_evidence_until_a_clerk_says_so() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (first, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (second, others) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 2).await;
    let (_, last) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 3).await;
    let damaged = || paper::page(&["BEIAN:R1:JX00000000:1:0000".to_owned()]);
    // Somebody's letter between the first and the second, of which the form's code is not read; a sheet behind the third.
    let pile = [
        letter(&codes),
        vec![paper::plain(), damaged()],
        letter(&others)[1..].to_vec(),
        letter(&last)[..4].to_vec(),
        vec![damaged()],
    ];
    let file = read(&harness, &clerk, &paper::pile(&pile.concat())).await;
    let letters = file["letters"].as_array().unwrap();
    let told: Vec<_> =
        letters.iter().map(|one| (one["pages"].as_u64().unwrap(), one["state"]["reason"].as_str())).collect();
    assert_eq!(
        told,
        [
            (5, Some("extra_pages")),
            (1, Some("no_code")),
            (5, Some("damaged_code")),
            (5, Some("damaged_code"))
        ],
        "{file}"
    );
    for reference in [first, second] {
        let found = harness.store().reference_target(&reference.to_string()).await.unwrap();
        assert!(matches!(found, Some(ReferenceTarget::Form(_))), "nothing came of it yet: {found:?}");
    }
    assert!(harness.mails_to("post@example.com").await.is_empty(), "nobody is told what is not known");
    // The clerk sees which page it is, and files the letter with its own case in one step.
    let path = |index: usize, verb: &str| format!("{POST}/{}/{verb}", letters[index]["id"].as_str().unwrap());
    for (index, flaws) in [
        (1, vec![json!(["extra_page"])]),
        (2, vec![json!(["unread_code"]), json!([]), json!([]), json!([]), json!([])]),
        (3, vec![json!([]), json!([]), json!([]), json!([]), json!(["unread_code"])]),
    ] {
        let seen = clerk.post(&path(index, "view"), json!({})).await.ok();
        let told: Vec<_> = seen["pages"].as_array().unwrap().iter().map(|one| one["flaws"].clone()).collect();
        assert_eq!(told, flaws, "{seen}");
    }
    for (index, missing) in [(0, json!([])), (2, json!([])), (3, json!(["domain_certificate"]))] {
        let seen = clerk.post(&path(index, "view"), json!({})).await.ok()["summary"].clone();
        let to = json!({ "version": seen["version"], "reference": seen["reference"] });
        let filed = clerk.post(&path(index, "match"), to).await.ok();
        let request =
            clerk.get(&format!("/v1/requests/{}", filed["state"]["to"]["id"].as_str().unwrap())).await.ok();
        assert_eq!(request["summary"]["missing"], missing, "{index}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_behind_another_letter_and_a_form_behind_a_sheet_are_never_swallowed() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = Reference::parse(owner.filing(&id).await["reference"].as_str().unwrap()).unwrap();
    provider.act(&id, "forward", json!({})).await.ok();
    let sheet = code(FormKind::VerificationSheet, reference, 1);
    let file = read(&harness, &clerk, &paper::pile(&[sheet, paper::plain()])).await;
    let whys: Vec<_> =
        file["letters"].as_array().unwrap().iter().map(|one| one["state"]["reason"].clone()).collect();
    assert_eq!(whys, ["extra_pages", "no_code"], "{file}");
    assert_eq!(owner.filing(&id).await["status"], "awaiting_sheet");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_that_come_in_a_second_envelope_complete_the_request_and_others_wait() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, others) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 2).await;
    let whole = letter(&codes);
    let file = read(&harness, &clerk, &paper::pile(&whole[..3])).await;
    let request = format!("/v1/requests/{}", file["letters"][0]["state"]["to"]["id"].as_str().unwrap());
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!(["domain_certificate"]));
    let file = read(&harness, &clerk, &paper::pile(&whole[3..])).await;
    assert_eq!(file["letters"][0]["state"]["to"]["reference"], reference.to_string(), "{file}");
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!([]));
    // Once more is more than was asked for; and without its form, nothing was asked for at all.
    for pages in [&whole[1..3], &letter(&others)[1..3]] {
        let file = read(&harness, &clerk, &paper::pile(pages)).await;
        assert_eq!(file["letters"][0]["state"]["reason"], "no_form", "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_filed_itself_is_seen_by_the_reviewer_before_anything_is_approved() {
    let harness = Harness::open().await;
    let (clerk, provider, reviewer) =
        (harness.clerk().await, harness.provider().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-sheet.cn", "00000001")).await;
    let reference = Reference::parse(owner.filing(&id).await["reference"].as_str().unwrap()).unwrap();
    provider.act(&id, "forward", json!({})).await.ok();
    let sheet = |back: usize| {
        let backs = (0..back).map(|_| paper::blank());
        paper::pile(
            &std::iter::once(code(FormKind::VerificationSheet, reference, 1))
                .chain(backs)
                .collect::<Vec<_>>(),
        )
    };
    read(&harness, &clerk, &sheet(0)).await;
    let filing = reviewer.filing(&id).await;
    assert_eq!((&filing["status"], &filing["sheet_confirmed"]), (&json!("under_review"), &json!(false)));
    assert_eq!(filing["actions"][0], "check-sheet", "it is the first thing");
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.last().unwrap().text.contains("签名和章是否齐全"), "{told:?}");
    reviewer.act(&id, "review", json!({ "decision": "approve" })).await.refused(409, "sheet-not-confirmed");

    // It is blank: another is awaited, and both are told what is missing.
    let silent = json!({ "signed_and_sealed": false });
    let reply = reviewer.act(&id, "check-sheet", silent).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    let missing = json!({ "signed_and_sealed": false, "reason": "主办者没有签字盖章" });
    let filing = reviewer.act(&id, "check-sheet", missing.clone()).await.ok();
    assert_eq!(
        (&filing["status"], &filing["due"]["date"]),
        (&json!("awaiting_sheet"), &json!(harness.due("2026-12-02", 7)))
    );
    assert!(filing["sheet_confirmed"].is_null() && filing["sheet_arrived_on"].is_null());
    let sheets = |filing: &Value| {
        let scans = filing["scans"].as_array().unwrap();
        scans.iter().filter(|scan| scan["document"] == "verification_sheet").count()
    };
    assert_eq!(sheets(&filing), 0, "what was refused is not shown beside what comes instead");
    for who in ["owner-1@example.com", "yun-yi@example.net"] {
        let told = harness.mails_to(who).await;
        assert!(told.last().unwrap().text.contains("主办者没有签字盖章"), "{who}: {told:?}");
    }
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    let entry =
        history["items"].as_array().unwrap().iter().find(|one| one["event"] == "refuse_sheet").unwrap();
    assert_eq!(entry["details"]["reason"], "主办者没有签字盖章");

    // The next one is whole.
    read(&harness, &clerk, &sheet(1)).await;
    let filing = reviewer.act(&id, "check-sheet", json!({ "signed_and_sealed": true })).await.ok();
    assert_eq!((&filing["status"], &filing["sheet_confirmed"]), (&json!("under_review"), &json!(true)));
    assert_eq!(sheets(&filing), 2);
    reviewer
        .act(&id, "check-sheet", json!({ "signed_and_sealed": true }))
        .await
        .refused(409, "sheet-confirmed");
    reviewer.act(&id, "review", json!({ "decision": "approve" })).await.ok();
    reviewer.act(&id, "check-sheet", missing.clone()).await.refused(409, "not-under-review");

    // A sheet that a clerk confirmed may turn out incomplete; a filing that needs none has none.
    let other = owner.submitted(forms::unit("shili-sheet-2.cn", "00000002")).await;
    provider.act(&other, "forward", json!({})).await.ok();
    let scan = clerk.scan(&other, "verification_sheet").await;
    clerk.act(&other, "record-sheet", json!({ "scan_id": scan, "signed_and_sealed": true })).await.ok();
    let filing = reviewer.act(&other, "check-sheet", missing.clone()).await.ok();
    assert_eq!(filing["status"], "awaiting_sheet");
    let record: String = owner.filing(&id).await["organizer_number"]
        .as_str()
        .unwrap()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let leaving = provider
        .post(&format!("/v1/records/{record}/deregister"), json!({ "position": 1, "reason": "网站不再使用" }))
        .await
        .ok();
    let leaving = leaving["id"].as_str().unwrap().to_owned();
    let secret = harness.code_for(&owner, &leaving).await;
    owner.act(&leaving, "confirm-deregistration", json!({ "code": secret })).await.ok();
    provider.act(&leaving, "forward", json!({})).await.ok();
    assert!(!reviewer.filing(&leaving).await["actions"].as_array().unwrap().contains(&json!("check-sheet")));
    reviewer.act(&leaving, "check-sheet", missing).await.refused(409, "not-awaiting-sheet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_is_put_right_adds_to_the_request_that_is_there() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let whole = letter(&codes);
    let file = read(&harness, &clerk, &paper::pile(&whole[..3])).await;
    let request = format!("/v1/requests/{}", file["letters"][0]["state"]["to"]["id"].as_str().unwrap());
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!(["domain_certificate"]));
    let back: Vec<Vec<u8>> = whole.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file["order"], "reversed", "{file}");
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    let sorted = clerk.post(&at, json!({ "version": file["version"] })).await.ok();
    assert_eq!(sorted["letters"][0]["state"]["to"]["reference"], reference.to_string(), "{sorted}");
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!([]));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_was_scanned_in_another_order_is_put_right_with_one_press() {
    let harness = Harness::open().await;
    let (clerk, other, provider) =
        (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-stack.cn", "00000001");
    harness.reviewer().await;
    harness.on_file(&owner, &provider, form.clone()).await;
    let username = registered(&harness, "shili").await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let domain = PrintedNames { domain: Some("shili-stack.cn".into()), ..PrintedNames::default() };
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (first, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, by_domain) = printed(&harness, FormKind::Deregister, domain, 2).await;
    let (_, by_certificate) = printed(&harness, FormKind::OrganizerConflict, certificate, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.act(&under_way, "forward", json!({})).await.ok();
    let sheet = Reference::parse(owner.filing(&under_way).await["reference"].as_str().unwrap()).unwrap();
    let right: Vec<Vec<u8>> = [
        letter(&codes),
        letter(&by_domain),
        vec![code(FormKind::VerificationSheet, sheet, 1)],
        letter(&by_certificate),
    ]
    .concat();
    let (odd, even): (Vec<_>, Vec<_>) =
        right.iter().cloned().enumerate().partition(|(place, _)| place % 2 == 0);
    let only = |pages: Vec<(usize, Vec<u8>)>| pages.into_iter().map(|(_, page)| page).collect::<Vec<_>>();
    let (odd, even) = (only(odd), only(even));

    // Back to front: nothing files itself, and everybody sees why.
    let back: Vec<Vec<u8>> = right.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file["order"], "reversed", "{file}");
    let letters = file["letters"].as_array().unwrap();
    assert!(letters.iter().all(|letter| letter["state"]["reason"] == "wrong_order"), "{file}");
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    let seen =
        other.post(&format!("{POST}/{}/view", letters[0]["id"].as_str().unwrap()), json!({})).await.ok();
    assert_eq!(
        (&seen["stack"]["id"], &seen["stack"]["order"], &seen["stack"]["pages"]),
        (&file["id"], &json!("reversed"), &json!(16))
    );
    other.post(&at, json!({ "version": 99 })).await.refused(409, "stale");
    let asked = json!({ "version": seen["stack"]["version"] });
    let sorted = other.post(&at, asked.clone()).await.ok();
    let states: Vec<_> =
        sorted["letters"].as_array().unwrap().iter().map(|one| one["state"]["name"].clone()).collect();
    assert_eq!(states, ["filed", "filed", "filed", "filed"], "{sorted}");
    assert_eq!((&sorted["order"], &sorted["pages"]), (&Value::Null, &json!(16)));
    assert_eq!(clerk.get(POST).await.ok()["items"], json!([]), "no letter of before is left");
    let request = |state: &Value| format!("/v1/requests/{}", state["state"]["to"]["id"].as_str().unwrap());
    let mut missing = Vec::new();
    for place in [0, 1, 3] {
        let request = clerk.get(&request(&sorted["letters"][place])).await.ok();
        missing.push(request["summary"]["missing"].clone());
    }
    assert_eq!(missing, [json!([]), json!([]), json!([])]);
    assert_eq!(sorted["letters"][0]["state"]["to"]["reference"], first.to_string());
    assert_eq!(owner.filing(&under_way).await["status"], "under_review");
    assert_eq!(
        other.post(&at, asked).await.ok()["letters"],
        sorted["letters"],
        "asked again, it is as it was to be"
    );

    // Odd and even pages apart; a letter was dealt with meanwhile.
    let (_, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 4).await;
    let whole = letter(&codes);
    let apart = [&whole[0], &whole[2], &whole[4], &whole[3], &whole[1]].map(Clone::clone);
    let file = read(&harness, &clerk, &paper::pile(&apart)).await;
    assert_eq!(file["order"], "apart", "{file}");
    let waiting = clerk.get(POST).await.ok()["items"][0].clone();
    let aside = json!({ "version": waiting["version"], "reason": "重复寄来" });
    clerk.post(&format!("{POST}/{}/set-aside", waiting["id"].as_str().unwrap()), aside).await.ok();
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    clerk.post(&at, json!({ "version": file["version"] })).await.refused(409, "letters-dealt-with");
    let stack = [odd, even].concat();
    let file = read(&harness, &clerk, &paper::pile(&stack)).await;
    assert_eq!(file["order"], "apart", "{file}");

    // What lies right is left alone.
    let (_, codes) = printed(&harness, FormKind::RecoverAccount, recovery(&username), 5).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    assert_eq!(file["order"], Value::Null);
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    clerk.post(&at, json!({ "version": file["version"] })).await.refused(409, "nothing-to-reorder");
    clerk.post(&format!("{FILES}/0/reorder"), json!({ "version": 1 })).await.refused(404, "not-found");
}
