//! Rules common to every action: the request's form, the actor, versions, and the same command twice.

use beian_contract::route::{Audience, ROUTES};
use beian_tests::{Harness, forms};
use lambda_http::Body;
use serde_json::json;

use crate::accounts::{PASSWORD, registered, sign_in};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_text_is_refused() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let body = Body::Binary(vec![0xff, 0xfe]);
    owner.send("POST", "/v1/filings", &[JSON], body).await.refused(400, "unreadable");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_cannot_be_read_is_refused_by_what_is_wrong_with_it() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let path = "/v1/filings";
    let cases = [
        (vec![JSON], Body::Text("{\"kind\":".into()), 400, "unreadable"),
        (vec![JSON], Body::Text("[1]".into()), 400, "unreadable"),
        (
            vec![("content-type", "text/plain")],
            Body::Text("{\"kind\":\"first\"}".into()),
            415,
            "unsupported-media",
        ),
        (vec![], Body::Text("{\"kind\":\"first\"}".into()), 415, "unsupported-media"),
        (vec![JSON], Body::Text(format!("{{\"kind\":\"{}\"}}", "x".repeat(300_000))), 413, "too-large"),
        (
            vec![JSON, ("idempotency-key", "short")],
            Body::Text("{\"kind\":\"first\"}".into()),
            422,
            "malformed",
        ),
        (
            vec![JSON, ("origin", "https://elsewhere.example")],
            Body::Text("{\"kind\":\"first\"}".into()),
            403,
            "cross-site",
        ),
        (
            vec![JSON, ("sec-fetch-site", "cross-site")],
            Body::Text("{\"kind\":\"first\"}".into()),
            403,
            "cross-site",
        ),
    ];
    for (headers, body, status, code) in cases {
        owner.send("POST", path, &headers, body).await.refused(status, code);
    }
    assert_eq!(owner.get(path).await.ok()["items"], json!([]), "nothing was begun");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_comes_twice_is_refused_wherever_it_stands_and_nothing_is_done() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let begin = Body::Text(r#"{"kind":"first","kind":"add_site"}"#.into());
    let reply = owner.send("POST", "/v1/filings", &[JSON], begin).await.refused(422, "malformed");
    assert_eq!((reply.pointers(), reply.field_code("/kind")), (vec!["/kind"], "duplicate"));
    assert_eq!(owner.get("/v1/filings").await.ok()["items"], json!([]));
    let id = owner.draft(json!({})).await;
    let text = r#"{"version":2,"form":{"site":{"name":"甲","name":"乙"},"site":{}}}"#;
    let saved = owner.send("PUT", &format!("/v1/filings/{id}/draft"), &[JSON], Body::Text(text.into())).await;
    assert_eq!(saved.refused(422, "malformed").pointers(), ["/form/site/name", "/form/site"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_unknown_field_and_wrong_type_is_told_at_once() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(json!({})).await;
    let form =
        json!({ "organizer": { "name": 7, "colour": "red" }, "site": { "contents": "x" }, "more": true });
    let reply = owner.put(&format!("/v1/filings/{id}/draft"), json!({ "version": "2", "form": form })).await;
    let reply = reply.refused(422, "malformed");
    for pointer in
        ["/version", "/form/organizer/name", "/form/organizer/colour", "/form/site/contents", "/form/more"]
    {
        assert!(reply.pointers().contains(&pointer), "{pointer} is missing in {:?}", reply.pointers());
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_behind_a_sign_in_answers_to_a_stranger() {
    let harness = Harness::open().await;
    let stranger = harness.anyone();
    for route in ROUTES.iter().filter(|route| route.audience != Audience::Open) {
        let path = forms::path(route, "0", "0");
        let body = forms::complete(route.action);
        let reply = stranger.send(route.method, &path, &[JSON], Body::Text(body.to_string())).await;
        assert_eq!(
            (reply.status, reply.code()),
            (401, "not-signed-in"),
            "{}: {:#}",
            route.action,
            reply.body
        );
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_is_closed_to_the_roles_that_the_table_does_not_name() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let people = [
        ("owner", owner.clone()),
        ("provider", harness.provider().await),
        ("clerk", harness.clerk().await),
        ("reviewer", harness.reviewer().await),
        ("supervisor", harness.person("super-1", beian_filing::history::Role::Supervisor, None).await),
    ];
    let id = owner.submitted(forms::unit("shili-roles.cn", "00000009")).await;
    for route in ROUTES {
        let Audience::Roles(roles) = route.audience else { continue };
        for (name, person) in &people {
            if roles.iter().any(|role| role.as_str() == *name) {
                continue;
            }
            let path = forms::path(route, &id, "0");
            let reply = person
                .send(route.method, &path, &[JSON], Body::Text(forms::complete(route.action).to_string()))
                .await;
            assert_eq!((reply.status, reply.code()), (403, "forbidden"), "{} as {name}", route.action);
        }
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_filing_is_as_if_it_were_not_there() {
    let harness = Harness::open().await;
    let (owner, stranger) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let other_provider = harness.other_provider().await;
    let id = owner.submitted(forms::unit("shili-mine.cn", "00000005")).await;
    for person in [&stranger, &other_provider] {
        person.post(&format!("/v1/filings/{id}/scans/0/view"), json!({})).await.refused(404, "not-found");
        for path in ["", "/history"] {
            person.get(&format!("/v1/filings/{id}{path}")).await.refused(404, "not-found");
        }
    }
    let version = json!({ "version": 8 });
    stranger.post(&format!("/v1/filings/{id}/submit"), version.clone()).await.refused(404, "not-found");
    other_provider
        .post(&format!("/v1/filings/{id}/forward"), version.clone())
        .await
        .refused(404, "not-found");
    // And the same for one that does not exist.
    stranger.post("/v1/filings/ffff/submit", version).await.refused(404, "not-found");
    let draft = owner.draft(json!({})).await;
    harness.provider().await.get(&format!("/v1/filings/{draft}")).await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_based_on_an_old_version_is_refused_and_changes_nothing() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(json!({})).await;
    let path = format!("/v1/filings/{id}/draft");
    let form = |name: &str| json!({ "site": { "name": name } });
    let version = owner.filing(&id).await.version;
    owner.put(&path, json!({ "version": version, "form": form("第一") })).await.ok();
    owner.put(&path, json!({ "version": version, "form": form("第二") })).await.refused(409, "stale");
    assert_eq!(owner.filing(&id).await.form.unwrap().site.name, "第一");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_twice_is_done_once_and_answered_twice() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let key = "6f1c1f0a-once";
    let first = owner.post_once(key, "/v1/filings", json!({ "kind": "first" })).await.ok();
    let again = owner.post_once(key, "/v1/filings", json!({ "kind": "first" })).await.ok();
    assert_eq!(first["id"], again["id"]);
    assert_eq!(owner.get("/v1/filings").await.ok()["items"].as_array().unwrap().len(), 1);

    let id = owner.draft(forms::unit("shili-twice.cn", "00000006")).await;
    owner.scan_all(&id).await;
    let version = owner.filing(&id).await.version;
    let path = format!("/v1/filings/{id}/submit");
    let submit = json!({ "version": version });
    let (one, other) = tokio::join!(
        owner.post_once("submit-once-1", &path, submit.clone()),
        owner.post_once("submit-once-1", &path, submit.clone()),
    );
    assert_eq!(
        (one.ok()["status"].as_str(), other.ok()["status"].as_str()),
        (Some("with_provider"), Some("with_provider"))
    );
    owner.post_once("submit-once-1", &path, submit).await.ok();
    owner.post_once("submit-once-1", &path, json!({ "version": 99 })).await.refused(422, "key-reused");
    owner.event(&id, "submit").await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_signed_out_or_too_old() {
    let harness = Harness::open().await;
    let name = registered(&harness, "shili").await;
    let owner = harness.anyone();
    let owner = owner.with(&sign_in(&owner, &name, PASSWORD).await);
    owner.get("/v1/sessions/current").await.ok();
    harness.set_clock("2026-11-24T02:00:00Z");
    owner.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    harness.set_clock(beian_tests::MONDAY);
    owner.post("/v1/sessions/current/sign-out", json!({})).await.ok();
    owner.get("/v1/sessions/current").await.refused(401, "not-signed-in");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_named_as_json_pointers_name_them() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let odd = json!({ "a/b": 1, "c~d": 2, "e`f": 3, "domain": 5 });
    let reply = owner.post("/v1/conflicts/check", odd).await.refused(422, "malformed");
    for pointer in ["/a~1b", "/c~0d", "/e`f", "/domain"] {
        assert!(reply.pointers().contains(&pointer), "{pointer} is missing in {:?}", reply.pointers());
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_identifier_of_any_length_is_not_found() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    owner.get(&format!("/v1/filings/{}", "a".repeat(3_000))).await.refused(404, "not-found");
    let id = owner.draft(json!({})).await;
    let form = json!({ "access": { "provider": "a".repeat(3_000) } });
    owner.save_draft(&id, &form).await.refused(409, "unknown-provider");
    let headers = [JSON, ("idempotency-key", "schlüssel-1")];
    let body = Body::Text(json!({ "kind": "first" }).to_string());
    owner.send("POST", "/v1/filings", &headers, body).await.refused(422, "malformed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reads_nothing_from_the_query_and_nothing_twice() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let reviewer = harness.signed_in("reviewer-1");
    let id = owner.submitted(forms::unit("shili-query.cn", "00000021")).await;
    let version = owner.filing(&id).await.version;
    // Everything at once, each by its name: what stands in the address, twice, or nowhere.
    let path = format!("/v1/filings/{id}/review?decision=approve&version=9&no_such=1");
    let text = format!(r#"{{"version":{version},"version":{version},"filing_id":"x","more":1}}"#);
    let reply = reviewer.send("POST", &path, &[JSON], Body::Text(text)).await.refused(422, "malformed");
    let mut pointers = reply.pointers();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/decision", "/filing_id", "/more", "/no_such", "/version"], "{:#}", reply.body);
    assert_eq!(reply.field_code("/filing_id"), "duplicate");
    assert_eq!(reply.field_code("/version"), "duplicate");
    assert_eq!(reply.field_code("/decision"), "unknown-field");
    // The path and the body do not say the same thing twice, though they agree.
    let same = json!({ "version": version, "filing_id": id });
    owner.post(&format!("/v1/filings/{id}/discard"), same).await.refused(422, "malformed");
    // A secret in an address would be kept in logs.
    let address = "/v1/sessions?username=owner-1&password=a%20long%20demonstration";
    let reply = harness.anyone().send("POST", address, &[JSON], Body::Text("{}".into())).await;
    let reply = reply.refused(422, "malformed");
    assert_eq!(reply.pointers(), ["/password", "/username"]);
    assert!(!reply.body.to_string().contains("long"), "and it is not repeated");
    for query in ["?=1", "?x", "?%70assword=1", "?username"] {
        let reply = harness.anyone().post(&format!("/v1/sessions{query}"), json!({})).await;
        reply.refused(422, "malformed");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_takes_a_name_from_the_query() {
    let harness = Harness::open().await;
    for route in ROUTES.iter().filter(|route| route.is_write()) {
        let path = forms::path(route, "0", "0");
        let mut body = forms::complete(route.action);
        let Some(name) = body.as_object().and_then(|body| body.keys().next().cloned()) else { continue };
        let path = format!("{path}?{name}=1");
        let reply = harness.anyone().send(route.method, &path, &[JSON], Body::Text(body.to_string())).await;
        assert_eq!((reply.status, reply.code()), (422, "malformed"), "{}", route.action);
        assert_eq!(reply.field_code(&format!("/{name}")), "duplicate", "{}", route.action);
        body.as_object_mut().unwrap().remove(&name);
        let reply = harness.anyone().send(route.method, &path, &[JSON], Body::Text(body.to_string())).await;
        assert_eq!(reply.field_code(&format!("/{name}")), "unknown-field", "{}", route.action);
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_takes_no_name_twice() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(json!({})).await;
    let reply = owner.get("/v1/filings?status=draft&status=approved").await.refused(422, "malformed");
    assert_eq!(reply.field_code("/status"), "duplicate");
    let reply = owner.get(&format!("/v1/filings/{id}?filing_id=other")).await.refused(422, "malformed");
    assert_eq!(reply.field_code("/filing_id"), "duplicate");
    harness.is_whole().await;
}

/// Replaces one text of a body.
fn with_long(body: &serde_json::Value, name: &str, long: &str) -> serde_json::Value {
    let mut body = body.clone();
    body[name] = json!(long);
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_however_long_becomes_a_failure_of_the_store() {
    let harness = Harness::staffed().await;
    use beian_filing::history::Role;
    let people = [
        (Role::Owner, harness.owner("owner-1").await),
        (Role::Provider, harness.signed_in("staff-yi")),
        (Role::Clerk, harness.signed_in("clerk-1")),
        (Role::Reviewer, harness.signed_in("reviewer-1")),
        (Role::Supervisor, harness.person("super-1", Role::Supervisor, None).await),
    ];
    // Longer than a key may be, in one byte a sign and in three.
    let long = ["x".repeat(3_000), "网".repeat(1_000)];
    for route in ROUTES {
        let body = forms::complete(route.action);
        let admitted = |role: &Role| match route.audience {
            Audience::Roles(roles) => roles.contains(role),
            _ => *role == Role::Owner,
        };
        let (_, person) = people.iter().find(|(role, _)| admitted(role)).unwrap();
        for text in &long {
            let short: String = text.chars().take(40).collect();
            let mut asked = vec![(forms::path(route, &short, &short), body.clone())];
            for (name, _) in body.as_object().into_iter().flatten().filter(|(_, is)| is.is_string()) {
                asked.push((forms::path(route, "0", "0"), with_long(&body, name, text)));
            }
            for (path, body) in asked {
                let text = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
                let reply = person.send(route.method, &path, &[JSON], text).await;
                assert!(reply.status < 500, "{}: {:#}", route.action, reply.body);
            }
        }
    }
    let long = &long[0];
    let reads = [
        (4, "/v1/records?organizer="),
        (4, "/v1/records?domain="),
        (4, "/v1/records?number="),
        (3, "/v1/conflicts?domain="),
        (2, "/v1/post/cases?text="),
        (4, "/v1/accounts?provider="),
        (0, "/v1/filings?cursor="),
    ];
    for (who, path) in reads {
        let reply = people[who].1.get(&format!("{path}{long}")).await;
        assert!(reply.status < 500, "{path}: {:#}", reply.body);
    }
    harness.is_whole().await;
}
