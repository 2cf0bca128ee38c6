//! Notices: none lost, none without cause twice, each with an identifier that stays; what became of each is known.

use beian_filing::{
    account::AccountEvent,
    history::{Event, Recipient, Role},
    notice::{Delivery, DeliveryStatus},
    rate_limit,
};
use beian_local::MailFailure;
use beian_store::{
    Provider,
    delivery::{address_digest, delivery_id},
    keys::Key,
};
use beian_tests::{Harness, Person, forms};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Hands over what is owed, without hearing what becomes of it.
async fn send(harness: &Harness) {
    harness.edition().work("send-notices").await.unwrap();
}

/// Lets time pass.
fn later(harness: &Harness, minutes: i64) {
    let at = harness.now() + SignedDuration::from_mins(minutes);
    harness.set_clock(&at.to_string());
}

/// The mails to somebody that left so far.
fn mails(harness: &Harness, to: &str) -> usize {
    harness.edition().mails().iter().filter(|mail| mail.to.contains(to)).count()
}

/// An owner whose letters go to this address.
async fn owner_at(harness: &Harness, email: &str) -> Person {
    harness.owner_at("owner-1", email).await
}

/// A letter about a filing that did not arrive.
async fn letter(harness: &Harness, filing: &str, part: &str) -> Delivery {
    let page = harness.store().undelivered(None, harness.now()).await.unwrap();
    page.items.into_iter().find(|letter| letter.pk.ends_with(filing) && letter.part == part).unwrap()
}

async fn undelivered(supervisor: &Person) -> Vec<Value> {
    let list = supervisor.get("/v1/notices/undelivered").await.ok();
    list["items"].as_array().unwrap().clone()
}

/// The letter's identifier in what the mailbox reports.
fn tags(harness: &Harness) -> Vec<String> {
    let tag = |report: &Value| report["detail"]["mail"]["tags"]["letter"][0].as_str().unwrap().to_owned();
    harness.edition().reports().iter().map(tag).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_refused_is_tried_again_under_the_same_identifier() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-mail.cn", "00000001")).await;
    harness.refuse_mails(2);
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), 0);
    assert_eq!(
        harness.mails_to("owner-1@example.com").await.len(),
        0,
        "it waits a while before the next try"
    );
    later(&harness, 3);
    let mails = harness.mails_to("owner-1@example.com").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), 1, "what was sent is not sent again");
    assert_eq!(harness.mails_to("yun-yi@example.net").await.len(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_takes_no_mail_costs_nobody_else_a_letter_and_nobody_gets_one_twice() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let supervisor = harness.supervisor().await;
    // No mail service takes this one; no form would have let it through.
    let dead =
        Provider {
            id: "yun-yi".into(), name: "示例云一".into(), email: format!("q@{}.com", "b".repeat(64))
        };
    harness.store().put_provider(&dead).await.unwrap();
    owner.submitted(forms::unit("shili-dead.cn", "00000001")).await;
    for _ in 0..3 {
        harness.mails_to("owner-1@example.com").await;
        later(&harness, 130);
    }
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), 1);
    let mut form = forms::unit("shili-live.cn", "00000002");
    form["access"]["provider"] = json!("yun-er");
    other.submitted(form).await;
    assert_eq!(harness.mails_to("yun-er@example.net").await.len(), 1);
    // It never will be taken, so it is given up at once, and seen.
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["status"], &listed[0]["code"]), (&json!("failed"), &json!("malformed-address")));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_mail_service_reports_is_noted_in_any_order_and_however_often() {
    let harness = Harness::open().await;
    let owner = owner_at(&harness, "bounce+1@simulator.example.com").await;
    let id = owner.submitted(forms::unit("shili-order.cn", "00000001")).await;
    send(&harness).await;
    let reports = harness.edition().reports();
    let bounce = reports.iter().find(|report| report["detail"]["eventType"] == "Bounce").unwrap().clone();
    let mut delivered = bounce.clone();
    delivered["detail"]["eventType"] = json!("Delivery");
    // The bounce first: that it was delivered before says nothing any more.
    assert!(harness.edition().tell(bounce.clone()).await.unwrap());
    assert!(!harness.edition().tell(delivered.clone()).await.unwrap());
    assert!(!harness.edition().tell(bounce.clone()).await.unwrap(), "twice changes nothing");
    let found = letter(&harness, &id, "owner").await;
    assert_eq!((found.status, found.code.as_deref()), (DeliveryStatus::Bounced, Some("5.1.1")));
    assert!(!format!("{found:?}").contains("bounce+1@"), "no address is kept whole");
    let mut complaint = bounce.clone();
    complaint["detail"]["eventType"] = json!("Complaint");
    assert!(harness.edition().tell(complaint).await.unwrap());
    assert_eq!(letter(&harness, &id, "owner").await.status, DeliveryStatus::Complained);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_about_letters_that_nobody_knows_change_nothing() {
    let harness = Harness::open().await;
    let owner = owner_at(&harness, "bounce@simulator.example.com").await;
    owner.submitted(forms::unit("shili-unknown.cn", "00000001")).await;
    send(&harness).await;
    let report = harness.edition().reports()[0].clone();
    for tag in
        [json!("0123456789abcdef-0"), json!("x"), json!("FILING#1-0"), json!(""), Value::Null, json!("0-x")]
    {
        let mut report = report.clone();
        report["detail"]["mail"]["tags"]["letter"] = json!([tag]);
        assert!(!harness.edition().tell(report).await.unwrap(), "{tag}");
    }
    for report in
        [json!({}), json!({ "detail": [] }), json!("{}"), json!({ "detail-type": "Scheduled Event" })]
    {
        assert!(!harness.edition().tell(report).await.unwrap());
    }
    assert_eq!(harness.store().undelivered(None, harness.now()).await.unwrap().items, []);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reported_before_the_call_returned_counts() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-early.cn", "00000001")).await;
    // Both letters are taken, and no answer comes.
    harness.edition().on_mails(MailFailure::TakeInSilence, 2);
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 1);
    // What was heard of them makes another try needless.
    harness.mails_to("owner-1@example.com").await;
    for _ in 0..4 {
        later(&harness, 65);
        harness.mails_to("owner-1@example.com").await;
    }
    assert_eq!((mails(&harness, "owner-1@"), mails(&harness, "yun-yi@")), (1, 1));
    assert!(harness.store().pending_notices(harness.now()).await.unwrap().is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_that_nobody_ever_hears_of_is_made_again() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-silent.cn", "00000001")).await;
    harness.edition().on_mails(MailFailure::LoseInSilence, 2);
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 0);
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 0, "it may have left: it is left alone for a while");
    later(&harness, 5);
    send(&harness).await;
    assert_eq!((mails(&harness, "owner-1@"), mails(&harness, "yun-yi@")), (1, 1));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_was_killed_after_it_sent_sends_no_second_letter_once_the_first_is_heard_of() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-killed.cn", "00000001")).await;
    let owed = harness.store().pending_notices(harness.now()).await.unwrap().remove(0);
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 1);
    // As it was before the sender wrote that it had sent: the letter under way, the event in the outbox.
    let id = delivery_id(&owed.key, "owner");
    let sent = harness.store().delivery(&id).await.unwrap().unwrap();
    let under_way = Delivery {
        status: DeliveryStatus::Sending,
        under_way: Some(harness.now()),
        version: sent.version + 1,
        ..sent.clone()
    };
    harness.store().require_delivery(&under_way, &sent, harness.now()).await.unwrap();
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 1, "it waits for what is heard of the first");
    for report in harness.edition().reports() {
        harness.edition().tell(report).await.unwrap();
    }
    later(&harness, 5);
    send(&harness).await;
    assert_eq!((mails(&harness, "owner-1@"), mails(&harness, "yun-yi@")), (1, 1));
    assert_eq!(harness.store().delivery(&id).await.unwrap().unwrap().status, DeliveryStatus::Delivered);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_service_that_is_down_for_an_hour_costs_no_letter_and_nobody_gets_one_twice() {
    let harness = Harness::open().await;
    let mut owners = Vec::new();
    for number in 1..=12 {
        let owner = harness.owner(&format!("owner-{number}")).await;
        owner.submitted(forms::unit(&format!("shili-down-{number}.cn"), &format!("{number:08}"))).await;
        owners.push(owner);
    }
    harness.edition().on_mails(MailFailure::Refuse, u32::MAX);
    for _ in 0..30 {
        harness.mails_to("nobody").await;
        later(&harness, 2);
    }
    assert_eq!(harness.edition().mails().len(), 0);
    harness.edition().on_mails(MailFailure::Refuse, 0);
    for _ in 0..30 {
        harness.mails_to("nobody").await;
        later(&harness, 5);
    }
    for number in 1..=12 {
        assert_eq!(mails(&harness, &format!("owner-{number}@")), 1, "owner-{number}");
    }
    assert_eq!(mails(&harness, "yun-yi@"), 12);
    assert!(harness.store().pending_notices(harness.now()).await.unwrap().is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_service_that_wants_it_slower_gets_all_letters_slower() {
    let harness = Harness::open().await;
    for number in 1..=12 {
        let owner = harness.owner(&format!("owner-{number}")).await;
        owner.submitted(forms::unit(&format!("shili-slow-{number}.cn"), &format!("{number:08}"))).await;
    }
    harness.edition().on_mails(MailFailure::Throttle, 1_000);
    send(&harness).await;
    let asked = 1_000 - harness.edition().left();
    assert!((1..=12).contains(&asked), "it is not pressed on: {asked}");
    harness.edition().on_mails(MailFailure::Throttle, 0);
    send(&harness).await;
    assert!(mails(&harness, "owner-") >= 6, "the others go at once");
    later(&harness, 6);
    send(&harness).await;
    assert_eq!((mails(&harness, "owner-"), mails(&harness, "yun-yi@")), (12, 12));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_cannot_be_sent_for_days_is_given_up_seen_and_sent_again_when_asked_for() {
    let harness = Harness::open().await;
    let (owner, supervisor) = (harness.owner("owner-1").await, harness.supervisor().await);
    let id = owner.submitted(forms::unit("shili-givenup.cn", "00000001")).await;
    harness.edition().on_mails(MailFailure::Refuse, u32::MAX);
    for _ in 0..80 {
        send(&harness).await;
        later(&harness, 61);
    }
    assert!(
        harness.store().pending_notices(harness.now()).await.unwrap().is_empty(),
        "it is not tried for ever"
    );
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 2);
    for letter in &listed {
        assert_eq!((&letter["status"], &letter["code"]), (&json!("failed"), &json!("ServiceUnavailable")));
        assert_eq!(letter["filing_id"], json!(id));
        assert_eq!(letter["resendable"], true);
    }
    harness.edition().on_mails(MailFailure::Refuse, 0);
    let to_owner = listed.iter().find(|letter| letter["to"] == "o***@example.com").unwrap();
    let path = format!("/v1/notices/{}/resend", to_owner["id"].as_str().unwrap());
    supervisor.post(&path, json!({})).await.ok();
    supervisor.post(&path, json!({})).await.refused(409, "not-undelivered");
    send(&harness).await;
    assert_eq!((mails(&harness, "owner-1@"), mails(&harness, "yun-yi@")), (1, 0), "only what was asked for");
    assert_eq!(undelivered(&supervisor).await.len(), 1);
    supervisor.post(&path, json!({})).await.refused(409, "not-undelivered");
    supervisor.post("/v1/notices/0/resend", json!({})).await.refused(404, "not-found");
    let long = format!("/v1/notices/{}/resend", "f".repeat(3_000));
    supervisor.post(&long, json!({})).await.refused(404, "not-found");
    // Months later what became of the other letters is forgotten.
    harness.set_clock("2027-03-01T02:00:00Z");
    let path = format!("/v1/notices/{}/resend", letter_of(&listed, "y***@example.net"));
    supervisor.post(&path, json!({})).await.refused(409, "not-resendable");
    assert_eq!(undelivered(&supervisor).await.len(), 0);
    harness.is_whole().await;
}

fn letter_of(listed: &[Value], to: &str) -> String {
    let found = listed.iter().find(|letter| letter["to"] == to).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_bounced_gets_no_letter_until_it_is_allowed_again_and_its_holder_sees_it() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "bounce@simulator.example.com").await;
    assert_eq!(owner.get("/v1/account").await.ok()["unreachable"], Value::Null);
    owner.submitted(forms::unit("shili-bounce.cn", "00000001")).await;
    assert_eq!(harness.mails_to("bounce@").await.len(), 1);
    let seen = owner.get("/v1/account").await.ok();
    assert_eq!(seen["unreachable"]["reason"], "bounced");
    // The next letter is not sent, and that is seen.
    later(&harness, 1);
    owner.submitted(forms::unit("shili-bounce-2.cn", "00000002")).await;
    assert_eq!(harness.mails_to("bounce@").await.len(), 1);
    let listed = undelivered(&supervisor).await;
    let fates: Vec<_> = listed.iter().map(|letter| letter["status"].as_str().unwrap()).collect();
    assert_eq!(fates, ["bounced", "suppressed"]);
    assert!(
        listed
            .iter()
            .all(|letter| letter["suppressed"] == true && letter["to"] == "b***@simulator.example.com")
    );
    // Sent again while the address is on the list, it is not sent either.
    let second = listed[1]["id"].as_str().unwrap().to_owned();
    supervisor.post(&format!("/v1/notices/{second}/resend"), json!({})).await.ok();
    assert_eq!(harness.mails_to("bounce@").await.len(), 1);
    assert_eq!(undelivered(&supervisor).await.len(), 2);
    let lift = format!("/v1/notices/{second}/lift-suppression");
    assert_eq!(supervisor.post(&lift, json!({ "reason": " " })).await.field_code("/reason"), "required");
    supervisor.post(&lift, json!({ "reason": "电话核实，邮箱已恢复" })).await.ok();
    supervisor.post(&lift, json!({ "reason": "电话核实，邮箱已恢复" })).await.refused(409, "not-suppressed");
    supervisor
        .post("/v1/notices/0/lift-suppression", json!({ "reason": "as a test" }))
        .await
        .refused(404, "not-found");
    assert_eq!(owner.get("/v1/account").await.ok()["unreachable"], Value::Null);
    supervisor.post(&format!("/v1/notices/{second}/resend"), json!({})).await.ok();
    assert_eq!(harness.mails_to("bounce@").await.len(), 2);
    let kept = harness.store().suppression(&address_digest("Bounce@simulator.example.com")).await.unwrap();
    assert!(kept.unwrap().holds(), "it bounced once more");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_letter_is_sent_again_so_often_a_day() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "bounce@simulator.example.com").await;
    owner.submitted(forms::unit("shili-again.cn", "00000001")).await;
    assert_eq!(harness.mails_to("bounce@").await.len(), 1);
    let listed = undelivered(&supervisor).await;
    let path = format!("/v1/notices/{}/resend", listed[0]["id"].as_str().unwrap());
    for _ in 0..rate_limit::RESENDS_OF_LETTER.most {
        supervisor.post(&path, json!({})).await.ok();
        // It may not go while the address is on the list, and does not arrive again.
        harness.mails_to("bounce@").await;
        assert_eq!(undelivered(&supervisor).await.len(), 1);
    }
    let reply = supervisor.post(&path, json!({})).await.refused(429, "too-many-requests");
    assert!(reply.retry_after.is_some());
    later(&harness, 24 * 60 + 1);
    supervisor.post(&path, json!({})).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_before_does_not_close_an_address_that_was_allowed_again() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "bounce@simulator.example.com").await;
    let id = owner.submitted(forms::unit("shili-replay.cn", "00000001")).await;
    send(&harness).await;
    let reports = harness.edition().reports();
    for report in reports.clone() {
        harness.edition().tell(report).await.unwrap();
    }
    let found = letter(&harness, &id, "owner").await;
    let path = format!("/v1/notices/{}", found.id);
    supervisor.post(&format!("{path}/lift-suppression"), json!({ "reason": "as a test" })).await.ok();
    for report in reports {
        assert!(!harness.edition().tell(report).await.unwrap());
    }
    assert!(!harness.store().suppression(&found.address).await.unwrap().unwrap().holds());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_complained_gets_no_more_letters_and_a_full_mailbox_gets_them_again() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let full = Provider { email: "full@simulator.example.com".into(), ..provider() };
    harness.store().put_provider(&full).await.unwrap();
    let owner = owner_at(&harness, "complaint@simulator.example.com").await;
    owner.submitted(forms::unit("shili-one.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    owner.submitted(forms::unit("shili-two.cn", "00000002")).await;
    harness.mails_to("nobody").await;
    assert_eq!((mails(&harness, "complaint@"), mails(&harness, "full@")), (1, 2));
    assert_eq!(owner.get("/v1/account").await.ok()["unreachable"]["reason"], "complained");
    let listed = undelivered(&supervisor).await;
    let mut seen: Vec<_> = listed
        .iter()
        .map(|letter| {
            (
                letter["status"].as_str().unwrap(),
                letter["code"].as_str().unwrap_or("-"),
                letter["suppressed"] == true,
            )
        })
        .collect();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            ("bounced", "4.2.2", false),
            ("bounced", "4.2.2", false),
            ("complained", "abuse", true),
            ("suppressed", "complained", true)
        ]
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_or_is_rejected_is_told_from_what_is_delivered() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let slow = Provider { email: "delay@simulator.example.com".into(), ..provider() };
    harness.store().put_provider(&slow).await.unwrap();
    let owner = owner_at(&harness, "reject@simulator.example.com").await;
    owner.submitted(forms::unit("shili-wait.cn", "00000001")).await;
    send(&harness).await;
    let tags = tags(&harness);
    harness.mails_to("nobody").await;
    let mut fates = Vec::new();
    for tag in tags {
        let id = tag.split('-').next().unwrap();
        fates.push(harness.store().delivery(id).await.unwrap().unwrap().status);
    }
    fates.sort_by_key(|fate| format!("{fate:?}"));
    assert_eq!(fates, [DeliveryStatus::Delayed, DeliveryStatus::Rejected]);
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 1, "what waits may still arrive");
    assert_eq!(listed[0]["status"], "rejected");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_letter_is_about_it_can_be_sent_again() {
    let harness = Harness::staffed().await;
    let (provider, clerk) = (harness.signed_in("staff-yi"), harness.signed_in("clerk-1"));
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "full@simulator.example.com").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-any.cn", "00000001")).await;
    let file = provider.get(&format!("/v1/records/{record}")).await.ok();
    let cancelled = json!({ "version": file["version"], "position": 1, "reason": "合同到期" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancelled).await.ok();
    let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"] });
    clerk.post("/v1/requests", asked).await.ok();
    let closed = json!({ "username": "owner-1", "reason": "as a test" });
    supervisor.post("/v1/accounts/disable", closed).await.ok();
    harness.mails_to("nobody").await;
    let before = mails(&harness, "full@");
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), before);
    for about in ["filing_id", "record_id", "request_id", "username"] {
        assert!(listed.iter().any(|letter| letter[about].is_string()), "{about}");
    }
    for letter in &listed {
        let path = format!("/v1/notices/{}/resend", letter["id"].as_str().unwrap());
        supervisor.post(&path, json!({})).await.ok();
    }
    assert_eq!(undelivered(&supervisor).await.len(), 0);
    harness.mails_to("nobody").await;
    assert_eq!(mails(&harness, "full@"), 2 * before);
    assert_eq!(undelivered(&supervisor).await.len(), before, "the mailbox is still full");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_password_that_did_not_arrive_is_not_sent_again_by_somebody_else() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    owner_at(&harness, "bounce@simulator.example.com").await;
    let asked = json!({ "username": "owner-1", "contact_name": "示例联系人",
        "email": "bounce@simulator.example.com", "category": "self_filed" });
    harness.anyone().post("/v1/accounts/reset-password", asked).await.ok();
    harness.mails_to("bounce@").await;
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["username"], &listed[0]["resendable"]), (&json!("owner-1"), &json!(false)));
    let path = format!("/v1/notices/{}/resend", listed[0]["id"].as_str().unwrap());
    supervisor.post(&path, json!({})).await.refused(409, "not-resendable");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_nobody_any_more_is_given_up_and_seen() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-gone.cn", "00000001")).await;
    // An entry about an account that there is not.
    let other = Event::unchained(AccountEvent::ChangePassword, harness.now(), "nobody-here", Role::Owner)
        .owing(&[Recipient::Owner]);
    harness.store().note_attempt("nobody-here", "0000-0000", &other, true, None).await.unwrap();
    for _ in 0..80 {
        send(&harness).await;
        later(&harness, 61);
    }
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["username"], &listed[0]["code"]), (&json!("nobody-here"), &json!("nobody-there")));
    assert_eq!(
        delivery_id(&Key::account_event("nobody-here", "0000-0000"), ""),
        listed[0]["id"].as_str().unwrap()
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_reminders_gets_everything_else() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], true);
    for _ in 0..2 {
        let kept = owner.post("/v1/account/preferences", json!({ "reminders": false })).await.ok();
        assert_eq!(kept["reminders"], false);
    }
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], false);
    let provider = harness.provider().await;
    for (who, domain, number) in
        [(&owner, "shili-quiet.cn", "00000001"), (&other, "shili-loud.cn", "00000002")]
    {
        let id = who.submitted(forms::unit(domain, number)).await;
        provider.act(&id, "forward", json!({})).await.ok();
    }
    // The sheets do not come: their owners are reminded before the last day, and told after it.
    let told = |name: &str| {
        let mails = harness.edition().mails();
        let to = mails.iter().filter(|mail| mail.to.contains(name));
        let has = |words: &str| to.clone().any(|mail| mail.subject.contains(words));
        (has("核验单快到期了"), has("还没有收到您的核验单"))
    };
    for day in ["2026-11-30", "2026-12-02", "2026-12-03"] {
        harness.set_clock(&format!("{day}T02:00:00Z"));
        harness.mails_to("nobody").await;
    }
    assert_eq!(told("owner-2@"), (true, true));
    assert_eq!(told("owner-1@"), (false, true));
    owner.post("/v1/account/preferences", json!({ "reminders": true })).await.ok();
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], true);
    harness.is_whole().await;
}

fn provider() -> Provider {
    Provider { id: "yun-yi".into(), name: "示例云一".into(), email: "yun-yi@example.net".into() }
}

/// The newest letter to somebody with this in its subject.
async fn newest(harness: &Harness, to: &str, subject: &str) -> String {
    let mails = harness.mails_to(to).await;
    let found = mails.into_iter().rev().find(|mail| mail.subject.contains(subject));
    found.unwrap_or_else(|| panic!("no letter to {to} called {subject}")).text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_comes_before_the_forward_starts_no_review_and_no_letter_says_so() {
    let harness = Harness::open().await;
    let (owner, provider, clerk) =
        (harness.owner("owner-1").await, harness.provider().await, harness.clerk().await);
    let (to_owner, to_provider) = ("owner-1@example.com", "yun-yi@example.net");
    let id = owner.submitted(forms::unit("shili-early.cn", "00000001")).await;
    let submitted = newest(&harness, to_owner, "备案申请已提交").await;
    assert!(submitted.contains("真实性核验单") && !submitted.contains("不用再做什么"), "{submitted}");

    let sheet = clerk.scan(&id, "verification_sheet").await;
    clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
    for to in [to_owner, to_provider] {
        let arrived = newest(&harness, to, "核验单已收到").await;
        assert!(arrived.contains("以后，管局才开始审核") || arrived.contains("以后才开始审核"), "{arrived}");
        assert!(!arrived.contains("有结果") && !arrived.contains("has begun"), "{arrived}");
    }
    provider.act(&id, "forward", json!({})).await.ok();
    let forwarded = newest(&harness, to_owner, "备案申请已转交管局").await;
    assert!(forwarded.contains("有结果") && forwarded.contains("不用再做什么"), "{forwarded}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_leaves_late_says_what_holds_when_it_leaves() {
    let harness = Harness::open().await;
    let (owner, provider, clerk) =
        (harness.owner("owner-1").await, harness.provider().await, harness.clerk().await);
    let id = owner.submitted(forms::unit("shili-late.cn", "00000001")).await;
    provider.act(&id, "forward", json!({})).await.ok();
    let sheet = clerk.scan(&id, "verification_sheet").await;
    clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
    // All three leave now.
    let mails = harness.mails_to("owner-1@example.com").await;
    assert!(mails.iter().all(|mail| !mail.text.contains("还差一份")), "{mails:#?}");
    let dated: Vec<_> = mails.iter().filter(|mail| mail.text.contains("有结果")).collect();
    assert!(dated.len() == 1 && dated[0].subject.contains("审核开始"), "{dated:#?}");
}
