//! Accounts: opened, signed in, recovered.

use beian_tests::Desk;
use serde_json::json;

fn account(username: &str) -> serde_json::Value {
    json!({
        "username": username, "password": "a long demonstration", "applicant": "unit",
        "contact_name": "示例联系人", "email": format!("{username}@example.com"),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_opened_once_and_signed_in_with_its_password() {
    let desk = Desk::open().await;
    let anyone = desk.anyone();
    anyone.post("/v1/accounts", account("shili-1")).await.ok();
    anyone.post("/v1/accounts", account("SHILI-1")).await.refused(409, "username-taken");
    let sign_in = |name: &str, password: &str| json!({ "username": name, "password": password });
    let reply = anyone.post("/v1/sessions", sign_in("shili-1", "a long demonstration")).await;
    let cookie = reply.cookie.clone().unwrap();
    for part in ["__Host-beian=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(reply.ok()["role"], "owner");
    let wrong = anyone
        .post("/v1/sessions", sign_in("shili-1", "another demonstration"))
        .await
        .refused(401, "wrong-password");
    let nobody = anyone
        .post("/v1/sessions", sign_in("nobody", "another demonstration"))
        .await
        .refused(401, "wrong-password");
    assert_eq!(wrong.body, nobody.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_of_a_registration_is_told_at_once() {
    let desk = Desk::open().await;
    let mut wrong = account("1x");
    wrong["password"] = json!("short");
    wrong["email"] = json!("nobody");
    wrong["contact_name"] = json!("");
    let reply = desk.anyone().post("/v1/accounts", wrong).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/username", "/password", "/contact_name", "/email"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_with_a_temporary_one_that_serves_once() {
    let desk = Desk::open().await;
    let anyone = desk.anyone();
    anyone.post("/v1/accounts", account("shili-2")).await.ok();
    let ask = |email: &str| json!({ "username": "shili-2", "contact_name": "示例联系人", "email": email, "category": "self_filed" });
    let wrong = anyone.post("/v1/accounts/reset-password", ask("other@example.com")).await;
    let right = anyone.post("/v1/accounts/reset-password", ask("shili-2@example.com")).await;
    assert_eq!((wrong.status, &wrong.body), (right.status, &right.body), "the answer tells nothing");
    let mails = desk.mails_to("shili-2@example.com").await;
    assert_eq!(mails.len(), 1);
    let temporary =
        mails[0].text.split("临时密码：").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(temporary.len() >= 26, "{temporary}");

    // The old one works until then, and a wrong temporary one says nothing.
    let old = json!({ "username": "shili-2", "password": "a long demonstration" });
    anyone.post("/v1/sessions", old.clone()).await.ok();
    let set = |temporary: &str| json!({ "username": "shili-2", "temporary_password": temporary, "new_password": "another demonstration" });
    anyone.post("/v1/accounts/set-password", set("wrong")).await.refused(401, "wrong-password");
    anyone.post("/v1/accounts/set-password", set(&temporary)).await.ok();
    anyone.post("/v1/accounts/set-password", set(&temporary)).await.refused(401, "wrong-password");
    anyone.post("/v1/sessions", old).await.refused(401, "wrong-password");
    anyone
        .post("/v1/sessions", json!({ "username": "shili-2", "password": "another demonstration" }))
        .await
        .ok();
}
