//! Filings for several owners at once 批量办理: dry run, a line a row, keys that are remembered.

use beian_filing::filing::{FilingStatus, Party};
use beian_tests::{Harness, Person, Reply, forms};
use serde_json::{Value, json};

const PATH: &str = "/v1/filings/bulk";

/// An office, its provider, and two owners with a site on file each: `(desk, provider, owners, numbers)`.
async fn office() -> (Harness, Person, [Person; 2], [String; 2]) {
    let harness = Harness::open().await;
    let provider = harness.provider().await;
    harness.clerk().await;
    harness.reviewer().await;
    let owners = [harness.owner("owner-1").await, harness.owner("owner-2").await];
    let mut numbers = Vec::new();
    for (place, owner) in owners.iter().enumerate() {
        let form = forms::unit(&format!("shili-bulk-{place}.cn"), &format!("0000000{place}"));
        let (filing, _) = harness.on_file(owner, &provider, form).await;
        numbers.push(owner.filing(&filing).await.organizer_number.unwrap().to_string());
    }
    (harness, provider, owners, numbers.try_into().unwrap())
}

fn site(domain: &str) -> Value {
    let form = forms::unit(domain, "00000001");
    let mut access = form["access"].clone();
    access.as_object_mut().unwrap().remove("provider");
    json!({ "site": form["site"], "access": access })
}

async fn send(who: &Person, dry_run: bool, rows: &[Value]) -> Reply {
    who.post(PATH, json!({ "dry_run": dry_run, "rows": rows })).await
}

fn outcomes(report: &Value) -> Vec<&str> {
    report["rows"].as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_would_come_of_each_row_and_changes_nothing() {
    let (harness, provider, owners, numbers) = office().await;
    let rows = [
        json!({ "key": "row-00000001", "kind": "add_site", "number": numbers[0], "form": site("shili-new.cn") }),
        json!({ "key": "row-00000002", "kind": "add_access", "number": numbers[0] }),
        json!({ "key": "row-00000003", "kind": "change", "number": format!("{}-1", numbers[1]),
                "form": { "site": { "name": "改后的示例名称" } }, "submit": true }),
        json!({ "key": "row-00000004", "kind": "add_site", "number": "赣ICP备2026999999号", "form": site("shili-none.cn") }),
        json!({ "key": "row-00000005", "kind": "add_site", "number": "什么", "form": {} }),
        json!({ "key": "row-00000006", "kind": "first", "username": "nobody-0000" }),
        json!({ "key": "row-00000007", "kind": "change" }),
        // The same digits under another province's sign are not ours.
        json!({ "key": "row-00000008", "kind": "deregister_site", "number": format!("{}-1", numbers[1]).replace('赣', "京"), "reason": "示例原因" }),
        // A column that slipped.
        json!({ "key": "row-00000009", "kind": "add_site", "number": "赣ICP备2026999998号", "username": "owner-1" }),
        json!({ "key": "row-00000010", "kind": "first", "number": "赣ICP备2026999997号", "username": "owner-1" }),
    ];
    let report = send(&provider, true, &rows).await.ok();
    let expected = ["ready", "refused", "ready", "refused", "refused", "refused", "refused"];
    assert_eq!(outcomes(&report)[..7], expected);
    assert_eq!(outcomes(&report)[7..], ["refused"; 3]);
    let codes: Vec<&str> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["problem"]["code"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(
        codes,
        [
            "-",
            "organizer-twice",
            "documents-missing",
            "not-on-file",
            "malformed",
            "not-found",
            "malformed",
            "not-on-file",
            "malformed",
            "malformed"
        ]
    );
    for (row, pointer) in [(8, "/username"), (9, "/number")] {
        let error = &report["rows"][row]["problem"]["errors"][0];
        assert_eq!(
            (error["pointer"].as_str(), error["code"].as_str()),
            (Some(pointer), Some("unknown-field"))
        );
    }
    assert_eq!(report["rows"][0]["missing"], json!(["commitment", "domain_certificate"]));
    assert_eq!(report["rows"][4]["problem"]["errors"][0]["pointer"], "/number");
    assert_eq!(report["rows"][6]["problem"]["errors"][0]["pointer"], "/number");
    let begun = report["rows"][0]["filing_id"].as_str().unwrap();
    provider.get(&format!("/v1/filings/{begun}")).await.refused(404, "not-found");
    assert_eq!(owners[0].get("/v1/filings").await.ok()["items"].as_array().unwrap().len(), 1);
    assert!(harness.mails_to("owner-1@example.com").await.iter().all(|mail| !mail.subject.contains("代")));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_begun_once_each_and_a_bad_one_keeps_none_back() {
    let (harness, provider, owners, numbers) = office().await;
    let mut rows = vec![
        json!({ "key": "mend-0000001", "kind": "add_site", "number": numbers[0],
                "form": { "site": { "nmae": "拼错的字段", "domain": 7 } } }),
        json!({ "key": "good-0000001", "kind": "add_access", "number": format!("{}-1", numbers[1]), "submit": true }),
    ];
    let refused = send(&harness.other_provider().await, false, &rows[1..]).await.ok();
    assert_eq!(refused["rows"][0]["problem"]["code"], "not-on-file", "no organizer of its own");
    rows[1]["kind"] = json!("change");
    rows[1]["number"] = json!(numbers[1]);
    rows[1]["form"] = json!({ "organizer": { "remarks": "批量改的备注" } });
    rows[1]["submit"] = json!(false);
    let report = send(&provider, false, &rows).await.ok();
    assert_eq!(outcomes(&report), ["refused", "begun"]);
    let pointers: Vec<&str> = report["rows"][0]["problem"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/form/site/domain", "/form/site/nmae"]);
    let filing = report["rows"][1]["filing_id"].as_str().unwrap().to_owned();
    assert_eq!(owners[1].filing(&filing).await.form.unwrap().organizer.remarks, "批量改的备注");
    assert_eq!(owners[1].filing(&filing).await.next_actor, Party::Provider, "the provider writes it");

    // The file is mended and sent again: what was begun is found, what was refused is begun.
    rows[0]["form"] = site("shili-mended.cn");
    let report = send(&provider, false, &rows).await.ok();
    assert_eq!(outcomes(&report), ["begun", "begun"]);
    assert_eq!(
        (&report["rows"][1]["repeated"], &report["rows"][1]["filing_id"]),
        (&json!(true), &json!(filing))
    );
    let first = report["rows"][0]["filing_id"].as_str().unwrap().to_owned();
    let other = json!({ "key": "mend-0000001", "kind": "add_site", "number": numbers[0], "form": site("shili-x.cn") });
    let reused = send(&provider, false, &[other]).await.ok();
    assert_eq!(reused["rows"][0]["problem"]["code"], "key-reused");

    // With its scans there, the same row submits it; and once more finds it submitted.
    provider.scan_all(&first).await;
    rows[0]["submit"] = json!(true);
    for repeated in [json!(true), json!(true)] {
        let report = send(&provider, false, &rows[..1]).await.ok();
        assert_eq!((outcomes(&report)[0], &report["rows"][0]["repeated"]), ("submitted", &repeated));
    }
    assert_eq!(owners[0].filing(&first).await.status, FilingStatus::WithProvider);
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.iter().any(|mail| mail.subject.contains("Your provider filed for you")));

    // One order at a time: the next for this organizer waits.
    let next = json!({ "key": "next-0000001", "kind": "change", "number": numbers[0],
        "form": { "organizer": { "remarks": "再改" } } });
    let report = send(&provider, false, &[next]).await.ok();
    assert_eq!(report["rows"][0]["problem"]["code"], "filing-under-way");
    assert_eq!(report["rows"][0]["problem"]["conflict"]["filing_id"], json!(first));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn domains_that_are_held_are_said_and_a_submission_that_meets_one_stays_a_draft() {
    let (_desk, provider, owners, numbers) = office().await;
    let row = json!({ "key": "held-0000001", "kind": "add_site", "number": numbers[0], "form": site("shili-bulk-1.cn"), "submit": true });
    let report = send(&provider, true, std::slice::from_ref(&row)).await.ok();
    assert_eq!(report["rows"][0]["conflicts"][0]["kind"], "domain_on_file_here");
    let report = send(&provider, false, std::slice::from_ref(&row)).await.ok();
    assert_eq!(report["rows"][0]["problem"]["code"], "documents-missing");
    let filing = report["rows"][0]["filing_id"].as_str().unwrap();
    provider.scan_all(filing).await;
    let report = send(&provider, false, &[row]).await.ok();
    assert_eq!(
        (outcomes(&report)[0], report["rows"][0]["problem"]["code"].as_str()),
        ("begun", Some("domain-taken"))
    );
    assert_eq!(owners[0].filing(filing).await.status, FilingStatus::Draft);
}

#[tokio::test(flavor = "multi_thread")]
async fn deregistrations_and_first_filings_come_in_bulk_too() {
    let (harness, provider, owners, numbers) = office().await;
    let opened = json!({ "username": "kehu", "applicant": "unit", "contact_name": "示例乙", "email": "kehu@example.com" });
    let username = provider.post("/v1/owners", opened).await.ok()["username"].clone();
    let mut whole = forms::unit("shili-first.cn", "00000009");
    whole["access"]["provider"] = json!("yun-yi");
    let rows = [
        json!({ "key": "end-00000001", "kind": "deregister_site", "number": format!("{}-1", numbers[0]), "reason": "网站不再使用" }),
        json!({ "key": "end-00000002", "kind": "deregister_site", "number": numbers[1], "reason": "网站不再使用" }),
        json!({ "key": "first-000001", "kind": "first", "username": username, "form": whole }),
    ];
    let report = send(&provider, false, &rows).await.ok();
    assert_eq!(outcomes(&report), ["begun", "refused", "begun"]);
    assert_eq!(report["rows"][1]["problem"]["code"], "not-on-file", "it names no site");
    let asked = report["rows"][0]["filing_id"].as_str().unwrap();
    let code = harness.code_for(&owners[0], asked).await;
    owners[0].act(asked, "confirm-deregistration", json!({ "code": code })).await.ok();
    let again = send(&provider, false, &rows[..1]).await.ok();
    assert_eq!((outcomes(&again)[0], &again["rows"][0]["repeated"]), ("begun", &json!(true)));
    let first = report["rows"][2]["filing_id"].as_str().unwrap();
    assert_eq!(provider.filing(first).await.form.unwrap().site.domain, "shili-first.cn");
    provider.scan_all(first).await;
    let mut row = rows[2].clone();
    let again = send(&provider, true, std::slice::from_ref(&row)).await.ok();
    assert_eq!((outcomes(&again)[0], &again["rows"][0]["repeated"]), ("begun", &json!(true)));
    assert_eq!(again["rows"][0]["filing_id"], json!(first), "a dry run finds it too");
    row["submit"] = json!(true);
    assert_eq!(outcomes(&send(&provider, false, &[row]).await.ok()), ["submitted"]);
    let opened = json!({ "username": "kehu", "applicant": "unit", "contact_name": "示例乙", "email": "kehu-2@example.com" });
    let username = provider.post("/v1/owners", opened).await.ok()["username"].clone();
    let row = json!({ "key": "first-000002", "kind": "first", "username": username,
        "form": forms::unit("shili-second.cn", "00000009") });
    let report = send(&provider, true, &[row]).await.ok();
    assert_eq!(report["rows"][0]["conflicts"][0]["kind"], "certificate_in_your_filing");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_none_too_many_or_named_twice_are_refused_as_a_whole() {
    let (_desk, provider, owners, numbers) = office().await;
    let row = |key: &str| json!({ "key": key, "kind": "add_site", "number": numbers[0] });
    let refused = send(&provider, true, &[]).await.refused(422, "malformed");
    assert_eq!((refused.pointers(), refused.field_code("/rows")), (vec!["/rows"], "required"));
    let many: Vec<Value> = (0..26).map(|place| row(&format!("many-{place:08}"))).collect();
    let refused = send(&provider, true, &many).await.refused(422, "malformed");
    assert_eq!(refused.field_code("/rows"), "too-many");
    let refused = send(&provider, true, &[row("twice-000001"), row("twice-000001"), row("短")]).await;
    let refused = refused.refused(422, "malformed");
    assert_eq!(refused.pointers(), ["/rows/1/key", "/rows/2/key"]);
    owners[0].post(PATH, json!({ "rows": [row("owner-000001")] })).await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_out_in_bulk_what_is_held_without_end() {
    let (_desk, provider, _owners, numbers) = office().await;
    let row = json!({ "key": "ask-00000001", "kind": "add_site", "number": numbers[0], "form": site("shili-bulk-1.cn") });
    for _ in 0..60 {
        send(&provider, true, std::slice::from_ref(&row)).await.ok();
    }
    send(&provider, true, &[row]).await.refused(429, "too-many-requests");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_rows_at_the_same_moment_begin_each_filing_once() {
    let (_desk, provider, owners, numbers) = office().await;
    let rows = [
        json!({ "key": "race-0000001", "kind": "add_site", "number": numbers[0], "form": site("shili-race-1.cn") }),
        json!({ "key": "race-0000002", "kind": "add_site", "number": numbers[1], "form": site("shili-race-2.cn") }),
    ];
    let (one, other, third) = tokio::join!(
        send(&provider, false, &rows),
        send(&provider, false, &rows),
        send(&provider, false, &rows)
    );
    for report in [one.ok(), other.ok(), third.ok()] {
        for row in report["rows"].as_array().unwrap() {
            let lost = row["problem"]["code"] == "contended";
            assert!(row["outcome"] == "begun" || lost, "{row:#}");
        }
    }
    for owner in &owners {
        assert_eq!(owner.get("/v1/filings").await.ok()["items"].as_array().unwrap().len(), 2);
    }
}
