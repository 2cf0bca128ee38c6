//! The action `review`.

use beian_contract::{request::Review, view::FilingView};
use beian_filing::{calendar::local_date, record::FileStep};
use beian_kit::{Answer, Desk};
use beian_store::Wanted;

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
pub async fn review(desk: Desk, input: Review) -> Answer<FilingView> {
    let year = local_date(desk.now()).year();
    let wanted = Wanted { year: Some(year), ..Wanted::default() };
    let (held, beside) = desk.load_with(&input.filing_id, wanted).await?;
    let held = held.at_version(input.version)?;
    let moment = desk.moment(&held.actor);
    let step = match input.decision.returns_to() {
        None => {
            let file = desk.office().on_file_of(&held.it).await?;
            let others = desk.office().to_release(&held.it, file.as_ref()).await?;
            held.it.approve(file, others, beside.last_number + 1, moment.rules.abbreviation, &moment)?
        }
        Some(party) => held.it.return_from_review(party, input.reasons, &moment)?,
    };
    let unswept = step.file.as_ref().and_then(FileStep::leaves_unswept);
    let shown = desk.commit(step, &held.actor).await?;
    desk.sweep(unswept).await?;
    Ok(shown)
}
