//! The action `correct`.

use beian_contract::{request::Correct, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Correct fields on the owner's behalf 代为修改 (§二.2).
///
/// The access provider may while the filing is with it. The owner is told what changed.
///
/// # Refusals
/// - `not-with-provider` it is somebody else's move
/// - `nothing-corrected` nothing was changed
/// - `field-fixed` a field stands as it is on file, all of them named
/// - `field-not-returned` the provider tried to hand the filing to another provider
/// - `form-incomplete`, `documents-missing` what would be wrong
/// - `domain-taken`, `certificate-taken` the corrected domain or certificate is held (§三)
pub async fn correct(ctx: RequestContext, input: Correct) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.correct(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
