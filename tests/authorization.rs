//! Every action, in every part, in every state, on one's own and on a foreign object, against the tables of
//! docs/AUTHORIZATION.md.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use beian_contract::route::{Audience, ROUTES, Route, route};
use beian_filing::{account::Session, history::Role};
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
        owner.act(&id, "discard", json!({})).await.ok();
    } else if state != "draft" {
        owner.act(&id, "submit", json!({})).await.ok();
    }
    if !later(&["draft", "deleted", "with_provider"]) {
        provider.act(&id, "forward", json!({})).await.ok();
    }
    if !later(&["draft", "deleted", "with_provider", "awaiting_sheet"]) {
        let sheet = clerk.scan(&id, "verification_sheet").await;
        clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
    }
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "" }]);
    let decision = match state {
        "returned_to_owner" => Some(json!({ "decision": "return_to_owner", "reasons": reasons })),
        "returned_to_provider" => Some(json!({ "decision": "return_to_provider", "reasons": reasons })),
        "approved" | "deregistered" => Some(json!({ "decision": "approve" })),
        _ => None,
    };
    if let Some(decision) = decision {
        reviewer.act(&id, "review", decision).await.ok();
    }
    if state == "deregistered" {
        let number = owner.filing(&id).await["organizer_number"].as_str().unwrap().to_owned();
        let record: String = number.chars().filter(char::is_ascii_digit).collect();
        harness.deregistered(owner, provider, &record, None).await;
    }
    let seen = owner.filing(&id).await;
    assert_eq!(seen["status"], state);
    let scan = seen["scans"].as_array().unwrap().iter().find(|scan| scan["document"] == "commitment");
    Case {
        version: seen["version"].as_u64().unwrap(),
        scan: scan.map_or("0".to_owned(), |scan| scan["id"].as_str().unwrap().to_owned()),
        masked: provider.filing_or_null(&id).await["form"].clone(),
        form: seen["form"].clone(),
        id,
    }
}

/// Somebody who is signed in already, by name.
fn find(harness: &Harness, name: &str) -> Person {
    harness.signed_in(name)
}

/// What this part would send to do it, complete and right.
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

/// What must be answered, by the tables.
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

/// What an action says in a state in which it cannot be done.
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

#[tokio::test(flavor = "multi_thread")]
async fn every_action_answers_every_part_in_every_state_as_the_tables_say() {
    let harness = Harness::open().await.over_http();
    let tables =
        Tables { seen: table("Who sees a filing"), done: table("What may be done to a filing, and when") };
    let parts = parts(&harness).await;
    let person = |name: &str| &parts.iter().find(|part| part.name == name).unwrap().person;
    let teams =
        [(person("an owner"), person("a provider")), (person("another owner"), person("another provider"))];
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{filing_id}")).collect();
    let named: BTreeSet<&str> = tables.done.keys().map(String::as_str).collect();
    assert_eq!(
        routes.iter().map(|route| route.action).collect::<BTreeSet<_>>(),
        named,
        "the table's actions"
    );
    let (mut cells, mut number, mut wrong) = (0, 0, Vec::new());
    for state in STATES {
        let mut cases = Vec::new();
        for (owner, provider) in teams {
            number += 1;
            cases.push(case(&harness, owner, provider, state, number).await);
        }
        for route in &routes {
            for part in &parts {
                for side in 0..2 {
                    let expected = tables.expected(route.action, part, state, part.own[side]);
                    let reply = ask(part, route, &cases[side]).await;
                    cells += 1;
                    let at = format!(
                        "{} by {} on {}, {state}",
                        route.action,
                        part.name,
                        ["one", "the other"][side]
                    );
                    if !holds(&expected, &reply) {
                        wrong.push(format!("{at}: {} {}", reply.status, reply.code()));
                    }
                    if part.role.is_some_and(|role| role != "owner") && route.action != "unmask" {
                        let text = reply.body.to_string();
                        for private in private(&cases[side].form) {
                            if text.contains(&private) {
                                wrong.push(format!("{at}: shows {private}"));
                            }
                        }
                    }
                    if part.role == Some("clerk") && !reply.body["form"].is_null() {
                        wrong.push(format!("{at}: shows the form"));
                    }
                    // What was done is made undone: another filing takes its place.
                    if route.is_write() && (200..300).contains(&reply.status) && changes(route.action) {
                        number += 1;
                        let (owner, provider) = teams[side];
                        cases[side] = case(&harness, owner, provider, state, number).await;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells >= 3_000, "{cells} cells");
}

fn changes(action: &str) -> bool {
    !["upload-scan", "view-scan", "unmask"].contains(&action)
}

/// What is asked in the address where it must be.
fn asked(action: &str, role: Option<&str>) -> &'static str {
    match (action, role) {
        ("look-up" | "show-conflict", _) => "?domain=shili-nobody.cn",
        ("list-filings", Some("clerk" | "reviewer" | "supervisor")) => "?status=under_review",
        ("find-cases", _) => "?text=JX",
        _ => "",
    }
}

/// The answer to somebody who is admitted, where nothing exists that the body or the path names.
fn alone(route: &Route, role: Option<&str>) -> (u16, &'static str) {
    match route.action {
        "start-filing" if role == Some("provider") => (404, "not-found"),
        "confirm-registration" | "keep-email" | "show-progress" => (409, "code-expired"),
        "sign-in"
        | "end-session"
        | "set-password"
        | "change-password"
        | "begin-second-factor"
        | "remove-second-factor"
        | "export-data" => (401, "wrong-password"),
        "confirm-second-factor" => (409, "no-proposal"),
        "propose-calendar" => (422, "calendar-unfit"),
        "resend-notice"
        | "lift-suppression"
        | "disable-account"
        | "enable-account"
        | "recover-staff"
        | "recover-owner"
        | "sign-calendar"
        | "withdraw-calendar"
        | "download-statistics"
        | "print-form"
        | "receive-request"
        | "reorder-post"
        | "view-letter"
        | "match-letter"
        | "set-aside-letter"
        | "take-back-letter"
        | "view-papers"
        | "show-request"
        | "receive-evidence"
        | "decide-request"
        | "show-record"
        | "cancel-access"
        | "authorize-provider"
        | "revoke-authorization"
        | "issue-certificate"
        | "verify-certificate"
        | "deregister" => (404, "not-found"),
        _ => (route.success, ""),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_without_a_filing_answers_every_part_as_the_tables_say() {
    let harness = Harness::open().await.over_http();
    let (open, holder, roles) = (listed("Open to anyone"), listed("For one's own account"), table("By role"));
    let gate = |wanted: fn(&Audience) -> bool| -> BTreeSet<String> {
        let fits = |route: &&Route| wanted(&route.audience) && !route.path.contains("{filing_id}");
        ROUTES.iter().filter(fits).map(|route| route.action.to_owned()).collect()
    };
    assert_eq!(gate(|gate| *gate == Audience::Open), open, "open to anyone");
    assert_eq!(gate(|gate| *gate == Audience::Holder), holder, "for one's own account");
    assert_eq!(gate(|gate| matches!(gate, Audience::Roles(_))), roles.keys().cloned().collect(), "by role");

    let mut parts = parts(&harness).await;
    // Signing out comes last.
    let mut routes: Vec<&Route> = ROUTES.iter().filter(|route| !route.path.contains("{filing_id}")).collect();
    routes.sort_by_key(|route| route.action == "sign-out");
    let mut wrong = Vec::new();
    for route in routes {
        for (number, part) in parts.iter_mut().enumerate() {
            let mut body = forms::complete(route.action);
            // Each has a name of its own, so that nobody waits for what others tried.
            if body["username"] == "nobody" && matches!(route.audience, Audience::Open) {
                body["username"] = json!(format!("nobody-{number}"));
            }
            if route.action == "start-filing" && part.role == Some("provider") {
                body["username"] = json!("nobody");
            }
            // So many wrong codes an hour are all that one address may try.
            if route.action == "show-progress" {
                harness.set_clock(&(harness.now() + 61.minutes()).to_string());
            }
            let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
            let path = forms::path(route, "0", "0") + asked(route.action, part.role);
            let reply = part.person.send(route.method, &path, &[JSON], body).await;
            let admitted = match (part.role, &route.audience) {
                (_, Audience::Open) => Ok(()),
                (None, _) => Err((401, "not-signed-in")),
                (Some(_), Audience::Holder) => Ok(()),
                (Some(role), Audience::Roles(_)) if roles[route.action][role] == "yes" => Ok(()),
                _ => Err((403, "forbidden")),
            };
            let fits = match admitted {
                Err((status, code)) => (reply.status, reply.code()) == (status, code),
                Ok(()) => (reply.status, reply.code()) == alone(route, part.role),
            };
            if !fits {
                wrong.push(format!("{} by {}: {} {}", route.action, part.name, reply.status, reply.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_on_a_paper_request_answers_every_part_in_every_state_as_the_table_says() {
    let harness = Harness::open().await.over_http();
    let done = table("What may be done to a paper request, and when");
    let parts = parts(&harness).await;
    let (clerk, reviewer) = (find(&harness, "clerk-1"), find(&harness, "reviewer-1"));
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{request_id}")).collect();
    let named: BTreeSet<&str> = done.keys().map(String::as_str).collect();
    assert_eq!(routes.iter().map(|route| route.action).collect::<BTreeSet<_>>(), named);
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let mut wrong = Vec::new();
    for state in ["received", "approved", "refused"] {
        for route in &routes {
            for part in &parts {
                let asked = json!({ "kind": "recover_account", "username": "owner-2", "evidence": evidence });
                let entered = clerk.post("/v1/requests", asked).await.ok();
                let path = format!("/v1/requests/{}", entered["summary"]["id"].as_str().unwrap());
                if state != "received" {
                    let decision =
                        json!({ "version": 1, "approve": state == "approved", "reason": "as a test" });
                    reviewer.post(&format!("{path}/decide"), decision).await.ok();
                }
                let version = if state == "received" { 1 } else { 2 };
                let mut body = forms::complete(route.action);
                if let Some(based_on) = body.get_mut("version") {
                    *based_on = json!(version);
                }
                let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
                let there = route.path.replace("/v1/requests/{request_id}", &path);
                let reply = part.person.send(route.method, &there, &[JSON], body).await;
                let cell = part.role.map(|role| done[route.action][role].as_str());
                let expected = match cell {
                    None => Expected::Refused(401, "not-signed-in"),
                    Some("–") => Expected::Refused(403, "forbidden"),
                    Some(allowed) if allowed == "seen" || allowed == state => Expected::Done(route.success),
                    Some(_) => Expected::Refused(409, "request-decided"),
                };
                if !holds(&expected, &reply) {
                    let (status, code) = (reply.status, reply.code());
                    wrong.push(format!("{} by {}, {state}: {status} {code}", route.action, part.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_a_role_an_owner_or_a_state_of_their_own() {
    let harness = Harness::open().await;
    let parts = parts(&harness).await;
    for route in ROUTES.iter().filter(|route| route.is_write()) {
        let part = parts
            .iter()
            .find(|part| match (part.role, route.audience) {
                (Some(role), Audience::Roles(roles)) => roles.iter().any(|allowed| allowed.as_str() == role),
                (role, _) => role == Some("owner"),
            })
            .unwrap_or_else(|| panic!("nobody may {}", route.action));
        let mut body = forms::complete(route.action);
        let foreign =
            ["owner", "state", "status", "disabled", "sessions", "second_factor_needed", "filed_by"];
        for name in foreign {
            body[name] = json!("supervisor");
        }
        let path = forms::path(route, "0", "0");
        let reply = part.person.send(route.method, &path, &[JSON], Body::Text(body.to_string())).await;
        let reply = reply.refused(422, "malformed");
        for name in foreign {
            assert!(reply.pointers().contains(&format!("/{name}").as_str()), "{}: {name}", route.action);
        }
    }
    assert!(
        Role::ALL.iter().all(|role| table("By role").values().all(|row| row.contains_key(role.as_str())))
    );
}

/// Real things of one party: whatever an action can be about that is no filing.
struct Belongings {
    record: String,
    authorization: String,
    filing: String,
    scan: String,
    /// A request about the owner's account.
    request: String,
    certificate: String,
}

async fn belongings(
    harness: &Harness,
    owner: &Person,
    provider: &Person,
    form: Value,
    other: &str,
) -> Belongings {
    let clerk = find(harness, "clerk-1");
    let (filing, record) = harness.on_file(owner, provider, form).await;
    let path = format!("/v1/records/{record}");
    let about = json!({ "version": 1, "provider": other });
    let authorized = owner.post(&format!("{path}/authorizations"), about).await.ok();
    let certificate = owner.post(&format!("{path}/certificates"), json!({})).await.ok();
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let asked = json!({ "kind": "recover_account", "username": owner.name, "evidence": evidence });
    let request = clerk.post("/v1/requests", asked).await.ok();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned();
    let seen = owner.filing(&filing).await;
    Belongings {
        authorization: text(&owner.get(&path).await.ok()["authorizations"][0]["id"]),
        scan: text(&seen["scans"][0]["id"]),
        request: text(&request["summary"]["id"]),
        certificate: text(&certificate["number"]),
        record: authorized["record_id"].as_str().map_or(record.clone(), str::to_owned),
        filing,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_to_what_is_anothers_whatever_it_is() {
    let harness = Harness::open().await.over_http();
    let parts = parts(&harness).await;
    let person = |name: &str| &parts.iter().find(|part| part.name == name).unwrap().person;
    let (one, other) = (person("an owner"), person("another owner"));
    let (first, second) = (person("a provider"), person("another provider"));
    let mut form = forms::individual("shili-theirs.cn", "19660606");
    form["access"]["provider"] = json!("yun-er");
    let mine = belongings(&harness, one, first, forms::unit("shili-mine.cn", "00000091"), "yun-er").await;
    let theirs = belongings(&harness, other, second, form, "yun-yi").await;
    let mut wrong = Vec::new();
    let mut cells = 0;

    // What is on file: every action on it, by every part, on the record of either side.
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{record_id}")).collect();
    assert!(routes.len() >= 6);
    for route in &routes {
        for part in &parts {
            for (side, it) in [&mine, &theirs].into_iter().enumerate() {
                let own = part.own[side];
                let roles = table("By role");
                let expected = match part.role {
                    None => Expected::Refused(401, "not-signed-in"),
                    Some(role) if roles[route.action][role] != "yes" => Expected::Refused(403, "forbidden"),
                    Some(_) if !own => Expected::Refused(404, "not-found"),
                    // What the party itself does is shown elsewhere; here it must stay as it is.
                    Some(_) if route.is_write() => continue,
                    Some(_) => Expected::Done(route.success),
                };
                let path = route
                    .path
                    .replace("{record_id}", &it.record)
                    .replace("{authorization_id}", &it.authorization);
                let mut body = forms::complete(route.action);
                if body.get("version").is_some() {
                    body["version"] = json!(2);
                }
                let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
                let reply = part.person.send(route.method, &path, &[JSON], body).await;
                cells += 1;
                if !holds(&expected, &reply) {
                    let (status, code) = (reply.status, reply.code());
                    wrong.push(format!("{} by {} on {side}: {status} {code}", route.action, part.name));
                }
            }
        }
    }

    // Foreign objects in a body, named by those who may act on their own.
    let begin = |kind: &str, it: &Belongings| json!({ "kind": kind, "record_id": it.record, "position": 1 });
    let print = |kind: &str, it: &Belongings| json!({ "kind": kind, "record_id": it.record, "position": 1 });
    let mut named = Vec::new();
    for (who, it) in [(one, &theirs), (other, &mine), (first, &theirs), (second, &mine)] {
        named.push((who, "/v1/filings".to_owned(), begin("change", it)));
        named.push((who, "/v1/filings".to_owned(), json!({ "kind": "add_site", "record_id": it.record })));
        named.push((who, "/v1/forms/prefilled".to_owned(), print("deregister", it)));
        let sheet = json!({ "kind": "verification_sheet", "filing_id": it.filing });
        named.push((who, "/v1/forms/prefilled".to_owned(), sheet));
        named.push((
            who,
            format!("/v1/filings/{}/scans/{}/view", it.filing, it.scan),
            json!({ "reason": "as a test" }),
        ));
    }
    for (who, path, body) in named {
        let reply = who.post(&path, body.clone()).await;
        cells += 1;
        // To whoever asks about it, another's record is as one that is not there.
        let expected = if path == "/v1/filings" { (409, "not-on-file") } else { (404, "not-found") };
        if (reply.status, reply.code()) != expected {
            wrong.push(format!("{path} {body} by {}: {} {}", who.name, reply.status, reply.code()));
        }
    }

    // Scans of one filing are not scans of another, though both are one's own.
    let draft = one.draft(forms::unit("shili-draft.cn", "00000092")).await;
    for (verb, body, code) in [
        ("attach", json!({ "document": "commitment" }), "scan-not-uploaded"),
        ("remove", json!({}), "unknown-scan"),
    ] {
        one.act(&draft, &format!("scans/{}/{verb}", theirs.scan), body).await.refused(409, code);
    }
    let view = format!("/v1/filings/{draft}/scans/{}/view", mine.scan);
    one.post(&view, json!({})).await.refused(409, "unknown-scan");

    // Paper requests, by all that have no part in them.
    for it in [&mine, &theirs] {
        for route in ROUTES.iter().filter(|route| route.path.contains("{request_id}")) {
            for part in parts.iter().filter(|part| matches!(part.role, None | Some("owner" | "provider"))) {
                let path = route.path.replace("{request_id}", &it.request);
                let body = if route.is_write() {
                    Body::Text(forms::complete(route.action).to_string())
                } else {
                    Body::Empty
                };
                let reply = part.person.send(route.method, &path, &[JSON], body).await;
                let expected = if part.role.is_none() { (401, "not-signed-in") } else { (403, "forbidden") };
                cells += 1;
                if (reply.status, reply.code()) != expected {
                    wrong.push(format!(
                        "{} by {}: {} {}",
                        route.action,
                        part.name,
                        reply.status,
                        reply.code()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells > 150, "{cells}");

    // Accounts: nobody but a supervisor closes, opens or recovers one that is there.
    for action in ["disable-account", "enable-account", "recover-staff"] {
        let path = route(action).unwrap().path;
        for name in ["owner-2", "staff-er", "reviewer-1"] {
            let body = json!({ "username": name, "reason": "as a test" });
            for who in [one, first, &find(&harness, "clerk-1"), &find(&harness, "reviewer-1")] {
                who.post(path, body.clone()).await.refused(403, "forbidden");
            }
        }
    }
    // A provider recovers no owner whose account another opened, or who opened it alone.
    let add = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例", "email": "d@example.com" });
    let opened = second.post("/v1/owners", add).await.ok()["username"].as_str().unwrap().to_owned();
    for name in [&opened, &one.name, &other.name] {
        let body = json!({ "username": name, "reason": "as a test" });
        first.post("/v1/owners/recover", body).await.refused(404, "not-found");
    }
    first.post("/v1/filings", json!({ "kind": "first", "username": opened })).await.refused(404, "not-found");
    let listed = first.get("/v1/accounts").await.ok().to_string();
    assert!(!listed.contains(&opened), "{listed}");

    // Sessions: the identifier of another's ends nothing.
    let (stranger, holder) =
        (harness.signed_in_with_password("owner-8").await, harness.signed_in_with_password("owner-9").await);
    let session = holder.get("/v1/account").await.ok()["sessions"][0]["id"].clone();
    assert!(session.is_string());
    let end = json!({ "password": "a long demonstration", "session_id": session });
    // Nobody hears whether there was one to end.
    stranger.post("/v1/sessions/end", end).await.ok();
    holder.get("/v1/sessions/current").await.ok();
    stranger.get("/v1/sessions/current").await.ok();

    // Certificates are public; what they tell is only what the public record says.
    let seen =
        harness.anyone().post("/v1/certificates/verify", json!({ "number": theirs.certificate })).await.ok();
    let text = seen.to_string();
    for private in private(&other.filing(&theirs.filing).await["form"]) {
        assert!(!text.contains(&private), "{private}");
    }
    // Nothing of all that changed anything.
    for (owner, it) in [(one, &mine), (other, &theirs)] {
        let record = owner.get(&format!("/v1/records/{}", it.record)).await.ok();
        assert_eq!(record["version"], 2, "{record}");
    }
    harness.is_whole().await;
}
