//! Writes the dated lists of `data/` as Rust values, so that no function has to read them when it starts:
//! reading them was a fifth of a submission. What does not fit the types of `codes.rs` stops the build.

#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files; the rules do not")]
#![expect(clippy::expect_used, reason = "a list that cannot be read must stop the build, and say where")]

use serde_json::Value;
use std::{env, fs, path::Path};

/// Name, type and file of each list.
const LISTS: [(&str, &str, &str); 12] = [
    ("PROVINCES", "Table<Province>", "provinces"),
    ("DIVISIONS", "Table<City>", "divisions-jiangxi"),
    ("PHONES", "Phones", "phones"),
    ("UNIT_KINDS", "Table<Code>", "unit-kinds"),
    ("CERTIFICATE_KINDS", "Table<CertificateKind>", "certificate-kinds"),
    ("PRE_APPROVALS", "Table<PreApprovalClass>", "pre-approvals"),
    ("SERVICE_KINDS", "Table<Code>", "service-kinds"),
    ("SERVICE_CONTENTS", "Table<Code>", "service-contents"),
    ("LANGUAGES", "Table<Code>", "languages"),
    ("ACCESS_METHODS", "Table<Code>", "access-methods"),
    ("PAUSE_REASONS", "Table<Code>", "pause-reasons"),
    ("TOP_LEVEL_DOMAINS", "Table<&'static str>", "top-level-domains"),
];

/// Fields that are not what their JSON looks like, and how to write them.
const FIELDS: [(&str, &str); 8] = [
    ("valid_from", "date"),
    ("abbreviation", "char"),
    ("bureau_site", "option"),
    ("for", "Bearer"),
    ("number", "NumberSystem"),
    ("counties", "County"),
    ("areas", "Area"),
    ("entries", ""), // as the table says
];

/// Fields that a list may leave out, of the type that has them, and what they are then.
const DEFAULTS: [(&str, &str, &str); 4] = [
    ("Table", "valid_to", "None"),
    ("Code", "individuals", "false"),
    ("Province", "bureau_site", "None"),
    ("PreApprovalClass", "abolished", "false"),
];

fn main() {
    let mut code = String::new();
    for (name, kind, file) in LISTS {
        let path = format!("data/{file}.json");
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read_to_string(&path).expect(&path);
        let value: Value = serde_json::from_str(&text).expect(&path);
        code += &format!("static {name}: {kind} = {};\n", written(kind, &value));
    }
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&out).join("lists.rs"), code).expect("cargo's folder can be written to");
}

/// The value as a Rust expression of the type; of each element, where it is a list.
fn written(kind: &str, value: &Value) -> String {
    match value {
        Value::Array(parts) if kind == "County" && parts.iter().all(Value::is_string) => {
            format!("County({})", parts.iter().map(|part| written("", part)).collect::<Vec<_>>().join(","))
        }
        Value::Array(parts) => {
            format!("&[{}]", parts.iter().map(|part| written(kind, part)).collect::<Vec<_>>().join(","))
        }
        Value::String(text) => match kind {
            "date" => format!("date({})", text.replace('-', ",").replace(",0", ",")),
            "char" => format!("{:?}", text.chars().next().expect("a character")),
            "option" => format!("Some({text:?})"),
            "Bearer" | "NumberSystem" => format!("{kind}::{}", camel(text)),
            _ => format!("{text:?}"),
        },
        Value::Object(fields) => {
            let (name, entry) = kind.trim_end_matches('>').split_once('<').unwrap_or((kind, ""));
            let mut written: Vec<String> =
                fields.iter().map(|(field, value)| member(entry, field, value)).collect();
            for (of, field, default) in DEFAULTS {
                if of == name && !fields.contains_key(field) {
                    written.push(format!("{field}: {default}"));
                }
            }
            format!("{name} {{ {} }}", written.join(", "))
        }
        other => other.to_string(),
    }
}

fn member(entry: &str, field: &str, value: &Value) -> String {
    let kind = FIELDS.iter().find(|(known, _)| *known == field).map_or("", |(_, kind)| kind);
    let name = if field == "for" { "bearers" } else { field };
    format!("{name}: {}", written(if field == "entries" { entry } else { kind }, value))
}

fn camel(text: &str) -> String {
    let mut upper = true;
    text.chars()
        .filter_map(|c| match c {
            '-' | '_' => {
                upper = true;
                None
            }
            c if std::mem::take(&mut upper) => Some(c.to_ascii_uppercase()),
            c => Some(c),
        })
        .collect()
}
