//! The action `amend`.

use beian_contract::{request::Amend, view::FilingView};
use beian_filing::filing::FilingRefusal;
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Amend what came back 修改退回内容.
///
/// Only the party it was returned to, and only the returned fields. It goes straight back to the bureau and
/// the review clock starts again (§二.1).
///
/// # Refusals
/// - `not-returned` nothing came back
/// - `returned-to-other` the other party must amend it
/// - `field-fixed` a field stands as it is on file, all of them named
/// - `field-not-returned` another field was changed, all of them named
/// - `nothing-amended` nothing that came back was changed
/// - `form-incomplete`, `documents-missing` what is still wrong
/// - `unknown-provider` there is no such access provider
/// - `domain-taken`, `certificate-taken` the amended domain or certificate is held (§三)
pub async fn amend(ctx: RequestContext, input: Amend) -> ActionResult<FilingView> {
    let provider = input.form.access.provider.clone();
    let wanted = LoadRequest { provider: Some(&provider), ..LoadRequest::default() };
    let (loaded, beside) = ctx.load_filing_with(&input.filing_id, wanted).await?;
    let loaded = loaded.at_version(input.version)?;
    if !provider.is_empty() && !beside.provider_exists {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let step = loaded.value.amend(input.form, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
