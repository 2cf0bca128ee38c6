//! Letters that are sent again when somebody asks.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn one_letter_is_sent_again_so_often_a_day() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "bounce@simulator.example.com").await;
    owner.submitted(forms::unit("shili-again.cn", "00000001")).await;
    assert_eq!(harness.mails_to("bounce@").await.len(), 1);
    let listed = undelivered(&supervisor).await;
    let path = format!("/v1/notices/{}/resend", listed[0]["id"].as_str().unwrap());
    for _ in 0..rate_limit::RESENDS_OF_MESSAGE.most {
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
async fn whatever_a_letter_is_about_it_can_be_sent_again() {
    let harness = Harness::staffed().await;
    let (provider, clerk) = (harness.signed_in("staff-yi"), harness.signed_in("clerk-1"));
    let supervisor = harness.supervisor().await;
    let owner = owner_at(&harness, "full@simulator.example.com").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-any.cn", "00000001")).await;
    let file = provider.record(&record).await;
    let cancelled = json!({ "version": file.version, "position": 1, "reason": "合同到期" });
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
