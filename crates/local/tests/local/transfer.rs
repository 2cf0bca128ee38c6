//! An office is moved whole or not at all, and a check finds altered data.

use crate::support::reader;
use beian_filing::{
    claim::{Claim, Holder},
    filing::Filing,
    history::Step,
    identifier::{Domain, FilingId},
};
use beian_local::{
    Edition, Options,
    transfer::{TransferError, export, import, verify},
};
use beian_store::{LoadRequest, Store, layout::LAYOUT};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, path::Path, path::PathBuf};

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

    // An import needs an empty target, unless it resumes an interrupted one.
    assert!(matches!(import(&target, &folder.0, false).await, Err(TransferError::NotEmpty)));
    import(&target, &folder.0, true).await.unwrap();
    assert_eq!(verify(&target).await.unwrap(), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_export_is_not_imported() {
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

    // The scans are missing and an event is changed.
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

    // An event is missing.
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
    let (layout, next) = (LAYOUT.to_string(), (LAYOUT + 1).to_string());
    for mark in ["0", "1", next.as_str()] {
        fs::write(data.join("layout"), mark).unwrap();
        said(open().await.unwrap_err().to_string());
    }
    fs::remove_file(data.join("layout")).unwrap();
    said(open().await.unwrap_err().to_string());
    fs::write(data.join("layout"), &layout).unwrap();
    open().await.unwrap().stop().await;

    let (_from, store) = office(true).await;
    let (_to, target) = office(false).await;
    let moved = folder.0.join("moved");
    assert_eq!(export(&store, &moved).await.unwrap().layout, LAYOUT);
    let manifest = fs::read_to_string(moved.join("manifest.json")).unwrap();
    assert!(!fs::read_to_string(moved.join("items.jsonl")).unwrap().contains("LAYOUT"));
    fs::write(
        moved.join("manifest.json"),
        manifest.replace(&format!("\"layout\": {layout}"), &format!("\"layout\": {next}")),
    )
    .unwrap();
    said(import(&target, &moved, false).await.unwrap_err().to_string());
    // An export without a layout number is imported, and the target gets the number.
    fs::write(moved.join("manifest.json"), manifest.replace(&format!("\"layout\": {layout},"), "")).unwrap();
    import(&target, &moved, false).await.unwrap();
    assert_eq!(verify(&target).await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_with_states_or_events_of_an_older_shape_is_refused_and_nothing_is_imported() {
    let (_from, store) = office(true).await;
    let folder = Folder::new("old-shape");
    export(&store, &folder.0).await.unwrap();
    let now = items_of(&folder.0);
    for (new, old) in [("\"last_hash\":", "\"head\":"), ("\"data\":", "\"deed\":")] {
        let mut items = now.clone();
        let changed =
            items.iter_mut().find(|item| item["data"]["S"].as_str().is_some_and(|data| data.contains(new)));
        let changed = changed.unwrap();
        changed["data"]["S"] = changed["data"]["S"].as_str().unwrap().replace(new, old).into();
        written_by(3, &folder.0, &items);
        let (_to, target) = office(false).await;
        let why = import(&target, &folder.0, false).await.unwrap_err().to_string();
        assert!(why.contains("nothing was imported"), "{why}");
        let left = Folder::new("old-shape-left");
        export(&target, &left.0).await.unwrap();
        assert_eq!(items_of(&left.0), Vec::<Value>::new());
    }
}

/// The key of a claim in layout 1: the value as the filing wrote it.
fn old_key(claim: &Value) -> String {
    let value = &claim["value"];
    match claim["subject"].as_str().unwrap() {
        "domain" => format!("DOMAIN#{}", value.as_str().unwrap()),
        "certificate" => {
            format!("CERT#{}#{}", value["system"].as_str().unwrap(), value["number"].as_str().unwrap())
        }
        _ => format!("UNDERWAY#{}", value.as_str().unwrap()),
    }
}

/// The items of an export.
fn items_of(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("items.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["Item"].clone()).collect()
}

/// Replaces an export's items, as a program of this layout would have written them.
fn written_by(layout: u32, folder: &Path, items: &[Value]) {
    let text: String = items.iter().map(|item| format!("{}\n", json!({ "Item": item }))).collect();
    fs::write(folder.join("items.jsonl"), &text).unwrap();
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    manifest["layout"] = layout.into();
    manifest["items"] = items.len().into();
    let sum: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    manifest["items_sha256"] = sum.into();
    fs::write(path, manifest.to_string()).unwrap();
}

fn item_of(pk: &str, sk: &str, data: &Value) -> Value {
    json!({ "pk": { "S": pk }, "sk": { "S": sk }, "data": { "S": data.to_string() } })
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_that_were_stored_the_old_way_are_found_by_whatever_way_they_are_written() {
    let (_from, store) = office(true).await;
    let folder = Folder::new("old-claims");
    export(&store, &folder.0).await.unwrap();
    let now = items_of(&folder.0);
    let states: Vec<(&str, Value)> = now
        .iter()
        .filter(|item| item["pk"]["S"].as_str().unwrap().starts_with("FILING#") && item["sk"]["S"] == "STATE")
        .map(|item| (item["pk"]["S"].as_str().unwrap(), item["data"]["S"].as_str().unwrap()))
        .map(|(pk, data)| (pk.trim_start_matches("FILING#"), serde_json::from_str(data).unwrap()))
        .collect();
    let mut old: Vec<Value> = now.iter().filter(|item| item["sk"]["S"] != "CLAIM").cloned().collect();
    for (id, state) in &states {
        for claim in state["claims"].as_array().into_iter().flatten() {
            old.push(item_of(&old_key(claim), "CLAIM", &json!({ "filing": id })));
        }
    }
    assert_eq!(old.len(), now.len(), "every claim is some filing's");
    let there = |number: &str| json!({ "province": { "code": "44", "number": number } });
    let of = |text: &str| Domain::parse(text).unwrap();
    let traditional = format!("DOMAIN#{}", of("變體.中國").ascii());
    old.push(item_of(&traditional, "CLAIM", &there("粤ICP备2026000001号-1")));
    old.push(item_of("CERT#3#MA00TTT17", "CLAIM", &there("粤ICP备2026000002号")));
    // Another province claims one organizer by both its certificates, and one that is on file here as well.
    old.push(item_of("CERT#credit-code#91360000MA00TTT173", "CLAIM", &there("粤ICP备2026000002号")));
    let ours = states.iter().flat_map(|(id, state)| {
        state["claims"].as_array().into_iter().flatten().map(move |claim| (*id, claim["value"].clone()))
    });
    let (id, unit) = ours.clone().find(|(_, value)| value["system"] == "credit-code").unwrap();
    let organization = unit["number"].as_str().unwrap().get(8..17).unwrap().to_owned();
    old.push(item_of(&format!("CERT#3#{organization}"), "CLAIM", &there("粤ICP备2026000003号")));
    written_by(1, &folder.0, &old);

    let (_to, target) = office(false).await;
    import(&target, &folder.0, false).await.unwrap();
    let audit = verify(&target).await.unwrap();
    assert_eq!(
        (audit.faults, audit.shared),
        (Vec::<String>::new(), Vec::new()),
        "each filing holds what it names"
    );
    let holder = async |claim: Claim| target.holders(&[claim]).await.unwrap().pop().map(|(_, holder)| holder);
    let elsewhere =
        |number: &str| Some(Holder::Province { code: "44".to_owned(), number: number.to_owned() });
    for domain in ["变体.中国", "变体.中國", "變體.中国"] {
        assert_eq!(holder(Claim::domain(&of(domain))).await, elsewhere("粤ICP备2026000001号-1"), "{domain}");
    }
    for (kind, number) in [("3", "MA00TTT1-7"), ("1", "91360000MA00TTT173"), ("13", "91360000ma00ttt173")] {
        let claim = Claim::certificate(kind, number).unwrap();
        assert_eq!(holder(claim).await, elsewhere("粤ICP备2026000002号"), "{kind}");
    }
    let claim = Claim::certificate("3", &organization).unwrap();
    assert_eq!(
        holder(claim).await,
        Some(Holder::Filing(id.parse().unwrap())),
        "a filing goes before another province"
    );

    let again = Folder::new("old-claims-again");
    export(&target, &again.0).await.unwrap();
    let sorted = |items: Vec<Value>| {
        let mut lines: Vec<String> = items.iter().map(Value::to_string).collect();
        lines.sort();
        lines
    };
    let added =
        |item: &Value| !item["data"]["S"].as_str().is_some_and(|data| data.contains("粤ICP备202600000"));
    let moved = items_of(&again.0).into_iter().filter(added).collect();
    assert_eq!(sorted(moved), sorted(now), "all else is as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_filings_of_one_organizer_from_before_are_both_taken_over_named_and_can_both_end() {
    let (_from, store) = office(true).await;
    let folder = Folder::new("twins");
    export(&store, &folder.0).await.unwrap();
    let mut items = items_of(&folder.0);
    let state =
        |item: &Value| -> Value { serde_json::from_str(item["data"]["S"].as_str().unwrap()).unwrap() };
    let with_units: Vec<usize> = (0..items.len())
        .filter(|place| {
            items[*place]["sk"]["S"] == "STATE"
                && items[*place]["pk"]["S"].as_str().unwrap().starts_with("FILING#")
        })
        .filter(|place| state(&items[*place])["claims"].to_string().contains("credit-code"))
        .take(2)
        .collect();
    let [first, second] = with_units[..] else { panic!("two units") };
    let id = |item: &Value| item["pk"]["S"].as_str().unwrap().trim_start_matches("FILING#").to_owned();
    let (first_id, second_id) = (id(&items[first]), id(&items[second]));
    let certificate = |state: &Value| {
        state["claims"]
            .as_array()
            .unwrap()
            .iter()
            .position(|claim| claim["subject"] == "certificate")
            .unwrap()
    };
    let of_first = state(&items[first]);
    let number = of_first["claims"][certificate(&of_first)]["value"]["number"].as_str().unwrap().to_owned();
    let organization = number.get(8..17).unwrap();
    // The second filing names the organization code that is part of the first filing's credit code.
    let mut of_second = state(&items[second]);
    let place = certificate(&of_second);
    of_second["claims"][place]["value"] = json!({ "system": "3", "number": organization });
    items[second]["data"]["S"] = of_second.to_string().into();
    let held = json!({ "filing": second_id }).to_string();
    items.retain(|item| item["sk"]["S"] != "CLAIM" || item["data"]["S"] != held.as_str());
    for claim in of_second["claims"].as_array().unwrap() {
        items.push(item_of(&old_key(claim), "CLAIM", &json!({ "filing": second_id })));
    }
    written_by(1, &folder.0, &items);

    let (_to, target) = office(false).await;
    import(&target, &folder.0, false).await.unwrap();
    let audit = verify(&target).await.unwrap();
    assert_eq!(audit.shared.len(), 1, "{audit:?}");
    assert!(
        audit.shared[0].contains(&first_id) && audit.shared[0].contains(&second_id),
        "{:?}",
        audit.shared
    );
    let claim = Claim::certificate("3", organization).unwrap();
    let Some(Holder::Filing(holder)) = target.claimant(&claim).await.unwrap() else {
        panic!("nobody holds it")
    };
    let [first_id, second_id] = [first_id, second_id].map(|id| FilingId::parse(&id).unwrap());
    let loser = if holder == first_id { second_id } else { first_id };
    let load = async |id: FilingId| -> Filing {
        let wanted = LoadRequest { filing: Some(id), ..LoadRequest::default() };
        target.load(wanted).await.unwrap().filing.unwrap()
    };
    let free = |filing: Filing| {
        let after = Filing { claims: Vec::new(), version: filing.version + 1, ..filing.clone() };
        Step::new(Some(filing), after, None)
    };
    target.commit(free(load(loser).await), "one").await.unwrap();
    assert_eq!(target.claimant(&claim).await.unwrap(), Some(Holder::Filing(holder)), "the other's stays");
    target.commit(free(load(holder).await), "two").await.unwrap();
    assert_eq!(target.claimant(&claim).await.unwrap(), None);
}
