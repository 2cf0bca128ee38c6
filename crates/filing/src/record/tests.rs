//! Tests of the rules of a record.

use crate::{
    calendar::Calendar,
    filing::Filing,
    form::check::demo,
    history::{Actor, Context, Role},
    identifier::{FilingId, OrganizerNumber, ProviderId, Reference, Username},
    policy::Rules,
    record::refusal::RecordRefusal,
    record::{Record, deregistration::ROOM, event::RecordEvent, site::RecordSite},
};

fn actor(provider: &str) -> Actor {
    Actor {
        account: Username::typed("staff"),
        role: Role::Provider,
        provider: Some(ProviderId::parse(provider).unwrap()),
    }
}

fn context(actor: &Actor) -> Context<'_> {
    Context {
        at: "2026-11-23T02:00:00Z".parse().unwrap(),
        actor,
        fingerprint: "",
        rules: Rules::jiangxi(),
        calendar: Calendar::shipped(),
    }
}

fn on_file() -> Record {
    let owner = Actor { account: Username::typed("owner"), role: Role::Owner, provider: None };
    let filing = Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context(&owner)).after;
    let mut filing = filing.save_draft(demo::unit(), &context(&owner)).unwrap().after;
    filing.form.access.provider = "yun-yi".into();
    let number = OrganizerNumber::issue('赣', 2026, 123);
    Record::from_first_filing(&filing.as_approved(), number, &context(&owner)).after
}

#[test]
fn only_who_gives_access_cancels_it_and_only_once() {
    let (mine, other) = (actor("yun-yi"), actor("yun-er"));
    let record = on_file();
    assert_eq!(record.id(), "2026000123");
    assert!(record.is_seen_by(&mine) && !record.is_seen_by(&other));
    let refused = record.clone().cancel_access(1, "k", &context(&other)).unwrap_err();
    assert_eq!(refused, RecordRefusal::NoSuchAccess);
    assert_eq!(
        record.clone().cancel_access(2, "k", &context(&mine)).unwrap_err(),
        RecordRefusal::NoSuchAccess
    );
    let step = record.cancel_access(1, "主办者选错了接入商", &context(&mine)).unwrap();
    assert!(
        step.after.sites[0].is_without_access()
            && matches!(step.event.unwrap().data, RecordEvent::CancelAccess { without_access: true, .. })
    );
    assert!(step.after.is_seen_by(&mine), "who gave it access still sees that it was");
    assert_eq!(step.after.cancel_access(1, "k", &context(&mine)).unwrap_err(), RecordRefusal::NoSuchAccess);
}

#[test]
fn a_deregistered_site_has_no_access_to_cancel_and_is_deregistered_once() {
    let mine = actor("yun-yi");
    let step = on_file().deregister(None, None, &context(&mine)).unwrap();
    assert!(step.deregisters_organizer() && step.deregistered_sites().count() == 1);
    let struck = step.after;
    assert_eq!(struck.sites[0].deregistered_on, struck.deregistered_on);
    assert!(!struck.sites[0].is_without_access() && struck.filings().is_empty());
    for position in [None, Some(1)] {
        let again = struck.clone().deregister(position, None, &context(&mine)).unwrap_err();
        assert_eq!(again, RecordRefusal::AlreadyDeregistered);
    }
    let refused = struck.cancel_access(1, "k", &context(&mine)).unwrap_err();
    assert_eq!(refused, RecordRefusal::AlreadyDeregistered);
}

#[test]
fn an_organizer_with_very_many_sites_goes_in_several_steps_and_none_is_left() {
    let mine = actor("yun-yi");
    let mut record = on_file();
    for position in 2..=60 {
        record.sites.push(RecordSite {
            position,
            number: record.number.site(position),
            filing_id: FilingId::from(u128::from(position)),
            ..record.sites[0].clone()
        });
    }
    record.former = (100..150).map(FilingId::from).collect();
    let mut step = record.deregister(None, None, &context(&mine)).unwrap();
    let (mut struck, mut steps) = (step.deregistered_sites().count(), 1);
    assert!(step.deregisters_organizer() && struck < 60);
    while let Some(next) = step.after.clone().finish_deregistration(&context(&mine)) {
        assert!(next.deregistered_sites().count() * 9 <= ROOM, "it fits into a transaction");
        assert!(!next.deregisters_organizer());
        (struck, steps) = (struck + next.deregistered_sites().count(), steps + 1);
        step = next;
    }
    assert_eq!((struck, step.after.filings().len()), (60, 0), "after {steps} steps");
    assert!(!step.after.is_deregistration_unfinished());
}

#[test]
fn a_struck_site_leaves_the_organizer_and_its_position_is_not_used_again() {
    let mine = actor("yun-yi");
    let step = on_file().deregister(Some(1), None, &context(&mine)).unwrap();
    assert!(!step.deregisters_organizer() && step.after.is_live());
    assert_eq!(step.after.next_position(), 2);
    assert_eq!(step.after.filings().len(), 1, "the first filing still says who the organizer is");
    let refused = step.after.deregister(Some(3), None, &context(&mine)).unwrap_err();
    assert_eq!(refused, RecordRefusal::NotOnFile);
}
