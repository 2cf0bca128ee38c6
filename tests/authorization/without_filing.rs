//! Every action that is about no filing, by every part; and what nobody may send.

use super::*;

/// The query in the address, where an action needs one.
fn asked(action: &str, role: Option<&str>) -> &'static str {
    match (action, role) {
        ("look-up" | "show-conflict", _) => "?domain=shili-nobody.cn",
        ("list-filings", Some("clerk" | "reviewer" | "supervisor")) => "?status=under_review",
        ("find-cases", _) => "?text=JX",
        _ => "",
    }
}

/// The answer to somebody who is admitted, where nothing exists that the body or the path names.
fn alone(route: &Route, role: Option<&str>) -> (u16, &'static str) {
    match route.action {
        "start-filing" if role == Some("provider") => (404, "not-found"),
        "confirm-registration" | "keep-email" | "show-progress" => (409, "code-expired"),
        "sign-in"
        | "end-session"
        | "set-password"
        | "change-password"
        | "begin-second-factor"
        | "remove-second-factor"
        | "export-data" => (401, "wrong-password"),
        "confirm-second-factor" => (409, "no-proposal"),
        "propose-calendar" => (422, "calendar-unfit"),
        "resend-notice"
        | "lift-suppression"
        | "disable-account"
        | "enable-account"
        | "recover-staff"
        | "recover-owner"
        | "sign-calendar"
        | "withdraw-calendar"
        | "download-statistics"
        | "print-form"
        | "receive-request"
        | "reorder-post"
        | "view-letter"
        | "match-letter"
        | "set-aside-letter"
        | "take-back-letter"
        | "view-papers"
        | "show-request"
        | "receive-evidence"
        | "decide-request"
        | "show-record"
        | "cancel-access"
        | "authorize-provider"
        | "revoke-authorization"
        | "issue-certificate"
        | "verify-certificate"
        | "deregister" => (404, "not-found"),
        _ => (route.success, ""),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_without_a_filing_answers_every_part_as_the_tables_say() {
    let harness = Harness::open().await.over_http();
    let (open, holder, roles) = (listed("Open to anyone"), listed("For one's own account"), table("By role"));
    let gate = |wanted: fn(&Audience) -> bool| -> BTreeSet<String> {
        let fits = |route: &&Route| wanted(&route.audience) && !route.path.contains("{filing_id}");
        ROUTES.iter().filter(fits).map(|route| route.action.to_owned()).collect()
    };
    assert_eq!(gate(|gate| *gate == Audience::Open), open, "open to anyone");
    assert_eq!(gate(|gate| *gate == Audience::Holder), holder, "for one's own account");
    assert_eq!(gate(|gate| matches!(gate, Audience::Roles(_))), roles.keys().cloned().collect(), "by role");

    let mut parts = parts(&harness).await;
    // Signing out comes last.
    let mut routes: Vec<&Route> = ROUTES.iter().filter(|route| !route.path.contains("{filing_id}")).collect();
    routes.sort_by_key(|route| route.action == "sign-out");
    let mut wrong = Vec::new();
    for route in routes {
        for (number, part) in parts.iter_mut().enumerate() {
            let mut body = forms::complete(route.action);
            // Each has a name of its own, so that nobody waits for what others tried.
            if body["username"] == "nobody" && matches!(route.audience, Audience::Open) {
                body["username"] = json!(format!("nobody-{number}"));
            }
            if route.action == "start-filing" && part.role == Some("provider") {
                body["username"] = json!("nobody");
            }
            // One address may try this many wrong codes an hour.
            if route.action == "show-progress" {
                harness.set_clock(&(harness.now() + 61.minutes()).to_string());
            }
            let body = if route.is_write() { Body::Text(body.to_string()) } else { Body::Empty };
            let path = forms::path(route, "0", "0") + asked(route.action, part.role);
            let reply = part.person.send(route.method, &path, &[JSON], body).await;
            let admitted = match (part.role, &route.audience) {
                (_, Audience::Open) => Ok(()),
                (None, _) => Err((401, "not-signed-in")),
                (Some(_), Audience::Holder) => Ok(()),
                (Some(role), Audience::Roles(_)) if roles[route.action][role] == "yes" => Ok(()),
                _ => Err((403, "forbidden")),
            };
            let fits = match admitted {
                Err((status, code)) => (reply.status, reply.code()) == (status, code),
                Ok(()) => (reply.status, reply.code()) == alone(route, part.role),
            };
            if !fits {
                wrong.push(format!("{} by {}: {} {}", route.action, part.name, reply.status, reply.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_a_role_an_owner_or_a_state_of_their_own() {
    let harness = Harness::open().await;
    let parts = parts(&harness).await;
    for route in ROUTES.iter().filter(|route| route.is_write()) {
        let part = parts
            .iter()
            .find(|part| match (part.role, route.audience) {
                (Some(role), Audience::Roles(roles)) => roles.iter().any(|allowed| allowed.as_str() == role),
                (role, _) => role == Some("owner"),
            })
            .unwrap_or_else(|| panic!("nobody may {}", route.action));
        let mut body = forms::complete(route.action);
        let foreign =
            ["owner", "state", "status", "disabled", "sessions", "second_factor_needed", "opened_by"];
        for name in foreign {
            body[name] = json!("supervisor");
        }
        let path = forms::path(route, "0", "0");
        let reply = part.person.send(route.method, &path, &[JSON], Body::Text(body.to_string())).await;
        let reply = reply.refused(422, "malformed");
        for name in foreign {
            assert!(reply.pointers().contains(&format!("/{name}").as_str()), "{}: {name}", route.action);
        }
    }
    assert!(
        Role::ALL.iter().all(|role| table("By role").values().all(|row| row.contains_key(role.as_str())))
    );
}
