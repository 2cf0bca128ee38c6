//! The house keeps its shape: names that are derived, arrows between rooms, one list of everything.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "shape/code.rs"]
mod code;
#[path = "shape/words.rs"]
mod words;

use beian_contract::{problem::ProblemCode, route::ROUTES};
use beian_filing::refusal::Refusal;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Functions that events start, not requests.
const JOBS: [&str; 8] = [
    "read-post",
    "send-notices",
    "note-delivery",
    "watch-terms",
    "count-work",
    "publish-statistics",
    "purge",
    "import-claims",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust files in a folder and in the folders inside it.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

fn pascal(action: &str) -> String {
    action.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn actions() -> BTreeSet<String> {
    ROUTES.iter().map(|route| route.action).chain(JOBS).map(str::to_owned).collect()
}

#[test]
fn folder_package_function_input_and_template_have_one_name() {
    let folders: BTreeSet<String> = fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, actions());
    let template = read("template.yaml");
    for action in actions() {
        let package = read(&format!("functions/{action}/Cargo.toml"));
        assert!(
            package.contains(&format!("name = \"{action}\"")),
            "{action}: the package is named otherwise"
        );
        let library = read(&format!("functions/{action}/src/lib.rs"));
        assert!(
            library.contains(&format!("pub async fn {}(", action.replace('-', "_"))),
            "{action}: no function of its name"
        );
        assert!(library.starts_with("//! "), "{action}: nothing says what it is for");
        let main = read(&format!("functions/{action}/src/main.rs"));
        assert!(main.lines().count() <= 4, "{action}: main is not thin");
        assert!(
            template.contains(&format!("\n  {}Function:\n", pascal(&action))),
            "{action}: not in template.yaml"
        );
        if !JOBS.contains(&action.as_str()) {
            assert!(
                library.contains(&format!("input: {}", pascal(&action)))
                    || library.contains(&format!("_input: {}", pascal(&action))),
                "{action}: input"
            );
        }
    }
    let in_template = template
        .lines()
        .filter(|line| line.starts_with("  ") && line.ends_with("Function:") && line.trim() != "Function:")
        .count();
    assert_eq!(in_template, actions().len(), "template.yaml has functions that are no actions");
}

#[test]
fn template_and_route_table_agree_on_path_and_method() {
    let template = read("template.yaml");
    for route in ROUTES {
        let head = format!("  {}Function:", pascal(route.action));
        let block: Vec<&str> = template
            .lines()
            .skip_while(|line| *line != head)
            .skip(1)
            .take_while(|line| line.is_empty() || line.starts_with("    "))
            .collect();
        let block = block.join("\n");
        assert!(block.contains(&format!("Path: \"{}\"", route.path)), "{}: path", route.action);
        assert!(
            block.to_uppercase().contains(&format!("METHOD: {}", route.method)),
            "{}: method",
            route.action
        );
    }
}

#[test]
fn every_refusal_has_its_problem_code() {
    for code in Refusal::codes() {
        assert!(ProblemCode::from_code(code).is_some(), "{code}");
    }
    for route in ROUTES {
        for code in route.problems {
            assert!(ProblemCode::from_code(code).is_some(), "{}: {code}", route.action);
        }
    }
}

#[test]
fn the_refusals_on_each_page_are_those_of_the_route_table() {
    for route in ROUTES {
        let library = read(&format!("functions/{}/src/lib.rs", route.action));
        let documented: BTreeSet<&str> = library
            .lines()
            .filter_map(|line| line.strip_prefix("/// - "))
            // A line may begin with several codes: `a`, `b` what they mean.
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .filter(|word| ProblemCode::from_code(word).is_some())
            .collect();
        let listed: BTreeSet<&str> = route.problems.iter().copied().collect();
        assert_eq!(documented, listed, "{}", route.action);
    }
}

#[test]
fn every_refusal_is_reached_by_a_test() {
    let mut tests = read("tests/journeys.rs");
    for folder in ["tests/actions", "tests/faults"] {
        for path in rust_files(folder) {
            tests.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    tests.push_str(&read("crates/local/tests/local/listener.rs"));
    // Refusals that no test can reach in its time or size, with the reason.
    let exempt = BTreeMap::from([
        ("internal", "it should not happen"),
        ("too-many-scans", "forty uploads; the rule has a test in the filing crate"),
        ("numbers-exhausted", "a million approvals; the rule has a test in the filing crate"),
    ]);
    for code in ProblemCode::ALL {
        let reached = tests.contains(&format!("\"{}\"", code.as_str()));
        assert!(reached || exempt.contains_key(code.as_str()), "no test reaches `{}`", code.as_str());
    }
}

/// Which rooms each room may know.
#[test]
fn the_arrows_between_rooms_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let actions = actions();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let knows: Vec<&str> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| dependency["kind"].is_null())
            .map(|dependency| dependency["name"].as_str().unwrap())
            .collect();
        let ours: Vec<&str> = knows
            .iter()
            .copied()
            .filter(|other| other.starts_with("beian-") || actions.contains(*other))
            .collect();
        let allowed: &[&str] = match name {
            "beian-filing" | "beian-pages" => &[],
            "beian-reader" => &["beian-pages"],
            "read-post" => {
                &["beian-app", "beian-filing", "beian-kit", "beian-pages", "beian-reader", "beian-store"]
            }
            "attach-scan" => {
                &["beian-contract", "beian-filing", "beian-kit", "beian-pages", "beian-reader", "beian-store"]
            }
            "beian-contract" | "beian-store" => &["beian-filing"],
            "beian-typeset" => &["beian-contract", "beian-filing"],
            "beian-app" => &["beian-contract", "beian-filing", "beian-store", "beian-typeset"],
            "beian-kit" => &["beian-app", "beian-contract", "beian-filing", "beian-store"],
            "beian-local" | "beian-tests" => continue,
            _ => {
                &["beian-app", "beian-contract", "beian-filing", "beian-kit", "beian-store", "beian-typeset"]
            }
        };
        for other in ours {
            assert!(allowed.contains(&other), "{name} must not know {other}");
        }
        for (outside, only) in [
            ("aws-sdk-dynamodb", "beian-store"),
            ("aws-sdk-s3", "beian-store"),
            ("aws-sdk-ses", "beian-store"),
            ("lambda_http", "beian-kit"),
        ] {
            assert!(!knows.contains(&outside) || name == only, "{name} names {outside}");
        }
    }
}

/// The rooms of the rules, bottom to top; see `crates/filing/src/lib.rs`.
const ROOMS: [&str; 24] = [
    "han",
    "text",
    "private",
    // A macro of `private`.
    "prints_its_name",
    "finding",
    "rate_limit",
    "media",
    "ahead",
    "policy",
    "identifier",
    "calendar",
    "form",
    "history",
    "claim",
    "deadline",
    "account",
    "record",
    "notice",
    "filing",
    "paper",
    "event",
    "statistics",
    // A macro of `refusal`.
    "from_refusals",
    "refusal",
];

#[test]
fn a_room_of_the_rules_imports_only_rooms_below_it() {
    let rules = root().join("crates/filing/src");
    let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut wrong = Vec::new();
    for path in rust_files("crates/filing/src") {
        let file = path.strip_prefix(&rules).unwrap().to_str().unwrap().to_owned();
        let room = file.split('/').next().unwrap().trim_end_matches(".rs");
        if room == "lib" || file.contains("tests") {
            continue;
        }
        let own = floor(room).unwrap_or_else(|| panic!("{file}: its room is not in the list"));
        let source = fs::read_to_string(&path).unwrap();
        // A test may build what it needs of any room.
        let source = source.split("#[cfg(test)]").next().unwrap();
        for import in heads(source) {
            let below = floor(&import).unwrap_or_else(|| panic!("{file}: {import} is in no list"));
            if below > own {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The first segments of all paths that begin with `crate::`, also those inside the braces of a `use`.
fn heads(source: &str) -> BTreeSet<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut at_start = true;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => at_start = true,
                _ if at_start && c.is_ascii_lowercase() => {
                    found.insert(word(&list[at..]));
                    at_start = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn the_words_that_alarms_expect_are_those_that_functions_log() {
    let template = read("template.yaml");
    let listened: BTreeSet<&str> =
        template.lines().filter_map(|line| line.split_once("MetricValue: $.")?.1.split(' ').next()).collect();
    assert_eq!(listened, BTreeSet::from(["late_requests", "late_reviews", "oldest_notice_seconds"]));
    let said = read("functions/send-notices/src/lib.rs") + &read("functions/count-work/src/lib.rs");
    for name in listened {
        assert!(said.contains(&format!("\"{name}\": ")), "{name}: nobody says it");
        assert!(template.contains(&format!("'{{ $.{name} >= 0 }}'")), "{name}: its lines are not picked out");
    }
    let measured =
        template.lines().filter_map(|line| line.split_once("MetricName: ")?.1.split([',', ' ']).next());
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    measured.for_each(|name| *times.entry(name).or_default() += 1);
    for name in ["Errors", "OldestNotice", "LateReviews", "LateRequests"] {
        assert!(times[name] >= 2, "{name}: no alarm");
    }
}

#[test]
fn no_function_scans_the_table() {
    for folder in ["crates/store/src", "crates/app/src", "crates/kit/src"] {
        for path in rust_files(folder) {
            let text = fs::read_to_string(&path).unwrap();
            // Transfers of a whole office and layout changes may; no function has either.
            if let Some(name) =
                ["transfer", "layout"].iter().find(|name| path.ends_with(format!("{name}.rs")))
            {
                assert!(
                    read("crates/store/src/lib.rs")
                        .contains(&format!("#[cfg(feature = \"transfer\")]\npub mod {name};"))
                );
                continue;
            }
            assert!(!text.contains(".scan()") && !text.contains("execute_statement"), "{}", path.display());
        }
    }
    for action in actions() {
        assert!(!read(&format!("functions/{action}/Cargo.toml")).contains("transfer"), "{action}");
    }
    assert!(!read("template.yaml").contains("dynamodb:Scan"));
}

#[test]
fn every_link_in_the_docs_leads_somewhere() {
    let mut pages: Vec<PathBuf> = Vec::new();
    for folder in ["", "docs", "docs/adr", "site"] {
        let files = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(files.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    }
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                assert!(page.parent().unwrap().join(target).exists(), "{}: {link}", page.display());
            }
        }
    }
}

#[test]
fn every_problem_code_is_explained() {
    let page = read("docs/ERRORS.md");
    for code in ProblemCode::ALL {
        assert!(
            page.contains(&format!("`{}`", code.as_str())),
            "docs/ERRORS.md does not explain `{}`",
            code.as_str()
        );
    }
}

#[test]
fn the_tests_that_the_security_page_names_exist() {
    let mut code = String::new();
    for folder in [
        "tests",
        "crates/filing/src",
        "crates/app/src",
        "crates/kit/src",
        "crates/local/tests",
        "crates/pages/tests",
    ] {
        for path in rust_files(folder) {
            code.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    let page = read("docs/SECURITY.md");
    let named = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.matches('_').count() >= 4 && !word.contains(' '));
    let missing: Vec<&str> = named.filter(|name| !code.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "docs/SECURITY.md names tests that are not there: {missing:#?}");
}

/// Names of the public types of the rules: structs, enums, traits and the enums of event names, which a macro makes.
fn types_of_the_rules() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for path in rust_files("crates/filing/src") {
        let source = fs::read_to_string(&path).unwrap();
        for line in source.split("#[cfg(test)]\nmod tests {").next().unwrap().lines().map(str::trim_start) {
            let named = ["pub struct ", "pub enum ", "pub trait ", "pub type "]
                .iter()
                .find_map(|kind| line.strip_prefix(kind))
                .or_else(|| line.split_once("#[strum_discriminants(name(").map(|(_, name)| name));
            types.extend(
                named.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>()),
            );
        }
    }
    types
}

#[test]
fn the_glossary_has_every_public_type_of_the_rules_and_no_other() {
    let glossary = read("docs/GLOSSARY.md");
    let words: BTreeSet<String> = glossary
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|word| word.split("::").next().unwrap().to_owned())
        .collect();
    let types = types_of_the_rules();
    assert!(types.len() > 200, "{}", types.len());
    let missing: Vec<&String> = types.difference(&words).collect();
    assert!(missing.is_empty(), "not in docs/GLOSSARY.md: {missing:#?}");
    let is_type = |word: &&String| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.contains(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let unknown: Vec<&String> = words.iter().filter(is_type).filter(|word| !types.contains(*word)).collect();
    assert!(unknown.is_empty(), "no public type of crates/filing: {unknown:#?}");
}

#[test]
fn the_table_of_keys_in_the_documentation_is_that_of_the_store() {
    let source = read("crates/store/src/keys.rs");
    let page: Vec<&str> =
        source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim_start).collect();
    let expected = format!(
        "# The keys of the table\n\nGenerated from `crates/store/src/keys.rs`; a test fails while this page is stale.\n\n{}\n",
        page[1..].join("\n").trim()
    );
    let path = root().join("docs/KEYS.md");
    if std::env::var_os("BEIAN_WRITE_GOLDEN").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert_eq!(found, expected, "stale: BEIAN_WRITE_GOLDEN=1 cargo test -p beian-tests --test shape keys");
    // The table names each prefix that the code builds a key of.
    let code: String = source.lines().filter(|line| !line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let table = page.join("\n");
    let literals =
        code.split('"').skip(1).step_by(2).filter_map(|literal| literal.split_inclusive('#').next());
    for prefix in literals.filter(|prefix| prefix.ends_with('#') && !prefix.contains('{')) {
        assert!(table.contains(prefix), "{prefix} is not in the table of keys");
    }
}
