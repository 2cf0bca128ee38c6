//! The demonstration data: accounts of every role, and filings in different statuses that are made through the API as by people.
//!
//! All of it is invented. Identity numbers name no county and have the sequence 000, which is never issued; credit
//! codes name no county; domains are reserved for examples or have 虚构 in their names.

use crate::http;
use axum::{body::Bytes, http::Request};
use beian_app::App;
use beian_filing::{
    account::{Account, AccountEvent, ChangeContext, SESSION_HOURS, SecondFactor, Session},
    calendar::local_date,
    form::{ApplicantKind, UserCategory},
    history::{Role, needs_second_factor},
    identifier::{ProviderId, Username},
};
use beian_kit::{password, second_factor, token};
use beian_store::Provider;
use jiff::{SignedDuration, Timestamp};
use lambda_http::{Body, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The password of every demonstration account.
pub const PASSWORD: &str = "demo-2026-beian";

/// The secret of the staff accounts' second factor, in hex: `beian demonstration`. The rules require one for staff.
pub const SECRET: &str = "626569616e2064656d6f6e7374726174696f6e00";

/// The present code of the staff accounts' second factor. The mailbox shows it, in the place of a phone.
pub fn code(now: Timestamp) -> String {
    second_factor::code_at(SECRET, now).unwrap_or_default()
}

/// A demonstration account.
#[derive(Debug, Clone, Copy)]
pub struct Demonstration {
    /// User name.
    pub username: &'static str,
    /// Role.
    pub role: Role,
    /// Identifier of the access provider that the person works for; `None` for everybody except provider staff.
    pub provider: Option<&'static str>,
    /// Description in Chinese.
    pub zh: &'static str,
    /// Description in English.
    pub en: &'static str,
}

macro_rules! people {
    ($($username:literal $role:ident $provider:expr, $zh:literal, $en:literal;)*) => {
        /// Every demonstration account.
        pub const PEOPLE: &[Demonstration] = &[$(Demonstration {
            username: $username, role: Role::$role, provider: $provider, zh: $zh, en: $en,
        }),*];
    };
}

people! {
    "shili-danwei" Owner None, "网站主办者（单位）", "website owner, a unit";
    "shili-geren" Owner None, "网站主办者（个人）", "website owner, an individual";
    "yun-yi" Provider Some("yun-yi"), "接入服务商“示例云一”", "access provider 1";
    "yun-er" Provider Some("yun-er"), "接入服务商“示例云二”", "access provider 2";
    "shoufa" Clerk None, "通信管理局收发员", "mailroom clerk of the bureau";
    "shenhe" Reviewer None, "通信管理局审核员", "reviewer of the bureau";
    "zhuguan" Supervisor None, "通信管理局主管", "supervisor of the bureau";
    "zhuguan-er" Supervisor None, "通信管理局另一位主管", "another supervisor of the bureau";
}

/// The failure of a step of the demonstration.
#[derive(Debug, thiserror::Error)]
#[error("demonstration data: {0}")]
pub struct SeedError(String);

type Done<T = ()> = Result<T, SeedError>;

fn provider_id(text: &str) -> Result<ProviderId, SeedError> {
    ProviderId::parse(text).map_err(|error| failed(text, error))
}

fn failed(what: &str, why: impl std::fmt::Display) -> SeedError {
    SeedError(format!("{what}: {why}"))
}

/// Fills an empty table. The app's clock runs through the past weeks meanwhile, and is set back to the present afterwards.
pub(crate) async fn seed(api: &crate::api::Api, office: &App) -> Done {
    let mut town =
        DemoSeeder { api, client: http::client(), office, now: Timestamp::now(), cookies: BTreeMap::new() };
    let outcome = town.fill().await;
    office.clock.set(Timestamp::now());
    outcome
}

/// A filing and the steps that it has taken.
struct Scenario {
    owner: &'static str,
    provider: &'static str,
    form: Value,
    /// Number of days since the filing was begun and submitted. The fields after it contain the days since later steps; `None` for a step
    /// that has not happened.
    begun: i64,
    submitted: bool,
    forwarded: Option<i64>,
    sheet: Option<i64>,
    decided: Option<(i64, Value)>,
    /// Number of days until the filing's domain expires; `None` for a domain that is valid for years.
    expires: Option<i64>,
}

struct DemoSeeder<'a> {
    api: &'a crate::api::Api,
    client: http::Client,
    office: &'a App,
    now: Timestamp,
    cookies: BTreeMap<&'static str, String>,
}

impl DemoSeeder<'_> {
    async fn fill(&mut self) -> Done {
        self.days_ago(41);
        let store = &self.office.store;
        for (id, name) in [("yun-yi", "示例云一（虚构）"), ("yun-er", "示例云二（虚构）")] {
            let provider =
                Provider { id: provider_id(id)?, name: name.to_owned(), email: format!("{id}@example.net") };
            store.put_provider(&provider).await.map_err(|error| failed(id, error))?;
        }
        for person in PEOPLE {
            self.appoint(person).await?;
        }
        for scenario in scenarios() {
            self.play(scenario).await?;
        }
        Ok(())
    }

    fn days_ago(&self, days: i64) {
        self.office.clock.set(self.now - SignedDuration::from_hours(24 * days));
    }

    /// Opens an account through the store, because a demonstration name has no digits and the API would not give such a name.
    async fn appoint(&self, person: &Demonstration) -> Done {
        let hashed = password::hash(PASSWORD.to_owned()).await;
        let hashed = hashed.map_err(|_| failed(person.username, "the password cannot be hashed"))?;
        let (owner, now) = (person.role == Role::Owner, self.office.clock.now());
        let (name, host) = if owner { ("示例甲", "example.com") } else { ("示例乙", "example.net") };
        let email = format!("{}@{host}", person.username);
        let individual = person.username.ends_with("geren");
        let account = Account {
            provider: person.provider.map(provider_id).transpose()?,
            applicant: owner.then_some(if individual {
                ApplicantKind::Individual
            } else {
                ApplicantKind::Unit
            }),
            category: owner.then_some(UserCategory::SelfFiled),
            password_hash: hashed,
            second_factor: needs_second_factor(person.role).then(|| SecondFactor {
                secret: SECRET.to_owned(),
                last_step: 0,
                recovery: Vec::new(),
            }),
            ..Account::new(Username::typed(person.username), person.role, name.to_owned(), email, now)
        };
        let by =
            ChangeContext { at: now, username: &account.username.clone(), role: person.role, reason: None };
        let mut change = account.open(if owner { AccountEvent::Register } else { AccountEvent::Invite }, by);
        // The demonstration accounts are public, so no notice is sent about them.
        if let Some(event) = &mut change.event {
            event.notices.clear();
        }
        let command = token::digest(person.username);
        self.office.store.commit(change, &command).await.map_err(|error| failed(person.username, error))?;
        Ok(())
    }

    async fn play(&mut self, scenario: Scenario) -> Done {
        let mut form = scenario.form;
        if let Some(days) = scenario.expires {
            let day = local_date(self.now + SignedDuration::from_hours(24 * days));
            form["site"]["domain_valid_to"] = json!(day.to_string());
        }
        self.days_ago(scenario.begun);
        let begun = self.ask("POST", "/v1/filings", Some(scenario.owner), json!({ "kind": "first" })).await?;
        let id = begun["id"].as_str().unwrap_or_default().to_owned();
        self.act(&id, scenario.owner, "PUT", "draft", json!({ "form": form })).await?;
        if !scenario.submitted {
            return Ok(());
        }
        let filing = self.ask("GET", &format!("/v1/filings/{id}"), Some(scenario.owner), Value::Null).await?;
        for document in filing["missing"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if document != "verification_sheet" && document != "pre_approval" {
                self.scan(&id, scenario.owner, document).await?;
            }
        }
        self.act(&id, scenario.owner, "POST", "submit", json!({})).await?;
        if let Some(days) = scenario.forwarded {
            self.days_ago(days);
            self.act(&id, scenario.provider, "POST", "forward", json!({})).await?;
        }
        if let Some(days) = scenario.sheet {
            self.days_ago(days);
            let sheet = self.scan(&id, "shoufa", "verification_sheet").await?;
            self.act(
                &id,
                "shoufa",
                "POST",
                "record-sheet",
                json!({ "scan_id": sheet, "signed_and_sealed": true }),
            )
            .await?;
        }
        if let Some((days, decision)) = scenario.decided {
            self.days_ago(days);
            self.act(&id, "shenhe", "POST", "review", decision).await?;
        }
        Ok(())
    }

    /// Takes a step with the filing's present version.
    async fn act(
        &mut self,
        id: &str,
        who: &'static str,
        method: &'static str,
        verb: &str,
        mut body: Value,
    ) -> Done<Value> {
        let filing = self.ask("GET", &format!("/v1/filings/{id}"), Some(who), Value::Null).await?;
        body["version"] = filing["version"].clone();
        self.ask(method, &format!("/v1/filings/{id}/{verb}"), Some(who), body).await
    }

    /// Uploads a page that is marked as a demonstration, and attaches it.
    async fn scan(&mut self, id: &str, who: &'static str, document: &str) -> Done<String> {
        let file = pdf(document);
        let then = self.office.clock.now();
        // S3 compares an upload's ten minutes with the real time, so the clock is set to the present.
        self.office.clock.set(Timestamp::now());
        let asked = json!({ "document": document, "media_type": "application/pdf", "size": file.len() });
        let place = self.ask("POST", &format!("/v1/filings/{id}/scans"), Some(who), asked).await?;
        let status = self.post(&place, &file).await?;
        if !(200..300).contains(&status) {
            return Err(failed("an upload", status));
        }
        self.office.clock.set(then);
        let scan = place["scan_id"].as_str().unwrap_or_default().to_owned();
        self.act(id, who, "POST", &format!("scans/{scan}/attach"), json!({ "document": document })).await?;
        Ok(scan)
    }

    /// Uploads a file as a browser does.
    async fn post(&self, place: &Value, file: &[u8]) -> Done<u16> {
        let mut body = Vec::new();
        for field in place["fields"].as_array().into_iter().flatten() {
            let (name, value) =
                (field["name"].as_str().unwrap_or_default(), field["value"].as_str().unwrap_or_default());
            body.extend(
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        body.extend(
            b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"scan.pdf\"\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(place["url"].as_str().unwrap_or_default())
            .header("content-type", "multipart/form-data; boundary=edge")
            .body(Bytes::from(body))
            .map_err(|error| failed("an upload", error))?;
        let answer = http::send(&self.client, request).await.map_err(|error| failed("an upload", error))?;
        Ok(answer.status().as_u16())
    }

    async fn ask(
        &mut self,
        method: &'static str,
        path: &str,
        who: Option<&'static str>,
        body: Value,
    ) -> Done<Value> {
        let cookie = match who {
            None => None,
            Some(who) => match self.cookies.get(who) {
                Some(cookie) => Some(cookie.clone()),
                None => Some(self.sign_in(who).await?),
            },
        };
        if let Some(cookie) = &cookie {
            self.stays_signed_in(cookie).await?;
        }
        let response = self.send(method, path, cookie, &body).await?;
        let status = response.status().as_u16();
        let text = match response.into_body() {
            Body::Text(text) => text,
            _ => String::new(),
        };
        if status >= 300 {
            return Err(failed(
                &format!("{method} {path} as {}", who.unwrap_or("nobody")),
                format!("{status} {text}"),
            ));
        }
        serde_json::from_str(&text).map_err(|error| failed(path, error))
    }

    /// Moves a session's opening to the present day of the app's clock, because a session of another day has expired.
    async fn stays_signed_in(&self, cookie: &str) -> Done {
        let (store, now) = (&self.office.store, self.office.clock.now());
        let hash = token::digest(cookie.split_once('=').map_or("", |(_, token)| token));
        let found = store.sessions(&[&hash]).await.map_err(|error| failed("a session", error))?;
        for (_, session) in found {
            let expires_at = now + SignedDuration::from_hours(SESSION_HOURS);
            let session = Session { opened_at: now, expires_at, seen_at: None, ..session };
            store.open_session(&hash, &session).await.map_err(|error| failed("a session", error))?;
        }
        Ok(())
    }

    /// Signs in at the real time, with a code of that time.
    async fn sign_in(&mut self, who: &'static str) -> Done<String> {
        let then = self.office.clock.now();
        self.office.clock.set(Timestamp::now());
        // A code is valid only once. This uses the code of the previous time step, so the person who tries the demonstration can use the
        // present one.
        let code = code(Timestamp::now() - SignedDuration::from_secs(30));
        let body = json!({ "username": who, "password": PASSWORD, "code": code });
        let response = self.send("POST", "/v1/sessions", None, &body).await?;
        self.office.clock.set(then);
        let cookie = response.headers().get("set-cookie");
        let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = cookie.ok_or_else(|| failed("to sign in", who))?.to_owned();
        self.cookies.insert(who, cookie.clone());
        Ok(cookie)
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        cookie: Option<String>,
        body: &Value,
    ) -> Done<Response<Body>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api{path}"))
            .header("content-type", "application/json");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request.body(body.into()).map_err(|error| failed(path, error))?;
        Ok(self.api.answer(request, std::net::Ipv4Addr::LOCALHOST.into()).await)
    }
}

fn scenarios() -> Vec<Scenario> {
    let returned = json!({ "decision": "return_to_owner", "reasons": [
        { "pointer": "/site/remarks", "reason": "备注没有说明网站的具体内容。", "suggestion": "请写明栏目和面向的访问者，例如“发布读书笔记，供读者免费阅读”。" },
        { "pointer": "/documents/domain_certificate", "reason": "域名证书扫描件不清晰。", "suggestion": "请重新扫描，分辨率不低于 200 dpi。" },
    ] });
    let unit = |domain: &str, number: &str, name: &str, begun| Scenario {
        owner: "shili-danwei",
        provider: "yun-yi",
        form: unit_form(domain, number, name, "yun-yi"),
        begun,
        submitted: true,
        forwarded: None,
        sheet: None,
        decided: None,
        expires: None,
    };
    vec![
        Scenario {
            forwarded: Some(39),
            sheet: Some(37),
            decided: Some((30, json!({ "decision": "approve" }))),
            expires: Some(20),
            ..unit("example.com", "91360000000000019D", "虚构示例一有限公司", 40)
        },
        Scenario {
            forwarded: Some(18),
            sheet: Some(15),
            ..unit("example.net", "913600000000000278", "虚构示例二有限公司", 20)
        },
        Scenario {
            forwarded: Some(4), ..unit("example.org", "913600000000000353", "虚构示例三有限公司", 6)
        },
        unit("xugou-shili-1.cn", "91360000000000043X", "虚构示例四有限公司", 5),
        Scenario {
            provider: "yun-er",
            form: unit_form("xugou-shili-2.cn", "91360000000000051Q", "虚构示例五有限公司", "yun-er"),
            submitted: false,
            ..unit("", "", "", 1)
        },
        Scenario {
            owner: "shili-geren",
            provider: "yun-er",
            form: individual("xugou-shili-3.cn", "360000190001010000", "yun-er"),
            begun: 12,
            submitted: true,
            forwarded: Some(11),
            sheet: Some(9),
            decided: Some((2, returned)),
            expires: None,
        },
    ]
}

/// The complete form of a unit's first filing.
fn unit_form(domain: &str, number: &str, name: &str, provider: &str) -> Value {
    json!({
        "organizer": {
            "division": "360102", "unit_kind": "4", "certificate_kind": "1", "certificate_number": number, "name": name,
            "certificate_address": "江西省南昌市东湖区虚构路1号",
            "mailing_address": "江西省南昌市东湖区虚构路1号2栋301室", "investor": "示例甲",
            "leader": leader("360000190001020006"), "leader_is_legal_representative": true,
            "legal_representative": "", "remarks": "",
        },
        "site": {
            "name": "虚构示例官网", "domain": domain, "home_url": format!("www.{domain}"), "service_kind": "1",
            "domain_valid_to": "2035-12-31",
            "contents": ["unit-portal"], "languages": ["zh-Hans"], "no_pre_approval": true, "pre_approvals": [],
            "same_leader": true, "leader": {},
            "remarks": "介绍虚构单位的业务、产品和联系方式，供访问者了解，不提供其他服务。",
        },
        "access": {
            "provider": provider, "method": "virtual-hosting", "location": "36",
            "ip_ranges": [{ "from": "223.5.5.5", "to": "" }],
        },
    })
}

/// The complete form of an individual's first filing.
fn individual(domain: &str, number: &str, provider: &str) -> Value {
    let mut form = unit_form(domain, number, "示例甲", provider);
    let organizer = &mut form["organizer"];
    organizer["unit_kind"] = json!("5");
    organizer["certificate_kind"] = json!("2");
    organizer["investor"] = json!("");
    organizer["leader"] = leader(number);
    organizer["leader_is_legal_representative"] = json!(false);
    let site = &mut form["site"];
    site["name"] = json!("虚构的读书笔记");
    site["contents"] = json!(["blog"]);
    site["remarks"] = json!("记录个人读过的书和学习心得，不对外提供任何服务，也不收取费用。");
    form
}

fn leader(number: &str) -> Value {
    json!({
        "name": "示例甲", "certificate_kind": "2", "certificate_number": number, "valid_from": "2020-01-01",
        "valid_to": "long_term", "mobile": "13800000001", "landline": "0791-80000001",
        "emergency_phone": "13900000002", "email": "leader@example.com",
    })
}

/// Builds a PDF page with the name of the document that it stands for.
fn pdf(document: &str) -> Vec<u8> {
    // The text fills the page, so that the check does not take it for a blank page.
    let line = format!("(Demonstration only: {document}) Tj 0 -26 Td ");
    let text = format!("BT /F 20 Tf 72 750 Td {} ET", line.repeat(24));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj{object}endobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}
