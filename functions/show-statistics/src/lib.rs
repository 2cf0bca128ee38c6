//! The action `show-statistics`.

use beian_contract::{request::ShowStatistics, view::StatisticsView};
use beian_filing::{calendar::local_date, finding::FindingCode, statistics::Statistics};
use beian_kit::{ActionError, ActionResult, RequestContext, day, field};
use jiff::ToSpan;

/// The largest number of days in one request.
const MOST_DAYS: i32 = 731;

/// Show the statistics 统计 of a period to the supervisor: the events, their durations, the returns, and the present
/// number of cases in each status.
///
/// Events are counted when their notices leave the outbox, so the figures include recent events. The public tables come
/// from the same counts once a day, without the providers; the job `publish-statistics` builds them.
pub async fn show_statistics(ctx: RequestContext, input: ShowStatistics) -> ActionResult<StatisticsView> {
    ctx.actor().await?;
    let today = local_date(ctx.now());
    let mut wrong = Vec::new();
    let mut read = |pointer, text: Option<String>| {
        let text = text?;
        let read = day(&text);
        if read.is_none() {
            wrong.push(field(pointer, FindingCode::DateForm));
        }
        read
    };
    let (from, to) = (read("/from", input.from), read("/to", input.to));
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.first_of_month().saturating_sub(11.months()));
    if from > to {
        wrong.push(field("/to", FindingCode::DateOrder));
    }
    if (to - from).get_days() > MOST_DAYS {
        wrong.push(field("/from", FindingCode::TooLong));
    }
    if !wrong.is_empty() {
        return Err(ActionError::Malformed(wrong));
    }
    let store = ctx.store();
    let statistics = Statistics::of(store.tallied(from, to).await?, from, to);
    let counts = store.counts().await?;
    let standing = counts.as_ref().map(|counts| counts.standing()).unwrap_or_default();
    Ok(StatisticsView { from, to, statistics, standing, counted_at: counts.map(|counts| counts.at) })
}
