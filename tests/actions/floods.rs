//! Limits of one person a day: letters to strangers, views of private data, drafts.

use beian_filing::rate_limit;
use beian_tests::{Harness, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_somebody_types_is_not_flooded_by_whatever_road() {
    let harness = Harness::open().await;
    let (provider, supervisor) = (harness.provider().await, harness.supervisor().await);
    let owner = |number: u32| json!({ "username": format!("zhuban{number}"), "applicant": "unit", "contact_name": "示例甲", "email": "Stranger@example.com" });
    for number in 0..rate_limit::MESSAGES_TO_ADDRESS.most {
        provider.post("/v1/owners", owner(number)).await.ok();
    }
    let reply = provider.post("/v1/owners", owner(99)).await.refused(429, "too-many-requests");
    assert!(reply.retry_after.is_some());
    let staff = json!({
        "username": "shenhe-9", "role": "reviewer", "contact_name": "示例乙", "email": " stranger@EXAMPLE.com ",
    });
    supervisor.post("/v1/staff", staff).await.refused(429, "too-many-requests");
    let other = json!({ "username": "zhuban-b", "applicant": "unit", "contact_name": "示例甲", "email": "other@example.com" });
    provider.post("/v1/owners", other).await.ok();
    assert_eq!(harness.mails_to("tranger@").await.len(), rate_limit::MESSAGES_TO_ADDRESS.most as usize);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_through_everything_that_is_private() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.signed_in("reviewer-1");
    let id = owner.submitted(forms::unit("shili-floods.cn", "00000011")).await;
    harness.signed_in("staff-yi").forward(&id).await.ok();
    let path = format!("/v1/filings/{id}/unmask");
    let mut seen = 0;
    for _ in 0..=rate_limit::UNMASKS_OF_ACCOUNT.most {
        let reply = reviewer.post(&path, json!({ "reason": "与证件核对" })).await;
        if reply.status == 200 {
            seen += 1;
        } else {
            reply.refused(429, "too-many-requests");
        }
    }
    assert_eq!(seen, rate_limit::UNMASKS_OF_ACCOUNT.most);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_begins_so_many_drafts_a_day() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    for _ in 0..rate_limit::DRAFTS_OF_OWNER.most {
        owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
    }
    owner.post("/v1/filings", json!({ "kind": "first" })).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}
