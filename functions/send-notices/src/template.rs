//! The names and versions of the messages' templates.

use beian_filing::history::EventName;

/// The template's name: subject, event and reader. It never changes, because sent messages are stored under it.
pub fn template(about: &str, event: &EventName, reader: &str) -> String {
    let event = event.as_str().replace('_', "-");
    match reader {
        "" => format!("{about}-{event}"),
        reader => format!("{about}-{event}-{reader}"),
    }
}

/// The template's version. Each change of a sentence raises it: a test compares every message with the file that is
/// kept of its version.
pub fn version(template: &str) -> u32 {
    match template {
        // The current version states the reader's next step by the state of the filing or request.
        "request-approve-request"
        | "request-receive-evidence"
        | "request-receive-request"
        | "request-remind" => 3,
        "filing-amend-owner"
        | "filing-amend-provider"
        | "filing-delete-submission-owner"
        | "filing-forward-owner"
        | "filing-forward-provider"
        | "filing-move-deadline-owner"
        | "filing-pause-review-owner"
        | "filing-pause-review-provider"
        | "filing-record-sheet-owner"
        | "filing-record-sheet-provider"
        | "filing-resume-review-owner"
        | "filing-resume-review-provider"
        | "filing-submit-owner"
        | "file-remind-expiry-supervisor"
        | "request-sort-papers"
        // The current version links to one question of the help instead of the whole help.
        | "account-change-email"
        | "account-change-password"
        | "account-disable-account"
        | "account-set-password"
        | "account-try-recovery"
        // The current version says that an expiry deregisters nothing, and names the button to press.
        | "file-remind-expiry-owner"
        | "request-move-deadline"
        | "request-refuse-request" => 2,
        _ => 1,
    }
}
