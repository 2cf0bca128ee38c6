//! Codes of the second factor: who knows a password cannot lock its holder out, and is told of.

use beian_filing::history::Role;
use beian_kit::password;
use beian_tests::{Harness, Person, Reply, SECRET};
use serde_json::{Value, json};

use crate::accounts::PASSWORD;

const NAME: &str = "shenhe-9";

/// A reviewer with a password and a second factor.
async fn holder(harness: &Harness) -> Person {
    let hash = password::hash(PASSWORD.to_owned()).await.unwrap();
    harness.person_with(NAME, Role::Reviewer, None, &hash).await
}

async fn enter(person: &Person, code: &str) -> Reply {
    person.post("/v1/sessions", json!({ "username": NAME, "password": PASSWORD, "code": code })).await
}

/// Some code that is not one of now.
fn wrong(harness: &Harness) -> String {
    let right: Vec<String> = [-30, 0, 30].map(|seconds| harness.code(seconds)).to_vec();
    (0..9).map(|digit| format!("{digit}").repeat(6)).find(|code| !right.contains(code)).unwrap()
}

/// Lets time pass.
fn later(harness: &Harness, seconds: i64) {
    harness.set_clock(&(harness.now() + jiff::SignedDuration::from_secs(seconds)).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_with_the_password_makes_its_own_place_wait_and_nobody_elses() {
    let harness = Harness::open().await;
    holder(&harness).await;
    let stranger = harness.anyone().from("192.0.2.1");
    let mut last = 0;
    for _ in 0..7 {
        last = enter(&stranger, &wrong(&harness)).await.status;
    }
    assert_eq!(last, 429, "the place waits after some wrong ones");
    // Neither the holder at another place, nor one whose browser is known behind the stranger's very line.
    let reply = enter(&harness.anyone().from("198.51.100.1"), &harness.code(0)).await;
    assert_eq!(reply.status, 201, "{:#}", reply.body);
    later(&harness, 60);
    let known = stranger.known_by(&reply);
    enter(&known, &harness.code(0)).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_third_wrong_code_the_holder_is_told_and_the_history_says_so() {
    let harness = Harness::open().await;
    let holder = holder(&harness).await;
    let address = format!("{NAME}@example.com");
    let stranger = harness.anyone().from("192.0.2.1");
    let told = async || {
        let mails = harness.mails_to(&address).await;
        mails.iter().filter(|mail| mail.subject.contains("有人知道您的密码")).count()
    };
    for _ in 0..2 {
        enter(&stranger, &wrong(&harness)).await.refused(401, "wrong-code");
    }
    assert_eq!(told().await, 0, "anybody mistypes twice");
    enter(&harness.anyone().from("203.0.113.9"), &wrong(&harness)).await.refused(401, "wrong-code");
    assert_eq!(told().await, 1, "wherever they came from");
    let mail = harness.mails_to(&address).await.pop().unwrap();
    assert!(mail.text.contains("修改密码") && mail.text.contains("change it"), "{}", mail.text);
    for _ in 0..3 {
        enter(&stranger, &wrong(&harness)).await;
    }
    assert_eq!(told().await, 1, "once a day");
    let account = holder.get("/v1/account").await.ok();
    let noted = |account: &Value| {
        let history = account["history"].as_array().unwrap().clone();
        history.iter().filter(|entry| entry["event"] == "enter_wrong_code").count()
    };
    assert!(noted(&account) >= 3, "{account:#}");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_were_used_are_no_guesses() {
    let harness = Harness::open().await;
    holder(&harness).await;
    let place = harness.anyone().from("198.51.100.1");
    let code = harness.code(0);
    enter(&place, &code).await.ok();
    for _ in 0..8 {
        enter(&place, &code).await.refused(401, "wrong-code");
    }
    // It cost no waiting, and nobody is told.
    later(&harness, 30);
    enter(&place, &harness.code(30)).await.ok();
    let mails = harness.mails_to(&format!("{NAME}@example.com")).await;
    assert!(mails.iter().all(|mail| !mail.subject.contains("有人知道您的密码")));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_has_an_end_for_all_strangers_together_that_leaves_the_known_browser_and_recovery_codes_in() {
    let harness = Harness::open().await;
    holder(&harness).await;
    let home = harness.anyone().from("198.51.100.1");
    let reply = enter(&home, &harness.code(0)).await;
    let known = home.known_by(&reply);
    reply.ok();
    later(&harness, 60);
    let mut ends = 0;
    for place in 1..=24 {
        let stranger = harness.anyone().from(&format!("192.0.{place}.1"));
        ends = enter(&stranger, &wrong(&harness)).await.status;
    }
    assert_eq!(ends, 429, "however many places");
    let elsewhere = harness.anyone().from("203.0.113.200");
    let refused = enter(&elsewhere, &harness.code(0)).await.refused(429, "too-many-requests");
    assert!(refused.retry_after.unwrap() <= 86_400);
    enter(&known, &harness.code(0)).await.ok();
    // A recovery code cannot be guessed: it is looked at all the same.
    let mut account = harness.account(NAME).await;
    let factor = account.second_factor.as_mut().unwrap();
    assert_eq!(factor.secret, SECRET);
    factor.recovery = vec![beian_kit::token::digest("abcdefghjkmnpqrstuvwxyz2")];
    let before = harness.account(NAME).await;
    let version = before.version + 1;
    let after = beian_filing::account::Account { version, ..account };
    let change = beian_filing::history::Step::new(Some(before), after, None);
    harness.store().commit(change, "recovery").await.unwrap();
    enter(&elsewhere, "abcdefgh-jkmnpqrs-tuvwxyz2").await.ok();
    // The next day strangers may try again, and so may the holder anywhere.
    later(&harness, 86_400);
    enter(&elsewhere, &harness.code(0)).await.ok();
    harness.is_whole().await;
}
