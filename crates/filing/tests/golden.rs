//! The stored shape of every event, held against a checked-in line. Stored events stay readable: a line changes only together with
//! the number of the layout (`LAYOUT` in `crates/store/src/layout.rs`).
//!
//! A new event gets its line with `BEIAN_WRITE_GOLDEN=1 cargo test -p beian-filing --test golden`.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::disallowed_methods, reason = "the test reads what was kept; the rules read nothing")]

use beian_filing::{
    account::{AccountEvent, AccountEventKind},
    calendar::{CalendarEvent, CalendarEventKind, Due},
    deadline::{EndedDeadline, MovedLastDay, Pause, Reminder, SentReminder, StartedDeadline},
    filing::{FilingEvent, FilingEventKind, FilingMeasure, ReturnReason},
    form::{DocumentKind, FilingKind, diff::FieldChange},
    history::{
        Digests, DisclosureEvent, DisclosureEventKind, Event, EventData, EventHead, InquiryEvent,
        InquiryEventKind, Recipient, Role, ScanDigest, digest_of,
    },
    identifier::{FilingNumber, OrganizerNumber, ProviderId, Reference, Username},
    paper::{ArrivedEvidence, Evidence, RequestEvent, RequestEventKind, RequestKind, RequestMeasure},
    policy::DeadlineKind,
    record::{ExpiringItem, ExpiryKind, RecordEvent, RecordEventKind},
};
use jiff::{Timestamp, civil::date};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, env, fmt::Debug, fs, path::Path};
use strum::VariantArray;

fn at() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

fn number() -> OrganizerNumber {
    OrganizerNumber::issue('赣', 2026, 1)
}

fn reference() -> Reference {
    "JX-7K3M-9Q2T-W".parse().unwrap()
}

fn due() -> Due {
    Due { date: date(2026, 12, 14), provisional: false }
}

fn entry<D: EventData>(data: D) -> Event<D> {
    let digests = Digests {
        state: Some("0".repeat(32)),
        form: None,
        scans: vec![ScanDigest { id: "1".into(), sha256: "0".repeat(64) }],
        issued: BTreeMap::new(),
    };
    Event {
        seq: 2,
        fingerprint: "0".repeat(32),
        previous: "0".repeat(32),
        ..Event::unchained(data, at(), &Username::typed("shili-1"), Role::Owner)
    }
    .with_notices(&[Recipient::Owner, Recipient::Provider])
    .with_digests(digests)
}

fn filing() -> Vec<Event<FilingEvent>> {
    let number = || number().site(1);
    let reasons = || {
        vec![ReturnReason {
            pointer: "/site/name".into(),
            reason: "过于宽泛".into(),
            suggestion: "写明单位".into(),
        }]
    };
    let changes = || {
        vec![FieldChange {
            pointer: "/site/name".into(),
            before: Some("示例".into()),
            after: Some("示例网站".into()),
        }]
    };
    let deadline = || StartedDeadline { kind: Some(DeadlineKind::Review), due: Some(due()) };
    let pause = || {
        Some(Pause {
            reason: "hearing".into(),
            from: date(2026, 11, 26),
            expected_on: date(2026, 12, 4),
            until: None,
        })
    };
    let measure = FilingMeasure {
        kind: FilingKind::First,
        is_resubmission: true,
        ended: Some(EndedDeadline {
            kind: DeadlineKind::ProviderCheck,
            days: 3,
            late: 1,
            provider: Some(ProviderId::parse("yun-yi").unwrap()),
        }),
        days_from_submission: Some(11),
    };
    let events = [
        FilingEvent::StartFiling { number: Some(number()) },
        FilingEvent::Discard,
        FilingEvent::AttachScan { document: DocumentKind::OrganizerCertificate },
        FilingEvent::RemoveScan { document: DocumentKind::OrganizerCertificate },
        FilingEvent::Submit { due: Some(due()), changes: changes() },
        FilingEvent::Correct { changes: changes() },
        FilingEvent::ReturnFiling { reasons: reasons() },
        FilingEvent::Forward { deadline: deadline() },
        FilingEvent::RecordSheet {
            arrived_on: date(2026, 11, 23),
            reason: Some("周末寄到".into()),
            deadline: deadline(),
        },
        FilingEvent::ConfirmSheet { arrived_on: date(2026, 11, 23) },
        FilingEvent::RefuseSheet { reason: "没有盖章".into(), due: Some(due()) },
        FilingEvent::Approve { number: number() },
        FilingEvent::ReturnToOwner { reasons: reasons() },
        FilingEvent::ReturnToProvider { reasons: reasons() },
        FilingEvent::Amend { changes: changes(), deadline: deadline() },
        FilingEvent::Deregister { number: number() },
        FilingEvent::WarnDraft { due: due() },
        FilingEvent::ExpireDraft,
        FilingEvent::Erase,
        FilingEvent::AskDeregistration { number: number(), reason: "不再使用".into(), due: Some(due()) },
        FilingEvent::ConfirmDeregistration { due: Some(due()) },
        FilingEvent::DeleteSubmission { reference: reference() },
        FilingEvent::Remind(SentReminder {
            deadline: DeadlineKind::Review,
            reminder: Reminder::Late,
            due: Some(due()),
        }),
        FilingEvent::MoveDeadline(MovedLastDay { due: due(), was: due() }),
        FilingEvent::TakeUp { assignee: Username::typed("shenhe") },
        FilingEvent::HandOver { assignee: Some(Username::typed("shenhe")) },
        FilingEvent::PauseReview { pause: pause() },
        FilingEvent::ResumeReview { pause: pause(), due: Some(due()) },
        FilingEvent::CorrectArrival {
            arrived_on: date(2026, 11, 23),
            reason: Some("看错了".into()),
            due: Some(due()),
            was: Some(due()),
        },
    ];
    events.map(|data| entry(data).with_measure(Some(measure.clone()))).to_vec()
}

fn record() -> Vec<Event<RecordEvent>> {
    let number = || FilingNumber::from(number());
    let provider = || ProviderId::parse("yun-yi").unwrap();
    let expiring = ExpiringItem {
        kind: ExpiryKind::Domain,
        position: Some(1),
        domain: Some("shili.cn".into()),
        class: None,
        on: Some(date(2026, 12, 23)),
        reminder: Reminder::Late,
    };
    let events = [
        RecordEvent::AddSite { number: Some(number()), reference: reference() },
        RecordEvent::AddAccess { number: number(), reference: reference() },
        RecordEvent::Change { number: number(), reference: reference() },
        RecordEvent::Deregister { number: number(), positions: vec![1, 2], reference: Some(reference()) },
        RecordEvent::CancelAccess { number: number(), reason: "合同到期".into(), without_access: true },
        RecordEvent::AuthorizeProvider { number: number(), provider: provider(), until: at() },
        RecordEvent::RevokeAuthorization { number: self::number(), provider: provider() },
        RecordEvent::UseAuthorization { number: self::number(), provider: provider() },
        RecordEvent::RemindExpiry {
            number: self::number(),
            reminder: Reminder::Late,
            expiries: vec![expiring],
        },
    ];
    events.map(entry).to_vec()
}

fn request() -> Vec<Event<RequestEvent>> {
    let arrived = || ArrivedEvidence {
        evidence: vec![Evidence::Form],
        missing: vec![Evidence::Licence],
        due: Some(due()),
        arrived_on: Some(date(2026, 11, 23)),
        reason: Some("周末寄到".into()),
    };
    let measure = RequestMeasure {
        kind: RequestKind::Deregister,
        ended: Some(EndedDeadline { kind: DeadlineKind::PaperRequest, days: 3, late: 0, provider: None }),
    };
    let events = [
        RequestEvent::ReceiveRequest(arrived()),
        RequestEvent::ReceiveEvidence(arrived()),
        RequestEvent::SortPapers(arrived()),
        RequestEvent::GiveBackPapers {
            evidence: vec![Evidence::Licence],
            missing: vec![Evidence::Licence],
            due: Some(due()),
            reason: "放错了".into(),
        },
        RequestEvent::ApproveRequest,
        RequestEvent::RefuseRequest { reason: "没有盖章".into() },
        RequestEvent::Remind(SentReminder {
            deadline: DeadlineKind::PaperRequest,
            reminder: Reminder::Escalated,
            due: Some(due()),
        }),
        RequestEvent::MoveDeadline(MovedLastDay { due: due(), was: due() }),
        RequestEvent::Erase,
    ];
    events.map(|data| entry(data).with_measure(Some(measure.clone()))).to_vec()
}

fn account() -> Vec<Event<AccountEvent>> {
    let reason = || Some("本人到场".to_owned());
    let events = [
        AccountEvent::Register,
        AccountEvent::Invite,
        AccountEvent::AddOwner,
        AccountEvent::ResetPassword,
        AccountEvent::TryRecovery,
        AccountEvent::EnterWrongCode,
        AccountEvent::SetPassword,
        AccountEvent::ChangePassword,
        AccountEvent::ConfirmSecondFactor,
        AccountEvent::RemoveSecondFactor,
        AccountEvent::UseRecoveryCode,
        AccountEvent::RecoverOwner { reason: reason() },
        AccountEvent::RecoverStaff { reason: reason() },
        AccountEvent::RecoverByPaper { reference: reference() },
        AccountEvent::ProposeEmail { until: at(), reason: reason() },
        AccountEvent::KeepEmail,
        AccountEvent::ChangeEmail { reason: reason() },
        AccountEvent::DisableAccount { reason: reason() },
        AccountEvent::EnableAccount { reason: reason() },
        AccountEvent::ExportData,
    ];
    events.map(entry).to_vec()
}

fn calendar() -> Vec<Event<CalendarEvent>> {
    let source = || "示例通知".to_owned();
    let events = [
        CalendarEvent::ProposeCalendar { source: source() },
        CalendarEvent::SignCalendar { source: source() },
        CalendarEvent::WithdrawCalendar { source: source() },
    ];
    events.map(entry).to_vec()
}

fn access() -> Vec<Event<DisclosureEvent>> {
    let document = Some(DocumentKind::OrganizerCertificate);
    let events = [
        DisclosureEvent::Unmask { reason: "核对手机号".into() },
        DisclosureEvent::ViewScan { document, reason: Some("核对证件".into()) },
    ];
    events.map(entry).to_vec()
}

fn inquiry() -> Vec<Event<InquiryEvent>> {
    vec![entry(InquiryEvent::AskProgress { reference: reference() })]
}

/// The stored lines of one aggregate's events, each read back as itself and by its head.
fn lines<D>(of: &str, events: &[Event<D>], kinds: usize, found: &mut BTreeMap<String, String>)
where
    D: EventData + Serialize + DeserializeOwned + PartialEq + Debug + Clone,
    D::Measure: Serialize,
{
    for event in events {
        let stored = serde_json::to_string(event).unwrap();
        assert_eq!(&serde_json::from_str::<Event<D>>(&stored).unwrap(), event, "{stored}");
        let head: EventHead = serde_json::from_str(&stored).unwrap();
        assert_eq!((&head.data, head.seq, &head.digests), (&event.name(), event.seq, &event.digests));
        assert!(found.insert(format!("{of} {}", event.name().as_str()), stored).is_none(), "{of}: twice");
    }
    assert_eq!(events.len(), kinds, "{of}: every event has its line");
}

#[test]
fn every_event_is_stored_as_it_was() {
    let mut found = BTreeMap::new();
    lines("filing", &filing(), FilingEventKind::VARIANTS.len(), &mut found);
    lines("record", &record(), RecordEventKind::VARIANTS.len(), &mut found);
    lines("request", &request(), RequestEventKind::VARIANTS.len(), &mut found);
    lines("account", &account(), AccountEventKind::VARIANTS.len(), &mut found);
    lines("calendar", &calendar(), CalendarEventKind::VARIANTS.len(), &mut found);
    lines("access", &access(), DisclosureEventKind::VARIANTS.len(), &mut found);
    lines("inquiry", &inquiry(), InquiryEventKind::VARIANTS.len(), &mut found);
    let text: String =
        found.iter().map(|(name, stored)| format!("{name} {}\n{stored}\n", digest_of(stored))).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events.txt");
    if env::var_os("BEIAN_WRITE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    for (line, (is, was)) in (1..).zip(text.lines().zip(kept.lines())) {
        assert_eq!(
            is,
            was,
            "line {line} of {}: its hash in old histories is of the old bytes",
            path.display()
        );
    }
    assert_eq!(text.lines().count(), kept.lines().count());
}
