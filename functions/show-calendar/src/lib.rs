//! The action `show-calendar`.

use beian_contract::{request::ShowCalendar, view::CalendarView};
use beian_kit::{ActionResult, RequestContext};

/// Show the working days 工作日历: the known years, the proposal that waits for a signature, and the calendar's history.
pub async fn show_calendar(ctx: RequestContext, _input: ShowCalendar) -> ActionResult<CalendarView> {
    let actor = ctx.actor().await?;
    ctx.calendar_view(&actor).await
}
