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

/// Take a letter back from a paper request that it was filed with by mistake 取回归错的邮件.
///
/// The letter waits again, and evidence that only this letter contained is missing again. A decided paper request keeps
/// its evidence. A verification sheet stays with its filing, because its reviewer refuses a wrong sheet.
///
/// # Refusals
/// - `not-found` the letter or its paper request does not exist
/// - `not-with-request` the letter is filed with no paper request
/// - `request-decided` the paper request is already decided
/// - `stale` the letter or the paper request changed meanwhile
pub async fn take_back_letter(ctx: RequestContext, input: TakeBackLetter) -> ActionResult<LetterSummary> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    // A repeated request finds the letter taken back already.
    if is_taken_back(&loaded.value) {
        return Ok(LetterSummary::of(&loaded.value));
    }
    let request = loaded.value.request_id()?.to_owned();
    let loaded = loaded.at_version(input.version)?;
    let request = ctx.store().request(request).await?.ok_or(ProblemCode::NotFound)?;
    let (step, papers) =
        match request.give_back(&loaded.value.id, &input.reason, &ctx.decision_by(&loaded.actor)) {
            // The letter was filed with this request when it was loaded, so another request has moved it meanwhile.
            Err(PaperRefusal::NotWithRequest) => return meanwhile(&ctx, &input, ProblemCode::Stale).await,
            step => step?,
        };
    let waiting = loaded.value.taken_back(papers);
    keep_longer(&ctx, &waiting).await?;
    match ctx.store().commit((step, &waiting), ctx.command()).await {
        Ok(_) => Ok(LetterSummary::of(&waiting)),
        Err(StoreError::Stale) => meanwhile(&ctx, &input, ProblemCode::Stale).await,
        // The same command was done at the same time, or it changed the paper request otherwise before.
        Err(StoreError::Done(_)) => meanwhile(&ctx, &input, ProblemCode::KeyReused).await,
        Err(error) => Err(error.into()),
    }
}

/// The answer when another change came first: the letter if it is taken back by now, else the problem `other`.
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

/// Keeps the scan batch for a new period from today, because its retention may have ended while the paper request held
/// the letter.
async fn keep_longer(ctx: &RequestContext, letter: &IncomingLetter) -> Result<(), ActionError> {
    let Some(batch) = ctx.store().batch(&letter.batch).await? else { return Ok(()) };
    if batch.kept_until.is_some() {
        return Ok(());
    }
    let kept = batch.clone().with_retention(local_date(ctx.now()), &ctx.app().rules().retention);
    let kept = ScanBatch { version: batch.version + 1, ..kept };
    Ok(ctx.store().save_batch(&kept, Some(batch.version)).await?)
}
