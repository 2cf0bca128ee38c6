//! Requests by post: entered, completed, decided; and the account that comes back (§一.2).

use crate::{
    accounts::{PASSWORD, registered, sign_in},
    recovery::{NEW, set, temporary},
};
use beian_contract::view::{RequestList, RequestView};
use beian_filing::{
    filing::FilingStatus,
    history::Role,
    paper::{Evidence, RequestAction, RequestStatus, RequestSubject},
};
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};

const PATH: &str = "/v1/requests";

fn letter(username: &str, evidence: Value) -> Value {
    json!({ "kind": "recover_account", "username": username, "evidence": evidence })
}

/// Enters a letter; the request as it then is.
async fn receive(clerk: &Person, letter: Value) -> RequestView {
    clerk.post(PATH, letter).await.view()
}

fn whole() -> Value {
    json!(["form", "licence", "domain_certificate"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_recovers_the_account_and_its_holder_is_told_at_each_step() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let before = harness.anyone().with(&sign_in(&harness.anyone(), &username, PASSWORD).await);
    let received = receive(&clerk, letter(&username, json!(["form", "licence"]))).await;
    let (id, summary) = (received.summary.id, &received.summary);
    assert_eq!((&*summary.missing, summary.due), (&[Evidence::DomainCertificate][..], None));
    assert_eq!(received.contact_name, "示***");
    let told = harness.mails_to("shili@example.com").await;
    assert!(told.iter().any(|mail| mail.text.contains("还缺：域名注册证书")), "{told:?}");

    let path = format!("{PATH}/{id}");
    let approve = json!({ "version": 1, "approve": true });
    let early = reviewer.post(&format!("{path}/decide"), approve).await.refused(409, "evidence-missing");
    assert_eq!(early.body["evidence"], json!(["domain_certificate"]));
    let more = json!({ "version": 1, "evidence": ["domain_certificate"] });
    let complete: RequestView = clerk.post(&format!("{path}/evidence"), more.clone()).await.view();
    assert_eq!(complete.summary.due.unwrap().date.to_string(), harness.due("2026-11-30", 5));
    clerk.post(&format!("{path}/evidence"), more).await.refused(409, "stale");
    let waiting: RequestList = reviewer.get(PATH).await.view();
    assert_eq!(waiting.items[0].id, id);

    let approve = json!({ "version": 2, "approve": true });
    for _ in 0..2 {
        let decided: RequestView =
            reviewer.post_once("decide-once-1", &format!("{path}/decide"), approve.clone()).await.view();
        assert_eq!(decided.summary.status, RequestStatus::Approved);
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
    assert!(reviewer.get(PATH).await.view::<RequestList>().items.is_empty(), "nothing waits any more");

    before.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    sign_in(&harness.anyone(), &username, PASSWORD).await.refused(401, "wrong-password");
    let shown: RequestView = reviewer.get(&path).await.view();
    let deeds: Vec<_> = shown.history.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(deeds, ["receive_request", "receive_evidence", "approve_request"]);
    let given = temporary(&harness, "shili@example.com").await;
    harness.anyone().post("/v1/accounts/set-password", set(&username, &given)).await.ok();
    let owner = harness.anyone().with(&sign_in(&harness.anyone(), &username, NEW).await);
    let history = owner.get("/v1/account").await.ok()["history"].clone();
    assert_eq!(
        (&history[0]["event"], &history[1]["event"]),
        (&json!("set_password"), &json!("recover_by_paper"))
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_lost_too_is_replaced_and_the_old_one_is_told() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-post.cn", "00000001")).await;
    // The letter does not know the user name, only the domain.
    let asked = json!({ "kind": "recover_account", "domain": "shili-post.cn", "email": "new@example.com", "evidence": whole() });
    let received = receive(&clerk, asked).await;
    assert!(received.summary.account == "owner-1" && received.filings.is_empty());
    let id = received.summary.id;
    let shown: RequestView = reviewer.get(&format!("{PATH}/{id}")).await.view();
    assert_eq!(shown.filings[0].domain, "shili-post.cn", "to compare the papers with");
    for address in ["owner-1@example.com", "new@example.com"] {
        assert!(harness.mails_to(address).await.iter().any(|mail| mail.subject.contains("材料已收到")));
    }
    reviewer.post(&format!("{PATH}/{id}/decide"), json!({ "version": 1, "approve": true })).await.ok();
    let given = temporary(&harness, "new@example.com").await;
    let old = harness.mails_to("owner-1@example.com").await;
    assert!(old.last().unwrap().subject.contains("邮箱已更换"), "{}", old.last().unwrap().subject);
    assert!(!old.iter().any(|mail| mail.text.contains(&given)));
    harness.anyone().post("/v1/accounts/set-password", set("owner-1", &given)).await.ok();
    assert_eq!(harness.account("owner-1").await.email, "new@example.com");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_ends_what_a_provider_proposed_and_one_key_decides_one_letter() {
    let harness = Harness::open().await;
    let (clerk, reviewer, provider) =
        (harness.clerk().await, harness.reviewer().await, harness.provider().await);
    let asked = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例乙", "email": "daiban@example.com" });
    let username = provider.post("/v1/owners", asked).await.ok()["username"].as_str().unwrap().to_owned();
    let propose = json!({ "username": username, "reason": "核对了身份证原件", "email": "new@example.com" });
    provider.post("/v1/owners/recover", propose).await.ok();
    let mut paths = Vec::new();
    for _ in 0..2 {
        let received = receive(&clerk, letter(&username, whole())).await;
        paths.push(format!("{PATH}/{}/decide", received.summary.id));
    }
    let approve = json!({ "version": 1, "approve": true });
    reviewer.post_once("decide-once-1", &paths[0], approve.clone()).await.ok();
    reviewer.post_once("decide-once-1", &paths[1], approve).await.refused(422, "key-reused");
    harness.set_clock("2026-11-26T02:00:01Z");
    assert_eq!(harness.mails_to("new@example.com").await.len(), 0);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_changes_nothing_and_says_why() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let received = receive(&clerk, letter(&username, whole())).await;
    let path = format!("{PATH}/{}/decide", received.summary.id);
    let short = json!({ "version": 1, "approve": false });
    assert_eq!(reviewer.post(&path, short).await.refused(422, "malformed").pointers(), ["/reason"]);
    let refuse = json!({ "version": 1, "approve": false, "reason": "公章与执照上的名称不一致" });
    let refused: RequestView = reviewer.post(&path, refuse).await.view();
    assert_eq!(refused.summary.status, RequestStatus::Refused);
    let told = harness.mails_to("shili@example.com").await;
    assert!(told.last().unwrap().text.contains("公章与执照上的名称不一致"));
    sign_in(&harness.anyone(), &username, PASSWORD).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_entry_is_refused_and_nothing_is_saved() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
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
    assert!(clerk.get(PATH).await.view::<RequestList>().items.is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_envelope_twice_is_one_request() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let envelope = letter(&username, json!(["form"]));
        let received: RequestView = clerk.post_once("receive-once-1", PATH, envelope).await.view();
        seen.push(received.summary.id);
    }
    assert_eq!(seen[0], seen[1]);
    clerk.post_once("receive-once-1", PATH, letter(&username, whole())).await.refused(422, "key-reused");
    let path = format!("{PATH}/{}/evidence", seen[0]);
    for _ in 0..2 {
        let more = json!({ "version": 1, "evidence": ["licence"] });
        let completed: RequestView = clerk.post_once("evidence-once-1", &path, more).await.view();
        assert_eq!(completed.version, 2);
    }
    assert_eq!(
        harness
            .mails_to("shili@example.com")
            .await
            .iter()
            .filter(|mail| mail.subject.contains("还缺"))
            .count(),
        2
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_paper_opens_a_closed_account() {
    let harness = Harness::open().await;
    let (clerk, reviewer, supervisor) =
        (harness.clerk().await, harness.reviewer().await, harness.supervisor().await);
    let username = registered(&harness, "shili").await;
    let close = json!({ "username": username, "reason": "the holder asked for it" });
    supervisor.post("/v1/accounts/disable", close).await.ok();
    let received = receive(&clerk, letter(&username, whole())).await;
    assert!(received.account_closed);
    let path = format!("{PATH}/{}/decide", received.summary.id);
    reviewer.post(&path, json!({ "version": 1, "approve": true })).await.refused(409, "account-disabled");
    harness.is_whole().await;
}

fn whole_of_individual() -> Value {
    json!(["form", "identity_card", "domain_certificate"])
}

/// An office with its staff, and an owner.
async fn staffed() -> (Harness, beian_tests::Person) {
    let harness = Harness::open().await;
    harness.provider().await;
    harness.clerk().await;
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    (harness, owner)
}

/// Enters a letter and approves it; the request as it then is.
async fn done_by_post(harness: &Harness, letter: Value) -> RequestView {
    let received = receive(&harness.signed_in("clerk-1"), letter).await;
    let path = format!("{PATH}/{}/decide", received.summary.id);
    harness.signed_in("reviewer-1").post(&path, json!({ "version": 1, "approve": true })).await.view()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_deletes_a_submission_frees_its_claims_and_both_are_told() {
    let (harness, owner) = staffed().await;
    let clerk = harness.signed_in("clerk-1");
    let id = owner.submitted(forms::unit("shili-letter.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference.to_string();
    // A certificate of another domain proves nothing about this filing.
    let foreign = json!({ "kind": "delete_submission", "reference": reference, "domain": "shili-other.cn", "evidence": ["form"] });
    assert_eq!(
        clerk.post(PATH, foreign).await.refused(422, "malformed").field_code("/domain"),
        "other-domain"
    );
    let letter = json!({ "kind": "delete_submission", "reference": reference, "domain": "shili-letter.cn", "evidence": ["form"] });
    let received = receive(&clerk, letter).await;
    assert_eq!(received.summary.missing, [Evidence::Licence], "no domain certificate is asked for");
    assert!(
        matches!(&received.summary.about, Some(RequestSubject::Filing { reference: of, .. }) if of.to_string() == reference)
    );
    let path = format!("{PATH}/{}", received.summary.id);
    let more = json!({ "version": 1, "evidence": ["licence"] });
    clerk.post(&format!("{path}/evidence"), more).await.ok();
    let approve = json!({ "version": 2, "approve": true });
    harness.signed_in("reviewer-1").post(&format!("{path}/decide"), approve).await.ok();
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Deleted);
    let history = owner.history(&id).await;
    let last = history.last().unwrap();
    assert_eq!(last.event.as_str(), "delete_submission");
    assert!(last.details.reference.is_some());
    for to in ["owner-1@example.com", "yun-yi@example.net"] {
        let told = harness.mails_to(to).await;
        assert!(
            told.iter().any(|mail| mail.text.contains("已删除") || mail.text.contains("删除这份备案申请")),
            "{to}"
        );
    }
    let (filed, _) = harness
        .on_file(&owner, &harness.signed_in("staff-yi"), forms::unit("shili-letter.cn", "00000001"))
        .await;
    let reference = owner.filing(&filed).await.reference.to_string();
    let foreign = json!({ "kind": "deregister", "reference": reference, "domain": "shili-other.cn", "evidence": ["form"] });
    assert_eq!(
        clerk.post(PATH, foreign).await.refused(422, "malformed").field_code("/domain"),
        "other-domain"
    );
    let again = json!({ "kind": "delete_submission", "domain": "shili-letter.cn", "evidence": ["form"] });
    clerk.post(PATH, again).await.refused(409, "not-in-submission");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_who_owns_the_domain_now_deregisters_the_older_site_and_the_domain_is_free() {
    let (harness, owner) = staffed().await;
    let (provider, clerk) = (harness.signed_in("staff-yi"), harness.signed_in("clerk-1"));
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-older.cn", "00000001")).await;
    let next = harness.owner("owner-2").await;
    let filing = next.draft(forms::individual("shili-older.cn", "19800101")).await;
    next.scan_all(&filing).await;
    next.submit(&filing).await.refused(409, "domain-taken");
    let nameless = json!({ "kind": "deregister", "evidence": ["form"] });
    assert_eq!(clerk.post(PATH, nameless).await.refused(422, "malformed").pointers(), ["/domain"]);
    let unread = json!({ "kind": "deregister", "domain": "?", "reference": "JX", "number": "1", "evidence": ["form"] });
    let wrong = clerk.post(PATH, unread).await.refused(422, "malformed");
    assert_eq!(wrong.pointers(), ["/domain", "/reference", "/number"]);
    let letter = json!({ "kind": "deregister", "domain": "shili-older.cn", "applicant": "individual",
                         "email": "owner-2@example.com", "evidence": whole_of_individual() });
    let decided = done_by_post(&harness, letter.clone()).await;
    assert!(matches!(decided.summary.about, Some(RequestSubject::Record { position: Some(1), .. })));
    let seen = owner.record(&record).await;
    assert_eq!(seen.sites[0].deregistered_on, Some(harness.today()));
    assert!(seen.deregistered_on.is_none(), "the organizer stays");
    assert!(seen.history[0].details.reference.is_some());
    for to in ["owner-1@example.com", "owner-2@example.com"] {
        let told = harness.mails_to(to).await;
        assert!(told.iter().any(|mail| mail.subject.contains("已办好")), "{to}");
    }
    next.submit(&filing).await.ok();
    let free = json!({ "kind": "deregister", "domain": "shili-none.cn", "evidence": ["form"] });
    clerk.post(PATH, free).await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_deregisters_an_organizer_and_what_was_under_way_about_it() {
    let (harness, owner) = staffed().await;
    let (provider, clerk) = (harness.signed_in("staff-yi"), harness.signed_in("clerk-1"));
    let (first, record) = harness.on_file(&owner, &provider, forms::unit("shili-whole.cn", "00000001")).await;
    let number = owner.filing(&first).await.organizer_number.unwrap().to_string();
    let order = owner.begin("add_site", &record, None).await.ok()["id"].as_str().unwrap().to_owned();
    let mut form = owner.filing(&order).await.form.unwrap();
    let whole_form = forms::typed(forms::unit("shili-whole-2.cn", "00000001"));
    (form.site, form.access) = (whole_form.site, whole_form.access);
    owner.save_draft(&order, &form).await.ok();
    owner.scan_all(&order).await;
    owner.submit(&order).await.ok();
    done_by_post(&harness, json!({ "kind": "deregister", "number": number, "evidence": whole() })).await;
    assert_eq!(owner.filing(&order).await.status, FilingStatus::Deleted);
    assert_eq!(owner.filing(&first).await.status, FilingStatus::Deregistered);
    let again = json!({ "kind": "deregister", "number": number, "evidence": whole() });
    clerk.post(PATH, again).await.refused(409, "already-deregistered");
    harness.on_file(&owner, &provider, forms::unit("shili-whole-2.cn", "00000001")).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_approved_since_the_letter_is_deregistered_and_a_gone_one_only_once() {
    let (harness, owner) = staffed().await;
    let (provider, clerk, reviewer) =
        (harness.signed_in("staff-yi"), harness.signed_in("clerk-1"), harness.signed_in("reviewer-1"));
    let id = owner.submitted(forms::unit("shili-late.cn", "00000001")).await;
    let letter = json!({ "kind": "deregister", "domain": "shili-late.cn", "evidence": whole() });
    let received = receive(&clerk, letter.clone()).await;
    assert!(matches!(received.summary.about, Some(RequestSubject::Filing { .. })));
    let second = receive(&clerk, letter).await;
    let approved = harness.approved(&provider, &id).await;
    let decide = |received: &RequestView| format!("{PATH}/{}/decide", received.summary.id);
    let approve = json!({ "version": 1, "approve": true });
    reviewer.post(&decide(&received), approve.clone()).await.ok();
    let number = approved.site_numbers[0].to_string();
    let path = format!("/v1/records?number={number}");
    let found = harness.anyone().get(&path).await.ok();
    assert_eq!(found["items"][0]["deregistered_on"], harness.today().to_string());
    reviewer.post(&decide(&second), approve).await.refused(409, "already-deregistered");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_a_letter_that_they_entered_or_that_is_about_their_account() {
    let (harness, owner) = staffed().await;
    let (clerk, reviewer) = (harness.signed_in("clerk-1"), harness.signed_in("reviewer-1"));
    let other = harness.person("clerk-2", Role::Clerk, None).await;
    let received = receive(&clerk, letter("owner-1", json!(["form", "licence"]))).await;
    let path = format!("{PATH}/{}", received.summary.id);
    let more = json!({ "version": 1, "evidence": ["domain_certificate"] });
    other.post(&format!("{path}/evidence"), more).await.ok();
    let approve = json!({ "version": 2, "approve": true });
    let refuse = json!({ "version": 2, "approve": false, "reason": "公章与执照不符" });
    for person in [&clerk, &other, &owner] {
        let own = harness.becomes(person, Role::Reviewer).await;
        for decision in [&approve, &refuse] {
            own.post(&format!("{path}/decide"), decision.clone()).await.refused(409, "own-work");
        }
        assert!(own.get(&path).await.view::<RequestView>().actions.is_empty());
    }
    let seen = reviewer.get(&path).await;
    assert!(!seen.body.to_string().contains("enterers"));
    assert_eq!(seen.view::<RequestView>().actions, [RequestAction::DecideRequest]);
    reviewer.post(&format!("{path}/decide"), refuse).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_is_told_first_how_to_object_to_a_deregistration() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let (clerk, _) = (harness.clerk().await, harness.reviewer().await);
    let (filing, record) =
        harness.on_file(&owner, &provider, forms::unit("shili-struck.cn", "00000001")).await;
    let number = owner.filing(&filing).await.organizer_number.unwrap().to_string();
    assert!(!record.is_empty());
    let asked =
        json!({ "kind": "deregister", "number": number, "email": "other@example.com", "evidence": whole() });
    clerk.post(PATH, asked).await.ok();
    for to in ["owner-1@example.com", "other@example.com"] {
        let mails = harness.mails_to(to).await;
        let text = &mails.iter().rev().find(|mail| mail.subject.contains("寄来的材料已收到")).unwrap().text;
        let (object, nothing) = (text.find("您也不同意的").unwrap(), text.find("不用再做什么").unwrap());
        assert!(object < nothing, "{text}");
        assert!(text[object..nothing].contains("是您寄的申请"), "only of whoever asked: {text}");
        assert!(!text.contains("您不用再做什么"), "{text}");
    }
}
