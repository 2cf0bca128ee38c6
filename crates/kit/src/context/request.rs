//! The request context: the request without its fields, and the shared state of the process.

use beian_app::App;
use beian_contract::route::Route;
use beian_filing::calendar::Calendar;
use beian_store::Store;
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, atomic::AtomicBool},
};

/// The context of one request. An action loads, commits and answers through it.
#[derive(Debug, Clone)]
pub struct RequestContext {
    pub(crate) app: Arc<App>,
    pub(crate) call: Arc<Call>,
}

/// The request without its fields.
#[derive(Debug)]
pub(crate) struct Call {
    pub route: &'static Route,
    /// Time at which the request arrived. All decisions of the request use this time.
    pub now: Timestamp,
    /// The sender's address.
    pub from: IpAddr,
    /// The user agent of the browser, shortened.
    pub agent: String,
    /// Hash of the session's token; `None` without a session cookie.
    pub session: Option<String>,
    /// Digest of the cookie that identifies a browser that signed in before.
    pub browser: Option<String>,
    /// The idempotency key, or a random one.
    pub command: String,
    /// Digest of the action and its fields.
    pub fingerprint: String,
    pub progress: Progress,
}

/// Results that one request keeps across its tries.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The calendar that was read with the session.
    pub calendar: OnceLock<Arc<Calendar>>,
    /// True if the request was authorized.
    pub admitted: AtomicBool,
    /// True if the action retries its own contended part, so the whole action must not be retried too.
    pub tried: AtomicBool,
    /// The windows of rate limits in which the request is counted: the tries and the seconds to the end of the window.
    pub counted: Mutex<BTreeMap<String, (u32, i64)>>,
    /// The stored hash that the entered password matched. A retry does not hash the password a second time.
    #[cfg(feature = "password")]
    pub verified: Mutex<Option<String>>,
    /// The hash of the new password of this request. A retry does not hash the password a second time.
    #[cfg(feature = "password")]
    pub hashed: Mutex<Option<String>>,
    /// The cookies that the answer sets.
    pub cookies: Mutex<Vec<String>>,
    /// The text of an answer that replaces the view, with its media type.
    pub other_form: Mutex<Option<(&'static str, String)>>,
}

impl RequestContext {
    /// Returns the time at which the request arrived.
    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    /// Returns the store.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Returns the shared state of the process.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Replaces the JSON of the view by a text with the same content and another media type.
    pub fn answer_as(&self, media: &'static str, text: String) {
        if let Ok(mut form) = self.call.progress.other_form.lock() {
            *form = Some((media, text));
        }
    }
}
