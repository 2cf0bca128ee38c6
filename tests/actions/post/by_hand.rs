//! Letters that wait, and that a clerk files or takes back.

use super::*;
use beian_filing::filing::FilingStatus;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_older_edition_waits_for_a_clerk() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let kind = PrintedFormKind::RecoverAccount;
    let (reference, _) = printed(&harness, kind, recovery(&username), 1).await;
    let older = FormCode { version: kind.version() - 1, ..FormCode::of(kind, reference, 1) };
    let file = read(&harness, &clerk, &paper::pile(&[paper::of(older)])).await;
    assert_eq!(file["letters"][0]["state"]["reason"], "older_form", "{file}");
    let waiting = &clerk.get(POST).await.ok()["items"][0];
    assert_eq!(waiting["reference"], reference.to_string(), "the clerk sees what it says");
    // The form names the right case: the clerk files the letter there with its day of arrival.
    let path = format!("{POST}/{}/match", waiting["id"].as_str().unwrap());
    let mut to = json!({ "version": waiting["version"], "reference": reference.to_string(), "arrived_on": "2026-11-20" });
    assert_eq!(clerk.post(&path, to.clone()).await.refused(422, "malformed").pointers(), ["/reason"]);
    to["reason"] = json!("邮戳为11月20日");
    let filed = clerk.post(&path, to).await.ok();
    assert_eq!(filed["arrived_on"], "2026-11-20");
    let request = filed["state"]["to"]["id"].as_str().unwrap();
    assert_eq!(
        clerk.get(&format!("/v1/requests/{request}")).await.ok()["summary"]["arrived_on"],
        "2026-11-20"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_case_waits_with_the_reason_and_a_clerk_files_it_by_search() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, nobodys) = printed(&harness, PrintedFormKind::RecoverAccount, recovery("nobody-there"), 2).await;
    let stranger = code(PrintedFormKind::Deregister, Reference::issue(*b"JX", [9; 8]), 1);
    let text = |page: usize, chance: u8| {
        FormCode::of(PrintedFormKind::RecoverAccount, Reference::issue(*b"JX", [chance; 8]), page as u8)
            .to_string()
    };
    let two = paper::page(&[text(1, 1), text(1, 2)]);
    let foreign = paper::page(&["https://example.com/".to_owned()]);
    let pile = paper::pile(&[foreign, stranger, nobodys[0].clone(), two]);
    read(&harness, &clerk, &pile).await;
    let waiting = clerk.get(POST).await.ok()["items"].clone();
    let whys: Vec<_> = waiting.as_array().unwrap().iter().map(|one| one["state"]["reason"].clone()).collect();
    assert_eq!(whys, ["no_code", "unknown_case", "not_found", "two_cases"]);

    let first = waiting[0]["id"].as_str().unwrap();
    let seen = clerk.post(&format!("{POST}/{first}/view"), json!({})).await.ok();
    assert_eq!(seen["pages"].as_array().unwrap().len(), 1);
    for text in [reference.to_string(), username.clone()] {
        let found = clerk.get(&format!("{POST}/cases?text={text}")).await.ok();
        assert_eq!(found["items"][0]["kind"], "recover_account", "{found}");
    }
    assert_eq!(clerk.get(&format!("{POST}/cases?text=nothing-such")).await.ok()["items"], json!([]));
    clerk.get(&format!("{POST}/cases?text=%20")).await.refused(422, "malformed");

    let marks = json!([{ "page": 1, "evidence": "licence" }]);
    let to = json!({ "version": waiting[0]["version"], "reference": reference.to_string(), "marks": marks });
    let path = format!("{POST}/{first}/match");
    clerk
        .post(&path, json!({ "version": 7, "reference": reference.to_string() }))
        .await
        .refused(409, "stale");
    let nowhere = json!({ "version": waiting[0]["version"], "reference": Reference::issue(*b"JX", [9; 8]).to_string() });
    clerk.post(&path, nowhere).await.refused(404, "not-found");
    let filed = clerk.post(&path, to.clone()).await.ok();
    assert_eq!(filed["state"]["automatic"], false);
    assert_eq!(clerk.post(&path, to).await.ok(), filed, "asked again, it is where it was to go");
    let other =
        json!({ "version": filed["version"], "reference": Reference::issue(*b"JX", [2; 8]).to_string() });
    clerk.post(&path, other).await.refused(409, "letter-filed");

    // The form itself comes later, and goes to the same request.
    let file = read(&harness, &clerk, &paper::pile(&codes[..1])).await;
    assert_eq!(file["letters"][0]["state"]["to"], filed["state"]["to"]);

    let aside = format!("{POST}/{}/set-aside", waiting[1]["id"].as_str().unwrap());
    clerk
        .post(&aside, json!({ "version": waiting[1]["version"], "reason": "" }))
        .await
        .refused(422, "malformed");
    let why = json!({ "version": waiting[1]["version"], "reason": "寄错单位" });
    assert_eq!(clerk.post(&aside, why).await.ok()["state"]["name"], "set_aside");
    assert_eq!(clerk.get(POST).await.ok()["items"].as_array().unwrap().len(), 2);
    clerk
        .post(
            &format!("{POST}/{first}/set-aside"),
            json!({ "version": filed["version"], "reason": "寄错单位" }),
        )
        .await
        .refused(409, "letter-filed");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_request_takes_the_scan_that_it_came_as() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    read(&harness, &clerk, &paper::pile(&[paper::plain(), paper::plain()])).await;
    let letter = clerk.get(POST).await.ok()["items"][0]["id"].clone();
    let asked = json!({ "kind": "recover_account", "username": username, "evidence": ["form", "licence"], "letter_id": letter,
                        "marks": [{ "page": 1, "evidence": "form" }] });
    let mut wrong = asked.clone();
    wrong["marks"][0]["page"] = json!(7);
    assert_eq!(clerk.post("/v1/requests", wrong).await.refused(422, "malformed").pointers(), ["/marks"]);
    let request = clerk.post("/v1/requests", asked.clone()).await.ok();
    assert_eq!(request["scanned"], 2);
    assert_eq!(clerk.get(POST).await.ok()["items"], json!([]));
    clerk.post("/v1/requests", asked).await.refused(409, "letter-filed");
    let id = request["summary"]["id"].as_str().unwrap();
    let file = letter.as_str().unwrap().split_once('-').unwrap().0.to_owned();
    let mark = |page: u16| {
        json!({ "version": request["version"], "evidence": [],
                "marks": [{ "batch_id": file, "page": page, "evidence": "domain_certificate" }] })
    };
    let path = format!("/v1/requests/{id}/evidence");
    clerk.post(&path, mark(9)).await.refused(409, "unknown-scan");
    let whole = clerk.post(&path, mark(2)).await.ok();
    assert_eq!(whole["summary"]["missing"], json!([]));
    let papers = reviewer.post(&format!("/v1/requests/{id}/papers"), json!({})).await.ok();
    let shown: Vec<_> =
        papers["pages"].as_array().unwrap().iter().map(|one| one["evidence"].clone()).collect();
    assert_eq!(shown, ["form", "domain_certificate"]);
    // Looked at closer it is none of the papers: then that one has not come after all.
    let other =
        json!({ "version": whole["version"], "evidence": [], "marks": [{ "batch_id": file, "page": 2 }] });
    let after = clerk.post(&path, other).await.ok();
    assert_eq!(after["summary"]["missing"], json!(["domain_certificate"]));
    assert_eq!(after["summary"]["due"], Value::Null, "no clock runs while something is missing");
    let papers = reviewer.post(&format!("/v1/requests/{id}/papers"), json!({})).await.ok();
    let sheet = &papers["pages"][1];
    assert_eq!((sheet.get("evidence"), &sheet["other"]), (None, &json!(true)), "and that is kept");
    let again =
        json!({ "version": after["version"], "evidence": [], "marks": [{ "batch_id": file, "page": 2 }] });
    let told = harness.mails_to("shili@example.com").await.len();
    let same = clerk.post(&path, again).await.ok();
    assert_eq!(
        harness.mails_to("shili@example.com").await.len(),
        told,
        "that somebody looked again is nothing to tell"
    );
    assert_eq!(same["summary"]["missing"], after["summary"]["missing"]);
    let back = json!({ "version": same["version"], "evidence": [],
                       "marks": [{ "batch_id": file, "page": 2, "evidence": "domain_certificate" }] });
    assert_eq!(clerk.post(&path, back).await.ok()["summary"]["missing"], json!([]));
    reviewer.post(&format!("/v1/requests/{id}-not/papers"), json!({})).await.refused(404, "not-found");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_filed_with_the_wrong_request_is_taken_back_and_filed_again() {
    let harness = Harness::open().await;
    let (clerk, reviewer) = (harness.clerk().await, harness.reviewer().await);
    let username = registered(&harness, "shili").await;
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (other, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let file =
        read(&harness, &clerk, &paper::pile(&[letter(&codes), vec![others[0].clone()]].concat())).await;
    let state = |letter: usize| file["letters"][letter]["state"]["to"].clone();
    let path = |id: &Value, verb: &str| format!("{POST}/{}/{verb}", id.as_str().unwrap());
    let request =
        async |to: &Value| clerk.get(&format!("/v1/requests/{}", to["id"].as_str().unwrap())).await.ok();
    // Somebody else's licence and certificate come to the second.
    let letter = &waiting(&harness, &clerk, 1).await;
    let marks = json!([{ "page": 1, "evidence": "licence" }]);
    let to = json!({ "version": letter["version"], "reference": other.to_string(), "marks": marks });
    let filed = clerk.post(&path(&letter["id"], "match"), to.clone()).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));

    let back = json!({ "version": filed["version"], "reason": "归错了" });
    let short = json!({ "version": filed["version"], "reason": "" });
    assert_eq!(
        clerk.post(&path(&letter["id"], "take-back"), short).await.refused(422, "malformed").pointers(),
        ["/reason"]
    );
    let stale = json!({ "version": letter["version"], "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), stale).await.refused(409, "stale");
    let again = clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    assert_eq!(again["state"], json!({ "name": "waiting", "reason": "taken_back" }));
    let left = request(&state(1)).await;
    assert_eq!(
        (&left["summary"]["missing"], &left["scanned"]),
        (&json!(["licence", "domain_certificate"]), &json!(1))
    );
    let told = harness.mails_to("post@example.com").await;
    assert!(told.last().unwrap().text.contains("误放进了这件申请"), "{told:?}");
    clerk
        .post(&path(&letter["id"], "take-back"), json!({ "version": again["version"], "reason": "归错了" }))
        .await
        .ok();
    // It may come to the same case once more: it was a mistake that it was one.
    let to = json!({ "version": again["version"], "reference": other.to_string(), "marks": marks });
    let filed = clerk.post(&path(&letter["id"], "match"), to).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));
    assert_eq!(filed["state"]["name"], "filed");

    // Evidence from elsewhere stays when a letter that showed the same goes; evidence entered with the letter goes with it.
    let by_hand = json!({ "version": request(&state(1)).await["version"], "evidence": ["licence"] });
    clerk.post(&format!("/v1/requests/{}/evidence", state(1)["id"].as_str().unwrap()), by_hand).await.ok();
    let back = json!({ "version": filed["version"], "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    assert_eq!(request(&state(1)).await["summary"]["missing"], json!(["domain_certificate"]));
    let letter = waiting(&harness, &clerk, 3).await;
    let asked = json!({ "kind": "recover_account", "username": username, "letter_id": letter["id"],
                        "evidence": ["form", "licence", "domain_certificate"] });
    let entered = clerk.post("/v1/requests", asked).await.ok();
    assert_eq!(entered["summary"]["missing"], json!([]));
    let back = json!({ "version": 1, "reason": "归错了" });
    clerk.post(&path(&letter["id"], "take-back"), back).await.ok();
    let left = clerk.get(&format!("/v1/requests/{}", entered["summary"]["id"].as_str().unwrap())).await.ok();
    assert_eq!(left["summary"]["missing"], json!(["form", "licence", "domain_certificate"]));
    assert_eq!(left["summary"]["due"], Value::Null);

    // A decided request keeps its papers.
    let whole = &file["letters"][0];
    let decide = format!("/v1/requests/{}/decide", state(0)["id"].as_str().unwrap());
    let version = request(&state(0)).await["version"].clone();
    reviewer.post(&decide, json!({ "version": version, "approve": true })).await.ok();
    let late = json!({ "version": 1, "reason": "归错了" });
    clerk.post(&path(&whole["id"], "take-back"), late).await.refused(409, "request-decided");
    let aside = waiting(&harness, &clerk, 2).await;
    let nowhere = json!({ "version": aside["version"], "reason": "归错了" });
    clerk.post(&path(&aside["id"], "take-back"), nowhere).await.refused(409, "not-with-request");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_file_the_same_moment_are_told_where_it_went() {
    let harness = Harness::open().await;
    let (clerk, other) = (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await);
    let username = registered(&harness, "shili").await;
    for chance in 1..6 {
        let kind = PrintedFormKind::RecoverAccount;
        let reference = Reference::issue(*b"JX", [chance; 8]);
        printed(&harness, kind, recovery(&username), chance).await;
        let (one, two) = (
            waiting(&harness, &clerk, usize::from(chance) * 2).await,
            waiting(&harness, &clerk, usize::from(chance) * 2 + 1).await,
        );
        let to = |letter: &Value| json!({ "version": letter["version"], "reference": reference.to_string() });
        let path = |letter: &Value, verb: &str| format!("{POST}/{}/{verb}", letter["id"].as_str().unwrap());
        let (there, beside) = (path(&one, "match"), path(&two, "match"));
        let (first, second, third) = tokio::join!(
            clerk.post(&there, to(&one)),
            other.post(&there, to(&one)),
            other.post(&beside, to(&two)),
        );
        for reply in [first, second, third] {
            assert_eq!(reply.ok()["state"]["to"]["reference"], reference.to_string());
        }
        let back = json!({ "version": 1, "reason": "归错了" });
        let there = path(&one, "take-back");
        let (first, second) =
            tokio::join!(clerk.post(&there, back.clone()), other.post(&there, back.clone()));
        let waits = json!({ "name": "waiting", "reason": "taken_back" });
        assert_eq!((&first.ok()["state"], &second.ok()["state"]), (&waits, &waits));
        let found = harness.store().reference_target(reference).await.unwrap();
        let Some(ReferenceTarget::Request(id)) = found else { panic!("{found:?}") };
        let request = harness.store().request(id).await.unwrap().unwrap();
        let with: Vec<&str> = request.papers.iter().map(|papers| papers.letter.as_str()).collect();
        assert_eq!(with, [two["id"].as_str().unwrap()], "each once, and what was taken back is gone");
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_files_with_every_kind_of_case_what_the_code_would() {
    let harness = Harness::open().await;
    let (clerk, provider) = (harness.clerk().await, harness.provider().await);
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-hand.cn", "00000001");
    harness.on_file(&owner, &provider, form.clone()).await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let domain = PrintedNames { domain: Some("shili-hand.cn".into()), ..PrintedNames::default() };
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (by_domain, codes) = printed(&harness, PrintedFormKind::Deregister, domain.clone(), 1).await;
    let (by_certificate, _) = printed(&harness, PrintedFormKind::OrganizerConflict, certificate, 2).await;
    let (_, codes_again) = printed(&harness, PrintedFormKind::Deregister, domain, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.forward(&under_way).await.ok();
    let sheet = owner.filing(&under_way).await.reference.to_string();
    for (number, reference) in [by_domain.to_string(), by_certificate.to_string(), sheet].iter().enumerate() {
        let letter = waiting(&harness, &clerk, number).await;
        let path = format!("{POST}/{}", letter["id"].as_str().unwrap());
        let seen = clerk.post(&format!("{path}/view"), json!({})).await.ok();
        let picture = beian_tests::fetch_bytes(seen["pages"][0]["thumbnail"].as_str().unwrap());
        assert!(picture.windows(2).any(|two| two == [0xff, 0xd8]), "a JPEG");
        let mut to = json!({ "version": letter["version"], "reference": reference });
        if number == 2 {
            let reply = clerk.post(&format!("{path}/match"), to.clone()).await.refused(422, "malformed");
            assert_eq!(reply.pointers(), ["/signed_and_sealed"], "of a sheet the clerk says that");
            to["signed_and_sealed"] = json!(true);
        }
        let filed = clerk.post(&format!("{path}/match"), to).await.ok();
        assert_eq!(filed["state"]["to"]["reference"], json!(reference), "{filed}");
    }
    let filing = owner.filing(&under_way).await;
    assert_eq!((filing.status, filing.sheet_confirmed), (FilingStatus::UnderReview, Some(true)));
    // A later letter goes to the request that the form has become.
    let letter = waiting(&harness, &clerk, 9).await;
    let found = clerk.get(&format!("{POST}/cases?text={by_domain}")).await.ok();
    assert_eq!(found["items"][0]["case"], "request");
    let to = json!({ "version": letter["version"], "reference": by_domain.to_string() });
    clerk.post(&format!("{POST}/{}/match", letter["id"].as_str().unwrap()), to).await.ok();
    // And by themselves: the form that was matched, and another about the same domain.
    let file = read(&harness, &clerk, &paper::pile(&[codes[0].clone(), codes_again[0].clone()])).await;
    assert!(
        file["letters"].as_array().unwrap().iter().all(|letter| letter["state"]["name"] == "filed"),
        "{file}"
    );
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_no_form_announces_is_nobodys_evidence_until_a_clerk_says_so() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (first, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (second, others) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 2).await;
    let (_, last) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 3).await;
    let damaged = || paper::page(&["BEIAN:R1:JX00000000:1:0000".to_owned()]);
    // A stranger's letter lies between the first and the second, and the second form has an unread code; a sheet lies behind the third.
    let pile = [
        letter(&codes),
        vec![paper::plain(), damaged()],
        letter(&others)[1..].to_vec(),
        letter(&last)[..4].to_vec(),
        vec![damaged()],
    ];
    let file = read(&harness, &clerk, &paper::pile(&pile.concat())).await;
    let letters = file["letters"].as_array().unwrap();
    let told: Vec<_> =
        letters.iter().map(|one| (one["pages"].as_u64().unwrap(), one["state"]["reason"].as_str())).collect();
    assert_eq!(
        told,
        [
            (5, Some("extra_pages")),
            (1, Some("no_code")),
            (5, Some("damaged_code")),
            (5, Some("damaged_code"))
        ],
        "{file}"
    );
    for reference in [first, second] {
        let found = harness.store().reference_target(reference).await.unwrap();
        assert!(matches!(found, Some(ReferenceTarget::Form(_))), "nothing came of it yet: {found:?}");
    }
    assert!(harness.mails_to("post@example.com").await.is_empty(), "nobody is told what is not known");
    // The clerk sees which page it is, and files the letter with its own case in one step.
    let path = |index: usize, verb: &str| format!("{POST}/{}/{verb}", letters[index]["id"].as_str().unwrap());
    for (index, flaws) in [
        (1, vec![json!(["extra_page"])]),
        (2, vec![json!(["unread_code"]), json!([]), json!([]), json!([]), json!([])]),
        (3, vec![json!([]), json!([]), json!([]), json!([]), json!(["unread_code"])]),
    ] {
        let seen = clerk.post(&path(index, "view"), json!({})).await.ok();
        let told: Vec<_> = seen["pages"].as_array().unwrap().iter().map(|one| one["flaws"].clone()).collect();
        assert_eq!(told, flaws, "{seen}");
    }
    for (index, missing) in [(0, json!([])), (2, json!([])), (3, json!(["domain_certificate"]))] {
        let seen = clerk.post(&path(index, "view"), json!({})).await.ok()["summary"].clone();
        let to = json!({ "version": seen["version"], "reference": seen["reference"] });
        let filed = clerk.post(&path(index, "match"), to).await.ok();
        let request =
            clerk.get(&format!("/v1/requests/{}", filed["state"]["to"]["id"].as_str().unwrap())).await.ok();
        assert_eq!(request["summary"]["missing"], missing, "{index}");
    }
}
