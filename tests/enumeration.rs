//! Nobody learns which accounts there are: whether or not there is one, the answer has the same bytes and the functions make
//! the same calls in the same order.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_filing::{history::Role, identifier::Reference};
use beian_store::PendingNotice;
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::PathBuf};

/// An office whose calls are written down.
struct Watched {
    harness: Harness,
    folder: PathBuf,
}

/// The facts that an outsider with a clock and a list of calls could compare.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    body: Value,
    /// Whether cookies were set.
    cookies: [bool; 2],
    /// Every header but the time, of cookies their names and attributes.
    heads: Vec<(String, String)>,
    /// Each call's action, resource and kind of key.
    calls: Vec<String>,
}

impl Watched {
    async fn open(name: &str) -> Watched {
        let folder = std::env::temp_dir().join(format!("beian-enumeration-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Watched { harness: Harness::recorded(&folder).await.over_http(), folder }
    }

    fn lines(&self) -> Vec<String> {
        let file = fs::read_dir(&self.folder).unwrap().next().unwrap().unwrap().path();
        fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
    }

    /// Which items are owed letters. Nobody sends any here.
    async fn owed(&self) -> BTreeSet<String> {
        let owed = self.harness.store().pending_notices(self.harness.now()).await.unwrap();
        let named = |owed: &PendingNotice| (owed.event.name(), owed.key.pk.clone(), owed.key.sk.clone());
        owed.iter()
            .filter(|owed| !owed.event.notices().is_empty())
            .map(|owed| format!("{:?}", named(owed)))
            .collect()
    }

    /// Asks, and says too how many letters are owed for it.
    async fn ask_for_letters(&self, path: &str, body: Value) -> (Seen, usize) {
        let before = self.owed().await;
        let seen = self.ask(&self.harness.anyone(), path, body).await;
        (seen, self.owed().await.difference(&before).count())
    }

    async fn ask(&self, person: &Person, path: &str, body: Value) -> Seen {
        let before = self.lines().len();
        let reply = person.post(path, body).await;
        let kind = |line: &String| {
            let call: Value = serde_json::from_str(line).unwrap();
            let keys = call["keys"]
                .as_array()
                .unwrap()
                .iter()
                .map(|key| key.as_str().unwrap().split('#').next().unwrap());
            format!("{} {} {}", call["action"], call["resource"], keys.collect::<Vec<_>>().join(" "))
        };
        let calls = self.lines()[before..].iter().map(kind).collect();
        let cookies = [reply.cookie.is_some(), reply.browser.is_some()];
        let heads = reply.headers.iter().filter(|(name, _)| name != "date").map(head).collect();
        Seen { status: reply.status, cookies, heads, body: reply.body, calls }
    }
}

/// A header as it is compared: of a cookie, all but its value.
fn head((name, value): &(String, String)) -> (String, String) {
    let value = match (name.as_str(), value.split_once('=')) {
        ("set-cookie", Some((cookie, rest))) => {
            let (secret, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            format!("{cookie}=<{}>;{attributes}", secret.len())
        }
        _ => value.clone(),
    };
    (name.clone(), value)
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// All must look the same, and do something.
#[track_caller]
fn same(seen: &[Seen]) {
    assert!(!seen[0].calls.is_empty());
    for other in &seen[1..] {
        assert_eq!(&seen[0], other);
    }
}

const PASSWORD: &str = "a long demonstration";

async fn account(harness: &Harness, name: &str) {
    let hash = beian_kit::password::hash(PASSWORD.to_owned()).await.unwrap();
    harness.person_with(name, Role::Owner, None, &hash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_tells_nothing_of_who_there_is() {
    let office = Watched::open("sign-in").await;
    let supervisor = office.harness.supervisor().await;
    account(&office.harness, "owner-1").await;
    account(&office.harness, "owner-2").await;
    let close = json!({ "username": "owner-2", "reason": "as a test" });
    supervisor.post("/v1/accounts/disable", close).await.ok();
    office.harness.owner("owner-3").await; // has no password yet
    let anyone = office.harness.anyone();
    account(&office.harness, "owner-4").await;
    let body = json!({ "username": "owner-4", "password": PASSWORD });
    let known = anyone.post("/v1/sessions", body).await;
    let mut made_up = known.clone();
    made_up.browser = Some("__Host-beian-browser=made-up".into());
    let browsers = [anyone.known_by(&known), anyone.known_by(&made_up)];
    let mut seen = Vec::new();
    for (name, password) in
        [("owner-1", "wrong"), ("nobody", "wrong"), ("owner-2", PASSWORD), ("owner-3", "wrong"), ("", "")]
    {
        let asked = json!({ "username": name, "password": password });
        seen.push(office.ask(&anyone, "/v1/sessions", asked.clone()).await);
        // A browser that another account knows, or nobody, is a stranger's here.
        for browser in &browsers {
            seen.push(office.ask(browser, "/v1/sessions", asked.clone()).await);
        }
    }
    same(&seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn printing_a_form_tells_nothing_of_who_there_is() {
    let office = Watched::open("forms").await;
    account(&office.harness, "owner-1").await;
    let owner = office.harness.signed_in("owner-1");
    let id = owner.submitted(forms::unit("shili-known.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference.to_string();
    let unheard_of = Reference::issue(*b"JX", [1; 8]).to_string();
    let anyone = office.harness.anyone();
    for (kind, name, known, unknown) in [
        ("recover_account", "username", "owner-1", "owner-9"),
        ("deregister", "domain", "shili-known.cn", "shili-unheard-of.cn"),
        ("delete_submission", "reference", reference.as_str(), unheard_of.as_str()),
    ] {
        let mut seen = Vec::new();
        for text in [known, unknown] {
            let mut asked = forms::made(kind);
            asked["domain"] = json!("");
            asked[name] = json!(text);
            let mut one = office.ask(&anyone, "/v1/forms", asked).await;
            // The form shows the typed text and a new reference; all else must have the same length and take the same work.
            assert_eq!(one.status, 201, "{}", one.body);
            one.body = json!(one.body["form"]["pages"].as_array().unwrap().len());
            // Their length is that of what was typed, which differs here.
            one.heads.retain(|(name, _)| name != "content-length");
            seen.push(one);
        }
        same(&seen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_tells_nothing_of_who_there_is() {
    let office = Watched::open("register").await;
    account(&office.harness, "owner-1").await;
    let anyone = office.harness.anyone();
    let ask = |name: &str, email: &str| json!({ "username": name, "password": PASSWORD, "applicant": "unit", "contact_name": "示例", "email": email });
    let (mut seen, mut letters) = (Vec::new(), Vec::new());
    for (name, email) in [
        ("owner-1", "new@example.com"),
        ("owner-9", "new@example.com"),
        ("owner-9", "owner-1@example.com"),
        ("owner-1", "owner-1@example.com"),
    ] {
        let (one, owed) = office.ask_for_letters("/v1/accounts", ask(name, email)).await;
        seen.push(one);
        letters.push(owed);
    }
    same(&seen);
    // The address that was typed gets one, whoever has the name.
    assert_eq!(letters, [1; 4]);
    let mut seen = Vec::new();
    for id in ["0", "ffffffffffffffffffffffff"] {
        seen.push(
            office.ask(&anyone, "/v1/accounts/confirm", json!({ "sign_up_id": id, "code": "0" })).await,
        );
    }
    same(&seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn recovering_tells_nothing_of_who_there_is() {
    let office = Watched::open("recover").await;
    account(&office.harness, "owner-1").await;
    let anyone = office.harness.anyone();
    let ask = |name: &str, email: &str| json!({ "username": name, "contact_name": "示例联系人", "email": email, "category": "self_filed" });
    let (mut seen, mut letters) = (Vec::new(), Vec::new());
    for (name, email) in [
        ("owner-1", "owner-1@example.com"),
        ("owner-1", "other@example.com"),
        ("nobody", "owner-1@example.com"),
        ("", ""),
        (&*"x".repeat(5_000), "x"),
    ] {
        let (one, owed) = office.ask_for_letters("/v1/accounts/reset-password", ask(name, email)).await;
        seen.push(one);
        letters.push(owed);
    }
    same(&seen);
    // Its holder alone hears of it, whether it was right or not.
    assert_eq!(letters, [1, 1, 0, 0, 0]);
    for path in ["/v1/accounts/set-password", "/v1/accounts/keep-email"] {
        let mut seen = Vec::new();
        for name in ["owner-1", "nobody"] {
            let mut body = json!({ "username": name, "temporary_password": "x", "new_password": "another demonstration" });
            if path.ends_with("email") {
                body = json!({ "username": name, "code": "x" });
            }
            seen.push(office.ask(&anyone, path, body).await);
        }
        same(&seen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_progress_tells_nothing_of_which_references_there_are() {
    let office = Watched::open("progress").await;
    let owner = office.harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-progress.cn", "00000001")).await;
    let reference = owner.filing(&id).await.reference.to_string();
    let anyone = office.harness.anyone();
    let printed = anyone.post("/v1/forms", forms::made("recover_account")).await.ok()["reference"].clone();
    let (mut seen, mut letters) = (Vec::new(), Vec::new());
    for (reference, email) in [
        (printed.as_str().unwrap(), "printed@example.com"),
        (printed.as_str().unwrap(), "other@example.com"),
        (reference.as_str(), "owner-1@example.com"),
        (reference.as_str(), "other@example.com"),
        ("JX-0000-0000-0", "owner-1@example.com"),
    ] {
        let asked = json!({ "reference": reference, "email": email });
        let (one, owed) = office.ask_for_letters("/v1/progress", asked).await;
        seen.push(one);
        letters.push(owed);
    }
    same(&seen);
    assert_eq!(letters, [1, 0, 1, 0, 0]);
    // A text that has no such form is told as that, before anything is looked for.
    let mut malformed = Vec::new();
    for (reference, email) in [("", ""), ("JX-0000-0000", "x"), (&*"x".repeat(5_000), "x")] {
        let asked = json!({ "reference": reference, "email": email });
        let (one, owed) = office.ask_for_letters("/v1/progress", asked).await;
        assert_eq!((one.status, owed), (422, 0));
        malformed.push(one);
    }
    same(&malformed);
    let mut seen = Vec::new();
    for code in ["", "x", "abcde-fghjk-mnpqr-stuvw-xyz23"] {
        seen.push(office.ask(&anyone, "/v1/progress/show", json!({ "code": code })).await);
    }
    same(&seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_learns_of_no_account_but_its_own() {
    let office = Watched::open("owners").await;
    let (provider, other) = (office.harness.provider().await, office.harness.other_provider().await);
    let asked = json!({ "username": "daiban", "applicant": "unit", "contact_name": "示例", "email": "d@example.com" });
    let theirs = other.post("/v1/owners", asked).await.ok()["username"].clone();
    account(&office.harness, "owner-1").await;
    let mut seen = Vec::new();
    for name in [theirs.as_str().unwrap(), "owner-1", "nobody", "staff-yi"] {
        let body = json!({ "username": name, "reason": "as a test" });
        seen.push(office.ask(&provider, "/v1/owners/recover", body).await);
    }
    same(&seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conflict_check_reads_the_same_for_what_is_held_and_what_is_free() {
    let office = Watched::open("conflict").await;
    let (owner, other) = (office.harness.owner("owner-1").await, office.harness.owner("owner-2").await);
    owner.submitted(forms::unit("shili-held.cn", "00000001")).await;
    let mut calls = Vec::new();
    for (domain, number) in
        [("shili-held.cn", "00000003"), ("shili-free.cn", "00000002"), ("shili-held.cn", "00000002")]
    {
        let number = forms::credit_code(number);
        let body = json!({ "domain": domain, "certificate_kind": "1", "certificate_number": number });
        calls.push(office.ask(&other, "/v1/conflicts/check", body).await.calls);
    }
    assert!(calls.iter().all(|one| *one == calls[0]) && !calls[0].is_empty(), "{calls:#?}");
    // Of a certificate that is taken, which the answer tells, one's own filings are looked through after that.
    let number = forms::credit_code("00000001");
    let body = json!({ "domain": "shili-held.cn", "certificate_kind": "1", "certificate_number": number });
    let taken = office.ask(&other, "/v1/conflicts/check", body).await.calls;
    assert_eq!(taken[..calls[0].len()], calls[0]);
    assert_eq!(taken.len(), calls[0].len() + 1, "{taken:#?}");
}
