//! Scanned files are read in a process of its own: whatever a file does to it, the others are read and people are answered.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_filing::history::Role;
use beian_pages::{Bounds, Unreadable};
use beian_reader::{Limits, Next, Reader};
use beian_tests::{Harness, paper, reader};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

/// A page with a code that opens this hole of the reader.
fn hole(name: &str) -> Vec<u8> {
    paper::page(&[format!("https://example.com/hole/{name}")])
}

/// Limits that a page without a hole keeps easily.
fn hasty() -> Limits {
    Limits { page: 3, ..Limits::default() }
}

/// The reasons of a file's pages, `None` for those that were read, and why the file was given up, if it was.
async fn outcome(limits: Limits, pages: &[Vec<u8>]) -> (Vec<Option<Unreadable>>, Option<Unreadable>) {
    let reader = Reader::new(Some(&reader()), limits).unwrap();
    let file = paper::pile(pages);
    let mut told = Vec::new();
    let mut opened = reader.open(file.clone(), &Bounds::default()).await.unwrap();
    loop {
        let mut reading = match opened {
            Ok(reading) => reading,
            Err(why) => return (told, Some(why)),
        };
        let why = loop {
            match reading.next().await.unwrap() {
                Next::Page(read) => {
                    assert!(read.page.image.starts_with(&[0xff, 0xd8]), "a JPEG");
                    told.push(None);
                }
                Next::Missing(why) => told.push(Some(why)),
                Next::Killed(why) => break why,
                Next::End => return (told, None),
            }
        };
        told.push(Some(why));
        opened = reader.resume(file.clone(), &Bounds::default(), reading, why).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_kills_its_reader_is_told_with_the_reason_and_the_others_are_read() {
    for (name, why) in [
        ("spin", Unreadable::TakesTooLong),
        ("eat", Unreadable::Expands),
        ("dive", Unreadable::Damaged),
        ("abort", Unreadable::Damaged),
    ] {
        let told = outcome(hasty(), &[paper::plain(), hole(name), paper::plain()]).await;
        assert_eq!(told, (vec![None, Some(why), None], None), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_its_page_alone() {
    let told = outcome(hasty(), &[paper::plain(), hole("panic"), paper::plain()]).await;
    assert_eq!(told, (vec![None, Some(Unreadable::Damaged), None], None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_waits_for_nothing_is_killed_by_the_clock_on_the_wall() {
    // The plain page after it has time enough on a machine that does much else.
    let limits = Limits { page: 2, patience: 4, ..Limits::default() };
    let told = outcome(limits, &[hole("wait"), paper::plain()]).await;
    assert_eq!(told, (vec![Some(Unreadable::TakesTooLong), None], None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_kills_one_reader_after_the_other_is_given_up() {
    let pages: Vec<Vec<u8>> = (0..5).map(|_| hole("abort")).collect();
    let (told, given_up) = outcome(hasty(), &pages).await;
    assert_eq!(told, vec![Some(Unreadable::Damaged); 3]);
    assert_eq!(given_up, Some(Unreadable::Damaged));
    // Its time is counted over all of its readers.
    let limits = Limits { page: 2, file: 3, each: 0, ..Limits::default() };
    let pages: Vec<Vec<u8>> = (0..3).map(|_| hole("spin")).collect();
    let (told, given_up) = outcome(limits, &pages).await;
    assert_eq!(told, vec![Some(Unreadable::TakesTooLong); 2]);
    assert_eq!(given_up, Some(Unreadable::TakesTooLong));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_larger_than_the_memory_of_its_reader_is_refused_and_nothing_else_happens() {
    let limits = Limits { memory: 12 << 20, ..Limits::default() };
    let (told, given_up) = outcome(limits, &vec![paper::plain(); 20]).await;
    assert_eq!((told, given_up), (Vec::new(), Some(Unreadable::Expands)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_file_tells_what_is_wrong_with_each_page_and_shows_it() {
    let look = async |bytes: Vec<u8>| {
        let reader = Reader::new(Some(&reader()), hasty()).unwrap();
        reader.look(&bytes, &Bounds::default()).await.unwrap()
    };
    let seen = look(paper::pile(&[paper::plain(), hole("abort"), paper::plain()])).await.unwrap();
    assert_eq!(seen.opened.pages, 3);
    assert_eq!(seen.pages[1].as_ref().err(), Some(&Unreadable::Damaged));
    for page in [&seen.pages[0], &seen.pages[2]] {
        let page = page.as_ref().unwrap();
        assert!(page.thumbnail.starts_with(&[0xFF, 0xD8, 0xFF]), "{:?}", page.quality);
    }
    let whole = paper::pile(&[paper::plain()]);
    let cut = look(whole[..whole.len() / 2].to_vec()).await;
    assert_eq!(cut.map(|seen| seen.pages.len()).err(), Some(Unreadable::Damaged));
    for (bytes, why) in [
        (b"%PDF-1.4\n".to_vec(), Unreadable::Damaged),
        (b"\xFF\xD8\xFF".to_vec(), Unreadable::Damaged),
        (b"hello".to_vec(), Unreadable::Unsupported),
    ] {
        assert_eq!(look(bytes).await.map(|seen| seen.pages.len()).err(), Some(why));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_work_is_not_the_files_fault() {
    let nowhere = Reader::new(Some(Path::new("/nowhere/reader")), Limits::default()).unwrap();
    assert!(nowhere.open(b"%PDF-".to_vec(), &Bounds::default()).await.is_err());
    for other in ["/bin/true", "/bin/false", "/bin/cat", "/bin/echo"] {
        let reader = Reader::new(Some(Path::new(other)), hasty()).unwrap();
        assert!(reader.open(b"%PDF-".to_vec(), &Bounds::default()).await.is_err(), "{other}");
    }
    let left = outcome_of_error(&[hole("leave")]).await;
    assert!(left.contains("the reader failed"), "{left}");
}

/// The words of an error at the first page.
async fn outcome_of_error(pages: &[Vec<u8>]) -> String {
    let reader = Reader::new(Some(&reader()), hasty()).unwrap();
    let mut reading = reader.open(paper::pile(pages), &Bounds::default()).await.unwrap().unwrap();
    reading.next().await.unwrap_err().to_string()
}

#[test]
fn a_reader_ends_with_the_process_that_started_it() {
    let file = paper::pile(&[hole("wait")]);
    let task = json!({
        "length": file.len(), "bounds": { "pages": 200, "pixels": 40_000_000, "large": 110_000_000, "side": 20_000 }, "from": 0,
        "memory": 232 << 20, "page": 10, "file": 60, "each": 1,
    });
    let mut child = Command::new(reader())
        .arg(beian_reader::ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(format!("{task}\n").as_bytes()).unwrap();
    input.write_all(&file).unwrap();
    // It has opened the file, and waits on its page.
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 4]).unwrap();
    assert!(child.try_wait().unwrap().is_none());
    // However a process ends, the system closes what it held open.
    drop(input);
    assert!(!child.wait().unwrap().success());
}

/// Uploads a pile, and says which file it is.
async fn upload(clerk: &beian_tests::Person, name: &str, pages: &[Vec<u8>]) -> Value {
    json!(clerk.upload_post(name, &paper::pile(pages), json!({})).await.batch.id)
}

/// A file's stage, once it is one of these.
async fn status(clerk: &beian_tests::Person, id: &Value, wanted: &[&str]) -> Value {
    loop {
        let files = clerk.get("/v1/post/files").await.ok();
        let file = files["items"].as_array().unwrap().iter().find(|file| file["id"] == *id);
        let file = file.unwrap_or_else(|| panic!("{id} is not in {files}")).clone();
        if wanted.contains(&file["status"].as_str().unwrap()) {
            return file;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_reads_which_page_was_not_read_and_has_the_others() {
    let harness = Harness::open().await;
    let clerk = harness.person("clerk-1", Role::Clerk, None).await;
    let mixed = upload(&clerk, "mixed.tiff", &[paper::plain(), hole("abort"), paper::plain()]).await;
    let alone = upload(&clerk, "alone.tiff", &[hole("abort")]).await;
    harness.work("read-post").await;
    let file = status(&clerk, &mixed, &["read", "rejected"]).await;
    assert_eq!((&file["status"], &file["pages"]), (&json!("read"), &json!(3)), "{file}");
    assert_eq!(file["oddities"], json!(["unreadable_page"]));
    let file = status(&clerk, &alone, &["read", "rejected"]).await;
    assert_eq!((&file["status"], &file["reject_reason"]), (&json!("rejected"), &json!("damaged")), "{file}");
}

/// The processes that this one has started and that still run.
fn children() -> Vec<u32> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of =
        |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let all: Vec<String> = tasks.map(|task| of(task.unwrap())).collect();
    all.iter().flat_map(|line| line.split_whitespace()).map(|id| id.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_piles_pass_by_one_that_takes_long_and_none_is_read_when_the_office_has_stopped() {
    let folder = std::env::temp_dir().join(format!("beian-reader-{}", std::process::id()));
    let harness = Harness::ticking(&folder).await;
    let clerk = harness.person("clerk-1", Role::Clerk, None).await;
    let slow = upload(&clerk, "slow.tiff", &[hole("wait")]).await;
    status(&clerk, &slow, &["reading"]).await;
    let quick = upload(&clerk, "quick.tiff", &[paper::plain()]).await;
    status(&clerk, &quick, &["read"]).await;
    status(&clerk, &slow, &["reading"]).await;
    assert!(!children().is_empty());
    drop(clerk);
    harness.stop().await;
    // The system was asked to end them; that it did is seen when it has.
    while !children().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The next process has the pile at once, and does not wait for the lease of one that is gone.
    let harness = Harness::ticking(&folder).await;
    let tries = |file: &beian_filing::paper::ScanBatch| match file.state {
        beian_filing::paper::BatchState::Reading { tries, .. } => tries,
        _ => 0,
    };
    let id = slow.as_str().unwrap();
    while tries(&harness.store().batch(id).await.unwrap().unwrap()) < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    harness.stop().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
