//! Enter a request that came by post 邮寄申请收讫 (§一.2, §二.4, §二.5, §三).
//!
//! A clerk enters what is asked and what the envelope held. Whose account it is comes from the user name or a domain; what shall be
//! deleted or deregistered from its reference, filing number or domain, whoever sent the letter. The holder is told what came and
//! what is missing, and so is the sender who states another address; once everything is there, a reviewer decides.
//!
//! # Refusals
//! - `not-found` there is no such owner's account, filing or record
//! - `not-in-submission` what shall be deleted was approved, or is deleted
//! - `already-deregistered` what shall be deregistered is
//! - `impossible-arrival` the day lies in the future or a year back

use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::ReceiveRequest,
    view::RequestView,
};
use beian_filing::{
    account::{self, Account},
    actor::Role,
    check::FieldCode,
    domain::Domain,
    number::{FilingNumber, Reference},
    paper::{PaperKind, PaperRequest, Subject},
};
use beian_kit::{Answer, Desk, Fault, Letter, field};

/// See the page above.
pub async fn receive_request(desk: Desk, input: ReceiveRequest) -> Answer<RequestView> {
    let actor = desk.actor().await?;
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let mut problems = Vec::new();
    problems.extend(email.and_then(account::email_problem).map(|code| field("/email", code)));
    let letter = letter(&input, &mut problems);
    let envelope = desk.envelope(input.arrived_on.as_deref(), input.evidence, problems)?;
    let (account, about) = match input.kind {
        PaperKind::RecoverAccount => (account_of(&desk, input.username.as_deref(), &letter).await?, None),
        kind => {
            let subject = desk.subject(kind, &letter).await?;
            let owner = match &subject {
                Subject::Filing { id, .. } => desk.store().filing_state(id).await?.owner,
                Subject::Record { organizer_number, .. } => {
                    desk.store().on_file(organizer_number).await?.ok_or(ProblemCode::NotFound)?.owner
                }
            };
            (desk.store().account(&owner).await?, Some(subject))
        }
    };
    let account = account.filter(|account| account.role == Role::Owner).ok_or(ProblemCode::NotFound)?;
    let (id, reference) = desk.new_case(&actor)?;
    let (reference, email) = (reference.to_string(), email.map(str::to_owned));
    let (what, who) = ((input.kind, about), (&account, input.applicant));
    let step =
        PaperRequest::receive(id, reference, what, who, (email, None), envelope, &desk.moment(&actor))?;
    desk.commit_request(step, &actor).await
}

/// What the letter names, read; one of the names must be there.
fn letter(input: &ReceiveRequest, problems: &mut Vec<FieldProblem>) -> Letter {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (domain, reference, number) = (said(&input.domain), said(&input.reference), said(&input.number));
    let recovers = input.kind == PaperKind::RecoverAccount;
    if [&domain, &reference, &number].iter().all(|name| name.is_none())
        && !(recovers && input.username.is_some())
    {
        problems.push(field(if recovers { "/username" } else { "/domain" }, FieldCode::Required));
    }
    let letter = Letter {
        domain: domain.as_deref().map(Domain::parse).and_then(Result::ok),
        reference: reference.as_deref().map(Reference::parse).and_then(Result::ok),
        number: number.as_deref().map(FilingNumber::parse).and_then(Result::ok),
    };
    for (pointer, code, wrong) in [
        ("/domain", FieldCode::DomainForm, domain.is_some() && letter.domain.is_none()),
        ("/reference", FieldCode::BadCharacters, reference.is_some() && letter.reference.is_none()),
        ("/number", FieldCode::BadCharacters, number.is_some() && letter.number.is_none()),
    ] {
        if wrong {
            problems.push(field(pointer, code));
        }
    }
    letter
}

/// The account that a letter names, by its user name or by a domain that it holds.
async fn account_of(desk: &Desk, username: Option<&str>, letter: &Letter) -> Result<Option<Account>, Fault> {
    let owner = match (username, &letter.domain) {
        (Some(username), _) => account::canonical(username),
        (None, Some(domain)) => match desk.holder_of(domain).await? {
            Some(filing) => filing.owner,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(desk.store().account(&owner).await?)
}
