//! Filings on their way to an approval.

use super::*;

/// Makes ready what is of this kind; `None` for every other name.
pub(super) async fn act(office: &Office, flow: &mut Workflow, name: &str) -> Option<Act> {
    let Office { harness, owner, provider, clerk, reviewer, form, .. } = office.clone();
    Some(match name {
        "start-filing" => post(&owner, "/v1/filings", json!({ "kind": "first" })),
        "save-draft" => {
            let id = owner.draft(form.clone()).await;
            let mut form = form.clone();
            form["site"]["name"] = json!("虚构示例网");
            flow.told = &["stale"];
            on(&owner, &id, "draft", json!({ "form": form })).await
        }
        "upload-scan" => {
            let id = owner.draft(form.clone()).await;
            let body = json!({ "document": "other", "media_type": "application/pdf", "size": 9 });
            post(&owner, &format!("/v1/filings/{id}/scans"), body)
        }
        "attach-scan" => {
            let id = owner.draft(form.clone()).await;
            let scan = owner.upload(&id, "other", "image/png", &evidence("demonstration")).await;
            on(&owner, &id, &format!("scans/{scan}/attach"), json!({ "document": "other" })).await
        }
        "remove-scan" => {
            let id = owner.draft(form.clone()).await;
            let scan = owner.scan(&id, "other").await;
            on(&owner, &id, &format!("scans/{scan}/remove"), json!({})).await
        }
        "submit" => {
            let id = owner.draft(form.clone()).await;
            owner.scan_all(&id).await;
            on(&owner, &id, "submit", json!({})).await
        }
        "discard" => {
            let id = owner.draft(form.clone()).await;
            on(&owner, &id, "discard", json!({})).await
        }
        "correct" => {
            let id = owner.submitted(form.clone()).await;
            let mut form = provider.filing(&id).await.form.unwrap();
            form.site.name = "虚构示例网".into();
            on(&provider, &id, "correct", json!({ "form": form })).await
        }
        "return-filing" => {
            let id = owner.submitted(form.clone()).await;
            on(&provider, &id, "return", json!({ "reasons": reasons() })).await
        }
        "forward" => {
            let id = owner.submitted(form.clone()).await;
            on(&provider, &id, "forward", json!({})).await
        }
        "forward-with-sheet" => {
            let id = owner.submitted(form.clone()).await;
            clerk.receive_sheet(&id).await.ok();
            on(&provider, &id, "forward", json!({})).await
        }
        "record-sheet" => {
            let id = owner.submitted(form.clone()).await;
            provider.forward(&id).await.ok();
            let sheet = clerk.scan(&id, "verification_sheet").await;
            on(&clerk, &id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await
        }
        "check-sheet" => {
            let id = office.under_review().await;
            let missing = json!({ "signed_and_sealed": false, "reason": "没有盖章" });
            on(&reviewer, &id, "check-sheet", missing).await
        }
        "correct-arrival" => {
            let id = owner.submitted(form.clone()).await;
            provider.forward(&id).await.ok();
            flow.at = "2026-11-25T02:00:00Z";
            harness.set_clock(flow.at);
            clerk.receive_sheet(&id).await.ok();
            on(&clerk, &id, "correct-arrival", json!({ "arrived_on": "2026-11-24", "reason": "邮戳为周二" }))
                .await
        }
        "take-up" => {
            let id = office.under_review().await;
            on(&reviewer, &id, "take-up", json!({})).await
        }
        "hand-over" => {
            let id = office.under_review().await;
            harness.person("reviewer-2", Role::Reviewer, None).await;
            reviewer.act(&id, "take-up").await.ok();
            on(&reviewer, &id, "hand-over", json!({ "to": "reviewer-2" })).await
        }
        "pause-review" | "resume-review" => {
            let id = office.under_review().await;
            let pause = json!({ "reason": "hearing", "expected_on": "2026-12-31" });
            if name == "resume-review" {
                reviewer.act_with(&id, "pause-review", pause.clone()).await.ok();
                on(&reviewer, &id, "resume-review", json!({})).await
            } else {
                on(&reviewer, &id, "pause-review", pause).await
            }
        }
        "approve" => {
            let id = office.under_review().await;
            on(&reviewer, &id, "review", json!({ "decision": "approve" })).await
        }
        "return-to-owner" => {
            let id = office.under_review().await;
            on(&reviewer, &id, "review", json!({ "decision": "return_to_owner", "reasons": reasons() })).await
        }
        "amend" => {
            let id = office.under_review().await;
            let returned = json!({ "decision": "return_to_owner", "reasons": reasons() });
            reviewer.act_with(&id, "review", returned).await.ok();
            let mut form = owner.filing(&id).await.form.unwrap();
            form.site.name = "虚构的历史书读书笔记".into();
            on(&owner, &id, "amend", json!({ "form": form })).await
        }
        "file-in-bulk" => {
            let (filing, _) = harness.on_file(&owner, &provider, form.clone()).await;
            let number = owner.filing(&filing).await.organizer_number.unwrap().to_string();
            let mut access = form["access"].clone();
            access.as_object_mut().unwrap().remove("provider");
            let site = json!({ "site": forms::unit("shili-bulk.cn", "00000001")["site"], "access": access });
            let rows = [json!({ "key": "row-00000001", "kind": "add_site", "number": number, "form": site })];
            flow.in_steps = true;
            post(&provider, "/v1/filings/bulk", json!({ "dry_run": false, "rows": rows }))
        }
        "ask-progress" => {
            let id = owner.submitted(form.clone()).await;
            let reference = owner.filing(&id).await.reference.to_string();
            post(
                &harness.anyone(),
                "/v1/progress",
                json!({ "reference": reference, "email": "owner-1@example.com" }),
            )
        }
        "conflict-check" => post(&owner, "/v1/conflicts/check", json!({ "domain": "shili-fault.cn" })),
        "unmask" => {
            let id = owner.submitted(form.clone()).await;
            // Each time that somebody sees what is private is noted.
            flow.repeated = &["FILING#"];
            post(&provider, &format!("/v1/filings/{id}/unmask"), json!({ "reason": "as a test" }))
        }
        "show-filing" => read(&owner, &format!("/v1/filings/{}", office.under_review().await)),
        "list-filings" => {
            office.under_review().await;
            read(&reviewer, "/v1/filings?status=under_review")
        }
        _ => return None,
    })
}
