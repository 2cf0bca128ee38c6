//! The sum of all events: what an outbox holds, and the names that the wire knows.

use crate::{
    account::{AccountEvent, AccountEventKind, Preferences},
    calendar::{CalendarEvent, CalendarEventKind},
    filing::{FilingEvent, FilingEventKind},
    history::{AccessEventKind, Event, EventName, InquiryEvent, InquiryEventKind, Recipient},
    paper::{RequestEvent, RequestEventKind},
    record::{RecordEvent, RecordEventKind},
};
use jiff::Timestamp;
use strum::VariantArray;

/// An event of any aggregate.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyEvent {
    /// Of a filing.
    Filing(Event<FilingEvent>),
    /// Of what is on file.
    Record(Event<RecordEvent>),
    /// Of a paper request.
    Request(Event<RequestEvent>),
    /// Of an account, or of a sign-up.
    Account(Event<AccountEvent>),
    /// Of the calendar.
    Calendar(Event<CalendarEvent>),
    /// Of somebody who asked where something stands.
    Inquiry(Event<InquiryEvent>),
}

/// Applies an expression to the event, whatever it is of.
macro_rules! each {
    ($any:expr, $event:ident => $then:expr) => {
        match $any {
            AnyEvent::Filing($event) => $then,
            AnyEvent::Record($event) => $then,
            AnyEvent::Request($event) => $then,
            AnyEvent::Account($event) => $then,
            AnyEvent::Calendar($event) => $then,
            AnyEvent::Inquiry($event) => $then,
        }
    };
}

impl AnyEvent {
    /// The name under which views and letters know it.
    pub fn name(&self) -> EventName {
        each!(self, event => event.name())
    }

    /// Position in its history, from 1; 0 beside the chain.
    pub fn seq(&self) -> u32 {
        each!(self, event => event.seq)
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        each!(self, event => event.at)
    }

    /// Account that did it.
    pub fn by(&self) -> &str {
        each!(self, event => &event.by)
    }

    /// Whether a holder of these preferences wants the letter about it.
    pub fn is_wanted_by(&self, preferences: Preferences) -> bool {
        each!(self, event => preferences.want(&event.data))
    }

    /// Who is owed a notice.
    pub fn notices(&self) -> &[Recipient] {
        each!(self, event => &event.notices)
    }
}

/// The name of every event, aggregate by aggregate; a name that two aggregates have stands once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    let mut add = |name: &'static str| {
        if !names.contains(&name) {
            names.push(name);
        }
    };
    FilingEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    RecordEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    RequestEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    AccountEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    CalendarEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    AccessEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    InquiryEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    names
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for EventName {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("What was done. Named as the action that does it."))
            .enum_values(Some(names()))
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for EventName {
    fn name() -> std::borrow::Cow<'static, str> {
        "Deed".into()
    }
}
