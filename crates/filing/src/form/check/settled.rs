//! Suggestions that hold: one that the same rules would find fault with, once it is taken, sends people from one message to the next.

use crate::finding::{FieldCode, Finding, Level};
use crate::form::Form;
use serde_json::Value;

/// The most suggestions that follow one another; no known text needs more than two.
const MOST_STEPS: usize = 3;

/// The findings, each with the suggestion that is left when all that would follow it are taken as well. What would be wrong then, and
/// nobody knows a remedy for, is told at once, and the suggestion is not made.
pub(super) fn settled(
    form: &Form,
    found: Vec<Finding>,
    inspect: impl Fn(&Form) -> Vec<Finding>,
) -> Vec<Finding> {
    if found.iter().all(|finding| finding.suggestion.is_none()) {
        return found;
    }
    let Ok(form) = serde_json::to_value(form) else { return found };
    let mut settled: Vec<Finding> = Vec::with_capacity(found.len());
    let mut told: Vec<Finding> = Vec::new();
    for finding in &found {
        let mut taken: Vec<(String, String)> = taken_with(finding, &found);
        let mut kept = finding.clone();
        for _ in 0..MOST_STEPS {
            let Some(form) = with(&form, &taken) else { break };
            let after: Vec<Finding> = inspect(&form)
                .into_iter()
                .filter(|after| taken.iter().any(|(pointer, _)| *pointer == after.pointer))
                .collect();
            let next = after.iter().find(|after| after.suggestion.is_some() && is_form(after));
            if let Some(next) = next {
                for (pointer, value) in taken_with(next, &after) {
                    taken.retain(|(taken, _)| *taken != pointer);
                    taken.push((pointer, value));
                }
                continue;
            }
            let known = |after: &Finding, findings: &[Finding]| {
                findings.iter().any(|known| (&known.pointer, known.code) == (&after.pointer, after.code))
            };
            let wrong = after.into_iter().filter(|after| after.level == Level::Error);
            for after in wrong {
                let before = known(&after, &found) && after.code != finding.code;
                // A number or a day that is known as such is still offered: it says which is meant.
                if !before && !is_fact(after.code) {
                    kept.suggestion = None;
                }
                if !known(&after, &found) && !known(&after, &told) {
                    told.push(Finding { suggestion: None, ..after });
                }
            }
            break;
        }
        if kept.suggestion.is_some() {
            kept.suggestion = taken.into_iter().find(|(at, _)| *at == kept.pointer).map(|(_, value)| value);
        }
        settled.push(kept);
    }
    for finding in told {
        // Beside what else is said of the field.
        let at = settled.iter().rposition(|other| other.pointer == finding.pointer);
        settled.insert(at.map_or(settled.len(), |at| at + 1), finding);
    }
    settled
}

/// Whether what a finding offers is another way to write the same.
fn is_form(finding: &Finding) -> bool {
    finding.level == Level::Error || finding.code == FieldCode::NameUsualForm
}

/// Whether it is said of the value and not of how it is written.
fn is_fact(code: FieldCode) -> bool {
    matches!(
        code,
        FieldCode::UnderAge
            | FieldCode::DateInFuture
            | FieldCode::DateOrder
            | FieldCode::CertificateBeforeBirth
            | FieldCode::CertificateExpired
            | FieldCode::DomainExpired
            | FieldCode::PreApprovalExpired
    )
}

/// The values that are taken with a finding's: the two ends of a range are one offer.
fn taken_with(finding: &Finding, found: &[Finding]) -> Vec<(String, String)> {
    let range = |pointer: &str| {
        pointer
            .starts_with("/access/ip_ranges/")
            .then(|| pointer.rsplit_once('/').map(|(at, _)| at.to_owned()))
    };
    let of = range(&finding.pointer);
    let beside = |other: &&Finding| {
        other.pointer == finding.pointer && other.code == finding.code
            || of.is_some() && other.pointer != finding.pointer && range(&other.pointer) == of
    };
    let values = found.iter().filter(beside);
    values.filter_map(|other| Some((other.pointer.clone(), other.suggestion.clone()?))).collect()
}

/// The form with these texts; `None` where there is none to take, or a field is no text.
fn with(form: &Value, taken: &[(String, String)]) -> Option<Form> {
    let mut form = form.clone();
    for (pointer, value) in taken {
        let field = form.pointer_mut(pointer).filter(|field| field.is_string())?;
        *field = value.clone().into();
    }
    (!taken.is_empty()).then(|| serde_json::from_value(form).ok()).flatten()
}
