//! The history of a filing, an account, a record, a paper request or the calendar, as its reader may see it.

use crate::resource::fact::{EventDetails, ShownEvent};
use beian_filing::{
    filing::FilingEvent,
    history::{Actor, DisclosureEvent, Event, EventName, Role},
    identifier::Username,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Shows every event of a filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowHistory {
    /// Identifier of the filing.
    pub filing_id: String,
}

/// An event in a history.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Position in the history, from 1; 0 for an event beside the chain.
    pub seq: u32,
    /// Name of the event.
    pub event: EventName,
    /// Time of the event.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Role of the acting account.
    pub role: Role,
    /// User name of the acting account; absent unless the reader belongs to the bureau or is that account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Username>,
    /// Details of the event.
    pub details: EventDetails,
}

impl EventView {
    /// Returns whether this reader may see the reason of the event. A clerk may not. An access provider may not see the reason for which
    /// other staff viewed private data.
    fn tells_why(event: &Event<impl ShownEvent>, reader: &Actor) -> bool {
        match reader.role {
            Role::Clerk => false,
            Role::Provider => event.by == reader.account || !event.data.is_access(),
            _ => true,
        }
    }

    /// Builds the history of a filing, including the views of its private data by staff.
    pub fn history_of_filing(
        history: &[(Event<FilingEvent>, String)],
        accesses: &[Event<DisclosureEvent>],
        reader: &Actor,
    ) -> Vec<EventView> {
        let accesses = accesses.iter().map(|event| EventView::of(event, reader));
        let chained = history.iter().map(|(event, _)| EventView::of(event, reader));
        let mut events: Vec<EventView> = accesses.chain(chained).collect();
        // An entry beside the chain has the number 0 and comes after the events of the same second.
        events.sort_by_key(|event| (event.at, event.seq == 0, event.seq));
        events
    }

    /// Builds the view of an event for this reader.
    pub fn of<D: ShownEvent>(event: &Event<D>, reader: &Actor) -> EventView {
        let mut facts = D::facts(event);
        if !EventView::tells_why(event, reader) {
            facts.reason = None;
        }
        // Only the bureau may know which reviewer has the filing.
        facts.assignee = facts.assignee.filter(|_| reader.role.is_bureau());
        // An access provider may not know which other provider the owner chose.
        facts.provider =
            facts.provider.filter(|provider| reader.role != Role::Provider || reader.works_for(provider));
        if reader.role == Role::Clerk {
            facts.changes.clear();
            facts.reasons.clear();
        }
        let named = reader.role.is_bureau() || event.by == reader.account;
        EventView {
            seq: event.seq,
            event: event.name(),
            at: event.at,
            role: event.role,
            by: named.then(|| event.by.clone()),
            details: facts,
        }
    }
}

/// The history of a filing.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryView {
    /// All events, the oldest first.
    pub items: Vec<EventView>,
    /// True if the chain of hashes is intact.
    pub intact: bool,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ShowHistory EventView HistoryView }
