//! Changes of accounts, and notes of accesses to private data.

use super::RequestContext;
use crate::{ActionError, token};
use beian_contract::{problem::ProblemCode, route::Audience};
use beian_filing::{
    account::{Account, AccountEventKind, Change},
    history::{AccessEvent, Actor, Event, EventName},
};
use beian_store::{AuditedResource, StoreError};

impl RequestContext {
    /// Loads an account, and whether this command made this change of it before.
    ///
    /// # Errors
    /// `key-reused` when the command did something else.
    pub async fn account_once(
        &self,
        username: &str,
        kind: AccountEventKind,
    ) -> Result<(Option<Account>, bool), ActionError> {
        self.account_once_of(username, &[kind]).await
    }

    /// Loads an account, and whether this command made one of these changes of it before.
    ///
    /// # Errors
    /// As [`RequestContext::account_once`].
    pub async fn account_once_of(
        &self,
        username: &str,
        kinds: &[AccountEventKind],
    ) -> Result<(Option<Account>, bool), ActionError> {
        let (account, done) = self.store().account_and_command(username, self.command()).await?;
        match done {
            Some(done)
                if kinds.iter().any(|kind| EventName::of(kind.into()) == done.data) && self.is_of(&done) =>
            {
                Ok((account, true))
            }
            // A stranger who guesses a command must not learn that it was used.
            Some(_) if self.call.route.audience == Audience::Open => Ok((account, false)),
            Some(_) => Err(ProblemCode::KeyReused.into()),
            None => Ok((account, false)),
        }
    }

    /// Saves a change of an account. The answer is `None` when the same command saved it before.
    ///
    /// # Errors
    /// `key-reused` when the command did something else; `username-taken` when a new account's name is in use.
    pub async fn change_account(&self, mut change: Change) -> Result<Option<Account>, ActionError> {
        if let Some(event) = change.event.as_mut().filter(|event| !event.data.kind().is_asked_with_a_secret())
        {
            event.fingerprint.clone_from(&self.call.fingerprint);
        }
        let name = change.event.as_ref().map(Event::name);
        match self.store().change_account(change, self.command()).await {
            Ok(account) => Ok(Some(account)),
            Err(StoreError::Done(done)) if Some(&done.data) == name.as_ref() && self.is_of(&done) => Ok(None),
            Err(StoreError::Done(_)) => Err(ProblemCode::KeyReused.into()),
            Err(StoreError::Exists) => Err(ProblemCode::UsernameTaken.into()),
            // Another request changed the account at the same time: the action decides again.
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Saves a change that is noted every time it is asked for, even under the same command.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn note_account(&self, change: Change) -> Result<Account, ActionError> {
        let command = token::hex(&token::random::<16>()?);
        match self.store().change_account(change, &command).await {
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            other => Ok(other?),
        }
    }

    /// Notes that the actor sees private data, and why, before the data is shown.
    ///
    /// # Errors
    /// Only the store's: then nothing may be shown.
    pub async fn note_access(
        &self,
        of: AuditedResource<'_>,
        access: AccessEvent,
        actor: &Actor,
    ) -> Result<(), ActionError> {
        let event = Event::unchained(access, self.now(), &actor.account, actor.role);
        let id = token::hex(&token::random::<16>()?);
        Ok(self.store().note_access(of, &id, &event).await?)
    }
}
