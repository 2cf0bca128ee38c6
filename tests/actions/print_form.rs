//! Printing a form that is filled in from a filing or from what is on file.

use crate::make_form::{codes, pages, pdf, words};
use beian_filing::paper::PrintedFormKind;
use beian_tests::{Harness, forms};
use jiff::civil::Date;
use serde_json::{Value, json};

const AT: &str = "/v1/forms/prefilled";

fn asked(kind: &str, filing: &str) -> Value {
    json!({ "kind": kind, "filing_id": filing })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_verification_sheet_has_the_filings_reference_and_says_until_when() {
    let harness = Harness::open().await;
    let (owner, provider) = (harness.owner("owner-1").await, harness.provider().await);
    let draft = owner.draft(forms::unit("shili-sheet.cn", "00000001")).await;
    owner.post(AT, asked("verification_sheet", &draft)).await.refused(409, "not-awaiting-sheet");
    let id = owner.submitted(forms::unit("shili-sheet-2.cn", "00000002")).await;
    let early = owner.post(AT, asked("verification_sheet", &id)).await.ok();
    assert!(pages(&pdf(&early)).concat().contains("7个工作日"));
    provider.forward(&id).await.ok();
    let sheet = owner.post(AT, asked("verification_sheet", &id)).await.ok();
    let reference = owner.filing(&id).await.reference.to_string();
    assert_eq!(sheet["reference"], reference);
    let codes = codes(&sheet);
    assert_eq!((codes.len(), codes[0].kind), (1, PrintedFormKind::VerificationSheet));
    let pages = pages(&pdf(&sheet));
    assert_eq!(pages.len(), 2);
    let due: Date = harness.due("2026-12-02", 7).parse().unwrap();
    let until = format!("{}年{}月{}日", due.year(), due.month(), due.day());
    for wanted in [
        until.as_str(),
        "shili-sheet-2.cn",
        "虚构示例有限公司",
        "江西省通信管理局",
        "接入服务商：签名并盖章",
        "日期（请留空）",
    ] {
        assert!(pages[0].contains(wanted), "{wanted} is not in {}", pages[0]);
    }
    assert!(pages[1].contains("真实性核验单"));
    // The provider prints it too, without what it does not see.
    let theirs = provider.post(AT, asked("verification_sheet", &id)).await.ok();
    let text = words(&theirs["form"]).join(" ");
    assert!(
        text.contains("虚构示例有限公司") && !text.contains("甲某某") && !text.contains("****"),
        "{text}"
    );
    let clerk = harness.clerk().await;
    let scan = clerk.scan(&id, "verification_sheet").await;
    clerk.record_sheet(&id, &scan).await.ok();
    owner.post(AT, asked("verification_sheet", &id)).await.refused(409, "not-awaiting-sheet");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_deleted_and_an_older_holder_deregistered_by_different_forms() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let draft = owner.draft(forms::unit("shili-mine.cn", "00000001")).await;
    for kind in ["delete_submission", "deregister"] {
        owner.post(AT, asked(kind, &draft)).await.refused(409, "not-in-submission");
    }
    let mut older = asked("deregister", &draft);
    older["of_holder"] = json!(true);
    let made = owner.post(AT, older.clone()).await.ok();
    let first = pages(&pdf(&made))[0].clone();
    let own = owner.filing(&draft).await.reference.to_string();
    assert!(first.contains("shili-mine.cn") && !first.contains(&own), "only the domain is named: {first}");
    assert_ne!(made["reference"], own);
    older["domain"] = json!("shili-other.cn");
    let reply = owner.post(AT, older).await.refused(422, "malformed");
    assert_eq!(reply.field_code("/domain"), "other-domain");
    let conflict = owner.post(AT, asked("organizer_conflict", &draft)).await.ok();
    assert!(pages(&pdf(&conflict))[0].contains("传真"));

    let id = owner.submitted(forms::unit("shili-gone.cn", "00000002")).await;
    let reference = owner.filing(&id).await.reference.to_string();
    for kind in ["delete_submission", "deregister"] {
        let made = owner.post(AT, asked(kind, &id)).await.ok();
        assert!(pages(&pdf(&made))[0].contains(&reference), "{kind}");
        assert_ne!(made["reference"], reference, "{kind}");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_deregistered_by_its_number() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let provider = harness.signed_in("staff-yi");
    let (_, record) = harness.on_file(&owner, &provider, forms::unit("shili-on-file.cn", "00000001")).await;
    let of = |position: Option<u32>| match position {
        Some(position) => json!({ "kind": "deregister", "record_id": record, "position": position }),
        None => json!({ "kind": "deregister", "record_id": record }),
    };
    let site = pages(&pdf(&owner.post(AT, of(Some(1))).await.ok()))[0].clone();
    assert!(site.contains(&format!("赣ICP备{record}号-1")) && site.contains("shili-on-file.cn"), "{site}");
    let whole = pages(&pdf(&owner.post(AT, of(None)).await.ok()))[0].clone();
    assert!(whole.contains(&format!("赣ICP备{record}号")) && !whole.contains("shili-on-file.cn"), "{whole}");
    owner.post(AT, of(Some(7))).await.refused(409, "not-on-file");
    provider.post(AT, of(Some(1))).await.ok();
    for who in [&harness.signed_in("staff-er"), &harness.owner("owner-2").await] {
        who.post(AT, of(Some(1))).await.refused(404, "not-found");
    }
    let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
    provider.post(&format!("/v1/records/{record}/cancel-access"), cancel).await.ok();
    provider.post(AT, of(Some(1))).await.refused(409, "no-such-access");
    let letter = json!({ "kind": "deregister", "number": format!("赣ICP备{record}号"), "evidence":
        ["form", "licence", "domain_certificate"] });
    let request = harness.signed_in("clerk-1").post("/v1/requests", letter).await.ok();
    let decide = json!({ "version": request["version"], "approve": true });
    let path = format!("/v1/requests/{}/decide", request["summary"]["id"].as_str().unwrap());
    harness.signed_in("reviewer-1").post(&path, decide).await.ok();
    owner.post(AT, of(Some(1))).await.refused(409, "already-deregistered");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_filings_are_not_found_and_forms_are_not_printed_without_end() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    let id = owner.submitted(forms::unit("shili-whose.cn", "00000001")).await;
    let elsewhere = harness.other_provider().await;
    for kind in ["delete_submission", "deregister", "organizer_conflict", "verification_sheet"] {
        for who in [&other, &elsewhere] {
            who.post(AT, asked(kind, &id)).await.refused(404, "not-found");
        }
    }
    harness.reviewer().await.post(AT, asked("deregister", &id)).await.refused(403, "forbidden");
    for (wrong, pointer) in [
        (json!({ "kind": "recover_account", "filing_id": id }), "/kind"),
        (json!({ "kind": "delete_submission", "record_id": "2026000001" }), "/kind"),
        (json!({ "kind": "deregister" }), "/filing_id"),
        (json!({ "kind": "deregister", "filing_id": id, "record_id": "2026000001" }), "/record_id"),
    ] {
        let reply = owner.post(AT, wrong.clone()).await.refused(422, "malformed");
        assert_eq!(reply.pointers(), [pointer], "{wrong}");
    }
    for _ in 0..60 {
        owner.post(AT, asked("delete_submission", &id)).await.ok();
    }
    owner.post(AT, asked("delete_submission", &id)).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_prints_the_same_form() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-again.cn", "00000001")).await;
    let key = "0123456789abcdef-again";
    let first = owner.post_once(key, AT, asked("delete_submission", &id)).await.ok();
    assert_eq!(owner.post_once(key, AT, asked("delete_submission", &id)).await.ok(), first);
    owner.post_once(key, AT, asked("deregister", &id)).await.refused(422, "key-reused");
    harness.is_whole().await;
}
