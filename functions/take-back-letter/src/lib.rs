//! The action `take-back-letter`.

use beian_contract::{problem::ProblemCode, request::TakeBackLetter, view::LetterSummary};
use beian_filing::{
    account,
    calendar::local_date,
    paper::PaperRefusal,
    paper::{IncomingLetter, LetterState, ScanBatch, UnmatchedReason},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::StoreError;

/// Take scanned post back from a paper request that it was filed with by mistake 取回归错的邮件.
///
/// It waits again, and what came with it alone has not come. A request that is decided keeps what it was decided by, and a
/// verification sheet stays with its filing: what is wrong there, the reviewer returns.
///
/// # Refusals
/// - `not-found` there is none
/// - `not-with-request` it is with no paper request
/// - `request-decided` the paper request was decided before
/// - `stale` somebody changed it meanwhile
pub async fn take_back_letter(ctx: RequestContext, input: TakeBackLetter) -> ActionResult<LetterSummary> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    // Asked again, it waits already.
    if is_taken_back(&loaded.value) {
        return Ok(LetterSummary::of(&loaded.value));
    }
    let request = loaded.value.request()?.to_owned();
    let loaded = loaded.at_version(input.version)?;
    let request = ctx.store().request(&request).await?.ok_or(ProblemCode::NotFound)?;
    let (step, papers) =
        match request.give_back(&loaded.value.id, &input.reason, &ctx.decision_by(&loaded.actor)) {
            // It was with this request a moment ago.
            Err(PaperRefusal::NotWithRequest) => return meanwhile(&ctx, &input, ProblemCode::Stale).await,
            step => step?,
        };
    let waiting = loaded.value.taken_back(papers);
    keep_longer(&ctx, &waiting).await?;
    match ctx.store().commit_request_with(step, Some(&waiting), ctx.command()).await {
        Ok(_) => Ok(LetterSummary::of(&waiting)),
        Err(StoreError::Stale) => meanwhile(&ctx, &input, ProblemCode::Stale).await,
        // The same command, in the same moment; else it did something to the request before.
        Err(StoreError::Done(_)) => meanwhile(&ctx, &input, ProblemCode::KeyReused).await,
        Err(error) => Err(error.into()),
    }
}

/// Somebody was quicker: if the post waits now, that is what was asked for.
async fn meanwhile(
    ctx: &RequestContext,
    input: &TakeBackLetter,
    other: ProblemCode,
) -> ActionResult<LetterSummary> {
    match ctx.load_letter(&input.letter_id).await?.value {
        letter if is_taken_back(&letter) => Ok(LetterSummary::of(&letter)),
        _ => Err(other.into()),
    }
}

fn is_taken_back(letter: &IncomingLetter) -> bool {
    letter.state == LetterState::Waiting { reason: UnmatchedReason::TakenBack }
}

/// What waits is kept as if it had come today: retention had nothing to do with it while its request had it.
async fn keep_longer(ctx: &RequestContext, letter: &IncomingLetter) -> Result<(), ActionError> {
    let Some(batch) = ctx.store().batch(&letter.batch).await? else { return Ok(()) };
    if batch.kept_until.is_some() {
        return Ok(());
    }
    let kept = batch.clone().kept(local_date(ctx.now()), &ctx.app().rules().retention);
    let kept = ScanBatch { version: batch.version + 1, ..kept };
    Ok(ctx.store().save_batch(&kept, Some(batch.version)).await?)
}
