//! Every action on a filing, by every part, in every state.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_action_answers_every_part_in_every_state_as_the_tables_say() {
    let harness = Harness::open().await.over_http();
    let tables =
        Tables { seen: table("Who sees a filing"), done: table("What may be done to a filing, and when") };
    let parts = parts(&harness).await;
    let person = |name: &str| &parts.iter().find(|part| part.name == name).unwrap().person;
    let teams =
        [(person("an owner"), person("a provider")), (person("another owner"), person("another provider"))];
    let routes: Vec<&Route> = ROUTES.iter().filter(|route| route.path.contains("{filing_id}")).collect();
    let named: BTreeSet<&str> = tables.done.keys().map(String::as_str).collect();
    assert_eq!(
        routes.iter().map(|route| route.action).collect::<BTreeSet<_>>(),
        named,
        "the table's actions"
    );
    let (mut cells, mut number, mut wrong) = (0, 0, Vec::new());
    for state in STATES {
        let mut cases = Vec::new();
        for (owner, provider) in teams {
            number += 1;
            cases.push(case(&harness, owner, provider, state, number).await);
        }
        for route in &routes {
            for part in &parts {
                for side in 0..2 {
                    let expected = tables.expected(route.action, part, state, part.own[side]);
                    let reply = ask(part, route, &cases[side]).await;
                    cells += 1;
                    let at = format!(
                        "{} by {} on {}, {state}",
                        route.action,
                        part.name,
                        ["one", "the other"][side]
                    );
                    if !holds(&expected, &reply) {
                        wrong.push(format!("{at}: {} {}", reply.status, reply.code()));
                    }
                    if part.role.is_some_and(|role| role != "owner") && route.action != "unmask" {
                        let text = reply.body.to_string();
                        for private in private(&cases[side].form) {
                            if text.contains(&private) {
                                wrong.push(format!("{at}: shows {private}"));
                            }
                        }
                    }
                    if part.role == Some("clerk") && !reply.body["form"].is_null() {
                        wrong.push(format!("{at}: shows the form"));
                    }
                    // Another filing takes the place of the changed one.
                    if route.is_write() && (200..300).contains(&reply.status) && changes(route.action) {
                        number += 1;
                        let (owner, provider) = teams[side];
                        cases[side] = case(&harness, owner, provider, state, number).await;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells >= 3_000, "{cells} cells");
}

fn changes(action: &str) -> bool {
    !["upload-scan", "view-scan", "unmask"].contains(&action)
}
