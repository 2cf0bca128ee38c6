//! Call × fault × first try or retry: whichever call of a workflow fails in whichever way, the office is afterwards as it was or as
//! it should be, and the same request again, with the same key, completes it once.
//!
//! The list is generated from the record of a run without faults. `BEIAN_LONG=1` runs all of it, else a spread sample.

use crate::workflows::{self, Act, Workflow};
use beian_local::{
    faults::{Call, Fault, Placed},
    transfer,
};
use lambda_http::Body;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// How many of a workflow's triples are run in a sample.
const SAMPLE: usize = 5;
const KEY: &str = "triple-00000001";

type Table = BTreeMap<String, Value>;

/// The outcome of a request or a job.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Done,
    Told(u16, String),
}

impl Workflow {
    async fn happen(&self) -> Outcome {
        match &self.act {
            Act::Job(job) => match self.harness.edition().work(job).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Told(503, error.to_string()),
            },
            Act::Told(report) => match self.harness.edition().tell(report.clone()).await {
                Ok(_) => Outcome::Done,
                Err(error) => Outcome::Told(503, error.to_string()),
            },
            Act::Request { who, method, path, body } => {
                let headers = [("content-type", "application/json"), ("idempotency-key", KEY)];
                let read = *method == "GET";
                let body = if read { Body::Empty } else { Body::Text(body.to_string()) };
                let reply = who.send(method, path, &headers[..if read { 0 } else { 2 }], body).await;
                match reply.status {
                    // A read that leaves something out says so with its status, or it is a lie.
                    200..300 if read => {
                        let said = plain(&reply.body.to_string());
                        let answer = self.answer.get_or_init(|| said.clone());
                        if *answer == said { Outcome::Done } else { Outcome::Told(200, said) }
                    }
                    200..300 => {
                        // A row of a bulk fails by itself.
                        let failed = reply.body["rows"]
                            .as_array()
                            .into_iter()
                            .flatten()
                            .find_map(|row| row["problem"]["code"].as_str());
                        failed.map_or(Outcome::Done, |code| Outcome::Told(503, code.to_owned()))
                    }
                    status => Outcome::Told(status, reply.code().to_owned()),
                }
            }
        }
    }

    fn begin(&self, before: &Table) {
        self.harness.edition().restore(before).unwrap();
        // The bucket too is as it was: what a run left there may tell the next one how far it came.
        for (path, _) in files(&self.harness.edition().data().join("objects")) {
            if !self.uploads.iter().any(|(kept, _)| *kept == path) {
                fs::remove_file(path).unwrap();
            }
        }
        let differs = |(path, bytes): &&(PathBuf, Vec<u8>)| fs::read(path).ok().as_ref() != Some(bytes);
        for (path, bytes) in self.uploads.iter().filter(differs) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        self.harness.set_clock(self.at);
        self.faults.begin();
    }

    /// The table, without what chance and the second make different each time.
    fn state(&self) -> Vec<String> {
        let table = self.harness.edition().table().unwrap();
        let left_out = |pk: &str| {
            pk.starts_with("LIMIT#") || self.repeated.iter().any(|repeated| pk.starts_with(repeated))
        };
        let mut items: Vec<String> = table
            .values()
            .filter(|item| !left_out(item["pk"]["S"].as_str().unwrap_or_default()))
            .map(|item| plain(&item.to_string()))
            .map(|item| if self.counts_tries { without_versions(&item) } else { item })
            .collect();
        items.sort();
        items
    }

    fn owes(&self) -> bool {
        self.harness.edition().table().unwrap().values().any(|item| !item["outbox_key"].is_null())
    }
}

/// A text without identifiers, digests, times of day, salts and shards: what is made of chance, or of the second.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("$argon2") {
            let end = rest.find(['"', '\\']).unwrap_or(rest.len());
            out.push_str("<hash>");
            rest = &rest[end..];
            continue;
        }
        if rest.starts_with("JX-")
            || rest.starts_with("JX") && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphanumeric)
        {
            let end =
                rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').unwrap_or(rest.len());
            out.push_str("<reference>");
            rest = &rest[end..];
            continue;
        }
        // Digits of chance in a user name; numbers of filings stay.
        if let Some(digits) = rest.strip_prefix("shili-9-") {
            out.push_str("<name>");
            rest = digits.trim_start_matches(|sign: char| sign.is_ascii_digit());
            continue;
        }
        let run = rest.find(|sign: char| !sign.is_ascii_hexdigit()).unwrap_or(rest.len());
        if run >= 8 && !out.ends_with('备') {
            out.push_str("<id>");
            rest = &rest[run..];
            continue;
        }
        // The time of day after a date.
        let time = rest.as_bytes();
        if first == 'T' && time.len() > 9 && time[3] == b':' && time[6] == b':' && time[1].is_ascii_digit() {
            let end = rest.find('Z').map_or(9, |end| end + 1);
            out.push_str("<time>");
            rest = &rest[end..];
            continue;
        }
        // Shards follow from identifiers.
        if first == '#'
            && time.len() > 2
            && time[1].is_ascii_digit()
            && time[2] == b'"'
            && out
                .ends_with(|sign: char| sign.is_ascii_uppercase() || sign == '_' || sign.is_ascii_lowercase())
        {
            out.push_str("#<n>");
            rest = &rest[2..];
            continue;
        }
        let run = run.max(first.len_utf8());
        out.push_str(&rest[..run]);
        rest = &rest[run..];
    }
    out
}

/// An item whose versions are left out.
fn without_versions(item: &str) -> String {
    let mut parts = item.split("version");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|sign: char| sign.is_ascii_digit()).unwrap_or(0);
        let rest = part[end..].trim_start_matches(|sign: char| sign.is_ascii_digit());
        out.push_str("version");
        out.push_str(&part[..end]);
        out.push_str(rest);
    }
    out
}

fn difference(is: &[String], should: &[String]) -> String {
    let more = is.iter().filter(|item| !should.contains(item));
    let less = should.iter().filter(|item| !is.contains(item));
    let lines = more.map(|item| format!("  + {item}")).chain(less.map(|item| format!("  - {item}")));
    lines.take(6).collect::<Vec<_>>().join("\n")
}

/// A call that fails, how, and whether on the first try or when the request is repeated.
#[derive(Debug)]
struct Triple {
    call: Call,
    fault: Fault,
    tries: u32,
    on_retry: bool,
}

/// Every triple of these calls.
fn triples(calls: &[Call], on_retry: bool) -> Vec<Triple> {
    let mut all = Vec::new();
    for call in calls {
        for fault in Fault::ALL {
            // Only DynamoDB's writes contend.
            let table = call.service == beian_local::faults::Which::Dynamodb;
            if fault != Fault::Contended || table && call.is_write() {
                // One wait for an answer is as good as three.
                let tries = if fault == Fault::TooSlow { 1 } else { u32::MAX };
                all.push(Triple { call: call.clone(), fault, tries, on_retry });
            }
            // The client itself repeats a call that took effect.
            if fault == Fault::CutAfter && call.is_write() {
                all.push(Triple { call: call.clone(), fault, tries: 1, on_retry });
            }
        }
    }
    all
}

struct States {
    before_table: Table,
    before: Vec<String>,
    after: Vec<String>,
    mails: usize,
}

async fn violation(
    flow: &Workflow,
    states: &States,
    last: &Call,
    triple: &Triple,
    ran: &mut usize,
) -> Option<String> {
    flow.begin(&states.before_table);
    let mails = flow.harness.edition().mails().len();
    if triple.on_retry {
        flow.faults.place(Placed::at(last, Fault::CutAfter));
        flow.happen().await;
        flow.faults.begin();
    }
    flow.faults.place(Placed::at(&triple.call, triple.fault).tries(triple.tries));
    let told = flow.happen().await;
    let met = flow.faults.struck() > 0;
    let state = flow.state();
    flow.faults.clear();
    // The calls of a repetition may depend on the random values of the first try.
    if !met && !triple.on_retry {
        return Some("the call that was recorded did not come".to_owned());
    }
    *ran += usize::from(met);
    let whole = state == states.before || state == states.after;
    if !whole && !flow.in_steps {
        return Some(format!("neither as before nor as after:\n{}", difference(&state, &states.after)));
    }
    match &told {
        Outcome::Done if state != states.after && !flow.in_steps => {
            return Some(format!("done, it said, and it is not:\n{}", difference(&state, &states.after)));
        }
        Outcome::Done => {}
        Outcome::Told(503, _) => {}
        Outcome::Told(409, code) if code == "contended" || flow.told.contains(&code.as_str()) => {}
        Outcome::Told(401, code) if flow.told.contains(&code.as_str()) => {}
        Outcome::Told(status, code) => return Some(format!("it was told {status} {code}")),
    }
    let is_mail = matches!(flow.act, Act::Job("send-notices"));
    if matches!(flow.act, Act::Job("read-post")) {
        // Another run takes a pile over once the lease of one that was cut off is over.
        let later = flow.at.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_mins(16);
        flow.harness.set_clock(&later.to_string());
    }
    let again = flow.happen().await;
    let known = matches!(&again, Outcome::Told(_, code) if flow.told.contains(&code.as_str()));
    if again != Outcome::Done && !known {
        return Some(format!("again, it was told {again:?}"));
    }
    if is_mail {
        // A letter that may have left waits before it leaves once more.
        for hours in 1..=8_i64 {
            if !flow.owes() {
                break;
            }
            let later = flow.at.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hours);
            flow.harness.set_clock(&later.to_string());
            flow.happen().await;
        }
        let sent = flow.harness.edition().mails().len() - mails;
        if flow.owes() || sent < states.mails {
            return Some(format!("{sent} of {} letters left, and some may be owed still", states.mails));
        }
    } else {
        let state = flow.state();
        if state != states.after {
            return Some(format!("again, and it is not as after:\n{}", difference(&state, &states.after)));
        }
    }
    let audit = transfer::verify(flow.harness.store()).await.unwrap();
    (!audit.faults.is_empty()).then(|| format!("verify: {:?}", audit.faults))
}

/// The files in a folder and below it.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found
}

async fn hold(name: &str) {
    let mut flow = workflows::ready(name).await;
    flow.uploads = files(&flow.harness.edition().data().join("objects"));
    let before_table = flow.harness.edition().table().unwrap();
    flow.begin(&before_table);
    let before = flow.state();
    let mails = flow.harness.edition().mails().len();
    assert_eq!(flow.happen().await, Outcome::Done, "{name} without a fault");
    let calls = flow.faults.calls();
    let after = flow.state();
    let states = States { before_table, before, after, mails: flow.harness.edition().mails().len() - mails };
    let last = calls.last().unwrap().clone();
    // The same twice, so that what differs by itself is found here and not blamed on a fault.
    flow.begin(&states.before_table);
    assert_eq!(flow.state(), states.before, "{name}: the office is restored");
    flow.happen().await;
    assert_eq!(flow.state(), states.after, "{name}: {}", difference(&flow.state(), &states.after));
    // The calls of a retry after the answer was lost.
    flow.begin(&states.before_table);
    flow.faults.place(Placed::at(&last, Fault::CutAfter));
    flow.happen().await;
    flow.faults.begin();
    flow.happen().await;
    let again = flow.faults.calls();

    let mut all = triples(&calls, false);
    all.extend(triples(&again, true));
    let long = std::env::var_os("BEIAN_LONG").is_some();
    let step = if long { 1 } else { all.len().div_ceil(SAMPLE) };
    let offset = if long { 0 } else { name.len() % step };
    let mut violations = Vec::new();
    let mut run = 0_usize;
    for triple in all.iter().skip(offset).step_by(step) {
        if let Some(what) = violation(&flow, &states, &last, triple, &mut run).await {
            let Triple { call, fault, tries, on_retry } = triple;
            let at = format!("{} {} {} of {}", call.by, call.operation, call.nth, call.number);
            violations.push(format!(
                "{name}: {at}, {fault:?} of {tries} tries, {}: {what}",
                if *on_retry { "retry" } else { "first try" }
            ));
        }
    }
    println!("{name}: {run} of {} triples, {} violations", all.len(), violations.len());
    assert!(violations.is_empty(), "{} violations\n{}", violations.len(), violations.join("\n"));
}

macro_rules! workflows_hold {
    ($($test:ident = $name:literal;)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            Box::pin(hold($name)).await;
        })*

        #[test]
        fn every_workflow_has_its_test() {
            assert_eq!([$($name),*], workflows::ALL);
        }
    };
}

workflows_hold! {
    register_survives_every_fault = "register";
    reset_password_survives_every_fault = "reset-password";
    sign_in_survives_every_fault = "sign-in";
    change_password_survives_every_fault = "change-password";
    begin_second_factor_survives_every_fault = "begin-second-factor";
    save_preferences_survives_every_fault = "save-preferences";
    start_filing_survives_every_fault = "start-filing";
    save_draft_survives_every_fault = "save-draft";
    upload_scan_survives_every_fault = "upload-scan";
    attach_scan_survives_every_fault = "attach-scan";
    remove_scan_survives_every_fault = "remove-scan";
    submit_survives_every_fault = "submit";
    discard_survives_every_fault = "discard";
    correct_survives_every_fault = "correct";
    return_filing_survives_every_fault = "return-filing";
    forward_survives_every_fault = "forward";
    forward_with_sheet_survives_every_fault = "forward-with-sheet";
    record_sheet_survives_every_fault = "record-sheet";
    check_sheet_survives_every_fault = "check-sheet";
    correct_arrival_survives_every_fault = "correct-arrival";
    take_up_survives_every_fault = "take-up";
    hand_over_survives_every_fault = "hand-over";
    pause_review_survives_every_fault = "pause-review";
    resume_review_survives_every_fault = "resume-review";
    approve_survives_every_fault = "approve";
    return_to_owner_survives_every_fault = "return-to-owner";
    amend_survives_every_fault = "amend";
    deregister_survives_every_fault = "deregister";
    confirm_deregistration_survives_every_fault = "confirm-deregistration";
    approve_deregistration_survives_every_fault = "approve-deregistration";
    cancel_access_survives_every_fault = "cancel-access";
    authorize_provider_survives_every_fault = "authorize-provider";
    revoke_authorization_survives_every_fault = "revoke-authorization";
    receive_request_survives_every_fault = "receive-request";
    receive_evidence_survives_every_fault = "receive-evidence";
    decide_request_survives_every_fault = "decide-request";
    add_owner_survives_every_fault = "add-owner";
    add_provider_survives_every_fault = "add-provider";
    invite_survives_every_fault = "invite";
    disable_account_survives_every_fault = "disable-account";
    enable_account_survives_every_fault = "enable-account";
    propose_calendar_survives_every_fault = "propose-calendar";
    file_in_bulk_survives_every_fault = "file-in-bulk";
    ask_progress_survives_every_fault = "ask-progress";
    conflict_check_survives_every_fault = "conflict-check";
    unmask_survives_every_fault = "unmask";
    send_notices_survives_every_fault = "send-notices";
    watch_terms_survives_every_fault = "watch-terms";
    count_work_survives_every_fault = "count-work";
    publish_statistics_survives_every_fault = "publish-statistics";
    purge_survives_every_fault = "purge";
    confirm_registration_survives_every_fault = "confirm-registration";
    set_password_survives_every_fault = "set-password";
    sign_out_survives_every_fault = "sign-out";
    recover_owner_survives_every_fault = "recover-owner";
    recover_staff_survives_every_fault = "recover-staff";
    sign_calendar_survives_every_fault = "sign-calendar";
    withdraw_calendar_survives_every_fault = "withdraw-calendar";
    export_data_survives_every_fault = "export-data";
    issue_certificate_survives_every_fault = "issue-certificate";
    verify_certificate_survives_every_fault = "verify-certificate";
    make_form_survives_every_fault = "make-form";
    print_form_survives_every_fault = "print-form";
    upload_post_survives_every_fault = "upload-post";
    read_post_survives_every_fault = "read-post";
    reorder_post_survives_every_fault = "reorder-post";
    match_letter_survives_every_fault = "match-letter";
    set_aside_letter_survives_every_fault = "set-aside-letter";
    take_back_letter_survives_every_fault = "take-back-letter";
    import_claims_survives_every_fault = "import-claims";
    note_delivery_survives_every_fault = "note-delivery";
    resend_notice_survives_every_fault = "resend-notice";
    lift_suppression_survives_every_fault = "lift-suppression";
    keep_email_survives_every_fault = "keep-email";
    end_session_survives_every_fault = "end-session";
    confirm_second_factor_survives_every_fault = "confirm-second-factor";
    remove_second_factor_survives_every_fault = "remove-second-factor";
    show_filing_survives_every_fault = "show-filing";
    list_filings_survives_every_fault = "list-filings";
    look_up_survives_every_fault = "look-up";
    show_request_survives_every_fault = "show-request";
    view_papers_survives_every_fault = "view-papers";
}

#[test]
fn random_values_are_left_out_of_the_comparison_and_nothing_else() {
    let one = r#"{"pk":"FILING#00112233445566778899aabbccddeeff","at":"2026-11-23T02:00:05Z","key":"OUTBOX#2","v":7}"#;
    let other = r#"{"pk":"FILING#ffeeddccbbaa99887766554433221100","at":"2026-11-23T02:00:07Z","key":"OUTBOX#3","v":7}"#;
    assert_eq!(plain(one), plain(other));
    assert_ne!(plain(one), plain(&one.replace("\"v\":7", "\"v\":8")));
    assert_ne!(plain(one), plain(&one.replace("2026-11-23", "2026-11-24")));
}
