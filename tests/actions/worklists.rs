//! Worklists of the bureau: filings taken up, handed over, listed and counted.

use beian_filing::history::Role;
use beian_tests::{FilingBuilder, Harness, Person, a_filing, forms};
use serde_json::{Value, json};

async fn listed(person: &Person, which: &str) -> Vec<String> {
    let list = person.get(&format!("/v1/filings?{which}")).await.ok();
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// The filing of a unit with this number.
fn filing(number: usize) -> FilingBuilder {
    a_filing().unit(&format!("shili-work-{number}.cn"), &format!("{number:08}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_a_reviewer_took_up_is_decided_by_no_other() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let (one, other) =
        (harness.signed_in("reviewer-1"), harness.person("reviewer-2", Role::Reviewer, None).await);
    let id = filing(1).under_review(&owner).await;
    assert_eq!(listed(&one, "worklist=unassigned").await, std::slice::from_ref(&id));
    let taken = one.act(&id, "take-up").await.ok();
    assert_eq!(taken["summary"]["assignee"], "reviewer-1");
    assert_eq!(
        (listed(&one, "worklist=mine").await, listed(&one, "worklist=unassigned").await),
        (vec![id.clone()], vec![])
    );
    assert!(listed(&other, "worklist=mine").await.is_empty());
    assert!(other.filing(&id).await.actions.is_empty());
    for (verb, body) in [
        ("review", json!({ "decision": "approve" })),
        ("take-up", json!({})),
        ("hand-over", json!({ "to": "reviewer-2" })),
        ("pause-review", json!({ "reason": "hearing", "expected_on": "2026-12-01" })),
        ("resume-review", json!({})),
    ] {
        other.act_with(&id, verb, body).await.refused(409, "taken-up");
    }
    one.act(&id, "take-up").await.refused(409, "taken-up");
    assert_eq!(owner.filing(&id).await.summary.assignee, None, "who it is stays in the bureau");
    let history = owner.get(&format!("/v1/filings/{id}/history")).await.ok();
    assert!(!history.to_string().contains("reviewer-1"));

    // It comes back to the same reviewer.
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛" }]);
    one.return_to_owner(&id, &reasons).await.ok();
    let mut form = owner.filing(&id).await.form.unwrap();
    form.site.name = "虚构示例新名称".into();
    owner.amend(&id, &form).await.ok();
    assert_eq!(listed(&one, "worklist=mine").await, std::slice::from_ref(&id));
    one.approve(&id).await.ok();
    assert!(listed(&one, "worklist=mine").await.is_empty());
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_handed_over_by_its_reviewer_or_a_supervisor() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let (one, other) =
        (harness.signed_in("reviewer-1"), harness.person("reviewer-2", Role::Reviewer, None).await);
    let supervisor = harness.supervisor().await;
    let id = filing(1).under_review(&owner).await;
    one.act(&id, "take-up").await.ok();
    let wrong = one.act_with(&id, "hand-over", json!({ "to": "owner-1" })).await.refused(422, "malformed");
    assert_eq!(wrong.pointers(), ["/to"]);
    one.act_with(&id, "hand-over", json!({ "to": "reviewer-1" })).await.refused(409, "taken-up");
    one.act_with(&id, "hand-over", json!({ "to": "Reviewer-2" })).await.ok();
    assert_eq!(listed(&other, "worklist=mine").await, std::slice::from_ref(&id));
    let told = harness.mails_to("reviewer-2@example.com").await;
    assert!(told.last().unwrap().subject.contains("转办"), "{}", told.last().unwrap().subject);
    supervisor.act_with(&id, "hand-over", json!({ "to": null })).await.ok();
    assert_eq!(listed(&one, "worklist=unassigned").await, std::slice::from_ref(&id));
    supervisor.act_with(&id, "hand-over", json!({ "to": "reviewer-1" })).await.ok();
    let (a, b) = tokio::join!(
        one.act_with(&id, "hand-over", json!({ "to": "reviewer-2" })),
        supervisor.act_with(&id, "hand-over", json!({ "to": null }))
    );
    assert_eq!(u16::from(a.status == 200) + u16::from(b.status == 200), 1, "{} {}", a.status, b.status);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn worklists_show_what_is_due_today_and_what_is_late_and_count_it() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let (reviewer, supervisor, clerk) =
        (harness.signed_in("reviewer-1"), harness.supervisor().await, harness.signed_in("clerk-1"));
    let early = filing(1).under_review(&owner).await;
    harness.set_clock("2026-11-24T02:00:00Z");
    let later = filing(2).under_review(&owner).await;
    let paused = filing(3).under_review(&owner).await;
    let waits = owner.submitted(forms::unit("shili-work-4.cn", "00000004")).await;
    let pause = json!({ "reason": "hearing", "expected_on": "2026-12-30" });
    reviewer.act_with(&paused, "pause-review", pause).await.ok();
    harness.set_clock("2026-12-15T02:00:00Z");
    assert_eq!(listed(&reviewer, "worklist=late").await, std::slice::from_ref(&early));
    assert_eq!(listed(&reviewer, "worklist=due_today").await, std::slice::from_ref(&later));
    assert_eq!(listed(&supervisor, "worklist=late&status=with_provider").await, [waits]);
    assert_eq!(
        listed(&reviewer, "status=under_review").await,
        [early, later, paused],
        "what is paused comes last"
    );

    harness.mails_to("nobody").await;
    let counts = supervisor.get("/v1/filings?status=under_review").await.ok()["counts"].clone();
    assert_eq!(counts["statuses"]["under_review"], json!({ "all": 3, "due_today": 1, "late": 1 }));
    assert_eq!(counts["statuses"]["with_provider"], json!({ "all": 1, "due_today": 0, "late": 1 }));
    assert_eq!((&counts["unassigned"], &counts["requests"]["all"]), (&json!(3), &json!(0)));
    clerk.get("/v1/filings?worklist=late&status=awaiting_sheet").await.ok();
    owner.get("/v1/filings?worklist=late").await.refused(422, "malformed");
    assert_eq!(owner.get("/v1/filings").await.ok()["counts"], Value::Null);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reviewer_who_took_it_up_is_reminded() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.signed_in("reviewer-1");
    let id = filing(1).under_review(&owner).await;
    reviewer.act(&id, "take-up").await.ok();
    harness.set_clock("2026-12-09T02:00:00Z");
    let told = harness.mails_to("reviewer-1@example.com").await;
    assert!(told.last().unwrap().subject.contains("审核即将到期"));
    harness.is_whole().await;
}
