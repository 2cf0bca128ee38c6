//! The request context itself: the request without its fields, and the shared state of the process.

use beian_app::App;
use beian_contract::route::Route;
use beian_filing::calendar::Calendar;
use beian_store::Store;
use jiff::Timestamp;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, atomic::AtomicBool},
};

/// The context of one request. An action loads, commits and answers through it.
#[derive(Debug, Clone)]
pub struct RequestContext {
    pub(crate) app: Arc<App>,
    pub(crate) call: Arc<Call>,
}

/// The request, apart from its fields.
#[derive(Debug)]
pub(crate) struct Call {
    pub route: &'static Route,
    /// The arrival of the request. All decisions of one request use the same time.
    pub now: Timestamp,
    /// The sender's address.
    pub from: IpAddr,
    /// The browser's name for itself, shortened.
    pub agent: String,
    /// Hash of the session's token, if there is one.
    pub session: Option<String>,
    /// Digest of the cookie by which a browser that signed in before is recognized.
    pub browser: Option<String>,
    /// The idempotency key, or a random one.
    pub command: String,
    /// Digest of the action and its fields.
    pub fingerprint: String,
    pub progress: Progress,
}

/// Results that one request keeps while it is tried, and tried again.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The working days, as they were read with the session.
    pub calendar: OnceLock<Arc<Calendar>>,
    /// Whether the session and its role were checked.
    pub admitted: AtomicBool,
    /// Whether the action has retried its own contended part, so that the whole action needs no retry.
    pub tried: AtomicBool,
    /// The stored hash that the entered password matched. A retry does not hash the password a second time.
    #[cfg(feature = "password")]
    pub verified: Mutex<Option<String>>,
    /// The hash of the new password of this request, for the same reason.
    #[cfg(feature = "password")]
    pub hashed: Mutex<Option<String>>,
    /// Cookies to set with the answer.
    pub cookies: Mutex<Vec<String>>,
    /// The answer in place of the view, with its media type.
    pub other_form: Mutex<Option<(&'static str, String)>>,
}

impl RequestContext {
    /// The arrival of the request.
    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// The shared state of the process.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Replaces the JSON of the view by a text of another media type with the same content.
    pub fn answer_as(&self, media: &'static str, text: String) {
        if let Ok(mut form) = self.call.progress.other_form.lock() {
            *form = Some((media, text));
        }
    }
}
