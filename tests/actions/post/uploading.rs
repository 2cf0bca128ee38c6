//! Files as clerks upload them: how often they come, of how many they are, and what becomes of those that cannot be read.

use super::*;
use beian_contract::view::PostUpload;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_the_same_thing_however_often_it_is_dropped() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let file = paper::pile(&[paper::plain()]);
    let first = clerk.upload_post("a.tiff", &file, json!({})).await;
    assert_eq!(first.uploads.len(), 1);
    read(&harness, &clerk, &file).await;
    let again = clerk.upload_post("b.tiff", &file, json!({})).await;
    assert!(again.uploads.is_empty(), "it came before");
    assert_eq!((again.batch.status, again.batch.name.as_str()), (BatchStatus::Read, "a.tiff"));
    harness.work("read-post").await;
    assert_eq!(clerk.waiting_letters().await.len(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_day_needs_a_reason_and_no_day_lies_ahead() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let asked = |on: &str, reason: &str| json!({ "parts": [post_part("a.pdf", b"abc")], "arrived_on": on, "reason": reason });
    let reply = clerk.post(FILES, asked("2026-11-20", "")).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/reason"]);
    clerk.post(FILES, asked("2026-11-24", "as a test")).await.refused(422, "impossible-arrival");
    let asked: PostUpload = clerk.post(FILES, asked("2026-11-20", "邮戳为上周五")).await.view();
    assert_eq!(asked.batch.arrived_on, date(2026, 11, 20));
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
        ("page.html", b"<html><script>alert(1)</script>".to_vec(), RejectReason::Unsupported),
        ("archive.pdf", b"PK\x03\x04 a document of an office program".to_vec(), RejectReason::Unsupported),
        ("cut.tiff", paper::pile(&[paper::plain()])[..4000].to_vec(), RejectReason::Damaged),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<".to_vec(), RejectReason::Damaged),
        ("locked.pdf", paper::pdf(1, locked, ""), RejectReason::Encrypted),
        ("huge.tiff", huge, RejectReason::TooLarge),
        ("thousand.pdf", paper::pdf(1000, "", ""), RejectReason::TooManyPages),
        ("none.pdf", paper::pdf(0, "", ""), RejectReason::Empty),
    ];
    for (name, bytes, reason) in &unfit {
        let file = read(&harness, &clerk, bytes).await;
        assert_eq!((file.status, file.reject_reason), (BatchStatus::Rejected, Some(*reason)), "{name}");
        let id = file.id.as_str();
        assert!(harness.object_exists(ObjectKey::Quarantine(id, 1)).await, "{name} is kept");
        assert!(!harness.object_exists(ObjectKey::Post(id, 1)).await, "{name} is where nothing is read from");
    }
    // The content counts and not the name; active content is left out and listed.
    let odd = [
        (paper::pdf(1, "", "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "active_content"),
        ([paper::pdf(1, "", ""), b"PK\x03\x04<html>".to_vec()].concat(), "other_format"),
    ];
    for (bytes, oddity) in odd {
        let uploaded = clerk.upload_post("letter.jpg", &bytes, json!({})).await;
        let file = settled(&harness, &clerk, &uploaded.batch.id).await;
        assert_eq!((file.status, file.oddities), (BatchStatus::Read, vec![oddity.to_owned()]));
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_became_nothing_waits_where_every_clerk_sees_it() {
    let harness = Harness::open().await;
    let (clerk, other) = (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await);
    let parts = json!({ "parts": [post_part("a.pdf", b"abc")] });
    let changed: PostUpload = clerk.post(FILES, parts).await.view();
    beian_tests::post_to(&changed.uploads[0], b"xyz");
    let id = &changed.batch.id;
    assert_eq!(settled(&harness, &clerk, id).await.reject_reason, Some(RejectReason::Changed));
    let waiting = other.waiting_letters().await;
    let notice = &waiting[0];
    assert_eq!(
        (notice.name.as_str(), notice.reject_reason, notice.waits(0), notice.pages),
        ("a.pdf", Some(RejectReason::Changed), Some(UnmatchedReason::Rejected), 0)
    );
    other.match_letter(notice, Reference::issue(*b"JX", [1; 8])).await.refused(409, "no-pages");
    other.view_letter(&notice.id).await;

    // Sent again it is read, and what was said of it before is gone.
    let again = clerk.upload_post("a.pdf", b"abc", json!({})).await;
    assert_eq!(again.uploads.len(), 1, "what arrived otherwise may be sent again");
    let file = settled(&harness, &clerk, id).await;
    assert_eq!(
        file.reject_reason,
        Some(RejectReason::Unsupported),
        "the second upload is read, and not the first"
    );
    let notice = &other.waiting_letters().await[0];
    assert_eq!(notice.reject_reason, Some(RejectReason::Unsupported));
    other.set_aside(notice, "原件已重新扫描").await.ok();
    assert!(other.waiting_letters().await.is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_run_quarantines_a_file_after_an_interrupted_run() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let store = harness.store();
    let uploaded = clerk.upload_post("a.pdf", b"%PDF-1.7\nbroken off", json!({})).await;
    let id = settled(&harness, &clerk, &uploaded.batch.id).await.id;
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
    assert!(
        after.may_be_uploaded_again() && !broken.may_be_uploaded_again(),
        "not before what came is out of the way"
    );
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
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
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
    let asked: PostUpload = clerk.post(FILES, json!({ "parts": parts })).await.view();
    for (to, (_, file)) in asked.uploads.iter().zip(first) {
        beian_tests::post_to(to, file);
    }
    harness.work("read-post").await;
    let id = asked.batch.id.as_str();
    let kept = harness.store().batch(id).await.unwrap().unwrap();
    assert_eq!(kept.state, BatchState::Expected { tries: 0 }, "until the last one is there");
    beian_tests::post_to(asked.uploads.last().unwrap(), last.1);
    let file = settled(&harness, &clerk, &asked.batch.id).await;
    assert_eq!((file.name.as_str(), file.parts, file.pages), ("IMG_1.tiff", 6, 6));
    assert_eq!(file.reference(0), reference);
    // Nobody knows the case of the unreadable page, so it waits by itself.
    assert_eq!(file.letters.len(), 2);
    assert_eq!(file.waits(1), Some(UnmatchedReason::UnreadCode));
    assert_eq!(file.oddities, ["unreadable_page"]);
    assert_eq!(clerk.missing_evidence(file.request(0)).await, []);
    assert!(clerk.upload_pile(&files, json!({})).await.uploads.is_empty(), "it came before");
    let too_many = vec![post_part("a", b"abc"); 201];
    let reply = clerk.post(FILES, json!({ "parts": too_many })).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/parts"]);
    let none = clerk.post(FILES, json!({ "parts": [] })).await.refused(422, "malformed");
    assert_eq!(none.pointers(), ["/parts"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_crashes_three_runs_is_quarantined_and_retained() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let file = paper::pile(&[paper::plain()]);
    let id = clerk.upload_post("a.tiff", &file, json!({})).await.batch.id;
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
        store.incoming_letter(&given_up.failure_letter_id()).await.unwrap().unwrap().reject_reason,
        Some(RejectReason::GivenUp)
    );
    assert!(given_up.kept_until.is_some());
    assert!(harness.object_exists(ObjectKey::Quarantine(&id, 1)).await);
    assert!(!harness.object_exists(ObjectKey::Post(&id, 1)).await);
    let again = clerk.upload_post("a.tiff", &file, json!({})).await;
    assert_eq!(again.uploads.len(), 1, "the reader may have been mended since");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_broke_off_is_begun_again_and_nothing_is_filed_twice() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let mut pages = letter(&codes);
    pages.push(paper::page(&["BEIAN:R1:JX00000000:1:0000".to_owned()]));
    let file = read(&harness, &clerk, &paper::pile(&pages)).await;
    assert_eq!(file.waits(1), Some(UnmatchedReason::DamagedCode));
    let kept = harness.store().batch(&file.id).await.unwrap().unwrap();
    // As if the run had been killed before it said that the file is read.
    let killed =
        ScanBatch { version: kept.version + 1, state: BatchState::Expected { tries: 1 }, ..kept.clone() };
    harness.store().save_batch(&killed, Some(kept.version)).await.unwrap();
    harness.work("read-post").await;
    let again = clerk.batches().await.remove(0);
    assert_eq!((again.status, &again.letters), (BatchStatus::Read, &file.letters));
    let request = file.request(0);
    let seen = reviewer.request(request).await;
    assert_eq!((seen.version, seen.scanned), (1, 5), "once");
    harness.is_whole().await;
}
