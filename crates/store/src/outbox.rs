//! The outbox. It lists each event until the event's notices are sent and its counts are added to the statistics.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, number, text},
    keys::{self, Key, PK, SK},
    transaction::{self, Condition},
};
use beian_filing::{
    event::AnyEvent,
    identifier::{FilingId, OrganizerNumber, RequestId, Username},
    statistics,
};
use jiff::Timestamp;

/// Attribute with the time at which an event left the outbox.
const SENT: &str = "sent_at";
/// Maximum number of events that a run reads from one shard.
const BATCH: i32 = 25;

/// An event with pending notices, or with a pending count of the statistics.
#[derive(Debug, Clone)]
pub struct PendingNotice {
    /// The key of the event.
    pub key: Key,
    /// The event.
    pub event: AnyEvent,
    /// The time since which the notices are pending: the time of the event, or of the request to send a message again.
    pub at: Timestamp,
    /// The number of failed tries since the event was added to the outbox.
    pub tries: u32,
    /// The time of the first failed try.
    pub since: Option<Timestamp>,
    /// True if the statistics have counted the event. The event left the outbox before, and a message was requested again.
    pub is_counted: bool,
}

/// The object of an event with a pending notice. The partition key of the event identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeSubject<'a> {
    /// A filing, by its identifier.
    Filing(FilingId),
    /// A record, by the organizer's number.
    Record(OrganizerNumber),
    /// A paper request, by its identifier.
    Request(RequestId),
    /// An account, by its user name.
    Account(Username),
    /// A sign-up, by its identifier.
    SignUp(&'a str),
    /// The calendar.
    Calendar,
    /// An inquiry about the progress of a case.
    Inquiry,
}

impl<'a> NoticeSubject<'a> {
    /// Parses the partition key of an event.
    fn of(key: &'a Key) -> Result<NoticeSubject<'a>, StoreError> {
        let (kind, id) = key.pk.split_once('#').unwrap_or((&key.pk, ""));
        match kind {
            "FILING" => Ok(NoticeSubject::Filing(item::id("filing", id)?)),
            "RECORD" => Ok(NoticeSubject::Record(item::id("record", id)?)),
            "REQUEST" => Ok(NoticeSubject::Request(item::id("paper request", id)?)),
            "ACCOUNT" => Username::parse(id)
                .map(NoticeSubject::Account)
                .map_err(|error| StoreError::corrupt("username", error)),
            "SIGNUP" => Ok(NoticeSubject::SignUp(id)),
            "PROGRESS" => Ok(NoticeSubject::Inquiry),
            keys::CALENDAR => Ok(NoticeSubject::Calendar),
            _ => Err(StoreError::corrupt("event", "its partition owes no notices")),
        }
    }
}

/// Reads an event. Its key determines the kind of event.
fn read(key: &Key, item: &Item) -> Result<AnyEvent, StoreError> {
    Ok(match NoticeSubject::of(key)? {
        NoticeSubject::Filing(_) => AnyEvent::Filing(item::data("event", item)?),
        NoticeSubject::Record(_) => AnyEvent::Record(item::data("event", item)?),
        NoticeSubject::Request(_) => AnyEvent::Request(item::data("event", item)?),
        NoticeSubject::Account(_) | NoticeSubject::SignUp(_) => AnyEvent::Account(item::data("event", item)?),
        NoticeSubject::Calendar => AnyEvent::Calendar(item::data("event", item)?),
        NoticeSubject::Inquiry => AnyEvent::Inquiry(item::data("event", item)?),
    })
}

impl PendingNotice {
    /// Returns the object of the event.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if items with such a key have no events with notices.
    pub fn subject(&self) -> Result<NoticeSubject<'_>, StoreError> {
        NoticeSubject::of(&self.key)
    }

    /// Returns the identifier of the notice, which is the same at every try.
    pub fn id(&self) -> &str {
        self.key.sk.strip_prefix(keys::EVENT).unwrap_or(&self.key.sk)
    }
}

impl Store {
    /// Reads the oldest events in the outbox that are due at `now`, one batch of each shard.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn pending_notices(&self, now: Timestamp) -> Result<Vec<PendingNotice>, StoreError> {
        let mut found = Vec::new();
        for shard in 0..keys::SHARDS {
            let query = self
                .query_index(Index::Outbox)
                .key_condition_expression("outbox_key = :pk AND outbox_sort <= :now")
                .expression_attribute_values(":pk", text(keys::outbox_pk(shard)))
                // `~` sorts behind the character that follows the time in a sort key, so the whole second is included.
                .expression_attribute_values(":now", text(format!("{now}~")))
                .limit(BATCH);
            let page = self.page(query).await?;
            for entry in page.items() {
                let key =
                    Key { pk: item::string(entry, PK)?.to_owned(), sk: item::string(entry, SK)?.to_owned() };
                // The index has only keys and lags behind the table, so the item in the table decides.
                let Some(current) = self.get(key.clone()).await? else { continue };
                let Ok(sort) = item::string(&current, "outbox_sort") else { continue };
                if *sort <= *format!("{now}~") {
                    let event = read(&key, &current)?;
                    let since = item::read_number(&current, "outbox_since");
                    let since = since.and_then(|second| Timestamp::from_second(second).ok());
                    // A postponed event has a later time in its sort key, so the time of its first failed try is used instead.
                    let sorted = sort.split('#').next().and_then(|at| at.parse().ok());
                    found.push(PendingNotice {
                        key,
                        at: since.or(sorted).unwrap_or(event.at()),
                        event,
                        tries: item::read_number(&current, "outbox_tries").unwrap_or_default(),
                        since,
                        is_counted: current.contains_key(SENT),
                    });
                }
            }
        }
        // Messages are sent in the order of their events and not in the order of the shards.
        found.sort_by_key(|pending| (pending.event.at(), pending.event.seq()));
        Ok(found)
    }

    /// Postpones an event: no run reads it before this time. The number of failed tries is saved with it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn postpone_notice(&self, pending: &PendingNotice, until: Timestamp) -> Result<(), StoreError> {
        let mut update = self
            .update_item(pending.key.clone())
            .update_expression("SET outbox_sort = :until")
            .condition_expression("attribute_exists(outbox_key)")
            .expression_attribute_values(":until", text(format!("{until}#{}", pending.event.seq())));
        if let Some(since) = pending.since {
            update = update
                .update_expression("SET outbox_sort = :until, outbox_tries = :tries, outbox_since = :since")
                .expression_attribute_values(":tries", number(pending.tries))
                .expression_attribute_values(":since", number(since.as_second()));
        }
        self.update(update).await.map(drop)
    }

    /// Removes an event from the outbox after its notices were sent, and counts it in the statistics in the same transaction. A second
    /// run changes nothing. The hashed text of the event does not change.
    ///
    /// # Errors
    /// [`StoreError::Contended`] if another transaction counts at the same time, so the call must be repeated;
    /// [`StoreError::Unavailable`].
    pub async fn mark_notice_sent(&self, pending: &PendingNotice, at: Timestamp) -> Result<(), StoreError> {
        let first = if pending.is_counted { "" } else { " AND attribute_not_exists(sent_at)" };
        let sent = transaction::update(pending.key.clone())
            .update_expression("SET sent_at = :at REMOVE outbox_key, outbox_sort, outbox_tries, outbox_since")
            .condition_expression(format!("attribute_exists(outbox_key){first}"))
            .expression_attribute_values(":at", text(at.to_string()));
        let mut transaction = self.transaction();
        transaction.update(Condition::State, sent)?;
        if !pending.is_counted {
            let (day, counts) = statistics::counts_of_event(&pending.event);
            self.tally(day, &counts, &mut transaction)?;
        }
        match self.transact(transaction).await {
            // Another run removed the event meanwhile.
            Err(StoreError::Stale) => Ok(()),
            done => done,
        }
    }
}
