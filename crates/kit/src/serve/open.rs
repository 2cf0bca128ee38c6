//! Parsing of a request: origin, fields, idempotency key, cookies and sender.

use crate::{
    ActionError, RequestContext,
    context::{BROWSER_COOKIE, COOKIE, Call, Progress, digest_of, fingerprint},
    http, token,
};
use beian_app::App;
use beian_contract::{problem::ProblemCode, route::Route};
use beian_filing::finding::FindingCode;
use lambda_http::{Request, RequestExt, http::HeaderMap, request::RequestContext as GatewayContext};
use serde::de::DeserializeOwned;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

/// Reads the data of a request: the session, the command and the fields.
pub(super) fn open<I: DeserializeOwned>(
    route: &'static Route,
    app: Arc<App>,
    request: &Request,
) -> Result<(RequestContext, I), ActionError> {
    let headers = request.headers();
    if route.is_write() && !same_site(headers, &app.store.settings().origin) {
        return Err(ProblemCode::CrossSite.into());
    }
    let (fields, mut misplaced) = http::fields(request, route.is_write())?;
    let asked = fields.to_string();
    let mut keys = headers.get_all("idempotency-key").iter();
    let key = keys.next().map(|key| key.to_str().unwrap_or_default());
    let command = match key {
        Some(key) if is_key(key) && keys.next().is_none() => key.to_owned(),
        Some(_) => {
            misplaced.push(http::field("/idempotency-key", FindingCode::BadCharacters));
            String::new()
        }
        None => token::hex(&token::random::<16>()?),
    };
    // Other programs on the same host may have set cookies that are not valid text.
    let cookies = headers.get("cookie").map(|cookies| String::from_utf8_lossy(cookies.as_bytes()));
    let cookie = |name| cookies.as_deref().and_then(|cookies| digest_of(cookies, name));
    let call = Call {
        route,
        from: sender(request, &app.store.settings().address_header),
        agent: text(headers, "user-agent")
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(160)
            .collect(),
        now: app.clock.now(),
        session: cookie(COOKIE),
        browser: cookie(BROWSER_COOKIE),
        command,
        fingerprint: fingerprint(route.action, &asked),
        progress: Progress::default(),
    };
    Ok((RequestContext { app, call: Arc::new(call) }, http::parse_with(fields, misplaced)?))
}

/// Returns the address of the sender. API Gateway provides it. Behind CloudFront, a header that only CloudFront can set contains it.
fn sender(request: &Request, header: &str) -> IpAddr {
    let told = match request.request_context_ref() {
        _ if !header.is_empty() => text(request.headers(), header).map(str::to_owned),
        Some(GatewayContext::ApiGatewayV1(context)) => context.identity.source_ip.clone(),
        _ => None,
    };
    // Senders without a known address share one rate limit.
    told.and_then(|told| told.trim().parse().ok()).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Tells whether a text is an idempotency key: 8 to 64 letters, digits, `-` or `_`.
pub fn is_key(key: &str) -> bool {
    (8..=64).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Tells whether a request comes from a page of this site. Browsers always name the sending site; other programs name none.
fn same_site(headers: &HeaderMap, origin: &str) -> bool {
    let fetched = text(headers, "sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    fetched && text(headers, "origin").is_none_or(|from| origin.is_empty() || from == origin)
}
