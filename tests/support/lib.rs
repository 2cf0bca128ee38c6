//! The support of all tests: an office of their own, and people who act in it.
//!
//! Every test opens a fresh local edition, whose table and objects are the embedded DynamoDB and S3. Nothing
//! stands in for storage. With `BEIAN_STACK`, the state file of a stack that runs (infra/stack.sh), the same tests
//! are about that stack: its functions run in Lambda's container, its data is at LocalStack, and each test finds it
//! empty; so they go one after another. People speak to the API as a browser does: by cookie, in JSON.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "for tests alone")]

mod builder;
pub mod evidence;
pub mod forms;
mod network;
pub mod paper;
mod people;
mod person;
mod post;
mod reply;
mod steps;

pub use builder::{FilingBuilder, a_filing};
pub use network::{fetch, fetch_bytes, post_part, post_to, sha256};
pub use person::Person;
pub use post::{Letters, reason_of};
pub use reply::Reply;
pub use steps::reason;

use beian_app::App;
use beian_contract::view::{EventView, FilingView, HistoryView, RecordView};
use beian_filing::{
    account::Account,
    calendar::{Calendar, local_date},
    filing::FilingStatus,
    form::DocumentKind,
    identifier::{ProviderId, Username},
};
use beian_local::{Edition, Mail, MailFailure, Options, Stack, faults::Faults, http};
use beian_store::{ObjectKey, Provider};
use jiff::{Timestamp, civil::Date};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};

/// An office that nobody else uses.
#[derive(Debug, Clone)]
pub struct Harness(Target, Option<http::Client>);

#[derive(Debug, Clone)]
enum Target {
    Edition(Arc<Edition>),
    Stack(Arc<Stack>),
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
            let provider = Provider {
                id: ProviderId::parse(id).unwrap(),
                name: name.into(),
                email: format!("{id}@example.net"),
            };
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

    /// An account as it is kept.
    pub async fn account(&self, name: &str) -> Account {
        self.office().store.account(&Username::typed(name)).await.unwrap().unwrap()
    }

    /// Checks that everything is as its history left it. All tests share the stack's table, and some change it by hand.
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
        self.object_exists(ObjectKey::Scan(filing.parse().unwrap(), scan)).await
    }

    /// Whether there is an object.
    pub async fn object_exists(&self, object: ObjectKey<'_>) -> bool {
        self.store().has_object(object).await.unwrap()
    }

    /// Brings what was submitted to its approval, by whom these tests know; what it then looks like.
    pub async fn approved(&self, provider: &Person, id: &str) -> FilingView {
        let (clerk, reviewer) = (self.signed_in("clerk-1"), self.signed_in("reviewer-1"));
        let forwarded: FilingView = provider.forward(id).await.view();
        if forwarded.status == FilingStatus::AwaitingSheet {
            clerk.receive_sheet(id).await.ok();
        }
        reviewer.approve(id).await.view()
    }

    /// Files a form and brings it on file: the filing, and what is on file by its digits.
    pub async fn on_file(&self, owner: &Person, provider: &Person, form: Value) -> (String, String) {
        let id = owner.submitted(form).await;
        let approved = self.approved(provider, &id).await;
        (id, approved.organizer_number.unwrap().record_id())
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
        owner.confirm_deregistration(&id, &code).await.ok();
        self.approved(provider, &id).await;
        id
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
