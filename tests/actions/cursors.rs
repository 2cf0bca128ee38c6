//! Pages of lists: a cursor is one of this list, and nothing else is taken for one.

use beian_filing::history::Role;
use beian_tests::{Harness, Person};
use lambda_http::Body;
use serde_json::{Value, json};

/// Every list that has pages, with who may ask for it.
async fn lists(harness: &Harness) -> Vec<(Person, String)> {
    let (reviewer, clerk, supervisor) =
        (harness.reviewer().await, harness.clerk().await, harness.supervisor().await);
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let of = |person: &Person, path: &str| (person.clone(), path.to_owned());
    let mut lists = vec![
        of(&owner, "/v1/filings?"),
        of(&owner, "/v1/filings?status=draft&"),
        of(&owner, "/v1/own-records?"),
        of(&provider, "/v1/filings?"),
        of(&provider, "/v1/filings?status=with_provider&"),
        of(&provider, "/v1/own-records?"),
        of(&reviewer, "/v1/requests?"),
        of(&clerk, "/v1/post/files?"),
        of(&clerk, "/v1/post?"),
        of(&supervisor, "/v1/notices/undelivered?"),
    ];
    for worklist in ["mine", "due_today", "late", "unassigned"] {
        lists.push(of(&reviewer, &format!("/v1/filings?worklist={worklist}&")));
        lists.push(of(&reviewer, &format!("/v1/filings?status=awaiting_sheet&worklist={worklist}&")));
    }
    lists.push(of(&reviewer, "/v1/filings?status=under_review&"));
    lists
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_no_cursor_is_refused_without_a_call_of_the_table() {
    let harness = Harness::open().await;
    let mut nonsense: Vec<String> =
        ["", "x", "~", "%00", "%F0%9F%98%80", "2099-01-01%23x", "2026-11-23", "%25", "null", "0000"]
            .map(str::to_owned)
            .to_vec();
    nonsense.extend([
        "9".repeat(1_000),
        "a".repeat(3_000),
        "draft%23".repeat(40),
        format!("{}{}", "0".repeat(16), "7a".repeat(30)),
    ]);
    for (person, path) in lists(&harness).await {
        person.get(path.trim_end_matches(['?', '&'])).await.ok();
        for cursor in &nonsense {
            let reply = person.send("GET", &format!("{path}cursor={cursor}"), &[], Body::Empty).await;
            let reply = reply.refused(422, "malformed");
            assert_eq!(reply.pointers(), ["/cursor"], "{path}{cursor}");
        }
        let twice = person.get(&format!("{path}cursor=x&cursor=y")).await.refused(422, "malformed");
        assert!(!twice.body.to_string().contains("\"x\""), "it is not repeated");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_leads_through_its_own_list_and_through_no_other() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let provider = harness.provider().await;
    let reviewer = harness.person("reviewer-9", Role::Reviewer, None).await;
    let mut begun = Vec::new();
    for _ in 0..52 {
        let draft = owner.post("/v1/filings", json!({ "kind": "first" })).await.ok();
        begun.push(draft["id"].as_str().unwrap().to_owned());
    }
    let mut seen = Vec::new();
    let first = owner.get("/v1/filings").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    let second = owner.get(&format!("/v1/filings?cursor={cursor}")).await.ok();
    assert_eq!(second["next_cursor"], Value::Null);
    for page in [&first, &second] {
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
    }
    begun.sort();
    seen.sort();
    assert_eq!(seen, begun, "each once");
    for (person, path) in [
        (&other, "/v1/filings?"),
        (&owner, "/v1/own-records?"),
        (&provider, "/v1/filings?"),
        (&provider, "/v1/filings?status=draft&"),
        (&reviewer, "/v1/filings?worklist=late&"),
        (&reviewer, "/v1/filings?status=under_review&"),
    ] {
        let reply = person.get(&format!("{path}cursor={cursor}")).await.refused(422, "malformed");
        assert_eq!(
            (reply.pointers(), reply.field_code("/cursor")),
            (vec!["/cursor"], "unknown-code"),
            "{path}"
        );
    }
    harness.is_whole().await;
}
