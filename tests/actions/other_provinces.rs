//! What other provinces have on file: taken over daily, told to whoever asks, and never against a filing of this bureau.

use beian_filing::conflict::{Claim, Holder};
use beian_store::transfer::Object;
use beian_tests::{Desk, forms};
use serde_json::{Value, json};
use std::fmt::Write;

const HEADER: &str = "subject,certificate_kind,value,province,number,change\n";

async fn drop_list(desk: &Desk, name: &str, text: impl Into<Vec<u8>>) {
    let object = Object { bytes: text.into(), media_type: "text/csv".to_owned() };
    desk.store().put_object(&format!("claims/{name}"), object).await.unwrap();
}

/// Lets every job run.
async fn tick(desk: &Desk) {
    desk.mails_to("nobody").await;
}

async fn object(desk: &Desk, key: &str) -> Option<String> {
    let object = desk.store().object(&format!("claims/{key}")).await.unwrap();
    object.map(|object| String::from_utf8(object.bytes).unwrap())
}

async fn report(desk: &Desk, list: &str) -> Value {
    serde_json::from_str(&object(desk, &format!("reports/{list}/report.json")).await.unwrap()).unwrap()
}

async fn holder(desk: &Desk, domain: &str) -> Option<Holder> {
    let held = desk.store().holders(&[Claim::Domain(domain.to_owned())]).await.unwrap();
    held.into_iter().next().map(|(_, holder)| holder)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_on_file_elsewhere_is_refused_until_that_province_strikes_it_off() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    let code = forms::credit_code("00000007");
    let list = format!(
        "{HEADER}domain,,shili-wai.cn,44,粤ICP备2026000123号-1,\ncertificate,1,{code},33,浙ICP备2026000456号,add\nsite,,x,0,,\n"
    );
    drop_list(&desk, "2026-11-23.csv", list).await;
    tick(&desk).await;
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
    owner.act(&id, "submit", json!({})).await.refused(409, "domain-taken");

    let told = report(&desk, "2026-11-23.csv").await;
    assert_eq!((&told["tally"]["rows"], &told["tally"]["bad"]), (&json!(3), &json!(1)));
    assert_eq!(told["tally"]["by_province"], json!({ "33": 1, "44": 1 }));
    let bad = object(&desk, "reports/2026-11-23.csv/bad-000000002.csv").await.unwrap();
    assert!(bad.contains("\n4,unknown-subject unknown-province filing-number,"), "{bad}");
    assert!(
        object(&desk, "2026-11-23.csv").await.is_none()
            && object(&desk, "done/2026-11-23.csv").await.is_some()
    );
    assert!(object(&desk, "reports/2026-11-23.csv/mark.json").await.is_none());

    let list = format!(
        "{HEADER}domain,,shili-wai.cn,44,粤ICP备2026000123号-1,remove\ncertificate,1,{code},33,浙ICP备2026000456号,remove\n"
    );
    drop_list(&desk, "2026-11-24.csv", list).await;
    tick(&desk).await;
    assert_eq!(owner.post("/v1/conflicts/check", ask).await.ok()["conflicts"], json!([]));
    owner.act(&id, "submit", json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_taken_over_in_the_order_of_their_names_and_one_that_is_none_keeps_no_other() {
    let desk = Desk::open().await;
    let row = |province: &str, number: &str| format!("{HEADER}domain,,shili-wai.cn,{province},{number},\n");
    drop_list(&desk, "2.csv", row("33", "浙ICP备2026000002号-1")).await;
    drop_list(&desk, "1.csv", row("44", "粤ICP备2026000001号-1")).await;
    drop_list(&desk, "0.csv", "name;number\n").await;
    drop_list(&desk, "00.csv", "").await;
    drop_list(&desk, "000.csv", vec![b'x'; 300_000]).await;
    drop_list(&desk, "readme.txt", "not a list").await;
    tick(&desk).await;
    let there = Holder::Province { code: "33".into(), number: "浙ICP备2026000002号-1".into() };
    assert_eq!(holder(&desk, "shili-wai.cn").await, Some(there));
    for (list, problem) in [("0.csv", "name;number"), ("00.csv", "empty"), ("000.csv", "not CSV")] {
        let told = report(&desk, list).await;
        assert!(told["problem"].as_str().unwrap().contains(problem), "{told}");
        assert!(object(&desk, list).await.is_none());
    }
    assert!(object(&desk, "readme.txt").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_filing_holds_is_left_to_it_whether_it_was_there_before_or_comes_meanwhile() {
    let desk = Desk::open().await;
    let before = desk.owner("owner-0").await;
    let id = before.submitted(forms::unit("shili-before.cn", "00000099")).await;
    let mut ready = Vec::new();
    for number in 0..6 {
        let owner = desk.owner(&format!("owner-1{number}")).await;
        let draft =
            owner.draft(forms::unit(&format!("shili-race-{number}.cn"), &format!("0000001{number}"))).await;
        owner.scan_all(&draft).await;
        ready.push((owner, draft));
    }
    // Those that are raced for lie all over the list.
    let mut list = format!("{HEADER}domain,,shili-before.cn,44,粤ICP备2026999999号-1,\n");
    for row in 0..300 {
        let _ = writeln!(list, "domain,,shili-list-{row}.cn,44,粤ICP备2026{row:06}号-1,");
        if row % 50 == 25 {
            let _ = writeln!(list, "domain,,shili-race-{}.cn,44,粤ICP备2025{row:06}号-1,", row / 50);
        }
    }
    drop_list(&desk, "race.csv", list.clone()).await;
    let taking_over = tokio::spawn({
        let desk = desk.clone();
        async move { tick(&desk).await }
    });
    let mut submissions = Vec::new();
    for (owner, draft) in ready {
        submissions.push(tokio::spawn(async move {
            let reply = owner.act(&draft, "submit", json!({})).await;
            (draft, reply)
        }));
    }
    let mut won = vec![("shili-before.cn".to_owned(), id)];
    for (number, submission) in submissions.into_iter().enumerate() {
        let (draft, reply) = submission.await.unwrap();
        let domain = format!("shili-race-{number}.cn");
        match reply.status {
            200 => won.push((domain, draft)),
            _ => {
                reply.refused(409, "domain-taken");
                assert!(matches!(holder(&desk, &domain).await, Some(Holder::Province { .. })), "{domain}");
            }
        }
    }
    taking_over.await.unwrap();
    // Again, now that all of them are there.
    let told = report(&desk, "race.csv").await;
    assert_eq!(told["tally"]["by_reason"]["held-here"], won.len());
    drop_list(&desk, "again.csv", list).await;
    tick(&desk).await;
    assert_eq!(report(&desk, "again.csv").await["tally"], told["tally"]);
    for (domain, filing) in won {
        assert_eq!(holder(&desk, &domain).await, Some(Holder::Filing(filing)), "{domain}");
    }
}
