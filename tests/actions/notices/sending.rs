//! Letters are handed over once, whatever fails.

use super::*;
use beian_filing::identifier::{ProviderId, Username};

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
    let dead = Provider {
        id: ProviderId::parse("yun-yi").unwrap(),
        name: "示例云一".into(),
        email: format!("q@{}.com", "b".repeat(64)),
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
async fn a_notice_about_a_missing_account_is_given_up_and_shown() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-gone.cn", "00000001")).await;
    // An entry about an account that there is not.
    let other = Event::unchained(
        AccountEvent::ChangePassword,
        harness.now(),
        &Username::typed("nobody-here"),
        Role::Owner,
    )
    .with_notices(&[Recipient::Owner]);
    harness
        .store()
        .note_attempt(&Username::typed("nobody-here"), "0000-0000", &other, true, None)
        .await
        .unwrap();
    for _ in 0..80 {
        send(&harness).await;
        later(&harness, 61);
    }
    let listed = undelivered(&supervisor).await;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["username"], &listed[0]["code"]), (&json!("nobody-here"), &json!("nobody-there")));
    assert_eq!(
        delivery_id(&Key::account_event(&Username::typed("nobody-here"), "0000-0000"), ""),
        listed[0]["id"].as_str().unwrap()
    );
    harness.is_whole().await;
}
