//! Further sites, and who may begin what.

use super::*;
use beian_filing::form::{DocumentKind, FurtherSite};

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_added_under_the_organizers_number_without_another_first_filing() {
    let (office, record) = office("shili-one.cn").await;
    let (owner, provider) = (&office.owner, &office.provider);
    let begun = owner.begin("add_site", &record, None).await.ok();
    assert_eq!(begun["form"]["organizer"]["name"], "虚构示例有限公司", "what is on file is filled in");
    assert_eq!(begun["fixed"], json!(["/organizer"]));
    let filing = id(&begun);
    let mut form = begun["form"].clone();
    form["organizer"]["name"] = json!("另一家虚构公司");
    let refused = owner.save_draft(&filing, &form).await.refused(422, "field-fixed");
    assert_eq!(refused.pointers(), ["/organizer/name"]);
    fill(owner, &filing, "shili-two.cn", "yun-yi").await;
    let missing = owner.filing(&filing).await.missing;
    assert!(!missing.contains(&DocumentKind::OrganizerCertificate), "{missing:?}");
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.ok();
    let approved = office.harness.approved(provider, &filing).await;
    let seen = office.record(&record).await;
    assert_eq!(seen.sites[1].number, approved.site_numbers[0]);
    assert!(approved.site_numbers[0].to_string().ends_with("号-2"));
    assert_eq!(seen.history[0].event.as_str(), "add_site");
    let found = office.harness.anyone().get("/v1/records?domain=shili-two.cn").await.ok();
    assert_eq!(found["items"][0]["organizer_number"], json!(seen.organizer_number));
    // The sheet had to come: it is a new site (§二.6).
    owner.event(&filing, "record_sheet").await;
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
    let refused = owner.submit(&filing).await.refused(422, "form-incomplete");
    assert_eq!((refused.pointers(), refused.field_code("/further")), (vec!["/further"], "too-many"));
    // One too many goes; one is there twice, one has no address, one is on file by now.
    let mut form = eleven.clone();
    form.further.pop();
    form.further[1].site.domain = "shili-ten-2.cn".into();
    form.further[1].site.home_url = "www.shili-ten-2.cn".into();
    form.further[3].access.ip_ranges.clear();
    owner.save_draft(&filing, &form).await.ok();
    let refused = owner.submit(&filing).await.refused(422, "form-incomplete");
    assert_eq!(refused.pointers(), ["/further/1/site/domain", "/further/3/access/ip_ranges"]);
    let mut form = eleven;
    form.further.pop();
    form.further[8].site.domain = "shili-ten-1.cn".into();
    form.further[8].site.home_url = "www.shili-ten-1.cn".into();
    owner.save_draft(&filing, &form).await.ok();
    let missing = owner.filing(&filing).await.missing;
    assert_eq!(missing, [DocumentKind::Commitment, DocumentKind::DomainCertificate]);
    for _ in 0..9 {
        owner.scan(&filing, "domain_certificate").await;
    }
    owner.scan(&filing, "commitment").await;
    let refused = owner.submit(&filing).await.refused(409, "documents-missing");
    assert_eq!(refused.body["documents"], json!(["domain_certificate"]), "one for each site");
    owner.scan(&filing, "domain_certificate").await;
    owner.submit(&filing).await.refused(409, "domain-taken");
    fill_all(owner, &filing, &domains[..10]).await;
    owner.submit(&filing).await.ok();
    let taken = json!({ "domain": "shili-ten-11.cn" });
    let conflicts = office.other.post("/v1/conflicts/check", taken).await.ok();
    assert_eq!(conflicts["conflicts"][0]["kind"], "domain_in_other_filing", "each of them is held");

    let listed = provider.get("/v1/filings").await.ok();
    let line = listed["items"].as_array().unwrap().iter().find(|line| line["id"] == *filing).unwrap();
    assert_eq!(line["sites"], 10);
    let approved = office.harness.approved(provider, &filing).await;
    let numbers: Vec<String> = approved.site_numbers.iter().map(ToString::to_string).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers[0].ends_with("号-2") && numbers[9].ends_with("号-11"), "{numbers:?}");
    let seen = office.record(&record).await;
    assert_eq!(seen.sites.len(), 11);
    for (domain, number) in domains.iter().zip(&numbers) {
        let found = office.harness.anyone().get(&format!("/v1/records?domain={domain}")).await.ok();
        assert_eq!(found["items"][0]["site_number"], **number);
    }
    let told = office.harness.mails_to("owner-1@example.com").await;
    let mail = told
        .iter()
        .find(|mail| mail.subject.contains("备案通过") && mail.text.contains(&numbers[0]))
        .unwrap();
    assert!(numbers.iter().all(|number| mail.text.contains(number)), "{}", mail.text);
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
    let refused = owner.submit(&filing).await.refused(422, "form-incomplete");
    assert_eq!(refused.field_code("/further"), "too-many");
    let change = id(&owner.begin("change", &record, Some(1)).await.ok());
    let mut form = owner.filing(&change).await.form.unwrap();
    form.further = vec![FurtherSite::default()];
    owner.save_draft(&change, form.clone()).await.ok();
    form.further[0].site.name = "另一个网站".into();
    let refused = owner.save_draft(&change, &form).await.refused(422, "field-fixed");
    assert_eq!(refused.pointers(), ["/further/0/site/name"]);
    harness.is_whole().await;
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
    let both = tokio::join!(owner.submit(&begun[0]), owner.submit(&begun[1]));
    let mut replies = [both.0, both.1];
    replies.sort_by_key(|reply| reply.status);
    let [won, lost] = replies;
    let (won, lost) = (won.ok(), lost.refused(409, "filing-under-way"));
    assert_eq!(lost.body["conflict"]["filing_id"], won["id"], "the one to look at");
    office.ask_to_deregister(owner, &record, None).await.refused(409, "filing-under-way");
    office.harness.approved(provider, &id(&won)).await;
    let waiting = begun.iter().find(|filing| **filing != id(&won)).unwrap();
    owner.submit(waiting).await.ok();
    office.harness.approved(provider, waiting).await;
    assert_eq!(office.record(&record).await.sites.len(), 3);
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
