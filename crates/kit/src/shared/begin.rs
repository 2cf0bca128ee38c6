//! Requests that begin filings, one by one or in bulk: the checks of their fields and of repeated commands.

use crate::{ActionError, RequestContext, field};
use beian_app::{DeregistrationRequest, RecordFiling};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::{Deregister, StartFiling},
};
use beian_filing::{
    account,
    filing::Filing,
    finding::FindingCode,
    form::FilingKind,
    history::{Actor, Role, Step},
    identifier::{FilingId, ProviderId, Username},
    rate_limit,
    record::RecordRefusal,
};

/// A step that begins a filing, and the actor who requested it.
pub type Begun = Result<(Step<Filing>, Actor), ActionError>;

impl RequestContext {
    /// Decides the step that begins a draft.
    ///
    /// # Errors
    /// The errors of the action `start-filing`; [`ActionError::Repeated`] if the command began the draft before.
    pub async fn begin(&self, asked: &StartFiling) -> Begun {
        let no = |pointer, said: bool| said.then(|| field(pointer, FindingCode::UnknownField));
        if asked.kind == FilingKind::First {
            let of_record = [
                no("/record_id", asked.record_id.is_some()),
                no("/position", asked.position.is_some()),
                no("/authorization", asked.authorization.is_some()),
            ];
            let username = asked.username.as_deref().map(Username::typed);
            return self.begin_first(username.as_ref(), of_record.into_iter().flatten().collect()).await;
        }
        // The record already names its owner.
        if let Some(problem) = no("/username", asked.username.is_some()) {
            self.actor().await?;
            return Err(ActionError::Malformed(vec![problem]));
        }
        let record_id = match (asked.kind, asked.record_id.as_deref()) {
            (kind, Some(record_id)) if !kind.is_deregistration() => record_id,
            (kind, _) => {
                self.actor().await?;
                let (pointer, code) = match kind.is_deregistration() {
                    true => ("/kind", FindingCode::UnknownCode),
                    false => ("/record_id", FindingCode::Required),
                };
                return Err(ActionError::Malformed(vec![field(pointer, code)]));
            }
        };
        let what = RecordFiling { kind: asked.kind, position: asked.position };
        if let Some(code) = asked.authorization.as_deref() {
            return self.begin_authorized(record_id, what, code).await;
        }
        let loaded = match self.load_record(record_id).await {
            // The answer is the same for the record of another owner and for a record that does not exist.
            Err(ActionError::Problem(ProblemCode::NotFound)) => return Err(RecordRefusal::NotOnFile.into()),
            loaded => loaded?,
        };
        let case = self.new_case(&loaded.actor)?;
        self.not_begun(case.id).await?;
        let step = self.app.begin_about(case, loaded.value, what, &self.decision_by(&loaded.actor)).await?;
        Ok((step, loaded.actor))
    }

    /// Decides the first step of a filing by a provider with an authorization code of the owner.
    async fn begin_authorized(&self, record_id: &str, what: RecordFiling, code: &str) -> Begun {
        let actor = self.actor().await?;
        self.within(rate_limit::REDEEM).await?;
        let case = self.new_case(&actor)?;
        self.not_begun(case.id).await?;
        let step = self.app.begin_authorized(case, record_id, what, code, &self.decision_by(&actor)).await?;
        Ok((step, actor))
    }

    /// Decides the first step of a first filing by its owner, or by the provider that opened the owner's account.
    async fn begin_first(&self, username: Option<&Username>, mut problems: Vec<FieldProblem>) -> Begun {
        let actor = self.actor().await?;
        match (actor.role, username) {
            (Role::Provider, None) => problems.push(field("/username", FindingCode::Required)),
            // An owner who names another account would otherwise begin a filing for the own account without noticing it.
            (Role::Owner, Some(_)) => problems.push(field("/username", FindingCode::UnknownField)),
            _ => {}
        }
        if !problems.is_empty() {
            return Err(ActionError::Malformed(problems));
        }
        let case = self.new_case(&actor)?;
        let step = match (actor.role, username) {
            (Role::Provider, Some(username)) => {
                // A dry run commits nothing, so only this check can find a repeated command.
                self.not_begun(case.id).await?;
                self.app.begin_for(case, username, &self.decision_by(&actor)).await?
            }
            _ => Filing::start(case.id, case.reference, &self.decision_by(&actor)),
        };
        Ok((step, actor))
    }

    /// Decides the step that requests a deregistration.
    ///
    /// # Errors
    /// The errors of the action `deregister`; [`ActionError::Repeated`] if the command requested the deregistration before.
    pub async fn ask_deregistration(&self, asked: &Deregister) -> Begun {
        let loaded = self.load_record(&asked.record_id).await?;
        if let Some(code) = account::reason_problem(&asked.reason) {
            return Err(ActionError::Malformed(vec![field("/reason", code)]));
        }
        // A provider may name no other provider.
        let is_other = |named: &str| loaded.actor.provider.as_deref() != Some(named);
        if loaded.actor.role == Role::Provider && asked.provider.as_deref().is_some_and(is_other) {
            return Err(ActionError::Malformed(vec![field("/provider", FindingCode::UnknownField)]));
        }
        let case = self.new_case(&loaded.actor)?;
        self.not_begun(case.id).await?;
        let provider = asked.provider.as_deref().map(ProviderId::parse).transpose();
        let provider = provider.map_err(|_| RecordRefusal::NoSuchAccess)?;
        let asked = DeregistrationRequest {
            position: asked.position,
            provider: provider.as_ref(),
            reason: &asked.reason,
        };
        let step =
            self.app.ask_deregistration(case, loaded.value, asked, &self.decision_by(&loaded.actor)).await?;
        Ok((step, loaded.actor))
    }

    /// Checks that the command has begun no filing with this identifier before.
    ///
    /// # Errors
    /// [`ActionError::Repeated`] with the filing, if the command began it before; `key-reused`.
    async fn not_begun(&self, filing_id: FilingId) -> Result<(), ActionError> {
        match self.load_filing(&filing_id.to_string()).await {
            Err(ActionError::Problem(ProblemCode::NotFound)) => Ok(()),
            Err(fault) => Err(fault),
            Ok(_) => Err(ProblemCode::KeyReused.into()),
        }
    }
}
