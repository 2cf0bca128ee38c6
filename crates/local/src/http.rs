//! An HTTP client for services on this machine, without TLS.

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client as Legacy, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::{error::Error, io};

/// A client that reuses its connections.
pub type Client = Legacy<HttpConnector, Full<Bytes>>;

/// A new client.
pub fn client() -> Client {
    Legacy::builder(TokioExecutor::new()).build_http()
}

/// Sends a request and reads its whole answer.
pub async fn send(
    client: &Client,
    request: axum::http::Request<Bytes>,
) -> io::Result<axum::http::Response<Bytes>> {
    let failed = |error: &dyn Error| {
        io::Error::other(match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        })
    };
    let answer = client.request(request.map(Full::new)).await.map_err(|error| failed(&error))?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(|error| failed(&error))?.to_bytes();
    Ok(axum::http::Response::from_parts(parts, body))
}
