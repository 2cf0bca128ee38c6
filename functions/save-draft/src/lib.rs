//! The action `save-draft`.

use beian_contract::{request::SaveDraft, view::FilingView};
use beian_filing::filing::FilingRefusal;
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Keep what was written so far 保存草稿.
///
/// Its writer, the owner or the provider that began it for one, edits freely while the filing is a draft. Nothing is judged and nobody
/// is told; what is wrong comes back with the answer as advice. What stands as it is on file cannot be written.
///
/// # Refusals
/// - `not-draft` it was submitted; its provider may correct it (§二.2)
/// - `written-by-other` the other party writes it
/// - `field-fixed` a field stands as it is on file, all of them named; or a provider chose another provider
/// - `unknown-provider` there is no such access provider
pub async fn save_draft(ctx: RequestContext, input: SaveDraft) -> ActionResult<FilingView> {
    let provider = input.form.access.provider.clone();
    let wanted = LoadRequest { provider: Some(&provider), ..LoadRequest::default() };
    let (loaded, beside) = ctx.load_filing_with(&input.filing_id, wanted).await?;
    let loaded = loaded.at_version(input.version)?;
    if !provider.is_empty() && !beside.provider_exists {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let step = loaded.value.save_draft(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
