//! Tests of the rules of a filing.

use crate::{
    calendar::Calendar,
    deadline::{Arrival, Deadline},
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        action::FilingAction,
        event::FilingEvent,
        reasons::ReturnReason,
        review::ReturnTo,
        scans::{MAX_SCANS, Scan},
        state::State,
    },
    form::{DocumentKind, NeededFor, check::demo},
    history::{Actor, Context, Event, Role, Step, digest_of, is_intact},
    identifier::{FilingId, MAX_SEQUENCE, ProviderId, Reference, Username},
    policy::{DeadlineKind, Rules},
};
use std::collections::BTreeSet;

mod lifecycle;

fn actor(role: Role) -> Actor {
    let provider = (role == Role::Provider).then(|| ProviderId::parse("demo").unwrap());
    Actor { account: Username::typed(role.as_str()), role, provider }
}

fn context<'a>(actor: &'a Actor, at: &str) -> Context<'a> {
    Context {
        at: at.parse().unwrap(),
        actor,
        fingerprint: "0",
        rules: Rules::jiangxi(),
        calendar: Calendar::shipped(),
    }
}

/// Applies a step as the store does: the history gets the event, and the filing gets its hash.
fn done(step: Step<Filing>, history: &mut Vec<(Event<FilingEvent>, String)>) -> Filing {
    let mut after = step.after;
    if let Some(event) = step.event {
        let stored = serde_json::to_string(&event).unwrap();
        after.last_hash = digest_of(&stored);
        history.push((event, stored));
    }
    after
}

fn scan(document: DocumentKind, at: &str, id: usize) -> Scan {
    Scan {
        id: id.to_string(),
        document,
        media_type: "image/png".into(),
        size: 1,
        at: at.parse().unwrap(),
        event: 0,
        name: None,
        pages: Vec::new(),
    }
}

const DAY: &str = "2026-11-23T02:00:00Z";

fn under_review(history: &mut Vec<(Event<FilingEvent>, String)>) -> Filing {
    let (owner, provider, clerk) = (actor(Role::Owner), actor(Role::Provider), actor(Role::Clerk));
    let begun = Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context(&owner, DAY));
    let mut filing = done(begun, history);
    filing = done(filing.save_draft(demo::unit(), &context(&owner, DAY)).unwrap(), history);
    for (id, kind) in filing.missing_documents(NeededFor::Submit).into_iter().enumerate() {
        filing = done(filing.attach_scan(scan(kind, DAY, id), &context(&owner, DAY)).unwrap(), history);
    }
    filing = done(filing.submit(None, &context(&owner, DAY)).unwrap(), history);
    filing = done(filing.forward(None, &context(&provider, DAY)).unwrap(), history);
    let sheet = scan(DocumentKind::VerificationSheet, DAY, 99);
    filing = done(filing.attach_scan(sheet, &context(&clerk, DAY)).unwrap(), history);
    let on = context(&clerk, DAY).today();
    done(filing.record_sheet("99", Arrival::on(on), &context(&clerk, DAY)).unwrap(), history)
}

#[test]
fn an_app_that_was_submitted_before_it_could_not_be_gets_no_websites_number() {
    let reviewer = actor(Role::Reviewer);
    let mut filing = under_review(&mut Vec::new());
    filing.form.site.service_kind = "6".into();
    let refused = filing.approve(None, Vec::new(), 1, '赣', &context(&reviewer, DAY)).unwrap_err();
    let FilingRefusal::FormIncomplete(findings) = refused else { panic!("{refused:?}") };
    assert_eq!(
        findings.iter().map(|f| f.code).collect::<Vec<_>>(),
        [crate::finding::FindingCode::ServiceKindNotYet]
    );
}

#[test]
fn a_history_is_whole_and_a_changed_one_is_not() {
    let mut history = Vec::new();
    let filing = under_review(&mut history);
    assert!(is_intact(&history, &filing.last_hash));
    for place in 0..history.len() {
        let mut changed = history.clone();
        changed[place].1.push(' ');
        assert!(!is_intact(&changed, &filing.last_hash), "a change at {place} goes unnoticed");
        let mut shorter = history.clone();
        shorter.remove(place);
        assert!(!is_intact(&shorter, &filing.last_hash), "a gap at {place} goes unnoticed");
    }
}

#[test]
fn the_last_number_of_a_year_is_the_last() {
    let filing = under_review(&mut Vec::new());
    let reviewer = actor(Role::Reviewer);
    let context = context(&reviewer, DAY);
    let approved = |sequence| filing.clone().approve(None, Vec::new(), sequence, '赣', &context);
    assert!(approved(MAX_SEQUENCE).is_ok());
    assert!(matches!(approved(MAX_SEQUENCE + 1), Err(FilingRefusal::NumbersExhausted)));
}

#[test]
fn a_filing_takes_only_so_many_scans() {
    let owner = actor(Role::Owner);
    let context = context(&owner, DAY);
    let mut filing = Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context).after;
    for id in 0..MAX_SCANS {
        filing = filing.attach_scan(scan(DocumentKind::Other, DAY, id), &context).unwrap().after;
    }
    let refused = filing.attach_scan(scan(DocumentKind::Other, DAY, MAX_SCANS), &context);
    assert!(matches!(refused, Err(FilingRefusal::TooManyScans)));
}

#[test]
fn a_review_that_runs_into_a_year_without_notice_is_due_on_a_provisional_day() {
    let mut history = Vec::new();
    let filing = under_review(&mut history);
    let (reviewer, owner) = (actor(Role::Reviewer), actor(Role::Owner));
    let reasons =
        vec![ReturnReason { pointer: "/site/name".into(), reason: "!".into(), suggestion: String::new() }];
    let returned = done(
        filing.return_from_review(ReturnTo::Owner, reasons, &context(&reviewer, DAY)).unwrap(),
        &mut history,
    );
    let mut form = returned.form.clone();
    form.site.name = "赣江示例网站".into();
    let amended = returned.amend(form, &context(&owner, "2026-12-20T02:00:00Z")).unwrap().after;
    assert!(amended.state.due().unwrap().provisional);
}

#[test]
fn nobody_decides_on_what_they_own_or_wrote() {
    let mut history = Vec::new();
    let (owner, provider, clerk) = (actor(Role::Owner), actor(Role::Provider), actor(Role::Clerk));
    let mut filing = under_review(&mut history);
    let fresh = actor(Role::Reviewer);
    let reasons =
        || vec![ReturnReason { pointer: "/site/name".into(), reason: "!".into(), suggestion: String::new() }];
    let returned = filing.return_from_review(ReturnTo::Provider, reasons(), &context(&fresh, DAY)).unwrap();
    filing = done(returned, &mut history);
    let mut form = filing.form.clone();
    form.site.name = "赣江示例网站".into();
    filing = done(filing.amend(form, &context(&provider, DAY)).unwrap(), &mut history);
    assert_eq!(filing.authors, BTreeSet::from([owner.account.clone(), provider.account.clone()]));
    let until = "2026-12-01".parse().unwrap();
    for author in [&owner, &provider] {
        // The account now has another role, but the filing remains its own work.
        let now = Actor { role: Role::Reviewer, provider: None, ..author.clone() };
        let context = context(&now, DAY);
        let refused = [
            filing.clone().approve(None, Vec::new(), 1, '赣', &context),
            filing.clone().return_from_review(ReturnTo::Owner, reasons(), &context),
            filing.clone().take_up(&context),
            filing.clone().pause_review("hearing", until, &context),
            filing.clone().resume_review(&context),
            filing.clone().hand_over(None, &context),
        ];
        assert!(refused.iter().all(|step| matches!(step, Err(FilingRefusal::OwnWork))), "{refused:?}");
        assert_eq!(filing.open_actions(&now), Vec::new());
    }
    // Nobody may hand the filing over to its own authors either.
    let supervisor = actor(Role::Supervisor);
    for by in [&fresh, &supervisor] {
        let to = |name: &Actor| filing.clone().hand_over(Some(name.account.clone()), &context(by, DAY));
        assert!(matches!(to(&provider), Err(FilingRefusal::OwnWork)));
        assert!(to(&clerk).is_ok(), "whether it is a reviewer is asked elsewhere");
    }
    assert!(filing.open_actions(&fresh).contains(&FilingAction::TakeUp));
    assert!(filing.approve(None, Vec::new(), 1, '赣', &context(&fresh, DAY)).is_ok());
}

#[test]
fn a_provider_that_forwards_or_corrects_a_filing_is_one_of_its_authors() {
    let provider = actor(Role::Provider);
    let mut filing = under_review(&mut Vec::new());
    let since = context(&provider, DAY);
    filing.state =
        State::WithProvider { deadline: Deadline::begin(DeadlineKind::ProviderCheck, since.today(), &since) };
    let mut form = filing.form.clone();
    form.site.remarks.push('。');
    assert!(filing.authors.contains(&provider.account), "it forwarded it");
    filing.authors.clear();
    assert!(filing.correct(form, &since).unwrap().after.authors.contains(&provider.account));
}

fn filing_of_person(owner: &Actor) -> Filing {
    Filing::start(FilingId::from(2), Reference::issue(*b"JX", [2; 8]), &context(owner, DAY)).after
}

#[test]
fn private_text_is_not_printed() {
    let owner = actor(Role::Owner);
    let person = Filing { form: demo::individual(), ..filing_of_person(&owner) };
    let printed = format!("{person:?} {:?} {:?}", person.form.organizer, person.form.site.leader);
    for private in [
        &person.form.organizer.name,
        &person.form.organizer.certificate_number,
        &person.form.organizer.leader.mobile,
    ] {
        assert!(!printed.contains(private.as_str()), "{printed}");
    }
}

#[test]
fn events_name_private_fields_and_never_tell_them() {
    let mut history = Vec::new();
    let (owner, provider) = (actor(Role::Owner), actor(Role::Provider));
    let mut filing =
        Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context(&owner, DAY)).after;
    filing = done(filing.save_draft(demo::unit(), &context(&owner, DAY)).unwrap(), &mut history);
    for (id, kind) in filing.missing_documents(NeededFor::Submit).into_iter().enumerate() {
        filing = done(filing.attach_scan(scan(kind, DAY, id), &context(&owner, DAY)).unwrap(), &mut history);
    }
    filing = done(filing.submit(None, &context(&owner, DAY)).unwrap(), &mut history);
    let mut form = filing.form.clone();
    form.organizer.leader.mobile = "13800000009".into();
    form.site.remarks.push('。');
    let corrected = filing.correct(form, &context(&provider, DAY)).unwrap().event.unwrap();
    let stored = serde_json::to_string(&corrected).unwrap();
    assert!(stored.contains("/organizer/leader/mobile") && !stored.contains("138000000"), "{stored}");

    let mut person = Filing { form: demo::individual(), ..filing_of_person(&owner) };
    let begun = context(&owner, DAY);
    person.state =
        State::WithProvider { deadline: Deadline::begin(DeadlineKind::ProviderCheck, begun.today(), &begun) };
    person.scans = (0..)
        .zip(person.missing_documents(NeededFor::Submit))
        .map(|(id, kind)| scan(kind, DAY, id))
        .collect();
    let mut form = person.form.clone();
    form.organizer.mailing_address.push_str("402室");
    let corrected = person.correct(form, &context(&provider, DAY)).unwrap().event.unwrap();
    let stored = serde_json::to_string(&corrected).unwrap();
    assert!(stored.contains("/organizer/mailing_address") && !stored.contains("402"), "{stored}");
}
