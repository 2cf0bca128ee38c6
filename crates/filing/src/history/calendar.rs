//! Events of the calendar as entries of a history. The calendar room may not import the history room, so the implementation is here.

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
