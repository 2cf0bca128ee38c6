//! Which question of the help a letter leads to, where nothing is left to do on a page of one's own.
//!
//! The questions are the site's (`site/src/help/questions.ts`); a test holds each name against it.

use beian_filing::{
    account::AccountEventKind,
    paper::{PaperKind, RequestEventKind},
};

/// The page of the question that the reader of an account's letter asks next, without the origin.
pub fn page_of_account(event: AccountEventKind) -> String {
    page(match event {
        AccountEventKind::DisableAccount => "cannot-sign-in",
        // Staff and owners alike: how an account is recovered and its address replaced.
        _ => "forgotten-details",
    })
}

/// The page of the question that the reader of a paper request's letter asks next, without the origin.
pub fn page_of_request(kind: PaperKind, event: RequestEventKind) -> String {
    page(match (kind, event) {
        // It is done: the page says what the account, the filing or the record is from then on.
        (PaperKind::RecoverAccount, RequestEventKind::ApproveRequest) => "forgotten-details",
        (PaperKind::DeleteSubmission, RequestEventKind::ApproveRequest) => "delete-submission",
        (PaperKind::Deregister, RequestEventKind::ApproveRequest) => "deregister",
        (_, RequestEventKind::MoveDeadline) => "working-days",
        // The papers that must be in the envelope, its address, and how long it takes.
        _ => "by-post",
    })
}

fn page(question: &str) -> String {
    format!("/help/{question}/")
}
