//! The action `hand-over`.

use beian_contract::{request::HandOver, view::FilingView};
use beian_filing::{
    account::{self, Account},
    finding::FieldCode,
    history::Role,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Hand a filing over to another reviewer 转办, or to nobody, so that anybody may take it up.
///
/// A reviewer hands over their own; a supervisor any. Whoever gets it is told.
///
/// # Refusals
/// - `not-under-review` it is not the bureau's move
/// - `own-work` who filed, corrected or amended it, or owns it, neither decides it nor gets it
/// - `taken-up` it is somebody else's, or with them already
pub async fn hand_over(ctx: RequestContext, input: HandOver) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let to = match input.to.as_deref().map(account::canonical) {
        Some(name) => {
            let able = |account: &Account| account.role == Role::Reviewer && account.disabled_at.is_none();
            let found = ctx.store().account(&name).await?.filter(able);
            found.ok_or_else(|| ActionError::Malformed(vec![field("/to", FieldCode::UnknownCode)]))?;
            Some(name)
        }
        None => None,
    };
    let step = loaded.value.hand_over(to, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
