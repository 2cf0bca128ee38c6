//! The action `hand-over`.

use beian_contract::{request::HandOver, view::FilingView};
use beian_filing::{account::Account, finding::FindingCode, history::Role, identifier::Username};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Hand a filing over to another reviewer 转办, or to nobody, so that any reviewer may take it up.
///
/// A reviewer may hand over a filing unless another reviewer took it up; a supervisor may hand over any filing. The next reviewer is
/// notified.
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the acting or the next reviewer owns the filing, or submitted, corrected, forwarded or amended it
/// - `taken-up` another reviewer took the filing up, or the filing is already with the next reviewer
pub async fn hand_over(ctx: RequestContext, input: HandOver) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let to = match input.to.as_deref().map(Username::typed) {
        Some(name) => {
            let able = |account: &Account| account.role == Role::Reviewer && account.disabled_at.is_none();
            let found = ctx.store().account(&name).await?.filter(able);
            found.ok_or_else(|| ActionError::Malformed(vec![field("/to", FindingCode::UnknownCode)]))?;
            Some(name)
        }
        None => None,
    };
    let step = loaded.value.hand_over(to, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
