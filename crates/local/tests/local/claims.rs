//! Imports of other provinces' claims: each is complete even after an interruption, and never overrides a filing.

use crate::support::{Folder, reader};
use beian_filing::claim::{Holder, LONGEST_LINE, ListParser, ListedClaim, list::SkipReason};
use beian_local::{
    Edition, Options,
    bulk::Bulk,
    claims::{ClaimsError, Report, Target, Task, take_over},
    transfer::verify,
};
use beian_store::{ClaimOutcome, ReadyClaim, transfer::Object};
use flate2::read::MultiGzDecoder;
use import_claims::{Bounds, within};
use serde_json::Value;
use std::{
    fmt::Write,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const HEADER: &str = "subject,certificate_kind,value,province,number,change\n";

/// A list of unclaimed domains; every hundredth row is bad.
fn list(rows: usize) -> String {
    (0..rows).fold(HEADER.to_owned(), |mut text, row| {
        let www = if row % 100 == 99 { "www." } else { "" };
        let _ = writeln!(text, "domain,,{www}shili-{}.cn,44,粤ICP备2026{row:06}号-1,", row * 48_271 % 99_991);
        text
    })
}

fn told(line: &str) -> ListedClaim {
    ListParser::begin(HEADER.trim_end().as_bytes(), "36").unwrap().row(line.as_bytes()).unwrap()
}

fn task(list: &Path, target: Target) -> Task {
    Task { list: list.to_owned(), target, bad: None, resume: false, province: "36".to_owned() }
}

fn taken_over(list: &Path, data: &Path) -> Report {
    take_over(&task(list, Target::Office(data.to_owned())), |_| ()).unwrap()
}

/// A folder with a list and the data directory of a stopped edition.
fn furnished(name: &str, text: &str) -> (Folder, PathBuf, PathBuf) {
    let folder = Folder::new(name);
    let (path, data) = (folder.0.join("list.csv"), folder.0.join("data"));
    fs::write(&path, text).unwrap();
    let open = async |data: &Path| {
        let options = Options { data: Some(data.to_owned()), ..Options::default() };
        Edition::open(options).await.unwrap().stop().await;
    };
    tokio::runtime::Runtime::new().unwrap().block_on(open(&data));
    (folder, path, data)
}

/// All items of an office's table, in the order of their keys.
fn items(data: &Path) -> Vec<Value> {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let edition =
            Edition::open(Options { data: Some(data.to_owned()), ..Options::default() }).await.unwrap();
        let items = items_of(&edition).await;
        edition.stop().await;
        items
    })
}

async fn items_of(edition: &Edition) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (items, next) = edition.office.store.some_items(after).await.unwrap();
        all.extend(items);
        after = next;
        if after.is_none() {
            all.sort_by_key(|item| item["pk"].to_string());
            return all;
        }
    }
}

#[test]
fn a_list_is_taken_over_and_bad_rows_are_told_beside_it() {
    let (_folder, path, data) = furnished("claims", &list(1_000));
    let judged = take_over(&task(&path, Target::Judged), |_| ()).unwrap();
    assert_eq!((judged.tally.rows, judged.tally.bad, judged.examples.len()), (1_000, 10, 10));
    assert!(judged.bad.is_none() && items(&data).is_empty(), "a dry run writes nothing");

    let report = taken_over(&path, &data);
    assert_eq!(report.tally, judged.tally);
    assert_eq!(report.tally.by_reason[&SkipReason::DomainNotRegistrablePart], 10);
    let bad = fs::read_to_string(report.bad.unwrap()).unwrap();
    let lines: Vec<&str> = bad.lines().collect();
    assert_eq!((lines.len(), lines[0]), (11, "row,reasons,explanation"));
    assert!(lines[1].starts_with("101,domain-not-registrable-part,\"only "), "{}", lines[1]);
    assert!(!bad.contains("shili"), "nothing of what rows say, which may be personal");
    let there = items(&data);
    assert_eq!(there.len(), 990);
    assert!(there.iter().all(|item| item["sk"]["S"] == "CLAIM"));
    assert!(!path.with_file_name("list.csv.bad.csv.mark").exists(), "nothing is left to resume");
}

#[test]
fn a_list_that_is_taken_over_again_changes_what_is_told_anew_and_nothing_else() {
    let text = format!(
        "{HEADER}domain,,shili-a.cn,44,粤ICP备2026000001号-1,\ndomain,,shili-b.cn,44,粤ICP备2026000002号-1,\n"
    );
    let (folder, path, data) = furnished("claims-again", &text);
    taken_over(&path, &data);
    let before = items(&data);
    taken_over(&path, &data);
    assert_eq!(items(&data), before);

    let change = folder.0.join("change.csv");
    // The first domain moves to another province and its former number is removed too late; the second is removed in time.
    let rows = [
        "domain,,shili-a.cn,33,浙ICP备2026000009号-1,add",
        "domain,,shili-a.cn,44,粤ICP备2026000001号-1,remove",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,remove",
        "domain,,shili-c.cn,44,粤ICP备2026000003号-1,remove",
        "domain,,shili-d.cn,44,粤ICP备2026000004号-1,add",
        "domain,,shili-d.cn,44,粤ICP备2026000004号-1,remove",
        "domain,,shili-d.cn,44,粤ICP备2026000005号-1,add",
    ];
    fs::write(&change, format!("{HEADER}{}\n", rows.join("\n"))).unwrap();
    let report = taken_over(&change, &data);
    assert_eq!((report.tally.rows, report.tally.bad, report.tally.removals), (7, 1, 3));
    assert!(fs::read_to_string(report.bad.unwrap()).unwrap().contains("\n3,held-by-other,"));
    let found: Vec<(String, String)> = items(&data)
        .iter()
        .map(|item| {
            (item["pk"]["S"].as_str().unwrap().to_owned(), item["data"]["S"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].0 == "DOMAIN#shili-a.cn" && found[0].1.contains("浙ICP备2026000009号-1"), "{found:?}");
    assert!(found[1].0 == "DOMAIN#shili-d.cn" && found[1].1.contains("粤ICP备2026000005号-1"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_a_filing_stays_its_own_while_the_office_runs() {
    let folder = Folder::new("claims-held");
    let data = folder.0.join("data");
    let options = Options { data: Some(data.clone()), seed: true, reader: reader(), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    let before = items_of(&edition).await;
    let held: Vec<&str> = before
        .iter()
        .filter(|item| item["sk"]["S"] == "CLAIM")
        .filter_map(|item| item["pk"]["S"].as_str()?.strip_prefix("DOMAIN#"))
        .collect();
    assert!(held.len() > 3, "{held:?}");
    let mut text = list(600);
    for (row, domain) in held.iter().enumerate() {
        let change = if row % 2 == 0 { "add" } else { "remove" };
        let _ = writeln!(text, "domain,,{domain},44,粤ICP备2025{row:06}号-1,{change}");
    }
    let path = folder.0.join("list.csv");
    fs::write(&path, text).unwrap();
    let office = data.clone();
    let report = tokio::task::spawn_blocking(move || taken_over(&path, &office)).await.unwrap();
    let reasons = &report.tally.by_reason;
    assert_eq!(reasons.get(&SkipReason::HeldHere), Some(&(held.len() as u64)), "{reasons:?}");
    let after = items_of(&edition).await;
    assert_eq!(after.len(), before.len() + 594);
    assert!(before.iter().all(|item| after.contains(item)), "nothing that was there has changed");
    let claim = told("domain,,shili-0.cn,44,粤ICP备2026000000号-1,").claim;
    let holders = edition.office.store.holders(std::slice::from_ref(&claim)).await.unwrap();
    let there = Holder::Province { code: "44".to_owned(), number: "粤ICP备2026000000号-1".to_owned() };
    assert_eq!(holders, [(claim, there)], "the office that runs sees it");
    assert!(verify(&edition.office.store).await.unwrap().faults.is_empty());
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_into_a_table_leave_the_same() {
    let folder = Folder::new("claims-ways");
    let rows = [
        "domain,,shili-a.cn,44,粤ICP备2026000001号-1,add",
        "domain,,shili-a.cn,33,浙ICP备2026000001号-1,add",
        "domain,,shili-a.cn,44,粤ICP备2026000001号-1,remove",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,remove",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,add",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,remove",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,add",
        "domain,,shili-b.cn,44,粤ICP备2026000002号-1,add",
        "domain,,例子.中国,51,蜀ICP备2026000003号,add",
        "certificate,passport,SHILI0001,51,蜀ICP备2026000004号,add",
    ];
    let rows: Vec<ListedClaim> = rows.into_iter().map(told).collect();
    let mut found = Vec::new();
    // Calls and file each find the claims that the other wrote.
    for way in ["calls", "file", "calls, then file", "file, then calls"] {
        let data = folder.0.join(way);
        let options =
            Options { data: Some(data.clone()), seed: false, reader: reader(), ..Options::default() };
        let edition = Edition::open(options).await.unwrap();
        let mut settled = Vec::new();
        let parts = if way.contains("then") { [&rows[..2], &rows[2..]] } else { [&rows[..], &[]] };
        for (part, way) in parts.into_iter().zip(way.split(", then ").chain(["calls"])) {
            if way == "calls" {
                settled.extend(edition.office.store.apply_claims(part).await.unwrap());
            } else {
                let ready: Vec<ReadyClaim> = part.iter().map(|row| ReadyClaim::of(row).unwrap()).collect();
                let bulk = Bulk::open(&data.join("table.sqlite"), "beian").unwrap();
                settled.extend(bulk.settle(ready.iter()).unwrap());
            }
        }
        assert_eq!(settled[2], ClaimOutcome::HeldByOther, "{way}");
        found.push((settled, items_of(&edition).await));
        edition.stop().await;
    }
    assert!(found.iter().all(|way| *way == found[0]), "{found:#?}");
    assert_eq!(found[0].1.len(), 4);
}

#[test]
fn an_import_that_was_killed_goes_on_and_ends_as_if_it_had_not_been() {
    let (folder, path, data) = furnished("claims-kill", &list(25_000));
    let (_other, same, whole) = furnished("claims-whole", &list(25_000));
    let uninterrupted = taken_over(&same, &whole);

    let beian = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        command.arg("import-claims").arg(&path).arg("--data").arg(&data).args(more);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let mark = path.with_file_name("list.csv.bad.csv.mark");
    let rows = || {
        let mark: Option<Value> = fs::read(&mark).ok().and_then(|text| serde_json::from_slice(&text).ok());
        mark.map_or(0, |mark| mark["tally"]["rows"].as_u64().unwrap())
    };
    let mut child = beian(&[]).spawn().unwrap();
    let patience = Instant::now();
    while rows() == 0 && child.try_wait().unwrap().is_none() && patience.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let done = rows();
    assert!(done > 0 && done < 25_000, "{done}");

    // Bad rows after the mark are judged and written again: here a whole batch of them.
    let bad = path.with_file_name("list.csv.bad.csv");
    fs::write(&bad, format!("{}999999,unknown\n", fs::read_to_string(&bad).unwrap())).unwrap();
    let again = beian(&[]).output().unwrap();
    let why = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.code() == Some(1) && why.contains("--resume"), "{why}");
    let elsewhere = Target::Office(folder.0.join("elsewhere"));
    fs::create_dir(folder.0.join("elsewhere")).unwrap();
    fs::copy(data.join("table.sqlite"), folder.0.join("elsewhere/table.sqlite")).unwrap();
    let elsewhere = Task { resume: true, ..task(&path, elsewhere) };
    assert!(matches!(take_over(&elsewhere, |_| ()), Err(ClaimsError::OtherList(_))));

    let resumed = beian(&["--resume"]).output().unwrap();
    let said = String::from_utf8_lossy(&resumed.stdout).into_owned();
    assert_eq!(resumed.status.code(), Some(2), "some rows are bad: {said}");
    assert!(said.contains("25000 行") && said.contains("domain-not-registrable-part"), "{said}");
    assert_eq!(fs::read(&bad).unwrap(), fs::read(uninterrupted.bad.unwrap()).unwrap());
    assert_eq!(items(&data), items(&whole));
    let over = beian(&["--resume"]).output().unwrap();
    assert!(String::from_utf8_lossy(&over.stderr).contains("nothing to go on with"));
}

#[test]
fn another_list_is_not_taken_for_the_one_that_was_broken_off() {
    let (_folder, path, data) = furnished("claims-other", &list(25_000));
    let office = || task(&path, Target::Office(data.clone()));
    let mut batches = 0;
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        take_over(&office(), |_| {
            batches += 1;
            assert!(batches < 2, "as if the machine had stopped");
        })
    }));
    assert!(broken.is_err());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("shili-0", "shili-1", 1)).unwrap();
    let resume = || take_over(&Task { resume: true, ..office() }, |_| ());
    assert!(matches!(resume(), Err(ClaimsError::OtherList(_))), "of the same length");
    fs::write(&path, format!("{text}domain,,shili-x.cn,44,粤ICP备2026000001号-1,\n")).unwrap();
    assert!(matches!(resume(), Err(ClaimsError::OtherList(_))), "with a row more");
    fs::write(&path, text).unwrap();
    assert_eq!(resume().unwrap().tally.rows, 25_000);
}

#[test]
fn a_first_load_is_written_as_dynamodb_imports_it() {
    let removed = "domain,,shili-x.cn,44,粤ICP备2026000001号-1,remove\n";
    let (folder, path, data) = furnished("claims-parts", &format!("{}{removed}", list(300)));
    let parts = folder.0.join("parts");
    let report = take_over(&task(&path, Target::Folder(parts.clone())), |_| ()).unwrap();
    assert_eq!(report.tally.by_reason[&SkipReason::NothingToRemove], 1);
    let mut text = String::new();
    MultiGzDecoder::new(fs::File::open(parts.join("claims-00001.json.gz")).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["Item"].take()).collect();
    lines.sort_by_key(|item| item["pk"].to_string());
    fs::remove_file(path.with_file_name("list.csv.bad.csv")).unwrap();
    taken_over(&path, &data);
    assert_eq!(lines, items(&data));
    let bad = Some(folder.0.join("other.csv"));
    let again = Task { bad, ..task(&path, Target::Folder(parts.clone())) };
    assert!(matches!(take_over(&again, |_| ()), Err(ClaimsError::Exists(there)) if there == parts));
}

#[test]
fn a_row_that_cannot_be_imported_is_reported_with_its_mend() {
    let (folder, path, data) = furnished("claims-wrong", &list(10));
    let wrong = |text: &[u8], mend: &str| {
        let path = folder.0.join("wrong.csv");
        fs::write(&path, text).unwrap();
        let error = take_over(&task(&path, Target::Office(data.clone())), |_| ()).unwrap_err().to_string();
        assert!(error.contains(mend), "{error}");
        assert!(!folder.0.join("wrong.csv.bad.csv").exists(), "nothing is left in the way of the next try");
    };
    wrong(b"", "is empty");
    wrong(b"a,b,c\n", "must name subject,certificate_kind,value,province,number,change");
    wrong(b"subject;certificate_kind;value;province;number\n", "which is not known");
    wrong(b"PK\x03\x04\xff\xfe\n", "save it as CSV in UTF-8");
    wrong(&vec![b'x'; 3 << 20], "save it as CSV in UTF-8");
    // Programs without UTF-8 write such a file.
    let latin = [HEADER.as_bytes(), b"domain,,shili.cn,44,\xd4\xc1ICP\xb1\xb82026000001\xba\xc5,\n"].concat();
    wrong(&latin, "save it as CSV in UTF-8");

    let error = |task: Task| take_over(&task, |_| ()).unwrap_err();
    assert!(matches!(error(task(&folder.0.join("none.csv"), Target::Judged)), ClaimsError::File(..)));
    let nowhere = error(task(&path, Target::Office(folder.0.join("nowhere"))));
    assert!(nowhere.to_string().contains("beian run --empty --data"), "{nowhere}");
    assert!(!folder.0.join("nowhere").exists());
    let office = || task(&path, Target::Office(data.clone()));
    assert!(matches!(error(Task { resume: true, ..office() }), ClaimsError::NothingToResume(_)));
    fs::write(folder.0.join("list.csv.bad.csv"), "mine").unwrap();
    assert!(matches!(error(office()), ClaimsError::Exists(_)));
    assert_eq!(fs::read_to_string(folder.0.join("list.csv.bad.csv")).unwrap(), "mine");
    assert!(items(&data).is_empty(), "nothing was written");
}

#[test]
fn a_line_that_does_not_end_stops_it_and_a_long_one_does_not() {
    let long = "x".repeat(LONGEST_LINE + 1);
    let (folder, path, data) =
        furnished("claims-long", &format!("{HEADER}{long}\n\n{}", &list(3)[HEADER.len()..]));
    let report = taken_over(&path, &data);
    assert_eq!((report.tally.rows, report.tally.by_reason[&SkipReason::LineTooLong]), (4, 1));
    assert!(fs::read_to_string(report.bad.unwrap()).unwrap().contains("\n2,line-too-long,"));

    let endless = folder.0.join("endless.csv");
    fs::write(&endless, format!("{}{}", list(3), "x".repeat(3 << 20))).unwrap();
    let error = take_over(&task(&endless, Target::Office(data.clone())), |_| ()).unwrap_err();
    assert!(matches!(error, ClaimsError::EndlessLine(_, 5)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_where_the_one_before_ran_out_of_time() {
    // A run without time imports one part, here of a few rows.
    let bounds = Bounds { time: Duration::ZERO, part: 512 };
    let mut found = Vec::new();
    for bounds in [bounds, Bounds::default()] {
        let edition = Edition::open(Options::default()).await.unwrap();
        let put = async |text: String| {
            let object = Object { bytes: text.into_bytes(), media_type: "text/csv".to_owned() };
            edition.office.store.put_object("claims/list.csv", object).await.unwrap();
        };
        put(list(120)).await;
        let (mut runs, mut rows, mut bad) = (0, 0, 0);
        loop {
            let report = within(&edition.office, bounds).await.unwrap();
            (runs, rows, bad) = (runs + 1, rows + report.rows, bad + report.bad);
            if runs == 3 && report.unfinished {
                // Another list under the same name starts from its first row.
                put(list(130)).await;
                (rows, bad) = (0, 0);
            }
            if !report.unfinished {
                break;
            }
        }
        if bounds.part > 512 {
            assert_eq!(runs, 1);
            put(list(130)).await;
            let report = within(&edition.office, bounds).await.unwrap();
            (rows, bad) = (report.rows, report.bad);
        } else {
            assert!(runs > 10, "{runs}");
        }
        assert_eq!((rows, bad), (130, 1));
        let report =
            edition.office.store.object("claims/reports/list.csv/report.json").await.unwrap().unwrap();
        let report: Value = serde_json::from_slice(&report.bytes).unwrap();
        found.push((report["tally"].clone(), items_of(&edition).await));
        edition.stop().await;
    }
    assert_eq!(found[0], found[1], "as if it had been one run");
}

#[test]
fn wrong_options_are_told() {
    let (_folder, path, data) = furnished("claims-options", &list(1));
    for more in
        [&["--dry-run", "--aws"][..], &["--to", "x", "--dry-run"], &["--to", "x", "--resume"], &["--bad"]]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        let told =
            command.arg("import-claims").arg(&path).arg("--data").arg(&data).args(more).output().unwrap();
        assert_eq!(told.status.code(), Some(1), "{more:?}");
    }
}
