//! Passwords: which serve, and how they change.

use super::*;

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
