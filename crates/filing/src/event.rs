//! The union of the events of all aggregates: the type of an outbox entry, and the event names on the wire.

use crate::{
    account::{AccountEvent, AccountEventKind, Preferences},
    calendar::{CalendarEvent, CalendarEventKind},
    filing::{FilingEvent, FilingEventKind},
    history::{DisclosureEventKind, Event, EventName, InquiryEvent, InquiryEventKind, Recipient},
    paper::{RequestEvent, RequestEventKind},
    record::{RecordEvent, RecordEventKind},
};
use jiff::Timestamp;
use strum::VariantArray;

/// An event of any aggregate. The store reads it from the outbox, in order to send its notices and to count it for the statistics.
///
/// A view of private data ([`DisclosureEvent`](crate::history::DisclosureEvent)) has no notices, so it has no variant here.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyEvent {
    /// An event of a filing.
    Filing(Event<FilingEvent>),
    /// An event of a record.
    Record(Event<RecordEvent>),
    /// An event of a paper request.
    Request(Event<RequestEvent>),
    /// An event of an account or a sign-up.
    Account(Event<AccountEvent>),
    /// An event of the calendar.
    Calendar(Event<CalendarEvent>),
    /// An event of an inquiry for progress.
    Inquiry(Event<InquiryEvent>),
}

/// Applies an expression to the event of any aggregate.
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
    /// The name of the event for views and notices.
    pub fn name(&self) -> EventName {
        each!(self, event => event.name())
    }

    /// Position in the history, from 1; 0 for an entry beside the chain.
    pub fn seq(&self) -> u32 {
        each!(self, event => event.seq)
    }

    /// Time of the event.
    pub fn at(&self) -> Timestamp {
        each!(self, event => event.at)
    }

    /// User name of the acting account.
    pub fn by(&self) -> &str {
        each!(self, event => &event.by)
    }

    /// Whether an account with these preferences gets the notice about the event.
    pub fn is_wanted_by(&self, preferences: Preferences) -> bool {
        each!(self, event => preferences.want(&event.data))
    }

    /// Recipients of a notice about the event.
    pub fn notices(&self) -> &[Recipient] {
        each!(self, event => &event.notices)
    }
}

/// The names of all events, aggregate by aggregate. A name that several aggregates use appears once.
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
    DisclosureEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    InquiryEventKind::VARIANTS.iter().for_each(|kind| add(kind.into()));
    names
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for EventName {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Name of the event. docs/GLOSSARY.md lists the action that causes each event."))
            .enum_values(Some(names()))
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for EventName {
    fn name() -> std::borrow::Cow<'static, str> {
        "EventName".into()
    }
}
