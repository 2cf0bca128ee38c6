//! The action `show-calendar`.

use beian_contract::{request::ShowCalendar, view::CalendarView};
use beian_kit::{ActionResult, RequestContext};

/// The working days 工作日历: which years are known, which days off wait for a signature, and what happened.
pub async fn show_calendar(ctx: RequestContext, _input: ShowCalendar) -> ActionResult<CalendarView> {
    let actor = ctx.actor().await?;
    ctx.calendar_view(&actor).await
}
