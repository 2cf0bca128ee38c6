//! The action `receive-request`.

use beian_app::{Letter, NewCase};
use beian_contract::{problem::FieldProblem, request::ReceiveRequest, view::RequestView};
use beian_filing::{
    account,
    finding::FieldCode,
    identifier::email,
    paper::{CaseOf, Envelope, Named, PaperKind, PaperRequest, Piece},
};
use beian_kit::{Answer, Desk, field, field_meant};

/// Enter a request that came by post 邮寄申请收讫 (§一.2, §二.4, §二.5, §三).
///
/// A clerk enters what is asked and what the envelope held. Whose account it is comes from the user name or a domain; what shall be
/// deleted or deregistered from its reference, filing number or domain, whoever sent the letter. The holder is told what came and
/// what is missing, and so is the sender who states another address; once everything is there, a reviewer decides.
///
/// # Refusals
/// - `not-found` there is no such owner's account, filing or record
/// - `not-in-submission` what shall be deleted was approved, or is deleted
/// - `already-deregistered` what shall be deregistered is
/// - `impossible-arrival` the day lies in the future or a year back
/// - `piece-filed` the scanned post that it came as is with its case already
/// - `no-pages` no page of that post could be read
/// - `too-many-scans` it has more pages than a request takes
/// - `stale` somebody changed that post meanwhile
pub async fn receive_request(desk: Desk, input: ReceiveRequest) -> Answer<RequestView> {
    let actor = desk.actor().await?;
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let mut problems = Vec::new();
    let wrong = email.and_then(account::email_problem);
    problems.extend(wrong.map(|code| field_meant("/email", code, email.and_then(email::meant))));
    let letter = letter(&input, &mut problems);
    if input.piece_id.is_none() && !input.marks.is_empty() {
        problems.push(field("/piece_id", FieldCode::Required));
    }
    let envelope = desk.envelope(input.arrived_on.as_deref(), input.evidence, Vec::new(), problems)?;
    let piece = match &input.piece_id {
        Some(id) => Some(desk.marked(desk.load_piece(id).await?.it, &input.marks)?),
        None => None,
    };
    let (account, about) = desk.office().addressed(input.kind, input.username.as_deref(), &letter).await?;
    let NewCase { id, reference } = desk.new_case(&actor)?;
    let is_there = piece.as_ref().is_some_and(|piece| piece.is_with(&reference));
    let (reference, email) = (reference.to_string(), email.and_then(email::read));
    let envelope = Envelope { papers: piece.as_ref().map(Piece::papers), ..envelope };
    let case = CaseOf::Request { id: id.clone(), reference: reference.clone() };
    let (what, who) = ((input.kind, about), (&account, input.applicant));
    let step =
        PaperRequest::receive(id, reference, what, who, (email, None), envelope, &desk.moment(&actor))?;
    let filed = match piece.filter(|_| !is_there) {
        Some(piece) => {
            piece.is_to_file()?;
            Some(piece.filed(case, false))
        }
        None => None,
    };
    desk.commit_request_with(step, filed.as_ref(), &actor).await
}

/// What the letter names, read; one of the names must be there.
fn letter(input: &ReceiveRequest, problems: &mut Vec<FieldProblem>) -> Letter {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let named = Named {
        domain: said(&input.domain),
        reference: said(&input.reference),
        number: said(&input.number),
        ..Named::default()
    };
    let letter = Letter::of(&named);
    let Named { domain, reference, number, .. } = named;
    let recovers = input.kind == PaperKind::RecoverAccount;
    if [&domain, &reference, &number].iter().all(|name| name.is_none())
        && !(recovers && input.username.is_some())
    {
        problems.push(field(if recovers { "/username" } else { "/domain" }, FieldCode::Required));
    }
    for (pointer, code, wrong) in [
        ("/domain", FieldCode::DomainForm, domain.is_some() && letter.domain.is_none()),
        ("/reference", FieldCode::ReferenceForm, reference.is_some() && letter.reference.is_none()),
        ("/number", FieldCode::FilingNumberForm, number.is_some() && letter.number.is_none()),
    ] {
        if wrong {
            problems.push(field(pointer, code));
        }
    }
    letter
}
