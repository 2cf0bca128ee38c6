//! The action `unmask`.

use beian_contract::{request::Unmask, view::FilingView};
use beian_filing::{account, history::DisclosureEvent, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::AuditedResource;

/// Show a filing without the mask on private data 查看完整信息.
///
/// Staff state a reason, such as a comparison with a certificate or a phone call. The account, the time and the reason
/// are recorded before the data is shown, and the owner sees them in the history.
///
/// # Refusals
/// - `too-many-requests` the account viewed more private data in an hour than a person reads
pub async fn unmask(ctx: RequestContext, input: Unmask) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    let reason = input.reason.trim();
    if let Some(code) = account::reason_problem(reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    // The limit permits the work of a person and stops a program that goes through all filings.
    if let Some(seconds) = ctx.count("unmask", &loaded.actor.account, rate_limit::UNMASKS_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let access = DisclosureEvent::Unmask { reason: reason.to_owned() };
    ctx.note_access(AuditedResource::Filing(loaded.value.id), access, &loaded.actor).await?;
    Ok(ctx.unmasked_view(&loaded.value, &loaded.actor))
}
