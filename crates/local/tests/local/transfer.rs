//! An office moves whole, or not at all, and a check finds what is wrong with one.

use crate::support::reader;
use beian_local::{
    Edition, Options,
    transfer::{TransferError, export, import, verify},
};
use beian_store::Store;
use std::{fs, path::PathBuf};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("beian-transfer-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn office(seed: bool) -> (Edition, Store) {
    let edition = Edition::open(Options { seed, reader: reader(), ..Options::default() }).await.unwrap();
    let store = edition.office.store.clone();
    (edition, store)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_moves_whole_and_is_the_same() {
    let (_from, store) = office(true).await;
    let folder = Folder::new("whole");
    let moved = export(&store, &folder.0).await.unwrap();
    assert!(moved.items > 50 && moved.objects > 5, "{moved:?}");
    assert!(!fs::read_to_string(folder.0.join("items.jsonl")).unwrap().contains("SESSION#"));
    assert!(
        matches!(export(&store, &folder.0).await, Err(TransferError::File(..))),
        "a folder is never written over"
    );

    let (_to, target) = office(false).await;
    assert_eq!(import(&target, &folder.0, false).await.unwrap(), moved);
    let (before, after) = (verify(&store).await.unwrap(), verify(&target).await.unwrap());
    assert_eq!(before, after);
    assert!(after.faults.is_empty() && after.filings > 5 && after.scans > 5 && after.claims > 5, "{after:?}");
    let again = Folder::new("again");
    export(&target, &again.0).await.unwrap();
    let lines = |folder: &Folder, name: &str| {
        let mut lines: Vec<serde_json::Value> = fs::read_to_string(folder.0.join(name))
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines.sort_by_key(ToString::to_string);
        lines
    };
    assert_eq!(lines(&folder, "items.jsonl"), lines(&again, "items.jsonl"));
    assert_eq!(lines(&folder, "objects.jsonl"), lines(&again, "objects.jsonl"));

    // Not over something that is there; but on with an import that was broken off.
    assert!(matches!(import(&target, &folder.0, false).await, Err(TransferError::NotEmpty)));
    import(&target, &folder.0, true).await.unwrap();
    assert_eq!(verify(&target).await.unwrap(), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_altered_is_not_imported() {
    let (_from, store) = office(true).await;
    let (_to, target) = office(false).await;
    let folder = Folder::new("altered");
    export(&store, &folder.0).await.unwrap();
    let items = folder.0.join("items.jsonl");
    let whole = fs::read_to_string(&items).unwrap();
    fs::write(&items, whole.replacen("owner", "0wner", 1)).unwrap();
    assert!(
        matches!(import(&target, &folder.0, false).await, Err(TransferError::Altered(name)) if name == "items.jsonl")
    );
    fs::write(&items, whole).unwrap();
    let scan = fs::read_dir(folder.0.join("objects")).unwrap().next().unwrap().unwrap().path();
    fs::write(scan, "other").unwrap();
    assert!(matches!(import(&target, &folder.0, false).await, Err(TransferError::Altered(_))));
    fs::remove_file(folder.0.join("manifest.json")).unwrap();
    assert!(matches!(import(&target, &folder.0, false).await, Err(TransferError::Unfinished(_))));
    assert_eq!(verify(&target).await.unwrap().filings, 0, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_finds_a_changed_event_a_missing_event_and_a_missing_scan() {
    let (_from, store) = office(true).await;
    let folder = Folder::new("faults");
    export(&store, &folder.0).await.unwrap();
    let all: Vec<serde_json::Value> = fs::read_to_string(folder.0.join("items.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["Item"].clone())
        .collect();
    let is_event = |item: &serde_json::Value| {
        item["pk"]["S"].as_str().unwrap().starts_with("FILING#")
            && item["sk"]["S"].as_str().unwrap().starts_with("EVENT#")
    };
    let chosen = all
        .iter()
        .position(|item| is_event(item) && item["data"]["S"].as_str().unwrap().contains("\"submit\""))
        .unwrap();

    // No scan was brought along, an event was changed.
    let (_to, changed) = office(false).await;
    for (place, item) in all.iter().enumerate() {
        let mut item = item.clone();
        if place == chosen {
            item["data"]["S"] =
                item["data"]["S"].as_str().unwrap().replacen("\"at\":\"2026", "\"at\":\"2025", 1).into();
            assert_ne!(item, all[place]);
        }
        changed.put_if_new(&item).await.unwrap();
    }
    let found = verify(&changed).await.unwrap();
    let count = |what: &str| found.faults.iter().filter(|fault| fault.contains(what)).count();
    assert_eq!((count("not whole"), count("is missing")), (1, found.scans), "{found:?}");

    // An event is gone.
    let (_to, short) = office(false).await;
    for item in all.iter().enumerate().filter(|(place, _)| *place != chosen).map(|(_, item)| item) {
        short.put_if_new(item).await.unwrap();
    }
    let found = verify(&short).await.unwrap();
    assert_eq!(found.faults.iter().filter(|fault| fault.contains("not whole")).count(), 1, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_of_another_layout_is_neither_opened_nor_taken_over() {
    let folder = Folder::new("layout");
    let data = folder.0.join("data");
    let open = async || Edition::open(Options { data: Some(data.clone()), ..Options::default() }).await;
    open().await.unwrap().stop().await;
    open().await.unwrap().stop().await;
    let said = |why: String| {
        assert!(why.contains("beian export") && why.contains("beian import") && !why.contains('\n'), "{why}");
    };
    for mark in ["0", "2"] {
        fs::write(data.join("layout"), mark).unwrap();
        said(open().await.unwrap_err().to_string());
    }
    fs::remove_file(data.join("layout")).unwrap();
    said(open().await.unwrap_err().to_string());
    fs::write(data.join("layout"), "1").unwrap();
    open().await.unwrap().stop().await;

    let (_from, store) = office(true).await;
    let (_to, target) = office(false).await;
    let moved = folder.0.join("moved");
    assert_eq!(export(&store, &moved).await.unwrap().layout, 1);
    let manifest = fs::read_to_string(moved.join("manifest.json")).unwrap();
    assert!(!fs::read_to_string(moved.join("items.jsonl")).unwrap().contains("LAYOUT"));
    fs::write(moved.join("manifest.json"), manifest.replace("\"layout\": 1", "\"layout\": 2")).unwrap();
    said(import(&target, &moved, false).await.unwrap_err().to_string());
    // One from before layouts were written down is taken over, and the target says what it is.
    fs::write(moved.join("manifest.json"), manifest.replace("\"layout\": 1,", "")).unwrap();
    import(&target, &moved, false).await.unwrap();
    assert_eq!(verify(&target).await.unwrap().faults, Vec::<String>::new());
}
