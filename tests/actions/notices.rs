//! Notices: none lost, none without cause twice, each with an identifier that stays.

use beian_tests::{Desk, forms};

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_refused_is_tried_again_under_the_same_identifier() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    owner.submitted(forms::unit("shili-mail.cn", "00000001")).await;
    desk.refuse_mails(3);
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 0);
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 0, "it waits a while before the next try");
    for later in ["2026-11-23T02:01:30Z", "2026-11-23T02:05:00Z", "2026-11-23T02:15:00Z"] {
        desk.set_clock(later);
        desk.mails_to("owner-1@example.com").await;
    }
    let mails = desk.mails_to("owner-1@example.com").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 1, "what was sent is not sent again");
    assert_eq!(desk.mails_to("yun-yi@example.net").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_takes_no_mail_costs_nobody_else_a_letter_and_nobody_gets_one_twice() {
    let desk = Desk::open().await;
    let (owner, other) = (desk.owner("owner-1").await, desk.owner("owner-2").await);
    // A relay refuses this one; no form would have let it through.
    let dead = beian_store::Provider {
        id: "yun-yi".into(),
        name: "示例云一".into(),
        email: format!("q@{}.com", "b".repeat(64)),
    };
    desk.store().put_provider(&dead).await.unwrap();
    owner.submitted(forms::unit("shili-dead.cn", "00000001")).await;
    for later in ["2026-11-23T02:01:30Z", "2026-11-23T02:05:00Z", "2026-11-23T02:15:00Z"] {
        desk.mails_to("owner-1@example.com").await;
        desk.set_clock(later);
    }
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 1);
    let mut form = forms::unit("shili-live.cn", "00000002");
    form["access"]["provider"] = serde_json::json!("yun-er");
    other.submitted(form).await;
    assert_eq!(desk.mails_to("yun-er@example.net").await.len(), 1);
}
