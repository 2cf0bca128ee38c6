//! Changes of accounts, and records of accesses to private data.

use super::RequestContext;
use crate::{ActionError, token};
use beian_contract::{problem::ProblemCode, route::Audience};
use beian_filing::{
    account::{Account, AccountEventKind},
    history::{Actor, DisclosureEvent, Event, EventName, Step},
    identifier::Username,
};
use beian_store::{AuditedResource, StoreError};

impl RequestContext {
    /// Loads an account, and a flag that tells whether this command made this change of it before.
    ///
    /// # Errors
    /// `key-reused` if the command made another change.
    pub async fn account_once(
        &self,
        username: &Username,
        kind: AccountEventKind,
    ) -> Result<(Option<Account>, bool), ActionError> {
        self.account_once_of(username, &[kind]).await
    }

    /// Loads an account, and a flag that tells whether this command made one of these changes of it before.
    ///
    /// # Errors
    /// The errors of [`RequestContext::account_once`].
    pub async fn account_once_of(
        &self,
        username: &Username,
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

    /// Saves a change of an account. The answer is `None` if the same command saved it before.
    ///
    /// # Errors
    /// `key-reused` if the command made another change; `username-taken` if the user name of a new account is in use.
    pub async fn change_account(&self, mut change: Step<Account>) -> Result<Option<Account>, ActionError> {
        if let Some(event) =
            change.event.as_mut().filter(|event| !event.data.kind().command_contains_secret())
        {
            event.fingerprint.clone_from(&self.call.fingerprint);
        }
        let name = change.event.as_ref().map(Event::name);
        match self.store().commit(change, self.command()).await {
            Ok(account) => Ok(Some(account)),
            Err(StoreError::Done(done)) if Some(&done.data) == name.as_ref() && self.is_of(&done) => Ok(None),
            Err(StoreError::Done(_)) => Err(ProblemCode::KeyReused.into()),
            Err(StoreError::Exists) => Err(ProblemCode::UsernameTaken.into()),
            // Another request changed the account at the same time, so the action must decide again.
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Saves a change with a random command, so every repetition of the request adds an event.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn note_account(&self, change: Step<Account>) -> Result<Account, ActionError> {
        let command = token::hex(&token::random::<16>()?);
        match self.store().commit(change, &command).await {
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            other => Ok(other?),
        }
    }

    /// Saves the actor's access to private data, with its reason, before the data is shown.
    ///
    /// # Errors
    /// Errors of the store only. The data must not be shown after an error.
    pub async fn note_access(
        &self,
        of: AuditedResource<'_>,
        access: DisclosureEvent,
        actor: &Actor,
    ) -> Result<(), ActionError> {
        let event = Event::unchained(access, self.now(), &actor.account, actor.role);
        let id = token::hex(&token::random::<16>()?);
        Ok(self.store().note_access(of, &id, &event).await?)
    }
}
