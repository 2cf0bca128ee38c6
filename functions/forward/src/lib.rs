//! The action `forward`.

use beian_contract::{request::Forward, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Forward a filing to the bureau 转报.
///
/// The access provider has verified the identity of the owner. The owner's verification sheet is now due at the bureau. If the sheet has
/// arrived already, or the filing needs none, the review deadline starts (§四.1).
///
/// # Refusals
/// - `not-with-provider` the filing is not with its provider
/// - `not-confirmed` the owner has not confirmed the deregistration
/// - `not-on-file`, `already-deregistered`, `no-such-access`, `access-on-file` the record does not allow the filing any more
/// - `form-incomplete` a field became wrong after the submission, such as a certificate that expired
/// - `documents-missing` the filing lacks scans
pub async fn forward(ctx: RequestContext, input: Forward) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let record = ctx.app().record_of(&loaded.value).await?;
    let step = loaded.value.forward(record.as_ref(), &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
