//! The table is away: every action says so soon and says when to come back, the site is there, and so is everything once the
//! table is.

use beian_filing::{history::Role, rate_limit};
use beian_local::{
    Options,
    faults::{FailureMode, Fault, Faults, Placed},
};
use beian_tests::{Harness, Person, Reply, fetch, forms};
use serde_json::json;

/// Actions of every kind: reads and writes, open and behind a sign-in, with and without a limit of tries.
async fn ask_all(anyone: &Person, owner: &Person) -> Vec<Reply> {
    let sign_in = json!({ "username": "owner-1", "password": "a long demonstration" });
    vec![
        anyone.get("/v1/providers").await,
        anyone.get("/v1/records?domain=shili-away.cn").await,
        anyone.post("/v1/sessions", sign_in).await,
        anyone.post("/v1/accounts", forms::complete("register")).await,
        anyone.post("/v1/accounts/reset-password", forms::complete("reset-password")).await,
        anyone.post("/v1/progress", forms::complete("ask-progress")).await,
        owner.get("/v1/filings").await,
        owner.get("/v1/account").await,
        owner.post("/v1/filings", json!({ "kind": "first" })).await,
        owner.post("/v1/conflicts/check", json!({ "domain": "shili-away.cn" })).await,
    ]
}

fn all_say_when_to_come_back(replies: Vec<Reply>) {
    for (place, reply) in replies.into_iter().enumerate() {
        let reply = reply.refused(503, "unavailable");
        assert!(reply.retry_after.is_some_and(|seconds| (1..=60).contains(&seconds)), "{place}");
        assert_eq!(reply.body["retry_after"].as_i64(), reply.retry_after);
    }
}

/// An office with a site of two pages.
async fn office(name: &str) -> (Harness, Faults, Person) {
    let site = std::env::temp_dir().join(format!("beian-{name}-{}", std::process::id()));
    std::fs::create_dir_all(site.join("help")).unwrap();
    std::fs::write(site.join("index.html"), "<p>begin</p>").unwrap();
    std::fs::write(site.join("help/index.html"), "<p>help</p>").unwrap();
    let (harness, faults) = Harness::with_faults(Options { site: Some(site), ..Options::default() }).await;
    let owner = harness.owner("owner-1").await;
    (harness, faults, owner)
}

fn the_site_is_served(harness: &Harness) {
    for (path, text) in [("/", "begin"), ("/help/", "help")] {
        let page = fetch(&format!("{}{path}", harness.origin()));
        assert!(page.starts_with("HTTP/1.1 200") && page.contains(text), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_table_refuses_every_action_says_when_to_come_back_and_the_site_is_served() {
    let (harness, faults, owner) = office("refusing").await;
    let anyone = harness.anyone();
    anyone.get("/v1/providers").await.ok();
    faults.be(FailureMode::Refusing);
    all_say_when_to_come_back(ask_all(&anyone, &owner).await);
    the_site_is_served(&harness);
    // However many failed, no client has given up trying.
    for _ in 0..60 {
        anyone.get("/v1/providers").await.refused(503, "unavailable");
    }
    faults.be(FailureMode::Well);
    anyone.get("/v1/providers").await.ok();
    owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_silent_is_asked_twice_and_the_first_request_after_its_return_succeeds() {
    let (harness, faults, owner) = office("silent").await;
    faults.begin();
    faults.be(FailureMode::Silent);
    let anyone = harness.anyone();
    // At the same time, so that the test takes one wait.
    let (providers, filings, begun, known) = tokio::join!(
        anyone.get("/v1/providers"),
        owner.get("/v1/filings"),
        owner.post("/v1/filings", json!({ "kind": "first" })),
        anyone.post("/v1/accounts/reset-password", forms::complete("reset-password")),
    );
    all_say_when_to_come_back(vec![providers, filings, begun, known]);
    the_site_is_served(&harness);
    // One kind of call each, and the wait for all tries of a call is bounded: no action went on to another.
    let calls = faults.calls();
    let asked: std::collections::BTreeSet<_> = calls.iter().map(|call| (&call.by, &call.operation)).collect();
    assert_eq!(asked.len(), 4, "{calls:?}");
    assert!(calls.iter().all(|call| call.tries >= 2), "{calls:?}");
    faults.be(FailureMode::Well);
    anyone.get("/v1/providers").await.ok();
    owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn others_who_are_quicker_are_called_that_and_nothing_is_out_of_order() {
    let (harness, faults, owner) = office("contended").await;
    faults.begin();
    faults.place(Placed::nth("TransactWriteItems", 1, Fault::Contended));
    owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
    assert_eq!(faults.struck(), 1, "it was decided once more, and nobody noticed");
    faults.begin();
    for nth in 1..=64 {
        faults.place(Placed::nth("TransactWriteItems", nth, Fault::Contended));
    }
    let refused = owner.post("/v1/filings", json!({ "kind": "first" })).await.refused(409, "contended");
    assert!(refused.retry_after.is_some_and(|seconds| seconds > 0));
    faults.clear();
    let supervisor = harness.person("supervisor-1", Role::Supervisor, None).await;
    supervisor.post("/v1/providers", forms::complete("add-provider")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_retried_is_counted_once() {
    let (harness, faults, _) = office("counted").await;
    let provider = harness.provider().await;
    let owner = |number: u32| json!({ "username": format!("zhuban{number}"), "applicant": "unit", "contact_name": "示例甲", "email": "counted@example.com" });
    for number in 0..rate_limit::MESSAGES_TO_ADDRESS.most {
        faults.begin();
        faults.place(Placed::nth("TransactWriteItems", 1, Fault::Contended));
        provider.post("/v1/owners", owner(number)).await.ok();
        assert_eq!(faults.struck(), 1);
    }
    provider.post("/v1/owners", owner(99)).await.refused(429, "too-many-requests");
}
