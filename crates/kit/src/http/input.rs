//! Parsing of requests. A write has its fields in the path and the JSON body, a read in the path and the query. Duplicate names are
//! refused, because a choice between two values would be a guess.

use super::{
    ActionError,
    json::{self, escaped},
};
use beian_contract::problem::{FieldProblem, ProblemCode};
use beian_filing::finding::FindingCode;
use jiff::civil::Date;
use lambda_http::{Body, Request, RequestExt};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

/// Maximum size of a JSON body, in bytes. The largest form has a fortieth of this size.
const MOST: usize = 256 * 1024;
/// Maximum length of an identifier in the path, in bytes.
const LONGEST_ID: usize = 128;
/// Maximum number of wrong fields in an answer.
const MOST_PROBLEMS: usize = 50;

/// Describes one wrong field.
pub fn field(pointer: &str, code: FindingCode) -> FieldProblem {
    field_with_suggestion(pointer, code, None)
}

/// Describes one wrong field with a suggested correction.
pub fn field_with_suggestion(pointer: &str, code: FindingCode, suggestion: Option<String>) -> FieldProblem {
    FieldProblem { pointer: pointer.to_owned(), code, suggestion }
}

/// Parses a day in the only form that the interface accepts, `2026-11-23`.
pub fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}

/// Reads all fields of a request, and the problems of their names and places.
pub(crate) fn fields(request: &Request, is_write: bool) -> Result<(Value, Vec<FieldProblem>), ActionError> {
    let mut problems = Vec::new();
    let mut fields = if is_write { body(request, &mut problems)? } else { Map::new() };
    let path = request.path_parameters();
    if path.iter().any(|(_, value)| value.len() > LONGEST_ID) {
        return Err(ProblemCode::NotFound.into());
    }
    let query = request.query_string_parameters();
    // The library returns the query in random order, and the fingerprint of a request must not depend on the order.
    let mut query: Vec<(&str, &str)> = query.iter().collect();
    query.sort_unstable();
    for (name, value) in query {
        let twice = path.first(name).is_some() || fields.contains_key(name);
        match (is_write, twice) {
            (_, true) => note(&mut problems, name, FindingCode::Duplicate),
            // A write has no fields in the query, because addresses are logged and fields may be secret.
            (true, false) => note(&mut problems, name, FindingCode::UnknownField),
            (false, false) => drop(fields.insert(name.to_owned(), Value::String(value.to_owned()))),
        }
    }
    for (name, value) in path.iter() {
        if fields.insert(name.to_owned(), Value::String(value.to_owned())).is_some() {
            note(&mut problems, name, FindingCode::Duplicate);
        }
    }
    Ok((Value::Object(fields), problems))
}

/// Adds a problem with a name. Each name is reported once.
fn note(problems: &mut Vec<FieldProblem>, name: &str, code: FindingCode) {
    let short: String = name.chars().take(LONGEST_ID).collect();
    let pointer = format!("/{}", escaped(&short));
    if problems.len() < MOST_PROBLEMS && problems.iter().all(|problem| problem.pointer != pointer) {
        problems.push(field(&pointer, code));
    }
}

fn body(request: &Request, problems: &mut Vec<FieldProblem>) -> Result<Map<String, Value>, ActionError> {
    let bytes: &[u8] = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    };
    if bytes.len() > MOST {
        return Err(ProblemCode::TooLarge.into());
    }
    let media =
        request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(ProblemCode::UnsupportedMedia.into());
    }
    match json::read(bytes) {
        Some((Value::Object(fields), twice)) => {
            problems.extend(twice.iter().map(|pointer| field(pointer, FindingCode::Duplicate)));
            Ok(fields)
        }
        _ => Err(ProblemCode::Unreadable.into()),
    }
}

/// Converts the fields to their type, and reports every field that is unknown, missing or of the wrong type.
///
/// # Errors
/// [`ActionError::Malformed`].
pub fn parse<T: DeserializeOwned>(fields: Value) -> Result<T, ActionError> {
    parse_with(fields, Vec::new())
}

/// Converts the fields to their type, and reports its problems together with the given ones.
pub(crate) fn parse_with<T: DeserializeOwned>(
    mut fields: Value,
    mut problems: Vec<FieldProblem>,
) -> Result<T, ActionError> {
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&fields) {
            Ok(parsed) if problems.is_empty() => return Ok(parsed),
            Ok(_) => return Err(ActionError::Malformed(problems)),
            Err(error) => error,
        };
        let mut pointer = String::new();
        for segment in error.path().iter() {
            match segment {
                Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
                Segment::Enum { variant } => pointer.push_str(&format!("/{}", escaped(variant))),
                Segment::Unknown => {}
            }
        }
        let message = error.inner().to_string();
        // The name itself may contain a backquote, so its end is found by the words that follow it.
        let quoted = message.split_once('`').map_or("", |(_, rest)| rest);
        let end =
            quoted.find("`, expected").or_else(|| quoted.find("`, there are")).or_else(|| quoted.rfind('`'));
        let named = escaped(end.and_then(|end| quoted.get(..end)).unwrap_or_default());
        let (code, removable) = if message.starts_with("missing field") {
            pointer.push_str(&format!("/{named}"));
            (FindingCode::Required, false)
        } else if message.starts_with("unknown field") {
            if !pointer.ends_with(&format!("/{named}")) {
                pointer.push_str(&format!("/{named}"));
            }
            (FindingCode::UnknownField, true)
        } else if message.starts_with("unknown variant") {
            (FindingCode::UnknownCode, true)
        } else {
            (FindingCode::WrongType, true)
        };
        // A field that was removed because of its type would be reported as missing in the next round, and one report is enough.
        let known = problems.iter().any(|problem| problem.pointer == pointer);
        if !known {
            problems.push(field(&pointer, code));
        }
        if known || !removable || problems.len() >= MOST_PROBLEMS || !remove(&mut fields, &pointer) {
            return Err(ActionError::Malformed(problems));
        }
    }
}

/// Removes one field, so that the next round finds further problems.
fn remove(fields: &mut Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    match fields.pointer_mut(parent) {
        Some(Value::Object(fields)) => fields.remove(&name.replace("~1", "/").replace("~0", "~")).is_some(),
        Some(Value::Array(items)) => match name.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(day("2026-11-23"), Some(jiff::civil::date(2026, 11, 23)));
        for other in ["20261123", "2026-11-23T10:00", " 2026-11-23", "2026-11-31", "2026-1-2", ""] {
            assert_eq!(day(other), None, "{other}");
        }
    }
}
