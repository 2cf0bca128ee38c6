//! The action `match-letter`.

use beian_app::{AppError, mailroom::FiledBy};
use beian_contract::{problem::ProblemCode, request::MatchLetter, view::LetterSummary};
use beian_filing::{finding::FindingCode, identifier::Reference};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::StoreError;

/// File a letter with its case 归卷: with a paper request, with a printed form that came back, or with the filing of a
/// verification sheet.
///
/// A clerk names the case and marks the evidence on pages that no code identifies. The case receives the letter as if
/// the letter had been filed automatically. For a verification sheet, the clerk also confirms the signature and the
/// seals. The clerk may correct the day of arrival of the letter; a day other than today needs a reason.
///
/// # Refusals
/// - `not-found` the letter or the case does not exist, or the account, filing or record that the form names does not exist
/// - `letter-filed` the letter is already filed with another case
/// - `no-pages` no page of the letter could be read
/// - `request-decided` the paper request is already decided
/// - `not-awaiting-sheet` the filing awaits no verification sheet
/// - `not-in-submission`, `already-deregistered` the deletion or deregistration that the form asks for is done or no longer possible
/// - `impossible-arrival` the day of arrival is in the future, more than a year ago, or before the beginning of the filing
/// - `too-many-scans` the case would have more pages than it may have
/// - `stale` the letter or its case changed meanwhile
pub async fn match_letter(ctx: RequestContext, input: MatchLetter) -> ActionResult<LetterSummary> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    let reference = Reference::parse(&input.reference)
        .map_err(|_| ActionError::Malformed(vec![field("/reference", FindingCode::ReferenceForm)]))?;
    // A repeated request finds the letter filed with this case.
    if loaded.value.is_with(&reference) {
        return Ok(LetterSummary::of(&loaded.value));
    }
    loaded.value.check_fileable()?;
    let loaded = loaded.at_version(input.version)?;
    let mut letter = ctx.marked(loaded.value, &input.marks)?;
    if let Some(on) = input.arrived_on.as_deref() {
        letter = letter.arrived(ctx.arrival(Some(on), input.reason.as_deref())?);
    }
    let context = ctx.decision_by(&loaded.actor);
    let by = FiledBy::Clerk { signed_and_sealed: input.signed_and_sealed };
    match ctx.app().file(letter, reference, None, by, &context).await {
        Ok(filed) => Ok(LetterSummary::of(&filed)),
        // Another request may have filed the letter at the same time.
        Err(AppError::Store(StoreError::Done(_) | StoreError::Stale)) => {
            match ctx.load_letter(&input.letter_id).await?.value {
                letter if letter.is_with(&reference) => Ok(LetterSummary::of(&letter)),
                _ => Err(ProblemCode::Stale.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}
