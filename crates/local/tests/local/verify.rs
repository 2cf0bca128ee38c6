//! The check of an office reports every change that was made without the program.

use crate::support::{Folder, reader};
use beian_filing::{
    calendar::Calendar,
    history::{Actor, Context, Role},
    identifier::{Reference, RequestId, Username},
    paper::{Envelope, Evidence, PaperRequest, ReceivedRequest, RequestKind},
};
use beian_local::{
    Edition, Options,
    transfer::{Audit, verify},
};
use dynoxide::Database;
use serde_json::{Value, json};
use std::{fs, path::Path};

async fn checked(data: &Path) -> Audit {
    let options = Options { data: Some(data.to_owned()), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    let audit = verify(&edition.office.store).await.unwrap();
    edition.stop().await;
    audit
}

/// The table of a stopped edition.
struct Table(Database);

impl Table {
    fn open(data: &Path) -> Table {
        Table(Database::new(&data.join("table.sqlite").to_string_lossy()).unwrap())
    }

    fn items(&self) -> Vec<Value> {
        let request = serde_json::from_value(json!({ "TableName": "beian" })).unwrap();
        let found = serde_json::to_value(self.0.scan(request).unwrap()).unwrap();
        found["Items"].as_array().unwrap().clone()
    }

    fn put(&self, item: &Value) {
        let request = json!({ "TableName": "beian", "Item": item });
        self.0.put_item(serde_json::from_value(request).unwrap()).unwrap();
    }

    fn delete(&self, item: &Value) {
        let request = json!({ "TableName": "beian", "Key": { "pk": item["pk"], "sk": item["sk"] } });
        self.0.delete_item(serde_json::from_value(request).unwrap()).unwrap();
    }
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

fn is(item: &Value, pk: &str, sk: &str) -> bool {
    text(item, "pk").starts_with(pk) && text(item, "sk").starts_with(sk)
}

/// The same item with another document.
fn with(item: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut document: Value = serde_json::from_str(text(item, "data")).unwrap();
    change(&mut document);
    let mut item = item.clone();
    assert_ne!(text(&item, "data"), document.to_string());
    item["data"]["S"] = document.to_string().into();
    item
}

fn document(item: &Value) -> Value {
    serde_json::from_str(text(item, "data")).unwrap_or_default()
}

fn account_of<'a>(items: &'a [Value], role: &str) -> &'a Value {
    let is_one = |item: &&Value| is(item, "ACCOUNT#", "ACCOUNT") && document(item)["role"] == role;
    items.iter().find(is_one).unwrap_or_else(|| panic!("there is no {role}"))
}

/// A change of the table: its name, the item before, and the item after.
type Tampering = (&'static str, Value, Option<Value>);

/// Every kind of change that a person with access to the table may make.
fn tamperings(items: &[Value]) -> Vec<Tampering> {
    let state = |status: &str| {
        let stands =
            |item: &&Value| is(item, "FILING#", "STATE") && document(item)["state"]["name"] == status;
        items.iter().find(stands).unwrap_or_else(|| panic!("no filing is {status}"))
    };
    let at = |pk: &str, sk: &str| {
        let found = items.iter().find(|item| text(item, "pk") == pk && text(item, "sk") == sk);
        found.unwrap_or_else(|| panic!("there is no {pk} {sk}")).clone()
    };
    let first = |pk: &str, sk: &str| {
        items.iter().find(|item| is(item, pk, sk)).unwrap_or_else(|| panic!("there is no {pk} {sk}")).clone()
    };
    let section = |status: &str, section: &str| at(text(state(status), "pk"), &format!("FORM#{section}"));
    let mut list: Vec<Tampering> = Vec::new();
    let mut changed = |name, item: &Value, change: &dyn Fn(&mut Value)| {
        list.push((name, item.clone(), Some(with(item, change))));
    };
    for status in ["draft", "with_provider", "under_review", "approved"] {
        let name = section(status, "organizer");
        changed("the company's name", &name, &|form| form["name"] = "另一家公司".into());
        let site = section(status, "site");
        changed("the domain", &site, &|form| form["domain"] = "else.example".into());
        let access = section(status, "access");
        changed("the provider in the form", &access, &|form| form["provider"] = "other".into());
        let filing = state(status).clone();
        changed("the owner", &filing, &|state| state["owner"] = "somebody-else".into());
        changed("the provider of the filing", &filing, &|state| state["provider"] = "other".into());
        changed("when it changed", &filing, &|state| state["changed_at"] = "2020-01-01T00:00:00Z".into());
        changed("the name in lists", &filing, &|state| state["organizer_name"] = "另一家".into());
    }
    let review = state("under_review");
    changed("where it stands", review, &|filing| {
        filing["state"] = json!({ "name": "draft", "reasons": [] });
    });
    changed("its claims", review, &|filing| filing["claims"] = json!([]));
    changed("who wrote it", review, &|filing| filing["authors"] = json!([]));
    let on_file = first("RECORD#", "STATE");
    changed("the owner on file", &on_file, &|file| file["owner"] = "somebody-else".into());
    changed("the domain on file", &on_file, &|file| file["sites"][0]["domain"] = "else.example".into());
    let public = first("RECORD#", "SITE#");
    for (name, field) in [("domain", "domain"), ("home page", "home_url"), ("number", "number")] {
        let kind: &'static str = match name {
            "domain" => "the public record's domain",
            "home page" => "the public record's home page",
            _ => "the public record's number",
        };
        changed(kind, &public, &|record| record[field] = "else.example".into());
    }
    changed("the day of a public record", &public, &|record| record["approved_on"] = "2020-01-01".into());
    let organizer = first("RECORD#", "ORGANIZER");
    changed("the public organizer", &organizer, &|record| record["name"] = "另一家公司".into());
    changed("the public kind", &organizer, &|record| record["unit_kind"] = "99".into());
    for role in ["owner", "clerk", "reviewer"] {
        let account = account_of(items, role).clone();
        changed("a role", &account, &|account| account["role"] = "supervisor".into());
        changed("an account closed", &account, &|account| {
            account["disabled_at"] = "2026-01-01T00:00:00Z".into()
        });
        changed("an address", &account, &|account| account["email"] = "else@example.org".into());
        changed("a password", &account, &|account| account["password_hash"] = "$argon2id$other".into());
    }
    changed("a provider's provider", account_of(items, "provider"), &|account| {
        account["provider"] = "other".into()
    });
    let request = first("REQUEST#", "STATE");
    changed("the account of a request", &request, &|request| request["account"] = "somebody-else".into());
    changed("the evidence of a request", &request, &|request| {
        request["evidence"] = json!(["form", "licence"])
    });
    let event = items.iter().find(|item| is(item, "ACCOUNT#", "EVENT#") && document(item)["seq"] == 1);
    changed("an account's history", event.unwrap(), &|event| event["by"] = "nobody".into());
    let event = first("REQUEST#", "EVENT#");
    changed("a request's history", &event, &|event| event["by"] = "nobody".into());

    let mut struck = public.clone();
    struck["deregistered_on"] = json!({ "S": "2026-01-01" });
    list.push(("a public record struck off", public.clone(), Some(struck)));
    let mut hidden = public.clone();
    hidden["record_key"] = json!({ "S": "DOMAIN#else.example" });
    list.push(("where the public finds a record", public.clone(), Some(hidden)));
    list.push(("a public record gone", public, None));
    let mut given = review.clone();
    given["owner_key"] = json!({ "S": "OWNER#somebody-else" });
    list.push(("in whose list a filing stands", review.clone(), Some(given)));
    let counter = first("COUNTER#", "COUNTER");
    let mut back = counter.clone();
    back["last"] = json!({ "N": "0" });
    list.push(("the counter set back", counter.clone(), Some(back)));
    list.push(("the counter gone", counter, None));
    let mine = |item: &&Value| text(item, "sk") == "CLAIM" && text(item, "data").contains("filing");
    for kind in ["DOMAIN#", "CERT#"] {
        let claim = items.iter().filter(mine).find(|item| is(item, kind, "CLAIM")).unwrap();
        list.push(("a claim gone", claim.clone(), None));
        let other = state("draft");
        let holder = json!({ "filing": text(other, "pk").trim_start_matches("FILING#") });
        list.push(("a claim given away", claim.clone(), Some(with(claim, |held| *held = holder))));
    }
    list.push(("a filing gone", review.clone(), None));
    list.push((
        "a reference gone",
        at(&format!("REFERENCE#{}", document(review)["reference"].as_str().unwrap()), "REFERENCE"),
        None,
    ));
    list.push(("a section of a form gone", section("under_review", "organizer"), None));
    list
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_in_a_stopped_edition_a_check_names() {
    let folder = Folder::new("verify");
    let data = folder.0.join("data");
    let options = Options { data: Some(data.clone()), seed: true, reader: reader(), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    request(&edition).await;
    edition.stop().await;
    let whole = checked(&data).await;
    assert_eq!(whole.faults, Vec::<String>::new());
    assert_eq!(whole.uncovered, Vec::<String>::new());
    assert!(whole.accounts > 3 && whole.requests > 0 && whole.records > 0, "{whole:?}");

    // The table is changed beside a running edition, because a restart for each change would take long.
    let options = Options { data: Some(data.clone()), ..Options::default() };
    let edition = Edition::open(options).await.unwrap();
    let table = Table::open(&data);
    let items = table.items();
    let mut unseen = Vec::new();
    for (name, before, after) in tamperings(&items) {
        match &after {
            Some(after) => table.put(after),
            None => table.delete(&before),
        }
        let found = verify(&edition.office.store).await.unwrap();
        if found.faults.is_empty() {
            unseen.push((name, text(&before, "pk").to_owned()));
        }
        table.put(&before);
    }
    assert_eq!(unseen, Vec::new(), "changed, and the check said that all is well");
    edition.stop().await;
    assert_eq!(checked(&data).await, whole, "everything was put back");

    // An account without a history has a role that was never granted.
    let mut stranger = with(account_of(&items, "reviewer"), |account| {
        account["username"] = "stranger".into();
        account["events"] = 0.into();
        account["last_hash"] = "".into();
    });
    stranger["pk"] = json!({ "S": "ACCOUNT#stranger" });
    stranger["provider_sort"] = json!({ "S": "stranger" });
    table.put(&stranger);
    assert_eq!(checked(&data).await.faults.len(), 1);
    table.delete(&stranger);
}

/// Adds a paper request, which the demonstration data does not contain.
async fn request(edition: &Edition) {
    let store = &edition.office.store;
    let (items, _) = store.some_items(None).await.unwrap();
    let owner = account_of(&items, "owner");
    let owner = store.account(&Username::typed(text(owner, "pk").trim_start_matches("ACCOUNT#"))).await;
    let clerk = Actor { account: Username::typed("chuangkou"), role: Role::Clerk, provider: None };
    let context = Context {
        at: edition.office.clock.now(),
        actor: &clerk,
        fingerprint: "",
        rules: edition.office.rules(),
        calendar: Calendar::shipped(),
    };
    let envelope = Envelope {
        arrived_on: context.today(),
        reason: None,
        evidence: vec![Evidence::Form],
        papers: None,
        marks: Vec::new(),
    };
    let request = ReceivedRequest {
        id: RequestId::from(0),
        reference: Reference::issue(*b"JX", [9; 8]),
        kind: RequestKind::RecoverAccount,
        about: None,
        account: &owner.unwrap().unwrap(),
        applicant: None,
        email: None,
        form: None,
        envelope,
    };
    let step = PaperRequest::receive(request, &context);
    store.commit(step.unwrap(), "command").await.unwrap();
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_with_other_bytes_of_the_same_size_is_named() {
    let folder = Folder::new("verify-scans");
    let data = folder.0.join("data");
    let options = Options { data: Some(data.clone()), seed: true, reader: reader(), ..Options::default() };
    Edition::open(options).await.unwrap().stop().await;
    let mut scans = Vec::new();
    files(&data.join("objects/beian-scans/filings"), &mut scans);
    // A page's thumbnail is made of its scan, so the check does not cover it.
    let scan = scans.iter().find(|path| path.extension().is_none_or(|end| end != "jpg")).unwrap();
    let mut bytes = fs::read(scan).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(scan, &bytes).unwrap();
    let found = checked(&data).await;
    assert_eq!(found.faults.len(), 1, "{found:?}");
    assert!(found.faults[0].contains("other bytes"), "{found:?}");
    fs::remove_file(scan).unwrap();
    assert!(checked(&data).await.faults[0].contains("is missing"));
}
