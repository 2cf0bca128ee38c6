//! Sessions 会话: the authorization of each request, cookies, and the calendar that is read together with the session.

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

/// Name of the session cookie. Because of its prefix, browsers require a secure origin, one host and the whole path.
pub(crate) const COOKIE: &str = "__Host-beian";
/// Name of the cookie that identifies a browser. It grants nothing. It only separates the guesses of the browser from those of others.
pub(crate) const BROWSER_COOKIE: &str = "__Host-beian-browser";
/// Seconds for which a browser is recognized: half a year.
const BROWSER_SECONDS: i64 = 180 * 86_400;

impl RequestContext {
    /// Authorizes the request and returns the signed-in actor.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`.
    pub async fn actor(&self) -> Result<Actor, ActionError> {
        Ok(self.signed_in().await?.actor)
    }

    /// Authorizes the request and returns its session.
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

    /// Loads items in one round trip, and keeps the calendar that was read with the session.
    pub(crate) async fn load_items(&self, wanted: LoadRequest<'_>) -> Result<LoadedItems, StoreError> {
        let case = self.store().load(wanted).await?;
        if wanted.session.is_some() {
            let _ = self.call.progress.calendar.set(self.app.in_force(&case.calendar));
        }
        Ok(case)
    }

    /// Authorizes a request: the session must be live, and the route must permit the role. No other function authorizes requests.
    pub(crate) fn authorize(&self, case: &LoadedItems) -> Result<Session, ActionError> {
        let session = case
            .session
            .as_ref()
            .filter(|session| session.is_live(self.now()))
            .map(|session| session.without_future_use(self.now()))
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

    /// Returns the context of the actor's decision: time, actor, rules and calendar.
    pub fn decision_by<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context {
            at: self.call.now,
            actor,
            fingerprint: &self.call.fingerprint,
            rules: self.app.rules(),
            calendar: self.calendar(),
        }
    }

    /// Returns the calendar of working days. It must have been read before, with the session or by [`RequestContext::read_calendar`].
    pub fn calendar(&self) -> &Calendar {
        let known = self.call.progress.calendar.get();
        debug_assert!(known.is_some(), "{}: the calendar was not read", self.call.route.action);
        match known {
            Some(calendar) => calendar,
            None => Calendar::shipped(),
        }
    }

    /// Reads the calendar of working days, for an action without a session.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn read_calendar(&self) -> Result<&Calendar, ActionError> {
        let calendar = self.app.calendar().await?;
        Ok(self.call.progress.calendar.get_or_init(|| calendar))
    }

    /// Returns the hash of the session's token, if the request has a session cookie.
    pub fn session_hash(&self) -> Option<&str> {
        self.call.session.as_deref()
    }

    /// Sets the session cookie in the answer. An empty `token` ends the session in the browser.
    pub fn set_session(&self, token: &str, seconds: i64) {
        self.set_cookie(COOKIE, token, seconds);
    }

    /// Sets the cookie that identifies the browser at its next sign-in.
    pub fn set_browser(&self, token: &str) {
        self.set_cookie(BROWSER_COOKIE, token, BROWSER_SECONDS);
    }

    fn set_cookie(&self, name: &str, token: &str, seconds: i64) {
        let cookie = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}");
        if let Ok(mut cookies) = self.call.progress.cookies.lock() {
            cookies.push(cookie);
        }
    }

    /// Returns the digest of the browser's cookie, if this browser signed in to this account before.
    pub fn known_browser(&self, account: Option<&Account>) -> Option<&str> {
        let browser = self.call.browser.as_deref()?;
        account?.known_browsers.iter().any(|known| known == browser).then_some(browser)
    }

    /// Makes a session for an account, with the network and the browser of this request.
    pub fn new_session(&self, account: &Account) -> Session {
        Session::open(account, self.now(), rate_limit::network(self.call.from), self.call.agent.clone())
    }
}

/// Returns the hash of the token in one cookie of a cookie header.
pub(crate) fn digest_of(cookies: &str, wanted: &str) -> Option<String> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token::digest(token))
}
