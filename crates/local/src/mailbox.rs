//! The mailbox: every sent mail, stored as an `.eml` file and shown on a page.
//!
//! The mailbox stands in for SES, and reports deliveries and bounces as SES does. No mail leaves the machine.

mod mail;
mod page;
mod report;
mod ses;

pub use mail::Mail;

use crate::{OpenError, durable::Flush, signature};
use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Response, StatusCode, header, request},
};
use beian_store::settings::Credentials;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The path for calls of SES.
pub const SES_PATH: &str = "/_ses/";

/// The policy of the mailbox's pages: no script runs, and a mail's HTML may use styles and embedded images only.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The mailbox's reaction to a mail, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFailure {
    /// The mailbox refuses the mail, as SES does when it is out of order.
    Refuse,
    /// The mailbox refuses the mail as too many in a second, as SES does.
    Throttle,
    /// The mailbox takes the mail, and its answer is lost.
    TakeInSilence,
    /// The mailbox loses the mail, and gives no answer.
    LoseInSilence,
}

/// The mailbox.
pub struct Mailbox {
    folder: PathBuf,
    /// The credentials that sign calls of SES.
    credentials: Credentials,
    mails: Mutex<Vec<Mail>>,
    /// For tests: the reaction to the next mails, and the number of mails that it still applies to.
    failure: Mutex<(Option<MailFailure>, u32)>,
    /// The reports that were not passed on yet, with the identifiers of their mails. Each has a file beside its mail and survives a
    /// restart.
    reports: Mutex<Vec<(String, Value)>>,
    /// The flush of a file or folder to the disk.
    flush: Flush,
}

impl Mailbox {
    /// Opens the mailbox with the mails and reports in its folder.
    pub fn open(folder: &Path, credentials: Credentials, flush: Flush) -> Result<Mailbox, OpenError> {
        let (mut mails, mut reports) = (Vec::new(), Vec::new());
        let failed = |error: io::Error| OpenError::Data(folder.to_owned(), error);
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "eml") {
                mails.push(Mail::parse(&id, &fs::read(&path).map_err(failed)?));
            } else if path.extension().is_some_and(|extension| extension == "report") {
                let report = serde_json::from_slice(&fs::read(&path).map_err(failed)?);
                // An unreadable report was left half-written by a process that ended, and its mail was not stored.
                reports.extend(report.ok().map(|report| (id, report)));
            }
        }
        mails.sort_by(|one, other| one.id.cmp(&other.id));
        // A report without a mail belongs to a try that did not arrive.
        reports.retain(|(id, _): &(String, Value)| mails.iter().any(|mail| mail.id == *id));
        reports.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(Mailbox {
            folder: folder.to_owned(),
            credentials,
            mails: Mutex::new(mails),
            failure: Mutex::new((None, 0)),
            reports: Mutex::new(reports),
            flush,
        })
    }

    /// Every mail, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the reaction to the next `count` mails.
    pub fn be(&self, failure: MailFailure, count: u32) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = (Some(failure), count);
    }

    /// Returns the number of mails that the reaction still applies to.
    pub fn left(&self) -> u32 {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Returns the reaction to this mail; `None` for a mail that is taken as usual.
    fn failure(&self) -> Option<MailFailure> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.1 = failure.1.checked_sub(1)?;
        failure.0
    }

    /// The reports that were not passed on yet, the oldest first.
    pub fn reports(&self) -> Vec<(String, Value)> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets a report that was passed on.
    pub fn told(&self, id: &str) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(of, _)| of != id);
        // A file that cannot be removed is reported again, as SES may report twice.
        let _ = fs::remove_file(self.folder.join(format!("{id}.report")));
    }

    /// Stores a mail and its report, and returns the mail's identifier.
    fn keep(&self, raw: &[u8], tag: Option<&str>) -> io::Result<String> {
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        // Identifiers sort by arrival, also after a restart.
        let now = Timestamp::now();
        let token = beian_kit::token::random::<4>().map_err(|error| io::Error::other(error.to_string()))?;
        let mut id = format!("{}-{}", now.strftime("%Y%m%dT%H%M%S%6f"), beian_kit::token::hex(&token));
        if let Some(last) = mails.last().filter(|last| last.id >= id) {
            id = format!("{}0", last.id);
        }
        let partial = self.folder.join(format!("{id}.partial"));
        let mail = Mail::parse(&id, raw);
        let report = tag.map(|tag| report::of(&mail, tag, now));
        if let Some(report) = &report {
            let path = self.folder.join(format!("{id}.report"));
            fs::write(&path, report.to_string())?;
            (self.flush)(&path)?;
        }
        fs::write(&partial, raw)?;
        (self.flush)(&partial)?;
        fs::rename(&partial, self.folder.join(format!("{id}.eml")))?;
        // The mail's name must be on the disk too before the caller learns that the mail arrived.
        (self.flush)(&self.folder)?;
        mails.push(mail);
        if let Some(report) = report {
            self.reports.lock().unwrap_or_else(PoisonError::into_inner).push((id.clone(), report));
        }
        Ok(id)
    }

    /// Returns whether a call names this edition or one of its functions as the caller. The body of any other call is not read.
    pub fn knows(&self, method: &Method, headers: &HeaderMap) -> bool {
        let caller = signature::caller(headers);
        *method == Method::POST && caller.is_some_and(|caller| signature::is_ours(caller, &self.credentials))
    }

    /// Answers a call of SES.
    pub fn take(&self, call: &request::Parts, body: &Bytes) -> Response<axum::body::Body> {
        let to = (&call.method, &call.uri);
        let answer = if !signature::is_signed(&self.credentials, "ses", to, &call.headers, body) {
            Err(ses::Refusal::forbidden("SignatureDoesNotMatch", "The signature is not of this key."))
        } else {
            ses::read(body).and_then(|call| {
                let failure = self.failure();
                match failure {
                    Some(MailFailure::Refuse) => return Err(ses::Refusal::out_of_order()),
                    Some(MailFailure::Throttle) => return Err(ses::Refusal::throttled()),
                    Some(MailFailure::LoseInSilence) => return Err(ses::Refusal::silence()),
                    Some(MailFailure::TakeInSilence) | None => {}
                }
                let id = self
                    .keep(&call.raw, call.tag.as_deref())
                    .map_err(|error| ses::Refusal::new("ServiceUnavailable", &error.to_string()))?;
                match failure {
                    Some(_) => Err(ses::Refusal::silence()),
                    None => Ok(ses::answer(call.action, &id)),
                }
            })
        };
        say(answer)
    }
}

/// The answer to a call by an unknown caller.
pub fn unknown() -> Response<axum::body::Body> {
    say(Err(ses::Refusal::forbidden("InvalidClientTokenId", "The key is not known here.")))
}

fn say(answer: Result<String, ses::Refusal>) -> Response<axum::body::Body> {
    let (status, xml) = answer.map_or_else(|refusal| refusal.answer(), |xml| (StatusCode::OK, xml));
    respond(status, "text/xml; charset=utf-8", xml)
}

/// The page for a path: the list of mails, one mail, or all mails as JSON.
pub fn show(mails: &[Mail], path: &str, origin: &str, code: Option<&str>) -> Response<axum::body::Body> {
    const HTML: &str = "text/html; charset=utf-8";
    match path.trim_start_matches("/mailbox").trim_matches('/') {
        "" => respond(StatusCode::OK, HTML, page::list(mails, code)),
        "messages.json" => {
            let items: Vec<&Mail> = mails.iter().rev().collect();
            respond(StatusCode::OK, "application/json", json!({ "items": items }).to_string())
        }
        // The identifier is compared with those of the mails and never becomes a file path.
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
