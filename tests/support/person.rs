//! Requests of people: they call the API as a browser does.

use super::*;
use beian_contract::view::PostUpload;
use beian_filing::account::Session;
use lambda_http::{
    Body, Request,
    http::{HeaderName, HeaderValue},
};
use std::sync::OnceLock;

/// The scan that a test uploads when its content does not matter.
static EVIDENCE: OnceLock<Vec<u8>> = OnceLock::new();

/// Somebody who acts.
#[derive(Debug, Clone)]
pub struct Person {
    pub(super) harness: Harness,
    /// User name.
    pub name: String,
    pub(super) cookie: String,
    /// Where it asks from, if not from here; the edition alone can tell.
    pub(super) from: Option<std::net::IpAddr>,
}

impl Person {
    /// The same person, at another address.
    pub fn from(&self, address: &str) -> Person {
        Person { from: Some(address.parse().unwrap()), ..self.clone() }
    }

    /// The same person with the session that a reply opened.
    pub fn with(&self, reply: &Reply) -> Person {
        let cookie = reply.cookie.as_deref().unwrap().split(';').next().unwrap().to_owned();
        Person { cookie, ..self.clone() }
    }

    /// The same person in the browser that a reply made known.
    pub fn known_by(&self, reply: &Reply) -> Person {
        let known = reply.browser.as_deref().unwrap().split(';').next().unwrap();
        Person { cookie: format!("{}; {known}", self.cookie), ..self.clone() }
    }

    /// Lets the session of somebody who is simply signed in begin now, if the clock was set since. One that ended stays so.
    async fn stays_signed_in(&self) {
        let Some(token) = self.cookie.strip_prefix("__Host-beian=token-of-") else { return };
        let token = format!("token-of-{}", token.split(';').next().unwrap());
        let (hash, now) = (beian_kit::token::digest(&token), self.harness.now());
        let near = |at: Timestamp| (at.as_second() - now.as_second()).abs() < 60;
        if self.harness.opened(&token).is_some_and(near) {
            return;
        }
        for (_, session) in self.harness.store().sessions(&[&hash]).await.unwrap() {
            let session = Session { opened_at: now, seen_at: None, ..session };
            self.harness.store().open_session(&hash, &session).await.unwrap();
        }
        self.harness.note_opened(&token);
    }

    /// Any request, as a browser sends it.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        // On the heap: a test that asks for much has all of it on its stack else.
        Box::pin(self.sent(method, path, headers, body)).await
    }

    async fn sent(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        self.stays_signed_in().await;
        let mut request = lambda_http::http::Request::builder()
            .method(method)
            .uri(format!("{}/api{}", self.harness.origin(), network::in_address(path)))
            .header("cookie", &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request: Request = request.body(body).unwrap();
        let reply = match &self.harness.0 {
            Target::Edition(_) if self.harness.1.is_some() => {
                let request = request.map(|body| body.to_vec().into());
                http::send(self.harness.1.as_ref().unwrap(), request).await.unwrap().map(|body| body.to_vec())
            }
            Target::Edition(edition) => match self.from {
                None => edition.call(request).await,
                Some(from) => edition.call_from(request, from).await,
            }
            .map(|body| body.to_vec()),
            Target::Stack(stack) => {
                stack.answer(request.map(|body| body.to_vec().into())).await.map(|body| body.to_vec())
            }
        };
        let cookies = reply.headers().get_all("set-cookie").iter();
        let (browser, cookie) = cookies
            .map(|cookie| cookie.to_str().unwrap().to_owned())
            .partition::<Vec<String>, _>(|cookie| cookie.starts_with("__Host-beian-browser="));
        let (browser, cookie) = (browser.into_iter().next(), cookie.into_iter().next());
        let retry_after =
            reply.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
        };
        let mut headers: Vec<(String, String)> = reply.headers().iter().map(header).collect();
        headers.sort();
        let text = String::from_utf8(reply.body().clone()).unwrap();
        Reply {
            retry_after,
            headers,
            status: reply.status().as_u16(),
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            cookie,
            browser,
        }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], Body::Empty).await
    }

    /// Asks for a change.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, &[("content-type", "application/json")], Body::Text(body.to_string())).await
    }

    /// Asks for a change under an idempotency key.
    pub async fn post_once(&self, key: &str, path: &str, body: Value) -> Reply {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send("POST", path, &headers, Body::Text(body.to_string())).await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, &[("content-type", "application/json")], Body::Text(body.to_string())).await
    }

    /// A filing as this person sees it.
    pub async fn filing(&self, id: &str) -> FilingView {
        self.get(&format!("/v1/filings/{id}")).await.view()
    }

    /// The history of a filing as this person sees it; its chain must be intact.
    pub async fn history(&self, id: &str) -> Vec<EventView> {
        let history: HistoryView = self.get(&format!("/v1/filings/{id}/history")).await.view();
        assert!(history.intact, "{id}");
        history.items
    }

    /// The only event of this name in the history of a filing.
    pub async fn event(&self, id: &str, name: &str) -> EventView {
        let mut events = self.history(id).await;
        events.retain(|event| event.event.as_str() == name);
        assert_eq!(events.len(), 1, "events of the name {name}");
        events.remove(0)
    }

    /// A record as this person sees it.
    pub async fn record(&self, id: &str) -> RecordView {
        self.get(&format!("/v1/records/{id}")).await.view()
    }

    /// The filing as JSON; nothing where it is not seen.
    pub async fn filing_or_null(&self, id: &str) -> Value {
        let reply = self.get(&format!("/v1/filings/{id}")).await;
        if reply.status == 200 { reply.body } else { Value::Null }
    }

    /// Begins a draft with this form.
    pub async fn draft(&self, form: Value) -> String {
        let begun = self.post("/v1/filings", json!({ "kind": "first" })).await.ok();
        let id = begun["id"].as_str().unwrap().to_owned();
        self.save_draft(&id, &form).await.ok();
        id
    }

    /// Begins a draft of this kind about what is on file.
    pub async fn begin(&self, kind: &str, record: &str, position: Option<u32>) -> Reply {
        let asked = json!({ "kind": kind, "record_id": record, "position": position });
        self.post("/v1/filings", asked).await
    }

    /// Uploads a scan as a browser does, over the network, and attaches it.
    pub async fn scan(&self, id: &str, document: &str) -> String {
        let file = EVIDENCE.get_or_init(|| evidence::evidence("demonstration"));
        let scan_id = self.upload(id, document, "image/png", file).await;
        self.act_with(id, &format!("scans/{scan_id}/attach"), json!({ "document": document })).await.ok();
        scan_id
    }

    /// Uploads a file without attaching it.
    pub async fn upload(&self, id: &str, document: &str, media_type: &str, file: &[u8]) -> String {
        let asked = json!({ "document": document, "media_type": media_type, "size": file.len() });
        let place = self.post(&format!("/v1/filings/{id}/scans"), asked).await.ok();
        post_to(&place, file);
        place["scan_id"].as_str().unwrap().to_owned()
    }

    /// Uploads a file of scanned post, over the network, and says what it is then.
    pub async fn upload_post(&self, name: &str, file: &[u8], asked: Value) -> PostUpload {
        self.upload_pile(&[(name, file)], asked).await
    }

    /// Uploads a pile that consists of these files.
    pub async fn upload_pile(&self, files: &[(&str, &[u8])], asked: Value) -> PostUpload {
        let mut body =
            json!({ "parts": files.iter().map(|(name, file)| post_part(name, file)).collect::<Vec<_>>() });
        body.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
        let place: PostUpload = self.post("/v1/post/files", body).await.view();
        for (to, (_, file)) in place.uploads.iter().zip(files) {
            post_to(to, file);
        }
        place
    }

    /// Everything that the filing still needs before it can be submitted.
    pub async fn scan_all(&self, id: &str) {
        for document in self.filing(id).await.missing {
            if !matches!(document, DocumentKind::VerificationSheet | DocumentKind::PreApproval) {
                self.scan(id, document.as_str()).await;
            }
        }
    }

    /// Files a complete draft and submits it.
    pub async fn submitted(&self, form: Value) -> String {
        let id = self.draft(form).await;
        self.scan_all(&id).await;
        self.submit(&id).await.ok();
        id
    }
}
