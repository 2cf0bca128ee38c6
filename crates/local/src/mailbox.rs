//! The mailbox: every mail that the system sent, kept as `.eml` files and shown on a page.
//!
//! It stands in for SES. Nothing leaves the machine.

mod mail;
mod page;
mod ses;

pub use mail::Mail;

use crate::OpenError;
use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Response, StatusCode, header},
};
use jiff::Timestamp;
use serde_json::json;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// Where SES is called.
pub const SES_PATH: &str = "/_ses/";

/// The page's own headers: nothing but itself may act, and a mail's HTML may have style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The mailbox.
#[derive(Debug)]
pub struct Mailbox {
    folder: PathBuf,
    /// How the key identifier of a caller of SES begins.
    caller: String,
    mails: Mutex<Vec<Mail>>,
    /// How many mails to refuse before taking one again; for tests.
    refusals: AtomicU32,
}

impl Mailbox {
    /// Opens the mailbox with all that lies in its folder.
    pub fn open(folder: &Path, caller: String) -> Result<Mailbox, OpenError> {
        let mut mails = Vec::new();
        let failed = |error: io::Error| OpenError::Data(folder.to_owned(), error);
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                mails.push(Mail::parse(&id, &fs::read(&path).map_err(failed)?));
            }
        }
        mails.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Mailbox {
            folder: folder.to_owned(),
            caller,
            mails: Mutex::new(mails),
            refusals: AtomicU32::new(0),
        })
    }

    /// Every mail, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Refuses the next `count` mails, as SES does when it is overloaded.
    pub fn refuse(&self, count: u32) {
        self.refusals.store(count, Ordering::Relaxed);
    }

    /// Keeps a mail, and says its identifier.
    fn keep(&self, raw: &[u8]) -> io::Result<String> {
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        // In the order of arrival by name, also after a restart.
        let now = Timestamp::now();
        let token = beian_kit::token::random::<4>().map_err(|error| io::Error::other(error.to_string()))?;
        let mut id = format!("{}-{}", now.strftime("%Y%m%dT%H%M%S%6f"), beian_kit::token::hex(&token));
        if let Some(last) = mails.last().filter(|last| last.id >= id) {
            id = format!("{}0", last.id);
        }
        let partial = self.folder.join(format!("{id}.partial"));
        fs::write(&partial, raw)?;
        fs::rename(&partial, self.folder.join(format!("{id}.eml")))?;
        mails.push(Mail::parse(&id, raw));
        Ok(id)
    }

    /// Answers a call of SES.
    pub fn take(&self, method: &Method, headers: &HeaderMap, body: &Bytes) -> Response<axum::body::Body> {
        let authorization =
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let refused =
            self.refusals.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let answer =
            if method != Method::POST || !authorization.contains(&format!("Credential={}", self.caller)) {
                Err(ses::Refusal::new("InvalidClientTokenId", "The key is not known here."))
            } else if refused.is_ok() {
                Err(ses::Refusal::throttled())
            } else {
                ses::read(body).and_then(|call| {
                    let id = self
                        .keep(&call.raw)
                        .map_err(|error| ses::Refusal::new("ServiceUnavailable", &error.to_string()))?;
                    Ok(ses::answer(call.action, &id))
                })
            };
        let (status, xml) = answer.map_or_else(|refusal| refusal.answer(), |xml| (StatusCode::OK, xml));
        respond(status, "text/xml; charset=utf-8", xml)
    }
}

/// Shows these mails: the list, one of them, or all of it as JSON.
pub fn show(mails: &[Mail], path: &str, origin: &str, code: Option<&str>) -> Response<axum::body::Body> {
    const HTML: &str = "text/html; charset=utf-8";
    match path.trim_start_matches("/mailbox").trim_matches('/') {
        "" => respond(StatusCode::OK, HTML, page::list(mails, code)),
        "messages.json" => {
            let items: Vec<&Mail> = mails.iter().rev().collect();
            respond(StatusCode::OK, "application/json", json!({ "items": items }).to_string())
        }
        // Only ever compared with what is there, never made into a path.
        id => match mails.iter().find(|mail| mail.id == id) {
            Some(mail) => respond(StatusCode::OK, HTML, page::mail(mail, origin)),
            None => respond(StatusCode::NOT_FOUND, HTML, page::missing()),
        },
    }
}

fn respond(status: StatusCode, media: &str, text: String) -> Response<axum::body::Body> {
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::CONTENT_SECURITY_POLICY, POLICY);
    response.body(text.into()).unwrap_or_default()
}
