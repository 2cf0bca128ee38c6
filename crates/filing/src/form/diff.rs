//! The differences between two forms, field by field, without private values.

use crate::form::{Form, FurtherSite};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A field that changed. Private values are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The field, as a JSON pointer into the form.
    pub pointer: String,
    /// The value before the change. It is absent if it is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value after the change. It is absent if it is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The private fields. An event in the history names such a field without its values.
const PRIVATE: [&str; 9] = [
    "certificate_number",
    "valid_from",
    "valid_to",
    "mobile",
    "landline",
    "emergency_phone",
    "email",
    "legal_representative",
    // The investor may be a person.
    "investor",
];

/// The organizer's fields that are private too, if it is an individual.
const PRIVATE_OF_INDIVIDUAL: [&str; 3] =
    ["/organizer/name", "/organizer/certificate_address", "/organizer/mailing_address"];

/// Returns the fields that differ, in the order of the form. A list is compared as a whole, but further sites are compared one by one:
/// each field of a site that only one form has is compared with an empty one.
pub fn changes(before: &Form, after: &Form) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(&value(before), &value(after), &mut String::new(), &mut changes);
    if before.organizer.is_individual() || after.organizer.is_individual() {
        for change in &mut changes {
            if PRIVATE_OF_INDIVIDUAL.contains(&change.pointer.as_str()) {
                (change.before, change.after) = (None, None);
            }
        }
    }
    changes
}

/// Tells whether the JSON pointer names a field of the form or a group of fields.
pub fn has_field(form: &Form, pointer: &str) -> bool {
    !pointer.is_empty() && value(form).pointer(pointer).is_some()
}

fn value(form: &Form) -> Value {
    // A form holds text, lists and flags, so JSON can express every key and value.
    serde_json::to_value(form).unwrap_or_default()
}

fn walk(before: &Value, after: &Value, pointer: &mut String, changes: &mut Vec<FieldChange>) {
    match (before, after) {
        (Value::Object(fields), Value::Object(others)) => {
            for (name, field) in fields {
                let length = pointer.len();
                pointer.push('/');
                pointer.push_str(name);
                walk(field, others.get(name).unwrap_or(&Value::Null), pointer, changes);
                pointer.truncate(length);
            }
        }
        _ if before == after => {}
        (Value::Array(sites), Value::Array(others)) if pointer == "/further" => {
            let none = serde_json::to_value(FurtherSite::default()).unwrap_or_default();
            for place in 0..sites.len().max(others.len()) {
                let length = pointer.len();
                pointer.push_str(&format!("/{place}"));
                let at = |list: &[Value]| list.get(place).cloned().unwrap_or_else(|| none.clone());
                walk(&at(sites), &at(others), pointer, changes);
                pointer.truncate(length);
            }
        }
        _ => {
            let shown = |value: &Value| (!is_private(pointer)).then(|| text(value));
            changes.push(FieldChange {
                pointer: pointer.clone(),
                before: shown(before),
                after: shown(after),
            });
        }
    }
}

fn is_private(pointer: &str) -> bool {
    // The name of a person is private; the name of a unit or a site is public.
    pointer.ends_with("/leader/name")
        || pointer.rsplit('/').next().is_some_and(|field| PRIVATE.contains(&field))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
