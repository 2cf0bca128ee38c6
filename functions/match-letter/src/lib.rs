//! The action `match-letter`.

use beian_app::{AppError, mailroom::FiledBy};
use beian_contract::{problem::ProblemCode, request::MatchLetter, view::LetterSummary};
use beian_filing::{finding::FieldCode, identifier::Reference};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::StoreError;

/// File scanned post with its case 归卷: a paper request, a printed form that comes back, or the filing whose verification sheet it is.
///
/// A clerk says whose it is, and what its pages show where the code could not tell. What the case does with it, it does as if
/// the post had found it by itself; of a verification sheet the clerk says that it is signed and sealed. Where it arrived on another day than the pile that it lay in, the clerk says which and why.
///
/// # Refusals
/// - `not-found` there is no such post, no such case, or what its form names is not with us
/// - `letter-filed` it is with its case
/// - `no-pages` no page of the file could be read
/// - `request-decided` the paper request was decided before
/// - `not-awaiting-sheet` the filing awaits no sheet
/// - `not-in-submission`, `already-deregistered` what the form asks for is done, or cannot be any more
/// - `impossible-arrival` it arrived before the filing was begun, or the day lies in the future or a year back
/// - `too-many-scans` the case has as many pages as it may have
/// - `stale` somebody changed it meanwhile
pub async fn match_letter(ctx: RequestContext, input: MatchLetter) -> ActionResult<LetterSummary> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    let reference = Reference::parse(&input.reference)
        .map_err(|_| ActionError::Malformed(vec![field("/reference", FieldCode::ReferenceForm)]))?;
    // Asked again, it is where it was to go.
    if loaded.value.is_with(&reference) {
        return Ok(LetterSummary::of(&loaded.value));
    }
    loaded.value.is_to_file()?;
    let loaded = loaded.at_version(input.version)?;
    let mut letter = ctx.marked(loaded.value, &input.marks)?;
    if let Some(on) = input.arrived_on.as_deref() {
        letter = letter.arrived(ctx.arrival(Some(on), input.reason.as_deref())?);
    }
    let context = ctx.decision_by(&loaded.actor);
    let by = FiledBy::Clerk { signed_and_sealed: input.signed_and_sealed };
    match ctx.app().file(letter, (&reference, None), by, &context).await {
        Ok(filed) => Ok(LetterSummary::of(&filed)),
        // Somebody else filed it in the same moment.
        Err(AppError::Store(StoreError::Done(_) | StoreError::Stale)) => {
            match ctx.load_letter(&input.letter_id).await?.value {
                letter if letter.is_with(&reference) => Ok(LetterSummary::of(&letter)),
                _ => Err(ProblemCode::Stale.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}
