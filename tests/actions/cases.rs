//! Cases from outside: what people type, paste and save, and what should come of it (`tests/data/cases`).

use beian_filing::claim::{Holder, ListParser};
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};

const FIELDS: &str = include_str!("../data/cases/fields.jsonl");
const PAIRS: &str = include_str!("../data/cases/pairs.jsonl");
const LOOK_UPS: &str = include_str!("../data/cases/look-ups.jsonl");
const CLAIMS: &str = include_str!("../data/cases/tables/claims-licence-numbers.csv");
const MOVED: &str = include_str!("../data/cases/notices/one-festival-moved.txt");
const PROLONGED: &str = include_str!("../data/cases/notices/festival-prolonged.txt");

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn set(form: &mut Value, pointer: &str, value: &Value) {
    *form.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
}

/// A complete form of a unit with this certificate.
fn with_certificate(domain: &str, kind: &Value, number: &Value) -> Value {
    let mut form = forms::unit(domain, "00000001");
    set(&mut form, "/organizer/certificate_kind", kind);
    set(&mut form, "/organizer/certificate_number", number);
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_is_judged_as_people_mean_it() {
    let harness = Harness::open().await;
    harness.set_clock("2026-11-30T02:00:00Z");
    let owner = harness.owner("owner-1").await;
    let id = owner.draft(forms::unit("shili-case.cn", "00000001")).await;
    let mut wrong = Vec::new();
    for case in lines(FIELDS) {
        let mut form = match case["form"].as_str().unwrap() {
            "unit" => forms::unit("shili-case.cn", "00000001"),
            _ => forms::individual("shili-case.cn", "19900101"),
        };
        let fields = case["set"].as_object().unwrap();
        for (pointer, value) in fields {
            set(&mut form, pointer, value);
        }
        // One person is written twice in an individual's form.
        if case["form"] == "individual" && fields.contains_key("/organizer/name") && fields.len() == 1 {
            form["organizer"]["leader"]["name"] = form["organizer"]["name"].clone();
        }
        let seen = owner.save_draft(&id, &form).await.ok();
        let found: Vec<&Value> = seen["findings"].as_array().unwrap().iter().collect();
        let mut expected: Vec<&Value> = case["findings"].as_array().unwrap().iter().collect();
        let place = |finding: &&Value| {
            finding["pointer"].as_str().unwrap().to_owned() + finding["code"].as_str().unwrap()
        };
        expected.sort_by_key(place);
        let mut sorted = found.clone();
        sorted.sort_by_key(place);
        if sorted != expected {
            wrong.push(format!(
                "{} {}\n  found {}\n  not {}",
                case["what"],
                case["set"],
                json!(sorted),
                json!(expected)
            ));
        }
        if let Some(document) = case["document"].as_str() {
            let asked = seen["documents"].as_array().unwrap().iter().any(|one| one["kind"] == document);
            assert!(asked, "{} is asked for: {}", document, case["what"]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The form of one of a pair.
fn of_pair(side: &Value, spare: (&str, &str)) -> Value {
    let (domain, unit) = spare;
    match side["domain"].as_str() {
        Some(domain) => forms::unit(domain, unit),
        None => with_certificate(domain, &side["certificate_kind"], &side["certificate_number"]),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_organizer_and_one_domain_are_filed_once_however_they_are_written() {
    for pair in lines(PAIRS) {
        for (first, second) in [("first", "second"), ("second", "first")] {
            let harness = Harness::open().await;
            let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
            owner.submitted(of_pair(&pair[first], ("shili-one.cn", "00000001"))).await;
            let form = of_pair(&pair[second], ("shili-two.cn", "00000002"));
            let organizer = &form["organizer"];
            let asked = json!({
                "domain": form["site"]["domain"], "certificate_kind": organizer["certificate_kind"],
                "certificate_number": organizer["certificate_number"],
            });
            let told = other.post("/v1/conflicts/check", asked).await.ok();
            assert_eq!(told["conflicts"].as_array().unwrap().len(), 1, "{pair}: {told}");
            let id = other.draft(form).await;
            other.scan_all(&id).await;
            other.submit(&id).await.refused(409, pair["refused"].as_str().unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_spelling_keeps_the_claim() {
    let harness = Harness::open().await;
    let (owner, other, provider) =
        (harness.owner("owner-1").await, harness.owner("owner-2").await, harness.provider().await);
    let id = owner.submitted(forms::unit("变体.中國", "00000001")).await;
    let mut form = owner.filing(&id).await.form.unwrap();
    form.site.domain = "变体.中国".into();
    form.site.home_url = "www.变体.中国".into();
    provider.correct(&id, &form).await.ok();
    let next = other.draft(forms::unit("變體.中国", "00000002")).await;
    other.scan_all(&next).await;
    other.submit(&next).await.refused(409, "domain-taken");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_of_other_provinces_meet_filings_however_they_are_written() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let list = "subject,certificate_kind,value,province,number,change\n\
        certificate,3,MA00TTT1-7,44,粤ICP备2026000001号,add\n\
        certificate,2,360000900101000,11,京ICP证030173号,add\n\
        domain,,變體.中國,33,浙B2-20080224-1,add\n";
    let mut reader = ListParser::begin(list.lines().next().unwrap().as_bytes(), "36").unwrap();
    let rows: Vec<_> = list.lines().skip(1).map(|line| reader.row(line.as_bytes()).unwrap()).collect();
    harness.store().apply_claims(&rows).await.unwrap();
    let unit = with_certificate("shili-one.cn", &json!("1"), &json!("91360000MA00TTT173"));
    let person = forms::individual("shili-two.cn", "19900101");
    let domain = forms::unit("变体.中国", "00000002");
    for (form, code, province) in [
        (unit, "certificate-taken", "44"),
        (person, "certificate-taken", "11"),
        (domain, "domain-taken", "33"),
    ] {
        let id = owner.draft(form).await;
        owner.scan_all(&id).await;
        let refused = owner.submit(&id).await.refused(409, code);
        assert_eq!(refused.body["conflict"]["province"], province);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_numbers_of_licences_is_taken_over() {
    let harness = Harness::open().await;
    let mut list = ListParser::begin(CLAIMS.lines().next().unwrap().as_bytes(), "36").unwrap();
    let rows: Vec<_> = CLAIMS
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| list.row(line.as_bytes()).unwrap_or_else(|reasons| panic!("{line}: {reasons:?}")))
        .collect();
    assert_eq!(rows.len(), 3);
    harness.store().apply_claims(&rows).await.unwrap();
    for row in rows {
        let held = harness.store().holders(std::slice::from_ref(&row.claim)).await.unwrap();
        let Holder::Province { number, .. } = &held[0].1 else { panic!("{held:?}") };
        assert!(CLAIMS.contains(number.as_str()), "{number}");
    }
}

/// Asks, whatever the text is made of.
async fn look_up(anyone: &Person, by: &str, text: &str) -> beian_tests::Reply {
    let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    anyone.get(&format!("/v1/records?{by}={escaped}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_found_by_what_people_paste() {
    let harness = Harness::staffed().await;
    let owner = harness.owner("owner-1").await;
    let mut form = forms::unit("shili-case.cn", "00000001");
    form["organizer"]["name"] = json!("江西工业示例有限公司");
    let (id, digits) = harness.on_file(&owner, &harness.signed_in("staff-yi"), form).await;
    let filing = owner.filing(&id).await;
    let number = &filing.organizer_number.unwrap().to_string();
    let anyone = harness.anyone();
    for case in lines(LOOK_UPS) {
        let said = case["q"].as_str().unwrap();
        let filled = |said: &str| {
            said.replace("{digits}", &digits)
                .replace("{unsigned}", number.trim_end_matches('号'))
                .replace("{number}", number)
                .replace("{lower}", &number.to_lowercase())
        };
        let text = filled(said);
        let reply = look_up(&anyone, case["by"].as_str().unwrap(), &text).await;
        match case["refused"].as_str() {
            Some(code) => {
                let error = reply.refused(422, "malformed").body["errors"][0].clone();
                assert_eq!(error["code"], code, "{said}");
                assert_eq!(
                    error["suggestion"].as_str(),
                    case["suggestion"].as_str().map(filled).as_deref(),
                    "{said}"
                );
            }
            None => {
                let found = reply.ok();
                assert_eq!(found["items"][0]["site_number"], json!(filing.site_numbers[0]), "{case}: {text}");
            }
        }
    }
    // A domain is found in every form of it.
    let (id, _) =
        harness.on_file(&owner, &harness.signed_in("staff-yi"), forms::unit("變體.中國", "00000002")).await;
    let number = owner.filing(&id).await.site_numbers[0].to_string();
    for text in ["变体.中国", "https://www.变体.中國/", "變體.中國"] {
        assert_eq!(look_up(&anyone, "domain", text).await.ok()["items"][0]["site_number"], number, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_asked_by_a_reference_as_people_paste_it() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let id = owner.submitted(forms::unit("shili-case.cn", "00000001")).await;
    harness.mails_to("nobody").await;
    let reference = owner.filing(&id).await.reference.to_string();
    let wide: String = reference.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
    let mut letters = harness.mails_to("owner-1@example.com").await.len();
    for (text, email) in [
        (format!("受理号：{reference}"), "owner-1@example.com"),
        (format!("\u{feff}{reference}\u{200b} "), "mailto:owner-1@example.com"),
        (format!("您的受理单号是{}！", reference.replace('-', "_")), "owner-1@example.com。"),
        (wide, "owner-1@example.com"),
    ] {
        let asked = json!({ "reference": text, "email": email });
        harness.anyone().post("/v1/progress", asked).await.ok();
        harness.mails_to("nobody").await;
        letters += 1;
        assert_eq!(harness.mails_to("owner-1@example.com").await.len(), letters, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_changes_one_festival_is_read_and_leaves_the_rest_of_its_year() {
    let harness = Harness::open().await;
    let supervisor = harness.supervisor().await;
    for (text, expected) in [
        (
            MOVED,
            json!([
                ["2026-12-26", "make_up"],
                ["2026-12-27", "make_up"],
                ["2026-12-28", "holiday"],
                ["2026-12-29", "holiday"],
                ["2026-12-30", "holiday"],
                ["2026-12-31", "holiday"],
            ]),
        ),
        (PROLONGED, json!([["2026-10-08", "holiday"]])),
    ] {
        let asked = json!({ "text": text, "source": "示例通知", "dry_run": true });
        let read = supervisor.post("/v1/calendar/proposals", asked).await.ok();
        let changed = read["days"].as_array().unwrap_or_else(|| panic!("{read}"));
        let changed: Vec<Value> = changed.iter().map(|day| json!([day["date"], day["will_be"]])).collect();
        assert_eq!(json!(changed), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_chinese_is_kept_as_mail_reaches_it() {
    let harness = Harness::open().await;
    let asked = json!({
        "username": "shili", "password": "a demonstration of nobody", "applicant": "unit", "contact_name": "示例",
        "email": "zs@例子.中国",
    });
    harness.anyone().post("/v1/accounts", asked).await.ok();
    assert_eq!(harness.mails_to("zs@xn--fsqu00a.xn--fiqs8s").await.len(), 1);
}
