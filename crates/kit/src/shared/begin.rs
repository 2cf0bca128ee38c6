//! How filings begin, one by one or in bulk.

use crate::{Desk, Fault, field, token};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::{Deregister, StartFiling},
};
use beian_filing::{
    account::{self, Account},
    actor::{Actor, Role},
    check::FieldCode,
    filing::{Filing, Step},
    kind::Kind,
    limit,
    refusal::Refusal,
};

/// A step with which a filing begins, and who asked for it.
pub type Begun = Result<(Step, Actor), Fault>;

impl Desk {
    /// The step with which a draft begins.
    ///
    /// # Errors
    /// Those of the action `start-filing`; [`Fault::Repeated`] when the command began it before.
    pub async fn begin(&self, asked: &StartFiling) -> Begun {
        let no = |pointer, said: bool| said.then(|| field(pointer, FieldCode::UnknownField));
        if asked.kind == Kind::First {
            let of_record = [
                no("/record_id", asked.record_id.is_some()),
                no("/position", asked.position.is_some()),
                no("/authorization", asked.authorization.is_some()),
            ];
            return self
                .begin_first(asked.username.as_deref(), of_record.into_iter().flatten().collect())
                .await;
        }
        // Whose it is, what is on file says.
        if let Some(problem) = no("/username", asked.username.is_some()) {
            self.actor().await?;
            return Err(Fault::Malformed(vec![problem]));
        }
        let record_id = match (asked.kind, asked.record_id.as_deref()) {
            (kind, Some(record_id)) if !kind.is_deregistration() => record_id,
            (kind, _) => {
                self.actor().await?;
                let (pointer, code) = match kind.is_deregistration() {
                    true => ("/kind", FieldCode::UnknownCode),
                    false => ("/record_id", FieldCode::Required),
                };
                return Err(Fault::Malformed(vec![field(pointer, code)]));
            }
        };
        let what = (asked.kind, asked.position);
        if let Some(code) = asked.authorization.as_deref() {
            return self.begin_authorized(record_id, what, code).await;
        }
        let held = match self.load_on_file(record_id).await {
            // To whoever asks, what is somebody else's is not on file.
            Err(Fault::Problem(ProblemCode::NotFound)) => return Err(Refusal::NotOnFile.into()),
            held => held?,
        };
        let (id, reference) = self.new_case(&held.actor)?;
        self.not_begun(&id).await?;
        let base = self.base(held.it, asked.position, held.actor.provider.as_deref()).await?;
        let moment = self.moment(&held.actor);
        let step = Filing::start_about(id, reference.to_string(), what, (&base, false), &moment)?;
        Ok((step, held.actor))
    }

    /// A filing of a provider that the owner authorized with a code, which serves this once.
    async fn begin_authorized(&self, record_id: &str, what: (Kind, Option<u32>), code: &str) -> Begun {
        let actor = self.actor().await?;
        self.within(limit::REDEEM).await?;
        let (id, reference) = self.new_case(&actor)?;
        self.not_begun(&id).await?;
        // A wrong code and a wrong number look alike: nobody learns here what is on file.
        let number = self.number_of(record_id).map_err(|_| ProblemCode::CodeExpired)?;
        let file = self.store().on_file(&number).await?.ok_or(ProblemCode::CodeExpired)?;
        let moment = self.moment(&actor);
        let used = file.clone().use_authorization(what, &token::digest(code.trim()), &moment);
        let used = used.ok_or(ProblemCode::CodeExpired)?;
        let base = self.base(file, what.1, actor.provider.as_deref()).await?;
        let mut step = Filing::start_about(id, reference.to_string(), what, (&base, true), &moment)?;
        step.file = Some(used);
        Ok((step, actor))
    }

    /// A first filing, by its owner, or by the provider that opened the owner's account.
    async fn begin_first(&self, username: Option<&str>, mut problems: Vec<FieldProblem>) -> Begun {
        let actor = self.actor().await?;
        match (actor.role, username) {
            (Role::Provider, None) => problems.push(field("/username", FieldCode::Required)),
            // An owner begins its own, and nobody else's in silence.
            (Role::Owner, Some(_)) => problems.push(field("/username", FieldCode::UnknownField)),
            _ => {}
        }
        if !problems.is_empty() {
            return Err(Fault::Malformed(problems));
        }
        let (id, reference) = self.new_case(&actor)?;
        let moment = self.moment(&actor);
        let step = match (actor.role, username) {
            (Role::Provider, Some(username)) => {
                // A dry run of it must find it too, which keeps nothing.
                self.not_begun(&id).await?;
                let account = self.store().account(&account::canonical(username)).await?;
                let own = |account: &Account| {
                    account.filed_by.is_some()
                        && account.filed_by == actor.provider
                        && account.disabled_at.is_none()
                };
                let account = account.filter(own).ok_or(ProblemCode::NotFound)?;
                Filing::start_for(id, reference.to_string(), &account.username, &moment)?
            }
            _ => Filing::start(id, reference.to_string(), &moment),
        };
        Ok((step, actor))
    }

    /// The step with which a deregistration is asked for.
    ///
    /// # Errors
    /// Those of the action `deregister`; [`Fault::Repeated`] when the command asked for it before.
    pub async fn ask_deregistration(&self, asked: &Deregister) -> Begun {
        let held = self.load_on_file(&asked.record_id).await?;
        if let Some(code) = account::reason_problem(&asked.reason) {
            return Err(Fault::Malformed(vec![field("/reason", code)]));
        }
        // A provider speaks for itself alone.
        let other = asked.provider.is_some() && asked.provider != held.actor.provider;
        if held.actor.role == Role::Provider && other {
            return Err(Fault::Malformed(vec![field("/provider", FieldCode::UnknownField)]));
        }
        let (id, reference) = self.new_case(&held.actor)?;
        self.not_begun(&id).await?;
        let provider = match held.actor.role {
            Role::Provider => held.actor.provider.clone(),
            _ => asked.provider.clone().or_else(|| held.it.a_provider(asked.position).map(str::to_owned)),
        };
        let provider = provider.unwrap_or_default();
        // Of an organizer with several sites, one that the provider serves stands for all.
        let shown = asked.position.or_else(|| held.it.a_site_of(&provider));
        let base = self.base(held.it, shown, Some(&provider)).await?;
        let (reference, what) = (reference.to_string(), (asked.position, provider));
        let moment = self.moment(&held.actor);
        let step = Filing::ask_deregistration(id, reference, what, &base, &asked.reason, &moment)?;
        Ok((step, held.actor))
    }
}
