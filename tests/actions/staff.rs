//! Staff: invited, made to set up a second factor, recovered, closed out.

use crate::accounts::{PASSWORD, registered, sign_in};
use beian_filing::history::Role;
use beian_tests::{Harness, Person, Reply};
use serde_json::{Value, json};

const NEW: &str = "short 8+";

async fn temporary(harness: &Harness, address: &str) -> String {
    let mails = harness.mails_to(address).await;
    let text = &mails.last().unwrap().text;
    text.split("临时密码：").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

fn invitation(username: &str, role: &str, provider: Option<&str>) -> Value {
    json!({ "username": username, "role": role, "provider": provider, "contact_name": "示例丙",
            "email": format!("{username}@example.com") })
}

async fn enter(harness: &Harness, username: &str, code: Option<&str>) -> Reply {
    let body = json!({ "username": username, "password": NEW, "code": code });
    harness.anyone().post("/v1/sessions", body).await
}

/// Sets the first password with the invitation's temporary one, and signs in.
async fn arrived(harness: &Harness, username: &str) -> Person {
    let given = temporary(harness, &format!("{username}@example.com")).await;
    let set = json!({ "username": username, "temporary_password": given, "new_password": NEW });
    harness.anyone().post("/v1/accounts/set-password", set).await.ok();
    harness.anyone().with(&enter(harness, username, None).await)
}

/// Sets up a second factor; the new session, the secret in hex is the account's, and the recovery codes.
async fn enrolled(harness: &Harness, person: &Person, username: &str) -> (Person, Vec<String>) {
    person.post("/v1/account/second-factor", json!({ "password": NEW })).await.ok();
    let secret = harness.account(username).await.proposed_factor.unwrap();
    let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
    let reply = person.post("/v1/account/second-factor/confirm", json!({ "code": code })).await;
    let person = person.with(&reply);
    let codes = reply.ok()["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap().to_owned())
        .collect();
    (person, codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_invited_and_can_do_nothing_before_a_second_factor() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    supervisor.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    supervisor
        .post("/v1/staff", invitation("shenhe-2", "reviewer", None))
        .await
        .refused(409, "username-taken");
    // Nobody has set a password yet, and no stranger learns that.
    enter(&harness, "shenhe-2", None).await.refused(401, "wrong-password");
    let person = arrived(&harness, "shenhe-2").await;
    let session = person.get("/v1/sessions/current").await.ok();
    assert_eq!(session["enrolling"], true);
    person.get("/v1/filings?status=under_review").await.refused(403, "second-factor-needed");
    let path = "/v1/account/second-factor/confirm";
    person.post(path, json!({ "code": "123456" })).await.refused(409, "no-proposal");
    let begun = person.post("/v1/account/second-factor", json!({ "password": NEW })).await.ok();
    assert!(begun["uri"].as_str().unwrap().starts_with("otpauth://totp/Beian:shenhe-2?secret="));
    let old = person.clone();
    let (person, codes) = enrolled(&harness, &person, "shenhe-2").await;
    assert_eq!(codes.len(), 10);
    person.get("/v1/filings?status=under_review").await.ok();
    old.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    person
        .post("/v1/account/second-factor/remove", json!({ "password": NEW }))
        .await
        .refused(403, "forbidden");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_is_asked_for_and_serves_once() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    supervisor.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    let person = arrived(&harness, "shenhe-2").await;
    let (_, codes) = enrolled(&harness, &person, "shenhe-2").await;
    let secret = harness.account("shenhe-2").await.second_factor.unwrap().secret;
    let code = |seconds| {
        let at = harness.now() + jiff::SignedDuration::from_secs(seconds);
        beian_kit::second_factor::code_at(&secret, at).unwrap()
    };
    enter(&harness, "shenhe-2", None).await.refused(401, "code-needed");
    enter(&harness, "shenhe-2", Some("000000")).await.refused(401, "wrong-code");
    enter(&harness, "shenhe-2", Some(&code(0))).await.refused(401, "wrong-code");
    enter(&harness, "shenhe-2", Some(&code(30))).await.ok();
    enter(&harness, "shenhe-2", Some(&code(30))).await.refused(401, "wrong-code");
    enter(&harness, "shenhe-2", Some(&codes[4])).await.ok();
    enter(&harness, "shenhe-2", Some(&codes[4])).await.refused(401, "wrong-code");
    let mails = harness.mails_to("shenhe-2@example.com").await;
    assert!(mails.last().unwrap().subject.contains("恢复码已使用"));
    // Guessing at the code ends, though the password is known.
    let mut last = 0;
    for _ in 0..20 {
        last = enter(&harness, "shenhe-2", Some("000000")).await.status;
    }
    assert_eq!(last, 429);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_recovers_staff_who_lost_phone_and_password() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    supervisor.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    let person = arrived(&harness, "shenhe-2").await;
    let (person, _) = enrolled(&harness, &person, "shenhe-2").await;
    let recover = |name: &str| json!({ "username": name, "reason": "当面核对了工作证" });
    let path = "/v1/staff/recover";
    supervisor.post(path, recover("supervisor-1")).await.refused(409, "own-account");
    let owner = registered(&harness, "shili").await;
    supervisor.post(path, recover(&owner)).await.refused(404, "not-found");
    supervisor.post(path, recover("shenhe-2")).await.ok();
    person.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    // The old password alone opens nothing.
    enter(&harness, "shenhe-2", None).await.refused(401, "wrong-password");
    let person = arrived(&harness, "shenhe-2").await;
    person.get("/v1/filings?status=under_review").await.refused(403, "second-factor-needed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_as_the_system_or_as_an_owner() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    for role in ["system", "owner"] {
        let reply = supervisor.post("/v1/staff", invitation("shenhe-3", role, None)).await;
        assert_eq!(reply.refused(422, "malformed").pointers(), ["/role"], "{role}");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_is_signed_out_at_once_and_may_be_opened_again() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let about = |name: &str| json!({ "username": name, "reason": "the holder left" });
    let (close, open) = ("/v1/accounts/disable", "/v1/accounts/enable");
    supervisor.post(close, about("nobody")).await.refused(404, "not-found");
    supervisor.post(close, about("supervisor-1")).await.refused(409, "own-account");
    supervisor.post(open, about(&username)).await.refused(409, "not-disabled");
    supervisor.post(close, json!({ "username": username, "reason": "" })).await.refused(422, "malformed");
    supervisor.post(close, about(&username)).await.ok();
    supervisor.post(close, about(&username)).await.refused(409, "already-disabled");
    owner.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    sign_in(&harness.anyone(), &username, PASSWORD).await.refused(401, "wrong-password");
    let mails = harness.mails_to("shili@example.com").await;
    assert!(mails.last().unwrap().text.contains("the holder left"));
    supervisor.post(open, about(&username)).await.ok();
    sign_in(&harness.anyone(), &username, PASSWORD).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn providers_are_entered_by_the_bureau_and_their_staff_invited() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let add = |id: &str| json!({ "id": id, "name": "示例云三", "email": "yun-san@example.net" });
    let wrong = supervisor.post("/v1/providers", json!({ "id": "Yun San", "name": "", "email": "x" })).await;
    assert_eq!(wrong.refused(422, "malformed").pointers(), ["/id", "/name", "/email"]);
    let staff = invitation("staff-san", "provider", Some("yun-san"));
    supervisor.post("/v1/staff", staff.clone()).await.refused(409, "unknown-provider");
    supervisor.post("/v1/providers", add("yun-san")).await.ok();
    supervisor.post("/v1/providers", add("yun-san")).await.refused(409, "provider-taken");
    supervisor.post("/v1/staff", staff).await.ok();
    let both = invitation("staff-si", "clerk", Some("yun-san"));
    assert_eq!(supervisor.post("/v1/staff", both).await.refused(422, "malformed").pointers(), ["/provider"]);
    let owner = invitation("staff-si", "owner", None);
    assert_eq!(supervisor.post("/v1/staff", owner).await.refused(422, "malformed").pointers(), ["/role"]);
    let listed = supervisor.get("/v1/accounts?provider=yun-san").await.ok();
    assert_eq!(listed["items"][0]["username"], "staff-san");
    assert_eq!(listed["items"][0]["ready"], false);
    let bureau = supervisor.get("/v1/accounts").await.ok();
    assert_eq!(bureau["items"].as_array().unwrap().len(), 1);
    let person = arrived(&harness, "staff-san").await;
    let (person, _) = enrolled(&harness, &person, "staff-san").await;
    assert_eq!(person.get("/v1/filings").await.ok()["items"], json!([]));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_can_tell_access_providers_apart_and_no_name_is_a_formula_or_a_page() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let add = |id: &str, name: &str| json!({ "id": id, "name": name, "email": "yun@example.net" });
    supervisor.post("/v1/providers", add("yun-san", "示例云三 Cloud")).await.ok();
    for same in ["示例云三 Cloud", " 示例云三  cloud ", "示例云三Ｃｌｏｕｄ", "示例云三　CLOUD"]
    {
        let reply = supervisor.post("/v1/providers", add("yun-si", same)).await;
        reply.refused(409, "provider-taken");
    }
    let names = [
        "=HYPERLINK(\"https://example.com\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "|calc",
        "%0A",
        "＝1",
        "－1",
        "＋1",
        "＠x",
        "示例<b>云</b>",
        "示例＜i＞",
        "a\u{202e}b",
        "a\u{0}b",
        "a\tb",
        "a\nb",
        "示例\u{200b}云三",
    ];
    for name in names {
        let reply = supervisor.post("/v1/providers", add("yun-si", name)).await;
        let reply = reply.refused(422, "malformed");
        assert_eq!(reply.field_code("/name"), "bad-characters", "{name:?}");
    }
    // People are told apart by theirs too.
    for name in names {
        let body =
            json!({ "username": "ren", "role": "clerk", "contact_name": name, "email": "ren@example.com" });
        let reply = supervisor.post("/v1/staff", body).await;
        assert_eq!(reply.refused(422, "malformed").field_code("/contact_name"), "bad-characters", "{name:?}");
    }
    assert_eq!(supervisor.get("/v1/providers").await.ok()["items"].to_string().matches("yun-s").count(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_access_providers_of_one_name_at_once_one_is_entered() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let add = |id: &str, name: &str| json!({ "id": id, "name": name, "email": "yun@example.net" });
    let (one, other) = tokio::join!(
        supervisor.post("/v1/providers", add("yun-wu", "示例云五")),
        supervisor.post("/v1/providers", add("yun-liu", "示例云五")),
    );
    let mut both = [(one.status, one.code()), (other.status, other.code())];
    both.sort_unstable();
    assert_eq!(both, [(201, ""), (409, "provider-taken")]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_may_have_a_second_factor_and_do_without() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let remove = json!({ "password": PASSWORD });
    owner.post("/v1/account/second-factor/remove", remove.clone()).await.refused(409, "no-proposal");
    owner
        .post("/v1/account/second-factor", json!({ "password": "wrong demonstration" }))
        .await
        .refused(401, "wrong-password");
    owner.post("/v1/account/second-factor", remove.clone()).await.ok();
    sign_in(&harness.anyone(), &username, PASSWORD).await.ok();
    let secret = harness.account(&username).await.proposed_factor.unwrap();
    let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
    let path = "/v1/account/second-factor/confirm";
    owner.post(path, json!({ "code": "000000" })).await.refused(401, "wrong-code");
    let reply = owner.post(path, json!({ "code": code })).await;
    let owner = owner.with(&reply);
    sign_in(&harness.anyone(), &username, PASSWORD).await.refused(401, "code-needed");
    let account = owner.get("/v1/account").await.ok();
    assert_eq!((&account["second_factor"], &account["recovery_codes"]), (&json!(true), &json!(10)));
    let at = harness.now() + jiff::SignedDuration::from_secs(30);
    let next = beian_kit::second_factor::code_at(&secret, at).unwrap();
    let body = json!({ "username": username, "password": PASSWORD, "code": next });
    let other = harness.anyone().with(&harness.anyone().post("/v1/sessions", body).await);
    owner.post("/v1/account/second-factor/remove", remove).await.ok();
    other.get("/v1/account").await.refused(401, "not-signed-in");
    sign_in(&harness.anyone(), &username, PASSWORD).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_supervisor_is_made_from_the_command_line() {
    let harness = Harness::open().await;
    let appointed =
        beian_local::appoint::supervisor(harness.store(), "zhuguan-1", "示例丁", "zhuguan-1@example.com")
            .await
            .unwrap();
    let set =
        json!({ "username": "zhuguan-1", "temporary_password": appointed.temporary, "new_password": NEW });
    // It was made by the machine's clock.
    harness.set_clock(&jiff::Timestamp::now().to_string());
    harness.anyone().post("/v1/accounts/set-password", set).await.ok();
    let person = harness.anyone().with(&enter(&harness, "zhuguan-1", None).await);
    let (person, _) = enrolled(&harness, &person, "zhuguan-1").await;
    person.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    assert_eq!(harness.account("zhuguan-1").await.role, Role::Supervisor);
    beian_local::appoint::supervisor(harness.store(), "zhuguan-1", "示例丁", "zhuguan-1@example.com")
        .await
        .unwrap_err();
    beian_local::appoint::supervisor(harness.store(), "1", "示例丁", "zhuguan-1@example.com")
        .await
        .unwrap_err();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_supervisors_who_close_each_other_at_once_one_stays() {
    let harness = Harness::open().await;
    let one = harness.supervisor().await;
    let other = harness.person("supervisor-2", Role::Supervisor, None).await;
    let close = |name: &str| json!({ "username": name, "reason": "as a test" });
    let (first, second) = tokio::join!(
        one.post("/v1/accounts/disable", close("supervisor-2")),
        other.post("/v1/accounts/disable", close("supervisor-1"))
    );
    let closed = [first.status, second.status].iter().filter(|status| **status == 200).count();
    assert_eq!(closed, 1, "{} {}", first.status, second.status);
    let left = ["supervisor-1", "supervisor-2"];
    let mut open = 0;
    for name in left {
        open += u32::from(harness.account(name).await.disabled_at.is_none());
    }
    assert_eq!(open, 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_is_given_nothing_that_serves_later() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let username = registered(&harness, "shili").await;
    supervisor.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    arrived(&harness, "shenhe-2").await;
    let about = |name: &str| json!({ "username": name, "reason": "the holder left" });
    let asked = json!({ "username": username, "contact_name": "示例联系人", "email": "shili@example.com", "category": "self_filed" });
    harness.anyone().post("/v1/accounts/reset-password", asked).await.ok();
    for name in [username.as_str(), "shenhe-2"] {
        supervisor.post("/v1/accounts/disable", about(name)).await.ok();
    }
    supervisor.post("/v1/staff/recover", about("shenhe-2")).await.refused(409, "account-disabled");
    let mails = harness.mails_to("shili@example.com").await;
    assert!(!mails.iter().any(|mail| mail.text.contains("临时密码：")));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn right_codes_use_up_no_tries() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    supervisor.post("/v1/staff", invitation("shenhe-2", "reviewer", None)).await.ok();
    let person = arrived(&harness, "shenhe-2").await;
    let (_, codes) = enrolled(&harness, &person, "shenhe-2").await;
    for code in &codes {
        enter(&harness, "shenhe-2", Some(code)).await.ok();
    }
    for _ in 0..6 {
        enter(&harness, "shenhe-2", Some("000000")).await.refused(401, "wrong-code");
    }
    enter(&harness, "shenhe-2", Some("000000")).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}
