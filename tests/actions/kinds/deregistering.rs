//! Taking a site, or the organizer, off file.

use super::*;
use beian_filing::filing::{FilingAction, FilingStatus, Party};

#[tokio::test(flavor = "multi_thread")]
async fn one_site_is_deregistered_once_its_owner_confirms_and_the_others_stay() {
    let (office, record) = office("shili-keep.cn").await;
    let (owner, provider, other) = (&office.owner, &office.provider, &office.other);
    office.add_site(&record, "shili-end.cn").await;
    other
        .post(&format!("/v1/records/{record}/deregister"), json!({ "reason": "网站不再使用" }))
        .await
        .refused(404, "not-found");
    let empty = json!({ "position": 2, "reason": " " });
    let refused = owner.post(&format!("/v1/records/{record}/deregister"), empty).await;
    assert_eq!(refused.refused(422, "malformed").pointers(), ["/reason"]);
    office.ask_to_deregister(owner, &record, Some(9)).await.refused(409, "not-on-file");
    let path = format!("/v1/records/{record}/deregister");
    let asked = json!({ "position": 2, "reason": "网站不再使用" });
    let first = provider.post_once("end-once-1", &path, asked.clone()).await.ok();
    let again = provider.post_once("end-once-1", &path, asked).await.ok();
    assert_eq!(first["id"], again["id"], "asked once");
    let filing = id(&first);
    provider.forward(&filing).await.refused(409, "not-confirmed");
    owner.confirm_deregistration(&filing, "0").await.refused(409, "code-expired");
    provider.confirm_deregistration(&filing, "0").await.refused(403, "forbidden");
    let code = office.harness.code_for(owner, &filing).await;
    owner.confirm_deregistration(&filing, &code).await.ok();
    owner.confirm_deregistration(&filing, &code).await.refused(409, "nothing-to-confirm");
    office.harness.approved(provider, &filing).await;
    let seen = office.record(&record).await;
    assert_eq!(seen.sites[1].deregistered_on, Some(office.harness.today()));
    assert!(seen.deregistered_on.is_none() && seen.sites[0].deregistered_on.is_none());
    let found = office.harness.anyone().get("/v1/records?domain=shili-end.cn").await.ok();
    assert_eq!(found["items"][0]["deregistered_on"], office.harness.today().to_string());
    office.ask_to_deregister(owner, &record, Some(2)).await.refused(409, "already-deregistered");
    owner.begin("change", &record, Some(2)).await.refused(409, "already-deregistered");
    // Its domain is free, its position is not.
    let next = office.add_site(&record, "shili-end.cn").await;
    assert!(next.ends_with("号-3"), "{next}");
    let told = office.harness.mails_to("yun-yi@example.net").await;
    assert!(told.iter().any(|mail| mail.subject.contains("请停止接入")));
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deregistered_organizer_frees_everything_below_it_and_can_file_again() {
    let (office, record) = office("shili-all.cn").await;
    office.add_site(&record, "shili-all-2.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    // A draft that was begun before, and a change whose form described it.
    let left = id(&owner.begin("change", &record, Some(1)).await.ok());
    let order = office.harness.deregistered(owner, provider, &record, None).await;
    assert_eq!(owner.filing(&order).await.status, FilingStatus::Approved);
    let seen = office.record(&record).await;
    assert!(seen.sites.iter().all(|site| site.deregistered_on.is_some()));
    assert!(seen.actions.is_empty() && seen.sites[0].actions.is_empty());
    owner.begin("add_site", &record, None).await.refused(409, "already-deregistered");
    owner.submit(&left).await.refused(409, "already-deregistered");
    let again = office.harness.on_file(owner, provider, forms::unit("shili-all-2.cn", "00000001")).await;
    assert_ne!(again.1, record, "a number is never used again");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_deregistration_whoever_looks_at_the_filing_is_told() {
    let (office, record) = office("shili-gone.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    office.add_site(&record, "shili-stays.cn").await;
    let first = office.record(&record).await.sites[0].filing_id.to_string();
    let number = owner.filing(&first).await.site_numbers[0].to_string();
    office.harness.deregistered(owner, provider, &record, Some(1)).await;
    // It still describes the organizer, which stays; the site is gone all the same.
    for who in [owner, provider, &office.harness.signed_in("reviewer-1")] {
        let seen = who.filing(&first).await;
        let gone = FilingStatus::Deregistered;
        assert_eq!((seen.status, seen.summary.status), (gone, gone));
        assert_eq!(json!(seen.deregistered_sites), json!([number]), "{}", who.name);
    }
    let listed = owner.get("/v1/filings").await.ok();
    let line = listed["items"].as_array().unwrap().iter().find(|line| line["id"] == first.as_str()).unwrap();
    assert_eq!(line["status"], "deregistered");
    let reference = owner.filing(&first).await.reference.to_string();
    let asked = json!({ "reference": reference, "email": format!("{}@example.com", owner.name) });
    office.harness.anyone().post("/v1/progress", asked).await.ok();
    let mails = office.harness.mails_to(&format!("{}@example.com", owner.name)).await;
    let code = mails.iter().rev().find_map(|mail| mail.text.split_once("/progress/#")).unwrap().1;
    let code = code.split_whitespace().next().unwrap();
    let shown = office.harness.anyone().post("/v1/progress/show", json!({ "code": code })).await.ok();
    assert_eq!((&shown["status"], &shown["next_actor"]), (&json!("deregistered"), &json!("nobody")));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_its_owner_must_confirm_a_deregistration_the_owners_own_day_is_shown() {
    let (office, record) = office("shili-own-day.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let asked = json!({ "position": 1, "reason": "网站不再使用" });
    let asked = provider.post(&format!("/v1/records/{record}/deregister"), asked).await.ok();
    let order = id(&asked);
    let own = office.harness.today().saturating_add(jiff::Span::new().days(7)).to_string();
    for who in [owner, provider] {
        let seen = who.filing(&order).await;
        assert_eq!(
            (seen.next_actor, seen.due.unwrap().date.to_string()),
            (Party::Owner, own.clone()),
            "{}",
            who.name
        );
        assert!(seen.late_days == 0 && seen.deadline.is_none());
    }
    let code = office.harness.code_for(owner, &order).await;
    let confirmed = owner.confirm_deregistration(&order, &code).await.ok();
    assert_eq!(confirmed["next_actor"], "provider");
    assert_eq!(confirmed["due"]["date"], office.harness.due("2026-11-25", 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizer_with_many_sites_is_deregistered_whole() {
    let (office, record) = office("shili-many-1.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    // More than one transaction takes.
    for site in 2..=10 {
        office.add_site(&record, &format!("shili-many-{site}.cn")).await;
    }
    office.harness.deregistered(owner, provider, &record, None).await;
    let seen = office.record(&record).await;
    for site in seen.sites {
        assert!(site.deregistered_on.is_some(), "{}", site.domain);
        let filing = owner.filing(&site.filing_id.to_string()).await;
        assert_eq!(filing.status, FilingStatus::Deregistered, "{}", site.domain);
        let asked = json!({ "domain": site.domain });
        assert_eq!(owner.post("/v1/conflicts/check", asked).await.ok()["conflicts"], json!([]));
    }
    assert_eq!(provider.get("/v1/own-records").await.ok()["items"], json!([]));
    let told = office.harness.mails_to("yun-yi@example.net").await;
    let told = told.iter().filter(|mail| mail.subject.contains("请停止接入")).count();
    assert!((1..=2).contains(&told), "a letter a transaction, not one a site: {told}");
    let audit = verify(office.harness.store()).await.unwrap();
    assert_eq!((audit.records, audit.faults), (1, Vec::new()), "every history is whole");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deregistration_may_be_withdrawn_until_it_is_forwarded() {
    let (office, record) = office("shili-withdraw.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&office.ask_to_deregister(provider, &record, None).await.ok());
    let code = office.harness.code_for(owner, &filing).await;
    owner.act(&filing, "discard").await.ok();
    owner.confirm_deregistration(&filing, &code).await.refused(409, "nothing-to-confirm");
    let told = office.harness.mails_to("yun-yi@example.net").await;
    assert!(told.iter().any(|mail| mail.subject.contains("注销申请已撤回")));
    let filing = id(&office.ask_to_deregister(owner, &record, Some(1)).await.ok());
    office.harness.set_clock("2026-12-01T02:00:00Z");
    assert_eq!(
        owner.filing(&filing).await.actions,
        [FilingAction::ConfirmDeregistration, FilingAction::Discard]
    );
    let code = office.harness.code_for(owner, &filing).await;
    owner.confirm_deregistration(&filing, &code).await.ok();
    provider.forward(&filing).await.ok();
    owner.act(&filing, "discard").await.refused(409, "not-draft");
    office.harness.is_whole().await;
}
