//! The action `review`.

use beian_contract::{request::Review, view::FilingView};
use beian_filing::{calendar::local_date, record::RecordStep};
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Decide a filing 审核.
///
/// Approve, and what it asks for is done: numbers are issued, what is on file is added to, changed or taken off; or return it to the owner or to
/// the access provider, each field with its reason and what helps (§二.1). Pre-approval content is held until
/// the authority's document is there (§四.1).
///
/// # Refusals
/// - `not-under-review` it is not the bureau's move
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` another reviewer has it
/// - `reasons-missing` a return without reasons, or for fields that do not exist
/// - `sheet-not-confirmed` nobody saw that the verification sheet is signed and sealed
/// - `form-incomplete` it is about an app, which cannot be filed yet
/// - `pre-approval-missing` the authority's document is not there yet
/// - `numbers-exhausted` the year has no number left
/// - `not-on-file`, `already-deregistered` what it is about is not on file any more
/// - `no-such-access`, `access-on-file` the provider stopped serving the site meanwhile, or serves it already
pub async fn review(ctx: RequestContext, input: Review) -> ActionResult<FilingView> {
    let year = local_date(ctx.now()).year();
    let wanted = LoadRequest { year: Some(year), ..LoadRequest::default() };
    let (loaded, beside) = ctx.load_filing_with(&input.filing_id, wanted).await?;
    let loaded = loaded.at_version(input.version)?;
    let context = ctx.decision_by(&loaded.actor);
    let step = match input.decision.returns_to() {
        None => {
            let record = ctx.app().record_of(&loaded.value).await?;
            let others = ctx.app().filings_to_release(&loaded.value, record.as_ref()).await?;
            loaded.value.approve(
                record,
                others,
                beside.last_number + 1,
                context.rules.abbreviation,
                &context,
            )?
        }
        Some(party) => loaded.value.return_from_review(party, input.reasons, &context)?,
    };
    let unswept = step.record.as_ref().and_then(RecordStep::unfinished_deregistration);
    let shown = ctx.commit(step, &loaded.actor).await?;
    ctx.finish_deregistration(unswept).await?;
    Ok(shown)
}
