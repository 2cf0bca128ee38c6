//! The action `forward`.

use beian_contract::{request::Forward, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Forward a filing to the bureau 转报.
///
/// The access provider has checked who the owner is. The owner's verification sheet is now due at the
/// bureau; if it is there already, the review clock starts (§四.1).
///
/// # Refusals
/// - `not-with-provider` it is somebody else's move
/// - `not-confirmed` its owner has not confirmed the deregistration
/// - `not-on-file`, `already-deregistered`, `no-such-access`, `access-on-file` what it is about does not fit any more
/// - `form-incomplete` fields have become wrong since they were submitted, such as a certificate that ran out
/// - `documents-missing` scans are missing
pub async fn forward(ctx: RequestContext, input: Forward) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let record = ctx.app().record_of(&loaded.value).await?;
    let step = loaded.value.forward(record.as_ref(), &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
