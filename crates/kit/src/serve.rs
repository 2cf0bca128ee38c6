//! Serving an action: from the request to the answer, the same on AWS and in the local edition.

use crate::{
    Answer, Desk, Fault, Office,
    desk::{BROWSER_COOKIE, COOKIE, Call, digest_of},
    input, token,
};
use beian_contract::{
    problem::{Problem, ProblemCode},
    route::{Gate, Route, route},
};
use beian_store::{Settings, StoreError};
use lambda_http::{
    Body, IntoResponse, Request, RequestExt, Response, http::HeaderMap, request::RequestContext,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// What stops a function from starting, or an invocation from ending.
pub type Error = lambda_http::Error;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An action that is ready to take requests.
pub type Handler = Arc<dyn Fn(Arc<Office>, Request) -> BoxFuture<Response<Body>> + Send + Sync>;

/// The same may succeed when decided anew: another approval may have taken the number in between.
pub(crate) const TRIES: u32 = 12;
/// The longest wait between two tries, in milliseconds.
const LONGEST_BREATH: u64 = 1_000;

/// Makes a handler of an action.
pub fn handler<I, T, F, R>(action: &'static str, act: F) -> Handler
where
    I: DeserializeOwned + Clone + Send + 'static,
    T: Serialize + Send + Sync,
    F: Fn(Desk, I) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Answer<T>> + Send,
{
    Arc::new(move |office, request| {
        let act = act.clone();
        Box::pin(async move {
            match route(action) {
                Some(route) => answer(route, office, request, act).await,
                None => respond(500, "application/problem+json", &Problem::new(ProblemCode::Internal), &[]),
            }
        })
    })
}

/// Serves an action on AWS Lambda until the environment ends.
///
/// # Errors
/// When a setting is missing or the runtime cannot be reached.
pub fn serve<I, T, F, R>(action: &'static str, act: F) -> Result<(), Error>
where
    I: DeserializeOwned + Clone + Send + 'static,
    T: Serialize + Send + Sync,
    F: Fn(Desk, I) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Answer<T>> + Send,
{
    let office = Office::open(Settings::from_env()?)?;
    let handler = handler(action, act);
    runtime()?.block_on(lambda_http::run(lambda_http::service_fn(move |request| {
        let answer = handler(office.clone(), request);
        async move { Ok::<_, Error>(Text(answer.await)) }
    })))
}

/// An answer that is text already. `lambda_http` would look for another character set by its media type, and
/// carry the tables of all of them into every function.
struct Text(Response<Body>);

impl IntoResponse for Text {
    fn into_response(self) -> BoxFuture<Response<Body>> {
        Box::pin(std::future::ready(self.0))
    }
}

/// Serves a job that events start, not requests: a schedule, a stream.
///
/// # Errors
/// As [`serve`].
pub fn serve_job<T, F, R>(job: F) -> Result<(), Error>
where
    T: Serialize + Send + Sync,
    F: Fn(Arc<Office>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, StoreError>> + Send,
{
    serve_told_job(move |office, _| job(office))
}

/// Serves a job that is told something by the event that starts it.
///
/// # Errors
/// As [`serve`].
pub fn serve_told_job<T, F, R>(job: F) -> Result<(), Error>
where
    T: Serialize + Send + Sync,
    F: Fn(Arc<Office>, serde_json::Value) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, StoreError>> + Send,
{
    let office = Office::open(Settings::from_env()?)?;
    runtime()?.block_on(lambda_runtime::run(lambda_runtime::service_fn(
        move |event: lambda_runtime::LambdaEvent<serde_json::Value>| {
            let (job, office) = (job.clone(), office.clone());
            async move { job(office, event.payload).await.map_err(Error::from) }
        },
    )))
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn answer<I, T, F, R>(
    route: &'static Route,
    office: Arc<Office>,
    request: Request,
    act: F,
) -> Response<Body>
where
    I: DeserializeOwned + Clone + Send,
    T: Serialize + Send + Sync,
    F: Fn(Desk, I) -> R + Send,
    R: Future<Output = Answer<T>> + Send,
{
    let (desk, input) = match open::<I>(route, office, &request) {
        Ok(opened) => opened,
        Err(fault) => return problem(route, fault),
    };
    let (mut tries, mut turn) = (1, None);
    let outcome = loop {
        match act(desk.clone(), input.clone()).await {
            Err(Fault::Store(StoreError::Contended))
                if tries < TRIES && !desk.call.tried.load(Ordering::Relaxed) =>
            {
                breathe(tries).await;
                if turn.is_none() {
                    turn = desk.office.line_up(route.action).await;
                }
                tries += 1;
            }
            outcome => break outcome,
        }
    };
    drop(turn);
    let cookies =
        desk.call.cookies.lock().map(|mut cookies| std::mem::take(&mut *cookies)).unwrap_or_default();
    let admitted = route.gate == Gate::Open || desk.call.admitted.load(Ordering::Relaxed);
    match outcome {
        // An action that forgot to ask who is there answers nobody.
        Ok(_) if !admitted => problem(route, Fault::Internal("the gate was not asked".to_owned())),
        Ok(view) => match desk.call.other_form.lock().ok().and_then(|mut form| form.take()) {
            Some((media, text)) => respond_text(route.success, media, text, &cookies),
            None => respond(route.success, "application/json", &view, &cookies),
        },
        Err(Fault::Repeated(filing)) => match desk.actor().await {
            Ok(actor) => respond(route.success, "application/json", &desk.view(&filing, &actor), &cookies),
            Err(fault) => problem(route, fault),
        },
        Err(fault) => problem(route, fault),
    }
}

/// Does something again while others write the same in the same moment, a few times, each after a longer while.
///
/// # Errors
/// The last try's error.
pub async fn patiently<T, R>(act: impl Fn() -> R) -> Result<T, StoreError>
where
    R: Future<Output = Result<T, StoreError>>,
{
    let mut tries = 1;
    loop {
        match act().await {
            Err(StoreError::Contended) if tries < TRIES => breathe(tries).await,
            outcome => return outcome,
        }
        tries += 1;
    }
}

/// Waits before what met others in the same moment is done again: any time up to one that doubles, so that a crowd does not stay one.
pub(crate) async fn breathe(tries: u32) {
    let most = (10_u64 << tries.min(10)).min(LONGEST_BREATH);
    let wait = token::random::<2>().map_or(most, |bytes| (u64::from(u16::from_le_bytes(bytes)) * most) >> 16);
    tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
}

/// Reads what every request has: the session, the command, its fields.
fn open<I: DeserializeOwned>(
    route: &'static Route,
    office: Arc<Office>,
    request: &Request,
) -> Result<(Desk, I), Fault> {
    let headers = request.headers();
    if route.is_write() && !same_site(headers, &office.store.settings().origin) {
        return Err(ProblemCode::CrossSite.into());
    }
    let (fields, mut misplaced) = input::fields(request, route.is_write())?;
    let asked = fields.to_string();
    let mut keys = headers.get_all("idempotency-key").iter();
    let key = keys.next().map(|key| key.to_str().unwrap_or_default());
    let command = match key {
        Some(key) if is_key(key) && keys.next().is_none() => key.to_owned(),
        Some(_) => {
            misplaced.push(input::field("/idempotency-key", beian_filing::check::FieldCode::BadCharacters));
            String::new()
        }
        None => token::hex(&token::random::<16>()?),
    };
    // Others may keep cookies with signs that a header has no business with.
    let cookies = headers.get("cookie").map(|cookies| String::from_utf8_lossy(cookies.as_bytes()));
    let cookie = |name| cookies.as_deref().and_then(|cookies| digest_of(cookies, name));
    let call = Call {
        route,
        from: sender(request, &office.store.settings().address_header),
        agent: text(headers, "user-agent")
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(160)
            .collect(),
        now: office.clock.now(),
        session: cookie(COOKIE),
        browser: cookie(BROWSER_COOKIE),
        command,
        fingerprint: token::digest(&format!("{} {asked}", route.action)).chars().take(16).collect(),
        calendar: OnceLock::new(),
        admitted: AtomicBool::new(false),
        tried: AtomicBool::new(false),
        verified: Mutex::new(None),
        hashed: Mutex::new(None),
        cookies: Mutex::new(Vec::new()),
        other_form: Mutex::new(None),
    };
    Ok((Desk { office, call: Arc::new(call) }, input::parse_with(fields, misplaced)?))
}

/// Where a request came from: API Gateway knows, unless CloudFront stands in front and says it in a header that only it
/// can send.
fn sender(request: &Request, header: &str) -> IpAddr {
    let told = match request.request_context_ref() {
        _ if !header.is_empty() => text(request.headers(), header).map(str::to_owned),
        Some(RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.clone(),
        _ => None,
    };
    // Who cannot be told from others shares their limits.
    told.and_then(|told| told.trim().parse().ok()).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// An idempotency key: 8 to 64 letters, digits, `-` or `_`.
pub fn is_key(key: &str) -> bool {
    (8..=64).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Whether a change was asked for from our own pages. Browsers always say where from; programs say nothing.
fn same_site(headers: &HeaderMap, origin: &str) -> bool {
    let fetched = text(headers, "sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    fetched && text(headers, "origin").is_none_or(|from| origin.is_empty() || from == origin)
}

fn problem(route: &Route, fault: Fault) -> Response<Body> {
    let (problem, cause) = fault.into_problem();
    if let Some(cause) = cause {
        // An error is an alarm: it is for what no user caused.
        let level = if problem.status < 500 { "warn" } else { "error" };
        // One line of JSON for the log; it names the action and the cause, never who or what was asked.
        eprintln!(
            "{}",
            serde_json::json!({ "level": level, "action": route.action, "code": problem.code, "cause": cause })
        );
    }
    let mut response = respond(problem.status, "application/problem+json", &problem, &[]);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

fn respond(status: u16, media: &str, body: &impl Serialize, cookies: &[String]) -> Response<Body> {
    respond_text(status, media, serde_json::to_string(body).unwrap_or_default(), cookies)
}

fn respond_text(status: u16, media: &str, text: String, cookies: &[String]) -> Response<Body> {
    let mut response = Response::builder()
        .status(status)
        .header("content-type", media)
        .header("cache-control", "no-store")
        .header("x-content-type-options", "nosniff");
    for cookie in cookies {
        response = response.header("set-cookie", cookie);
    }
    response.body(Body::Text(text)).unwrap_or_default()
}
