//! The action `show-progress`.

use beian_contract::{problem::ProblemCode, request::ShowProgress, view::ProgressView};
use beian_filing::{ahead::serves, rate_limit};
use beian_kit::{Answer, Desk, token};
use beian_store::{Followed, Wanted};
use jiff::SignedDuration;

/// No code serves longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Show where a filing, a paper request or a printed form stands, to whoever has the code from the mail 查询进度.
///
/// Nothing private is shown: no names of people, no fields, no reasons. Those are for who signs in.
///
/// # Refusals
/// - `code-expired` the code is wrong, or older than a day
/// - `too-many-requests` the place has tried too often
pub async fn show_progress(desk: Desk, input: ShowProgress) -> Answer<ProgressView> {
    desk.within(rate_limit::REDEEM).await?;
    let kept = desk.store().progress(&token::digest(input.code.trim())).await?;
    let (reference, _) =
        kept.filter(|(_, until)| serves(*until, desk.now(), LONGEST)).ok_or(ProblemCode::CodeExpired)?;
    let calendar = desk.read_calendar().await?;
    let (store, rules, now) = (desk.store(), desk.office().rules(), desk.now());
    match store.followed(&reference).await?.ok_or(ProblemCode::CodeExpired)? {
        Followed::Filing(filing) => {
            let wanted = Wanted { filing: Some(&filing.id), ..Wanted::default() };
            let filing = store.case(wanted).await?.filing.ok_or(ProblemCode::CodeExpired)?;
            let history: Vec<_> =
                store.history(&filing.id).await?.into_iter().map(|(event, _)| event).collect();
            let provider = match filing.provider() {
                Some(id) => store.provider(id).await?.map(|provider| provider.name),
                None => None,
            };
            Ok(ProgressView::of_filing(&filing, provider, &history, rules, calendar, now))
        }
        Followed::Form(form) => Ok(ProgressView::of_form(reference, &form)),
        Followed::Request(request) => {
            let history = store.request_history(&request.id).await?;
            Ok(ProgressView::of_request(&request, &history, rules, calendar, now))
        }
    }
}
