//! Writes the dated lists of `data/` as Rust values, so that no function reads them at its start: reading
//! them took a fifth of the time of a submission. The build fails if a list does not fit the types of
//! `policy/codes.rs`.

#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files; the rules do not")]
#![expect(clippy::expect_used, reason = "a list that cannot be read must stop the build, and say where")]

use serde_json::Value;
use std::{env, fs, path::Path};

/// The name, the type and the file of each list.
const LISTS: [(&str, &str, &str); 12] = [
    ("PROVINCES", "CodeTable<Province>", "provinces"),
    ("DIVISIONS", "CodeTable<City>", "divisions-jiangxi"),
    ("PHONES", "NumberingPlan", "phones"),
    ("UNIT_KINDS", "CodeTable<CodeEntry>", "unit-kinds"),
    ("CERTIFICATE_KINDS", "CodeTable<CertificateKind>", "certificate-kinds"),
    ("PRE_APPROVALS", "CodeTable<PreApprovalClass>", "pre-approvals"),
    ("SERVICE_KINDS", "CodeTable<CodeEntry>", "service-kinds"),
    ("SERVICE_CONTENTS", "CodeTable<CodeEntry>", "service-contents"),
    ("LANGUAGES", "CodeTable<CodeEntry>", "languages"),
    ("ACCESS_METHODS", "CodeTable<CodeEntry>", "access-methods"),
    ("PAUSE_REASONS", "CodeTable<CodeEntry>", "pause-reasons"),
    ("TOP_LEVEL_DOMAINS", "CodeTable<&'static str>", "top-level-domains"),
];

/// The fields with a Rust type that their JSON does not show, and that type.
const FIELDS: [(&str, &str); 8] = [
    ("valid_from", "date"),
    ("abbreviation", "char"),
    ("bureau_site", "option"),
    ("for", "CertificateHolder"),
    ("number", "NumberSystem"),
    ("counties", "County"),
    ("areas", "TelephoneArea"),
    ("entries", ""), // the type parameter of `CodeTable`
];

/// The fields that a list may leave out: type, field, default value.
const DEFAULTS: [(&str, &str, &str); 5] = [
    ("CodeTable", "valid_to", "None"),
    ("CodeEntry", "individuals", "false"),
    ("CodeEntry", "not_yet", "false"),
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
    let write = |file: &str, code: &str| {
        fs::write(Path::new(&out).join(file), code).expect("cargo's folder can be written to");
    };
    write("lists.rs", &code);
    let variants = pairs("data/han-variants.txt", |line| {
        let usual = line.first().expect("a character");
        line.iter().skip(1).map(|form| (*form, *usual)).collect()
    });
    let radicals = pairs("data/radicals.txt", |line| vec![(line[0], line[1])]);
    // Every variant of a domain's character is in the basic plane, so two bytes are enough for a character.
    let variants: Vec<(u16, u16)> = variants
        .into_iter()
        .map(|(form, usual)| (form as u32, usual as u32))
        .map(|(form, usual)| {
            (u16::try_from(form).expect("basic plane"), u16::try_from(usual).expect("basic plane"))
        })
        .collect();
    let (many, signs) = (variants.len(), radicals.len());
    write(
        "han.rs",
        &format!(
            "static VARIANTS: [(u16, u16); {many}] = {variants:?};\nstatic RADICALS: [(char, char); {signs}] = {radicals:?};\n"
        ),
    );
}

/// Reads pairs of characters from the lines of a file after its comments, sorted by the first character.
fn pairs(path: &str, read: impl Fn(&[char]) -> Vec<(char, char)>) -> Vec<(char, char)> {
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(path).expect(path);
    let (_, lines) = text.split_once("\n\n").expect("comments, an empty line, and the list");
    let mut pairs: Vec<(char, char)> =
        lines.lines().flat_map(|line| read(&line.chars().collect::<Vec<char>>())).collect();
    pairs.sort_unstable();
    assert!(pairs.windows(2).all(|two| two[0].0 != two[1].0), "{path}: a character comes twice");
    pairs
}

/// Returns the value as a Rust expression of the type `kind`. For a list, `kind` is the type of its elements.
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
            "CertificateHolder" | "NumberSystem" => format!("{kind}::{}", camel(text)),
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
