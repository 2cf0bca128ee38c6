//! Crowds: of many at once each is answered as if it had come alone.

use beian_tests::{FilingBuilder, Harness, Reply, a_filing};
use serde_json::json;
use std::collections::BTreeMap;

use crate::accounts::{PASSWORD, registered, sign_in};

/// Number of simultaneous requests: fewer in the short run.
fn crowd() -> usize {
    if std::env::var_os("BEIAN_LONG").is_some() { 64 } else { 24 }
}

fn in_crowd(place: usize) -> FilingBuilder {
    a_filing().unit(&format!("shili-crowd-{place}.cn"), &format!("{place:08}"))
}

/// Does all of it at once, each in a task of its own.
async fn at_once<F: Future<Output = Reply> + Send + 'static>(asked: Vec<F>) -> Vec<Reply> {
    let tasks: Vec<_> = asked.into_iter().map(tokio::spawn).collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.unwrap());
    }
    replies
}

/// How often each status and code was answered.
fn answers(replies: &[Reply]) -> BTreeMap<(u16, String), usize> {
    replies.iter().fold(BTreeMap::new(), |mut counted, reply| {
        *counted.entry((reply.status, reply.code().to_owned())).or_default() += 1;
        counted
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_approvals_is_a_row_of_numbers_without_a_gap() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let mut asked = Vec::new();
    for place in 0..crowd() {
        let id = in_crowd(place).under_review(&owner).await;
        let version = reviewer.filing(&id).await.version;
        let reviewer = reviewer.clone();
        asked.push(async move {
            let body = json!({ "version": version, "decision": "approve" });
            reviewer.post(&format!("/v1/filings/{id}/review"), body).await
        });
    }
    let replies = at_once(asked).await;
    assert_eq!(answers(&replies), BTreeMap::from([((200, String::new()), crowd())]));
    let mut numbers: Vec<&str> =
        replies.iter().map(|reply| reply.body["organizer_number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    let wanted: Vec<String> = (1..=crowd()).map(|number| format!("赣ICP备2026{number:06}号")).collect();
    assert_eq!(numbers, wanted);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_crowd_that_decides_one_filing_one_does_and_the_others_are_told_that_it_changed() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.reviewer().await;
    let id = in_crowd(1).under_review(&owner).await;
    let version = reviewer.filing(&id).await.version;
    let ask = |number: usize| {
        let (reviewer, id, version) = (reviewer.clone(), id.clone(), version);
        async move {
            let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
            let body = match number % 2 {
                0 => json!({ "version": version, "decision": "approve" }),
                _ => json!({ "version": version, "decision": "return_to_owner", "reasons": reasons }),
            };
            reviewer.post(&format!("/v1/filings/{id}/review"), body).await
        }
    };
    let replies = at_once((0..64).map(ask).collect()).await;
    let wanted = BTreeMap::from([((200, String::new()), 1), ((409, "stale".to_owned()), 63)]);
    assert_eq!(answers(&replies), wanted);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_signs_in_rightly_is_let_in_from_one_place_and_from_many() {
    let harness = Harness::open().await;
    let name = registered(&harness, "shili").await;
    let from_one = |_: usize| {
        let (anyone, name) = (harness.anyone(), name.clone());
        async move { sign_in(&anyone, &name, PASSWORD).await }
    };
    let replies = at_once((0..14).map(from_one).collect()).await;
    assert_eq!(answers(&replies), BTreeMap::from([((201, String::new()), 14)]));
    let from_many = |number: usize| {
        let (anyone, name) = (harness.anyone().from(&format!("192.0.2.{number}")), name.clone());
        async move { sign_in(&anyone, &name, PASSWORD).await }
    };
    let replies = at_once((1..=14).map(from_many).collect()).await;
    assert_eq!(answers(&replies), BTreeMap::from([((201, String::new()), 14)]));
    // The other way round nothing is easier: of a crowd of wrong ones most must wait.
    let wrong = |_: usize| {
        let (anyone, name) = (harness.anyone().from("198.51.100.1"), name.clone());
        async move { sign_in(&anyone, &name, "a wrong demonstration").await }
    };
    let replies = answers(&at_once((0..40).map(wrong).collect()).await);
    let wanted = [((401, "wrong-password".to_owned()), 6), ((429, "too-many-requests".to_owned()), 34)];
    assert_eq!(replies, BTreeMap::from(wanted));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_changes_one_account_hashes_once_each_and_none_is_told_that_the_store_is_silent() {
    let harness = Harness::open().await;
    let name = registered(&harness, "shili").await;
    let person = harness.anyone();
    let person = person.with(&sign_in(&person, &name, PASSWORD).await);
    let change = |_: usize| {
        let person = person.clone();
        async move {
            let body = json!({ "password": PASSWORD });
            person.post("/v1/account/second-factor", body).await
        }
    };
    let replies = at_once((0..8).map(change).collect()).await;
    assert_eq!(answers(&replies), BTreeMap::from([((200, String::new()), 8)]));
    harness.is_whole().await;
}
