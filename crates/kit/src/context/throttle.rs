//! Rate limits by address and account, growing waits between guesses, and retries of contended changes.

use super::RequestContext;
use crate::{ActionError, token};
use beian_app::retry;
use beian_filing::{
    history::Actor,
    identifier::Username,
    rate_limit::{self, GuessOrigin, RateLimit, Window},
};
use beian_store::StoreError;
use std::{
    collections::BTreeMap,
    sync::{MutexGuard, PoisonError, atomic::Ordering},
};

impl RequestContext {
    /// Counts a request of its address and its network, and refuses it above the limit.
    ///
    /// # Errors
    /// `too-many-requests`.
    pub async fn within(&self, limit: RateLimit) -> Result<(), ActionError> {
        match self.over(limit).await? {
            Some(seconds) => Err(ActionError::TooMany(seconds)),
            None => Ok(()),
        }
    }

    /// Counts a request of its address and its network. Above the limit, the answer is the wait in seconds.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn over(&self, limit: RateLimit) -> Result<Option<i64>, ActionError> {
        let line = format!("{} line {}", limit.name, rate_limit::line(self.call.from));
        let network = format!("{} network {}", limit.name, rate_limit::network(self.call.from));
        let (line, network) = tokio::try_join!(
            self.count_window(&line, limit.address),
            self.count_window(&network, limit.network),
        )?;
        let counted = [(line, limit.address), (network, limit.network)];
        Ok(counted
            .into_iter()
            .find(|((count, _), window)| *count > window.most)
            .map(|((_, seconds), _)| seconds))
    }

    /// Counts a try at an account or another object that `key` names. Above the limit, the answer is the wait in seconds.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn count(&self, what: &str, key: &str, window: Window) -> Result<Option<i64>, ActionError> {
        let (count, seconds) = self.count_window(&format!("{what} account {key}"), window).await?;
        Ok((count > window.most).then_some(seconds))
    }

    /// Counts a try in a window, and returns the tries of the window with this one and the seconds until it ends. The retries of a
    /// contended action find the try of the request already counted.
    ///
    /// # Errors
    /// Errors of the store only.
    pub(crate) async fn count_window(&self, of: &str, window: Window) -> Result<(u32, i64), ActionError> {
        if let Some(counted) = self.counted().get(of) {
            return Ok(*counted);
        }
        let counted = self.store().count(of, window, self.now()).await?;
        self.counted().insert(of.to_owned(), counted);
        Ok(counted)
    }

    /// Returns the windows in which this request is counted.
    fn counted(&self) -> MutexGuard<'_, BTreeMap<String, (u32, i64)>> {
        self.call.progress.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes one counted try, because it was right.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn uncount(&self, what: &str, key: &str, window: Window) -> Result<(), ActionError> {
        let of = format!("{what} account {key}");
        self.store().uncount(&of, window, self.now()).await?;
        self.counted().remove(&of);
        Ok(())
    }

    /// Counts a message to an address that the actor typed, because the holder of the address must not be flooded.
    ///
    /// # Errors
    /// `too-many-requests` if the address was sent, or the actor caused, too many messages today.
    pub async fn letter_to(&self, address: &str, actor: &Actor) -> Result<(), ActionError> {
        let of = token::digest(&address.trim().to_lowercase());
        let to = self.count("letters to", &of, rate_limit::MESSAGES_TO_ADDRESS).await?;
        let by = self.count("letters by", &actor.account, rate_limit::MESSAGES_OF_ACTOR).await?;
        match to.or(by) {
            Some(seconds) => Err(ActionError::TooMany(seconds)),
            None => Ok(()),
        }
    }

    /// Returns the place of the request's sender. Guesses are counted by place.
    pub fn place(&self) -> String {
        rate_limit::line(self.call.from)
    }

    /// Permits the next guess of a place at an account's secret.
    ///
    /// # Errors
    /// `too-many-requests` while the place must wait.
    pub async fn throttle_guess(
        &self,
        place: &str,
        username: &Username,
        origin: GuessOrigin,
    ) -> Result<(), ActionError> {
        match self.store().throttle_guess(&turns(place, username), origin, self.now()).await? {
            Ok(()) => Ok(()),
            Err(seconds) => Err(ActionError::TooMany(seconds)),
        }
    }

    /// Removes one counted guess of a place, because it was no guess at the secret.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn return_guess(&self, place: &str, username: &Username) -> Result<(), ActionError> {
        Ok(self.store().return_guess(&turns(place, username)).await?)
    }

    /// Deletes the counted guesses of a place after a right one.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn forget_guesses(&self, place: &str, username: &Username) -> Result<(), ActionError> {
        Ok(self.store().forget_guesses(&turns(place, username)).await?)
    }

    /// Repeats the last part of an action while it conflicts with other transactions. Costly steps before it, such as a password hash,
    /// run only once.
    ///
    /// # Errors
    /// The error of the last try.
    pub async fn retry_contended<T, R>(&self, of: &str, act: impl Fn() -> R) -> Result<T, ActionError>
    where
        R: Future<Output = Result<T, ActionError>>,
    {
        // The whole action must not be retried too, because its tries would multiply the tries of this part.
        self.call.progress.tried.store(true, Ordering::Relaxed);
        let (mut tries, mut turn) = (1, None);
        loop {
            match act().await {
                Err(ActionError::Store(StoreError::Contended)) if tries < retry::TRIES => {
                    retry::backoff(tries).await;
                }
                outcome => return outcome,
            }
            if turn.is_none() {
                turn = self.app.wait_for_turn(of).await;
            }
            tries += 1;
        }
    }
}

/// Returns the name of the counter of a place's guesses at an account.
fn turns(place: &str, username: &Username) -> String {
    format!("turns {place} account {username}")
}
