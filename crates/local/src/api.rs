//! The API: the work of API Gateway before and after a function handles a request.

use crate::{
    actions,
    template::{Template, TemplateError},
};
use axum::body::Bytes;
use beian_app::App;
use beian_contract::problem::{Problem, ProblemCode};
use beian_kit::Handler;
use lambda_http::{Body, Request, Response, http};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// The path under which the API answers. It is the name of API Gateway's stage on AWS.
pub const PREFIX: &str = "/api";
/// The largest request that Lambda accepts, in bytes.
pub const MOST: usize = 6 * 1024 * 1024;
/// The time that API Gateway waits for a function.
const PATIENCE: Duration = Duration::from_secs(29);

/// Every route and its handler.
#[derive(Clone)]
pub struct Api {
    routes: Arc<[Route]>,
    office: Arc<App>,
    host: Arc<str>,
}

struct Route {
    method: String,
    path: String,
    handler: Handler,
    action: String,
    /// The app that signs with the action's name. The first request opens it.
    office: OnceLock<Arc<App>>,
}

impl Api {
    /// Joins the template's functions with their handlers.
    ///
    /// # Errors
    /// When a function has no handler, a handler has no function, or nothing starts a job.
    pub fn open(
        template: &Template,
        mut handlers: BTreeMap<&'static str, Handler>,
        jobs: &[&str],
        office: Arc<App>,
        host: &str,
    ) -> Result<Api, TemplateError> {
        let mut routes = Vec::new();
        let mut wrong = Vec::new();
        for (action, function) in &template.functions {
            match (handlers.remove(action.as_str()), jobs.contains(&action.as_str())) {
                (Some(_), false) if function.routes.is_empty() => {
                    wrong.push(format!("{action} has no route"))
                }
                (Some(handler), false) => routes.extend(function.routes.iter().map(|(method, path)| Route {
                    method: method.clone(),
                    path: path.clone(),
                    handler: handler.clone(),
                    action: action.clone(),
                    office: OnceLock::new(),
                })),
                (None, true) if function.scheduled => {}
                (None, true) => wrong.push(format!("nothing starts {action}")),
                _ => wrong.push(format!("{action} is in the template, but this program has no such action")),
            }
        }
        wrong.extend(handlers.keys().map(|action| format!("{action} is not in the template")));
        let unscheduled = jobs.iter().filter(|job| !template.functions.contains_key(**job));
        wrong.extend(unscheduled.map(|job| format!("{job} is not in the template")));
        if !wrong.is_empty() {
            return Err(TemplateError::Differs(wrong.join("; ")));
        }
        // A fixed segment takes precedence over a parameter at the same place.
        routes.sort_by_key(|route| {
            route.path.split('/').map(|segment| segment.starts_with('{')).collect::<Vec<_>>()
        });
        Ok(Api { routes: routes.into(), office, host: host.into() })
    }

    fn office_of(&self, route: &Route) -> Arc<App> {
        let own = || {
            let id = actions::key_id(&self.office.store.settings().credentials.id, &route.action);
            self.office.with_key_id(id).unwrap_or_else(|_| self.office.clone())
        };
        route.office.get_or_init(own).clone()
    }

    /// Answers one request. Its path begins with `/api`.
    pub async fn answer(&self, request: http::Request<Bytes>, from: IpAddr) -> Response<Body> {
        if request.body().len() > MOST {
            return problem(ProblemCode::TooLarge);
        }
        let path = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
        // HEAD is answered as GET; the listener leaves the body out.
        let method = match request.method().as_str() {
            "HEAD" => "GET",
            method => method,
        };
        let found = self.routes.iter().find_map(|route| {
            let takes = route.method == method || route.method == "ANY";
            let parameters = if takes { parameters(&route.path, path) } else { None };
            parameters.map(|parameters| (route, parameters))
        });
        let Some((route, parameters)) = found else { return self.other_method(path, method) };
        let event = self.event(route, (method, path), parameters, &request, from);
        let Ok(event) = lambda_http::request::from_str(&event.to_string()) else {
            return problem(ProblemCode::Internal);
        };
        // A function runs to its end even if its caller has left, and a panic does not end other requests.
        let running = tokio::spawn((route.handler)(self.office_of(route), event));
        match tokio::time::timeout(PATIENCE, running).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => problem(ProblemCode::Internal),
            Err(_) => problem(ProblemCode::Unavailable),
        }
    }

    /// The answer when no function has this method and path: the methods that the path has, or `not-found`.
    fn other_method(&self, path: &str, method: &str) -> Response<Body> {
        let takes = self.routes.iter().filter(|route| parameters(&route.path, path).is_some());
        let mut allowed: Vec<&str> = takes.map(|route| route.method.as_str()).collect();
        if allowed.is_empty() {
            return problem(ProblemCode::NotFound);
        }
        if allowed.contains(&"GET") {
            allowed.push("HEAD");
        }
        allowed.push("OPTIONS");
        allowed.sort_unstable();
        allowed.dedup();
        let mut response = match method {
            "OPTIONS" => {
                let mut response = Response::new(Body::Empty);
                *response.status_mut() = http::StatusCode::NO_CONTENT;
                response
            }
            _ => problem(ProblemCode::OtherMethod),
        };
        if let Ok(allowed) = http::HeaderValue::from_str(&allowed.join(", ")) {
            response.headers_mut().insert(http::header::ALLOW, allowed);
        }
        response
    }

    /// The event into which API Gateway turns a request (REST API, proxy integration).
    fn event(
        &self,
        route: &Route,
        (method, path): (&str, &str),
        parameters: Map<String, Value>,
        request: &http::Request<Bytes>,
        from: IpAddr,
    ) -> Value {
        let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in request.headers() {
            // Header values are passed on unchanged, because the action judges them.
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            headers.entry(name.as_str().to_owned()).or_default().push(value);
        }
        // The gateway sets these headers; a caller must not be able to forge them.
        headers.insert("host".to_owned(), vec![self.host.to_string()]);
        headers.insert("x-forwarded-for".to_owned(), vec![from.to_string()]);
        headers.insert("x-forwarded-proto".to_owned(), vec!["http".to_owned()]);
        let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
            query.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        let (body, encoded) = match std::str::from_utf8(request.body()) {
            Ok("") => (Value::Null, false),
            Ok(text) => (Value::String(text.to_owned()), false),
            Err(_) => {
                use base64::{Engine, engine::general_purpose::STANDARD};
                (Value::String(STANDARD.encode(request.body())), true)
            }
        };
        let agent = headers.get("user-agent").and_then(|values| values.last());
        json!({
            "resource": route.path,
            "path": path,
            "httpMethod": method,
            "headers": last(&headers),
            "multiValueHeaders": headers,
            "queryStringParameters": (!query.is_empty()).then(|| last(&query)),
            "multiValueQueryStringParameters": (!query.is_empty()).then_some(&query),
            "pathParameters": (!parameters.is_empty()).then_some(parameters),
            "stageVariables": null,
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "stage": PREFIX.trim_start_matches('/'),
                "resourcePath": route.path,
                "path": request.uri().path(),
                "httpMethod": method,
                "protocol": "HTTP/1.1",
                "identity": { "sourceIp": from.to_string(), "userAgent": agent },
            },
            "body": body,
            "isBase64Encoded": encoded,
        })
    }
}

fn last(values: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, Option<&String>> {
    values.iter().map(|(name, values)| (name.as_str(), values.last())).collect()
}

/// The decoded path parameters, if the path matches the route.
fn parameters(route: &str, path: &str) -> Option<Map<String, Value>> {
    let mut parameters = Map::new();
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parameters),
            (Some(wanted), Some(given)) => {
                match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) if !given.is_empty() => {
                        let value = percent_decode_str(given).decode_utf8().ok()?;
                        parameters.insert(name.to_owned(), Value::String(value.into_owned()));
                    }
                    None if wanted == given => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}

/// The answer with a problem that the gateway itself finds.
pub fn problem(code: ProblemCode) -> Response<Body> {
    let problem = Problem::new(code);
    let mut response = Response::builder()
        .status(problem.status)
        .header("content-type", "application/problem+json")
        .header("cache-control", "no-store");
    if let Some(seconds) = problem.retry_after {
        response = response.header("retry-after", seconds);
    }
    response.body(Body::Text(serde_json::to_string(&problem).unwrap_or_default())).unwrap_or_default()
}

/// The request with its body as bytes.
pub fn whole(request: Request) -> http::Request<Bytes> {
    request.map(|body| match body {
        Body::Text(text) => text.into_bytes().into(),
        Body::Binary(bytes) => bytes.into(),
        _ => Bytes::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use beian_store::{Settings, settings::Credentials};
    use lambda_http::RequestExt;

    const TEMPLATE: &str = r#"
Resources:
  BeianTable: { Type: "AWS::DynamoDB::Table", Properties: {} }
  ShowFilingFunction:
    Type: AWS::Serverless::Function
    Properties: { Events: { Api: { Type: Api, Properties: { Path: "/v1/filings/{filing_id}", Method: get, RestApiId: !Ref Api } } } }
  ShowMineFunction:
    Type: AWS::Serverless::Function
    Properties: { Events: { Api: { Type: Api, Properties: { Path: /v1/filings/mine, Method: get, RestApiId: !Ref Api } } } }
  TickFunction:
    Type: AWS::Serverless::Function
    Properties: { Events: { Tick: { Type: ScheduleV2, Properties: {} } } }
"#;

    fn office() -> Arc<App> {
        let nowhere = Some("http://127.0.0.1:1".to_owned());
        App::open(Settings {
            table: "beian".into(),
            bucket: "scans".into(),
            region: "us-east-1".into(),
            province: "36".into(),
            dynamodb: nowhere.clone(),
            objects: nowhere.clone(),
            objects_public: None,
            mail: nowhere,
            mail_region: "us-east-1".into(),
            smtp: None,
            mail_from: "notices@example.org".into(),
            origin: "http://localhost:1".into(),
            postal_address: String::new(),
            reader: None,
            font: String::new(),
            guarded: false,
            address_header: String::new(),
            credentials: Credentials { id: "a".into(), secret: "b".into(), token: None },
        })
        .unwrap()
    }

    /// A handler that answers with the request it got.
    fn echo(name: &'static str) -> (&'static str, Handler) {
        let handler: Handler = Arc::new(move |_office, request: Request| {
            Box::pin(async move {
                assert_ne!(request.uri().query(), Some("panic=1"), "as asked");
                let source = match request.request_context_ref() {
                    Some(lambda_http::request::RequestContext::ApiGatewayV1(context)) => {
                        context.identity.source_ip.clone()
                    }
                    _ => None,
                };
                let told = json!({
                    "name": name,
                    "method": request.method().as_str(),
                    "uri": request.uri().to_string(),
                    "id": request.path_parameters().first("filing_id"),
                    "q": request.query_string_parameters().all("q"),
                    "cookie": request.headers().get("cookie").and_then(|value| value.to_str().ok()),
                    "body": match request.body() { Body::Text(text) => text.clone(), Body::Binary(bytes) => format!("{bytes:?}"), _ => String::new() },
                    "source": source,
                });
                Response::new(Body::Text(told.to_string()))
            })
        });
        (name, handler)
    }

    fn api() -> Api {
        let template = Template::parse(TEMPLATE).unwrap();
        Api::open(
            &template,
            BTreeMap::from([echo("show-filing"), echo("show-mine")]),
            &["tick"],
            office(),
            "localhost:8080",
        )
        .unwrap()
    }

    async fn ask(request: http::request::Builder, body: impl Into<Bytes>) -> (u16, Value) {
        let response = api().answer(request.body(body.into()).unwrap(), IpAddr::from([127, 0, 0, 1])).await;
        let status = response.status().as_u16();
        match response.into_body() {
            Body::Text(text) => (status, serde_json::from_str(&text).unwrap()),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_request_arrives_as_from_api_gateway() {
        let request = http::Request::get("/api/v1/filings/%E7%94%B2%20b?q=%E7%BD%91&q=2")
            .header("cookie", "a=1")
            .header("host", "elsewhere|<>")
            .header("x-forwarded-for", "6.6.6.6");
        let (status, told) = ask(request, "正文").await;
        assert_eq!((status, &told["name"], &told["id"]), (200, &json!("show-filing"), &json!("甲 b")));
        assert_eq!(told["q"], json!(["网", "2"]));
        assert_eq!(
            (&told["body"], &told["cookie"], &told["source"]),
            (&json!("正文"), &json!("a=1"), &json!("127.0.0.1"))
        );
        assert!(told["uri"].as_str().unwrap().starts_with("http://localhost:8080/api/v1/filings/"), "{told}");
    }

    #[tokio::test]
    async fn a_body_that_is_not_text_stays_as_it_is() {
        let (_, told) = ask(http::Request::get("/api/v1/filings/x"), vec![0xff, 0xfe]).await;
        assert_eq!(told["body"], "[255, 254]");
    }

    #[tokio::test]
    async fn a_fixed_segment_goes_before_a_parameter() {
        assert_eq!(ask(http::Request::get("/api/v1/filings/mine"), "").await.1["name"], "show-mine");
    }

    #[tokio::test]
    async fn a_path_that_no_function_takes_is_not_found() {
        for request in [
            http::Request::get("/api"),
            http::Request::get("/api/"),
            http::Request::get("/api/v2/filings/1"),
            http::Request::get("/api/v1/filings/"),
            http::Request::get("/api/v1/filings/1/"),
            http::Request::get("/api/v1/filings/%ff"),
        ] {
            let (status, problem) = ask(request, "").await;
            assert_eq!((status, &problem["code"]), (404, &json!("not-found")));
        }
    }

    #[tokio::test]
    async fn a_path_says_by_which_methods_it_is_taken() {
        let ask = |method: &str| {
            let request = http::Request::builder().method(method).uri("/api/v1/filings/1");
            let request = request.body(Bytes::new()).unwrap();
            async move { api().answer(request, IpAddr::from([127, 0, 0, 1])).await }
        };
        for (method, status) in [("DELETE", 405), ("POST", 405), ("TRACE", 405), ("X", 405), ("OPTIONS", 204)]
        {
            let response = ask(method).await;
            assert_eq!(response.status().as_u16(), status, "{method}");
            assert_eq!(response.headers()["allow"], "GET, HEAD, OPTIONS", "{method}");
        }
        let told: Value = match ask("HEAD").await.into_body() {
            Body::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!((&told["name"], &told["method"]), (&json!("show-filing"), &json!("GET")));
        let nowhere = http::Request::options("/api/v2/filings").body(Bytes::new()).unwrap();
        assert_eq!(api().answer(nowhere, IpAddr::from([127, 0, 0, 1])).await.status().as_u16(), 404);
    }

    #[tokio::test]
    async fn too_large_a_body_is_refused() {
        let (status, problem) = ask(http::Request::get("/api/v1/filings/1"), vec![b' '; MOST + 1]).await;
        assert_eq!((status, &problem["code"]), (413, &json!("too-large")));
        assert_eq!(ask(http::Request::get("/api/v1/filings/1"), vec![b' '; MOST]).await.0, 200);
    }

    #[tokio::test]
    async fn a_function_that_panics_answers_500() {
        let (status, problem) = ask(http::Request::get("/api/v1/filings/1?panic=1"), "").await;
        assert_eq!((status, &problem["code"]), (500, &json!("internal")));
    }

    #[test]
    fn the_template_and_the_program_must_agree() {
        let template = Template::parse(TEMPLATE).unwrap();
        let open = |handlers, jobs: &[&str]| match Api::open(&template, handlers, jobs, office(), "localhost")
        {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let full = || BTreeMap::from([echo("show-filing"), echo("show-mine")]);
        assert_eq!(open(full(), &["tick"]), "");
        let mut more = full();
        more.extend([echo("submit")]);
        assert!(open(more, &["tick"]).contains("submit is not in the template"));
        assert!(
            open(BTreeMap::from([echo("show-mine")]), &["tick"]).contains("show-filing is in the template")
        );
        assert!(open(full(), &[]).contains("tick is in the template"));
        assert!(open(full(), &["tick", "other"]).contains("other is not in the template"));
    }
}
