//! Access providers: another one, the right one, and what each may do and see.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_writes_for_its_owner_sees_no_more_than_it_must_and_the_owner_is_told() {
    let (office, record) = office("shili-served.cn").await;
    let (owner, provider, other) = (&office.owner, &office.provider, &office.other);
    other.begin("add_site", &record, None).await.refused(409, "not-on-file");
    let begun = provider.begin("add_site", &record, None).await.ok();
    assert_ne!(begun["form"]["organizer"]["leader"]["mobile"], "13800000001", "masked for the provider");
    assert_eq!(begun["next_actor"], "provider");
    let filing = id(&begun);
    other.get(&format!("/v1/filings/{filing}")).await.refused(404, "not-found");
    owner.save_draft(&filing, json!({})).await.refused(409, "written-by-other");
    owner.submit(&filing).await.refused(409, "written-by-other");
    let mut elsewhere = begun["form"].clone();
    elsewhere["access"]["provider"] = json!("yun-er");
    let refused = provider.save_draft(&filing, &elsewhere).await;
    assert_eq!(refused.refused(422, "field-fixed").pointers(), ["/access/provider"]);
    fill(provider, &filing, "shili-served-2.cn", "yun-yi").await;
    provider.scan_all(&filing).await;
    provider.submit(&filing).await.ok();
    assert_eq!(owner.filing(&filing).await.form.unwrap().organizer.leader.mobile, "13800000001");
    let told = office.harness.mails_to("owner-1@example.com").await;
    assert!(told.iter().any(|mail| mail.subject.contains("接入服务商为您提交了备案申请")));
    office.harness.approved(provider, &filing).await;
    assert_eq!(office.record(&record).await.sites.len(), 2);
    // The owner may throw away what its provider writes.
    let next = id(&provider.begin("change", &record, Some(2)).await.ok());
    owner.act(&next, "discard").await.ok();
    provider.get(&format!("/v1/filings/{next}")).await.refused(404, "not-found");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_provider_cancels_and_the_right_one_is_added() {
    let (office, record) = office("shili-moved.cn").await;
    let (owner, provider, other) = (&office.owner, &office.provider, &office.other);
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    assert_eq!(
        json!(office.record(&record).await.sites[0].actions),
        json!(["add_access", "authorize-provider"])
    );
    owner.begin("change", &record, Some(1)).await.refused(409, "no-such-access");
    let begun = owner.begin("add_access", &record, Some(1)).await.ok();
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["access"] = forms::unit("shili-moved.cn", "00000001")["access"].clone();
    form["access"]["provider"] = json!("yun-er");
    owner.save_draft(&filing, &form).await.ok();
    owner.submit(&filing).await.ok();
    let forwarded = other.forward(&filing).await.ok();
    assert_eq!(forwarded["status"], "under_review", "no sheet is asked for");
    office.harness.signed_in("clerk-1").record_sheet(&filing, "0").await.refused(409, "not-awaiting-sheet");
    let decide = json!({ "decision": "approve" });
    office.harness.signed_in("reviewer-1").act_with(&filing, "review", decide).await.ok();
    let seen = office.record(&record).await;
    let site = &seen.sites[0];
    assert_eq!((site.without_access, site.number), (false, seen.organizer_number.site(1)));
    assert_eq!(seen.sites[0].accesses[1].provider, "yun-er");
    assert_eq!(other.get("/v1/own-records").await.ok()["items"][0]["domain"], "shili-moved.cn");
    owner.begin("add_access", &record, Some(1)).await.ok();
    other.begin("add_access", &record, Some(1)).await.refused(409, "access-on-file");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_lets_the_right_provider_add_its_access_with_a_code_that_serves_once() {
    let (office, record) = office("shili-code.cn").await;
    let (owner, provider, other) = (&office.owner, &office.provider, &office.other);
    let path = format!("/v1/records/{record}/authorizations");
    let ask = |version: u64, to: &str| json!({ "version": version, "provider": to, "position": 1 });
    owner.post(&path, ask(1, "yun-yi")).await.refused(409, "access-on-file");
    owner.post(&path, ask(1, "yun-wu")).await.refused(409, "unknown-provider");
    let nowhere = json!({ "version": 1, "provider": "yun-er", "position": 9 });
    owner.post(&path, nowhere).await.refused(409, "not-on-file");
    let given = owner.post_once("authorize-1", &path, ask(1, "yun-er")).await.ok();
    let code = given["code"].as_str().unwrap().to_owned();
    let again = owner.post_once("authorize-1", &path, ask(1, "yun-er")).await.ok();
    assert!(again["code"].is_null() && again["record"]["authorizations"].as_array().unwrap().len() == 1);
    let told = office.harness.mails_to("yun-er@example.net").await;
    assert!(told.iter().any(|mail| mail.subject.contains("请贵公司提供接入")), "the new one is told to ask");
    let told = office.harness.mails_to("yun-yi@example.net").await;
    assert!(
        told.iter().any(|mail| mail.subject.contains("请贵公司取消接入")),
        "the old one is asked to cancel"
    );
    assert!(told.iter().all(|mail| !mail.text.contains(&code)), "nobody else learns the code");
    assert!(!provider.get(&format!("/v1/records/{record}")).await.ok().to_string().contains("yun-er"));

    let begin = async |who: &Person, kind: &str, record: &str, code: &str| {
        let asked = json!({ "kind": kind, "record_id": record, "position": 1, "authorization": code });
        who.post("/v1/filings", asked).await
    };
    for (who, kind, at, with) in [
        (other, "add_access", record.as_str(), "wrong"),
        (other, "change", record.as_str(), code.as_str()),
        (other, "add_access", "2026999999", code.as_str()),
        (provider, "add_access", record.as_str(), code.as_str()),
    ] {
        begin(who, kind, at, with).await.refused(409, "code-expired");
    }
    let filing = id(&begin(other, "add_access", &record, &code).await.ok());
    begin(other, "add_access", &record, &code).await.refused(409, "code-expired");
    let mut form = other.filing(&filing).await.form.unwrap();
    form.access = forms::typed(forms::unit("shili-code.cn", "00000001")).access;
    form.access.provider = "yun-er".into();
    other.save_draft(&filing, &form).await.ok();
    other.submit(&filing).await.ok();
    office.harness.approved(other, &filing).await;
    assert_eq!(office.record(&record).await.sites[0].accesses[1].provider, "yun-er");
    let told = office.harness.mails_to("owner-1@example.com").await;
    assert!(told.iter().any(|mail| mail.subject.contains("授权码已使用")));
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_is_taken_back_runs_out_and_there_are_not_too_many() {
    let (office, record) = office("shili-revoke.cn").await;
    let (owner, other) = (&office.owner, &office.other);
    let path = format!("/v1/records/{record}/authorizations");
    let mut version = 1;
    let mut given = Vec::new();
    for _ in 0..10 {
        let asked = json!({ "version": version, "provider": "yun-er" });
        given.push(owner.post(&path, asked).await.ok());
        version += 1;
    }
    let asked = json!({ "version": version, "provider": "yun-er" });
    owner.post(&path, asked.clone()).await.refused(409, "too-many-authorizations");
    let first = given[0]["record"]["authorizations"][0]["id"].as_str().unwrap();
    let revoke = format!("{path}/{first}/revoke");
    owner.post(&revoke, json!({ "version": version })).await.ok();
    owner.post(&revoke, json!({ "version": version })).await.refused(409, "stale");
    owner.post(&revoke, json!({ "version": version + 1 })).await.refused(409, "no-such-authorization");
    let begin = |code: &Value| json!({ "kind": "add_site", "record_id": record, "authorization": code });
    other.post("/v1/filings", begin(&given[0]["code"])).await.refused(409, "code-expired");
    let filing = id(&other.post("/v1/filings", begin(&given[1]["code"])).await.ok());
    // A provider that withdrew and lost the answer gets it again, although the filing is no longer its own.
    let (path, version) = (format!("/v1/filings/{filing}/discard"), json!({ "version": 1 }));
    for _ in 0..2 {
        let answer = other.post_once("discard-0001", &path, version.clone()).await.ok();
        assert_eq!(answer["status"], "deleted");
    }
    other.post_once("discard-0002", &path, version).await.refused(404, "not-found");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_learns_nothing_of_sites_that_it_does_not_serve() {
    let (office, record) = office("shili-own-1.cn").await;
    let (owner, provider, other) = (&office.owner, &office.provider, &office.other);
    // The other provider serves the second site alone.
    let filing = id(&owner.begin("add_site", &record, None).await.ok());
    fill(owner, &filing, "shili-own-2.cn", "yun-er").await;
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.ok();
    office.harness.approved(other, &filing).await;
    other.begin("add_access", &record, Some(1)).await.refused(409, "no-such-access");
    provider.begin("change", &record, Some(2)).await.refused(409, "no-such-access");
    let asked = office.ask_to_deregister(other, &record, None).await.ok();
    assert!(!asked.to_string().contains("shili-own-1.cn"), "{asked}");
    let returned = json!([{ "pointer": "/documents/other", "reason": "请核对", "suggestion": "" }]);
    other.return_filing(&id(&asked), returned).await.refused(409, "not-with-provider");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_begins_first_filings_only_for_owners_whose_accounts_it_opened() {
    let (office, _) = office("shili-for.cn").await;
    let provider = &office.provider;
    let asked = json!({ "username": "shili-kehu", "applicant": "unit", "contact_name": "示例联系人",
                        "email": "kehu@example.com" });
    let opened = provider.post("/v1/owners", asked).await.ok();
    let name = opened["username"].as_str().unwrap();
    for owner in ["owner-1", "nobody-9"] {
        let asked = json!({ "kind": "first", "username": owner });
        provider.post("/v1/filings", asked).await.refused(404, "not-found");
    }
    let unnamed = provider.post("/v1/filings", json!({ "kind": "first" })).await;
    assert_eq!(unnamed.refused(422, "malformed").pointers(), ["/username"]);
    // An owner begins its own alone: whoever it names, even itself, nothing is begun in silence.
    for named in [name, "owner-1", "nobody-9"] {
        let asked = json!({ "kind": "first", "username": named });
        let reply = office.owner.post("/v1/filings", asked).await.refused(422, "malformed");
        assert_eq!((reply.pointers(), reply.field_code("/username")), (vec!["/username"], "unknown-field"));
    }
    assert_eq!(office.owner.get("/v1/filings?status=draft").await.ok()["items"], json!([]));
    // A first filing is about nothing on file, and one about what is on file about nobody in particular.
    let more =
        json!({ "kind": "first", "username": name, "record_id": "x", "position": 1, "authorization": "x" });
    let reply = provider.post("/v1/filings", more).await.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/record_id", "/position", "/authorization"]);
    let other = json!({ "kind": "add_site", "record_id": "x", "username": name });
    assert_eq!(provider.post("/v1/filings", other).await.refused(422, "malformed").pointers(), ["/username"]);
    let begun = provider.post("/v1/filings", json!({ "kind": "first", "username": name })).await.ok();
    let filing = id(&begun);
    let form = forms::unit("shili-for-2.cn", "00000002");
    provider.save_draft(&filing, &form).await.ok();
    provider.scan_all(&filing).await;
    provider.submit(&filing).await.ok();
    office.harness.approved(provider, &filing).await;
    office.harness.is_whole().await;
}
