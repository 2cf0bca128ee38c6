//! How an account is asked for and opens.

use super::*;

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
async fn an_address_that_no_mail_reaches_is_told_before_it_is_taken() {
    let harness = Harness::open().await;
    let mut wrong = sign_up("shili");
    wrong["email"] = json!(format!("q@{}.com", "b".repeat(64)));
    wrong["contact_name"] = json!("\u{3164}");
    let reply = harness.anyone().post("/v1/accounts", wrong).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/contact_name", "/email"]);
    harness.is_whole().await;
}
