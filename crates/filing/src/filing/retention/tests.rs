//! Tests of the retention of filings.

use crate::{
    calendar::Calendar,
    filing::{
        Filing,
        event::FilingEvent,
        state::{FilingStatus, State},
    },
    form::{Form, check::demo},
    history::{Actor, Context, Role, system},
    identifier::{FilingId, OrganizerNumber, Reference, Username},
    policy::{RetentionMeasure, Rules},
};

fn context<'a>(actor: &'a Actor, at: &str) -> Context<'a> {
    Context {
        at: at.parse().unwrap(),
        actor,
        fingerprint: "",
        rules: Rules::jiangxi(),
        calendar: Calendar::shipped(),
    }
}

fn owner() -> Actor {
    Actor { account: Username::typed("owner"), role: Role::Owner, provider: None }
}

fn draft() -> Filing {
    let owner = owner();
    let context = context(&owner, "2026-11-23T02:00:00Z");
    let begun = Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context).after;
    begun.save_draft(demo::individual(), &context).unwrap().after
}

#[test]
fn a_draft_that_is_left_is_warned_of_and_then_goes_and_is_erased() {
    let system = system();
    let left = draft();
    assert!(left.clone().apply_retention(&context(&system, "2027-10-22T02:00:00Z")).is_none());
    let (what, step) = left.apply_retention(&context(&system, "2027-10-24T02:00:00Z")).unwrap();
    assert_eq!(what, RetentionMeasure::Warn);
    let FilingEvent::WarnDraft { due } = step.event.unwrap().data else { panic!("no warning") };
    assert_eq!(due.date.to_string(), "2027-11-23");
    let (what, step) = step.after.apply_retention(&context(&system, "2027-11-23T02:00:00Z")).unwrap();
    assert_eq!((what, step.after.status()), (RetentionMeasure::Discard, FilingStatus::Deleted));
    assert!(step.after.clone().apply_retention(&context(&system, "2027-12-01T02:00:00Z")).is_none());
    let (what, step) = step.after.apply_retention(&context(&system, "2027-12-23T02:00:00Z")).unwrap();
    assert_eq!((what, &step.after.form), (RetentionMeasure::Erase, &Form::default()));
    assert!(step.after.apply_retention(&context(&system, "2099-12-23T02:00:00Z")).is_none(), "once");
}

#[test]
fn a_draft_that_is_written_on_after_the_warning_stays() {
    let (system, owner) = (system(), owner());
    let (_, step) = draft().apply_retention(&context(&system, "2027-10-24T02:00:00Z")).unwrap();
    let saved = step.after.save_draft(demo::unit(), &context(&owner, "2027-11-01T02:00:00Z")).unwrap().after;
    assert!(saved.apply_retention(&context(&system, "2027-11-30T02:00:00Z")).is_none());
}

#[test]
fn a_former_record_keeps_its_public_part() {
    let mut gone = draft();
    gone.state = State::Deregistered {
        organizer_number: OrganizerNumber::issue('赣', 2026, 1),
        site_number: Some(OrganizerNumber::issue('赣', 2026, 1).site(1)),
        on: "2026-11-23".parse().unwrap(),
    };
    let kept = gone.public_part();
    assert!(kept.organizer.name.contains("***") && kept.organizer.certificate_number.is_empty());
    assert_eq!(kept.site.domain, gone.form.site.domain);
}
