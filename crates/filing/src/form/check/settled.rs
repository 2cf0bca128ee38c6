//! Suggestions that survive the check: a suggestion that leads to a further finding would send the user from one message to the next.

use crate::finding::{Finding, FindingCode, Level};
use crate::form::Form;
use serde_json::Value;

/// The largest number of successive suggestions. No known text needs more than two.
const MOST_STEPS: usize = 3;

/// Returns the findings of `found`. Each suggestion was applied to the form and checked: a suggestion that leads to another suggestion is
/// replaced by the last one, and a suggestion that leads to an error without a remedy is removed, and that error is reported at once.
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
                // A suggestion that leads to an error of fact, such as an expired date, is kept: it shows which value was read.
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
        // A new finding follows the other findings of its field.
        let at = settled.iter().rposition(|other| other.pointer == finding.pointer);
        settled.insert(at.map_or(settled.len(), |at| at + 1), finding);
    }
    settled
}

/// Tells whether the suggestion is only another spelling of the same value.
fn is_form(finding: &Finding) -> bool {
    finding.level == Level::Error || finding.code == FindingCode::NameUsualForm
}

/// Tells whether the rule concerns the value itself and not its spelling.
fn is_fact(code: FindingCode) -> bool {
    matches!(
        code,
        FindingCode::UnderAge
            | FindingCode::DateInFuture
            | FindingCode::DateOrder
            | FindingCode::CertificateBeforeBirth
            | FindingCode::CertificateExpired
            | FindingCode::DomainExpired
            | FindingCode::PreApprovalExpired
    )
}

/// Returns the values that are applied together with a suggestion: the two ends of an address range belong together.
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

/// Returns the form with these values. The result is `None` if there are no values or a field is not text.
fn with(form: &Value, taken: &[(String, String)]) -> Option<Form> {
    let mut form = form.clone();
    for (pointer, value) in taken {
        let field = form.pointer_mut(pointer).filter(|field| field.is_string())?;
        *field = value.clone().into();
    }
    (!taken.is_empty()).then(|| serde_json::from_value(form).ok()).flatten()
}
