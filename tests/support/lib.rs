//! What tests share: an office of their own, and people who act in it.
//!
//! Every test opens a fresh local edition, whose table and objects are the embedded DynamoDB and S3. Nothing
//! stands in for storage. With `BEIAN_STACK`, the state file of a stack that runs (infra/stack.sh), the same tests
//! are about that stack: its functions run in Lambda's container, its data is at LocalStack, and each test finds it
//! empty; so they go one after another. People speak to the API as a browser does: by cookie, in JSON.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "for tests alone")]

pub mod evidence;
pub mod forms;
pub mod paper;

use beian_app::App;
use beian_filing::{
    account::{Account, AccountEvent, Change, ChangeContext, SecondFactor, Session},
    calendar::{Calendar, local_date},
    form::{Applicant, Category},
    history::{Role, needs_second_factor},
};
use beian_local::{Edition, Mail, MailFailure, Options, Stack, faults::Faults, http};
use beian_store::{ObjectKey, Provider};
use jiff::{Timestamp, civil::Date};
use lambda_http::{
    Body, Request,
    http::{HeaderName, HeaderValue},
};
use serde_json::{Value, json};
use sha2::Digest;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, OnceLock},
};

/// An office that nobody else uses.
#[derive(Debug, Clone)]
pub struct Harness(Target, Option<http::Client>);

#[derive(Debug, Clone)]
enum Target {
    Edition(Arc<Edition>),
    Stack(Arc<Stack>),
}

/// Somebody who acts.
#[derive(Debug, Clone)]
pub struct Person {
    harness: Harness,
    /// User name.
    pub name: String,
    cookie: String,
    /// Where it asks from, if not from here; the edition alone can tell.
    from: Option<std::net::IpAddr>,
}

/// What the API answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// The session's cookie, if one came with it.
    pub cookie: Option<String>,
    /// The cookie by which the browser is known again, if one came with it.
    pub browser: Option<String>,
    /// Seconds that the header asks to wait.
    pub retry_after: Option<i64>,
    /// Every header, in order of its name.
    pub headers: Vec<(String, String)>,
}

/// Where every test of a whole run writes down what functions called, if this is one.
fn record() -> Option<std::path::PathBuf> {
    std::env::var_os("BEIAN_RECORD").map(Into::into)
}

/// The program that reads scanned post in tests: tests/support/reader.rs.
pub fn reader() -> std::path::PathBuf {
    let this = std::env::current_exe().expect("the system says where a test lies");
    let reader =
        this.parent().and_then(Path::parent).expect("a test lies in target/PROFILE/deps").join("test-reader");
    assert!(reader.exists(), "build it first: cargo build -p beian-tests --bin test-reader");
    reader
}

/// When the sessions of people who are simply signed in were opened, by office and token.
static OPENED: Mutex<BTreeMap<(String, String), Timestamp>> = Mutex::new(BTreeMap::new());

/// The scan that a test uploads when its content does not matter.
static EVIDENCE: OnceLock<Vec<u8>> = OnceLock::new();

/// The hash of no password: these people are signed in already. Passwords have tests of their own.
const NO_PASSWORD: &str = "";

/// The secret of every second factor in tests, in hex.
pub const SECRET: &str = "74657374732d74657374732d74657374732d7465";

/// The stack is asked this often to send what is owed.
const TICKS: u32 = 25;

/// The day on which tests begin: a Monday, in working weeks without holidays.
pub const MONDAY: &str = "2026-11-23T02:00:00Z";

impl Harness {
    /// Opens a fresh office with two access providers, on [`MONDAY`].
    pub async fn open() -> Harness {
        let harness = match std::env::var_os("BEIAN_STACK") {
            Some(state) => {
                let stack = Stack::open(Path::new(&state)).expect("a stack runs");
                stack.clear().await.expect("the stack is emptied");
                Harness(Target::Stack(Arc::new(stack)), None)
            }
            None => Harness::open_with(Options { record: record(), ..Options::default() }).await,
        };
        harness.furnish().await
    }

    /// The same office, asked over the network, as browsers do, and not in this process.
    pub fn over_http(self) -> Harness {
        Harness(self.0, Some(http::client()))
    }

    /// Opens a fresh edition that writes down in this folder what its functions call.
    pub async fn recorded(folder: &Path) -> Harness {
        Harness::open_with(Options { record: Some(folder.to_owned()), ..Options::default() })
            .await
            .furnish()
            .await
    }

    /// Opens an edition in this data directory.
    pub async fn in_directory(data: &Path) -> Harness {
        let options = Options { data: Some(data.to_owned()), record: record(), ..Options::default() };
        Harness::open_with(options).await.furnish().await
    }

    /// Opens an edition in this data directory whose jobs run by themselves, today: the table sweeps by the machine's clock.
    pub async fn ticking(data: &Path) -> Harness {
        let options =
            Options { data: Some(data.to_owned()), record: record(), tick: true, ..Options::default() };
        let harness = Harness::open_with(options).await.furnish().await;
        harness.edition().office.clock.set(Timestamp::now());
        harness
    }

    /// Stops an edition, as the program does. Nobody may hold it any more.
    pub async fn stop(self) {
        let Target::Edition(edition) = self.0 else { return };
        Arc::into_inner(edition).expect("nobody else holds the edition").stop().await;
    }

    /// Opens an edition in front of which faults can be placed.
    pub async fn with_faults(options: Options) -> (Harness, Faults) {
        let faults = Faults::default();
        let options = Options { faults: Some(faults.clone()), record: record(), ..options };
        (Harness::open_with(options).await.furnish().await, faults)
    }

    async fn open_with(options: Options) -> Harness {
        let font = concat!(env!("CARGO_MANIFEST_DIR"), "/../.tools/font/NotoSansSC-Regular.ttf");
        let options = Options { font: Some(font.into()), reader: Some(reader()), ..options };
        let edition = Edition::open(options).await.expect("the local edition opens");
        Harness(Target::Edition(Arc::new(edition)), None)
    }

    async fn furnish(self) -> Harness {
        let harness = self;
        harness.set_clock(MONDAY);
        for (id, name) in [("yun-yi", "示例云一"), ("yun-er", "示例云二")] {
            let provider = Provider { id: id.into(), name: name.into(), email: format!("{id}@example.net") };
            harness.office().store.put_provider(&provider).await.unwrap();
        }
        harness
    }

    /// The office: its clock, its rules and its store.
    pub fn office(&self) -> &App {
        match &self.0 {
            Target::Edition(edition) => &edition.office,
            Target::Stack(stack) => &stack.office,
        }
    }

    /// The one address of everything, without a slash at the end.
    pub fn origin(&self) -> &str {
        match &self.0 {
            Target::Edition(edition) => &edition.origin,
            Target::Stack(stack) => &stack.origin,
        }
    }

    /// The stack that the tests are about.
    pub fn stack(&self) -> &Stack {
        match &self.0 {
            Target::Stack(stack) => stack,
            Target::Edition(_) => panic!("for this test a stack must run: make stack-test"),
        }
    }

    /// Sets the clock of an edition. The stack's functions have the machine's: there it stays now.
    pub fn set_clock(&self, at: &str) {
        if let Target::Edition(edition) = &self.0 {
            edition.office.clock.set(at.parse().unwrap());
        }
    }

    /// Today in the bureau's province.
    pub fn today(&self) -> Date {
        local_date(self.office().clock.now())
    }

    /// The date that a period of working days ends on when it begins today: `written` out for an edition, whose clock
    /// was set; by the shipped calendar for the stack.
    pub fn due(&self, written: &str, working_days: u32) -> String {
        match &self.0 {
            Target::Edition(_) => written.to_owned(),
            Target::Stack(_) => Calendar::shipped().due(self.today(), working_days).date.to_string(),
        }
    }

    /// Does one job once.
    pub async fn work(&self, job: &str) {
        match &self.0 {
            Target::Edition(edition) => edition.work(job).await.unwrap(),
            Target::Stack(stack) => drop(stack.tick(job).await.unwrap()),
        }
    }

    /// Refuses the next mails; the edition's mailbox can.
    pub fn refuse_mails(&self, count: u32) {
        match &self.0 {
            Target::Edition(edition) => edition.on_mails(MailFailure::Refuse, count),
            Target::Stack(_) => panic!("LocalStack refuses no mail"),
        }
    }

    /// The edition, for what its mailbox alone can do.
    pub fn edition(&self) -> &Edition {
        match &self.0 {
            Target::Edition(edition) => edition,
            Target::Stack(_) => panic!("LocalStack's mailbox cannot"),
        }
    }

    /// Somebody whose account has another role from now on, signed in again. No action does that: it is written into the table.
    pub async fn becomes(&self, person: &Person, role: Role) -> Person {
        let before = self.account(&person.name).await;
        let second_factor = needs_second_factor(role).then(|| SecondFactor {
            secret: SECRET.into(),
            last_step: 0,
            recovery: Vec::new(),
        });
        let version = before.version + 1;
        let after = Account { role, provider: None, second_factor, version, ..before.clone() };
        let session = Session::open(&after, self.now(), String::new(), String::new());
        let change = Change {
            before: Some(before),
            after,
            event: None,
            opens: None,
            ends: Vec::new(),
            while_open: None,
            later: None,
        };
        self.store().change_account(change, &format!("becomes-{}", role.as_str())).await.unwrap();
        let token = format!("token-of-{}", person.name);
        self.store().open_session(&beian_kit::token::digest(&token), &session).await.unwrap();
        self.note_opened(&token);
        self.signed_in(&person.name)
    }

    /// Somebody with an account in this role, signed in.
    pub async fn person(&self, name: &str, role: Role, provider: Option<&str>) -> Person {
        self.person_with(name, role, provider, NO_PASSWORD).await
    }

    /// The same, with the hash of a password.
    pub async fn person_with(
        &self,
        name: &str,
        role: Role,
        provider: Option<&str>,
        password: &str,
    ) -> Person {
        self.person_at(name, role, provider, password, &format!("{name}@example.com")).await
    }

    async fn person_at(
        &self,
        name: &str,
        role: Role,
        provider: Option<&str>,
        password: &str,
        email: &str,
    ) -> Person {
        let owner = role == Role::Owner;
        let now = self.office().clock.now();
        let account = Account {
            provider: provider.map(Into::into),
            applicant: owner.then_some(Applicant::Unit),
            category: owner.then_some(Category::SelfFiled),
            password: password.into(),
            second_factor: needs_second_factor(role).then(|| SecondFactor {
                secret: SECRET.into(),
                last_step: 0,
                recovery: Vec::new(),
            }),
            ..Account::opened(name.into(), role, "示例联系人".into(), email.into(), now)
        };
        let store = &self.office().store;
        let deed = if owner { AccountEvent::Register } else { AccountEvent::Invite };
        let mut change = account.open(deed, ChangeContext { at: now, name, role, reason: None });
        // It has its history, and owes no letter.
        change.event.iter_mut().for_each(|event| event.notices.clear());
        let account = store.change_account(change, name).await.unwrap();
        let token = format!("token-of-{name}");
        // These people work on through all the days of a test: see [`Person::stays_signed_in`].
        let expires_at = now + jiff::SignedDuration::from_hours(24 * 3_660);
        let session = Session { expires_at, ..Session::open(&account, now, String::new(), String::new()) };
        store.open_session(&beian_kit::token::digest(&token), &session).await.unwrap();
        self.note_opened(&token);
        Person {
            harness: self.clone(),
            name: name.into(),
            cookie: format!("__Host-beian={token}"),
            from: None,
        }
    }

    /// When the session of a token that tests made was opened.
    fn opened(&self, token: &str) -> Option<Timestamp> {
        OPENED.lock().unwrap().get(&(self.origin().to_owned(), token.to_owned())).copied()
    }

    /// Notes that the session of a token that tests made was opened now.
    fn note_opened(&self, token: &str) {
        OPENED.lock().unwrap().insert((self.origin().to_owned(), token.to_owned()), self.now());
    }

    /// Somebody who was signed in before, by name.
    pub fn signed_in(&self, name: &str) -> Person {
        Person {
            harness: self.clone(),
            name: name.into(),
            cookie: format!("__Host-beian=token-of-{name}"),
            from: None,
        }
    }

    /// A supervisor.
    pub async fn supervisor(&self) -> Person {
        self.person("supervisor-1", Role::Supervisor, None).await
    }

    /// The code that the second factor of staff takes now, or some seconds later.
    pub fn code(&self, seconds: i64) -> String {
        let at = self.office().clock.now() + jiff::SignedDuration::from_secs(seconds);
        beian_kit::second_factor::code_at(SECRET, at).unwrap()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.office().clock.now()
    }

    /// Where everything is kept.
    pub fn store(&self) -> &beian_store::Store {
        &self.office().store
    }

    /// Somebody who signed in with a password, so that the session is the account's own.
    pub async fn signed_in_with_password(&self, name: &str) -> Person {
        const PASSWORD: &str = "a long demonstration";
        let hash = beian_kit::password::hash(PASSWORD.to_owned()).await.unwrap();
        self.person_with(name, Role::Owner, None, &hash).await;
        let body = json!({ "username": name, "password": PASSWORD });
        let person = Person { name: name.into(), ..self.anyone() };
        person.with(&person.post("/v1/sessions", body).await)
    }

    /// An account as it is kept.
    pub async fn account(&self, name: &str) -> Account {
        self.office().store.account(name).await.unwrap().unwrap()
    }

    /// Checks that everything is as its history left it. The stack's table is that of all tests, some of which change it by hand.
    pub async fn is_whole(&self) {
        if matches!(self.0, Target::Stack(_)) {
            return;
        }
        let audit = beian_local::transfer::verify(self.store()).await.unwrap();
        assert_eq!((audit.faults, audit.uncovered), (Vec::new(), Vec::new()));
    }

    /// The files of the edition's data directory that hold these bytes.
    pub fn files_with(&self, bytes: &[u8]) -> Vec<std::path::PathBuf> {
        let (mut folders, mut found) = (vec![self.edition().data().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|part| part == bytes) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// Whether a scan of a filing is kept.
    pub async fn scan_exists(&self, filing: &str, scan: &str) -> bool {
        self.object_exists(ObjectKey::Scan(filing, scan)).await
    }

    /// Whether there is an object.
    pub async fn object_exists(&self, object: ObjectKey<'_>) -> bool {
        self.store().has_object(object).await.unwrap()
    }

    /// A website owner.
    pub async fn owner(&self, name: &str) -> Person {
        self.person(name, Role::Owner, None).await
    }

    /// A website owner with another address than its name says.
    pub async fn owner_at(&self, name: &str, email: &str) -> Person {
        self.person_at(name, Role::Owner, None, NO_PASSWORD, email).await
    }

    /// Staff of the access provider that the demonstration forms choose.
    pub async fn provider(&self) -> Person {
        self.person("staff-yi", Role::Provider, Some("yun-yi")).await
    }

    /// Staff of another access provider.
    pub async fn other_provider(&self) -> Person {
        self.person("staff-er", Role::Provider, Some("yun-er")).await
    }

    /// Brings what was submitted to its approval, by whom these tests know; what it then looks like.
    pub async fn approved(&self, provider: &Person, id: &str) -> Value {
        let (clerk, reviewer) = (self.signed_in("clerk-1"), self.signed_in("reviewer-1"));
        let forwarded = provider.act(id, "forward", json!({})).await.ok();
        if forwarded["status"] == "awaiting_sheet" {
            let sheet = clerk.scan(id, "verification_sheet").await;
            clerk.act(id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
        }
        reviewer.act(id, "review", json!({ "decision": "approve" })).await.ok()
    }

    /// Files a form and brings it on file: the filing, and what is on file by its digits.
    pub async fn on_file(&self, owner: &Person, provider: &Person, form: Value) -> (String, String) {
        let id = owner.submitted(form).await;
        let approved = self.approved(provider, &id).await;
        let number = approved["organizer_number"].as_str().unwrap();
        (id, number.chars().filter(char::is_ascii_digit).collect())
    }

    /// The code by which an owner confirms a deregistration, from the newest mail that brings one.
    pub async fn code_for(&self, owner: &Person, filing: &str) -> String {
        let mark = format!("/confirm-deregistration/#{filing}.");
        // Each look into the outbox sends a batch.
        for _ in 0..TICKS {
            let mails = self.mails_to(&format!("{}@example.com", owner.name)).await;
            let codes = mails.iter().rev().filter_map(|mail| mail.text.split_once(&mark));
            if let Some(code) = codes.filter_map(|(_, rest)| rest.split_whitespace().next()).next() {
                return code.to_owned();
            }
        }
        panic!("no letter brings a code for {filing}")
    }

    /// Takes a site, or the organizer, off file by the online road; the filing that asked for it.
    pub async fn deregistered(
        &self,
        owner: &Person,
        provider: &Person,
        record: &str,
        position: Option<u32>,
    ) -> String {
        let asked = json!({ "position": position, "reason": "网站不再使用" });
        let asked = provider.post(&format!("/v1/records/{record}/deregister"), asked).await.ok();
        let id = asked["id"].as_str().unwrap().to_owned();
        let code = self.code_for(owner, &id).await;
        owner.act(&id, "confirm-deregistration", json!({ "code": code })).await.ok();
        self.approved(provider, &id).await;
        id
    }

    /// A fresh edition with two providers' staff, a clerk and a reviewer.
    pub async fn staffed() -> Harness {
        let harness = Harness::open().await;
        harness.provider().await;
        harness.other_provider().await;
        harness.clerk().await;
        harness.reviewer().await;
        harness
    }

    /// A mailroom clerk.
    pub async fn clerk(&self) -> Person {
        self.person("clerk-1", Role::Clerk, None).await
    }

    /// A reviewer.
    pub async fn reviewer(&self) -> Person {
        self.person("reviewer-1", Role::Reviewer, None).await
    }

    /// Somebody who did not sign in.
    pub fn anyone(&self) -> Person {
        Person { harness: self.clone(), name: String::new(), cookie: String::new(), from: None }
    }

    /// Sends what is owed, and shows every mail to this address so far.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        let mails = match &self.0 {
            Target::Edition(edition) => {
                edition.tick().await.unwrap();
                edition.mails()
            }
            Target::Stack(stack) => {
                // The stack's own tick may have taken a notice in the same moment: it is sent once it is marked.
                for _ in 0..TICKS {
                    stack.tick("send-notices").await.unwrap();
                    if self.store().pending_notices(self.now()).await.unwrap().is_empty() {
                        break;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
                stack.mails().await.unwrap()
            }
        };
        mails.into_iter().filter(|mail| mail.to.contains(address)).collect()
    }
}

impl Reply {
    /// The problem's stable code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The pointers of the fields that are wrong.
    pub fn pointers(&self) -> Vec<&str> {
        self.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["pointer"].as_str())
            .collect()
    }

    /// What is said of one field.
    pub fn field_code(&self, pointer: &str) -> &str {
        let mut errors = self.body["errors"].as_array().into_iter().flatten();
        errors
            .find(|error| error["pointer"] == pointer)
            .and_then(|error| error["code"].as_str())
            .unwrap_or_default()
    }

    /// The body, if it went well.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {:#}", self.status, self.body);
        self.body
    }

    /// Insists that it was refused so.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Reply {
        assert_eq!((self.status, self.code()), (status, code), "{:#}", self.body);
        self
    }
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
            .uri(format!("{}/api{}", self.harness.origin(), in_address(path)))
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
    pub async fn filing(&self, id: &str) -> Value {
        self.get(&format!("/v1/filings/{id}")).await.ok()
    }

    /// The same; nothing where it is not seen.
    pub async fn filing_or_null(&self, id: &str) -> Value {
        let reply = self.get(&format!("/v1/filings/{id}")).await;
        if reply.status == 200 { reply.body } else { Value::Null }
    }

    /// Does something to a filing as it now is.
    pub async fn act(&self, id: &str, verb: &str, mut body: Value) -> Reply {
        let seen = self.get(&format!("/v1/filings/{id}")).await;
        if seen.status != 200 {
            return seen;
        }
        body["version"] = seen.body["version"].clone();
        let path = format!("/v1/filings/{id}/{verb}");
        if verb == "draft" { self.put(&path, body).await } else { self.post(&path, body).await }
    }

    /// Begins a draft with this form.
    pub async fn draft(&self, form: Value) -> String {
        let begun = self.post("/v1/filings", json!({ "kind": "first" })).await.ok();
        let id = begun["id"].as_str().unwrap().to_owned();
        self.act(&id, "draft", json!({ "form": form })).await.ok();
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
        self.act(id, &format!("scans/{scan_id}/attach"), json!({ "document": document })).await.ok();
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
    pub async fn upload_post(&self, name: &str, file: &[u8], asked: Value) -> Value {
        self.upload_pile(&[(name, file)], asked).await
    }

    /// Uploads a pile that consists of these files.
    pub async fn upload_pile(&self, files: &[(&str, &[u8])], asked: Value) -> Value {
        let mut body =
            json!({ "parts": files.iter().map(|(name, file)| post_part(name, file)).collect::<Vec<_>>() });
        body.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
        let place = self.post("/v1/post/files", body).await.ok();
        for (to, (_, file)) in place["uploads"].as_array().unwrap().iter().zip(files) {
            post_to(to, file);
        }
        place
    }

    /// Everything that the filing still needs before it can be submitted.
    pub async fn scan_all(&self, id: &str) {
        let missing = self.filing(id).await["missing"].clone();
        for document in missing.as_array().unwrap() {
            let document = document.as_str().unwrap();
            if document != "verification_sheet" && document != "pre_approval" {
                self.scan(id, document).await;
            }
        }
    }

    /// Files a complete draft and submits it.
    pub async fn submitted(&self, form: Value) -> String {
        let id = self.draft(form).await;
        self.scan_all(&id).await;
        self.act(&id, "submit", json!({})).await.ok();
        id
    }
}

/// What is said of a file before it is uploaded.
pub fn post_part(name: &str, file: &[u8]) -> Value {
    json!({ "name": name, "size": file.len(), "sha256": sha256(file) })
}

/// Posts a file to where it may be uploaded.
pub fn post_to(place: &Value, file: &[u8]) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = place["fields"].as_array().unwrap().iter();
    let parts: Vec<(String, Vec<u8>)> =
        fields.map(|field| (text(&field["name"]), text(&field["value"]).into_bytes())).collect();
    let answer = post_multipart(place["url"].as_str().unwrap(), &parts, file);
    assert!((200..300).contains(&status_of(&answer)), "the upload was answered {answer}");
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    beian_kit::token::hex(&sha2::Sha256::digest(bytes))
}

/// An address as browsers write it: whatever is not ASCII in percent signs.
fn in_address(path: &str) -> String {
    path.bytes().fold(String::new(), |address, byte| match byte {
        b if b.is_ascii() => address + char::from(b).to_string().as_str(),
        b => address + format!("%{b:02X}").as_str(),
    })
}

/// A whole answer to a plain GET, its head included.
pub fn fetch(url: &str) -> String {
    String::from_utf8_lossy(&fetch_bytes(url)).into_owned()
}

/// The same, where it is not text.
pub fn fetch_bytes(url: &str) -> Vec<u8> {
    use std::io::{Read, Write};
    let (host, path) = url.strip_prefix("http://").expect("a local address").split_once('/').unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// A plain HTTP/1.1 form upload, so that the upload is a real one.
fn post_multipart(url: &str, parts: &[(String, Vec<u8>)], file: &[u8]) -> String {
    use std::io::{Read, Write};
    let rest = url.strip_prefix("http://").expect("a local address");
    let (host, path) = rest.split_once('/').unwrap();
    let mut body = Vec::new();
    for (name, value) in parts {
        body.extend(format!("--beian\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n").bytes());
        body.extend(value);
        body.extend(b"\r\n");
    }
    body.extend(b"--beian\r\ncontent-disposition: form-data; name=\"file\"; filename=\"scan\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--beian--\r\n");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=beian\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of a whole answer; 0 where it has none.
fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
