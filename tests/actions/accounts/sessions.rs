//! Sessions: how they begin, and what ends them.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_not_used_and_is_noted_when_it_is() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let reply = sign_in(&harness.anyone(), &username, PASSWORD).await;
    let owner = harness.anyone().with(&reply);
    // 119 minutes later it serves, and is noted; 119 minutes after that too.
    for at in ["2026-11-23T03:59:00Z", "2026-11-23T05:58:00Z"] {
        harness.set_clock(at);
        owner.get("/v1/sessions/current").await.ok();
    }
    harness.set_clock("2026-11-23T07:58:01Z");
    owner.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_half_a_day_however_it_is_used() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    for hour in 3..14 {
        harness.set_clock(&format!("2026-11-23T{hour:02}:00:00Z"));
        owner.get("/v1/sessions/current").await.ok();
    }
    // Well after the twelve hours, since the clock ran on while it was signed in; and before two hours without use.
    harness.set_clock("2026-11-23T14:10:00Z");
    owner.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_who_knows_the_password() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await));
    }
    let account = people[2].get("/v1/account").await.ok();
    let sessions = account["sessions"].as_array().unwrap();
    assert_eq!((sessions.len(), &sessions[0]["current"]), (3, &json!(true)));
    assert_eq!(account["email"], "s***@example.com");
    let one = sessions[1]["id"].as_str().unwrap();
    let end = |password: &str, one: Option<&str>| json!({ "password": password, "session_id": one });
    people[2]
        .post("/v1/sessions/end", end("another demonstration", Some(one)))
        .await
        .refused(401, "wrong-password");
    people[2].post("/v1/sessions/end", end(PASSWORD, Some(one))).await.ok();
    assert_eq!(people[2].get("/v1/account").await.ok()["sessions"].as_array().unwrap().len(), 2);
    people[2].post("/v1/sessions/end", end(PASSWORD, None)).await.ok();
    for person in &people[..2] {
        person.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    }
    people[2].get("/v1/sessions/current").await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_makes_a_new_session_and_ends_the_old_one() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let first = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let second = harness.anyone().with(&sign_in(&first, &username, PASSWORD).await);
    first.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    second.get("/v1/sessions/current").await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_has_256_bits_of_its_own() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let cookie = sign_in(&harness.anyone(), &username, PASSWORD).await.cookie.unwrap();
        let token = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        assert!(token.len() == 64 && token.bytes().all(|sign| sign.is_ascii_hexdigit()), "{token}");
        assert!(seen.insert(token));
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_as_somebody_else_ends_the_session_of_before() {
    let harness = Harness::open().await;
    let (one, other) = (registered(&harness, "shili-a").await, registered(&harness, "shili-b").await);
    let first = harness.anyone().with(&sign_in(&harness.anyone(), &one, PASSWORD).await);
    let second = first.with(&sign_in(&first, &other, PASSWORD).await);
    first.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    second.get("/v1/sessions/current").await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_ended_push_out_none_that_lives() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let phone = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    for _ in 0..12 {
        let other = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
        other.post("/v1/sessions/current/sign-out", json!({})).await.ok();
    }
    phone.get("/v1/sessions/current").await.ok();
    harness.is_whole().await;
}
