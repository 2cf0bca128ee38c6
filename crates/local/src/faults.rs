//! Faults placed in front of the embedded services: the n-th call of an operation is refused, cut, answered with an error, too
//! slowly or with nonsense, so that a test need not wait until a network does that.
//!
//! What calls the services signs with the name of its function. Tries of one call share an identifier that the AWS clients
//! send, so that a call is counted once however often it is tried. The same place writes the record of all calls.

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
    collections::HashMap,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// From this call on nothing listens any more, until [`Faults::clear`].
    Refused,
    /// The connection is cut before the call took effect.
    CutBefore,
    /// The call takes effect, and the connection is cut before its answer.
    CutAfter,
    /// An error of the service, without effect.
    ServerError,
    /// Too many calls at a time, without effect.
    Throttled,
    /// The call takes effect, and the answer does not come while anybody waits.
    TooSlow,
    /// The call takes effect, and the answer cannot be read.
    Malformed,
    /// The process that called ends before the call takes effect: nothing that it calls after it does either, until [`Faults::clear`].
    KilledBefore,
    /// The same, and this last call takes effect.
    KilledAfter,
    /// Others write the same at this moment; only DynamoDB says so, and of writes alone.
    Contended,
}

impl Fault {
    /// Every one of them.
    pub const ALL: [Fault; 10] = [
        Fault::Refused,
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::ServerError,
        Fault::Throttled,
        Fault::TooSlow,
        Fault::Malformed,
        Fault::KilledBefore,
        Fault::KilledAfter,
        Fault::Contended,
    ];
}

/// How the services as a whole are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// They answer.
    #[default]
    Well,
    /// Nothing listens.
    Refusing,
    /// They take calls and never answer.
    Silent,
}

/// Which service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The table.
    Dynamodb,
    /// The scans.
    S3,
    /// Mail.
    Ses,
}

/// A call, however often it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its number since the record began, from 1.
    pub number: u32,
    /// The function that called.
    pub by: String,
    /// The service.
    pub service: Which,
    /// The operation, as the service names it.
    pub operation: String,
    /// The how manieth call of this operation by this function it is, from 1.
    pub nth: u32,
    /// How often it was tried.
    pub tries: u32,
}

impl Call {
    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        !matches!(
            self.operation.as_str(),
            "GetItem" | "BatchGetItem" | "Query" | "Scan" | "GetObject" | "HeadObject" | "ListObjectsV2"
        )
    }
}

/// A call that is to fail.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The function that calls; any, where none is named.
    pub by: Option<String>,
    /// The operation; any, where none is named.
    pub operation: Option<String>,
    /// The how manieth of these calls since the record began, from 1.
    pub nth: u32,
    /// What goes wrong.
    pub fault: Fault,
    /// How many tries of it fail; the clients try again by themselves.
    pub tries: u32,
}

impl Placed {
    /// Every try of this call fails.
    pub fn at(call: &Call, fault: Fault) -> Placed {
        Placed {
            by: Some(call.by.clone()),
            operation: Some(call.operation.clone()),
            nth: call.nth,
            fault,
            tries: u32::MAX,
        }
    }

    /// Every try of the n-th call of an operation, by anybody.
    pub fn nth(operation: &str, nth: u32, fault: Fault) -> Placed {
        Placed { by: None, operation: Some(operation.to_owned()), nth, fault, tries: u32::MAX }
    }

    /// So many tries of it fail; then it is well.
    pub fn tries(self, tries: u32) -> Placed {
        Placed { tries, ..self }
    }
}

/// The faults of an edition, and the record of what was called.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    plan: Mutex<Plan>,
    mood: watch::Sender<Mood>,
    /// Whether each front listens.
    listening: Mutex<Vec<watch::Receiver<bool>>>,
}

#[derive(Debug, Default)]
struct Plan {
    calls: Vec<Call>,
    /// By the identifier that the tries of a call share: its place among the calls, and what is to go wrong with it.
    known: HashMap<String, (usize, Option<(Fault, u32)>)>,
    placed: Vec<(Placed, u32)>,
    struck: u32,
    dead: bool,
}

impl Faults {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Places a fault. It counts from [`Faults::begin`].
    pub fn place(&self, placed: Placed) {
        self.plan().placed.push((placed, 0));
    }

    /// Begins the record again, with nothing placed and everything well.
    pub fn begin(&self) {
        *self.plan() = Plan::default();
        self.be(Mood::Well);
    }

    /// Takes every fault away; the record goes on.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.placed.clear();
        plan.known.values_mut().for_each(|(_, fault)| *fault = None);
        plan.dead = false;
        drop(plan);
        self.be(Mood::Well);
    }

    /// How the services are from now on.
    pub fn be(&self, mood: Mood) {
        self.0.mood.send_replace(mood);
        // A front closes and opens in a task of its own; until it has, a call would still meet what it was.
        let listening = self.0.listening.lock().unwrap_or_else(PoisonError::into_inner);
        for front in listening.iter() {
            while front.has_changed().is_ok() && *front.borrow() == (mood == Mood::Refusing) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
    }

    /// What was called since the record began, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.plan().calls.clone()
    }

    /// How many tries met a fault that was placed.
    pub fn struck(&self) -> u32 {
        self.plan().struck
    }

    /// Writes a try down, and says what goes wrong with it.
    fn meet(&self, service: Which, by: &str, operation: &str, call: Option<&str>) -> Option<Fault> {
        let mut plan = self.plan();
        let plan = &mut *plan;
        let call = call.map_or_else(|| format!("alone-{}", plan.calls.len()), str::to_owned);
        if !plan.known.contains_key(&call) {
            let before = plan.calls.iter().filter(|known| known.by == by && known.operation == operation);
            let nth = before.count() as u32 + 1;
            let number = plan.calls.len() as u32 + 1;
            let mut fault = None;
            for (placed, seen) in &mut plan.placed {
                let of = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|one| one == is);
                if of(&placed.by, by) && of(&placed.operation, operation) {
                    *seen += 1;
                    if *seen == placed.nth {
                        fault = Some((placed.fault, placed.tries));
                    }
                }
            }
            plan.calls.push(Call {
                number,
                by: by.to_owned(),
                service,
                operation: operation.to_owned(),
                nth,
                tries: 0,
            });
            plan.known.insert(call.clone(), (plan.calls.len() - 1, fault));
        }
        let (at, fault) = plan.known.get_mut(&call)?;
        if let Some(call) = plan.calls.get_mut(*at) {
            call.tries += 1;
        }
        if plan.dead {
            return Some(Fault::CutBefore);
        }
        let (fault, left) = fault.as_mut().filter(|(_, left)| *left > 0)?;
        *left -= 1;
        plan.struck += 1;
        match *fault {
            Fault::KilledBefore | Fault::KilledAfter => plan.dead = true,
            Fault::Refused => drop(self.0.mood.send_replace(Mood::Refusing)),
            _ => {}
        }
        Some(*fault)
    }
}

/// What is called.
pub(crate) enum Behind {
    Dynamodb(String, Client<HttpConnector, Full<Bytes>>),
    Objects(Objects),
    Mailbox(Arc<Mailbox>),
}

impl Behind {
    pub(crate) fn dynamodb(address: String) -> Behind {
        Behind::Dynamodb(address, Client::builder(TokioExecutor::new()).build_http())
    }
}

/// Stands in front of one service.
pub(crate) struct Front {
    behind: Behind,
    record: Option<Record>,
    faults: Faults,
}

impl Front {
    pub(crate) fn new(behind: Behind, record: Option<Record>, faults: Option<Faults>) -> Front {
        Front { behind, record, faults: faults.unwrap_or_default() }
    }

    /// Answers from here on, at the address that it says, until the tasks end.
    pub(crate) async fn open(self, tasks: &mut JoinSet<()>) -> io::Result<String> {
        let listener = table::listen().await?;
        let address = listener.local_addr()?;
        let front = Arc::new(self);
        let (listening, listens) = watch::channel(true);
        front.faults.0.listening.lock().unwrap_or_else(PoisonError::into_inner).push(listens);
        tasks.spawn(async move {
            let mut listener = Some(listener);
            let mut mood = front.faults.0.mood.subscribe();
            let mut connections = JoinSet::new();
            loop {
                if *mood.borrow_and_update() == Mood::Refusing {
                    // What is under way is cut too, as when a process ends.
                    (listener, connections) = (None, JoinSet::new());
                    listening.send_replace(false);
                    if mood.changed().await.is_err() {
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
                    changed = mood.changed() => if changed.is_err() { return },
                    accepted = open.accept() => if let Ok((stream, _)) = accepted {
                        let front = front.clone();
                        connections.spawn(async move {
                            let _ = stream.set_nodelay(true);
                            let service = service_fn(move |request| front.clone().answer(request));
                            // That it ends in an error is what faults are for.
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

    /// Answers a try; with an error, the connection is cut.
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> io::Result<Response<Body>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let header =
            |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let by = signer(header("authorization")).unwrap_or_default();
        let (service, operation) = self.operation(&parts.method, &parts.uri, &parts.headers, &body);
        let call = Some(header("amz-sdk-invocation-id")).filter(|id| !id.is_empty());
        let fault = self.faults.meet(service, &by, &operation, call);
        if *self.faults.0.mood.borrow() == Mood::Silent {
            std::future::pending::<()>().await;
        }
        match fault {
            Some(Fault::Refused | Fault::CutBefore | Fault::KilledBefore) => return cut(),
            Some(Fault::ServerError) => return Ok(self.error(false)),
            Some(Fault::Throttled) => return Ok(self.error(true)),
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
                // What is no document but somebody's bytes is half of them, and then the connection ends.
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
        match self.behind {
            Behind::Dynamodb(..) => {
                let target = header("x-amz-target").unwrap_or_default();
                (Which::Dynamodb, target.split('.').next_back().unwrap_or_default().to_owned())
            }
            Behind::Objects(_) => {
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
            Behind::Mailbox(_) => {
                let action = form_urlencoded::parse(body).find(|(name, _)| name == "Action");
                (Which::Ses, action.map_or_else(String::new, |(_, action)| action.into_owned()))
            }
        }
    }

    async fn pass_on(&self, by: &str, operation: &str, request: Request<Bytes>) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        match &self.behind {
            Behind::Dynamodb(address, client) => {
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
            Behind::Objects(objects) => objects.answer(Request::from_parts(parts, Body::from(body))).await,
            Behind::Mailbox(mailbox) => {
                if let Some(record) = &self.record {
                    record.other("ses", &parts.method, &parts.uri, &parts.headers, &body);
                }
                debug_assert_eq!(parts.uri.path(), SES_PATH, "the mail service has one address");
                mailbox.take(&parts, &body)
            }
        }
    }

    /// As the service says that it is out of order, or that there is too much to do.
    fn error(&self, throttled: bool) -> Response<Body> {
        match (&self.behind, throttled) {
            (Behind::Dynamodb(..), true) => dynamodb(400, "ProvisionedThroughputExceededException"),
            (Behind::Dynamodb(..), false) => dynamodb(500, "InternalServerError"),
            (Behind::Objects(_), true) => s3(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            (Behind::Objects(_), false) => s3(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
            (Behind::Mailbox(_), true) => ses(StatusCode::BAD_REQUEST, "Throttling"),
            (Behind::Mailbox(_), false) => ses(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure"),
        }
    }
}

/// Half of a body, and then the connection is cut.
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

/// The same address once more: connections that were cut may hold it for a moment.
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

/// That another transaction is at the same items.
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
