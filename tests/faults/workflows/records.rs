//! Workflows of records, deregistration among them.

use super::*;

/// Makes ready what is of this kind; `None` for every other name.
pub(super) async fn act(office: &Office, flow: &mut Workflow, name: &str) -> Option<Act> {
    let Office { harness, owner, provider, reviewer, form, .. } = office.clone();
    Some(match name {
        "deregister" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            post(
                &provider,
                &format!("/v1/records/{record}/deregister"),
                json!({ "position": 1, "reason": "网站不再使用" }),
            )
        }
        "confirm-deregistration" => {
            let (id, code) = office.deregistering().await;
            on(&owner, &id, "confirm-deregistration", json!({ "code": code })).await
        }
        "approve-deregistration" => {
            let (id, code) = office.deregistering().await;
            owner.confirm_deregistration(&id, &code).await.ok();
            provider.forward(&id).await.ok();
            on(&reviewer, &id, "review", json!({ "decision": "approve" })).await
        }
        "cancel-access" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
            post(&provider, &format!("/v1/records/{record}/cancel-access"), cancel)
        }
        "authorize-provider" | "revoke-authorization" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let path = format!("/v1/records/{record}/authorizations");
            let ask = json!({ "version": 1, "provider": "yun-er" });
            if name == "authorize-provider" {
                post(&owner, &path, ask)
            } else {
                let given = owner.post(&path, ask).await.ok();
                let id = given["record"]["authorizations"][0]["id"].as_str().unwrap();
                let version = given["record"]["version"].clone();
                post(&owner, &format!("{path}/{id}/revoke"), json!({ "version": version }))
            }
        }
        "issue-certificate" | "verify-certificate" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let path = format!("/v1/records/{record}/certificates");
            if name == "issue-certificate" {
                // The office's key comes first, and stays for the next one.
                flow.in_steps = true;
                post(&owner, &path, json!({}))
            } else {
                let issued = owner.post(&path, json!({})).await.ok();
                post(&harness.anyone(), "/v1/certificates/verify", json!({ "number": issued["number"] }))
            }
        }
        "look-up" => {
            harness.on_file(&owner, &provider, form.clone()).await;
            read(&harness.anyone(), "/v1/records?domain=shili-fault.cn")
        }
        _ => return None,
    })
}
