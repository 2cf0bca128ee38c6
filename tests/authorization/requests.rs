//! Every action on a paper request, by every part, in every state.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_action_on_a_paper_request_answers_every_part_in_every_state_as_the_table_says() {
    let harness = Harness::open().await.over_http();
    let done = table("What may be done to a paper request, and when");
    let parts = parts(&harness).await;
    let (clerk, reviewer) = (find(&harness, "clerk-1"), find(&harness, "reviewer-1"));
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{request_id}")).collect();
    let named: BTreeSet<&str> = done.keys().map(String::as_str).collect();
    assert_eq!(routes.iter().map(|route| route.action).collect::<BTreeSet<_>>(), named);
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let mut wrong = Vec::new();
    for state in ["received", "approved", "refused"] {
        for route in &routes {
            for part in &parts {
                let asked = json!({ "kind": "recover_account", "username": "owner-2", "evidence": evidence });
                let entered = clerk.post("/v1/requests", asked).await.ok();
                let path = format!("/v1/requests/{}", entered["summary"]["id"].as_str().unwrap());
                if state != "received" {
                    let decision =
                        json!({ "version": 1, "approve": state == "approved", "reason": "as a test" });
                    reviewer.post(&format!("{path}/decide"), decision).await.ok();
                }
                let version = if state == "received" { 1 } else { 2 };
                let mut body = forms::complete(route.action);
                if let Some(based_on) = body.get_mut("version") {
                    *based_on = json!(version);
                }
                let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
                let there = route.path.replace("/v1/requests/{request_id}", &path);
                let reply = part.person.send(route.method, &there, &[JSON], body).await;
                let cell = part.role.map(|role| done[route.action][role].as_str());
                let expected = match cell {
                    None => Expected::Refused(401, "not-signed-in"),
                    Some("–") => Expected::Refused(403, "forbidden"),
                    Some(allowed) if allowed == "seen" || allowed == state => Expected::Done(route.success),
                    Some(_) => Expected::Refused(409, "request-decided"),
                };
                if !holds(&expected, &reply) {
                    let (status, code) = (reply.status, reply.code());
                    wrong.push(format!("{} by {}, {state}: {status} {code}", route.action, part.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
