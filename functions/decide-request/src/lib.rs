//! The action `decide-request`.

use beian_contract::{request::DecideRequest, view::RequestView};
use beian_filing::{account, record::RecordStep};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Decide a paper request 办理邮寄申请 (§一.2, §二.4, §二.5, §三).
///
/// The reviewer has compared the papers with what is filed. What an approval does is done with it, all or nothing: a
/// recovered account loses its second factor and its sessions, and a temporary password goes to its holder; a submission is deleted;
/// a site or an organizer is off file, its claims are free, and what was under way about it is deleted. A refusal tells the applicant why.
///
/// # Refusals
/// - `not-found` there is no such paper request
/// - `request-decided` it was decided before
/// - `own-work` who entered what came, or holds the account, does not decide it
/// - `evidence-missing` something must still come
/// - `not-in-submission` what shall be deleted was approved meanwhile, or is deleted
/// - `not-on-file`, `already-deregistered` what shall be deregistered is not on file any more
/// - `account-closed` the account is closed to its holder; no paper opens it
/// - `stale` somebody changed it meanwhile
pub async fn decide_request(ctx: RequestContext, input: DecideRequest) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    if loaded.repeated {
        return ctx.request_view(&loaded.value, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    let context = ctx.decision_by(&loaded.actor);
    let step = if input.approve {
        let object = ctx.app().target_of(&loaded.value).await?;
        loaded.value.approve(object, &context)?
    } else {
        let reason = input.reason.as_deref().unwrap_or_default();
        if let Some(code) = account::reason_problem(reason) {
            return Err(ActionError::Malformed(vec![field("/reason", code)]));
        }
        loaded.value.refuse(reason, &context)?
    };
    let unswept = step.effect.record.as_ref().and_then(RecordStep::unfinished_deregistration);
    let shown = ctx.commit_request(step, &loaded.actor).await?;
    ctx.finish_deregistration(unswept).await?;
    Ok(shown)
}
