//! Arguments and fields say what they are: identifiers have types, and no call passes a bare `true` or `false`.

use super::*;

/// Below the edge, an identifier is a type. The edge is the text of an address, of a command line and of the demonstration, the fields and
/// forms that keep what a person wrote, and the audit of stored items.
#[test]
fn an_identifier_is_a_text_at_the_edge_alone() {
    let names = [
        "filing_id",
        "request_id",
        "organizer_number",
        "site_number",
        "reference",
        "username",
        "provider",
        "owner",
    ];
    let texts = ["&str", "String", "&String", "Option<&str>", "Option<String>"];
    let edge = [
        "crates/kit/src/context/load.rs",
        "crates/filing/src/paper/printed_form.rs",
        "crates/filing/src/form.rs",
        "crates/filing/src/account/fields.rs",
        "crates/local/src/appoint.rs",
        "crates/local/src/main.rs",
        "crates/local/src/seed.rs",
        "crates/local/src/verify.rs",
        "crates/store/src/filing.rs",
    ];
    let mut found = Vec::new();
    for folder in
        ["filing", "store", "app", "kit", "typeset", "local"].map(|name| format!("crates/{name}/src"))
    {
        for path in rust_files(&folder) {
            let file = path.strip_prefix(root()).unwrap().display().to_string();
            let source = fs::read_to_string(&path).unwrap();
            for line in source.lines().filter(|_| !edge.contains(&file.as_str())) {
                let is_text = |name: &str| {
                    let said =
                        line.split_once(&format!("{name}: ")).map(|(_, said)| said.trim_end_matches(','));
                    said.is_some_and(|said| texts.contains(&said))
                };
                found.extend(names.iter().filter(|name| is_text(name)).map(|name| format!("{file}: {name}")));
            }
        }
    }
    assert!(found.is_empty(), "identifiers without a type: {found:#?}");
}

/// Whether an argument list says `true` or `false` and nothing of what it means. Methods of other libraries that switch something are left
/// out, and so are closures, whose parameters have their names near by.
fn passes_a_bare_bool(line: &str) -> bool {
    let foreign = [
        ".create(",
        ".append(",
        ".write(",
        ".read(",
        ".truncate(",
        ".recursive(",
        ".consistent_read(",
        ".scan_index_forward(",
        ".force_path_style(",
        ".enforce_http(",
        ".kill_on_drop(",
        ".initial_transform(",
        ".unwrap_or(",
        ".is_some_and(",
        ".map_or(",
        ".store(",
        ".send_replace(",
        ".send(",
        ".swap(",
        "watch::channel(",
        "AtomicBool::new(",
        "Value::Bool(",
        "Some(",
        "Ok(",
        "AttributeValue::Null(",
        ".reuse_address(",
        "visit_bool(",
        ".https_or_http(",
    ];
    ["true", "false"].iter().any(|word| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (line[..at].trim_end(), line[at + word.len()..].trim_start());
            let is_argument = before.ends_with(['(', ',']) && after.starts_with([')', ',']);
            let Some(open) = before.rfind('(').filter(|_| is_argument) else { return false };
            let called = &before[..=open];
            let is_call = called[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            let is_closed = before[open + 1..].matches(['(', '[', '{']).count()
                == before[open + 1..].matches([')', ']', '}']).count();
            is_call
                && is_closed
                && !foreign.iter().any(|call| called.ends_with(call))
                && !called.contains(".set_")
        })
    })
}

#[test]
fn no_call_passes_a_bare_true_or_false() {
    assert!(
        passes_a_bare_bool("    judge(document, false, pages)?;")
            && passes_a_bare_bool("fixed(kind, true).to_vec()")
    );
    assert!(
        !passes_a_bare_bool("let (across, down) = (true, false);")
            && !passes_a_bare_bool("options.create(true);")
    );
    let mut found = Vec::new();
    for folder in ["crates", "functions"] {
        for path in rust_files(folder) {
            let file = path.strip_prefix(root()).unwrap().display().to_string();
            if !file.contains("/src/") || file.contains("tests") {
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let ours = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let bare = ours.lines().filter(|line| passes_a_bare_bool(line));
            found.extend(bare.map(|line| format!("{file}: {}", line.trim())));
        }
    }
    assert!(found.is_empty(), "arguments without a meaning: {found:#?}");
}
