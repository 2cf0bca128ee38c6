//! Whatever else belongs to somebody, asked for by everybody else.

use super::*;

/// Real things of one party: whatever an action can be about that is no filing.
struct Belongings {
    record: String,
    authorization: String,
    filing: String,
    scan: String,
    /// A request about the owner's account.
    request: String,
    certificate: String,
}

async fn belongings(
    harness: &Harness,
    owner: &Person,
    provider: &Person,
    form: Value,
    other: &str,
) -> Belongings {
    let clerk = find(harness, "clerk-1");
    let (filing, record) = harness.on_file(owner, provider, form).await;
    let path = format!("/v1/records/{record}");
    let about = json!({ "version": 1, "provider": other });
    let authorized = owner.post(&format!("{path}/authorizations"), about).await.ok();
    let certificate = owner.post(&format!("{path}/certificates"), json!({})).await.ok();
    let evidence = json!(["form", "licence", "domain_certificate"]);
    let asked = json!({ "kind": "recover_account", "username": owner.name, "evidence": evidence });
    let request = clerk.post("/v1/requests", asked).await.ok();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned();
    let seen = owner.filing(&filing).await;
    Belongings {
        authorization: text(&owner.get(&path).await.ok()["authorizations"][0]["id"]),
        scan: seen.scans[0].id.clone(),
        request: text(&request["summary"]["id"]),
        certificate: text(&certificate["number"]),
        record: authorized["record_id"].as_str().map_or(record.clone(), str::to_owned),
        filing,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_to_what_is_anothers_whatever_it_is() {
    let harness = Harness::open().await.over_http();
    let parts = parts(&harness).await;
    let person = |name: &str| &parts.iter().find(|part| part.name == name).unwrap().person;
    let (one, other) = (person("an owner"), person("another owner"));
    let (first, second) = (person("a provider"), person("another provider"));
    let mut form = forms::individual("shili-theirs.cn", "19660606");
    form["access"]["provider"] = json!("yun-er");
    let mine = belongings(&harness, one, first, forms::unit("shili-mine.cn", "00000091"), "yun-er").await;
    let theirs = belongings(&harness, other, second, form, "yun-yi").await;
    let mut wrong = Vec::new();
    let mut cells = 0;

    // Records: every action, by every party, on the record of either side.
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{record_id}")).collect();
    assert!(routes.len() >= 6);
    for route in &routes {
        for part in &parts {
            for (side, it) in [&mine, &theirs].into_iter().enumerate() {
                let own = part.own[side];
                let roles = table("By role");
                let expected = match part.role {
                    None => Expected::Refused(401, "not-signed-in"),
                    Some(role) if roles[route.action][role] != "yes" => Expected::Refused(403, "forbidden"),
                    Some(_) if !own => Expected::Refused(404, "not-found"),
                    // Other tests show the party's own actions; here the record must stay as it is.
                    Some(_) if route.is_write() => continue,
                    Some(_) => Expected::Done(route.success),
                };
                let path = route
                    .path
                    .replace("{record_id}", &it.record)
                    .replace("{authorization_id}", &it.authorization);
                let mut body = forms::complete(route.action);
                if body.get("version").is_some() {
                    body["version"] = json!(2);
                }
                let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
                let reply = part.person.send(route.method, &path, &[JSON], body).await;
                cells += 1;
                if !holds(&expected, &reply) {
                    let (status, code) = (reply.status, reply.code());
                    wrong.push(format!("{} by {} on {side}: {status} {code}", route.action, part.name));
                }
            }
        }
    }

    // Foreign objects in a body, named by those who may act on their own.
    let begin = |kind: &str, it: &Belongings| json!({ "kind": kind, "record_id": it.record, "position": 1 });
    let print = |kind: &str, it: &Belongings| json!({ "kind": kind, "record_id": it.record, "position": 1 });
    let mut named = Vec::new();
    for (who, it) in [(one, &theirs), (other, &mine), (first, &theirs), (second, &mine)] {
        named.push((who, "/v1/filings".to_owned(), begin("change", it)));
        named.push((who, "/v1/filings".to_owned(), json!({ "kind": "add_site", "record_id": it.record })));
        named.push((who, "/v1/forms/prefilled".to_owned(), print("deregister", it)));
        let sheet = json!({ "kind": "verification_sheet", "filing_id": it.filing });
        named.push((who, "/v1/forms/prefilled".to_owned(), sheet));
        named.push((
            who,
            format!("/v1/filings/{}/scans/{}/view", it.filing, it.scan),
            json!({ "reason": "as a test" }),
        ));
    }
    for (who, path, body) in named {
        let reply = who.post(&path, body.clone()).await;
        cells += 1;
        // To whoever asks about it, another's record is as one that is not there.
        let expected = if path == "/v1/filings" { (409, "not-on-file") } else { (404, "not-found") };
        if (reply.status, reply.code()) != expected {
            wrong.push(format!("{path} {body} by {}: {} {}", who.name, reply.status, reply.code()));
        }
    }

    // Scans of one filing are not scans of another, though both are one's own.
    let draft = one.draft(forms::unit("shili-draft.cn", "00000092")).await;
    for (verb, body, code) in [
        ("attach", json!({ "document": "commitment" }), "scan-not-uploaded"),
        ("remove", json!({}), "unknown-scan"),
    ] {
        one.act_with(&draft, &format!("scans/{}/{verb}", theirs.scan), body).await.refused(409, code);
    }
    let view = format!("/v1/filings/{draft}/scans/{}/view", mine.scan);
    one.post(&view, json!({})).await.refused(409, "unknown-scan");

    // Paper requests, by all that have no part in them.
    for it in [&mine, &theirs] {
        for route in ROUTES.iter().filter(|route| route.path.contains("{request_id}")) {
            for part in parts.iter().filter(|part| matches!(part.role, None | Some("owner" | "provider"))) {
                let path = route.path.replace("{request_id}", &it.request);
                let body = if route.is_write() {
                    Body::Text(forms::complete(route.action).to_string())
                } else {
                    Body::Empty
                };
                let reply = part.person.send(route.method, &path, &[JSON], body).await;
                let expected = if part.role.is_none() { (401, "not-signed-in") } else { (403, "forbidden") };
                cells += 1;
                if (reply.status, reply.code()) != expected {
                    wrong.push(format!(
                        "{} by {}: {} {}",
                        route.action,
                        part.name,
                        reply.status,
                        reply.code()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells > 150, "{cells}");

    // Accounts: nobody but a supervisor closes, opens or recovers one that is there.
    for action in ["disable-account", "enable-account", "recover-staff"] {
        let path = route(action).unwrap().path;
        for name in ["owner-2", "staff-er", "reviewer-1"] {
            let body = json!({ "username": name, "reason": "as a test" });
            for who in [one, first, &find(&harness, "clerk-1"), &find(&harness, "reviewer-1")] {
                who.post(path, body.clone()).await.refused(403, "forbidden");
            }
        }
    }
    // A provider recovers no owner whose account another opened, or who opened it alone.
    let add = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例", "email": "d@example.com" });
    let opened = second.post("/v1/owners", add).await.ok()["username"].as_str().unwrap().to_owned();
    for name in [&opened, &one.name, &other.name] {
        let body = json!({ "username": name, "reason": "as a test" });
        first.post("/v1/owners/recover", body).await.refused(404, "not-found");
    }
    first.post("/v1/filings", json!({ "kind": "first", "username": opened })).await.refused(404, "not-found");
    let listed = first.get("/v1/accounts").await.ok().to_string();
    assert!(!listed.contains(&opened), "{listed}");

    // Sessions: the identifier of another's ends nothing.
    let (stranger, holder) =
        (harness.signed_in_with_password("owner-8").await, harness.signed_in_with_password("owner-9").await);
    let session = holder.get("/v1/account").await.ok()["sessions"][0]["id"].clone();
    assert!(session.is_string());
    let end = json!({ "password": "a long demonstration", "session_id": session });
    // Nobody hears whether there was one to end.
    stranger.post("/v1/sessions/end", end).await.ok();
    holder.get("/v1/sessions/current").await.ok();
    stranger.get("/v1/sessions/current").await.ok();

    // Certificates are public; what they tell is only what the public record says.
    let seen =
        harness.anyone().post("/v1/certificates/verify", json!({ "number": theirs.certificate })).await.ok();
    let text = seen.to_string();
    for private in private(&json!(other.filing(&theirs.filing).await.form)) {
        assert!(!text.contains(&private), "{private}");
    }
    // Nothing of all that changed anything.
    for (owner, it) in [(one, &mine), (other, &theirs)] {
        let record = owner.get(&format!("/v1/records/{}", it.record)).await.ok();
        assert_eq!(record["version"], 2, "{record}");
    }
    harness.is_whole().await;
}
