//! A clock that was ahead, once it is right again: nothing is left of it.

use beian_filing::history::Role;
use beian_kit::password;
use beian_tests::{Harness, MONDAY, Person, Reply};
use serde_json::json;

use crate::accounts::PASSWORD;

const NAME: &str = "shenhe-9";
const AHEAD: &str = "2027-01-02T02:00:00Z";
const RIGHT: &str = "2026-11-23T02:05:00Z";

async fn enter(person: &Person, password: &str, code: &str) -> Reply {
    person.post("/v1/sessions", json!({ "username": NAME, "password": password, "code": code })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_ahead_for_a_minute_locks_nobody_out_and_leaves_nobody_in() {
    let harness = Harness::open().await;
    let hash = password::hash(PASSWORD.to_owned()).await.unwrap();
    harness.person_with(NAME, Role::Reviewer, None, &hash).await;
    let anyone = harness.anyone();
    harness.set_clock(AHEAD);
    let opened = enter(&anyone, PASSWORD, &harness.code(0)).await;
    let person = anyone.with(&opened);
    opened.ok();
    // After these wrong codes the address must wait.
    for _ in 0..8 {
        enter(&anyone, "a wrong demonstration", "000000").await;
        enter(&anyone.from("192.0.2.9"), PASSWORD, "000000").await;
    }
    harness.set_clock(RIGHT);
    person.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    let again = enter(&anyone, PASSWORD, &harness.code(0)).await;
    assert_eq!(again.status, 201, "{:#}", again.body);
    let code = harness.code(0);
    enter(&anyone, PASSWORD, &code).await.refused(401, "wrong-code");
    let elsewhere = enter(&anyone.from("192.0.2.9"), "a wrong demonstration", "000000").await;
    elsewhere.refused(401, "wrong-password");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_for_the_future_does_not_serve_until_then() {
    let harness = Harness::open().await;
    let anyone = harness.anyone();
    harness.set_clock(AHEAD);
    let owner = crate::accounts::registered(&harness, "shili").await;
    let asked = json!({
        "username": owner, "contact_name": "示例联系人", "email": "shili@example.com", "category": "self_filed",
    });
    anyone.post("/v1/accounts/reset-password", asked).await.ok();
    let temporary = crate::recovery::temporary(&harness, "shili@example.com").await;
    harness.set_clock(MONDAY);
    let set = json!({ "username": owner, "temporary_password": temporary, "new_password": "another long demonstration" });
    anyone.post("/v1/accounts/set-password", set).await.refused(401, "wrong-password");
    harness.is_whole().await;
}
