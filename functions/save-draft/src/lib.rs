//! The action `save-draft`.

use beian_contract::{request::SaveDraft, view::FilingView};
use beian_filing::{filing::FilingRefusal, identifier::ProviderId};
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Save a draft 保存草稿.
///
/// The writer of a draft is the owner, or the provider that began the draft for the owner. The writer may edit every
/// field that the record does not fix. The form is not judged and nobody is notified; the answer lists its problems as
/// advice.
///
/// # Refusals
/// - `not-draft` the filing was submitted, and only its provider may correct it (§二.2)
/// - `written-by-other` the other party writes the draft
/// - `field-fixed` the form changes fields that the record fixes, all of them named; or a provider chose another provider
/// - `unknown-provider` the access provider does not exist
pub async fn save_draft(ctx: RequestContext, input: SaveDraft) -> ActionResult<FilingView> {
    let chosen = &input.form.access.provider;
    let provider = ProviderId::parse(chosen).ok();
    let wanted = LoadRequest { provider: provider.as_ref(), ..LoadRequest::default() };
    let (loaded, beside) = ctx.load_filing_with(&input.filing_id, wanted).await?;
    let loaded = loaded.at_version(input.version)?;
    if !chosen.is_empty() && !beside.provider_exists {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let step = loaded.value.save_draft(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
