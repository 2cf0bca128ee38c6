//! Begin a draft 开始备案.
//!
//! It is its writer's alone until it is submitted. A first filing is begun by its owner, or by the access provider that opened the
//! owner's account; whatever is about what is on file, another
//! site, another access or other facts, by its owner too, or by a provider that serves one of its sites (§二.3, §二.6).
//! The same command twice begins one draft.
//!
//! # Refusals
//! - `not-found` the provider opened no account of this name
//! - `not-on-file` nothing is on file under this number, or no such site: what is new begins with a first filing
//! - `already-deregistered` it is no longer on file
//! - `no-such-access` the provider serves none of its sites, or for a change not this one
//! - `access-on-file` the provider serves the site already
//! - `code-expired` the provider's authorization is wrong, used, revoked or too old
//! - `too-many-requests` the place has tried too many codes

use beian_contract::{problem::ProblemCode, request::StartFiling, view::FilingView};
use beian_filing::{
    account::{self, Account},
    actor::Role,
    check::FieldCode,
    filing::Filing,
    kind::Kind,
    limit,
    refusal::Refusal,
};
use beian_kit::{Answer, Desk, Fault, field, token};

/// See the page above.
pub async fn start_filing(desk: Desk, input: StartFiling) -> Answer<FilingView> {
    let mut problems = Vec::new();
    if input.kind.is_deregistration() {
        problems.push(field("/kind", FieldCode::UnknownCode));
    }
    if input.kind == Kind::First {
        return first(&desk, input.username).await;
    }
    let Some(record_id) = input.record_id.filter(|_| problems.is_empty()) else {
        desk.actor().await?;
        if problems.is_empty() {
            problems.push(field("/record_id", FieldCode::Required));
        }
        return Err(Fault::Malformed(problems));
    };
    let what = (input.kind, input.position);
    if let Some(code) = input.authorization.as_deref() {
        return authorized(&desk, &record_id, what, code).await;
    }
    let held = match desk.load_on_file(&record_id).await {
        // To whoever asks, what is somebody else's is not on file.
        Err(Fault::Problem(ProblemCode::NotFound)) => return Err(Refusal::NotOnFile.into()),
        held => held?,
    };
    let (id, reference) = desk.new_case(&held.actor)?;
    desk.not_begun(&id).await?;
    let base = desk.base(held.it, input.position, held.actor.provider.as_deref()).await?;
    let moment = desk.moment(&held.actor);
    let step = Filing::start_about(id, reference.to_string(), what, (&base, false), &moment)?;
    desk.commit(step, &held.actor).await
}

/// A filing of a provider that the owner authorized with a code, which serves this once.
async fn authorized(
    desk: &Desk,
    record_id: &str,
    what: (Kind, Option<u32>),
    code: &str,
) -> Answer<FilingView> {
    let actor = desk.actor().await?;
    desk.within(limit::REDEEM).await?;
    let (id, reference) = desk.new_case(&actor)?;
    desk.not_begun(&id).await?;
    // A wrong code and a wrong number look alike: nobody learns here what is on file.
    let number = desk.number_of(record_id).map_err(|_| ProblemCode::CodeExpired)?;
    let file = desk.store().on_file(&number).await?.ok_or(ProblemCode::CodeExpired)?;
    let moment = desk.moment(&actor);
    let used = file.clone().use_authorization(what, &token::digest(code.trim()), &moment);
    let used = used.ok_or(ProblemCode::CodeExpired)?;
    let base = desk.base(file, what.1, actor.provider.as_deref()).await?;
    let mut step = Filing::start_about(id, reference.to_string(), what, (&base, true), &moment)?;
    step.file = Some(used);
    desk.commit(step, &actor).await
}

/// A first filing, by its owner, or by the provider that opened the owner's account.
async fn first(desk: &Desk, username: Option<String>) -> Answer<FilingView> {
    let actor = desk.actor().await?;
    let (id, reference) = desk.new_case(&actor)?;
    let moment = desk.moment(&actor);
    let step = match (actor.role, username) {
        (Role::Provider, Some(username)) => {
            let account = desk.store().account(&account::canonical(&username)).await?;
            let own = |account: &Account| {
                account.filed_by.is_some()
                    && account.filed_by == actor.provider
                    && account.disabled_at.is_none()
            };
            let account = account.filter(own).ok_or(ProblemCode::NotFound)?;
            Filing::start_for(id, reference.to_string(), &account.username, &moment)?
        }
        (Role::Provider, None) => {
            return Err(Fault::Malformed(vec![field("/username", FieldCode::Required)]));
        }
        _ => Filing::start(id, reference.to_string(), &moment),
    };
    desk.commit(step, &actor).await
}
