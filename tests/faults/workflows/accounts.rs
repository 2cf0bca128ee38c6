//! Accounts, sessions, passwords and second factors.

use super::*;

/// Makes ready what is of this kind; `None` for every other name.
pub(super) async fn act(office: &Office, flow: &mut Workflow, name: &str) -> Option<Act> {
    let Office { harness, owner, provider, supervisor, .. } = office.clone();
    Some(match name {
        "register" => post(&harness.anyone(), "/v1/accounts", forms::complete("register")),
        "reset-password" => {
            let asked = json!({ "username": "owner-1", "contact_name": "示例联系人", "email": "owner-1@example.com",
                                "category": "self_filed" });
            post(&harness.anyone(), "/v1/accounts/reset-password", asked)
        }
        "sign-in" => {
            harness.signed_in_with_password("owner-2").await;
            flow.repeated = &["SESSION#", "ACCOUNT#owner-2"];
            post(&harness.anyone(), "/v1/sessions", json!({ "username": "owner-2", "password": PASSWORD }))
        }
        "change-password" => {
            let person = harness.signed_in_with_password("owner-2").await;
            let body = json!({ "password": PASSWORD, "new_password": "another demonstration" });
            flow.repeated = &["SESSION#"];
            flow.told = &["wrong-password"];
            post(&person, "/v1/account/password", body)
        }
        "begin-second-factor" => {
            let person = harness.signed_in_with_password("owner-2").await;
            // Another secret is proposed each time.
            flow.repeated = &["ACCOUNT#owner-2"];
            post(&person, "/v1/account/second-factor", json!({ "password": PASSWORD }))
        }
        "save-preferences" => post(&owner, "/v1/account/preferences", json!({ "reminders": false })),
        "add-owner" => post(&provider, "/v1/owners", forms::complete("add-owner")),
        "add-provider" => post(&supervisor, "/v1/providers", forms::complete("add-provider")),
        "invite" => post(&supervisor, "/v1/staff", forms::complete("invite")),
        "disable-account" | "enable-account" => {
            let about = json!({ "username": "owner-1", "reason": "the holder asked for it" });
            if name == "enable-account" {
                supervisor.post("/v1/accounts/disable", about.clone()).await.ok();
            }
            let verb = name.trim_end_matches("-account");
            post(&supervisor, &format!("/v1/accounts/{verb}"), about)
        }
        "confirm-registration" => {
            harness.anyone().post("/v1/accounts", forms::complete("register")).await.ok();
            let mails = harness.mails_to("a@example.com").await;
            let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.trim().to_owned();
            let (id, code) = link.rsplit_once('.').unwrap();
            post(&harness.anyone(), "/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code }))
        }
        "set-password" => {
            let asked = json!({ "username": "owner-1", "contact_name": "示例联系人", "email": "owner-1@example.com",
                                "category": "self_filed" });
            harness.anyone().post("/v1/accounts/reset-password", asked).await.ok();
            let mails = harness.mails_to("owner-1@example.com").await;
            let text = mails.iter().rev().find_map(|mail| mail.text.split_once("临时密码："));
            let given = text.unwrap().1.split_whitespace().next().unwrap();
            flow.told = &["wrong-password"];
            let set = json!({ "username": "owner-1", "temporary_password": given, "new_password": PASSWORD });
            post(&harness.anyone(), "/v1/accounts/set-password", set)
        }
        "sign-out" => {
            let person = harness.signed_in_with_password("owner-2").await;
            flow.told = &["not-signed-in"];
            post(&person, "/v1/sessions/current/sign-out", json!({}))
        }
        "keep-email" => {
            let opened = provider.post("/v1/owners", forms::complete("add-owner")).await.ok();
            let username = opened["username"].as_str().unwrap();
            let to = harness.account(username).await.email;
            let propose =
                json!({ "username": username, "reason": "核对了身份证原件", "email": "new@example.com" });
            provider.post("/v1/owners/recover", propose).await.ok();
            let mails = harness.mails_to(&to).await;
            let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.split_whitespace().next();
            let (_, code) = link.unwrap().rsplit_once('.').unwrap();
            flow.told = &["code-expired"];
            post(&harness.anyone(), "/v1/accounts/keep-email", json!({ "username": username, "code": code }))
        }
        "end-session" => {
            let other = harness.signed_in_with_password("owner-2").await;
            let session = other.get("/v1/account").await.ok()["sessions"][0]["id"].clone();
            let again = json!({ "username": "owner-2", "password": PASSWORD });
            let person = harness.anyone().with(&harness.anyone().post("/v1/sessions", again).await);
            // Ended once more, the list is saved once more.
            flow.counts_tries = true;
            post(&person, "/v1/sessions/end", json!({ "password": PASSWORD, "session_id": session }))
        }
        "confirm-second-factor" | "remove-second-factor" => {
            let person = harness.signed_in_with_password("owner-2").await;
            let path = "/v1/account/second-factor";
            person.post(path, json!({ "password": PASSWORD })).await.ok();
            let secret = harness.account("owner-2").await.proposed_factor.unwrap();
            let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
            let confirm = json!({ "code": code });
            // The session gets another token, and the account codes of chance.
            flow.repeated = &["SESSION#", "ACCOUNT#owner-2"];
            flow.told = &["no-proposal", "not-signed-in"];
            if name == "confirm-second-factor" {
                post(&person, &format!("{path}/confirm"), confirm)
            } else {
                let person = person.with(&person.post(&format!("{path}/confirm"), confirm).await);
                post(&person, &format!("{path}/remove"), json!({ "password": PASSWORD }))
            }
        }
        "export-data" => {
            let person = harness.signed_in_with_password("owner-2").await;
            // Each page that leaves is noted, and told.
            flow.repeated = &["ACCOUNT#owner-2"];
            post(&person, "/v1/account/export", json!({ "password": PASSWORD }))
        }
        "recover-owner" => {
            let opened = provider.post("/v1/owners", forms::complete("add-owner")).await.ok();
            let about = json!({ "username": opened["username"], "reason": "核对了身份证原件" });
            post(&provider, "/v1/owners/recover", about)
        }
        "recover-staff" => {
            let about = json!({ "username": "reviewer-1", "reason": "lost the telephone" });
            post(&supervisor, "/v1/staff/recover", about)
        }
        _ => return None,
    })
}
