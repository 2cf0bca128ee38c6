//! The action `take-back-piece`.

use beian_contract::{problem::ProblemCode, request::TakeBackPiece, view::PieceSummary};
use beian_filing::{
    account,
    calendar::local_date,
    paper::PaperRefusal,
    paper::{Piece, PieceState, ScanFile, Why},
};
use beian_kit::{Answer, Desk, Fault, field};
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
pub async fn take_back_piece(desk: Desk, input: TakeBackPiece) -> Answer<PieceSummary> {
    let held = desk.load_piece(&input.piece_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    // Asked again, it waits already.
    if is_taken_back(&held.it) {
        return Ok(PieceSummary::of(&held.it));
    }
    let request = held.it.request()?.to_owned();
    let held = held.at_version(input.version)?;
    let request = desk.store().request(&request).await?.ok_or(ProblemCode::NotFound)?;
    let (step, papers) = match request.give_back(&held.it.id, &input.reason, &desk.moment(&held.actor)) {
        // It was with this request a moment ago.
        Err(PaperRefusal::NotWithRequest) => return meanwhile(&desk, &input, ProblemCode::Stale).await,
        step => step?,
    };
    let waiting = held.it.taken_back(papers);
    keep_longer(&desk, &waiting).await?;
    match desk.store().commit_request_with(step, Some(&waiting), desk.command()).await {
        Ok(_) => Ok(PieceSummary::of(&waiting)),
        Err(StoreError::Stale) => meanwhile(&desk, &input, ProblemCode::Stale).await,
        // The same command, in the same moment; else it did something to the request before.
        Err(StoreError::Done(_)) => meanwhile(&desk, &input, ProblemCode::KeyReused).await,
        Err(error) => Err(error.into()),
    }
}

/// Somebody was quicker: if the post waits now, that is what was asked for.
async fn meanwhile(desk: &Desk, input: &TakeBackPiece, other: ProblemCode) -> Answer<PieceSummary> {
    match desk.load_piece(&input.piece_id).await?.it {
        piece if is_taken_back(&piece) => Ok(PieceSummary::of(&piece)),
        _ => Err(other.into()),
    }
}

fn is_taken_back(piece: &Piece) -> bool {
    piece.state == PieceState::Waiting { why: Why::TakenBack }
}

/// What waits is kept as if it had come today: retention had nothing to do with it while its request had it.
async fn keep_longer(desk: &Desk, piece: &Piece) -> Result<(), Fault> {
    let Some(file) = desk.store().scanned(&piece.file).await? else { return Ok(()) };
    if file.kept_until.is_some() {
        return Ok(());
    }
    let kept = file.clone().kept(local_date(desk.now()), &desk.office().rules().retention);
    let kept = ScanFile { version: file.version + 1, ..kept };
    Ok(desk.store().save_scanned(&kept, Some(file.version)).await?)
}
