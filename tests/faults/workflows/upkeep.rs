//! Jobs, notices and the calendar.

use super::*;

/// Makes ready what is of this kind; `None` for every other name.
pub(super) async fn act(office: &Office, flow: &mut Workflow, name: &str) -> Option<Act> {
    let Office { harness, owner, provider, supervisor, form, .. } = office.clone();
    Some(match name {
        "propose-calendar" => {
            post(&supervisor, "/v1/calendar/proposals", json!({ "text": CALENDAR, "source": "示例通知" }))
        }
        "send-notices" => {
            owner.submitted(form.clone()).await;
            flow.in_steps = true;
            Act::Job("send-notices")
        }
        "watch-terms" => {
            let id = owner.submitted(form.clone()).await;
            provider.forward(&id).await.ok();
            flow.at = "2026-12-01T02:00:00Z";
            flow.in_steps = true;
            Act::Job("watch-terms")
        }
        "count-work" => {
            office.under_review().await;
            Act::Job("count-work")
        }
        "publish-statistics" => {
            office.under_review().await;
            harness.mails_to("owner-1@example.com").await;
            flow.at = "2026-11-24T02:00:00Z";
            flow.in_steps = true;
            Act::Job("publish-statistics")
        }
        "purge" => {
            owner.draft(form.clone()).await;
            flow.at = "2028-11-24T02:00:00Z";
            flow.in_steps = true;
            Act::Job("purge")
        }
        "import-claims" => {
            let list = "subject,certificate_kind,value,province,number,change\n\
                        domain,,shili-wai.cn,44,粤ICP备2026000123号-1,\ndomain,,shili-wai-2.cn,44,粤ICP备2026000124号-1,\n";
            let object = Object { bytes: list.into(), media_type: "text/csv".to_owned() };
            harness.store().put_object("claims/2026-11-23.csv", object).await.unwrap();
            flow.in_steps = true;
            Act::Job("import-claims")
        }
        "note-delivery" | "resend-notice" | "lift-suppression" => {
            let owner = harness.owner_at("owner-2", "bounce@simulator.example.com").await;
            owner.submitted(form.clone()).await;
            if name == "note-delivery" {
                harness.work("send-notices").await;
                let reports = harness.edition().reports();
                // The list of addresses comes first, then the letter.
                flow.in_steps = true;
                let bounced = |report: &&Value| report["detail"]["eventType"] == "Bounce";
                Act::Told(reports.iter().find(bounced).unwrap().clone())
            } else {
                harness.mails_to("bounce@").await;
                let undelivered = supervisor.get("/v1/notices/undelivered").await.ok();
                let path = format!("/v1/notices/{}", undelivered["items"][0]["id"].as_str().unwrap());
                match name {
                    "resend-notice" => {
                        flow.told = &["not-undelivered"];
                        post(&supervisor, &format!("{path}/resend"), json!({}))
                    }
                    _ => {
                        flow.told = &["not-suppressed"];
                        let body = json!({ "reason": "电话核实，邮箱已恢复" });
                        post(&supervisor, &format!("{path}/lift-suppression"), body)
                    }
                }
            }
        }
        "sign-calendar" | "withdraw-calendar" => {
            let other = harness.person("supervisor-2", Role::Supervisor, None).await;
            let asked = json!({ "text": CALENDAR, "source": "示例通知" });
            let proposal = supervisor.post("/v1/calendar/proposals", asked).await.ok();
            let (id, verb) = (proposal["id"].as_str().unwrap(), name.trim_end_matches("-calendar"));
            let path = format!("/v1/calendar/proposals/{id}/{verb}");
            post(if verb == "sign" { &other } else { &supervisor }, &path, json!({}))
        }
        _ => return None,
    })
}
