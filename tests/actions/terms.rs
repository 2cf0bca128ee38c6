//! Limits of time: who is reminded when, each once, and reviews that pause.

use beian_contract::view::EventView;
use beian_tests::{Harness, Person, a_filing, forms};
use jiff::civil::date;
use serde_json::{Value, json};

/// At ten in the morning of this day, in China, every job runs.
async fn on(harness: &Harness, day: &str) {
    harness.set_clock(&format!("{day}T02:00:00Z"));
    harness.mails_to("nobody").await;
}

/// The reminders in a filing's history.
async fn reminders(person: &Person, id: &str) -> Vec<String> {
    let of = |event: EventView| json!(event.details.reminder).as_str().map(str::to_owned);
    person.history(id).await.into_iter().filter_map(of).collect()
}

fn last_subject(mails: &[beian_local::Mail]) -> &str {
    mails.last().map_or("", |mail| &mail.subject)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_slow_is_reminded_and_then_its_owner_and_the_supervisor_are_told() {
    let harness = Harness::open().await;
    let (owner, supervisor) = (harness.owner("owner-1").await, harness.supervisor().await);
    let id = owner.submitted(forms::unit("shili-term.cn", "00000001")).await;
    let provider = "yun-yi@example.net";
    let (told, owners) =
        (harness.mails_to(provider).await.len(), harness.mails_to("owner-1@example.com").await.len());
    on(&harness, "2026-11-24").await;
    assert!(last_subject(&harness.mails_to(provider).await).contains("请尽快核验"));
    on(&harness, "2026-11-25").await;
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), owners, "the owner has nothing to do");
    on(&harness, "2026-11-26").await;
    assert!(last_subject(&harness.mails_to(provider).await).contains("核验已逾期"));
    assert!(last_subject(&harness.mails_to("owner-1@example.com").await).contains("接入服务商还没有核验"));
    on(&harness, "2026-11-30").await;
    assert!(last_subject(&harness.mails_to("supervisor-1@example.com").await).contains("有备案逾期"));
    for day in ["2026-12-01", "2026-12-15", "2027-01-20"] {
        on(&harness, day).await;
    }
    assert_eq!(reminders(&supervisor, &id).await, ["before", "today", "late", "escalated"]);
    assert_eq!(harness.mails_to(provider).await.len(), told + 3, "each once");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_in_the_night() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-term.cn", "00000001")).await;
    harness.set_clock("2026-11-23T17:00:00Z");
    harness.mails_to("nobody").await;
    assert!(reminders(&owner, &id).await.is_empty(), "one in the morning of the next day");
    harness.set_clock("2026-11-24T00:00:00Z");
    harness.mails_to("nobody").await;
    assert_eq!(reminders(&owner, &id).await, ["before"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_beside_each_other_and_after_a_long_stop_tell_each_thing_once() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let mut ids = Vec::new();
    for number in 1..=8 {
        let form = forms::unit(&format!("shili-term-{number}.cn"), &format!("{number:08}"));
        let id = owner.submitted(form).await;
        provider.forward(&id).await.ok();
        ids.push(id);
    }
    harness.mails_to("nobody").await;
    harness.set_clock("2026-12-03T02:00:00Z");
    let run = || harness.mails_to("nobody");
    tokio::join!(run(), run(), run(), run());
    for id in &ids {
        assert_eq!(reminders(&owner, id).await, ["late"], "what was missed is not made up for");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_reminds_nobody_again() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-term.cn", "00000001")).await;
    on(&harness, "2026-11-25").await;
    on(&harness, "2026-11-24").await;
    on(&harness, "2026-11-25").await;
    assert_eq!(reminders(&owner, &id).await, ["today"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_does_not_come_is_asked_for() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-term.cn", "00000001")).await;
    provider.forward(&id).await.ok();
    on(&harness, "2026-11-30").await;
    assert!(last_subject(&harness.mails_to("owner-1@example.com").await).contains("核验单快到期了"));
    on(&harness, "2026-12-03").await;
    assert!(last_subject(&harness.mails_to("owner-1@example.com").await).contains("还没有收到您的核验单"));
    assert!(last_subject(&harness.mails_to("yun-yi@example.net").await).contains("核验单逾期未到"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_moved_on_causes_no_reminder() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let id = owner.submitted(forms::unit("shili-term.cn", "00000001")).await;
    on(&harness, "2026-11-24").await;
    provider.forward(&id).await.ok();
    on(&harness, "2026-11-26").await;
    assert_eq!(reminders(&owner, &id).await, ["before"], "of the provider's check; the sheet has time");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_review_is_told_to_its_owner_and_the_supervisor() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    harness.supervisor().await;
    a_filing().unit("shili-term.cn", "00000001").under_review(&owner).await;
    on(&harness, "2026-12-14").await;
    let before = harness.mails_to("owner-1@example.com").await.len();
    on(&harness, "2026-12-15").await;
    let mails = harness.mails_to("owner-1@example.com").await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().unwrap().text.contains("您没有做错什么"));
    on(&harness, "2026-12-16").await;
    // Nobody took it up: the supervisor hears of it before, on and after the day, and once that it is late.
    let subjects: Vec<String> =
        harness.mails_to("supervisor-1@example.com").await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.iter().filter(|subject| subject.contains("还没有人领办")).count(), 1);
    assert!(subjects.last().unwrap().contains("有备案逾期"), "{subjects:?}");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_that_is_late_is_told_too() {
    let harness = Harness::open().await;
    harness.owner("owner-1").await;
    harness.supervisor().await;
    let clerk = harness.clerk().await;
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": evidence });
    clerk.post("/v1/requests", asked).await.ok();
    on(&harness, "2026-12-01").await;
    assert!(last_subject(&harness.mails_to("owner-1@example.com").await).contains("超过了期限"));
    on(&harness, "2026-12-02").await;
    assert!(last_subject(&harness.mails_to("supervisor-1@example.com").await).contains("邮寄申请逾期"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_pauses_for_a_named_reason_and_its_days_do_not_count() {
    let harness = Harness::open().await;
    let (owner, reviewer) = (harness.owner("owner-1").await, harness.reviewer().await);
    let supervisor = harness.supervisor().await;
    let id = a_filing().unit("shili-term.cn", "00000001").under_review(&owner).await;
    let pause = |reason: &str, day: &str| json!({ "reason": reason, "expected_on": day });
    let wrong =
        reviewer.act_with(&id, "pause-review", pause("busy", "tomorrow")).await.refused(422, "malformed");
    assert_eq!(wrong.pointers(), ["/reason", "/expected_on"]);
    reviewer
        .act_with(&id, "pause-review", pause("hearing", "2026-11-23"))
        .await
        .refused(422, "impossible-pause");
    reviewer
        .act_with(&id, "pause-review", pause("hearing", "2027-11-23"))
        .await
        .refused(422, "impossible-pause");
    reviewer.act(&id, "resume-review").await.refused(409, "not-paused");
    let paused = reviewer.act_with(&id, "pause-review", pause("hearing", "2026-12-01")).await.ok();
    assert_eq!(paused["due"], Value::Null);
    assert_eq!(paused["deadline"]["pause"]["reason"], "hearing");
    reviewer
        .act_with(&id, "pause-review", pause("hearing", "2026-12-01"))
        .await
        .refused(409, "review-paused");
    // A pause that ends on its first day leaves no day out, and no trace in the count.
    let resumed = reviewer.act(&id, "resume-review").await.ok();
    assert_eq!(resumed["due"]["date"], "2026-12-14");
    reviewer.act_with(&id, "pause-review", pause("hearing", "2026-12-01")).await.ok();
    harness.mails_to("nobody").await;
    let mails = harness.mails_to("owner-1@example.com").await;
    assert!(
        mails.last().unwrap().text.contains("依法需要听证")
            && mails.last().unwrap().text.contains("2026年12月1日")
    );
    on(&harness, "2026-12-02").await;
    assert!(last_subject(&harness.mails_to("supervisor-1@example.com").await).contains("暂停超过预计"));
    let resumed = reviewer.act(&id, "resume-review").await.ok();
    // Seven working days were left out.
    assert_eq!(resumed["due"]["date"], "2026-12-23");
    assert_eq!(reminders(&supervisor, &id).await, ["escalated"]);
    reviewer
        .act_with(&id, "pause-review", pause("hearing", "2027-06-01"))
        .await
        .refused(422, "impossible-pause");
    harness.set_clock("2026-12-24T02:00:00Z");
    reviewer.act_with(&id, "pause-review", pause("hearing", "2026-12-31")).await.refused(409, "review-late");
    let history = supervisor.history(&id).await;
    let paused = history.iter().find(|event| event.event.as_str() == "pause_review").unwrap();
    assert_eq!(paused.details.pause.as_ref().unwrap().expected_on, date(2026, 12, 1));
    harness.is_whole().await;
}
