//! The layer itself: each fault does what its name says, to the call that was named, and to no other.

use beian_filing::identifier::ProviderId;
use beian_local::{
    Options,
    faults::{Fault, Faults, Placed, Which},
};
use beian_store::Provider;
use beian_tests::{Harness, evidence::evidence, forms};
use serde_json::json;

async fn office() -> (Harness, Faults) {
    Harness::with_faults(Options::default()).await
}

fn provider() -> Provider {
    Provider {
        id: ProviderId::parse("yun-san").unwrap(),
        name: "示例云三".into(),
        email: "yun-san@example.net".into(),
    }
}

fn has_provider(harness: &Harness) -> bool {
    harness.edition().table().unwrap().keys().any(|key| key.contains("yun-san"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_numbered_with_its_function_and_its_operation() {
    let (harness, faults) = office().await;
    let owner = harness.owner("owner-1").await;
    faults.begin();
    owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
    harness.anyone().get("/v1/providers").await.ok();
    harness.anyone().get("/v1/providers").await.ok();
    let calls = faults.calls();
    let numbers: Vec<u32> = calls.iter().map(|call| call.number).collect();
    assert_eq!(numbers, (1..=u32::try_from(calls.len()).unwrap()).collect::<Vec<_>>());
    assert!(calls.iter().all(|call| call.tries == 1 && call.service == Which::Dynamodb));
    let begun: Vec<_> = calls.iter().filter(|call| call.by == "start-filing" && call.is_write()).collect();
    let begun: Vec<&str> = begun.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(begun, ["UpdateItem", "TransactWriteItems"], "it is counted, and begun in one transaction");
    let listed: Vec<u32> =
        calls.iter().filter(|call| call.by == "list-providers").map(|call| call.nth).collect();
    assert_eq!(listed, [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_meets_the_call_that_is_named_and_no_other() {
    let (harness, faults) = office().await;
    let anyone = harness.anyone();
    faults.begin();
    faults.place(Placed { by: Some("list-providers".into()), ..Placed::nth("Query", 2, Fault::ServerError) });
    anyone.get("/v1/providers").await.ok();
    harness.store().providers().await.unwrap();
    assert_eq!(faults.struck(), 0);
    let refused = anyone.get("/v1/providers").await.refused(503, "unavailable");
    assert!(refused.retry_after.is_some_and(|seconds| seconds > 0));
    let struck = faults.struck();
    assert!(struck > 1, "the client tries a failed call again by itself");
    anyone.get("/v1/providers").await.ok();
    assert_eq!(faults.struck(), struck);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failed_try_is_made_good_by_the_client_and_nobody_notices() {
    let (harness, faults) = office().await;
    for fault in [Fault::CutBefore, Fault::CutAfter, Fault::ServerError, Fault::Throttled, Fault::TooSlow] {
        faults.begin();
        faults.place(Placed::nth("Query", 1, fault).tries(1));
        harness.anyone().get("/v1/providers").await.ok();
        assert_eq!((faults.struck(), faults.calls()[0].tries), (1, 2), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_cut_before_has_no_effect_and_a_call_cut_after_has_one() {
    for (fault, done) in [
        (Fault::Refused, false),
        (Fault::CutBefore, false),
        (Fault::ServerError, false),
        (Fault::Throttled, false),
        (Fault::KilledBefore, false),
        (Fault::Contended, false),
        (Fault::CutAfter, true),
        (Fault::KilledAfter, true),
        (Fault::Malformed, true),
    ] {
        let (harness, faults) = office().await;
        faults.begin();
        faults.place(Placed::nth("PutItem", 1, fault));
        assert!(harness.store().put_provider(&provider()).await.is_err(), "{fault:?}");
        assert_eq!(has_provider(&harness), done, "{fault:?}");
        let gone = matches!(fault, Fault::Refused | Fault::KilledBefore | Fault::KilledAfter);
        assert_eq!(harness.store().providers().await.is_err(), gone, "{fault:?}: what is called after it");
        faults.clear();
        harness.store().providers().await.unwrap();
        harness.store().put_provider(&provider()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_and_mail_meet_faults_as_the_table_does() {
    let (harness, faults) = office().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-layer.cn", "00000001")).await;
    for fault in [Fault::CutBefore, Fault::ServerError, Fault::Throttled, Fault::Malformed] {
        let scan = owner.upload(&id, "other", "image/png", &evidence("demonstration")).await;
        faults.begin();
        faults.place(Placed::nth("GetObject", 1, fault));
        let path = format!("scans/{scan}/attach");
        owner.act_with(&id, &path, json!({ "document": "other" })).await.refused(503, "unavailable");
        assert!(faults.struck() > 0, "{fault:?}");
        faults.clear();
        owner.act_with(&id, &path, json!({ "document": "other" })).await.ok();
        assert!(faults.calls().iter().any(|call| call.service == Which::S3), "{fault:?}");
    }
    owner.scan_all(&id).await;
    owner.submit(&id).await.ok();
    let before = harness.edition().mails().len();
    faults.begin();
    faults.place(Placed::nth("SendRawEmail", 1, Fault::CutAfter));
    harness.work("send-notices").await;
    assert_eq!(faults.struck(), 1, "a mail is not tried again by the client: it may have left");
    assert!(harness.edition().mails().len() > before);
}
