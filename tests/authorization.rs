//! Every action, in every part, in every state, on one's own and on a foreign object, against the tables of
//! docs/AUTHORIZATION.md.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "authorization/belongings.rs"]
mod belongings;
#[path = "authorization/filings.rs"]
mod filings;
#[path = "authorization/requests.rs"]
mod requests;
#[path = "authorization/without_filing.rs"]
mod without_filing;

use beian_contract::route::{Audience, ROUTES, Route, route};
use beian_filing::{account::Session, form::DocumentKind, history::Role};
use beian_tests::{Harness, Person, Reply, forms};
use jiff::{ToSpan, civil::date};
use lambda_http::Body;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TABLES: &str = include_str!("../docs/AUTHORIZATION.md");
const STATES: [&str; 9] = [
    "draft",
    "with_provider",
    "awaiting_sheet",
    "under_review",
    "returned_to_owner",
    "returned_to_provider",
    "approved",
    "deregistered",
    "deleted",
];
const JSON: (&str, &str) = ("content-type", "application/json");

/// The rows of the table below a heading: first cell, then the others by the names of their columns.
fn table(heading: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let section = TABLES.split(&format!("## {heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    let mut rows = section
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let names = rows.next().unwrap();
    rows.skip(1)
        .map(|row| {
            let cells = names.iter().skip(1).cloned().zip(row.iter().skip(1).cloned()).collect();
            (row[0].trim_matches('`').to_owned(), cells)
        })
        .collect()
}

/// The actions that a section lists in its text.
fn listed(heading: &str) -> BTreeSet<String> {
    let section = TABLES.split(&format!("## {heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    section.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Somebody who asks, as the tables know them.
struct Part {
    name: &'static str,
    person: Person,
    /// `None`: nobody is signed in, whatever they send.
    role: Option<&'static str>,
    /// Which of the two filings is theirs; staff of the bureau see both.
    own: [bool; 2],
}

async fn parts(harness: &Harness) -> Vec<Part> {
    let supervisor = harness.supervisor().await;
    let closed = harness.signed_in_with_password("owner-closed").await;
    closed.get("/v1/sessions/current").await.ok();
    let close = json!({ "username": "owner-closed", "reason": "as a test" });
    supervisor.post("/v1/accounts/disable", close).await.ok();
    let expired = harness.owner("owner-expired").await;
    let account = harness.account("owner-expired").await;
    let long_ago = harness.now() - jiff::SignedDuration::from_hours(13);
    let over = Session::open(&account, long_ago, String::new(), String::new());
    harness.store().open_session(&beian_kit::token::digest("token-of-owner-expired"), &over).await.unwrap();
    let part = |name, person, role, own| Part { name, person, role, own };
    vec![
        part("nobody", harness.anyone(), None, [false; 2]),
        part("an owner", harness.owner("owner-1").await, Some("owner"), [true, false]),
        part("another owner", harness.owner("owner-2").await, Some("owner"), [false, true]),
        part("a provider", harness.provider().await, Some("provider"), [true, false]),
        part("another provider", harness.other_provider().await, Some("provider"), [false, true]),
        part("a clerk", harness.clerk().await, Some("clerk"), [true; 2]),
        part("a reviewer", harness.reviewer().await, Some("reviewer"), [true; 2]),
        part("a supervisor", supervisor, Some("supervisor"), [true; 2]),
        part("a closed account", closed, None, [false; 2]),
        part("an expired session", expired, None, [false; 2]),
    ]
}

/// A filing in a state, with who owns it and who was chosen.
struct Case {
    id: String,
    version: u64,
    form: Value,
    masked: Value,
    /// A scan of the commitment.
    scan: String,
}

/// Brings a new filing into a state, by the people who do that.
async fn case(harness: &Harness, owner: &Person, provider: &Person, state: &str, number: u32) -> Case {
    let (clerk, reviewer) = (find(harness, "clerk-1"), find(harness, "reviewer-1"));
    let domain = format!("shili-cell-{number}.cn");
    // One team files units, the other individuals, of whom more is private.
    let unit = provider.name == "staff-yi";
    let mut form = if unit {
        forms::unit(&domain, &format!("{number:08}"))
    } else {
        let born = date(1950, 1, 1).saturating_add(i64::from(number).days());
        forms::individual(&domain, &born.strftime("%Y%m%d").to_string())
    };
    // The site's own leader is somebody else than the organizer's: both are private.
    form["site"]["same_leader"] = json!(false);
    form["site"]["leader"] = json!({
        "name": "丙某某", "certificate_kind": "2", "certificate_number": forms::resident_id("19910303"),
        "valid_from": "2021-01-01", "valid_to": "2041-01-01", "mobile": "13800000003",
        "landline": "0791-86000003", "emergency_phone": "13800000004", "email": "site-leader@example.com",
    });
    if unit {
        // Four people, whose names stand in four places.
        let organizer = &mut form["organizer"];
        organizer["leader"]["name"] = json!("乙某某");
        organizer["investor"] = json!("丁某某");
        organizer["leader_is_legal_representative"] = json!(false);
        organizer["legal_representative"] = json!("戊某某");
        form["access"]["provider"] = json!("yun-yi");
    } else {
        form["access"]["provider"] = json!("yun-er");
    }
    let id = owner.draft(form).await;
    owner.scan_all(&id).await;
    let later = |wanted: &[&str]| wanted.contains(&state);
    if state == "deleted" {
        owner.act(&id, "discard").await.ok();
    } else if state != "draft" {
        owner.submit(&id).await.ok();
    }
    if !later(&["draft", "deleted", "with_provider"]) {
        provider.forward(&id).await.ok();
    }
    if !later(&["draft", "deleted", "with_provider", "awaiting_sheet"]) {
        clerk.receive_sheet(&id).await.ok();
    }
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "" }]);
    let decision = match state {
        "returned_to_owner" => Some(json!({ "decision": "return_to_owner", "reasons": reasons })),
        "returned_to_provider" => Some(json!({ "decision": "return_to_provider", "reasons": reasons })),
        "approved" | "deregistered" => Some(json!({ "decision": "approve" })),
        _ => None,
    };
    if let Some(decision) = decision {
        reviewer.act_with(&id, "review", decision).await.ok();
    }
    if state == "deregistered" {
        let record = owner.filing(&id).await.organizer_number.unwrap().record_id();
        harness.deregistered(owner, provider, &record, None).await;
    }
    let seen = owner.filing(&id).await;
    assert_eq!(seen.status.as_str(), state);
    let scan = seen.scans.iter().find(|scan| scan.document == DocumentKind::Commitment);
    Case {
        version: seen.version,
        scan: scan.map_or("0".to_owned(), |scan| scan.id.clone()),
        masked: provider.filing_or_null(&id).await["form"].clone(),
        form: json!(seen.form),
        id,
    }
}

/// Somebody who is signed in already, by name.
fn find(harness: &Harness, name: &str) -> Person {
    harness.signed_in(name)
}

/// A complete and right request of this party for the action.
fn body(action: &str, part: &Part, case: &Case) -> Value {
    let version = case.version;
    let document = if part.role == Some("clerk") { "verification_sheet" } else { "commitment" };
    let mut form =
        if part.role == Some("provider") && case.masked.is_object() { &case.masked } else { &case.form }
            .clone();
    if form.is_object() && action != "save-draft" {
        form["site"]["name"] = json!("虚构示例新名称");
    }
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "" }]);
    match action {
        "save-draft" | "correct" | "amend" => json!({ "version": version, "form": form }),
        "upload-scan" => json!({ "document": document, "media_type": "image/png", "size": 10 }),
        "attach-scan" => json!({ "version": version, "document": document }),
        "return-filing" => json!({ "version": version, "reasons": reasons }),
        "record-sheet" => {
            json!({ "version": version, "scan_id": case.scan, "signed_and_sealed": true })
        }
        "check-sheet" => json!({ "version": version, "signed_and_sealed": false, "reason": "没有盖章" }),
        "correct-arrival" => json!({ "version": version, "arrived_on": "2099-01-01", "reason": "as a test" }),
        // A supervisor hands over to nobody what nobody has: it is taken up first.
        "hand-over" => json!({ "version": version, "to": "reviewer-1" }),
        "pause-review" => json!({ "version": version, "reason": "hearing", "expected_on": "2026-12-31" }),
        "review" => json!({ "version": version, "decision": "return_to_owner", "reasons": reasons }),
        "unmask" | "view-scan" => json!({ "reason": "as a test" }),
        "confirm-deregistration" => json!({ "version": version, "code": "0" }),
        _ => json!({ "version": version }),
    }
}

async fn ask(part: &Part, route: &Route, case: &Case) -> Reply {
    let scan = if route.action == "attach-scan" { "0".repeat(32) } else { case.scan.clone() };
    let path = forms::path(route, &case.id, &scan);
    let body =
        if route.is_write() { Body::Text(body(route.action, part, case).to_string()) } else { Body::Empty };
    part.person.send(route.method, &path, &[JSON], body).await
}

/// The answer that the tables demand.
enum Expected {
    /// Exactly this.
    Refused(u16, &'static str),
    /// Not now: one of these.
    NotNow(&'static [&'static str]),
    /// Done, with exactly this status.
    Done(u16),
}

struct Tables {
    seen: BTreeMap<String, BTreeMap<String, String>>,
    done: BTreeMap<String, BTreeMap<String, String>>,
}

impl Tables {
    fn expected(&self, action: &str, part: &Part, state: &str, own: bool) -> Expected {
        let Some(role) = part.role else { return Expected::Refused(401, "not-signed-in") };
        let cell = &self.done[action][role];
        if cell == "–" {
            return Expected::Refused(403, "forbidden");
        }
        let states = &self.seen[role]["in which states"];
        if !own || !states.split(", ").any(|seen| seen == state) {
            return Expected::Refused(404, "not-found");
        }
        if cell == "seen" || cell.split(", ").any(|allowed| allowed == state) {
            // Nothing was uploaded, and no sheet: what is left is refused for that alone.
            return match action {
                "attach-scan" => Expected::Refused(409, "scan-not-uploaded"),
                "record-sheet" => Expected::Refused(409, "unknown-scan"),
                // Nothing arrives before its day.
                "correct-arrival" => Expected::Refused(422, "impossible-arrival"),
                _ => Expected::Done(route(action).unwrap().success),
            };
        }
        Expected::NotNow(not_now(action))
    }
}

/// The refusal of an action in a state that does not permit it.
fn not_now(action: &str) -> &'static [&'static str] {
    match action {
        "save-draft" | "discard" | "submit" => &["not-draft", "written-by-other"],
        "upload-scan" | "attach-scan" => &["scans-closed"],
        // A clerk is asked about a scan that is not a sheet; a scan may be gone with its draft.
        "remove-scan" => &["scans-closed", "unknown-scan"],
        "view-scan" => &["unknown-scan"],
        "correct" | "return-filing" | "forward" => &["not-with-provider"],
        "record-sheet" => &["not-awaiting-sheet"],
        "review" | "check-sheet" | "pause-review" | "take-up" | "hand-over" | "correct-arrival" => {
            &["not-under-review"]
        }
        "resume-review" => &["not-under-review", "not-paused"],
        "amend" => &["not-returned", "returned-to-other"],
        "confirm-deregistration" => &["nothing-to-confirm"],
        other => panic!("{other} can be done in every state"),
    }
}

/// Everything in this form that staff see only by its ends.
fn private(form: &Value) -> Vec<String> {
    let organizer = &form["organizer"];
    let fields = ["name", "certificate_number", "mobile", "landline", "emergency_phone", "email"];
    let people = [&organizer["leader"], &form["site"]["leader"]];
    let mut found: Vec<&Value> =
        people.into_iter().flat_map(|person| fields.iter().map(|field| &person[field])).collect();
    found.extend(["investor", "legal_representative"].map(|field| &organizer[field]));
    if organizer["unit_kind"] == "5" {
        let own = ["name", "certificate_number", "certificate_address", "mailing_address"];
        found.extend(own.iter().map(|field| &organizer[field]));
    }
    let texts = found.into_iter().filter_map(Value::as_str).filter(|text| !text.is_empty());
    texts.map(str::to_owned).collect()
}

fn holds(expected: &Expected, reply: &Reply) -> bool {
    match expected {
        Expected::Refused(status, code) => (reply.status, reply.code()) == (*status, *code),
        Expected::NotNow(codes) => reply.status == 409 && codes.contains(&reply.code()),
        Expected::Done(status) => reply.status == *status,
    }
}
