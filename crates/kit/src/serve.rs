//! Serving of actions, from the request to the answer. AWS and the local edition use the same code.

mod open;
mod respond;

pub use open::is_key;

use crate::{ActionError, ActionResult, RequestContext};
use beian_app::{App, retry};
use beian_contract::{
    problem::{Problem, ProblemCode},
    route::{Audience, Route, route},
};
use beian_store::{Settings, StoreError};
use lambda_http::{Body, IntoResponse, Request, Response};
use open::open;
use respond::{problem, respond, respond_text};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
};

/// The reason for which a function cannot start, or for which an invocation failed.
pub type Error = lambda_http::Error;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An action as a function from requests to answers.
pub type Handler = Arc<dyn Fn(Arc<App>, Request) -> BoxFuture<Response<Body>> + Send + Sync>;

/// Makes a handler from an action.
pub fn handler<I, T, F, R>(action: &'static str, act: F) -> Handler
where
    I: DeserializeOwned + Clone + Send + 'static,
    T: Serialize + Send + Sync,
    F: Fn(RequestContext, I) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ActionResult<T>> + Send,
{
    Arc::new(move |app, request| {
        let act = act.clone();
        Box::pin(async move {
            match route(action) {
                Some(route) => answer(route, app, request, act).await,
                None => respond(500, "application/problem+json", &Problem::new(ProblemCode::Internal), &[]),
            }
        })
    })
}

/// Serves an action on AWS Lambda until the execution environment ends.
///
/// # Errors
/// The error of a missing setting, of the store, or of a runtime that cannot be reached.
pub fn serve<I, T, F, R>(action: &'static str, act: F) -> Result<(), Error>
where
    I: DeserializeOwned + Clone + Send + 'static,
    T: Serialize + Send + Sync,
    F: Fn(RequestContext, I) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ActionResult<T>> + Send,
{
    let app = App::open(Settings::from_env()?)?;
    let handler = handler(action, act);
    runtime()?.block_on(lambda_http::run(lambda_http::service_fn(move |request| {
        let answer = handler(app.clone(), request);
        async move { Ok::<_, Error>(Text(answer.await)) }
    })))
}

/// An answer with a text body. With a plain [`Response`], `lambda_http` would look for another character set in the media type, and the
/// tables of all character sets would become part of every function.
struct Text(Response<Body>);

impl IntoResponse for Text {
    fn into_response(self) -> BoxFuture<Response<Body>> {
        Box::pin(std::future::ready(self.0))
    }
}

/// Serves a job that a schedule or a stream starts instead of a request.
///
/// # Errors
/// The errors of [`serve`].
pub fn serve_job<T, F, R>(job: F) -> Result<(), Error>
where
    T: Serialize + Send + Sync,
    F: Fn(Arc<App>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, StoreError>> + Send,
{
    serve_event_job(move |app, _| job(app))
}

/// Serves a job that reads the event that started it.
///
/// # Errors
/// The errors of [`serve`].
pub fn serve_event_job<T, F, R>(job: F) -> Result<(), Error>
where
    T: Serialize + Send + Sync,
    F: Fn(Arc<App>, serde_json::Value) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<T, StoreError>> + Send,
{
    let app = App::open(Settings::from_env()?)?;
    runtime()?.block_on(lambda_runtime::run(lambda_runtime::service_fn(
        move |event: lambda_runtime::LambdaEvent<serde_json::Value>| {
            let (job, app) = (job.clone(), app.clone());
            async move { job(app, event.payload).await.map_err(Error::from) }
        },
    )))
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn answer<I, T, F, R>(route: &'static Route, app: Arc<App>, request: Request, act: F) -> Response<Body>
where
    I: DeserializeOwned + Clone + Send,
    T: Serialize + Send + Sync,
    F: Fn(RequestContext, I) -> R + Send,
    R: Future<Output = ActionResult<T>> + Send,
{
    let (ctx, input) = match open::<I>(route, app, &request) {
        Ok(opened) => opened,
        Err(fault) => return problem(route, fault),
    };
    let (mut tries, mut turn) = (1, None);
    let outcome = loop {
        match act(ctx.clone(), input.clone()).await {
            Err(ActionError::Store(StoreError::Contended))
                if tries < retry::TRIES && !ctx.call.progress.tried.load(Ordering::Relaxed) =>
            {
                retry::backoff(tries).await;
                if turn.is_none() {
                    turn = ctx.app.wait_for_turn(route.action).await;
                }
                tries += 1;
            }
            outcome => break outcome,
        }
    };
    drop(turn);
    let cookies =
        ctx.call.progress.cookies.lock().map(|mut cookies| std::mem::take(&mut *cookies)).unwrap_or_default();
    let admitted = route.audience == Audience::Open || ctx.call.progress.admitted.load(Ordering::Relaxed);
    match outcome {
        // An action that did not authorize its actor must not answer.
        Ok(_) if !admitted => {
            problem(route, ActionError::Internal("the action did not authorize its actor".to_owned()))
        }
        Ok(view) => match ctx.call.progress.other_form.lock().ok().and_then(|mut form| form.take()) {
            Some((media, text)) => respond_text(route.success, media, text, &cookies),
            None => respond(route.success, "application/json", &view, &cookies),
        },
        Err(ActionError::Repeated(filing)) => match ctx.actor().await {
            Ok(actor) => respond(route.success, "application/json", &ctx.view(&filing, &actor), &cookies),
            Err(fault) => problem(route, fault),
        },
        Err(fault) => problem(route, fault),
    }
}
