//! The action `decide-request`.

use beian_contract::{request::DecideRequest, view::RequestView};
use beian_filing::{account, history::Step};
use beian_kit::{ActionError, ActionResult, RequestContext, Shown, field};

/// Decide a paper request 办理邮寄申请 (§一.2, §二.4, §二.5, §三).
///
/// The reviewer has compared the papers with the account and its filings. An approval and its effect are saved in one transaction. A
/// recovered account loses its password, its second factor and its sessions, and a temporary password goes to its holder. A submission
/// is deleted. A site or an organizer is deregistered, its claims become free, and a filing under way about it is deleted; the sites of
/// a large organizer take further transactions. A refusal notifies the applicant of the reason.
///
/// # Refusals
/// - `not-found` the paper request does not exist, or its account or record does not
/// - `request-decided` the request is already decided
/// - `own-work` the reviewer entered some of the papers, or the request is about the reviewer's own account
/// - `evidence-missing` the request lacks evidence
/// - `not-in-submission` the filing to be deleted was approved or deleted meanwhile
/// - `not-on-file`, `already-deregistered` the site or organizer to be deregistered is not on file any more
/// - `account-disabled` the account is disabled, and a paper request cannot enable it
/// - `stale` the request was changed meanwhile
pub async fn decide_request(ctx: RequestContext, input: DecideRequest) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    if loaded.repeated {
        return loaded.value.view(&ctx, &loaded.actor).await;
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
    let unfinished = step.effects.record.as_ref().and_then(Step::unfinished_deregistration);
    let shown = ctx.commit(step, &loaded.actor).await?;
    ctx.finish_deregistration(unfinished).await?;
    Ok(shown)
}
