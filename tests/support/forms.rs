//! Complete forms of nobody: names say so, numbers pass their checks and cannot exist.

use beian_contract::route::Route;
use beian_filing::form::Form;
use serde_json::{Value, json};

/// The path of an action about this filing and scan; where something else is wanted, there is none.
pub fn path(route: &Route, filing: &str, scan: &str) -> String {
    route
        .path
        .replace("{filing_id}", filing)
        .replace("{scan_id}", scan)
        .replace("{request_id}", "0")
        .replace("{record_id}", "0")
        .replace("{authorization_id}", "0")
        .replace("{proposal_id}", "0")
        .replace("{notice_id}", "0")
        .replace("{table}", "0")
        .replace("{letter_id}", "0")
        .replace("{batch_id}", "0")
}

/// A resident ID of no county with the sequence 000, born on this day (`YYYYMMDD`).
pub fn resident_id(born: &str) -> String {
    let body = format!("360000{born}000");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{body}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize])
}

/// A social credit code of no county around eight digits of an organization that does not exist.
pub fn credit_code(organization: &str) -> String {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        organization.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        10 => "X".to_owned(),
        11 => "0".to_owned(),
        digit => digit.to_string(),
    };
    let body = format!("91360000{organization}{check}");
    const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let sum: usize = body
        .chars()
        .scan(1, |weight, sign| {
            let value = SIGNS.find(sign).unwrap_or_default() * *weight;
            *weight = *weight * 3 % 31;
            Some(value)
        })
        .sum();
    let check = (31 - sum % 31) % 31;
    format!("{body}{}", &SIGNS[check..=check])
}

fn person(born: &str) -> Value {
    json!({
        "name": "甲某某", "certificate_kind": "2", "certificate_number": resident_id(born),
        "valid_from": "2020-01-01", "valid_to": "long_term",
        "mobile": "13800000001", "landline": "0791-80000001", "emergency_phone": "13900000002",
        "email": "leader@example.com",
    })
}

/// A form by its type.
pub fn typed(form: Value) -> Form {
    serde_json::from_value(form).unwrap()
}

/// A unit's first filing for this domain; `number` tells units apart, eight digits.
pub fn unit(domain: &str, number: &str) -> Value {
    json!({
        "organizer": {
            "division": "360102", "unit_kind": "4", "certificate_kind": "1",
            "certificate_number": credit_code(number), "name": "虚构示例有限公司",
            "certificate_address": "江西省南昌市东湖区虚构路1号",
            "mailing_address": "江西省南昌市东湖区虚构路1号2栋301室", "investor": "甲某某",
            "leader": person("19900101"), "leader_is_legal_representative": true,
            "legal_representative": "", "remarks": "",
        },
        "site": {
            "name": "虚构示例官网", "domain": domain, "home_url": format!("www.{domain}"),
            "domain_valid_to": "2035-12-31",
            "service_kind": "1", "contents": ["unit-portal"], "languages": ["zh-Hans"],
            "no_pre_approval": true, "pre_approvals": [], "same_leader": true, "leader": {},
            "remarks": "介绍虚构单位的业务、产品和联系方式，供访问者了解，不提供其他服务。",
        },
        "access": {
            "provider": "yun-yi", "method": "virtual-hosting", "location": "36",
            "ip_ranges": [{ "from": "223.5.5.5", "to": "" }],
        },
    })
}

/// An individual's first filing for this domain; people differ by the day they were born on.
pub fn individual(domain: &str, born: &str) -> Value {
    let mut form = unit(domain, "00000000");
    let organizer = &mut form["organizer"];
    organizer["unit_kind"] = json!("5");
    organizer["certificate_kind"] = json!("2");
    organizer["certificate_number"] = json!(resident_id(born));
    organizer["name"] = json!("甲某某");
    organizer["investor"] = json!("");
    organizer["leader"] = person(born);
    organizer["leader_is_legal_representative"] = json!(false);
    form["site"]["name"] = json!("虚构的读书笔记");
    form["site"]["contents"] = json!(["blog"]);
    form["site"]["remarks"] = json!("记录个人读过的书和学习心得，不对外提供任何服务，也不收取费用。");
    form
}

/// The request for a printed form of this kind for a unit, without a sign-in.
pub fn made(kind: &str) -> Value {
    json!({
        "kind": kind, "applicant": "unit", "domain": "shili-printed.cn", "name": "虚构示例有限公司",
        "certificate_number": credit_code("00000001"), "contact_name": "甲某某", "phone": "13812345678",
        "email": "printed@example.com",
    })
}

/// A body that is complete, so that only the gate can be in the way.
pub fn complete(action: &str) -> Value {
    let version = json!({ "version": 1 });
    let with = |more: Value| {
        let mut body = version.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    match action {
        "sign-out" | "view-scan" => json!({}),
        "register" => json!({ "username": "shili-9", "password": "a long demonstration", "applicant": "unit",
                              "contact_name": "示例", "email": "a@example.com" }),
        "confirm-registration" => json!({ "sign_up_id": "0", "code": "0" }),
        "sign-in" => json!({ "username": "nobody", "password": "x" }),
        "reset-password" => json!({ "username": "nobody", "contact_name": "示例", "email": "a@example.com",
                                    "category": "self_filed" }),
        "set-password" => json!({ "username": "nobody", "temporary_password": "x", "new_password": "y" }),
        "keep-email" => json!({ "username": "nobody", "code": "0" }),
        "unmask" => json!({ "reason": "as a test" }),
        "export-data" | "end-session" | "begin-second-factor" | "remove-second-factor" => {
            json!({ "password": "x" })
        }
        "change-password" => json!({ "password": "x", "new_password": "y" }),
        "confirm-second-factor" => json!({ "code": "000000" }),
        "add-provider" => json!({ "id": "yun-san", "name": "示例", "email": "a@example.com" }),
        "invite" => {
            json!({ "username": "shili-9", "role": "clerk", "contact_name": "示例", "email": "a@example.com" })
        }
        "add-owner" => {
            json!({ "username": "shili-9", "applicant": "unit", "contact_name": "示例", "email": "a@example.com" })
        }
        "resend-notice" => json!({}),
        "lift-suppression" => json!({ "reason": "as a test" }),
        "save-preferences" => json!({ "reminders": true }),
        "disable-account" | "enable-account" | "recover-staff" | "recover-owner" => {
            json!({ "username": "nobody", "reason": "as a test" })
        }
        "upload-post" => json!({ "parts": [{ "name": "a.pdf", "size": 1, "sha256": "0".repeat(64) }] }),
        "find-cases" => json!({ "text": "shili" }),
        "match-letter" => with(json!({ "reference": "JX-0000-0000-0" })),
        "set-aside-letter" | "take-back-letter" => with(json!({ "reason": "as a test" })),
        "view-letter" | "view-papers" => json!({}),
        "show-conflict" => json!({ "domain": "shili.cn" }),
        "ask-progress" => json!({ "reference": "JX-0000-0000-0", "email": "a@example.com" }),
        "show-progress" => json!({ "code": "0" }),
        "propose-calendar" => json!({ "text": "关于2027年", "source": "as a test", "dry_run": true }),
        "sign-calendar" | "withdraw-calendar" => json!({}),
        "pause-review" => with(json!({ "reason": "hearing", "expected_on": "2026-12-31" })),
        "conflict-check" => json!({ "domain": "shili.cn" }),
        "start-filing" => json!({ "kind": "first" }),
        "file-in-bulk" => {
            json!({ "dry_run": true, "rows": [{ "key": "row-00000001", "kind": "first", "username": "nobody-0000" }] })
        }
        "save-draft" | "correct" | "amend" => with(json!({ "form": {} })),
        "upload-scan" => json!({ "document": "other", "media_type": "image/png", "size": 1 }),
        "attach-scan" => with(json!({ "document": "other" })),
        "return-filing" => with(json!({ "reasons": [] })),
        "record-sheet" => with(json!({ "scan_id": "0", "signed_and_sealed": true })),
        "check-sheet" => with(json!({ "signed_and_sealed": true })),
        "correct-arrival" => with(json!({ "arrived_on": "2026-11-20", "reason": "as a test" })),
        "review" => with(json!({ "decision": "approve" })),
        "authorize-provider" => with(json!({ "provider": "yun-er" })),
        "issue-certificate" => json!({}),
        "verify-certificate" => json!({ "number": "abcd-efgh-jkmn-pqrs-tuvw" }),
        "deregister" => json!({ "reason": "as a test" }),
        "confirm-deregistration" => with(json!({ "code": "0" })),
        "cancel-access" => with(json!({ "position": 1, "reason": "as a test" })),
        "make-form" => made("recover_account"),
        "print-form" => json!({ "kind": "deregister", "filing_id": "0" }),
        "receive-request" => json!({ "kind": "recover_account", "username": "nobody", "evidence": ["form"] }),
        "receive-evidence" => with(json!({ "evidence": ["domain_certificate"] })),
        "decide-request" => with(json!({ "approve": true })),
        _ => version,
    }
}
