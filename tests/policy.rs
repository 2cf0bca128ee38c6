//! The template's policies against the recorded calls of every other test.
//!
//! `infra/test.sh` has all tests write down what the functions called (`BEIAN_RECORD`), and runs this one last.
//! Nothing may be missing, or it would fail on AWS; nothing may be left over, or it would be open for no reason.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use beian_local::template;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
};

/// Permissions of a policy that no recorded call shows, with the reason.
const UNSEEN: [(&str, &str); 3] = [
    // Without it S3 answers 403 instead of 404 to a scan that was never uploaded; no call names it.
    ("attach-scan", "s3:ListBucket"),
    ("read-post", "s3:ListBucket"),
    // There is no malware scanner in the local edition.
    ("read-post", "s3:GetObjectTagging"),
];

/// One permission: an action, a resource, and the leading keys for which it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Permission {
    action: String,
    resource: String,
    /// `None` where the policy does not look at keys.
    keys: Option<BTreeSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    action: String,
    resource: String,
    keys: Vec<String>,
}

fn resources() -> BTreeMap<String, Value> {
    let template = template::plain(template::COMPILED_IN).unwrap();
    template["Resources"].as_object().unwrap().clone().into_iter().collect()
}

/// The policies by action, as the record speaks: `table`, `table/index/…`, `bucket/…`, `identity`.
fn policies() -> BTreeMap<String, Vec<Permission>> {
    let mut found = BTreeMap::new();
    for (name, resource) in resources() {
        if resource["Type"] != "AWS::Serverless::Function" {
            continue;
        }
        let code = resource["Properties"]["CodeUri"].as_str().unwrap().trim_end_matches('/');
        let permissions: &mut Vec<Permission> =
            found.entry(code.rsplit('/').next().unwrap().to_owned()).or_default();
        for policy in resource["Properties"]["Policies"].as_array().into_iter().flatten() {
            let statements = policy["Statement"].as_array();
            for statement in
                statements.unwrap_or_else(|| panic!("{name} has a policy that is not written out: {policy}"))
            {
                assert_eq!(statement["Effect"], "Allow", "{name}");
                permissions.extend(of_statement(statement));
            }
        }
    }
    found
}

fn of_statement(statement: &Value) -> Vec<Permission> {
    let keys = statement["Condition"].as_object().and_then(|condition| {
        let like = condition.get("ForAllValues:StringLike")?["dynamodb:LeadingKeys"].as_array()?;
        Some(like.iter().map(|key| key.as_str().unwrap().to_owned()).collect())
    });
    let mut found = BTreeSet::new();
    for action in several(&statement["Action"]) {
        for resource in several(&statement["Resource"]) {
            let (action, resource) = (action.as_str().unwrap().to_owned(), named(resource));
            found.insert(Permission { action, resource, keys: keys.clone() });
        }
    }
    found.into_iter().collect()
}

fn several(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

/// The name of a resource in the record.
fn named(resource: &Value) -> String {
    let text = resource.to_string();
    let after =
        |mark: &str| text.split(mark).nth(1).map(|rest| rest.trim_end_matches(['"', '}', ']']).to_owned());
    match &text {
        _ if text.contains(":identity/") => "identity".to_owned(),
        _ if text.contains("BeianTable.Arn}") => format!("table{}", after("BeianTable.Arn}").unwrap()),
        _ if text.contains("BeianTable.Arn") => "table".to_owned(),
        _ if text.contains("ScanBucket.Arn}") => format!("bucket{}", after("ScanBucket.Arn}").unwrap()),
        _ if text.contains("ScanBucket.Arn") => "bucket".to_owned(),
        _ => text,
    }
}

/// Whether a pattern with `*` at its end, or none, covers a text.
fn covers(pattern: &str, text: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == text, |start| text.starts_with(start))
}

fn allows(permission: &Permission, call: &Call) -> bool {
    let keys = permission.keys.as_ref();
    permission.action == call.action
        && covers(&permission.resource, &call.resource)
        && keys.is_none_or(|keys| call.keys.iter().all(|key| keys.iter().any(|pattern| covers(pattern, key))))
}

/// Every different call by function.
fn recorded() -> BTreeMap<String, BTreeSet<Call>> {
    let folder = env::var("BEIAN_RECORD").expect("infra/test.sh says where the record is");
    let mut found: BTreeMap<String, BTreeSet<Call>> = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let keys =
                line["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()).collect();
            let call = Call { action: text("action"), resource: text("resource"), keys };
            found.entry(text("by")).or_default().insert(call);
        }
    }
    found
}

#[test]
#[ignore = "needs the record of all other tests: infra/test.sh"]
fn every_function_may_do_what_it_does_and_nothing_else() {
    let (policies, recorded) = (policies(), recorded());
    let mut wrong = BTreeSet::new();
    for (function, calls) in &recorded {
        for call in calls {
            if !policies[function].iter().any(|permission| allows(permission, call)) {
                let keys: Vec<_> = call.keys.iter().map(|key| key.split('#').next().unwrap()).collect();
                wrong.insert(format!(
                    "{function} may not {} on {} {keys:?}, but does",
                    call.action, call.resource
                ));
            }
        }
    }
    let none = BTreeSet::new();
    for (function, permissions) in &policies {
        let calls = recorded.get(function).unwrap_or(&none);
        for permission in permissions {
            let used: Vec<&Call> = calls.iter().filter(|call| allows(permission, call)).collect();
            if used.is_empty() && !UNSEEN.contains(&(function.as_str(), permission.action.as_str())) {
                wrong.insert(format!(
                    "{function} may {} on {}, but never does",
                    permission.action, permission.resource
                ));
                continue;
            }
            for pattern in permission.keys.iter().flatten() {
                if !used.iter().any(|call| call.keys.iter().any(|key| covers(pattern, key))) {
                    wrong.insert(format!(
                        "{function} may {} keys {pattern}, but never does",
                        permission.action
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{:#?}", wrong);
    assert!(recorded.len() > 25, "the record is not whole: {:?}", recorded.keys());
}

#[test]
fn no_policy_has_a_wildcard_or_is_a_ready_made_one() {
    for (function, permissions) in policies() {
        for Permission { action, resource, keys } in permissions {
            assert!(!action.contains('*') && action.contains(':'), "{function}: {action}");
            assert!(
                !["*", "bucket/*", "table/*", "table/index/*"].contains(&resource.as_str()),
                "{function}: {resource}"
            );
            assert!(
                keys.is_some() == action.starts_with("dynamodb:"),
                "{function}: {action} looks at no keys"
            );
        }
    }
}

#[test]
fn every_arn_names_its_partition() {
    for (line, text) in (1..).zip(template::COMPILED_IN.lines()) {
        let fixed = text.contains("arn:aws") && !text.contains("acm:us-east-1");
        assert!(!fixed, "template.yaml:{line} works in one partition only: {text}");
    }
}
