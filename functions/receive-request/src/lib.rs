//! The action `receive-request`.

use beian_app::{LetterNames, NewCase};
use beian_contract::{problem::FieldProblem, request::ReceiveRequest, view::RequestView};
use beian_filing::{
    account,
    finding::FindingCode,
    identifier::{RequestId, Username, email},
    paper::{Envelope, IncomingLetter, LetterCase, PaperRequest, PrintedNames, ReceivedRequest, RequestKind},
};
use beian_kit::{ActionResult, RequestContext, field, field_with_suggestion};

/// Enter a request that came by post 邮寄申请收讫 (§一.2, §二.4, §二.5, §三).
///
/// A clerk enters the request and the contents of the envelope. The user name or a domain identifies the account. The
/// reference, filing number or domain identifies the filing to delete or the record to deregister; the sender's
/// identity plays no part. The account's holder is notified of the received and the missing evidence, and so is a
/// sender who states another address. A reviewer decides once all evidence is there.
///
/// # Refusals
/// - `not-found` the letter, the owner's account, the filing or the record does not exist
/// - `not-in-submission` the filing to delete is approved or deleted
/// - `already-deregistered` the site or organizer to deregister is already deregistered
/// - `impossible-arrival` the day of arrival is in the future or more than a year ago
/// - `letter-filed` the scanned letter is already filed with a case
/// - `no-pages` no page of the scanned letter could be read
/// - `too-many-scans` the scanned letter has more pages than a paper request accepts
/// - `stale` the scanned letter changed meanwhile
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
        problems.push(field("/letter_id", FindingCode::Required));
    }
    let envelope = ctx.envelope(input.arrived_on.as_deref(), input.evidence, Vec::new(), problems)?;
    let letter = match &input.letter_id {
        Some(id) => Some(ctx.marked(ctx.load_letter(id).await?.value, &input.marks)?),
        None => None,
    };
    let username = input.username.as_deref().map(Username::typed);
    let (account, about) = ctx.app().addressed(input.kind, username.as_ref(), &names).await?;
    let NewCase::<RequestId> { id, reference } = ctx.new_case(&actor)?;
    let is_there = letter.as_ref().is_some_and(|letter| letter.is_with(&reference));
    let email = email.and_then(email::canonical_email);
    let envelope = Envelope { papers: letter.as_ref().map(IncomingLetter::papers), ..envelope };
    let case = LetterCase::Request { id, reference };
    let received = ReceivedRequest {
        id,
        reference,
        kind: input.kind,
        about,
        account: &account,
        applicant: input.applicant,
        email,
        form: None,
        envelope,
    };
    let step = PaperRequest::receive(received, &ctx.decision_by(&actor))?;
    let filed = match letter.filter(|_| !is_there) {
        Some(letter) => {
            letter.check_fileable()?;
            Some(letter.filed(case))
        }
        None => None,
    };
    ctx.commit((step, filed.as_ref()), &actor).await
}

/// The names in the letter. At least one name must be present.
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
    let recovers = input.kind == RequestKind::RecoverAccount;
    if [&domain, &reference, &number].iter().all(|name| name.is_none())
        && !(recovers && input.username.is_some())
    {
        problems.push(field(if recovers { "/username" } else { "/domain" }, FindingCode::Required));
    }
    for (pointer, code, wrong) in [
        ("/domain", FindingCode::DomainForm, domain.is_some() && letter.domain.is_none()),
        ("/reference", FindingCode::ReferenceForm, reference.is_some() && letter.reference.is_none()),
        ("/number", FindingCode::FilingNumberForm, number.is_some() && letter.number.is_none()),
    ] {
        if wrong {
            problems.push(field(pointer, code));
        }
    }
    letter
}
