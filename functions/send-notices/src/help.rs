//! Which question of the help a letter leads to, where nothing is left to do on a page of one's own.
//!
//! The questions are the site's (`site/src/help/questions.ts`); a test holds each name against it.

use beian_filing::{event::Deed, paper::PaperKind};

/// What a letter is about that leads to the help.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    /// An account.
    Account,
    /// A request by post.
    Request(PaperKind),
}

/// The page of the question that whoever reads this letter asks next, without the origin.
pub fn page(about: Subject, deed: Deed) -> String {
    format!("/help/{}/", question(about, deed))
}

/// The one table.
fn question(about: Subject, deed: Deed) -> &'static str {
    match (about, deed) {
        (Subject::Account, Deed::DisableAccount) => "cannot-sign-in",
        // Who recovers an account and replaces its address, staff's too.
        (Subject::Account, _) => "forgotten-details",
        // What was asked for is done.
        (Subject::Request(PaperKind::RecoverAccount), Deed::ApproveRequest) => "forgotten-details",
        (Subject::Request(PaperKind::DeleteSubmission), Deed::ApproveRequest) => "delete-submission",
        (Subject::Request(PaperKind::Deregister), Deed::ApproveRequest) => "deregister",
        (Subject::Request(_), Deed::MoveDeadline) => "working-days",
        // What must be in the envelope, what stands on it, and how long it takes.
        (Subject::Request(_), _) => "by-post",
    }
}
