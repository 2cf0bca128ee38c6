//! Filings for several owners at once 批量办理: dry run, a line a row, keys that are remembered.

use beian_contract::view::{BulkLine, BulkOutcome, BulkReport};
use beian_filing::{
    claim::ConflictKind,
    filing::{FilingStatus, Party},
    finding::FindingCode,
    form::DocumentKind,
};
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

/// Sends rows, and returns the lines of the report.
async fn lines(who: &Person, dry_run: bool, rows: &[Value]) -> Vec<BulkLine> {
    send(who, dry_run, rows).await.view::<BulkReport>().rows
}

fn outcomes(lines: &[BulkLine]) -> Vec<BulkOutcome> {
    lines.iter().map(|line| line.outcome).collect()
}

/// The code of a line's problem; `-` if it has none.
fn code(line: &BulkLine) -> &'static str {
    line.problem.as_ref().map_or("-", |problem| problem.code.as_str())
}

/// The identifier of a line's filing.
fn filing_of(line: &BulkLine) -> String {
    line.filing_id.unwrap().to_string()
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
    let report = lines(&provider, true, &rows).await;
    let (ready, refused) = (BulkOutcome::Ready, BulkOutcome::Refused);
    assert_eq!(outcomes(&report)[..3], [ready, refused, ready]);
    assert_eq!(outcomes(&report)[3..], [refused; 7]);
    let codes: Vec<&str> = report.iter().map(code).collect();
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
        let error = &report[row].problem.as_ref().unwrap().errors[0];
        assert_eq!((error.pointer.as_str(), error.code), (pointer, FindingCode::UnknownField));
    }
    assert_eq!(report[0].missing, [DocumentKind::Commitment, DocumentKind::DomainCertificate]);
    assert_eq!(report[4].problem.as_ref().unwrap().errors[0].pointer, "/number");
    assert_eq!(report[6].problem.as_ref().unwrap().errors[0].pointer, "/number");
    let begun = &filing_of(&report[0]);
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
    let refused = lines(&harness.other_provider().await, false, &rows[1..]).await;
    assert_eq!(code(&refused[0]), "not-on-file", "no organizer of its own");
    rows[1]["kind"] = json!("change");
    rows[1]["number"] = json!(numbers[1]);
    rows[1]["form"] = json!({ "organizer": { "remarks": "批量改的备注" } });
    rows[1]["submit"] = json!(false);
    let report = lines(&provider, false, &rows).await;
    assert_eq!(outcomes(&report), [BulkOutcome::Refused, BulkOutcome::Begun]);
    let errors = &report[0].problem.as_ref().unwrap().errors;
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/form/site/domain", "/form/site/nmae"]);
    let filing = filing_of(&report[1]);
    assert_eq!(owners[1].filing(&filing).await.form.unwrap().organizer.remarks, "批量改的备注");
    assert_eq!(owners[1].filing(&filing).await.next_actor, Party::Provider, "the provider writes it");

    // The file is mended and sent again: what was begun is found, what was refused is begun.
    rows[0]["form"] = site("shili-mended.cn");
    let report = lines(&provider, false, &rows).await;
    assert_eq!(outcomes(&report), [BulkOutcome::Begun; 2]);
    assert_eq!((report[1].repeated, filing_of(&report[1])), (true, filing));
    let first = filing_of(&report[0]);
    let other = json!({ "key": "mend-0000001", "kind": "add_site", "number": numbers[0], "form": site("shili-x.cn") });
    let reused = lines(&provider, false, &[other]).await;
    assert_eq!(code(&reused[0]), "key-reused");

    // With its scans there, the same row submits it; and once more finds it submitted.
    provider.scan_all(&first).await;
    rows[0]["submit"] = json!(true);
    for _ in 0..2 {
        let report = lines(&provider, false, &rows[..1]).await;
        assert_eq!((report[0].outcome, report[0].repeated), (BulkOutcome::Submitted, true));
    }
    assert_eq!(owners[0].filing(&first).await.status, FilingStatus::WithProvider);
    let told = harness.mails_to("owner-1@example.com").await;
    assert!(told.iter().any(|mail| mail.subject.contains("Your provider filed for you")));

    // One order at a time: the next for this organizer waits.
    let next = json!({ "key": "next-0000001", "kind": "change", "number": numbers[0],
        "form": { "organizer": { "remarks": "再改" } } });
    let report = lines(&provider, false, &[next]).await;
    assert_eq!(code(&report[0]), "filing-under-way");
    let conflict = report[0].problem.as_ref().unwrap().conflict.as_ref().unwrap();
    assert_eq!(conflict.filing_id.unwrap().to_string(), first);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn domains_that_are_held_are_said_and_a_submission_that_meets_one_stays_a_draft() {
    let (_desk, provider, owners, numbers) = office().await;
    let row = json!({ "key": "held-0000001", "kind": "add_site", "number": numbers[0], "form": site("shili-bulk-1.cn"), "submit": true });
    let report = lines(&provider, true, std::slice::from_ref(&row)).await;
    assert_eq!(report[0].conflicts[0].kind, ConflictKind::DomainOnFileHere);
    let report = lines(&provider, false, std::slice::from_ref(&row)).await;
    assert_eq!(code(&report[0]), "documents-missing");
    let filing = &filing_of(&report[0]);
    provider.scan_all(filing).await;
    let report = lines(&provider, false, &[row]).await;
    assert_eq!((report[0].outcome, code(&report[0])), (BulkOutcome::Begun, "domain-taken"));
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
    let report = lines(&provider, false, &rows).await;
    assert_eq!(outcomes(&report), [BulkOutcome::Begun, BulkOutcome::Refused, BulkOutcome::Begun]);
    assert_eq!(code(&report[1]), "not-on-file", "it names no site");
    let asked = &filing_of(&report[0]);
    let code = harness.code_for(&owners[0], asked).await;
    owners[0].confirm_deregistration(asked, &code).await.ok();
    let again = lines(&provider, false, &rows[..1]).await;
    assert_eq!((again[0].outcome, again[0].repeated), (BulkOutcome::Begun, true));
    let first = &filing_of(&report[2]);
    assert_eq!(provider.filing(first).await.form.unwrap().site.domain, "shili-first.cn");
    provider.scan_all(first).await;
    let mut row = rows[2].clone();
    let again = lines(&provider, true, std::slice::from_ref(&row)).await;
    assert_eq!((again[0].outcome, again[0].repeated), (BulkOutcome::Begun, true));
    assert_eq!(&filing_of(&again[0]), first, "a dry run finds it too");
    row["submit"] = json!(true);
    assert_eq!(outcomes(&lines(&provider, false, &[row]).await), [BulkOutcome::Submitted]);
    let opened = json!({ "username": "kehu", "applicant": "unit", "contact_name": "示例乙", "email": "kehu-2@example.com" });
    let username = provider.post("/v1/owners", opened).await.ok()["username"].clone();
    let row = json!({ "key": "first-000002", "kind": "first", "username": username,
        "form": forms::unit("shili-second.cn", "00000009") });
    let report = lines(&provider, true, &[row]).await;
    assert_eq!(report[0].conflicts[0].kind, ConflictKind::CertificateInYourFiling);
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
    for line in [one, other, third].into_iter().flat_map(|reply| reply.view::<BulkReport>().rows) {
        assert!(line.outcome == BulkOutcome::Begun || code(&line) == "contended", "{}", code(&line));
    }
    for owner in &owners {
        assert_eq!(owner.get("/v1/filings").await.ok()["items"].as_array().unwrap().len(), 2);
    }
}
