//! The calendar's events as entries of a history. The calendar stands below the history, so that the tie is made here.

use crate::{
    calendar::CalendarEvent,
    history::event::{EventData, EventName, Unmeasured},
};

impl EventData for CalendarEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }
}
