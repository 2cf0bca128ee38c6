//! Other facts, and what changed meanwhile.

use super::*;
use beian_filing::{filing::FilingStatus, form::IpRange};

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_an_order_of_several_is_changed_and_deregistered_by_itself() {
    let (office, record) = office("shili-apart-1.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&owner.begin("add_site", &record, None).await.ok());
    fill_all(owner, &filing, &["shili-apart-2.cn", "shili-apart-3.cn", "shili-apart-4.cn"]).await;
    let mut form = owner.filing(&filing).await.form.unwrap();
    form.further[0].site.name = "虚构示例第三站".into();
    form.further[0].access.ip_ranges = vec![IpRange { from: "223.6.6.6".into(), to: String::new() }];
    owner.save_draft(&filing, &form).await.ok();
    owner.scan_all(&filing).await;
    owner.scan_all(&filing).await;
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.ok();
    // The return names the site, and only the site may be amended.
    let fault = json!([{ "pointer": "/further/0/site/name", "reason": "名称太笼统", "suggestion": "" }]);
    office.forwarded_with_sheet(&filing).await;
    let reviewer = office.harness.signed_in("reviewer-1");
    reviewer.return_to_owner(&filing, &fault).await.ok();
    let mut form = owner.filing(&filing).await.form.unwrap();
    form.further[0].site.name = "虚构示例第三网站".into();
    form.further[1].site.name = "虚构示例第四网站".into();
    let refused = owner.amend(&filing, &form).await.refused(422, "field-not-returned");
    assert_eq!(refused.pointers(), ["/further/1/site/name"]);
    form.further[1].site.name = owner.filing(&filing).await.form.unwrap().further[1].site.name.clone();
    owner.amend(&filing, &form).await.ok();
    reviewer.approve(&filing).await.ok();

    let begun = owner.begin("change", &record, Some(3)).await.ok();
    assert_eq!(begun["form"]["site"]["name"], "虚构示例第三网站", "as it is on file");
    assert_eq!(begun["form"]["access"]["ip_ranges"][0]["from"], "223.6.6.6");
    assert_eq!(begun["form"]["further"], json!([]));
    office.harness.deregistered(owner, provider, &record, Some(3)).await;
    let seen = office.record(&record).await;
    let live = |position: usize| seen.sites[position - 1].deregistered_on.is_none();
    assert_eq!((live(2), live(3), live(4)), (true, false, true));
    let free = async |domain: &str| {
        let asked = json!({ "domain": domain });
        owner.post("/v1/conflicts/check", asked).await.ok()["conflicts"] == json!([])
    };
    assert!(free("shili-apart-3.cn").await && !free("shili-apart-4.cn").await);
    let shown = owner.filing(&filing).await;
    assert_eq!(shown.status, FilingStatus::Approved, "the others stand by it");
    assert_eq!(shown.deregistered_sites, [shown.site_numbers[1]]);
    // A letter by its reference must say which of them it means.
    let clerk = office.harness.signed_in("clerk-1");
    let reference = owner.filing(&filing).await.reference.to_string();
    let mut letter = json!({ "kind": "deregister", "reference": reference, "arrived_on": office.harness.today().to_string(),
        "evidence": ["form", "licence", "domain_certificate"] });
    let refused = clerk.post("/v1/requests", letter.clone()).await.refused(422, "malformed");
    assert_eq!(refused.pointers(), ["/domain"]);
    letter["domain"] = json!("shili-apart-4.cn");
    assert_eq!(clerk.post("/v1/requests", letter).await.ok()["summary"]["about"]["position"], 4);
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_tells_before_and_after_and_the_public_record_follows() {
    let (office, record) = office("shili-change.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let second = office.add_site(&record, "shili-change-2.cn").await;
    let begun = owner.begin("change", &record, Some(1)).await.ok();
    let filing = id(&begun);
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.refused(409, "nothing-changed");
    let mut form = begun["form"].clone();
    for (pointer, value) in [("/site/domain", "shili-other.cn"), ("/organizer/certificate_number", "1")] {
        let mut fixed = form.clone();
        *fixed.pointer_mut(pointer).unwrap() = json!(value);
        let refused = owner.save_draft(&filing, &fixed).await;
        assert_eq!(refused.refused(422, "field-fixed").pointers(), [pointer]);
    }
    form["organizer"]["name"] = json!("虚构示例新名有限公司");
    form["organizer"]["leader"]["mobile"] = json!("13900000009");
    form["site"]["name"] = json!("虚构示例新官网");
    owner.save_draft(&filing, &form).await.ok();
    owner.submit(&filing).await.ok();
    let history = owner.history(&filing).await;
    let changes = json!(history.last().unwrap().details.changes);
    for change in [
        json!({ "pointer": "/organizer/name", "before": "虚构示例有限公司", "after": "虚构示例新名有限公司" }),
        json!({ "pointer": "/organizer/leader/mobile" }),
    ] {
        assert!(
            changes.as_array().unwrap().contains(&change),
            "what is private is named, not told: {changes}"
        );
    }
    office.harness.approved(provider, &filing).await;
    for domain in ["shili-change.cn", "shili-change-2.cn"] {
        let found = office.harness.anyone().get(&format!("/v1/records?domain={domain}")).await.ok();
        assert_eq!(found["items"][0]["organizer_name"], "虚构示例新名有限公司", "{domain}");
    }
    let path = format!("/v1/records?number={second}");
    let found = office.harness.anyone().get(&path).await.ok();
    assert_eq!(found["items"][0]["site_number"], second.as_str());
    let seen = office.record(&record).await;
    assert_eq!(seen.sites[0].name, "虚构示例新官网");
    assert_eq!(
        provider.get("/v1/own-records").await.ok()["items"][0]["organizer_name"],
        "虚构示例新名有限公司"
    );
    // The next filing begins with the changed values.
    let next = owner.begin("change", &record, None).await.ok();
    assert_eq!(next["form"]["organizer"]["leader"]["mobile"], "13900000009");
    assert!(next["fixed"].to_string().contains("\"/site\""), "{}", next["fixed"]);
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_began_before_another_was_approved_does_not_put_it_back() {
    let (office, record) = office("shili-stale.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let early = id(&owner.begin("change", &record, Some(1)).await.ok());
    let begun = provider.begin("change", &record, None).await.ok();
    let mut form = begun["form"].clone();
    form["organizer"]["leader"]["mobile"] = json!("13900000009");
    provider.save_draft(&id(&begun), form).await.ok();
    provider.scan_all(&id(&begun)).await;
    provider.submit(&id(&begun)).await.ok();
    office.harness.approved(provider, &id(&begun)).await;
    let mut form = owner.filing(&early).await.form.unwrap();
    form.site.name = "虚构示例新官网".into();
    owner.save_draft(&early, &form).await.ok();
    owner.scan_all(&early).await;
    owner.submit(&early).await.refused(409, "record-changed");
    let next = owner.begin("change", &record, Some(1)).await.ok();
    assert_eq!(next["form"]["organizer"]["leader"]["mobile"], "13900000009", "nothing was put back");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_no_longer_fits_is_not_forwarded_and_a_returned_one_may_be_withdrawn() {
    let (office, record) = office("shili-stuck.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&office.ask_to_deregister(owner, &record, None).await.ok());
    let code = office.harness.code_for(owner, &filing).await;
    owner.confirm_deregistration(&filing, &code).await.ok();
    provider.forward(&filing).await.ok();
    let reviewer = office.harness.signed_in("reviewer-1");
    let reasons = json!([{ "pointer": "/site/name", "reason": "网站还在使用", "suggestion": "" }]);
    let returned = json!({ "decision": "return_to_owner", "reasons": reasons });
    reviewer.act_with(&filing, "review", returned).await.ok();
    owner.act(&filing, "discard").await.ok();
    let again = id(&office.ask_to_deregister(owner, &record, None).await.ok());
    let code = office.harness.code_for(owner, &again).await;
    owner.confirm_deregistration(&again, &code).await.ok();
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    provider.forward(&again).await.refused(409, "no-such-access");
    provider.act(&again, "discard").await.ok();
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_changed_meanwhile_stops_an_approval() {
    let (office, record) = office("shili-meanwhile.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let begun = owner.begin("change", &record, Some(1)).await.ok();
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["site"]["name"] = json!("虚构示例新官网");
    owner.save_draft(&filing, &form).await.ok();
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.ok();
    provider.forward(&filing).await.ok();
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    let reviewer = office.harness.signed_in("reviewer-1");
    reviewer.approve(&filing).await.refused(409, "no-such-access");
    assert_eq!(office.record(&record).await.sites[0].name, "虚构示例官网", "nothing is half done");
    office.harness.is_whole().await;
}
