//! The action `unmask`.

use beian_contract::{request::Unmask, view::FilingView};
use beian_filing::{account, history::AccessEvent, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::AuditedResource;

/// See a filing with what is masked for staff 查看完整信息.
///
/// Who must compare a number with a certificate, or call somebody, says why. That is written down first, with who and when,
/// and the owner sees it in the history.
///
/// # Refusals
/// - `too-many-requests` more was looked at in an hour than anybody reads
pub async fn unmask(ctx: RequestContext, input: Unmask) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    let reason = input.reason.trim();
    if let Some(code) = account::reason_problem(reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    // A person reads so many; a program that goes through all of them is stopped.
    if let Some(seconds) = ctx.count("unmask", &loaded.actor.account, rate_limit::UNMASKS_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let access = AccessEvent::Unmask { reason: reason.to_owned() };
    ctx.note_access(AuditedResource::Filing(&loaded.value.id), access, &loaded.actor).await?;
    Ok(ctx.unmasked_view(&loaded.value, &loaded.actor))
}
