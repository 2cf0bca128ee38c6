//! The action `review`.

use beian_contract::{request::Review, view::FilingView};
use beian_filing::{calendar::local_date, history::Step};
use beian_kit::{ActionResult, RequestContext};
use beian_store::LoadRequest;

/// Decide a filing 审核.
///
/// An approval carries out the filing's request: it issues numbers, and it adds to the record, changes it or
/// deregisters it. A return sends the filing to the owner or to the access provider, with a reason and a suggestion for
/// each field (§二.1). A filing with content that needs a pre-approval cannot be approved until the authority's document
/// is there (§四.1).
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the reviewer's account owns, submitted, corrected, forwarded or amended the filing
/// - `taken-up` another reviewer took the filing up
/// - `reasons-missing` the return has no reasons, or a reason names a field that does not exist
/// - `sheet-not-confirmed` nobody has confirmed that the verification sheet is signed and sealed
/// - `form-incomplete` the filing is about an app, which cannot be filed yet
/// - `pre-approval-missing` the authority's document is missing
/// - `numbers-exhausted` all filing numbers of the year are issued
/// - `not-on-file`, `already-deregistered` the record or its site does not exist or is deregistered
/// - `no-such-access`, `access-on-file` the provider stopped serving the site meanwhile, or already serves it
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
    let unfinished = step.effects.record.as_ref().and_then(Step::unfinished_deregistration);
    let shown = ctx.commit(step, &loaded.actor).await?;
    ctx.finish_deregistration(unfinished).await?;
    Ok(shown)
}
