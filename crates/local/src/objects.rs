//! The scans: an embedded S3 that keeps them as files, on the same origin as the site.
//!
//! Signatures are checked as on AWS, so that an address to upload to or to see a scan serves no longer and
//! for no more than it was made for.

use crate::{OpenError, actions, data, record::Record};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Request, Response, StatusCode},
};
use beian_store::settings::Credentials;
use http_body_util::{BodyExt, Collected};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use std::path::Path;

/// Name of the bucket, and the beginning of its paths.
pub const BUCKET: &str = "beian-scans";

/// The embedded S3.
#[derive(Clone)]
pub struct Objects {
    service: S3Service,
    record: Option<Record>,
}

impl Objects {
    /// Opens the store of scans.
    pub fn open(
        root: &Path,
        credentials: &Credentials,
        record: Option<Record>,
    ) -> Result<Objects, OpenError> {
        let failed = |error: std::io::Error| OpenError::Data(root.to_owned(), error);
        data::private_dir(&root.join(BUCKET)).map_err(failed)?;
        let files = s3s_fs::FileSystem::new(root)
            .map_err(|error| failed(std::io::Error::other(format!("{error:?}"))))?;
        let mut service = S3ServiceBuilder::new(files);
        let mut auth = SimpleAuth::from_single(credentials.id.clone(), credentials.secret.clone());
        for name in actions::names() {
            auth.register(actions::key_id(&credentials.id, name), credentials.secret.clone().into());
        }
        service.set_auth(auth);
        Ok(Objects { service: service.build(), record })
    }

    /// Answers one request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let request = match &self.record {
            None => request,
            Some(record) => {
                let (parts, body) = request.into_parts();
                let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
                record.other("s3", &parts.method, &parts.uri, &parts.headers, &body);
                Request::from_parts(parts, Body::from(body))
            }
        };
        match self.service.call(request.map(s3s::Body::http_body_unsync)).await {
            Ok(response) => {
                let mut response = response.map(Body::new);
                // On AWS scans have an origin of their own. Here a scan must never run as a page of the site.
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
