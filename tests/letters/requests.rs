//! The letters about requests by post.

use super::*;
use beian_filing::{
    account::Account,
    identifier::{FilingId, RequestId},
    paper::ReceivedRequest,
};

/// The request to recover this account.
fn received(owner: &Account, envelope: Envelope) -> ReceivedRequest<'_> {
    ReceivedRequest {
        id: RequestId::from(1),
        reference: reference(2),
        kind: RequestKind::RecoverAccount,
        about: None,
        account: owner,
        applicant: None,
        email: None,
        form: None,
        envelope,
    }
}

pub(super) fn requests(letters: &mut Letters) {
    let actor = account(Role::Clerk).actor();
    let request = |kind: RequestKind, about: Option<RequestSubject>| {
        let owner = account(Role::Owner);
        let envelope = Envelope {
            arrived_on: date(2026, 11, 23),
            evidence: Vec::new(),
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let received = ReceivedRequest { kind, about, ..received(&owner, envelope) };
        PaperRequest::receive(received, &context(&actor)).unwrap().after
    };
    let site = RequestSubject::Record {
        organizer_number: organizer(),
        position: Some(1),
        domain: Some("shili.cn".into()),
    };
    let submission =
        RequestSubject::Filing { id: FilingId::from(1), reference: reference(1), domain: "shili.cn".into() };
    let asked = [
        (request(RequestKind::RecoverAccount, None), "an account"),
        (request(RequestKind::Deregister, Some(site)), "a site"),
        (request(RequestKind::DeleteSubmission, Some(submission)), "a submission"),
    ];
    for (request, variant) in &asked {
        let mut add = |data: RequestEvent, more: &str| {
            let letter = message::about_request(&data, Recipient::Owner, request, ORIGIN).unwrap();
            letters.add(template::template("request", &data.name(), ""), &format!("{variant}{more}"), letter);
        };
        let all =
            vec![Evidence::Form, Evidence::Licence, Evidence::IdentityCard, Evidence::DomainCertificate];
        let complete = || ArrivedEvidence { due: due(), ..ArrivedEvidence::default() };
        let missing = || ArrivedEvidence { missing: all.clone(), ..complete() };
        add(RequestEvent::ReceiveRequest(complete()), "");
        add(RequestEvent::ReceiveRequest(missing()), ", papers are missing");
        add(RequestEvent::ReceiveEvidence(complete()), "");
        add(RequestEvent::ReceiveEvidence(missing()), ", papers are missing");
        let back = RequestEvent::GiveBackPapers {
            evidence: Vec::new(),
            missing: all.clone(),
            due: due(),
            reason: "放错了".into(),
        };
        add(back, "");
        add(RequestEvent::SortPapers(complete()), "");
        add(RequestEvent::SortPapers(missing()), ", papers are missing");
        add(RequestEvent::ApproveRequest, "");
        add(RequestEvent::MoveDeadline(MovedLastDay { due: due().unwrap(), was: was().unwrap() }), "");
        add(late(Reminder::Late), "");
        add(RequestEvent::RefuseRequest { reason: "申请书没有盖章".into() }, "");
    }
}

fn late(reminder: Reminder) -> RequestEvent {
    RequestEvent::Remind(SentReminder { deadline: DeadlineKind::PaperRequest, reminder, due: due() })
}

/// The letters to supervisors about a request.
pub(super) fn escalated(letters: &mut Letters) {
    let actor = account(Role::Clerk).actor();
    let envelope = Envelope {
        arrived_on: date(2026, 11, 23),
        evidence: Vec::new(),
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let owner = account(Role::Owner);
    let request = PaperRequest::receive(received(&owner, envelope), &context(&actor));
    let told = late(Reminder::Escalated);
    let letter = message::about_request(&told, Recipient::Supervisor, &request.unwrap().after, ORIGIN);
    letters.add(template::template("request", &told.name(), "supervisor"), "", letter.unwrap());
}
