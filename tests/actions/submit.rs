//! Submitting: everything that is wrong at once, and claims that only one can win.

use beian_filing::filing::FilingStatus;
use beian_tests::{Harness, forms};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn every_field_problem_is_told_at_once_with_pointer_and_code() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let mut form = forms::unit("shili-wrong.cn", "00000001");
    form["organizer"]["certificate_number"] = json!("913600000000000000");
    form["organizer"]["leader"]["landline"] = json!("0791-1234567");
    form["organizer"]["leader"]["mobile"] = json!("");
    form["site"]["domain"] = json!("www.shili-wrong.cn");
    form["site"]["no_pre_approval"] = json!(false);
    form["access"]["ip_ranges"] = json!([{ "from": "10.0.0.1", "to": "" }]);
    let id = owner.draft(form).await;
    let reply = owner.submit(&id).await.refused(422, "form-incomplete");
    for pointer in [
        "/organizer/certificate_number",
        "/organizer/leader/landline",
        "/organizer/leader/mobile",
        "/site/domain",
        "/access/ip_ranges/0/from",
    ] {
        assert!(reply.pointers().contains(&pointer), "{pointer} is missing in {:?}", reply.pointers());
    }
    let domain = reply.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|error| error["pointer"] == "/site/domain")
        .unwrap();
    assert_eq!(domain["suggestion"], "shili-wrong.cn");
    assert_eq!(owner.filing(&id).await.status, FilingStatus::Draft);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_scans_are_told_all_of_them() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-paper.cn", "00000001")).await;
    let reply = owner.submit(&id).await.refused(409, "documents-missing");
    assert_eq!(
        reply.body["documents"],
        json!(["organizer_certificate", "leader_identity", "commitment", "domain_certificate"])
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_provider_that_does_not_exist_cannot_be_chosen() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(json!({})).await;
    let mut form = forms::unit("shili-nobody.cn", "00000001");
    form["access"]["provider"] = json!("nobody");
    owner.save_draft(&id, &form).await.refused(409, "unknown-provider");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_claim_a_domain_at_once_one_wins_and_the_other_keeps_its_draft() {
    let harness = Harness::open().await;
    let (one, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let first = one.draft(forms::unit("shili-race.cn", "00000001")).await;
    let second = other.draft(forms::unit("shili-race.cn", "00000002")).await;
    one.scan_all(&first).await;
    other.scan_all(&second).await;
    let (a, b) = tokio::join!(one.submit(&first), other.submit(&second));
    let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
    won.ok();
    let lost = lost.refused(409, "domain-taken");
    assert_eq!(
        lost.body["conflict"],
        json!({ "kind": "domain_in_other_filing" }),
        "nothing of the other party is told"
    );
    let (person, id) = if one.filing(&first).await.status == FilingStatus::Draft {
        (&one, &first)
    } else {
        (&other, &second)
    };
    // Nothing is half done: another domain, and it goes through.
    let mut form = person.filing(id).await.form.unwrap();
    form.site.domain = "shili-race-2.cn".into();
    form.site.home_url = "www.shili-race-2.cn".into();
    person.save_draft(id, &form).await.ok();
    person.submit(id).await.ok();
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_certificate_is_one_organizer_whatever_paper_shows_it() {
    let harness = Harness::open().await;
    let (one, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    one.submitted(forms::unit("shili-first.cn", "00000001")).await;
    let id = other.draft(forms::unit("shili-second.cn", "00000001")).await;
    other.scan_all(&id).await;
    let reply = other.submit(&id).await.refused(409, "certificate-taken");
    assert_eq!(reply.body["conflict"]["kind"], "certificate_in_other_filing");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_submission_only_the_provider_may_change_it() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-mine.cn", "00000001")).await;
    let form = owner.filing(&id).await.form.unwrap();
    owner.save_draft(&id, &form).await.refused(409, "not-draft");
    owner.submit(&id).await.refused(409, "not-draft");
    owner.act(&id, "discard").await.refused(409, "not-draft");
    provider.correct(&id, &form).await.refused(409, "nothing-corrected");
    let mut given_away = form.clone();
    given_away.access.provider = "yun-er".into();
    provider.correct(&id, &given_away).await.refused(422, "field-not-returned");
    let mut wrong = form;
    wrong.site.remarks = "短".into();
    provider.correct(&id, &wrong).await.refused(422, "form-incomplete");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_draft_that_is_thrown_away_sets_its_claims_free() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-gone.cn", "00000001")).await;
    let reasons = json!([{ "pointer": "/site/name", "reason": "请核对" }]);
    provider.return_filing(&id, &reasons).await.ok();
    owner.act(&id, "discard").await.ok();
    owner.submitted(forms::unit("shili-gone.cn", "00000001")).await;
    harness.is_whole().await;
}
