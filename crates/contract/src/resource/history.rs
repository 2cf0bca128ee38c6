//! The history of a filing, an account, a record or the calendar, as its reader may see it.

use beian_filing::{
    actor::{Actor, Role},
    event::{Deed, Event, Facts},
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
    pub deed: Deed,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// In which role.
    pub role: Role,
    /// Account that did it; shown to the bureau, and to everyone their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Facts that go with it.
    pub facts: Facts,
}

impl EventView {
    /// Whether this reader reads why it was done: clerks do not, and nobody outside but the owner reads why staff looked.
    fn tells_why(event: &Event, reader: &Actor) -> bool {
        match reader.role {
            Role::Clerk => false,
            Role::Provider => {
                event.by == reader.account || !matches!(event.deed, Deed::Unmask | Deed::ViewScan)
            }
            _ => true,
        }
    }

    /// The entry, as this reader may see it.
    pub fn of(event: &Event, reader: &Actor) -> EventView {
        let named = reader.role.is_bureau() || event.by == reader.account;
        EventView {
            seq: event.seq,
            deed: event.deed,
            at: event.at,
            role: event.role,
            by: named.then(|| event.by.clone()),
            facts: Facts {
                reason: event.facts.reason.clone().filter(|_| EventView::tells_why(event, reader)),
                // Only the bureau learns which reviewer works on it.
                assignee: event.facts.assignee.clone().filter(|_| reader.role.is_bureau()),
                // Which other provider an owner chooses is the owner's.
                provider: event
                    .facts
                    .provider
                    .clone()
                    .filter(|provider| reader.role != Role::Provider || reader.works_for(provider)),
                ..match reader.role {
                    Role::Clerk => Facts { changes: Vec::new(), reasons: Vec::new(), ..event.facts.clone() },
                    _ => event.facts.clone(),
                }
            },
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
