//! Which letters somebody gets, and what they say when they leave.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_without_reminders_gets_everything_else() {
    let harness = Harness::open().await;
    let (owner, other) = (harness.owner("owner-1").await, harness.owner("owner-2").await);
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], true);
    for _ in 0..2 {
        let kept = owner.post("/v1/account/preferences", json!({ "reminders": false })).await.ok();
        assert_eq!(kept["reminders"], false);
    }
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], false);
    let provider = harness.provider().await;
    for (who, domain, number) in
        [(&owner, "shili-quiet.cn", "00000001"), (&other, "shili-loud.cn", "00000002")]
    {
        let id = who.submitted(forms::unit(domain, number)).await;
        provider.forward(&id).await.ok();
    }
    // The sheets do not come: their owners are reminded before the last day, and told after it.
    let told = |name: &str| {
        let mails = harness.edition().mails();
        let to = mails.iter().filter(|mail| mail.to.contains(name));
        let has = |words: &str| to.clone().any(|mail| mail.subject.contains(words));
        (has("核验单快到期了"), has("还没有收到您的核验单"))
    };
    for day in ["2026-11-30", "2026-12-02", "2026-12-03"] {
        harness.set_clock(&format!("{day}T02:00:00Z"));
        harness.mails_to("nobody").await;
    }
    assert_eq!(told("owner-2@"), (true, true));
    assert_eq!(told("owner-1@"), (false, true));
    owner.post("/v1/account/preferences", json!({ "reminders": true })).await.ok();
    assert_eq!(owner.get("/v1/account").await.ok()["reminders"], true);
    harness.is_whole().await;
}

/// The newest letter to somebody with this in its subject.
async fn newest(harness: &Harness, to: &str, subject: &str) -> String {
    let mails = harness.mails_to(to).await;
    let found = mails.into_iter().rev().find(|mail| mail.subject.contains(subject));
    found.unwrap_or_else(|| panic!("no letter to {to} called {subject}")).text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_comes_before_the_forward_starts_no_review_and_no_letter_says_so() {
    let harness = Harness::open().await;
    let (owner, provider, clerk) =
        (harness.owner("owner-1").await, harness.provider().await, harness.clerk().await);
    let (to_owner, to_provider) = ("owner-1@example.com", "yun-yi@example.net");
    let id = owner.submitted(forms::unit("shili-early.cn", "00000001")).await;
    let submitted = newest(&harness, to_owner, "备案申请已提交").await;
    assert!(submitted.contains("真实性核验单") && !submitted.contains("不用再做什么"), "{submitted}");

    clerk.receive_sheet(&id).await.ok();
    for to in [to_owner, to_provider] {
        let arrived = newest(&harness, to, "核验单已收到").await;
        assert!(arrived.contains("以后，管局才开始审核") || arrived.contains("以后才开始审核"), "{arrived}");
        assert!(!arrived.contains("有结果") && !arrived.contains("has begun"), "{arrived}");
    }
    provider.forward(&id).await.ok();
    let forwarded = newest(&harness, to_owner, "备案申请已转交管局").await;
    assert!(forwarded.contains("有结果") && forwarded.contains("不用再做什么"), "{forwarded}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_leaves_late_says_what_holds_when_it_leaves() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    a_filing().unit("shili-late.cn", "00000001").under_review(&owner).await;
    // All three leave now.
    let mails = harness.mails_to("owner-1@example.com").await;
    assert!(mails.iter().all(|mail| !mail.text.contains("还差一份")), "{mails:#?}");
    let dated: Vec<_> = mails.iter().filter(|mail| mail.text.contains("有结果")).collect();
    assert!(dated.len() == 1 && dated[0].subject.contains("审核开始"), "{dated:#?}");
}
