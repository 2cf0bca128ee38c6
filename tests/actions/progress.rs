//! Asking where something stands, without signing in.

use beian_contract::view::{ProgressView, RequestView};
use beian_filing::{
    filing::{FilingStatus, Party},
    form::DocumentKind,
    paper::{Evidence, RequestStatus},
    policy::DeadlineKind,
};
use beian_local::Mail;
use beian_tests::{Harness, forms};
use jiff::civil::date;
use serde_json::{Value, json};

/// The code that the last mail brought.
fn code(mails: &[Mail]) -> String {
    let text = &mails.iter().rev().find(|mail| mail.text.contains("/progress/#")).unwrap().text;
    text.rsplit("/progress/#").next().unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_mail_with_the_reference_sees_the_progress() {
    let harness = Harness::open().await;
    let (owner, provider, anyone) =
        (harness.owner("owner-1").await, harness.provider().await, harness.anyone());
    let id = owner.submitted(forms::unit("shili-progress.cn", "00000001")).await;
    provider.forward(&id).await.ok();
    harness.mails_to("nobody").await;
    let reference = owner.filing(&id).await.reference.to_string().to_lowercase();
    let asked = json!({ "reference": format!(" {reference} "), "email": "OWNER-1@example.com " });
    anyone.post("/v1/progress", asked).await.ok();
    let mails = harness.mails_to("owner-1@example.com").await;
    let code = code(&mails);
    assert!(mails.last().unwrap().text.contains(&code) && code.len() > 20);
    for _ in 0..2 {
        let reply = anyone.post("/v1/progress/show", json!({ "code": code })).await;
        let text = reply.body.to_string();
        let shown: ProgressView = reply.view();
        assert_eq!((shown.status, shown.next_actor), (Some(FilingStatus::AwaitingSheet), Party::Owner));
        assert_eq!(shown.due.unwrap().date, date(2026, 12, 2));
        let deadline = shown.deadline.unwrap();
        assert_eq!((deadline.days, deadline.since), (7, date(2026, 11, 23)));
        assert_eq!(shown.missing, [DocumentKind::VerificationSheet]);
        assert!(shown.received.contains(&DocumentKind::DomainCertificate), "{text}");
        assert!(!shown.received.contains(&DocumentKind::VerificationSheet), "{text}");
        assert_eq!(shown.domain.as_deref(), Some("shili-progress.cn"));
        let events: Vec<&str> = shown.milestones.iter().map(|step| step.event.as_str()).collect();
        assert_eq!(events, ["submit", "forward"]);
        for private in ["甲某某", "13800000001", "owner-1", "虚构示例"] {
            assert!(!text.contains(private), "{private}");
        }
    }
    harness.set_clock("2026-11-24T03:00:00Z");
    anyone.post("/v1/progress/show", json!({ "code": code })).await.refused(409, "code-expired");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_and_an_address_that_do_not_go_together_bring_no_mail() {
    let harness = Harness::open().await;
    let (owner, anyone) = (harness.owner("owner-1").await, harness.anyone());
    let id = owner.submitted(forms::unit("shili-progress.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    let before = harness.mails_to("owner-1@example.com").await.len();
    let reference = owner.filing(&id).await.reference.to_string();
    for asked in [
        json!({ "reference": reference, "email": "owner-2@example.com" }),
        json!({ "reference": "JX-0000-0000-0", "email": "owner-1@example.com" }),
    ] {
        anyone.post("/v1/progress", asked).await.ok();
    }
    for (given, email, pointers) in [
        ("JX-0000-0000", "owner-1@example.com", json!(["/reference"])),
        ("JX-0000-0000-1", "owner-1@example.com", json!(["/reference"])),
        (reference.as_str(), "owner-1", json!(["/email"])),
        ("", "", json!(["/reference", "/email"])),
        (&*"x".repeat(5_000), "owner-1@example.com", json!(["/reference"])),
    ] {
        let asked = json!({ "reference": given, "email": email });
        let refused = anyone.post("/v1/progress", asked).await.refused(422, "malformed");
        let errors = refused.body["errors"].as_array().unwrap();
        let told: Vec<&Value> = errors.iter().map(|error| &error["pointer"]).collect();
        assert_eq!(json!(told), pointers, "{refused:?}");
    }
    harness.mails_to("nobody").await;
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), before);
    assert!(harness.mails_to("owner-2@example.com").await.is_empty());
    anyone.post("/v1/progress/show", json!({ "code": "0" })).await.refused(409, "code-expired");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_floods_a_mailbox_by_asking() {
    let harness = Harness::open().await;
    let (owner, anyone) = (harness.owner("owner-1").await, harness.anyone());
    let id = owner.submitted(forms::unit("shili-progress.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    let before = harness.mails_to("owner-1@example.com").await.len();
    let reference = owner.filing(&id).await.reference.to_string();
    let asked = json!({ "reference": reference, "email": "owner-1@example.com" });
    for _ in 0..9 {
        anyone.post("/v1/progress", asked.clone()).await.ok();
    }
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), before + 5);
    // A stranger's tries use up nothing of that.
    let other = owner.submitted(forms::unit("shili-progress-2.cn", "00000002")).await;
    let reference = owner.filing(&other).await.reference.to_string();
    for _ in 0..9 {
        let wrong = json!({ "reference": reference, "email": "stranger@example.com" });
        anyone.post("/v1/progress", wrong).await.ok();
    }
    let before = harness.mails_to("owner-1@example.com").await.len();
    let right = json!({ "reference": reference, "email": "owner-1@example.com" });
    anyone.post("/v1/progress", right).await.ok();
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), before + 1);
    for _ in 0..11 {
        anyone.post("/v1/progress", asked.clone()).await.ok();
    }
    anyone.post("/v1/progress", asked).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_post_says_what_is_missing_and_then_until_when() {
    let harness = Harness::open().await;
    harness.owner("owner-1").await;
    let (clerk, anyone) = (harness.clerk().await, harness.anyone());
    let letter = json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"],
                         "email": "new@example.com" });
    let entered: RequestView = clerk.post("/v1/requests", letter).await.view();
    let reference = entered.summary.reference;
    let show = async || -> ProgressView {
        anyone.post("/v1/progress", json!({ "reference": reference, "email": "new@example.com" })).await.ok();
        let code = code(&harness.mails_to("new@example.com").await);
        anyone.post("/v1/progress/show", json!({ "code": code })).await.view()
    };
    let shown = show().await;
    assert_eq!((shown.request_status, shown.next_actor), (Some(RequestStatus::Received), Party::Owner));
    assert_eq!(shown.missing_evidence, [Evidence::Licence, Evidence::DomainCertificate]);
    assert_eq!(shown.received_evidence, [Evidence::Form]);
    let more = json!({ "version": 1, "evidence": ["licence", "domain_certificate"] });
    clerk.post(&format!("/v1/requests/{}/evidence", entered.summary.id), more).await.ok();
    let shown = show().await;
    assert_eq!((shown.next_actor, shown.due.unwrap().date), (Party::Bureau, date(2026, 11, 30)));
    assert_eq!(shown.received_evidence, [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate]);
    assert_eq!(shown.missing_evidence, []);
    assert_eq!(shown.deadline.unwrap().kind, DeadlineKind::PaperRequest);
    harness.is_whole().await;
}
