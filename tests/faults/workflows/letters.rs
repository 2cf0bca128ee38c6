//! Workflows on paper: printed forms, scanned post, requests.

use super::*;

/// Makes ready what is of this kind; `None` for every other name.
pub(super) async fn act(office: &Office, flow: &mut Workflow, name: &str) -> Option<Act> {
    let Office { harness, owner, provider, clerk, reviewer, form, .. } = office.clone();
    Some(match name {
        "receive-request" => {
            let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"] });
            post(&clerk, "/v1/requests", asked)
        }
        "receive-evidence" => {
            let id = office.requested(json!(["form"])).await;
            post(
                &clerk,
                &format!("/v1/requests/{id}/evidence"),
                json!({ "version": 1, "evidence": ["licence"] }),
            )
        }
        "decide-request" => {
            let id = office.requested(json!(["form", "licence", "domain_certificate"])).await;
            post(&reviewer, &format!("/v1/requests/{id}/decide"), json!({ "version": 1, "approve": true }))
        }
        "make-form" => post(&harness.anyone(), "/v1/forms", forms::made("recover_account")),
        "print-form" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let asked = json!({ "kind": "deregister", "record_id": record, "position": 1 });
            post(&owner, "/v1/forms/prefilled", asked)
        }
        "upload-post" => {
            flow.counts_tries = true;
            let pile = paper::pile(&[paper::plain()]);
            post(&clerk, "/v1/post/files", json!({ "parts": [post_part("pile.tiff", &pile)] }))
        }
        "read-post" => {
            // The letter files itself, so that its request, its pages and the letter to its sender are made.
            let printed = harness.anyone().post("/v1/forms", forms::made("recover_account")).await.ok();
            let reference = Reference::parse(printed["reference"].as_str().unwrap()).unwrap();
            let code = paper::of(FormCode::of(PrintedFormKind::RecoverAccount, reference, 1));
            clerk.upload_post("pile.tiff", &paper::pile(&[code]), json!({})).await;
            (flow.in_steps, flow.counts_tries) = (true, true);
            Act::Job("read-post")
        }
        "reorder-post" => {
            // One letter back to front: put right, it files itself.
            let printed = harness.anyone().post("/v1/forms", forms::made("recover_account")).await.ok();
            let reference = Reference::parse(printed["reference"].as_str().unwrap()).unwrap();
            let code = |page| paper::of(FormCode::of(PrintedFormKind::RecoverAccount, reference, page));
            let stack = [paper::plain(), code(3), paper::plain(), code(2), code(1)];
            clerk.upload_post("pile.tiff", &paper::pile(&stack), json!({})).await;
            harness.work("read-post").await;
            let file = clerk.get("/v1/post/files").await.ok()["items"][0].clone();
            assert_eq!(file["order"], "reversed", "{file}");
            let path = format!("/v1/post/files/{}/reorder", file["id"].as_str().unwrap());
            flow.in_steps = true;
            post(&clerk, &path, json!({ "version": file["version"] }))
        }
        "match-letter" | "set-aside-letter" | "take-back-letter" | "view-papers" => {
            clerk.upload_post("pile.tiff", &paper::pile(&[paper::plain()]), json!({})).await;
            harness.work("read-post").await;
            let waiting = clerk.get("/v1/post").await.ok()["items"][0].clone();
            let at = |verb: &str| format!("/v1/post/{}/{verb}", waiting["id"].as_str().unwrap());
            let version = &waiting["version"];
            let request = office.requested(json!(["form"])).await;
            let request = format!("/v1/requests/{request}");
            let reference = clerk.get(&request).await.ok()["summary"]["reference"].clone();
            let marks = json!([{ "page": 1, "evidence": "licence" }]);
            let to = json!({ "version": version, "reference": reference, "marks": marks });
            match name {
                "match-letter" => post(&clerk, &at("match"), to),
                "set-aside-letter" => {
                    post(&clerk, &at("set-aside"), json!({ "version": version, "reason": "广告" }))
                }
                _ => {
                    let filed = clerk.post(&at("match"), to).await.ok();
                    if name == "take-back-letter" {
                        let back = json!({ "version": filed["version"], "reason": "归错了" });
                        post(&clerk, &at("take-back"), back)
                    } else {
                        // Each time that somebody looks is noted.
                        flow.repeated = &["REQUEST#"];
                        post(&reviewer, &format!("{request}/papers"), json!({}))
                    }
                }
            }
        }
        "show-request" => read(&clerk, &format!("/v1/requests/{}", office.requested(json!(["form"])).await)),
        _ => return None,
    })
}
