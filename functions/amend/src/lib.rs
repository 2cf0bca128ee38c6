//! The action `amend`.

use beian_contract::{request::Amend, view::FilingView};
use beian_filing::{filing::FilingRefusal, identifier::ProviderId};
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Amend the returned fields of a filing 修改退回内容.
///
/// Only the party to which the bureau returned the filing may amend it, and only in the returned fields. The filing goes straight back to
/// the bureau, and its review deadline starts again (§二.1).
///
/// # Refusals
/// - `not-returned` the filing was not returned
/// - `returned-to-other` the other party must amend the filing
/// - `field-fixed` a field was changed that must stay as the record has it; the answer names every such field
/// - `field-not-returned` a field was changed that was not returned; the answer names every such field
/// - `nothing-amended` no returned field was changed, and no returned document was scanned again
/// - `form-incomplete`, `documents-missing` the amended form has errors, or the filing lacks scans
/// - `unknown-provider` the access provider does not exist
/// - `domain-taken`, `certificate-taken` another filing or another province holds the amended domain or certificate (§三)
pub async fn amend(ctx: RequestContext, input: Amend) -> ActionResult<FilingView> {
    let chosen = &input.form.access.provider;
    let provider = ProviderId::parse(chosen).ok();
    let wanted = LoadRequest { provider: provider.as_ref(), ..LoadRequest::default() };
    let (loaded, beside) = ctx.load_filing_with(&input.filing_id, wanted).await?;
    let loaded = loaded.at_version(input.version)?;
    if !chosen.is_empty() && !beside.provider_exists {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let step = loaded.value.amend(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
