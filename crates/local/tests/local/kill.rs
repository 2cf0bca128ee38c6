//! Acknowledged writes survive `kill -9` at any time: the edition is killed without warning, and the test then looks for every one.

use crate::{
    process::Running,
    support::{Folder, ask, multipart, try_ask},
};
use beian_filing::{
    account::{Account, AccountEvent, ChangeContext, Session},
    history::Role,
    identifier::{ProviderId, Username},
};
use beian_local::{Edition, Options, transfer::verify};
use beian_store::Provider;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

#[path = "../../../../tests/support/forms.rs"]
#[expect(dead_code, reason = "one form is enough here")]
mod forms;

#[path = "../../../../tests/support/evidence.rs"]
mod evidence;

const WRITERS: usize = 4;

/// The acknowledged steps of one filing.
#[derive(Debug, Clone, Default)]
struct Known {
    writer: usize,
    /// The last saving of its draft.
    saved: u64,
    /// The attached scans, with their bytes.
    scans: Vec<(String, Vec<u8>)>,
    submitted: bool,
}

impl Known {
    /// The number of acknowledged steps.
    fn steps(&self) -> usize {
        1 + self.saved as usize + self.scans.len() + usize::from(self.submitted)
    }
}

type Acknowledged = Arc<Mutex<BTreeMap<String, Known>>>;

fn name(writer: usize) -> String {
    format!("owner-{writer}")
}

fn cookie(writer: usize) -> String {
    format!("__Host-beian=token-{writer}")
}

/// Opens the writers' accounts in a data directory that no edition uses.
async fn furnish(data: &Path) {
    let options = Options { data: Some(data.to_owned()), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    let (store, now) = (&edition.office.store, edition.office.clock.now());
    let provider = Provider {
        id: ProviderId::parse("yun-yi").unwrap(),
        name: "示例云一".into(),
        email: "yun-yi@example.net".into(),
    };
    store.put_provider(&provider).await.unwrap();
    for writer in 0..WRITERS {
        let (name, email) = (name(writer), format!("{}@example.com", name(writer)));
        let account = Account::new(Username::typed(&name), Role::Owner, "示例甲".into(), email, now);
        let session = Session::open(&account, now, String::new(), String::new());
        let by =
            ChangeContext { at: now, username: &Username::typed(&name), role: Role::Owner, reason: None };
        store.commit(account.open(AccountEvent::Register, by), "opened").await.unwrap();
        let token = beian_kit::token::digest(&format!("token-{writer}"));
        store.open_session(&token, &session).await.unwrap();
    }
    edition.stop().await;
}

/// A writer that files until the edition is killed.
struct Writer {
    number: usize,
    /// The number of the round, which makes its domains and keys unique.
    round: usize,
    origin: String,
    acknowledged: Acknowledged,
}

impl Writer {
    /// Sends a request, and returns the answer's body. Every request is valid and unthrottled, so an answer other than success fails the test.
    fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> io::Result<Value> {
        let cookie = cookie(self.number);
        let headers =
            [("content-type", "application/json"), ("cookie", cookie.as_str()), ("idempotency-key", key)];
        let path = format!("{}/api/v1/filings{path}", self.origin);
        let body = if method == "GET" { Vec::new() } else { body.to_string().into_bytes() };
        let answer = try_ask(method, &path, &headers, &body)?;
        assert!((200..300).contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.text());
        // An incomplete answer acknowledges nothing.
        serde_json::from_slice(&answer.body).map_err(io::Error::other)
    }

    fn note(&self, id: &str, change: impl FnOnce(&mut Known)) {
        let mut all = self.acknowledged.lock().unwrap();
        change(all.entry(id.to_owned()).or_insert_with(|| Known { writer: self.number, ..Known::default() }));
    }

    /// Takes one filing from its beginning to its submission, and notes each acknowledged step.
    fn file(&self, number: usize) -> io::Result<()> {
        let key = |step: &str| format!("{}-{}-{number}-{step}-00000000", self.round, self.number);
        let begun = self.ask("POST", "", &key("begin"), &json!({ "kind": "first" }))?;
        let id = begun["id"].as_str().unwrap().to_owned();
        self.note(&id, |_| {});
        let mut filing = begun;
        let place = format!("{}{}{number}", self.round, self.number);
        let unit = 10_000_000 + self.round * 100_000 + self.number * 10_000 + number;
        for saved in 1..=3 {
            let mut form = forms::unit(&format!("shili-{place}.cn"), &unit.to_string());
            form["site"]["name"] = json!(format!("虚构示例官网第{saved}版"));
            let body = json!({ "version": filing["version"], "form": form });
            filing = self.ask("PUT", &format!("/{id}/draft"), &key(&format!("save-{saved}")), &body)?;
            self.note(&id, |known| known.saved = saved);
        }
        let missing = filing["missing"].as_array().unwrap().clone();
        for document in missing.iter().filter(|document| *document != "verification_sheet") {
            let name = document.as_str().unwrap();
            let bytes = evidence::evidence(&format!("{id} {name}"));
            let asked = json!({ "document": name, "media_type": "image/png", "size": bytes.len() });
            let upload =
                self.ask("POST", &format!("/{id}/scans"), &key(&format!("upload-{name}")), &asked)?;
            let fields = upload["fields"].as_array().unwrap().iter();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let fields: Vec<(String, String)> =
                fields.map(|field| (text(&field["name"]), text(&field["value"]))).collect();
            let (media, body) = multipart(&fields, &bytes);
            let address = upload["url"].as_str().unwrap();
            let put = try_ask("POST", address, &[("content-type", &media)], &body)?;
            assert_eq!(put.status, 204, "{}", put.text());
            let scan = text(&upload["scan_id"]);
            let body = json!({ "version": filing["version"], "document": name });
            let path = format!("/{id}/scans/{scan}/attach");
            filing = self.ask("POST", &path, &key(&format!("attach-{name}")), &body)?;
            self.note(&id, |known| known.scans.push((scan, bytes)));
        }
        let body = json!({ "version": filing["version"] });
        self.ask("POST", &format!("/{id}/submit"), &key("submit"), &body)?;
        self.note(&id, |known| known.submitted = true);
        Ok(())
    }
}

/// Checks that every acknowledged step is in the edition's data.
fn look(origin: &str, data: &Path, acknowledged: &BTreeMap<String, Known>) {
    for (id, known) in acknowledged {
        let cookie = cookie(known.writer);
        let found = ask("GET", &format!("{origin}/api/v1/filings/{id}"), &[("cookie", &cookie)], b"");
        assert_eq!(found.status, 200, "{id} was lost");
        let found = found.json();
        if known.saved > 0 {
            // The next version may have been saved although its answer was lost.
            let name = found["form"]["site"]["name"].as_str().unwrap();
            let saved = name.trim_start_matches("虚构示例官网第").trim_end_matches("版").parse::<u64>();
            assert!(
                saved.is_ok_and(|saved| saved >= known.saved),
                "{id}: of {} there is {name}",
                known.saved
            );
        }
        for (scan, bytes) in &known.scans {
            let listed = found["scans"].as_array().unwrap().iter().any(|there| there["id"] == **scan);
            assert!(listed, "{id}: the scan {scan} was lost");
            let kept = std::fs::read(data.join("objects/beian-scans/filings").join(id).join(scan));
            assert_eq!(kept.unwrap_or_default(), *bytes, "{id}: the bytes of {scan}");
        }
        if known.submitted {
            assert_eq!(found["status"], "with_provider", "{id}: its submission was lost");
        }
    }
}

/// Checks that histories, scans and claims agree, and that the letters of each submission are sent.
async fn whole(data: &Path, acknowledged: &BTreeMap<String, Known>) {
    let options = Options { data: Some(data.to_owned()), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    let store = &edition.office.store;
    let audit = verify(store).await.unwrap();
    assert_eq!(audit.faults, Vec::<String>::new());
    let submitted: Vec<&String> =
        acknowledged.iter().filter(|(_, known)| known.submitted).map(|(id, _)| id).collect();
    // A submitted filing holds its domain and certificate; a submission without an answer may hold them too.
    assert!(audit.claims >= 2 * submitted.len(), "{} claims of {}", audit.claims, submitted.len());
    // A letter whose first try failed, as in an edition that starts on a busy machine, waits up to an hour for the next one.
    edition.office.clock.set(edition.office.clock.now() + jiff::SignedDuration::from_hours(2));
    edition.tick().await.unwrap();
    let mails = edition.mails();
    for id in submitted {
        let reference = store.filing_state(id.parse().unwrap()).await.unwrap().reference.to_string();
        for to in [format!("{}@example.com", name(acknowledged[id].writer)), "yun-yi@example.net".to_owned()]
        {
            let sent =
                mails.iter().filter(|mail| mail.to.contains(&to) && mail.text.contains(&reference)).count();
            assert!(sent >= 1, "{id}: the letter to {to} was lost");
        }
    }
    edition.stop().await;
}

/// Pseudorandom numbers, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn an_answered_change_is_there_after_kill_9() {
    let folder = Folder::new("kill");
    let data = folder.0.join("data");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(furnish(&data));
    let seed = std::env::var("BEIAN_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed = seed.unwrap_or(now.as_nanos() as u64 | 1);
    println!("BEIAN_SEED={seed}");
    let mut chance = Chance(seed);
    let kills = if std::env::var_os("BEIAN_LONG").is_some() { 40 } else { 5 };
    let acknowledged = Acknowledged::default();
    for round in 0..kills {
        let running = Running::start("0", &data);
        look(&running.origin, &data, &acknowledged.lock().unwrap());
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                let (origin, acknowledged) = (running.origin.clone(), acknowledged.clone());
                let writer = Writer { number, round, origin, acknowledged };
                std::thread::spawn(move || (0..).find_map(|filing| writer.file(filing).err()).unwrap())
            })
            .collect();
        // The kill comes after a random number of steps and a random moment more, in the middle of the writers' work.
        let done = || acknowledged.lock().unwrap().values().map(Known::steps).sum::<usize>();
        let (before, much) = (done(), if round == 0 { 60 } else { 1 + chance.below(60) as usize });
        while done() < before + much && writers.iter().all(|writer| !writer.is_finished()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(chance.below(100)));
        assert!(writers.iter().all(|writer| !writer.is_finished()), "somebody stopped before");
        running.kill();
        for writer in writers {
            let why = writer.join().unwrap();
            println!("round {round}: {why}");
        }
        runtime.block_on(whole(&data, &acknowledged.lock().unwrap()));
    }
    let running = Running::start("0", &data);
    look(&running.origin, &data, &acknowledged.lock().unwrap());
    assert!(running.terminate());
    let all = acknowledged.lock().unwrap();
    let scans: usize = all.values().map(|known| known.scans.len()).sum();
    let submitted = all.values().filter(|known| known.submitted).count();
    println!("{kills} kills: {} filings, {scans} scans, {submitted} submissions", all.len());
    assert!(all.len() >= kills && scans > 0 && submitted > 0, "hardly anybody wrote");
}
