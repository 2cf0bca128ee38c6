//! The action `show-calendar`.

use beian_contract::{request::ShowCalendar, view::CalendarView};
use beian_kit::{Answer, Desk};

/// The working days 工作日历: which years are known, which days off wait for a signature, and what happened.
pub async fn show_calendar(desk: Desk, _input: ShowCalendar) -> Answer<CalendarView> {
    let actor = desk.actor().await?;
    desk.calendar_view(&actor).await
}
