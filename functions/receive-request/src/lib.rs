//! The action `receive-request`.

use beian_app::{LetterNames, NewCase};
use beian_contract::{problem::FieldProblem, request::ReceiveRequest, view::RequestView};
use beian_filing::{
    account,
    finding::FieldCode,
    identifier::email,
    paper::{Envelope, IncomingLetter, LetterCase, PaperKind, PaperRequest, PrintedNames},
};
use beian_kit::{ActionResult, RequestContext, field, field_with_suggestion};

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
/// - `letter-filed` the scanned post that it came as is with its case already
/// - `no-pages` no page of that post could be read
/// - `too-many-scans` it has more pages than a request takes
/// - `stale` somebody changed that post meanwhile
pub async fn receive_request(ctx: RequestContext, input: ReceiveRequest) -> ActionResult<RequestView> {
    let actor = ctx.actor().await?;
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let mut problems = Vec::new();
    let wrong = email.and_then(account::email_problem);
    problems.extend(
        wrong.map(|code| field_with_suggestion("/email", code, email.and_then(email::suggest_correction))),
    );
    let names = names(&input, &mut problems);
    if input.letter_id.is_none() && !input.marks.is_empty() {
        problems.push(field("/letter_id", FieldCode::Required));
    }
    let envelope = ctx.envelope(input.arrived_on.as_deref(), input.evidence, Vec::new(), problems)?;
    let letter = match &input.letter_id {
        Some(id) => Some(ctx.marked(ctx.load_letter(id).await?.value, &input.marks)?),
        None => None,
    };
    let (account, about) = ctx.app().addressed(input.kind, input.username.as_deref(), &names).await?;
    let NewCase { id, reference } = ctx.new_case(&actor)?;
    let is_there = letter.as_ref().is_some_and(|letter| letter.is_with(&reference));
    let (reference, email) = (reference.to_string(), email.and_then(email::read));
    let envelope = Envelope { papers: letter.as_ref().map(IncomingLetter::papers), ..envelope };
    let case = LetterCase::Request { id: id.clone(), reference: reference.clone() };
    let (what, who) = ((input.kind, about), (&account, input.applicant));
    let step =
        PaperRequest::receive(id, reference, what, who, (email, None), envelope, &ctx.decision_by(&actor))?;
    let filed = match letter.filter(|_| !is_there) {
        Some(letter) => {
            letter.is_to_file()?;
            Some(letter.filed(case, false))
        }
        None => None,
    };
    ctx.commit_request_with(step, filed.as_ref(), &actor).await
}

/// What the letter names, read; one of the names must be there.
fn names(input: &ReceiveRequest, problems: &mut Vec<FieldProblem>) -> LetterNames {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let named = PrintedNames {
        domain: said(&input.domain),
        reference: said(&input.reference),
        number: said(&input.number),
        ..PrintedNames::default()
    };
    let letter = LetterNames::of(&named);
    let PrintedNames { domain, reference, number, .. } = named;
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
