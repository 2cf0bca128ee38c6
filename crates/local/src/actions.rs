//! The actions of this program, by name. The template states their routes and schedules; the two lists must agree.

use beian_app::App;
use beian_kit::{Handler, handler};
use beian_store::StoreError;
use std::{collections::BTreeMap, pin::Pin, sync::Arc};

macro_rules! actions {
    ($($name:literal => $action:ident;)*) => {
        /// The handler of every action.
        pub fn actions() -> BTreeMap<&'static str, Handler> {
            BTreeMap::from([$(($name, handler($name, $action::$action))),*])
        }
    };
}

actions! {
    "add-owner" => add_owner;
    "add-provider" => add_provider;
    "amend" => amend;
    "ask-progress" => ask_progress;
    "show-progress" => show_progress;
    "take-up" => take_up;
    "hand-over" => hand_over;
    "pause-review" => pause_review;
    "resume-review" => resume_review;
    "show-statistics" => show_statistics;
    "download-statistics" => download_statistics;
    "show-calendar" => show_calendar;
    "propose-calendar" => propose_calendar;
    "sign-calendar" => sign_calendar;
    "withdraw-calendar" => withdraw_calendar;
    "attach-scan" => attach_scan;
    "begin-second-factor" => begin_second_factor;
    "cancel-access" => cancel_access;
    "authorize-provider" => authorize_provider;
    "revoke-authorization" => revoke_authorization;
    "change-password" => change_password;
    "confirm-registration" => confirm_registration;
    "confirm-second-factor" => confirm_second_factor;
    "conflict-check" => conflict_check;
    "correct" => correct;
    "decide-request" => decide_request;
    "deregister" => deregister;
    "confirm-deregistration" => confirm_deregistration;
    "disable-account" => disable_account;
    "discard" => discard;
    "enable-account" => enable_account;
    "end-session" => end_session;
    "export-data" => export_data;
    "forward" => forward;
    "invite" => invite;
    "issue-certificate" => issue_certificate;
    "keep-email" => keep_email;
    "lift-suppression" => lift_suppression;
    "list-accounts" => list_accounts;
    "list-codes" => list_codes;
    "list-filings" => list_filings;
    "list-providers" => list_providers;
    "list-records" => list_records;
    "upload-post" => upload_post;
    "list-post" => list_post;
    "reorder-post" => reorder_post;
    "list-unmatched" => list_unmatched;
    "view-letter" => view_letter;
    "find-cases" => find_cases;
    "match-letter" => match_letter;
    "set-aside-letter" => set_aside_letter;
    "take-back-letter" => take_back_letter;
    "view-papers" => view_papers;
    "list-requests" => list_requests;
    "list-undelivered" => list_undelivered;
    "look-up" => look_up;
    "make-form" => make_form;
    "print-form" => print_form;
    "receive-evidence" => receive_evidence;
    "receive-request" => receive_request;
    "record-sheet" => record_sheet;
    "correct-arrival" => correct_arrival;
    "recover-owner" => recover_owner;
    "recover-staff" => recover_staff;
    "register" => register;
    "remove-scan" => remove_scan;
    "remove-second-factor" => remove_second_factor;
    "resend-notice" => resend_notice;
    "reset-password" => reset_password;
    "return-filing" => return_filing;
    "check-sheet" => check_sheet;
    "review" => review;
    "save-draft" => save_draft;
    "save-preferences" => save_preferences;
    "set-password" => set_password;
    "show-account" => show_account;
    "show-conflict" => show_conflict;
    "show-filing" => show_filing;
    "show-history" => show_history;
    "show-record" => show_record;
    "show-request" => show_request;
    "show-session" => show_session;
    "sign-in" => sign_in;
    "sign-out" => sign_out;
    "start-filing" => start_filing;
    "file-in-bulk" => file_in_bulk;
    "submit" => submit;
    "unmask" => unmask;
    "upload-scan" => upload_scan;
    "verify-certificate" => verify_certificate;
    "view-scan" => view_scan;
}

/// Returns the names of all actions and jobs. Each signs its calls with its own name.
pub fn names() -> impl Iterator<Item = &'static str> {
    actions().into_keys().chain(JOBS.iter().copied())
}

/// Returns the key identifier in the signature of an action's calls.
pub fn key_id(base: &str, action: &str) -> String {
    format!("{base}.{action}")
}

/// The jobs, which no request starts, in the order in which one job's results lead to the next.
pub const JOBS: &[&str] = &[
    "import-claims",
    "purge",
    "watch-terms",
    "count-work",
    READING_JOB,
    "send-notices",
    "publish-statistics",
    TOLD_JOB,
];
/// The job that records the delivery of notices. A report of the mail service starts it, and no schedule does.
pub const TOLD_JOB: &str = "note-delivery";
/// The job that reads scanned post. It computes for a long time, so it has a task of its own.
pub const READING_JOB: &str = "read-post";
/// The job that sends notices. People wait for it.
pub const HASTY_JOB: &str = "send-notices";
/// The jobs with a short interval. The other jobs have a longer one.
pub const PROMPT_JOBS: [&str; 2] = [HASTY_JOB, READING_JOB];

/// Passes a report of the mail service to [`TOLD_JOB`], with the app that signs with the job's name. Returns whether a delivery changed.
///
/// # Errors
/// When the table does not answer.
pub async fn tell(office: Arc<App>, report: serde_json::Value) -> Result<bool, StoreError> {
    note_delivery::note_delivery(office, report).await.map(|report| report.noted)
}

/// Runs a job once, with the app that signs with the job's name.
///
/// # Errors
/// When the table does not answer.
pub async fn job(name: &str, office: Arc<App>) -> Result<(), StoreError> {
    // The futures of all jobs together exceed a thread's stack, so each is on the heap.
    let work: Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> = match name {
        "send-notices" => Box::pin(async { send_notices::send_notices(office).await.map(drop) }),
        "import-claims" => Box::pin(async { import_claims::import_claims(office).await.map(drop) }),
        "purge" => Box::pin(async { purge::purge(office).await.map(drop) }),
        "count-work" => Box::pin(async { count_work::count_work(office).await.map(drop) }),
        "publish-statistics" => {
            Box::pin(async { publish_statistics::publish_statistics(office).await.map(drop) })
        }
        "read-post" => Box::pin(async { read_post::read_post(office).await.map(drop) }),
        "watch-terms" => Box::pin(async { watch_terms::watch_terms(office).await.map(drop) }),
        _ => Box::pin(async { Ok(()) }),
    };
    work.await
}
