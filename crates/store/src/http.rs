//! The HTTP stack of the AWS clients: HTTP/1.1, TLS by rustls with ring, and only the root certificates of AWS endpoints.
//!
//! The default stack of the clients adds proxies, HTTP/2, which DynamoDB, S3 and SES do not use, and a reader of the machine's root
//! certificates, more than a hundred of them. These additions are a quarter of a function's size and most of its start-up time
//! (docs/adr/0002). This module uses the same hyper and rustls without them.

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
};
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as Tcp},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};
use std::{error::Error, sync::Arc, time::Duration};

/// The root certificates of AWS endpoints, from <https://www.amazontrust.com/repository/>.
const ROOTS: [&[u8]; 5] = [
    include_bytes!("../roots/amazon-root-ca-1.der"),
    include_bytes!("../roots/amazon-root-ca-2.der"),
    include_bytes!("../roots/amazon-root-ca-3.der"),
    include_bytes!("../roots/amazon-root-ca-4.der"),
    include_bytes!("../roots/starfield-services-root-g2.der"),
];

/// Time limit of a new connection. A connection within a region takes a few milliseconds. After a lost packet, the limit starts a new
/// connection sooner than TCP would repeat the packet.
pub(crate) const CONNECT: Duration = Duration::from_millis(400);

/// Creates the connection pool that all AWS clients of a function share.
///
/// # Errors
/// The error of rustls if a compiled-in root certificate cannot be read. A test excludes this case.
pub(crate) fn client() -> Result<SharedHttpClient, rustls::Error> {
    let mut roots = RootCertStore::empty();
    for root in ROOTS {
        roots.add(CertificateDer::from_slice(root))?;
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut tcp = Tcp::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
    let pool = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
    let connector = SharedHttpConnector::new(Pool(pool));
    Ok(http_client_fn(move |_, _| connector.clone()))
}

#[derive(Debug, Clone)]
struct Pool(Client<HttpsConnector<Tcp>, SdkBody>);

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sent = request.try_into_http1x().map(|request| self.0.request(request));
        HttpConnectorFuture::new(async move {
            let response =
                sent.map_err(|error| ConnectorError::user(error.into()))?.await.map_err(refused)?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Classifies an error for the retries of the clients. A call that failed in the network may be repeated; a malformed call may not,
/// because it would fail again.
fn refused(error: hyper_util::client::legacy::Error) -> ConnectorError {
    let ours = std::iter::successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_user);
    let error = BoxError::from(error);
    if ours { ConnectorError::user(error) } else { ConnectorError::io(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_compiled_in_roots_can_be_read() {
        assert!(client().is_ok());
    }
}
