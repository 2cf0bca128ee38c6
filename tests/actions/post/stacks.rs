//! Stacks that were scanned in another order.

use super::*;
use beian_filing::filing::FilingStatus;

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_is_put_right_adds_to_the_request_that_is_there() {
    let harness = Harness::open().await;
    let clerk = harness.clerk().await;
    let username = registered(&harness, "shili").await;
    let (reference, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let whole = letter(&codes);
    let file = read(&harness, &clerk, &paper::pile(&whole[..3])).await;
    let request = format!("/v1/requests/{}", file["letters"][0]["state"]["to"]["id"].as_str().unwrap());
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!(["domain_certificate"]));
    let back: Vec<Vec<u8>> = whole.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file["order"], "reversed", "{file}");
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    let sorted = clerk.post(&at, json!({ "version": file["version"] })).await.ok();
    assert_eq!(sorted["letters"][0]["state"]["to"]["reference"], reference.to_string(), "{sorted}");
    assert_eq!(clerk.get(&request).await.ok()["summary"]["missing"], json!([]));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_that_was_scanned_in_another_order_is_put_right_with_one_press() {
    let harness = Harness::open().await;
    let (clerk, other, provider) =
        (harness.clerk().await, harness.person("clerk-2", Role::Clerk, None).await, harness.provider().await);
    let owner = harness.owner("owner-1").await;
    let form = forms::unit("shili-stack.cn", "00000001");
    harness.reviewer().await;
    harness.on_file(&owner, &provider, form.clone()).await;
    let username = registered(&harness, "shili").await;
    let text = |name: &str| form["organizer"][name].as_str().unwrap().to_owned();
    let certificate = Some((text("certificate_kind"), text("certificate_number")));
    let domain = PrintedNames { domain: Some("shili-stack.cn".into()), ..PrintedNames::default() };
    let certificate = PrintedNames { certificate, ..PrintedNames::default() };
    let (first, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 1).await;
    let (_, by_domain) = printed(&harness, PrintedFormKind::Deregister, domain, 2).await;
    let (_, by_certificate) = printed(&harness, PrintedFormKind::OrganizerConflict, certificate, 3).await;
    let under_way = owner.submitted(forms::unit("shili-sheet.cn", "00000002")).await;
    provider.forward(&under_way).await.ok();
    let sheet = owner.filing(&under_way).await.reference;
    let right: Vec<Vec<u8>> = [
        letter(&codes),
        letter(&by_domain),
        vec![code(PrintedFormKind::VerificationSheet, sheet, 1)],
        letter(&by_certificate),
    ]
    .concat();
    let (odd, even): (Vec<_>, Vec<_>) =
        right.iter().cloned().enumerate().partition(|(place, _)| place % 2 == 0);
    let only = |pages: Vec<(usize, Vec<u8>)>| pages.into_iter().map(|(_, page)| page).collect::<Vec<_>>();
    let (odd, even) = (only(odd), only(even));

    // Back to front: nothing files itself, and everybody sees why.
    let back: Vec<Vec<u8>> = right.iter().rev().cloned().collect();
    let file = read(&harness, &clerk, &paper::pile(&back)).await;
    assert_eq!(file["order"], "reversed", "{file}");
    let letters = file["letters"].as_array().unwrap();
    assert!(letters.iter().all(|letter| letter["state"]["reason"] == "wrong_order"), "{file}");
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    let seen =
        other.post(&format!("{POST}/{}/view", letters[0]["id"].as_str().unwrap()), json!({})).await.ok();
    assert_eq!(
        (&seen["stack"]["id"], &seen["stack"]["order"], &seen["stack"]["pages"]),
        (&file["id"], &json!("reversed"), &json!(16))
    );
    other.post(&at, json!({ "version": 99 })).await.refused(409, "stale");
    let asked = json!({ "version": seen["stack"]["version"] });
    let sorted = other.post(&at, asked.clone()).await.ok();
    let states: Vec<_> =
        sorted["letters"].as_array().unwrap().iter().map(|one| one["state"]["name"].clone()).collect();
    assert_eq!(states, ["filed", "filed", "filed", "filed"], "{sorted}");
    assert_eq!((&sorted["order"], &sorted["pages"]), (&Value::Null, &json!(16)));
    assert_eq!(clerk.get(POST).await.ok()["items"], json!([]), "no letter of before is left");
    let request = |state: &Value| format!("/v1/requests/{}", state["state"]["to"]["id"].as_str().unwrap());
    let mut missing = Vec::new();
    for place in [0, 1, 3] {
        let request = clerk.get(&request(&sorted["letters"][place])).await.ok();
        missing.push(request["summary"]["missing"].clone());
    }
    assert_eq!(missing, [json!([]), json!([]), json!([])]);
    assert_eq!(sorted["letters"][0]["state"]["to"]["reference"], first.to_string());
    assert_eq!(owner.filing(&under_way).await.status, FilingStatus::UnderReview);
    assert_eq!(
        other.post(&at, asked).await.ok()["letters"],
        sorted["letters"],
        "asked again, it is as it was to be"
    );

    // Odd and even pages apart; a letter was dealt with meanwhile.
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 4).await;
    let whole = letter(&codes);
    let apart = [&whole[0], &whole[2], &whole[4], &whole[3], &whole[1]].map(Clone::clone);
    let file = read(&harness, &clerk, &paper::pile(&apart)).await;
    assert_eq!(file["order"], "apart", "{file}");
    let waiting = clerk.get(POST).await.ok()["items"][0].clone();
    let aside = json!({ "version": waiting["version"], "reason": "重复寄来" });
    clerk.post(&format!("{POST}/{}/set-aside", waiting["id"].as_str().unwrap()), aside).await.ok();
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    clerk.post(&at, json!({ "version": file["version"] })).await.refused(409, "letters-dealt-with");
    let stack = [odd, even].concat();
    let file = read(&harness, &clerk, &paper::pile(&stack)).await;
    assert_eq!(file["order"], "apart", "{file}");

    // A stack in the right order stays as it is.
    let (_, codes) = printed(&harness, PrintedFormKind::RecoverAccount, recovery(&username), 5).await;
    let file = read(&harness, &clerk, &paper::pile(&letter(&codes))).await;
    assert_eq!(file["order"], Value::Null);
    let at = format!("{FILES}/{}/reorder", file["id"].as_str().unwrap());
    clerk.post(&at, json!({ "version": file["version"] })).await.refused(409, "nothing-to-reorder");
    clerk.post(&format!("{FILES}/0/reorder"), json!({ "version": 1 })).await.refused(404, "not-found");
}
