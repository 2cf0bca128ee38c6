//! Requests by post: entered, completed, decided; and the account that comes back (§一.2).

use crate::{
    accounts::{PASSWORD, registered, sign_in},
    recovery::{NEW, set, temporary},
};
use beian_tests::{Desk, forms};
use serde_json::{Value, json};

const PATH: &str = "/v1/requests";

fn letter(username: &str, evidence: Value) -> Value {
    json!({ "kind": "recover_account", "username": username, "evidence": evidence })
}

fn whole() -> Value {
    json!(["form", "licence", "domain_certificate"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_recovers_the_account_and_its_holder_is_told_at_each_step() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    let username = registered(&desk, "shili").await;
    let before = desk.anyone().with(&sign_in(&desk.anyone(), &username, PASSWORD).await);
    let received = clerk.post(PATH, letter(&username, json!(["form", "licence"]))).await.ok();
    let (id, summary) = (received["summary"]["id"].as_str().unwrap(), &received["summary"]);
    assert_eq!((&summary["missing"], &summary["due"]), (&json!(["domain_certificate"]), &Value::Null));
    assert_eq!(received["contact_name"], "示***");
    let told = desk.mails_to("shili@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("还缺：域名注册证书")), "{told:?}");

    let path = format!("{PATH}/{id}");
    let approve = json!({ "version": 1, "approve": true });
    let early = reviewer.post(&format!("{path}/decide"), approve).await.refused(409, "evidence-missing");
    assert_eq!(early.body["evidence"], json!(["domain_certificate"]));
    let more = json!({ "version": 1, "evidence": ["domain_certificate"] });
    let complete = clerk.post(&format!("{path}/evidence"), more.clone()).await.ok();
    assert_eq!(complete["summary"]["due"]["date"], desk.due("2026-11-30", 5));
    clerk.post(&format!("{path}/evidence"), more).await.refused(409, "stale");
    let waiting = reviewer.get(PATH).await.ok();
    assert_eq!(waiting["items"][0]["id"], id);

    let approve = json!({ "version": 2, "approve": true });
    for _ in 0..2 {
        let decided =
            reviewer.post_once("decide-once-1", &format!("{path}/decide"), approve.clone()).await.ok();
        assert_eq!(decided["summary"]["stage"], "approved");
    }
    reviewer
        .post_once(
            "decide-once-1",
            &format!("{path}/decide"),
            json!({ "version": 2, "approve": false, "reason": "kk" }),
        )
        .await
        .refused(422, "key-reused");
    reviewer
        .post(&format!("{path}/decide"), json!({ "version": 3, "approve": true }))
        .await
        .refused(409, "request-decided");
    let late = json!({ "version": 3, "evidence": ["form"] });
    clerk.post(&format!("{path}/evidence"), late).await.refused(409, "request-decided");
    assert_eq!(reviewer.get(PATH).await.ok()["items"], json!([]), "nothing waits any more");

    before.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    sign_in(&desk.anyone(), &username, PASSWORD).await.refused(401, "wrong-password");
    let shown = reviewer.get(&path).await.ok();
    let deeds: Vec<_> =
        shown["history"].as_array().unwrap().iter().map(|event| event["deed"].clone()).collect();
    assert_eq!(deeds, ["receive_request", "receive_evidence", "approve_request"]);
    let given = temporary(&desk, "shili@example.com").await;
    desk.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    let owner = desk.anyone().with(&sign_in(&desk.anyone(), &username, NEW).await);
    let history = owner.get("/v1/account").await.ok()["history"].clone();
    assert_eq!(
        (&history[0]["deed"], &history[1]["deed"]),
        (&json!("set_password"), &json!("recover_by_paper"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_lost_too_is_replaced_and_the_old_one_is_told() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    let owner = desk.owner("owner-1").await;
    owner.submitted(forms::unit("shili-post.cn", "00000001")).await;
    // The letter does not know the user name, only the domain.
    let asked = json!({ "kind": "recover_account", "domain": "shili-post.cn", "email": "new@example.com", "evidence": whole() });
    let received = clerk.post(PATH, asked).await.ok();
    assert_eq!((&received["summary"]["account"], &received["filings"]), (&json!("owner-1"), &json!([])));
    let id = received["summary"]["id"].as_str().unwrap();
    let shown = reviewer.get(&format!("{PATH}/{id}")).await.ok();
    assert_eq!(shown["filings"][0]["domain"], "shili-post.cn", "to compare the papers with");
    for address in ["owner-1@example.com", "new@example.com"] {
        assert!(desk.mails_to(address).await.iter().any(|mail| mail.subject.contains("材料已收到")));
    }
    reviewer.post(&format!("{PATH}/{id}/decide"), json!({ "version": 1, "approve": true })).await.ok();
    let given = temporary(&desk, "new@example.com").await;
    let old = desk.mails_to("owner-1@example.com").await;
    assert!(old.last().unwrap().subject.contains("邮箱已更换"), "{}", old.last().unwrap().subject);
    assert!(!old.iter().any(|mail| mail.text.contains(&given)));
    desk.anyone().post("/v1/accounts/set-password", set("owner-1", &given)).await.ok();
    assert_eq!(desk.account("owner-1").await.email, "new@example.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_ends_what_a_provider_proposed_and_one_key_decides_one_letter() {
    let desk = Desk::open().await;
    let (clerk, reviewer, provider) = (desk.clerk().await, desk.reviewer().await, desk.provider().await);
    let asked = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例乙", "email": "daiban@example.com" });
    let username = provider.post("/v1/owners", asked).await.ok()["username"].as_str().unwrap().to_owned();
    let propose = json!({ "username": username, "reason": "核对了身份证原件", "email": "new@example.com" });
    provider.post("/v1/owners/recover", propose).await.ok();
    let mut paths = Vec::new();
    for _ in 0..2 {
        let received = clerk.post(PATH, letter(&username, whole())).await.ok();
        paths.push(format!("{PATH}/{}/decide", received["summary"]["id"].as_str().unwrap()));
    }
    let approve = json!({ "version": 1, "approve": true });
    reviewer.post_once("decide-once-1", &paths[0], approve.clone()).await.ok();
    reviewer.post_once("decide-once-1", &paths[1], approve).await.refused(422, "key-reused");
    desk.set_clock("2026-11-26T02:00:01Z");
    assert_eq!(desk.mails_to("new@example.com").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_changes_nothing_and_says_why() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    let username = registered(&desk, "shili").await;
    let received = clerk.post(PATH, letter(&username, whole())).await.ok();
    let path = format!("{PATH}/{}/decide", received["summary"]["id"].as_str().unwrap());
    let short = json!({ "version": 1, "approve": false });
    assert_eq!(reviewer.post(&path, short).await.refused(422, "malformed").pointers(), ["/reason"]);
    let refuse = json!({ "version": 1, "approve": false, "reason": "公章与执照上的名称不一致" });
    let refused = reviewer.post(&path, refuse).await.ok();
    assert_eq!(refused["summary"]["stage"], "refused");
    let told = desk.mails_to("shili@example.com").await;
    assert!(told.last().unwrap().text.contains("公章与执照上的名称不一致"));
    sign_in(&desk.anyone(), &username, PASSWORD).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_wrongly_is_said_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let (clerk, reviewer) = (desk.clerk().await, desk.reviewer().await);
    let username = registered(&desk, "shili").await;
    clerk.post(PATH, letter("nobody", whole())).await.refused(404, "not-found");
    // Staff are recovered by their supervisor, never by post.
    clerk.post(PATH, letter("reviewer-1", whole())).await.refused(404, "not-found");
    let unheld = json!({ "kind": "recover_account", "domain": "nobody.cn", "evidence": whole() });
    clerk.post(PATH, unheld).await.refused(404, "not-found");
    let empty = json!({ "kind": "recover_account", "domain": "no domain", "email": "nobody", "arrived_on": "20261123", "evidence": [] });
    let reply = clerk.post(PATH, empty).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/email", "/domain", "/evidence", "/arrived_on"], "all at once");
    let nameless = json!({ "kind": "recover_account", "evidence": whole() });
    assert_eq!(clerk.post(PATH, nameless).await.refused(422, "malformed").pointers(), ["/username"]);
    let mut wrong = letter(&username, whole());
    wrong["arrived_on"] = json!("2099-01-01");
    clerk.post(PATH, wrong.clone()).await.refused(422, "impossible-arrival");
    wrong["arrived_on"] = json!("yesterday");
    assert_eq!(clerk.post(PATH, wrong.clone()).await.refused(422, "malformed").pointers(), ["/arrived_on"]);
    wrong["email"] = json!("nobody");
    assert_eq!(clerk.post(PATH, wrong).await.refused(422, "malformed").pointers(), ["/email", "/arrived_on"]);
    reviewer.get(&format!("{PATH}/0")).await.refused(404, "not-found");
    assert_eq!(clerk.get(PATH).await.ok()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_envelope_twice_is_one_request() {
    let desk = Desk::open().await;
    let clerk = desk.clerk().await;
    let username = registered(&desk, "shili").await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let received = clerk.post_once("receive-once-1", PATH, letter(&username, json!(["form"]))).await.ok();
        seen.push(received["summary"]["id"].clone());
    }
    assert_eq!(seen[0], seen[1]);
    clerk.post_once("receive-once-1", PATH, letter(&username, whole())).await.refused(422, "key-reused");
    let path = format!("{PATH}/{}/evidence", seen[0].as_str().unwrap());
    for _ in 0..2 {
        let more = json!({ "version": 1, "evidence": ["licence"] });
        assert_eq!(clerk.post_once("evidence-once-1", &path, more).await.ok()["version"], 2);
    }
    assert_eq!(
        desk.mails_to("shili@example.com").await.iter().filter(|mail| mail.subject.contains("还缺")).count(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_paper_opens_a_closed_account() {
    let desk = Desk::open().await;
    let (clerk, reviewer, supervisor) = (desk.clerk().await, desk.reviewer().await, desk.supervisor().await);
    let username = registered(&desk, "shili").await;
    let close = json!({ "username": username, "reason": "the holder asked for it" });
    supervisor.post("/v1/accounts/disable", close).await.ok();
    let received = clerk.post(PATH, letter(&username, whole())).await.ok();
    assert_eq!(received["account_closed"], true);
    let path = format!("{PATH}/{}/decide", received["summary"]["id"].as_str().unwrap());
    reviewer.post(&path, json!({ "version": 1, "approve": true })).await.refused(409, "account-closed");
}
