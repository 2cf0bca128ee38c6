//! Sessions: the gate of each action, cookies, and the working days that are read along with the session.

use super::RequestContext;
use crate::{ActionError, token};
use beian_contract::{problem::ProblemCode, route::Audience};
use beian_filing::{
    account::{Account, Session},
    calendar::Calendar,
    history::{Actor, Context},
    rate_limit,
};
use beian_store::{LoadRequest, LoadedItems, StoreError};
use std::sync::atomic::Ordering;

/// Name of the session cookie. Its prefix makes browsers insist on a secure origin, one host and the whole path.
pub(crate) const COOKIE: &str = "__Host-beian";
/// Name of the cookie by which a browser is recognized. It grants nothing; it only separates the browser's guesses from those of others.
pub(crate) const BROWSER_COOKIE: &str = "__Host-beian-browser";
/// Half a year, for which a browser is recognized.
const BROWSER_SECONDS: i64 = 180 * 86_400;

impl RequestContext {
    /// The account that is signed in.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`.
    pub async fn actor(&self) -> Result<Actor, ActionError> {
        Ok(self.signed_in().await?.actor)
    }

    /// The session of the account that is signed in.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`.
    pub async fn signed_in(&self) -> Result<Session, ActionError> {
        let session = self.session()?;
        let case = self.load_items(LoadRequest { session: Some(session), ..LoadRequest::default() }).await?;
        self.authorize(&case)
    }

    pub(crate) fn session(&self) -> Result<&str, ActionError> {
        self.call.session.as_deref().ok_or_else(|| ProblemCode::NotSignedIn.into())
    }

    /// Loads items of the table in one round trip, and keeps the calendar that was read with them.
    pub(crate) async fn load_items(&self, wanted: LoadRequest<'_>) -> Result<LoadedItems, StoreError> {
        let case = self.store().load(wanted).await?;
        if wanted.session.is_some() {
            let _ = self.call.progress.calendar.set(self.app.in_force(&case.calendar));
        }
        Ok(case)
    }

    /// The only gate: a live session in a role that the route table names.
    pub(crate) fn authorize(&self, case: &LoadedItems) -> Result<Session, ActionError> {
        let session = case
            .session
            .as_ref()
            .filter(|session| session.is_live(self.now()))
            .map(|session| session.as_seen_by(self.now()))
            .ok_or(ProblemCode::NotSignedIn)?;
        match self.call.route.audience {
            Audience::Roles(_) if session.enrolling => Err(ProblemCode::SecondFactorNeeded.into()),
            Audience::Roles(roles) if !roles.contains(&session.actor.role) => {
                Err(ProblemCode::Forbidden.into())
            }
            _ => {
                self.call.progress.admitted.store(true, Ordering::Relaxed);
                Ok(session)
            }
        }
    }

    /// The context of a decision: time, actor, rules and working days.
    pub fn decision_by<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context {
            at: self.call.now,
            actor,
            fingerprint: &self.call.fingerprint,
            rules: self.app.rules(),
            calendar: self.calendar(),
        }
    }

    /// The working days. They are known once the session was read, or after [`RequestContext::read_calendar`].
    pub fn calendar(&self) -> &Calendar {
        let known = self.call.progress.calendar.get();
        debug_assert!(known.is_some(), "{}: the calendar was not read", self.call.route.action);
        match known {
            Some(calendar) => calendar,
            None => Calendar::shipped(),
        }
    }

    /// Reads the working days, for an action without a session.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn read_calendar(&self) -> Result<&Calendar, ActionError> {
        let calendar = self.app.calendar().await?;
        Ok(self.call.progress.calendar.get_or_init(|| calendar))
    }

    /// Hash of the session's token, if there is one.
    pub fn session_hash(&self) -> Option<&str> {
        self.call.session.as_deref()
    }

    /// Sets the session cookie with the answer. An empty `token` ends the session.
    pub fn set_session(&self, token: &str, seconds: i64) {
        self.set_cookie(COOKIE, token, seconds);
    }

    /// Sets the cookie by which the browser is recognized at its next sign-in.
    pub fn set_browser(&self, token: &str) {
        self.set_cookie(BROWSER_COOKIE, token, BROWSER_SECONDS);
    }

    fn set_cookie(&self, name: &str, token: &str, seconds: i64) {
        let cookie = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}");
        if let Ok(mut cookies) = self.call.progress.cookies.lock() {
            cookies.push(cookie);
        }
    }

    /// Digest of the browser's cookie, if this browser signed in with this account before.
    pub fn known_browser(&self, account: Option<&Account>) -> Option<&str> {
        let browser = self.call.browser.as_deref()?;
        account?.known_browsers.iter().any(|known| known == browser).then_some(browser)
    }

    /// A session for an account, opened from the address of this request.
    pub fn new_session(&self, account: &Account) -> Session {
        Session::open(account, self.now(), rate_limit::network(self.call.from), self.call.agent.clone())
    }
}

/// The hash of one cookie's token in a cookie header.
pub(crate) fn digest_of(cookies: &str, wanted: &str) -> Option<String> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token::digest(token))
}
