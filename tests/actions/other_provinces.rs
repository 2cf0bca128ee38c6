//! Claims of other provinces: imported daily, shown on request, and never against a filing of this bureau.

use beian_filing::claim::{Claim, Holder, list::SkipReason};
use beian_local::claims::{Target, Task, take_over};
use beian_store::transfer::Object;
use beian_tests::{Harness, forms};
use serde_json::{Value, json};
use std::fmt::Write;

const HEADER: &str = "subject,certificate_kind,value,province,number,change\n";

async fn drop_list(harness: &Harness, name: &str, text: impl Into<Vec<u8>>) {
    let object = Object { bytes: text.into(), media_type: "text/csv".to_owned() };
    harness.store().put_object(&format!("claims/{name}"), object).await.unwrap();
}

/// Lets every job run.
async fn tick(harness: &Harness) {
    harness.mails_to("nobody").await;
}

async fn object(harness: &Harness, key: &str) -> Option<String> {
    let object = harness.store().object(&format!("claims/{key}")).await.unwrap();
    object.map(|object| String::from_utf8(object.bytes).unwrap())
}

async fn report(harness: &Harness, list: &str) -> Value {
    serde_json::from_str(&object(harness, &format!("reports/{list}/report.json")).await.unwrap()).unwrap()
}

async fn holder(harness: &Harness, domain: &str) -> Option<Holder> {
    let held = harness.store().holders(&[Claim::Domain(domain.to_owned())]).await.unwrap();
    held.into_iter().next().map(|(_, holder)| holder)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_on_file_elsewhere_is_refused_until_that_province_strikes_it_off() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let code = forms::credit_code("00000007");
    let list = format!(
        "{HEADER}domain,,shili-wai.cn,44,粤ICP备2026000123号-1,\ncertificate,1,{code},33,浙ICP备2026000456号,add\nsite,,x,0,,\n"
    );
    drop_list(&harness, "2026-11-23.csv", list).await;
    tick(&harness).await;
    let ask = json!({ "domain": "shili-wai.cn", "certificate_kind": "1", "certificate_number": code });
    let seen = owner.post("/v1/conflicts/check", ask.clone()).await.ok();
    assert_eq!(
        seen["conflicts"],
        json!([
            { "kind": "domain_on_file_elsewhere", "province": "44" },
            { "kind": "certificate_on_file_elsewhere", "province": "33" },
        ])
    );
    let id = owner.draft(forms::unit("shili-wai.cn", "00000001")).await;
    owner.scan_all(&id).await;
    owner.submit(&id).await.refused(409, "domain-taken");

    let told = report(&harness, "2026-11-23.csv").await;
    assert_eq!((&told["tally"]["rows"], &told["tally"]["bad"]), (&json!(3), &json!(1)));
    assert_eq!(told["tally"]["by_province"], json!({ "33": 1, "44": 1 }));
    let bad = object(&harness, "reports/2026-11-23.csv/bad-000000002.csv").await.unwrap();
    assert!(bad.contains("\n4,unknown-subject unknown-province filing-number,"), "{bad}");
    assert!(
        object(&harness, "2026-11-23.csv").await.is_none()
            && object(&harness, "done/2026-11-23.csv").await.is_some()
    );
    assert!(object(&harness, "reports/2026-11-23.csv/mark.json").await.is_none());

    let list = format!(
        "{HEADER}domain,,shili-wai.cn,44,粤ICP备2026000123号-1,remove\ncertificate,1,{code},33,浙ICP备2026000456号,remove\n"
    );
    drop_list(&harness, "2026-11-24.csv", list).await;
    tick(&harness).await;
    assert_eq!(owner.post("/v1/conflicts/check", ask).await.ok()["conflicts"], json!([]));
    owner.submit(&id).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_taken_over_in_the_order_of_their_names_and_one_that_is_none_keeps_no_other() {
    let harness = Harness::open().await;
    let row = |province: &str, number: &str| format!("{HEADER}domain,,shili-wai.cn,{province},{number},\n");
    drop_list(&harness, "2.csv", row("33", "浙ICP备2026000002号-1")).await;
    drop_list(&harness, "1.csv", row("44", "粤ICP备2026000001号-1")).await;
    drop_list(&harness, "0.csv", "name;number\n").await;
    drop_list(&harness, "00.csv", "").await;
    drop_list(&harness, "000.csv", vec![b'x'; 300_000]).await;
    drop_list(&harness, "readme.txt", "not a list").await;
    tick(&harness).await;
    let there = Holder::Province { code: "33".into(), number: "浙ICP备2026000002号-1".into() };
    assert_eq!(holder(&harness, "shili-wai.cn").await, Some(there));
    for (list, problem) in [("0.csv", "name;number"), ("00.csv", "empty"), ("000.csv", "not CSV")] {
        let told = report(&harness, list).await;
        assert!(told["problem"].as_str().unwrap().contains(problem), "{told}");
        assert!(object(&harness, list).await.is_none());
    }
    assert!(object(&harness, "readme.txt").await.is_some());
    harness.is_whole().await;
}

/// A list in which these domains lie all over.
fn list_with(domains: &[String]) -> String {
    let mut list = HEADER.to_owned();
    for row in 0..50 * domains.len() {
        let _ = writeln!(list, "domain,,shili-list-{row}.cn,44,粤ICP备2026{row:06}号-1,");
        if row % 50 == 25 {
            let _ = writeln!(list, "domain,,{},44,粤ICP备2025{row:06}号-1,", domains[row / 50]);
        }
    }
    list
}

/// People submit while a list with their domains is taken over; says how many of them hold what they filed. `take_over`
/// takes a list over and says how many of its rows a filing held.
async fn race<F: Future<Output = u64> + Send + 'static>(
    harness: &Harness,
    take_over: impl Fn(String) -> F,
) -> usize {
    let before = harness.owner("owner-0").await;
    let id = before.submitted(forms::unit("shili-before.cn", "00000099")).await;
    let mut domains = vec!["shili-before.cn".to_owned()];
    let mut ready = Vec::new();
    for number in 0..6 {
        domains.push(format!("shili-race-{number}.cn"));
        let owner = harness.owner(&format!("owner-1{number}")).await;
        let draft = owner.draft(forms::unit(&domains[number + 1], &format!("0000001{number}"))).await;
        owner.scan_all(&draft).await;
        ready.push((owner, draft));
    }
    let list = list_with(&domains);
    let taking_over = tokio::spawn(take_over(list.clone()));
    let submissions: Vec<_> = ready
        .into_iter()
        .map(|(owner, draft)| {
            tokio::spawn(async move {
                let reply = owner.submit(&draft).await;
                (draft, reply)
            })
        })
        .collect();
    let mut won = vec![("shili-before.cn".to_owned(), id)];
    for (submission, domain) in submissions.into_iter().zip(&domains[1..]) {
        let (draft, reply) = submission.await.unwrap();
        if reply.status == 200 {
            won.push((domain.clone(), draft));
        } else {
            reply.refused(409, "domain-taken");
        }
    }
    assert_eq!(taking_over.await.unwrap(), won.len() as u64);
    // Again, now that all of them are there.
    assert_eq!(take_over(list).await, won.len() as u64);
    for domain in &domains {
        let filing = won.iter().find(|(theirs, _)| theirs == domain);
        match (holder(harness, domain).await, filing) {
            (Some(Holder::Filing(held)), Some((_, filing))) => assert_eq!(held.to_string(), *filing),
            (Some(Holder::Province { .. }), None) => {}
            other => panic!("{domain}: {other:?}"),
        }
    }
    won.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_a_filing_stays_its_own_before_and_during_an_import() {
    let harness = Harness::open().await;
    let won = race(&harness, |list| {
        let harness = harness.clone();
        async move {
            drop_list(&harness, "race.csv", list).await;
            tick(&harness).await;
            report(&harness, "race.csv").await["tally"]["by_reason"]["held-here"].as_u64().unwrap()
        }
    });
    assert!(won.await > 0);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_goes_straight_into_the_file_takes_nothing_from_those_who_file_meanwhile() {
    let folder = std::env::temp_dir().join(format!("beian-race-{}", std::process::id()));
    let data = folder.join("data");
    let harness = Harness::in_directory(&data).await;
    let won = race(&harness, |list| {
        let (path, data) = (folder.join("list.csv"), data.clone());
        let _ = std::fs::remove_file(folder.join("list.csv.bad.csv"));
        async move {
            std::fs::write(&path, list).unwrap();
            let target = Target::Office(data);
            let task = Task { list: path, target, bad: None, resume: false, province: "36".to_owned() };
            let report = tokio::task::spawn_blocking(move || take_over(&task, |_| ())).await.unwrap();
            report.unwrap().tally.by_reason[&SkipReason::HeldHere]
        }
    });
    assert!(won.await > 0);
    drop(harness);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_and_a_submission_make_the_same_calls_whatever_is_claimed() {
    let folder = std::env::temp_dir().join(format!("beian-claimed-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let harness = Harness::recorded(&folder).await;
    // Each call with its keys' kinds; how many items it names is what it costs.
    let calls = || {
        let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        let text = std::fs::read_to_string(file).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |action: &str| -> Vec<String> {
            let own = lines.iter().filter(|line| line["by"] == action);
            own.map(|line| {
                let keys = line["keys"].as_array().unwrap().iter();
                let kinds = keys.map(|key| key.as_str().unwrap().split('#').next().unwrap());
                format!("{} {}", line["action"], kinds.collect::<Vec<_>>().join(" "))
            })
            .collect()
        };
        (of("conflict-check"), of("submit"))
    };
    let mut seen = Vec::new();
    for (turn, claims) in [0, 400].into_iter().enumerate() {
        let before = if turn == 0 { (0, 0) } else { (calls().0.len(), calls().1.len()) };
        let mut list = HEADER.to_owned();
        for claim in 0..claims {
            writeln!(list, "domain,,shili-many-{claim}.cn,44,粤ICP备2026{claim:06}号-1,").unwrap();
        }
        drop_list(&harness, &format!("many-{turn}.csv"), list).await;
        tick(&harness).await;
        let owner = harness.owner(&format!("owner-{turn}")).await;
        let (domain, code) = (format!("shili-free-{turn}.cn"), format!("0000001{turn}"));
        let asked = json!({ "domain": domain, "certificate_kind": "1", "certificate_number": forms::credit_code(&code) });
        let free = owner.post("/v1/conflicts/check", asked).await.ok();
        assert_eq!(free["conflicts"], json!([]));
        owner.submitted(forms::unit(&domain, &code)).await;
        let (checks, submissions) = calls();
        seen.push((checks[before.0..].to_vec(), submissions[before.1..].to_vec()));
    }
    assert!(holder(&harness, "shili-many-399.cn").await.is_some(), "the claims are there");
    assert!(!seen[0].0.is_empty() && !seen[0].1.is_empty());
    assert_eq!(seen[0], seen[1]);
    let _ = std::fs::remove_dir_all(&folder);
    harness.is_whole().await;
}
