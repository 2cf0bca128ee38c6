//! The mailbox: every mail that the system sent, kept as `.eml` files and shown on a page.
//!
//! It stands in for SES, and reports what became of a mail as SES does. Nothing leaves the machine.

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

/// Where SES is called.
pub const SES_PATH: &str = "/_ses/";

/// The page's own headers: nothing but itself may act, and a mail's HTML may have style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What the mailbox does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Does not take it, as SES does when it is out of order.
    Refuse,
    /// Wants it slower, as SES does when there are too many in a second.
    Throttle,
    /// Takes it, and the answer is lost.
    TakeInSilence,
    /// Does not take it, and gives no answer.
    LoseInSilence,
}

/// The mailbox.
pub struct Mailbox {
    folder: PathBuf,
    /// What calls of SES are signed with.
    credentials: Credentials,
    mails: Mutex<Vec<Mail>>,
    /// What to do with how many mails before taking one as usual; for tests.
    mood: Mutex<(Option<Mood>, u32)>,
    /// What nobody was told yet, by the mails' identifiers; each lies beside its mail, so that a restart loses none.
    reports: Mutex<Vec<(String, Value)>>,
    /// Has the system write a file or a folder to the disk.
    flush: Flush,
}

impl Mailbox {
    /// Opens the mailbox with all that lies in its folder.
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
                // Half a report was written before its mail was kept.
                reports.extend(report.ok().map(|report| (id, report)));
            }
        }
        mails.sort_by(|one, other| one.id.cmp(&other.id));
        // One whose mail was not kept is about a try that did not arrive.
        reports.retain(|(id, _): &(String, Value)| mails.iter().any(|mail| mail.id == *id));
        reports.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(Mailbox {
            folder: folder.to_owned(),
            credentials,
            mails: Mutex::new(mails),
            mood: Mutex::new((None, 0)),
            reports: Mutex::new(reports),
            flush,
        })
    }

    /// Every mail, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Does this with the next `count` mails.
    pub fn be(&self, mood: Mood, count: u32) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = (Some(mood), count);
    }

    /// How many mails are still taken otherwise than as usual.
    pub fn left(&self) -> u32 {
        self.mood.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// What to do with this mail, if it is not to be taken as usual.
    fn mood(&self) -> Option<Mood> {
        let mut mood = self.mood.lock().unwrap_or_else(PoisonError::into_inner);
        mood.1 = mood.1.checked_sub(1)?;
        mood.0
    }

    /// What nobody was told yet, the oldest first.
    pub fn reports(&self) -> Vec<(String, Value)> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A report was told.
    pub fn told(&self, id: &str) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(of, _)| of != id);
        // One that stays is told again, which is what SES does too.
        let _ = fs::remove_file(self.folder.join(format!("{id}.report")));
    }

    /// Keeps a mail with what there is to report of it, and says its identifier.
    fn keep(&self, raw: &[u8], tag: Option<&str>) -> io::Result<String> {
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        // In the order of arrival by name, also after a restart.
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
        // Its name too is on the disk before anybody believes that it arrived.
        (self.flush)(&self.folder)?;
        mails.push(mail);
        if let Some(report) = report {
            self.reports.lock().unwrap_or_else(PoisonError::into_inner).push((id.clone(), report));
        }
        Ok(id)
    }

    /// Whether a call names one of our own functions: only then anything of it is read.
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
                let mood = self.mood();
                match mood {
                    Some(Mood::Refuse) => return Err(ses::Refusal::out_of_order()),
                    Some(Mood::Throttle) => return Err(ses::Refusal::throttled()),
                    Some(Mood::LoseInSilence) => return Err(ses::Refusal::silence()),
                    Some(Mood::TakeInSilence) | None => {}
                }
                let id = self
                    .keep(&call.raw, call.tag.as_deref())
                    .map_err(|error| ses::Refusal::new("ServiceUnavailable", &error.to_string()))?;
                match mood {
                    Some(_) => Err(ses::Refusal::silence()),
                    None => Ok(ses::answer(call.action, &id)),
                }
            })
        };
        say(answer)
    }
}

/// The answer to a call by nobody whom the mailbox knows.
pub fn unknown() -> Response<axum::body::Body> {
    say(Err(ses::Refusal::forbidden("InvalidClientTokenId", "The key is not known here.")))
}

fn say(answer: Result<String, ses::Refusal>) -> Response<axum::body::Body> {
    let (status, xml) = answer.map_or_else(|refusal| refusal.answer(), |xml| (StatusCode::OK, xml));
    respond(status, "text/xml; charset=utf-8", xml)
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
