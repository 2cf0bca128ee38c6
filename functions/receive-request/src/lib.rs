//! Enter a request that came by post 邮寄申请收讫 (§一.2).
//!
//! A clerk enters whose account it is, by user name or by a domain that is filed with it, and what the envelope held. The
//! applicant is told what came and what is missing; once everything is there, a reviewer decides.
//!
//! # Refusals
//! - `not-found` there is no owner's account of this name, or none that holds the domain
//! - `impossible-arrival` the day lies in the future or a year back

use beian_contract::{problem::ProblemCode, request::ReceiveRequest, view::RequestView};
use beian_filing::{
    account::{self, Account},
    actor::Role,
    check::FieldCode,
    conflict::{Claim, Holder},
    domain::Domain,
    paper::PaperRequest,
};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn receive_request(desk: Desk, input: ReceiveRequest) -> Answer<RequestView> {
    let actor = desk.actor().await?;
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let mut problems = Vec::new();
    problems.extend(email.and_then(account::email_problem).map(|code| field("/email", code)));
    let domain = input.domain.as_deref().map(Domain::parse);
    if matches!(domain, Some(Err(_))) {
        problems.push(field("/domain", FieldCode::DomainForm));
    }
    if input.username.is_none() && domain.is_none() {
        problems.push(field("/username", FieldCode::Required));
    }
    let envelope = desk.envelope(input.arrived_on.as_deref(), input.evidence, problems)?;
    let account = match (&input.username, domain) {
        (Some(username), _) => desk.store().account(&account::canonical(username)).await?,
        (None, Some(Ok(domain))) => holder(&desk, domain.ascii()).await?,
        _ => None,
    };
    let account = account.filter(|account| account.role == Role::Owner).ok_or(ProblemCode::NotFound)?;
    let (id, reference) = desk.new_case(&actor)?;
    let (reference, email) = (reference.to_string(), email.map(str::to_owned));
    let moment = desk.moment(&actor);
    let step = PaperRequest::receive(id, reference, input.kind, &account, email, envelope, &moment)?;
    desk.commit_request(step, &actor).await
}

/// The account of the filing that holds a domain.
async fn holder(desk: &Desk, domain: &str) -> Result<Option<Account>, Fault> {
    let held = desk.store().holders(&[Claim::Domain(domain.to_owned())]).await?;
    let Some((_, Holder::Filing(id))) = held.into_iter().next() else { return Ok(None) };
    let owner = desk.store().filing_state(&id).await?.owner;
    Ok(desk.store().account(&owner).await?)
}
