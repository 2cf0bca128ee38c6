//! The history of a filing, an account, a record or the calendar, as its reader may see it.

use crate::resource::fact::{EventDetails, ShownEvent};
use beian_filing::{
    filing::FilingEvent,
    history::{AccessEvent, Actor, Event, EventName, Role},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that happened to a filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowHistory {
    /// The filing.
    pub filing_id: String,
}

/// One entry in a filing's history.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Position, from 1.
    pub seq: u32,
    /// What was done.
    pub event: EventName,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// In which role.
    pub role: Role,
    /// Account that did it; shown to the bureau, and to everyone their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Facts that go with it.
    pub details: EventDetails,
}

impl EventView {
    /// Whether this reader reads why it was done: clerks do not, and nobody outside but the owner reads why staff looked.
    fn tells_why(event: &Event<impl ShownEvent>, reader: &Actor) -> bool {
        match reader.role {
            Role::Clerk => false,
            Role::Provider => event.by == reader.account || !event.data.is_access(),
            _ => true,
        }
    }

    /// A filing's history, with the accesses of staff to its private data among it.
    pub fn history_of_filing(
        history: &[(Event<FilingEvent>, String)],
        accesses: &[Event<AccessEvent>],
        reader: &Actor,
    ) -> Vec<EventView> {
        let accesses = accesses.iter().map(|event| EventView::of(event, reader));
        let chained = history.iter().map(|(event, _)| EventView::of(event, reader));
        let mut events: Vec<EventView> = accesses.chain(chained).collect();
        // An entry beside the chain has the number 0: it goes after the events of the same second.
        events.sort_by_key(|event| (event.at, event.seq == 0, event.seq));
        events
    }

    /// The entry, as this reader may see it.
    pub fn of<D: ShownEvent>(event: &Event<D>, reader: &Actor) -> EventView {
        let mut facts = D::facts(event);
        if !EventView::tells_why(event, reader) {
            facts.reason = None;
        }
        // Only the bureau learns which reviewer works on it.
        facts.assignee = facts.assignee.filter(|_| reader.role.is_bureau());
        // Which other provider an owner chooses is the owner's.
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

/// A filing's history.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryView {
    /// Every event, the first one first.
    pub items: Vec<EventView>,
    /// Whether the chain of hashes is whole.
    pub intact: bool,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ShowHistory EventView HistoryView }
