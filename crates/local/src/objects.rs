//! The scans: an embedded S3 that stores them as files, on the same origin as the site.
//!
//! Signatures are checked as on AWS, so that an address for an upload or a view of a scan is valid only for its time and purpose.

use crate::{
    OpenError, actions, data,
    durable::{Durable, Flush, beside},
    listener::Room,
    record::Record,
    signature,
    template::Expiry,
};
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header},
};
use beian_store::settings::Credentials;
use http_body_util::{BodyExt, Collected, Limited};
use hyper::body::{Frame, SizeHint};
use jiff::{SignedDuration, Timestamp};
use s3s::{
    auth::SimpleAuth,
    config::{S3Config, StaticConfigProvider},
    service::{S3Service, S3ServiceBuilder},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::OwnedSemaphorePermit;

/// Name of the bucket, and the first segment of its paths.
pub const BUCKET: &str = "beian-scans";

/// The largest object, in bytes: a file of a scan batch.
const MOST: u64 = beian_filing::paper::MAX_FILE_BYTES;
/// The largest number of bytes of a form around its file.
const FORM: usize = 64 * 1024;
/// A larger body belongs to an upload, and its signature is checked before it is read.
const SMALL: u64 = 256 * 1024;
/// The bytes that the embedded S3 gets at once. It refuses a file when one part ends like the beginning of a boundary and the next has
/// 64 KiB or more (s3s 0.14.1, `MAX_BOUNDARY_BUFFER_SIZE`); parts from the network have any size.
const AT_ONCE: usize = 32 * 1024;

/// The embedded S3.
#[derive(Clone)]
pub struct Objects {
    service: S3Service,
    credentials: Credentials,
    room: Room,
    record: Option<Record>,
    root: PathBuf,
}

impl Objects {
    /// Opens the store of scans.
    pub fn open(
        root: &Path,
        credentials: &Credentials,
        room: Room,
        record: Option<Record>,
        flush: Flush,
    ) -> Result<Objects, OpenError> {
        let failed = |error: std::io::Error| OpenError::Data(root.to_owned(), error);
        data::private_dir(&root.join(BUCKET)).map_err(failed)?;
        let files = s3s_fs::FileSystem::new(root)
            .map_err(|error| failed(std::io::Error::other(format!("{error:?}"))))?;
        let mut service = S3ServiceBuilder::new(Durable::new(files, root.to_owned(), flush));
        let mut auth = SimpleAuth::from_single(credentials.id.clone(), credentials.secret.clone());
        for name in actions::names() {
            auth.register(actions::key_id(&credentials.id, name), credentials.secret.clone().into());
        }
        service.set_auth(auth);
        let mut bounds = S3Config::default();
        bounds.post_object_max_file_size = MOST;
        // These bounds count the whole buffer, which may contain the file; `admit` bounds the fields before the file.
        bounds.form_max_fields_size = usize::try_from(MOST).unwrap_or(usize::MAX) + FORM;
        bounds.form_max_field_size = bounds.form_max_fields_size;
        bounds.xml_max_body_size = SMALL as usize;
        service.set_config(Arc::new(StaticConfigProvider::new(Arc::new(bounds))));
        let (credentials, root) = (credentials.clone(), root.to_owned());
        Ok(Objects { service: service.build(), credentials, room, record, root })
    }

    /// Erases expired objects, as S3's lifecycle does, and returns their number.
    ///
    /// # Errors
    /// When a folder cannot be read or a file cannot be erased.
    pub fn expire(&self, expiries: &[Expiry], now: Timestamp) -> io::Result<usize> {
        let mut gone = 0;
        for Expiry { prefix, days } in expiries {
            let before = now - SignedDuration::from_hours(24 * i64::from(*days));
            gone += self.expire_in(&self.root.join(BUCKET).join(prefix), before)?;
        }
        Ok(gone)
    }

    fn expire_in(&self, folder: &Path, before: Timestamp) -> io::Result<usize> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let is_old = |about: &fs::Metadata| -> io::Result<bool> {
            Ok(Timestamp::try_from(about.modified()?).is_ok_and(|at| at < before))
        };
        let mut gone = 0;
        for entry in entries {
            let path = entry?.path();
            let about = match fs::symlink_metadata(&path) {
                // Another call has erased the file meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                about => about?,
            };
            if about.is_dir() {
                gone += self.expire_in(&path, before)?;
                // A folder with files in it is not removed. A new folder stays, because a file may be about to arrive.
                if is_old(&about)? {
                    let _ = fs::remove_dir(&path);
                }
            } else if is_old(&about)? {
                fs::remove_file(&path)?;
                for path in beside(&self.root, &path) {
                    let _ = fs::remove_file(path);
                }
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Answers one request. A large body is read only with a valid signature and with room for it.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let (request, _room) = match self.admit(request).await {
            Ok(admitted) => admitted,
            Err(status) => return refuse(status),
        };
        let request = match &self.record {
            None => request,
            Some(record) => {
                let (parts, body) = request.into_parts();
                let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
                record.other("s3", &parts.method, &parts.uri, &parts.headers, &body);
                Request::from_parts(parts, Body::from(body))
            }
        };
        let request = request.map(|body| s3s::Body::http_body_unsync(InParts { rest: Bytes::new(), body }));
        match self.service.call(request).await {
            Ok(response) => {
                let mut response = response.map(Body::new);
                // Scans have an origin of their own on AWS, but not here, so a scan must never run scripts as a page of the site.
                response.headers_mut().insert(
                    HeaderName::from_static("content-security-policy"),
                    HeaderValue::from_static("script-src 'none'; frame-ancestors 'self'"),
                );
                response
            }
            Err(_) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
        }
    }
}

impl Objects {
    /// Checks a request before its body is read.
    async fn admit(
        &self,
        request: Request<Body>,
    ) -> Result<(Request<Body>, OwnedSemaphorePermit), StatusCode> {
        let (announced, is_form) = {
            let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
            let announced = match text(header::CONTENT_LENGTH) {
                Some(length) => Some(length.parse::<u64>().map_err(|_| StatusCode::BAD_REQUEST)?),
                None if request.body().is_end_stream() => Some(0),
                None => None,
            };
            let media = text(header::CONTENT_TYPE).unwrap_or_default().trim_start().to_ascii_lowercase();
            (announced, request.method() == Method::POST && media.starts_with("multipart/form-data"))
        };
        if announced.is_some_and(|length| length > MOST + FORM as u64) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let request = if is_form {
            let (parts, mut body) = request.into_parts();
            let begun = beginning(&mut body).await.ok_or(StatusCode::BAD_REQUEST)?;
            let field = |name| field(&begun, name).unwrap_or_default();
            let (by, policy, signature) =
                (field("x-amz-credential"), field("policy"), field("x-amz-signature"));
            if !signature::is_policy_signed(&self.credentials, by, policy, signature) {
                return Err(StatusCode::FORBIDDEN);
            }
            Request::from_parts(parts, Body::new(InParts { rest: begun.into(), body }))
        } else {
            let is_large = announced.is_none_or(|length| length > SMALL);
            if is_large && !signature::is_object_signed(&self.credentials, &request) {
                return Err(StatusCode::FORBIDDEN);
            }
            request
        };
        let room = self.room.take(announced.unwrap_or(MOST)).await.ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
        // The bound also holds for a body without an announced length.
        let most = usize::try_from(MOST).unwrap_or(usize::MAX) + FORM;
        Ok((request.map(|body| Body::new(Limited::new(body, most))), room))
    }
}

fn refuse(status: StatusCode) -> Response<Body> {
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "EntityTooLarge",
        StatusCode::SERVICE_UNAVAILABLE => "SlowDown",
        StatusCode::FORBIDDEN => "AccessDenied",
        _ => "InvalidRequest",
    };
    let mut response = Response::new(Body::from(format!("<Error><Code>{code}</Code></Error>")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// The bytes of a form up to its file, with the part of the file that was read with them; `None` for an incomplete body.
async fn beginning(body: &mut Body) -> Option<Vec<u8>> {
    let mut begun: Vec<u8> = Vec::new();
    while begun.len() < FORM && !has(&begun, b"name=\"file\"") {
        match body.frame().await {
            None => break,
            Some(frame) => {
                if let Ok(data) = frame.ok()?.into_data() {
                    begun.extend_from_slice(&data);
                }
            }
        }
    }
    Some(begun)
}

fn has(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|part| part == wanted)
}

/// The value of a field of a form.
fn field<'a>(form: &'a [u8], name: &str) -> Option<&'a str> {
    let after = |text: &'a [u8], wanted: &[u8]| {
        let at = text.windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))?;
        text.get(at + wanted.len()..)
    };
    let value = after(after(form, format!("name=\"{name}\"").as_bytes())?, b"\r\n\r\n")?;
    let end = value.windows(2).position(|part| part == b"\r\n")?;
    std::str::from_utf8(value.get(..end)?).ok()
}

/// A body in parts of at most [`AT_ONCE`] bytes. Its beginning may have been read before.
struct InParts {
    /// The bytes that come first: the beginning that was read before, or the rest of a larger part.
    rest: Bytes,
    body: Body,
}

impl HttpBody for InParts {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                other => return other,
            }
        }
        let most = self.rest.len().min(AT_ONCE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(most)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (hint, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut whole = SizeHint::new();
        whole.set_lower(hint.lower() + rest);
        if let Some(upper) = hint.upper() {
            whole.set_upper(upper + rest);
        }
        whole
    }
}
