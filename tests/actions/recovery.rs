//! Lost passwords: online, by the provider, by a supervisor; and what each road does not give away.

use crate::accounts::{PASSWORD, link, registered, sign_in};
use beian_filing::{identifier::Username, rate_limit};
use beian_tests::Harness;
use serde_json::{Value, json};

pub(crate) const NEW: &str = "another demonstration";

/// The temporary password in the newest letter to this address.
pub(crate) async fn temporary(harness: &Harness, address: &str) -> String {
    let mails = harness.mails_to(address).await;
    let text = mails.iter().rev().map(|mail| &mail.text).find(|text| text.contains("临时密码：")).unwrap();
    text.split("临时密码：").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

pub(crate) fn set(username: &str, temporary: &str) -> Value {
    json!({ "username": username, "temporary_password": temporary, "new_password": NEW })
}

fn asked(username: &str, email: &str) -> Value {
    json!({ "username": username, "contact_name": "示例联系人", "email": email, "category": "self_filed" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_with_a_temporary_one_that_serves_once() {
    let harness = Harness::open().await;
    let anyone = harness.anyone();
    let username = registered(&harness, "shili").await;
    let signed_in = anyone.with(&sign_in(&anyone, &username, PASSWORD).await);
    anyone.post("/v1/accounts/reset-password", asked(&username, "shili@example.com")).await.ok();
    let given = temporary(&harness, "shili@example.com").await;
    assert_eq!(given.chars().filter(|sign| *sign != '-').count(), 26, "128 bits");

    // The old one works until then; the temporary one is no password; a wrong one says nothing.
    sign_in(&anyone, &username, PASSWORD).await.ok();
    sign_in(&anyone, &username, &given).await.refused(401, "wrong-password");
    let path = "/v1/accounts/set-password";
    anyone.post(path, set(&username, "wrong")).await.refused(401, "wrong-password");
    let mut weak = set(&username, &given);
    weak["new_password"] = json!("1234567890123456");
    anyone.post(path, weak).await.refused(422, "malformed");
    for _ in 0..2 {
        anyone.post_once("set-once-1", path, set(&username, &given)).await.ok();
    }
    anyone.post(path, set(&username, &given)).await.refused(401, "wrong-password");
    sign_in(&anyone, &username, PASSWORD).await.refused(401, "wrong-password");
    sign_in(&anyone, &username, NEW).await.ok();
    signed_in.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    let subjects: Vec<String> =
        harness.mails_to("shili@example.com").await.into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.last().unwrap().contains("密码已修改"), "{subjects:?}");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_used_expired_or_foreign_temporary_password_says_the_same() {
    let harness = Harness::open().await;
    let anyone = harness.anyone();
    let (mine, other) = (registered(&harness, "shili-a").await, registered(&harness, "shili-b").await);
    anyone.post("/v1/accounts/reset-password", asked(&mine, "shili-a@example.com")).await.ok();
    let given = temporary(&harness, "shili-a@example.com").await;
    let path = "/v1/accounts/set-password";
    let mut said = Vec::new();
    said.push(anyone.post(path, set(&mine, "wrong")).await);
    said.push(anyone.post(path, set(&other, &given)).await);
    said.push(anyone.post(path, set("nobody", &given)).await);
    harness.set_clock("2026-11-23T02:15:30Z");
    said.push(anyone.post(path, set(&mine, &given)).await);
    anyone.post("/v1/accounts/reset-password", asked(&mine, "shili-a@example.com")).await.ok();
    let given = temporary(&harness, "shili-a@example.com").await;
    anyone.post(path, set(&mine, &given)).await.ok();
    said.push(anyone.post(path, set(&mine, &given)).await);
    for reply in &said {
        assert_eq!((reply.status, &reply.body), (401, &said[0].body));
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_a_recovery_tells_nothing_and_the_holder_is_told() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let mut answers = Vec::new();
    let wrong = json!({ "username": username, "contact_name": "别人", "email": "shili@example.com", "category": "self_filed" });
    let category = json!({ "username": username, "contact_name": "示例联系人", "email": "shili@example.com", "category": "provider_filed" });
    for ask in [wrong, category, asked("nobody", "shili@example.com"), asked(&username, "shili@example.com")]
    {
        answers.push(harness.anyone().post("/v1/accounts/reset-password", ask).await);
    }
    for reply in &answers {
        assert_eq!((reply.status, &reply.body), (202, &json!({})));
    }
    // One key does not hide a second guess.
    let guess = json!({ "username": username, "contact_name": "别人甲", "email": "shili@example.com", "category": "self_filed" });
    let mut other = guess.clone();
    other["contact_name"] = json!("别人乙");
    for guess in [&guess, &guess, &other] {
        harness.anyone().post_once("guess-once-1", "/v1/accounts/reset-password", guess.clone()).await.ok();
    }
    let mails = harness.mails_to("shili@example.com").await;
    let tried = mails.iter().filter(|mail| mail.subject.contains("有人尝试")).count();
    assert_eq!(tried, 2, "the limit of notices an hour is reached");
    let history = harness.store().account_history(&Username::typed(&username)).await.unwrap();
    let kept =
        history.iter().filter(|event| event.data == beian_filing::account::AccountEvent::TryRecovery).count();
    assert_eq!(kept, 4, "and each different try is kept");
    assert_eq!(mails.iter().filter(|mail| mail.text.contains("临时密码：")).count(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_that_do_not_match_neither_flood_the_holder_nor_stop_the_right_one() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    for network in 0..12 {
        let stranger = harness.anyone().from(&format!("198.51.{network}.7"));
        stranger.post("/v1/accounts/reset-password", asked(&username, "wrong@example.com")).await.ok();
    }
    let tried =
        |mails: &[beian_local::Mail]| mails.iter().filter(|mail| mail.subject.contains("有人尝试")).count();
    assert_eq!(tried(&harness.mails_to("shili@example.com").await), 3);
    harness.anyone().post("/v1/accounts/reset-password", asked(&username, "shili@example.com")).await.ok();
    let given = temporary(&harness, "shili@example.com").await;
    harness.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    harness.is_whole().await;
}

/// An owner whose account this provider opened; its user name.
async fn owner_of_provider(harness: &Harness, provider: &beian_tests::Person) -> String {
    let asked = json!({ "username": "daiban", "applicant": "individual", "contact_name": "示例乙", "email": "daiban@example.com" });
    let opened = provider.post("/v1/owners", asked).await.ok();
    let username = opened["username"].as_str().unwrap().to_owned();
    let given = temporary(harness, "daiban@example.com").await;
    let mut first = set(&username, &given);
    first["new_password"] = json!(PASSWORD);
    harness.anyone().post("/v1/accounts/set-password", first).await.ok();
    username
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_opens_accounts_for_its_owners_and_starts_their_recovery() {
    let harness = Harness::open().await;
    let (provider, other) = (harness.provider().await, harness.other_provider().await);
    let username = owner_of_provider(&harness, &provider).await;
    let listed = provider.get("/v1/accounts").await.ok();
    assert_eq!(listed["items"][0]["username"], username.as_str());
    assert_eq!(listed["items"][0]["email"], "d***@example.com");
    assert_eq!(other.get("/v1/accounts").await.ok()["items"], json!([]));

    let recover = json!({ "username": username, "reason": "回拨了合同上的电话" });
    let path = "/v1/owners/recover";
    other.post(path, recover.clone()).await.refused(404, "not-found");
    let own = registered(&harness, "shili").await;
    provider
        .post(path, json!({ "username": own, "reason": "回拨了合同上的电话" }))
        .await
        .refused(404, "not-found");
    let short =
        provider.post(path, json!({ "username": username, "reason": "k" })).await.refused(422, "malformed");
    assert_eq!(short.pointers(), ["/reason"]);
    provider.post(path, recover).await.ok();
    // It goes to the owner, and the provider's answer has nothing of it.
    let given = temporary(&harness, "daiban@example.com").await;
    sign_in(&harness.anyone(), &username, PASSWORD).await.ok();
    harness.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, NEW).await);
    let history = owner.get("/v1/account").await.ok()["history"].clone();
    let deeds: Vec<_> =
        history.as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(deeds, ["set_password", "recover_owner", "set_password", "add_owner"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_sends_an_owner_so_many_letters_a_day_and_not_one_more() {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    let username = owner_of_provider(&harness, &provider).await;
    let recover = json!({ "username": username, "reason": "回拨了合同上的电话" });
    // The invitation was one; that a password was set is told by nobody's asking.
    let before = harness.mails_to("daiban@example.com").await.len();
    for _ in 1..rate_limit::MESSAGES_TO_ADDRESS.most {
        provider.post("/v1/owners/recover", recover.clone()).await.ok();
    }
    let letters = harness.mails_to("daiban@example.com").await.len();
    assert_eq!(letters - before, rate_limit::MESSAGES_TO_ADDRESS.most as usize - 1);
    provider.post("/v1/owners/recover", recover).await.refused(429, "too-many-requests");
    // Proposing an address of a stranger's is a letter to the stranger.
    let propose =
        |email: &str| json!({ "username": username, "reason": "回拨了合同上的电话", "email": email });
    provider
        .post("/v1/owners/recover", propose("daiban@example.com"))
        .await
        .refused(429, "too-many-requests");
    assert_eq!(harness.mails_to("daiban@example.com").await.len(), letters);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_address_takes_effect_after_three_days_unless_the_old_one_objects() {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    let username = owner_of_provider(&harness, &provider).await;
    let propose = json!({ "username": username, "reason": "核对了身份证原件", "email": "new@example.com" });
    provider.post("/v1/owners/recover", propose.clone()).await.ok();
    assert_eq!(harness.mails_to("new@example.com").await.len(), 0, "nothing goes there yet");
    let (name, code) = link(&harness, "daiban@example.com").await;
    assert_eq!(name, username);
    let keep = |code: &str| json!({ "username": username, "code": code });
    let path = "/v1/accounts/keep-email";
    harness.anyone().post(path, keep("wrong")).await.refused(409, "code-expired");
    harness.anyone().post(path, keep(&code)).await.ok();
    harness.anyone().post(path, keep(&code)).await.refused(409, "code-expired");
    harness.set_clock("2026-11-27T02:00:00Z");
    assert_eq!(harness.mails_to("new@example.com").await.len(), 0, "who objected keeps the address");
    assert_eq!(harness.account(&username).await.email, "daiban@example.com");

    provider.post("/v1/owners/recover", propose).await.ok();
    let told = harness.mails_to("daiban@example.com").await;
    assert!(told.last().unwrap().subject.contains("将被更换"), "{}", told.last().unwrap().subject);
    harness.set_clock("2026-11-30T01:59:00Z");
    assert_eq!(harness.mails_to("new@example.com").await.len(), 0);
    harness.set_clock("2026-11-30T02:05:00Z");
    let given = temporary(&harness, "new@example.com").await;
    let old = harness.mails_to("daiban@example.com").await;
    assert!(old.last().unwrap().subject.contains("邮箱已更换"), "{}", old.last().unwrap().subject);
    harness.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    assert_eq!(harness.mails_to("new@example.com").await.len(), 2, "the temporary password, the change");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_does_not_pass_the_second_factor() {
    let harness = Harness::open().await;
    let username = registered(&harness, "shili").await;
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    owner.post("/v1/account/second-factor", json!({ "password": PASSWORD })).await.ok();
    let secret = harness.account(&username).await.proposed_factor.unwrap();
    let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
    owner.post("/v1/account/second-factor/confirm", json!({ "code": code })).await.ok();
    harness.anyone().post("/v1/accounts/reset-password", asked(&username, "shili@example.com")).await.ok();
    let given = temporary(&harness, "shili@example.com").await;
    harness.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    sign_in(&harness.anyone(), &username, NEW).await.refused(401, "code-needed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_proposed_again_waits_its_own_three_days() {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    let username = owner_of_provider(&harness, &provider).await;
    let propose = |email: &str| json!({ "username": username, "reason": "核对了身份证原件", "email": email });
    provider.post("/v1/owners/recover", propose("first@example.com")).await.ok();
    harness.set_clock("2026-11-26T01:00:00Z");
    provider.post("/v1/owners/recover", propose("second@example.com")).await.ok();
    harness.set_clock("2026-11-26T02:00:01Z");
    for address in ["first@example.com", "second@example.com"] {
        assert_eq!(harness.mails_to(address).await.len(), 0, "{address}");
    }
    assert_eq!(harness.account(&username).await.email, "daiban@example.com");
    // Three days from when the present address was told, which was an hour later.
    harness.set_clock("2026-11-29T01:00:01Z");
    assert_eq!(harness.mails_to("second@example.com").await.len(), 0);
    harness.set_clock("2026-11-29T02:05:00Z");
    temporary(&harness, "second@example.com").await;
    assert_eq!(harness.mails_to("first@example.com").await.len(), 0);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_one_command_is_refused_for_another() {
    let harness = Harness::open().await;
    let (supervisor, provider) = (harness.supervisor().await, harness.provider().await);
    let username = owner_of_provider(&harness, &provider).await;
    let about = json!({ "username": username, "reason": "the holder asked for it" });
    supervisor.post_once("account-once-1", "/v1/accounts/disable", about.clone()).await.ok();
    supervisor.post_once("account-once-1", "/v1/accounts/disable", about.clone()).await.ok();
    let enable = supervisor.post_once("account-once-1", "/v1/accounts/enable", about.clone()).await;
    enable.refused(422, "key-reused");
    supervisor.post_once("account-once-2", "/v1/accounts/enable", about.clone()).await.ok();
    provider.post_once("account-once-2", "/v1/owners/recover", about).await.refused(422, "key-reused");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_asks_twice_opens_one_account() {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    let asked = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例乙", "email": "twice@example.com" });
    let mut opened = Vec::new();
    for _ in 0..2 {
        opened.push(
            provider.post_once("owner-once-1", "/v1/owners", asked.clone()).await.ok()["username"].clone(),
        );
    }
    assert_eq!(opened[0], opened[1]);
    assert_eq!(harness.mails_to("twice@example.com").await.len(), 1);
    harness.is_whole().await;
}
