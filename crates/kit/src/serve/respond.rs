//! Answers: views and problem documents, with the headers of all answers.

use crate::ActionError;
use beian_contract::route::Route;
use lambda_http::{Body, Response};
use serde::Serialize;

pub(super) fn problem(route: &Route, fault: ActionError) -> Response<Body> {
    let (problem, cause) = fault.into_problem();
    if let Some(cause) = cause {
        // The level `error` raises an alarm, so it is kept for failures that no user caused.
        let level = if problem.status < 500 { "warn" } else { "error" };
        // The log gets one line of JSON with the action and the cause, and no data of a person or a field.
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

pub(super) fn respond(status: u16, media: &str, body: &impl Serialize, cookies: &[String]) -> Response<Body> {
    respond_text(status, media, serde_json::to_string(body).unwrap_or_default(), cookies)
}

pub(super) fn respond_text(status: u16, media: &str, text: String, cookies: &[String]) -> Response<Body> {
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
