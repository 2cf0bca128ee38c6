//! Reports of the mail service about messages, and their effects on an address.

use super::*;
use beian_filing::identifier::ProviderId;

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_the_mail_service_are_noted_in_any_order_and_however_often() {
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
async fn a_report_before_the_call_returned_counts() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.submitted(forms::unit("shili-early.cn", "00000001")).await;
    // Both letters are taken, and no answer comes.
    harness.edition().on_mails(MailFailure::TakeInSilence, 2);
    send(&harness).await;
    assert_eq!(mails(&harness, "owner-1@"), 1);
    // After these reports no further attempt is needed.
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
async fn a_complaint_ends_the_letters_and_a_full_mailbox_does_not() {
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
async fn waiting_and_rejected_uploads_differ_from_delivered_ones() {
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

fn provider() -> Provider {
    Provider {
        id: ProviderId::parse("yun-yi").unwrap(),
        name: "示例云一".into(),
        email: "yun-yi@example.net".into(),
    }
}
