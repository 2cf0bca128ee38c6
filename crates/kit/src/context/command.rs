//! Idempotency: a command names one change, and a repeated command finds the change instead of a second one.

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
    /// The name of the change that is asked for; the same in every repetition of the request.
    pub fn command(&self) -> &str {
        &self.call.command
    }

    /// Digest of the action and its fields.
    pub fn fingerprint(&self) -> &str {
        &self.call.fingerprint
    }

    /// Identifier and reference 受理号 of a new case. Both follow from account and command, so that a repeated request finds the same case.
    ///
    /// # Errors
    /// When the rules name no prefix of two letters.
    pub fn new_case(&self, actor: &Actor) -> Result<NewCase, ActionError> {
        Ok(self.app.new_case(&format!("{} {}", actor.account, self.command()))?)
    }

    /// Identifier and reference of a new case of an applicant who is not signed in. They follow from the fields too, because two
    /// strangers may choose the same command.
    ///
    /// # Errors
    /// As [`RequestContext::new_case`].
    pub fn new_case_of_anyone(&self) -> Result<NewCase, ActionError> {
        Ok(self.app.new_case(&format!("anyone {} {}", self.command(), self.fingerprint()))?)
    }

    /// A context for one of several changes of a request. It has a command and a fingerprint of its own, so that each change is
    /// repeatable without the others.
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

    /// A repeated command is answered as before. A command with other fields is refused: its change is not the one that is asked for.
    pub(crate) fn repeated(&self, done: &EventHead, filing: Filing) -> ActionError {
        if done.fingerprint == self.call.fingerprint {
            ActionError::Repeated(Box::new(filing))
        } else {
            ProblemCode::KeyReused.into()
        }
    }

    /// Whether an event is the change that is asked for now. An event without a fingerprint, kept where a secret was asked, is known by
    /// its name alone.
    pub(crate) fn is_of(&self, done: &EventHead) -> bool {
        done.fingerprint.is_empty() || done.fingerprint == self.call.fingerprint
    }
}

/// Digest of an action and its fields, short enough to be kept in each event.
pub(crate) fn fingerprint(action: &str, asked: &str) -> String {
    token::digest(&format!("{action} {asked}")).chars().take(16).collect()
}
