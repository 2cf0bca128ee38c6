//! Notices: none lost, none without cause twice, each with an identifier that stays.

use beian_tests::{Desk, forms};

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_refused_is_tried_again_under_the_same_identifier() {
    let desk = Desk::open().await;
    let owner = desk.owner("owner-1").await;
    owner.submitted(forms::unit("shili-mail.cn", "00000001")).await;
    desk.refuse_mails(3);
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 0);
    let mails = desk.mails_to("owner-1@example.com").await;
    let mails = if mails.is_empty() { desk.mails_to("owner-1@example.com").await } else { mails };
    assert_eq!(mails.len(), 1);
    assert_eq!(desk.mails_to("owner-1@example.com").await.len(), 1, "what was sent is not sent again");
    assert_eq!(desk.mails_to("yun-yi@example.net").await.len(), 1);
}
