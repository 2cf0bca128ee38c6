//! The action `unmask`.

use beian_contract::{request::Unmask, view::FilingView};
use beian_filing::{account, history::AccessEvent, rate_limit};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::Watched;

/// See a filing with what is masked for staff 查看完整信息.
///
/// Who must compare a number with a certificate, or call somebody, says why. That is written down first, with who and when,
/// and the owner sees it in the history.
///
/// # Refusals
/// - `too-many-requests` more was looked at in an hour than anybody reads
pub async fn unmask(desk: Desk, input: Unmask) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?;
    let reason = input.reason.trim();
    if let Some(code) = account::reason_problem(reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    // A person reads so many; a program that goes through all of them is stopped.
    if let Some(seconds) = desk.count("unmask", &held.actor.account, rate_limit::UNMASKS_OF_ACCOUNT).await? {
        return Err(Fault::TooMany(seconds));
    }
    let access = AccessEvent::Unmask { reason: reason.to_owned() };
    desk.note_access(Watched::Filing(&held.it.id), access, &held.actor).await?;
    Ok(desk.whole_view(&held.it, &held.actor))
}
