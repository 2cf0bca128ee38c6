//! The route table: every action with its method, its path and its audience. No other file defines routes.
//!
//! `template.yaml`, OpenAPI, the local edition and the permission check all follow this table. Tests keep them equal.

use beian_filing::history::Role;

/// The callers that may use an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody, without signing in.
    Open,
    /// Every signed-in account, even before it has set up its second factor. Such an action concerns the caller's own account.
    Holder,
    /// Every signed-in account in one of these roles, once it has set up the second factor that its role needs. The action itself checks
    /// whether the caller may see the filing.
    Roles(&'static [Role]),
}

/// One action of the API.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Name of the action. Every other name of the action is derived from it.
    pub action: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path below the base path of the service, with `{parameters}`.
    pub path: &'static str,
    /// The callers that may use the action.
    pub audience: Audience,
    /// HTTP status of a success.
    pub success: u16,
    /// Problem codes that the action may return, besides the codes that many actions share.
    pub problems: &'static [&'static str],
    /// Summary in one line, for readers of the API documentation.
    pub summary: &'static str,
}

impl Route {
    /// Returns whether the method is another than GET. Such an action takes an idempotency key and refuses requests from other sites.
    pub fn is_write(&self) -> bool {
        self.method != "GET"
    }
}

use Audience::{Holder, Open, Roles};
use Role::{Clerk, Owner, Provider, Reviewer, Supervisor};

const ANYONE_SIGNED_IN: Audience = Roles(&[Owner, Provider, Clerk, Reviewer, Supervisor]);
const APPLICANTS: Audience = Roles(&[Owner, Provider]);

macro_rules! routes {
    ($($action:literal $method:ident $path:literal, $audience:expr, $success:literal, [$($problem:literal),*], $summary:literal;)*) => {
        /// Every action, in the order of a filing's life.
        pub const ROUTES: &[Route] = &[$(Route {
            action: $action, method: stringify!($method), path: $path, audience: $audience, success: $success,
            problems: &[$($problem),*], summary: $summary,
        }),*];
    };
}

routes! {
    "register" POST "/v1/accounts", Open, 202, ["too-many-requests"], "Sign up for an owner's account";
    "confirm-registration" POST "/v1/accounts/confirm", Open, 201, ["code-expired", "too-many-requests"],
        "Confirm a sign-up with the code from the mail";
    "sign-in" POST "/v1/sessions", Open, 201, ["wrong-password", "code-needed", "wrong-code", "too-many-requests"], "Sign in";
    "show-session" GET "/v1/sessions/current", Holder, 200, [], "Show the session of the account";
    "sign-out" POST "/v1/sessions/current/sign-out", Holder, 200, [], "Sign out";
    "end-session" POST "/v1/sessions/end", Holder, 200, ["wrong-password", "too-many-requests"],
        "End one session of the account, or all others";
    "reset-password" POST "/v1/accounts/reset-password", Open, 202, ["too-many-requests"],
        "Ask for a temporary password by email";
    "set-password" POST "/v1/accounts/set-password", Open, 200, ["wrong-password", "too-many-requests"],
        "Set a new password with the temporary one";
    "show-account" GET "/v1/account", Holder, 200, [], "Show the account with its sessions, second factor and history";
    "change-password" POST "/v1/account/password", Holder, 200, ["wrong-password", "too-many-requests"], "Change the password";
    "begin-second-factor" POST "/v1/account/second-factor", Holder, 200, ["wrong-password", "too-many-requests"],
        "Begin to set up a second factor";
    "confirm-second-factor" POST "/v1/account/second-factor/confirm", Holder, 200,
        ["wrong-code", "no-proposal", "too-many-requests"], "Confirm the second factor with a code";
    "remove-second-factor" POST "/v1/account/second-factor/remove", Roles(&[Owner]), 200,
        ["wrong-password", "no-proposal", "password-too-short", "too-many-requests"], "Remove the second factor";
    "export-data" POST "/v1/account/export", Roles(&[Owner]), 200, ["wrong-password", "too-many-requests"], "Export the account's data";
    "keep-email" POST "/v1/accounts/keep-email", Open, 200, ["code-expired", "too-many-requests"],
        "Keep the present address and drop the proposed one";
    "save-preferences" POST "/v1/account/preferences", ANYONE_SIGNED_IN, 200, [], "Choose the optional notices";
    "list-undelivered" GET "/v1/notices/undelivered", Roles(&[Supervisor]), 200, [], "List the notices that did not arrive";
    "resend-notice" POST "/v1/notices/{notice_id}/resend", Roles(&[Supervisor]), 200,
        ["not-found", "not-undelivered", "not-resendable", "too-many-requests"], "Send a notice again that did not arrive";
    "lift-suppression" POST "/v1/notices/{notice_id}/lift-suppression", Roles(&[Supervisor]), 200,
        ["not-found", "not-suppressed"], "Allow a suppressed address again";
    "add-provider" POST "/v1/providers", Roles(&[Supervisor]), 201, ["provider-taken"], "Add an access provider";
    "invite" POST "/v1/staff", Roles(&[Supervisor]), 201, ["username-taken", "unknown-provider", "too-many-requests"],
        "Invite staff of the bureau or of an access provider";
    "list-accounts" GET "/v1/accounts", Roles(&[Provider, Supervisor]), 200, [],
        "List the staff, or the owners with accounts that the access provider opened";
    "disable-account" POST "/v1/accounts/disable", Roles(&[Supervisor]), 200, ["not-found", "already-disabled", "own-account"],
        "Disable an account";
    "enable-account" POST "/v1/accounts/enable", Roles(&[Supervisor]), 200, ["not-found", "not-disabled"],
        "Enable a disabled account";
    "recover-staff" POST "/v1/staff/recover", Roles(&[Supervisor]), 200, ["not-found", "account-disabled", "own-account"],
        "Send staff a temporary password and take their second factor away";
    "add-owner" POST "/v1/owners", Roles(&[Provider]), 201, ["too-many-requests"], "Open an account for an owner";
    "recover-owner" POST "/v1/owners/recover", Roles(&[Provider]), 200, ["not-found", "too-many-requests"],
        "Start the recovery for an owner with an account that the access provider opened";
    "show-calendar" GET "/v1/calendar", Roles(&[Supervisor]), 200, [], "Show the working days, and the proposal that waits for a signature";
    "propose-calendar" POST "/v1/calendar/proposals", Roles(&[Supervisor]), 200, ["calendar-unfit", "proposal-waits"],
        "Propose days off, from the State Council's notice or a file";
    "sign-calendar" POST "/v1/calendar/proposals/{proposal_id}/sign", Roles(&[Supervisor]), 200,
        ["not-found", "own-proposal", "stale", "calendar-unfit"],
        "Sign days off that another supervisor proposed";
    "withdraw-calendar" POST "/v1/calendar/proposals/{proposal_id}/withdraw", Roles(&[Supervisor]), 200,
        ["not-found", "stale"],
        "Withdraw proposed days off";
    "show-statistics" GET "/v1/statistics", Roles(&[Supervisor]), 200, [], "Show the statistics of a period";
    "download-statistics" GET "/v1/open-data/{table}", Open, 200, ["not-found"],
        "Download a table of the open data, as JSON or, with the name's ending, as CSV";
    "list-codes" GET "/v1/codes", Open, 200, [], "List the dated codes that forms offer";
    "list-providers" GET "/v1/providers", Open, 200, [], "List the access providers that an applicant may choose";
    "ask-progress" POST "/v1/progress", Open, 202, ["too-many-requests"],
        "Request a code by email for the progress of a filing or paper request";
    "show-progress" POST "/v1/progress/show", Open, 200, ["code-expired", "too-many-requests"],
        "Show the progress, with the code from the mail";
    "look-up" GET "/v1/records", Open, 200, [], "Look a record up by number, domain or organizer";
    "conflict-check" POST "/v1/conflicts/check", APPLICANTS, 200, ["too-many-requests"],
        "Check a domain or a certificate for conflicts";
    "show-conflict" GET "/v1/conflicts", Roles(&[Clerk, Reviewer, Supervisor]), 200, ["not-found"],
        "Show the holder of a domain or certificate, and the refused claims";
    "start-filing" POST "/v1/filings", APPLICANTS, 201,
        ["not-found", "not-on-file", "already-deregistered", "no-such-access", "access-on-file", "code-expired",
         "too-many-requests"],
        "Begin a draft";
    "file-in-bulk" POST "/v1/filings/bulk", Roles(&[Provider]), 200,
        ["not-found", "not-on-file", "already-deregistered", "no-such-access", "access-on-file", "field-fixed",
         "form-incomplete", "documents-missing", "nothing-changed", "domain-taken", "certificate-taken",
         "filing-under-way", "organizer-twice", "too-many-requests"],
        "Begin filings for several owners at once";
    "list-filings" GET "/v1/filings", ANYONE_SIGNED_IN, 200, [], "List the account's filings, or a worklist";
    "show-filing" GET "/v1/filings/{filing_id}", ANYONE_SIGNED_IN, 200, [], "Show a filing";
    "show-history" GET "/v1/filings/{filing_id}/history", ANYONE_SIGNED_IN, 200, [], "Show the history of a filing";
    "unmask" POST "/v1/filings/{filing_id}/unmask", Roles(&[Provider, Reviewer, Supervisor]), 200, ["too-many-requests"],
        "Show a filing with the fields that are masked for staff";
    "save-draft" PUT "/v1/filings/{filing_id}/draft", APPLICANTS, 200,
        ["not-draft", "written-by-other", "field-fixed", "unknown-provider"],
        "Save a draft";
    "discard" POST "/v1/filings/{filing_id}/discard", APPLICANTS, 200, ["not-draft", "written-by-other"],
        "Discard a draft, or withdraw a deregistration";
    "upload-scan" POST "/v1/filings/{filing_id}/scans", Roles(&[Owner, Provider, Clerk]), 201,
        ["scans-closed", "too-many-scans", "unsupported-scan", "too-large", "too-many-requests"], "Get the upload address for a scan";
    "attach-scan" POST "/v1/filings/{filing_id}/scans/{scan_id}/attach", Roles(&[Owner, Provider, Clerk]), 200,
        ["scans-closed", "too-many-scans", "scan-not-uploaded", "scan-attached", "unsupported-scan", "too-large", "scan-locked",
         "scan-damaged", "scan-blank", "scan-too-small", "scan-page-too-large", "scan-too-long", "scan-takes-too-long"],
        "Attach an uploaded scan to the filing";
    "remove-scan" POST "/v1/filings/{filing_id}/scans/{scan_id}/remove", Roles(&[Owner, Provider, Clerk]), 200,
        ["scans-closed", "unknown-scan"], "Remove a scan from the filing";
    "view-scan" POST "/v1/filings/{filing_id}/scans/{scan_id}/view", ANYONE_SIGNED_IN, 200, ["unknown-scan"],
        "Get a short-lived address of a scan";
    "submit" POST "/v1/filings/{filing_id}/submit", APPLICANTS, 200,
        ["not-draft", "written-by-other", "form-incomplete", "documents-missing", "domain-taken", "certificate-taken",
         "filing-under-way", "not-on-file", "already-deregistered", "no-such-access", "access-on-file", "nothing-changed",
         "record-changed"],
        "Submit a draft to the access provider";
    "correct" POST "/v1/filings/{filing_id}/correct", Roles(&[Provider]), 200,
        ["not-with-provider", "nothing-corrected", "field-fixed", "field-not-returned", "form-incomplete", "documents-missing", "domain-taken",
         "certificate-taken"],
        "Correct fields on the owner's behalf";
    "return-filing" POST "/v1/filings/{filing_id}/return", Roles(&[Provider]), 200,
        ["not-with-provider", "reasons-missing"], "Return a filing from its provider to its owner";
    "forward" POST "/v1/filings/{filing_id}/forward", Roles(&[Provider]), 200,
        ["not-with-provider", "not-confirmed", "form-incomplete", "documents-missing", "not-on-file", "already-deregistered",
         "no-such-access", "access-on-file"],
        "Forward a filing to the bureau";
    "record-sheet" POST "/v1/filings/{filing_id}/record-sheet", Roles(&[Clerk]), 200,
        ["not-awaiting-sheet", "unknown-scan", "impossible-arrival"], "Record that the verification sheet arrived";
    "correct-arrival" POST "/v1/filings/{filing_id}/correct-arrival", Roles(&[Clerk]), 200,
        ["not-under-review", "not-awaiting-sheet", "nothing-changed", "impossible-arrival"],
        "Correct the day on which the verification sheet arrived";
    "check-sheet" POST "/v1/filings/{filing_id}/check-sheet", Roles(&[Reviewer]), 200,
        ["not-under-review", "own-work", "taken-up", "not-awaiting-sheet", "sheet-confirmed"],
        "Confirm or refuse the signatures and seals of a verification sheet";
    "review" POST "/v1/filings/{filing_id}/review", Roles(&[Reviewer]), 200,
        ["not-under-review", "own-work", "taken-up", "reasons-missing", "sheet-not-confirmed", "form-incomplete", "pre-approval-missing",
         "numbers-exhausted", "not-on-file", "already-deregistered", "no-such-access", "access-on-file"],
        "Decide a filing";
    "take-up" POST "/v1/filings/{filing_id}/take-up", Roles(&[Reviewer]), 200, ["not-under-review", "own-work", "taken-up"],
        "Take a filing up, so that no other reviewer decides it";
    "hand-over" POST "/v1/filings/{filing_id}/hand-over", Roles(&[Reviewer, Supervisor]), 200,
        ["not-under-review", "own-work", "taken-up"],
        "Hand a filing over to another reviewer, or to nobody";
    "pause-review" POST "/v1/filings/{filing_id}/pause-review", Roles(&[Reviewer]), 200,
        ["not-under-review", "own-work", "taken-up", "review-paused", "review-late", "impossible-pause"],
        "Pause a review for a named reason";
    "resume-review" POST "/v1/filings/{filing_id}/resume-review", Roles(&[Reviewer]), 200,
        ["not-under-review", "own-work", "taken-up", "not-paused"],
        "Resume a paused review";
    "amend" POST "/v1/filings/{filing_id}/amend", APPLICANTS, 200,
        ["not-returned", "returned-to-other", "field-fixed", "field-not-returned", "nothing-amended", "form-incomplete",
         "documents-missing", "unknown-provider", "domain-taken", "certificate-taken"],
        "Amend a returned filing; it goes straight back to the bureau";
    "make-form" POST "/v1/forms", Open, 201, ["too-many-requests"], "Print a form to post, without signing in";
    "print-form" POST "/v1/forms/prefilled", APPLICANTS, 201,
        ["not-found", "not-awaiting-sheet", "not-in-submission", "not-on-file", "already-deregistered", "no-such-access",
         "too-many-requests"],
        "Print a form to post, filled in";
    "receive-request" POST "/v1/requests", Roles(&[Clerk]), 201,
        ["not-found", "not-in-submission", "already-deregistered", "impossible-arrival", "letter-filed", "no-pages", "too-many-scans",
         "stale"],
        "Enter a request that came by post";
    "upload-post" POST "/v1/post/files", Roles(&[Clerk]), 201, ["too-large", "impossible-arrival", "stale"],
        "Get the upload addresses for a scan batch";
    "list-post" GET "/v1/post/files", Roles(&[Clerk]), 200, [], "List the uploaded scan batches";
    "reorder-post" POST "/v1/post/files/{batch_id}/reorder", Roles(&[Clerk]), 200,
        ["not-found", "nothing-to-reorder", "letters-dealt-with", "stale"],
        "Correct the page order of a scan batch";
    "list-unmatched" GET "/v1/post", Roles(&[Clerk]), 200, [], "List the letters without a case";
    "view-letter" POST "/v1/post/{letter_id}/view", Roles(&[Clerk]), 200, ["not-found"], "Show the pages of a letter";
    "find-cases" GET "/v1/post/cases", Roles(&[Clerk]), 200, [], "Find the cases to which a letter may belong";
    "match-letter" POST "/v1/post/{letter_id}/match", Roles(&[Clerk]), 200,
        ["not-found", "letter-filed", "no-pages", "request-decided", "not-awaiting-sheet", "not-in-submission", "already-deregistered",
         "impossible-arrival", "too-many-scans", "stale"],
        "File a letter with its case";
    "set-aside-letter" POST "/v1/post/{letter_id}/set-aside", Roles(&[Clerk]), 200, ["not-found", "letter-filed", "stale"],
        "Set a letter aside that belongs to no case";
    "take-back-letter" POST "/v1/post/{letter_id}/take-back", Roles(&[Clerk]), 200,
        ["not-found", "not-with-request", "request-decided", "stale"], "Take a letter back from a paper request";
    "view-papers" POST "/v1/requests/{request_id}/papers", Roles(&[Clerk, Reviewer, Supervisor]), 200, ["not-found"],
        "Show the scanned pages of a paper request";
    "list-requests" GET "/v1/requests", Roles(&[Clerk, Reviewer, Supervisor]), 200, [], "List the paper requests";
    "show-request" GET "/v1/requests/{request_id}", Roles(&[Clerk, Reviewer, Supervisor]), 200, ["not-found"], "Show a paper request";
    "receive-evidence" POST "/v1/requests/{request_id}/evidence", Roles(&[Clerk]), 200,
        ["not-found", "request-decided", "impossible-arrival", "unknown-scan", "stale"],
        "Enter further evidence of a paper request";
    "decide-request" POST "/v1/requests/{request_id}/decide", Roles(&[Reviewer]), 200,
        ["not-found", "request-decided", "own-work", "evidence-missing", "account-disabled", "not-in-submission", "not-on-file",
         "already-deregistered", "stale"],
        "Decide a paper request";
    "list-records" GET "/v1/own-records", APPLICANTS, 200, [], "List the records of the owner, or of the sites that the provider serves";
    "show-record" GET "/v1/records/{record_id}", Roles(&[Owner, Provider, Reviewer, Supervisor]), 200, ["not-found"],
        "Show the record under an organizer's number";
    "cancel-access" POST "/v1/records/{record_id}/cancel-access", Roles(&[Provider]), 200,
        ["not-found", "no-such-access", "already-deregistered", "stale"], "Cancel the provider's access to a site";
    "authorize-provider" POST "/v1/records/{record_id}/authorizations", Roles(&[Owner]), 201,
        ["not-found", "not-on-file", "already-deregistered", "access-on-file", "unknown-provider", "too-many-authorizations",
         "stale"],
        "Authorize a provider to begin one filing about a record";
    "revoke-authorization" POST "/v1/records/{record_id}/authorizations/{authorization_id}/revoke", Roles(&[Owner]), 200,
        ["not-found", "no-such-authorization", "stale"], "Revoke an authorization";
    "issue-certificate" POST "/v1/records/{record_id}/certificates", APPLICANTS, 201,
        ["not-found", "not-on-file", "already-deregistered", "no-such-access", "too-many-requests"],
        "Issue a certificate of filing, as a PDF";
    "verify-certificate" POST "/v1/certificates/verify", Open, 200, ["not-found", "too-many-requests"],
        "Check whether a certificate of filing is genuine, and show the present record";
    "deregister" POST "/v1/records/{record_id}/deregister", APPLICANTS, 201,
        ["not-found", "not-on-file", "already-deregistered", "no-such-access", "filing-under-way"],
        "Request the deregistration of a site or an organizer";
    "confirm-deregistration" POST "/v1/filings/{filing_id}/confirm-deregistration", Roles(&[Owner]), 200,
        ["nothing-to-confirm", "code-expired"], "Confirm a deregistration with the code from the mail";
}

/// Returns the route of an action.
pub fn route(action: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.action == action)
}

/// Problem codes that any action may return.
pub const COMMON_PROBLEMS: &[&str] = &["malformed", "unavailable", "internal"];
/// Further problem codes that any action with a sign-in may return.
pub const SIGNED_IN_PROBLEMS: &[&str] = &["not-signed-in", "forbidden", "second-factor-needed"];
/// Further problem codes that any action on a filing may return.
pub const FILING_PROBLEMS: &[&str] = &["not-found"];
/// Further problem codes that any action with a body may return.
pub const WRITE_PROBLEMS: &[&str] =
    &["unreadable", "too-large", "unsupported-media", "cross-site", "key-reused", "contended"];
/// Further problem codes that any change of a filing may return.
pub const CHANGE_PROBLEMS: &[&str] = &["stale"];
