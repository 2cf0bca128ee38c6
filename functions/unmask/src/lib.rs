//! See a filing with what is masked for staff 查看完整信息.
//!
//! Who must compare a number with a certificate, or call somebody, says why. That is written down first, with who and when,
//! and the owner sees it in the history.

use beian_contract::{request::Unmask, view::FilingView};
use beian_filing::{
    account,
    event::{Deed, Facts},
};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::Watched;

/// See the page above.
pub async fn unmask(desk: Desk, input: Unmask) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?;
    let reason = input.reason.trim();
    if let Some(code) = account::reason_problem(reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    let facts = Facts { reason: Some(reason.to_owned()), ..Facts::default() };
    desk.note_access(Watched::Filing(&held.filing.id), Deed::Unmask, &held.actor, facts).await?;
    Ok(desk.whole_view(&held.filing, &held.actor))
}
