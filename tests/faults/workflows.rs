//! The workflows into which faults are placed: an office that is ready, and the one request or job that is about to happen.

use beian_filing::{
    history::Role,
    identifier::Reference,
    paper::{FormCode, FormKind},
};
use beian_local::{Options, faults::Faults};
use beian_store::transfer::Object;
use beian_tests::{Harness, Person, evidence::evidence, forms, paper, post_part};
use serde_json::{Value, json};

/// What is about to happen.
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
    pub anew: &'static [&'static str],
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
        anew: &[],
        told: &[],
        in_steps: false,
        uploads: Vec::new(),
        counts_tries: false,
        answer: std::sync::OnceLock::new(),
    };
    let post = |who: &Person, path: &str, body: Value| Act::Request {
        who: who.clone(),
        method: "POST",
        path: path.to_owned(),
        body,
    };
    let read = |who: &Person, path: &str| Act::Request {
        who: who.clone(),
        method: "GET",
        path: path.to_owned(),
        body: Value::Null,
    };
    let on = async |who: &Person, id: &str, verb: &str, mut body: Value| {
        body["version"] = who.filing(id).await["version"].clone();
        let method = if verb == "draft" { "PUT" } else { "POST" };
        Act::Request { who: who.clone(), method, path: format!("/v1/filings/{id}/{verb}"), body }
    };
    let under_review = async || {
        let id = owner.submitted(form.clone()).await;
        provider.act(&id, "forward", json!({})).await.ok();
        let sheet = clerk.scan(&id, "verification_sheet").await;
        clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
        id
    };
    let deregistering = async || {
        let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
        let asked = json!({ "position": 1, "reason": "网站不再使用" });
        let asked = provider.post(&format!("/v1/records/{record}/deregister"), asked).await.ok();
        let id = asked["id"].as_str().unwrap().to_owned();
        let code = harness.code_for(&owner, &id).await;
        (id, code)
    };
    let requested = async |evidence: Value| {
        let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": evidence });
        let received = clerk.post("/v1/requests", asked).await.ok();
        received["summary"]["id"].as_str().unwrap().to_owned()
    };
    let reasons = json!([{ "pointer": "/site/name", "reason": "名称过于宽泛", "suggestion": "加上内容" }]);
    flow.act = match name {
        "register" => post(&harness.anyone(), "/v1/accounts", forms::complete("register")),
        "reset-password" => {
            let asked = json!({ "username": "owner-1", "contact_name": "示例联系人", "email": "owner-1@example.com",
                                "category": "self_filed" });
            post(&harness.anyone(), "/v1/accounts/reset-password", asked)
        }
        "sign-in" => {
            harness.signed_in_with_password("owner-2").await;
            flow.anew = &["SESSION#", "ACCOUNT#owner-2"];
            post(&harness.anyone(), "/v1/sessions", json!({ "username": "owner-2", "password": PASSWORD }))
        }
        "change-password" => {
            let person = harness.signed_in_with_password("owner-2").await;
            let body = json!({ "password": PASSWORD, "new_password": "another demonstration" });
            flow.anew = &["SESSION#"];
            flow.told = &["wrong-password"];
            post(&person, "/v1/account/password", body)
        }
        "begin-second-factor" => {
            let person = harness.signed_in_with_password("owner-2").await;
            // Another secret is proposed each time.
            flow.anew = &["ACCOUNT#owner-2"];
            post(&person, "/v1/account/second-factor", json!({ "password": PASSWORD }))
        }
        "save-preferences" => post(&owner, "/v1/account/preferences", json!({ "reminders": false })),
        "start-filing" => post(&owner, "/v1/filings", json!({ "kind": "first" })),
        "save-draft" => {
            let id = owner.draft(form.clone()).await;
            let mut form = form.clone();
            form["site"]["name"] = json!("虚构示例网");
            flow.told = &["stale"];
            on(&owner, &id, "draft", json!({ "form": form })).await
        }
        "upload-scan" => {
            let id = owner.draft(form.clone()).await;
            let body = json!({ "document": "other", "media_type": "application/pdf", "size": 9 });
            post(&owner, &format!("/v1/filings/{id}/scans"), body)
        }
        "attach-scan" => {
            let id = owner.draft(form.clone()).await;
            let scan = owner.upload(&id, "other", "image/png", &evidence("demonstration")).await;
            on(&owner, &id, &format!("scans/{scan}/attach"), json!({ "document": "other" })).await
        }
        "remove-scan" => {
            let id = owner.draft(form.clone()).await;
            let scan = owner.scan(&id, "other").await;
            on(&owner, &id, &format!("scans/{scan}/remove"), json!({})).await
        }
        "submit" => {
            let id = owner.draft(form.clone()).await;
            owner.scan_all(&id).await;
            on(&owner, &id, "submit", json!({})).await
        }
        "discard" => {
            let id = owner.draft(form.clone()).await;
            on(&owner, &id, "discard", json!({})).await
        }
        "correct" => {
            let id = owner.submitted(form.clone()).await;
            let mut form = provider.filing(&id).await["form"].clone();
            form["site"]["name"] = json!("虚构示例网");
            on(&provider, &id, "correct", json!({ "form": form })).await
        }
        "return-filing" => {
            let id = owner.submitted(form.clone()).await;
            on(&provider, &id, "return", json!({ "reasons": reasons })).await
        }
        "forward" => {
            let id = owner.submitted(form.clone()).await;
            on(&provider, &id, "forward", json!({})).await
        }
        "forward-with-sheet" => {
            let id = owner.submitted(form.clone()).await;
            let sheet = clerk.scan(&id, "verification_sheet").await;
            clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
            on(&provider, &id, "forward", json!({})).await
        }
        "record-sheet" => {
            let id = owner.submitted(form.clone()).await;
            provider.act(&id, "forward", json!({})).await.ok();
            let sheet = clerk.scan(&id, "verification_sheet").await;
            on(&clerk, &id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await
        }
        "check-sheet" => {
            let id = under_review().await;
            let missing = json!({ "signed_and_sealed": false, "reason": "没有盖章" });
            on(&reviewer, &id, "check-sheet", missing).await
        }
        "correct-arrival" => {
            let id = owner.submitted(form.clone()).await;
            provider.act(&id, "forward", json!({})).await.ok();
            flow.at = "2026-11-25T02:00:00Z";
            harness.set_clock(flow.at);
            let sheet = clerk.scan(&id, "verification_sheet").await;
            clerk.act(&id, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
            on(&clerk, &id, "correct-arrival", json!({ "arrived_on": "2026-11-24", "reason": "邮戳为周二" }))
                .await
        }
        "take-up" => {
            let id = under_review().await;
            on(&reviewer, &id, "take-up", json!({})).await
        }
        "hand-over" => {
            let id = under_review().await;
            harness.person("reviewer-2", Role::Reviewer, None).await;
            reviewer.act(&id, "take-up", json!({})).await.ok();
            on(&reviewer, &id, "hand-over", json!({ "to": "reviewer-2" })).await
        }
        "pause-review" | "resume-review" => {
            let id = under_review().await;
            let pause = json!({ "reason": "hearing", "expected_on": "2026-12-31" });
            if name == "resume-review" {
                reviewer.act(&id, "pause-review", pause.clone()).await.ok();
                on(&reviewer, &id, "resume-review", json!({})).await
            } else {
                on(&reviewer, &id, "pause-review", pause).await
            }
        }
        "approve" => {
            let id = under_review().await;
            on(&reviewer, &id, "review", json!({ "decision": "approve" })).await
        }
        "return-to-owner" => {
            let id = under_review().await;
            on(&reviewer, &id, "review", json!({ "decision": "return_to_owner", "reasons": reasons })).await
        }
        "amend" => {
            let id = under_review().await;
            let returned = json!({ "decision": "return_to_owner", "reasons": reasons });
            reviewer.act(&id, "review", returned).await.ok();
            let mut form = owner.filing(&id).await["form"].clone();
            form["site"]["name"] = json!("虚构的历史书读书笔记");
            on(&owner, &id, "amend", json!({ "form": form })).await
        }
        "deregister" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            post(
                &provider,
                &format!("/v1/records/{record}/deregister"),
                json!({ "position": 1, "reason": "网站不再使用" }),
            )
        }
        "confirm-deregistration" => {
            let (id, code) = deregistering().await;
            on(&owner, &id, "confirm-deregistration", json!({ "code": code })).await
        }
        "approve-deregistration" => {
            let (id, code) = deregistering().await;
            owner.act(&id, "confirm-deregistration", json!({ "code": code })).await.ok();
            provider.act(&id, "forward", json!({})).await.ok();
            on(&reviewer, &id, "review", json!({ "decision": "approve" })).await
        }
        "cancel-access" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let cancel = json!({ "version": 1, "position": 1, "reason": "主办者填错了接入服务商" });
            post(&provider, &format!("/v1/records/{record}/cancel-access"), cancel)
        }
        "authorize-provider" | "revoke-authorization" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let path = format!("/v1/records/{record}/authorizations");
            let ask = json!({ "version": 1, "provider": "yun-er" });
            if name == "authorize-provider" {
                post(&owner, &path, ask)
            } else {
                let given = owner.post(&path, ask).await.ok();
                let id = given["record"]["authorizations"][0]["id"].as_str().unwrap();
                let version = given["record"]["version"].clone();
                post(&owner, &format!("{path}/{id}/revoke"), json!({ "version": version }))
            }
        }
        "receive-request" => {
            let asked = json!({ "kind": "recover_account", "username": "owner-1", "evidence": ["form"] });
            post(&clerk, "/v1/requests", asked)
        }
        "receive-evidence" => {
            let id = requested(json!(["form"])).await;
            post(
                &clerk,
                &format!("/v1/requests/{id}/evidence"),
                json!({ "version": 1, "evidence": ["licence"] }),
            )
        }
        "decide-request" => {
            let id = requested(json!(["form", "licence", "domain_certificate"])).await;
            post(&reviewer, &format!("/v1/requests/{id}/decide"), json!({ "version": 1, "approve": true }))
        }
        "add-owner" => post(&provider, "/v1/owners", forms::complete("add-owner")),
        "add-provider" => post(&supervisor, "/v1/providers", forms::complete("add-provider")),
        "invite" => post(&supervisor, "/v1/staff", forms::complete("invite")),
        "disable-account" | "enable-account" => {
            let about = json!({ "username": "owner-1", "reason": "the holder asked for it" });
            if name == "enable-account" {
                supervisor.post("/v1/accounts/disable", about.clone()).await.ok();
            }
            let verb = name.trim_end_matches("-account");
            post(&supervisor, &format!("/v1/accounts/{verb}"), about)
        }
        "propose-calendar" => {
            post(&supervisor, "/v1/calendar/proposals", json!({ "text": CALENDAR, "source": "示例通知" }))
        }
        "file-in-bulk" => {
            let (filing, _) = harness.on_file(&owner, &provider, form.clone()).await;
            let number = owner.filing(&filing).await["organizer_number"].clone();
            let mut access = form["access"].clone();
            access.as_object_mut().unwrap().remove("provider");
            let site = json!({ "site": forms::unit("shili-bulk.cn", "00000001")["site"], "access": access });
            let rows = [json!({ "key": "row-00000001", "kind": "add_site", "number": number, "form": site })];
            flow.in_steps = true;
            post(&provider, "/v1/filings/bulk", json!({ "dry_run": false, "rows": rows }))
        }
        "ask-progress" => {
            let id = owner.submitted(form.clone()).await;
            let reference = owner.filing(&id).await["reference"].clone();
            post(
                &harness.anyone(),
                "/v1/progress",
                json!({ "reference": reference, "email": "owner-1@example.com" }),
            )
        }
        "conflict-check" => post(&owner, "/v1/conflicts/check", json!({ "domain": "shili-fault.cn" })),
        "unmask" => {
            let id = owner.submitted(form.clone()).await;
            // Each time that somebody sees what is private is noted.
            flow.anew = &["FILING#"];
            post(&provider, &format!("/v1/filings/{id}/unmask"), json!({ "reason": "as a test" }))
        }
        "send-notices" => {
            owner.submitted(form.clone()).await;
            flow.in_steps = true;
            Act::Job("send-notices")
        }
        "watch-terms" => {
            let id = owner.submitted(form.clone()).await;
            provider.act(&id, "forward", json!({})).await.ok();
            flow.at = "2026-12-01T02:00:00Z";
            flow.in_steps = true;
            Act::Job("watch-terms")
        }
        "count-work" => {
            under_review().await;
            Act::Job("count-work")
        }
        "publish-statistics" => {
            under_review().await;
            harness.mails_to("owner-1@example.com").await;
            flow.at = "2026-11-24T02:00:00Z";
            flow.in_steps = true;
            Act::Job("publish-statistics")
        }
        "purge" => {
            owner.draft(form.clone()).await;
            flow.at = "2028-11-24T02:00:00Z";
            flow.in_steps = true;
            Act::Job("purge")
        }
        "confirm-registration" => {
            harness.anyone().post("/v1/accounts", forms::complete("register")).await.ok();
            let mails = harness.mails_to("a@example.com").await;
            let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.trim().to_owned();
            let (id, code) = link.rsplit_once('.').unwrap();
            post(&harness.anyone(), "/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code }))
        }
        "set-password" => {
            let asked = json!({ "username": "owner-1", "contact_name": "示例联系人", "email": "owner-1@example.com",
                                "category": "self_filed" });
            harness.anyone().post("/v1/accounts/reset-password", asked).await.ok();
            let mails = harness.mails_to("owner-1@example.com").await;
            let text = mails.iter().rev().find_map(|mail| mail.text.split_once("临时密码："));
            let given = text.unwrap().1.split_whitespace().next().unwrap();
            flow.told = &["wrong-password"];
            let set = json!({ "username": "owner-1", "temporary_password": given, "new_password": PASSWORD });
            post(&harness.anyone(), "/v1/accounts/set-password", set)
        }
        "sign-out" => {
            let person = harness.signed_in_with_password("owner-2").await;
            flow.told = &["not-signed-in"];
            post(&person, "/v1/sessions/current/sign-out", json!({}))
        }
        "issue-certificate" | "verify-certificate" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let path = format!("/v1/records/{record}/certificates");
            if name == "issue-certificate" {
                // The office's key comes first, and stays for the next one.
                flow.in_steps = true;
                post(&owner, &path, json!({}))
            } else {
                let issued = owner.post(&path, json!({})).await.ok();
                post(&harness.anyone(), "/v1/certificates/verify", json!({ "number": issued["number"] }))
            }
        }
        "make-form" => post(&harness.anyone(), "/v1/forms", forms::made("recover_account")),
        "print-form" => {
            let (_, record) = harness.on_file(&owner, &provider, form.clone()).await;
            let asked = json!({ "kind": "deregister", "record_id": record, "position": 1 });
            post(&owner, "/v1/forms/prefilled", asked)
        }
        "upload-post" => {
            flow.counts_tries = true;
            let pile = paper::pile(&[paper::plain()]);
            post(&clerk, "/v1/post/files", json!({ "parts": [post_part("pile.tiff", &pile)] }))
        }
        "read-post" => {
            // The letter files itself, so that its request, its pages and the letter to its sender are made.
            let printed = harness.anyone().post("/v1/forms", forms::made("recover_account")).await.ok();
            let reference = Reference::parse(printed["reference"].as_str().unwrap()).unwrap();
            let code = paper::of(FormCode::of(FormKind::RecoverAccount, reference, 1));
            clerk.upload_post("pile.tiff", &paper::pile(&[code]), json!({})).await;
            (flow.in_steps, flow.counts_tries) = (true, true);
            Act::Job("read-post")
        }
        "reorder-post" => {
            // One letter back to front: put right, it files itself.
            let printed = harness.anyone().post("/v1/forms", forms::made("recover_account")).await.ok();
            let reference = Reference::parse(printed["reference"].as_str().unwrap()).unwrap();
            let code = |page| paper::of(FormCode::of(FormKind::RecoverAccount, reference, page));
            let stack = [paper::plain(), code(3), paper::plain(), code(2), code(1)];
            clerk.upload_post("pile.tiff", &paper::pile(&stack), json!({})).await;
            harness.work("read-post").await;
            let file = clerk.get("/v1/post/files").await.ok()["items"][0].clone();
            assert_eq!(file["order"], "reversed", "{file}");
            let path = format!("/v1/post/files/{}/reorder", file["id"].as_str().unwrap());
            flow.in_steps = true;
            post(&clerk, &path, json!({ "version": file["version"] }))
        }
        "match-letter" | "set-aside-letter" | "take-back-letter" | "view-papers" => {
            clerk.upload_post("pile.tiff", &paper::pile(&[paper::plain()]), json!({})).await;
            harness.work("read-post").await;
            let waiting = clerk.get("/v1/post").await.ok()["items"][0].clone();
            let at = |verb: &str| format!("/v1/post/{}/{verb}", waiting["id"].as_str().unwrap());
            let version = &waiting["version"];
            let request = requested(json!(["form"])).await;
            let request = format!("/v1/requests/{request}");
            let reference = clerk.get(&request).await.ok()["summary"]["reference"].clone();
            let marks = json!([{ "page": 1, "evidence": "licence" }]);
            let to = json!({ "version": version, "reference": reference, "marks": marks });
            match name {
                "match-letter" => post(&clerk, &at("match"), to),
                "set-aside-letter" => {
                    post(&clerk, &at("set-aside"), json!({ "version": version, "reason": "广告" }))
                }
                _ => {
                    let filed = clerk.post(&at("match"), to).await.ok();
                    if name == "take-back-letter" {
                        let back = json!({ "version": filed["version"], "reason": "归错了" });
                        post(&clerk, &at("take-back"), back)
                    } else {
                        // Each time that somebody looks is noted.
                        flow.anew = &["REQUEST#"];
                        post(&reviewer, &format!("{request}/papers"), json!({}))
                    }
                }
            }
        }
        "import-claims" => {
            let list = "subject,certificate_kind,value,province,number,change\n\
                        domain,,shili-wai.cn,44,粤ICP备2026000123号-1,\ndomain,,shili-wai-2.cn,44,粤ICP备2026000124号-1,\n";
            let object = Object { bytes: list.into(), media_type: "text/csv".to_owned() };
            harness.store().put_object("claims/2026-11-23.csv", object).await.unwrap();
            flow.in_steps = true;
            Act::Job("import-claims")
        }
        "note-delivery" | "resend-notice" | "lift-suppression" => {
            let owner = harness.owner_at("owner-2", "bounce@simulator.example.com").await;
            owner.submitted(form.clone()).await;
            if name == "note-delivery" {
                harness.work("send-notices").await;
                let reports = harness.edition().reports();
                // The list of addresses comes first, then the letter.
                flow.in_steps = true;
                let bounced = |report: &&Value| report["detail"]["eventType"] == "Bounce";
                Act::Told(reports.iter().find(bounced).unwrap().clone())
            } else {
                harness.mails_to("bounce@").await;
                let undelivered = supervisor.get("/v1/notices/undelivered").await.ok();
                let path = format!("/v1/notices/{}", undelivered["items"][0]["id"].as_str().unwrap());
                match name {
                    "resend-notice" => {
                        flow.told = &["not-undelivered"];
                        post(&supervisor, &format!("{path}/resend"), json!({}))
                    }
                    _ => {
                        flow.told = &["not-suppressed"];
                        let body = json!({ "reason": "电话核实，邮箱已恢复" });
                        post(&supervisor, &format!("{path}/lift-suppression"), body)
                    }
                }
            }
        }
        "keep-email" => {
            let opened = provider.post("/v1/owners", forms::complete("add-owner")).await.ok();
            let username = opened["username"].as_str().unwrap();
            let to = harness.account(username).await.email;
            let propose =
                json!({ "username": username, "reason": "核对了身份证原件", "email": "new@example.com" });
            provider.post("/v1/owners/recover", propose).await.ok();
            let mails = harness.mails_to(&to).await;
            let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.split_whitespace().next();
            let (_, code) = link.unwrap().rsplit_once('.').unwrap();
            flow.told = &["code-expired"];
            post(&harness.anyone(), "/v1/accounts/keep-email", json!({ "username": username, "code": code }))
        }
        "end-session" => {
            let other = harness.signed_in_with_password("owner-2").await;
            let session = other.get("/v1/account").await.ok()["sessions"][0]["id"].clone();
            let again = json!({ "username": "owner-2", "password": PASSWORD });
            let person = harness.anyone().with(&harness.anyone().post("/v1/sessions", again).await);
            // Ended once more, the list is saved once more.
            flow.counts_tries = true;
            post(&person, "/v1/sessions/end", json!({ "password": PASSWORD, "session_id": session }))
        }
        "confirm-second-factor" | "remove-second-factor" => {
            let person = harness.signed_in_with_password("owner-2").await;
            let path = "/v1/account/second-factor";
            person.post(path, json!({ "password": PASSWORD })).await.ok();
            let secret = harness.account("owner-2").await.proposed_factor.unwrap();
            let code = beian_kit::second_factor::code_at(&secret, harness.now()).unwrap();
            let confirm = json!({ "code": code });
            // The session gets another token, and the account codes of chance.
            flow.anew = &["SESSION#", "ACCOUNT#owner-2"];
            flow.told = &["no-proposal", "not-signed-in"];
            if name == "confirm-second-factor" {
                post(&person, &format!("{path}/confirm"), confirm)
            } else {
                let person = person.with(&person.post(&format!("{path}/confirm"), confirm).await);
                post(&person, &format!("{path}/remove"), json!({ "password": PASSWORD }))
            }
        }
        "show-filing" => read(&owner, &format!("/v1/filings/{}", under_review().await)),
        "list-filings" => {
            under_review().await;
            read(&reviewer, "/v1/filings?status=under_review")
        }
        "look-up" => {
            harness.on_file(&owner, &provider, form.clone()).await;
            read(&harness.anyone(), "/v1/records?domain=shili-fault.cn")
        }
        "show-request" => read(&clerk, &format!("/v1/requests/{}", requested(json!(["form"])).await)),
        "export-data" => {
            let person = harness.signed_in_with_password("owner-2").await;
            // Each page that leaves is noted, and told.
            flow.anew = &["ACCOUNT#owner-2"];
            post(&person, "/v1/account/export", json!({ "password": PASSWORD }))
        }
        "recover-owner" => {
            let opened = provider.post("/v1/owners", forms::complete("add-owner")).await.ok();
            let about = json!({ "username": opened["username"], "reason": "核对了身份证原件" });
            post(&provider, "/v1/owners/recover", about)
        }
        "recover-staff" => {
            let about = json!({ "username": "reviewer-1", "reason": "lost the telephone" });
            post(&supervisor, "/v1/staff/recover", about)
        }
        "sign-calendar" | "withdraw-calendar" => {
            let other = harness.person("supervisor-2", Role::Supervisor, None).await;
            let asked = json!({ "text": CALENDAR, "source": "示例通知" });
            let proposal = supervisor.post("/v1/calendar/proposals", asked).await.ok();
            let (id, verb) = (proposal["id"].as_str().unwrap(), name.trim_end_matches("-calendar"));
            let path = format!("/v1/calendar/proposals/{id}/{verb}");
            post(if verb == "sign" { &other } else { &supervisor }, &path, json!({}))
        }
        other => unreachable!("{other} is no workflow"),
    };
    flow
}
