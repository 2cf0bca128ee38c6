//! The workflows into which faults are placed: an office that is ready, and the one request or job that is about to happen.

mod accounts;
mod filings;
mod letters;
mod records;
mod upkeep;

use beian_filing::{
    history::Role,
    identifier::Reference,
    paper::{FormCode, PrintedFormKind},
};
use beian_local::{Options, faults::Faults};
use beian_store::transfer::Object;
use beian_tests::{Harness, Person, a_filing, evidence::evidence, forms, paper, post_part};
use serde_json::{Value, json};

/// An act that is about to happen.
#[expect(clippy::large_enum_variant, reason = "there is one of it in a test")]
pub enum Act {
    /// A request of somebody.
    Request { who: Person, method: &'static str, path: String, body: Value },
    /// A job.
    Job(&'static str),
    /// A report of the mail service.
    Told(Value),
}

/// A workflow, ready to happen.
pub struct Workflow {
    pub harness: Harness,
    pub faults: Faults,
    pub act: Act,
    /// The clock at which it happens.
    pub at: &'static str,
    /// Kinds of items that a repetition makes once more by its nature, by the beginnings of their keys.
    pub repeated: &'static [&'static str],
    /// Codes that say to a repetition that it was done before, where no event remembers the key.
    pub told: &'static [&'static str],
    /// Whether it is of several steps, each whole by itself.
    pub in_steps: bool,
    /// The files of the bucket, as each run begins with them.
    pub uploads: Vec<(std::path::PathBuf, Vec<u8>)>,
    /// Whether its versions count the tries.
    pub counts_tries: bool,
    /// The answer to a read without a fault.
    pub answer: std::sync::OnceLock<String>,
}

const NOW: &str = "2026-11-23T02:00:00Z";
/// Days off of 2027 in which New Year is a day longer.
const CALENDAR: &str = r#"{"source":"示例","years":[{"year":2027,"status":"official","source":"示例",
                "off":[["2027-01-01","2027-01-04"],["2027-02-05","2027-02-11"],["2027-10-01","2027-10-07"]],"work":["2027-02-14"]}]}"#;
const PASSWORD: &str = "a long demonstration";

/// Every workflow by name.
pub const ALL: &[&str] = &[
    "register",
    "reset-password",
    "sign-in",
    "change-password",
    "begin-second-factor",
    "save-preferences",
    "start-filing",
    "save-draft",
    "upload-scan",
    "attach-scan",
    "remove-scan",
    "submit",
    "discard",
    "correct",
    "return-filing",
    "forward",
    "forward-with-sheet",
    "record-sheet",
    "check-sheet",
    "correct-arrival",
    "take-up",
    "hand-over",
    "pause-review",
    "resume-review",
    "approve",
    "return-to-owner",
    "amend",
    "deregister",
    "confirm-deregistration",
    "approve-deregistration",
    "cancel-access",
    "authorize-provider",
    "revoke-authorization",
    "receive-request",
    "receive-evidence",
    "decide-request",
    "add-owner",
    "add-provider",
    "invite",
    "disable-account",
    "enable-account",
    "propose-calendar",
    "file-in-bulk",
    "ask-progress",
    "conflict-check",
    "unmask",
    "send-notices",
    "watch-terms",
    "count-work",
    "publish-statistics",
    "purge",
    "confirm-registration",
    "set-password",
    "sign-out",
    "recover-owner",
    "recover-staff",
    "sign-calendar",
    "withdraw-calendar",
    "export-data",
    "issue-certificate",
    "verify-certificate",
    "make-form",
    "print-form",
    "upload-post",
    "read-post",
    "reorder-post",
    "match-letter",
    "set-aside-letter",
    "take-back-letter",
    "import-claims",
    "note-delivery",
    "resend-notice",
    "lift-suppression",
    "keep-email",
    "end-session",
    "confirm-second-factor",
    "remove-second-factor",
    "show-filing",
    "list-filings",
    "look-up",
    "show-request",
    "view-papers",
];

/// An office that is ready, who acts in it, and the form that is filed there.
#[derive(Clone)]
struct Office {
    harness: Harness,
    owner: Person,
    provider: Person,
    clerk: Person,
    reviewer: Person,
    supervisor: Person,
    form: Value,
}

impl Office {
    async fn under_review(&self) -> String {
        a_filing().form(self.form.clone()).under_review(&self.owner).await
    }

    /// A deregistration that its owner is to confirm, and the code for it.
    async fn deregistering(&self) -> (String, String) {
        let Office { harness, owner, provider, .. } = self;
        let (_, record) = harness.on_file(owner, provider, self.form.clone()).await;
        let asked = json!({ "position": 1, "reason": "网站不再使用" });
        let asked = provider.post(&format!("/v1/records/{record}/deregister"), asked).await.ok();
        let id = asked["id"].as_str().unwrap().to_owned();
        let code = harness.code_for(owner, &id).await;
        (id, code)
    }

    /// A request by post to recover the owner's account.
    async fn requested(&self, evidence: Value) -> String {
        let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": evidence });
        let received = self.clerk.post("/v1/requests", asked).await.ok();
        received["summary"]["id"].as_str().unwrap().to_owned()
    }
}

fn post(who: &Person, path: &str, body: Value) -> Act {
    Act::Request { who: who.clone(), method: "POST", path: path.to_owned(), body }
}

fn read(who: &Person, path: &str) -> Act {
    Act::Request { who: who.clone(), method: "GET", path: path.to_owned(), body: Value::Null }
}

/// An action on a filing in its present version.
async fn on(who: &Person, id: &str, verb: &str, mut body: Value) -> Act {
    body["version"] = json!(who.filing(id).await.version);
    let method = if verb == "draft" { "PUT" } else { "POST" };
    Act::Request { who: who.clone(), method, path: format!("/v1/filings/{id}/{verb}"), body }
}

fn reasons() -> Value {
    json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "加上内容" }])
}

/// Makes an office ready for a workflow.
pub async fn ready(name: &str) -> Workflow {
    let (harness, faults) = Harness::with_faults(Options::default()).await;
    let (provider, clerk, reviewer) =
        (harness.provider().await, harness.clerk().await, harness.reviewer().await);
    harness.other_provider().await;
    let (supervisor, owner) = (harness.supervisor().await, harness.owner("owner-1").await);
    let form = forms::unit("shili-fault.cn", "00000001");
    let mut flow = Workflow {
        harness: harness.clone(),
        faults,
        act: Act::Job(""),
        at: NOW,
        repeated: &[],
        told: &[],
        in_steps: false,
        uploads: Vec::new(),
        counts_tries: false,
        answer: std::sync::OnceLock::new(),
    };
    let office = Office { harness, owner, provider, clerk, reviewer, supervisor, form };
    let mut act = accounts::act(&office, &mut flow, name).await;
    if act.is_none() {
        act = filings::act(&office, &mut flow, name).await;
    }
    if act.is_none() {
        act = records::act(&office, &mut flow, name).await;
    }
    if act.is_none() {
        act = letters::act(&office, &mut flow, name).await;
    }
    if act.is_none() {
        act = upkeep::act(&office, &mut flow, name).await;
    }
    flow.act = act.unwrap_or_else(|| unreachable!("{name} is no workflow"));
    flow
}
