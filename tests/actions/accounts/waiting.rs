//! Waits after too many attempts: a guesser waits, and no other visitor does.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_place_waits_longer_after_each_failure_and_no_other_place_waits_for_it() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let (stranger, holder) = (harness.anyone().from("198.51.100.7"), harness.anyone().from("203.0.113.9"));
    let mut waits = Vec::new();
    for _ in 0..40 {
        let reply = sign_in(&stranger, &username, "another demonstration").await;
        if reply.status == 429 {
            waits.push(reply.retry_after.unwrap());
            assert_eq!(reply.body["retry_after"].as_i64(), reply.retry_after);
            reply.refused(429, "too-many-requests");
            let later = harness.now() + jiff::SignedDuration::from_secs(*waits.last().unwrap());
            harness.set_clock(&later.to_string());
        } else {
            reply.refused(401, "wrong-password");
        }
    }
    // A second may pass between two tries.
    assert!(waits.windows(2).all(|pair| pair[0] <= pair[1] + 1) && waits.len() > 5, "{waits:?}");
    assert!(waits.iter().max() > Some(&800), "{waits:?}");
    sign_in(&holder, &username, PASSWORD).await.ok();
    // An unknown name makes one wait the same.
    let mut unknown = Vec::new();
    for _ in 0..8 {
        unknown.push(sign_in(&stranger, "nobody", "another demonstration").await.status);
    }
    assert_eq!(unknown, [401, 401, 401, 401, 401, 401, 429, 429]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_tried_from_everywhere_stays_open_to_a_first_try_of_its_holder() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    for network in 0..110 {
        let stranger = harness.anyone().from(&format!("198.51.{network}.7"));
        sign_in(&stranger, &username, "another demonstration").await.refused(401, "wrong-password");
    }
    let stranger = harness.anyone().from("198.51.200.7");
    sign_in(&stranger, &username, "another demonstration").await.refused(401, "wrong-password");
    sign_in(&stranger, &username, "another demonstration").await.refused(429, "too-many-requests");
    sign_in(&harness.anyone().from("203.0.113.9"), &username, PASSWORD).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_and_one_network_cannot_make_the_office_hash_for_ever() {
    let harness = Harness::open().await;
    let mut answers = std::collections::BTreeMap::new();
    for turn in 0..25 {
        let reply = harness
            .anyone()
            .from("2001:db8:1:2::7")
            .post("/v1/accounts", sign_up(&format!("shili-{turn}")))
            .await;
        *answers.entry(reply.status).or_insert(0) += 1;
    }
    assert_eq!(answers, [(202, 20), (429, 5)].into());
    let near =
        harness.anyone().from("2001:db8:1:2:ffff::1").post("/v1/accounts", sign_up("shili-near")).await;
    near.refused(429, "too-many-requests");
    harness.anyone().from("2001:db8:1:3::7").post("/v1/accounts", sign_up("shili-far")).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_browser_waits_for_no_stranger_behind_the_same_address() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let here = harness.anyone().from("203.0.113.9");
    let known = here.known_by(&sign_in(&here, &username, PASSWORD).await);
    for _ in 0..8 {
        sign_in(&here, &username, "another demonstration").await;
    }
    // However long the machine took for these, no time has passed.
    harness.set_clock(beian_tests::MONDAY);
    sign_in(&here, &username, PASSWORD).await.refused(429, "too-many-requests");
    let again = sign_in(&known, &username, PASSWORD).await;
    // Nor does who is signed in wait, when the password is entered again.
    let signed_in = here.with(&again);
    signed_in.post("/v1/account/second-factor", json!({ "password": PASSWORD })).await.ok();
    // It has turns of its own, and an end: what it keeps is no way to guess for ever.
    let known = here.known_by(&again);
    again.ok();
    let mut last = 0;
    for _ in 0..25 {
        last = sign_in(&known, &username, "another demonstration").await.status;
    }
    assert_eq!(last, 429);
    // A made-up cookie belongs to no known browser.
    harness.set_clock(beian_tests::MONDAY);
    let mut made_up = sign_in(&here, &username, PASSWORD).await;
    made_up.browser = Some("__Host-beian-browser=made-up".into());
    sign_in(&here.known_by(&made_up), &username, PASSWORD).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_has_an_end_too_and_its_neighbours_do_not_feel_it() {
    let harness = Harness::open().await;
    let mut answers = std::collections::BTreeMap::new();
    for turn in 0..104 {
        let stranger = harness.anyone().from(&format!("198.51.100.{turn}"));
        let reply = stranger
            .post(
                "/v1/accounts/reset-password",
                json!({ "username": "nobody", "contact_name": "示例",
            "email": "nobody@example.com", "category": "self_filed" }),
            )
            .await;
        *answers.entry(reply.status).or_insert(0) += 1;
    }
    assert_eq!(answers, [(202, 100), (429, 4)].into());
    let near = harness.anyone().from("198.51.101.1");
    near.post(
        "/v1/accounts/reset-password",
        json!({ "username": "nobody", "contact_name": "示例",
        "email": "nobody@example.com", "category": "self_filed" }),
    )
    .await
    .ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_entered_again_has_an_end_and_a_thief_stops_nobody_else() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let (thief, holder) = (harness.anyone().from("198.51.100.7"), harness.anyone().from("203.0.113.9"));
    let thief = thief.with(&sign_in(&thief, &username, PASSWORD).await);
    let holder = holder.with(&sign_in(&holder, &username, PASSWORD).await);
    let path = "/v1/account/second-factor";
    let mut last = 0;
    for _ in 0..40 {
        last = thief.post(path, json!({ "password": "another demonstration" })).await.status;
    }
    assert_eq!(last, 429);
    holder.post(path, json!({ "password": PASSWORD })).await.ok();
    // Even the right password is limited, because each check costs a hash.
    let mut last = 0;
    for _ in 0..30 {
        last = holder.post(path, json!({ "password": PASSWORD })).await.status;
    }
    assert_eq!(last, 429);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_stays_known_however_often_another_signs_in() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let (one, other) = (harness.anyone().from("198.51.100.7"), harness.anyone().from("203.0.113.9"));
    let known = other.known_by(&sign_in(&other, &username, PASSWORD).await);
    let mut often = one.clone();
    for _ in 0..12 {
        often = one.known_by(&sign_in(&often, &username, PASSWORD).await);
    }
    for _ in 0..8 {
        sign_in(&other, &username, "another demonstration").await;
    }
    sign_in(&other, &username, PASSWORD).await.refused(429, "too-many-requests");
    let reply = sign_in(&known, &username, PASSWORD).await;
    // A changed password forgets the others, and not the one that changed it.
    let person = other.with(&reply).known_by(&reply);
    reply.ok();
    let change = json!({ "password": PASSWORD, "new_password": "another demonstration" });
    person.post("/v1/account/password", change).await.ok();
    assert_eq!(harness.account(&username).await.known_browsers.len(), 1);
    sign_in(&person, &username, "another demonstration").await.ok();
    harness.is_whole().await;
}
