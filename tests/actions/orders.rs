//! Filings about what is on file: another site, another access, other facts, and taking it off file (§二.3, §二.5, §二.6).

use beian_local::transfer::verify;
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};

struct Office {
    harness: Harness,
    owner: Person,
    provider: Person,
    other: Person,
}

/// An office with its staff, and an owner with a unit's site on file.
async fn office(domain: &str) -> (Office, String) {
    let harness = Harness::open().await;
    let (provider, other) = (harness.provider().await, harness.other_provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit(domain, "00000001")).await;
    (Office { harness, owner, provider, other }, record)
}

fn id(reply: &Value) -> String {
    reply["id"].as_str().unwrap().to_owned()
}

/// Fills in as many sites as there are domains.
async fn fill_all(who: &Person, filing: &str, domains: &[&str]) -> Value {
    let mut form = who.filing(filing).await["form"].clone();
    let part = |domain: &str| {
        let whole = forms::unit(domain, "00000001");
        (whole["site"].clone(), whole["access"].clone())
    };
    (form["site"], form["access"]) = part(domains[0]);
    form["access"]["provider"] = json!("yun-yi");
    let further = domains[1..].iter().map(|domain| {
        let (site, mut access) = part(domain);
        access.as_object_mut().unwrap().remove("provider");
        json!({ "site": site, "access": access })
    });
    form["further"] = further.collect();
    who.act(filing, "draft", json!({ "form": form })).await.ok();
    form
}

/// Fills the site and the access of a draft.
async fn fill(who: &Person, filing: &str, domain: &str, provider: &str) {
    let mut form = who.filing(filing).await["form"].clone();
    let whole = forms::unit(domain, "00000001");
    form["site"] = whole["site"].clone();
    form["access"] = whole["access"].clone();
    form["access"]["provider"] = json!(provider);
    who.act(filing, "draft", json!({ "form": form })).await.ok();
}

impl Office {
    /// Adds a site that the owner writes; its number.
    async fn add_site(&self, record: &str, domain: &str) -> String {
        let filing = id(&self.owner.begin("add_site", record, None).await.ok());
        fill(&self.owner, &filing, domain, "yun-yi").await;
        self.owner.scan_all(&filing).await;
        self.owner.act(&filing, "submit", json!({})).await.ok();
        let approved = self.harness.approved(&self.provider, &filing).await;
        approved["site_numbers"][0].as_str().unwrap().to_owned()
    }

    /// Forwards a filing, and records its sheet.
    async fn forwarded_with_sheet(&self, filing: &str) {
        self.provider.act(filing, "forward", json!({})).await.ok();
        let clerk = self.harness.signed_in("clerk-1");
        let sheet = clerk.scan(filing, "verification_sheet").await;
        clerk.act(filing, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
    }

    async fn record(&self, record: &str) -> Value {
        self.owner.get(&format!("/v1/records/{record}")).await.ok()
    }

    async fn ask_to_deregister(
        &self,
        who: &Person,
        record: &str,
        position: Option<u32>,
    ) -> beian_tests::Reply {
        let asked = json!({ "position": position, "reason": "网站不再使用" });
        who.post(&format!("/v1/records/{record}/deregister"), asked).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_added_under_the_organizers_number_without_filing_anew() {
    let (office, record) = office("shili-one.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let begun = owner.begin("add_site", &record, None).await.ok();
    assert_eq!(begun["form"]["organizer"]["name"], "虚构示例有限公司", "what is on file is filled in");
    assert_eq!(begun["fixed"], json!(["/organizer"]));
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["organizer"]["name"] = json!("另一家虚构公司");
    let refused = owner.act(&filing, "draft", json!({ "form": form })).await.refused(422, "field-fixed");
    assert_eq!(refused.pointers(), ["/organizer/name"]);
    fill(owner, &filing, "shili-two.cn", "yun-yi").await;
    let missing = owner.filing(&filing).await["missing"].clone();
    assert!(!missing.to_string().contains("organizer_certificate"), "{missing}");
    owner.scan_all(&filing).await;
    owner.act(&filing, "submit", json!({})).await.ok();
    let approved = office.harness.approved(provider, &filing).await;
    let seen = office.record(&record).await;
    assert_eq!(seen["sites"][1]["number"], approved["site_numbers"][0]);
    assert!(approved["site_numbers"][0].as_str().unwrap().ends_with("号-2"));
    assert_eq!(seen["history"][0]["event"], "add_site");
    let found = office.harness.anyone().get("/v1/records?domain=shili-two.cn").await.ok();
    assert_eq!(found["items"][0]["organizer_number"], seen["organizer_number"]);
    // The sheet had to come: it is a new site (§二.6).
    let history = owner.get(&format!("/v1/filings/{filing}/history")).await.ok();
    assert!(history["items"].as_array().unwrap().iter().any(|event| event["event"] == "record_sheet"));
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_adds_ten_sites_in_one_order_and_what_is_wrong_with_one_is_said_of_that_one() {
    let (office, record) = office("shili-ten-1.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&owner.begin("add_site", &record, None).await.ok());
    let domains: Vec<String> = (2..=12).map(|site| format!("shili-ten-{site}.cn")).collect();
    let domains: Vec<&str> = domains.iter().map(String::as_str).collect();
    let eleven = fill_all(owner, &filing, &domains).await;
    let refused = owner.act(&filing, "submit", json!({})).await.refused(422, "form-incomplete");
    assert_eq!((refused.pointers(), refused.field_code("/further")), (vec!["/further"], "too-many"));
    // One too many goes; one is there twice, one has no address, one is on file by now.
    let mut form = eleven.clone();
    form["further"].as_array_mut().unwrap().pop();
    form["further"][1]["site"]["domain"] = json!("shili-ten-2.cn");
    form["further"][1]["site"]["home_url"] = json!("www.shili-ten-2.cn");
    form["further"][3]["access"]["ip_ranges"] = json!([]);
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    let refused = owner.act(&filing, "submit", json!({})).await.refused(422, "form-incomplete");
    assert_eq!(refused.pointers(), ["/further/1/site/domain", "/further/3/access/ip_ranges"]);
    let mut form = eleven;
    form["further"].as_array_mut().unwrap().pop();
    form["further"][8]["site"]["domain"] = json!("shili-ten-1.cn");
    form["further"][8]["site"]["home_url"] = json!("www.shili-ten-1.cn");
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    let missing = owner.filing(&filing).await["missing"].clone();
    assert_eq!(missing, json!(["commitment", "domain_certificate"]));
    for _ in 0..9 {
        owner.scan(&filing, "domain_certificate").await;
    }
    owner.scan(&filing, "commitment").await;
    let refused = owner.act(&filing, "submit", json!({})).await.refused(409, "documents-missing");
    assert_eq!(refused.body["documents"], json!(["domain_certificate"]), "one for each site");
    owner.scan(&filing, "domain_certificate").await;
    owner.act(&filing, "submit", json!({})).await.refused(409, "domain-taken");
    fill_all(owner, &filing, &domains[..10]).await;
    owner.act(&filing, "submit", json!({})).await.ok();
    let taken = json!({ "domain": "shili-ten-11.cn" });
    let conflicts = office.other.post("/v1/conflicts/check", taken).await.ok();
    assert_eq!(conflicts["conflicts"][0]["kind"], "domain_in_other_filing", "each of them is held");

    let listed = provider.get("/v1/filings").await.ok();
    let line = listed["items"].as_array().unwrap().iter().find(|line| line["id"] == *filing).unwrap();
    assert_eq!(line["sites"], 10);
    let approved = office.harness.approved(provider, &filing).await;
    let numbers: Vec<&str> =
        approved["site_numbers"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers[0].ends_with("号-2") && numbers[9].ends_with("号-11"), "{numbers:?}");
    let seen = office.record(&record).await;
    assert_eq!(seen["sites"].as_array().unwrap().len(), 11);
    for (domain, number) in domains.iter().zip(&numbers) {
        let found = office.harness.anyone().get(&format!("/v1/records?domain={domain}")).await.ok();
        assert_eq!(found["items"][0]["site_number"], **number);
    }
    let told = office.harness.mails_to("owner-1@example.com").await;
    let mail =
        told.iter().find(|mail| mail.subject.contains("备案通过") && mail.text.contains(numbers[0])).unwrap();
    assert!(numbers.iter().all(|number| mail.text.contains(number)), "{}", mail.text);
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_an_order_of_several_is_changed_and_deregistered_by_itself() {
    let (office, record) = office("shili-apart-1.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&owner.begin("add_site", &record, None).await.ok());
    fill_all(owner, &filing, &["shili-apart-2.cn", "shili-apart-3.cn", "shili-apart-4.cn"]).await;
    let mut form = owner.filing(&filing).await["form"].clone();
    form["further"][0]["site"]["name"] = json!("虚构示例第三站");
    form["further"][0]["access"]["ip_ranges"] = json!([{ "from": "223.6.6.6", "to": "" }]);
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    owner.scan_all(&filing).await;
    owner.scan_all(&filing).await;
    owner.scan_all(&filing).await;
    owner.act(&filing, "submit", json!({})).await.ok();
    // What comes back names the site, and only that may be amended.
    let fault = json!([{ "pointer": "/further/0/site/name", "reason": "名称太笼统", "suggestion": "" }]);
    office.forwarded_with_sheet(&filing).await;
    let reviewer = office.harness.signed_in("reviewer-1");
    reviewer.act(&filing, "review", json!({ "decision": "return_to_owner", "reasons": fault })).await.ok();
    let mut form = owner.filing(&filing).await["form"].clone();
    form["further"][0]["site"]["name"] = json!("虚构示例第三网站");
    form["further"][1]["site"]["name"] = json!("虚构示例第四网站");
    let refused =
        owner.act(&filing, "amend", json!({ "form": form })).await.refused(422, "field-not-returned");
    assert_eq!(refused.pointers(), ["/further/1/site/name"]);
    form["further"][1]["site"]["name"] =
        owner.filing(&filing).await["form"]["further"][1]["site"]["name"].clone();
    owner.act(&filing, "amend", json!({ "form": form })).await.ok();
    reviewer.act(&filing, "review", json!({ "decision": "approve" })).await.ok();

    let begun = owner.begin("change", &record, Some(3)).await.ok();
    assert_eq!(begun["form"]["site"]["name"], "虚构示例第三网站", "as it is on file");
    assert_eq!(begun["form"]["access"]["ip_ranges"][0]["from"], "223.6.6.6");
    assert_eq!(begun["form"]["further"], json!([]));
    office.harness.deregistered(owner, provider, &record, Some(3)).await;
    let seen = office.record(&record).await;
    let live = |position: usize| seen["sites"][position - 1]["deregistered_on"].is_null();
    assert_eq!((live(2), live(3), live(4)), (true, false, true));
    let free = async |domain: &str| {
        let asked = json!({ "domain": domain });
        owner.post("/v1/conflicts/check", asked).await.ok()["conflicts"] == json!([])
    };
    assert!(free("shili-apart-3.cn").await && !free("shili-apart-4.cn").await);
    let shown = owner.filing(&filing).await;
    assert_eq!(shown["status"], "approved", "the others stand by it");
    assert_eq!(shown["deregistered_sites"], json!([shown["site_numbers"][1]]));
    // A letter by its reference must say which of them it means.
    let clerk = office.harness.signed_in("clerk-1");
    let reference = owner.filing(&filing).await["reference"].clone();
    let mut letter = json!({ "kind": "deregister", "reference": reference, "arrived_on": office.harness.today().to_string(),
        "evidence": ["form", "licence", "domain_certificate"] });
    let refused = clerk.post("/v1/requests", letter.clone()).await.refused(422, "malformed");
    assert_eq!(refused.pointers(), ["/domain"]);
    letter["domain"] = json!("shili-apart-4.cn");
    assert_eq!(clerk.post("/v1/requests", letter).await.ok()["summary"]["about"]["position"], 4);
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_individual_adds_one_site_in_an_order_and_other_kinds_take_no_further_one() {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    harness.clerk().await;
    harness.reviewer().await;
    let owner = harness.owner("owner-2").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::individual("shili-own.cn", "19900101")).await;
    let filing = id(&owner.begin("add_site", &record, None).await.ok());
    fill_all(&owner, &filing, &["shili-own-2.cn", "shili-own-3.cn"]).await;
    let refused = owner.act(&filing, "submit", json!({})).await.refused(422, "form-incomplete");
    assert_eq!(refused.field_code("/further"), "too-many");
    let change = id(&owner.begin("change", &record, Some(1)).await.ok());
    let mut form = owner.filing(&change).await["form"].clone();
    form["further"] = json!([{}]);
    owner.act(&change, "draft", json!({ "form": form.clone() })).await.ok();
    form["further"][0] = json!({ "site": { "name": "另一个网站" } });
    let refused = owner.act(&change, "draft", json!({ "form": form })).await.refused(422, "field-fixed");
    assert_eq!(refused.pointers(), ["/further/0/site/name"]);
    harness.is_whole().await;
}

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
    owner.act(&filing, "draft", json!({ "form": {} })).await.refused(409, "written-by-other");
    owner.act(&filing, "submit", json!({})).await.refused(409, "written-by-other");
    let mut elsewhere = begun["form"].clone();
    elsewhere["access"]["provider"] = json!("yun-er");
    let refused = provider.act(&filing, "draft", json!({ "form": elsewhere })).await;
    assert_eq!(refused.refused(422, "field-fixed").pointers(), ["/access/provider"]);
    fill(provider, &filing, "shili-served-2.cn", "yun-yi").await;
    provider.scan_all(&filing).await;
    provider.act(&filing, "submit", json!({})).await.ok();
    assert_eq!(owner.filing(&filing).await["form"]["organizer"]["leader"]["mobile"], "13800000001");
    let told = office.harness.mails_to("owner-1@example.com").await;
    assert!(told.iter().any(|mail| mail.subject.contains("接入服务商为您提交了备案申请")));
    office.harness.approved(provider, &filing).await;
    assert_eq!(office.record(&record).await["sites"].as_array().unwrap().len(), 2);
    // The owner may throw away what its provider writes.
    let next = id(&provider.begin("change", &record, Some(2)).await.ok());
    owner.act(&next, "discard", json!({})).await.ok();
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
        office.record(&record).await["sites"][0]["actions"],
        json!(["add_access", "authorize-provider"])
    );
    owner.begin("change", &record, Some(1)).await.refused(409, "no-such-access");
    let begun = owner.begin("add_access", &record, Some(1)).await.ok();
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["access"] = forms::unit("shili-moved.cn", "00000001")["access"].clone();
    form["access"]["provider"] = json!("yun-er");
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    owner.act(&filing, "submit", json!({})).await.ok();
    let forwarded = other.act(&filing, "forward", json!({})).await.ok();
    assert_eq!(forwarded["status"], "under_review", "no sheet is asked for");
    office
        .harness
        .signed_in("clerk-1")
        .act(&filing, "record-sheet", json!({ "scan_id": "0", "signed_and_sealed": true }))
        .await
        .refused(409, "not-awaiting-sheet");
    let decide = json!({ "decision": "approve" });
    office.harness.signed_in("reviewer-1").act(&filing, "review", decide).await.ok();
    let seen = office.record(&record).await;
    assert_eq!(
        (&seen["sites"][0]["without_access"], &seen["sites"][0]["number"]),
        (&json!(false), &json!(format!("{}-1", seen["organizer_number"].as_str().unwrap())))
    );
    assert_eq!(seen["sites"][0]["accesses"][1]["provider"], "yun-er");
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
    let mut form = other.filing(&filing).await["form"].clone();
    form["access"] = forms::unit("shili-code.cn", "00000001")["access"].clone();
    form["access"]["provider"] = json!("yun-er");
    other.act(&filing, "draft", json!({ "form": form })).await.ok();
    other.act(&filing, "submit", json!({})).await.ok();
    office.harness.approved(other, &filing).await;
    assert_eq!(office.record(&record).await["sites"][0]["accesses"][1]["provider"], "yun-er");
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
    // Whoever gave it up and lost the answer hears it again, though the filing is no longer its own.
    let (path, version) = (format!("/v1/filings/{filing}/discard"), json!({ "version": 1 }));
    for _ in 0..2 {
        let answer = other.post_once("discard-0001", &path, version.clone()).await.ok();
        assert_eq!(answer["status"], "deleted");
    }
    other.post_once("discard-0002", &path, version).await.refused(404, "not-found");
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
    owner.act(&filing, "submit", json!({})).await.refused(409, "nothing-changed");
    let mut form = begun["form"].clone();
    for (pointer, value) in [("/site/domain", "shili-other.cn"), ("/organizer/certificate_number", "1")] {
        let mut fixed = form.clone();
        *fixed.pointer_mut(pointer).unwrap() = json!(value);
        let refused = owner.act(&filing, "draft", json!({ "form": fixed })).await;
        assert_eq!(refused.refused(422, "field-fixed").pointers(), [pointer]);
    }
    form["organizer"]["name"] = json!("虚构示例新名有限公司");
    form["organizer"]["leader"]["mobile"] = json!("13900000009");
    form["site"]["name"] = json!("虚构示例新官网");
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    owner.act(&filing, "submit", json!({})).await.ok();
    let history = owner.get(&format!("/v1/filings/{filing}/history")).await.ok();
    let changes = history["items"].as_array().unwrap().last().unwrap()["details"]["changes"].clone();
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
    assert_eq!(seen["sites"][0]["name"], "虚构示例新官网");
    assert_eq!(
        provider.get("/v1/own-records").await.ok()["items"][0]["organizer_name"],
        "虚构示例新名有限公司"
    );
    // What is begun next begins with it.
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
    provider.act(&id(&begun), "draft", json!({ "form": form })).await.ok();
    provider.scan_all(&id(&begun)).await;
    provider.act(&id(&begun), "submit", json!({})).await.ok();
    office.harness.approved(provider, &id(&begun)).await;
    let mut form = owner.filing(&early).await["form"].clone();
    form["site"]["name"] = json!("虚构示例新官网");
    owner.act(&early, "draft", json!({ "form": form })).await.ok();
    owner.scan_all(&early).await;
    owner.act(&early, "submit", json!({})).await.refused(409, "record-changed");
    let next = owner.begin("change", &record, Some(1)).await.ok();
    assert_eq!(next["form"]["organizer"]["leader"]["mobile"], "13900000009", "nothing was put back");
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
    owner.act(&filing, "submit", json!({})).await.ok();
    office.harness.approved(other, &filing).await;
    other.begin("add_access", &record, Some(1)).await.refused(409, "no-such-access");
    provider.begin("change", &record, Some(2)).await.refused(409, "no-such-access");
    let asked = office.ask_to_deregister(other, &record, None).await.ok();
    assert!(!asked.to_string().contains("shili-own-1.cn"), "{asked}");
    let returned = json!([{ "pointer": "/documents/other", "reason": "请核对", "suggestion": "" }]);
    other.act(&id(&asked), "return", json!({ "reasons": returned })).await.refused(409, "not-with-provider");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_any_more_is_not_forwarded_and_what_came_back_may_be_withdrawn() {
    let (office, record) = office("shili-stuck.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let filing = id(&office.ask_to_deregister(owner, &record, None).await.ok());
    let code = office.harness.code_for(owner, &filing).await;
    owner.act(&filing, "confirm-deregistration", json!({ "code": code })).await.ok();
    provider.act(&filing, "forward", json!({})).await.ok();
    let reviewer = office.harness.signed_in("reviewer-1");
    let reasons = json!([{ "pointer": "/site/name", "reason": "网站还在使用", "suggestion": "" }]);
    let returned = json!({ "decision": "return_to_owner", "reasons": reasons });
    reviewer.act(&filing, "review", returned).await.ok();
    owner.act(&filing, "discard", json!({})).await.ok();
    let again = id(&office.ask_to_deregister(owner, &record, None).await.ok());
    let code = office.harness.code_for(owner, &again).await;
    owner.act(&again, "confirm-deregistration", json!({ "code": code })).await.ok();
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    provider.act(&again, "forward", json!({})).await.refused(409, "no-such-access");
    provider.act(&again, "discard", json!({})).await.ok();
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizer_has_one_filing_under_way_at_a_time() {
    let (office, record) = office("shili-queue.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let mut begun = Vec::new();
    for domain in ["shili-queue-2.cn", "shili-queue-3.cn"] {
        let filing = id(&owner.begin("add_site", &record, None).await.ok());
        fill(owner, &filing, domain, "yun-yi").await;
        owner.scan_all(&filing).await;
        begun.push(filing);
    }
    let both =
        tokio::join!(owner.act(&begun[0], "submit", json!({})), owner.act(&begun[1], "submit", json!({})));
    let mut replies = [both.0, both.1];
    replies.sort_by_key(|reply| reply.status);
    let [won, lost] = replies;
    let (won, lost) = (won.ok(), lost.refused(409, "order-under-way"));
    assert_eq!(lost.body["conflict"]["filing_id"], won["id"], "the one to look at");
    office.ask_to_deregister(owner, &record, None).await.refused(409, "order-under-way");
    office.harness.approved(provider, &id(&won)).await;
    let waiting = begun.iter().find(|filing| **filing != id(&won)).unwrap();
    owner.act(waiting, "submit", json!({})).await.ok();
    office.harness.approved(provider, waiting).await;
    assert_eq!(office.record(&record).await["sites"].as_array().unwrap().len(), 3);
    office.harness.is_whole().await;
}

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
    provider.act(&filing, "forward", json!({})).await.refused(409, "not-confirmed");
    owner.act(&filing, "confirm-deregistration", json!({ "code": "0" })).await.refused(409, "code-expired");
    provider.act(&filing, "confirm-deregistration", json!({ "code": "0" })).await.refused(403, "forbidden");
    let code = office.harness.code_for(owner, &filing).await;
    owner.act(&filing, "confirm-deregistration", json!({ "code": code })).await.ok();
    owner
        .act(&filing, "confirm-deregistration", json!({ "code": code }))
        .await
        .refused(409, "nothing-to-confirm");
    office.harness.approved(provider, &filing).await;
    let seen = office.record(&record).await;
    assert_eq!(seen["sites"][1]["deregistered_on"], office.harness.today().to_string());
    assert!(seen["deregistered_on"].is_null() && seen["sites"][0]["deregistered_on"].is_null());
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
    assert_eq!(owner.filing(&order).await["status"], "approved");
    let seen = office.record(&record).await;
    assert!(seen["sites"].as_array().unwrap().iter().all(|site| site["deregistered_on"].is_string()));
    assert_eq!((&seen["actions"], &seen["sites"][0]["actions"]), (&json!([]), &json!([])));
    owner.begin("add_site", &record, None).await.refused(409, "already-deregistered");
    owner.act(&left, "submit", json!({})).await.refused(409, "already-deregistered");
    let again = office.harness.on_file(owner, provider, forms::unit("shili-all-2.cn", "00000001")).await;
    assert_ne!(again.1, record, "a number is never used again");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_deregistration_whoever_looks_at_the_filing_is_told() {
    let (office, record) = office("shili-gone.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    office.add_site(&record, "shili-stays.cn").await;
    let first = office.record(&record).await["sites"][0]["filing_id"].as_str().unwrap().to_owned();
    let number = owner.filing(&first).await["site_numbers"][0].clone();
    office.harness.deregistered(owner, provider, &record, Some(1)).await;
    // It still describes the organizer, which stays; the site is gone all the same.
    for who in [owner, provider, &office.harness.signed_in("reviewer-1")] {
        let seen = who.filing(&first).await;
        assert_eq!(
            (&seen["status"], &seen["summary"]["status"]),
            (&json!("deregistered"), &json!("deregistered"))
        );
        assert_eq!(seen["deregistered_sites"], json!([number]), "{}", who.name);
    }
    let listed = owner.get("/v1/filings").await.ok();
    let line = listed["items"].as_array().unwrap().iter().find(|line| line["id"] == first.as_str()).unwrap();
    assert_eq!(line["status"], "deregistered");
    let reference = owner.filing(&first).await["reference"].clone();
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
            (&seen["next_actor"], &seen["due"]["date"]),
            (&json!("owner"), &json!(own)),
            "{}",
            who.name
        );
        assert_eq!((&seen["late_days"], &seen["deadline"]), (&json!(0), &Value::Null));
    }
    let code = office.harness.code_for(owner, &order).await;
    let confirmed = owner.act(&order, "confirm-deregistration", json!({ "code": code })).await.ok();
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
    for site in seen["sites"].as_array().unwrap() {
        assert!(site["deregistered_on"].is_string(), "{site}");
        let filing = owner.filing(site["filing_id"].as_str().unwrap()).await;
        assert_eq!(filing["status"], "deregistered", "{}", site["domain"]);
        let asked = json!({ "domain": site["domain"] });
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
    owner.act(&filing, "discard", json!({})).await.ok();
    owner
        .act(&filing, "confirm-deregistration", json!({ "code": code }))
        .await
        .refused(409, "nothing-to-confirm");
    let told = office.harness.mails_to("yun-yi@example.net").await;
    assert!(told.iter().any(|mail| mail.subject.contains("注销申请已撤回")));
    let filing = id(&office.ask_to_deregister(owner, &record, Some(1)).await.ok());
    office.harness.set_clock("2026-12-01T02:00:00Z");
    assert_eq!(owner.filing(&filing).await["actions"], json!(["confirm-deregistration", "discard"]));
    let code = office.harness.code_for(owner, &filing).await;
    owner.act(&filing, "confirm-deregistration", json!({ "code": code })).await.ok();
    provider.act(&filing, "forward", json!({})).await.ok();
    owner.act(&filing, "discard", json!({})).await.refused(409, "not-draft");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_the_record_meanwhile_stops_an_approval() {
    let (office, record) = office("shili-meanwhile.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let begun = owner.begin("change", &record, Some(1)).await.ok();
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["site"]["name"] = json!("虚构示例新官网");
    owner.act(&filing, "draft", json!({ "form": form })).await.ok();
    owner.scan_all(&filing).await;
    owner.act(&filing, "submit", json!({})).await.ok();
    provider.act(&filing, "forward", json!({})).await.ok();
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    let reviewer = office.harness.signed_in("reviewer-1");
    reviewer.act(&filing, "review", json!({ "decision": "approve" })).await.refused(409, "no-such-access");
    assert_eq!(office.record(&record).await["sites"][0]["name"], "虚构示例官网", "nothing is half done");
    office.harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_without_a_record_is_told_to_begin_with_a_first_filing() {
    let (office, record) = office("shili-none.cn").await;
    let stranger = office.harness.owner("owner-2").await;
    stranger.begin("add_site", &record, None).await.refused(409, "not-on-file");
    stranger.begin("add_site", "2026999999", None).await.refused(409, "not-on-file");
    let without = stranger.post("/v1/filings", json!({ "kind": "add_site" })).await;
    assert_eq!(without.refused(422, "malformed").pointers(), ["/record_id"]);
    office.owner.begin("add_access", &record, None).await.refused(409, "not-on-file");
    let wrong = office.owner.begin("deregister_site", &record, Some(1)).await;
    assert_eq!(wrong.refused(422, "malformed").pointers(), ["/kind"]);
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
    provider.act(&filing, "draft", json!({ "form": form })).await.ok();
    provider.scan_all(&filing).await;
    provider.act(&filing, "submit", json!({})).await.ok();
    office.harness.approved(provider, &filing).await;
    office.harness.is_whole().await;
}
