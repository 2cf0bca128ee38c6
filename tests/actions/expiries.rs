//! Expiries on a record: each reminder goes once to its recipient, and a change renews the day.

use beian_contract::view::EventView;
use beian_filing::record::ExpiryKind;
use beian_tests::{Harness, Person, forms};
use jiff::civil::date;
use serde_json::{Value, json};

const OWNER: &str = "owner-1@example.com";
const PROVIDER: &str = "yun-yi@example.net";
const SUPERVISOR: &str = "supervisor-1@example.com";

/// At ten in the morning of this day, in China, every job runs.
async fn on(harness: &Harness, day: &str) {
    harness.set_clock(&format!("{day}T02:00:00Z"));
    harness.mails_to("nobody").await;
}

/// An office with a supervisor, and what an owner has on file.
async fn office(form: Value) -> (Harness, Person, Person, String) {
    let harness = Harness::staffed().await;
    harness.supervisor().await;
    let provider = harness.signed_in("staff-yi");
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(form.clone()).await;
    owner.scan_all(&id).await;
    // One for each class.
    for _ in form["site"]["pre_approvals"].as_array().unwrap() {
        owner.scan(&id, "pre_approval").await;
    }
    owner.submit(&id).await.ok();
    let approved = harness.approved(&provider, &id).await;
    (harness, owner, provider, approved.organizer_number.unwrap().record_id())
}

/// A unit's site whose domain is registered until this day.
fn until(domain: &str, day: &str) -> Value {
    let mut form = forms::unit(domain, "00000001");
    form["site"]["domain_valid_to"] = json!(day);
    form
}

/// The reminders in the history of what is on file: each event's, by its expiries.
async fn reminders(person: &Person, id: &str) -> Vec<String> {
    let name = |value: Value| value.as_str().unwrap().to_owned();
    let told = |event: EventView| {
        let said = event.details.expiries.into_iter();
        let said = said.map(|one| format!("{} {}", name(json!(one.kind)), name(json!(one.reminder))));
        Some(said.collect::<Vec<_>>().join(", ")).filter(|said| !said.is_empty())
    };
    person.record(id).await.history.into_iter().filter_map(told).collect()
}

fn about_expiry(mails: &[beian_local::Mail]) -> Vec<&beian_local::Mail> {
    let of = |mail: &&beian_local::Mail| mail.subject.contains("到期");
    mails.iter().filter(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_is_reminded_of_before_on_and_after_its_day_and_then_the_supervisor_hears_of_it() {
    let (harness, owner, _, id) = office(until("shili-ends.cn", "2027-06-30")).await;
    on(&harness, "2027-05-30").await;
    assert!(reminders(&owner, &id).await.is_empty(), "a month is left");
    on(&harness, "2027-05-31").await;
    let mails = harness.mails_to(OWNER).await;
    let mail = about_expiry(&mails).last().copied().unwrap().clone();
    assert!(mail.subject.contains("快到期了"), "{}", mail.subject);
    assert!(mail.text.contains("shili-ends.cn") && mail.text.contains("2027年6月30日到期"), "{}", mail.text);
    assert!(mail.text.contains("域名注册商") && mail.text.contains("变更"), "it says what to do");
    on(&harness, "2027-06-30").await;
    assert!(about_expiry(&harness.mails_to(PROVIDER).await).is_empty(), "so far it is the owner's alone");
    on(&harness, "2027-07-01").await;
    assert!(about_expiry(&harness.mails_to(PROVIDER).await)[0].text.contains("已通知主办者"));
    assert!(about_expiry(&harness.mails_to(SUPERVISOR).await).is_empty());
    on(&harness, "2027-07-13").await;
    assert!(about_expiry(&harness.mails_to(SUPERVISOR).await).is_empty());
    on(&harness, "2027-07-14").await;
    assert!(about_expiry(&harness.mails_to(SUPERVISOR).await)[0].text.contains("shili-ends.cn"));
    for day in ["2027-07-15", "2027-09-01", "2028-01-20"] {
        on(&harness, day).await;
    }
    assert_eq!(
        reminders(&owner, &id).await,
        ["domain before", "domain today", "domain late", "domain escalated"]
    );
    let count = async |address: &str| about_expiry(&harness.mails_to(address).await).len();
    assert_eq!((count(OWNER).await, count(PROVIDER).await, count(SUPERVISOR).await), (3, 1, 1), "each once");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_beside_each_other_after_a_long_stop_or_with_a_clock_set_back_tell_each_thing_once() {
    let (harness, owner, _, id) = office(until("shili-ends.cn", "2027-06-30")).await;
    harness.set_clock("2027-07-02T02:00:00Z");
    let run = || harness.mails_to("nobody");
    tokio::join!(run(), run(), run(), run());
    assert_eq!(reminders(&owner, &id).await, ["domain late"], "what was missed is not made up for");
    for day in ["2027-06-30", "2027-05-31", "2027-07-02"] {
        on(&harness, day).await;
    }
    assert_eq!(reminders(&owner, &id).await, ["domain late"]);
    assert_eq!(about_expiry(&harness.mails_to(OWNER).await).len(), 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_of_one_day_are_one_letter_and_no_event_has_the_day_of_a_persons_certificate() {
    let mut form = until("shili-ends.cn", "2027-06-30");
    form["organizer"]["leader"]["valid_to"] = json!("2027-06-30");
    form["site"]["same_leader"] = json!(false);
    form["site"]["leader"] = json!({
        "name": "乙某某", "certificate_kind": "2", "certificate_number": forms::resident_id("19910101"),
        "valid_from": "2020-01-01", "valid_to": "2027-07-01", "mobile": "13800000005",
        "landline": "0791-80000005", "emergency_phone": "13900000006", "email": "site@example.com",
    });
    form["site"]["no_pre_approval"] = json!(false);
    form["site"]["pre_approvals"] = json!([
        { "kind": "1", "document_number": "示例1号", "valid_to": "2027-06-30" },
        { "kind": "5", "document_number": "示例2号", "valid_to": "long_term" },
    ]);
    let (harness, owner, _, id) = office(form).await;
    on(&harness, "2027-07-01").await;
    assert_eq!(
        reminders(&owner, &id).await,
        ["leader_certificate late, domain late, pre_approval late, site_leader_certificate today"]
    );
    let seen = owner.record(&id).await;
    let told = &seen.history.last().unwrap().details.expiries;
    assert_eq!(told[1].on, Some(date(2027, 6, 30)));
    assert_eq!((told[0].on, told[3].on), (None, None), "{told:?}");
    let mails = harness.mails_to(OWNER).await;
    assert_eq!(about_expiry(&mails).len(), 1);
    assert!(about_expiry(&mails)[0].text.contains("主体负责人的证件，已到期"));
    let mails = harness.mails_to(PROVIDER).await;
    let text = &about_expiry(&mails)[0].text;
    assert!(
        text.contains("主体负责人的证件") && !text.contains("网站负责人的证件"),
        "only what is over: {text}"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_moves_the_day_and_its_reminders_begin_again() {
    let (harness, owner, provider, id) = office(until("shili-ends.cn", "2027-06-30")).await;
    on(&harness, "2027-06-30").await;
    let seen = owner.record(&id).await.expiries[0].clone();
    assert_eq!(json!(seen), json!({ "kind": "domain", "position": 1, "on": "2027-06-30", "days": 0 }));
    on(&harness, "2027-07-03").await;
    assert_eq!(owner.record(&id).await.expiries[0].days, -3);
    assert_eq!(reminders(&owner, &id).await, ["domain today", "domain late"]);
    // Of something else, the day on file must be right first.
    let begun = owner.begin("change", &id, Some(1)).await.ok();
    let change = begun["id"].as_str().unwrap().to_owned();
    let mut form = begun["form"].clone();
    form["site"]["name"] = json!("虚构示例新官网");
    owner.save_draft(&change, &form).await.ok();
    owner.scan_all(&change).await;
    let refused = owner.submit(&change).await.refused(422, "form-incomplete");
    assert_eq!(refused.field_code("/site/domain_valid_to"), "domain-expired");
    form["site"]["domain_valid_to"] = json!("2028-06-30");
    owner.save_draft(&change, &form).await.ok();
    owner.submit(&change).await.ok();
    harness.approved(&provider, &change).await;
    assert_eq!(owner.record(&id).await.expiries[0].on, date(2028, 6, 30));
    on(&harness, "2028-05-30").await;
    assert_eq!(reminders(&owner, &id).await.len(), 2, "nobody is told of the day that was");
    on(&harness, "2028-05-31").await;
    assert_eq!(reminders(&owner, &id).await, ["domain today", "domain late", "domain before"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_organizer_leaves_what_is_of_its_sites_and_what_was_told_of_it() {
    let mut form = until("shili-ends.cn", "2027-06-30");
    form["organizer"]["leader"]["valid_to"] = json!("2027-06-30");
    let (harness, owner, provider, id) = office(form).await;
    on(&harness, "2027-05-31").await;
    let begun = owner.begin("change", &id, None).await.ok();
    let change = begun["id"].as_str().unwrap().to_owned();
    let mut form = begun["form"].clone();
    form["organizer"]["leader"]["valid_to"] = json!("long_term");
    owner.save_draft(&change, &form).await.ok();
    owner.scan_all(&change).await;
    owner.submit(&change).await.ok();
    harness.approved(&provider, &change).await;
    let left = owner.record(&id).await.expiries;
    assert_eq!((left.len(), left[0].kind), (1, ExpiryKind::Domain));
    on(&harness, "2027-06-30").await;
    assert_eq!(
        reminders(&owner, &id).await,
        ["leader_certificate before, domain before", "domain today"],
        "what keeps its day is not told of twice"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_that_are_added_are_reminded_of_and_what_is_deregistered_never_is() {
    let (harness, owner, provider, id) = office(until("shili-ends-1.cn", "2027-06-30")).await;
    let begun = owner.begin("add_site", &id, None).await.ok();
    let filing = begun["id"].as_str().unwrap().to_owned();
    let mut form = begun["form"].clone();
    let site = |domain: &str, day: &str| until(domain, day)["site"].clone();
    form["site"] = site("shili-ends-2.cn", "2027-06-30");
    form["access"] = forms::unit("shili-ends-2.cn", "00000001")["access"].clone();
    let mut access = form["access"].clone();
    access.as_object_mut().unwrap().remove("provider");
    form["further"] = json!([{ "site": site("shili-ends-3.cn", "2027-08-31"), "access": access }]);
    owner.save_draft(&filing, &form).await.ok();
    owner.scan_all(&filing).await;
    owner.scan_all(&filing).await;
    owner.submit(&filing).await.ok();
    harness.approved(&provider, &filing).await;
    let positions = async || {
        let seen = owner.record(&id).await.expiries;
        seen.iter().map(|one| one.position.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(positions().await, [1, 2, 3]);
    harness.deregistered(&owner, &provider, &id, Some(2)).await;
    assert_eq!(positions().await, [1, 3]);
    on(&harness, "2027-05-31").await;
    let mails = harness.mails_to(OWNER).await;
    let text = &about_expiry(&mails)[0].text;
    assert!(text.contains("shili-ends-1.cn") && !text.contains("shili-ends-2.cn"), "{text}");
    let told = about_expiry(&mails).len();
    harness.deregistered(&owner, &provider, &id, None).await;
    for day in ["2027-06-30", "2027-07-01", "2027-08-31", "2027-09-30"] {
        on(&harness, day).await;
    }
    assert_eq!(about_expiry(&harness.mails_to(OWNER).await).len(), told, "nothing is left that could expire");
    assert!(positions().await.is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_without_reminders_hears_of_a_past_day_and_others_see_nothing() {
    let (harness, owner, provider, id) = office(until("shili-ends.cn", "2027-06-30")).await;
    let other = harness.signed_in("staff-er");
    owner.post("/v1/account/preferences", json!({ "reminders": false })).await.ok();
    on(&harness, "2027-05-31").await;
    on(&harness, "2027-06-30").await;
    assert!(about_expiry(&harness.mails_to(OWNER).await).is_empty());
    on(&harness, "2027-07-01").await;
    assert_eq!(about_expiry(&harness.mails_to(OWNER).await).len(), 1);
    assert!(about_expiry(&harness.mails_to("yun-er@example.net").await).is_empty());
    other.get(&format!("/v1/records/{id}")).await.refused(404, "not-found");
    assert_eq!(provider.record(&id).await.expiries[0].kind, ExpiryKind::Domain);
    let supervisor = harness.signed_in("supervisor-1");
    assert_eq!(supervisor.record(&id).await.expiries[0].days, -1);
    // A provider that cancelled its access sees the site, and none of its later expiries.
    let version = provider.record(&id).await.version;
    let asked = json!({ "version": version, "position": 1, "reason": "合同到期" });
    provider.post(&format!("/v1/records/{id}/cancel-access"), asked).await.ok();
    assert!(provider.record(&id).await.expiries.is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_are_none_or_are_over_are_refused_at_their_fields() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-ends.cn", "00000001")).await;
    owner.scan_all(&id).await;
    for (day, code) in [
        ("", "required"),
        ("2035.12.31", "date-form"),
        ("long_term", "date-form"),
        ("2026-11-22", "domain-expired"),
    ] {
        owner.save_draft(&id, until("shili-ends.cn", day)).await.ok();
        let refused = owner.submit(&id).await.refused(422, "form-incomplete");
        assert_eq!(
            (refused.pointers(), refused.field_code("/site/domain_valid_to")),
            (vec!["/site/domain_valid_to"], code)
        );
    }
    let mut form = forms::unit("shili-ends.cn", "00000001");
    form["site"]["no_pre_approval"] = json!(false);
    for (number, day, code) in [
        ("示例1号", "", "required"),
        ("示例1号", "2026-11-22", "pre-approval-expired"),
        ("", "soon", "date-form"),
    ] {
        form["site"]["pre_approvals"] = json!([{ "kind": "1", "document_number": number, "valid_to": day }]);
        owner.save_draft(&id, &form).await.ok();
        let refused = owner.submit(&id).await.refused(422, "form-incomplete");
        assert_eq!(refused.field_code("/site/pre_approvals/0/valid_to"), code);
    }
    harness.is_whole().await;
}
