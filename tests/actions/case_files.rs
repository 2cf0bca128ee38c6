//! Files from outside, as scanners, fax machines and telephones make them, and what the office makes of each (`tests/data/cases/files`).

use crate::post::read;
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

const FILES: &str = include_str!("../data/cases/files.jsonl");

fn bytes(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/cases/files");
    fs::read(folder.join(name)).unwrap()
}

fn cases() -> Vec<Value> {
    FILES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The outcome of a file: its letters, and for each page its evidence and flaws.
async fn became(harness: &Harness, clerk: &Person, name: &str) -> Value {
    let file = serde_json::to_value(read(harness, clerk, &bytes(name)).await).unwrap();
    let mut letters = Vec::new();
    for letter in file["letters"].as_array().unwrap() {
        let path = format!("/v1/post/{}/view", letter["id"].as_str().unwrap());
        let seen = clerk.post(&path, json!({})).await.ok();
        let page = |sheet: &Value| {
            let mut words: Vec<&str> =
                sheet["flaws"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let is = if sheet["separator"] == true {
                "separator"
            } else {
                sheet["evidence"].as_str().unwrap_or("-")
            };
            words.insert(0, is);
            words.join(" ")
        };
        let pages: Vec<String> = seen["pages"].as_array().unwrap().iter().map(page).collect();
        let state = &seen["summary"]["state"];
        letters.push(json!({
            "reference": seen["summary"]["reference"],
            "state": state["reason"].as_str().or_else(|| state["name"].as_str()),
            "pages": pages,
        }));
    }
    json!({ "status": file["status"], "why": file["reject_reason"], "oddities": file["oddities"], "order": file["order"], "letters": letters })
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_of_post_is_read_as_its_maker_meant_it_or_says_what_is_wrong() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case["file"].as_str().unwrap();
        let found = became(&harness, &clerk, name).await;
        if found != case["post"] {
            wrong.push(format!("{name}\n  found {found}\n  not {}", case["post"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_of_evidence_is_taken_or_refused_before_it_counts() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-files.cn", "00000001")).await;
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case["file"].as_str().unwrap();
        let scan = owner.upload(&id, "commitment", "application/pdf", &bytes(name)).await;
        let asked = json!({ "document": "commitment", "name": name });
        let reply = owner.act_with(&id, &format!("scans/{scan}/attach"), asked).await;
        let found = if reply.status < 300 { "taken" } else { reply.code() };
        if case["evidence"] != found {
            wrong.push(format!("{name}\n  found {found}\n  not {}", case["evidence"]));
        }
        if reply.status < 300 {
            owner.act(&id, &format!("scans/{scan}/remove")).await.ok();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    harness.is_whole().await;
}
