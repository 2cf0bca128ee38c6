//! Accounts: asked for, confirmed, signed in to; and what a stranger learns of them, which is nothing.

use beian_filing::history::Role;
use beian_tests::{Harness, Person, Reply};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "a long demonstration";

fn sign_up(username: &str) -> Value {
    json!({
        "username": username, "password": PASSWORD, "applicant": "unit", "contact_name": "示例联系人",
        "email": format!("{username}@example.com"),
    })
}

/// What follows the `#` in the link of the newest letter to this address: a name and a code.
pub(crate) async fn link(harness: &Harness, address: &str) -> (String, String) {
    let mails = harness.mails_to(address).await;
    let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.trim().to_owned();
    let (name, code) = link.rsplit_once('.').unwrap();
    (name.to_owned(), code.to_owned())
}

/// Signs up and confirms; the user name.
pub(crate) async fn registered(harness: &Harness, wish: &str) -> String {
    let anyone = harness.anyone();
    anyone.post("/v1/accounts", sign_up(wish)).await.ok();
    let (id, code) = link(harness, &format!("{wish}@example.com")).await;
    let opened = anyone.post("/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code })).await.ok();
    opened["username"].as_str().unwrap().to_owned()
}

pub(crate) async fn sign_in(person: &Person, username: &str, password: &str) -> Reply {
    person.post("/v1/sessions", json!({ "username": username, "password": password })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_opens_when_the_link_in_the_mail_is_followed() {
    let harness = Harness::open().await;
    let anyone = harness.anyone();
    anyone.post("/v1/accounts", sign_up("shili")).await.ok();
    let (id, code) = link(&harness, "shili@example.com").await;
    let confirm = |code: &str| json!({ "sign_up_id": id, "code": code });
    anyone.post("/v1/accounts/confirm", confirm("wrong")).await.refused(409, "code-expired");
    let opened = anyone.post("/v1/accounts/confirm", confirm(&code)).await.ok();
    let username = opened["username"].as_str().unwrap();
    assert!(username.starts_with("shili-") && username.len() == 10, "{username}");
    let again = anyone.post("/v1/accounts/confirm", confirm(&code)).await.ok();
    assert_eq!(opened, again, "the link may be followed twice");
    let told = harness.mails_to("shili@example.com").await;
    assert!(told.last().unwrap().text.contains(username), "the user name is in a letter to keep");

    let reply = sign_in(&anyone, &username.to_uppercase(), PASSWORD).await;
    let cookie = reply.cookie.clone().unwrap();
    for part in ["__Host-beian=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(reply.ok()["role"], "owner");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_that_is_not_confirmed_in_a_day_is_gone() {
    let harness = Harness::open().await;
    harness.anyone().post("/v1/accounts", sign_up("shili")).await.ok();
    let (id, code) = link(&harness, "shili@example.com").await;
    harness.set_clock("2026-11-24T02:00:01Z");
    let late = harness.anyone().post("/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code })).await;
    late.refused(409, "code-expired");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_name_may_be_wished_for_twice_and_nobody_learns_of_the_other() {
    let harness = Harness::open().await;
    let first = registered(&harness, "shili").await;
    let mut wish = sign_up("shili");
    wish["email"] = json!("other@example.com");
    let reply = harness.anyone().post("/v1/accounts", wish).await;
    assert_eq!((reply.status, &reply.body), (202, &json!({})));
    let (id, code) = link(&harness, "other@example.com").await;
    let opened =
        harness.anyone().post("/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code })).await.ok();
    assert_ne!(opened["username"], first.as_str());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_sign_up_twice_brings_one_letter() {
    let harness = Harness::open().await;
    for _ in 0..2 {
        harness.anyone().post_once("sign-up-once-1", "/v1/accounts", sign_up("shili")).await.ok();
    }
    assert_eq!(harness.mails_to("shili@example.com").await.len(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_of_a_registration_is_told_at_once() {
    let harness = Harness::open().await;
    let mut wrong = sign_up("1x");
    wrong["password"] = json!("short");
    wrong["email"] = json!("nobody");
    wrong["contact_name"] = json!("");
    let reply = harness.anyone().post("/v1/accounts", wrong).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/username", "/password", "/contact_name", "/email"]);
    let mut common = sign_up("shili");
    common["password"] = json!("passwordpassword");
    let reply = harness.anyone().post("/v1/accounts", common).await.refused(422, "malformed");
    assert_eq!(reply.body["errors"][0]["code"], "password-common");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_an_unknown_name_and_a_closed_account_are_answered_the_same() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let (open, closed) = (registered(&harness, "shili-a").await, registered(&harness, "shili-b").await);
    let close = json!({ "username": closed, "reason": "the holder asked for it" });
    supervisor.post("/v1/accounts/disable", close).await.ok();
    let anyone = harness.anyone();
    let mut bodies = Vec::new();
    for (name, password) in
        [(open.as_str(), "another demonstration"), ("nobody", PASSWORD), (&closed, PASSWORD)]
    {
        bodies.push(sign_in(&anyone, name, password).await.refused(401, "wrong-password").body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    harness.is_whole().await;
}

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
async fn a_password_change_signs_everybody_else_out_and_is_told() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let other = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let change = |old: &str, new: &str| json!({ "password": old, "new_password": new });
    let path = "/v1/account/password";
    owner
        .post(path, change("wrong demonstration", "another demonstration"))
        .await
        .refused(401, "wrong-password");
    let short = owner.post(path, change(PASSWORD, "fourteen signs")).await.refused(422, "malformed");
    assert_eq!(
        (short.pointers(), &short.body["errors"][0]["code"]),
        (vec!["/new_password"], &json!("too-short"))
    );
    let named =
        owner.post(path, change(PASSWORD, &format!("{username}12345"))).await.refused(422, "malformed");
    assert_eq!(named.body["errors"][0]["code"], "password-has-name");
    for _ in 0..2 {
        owner.post_once("change-once-1", path, change(PASSWORD, "another demonstration")).await.ok();
    }
    other.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    owner.get("/v1/sessions/current").await.ok();
    let mails = harness.mails_to("shili@example.com").await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("密码已修改")).count(), 1);
    sign_in(&harness.anyone(), &username, "another demonstration").await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizers_name_is_no_password() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    owner.draft(json!({ "organizer": { "name": "虚构的很长的一个单位名称有限责任公司" } })).await;
    let change = json!({ "password": PASSWORD, "new_password": "虚构的很长的一个单位名称有限责任公司1" });
    let reply = owner.post("/v1/account/password", change).await.refused(422, "malformed");
    assert_eq!(reply.body["errors"][0]["code"], "password-has-name");
    harness.is_whole().await;
}

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
async fn staff_come_by_invitation_alone() {
    let harness = Harness::open().await;
    let mut asked = sign_up("shili");
    asked["role"] = json!("reviewer");
    let reply = harness.anyone().post("/v1/accounts", asked).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/role"]);
    assert_eq!(harness.person("x-1", Role::Owner, None).await.get("/v1/account").await.ok()["role"], "owner");
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
    // What somebody made up is nobody's browser.
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
    // Who knows the password has an end too: each costs a hash.
    let mut last = 0;
    for _ in 0..30 {
        last = holder.post(path, json!({ "password": PASSWORD })).await.status;
    }
    assert_eq!(last, 429);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_password_does_not_stand_alone() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    owner.post("/v1/account/second-factor", json!({ "password": PASSWORD })).await.ok();
    let secret = harness.account(&username).await.proposed_factor.unwrap();
    let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
    let owner = owner.with(&owner.post("/v1/account/second-factor/confirm", json!({ "code": code })).await);
    let change = json!({ "password": PASSWORD, "new_password": "short 8+" });
    owner.post("/v1/account/password", change).await.ok();
    let path = "/v1/account/second-factor/remove";
    owner.post(path, json!({ "password": "short 8+" })).await.refused(409, "password-too-short");
    let change = json!({ "password": "short 8+", "new_password": PASSWORD });
    owner.post("/v1/account/password", change).await.ok();
    owner.post(path, json!({ "password": PASSWORD })).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_taken_exactly_as_it_was_sent_and_does_not_grow_old() {
    let harness = Harness::open().await;
    let password = " Ａ long　demonstration ";
    let mut wish = sign_up("shili");
    wish["password"] = json!(password);
    harness.anyone().post("/v1/accounts", wish).await.ok();
    let (id, code) = link(&harness, "shili@example.com").await;
    let opened =
        harness.anyone().post("/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code })).await.ok();
    let username = opened["username"].as_str().unwrap();
    for other in [password.trim(), &password.to_lowercase(), " A long demonstration "] {
        sign_in(&harness.anyone(), username, other).await.refused(401, "wrong-password");
    }
    sign_in(&harness.anyone(), username, password).await.ok();
    harness.set_clock("2031-11-23T02:00:00Z");
    sign_in(&harness.anyone(), username, password).await.ok();
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

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_mail_reaches_is_told_before_it_is_taken() {
    let harness = Harness::open().await;
    let mut wrong = sign_up("shili");
    wrong["email"] = json!(format!("q@{}.com", "b".repeat(64)));
    wrong["contact_name"] = json!("\u{3164}");
    let reply = harness.anyone().post("/v1/accounts", wrong).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/contact_name", "/email"]);
    harness.is_whole().await;
}
