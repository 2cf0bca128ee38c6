//! The action `show-progress`.

use beian_contract::{problem::ProblemCode, request::ShowProgress, view::ProgressView};
use beian_filing::{ahead::is_valid_now, rate_limit};
use beian_kit::{ActionResult, RequestContext, token};
use beian_store::{FollowedCase, LoadRequest};
use jiff::SignedDuration;

/// The longest validity of a progress code.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Show the progress of a filing, a paper request or a printed form to the holder of the code from the message 查询进度.
///
/// The answer contains nothing private: no names of people, no fields and no reasons. Only a signed-in reader sees
/// those.
///
/// # Refusals
/// - `code-expired` the code is wrong, or older than a day
/// - `too-many-requests` too many requests came from the address or its network
pub async fn show_progress(ctx: RequestContext, input: ShowProgress) -> ActionResult<ProgressView> {
    ctx.within(rate_limit::REDEEM).await?;
    let kept = ctx.store().progress(&token::digest(input.code.trim())).await?;
    let (reference, _) =
        kept.filter(|(_, until)| is_valid_now(*until, ctx.now(), LONGEST)).ok_or(ProblemCode::CodeExpired)?;
    let calendar = ctx.read_calendar().await?;
    let (store, rules, now) = (ctx.store(), ctx.app().rules(), ctx.now());
    match store.followed_case(reference).await?.ok_or(ProblemCode::CodeExpired)? {
        FollowedCase::Filing(filing) => {
            let wanted = LoadRequest { filing: Some(filing.id), ..LoadRequest::default() };
            let filing = store.load(wanted).await?.filing.ok_or(ProblemCode::CodeExpired)?;
            let history: Vec<_> =
                store.history(filing.id).await?.into_iter().map(|(event, _)| event).collect();
            let provider = match filing.provider() {
                Some(id) => store.provider(&id).await?.map(|provider| provider.name),
                None => None,
            };
            Ok(ProgressView::of_filing(&filing, provider, &history, rules, calendar, now))
        }
        FollowedCase::Form(form) => Ok(ProgressView::of_form(reference, &form)),
        FollowedCase::Request(request) => {
            let history = store.request_history(request.id).await?;
            Ok(ProgressView::of_request(&request, &history, rules, calendar, now))
        }
    }
}
