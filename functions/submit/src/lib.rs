//! The action `submit`.

use beian_contract::{request::Submit, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Submit a draft to the access provider 提交.
///
/// From here the provider has the next move, and only the provider may correct what was written (§二.2).
/// The domain and the organizer's certificate are held from now on: two filings can never both win.
///
/// What is about what is on file takes over what stands there today, and is its organizer's only one under way.
///
/// # Refusals
/// - `not-draft` it was submitted before
/// - `written-by-other` the access provider writes it, or the owner does
/// - `form-incomplete` fields are wrong or missing, all of them named
/// - `documents-missing` scans are missing, all of them named
/// - `domain-taken`, `certificate-taken` with the kind of conflict (§三)
/// - `order-under-way` the organizer has another filing under way
/// - `not-on-file`, `already-deregistered` what it is about is not on file any more
/// - `no-such-access` the chosen provider does not serve what shall be changed
/// - `access-on-file` the chosen provider serves the site already
/// - `record-changed` another filing changed what a change began with
/// - `nothing-changed` a change changes nothing
pub async fn submit(ctx: RequestContext, input: Submit) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let base = ctx.app().snapshot_of(&loaded.value).await?;
    let step = loaded.value.submit(base.as_ref(), &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
