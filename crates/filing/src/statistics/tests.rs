//! Tests of the rules about statistics.

use crate::{
    deadline::EndedDeadline,
    event::AnyEvent,
    filing::{FilingEvent, FilingMeasure, ReturnReason},
    form::FilingKind,
    history::{Digests, Event, Role},
    identifier::{OrganizerNumber, ProviderId, Username},
    policy::DeadlineKind,
    statistics::{
        BY_BUREAU, CONFLICTS, Counts, FLOW, PAPER, counts_of_event,
        summary::{MOST_FIELDS, Statistics, times},
        tables::{OpenCasesRow, StatisticsTable, StatusAge, csv, quoted, rows},
    },
};
use jiff::civil::date;
use proptest::prelude::*;

fn event(data: FilingEvent, measure: FilingMeasure) -> Event<FilingEvent> {
    Event {
        seq: 1,
        data,
        // This time is already on the next day in China.
        at: "2026-11-23T18:00:00Z".parse().unwrap(),
        by: Username::typed("shenhe"),
        role: Role::Reviewer,
        measure: Some(measure),
        notices: Vec::new(),
        fingerprint: String::new(),
        digests: Digests::default(),
        previous: String::new(),
    }
}

fn reasons(pointers: &[&str]) -> Vec<ReturnReason> {
    let reason = |pointer: &&str| ReturnReason {
        pointer: (*pointer).to_owned(),
        reason: "示例".into(),
        suggestion: String::new(),
    };
    pointers.iter().map(reason).collect()
}

fn measure(kind: FilingKind) -> FilingMeasure {
    FilingMeasure { kind, is_resubmission: false, ended: None, days_from_submission: None }
}

fn ended(limit: DeadlineKind, days: u32, late: u32) -> FilingMeasure {
    let ended = Some(EndedDeadline { kind: limit, days, late, provider: None });
    FilingMeasure { ended, ..measure(FilingKind::First) }
}

fn named(event: Event<FilingEvent>) -> Vec<String> {
    let (day, counts) = counts_of_event(&AnyEvent::Filing(event));
    assert_eq!(day, date(2026, 11, 24));
    counts.into_iter().map(|count| format!("{} {}", count.group, count.name)).collect()
}

#[test]
fn an_event_says_by_itself_what_is_counted_of_it() {
    let approved = FilingMeasure { days_from_submission: Some(11), ..ended(DeadlineKind::Review, 6, 0) };
    let number = OrganizerNumber::issue('赣', 2026, 1).into();
    assert_eq!(
        named(event(FilingEvent::Approve { number }, approved)),
        ["flow approved.first", "time#review d6", "whole#first d11"]
    );
    let reasons =
        reasons(&["/further/0/site/name", "/further/1/site/name", "/documents/organizer_certificate"]);
    let returned = event(FilingEvent::ReturnToOwner { reasons }, ended(DeadlineKind::Review, 17, 2));
    assert_eq!(
        named(returned),
        [
            "flow returned_to_owner.first",
            "time#review d17",
            "time#review late",
            "returns#bureau /documents/organizer_certificate",
            "returns#bureau /further/*/site/name",
        ]
    );
    let again = FilingMeasure { is_resubmission: true, ..measure(FilingKind::AddSite) };
    let submit = FilingEvent::Submit { due: None, changes: Vec::new() };
    assert_eq!(named(event(submit, again)), ["flow submitted_again.add_site"]);
}

#[test]
fn nothing_that_is_counted_names_a_person_a_site_or_a_text() {
    let measure = FilingMeasure {
        ended: Some(EndedDeadline {
            kind: DeadlineKind::ProviderCheck,
            days: 1,
            late: 0,
            provider: Some(ProviderId::parse("yun-yi").unwrap()),
        }),
        ..measure(FilingKind::First)
    };
    let reasons = reasons(&["/organizer/leader/mobile"]);
    let counts = named(event(FilingEvent::ReturnFiling { reasons }, measure)).join(" ");
    assert!(!counts.contains("示例") && !counts.contains("shenhe"), "{counts}");
    // The group of an access provider is left out of all public tables.
    let day = (date(2026, 11, 24), "provider#yun-yi".to_owned(), Counts::from([("d1".to_owned(), 1)]));
    let found = Statistics::of([day], date(2026, 11, 1), date(2026, 11, 30));
    assert_eq!(found.providers.len(), 1);
    assert!(found.times.is_empty() && found.overall.is_empty() && found.filings.is_empty());
}

#[test]
fn a_draft_is_not_counted() {
    let plain = Event { measure: None, ..event(FilingEvent::Discard, measure(FilingKind::First)) };
    assert_eq!(counts_of_event(&AnyEvent::Filing(plain)).1, []);
}

#[test]
fn months_are_told_apart_and_what_lies_outside_is_left_out() {
    let flow = |count| Counts::from([("approved.first".to_owned(), count)]);
    let days = [
        (date(2026, 9, 30), FLOW.to_owned(), flow(100)),
        (date(2026, 10, 1), FLOW.to_owned(), flow(1)),
        (date(2026, 10, 31), FLOW.to_owned(), flow(2)),
        (date(2026, 11, 1), FLOW.to_owned(), flow(4)),
    ];
    let found = Statistics::of(days, date(2026, 10, 1), date(2026, 11, 30));
    let seen: Vec<_> = found.filings.iter().map(|row| (row.period.as_str(), row.approved)).collect();
    assert_eq!(seen, [("2026-10", 3), ("2026-11", 4)]);
    assert_eq!(found.filings[0].submitted, 0);
}

#[test]
fn fields_beyond_the_most_frequent_are_counted_together() {
    let counts: Counts = (0..50).map(|place| (format!("/f{place:02}"), 100 - place)).collect();
    let found = Statistics::of(
        [(date(2026, 11, 2), BY_BUREAU.to_owned(), counts)],
        date(2026, 11, 1),
        date(2026, 11, 30),
    );
    assert_eq!(found.returns.len(), MOST_FIELDS + 1);
    assert_eq!(found.returns[0].field, "/f00");
    assert_eq!(found.returns[MOST_FIELDS].returns, (51..=60).sum::<u64>());
}

#[test]
fn every_age_follows_the_one_before() {
    let today = date(2026, 11, 26);
    let ages: Vec<StatusAge> = [0, 2, 3, 7, 8, 14, 15, 30, 31, 90, 91, 4000]
        .map(|days| StatusAge::since(today - jiff::Span::new().days(days), today))
        .to_vec();
    let twice: Vec<StatusAge> = StatusAge::ALL.into_iter().flat_map(|age| [age, age]).collect();
    assert_eq!(ages, twice);
    assert_eq!(StatusAge::since(date(2026, 11, 27), today), StatusAge::UpTo2, "a clock that was set back");
}

#[test]
fn csv_has_every_column_of_its_rows() {
    let day = date(2026, 11, 24);
    let of = |name: &str, count: Counts| (day, name.to_owned(), count);
    let found = Statistics::of(
        [
            of(FLOW, Counts::from([("submitted.change".to_owned(), 2)])),
            of(
                "time#review",
                Counts::from([("d3".to_owned(), 1), ("d6".to_owned(), 1), ("late".to_owned(), 1)]),
            ),
            of("whole#first", Counts::from([("d9".to_owned(), 1)])),
            of(BY_BUREAU, Counts::from([("/site/name".to_owned(), 1)])),
            of(CONFLICTS, Counts::from([("domain_on_file_here".to_owned(), 1)])),
            of(PAPER, Counts::from([("received.deregister".to_owned(), 1)])),
        ],
        day,
        day,
    );
    let tables = [
        (StatisticsTable::Filings, rows(&found.filings)),
        (StatisticsTable::Times, rows(&found.times)),
        (StatisticsTable::Overall, rows(&found.overall)),
        (StatisticsTable::Returns, rows(&found.returns)),
        (StatisticsTable::Conflicts, rows(&found.conflicts)),
        (StatisticsTable::Paper, rows(&found.paper)),
        (
            StatisticsTable::Standing,
            rows(&[OpenCasesRow { status: "draft".into(), age: StatusAge::UpTo2, count: 1 }]),
        ),
    ];
    for (table, rows) in &tables {
        assert!(!rows.is_empty(), "{table:?}");
        let mut columns: Vec<&str> = rows[0].keys().map(String::as_str).collect();
        let mut wanted = table.columns().to_vec();
        columns.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(columns, wanted, "{table:?}");
        assert_eq!(csv(*table, rows).lines().count(), rows.len() + 1);
        assert_eq!(StatisticsTable::parse(table.as_str()), Some(*table));
    }
    assert_eq!(
        csv(StatisticsTable::Times, &tables[1].1),
        "period,span,kind,ended,in_time,share_in_time,median_days,ninth_decile_days\r\n\
         2026-11,review,,2,1,0.5,4.5,6\r\n2026-11,whole,first,1,,,9.0,9\r\n"
    );
    assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
}

proptest! {
    #[test]
    fn a_median_from_the_histogram_is_the_median(mut took in prop::collection::vec(0u32..60, 1..80)) {
        let mut counts = Counts::new();
        for days in &took {
            *counts.entry(format!("d{days}")).or_default() += 1;
        }
        took.sort_unstable();
        let middle = took.len() / 2;
        let median = if took.len() % 2 == 1 {
            f64::from(took[middle])
        } else {
            f64::from(took[middle - 1] + took[middle]) / 2.0
        };
        let row = times("2026-11", "time#review", &counts).unwrap();
        prop_assert_eq!(row.median_days, median);
        let at_most = took.iter().filter(|days| **days <= row.ninth_decile_days).count();
        prop_assert!(at_most * 10 >= took.len() * 9);
    }
}
