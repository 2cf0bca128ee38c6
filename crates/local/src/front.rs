//! The origin: API, uploads, mailbox and site behind one listener.

use crate::{
    api::{self, Api},
    listener::{self, Patience, Room},
    mailbox::{self, Mailbox, SES_PATH},
    objects::{BUCKET, Objects},
    record::Record,
    seed,
    site::Site,
    stack::Stack,
};
use axum::{
    body::{Body, Bytes, HttpBody as _},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header},
};
use beian_contract::problem::ProblemCode;
use http_body_util::BodyExt;
use jiff::Timestamp;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

/// The largest call with a mail, in bytes. The mail is encoded in base64 and percent-encoded.
const MOST_MAIL: usize = 30 * 1024 * 1024;
/// The number of bytes of a body that are read although it is too large, so that the caller receives the refusal.
const MOST_IGNORED: usize = 64 * 1024 * 1024;

/// The front: it passes requests to the services behind it.
pub struct Gateway {
    pub backend: Backend,
    pub site: Site,
    pub origin: String,
    /// The file that exists if the data began as a demonstration; `None` if the data always begins as one.
    pub demonstration: Option<PathBuf>,
    /// True once the demonstration data is complete. The API answers from then on.
    pub ready: Arc<AtomicBool>,
    pub patience: Patience,
    /// The memory for bodies.
    pub room: Room,
}

/// The services behind the listener, besides the site.
pub enum Backend {
    /// Services in this process.
    Edition { api: Api, objects: Objects, mailbox: Arc<Mailbox>, record: Option<Record> },
    /// Functions in Lambda's container and data at LocalStack; browsers reach LocalStack at its own origin.
    Stack(Arc<Stack>),
}

/// Answers a request, and adds the headers of every answer.
async fn front(front: Arc<Gateway>, request: Request<Body>, peer: SocketAddr) -> Response<Body> {
    let mut response = match front.astray(&request) {
        None => front.answer(request, peer).await,
        Some(response) => response,
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The headers of every answer, unless the answer sets them itself.
const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

impl Gateway {
    /// Answers on these listeners until the stop signal.
    pub fn serve(
        self,
        listeners: Vec<TcpListener>,
        stopped: &watch::Receiver<bool>,
        tasks: &mut JoinSet<()>,
    ) {
        let patience = self.patience;
        let (places, this) = (Arc::new(Semaphore::new(patience.connections)), Arc::new(self));
        for listener in listeners {
            let this = this.clone();
            let answer = move |request, peer| front(this.clone(), request, peer);
            tasks.spawn(listener::serve(listener, patience, places.clone(), stopped.clone(), answer));
        }
    }

    /// Returns the refusal of a request under another host name. A page under another name that resolves to this machine must not read
    /// data here.
    fn astray(&self, request: &Request<Body>) -> Option<Response<Body>> {
        let asked =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let ours = self.origin.trim_start_matches("http://");
        if asked.eq_ignore_ascii_case(ours) {
            return None;
        }
        let port = ours.rsplit(':').next().unwrap_or_default();
        let near = asked == format!("127.0.0.1:{port}") || asked == format!("[::1]:{port}");
        let mut response = Response::new(Body::from(format!("请访问 Please go to {}\n", self.origin)));
        *response.status_mut() = StatusCode::MISDIRECTED_REQUEST;
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        if near
            && request.method() == Method::GET
            && let Ok(there) = HeaderValue::from_str(&format!("{}{path}", self.origin))
        {
            *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
            response.headers_mut().insert(header::LOCATION, there);
        }
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        Some(response)
    }

    async fn answer(&self, request: Request<Body>, peer: SocketAddr) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let under = |prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if under(api::PREFIX) {
            if !self.ready.load(Ordering::Relaxed) {
                return of_lambda(api::problem(ProblemCode::Unavailable));
            }
            let (parts, body) = request.into_parts();
            let (body, _room) = match self.collect(&parts.headers, body, api::MOST).await {
                Ok(collected) => collected,
                Err(code) => return of_lambda(api::problem(code)),
            };
            let request = Request::from_parts(parts, body);
            return match &self.backend {
                Backend::Edition { api, .. } => of_lambda(api.answer(request, peer.ip()).await),
                Backend::Stack(stack) => stack.answer(request).await.map(Body::from),
            };
        }
        if under("/mailbox") && request.method() == Method::GET {
            let demonstrates = self.demonstration.as_ref().is_none_or(|file| file.exists());
            let code = demonstrates.then(|| seed::code(Timestamp::now()));
            return match &self.backend {
                Backend::Edition { mailbox, .. } => {
                    mailbox::show(&mailbox.mails(), &path, &self.origin, code.as_deref())
                }
                Backend::Stack(stack) => match stack.mails().await {
                    Ok(mails) => mailbox::show(&mails, &path, &self.origin, code.as_deref()),
                    Err(error) => {
                        let mut response = Response::new(Body::from(format!("{error}\n")));
                        *response.status_mut() = StatusCode::BAD_GATEWAY;
                        response
                    }
                },
            };
        }
        if let Backend::Edition { objects, mailbox, record, .. } = &self.backend {
            if under(&format!("/{BUCKET}")) {
                return objects.answer(request).await;
            }
            if path == SES_PATH {
                let (parts, body) = request.into_parts();
                // The body of an unknown caller is not read at all.
                if !mailbox.knows(&parts.method, &parts.headers) {
                    return mailbox::unknown();
                }
                let (body, _room) = match self.collect(&parts.headers, body, MOST_MAIL).await {
                    Ok(collected) => collected,
                    Err(code) => return of_lambda(api::problem(code)),
                };
                if let Some(record) = record {
                    record.other("ses", &parts.method, &parts.uri, &parts.headers, &body);
                }
                return mailbox.take(&parts, &body);
            }
        }
        self.site.answer(request.method(), &path).await
    }
}

/// A whole body, and the room that it takes.
type Collected = (Bytes, Option<OwnedSemaphorePermit>);

impl Gateway {
    /// Reads a whole body into reserved memory.
    ///
    /// # Errors
    /// `too-large`; `unreadable` for an incomplete body; `unavailable` when there is no room for it.
    async fn collect(
        &self,
        headers: &HeaderMap,
        mut body: Body,
        most: usize,
    ) -> Result<Collected, ProblemCode> {
        let announced = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MOST_IGNORED) {
            return Err(ProblemCode::TooLarge);
        }
        let expected = match announced {
            Some(length) => length.min(most),
            None if body.is_end_stream() => 0,
            None => most,
        };
        // A body that is too large is not kept, so it takes no room.
        let room = match announced.is_none_or(|length| length <= most) {
            true => Some(self.room.take(expected as u64).await.ok_or(ProblemCode::Unavailable)?),
            false => None,
        };
        let mut whole = Vec::with_capacity(announced.unwrap_or_default().min(most));
        let mut size = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| ProblemCode::Unreadable)?.into_data() else { continue };
            size += data.len();
            if size > MOST_IGNORED {
                return Err(ProblemCode::TooLarge);
            }
            if size <= most && room.is_some() {
                whole.extend_from_slice(&data);
            } else {
                whole = Vec::new();
            }
        }
        if size <= most { Ok((whole.into(), room)) } else { Err(ProblemCode::TooLarge) }
    }
}

/// A function's answer in the form that the listener sends.
fn of_lambda(response: Response<lambda_http::Body>) -> Response<Body> {
    response.map(|body| match body {
        lambda_http::Body::Text(text) => Body::from(text),
        lambda_http::Body::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    })
}
