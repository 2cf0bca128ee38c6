//! Statistics: everything counted once, whatever happens to the letters; what the public reads, and what it does not.

use beian_contract::view::{RequestView, StatisticsView, UndeliveredList};
use beian_filing::{
    claim::ConflictKind,
    form::FilingKind,
    notice::DeliveryStatus,
    paper::RequestKind,
    statistics::{DurationKind, FilingsRow, ReturnedBy, Statistics, StatisticsTable, TimesRow},
};
use beian_store::NoticeSubject;
use beian_tests::{Harness, Person, forms};
use jiff::civil::date;
use serde_json::json;

/// In the morning of this day, in China, every job runs.
async fn on(harness: &Harness, day: &str) {
    harness.set_clock(&format!("{day}T02:00:00Z"));
    harness.mails_to("nobody").await;
}

async fn statistics(supervisor: &Person, query: &str) -> Statistics {
    supervisor.get(&format!("/v1/statistics{query}")).await.view::<StatisticsView>().statistics
}

/// The only row for which this holds.
#[track_caller]
fn only<T: std::fmt::Debug>(rows: &[T], is_wanted: impl Fn(&T) -> bool) -> &T {
    let found: Vec<&T> = rows.iter().filter(|row| is_wanted(row)).collect();
    assert_eq!(found.len(), 1, "{rows:#?}");
    found[0]
}

/// The durations of one kind over the whole period.
#[track_caller]
fn durations(found: &Statistics, span: DurationKind) -> &TimesRow {
    only(&found.overall, |row| row.span == span)
}

/// A filing that was forwarded a day after its submission, and whose sheet came at once.
async fn under_review(harness: &Harness, owner: &Person, domain: &str, number: &str) -> String {
    let (provider, clerk) = (harness.provider().await, harness.clerk().await);
    let id = owner.submitted(forms::unit(domain, number)).await;
    on(harness, "2026-11-24").await;
    provider.forward(&id).await.ok();
    clerk.receive_sheet(&id).await.ok();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_counted_at_each_step_with_the_working_days_that_it_took() {
    let harness = Harness::open().await;
    let (owner, reviewer, supervisor) =
        (harness.owner("owner-1").await, harness.reviewer().await, harness.supervisor().await);
    let id = under_review(&harness, &owner, "shili-count.cn", "00000001").await;
    on(&harness, "2026-12-16").await;
    let reasons = json!([{ "pointer": "/site/name", "reason": "太短" }]);
    reviewer.return_to_owner(&id, reasons).await.ok();
    let mut form = owner.filing(&id).await.form.unwrap();
    form.site.name = "示例改名网".into();
    owner.amend(&id, &form).await.ok();
    on(&harness, "2026-12-18").await;
    reviewer.approve(&id).await.ok();
    harness.mails_to("nobody").await;

    let found = statistics(&supervisor, "").await;
    let [november, december] = &found.filings[..] else { panic!("{found:#?}") };
    assert_eq!((november.period.as_str(), november.kind), ("2026-11", FilingKind::First));
    let of = |row: &FilingsRow| (row.submitted, row.forwarded, row.sheet_arrived, row.approved);
    assert_eq!(of(november), (1, 1, 1, 0));
    assert_eq!(december.period, "2026-12");
    let of = |row: &FilingsRow| (row.submitted, row.returned_to_owner, row.amended, row.approved);
    assert_eq!(of(december), (0, 1, 1, 1));
    let check = durations(&found, DurationKind::ProviderCheck);
    assert_eq!((check.ended, check.in_time, check.median_days), (1, Some(1), 1.0));
    // The first review took sixteen working days, one too many; the second two.
    let review = durations(&found, DurationKind::Review);
    assert_eq!((review.ended, review.in_time, review.share_in_time), (2, Some(1), Some(0.5)));
    assert_eq!((review.median_days, review.ninth_decile_days), (9.0, 16));
    let whole = durations(&found, DurationKind::Whole);
    assert_eq!((whole.kind, whole.median_days, whole.in_time), (Some(FilingKind::First), 19.0, None));
    let returned = only(&found.returns, |row| row.field == "/site/name");
    assert_eq!((returned.by, returned.returns), (ReturnedBy::Bureau, 1));
    let checked = only(&found.providers, |row| row.provider == "yun-yi");
    assert_eq!((checked.checked, checked.in_time, checked.returned), (1, 1, 0));
    let history = owner.history(&id).await;
    let mut ended = history.into_iter().filter_map(|event| event.details.measure?.ended);
    assert_eq!(ended.next_back().unwrap().days, 2, "its parties see how long each step took");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_fail_or_are_sent_again_count_nothing_twice_and_nothing_is_lost() {
    let harness = Harness::open().await;
    let (owner, supervisor) = (harness.owner("owner-1").await, harness.supervisor().await);
    owner.submitted(forms::unit("shili-count.cn", "00000001")).await;
    let submitted = async || {
        let found = statistics(&supervisor, "").await;
        found.filings.iter().find(|row| row.kind == FilingKind::First).map(|row| row.submitted)
    };
    harness.refuse_mails(1);
    harness.mails_to("nobody").await;
    assert_eq!(submitted().await, None, "its letters are still owed");
    harness.set_clock("2026-11-23T02:30:00Z");
    for _ in 0..3 {
        harness.mails_to("nobody").await;
    }
    assert_eq!(submitted().await, Some(1));
    // Marked again by a run that read the outbox before: nothing happens.
    let id = owner.submitted(forms::unit("shili-count-2.cn", "00000002")).await;
    let owed = harness.store().pending_notices(harness.now()).await.unwrap();
    let of = owed
        .iter()
        .find(|owed| owed.subject().unwrap() == NoticeSubject::Filing(id.parse().unwrap()))
        .unwrap();
    let (one, other) = tokio::join!(
        harness.store().mark_notice_sent(of, harness.now()),
        harness.store().mark_notice_sent(of, harness.now())
    );
    // One of two at the same moment may be told to come again.
    assert!(one.is_ok() || other.is_ok());
    harness.store().mark_notice_sent(of, harness.now()).await.unwrap();
    assert_eq!(submitted().await, Some(2));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_is_asked_for_again_is_not_counted_again() {
    let harness = Harness::open().await;
    // The first letter there comes back, and the address gets no more.
    let owner = harness.owner_at("owner-1", "bounce@simulator.example.com").await;
    let supervisor = harness.supervisor().await;
    owner.submitted(forms::unit("shili-count.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    owner.submitted(forms::unit("shili-count-2.cn", "00000002")).await;
    harness.mails_to("nobody").await;
    let list: UndeliveredList = supervisor.get("/v1/notices/undelivered").await.view();
    let suppressed = list.items.iter().find(|notice| notice.status == DeliveryStatus::Suppressed);
    let path = format!("/v1/notices/{}", suppressed.unwrap().id);
    supervisor.post(&format!("{path}/lift-suppression"), json!({ "reason": "地址已改" })).await.ok();
    supervisor.post(&format!("{path}/resend"), json!({})).await.ok();
    let before = harness.edition().mails().len();
    harness.mails_to("nobody").await;
    assert_eq!(harness.edition().mails().len(), before + 1, "it left again");
    let found = statistics(&supervisor, "").await;
    assert_eq!(only(&found.filings, |row| row.kind == FilingKind::First).submitted, 2);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_request_is_counted_though_its_approval_owes_no_letter() {
    let harness = Harness::open().await;
    let (owner, clerk, reviewer, supervisor) = (
        harness.owner("owner-1").await,
        harness.clerk().await,
        harness.reviewer().await,
        harness.supervisor().await,
    );
    drop(owner);
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let letter = json!({ "kind": "recover_account", "username": "owner-1", "evidence": evidence });
    let received: RequestView = clerk.post("/v1/requests", letter).await.view();
    on(&harness, "2026-11-25").await;
    reviewer.approve_request(received.summary.id, 1).await.ok();
    harness.mails_to("nobody").await;
    let found = statistics(&supervisor, "").await;
    let paper = only(&found.paper, |row| row.kind == RequestKind::RecoverAccount);
    assert_eq!((paper.received, paper.approved, paper.refused), (1, 1, 0));
    let duration = durations(&found, DurationKind::PaperRequest);
    assert_eq!((duration.ended, duration.median_days), (1, 2.0));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_counted_once_a_filing_by_its_kind() {
    let harness = Harness::open().await;
    let (owner, other, supervisor) =
        (harness.owner("owner-1").await, harness.owner("owner-2").await, harness.supervisor().await);
    owner.submitted(forms::unit("shili-count.cn", "00000001")).await;
    let id = other.draft(forms::unit("shili-count.cn", "00000002")).await;
    other.scan_all(&id).await;
    for _ in 0..3 {
        other.submit(&id).await.refused(409, "domain-taken");
    }
    let found = statistics(&supervisor, "").await;
    let conflicts = only(&found.conflicts, |row| row.kind == ConflictKind::DomainInOtherFiling);
    assert_eq!(conflicts.conflicts, 1);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_reads_the_days_that_are_over_and_nothing_of_providers() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let anyone = harness.anyone();
    anyone.get("/v1/open-data/filings.csv").await.refused(404, "not-found");
    let (provider, clerk) = (harness.provider().await, harness.clerk().await);
    let id = owner.submitted(forms::unit("shili-count.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    on(&harness, "2026-11-24").await;
    provider.forward(&id).await.ok();
    clerk.receive_sheet(&id).await.ok();
    harness.mails_to("nobody").await;
    let published = anyone.get("/v1/open-data/filings.json").await.ok();
    assert_eq!((&published["from"], &published["to"]), (&json!("2021-12-01"), &json!("2026-11-23")));
    assert_eq!(published["rows"][0]["submitted"], 1);
    assert_eq!(published["rows"][0]["forwarded"], 0, "that is of today");
    on(&harness, "2026-11-25").await;
    let csv = anyone.get("/v1/open-data/filings.csv").await.ok();
    assert_eq!(
        csv.as_str().unwrap(),
        "period,kind,submitted,submitted_again,forwarded,returned_by_provider,sheet_arrived,\
         returned_to_owner,returned_to_provider,amended,approved,withdrawn\r\n\
         2026-11,first,1,0,1,0,1,0,0,0,0,0\r\n"
    );
    for table in StatisticsTable::ALL {
        let name = table.as_str();
        let json = anyone.get(&format!("/v1/open-data/{name}.json")).await.ok();
        assert_eq!(json["table"], name);
        let text =
            json.to_string() + anyone.get(&format!("/v1/open-data/{name}.csv")).await.ok().as_str().unwrap();
        assert!(!text.contains("yun-yi") && !text.contains("shili") && !text.contains("owner-1"), "{text}");
    }
    let standing = anyone.get("/v1/open-data/standing.json").await.ok();
    assert_eq!(standing["rows"], json!([{ "status": "under_review", "age": "up_to2", "count": 1 }]));
    for name in ["filings", "filings.xml", "accounts.csv", ".csv", "filings.csv.json"] {
        anyone.get(&format!("/v1/open-data/{name}")).await.refused(404, "not-found");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_is_said_at_once() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    let wrong = supervisor.get("/v1/statistics?from=20261101&to=gestern").await.refused(422, "malformed");
    assert_eq!((wrong.field_code("/from"), wrong.field_code("/to")), ("date-form", "date-form"));
    let wrong =
        supervisor.get("/v1/statistics?from=2026-11-02&to=2026-11-01").await.refused(422, "malformed");
    assert_eq!(wrong.field_code("/to"), "date-order");
    let wrong =
        supervisor.get("/v1/statistics?from=2020-01-01&to=2026-11-01").await.refused(422, "malformed");
    assert_eq!(wrong.field_code("/from"), "too-long");
    let view: StatisticsView = supervisor.get("/v1/statistics?from=2026-11-01&to=2026-11-30").await.view();
    assert_eq!((view.from, view.to), (date(2026, 11, 1), date(2026, 11, 30)));
    assert_eq!(harness.store().tallied(date(2026, 1, 1), date(2026, 12, 31)).await.unwrap(), []);
    harness.is_whole().await;
}
