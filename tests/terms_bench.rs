//! The cost of a run over very many open filings: it reads those that are due, however many are not.
//!
//! By hand, with `BEIAN_TERMS` for how many are open (a million by default):
//! `cargo test --release -p beian-tests --test terms_bench -- --ignored --nocapture`
#![expect(clippy::unwrap_used, reason = "a measurement")]

use beian_filing::identifier::FilingId;
use beian_store::keys;
use beian_tests::{Harness, a_filing};
use dynoxide::{Database, ImportOptions};
use serde_json::{Value, json};
use std::{ops::Range, path::Path, time::Instant};

/// Number of filings that are due.
const DUE: usize = 2_000;
/// Number of items in one transaction.
const AT_ONCE: usize = 5_000;
/// The table of the local edition.
const TABLE: &str = "beian";

/// The state item of a filing under review, as the table has it.
async fn template(harness: &Harness) -> Value {
    let owner = harness.owner("owner-1").await;
    let id = a_filing().unit("shili-bench.cn", "00000001").under_review(&owner).await;
    let mut after = None;
    loop {
        let (items, next) = harness.store().some_items(after).await.unwrap();
        let wanted = |item: &&Value| item["pk"]["S"] == format!("FILING#{id}") && item["sk"]["S"] == "STATE";
        if let Some(found) = items.iter().find(wanted) {
            return found.clone();
        }
        after = Some(next.unwrap());
    }
}

/// The same filing under another identifier, with a reminder on this day.
fn other(template: &Value, number: usize, day: &str) -> Value {
    let id = FilingId::from(number as u128);
    let filing_pk = keys::filing_pk(id);
    let id = id.to_string();
    let mut item = template.clone();
    let shard = keys::shard(&id);
    for name in ["owner_key", "owner_sort", "provider_key", "provider_sort", "record_key", "record_sort"] {
        item.as_object_mut().unwrap().remove(name);
    }
    item["pk"] = json!({ "S": filing_pk });
    item["status_key"] = json!({ "S": keys::status_pk("under_review", shard) });
    item["status_sort"] = json!({ "S": format!("2026-12-14#{id}") });
    item["schedule_key"] = json!({ "S": keys::clock_pk(shard) });
    item["schedule_sort"] = json!({ "S": format!("{day}#{id}") });
    item
}

/// Past HTTP, many at a time, as a million puts take hours; the indexes are written as puts write them.
fn fill(file: &Path, template: &Value, numbers: Range<usize>, day: &str) {
    let table = Database::new(&file.to_string_lossy()).unwrap();
    table.enable_bulk_loading().unwrap();
    for first in numbers.clone().step_by(AT_ONCE) {
        let some = first..numbers.end.min(first + AT_ONCE);
        let items = some.map(|number| serde_json::from_value(other(template, number, day)).unwrap());
        table.import_items(TABLE, items.collect(), ImportOptions::default()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes long: a measurement"]
async fn a_run_reads_what_is_due_and_not_what_is_open() {
    let many: usize =
        std::env::var("BEIAN_TERMS").ok().and_then(|value| value.parse().ok()).unwrap_or(1_000_000);
    let mut took = Vec::new();
    for open in [DUE + 1_000, many] {
        let folder = std::env::temp_dir().join(format!("beian-terms-{}", std::process::id()));
        let harness = Harness::in_directory(&folder).await;
        let template = template(&harness).await;
        let begun = Instant::now();
        let file = folder.join("table.sqlite");
        fill(&file, &template, 0..DUE, "2026-12-09");
        fill(&file, &template, DUE..open, "2026-12-31");
        println!("{open} open filings in {:.0} s", begun.elapsed().as_secs_f64());
        harness.set_clock("2026-12-09T02:00:00Z");
        let begun = Instant::now();
        // The one that the others were made from is due too.
        let report = watch_terms::watch_terms(harness.edition().office.clone()).await.unwrap();
        took.push(begun.elapsed().as_secs_f64());
        println!(
            "{open} open, {DUE} due: read {}, done {}, {:.2} s",
            report.read,
            report.done,
            took.last().unwrap()
        );
        assert_eq!((report.done, report.failed), (DUE + 1, 0));
        assert!(report.read * 10 <= (DUE + 1) * 11, "read {}", report.read);
        let again = watch_terms::watch_terms(harness.edition().office.clone()).await.unwrap();
        assert_eq!((again.read, again.done), (0, 0), "a second run finds nothing");
        drop(harness);
        let _ = std::fs::remove_dir_all(&folder);
    }
    println!("a run over {many} took {:.2} times as long as one over {}", took[1] / took[0], DUE + 1_000);
}
