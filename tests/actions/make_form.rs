//! Printing a form without signing in, and following it.

use base64::{Engine, engine::general_purpose::STANDARD};
use beian_filing::paper::FormCode;
use beian_tests::{Harness, forms};
use lopdf::Document;
use serde_json::{Value, json};

/// The PDF of an answer.
pub fn pdf(view: &Value) -> Vec<u8> {
    let bytes = STANDARD.decode(view["pdf"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "it is a PDF");
    bytes
}

/// The text that a reader of the PDF may select and copy, page by page, without blanks.
pub fn pages(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).unwrap();
    let text = |page: &u32| document.extract_text(&[*page]).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let plain = |text: String| text.chars().filter(|sign| !sign.is_whitespace()).collect();
    numbers.iter().map(|page| plain(text(page))).collect()
}

/// The codes of the pages, in order.
pub fn codes(view: &Value) -> Vec<FormCode> {
    let pages = view["form"]["pages"].as_array().unwrap();
    pages.iter().filter_map(|page| page["code"].as_str()).map(|code| code.parse().unwrap()).collect()
}

/// Every Chinese sentence of what is shown on the page.
pub fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = ["zh", "text", "from"].iter().filter_map(|name| fields.get(*name)?.as_str());
            let mut found: Vec<String> = own.map(str::to_owned).collect();
            found.extend(fields.values().flat_map(words));
            found
        }
        Value::Array(items) => items.iter().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pdf_says_what_the_page_says_and_each_page_has_its_code() {
    let harness = Harness::open().await;
    let mut individual = forms::made("recover_account");
    individual["applicant"] = json!("individual");
    individual["name"] = json!("甲某某");
    individual["certificate_number"] = json!(forms::resident_id("19900101"));
    for (asked, many, said, never) in [
        (forms::made("recover_account"), 4, "营业执照（或组织机构代码证）复印件", "身份证复印件"),
        (individual, 4, "身份证复印件，正反两面印在同一张纸上", "公章"),
        (forms::made("delete_submission"), 3, "加盖单位公章", "域名注册证书"),
        (forms::made("deregister"), 4, "域名注册证书", "身份证复印件"),
    ] {
        let made = harness.anyone().post("/v1/forms", asked.clone()).await.ok();
        let pages = pages(&pdf(&made));
        assert_eq!(pages.len(), many, "{asked}");
        let whole = pages.concat();
        let first = made["form"]["pages"][0].to_string();
        assert!(whole.contains(said) && !first.contains(never), "{said} {never} {first}");
        for word in words(&made["form"]) {
            let plain: String = word.chars().filter(|sign| !sign.is_whitespace()).collect();
            assert!(whole.contains(&plain), "{plain} is on the page and not in {whole}");
        }
        let reference = made["reference"].as_str().unwrap();
        for (place, (page, code)) in pages.iter().zip(codes(&made)).enumerate() {
            assert_eq!(
                (usize::from(code.page), code.reference.to_string()),
                (place + 1, reference.to_owned())
            );
            assert!(page.contains(&code.short().replace(' ', "")), "{page}");
            assert!(page.contains(&format!("第{}页，共{many}页", place + 1)), "{page}");
        }
        let heavy = if asked["kind"] == "recover_account" { "找回密码" } else { "申请注销" };
        assert!(pages.last().unwrap().contains(heavy));
        assert!(made["file_name"].as_str().unwrap().ends_with(".pdf"));
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizer_conflict_may_come_by_fax_and_is_about_ones_own_certificate() {
    let harness = Harness::open().await;
    let mut asked = forms::made("organizer_conflict");
    asked.as_object_mut().unwrap().remove("domain");
    let made = harness.anyone().post("/v1/forms", asked.clone()).await.ok();
    let text = pages(&pdf(&made)).concat();
    assert!(text.contains("传真") && text.contains(asked["certificate_number"].as_str().unwrap()));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_gives_the_same_form_and_another_gives_another() {
    let harness = Harness::open().await;
    let (anyone, key) = (harness.anyone(), "0123456789abcdef-forms");
    let asked = forms::made("deregister");
    let first = anyone.post_once(key, "/v1/forms", asked.clone()).await.ok();
    // Even on another day, it is the form of the first.
    harness.set_clock("2026-11-25T03:00:00Z");
    assert_eq!(anyone.post_once(key, "/v1/forms", asked.clone()).await.ok(), first);
    assert_eq!(first["form"]["printed_on"], "2026-11-23");
    let mut other = asked.clone();
    other["domain"] = json!("shili-other.cn");
    for (key, asked) in [(key, &other), ("another-key-0123456789", &asked)] {
        let made = anyone.post_once(key, "/v1/forms", asked.clone()).await.ok();
        assert_ne!(made["reference"], first["reference"]);
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_told_at_once() {
    let harness = Harness::open().await;
    let asked = json!({
        "kind": "delete_submission", "applicant": "unit", "username": "nobody", "domain": "not a domain",
        "reference": "JX-1", "number": "赣ICP备2026000123号", "name": " ", "certificate_kind": "2",
        "certificate_number": "1", "phone": "abc", "email": "abc",
    });
    let reply = harness.anyone().post("/v1/forms", asked).await.refused(422, "malformed");
    let mut pointers = reply.pointers();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/certificate_kind",
            "/certificate_number",
            "/contact_name",
            "/domain",
            "/email",
            "/name",
            "/number",
            "/phone",
            "/reference",
            "/username"
        ]
    );
    for kind in ["recover_account", "deregister", "delete_submission"] {
        let mut asked = forms::made(kind);
        asked["domain"] = json!("");
        let reply = harness.anyone().post("/v1/forms", asked).await.refused(422, "malformed");
        assert_eq!((reply.pointers(), reply.field_code("/domain")), (vec!["/domain"], "required"), "{kind}");
    }
    let reply = harness.anyone().post("/v1/forms", forms::made("verification_sheet")).await;
    assert!(reply.refused(422, "malformed").pointers().contains(&"/kind"));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_prints_without_end() {
    let harness = Harness::open().await;
    let visitor = harness.anyone().from("192.0.2.77");
    let mut asked = forms::made("recover_account");
    asked["domain"] = json!("");
    // A wrong request costs nothing.
    for _ in 0..40 {
        visitor.post("/v1/forms", asked.clone()).await.refused(422, "malformed");
    }
    asked["username"] = json!("shili-0001");
    for _ in 0..30 {
        visitor.post("/v1/forms", asked.clone()).await.ok();
    }
    visitor.post("/v1/forms", asked).await.refused(429, "too-many-requests");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_form_shows_that_it_has_not_arrived_and_the_missing_evidence() {
    let harness = Harness::open().await;
    let anyone = harness.anyone();
    let made = anyone.post("/v1/forms", forms::made("recover_account")).await.ok();
    let wrong = json!({ "reference": made["reference"], "email": "somebody-else@example.com" });
    anyone.post("/v1/progress", wrong).await.ok();
    assert!(harness.mails_to("somebody-else@example.com").await.is_empty());
    assert!(harness.mails_to("printed@example.com").await.is_empty());
    let asked = json!({ "reference": made["reference"], "email": "Printed@example.com" });
    anyone.post("/v1/progress", asked).await.ok();
    let mails = harness.mails_to("printed@example.com").await;
    let code = mails.last().unwrap().text.rsplit("/progress/#").next().unwrap().trim().to_owned();
    let shown = anyone.post("/v1/progress/show", json!({ "code": code })).await.ok();
    assert_eq!(
        (&shown["form_kind"], &shown["printed_on"]),
        (&json!("recover_account"), &json!(harness.today().to_string()))
    );
    assert_eq!((&shown["next_actor"], &shown["paper_kind"]), (&json!("owner"), &json!("recover_account")));
    assert_eq!(shown["missing_evidence"], json!(["form", "licence", "domain_certificate"]));
    let text = shown.to_string();
    for private in ["甲某某", "13812345678", "printed@example.com", "shili-printed.cn", "虚构示例有限公司"]
    {
        assert!(!text.contains(private), "{private}");
    }
    harness.is_whole().await;
}
