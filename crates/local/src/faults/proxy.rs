//! A proxy in front of an embedded service: it lets calls meet their faults, and writes the record of all calls.

use super::{FailureMode, Fault, Faults, Which};
use crate::{
    mailbox::{Mailbox, SES_PATH},
    objects::Objects,
    record::{Record, signer},
    table,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll},
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// The service behind a proxy.
pub enum Service {
    Dynamodb(String, Client<HttpConnector, Full<Bytes>>),
    Objects(Objects),
    Mailbox(Arc<Mailbox>),
}

impl Service {
    /// DynamoDB at this address.
    pub fn dynamodb(address: String) -> Service {
        Service::Dynamodb(address, Client::builder(TokioExecutor::new()).build_http())
    }
}

/// A proxy in front of one service.
pub struct Proxy {
    service: Service,
    record: Option<Record>,
    faults: Faults,
}

impl Proxy {
    /// Builds a proxy. It records the calls if there is a record, and applies the faults if there are any.
    pub fn new(service: Service, record: Option<Record>, faults: Option<Faults>) -> Proxy {
        Proxy { service, record, faults: faults.unwrap_or_default() }
    }

    /// Starts to answer calls, until the tasks end, and returns the proxy's address.
    pub async fn open(self, tasks: &mut JoinSet<()>) -> io::Result<String> {
        let listener = table::listen().await?;
        let address = listener.local_addr()?;
        let proxy = Arc::new(self);
        let (listening, listens) = watch::channel(true);
        proxy.faults.0.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listens);
        tasks.spawn(async move {
            let mut listener = Some(listener);
            let mut failure = proxy.faults.0.failure.subscribe();
            let mut connections = JoinSet::new();
            loop {
                if *failure.borrow_and_update() == FailureMode::Refusing {
                    // Connections under way are cut too, as when a process ends.
                    (listener, connections) = (None, JoinSet::new());
                    listening.send_replace(false);
                    if failure.changed().await.is_err() {
                        return;
                    }
                    continue;
                }
                let open = match listener.take() {
                    Some(open) => open,
                    None => match again(address).await {
                        Ok(open) => open,
                        Err(_) => return,
                    },
                };
                listening.send_replace(true);
                tokio::select! {
                    changed = failure.changed() => if changed.is_err() { return },
                    accepted = open.accept() => if let Ok((stream, _)) = accepted {
                        let proxy = proxy.clone();
                        connections.spawn(async move {
                            let _ = stream.set_nodelay(true);
                            let service = service_fn(move |request| proxy.clone().answer(request));
                            // A connection that a fault cuts ends in an error, which is intended.
                            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                        });
                    }
                }
                while connections.try_join_next().is_some() {}
                listener = Some(open);
            }
        });
        Ok(format!("http://{address}"))
    }

    /// Answers a try. An error cuts the connection.
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> io::Result<Response<Body>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let header =
            |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let by = signer(header("authorization")).unwrap_or_default();
        let (service, operation) = self.operation(&parts.method, &parts.uri, &parts.headers, &body);
        let call = Some(header("amz-sdk-invocation-id")).filter(|id| !id.is_empty());
        let fault = self.faults.meet(service, &by, &operation, call);
        if *self.faults.0.failure.borrow() == FailureMode::Silent {
            std::future::pending::<()>().await;
        }
        match fault {
            Some(Fault::Refused | Fault::CutBefore | Fault::KilledBefore) => return cut(),
            Some(Fault::ServerError) => return Ok(self.error()),
            Some(Fault::Throttled) => return Ok(self.throttled()),
            Some(Fault::Contended) => return Ok(contended(&operation)),
            _ => {}
        }
        let is_read = parts.method == Method::GET && service == Which::S3;
        let answer = self.pass_on(&by, &operation, Request::from_parts(parts, body)).await;
        match fault {
            Some(Fault::CutAfter | Fault::KilledAfter) => cut(),
            Some(Fault::TooSlow) => {
                std::future::pending::<()>().await;
                cut()
            }
            Some(Fault::Malformed) => {
                let (mut parts, body) = answer.into_parts();
                let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
                // A scan has no syntax that could be wrong, so half of it is sent and then the connection is cut.
                let half = body.slice(..body.len() / 2);
                parts.headers.remove("x-amz-crc32");
                if is_read {
                    return Ok(Response::from_parts(parts, Body::new(Half(Some(half)))));
                }
                parts.headers.remove(header::CONTENT_LENGTH);
                let nonsense = if service == Which::Dynamodb { "{\"Item\": {\"pk\"" } else { "<Half" };
                Ok(Response::from_parts(parts, Body::from(nonsense)))
            }
            _ => Ok(answer),
        }
    }

    fn operation(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> (Which, String) {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match self.service {
            Service::Dynamodb(..) => {
                let target = header("x-amz-target").unwrap_or_default();
                (Which::Dynamodb, target.split('.').next_back().unwrap_or_default().to_owned())
            }
            Service::Objects(_) => {
                let listed = uri.query().is_some_and(|query| query.contains("list-type=2"));
                let operation = match *method {
                    Method::GET if listed => "ListObjectsV2",
                    Method::GET => "GetObject",
                    Method::HEAD => "HeadObject",
                    Method::DELETE => "DeleteObject",
                    Method::PUT if header("x-amz-copy-source").is_some() => "CopyObject",
                    Method::PUT => "PutObject",
                    _ => "other",
                };
                (Which::S3, operation.to_owned())
            }
            Service::Mailbox(_) => {
                let action = form_urlencoded::parse(body).find(|(name, _)| name == "Action");
                (Which::Ses, action.map_or_else(String::new, |(_, action)| action.into_owned()))
            }
        }
    }

    async fn pass_on(&self, by: &str, operation: &str, request: Request<Bytes>) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        match &self.service {
            Service::Dynamodb(address, client) => {
                if let Some(record) = self.record.as_ref().filter(|_| !by.is_empty()) {
                    record.dynamodb(by, operation, &serde_json::from_slice(&body).unwrap_or_default());
                }
                match format!("{address}{}", parts.uri.path()).parse() {
                    Ok(there) => parts.uri = there,
                    Err(_) => return answer(StatusCode::BAD_GATEWAY, "text/plain", String::new()),
                }
                match client.request(Request::from_parts(parts, Full::new(body))).await {
                    Ok(response) => response.map(Body::new),
                    Err(error) => answer(StatusCode::BAD_GATEWAY, "text/plain", error.to_string()),
                }
            }
            Service::Objects(objects) => objects.answer(Request::from_parts(parts, Body::from(body))).await,
            Service::Mailbox(mailbox) => {
                if let Some(record) = &self.record {
                    record.other("ses", &parts.method, &parts.uri, &parts.headers, &body);
                }
                debug_assert_eq!(parts.uri.path(), SES_PATH, "the mail service has one address");
                mailbox.take(&parts, &body)
            }
        }
    }

    /// The service's own answer for an internal error.
    fn error(&self) -> Response<Body> {
        match &self.service {
            Service::Dynamodb(..) => dynamodb(500, "InternalServerError"),
            Service::Objects(_) => s3(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
            Service::Mailbox(_) => ses(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure"),
        }
    }

    /// The service's own answer for too many calls.
    fn throttled(&self) -> Response<Body> {
        match &self.service {
            Service::Dynamodb(..) => dynamodb(400, "ProvisionedThroughputExceededException"),
            Service::Objects(_) => s3(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            Service::Mailbox(_) => ses(StatusCode::BAD_REQUEST, "Throttling"),
        }
    }
}

/// A body that sends half of the bytes and then cuts the connection.
struct Half(Option<Bytes>);

impl hyper::body::Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(self.0.take().map(Frame::data).ok_or_else(gone)))
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "cut, as placed")
}

fn cut() -> io::Result<Response<Body>> {
    Err(gone())
}

/// Listens on the same address again. Cut connections may hold the address for a moment, so it is reused.
async fn again(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(1024)
}

fn answer(status: StatusCode, media: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media));
    response
}

fn dynamodb(status: u16, code: &str) -> Response<Body> {
    let text = serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "As placed." });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, "application/x-amz-json-1.0", text.to_string())
}

/// DynamoDB's answer for a conflict with another transaction on the same items.
fn contended(operation: &str) -> Response<Body> {
    if operation != "TransactWriteItems" {
        return dynamodb(400, "TransactionConflictException");
    }
    let text = serde_json::json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled [TransactionConflict]",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "As placed." }],
    });
    answer(StatusCode::BAD_REQUEST, "application/x-amz-json-1.0", text.to_string())
}

fn s3(status: StatusCode, code: &str) -> Response<Body> {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>As placed.</Message></Error>"
    );
    answer(status, "application/xml", text)
}

fn ses(status: StatusCode, code: &str) -> Response<Body> {
    let text = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>As placed.</Message></Error></ErrorResponse>"
    );
    answer(status, "text/xml", text)
}
