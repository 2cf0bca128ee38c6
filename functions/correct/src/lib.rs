//! The action `correct`.

use beian_contract::{request::Correct, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Correct fields on the owner's behalf 代为修改 (§二.2).
///
/// The access provider may correct fields while the filing is with it. The owner is notified of the changes.
///
/// # Refusals
/// - `not-with-provider` the filing is not with its provider
/// - `nothing-corrected` no field was changed
/// - `field-fixed` a field was changed that must stay as the record has it; the answer names every such field
/// - `field-not-returned` the correction names another access provider, which only the owner may choose
/// - `form-incomplete`, `documents-missing` the corrected form has errors, or the filing lacks scans
/// - `domain-taken`, `certificate-taken` another filing or another province holds the corrected domain or certificate (§三)
pub async fn correct(ctx: RequestContext, input: Correct) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.correct(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
