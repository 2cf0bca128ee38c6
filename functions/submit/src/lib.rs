//! The action `submit`.

use beian_contract::{request::Submit, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Submit a draft to the access provider 提交.
///
/// The provider acts next, and only the provider may correct the form from now on (§二.2). The filing claims its domain
/// and the organizer's certificate from now on, so two filings can never both win. A filing about a record takes the
/// record's present values into its fixed fields. An organizer has only one such filing under way.
///
/// # Refusals
/// - `not-draft` the filing was submitted before
/// - `written-by-other` the other party writes the draft
/// - `form-incomplete` fields are wrong or missing, all of them named
/// - `documents-missing` scans are missing, all of them named
/// - `domain-taken`, `certificate-taken` the domain or certificate is held, with the kind of conflict (§三)
/// - `filing-under-way` the organizer has another filing under way
/// - `not-on-file`, `already-deregistered` the record or its site does not exist or is deregistered
/// - `no-such-access` the chosen provider does not serve the site that changes, or the writing provider serves no site any more
/// - `access-on-file` the chosen provider already serves the site
/// - `record-changed` another filing changed the values that this change began with
/// - `nothing-changed` the form of a change equals the record
pub async fn submit(ctx: RequestContext, input: Submit) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let base = ctx.app().snapshot_of(&loaded.value).await?;
    let step = loaded.value.submit(base.as_ref(), &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
