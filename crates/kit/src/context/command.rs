//! Idempotency. A command names one change, and a repeated command finds this change instead of making a second one.

use super::{Call, Progress, RequestContext};
use crate::{ActionError, token};
use beian_app::NewCase;
use beian_contract::problem::ProblemCode;
use beian_filing::{
    filing::Filing,
    history::{Actor, EventHead},
};
use std::sync::Arc;

impl RequestContext {
    /// Returns the command, which names the requested change. All repetitions of the request have the same command.
    pub fn command(&self) -> &str {
        &self.call.command
    }

    /// Returns the digest of the action and its fields.
    pub fn fingerprint(&self) -> &str {
        &self.call.fingerprint
    }

    /// Makes the identifier and the reference 受理号 of a new case. Both depend on account and command alone, so a repeated request finds
    /// the same case.
    ///
    /// # Errors
    /// [`ActionError::Internal`] if the prefix of references in the rules is not two letters.
    pub fn new_case<I: From<u128>>(&self, actor: &Actor) -> Result<NewCase<I>, ActionError> {
        Ok(self.app.new_case(&format!("{} {}", actor.account, self.command()))?)
    }

    /// Makes the identifier and the reference of a new case for an applicant who is not signed in. They also depend on the fields,
    /// because two strangers may choose the same command.
    ///
    /// # Errors
    /// The errors of [`RequestContext::new_case`].
    pub fn new_case_of_anyone<I: From<u128>>(&self) -> Result<NewCase<I>, ActionError> {
        Ok(self.app.new_case(&format!("anyone {} {}", self.command(), self.fingerprint()))?)
    }

    /// Makes a context for one of several changes of a request. It has a command and a fingerprint of its own, so each change can be
    /// repeated without the others.
    pub fn part(&self, key: &str, asked: &str) -> RequestContext {
        let call = Call {
            route: self.call.route,
            now: self.call.now,
            from: self.call.from,
            agent: self.call.agent.clone(),
            session: self.call.session.clone(),
            browser: self.call.browser.clone(),
            command: key.to_owned(),
            fingerprint: fingerprint(self.call.route.action, asked),
            progress: Progress { calendar: self.call.progress.calendar.clone(), ..Progress::default() },
        };
        RequestContext { app: self.app.clone(), call: Arc::new(call) }
    }

    /// Returns the failure for a command that was done before: [`ActionError::Repeated`] with the filing, or `key-reused` if the command
    /// had other fields, because it then names another change.
    pub(crate) fn repeated(&self, done: &EventHead, filing: Filing) -> ActionError {
        if done.fingerprint == self.call.fingerprint {
            ActionError::Repeated(Box::new(filing))
        } else {
            ProblemCode::KeyReused.into()
        }
    }

    /// Tells whether an event is the requested change. An event of a request with a secret has no fingerprint, so its name alone
    /// identifies it.
    pub(crate) fn is_of(&self, done: &EventHead) -> bool {
        done.fingerprint.is_empty() || done.fingerprint == self.call.fingerprint
    }
}

/// Computes the digest of an action and its fields. It is short enough for each event to contain it.
pub(crate) fn fingerprint(action: &str, asked: &str) -> String {
    token::digest(&format!("{action} {asked}")).chars().take(16).collect()
}
