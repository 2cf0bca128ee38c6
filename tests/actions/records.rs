//! Records: their readers, and accesses that are cancelled (§二.3).

use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};

/// Brings a unit's first filing to its number; the filing's id and the record's.
async fn on_file(harness: &Harness, owner: &Person, domain: &str, number: &str) -> (String, String) {
    harness.on_file(owner, &harness.signed_in("staff-yi"), forms::unit(domain, number)).await
}

fn cancel(version: u64) -> Value {
    json!({ "version": version, "position": 1, "reason": "主办者填错了接入服务商" })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_on_file_for_its_owner_its_provider_and_the_bureau() {
    let harness = Harness::staffed().await;
    let (owner, stranger) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let (id, record) = on_file(&harness, &owner, "shili-file.cn", "00000001").await;
    let path = format!("/v1/records/{record}");
    for who in [
        &owner,
        &harness.signed_in("staff-yi"),
        &harness.signed_in("reviewer-1"),
        &harness.supervisor().await,
    ] {
        let seen = who.get(&path).await.ok();
        assert_eq!(seen["sites"][0]["domain"], "shili-file.cn", "{}", who.name);
        assert_eq!(
            (&seen["sites"][0]["without_access"], &seen["sites"][0]["filing_id"]),
            (&json!(false), &json!(id))
        );
    }
    for who in [&stranger, &harness.signed_in("staff-er")] {
        who.get(&path).await.refused(404, "not-found");
        assert_eq!(who.get("/v1/own-records").await.ok()["items"], json!([]), "{}", who.name);
    }
    harness.signed_in("clerk-1").get(&path).await.refused(403, "forbidden");
    for who in [&owner, &harness.signed_in("staff-yi")] {
        let listed = who.get("/v1/own-records").await.ok();
        assert_eq!(listed["items"][0]["record_id"], record.as_str(), "{}", who.name);
    }
    owner.get("/v1/records/2026999999").await.refused(404, "not-found");
    owner.get("/v1/records/nothing").await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_cancels_its_access_at_once_and_the_owner_is_told_what_to_do() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let (mine, other) = (harness.signed_in("staff-yi"), harness.signed_in("staff-er"));
    let (_, record) = on_file(&harness, &owner, "shili-cancel.cn", "00000001").await;
    let path = format!("/v1/records/{record}/cancel-access");
    other.post(&path, cancel(1)).await.refused(404, "not-found");
    owner.post(&path, cancel(1)).await.refused(403, "forbidden");
    let silent = json!({ "version": 1, "position": 1, "reason": "" });
    assert_eq!(mine.post(&path, silent).await.refused(422, "malformed").pointers(), ["/reason"]);
    let elsewhere = json!({ "version": 1, "position": 7, "reason": "没有这个网站" });
    mine.post(&path, elsewhere).await.refused(409, "no-such-access");
    for _ in 0..2 {
        let cancelled = mine.post_once("cancel-once-1", &path, cancel(1)).await.ok();
        assert_eq!(cancelled["sites"][0]["without_access"], true);
        assert_eq!(cancelled["sites"][0]["actions"], json!([]));
    }
    mine.post_once("cancel-once-1", &path, cancel(2)).await.refused(422, "key-reused");
    mine.post(&path, cancel(1)).await.refused(409, "stale");
    mine.post(&path, cancel(2)).await.refused(409, "no-such-access");

    let seen = owner.record(&record).await;
    assert_eq!(seen.history[0].details.reason.as_deref(), Some("主办者填错了接入服务商"));
    assert_eq!(seen.sites[0].accesses[0].cancelled_on, Some(harness.today()));
    let told = harness.mails_to("owner-1@example.com").await;
    let letters: Vec<_> = told.iter().filter(|mail| mail.subject.contains("接入已取消")).collect();
    assert!(letters.len() == 1 && letters[0].text.contains("没有接入服务商"), "{}", letters[0].text);
    assert_eq!(mine.get("/v1/own-records").await.ok()["items"], json!([]), "it serves nothing there");
    assert_eq!(owner.get("/v1/own-records").await.ok()["items"][0]["without_access"], true);
    // The number stays, and what is left of it is no longer this provider's to end.
    let ended = json!({ "position": 1, "reason": "网站不再使用" });
    let path = format!("/v1/records/{record}/deregister");
    mine.post(&path, ended.clone()).await.refused(409, "no-such-access");
    owner.post(&path, ended).await.refused(409, "no-such-access");
    let public = harness.anyone().get("/v1/records?domain=shili-cancel.cn").await.ok();
    assert!(public["items"][0]["deregistered_on"].is_null());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deregistered_site_has_no_access_to_cancel() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let provider = harness.signed_in("staff-yi");
    let (_, record) = on_file(&harness, &owner, "shili-gone.cn", "00000001").await;
    harness.deregistered(&owner, &provider, &record, None).await;
    let seen = provider.record(&record).await;
    assert_eq!(seen.sites[0].deregistered_on, Some(harness.today()));
    let path = format!("/v1/records/{record}/cancel-access");
    provider.post(&path, cancel(2)).await.refused(409, "already-deregistered");
    assert_eq!(provider.get("/v1/own-records").await.ok()["items"], json!([]));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_cancel_at_once_one_does() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let provider = harness.signed_in("staff-yi");
    let (_, record) = on_file(&harness, &owner, "shili-race.cn", "00000001").await;
    let path = format!("/v1/records/{record}/cancel-access");
    let (one, other) = tokio::join!(provider.post(&path, cancel(1)), provider.post(&path, cancel(1)));
    let mut codes = [one.status, other.status];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    let told = harness.mails_to("owner-1@example.com").await;
    assert_eq!(told.iter().filter(|mail| mail.subject.contains("接入已取消")).count(), 1);
    harness.is_whole().await;
}
