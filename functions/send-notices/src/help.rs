//! The questions of the site's help that messages link to when their reader has no page of their own to act on.
//!
//! The questions are defined in `site/src/help/questions.ts`; a test checks that each name exists there.

use beian_filing::{
    account::AccountEventKind,
    paper::{RequestEventKind, RequestKind},
};

/// The page of the question that the reader of a message about an account asks next, without the origin.
pub fn page_of_account(event: AccountEventKind) -> String {
    page(match event {
        AccountEventKind::DisableAccount => "cannot-sign-in",
        // This question explains to staff and owners how an account is recovered and its address replaced.
        _ => "forgotten-details",
    })
}

/// The page of the question that the reader of a message about a paper request asks next, without the origin.
pub fn page_of_request(kind: RequestKind, event: RequestEventKind) -> String {
    page(match (kind, event) {
        // The request is approved: the page explains the new state of the account, the filing or the record.
        (RequestKind::RecoverAccount, RequestEventKind::ApproveRequest) => "forgotten-details",
        (RequestKind::DeleteSubmission, RequestEventKind::ApproveRequest) => "delete-submission",
        (RequestKind::Deregister, RequestEventKind::ApproveRequest) => "deregister",
        (_, RequestEventKind::MoveDeadline) => "working-days",
        // This question lists the papers for the envelope, the postal address and the time that a decision takes.
        _ => "by-post",
    })
}

fn page(question: &str) -> String {
    format!("/help/{question}/")
}
