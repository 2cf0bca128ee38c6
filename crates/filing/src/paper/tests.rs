//! Tests of the rules of paper requests.

use crate::{
    account::Account,
    account::AccountRefusal,
    calendar::Calendar,
    deadline::HasDeadline,
    filing::FilingRefusal,
    form::ApplicantKind,
    history::{Actor, Context, Role, Step},
    identifier::{Reference, RequestId, Username},
    paper::refusal::PaperRefusal,
    paper::{
        PaperRequest, RequestState,
        action::RequestAction,
        decision::RequestTarget,
        evidence::{Envelope, ReceivedRequest},
        kind::{Evidence, RequestKind},
    },
    policy::Rules,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};

const DAY: &str = "2026-11-23T02:00:00Z";

fn actor() -> Actor {
    Actor { account: Username::typed("shoufa"), role: Role::Clerk, provider: None }
}

fn reviewer() -> Actor {
    Actor { account: Username::typed("shenhe"), role: Role::Reviewer, provider: None }
}

fn context(actor: &Actor) -> Context<'_> {
    Context {
        at: DAY.parse().unwrap(),
        actor,
        fingerprint: "",
        rules: Rules::jiangxi(),
        calendar: Calendar::shipped(),
    }
}

fn account(applicant: ApplicantKind) -> Account {
    Account {
        applicant: Some(applicant),
        ..Account::new(
            Username::typed("shili-0001"),
            Role::Owner,
            "示例甲".into(),
            "a@example.com".into(),
            Timestamp::UNIX_EPOCH,
        )
    }
}

fn received(
    applicant: ApplicantKind,
    evidence: &[Evidence],
    on: Date,
) -> Result<Step<PaperRequest>, PaperRefusal> {
    let actor = actor();
    let envelope = Envelope {
        arrived_on: on,
        evidence: evidence.to_vec(),
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let kind = RequestKind::RecoverAccount;
    let request = ReceivedRequest {
        id: RequestId::from(1),
        reference: Reference::issue(*b"JX", [1; 8]),
        kind,
        about: None,
        account: &account(applicant),
        applicant: None,
        email: None,
        form: None,
        envelope,
    };
    PaperRequest::receive(request, &context(&actor))
}

#[test]
fn a_unit_and_an_individual_prove_themselves_otherwise() {
    let form = [Evidence::Form];
    let missing = |applicant| received(applicant, &form, date(2026, 11, 23)).unwrap().after.missing();
    assert_eq!(missing(ApplicantKind::Unit), [Evidence::Licence, Evidence::DomainCertificate]);
    assert_eq!(missing(ApplicantKind::Individual), [Evidence::IdentityCard, Evidence::DomainCertificate]);
}

#[test]
fn the_clock_runs_from_the_envelope_that_completes_it() {
    let actor = reviewer();
    let context = context(&actor);
    let first = [Evidence::Form, Evidence::Licence];
    let step = received(ApplicantKind::Unit, &first, date(2026, 11, 16)).unwrap();
    assert_eq!(step.after.due(), None);
    let account = RequestTarget::Account(Box::new(account(ApplicantKind::Unit)));
    assert!(matches!(step.after.clone().approve(account, &context), Err(PaperRefusal::EvidenceMissing(_))));
    let second = Envelope {
        arrived_on: date(2026, 11, 20),
        evidence: vec![Evidence::DomainCertificate],
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let whole = step.after.receive_evidence(second, &context).unwrap().after;
    assert_eq!(whole.due().unwrap().date, date(2026, 11, 27));
    assert_eq!(whole.days_since_arrival(context.at), 3);
    let third = Envelope {
        arrived_on: date(2026, 11, 23),
        evidence: vec![Evidence::Licence],
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let again = whole.clone().receive_evidence(third, &context).unwrap().after;
    assert_eq!(again.due(), whole.due(), "more of the same gives the bureau no more time");
}

#[test]
fn a_day_that_is_to_come_or_long_past_is_refused() {
    for day in [date(2026, 11, 24), date(2025, 11, 1)] {
        assert!(matches!(
            received(ApplicantKind::Unit, &[], day),
            Err(PaperRefusal::Filing(FilingRefusal::ImpossibleArrival))
        ));
    }
}

#[test]
fn a_decided_request_stays_decided() {
    let actor = reviewer();
    let context = context(&actor);
    let all = RequestKind::RecoverAccount.evidence(ApplicantKind::Unit);
    let step = received(ApplicantKind::Unit, all, date(2026, 11, 23)).unwrap();
    let refused = step.after.refuse(" 公章与执照不符 ", &context).unwrap().after;
    assert!(matches!(&refused.state, RequestState::Refused { reason, .. } if reason == "公章与执照不符"));
    let envelope = Envelope {
        arrived_on: context.today(),
        evidence: Vec::new(),
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    assert_eq!(
        refused.clone().receive_evidence(envelope, &context).unwrap_err(),
        PaperRefusal::RequestDecided
    );
    assert_eq!(refused.clone().refuse("k", &context).unwrap_err(), PaperRefusal::RequestDecided);
    let account = RequestTarget::Account(Box::new(account(ApplicantKind::Unit)));
    assert_eq!(refused.approve(account, &context).unwrap_err(), PaperRefusal::RequestDecided);
}

#[test]
fn an_account_does_not_decide_the_request_that_it_entered_or_that_is_about_it() {
    let clerk = actor();
    let form = [Evidence::Form, Evidence::Licence];
    let entered = received(ApplicantKind::Unit, &form, date(2026, 11, 20)).unwrap().after;
    let second = Actor { account: Username::typed("shoufa-2"), ..clerk.clone() };
    let more = Envelope {
        arrived_on: date(2026, 11, 20),
        evidence: vec![Evidence::DomainCertificate],
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let whole = entered.receive_evidence(more, &context(&second)).unwrap().after;
    for name in [&clerk.account, &second.account, &whole.account] {
        // The account now has another role, but the request remains its own work.
        let now = Actor { account: name.clone(), role: Role::Reviewer, provider: None };
        let account = RequestTarget::Account(Box::new(account(ApplicantKind::Unit)));
        let approved = whole.clone().approve(account, &context(&now));
        assert_eq!(approved.unwrap_err(), PaperRefusal::Filing(FilingRefusal::OwnWork), "{name}");
        assert_eq!(
            whole.clone().refuse("k", &context(&now)).unwrap_err(),
            PaperRefusal::Filing(FilingRefusal::OwnWork),
            "{name}"
        );
        assert_eq!(whole.open_actions(&now), Vec::new());
    }
    let reviewer = reviewer();
    assert_eq!(whole.open_actions(&reviewer), [RequestAction::DecideRequest]);
    let account = RequestTarget::Account(Box::new(account(ApplicantKind::Unit)));
    assert!(whole.approve(account, &context(&reviewer)).is_ok());
}

#[test]
fn a_reminder_that_a_changed_calendar_moves_is_listed_on_its_new_day_without_an_event() {
    let actor = reviewer();
    let context = context(&actor);
    let all = RequestKind::RecoverAccount.evidence(ApplicantKind::Unit);
    let request = received(ApplicantKind::Unit, all, date(2026, 11, 23)).unwrap().after;
    assert!(request.clone().recalculate(&context).is_none());
    let listed = PaperRequest { next_reminder_on: Some(date(2026, 11, 24)), ..request.clone() };
    let step = listed.recalculate(&context).unwrap();
    assert!(step.event.is_none());
    assert_eq!(
        (step.after.next_reminder_on, step.after.version),
        (request.next_reminder_on, request.version + 1)
    );
}

#[test]
fn a_closed_account_is_not_opened_by_post() {
    let actor = reviewer();
    let context = context(&actor);
    let all = RequestKind::RecoverAccount.evidence(ApplicantKind::Unit);
    let step = received(ApplicantKind::Unit, all, date(2026, 11, 23)).unwrap();
    let closed = Account { disabled_at: Some(context.at), ..account(ApplicantKind::Unit) };
    assert_eq!(
        step.after.approve(RequestTarget::Account(Box::new(closed)), &context).unwrap_err(),
        PaperRefusal::Account(AccountRefusal::AccountDisabled)
    );
}
