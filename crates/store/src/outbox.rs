//! The outbox: an event stands in it until the notices that it owes are sent.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, number, text},
    keys::{self, Key, PK, SK},
    transaction::{self, Condition},
};
use beian_filing::{event::AnyEvent, statistics};
use jiff::Timestamp;

/// The attribute with the time at which an event left the outbox first.
const SENT: &str = "sent_at";
/// A run takes at most this many events of a shard.
const BATCH: i32 = 25;

/// An event that owes a notice.
#[derive(Debug, Clone)]
pub struct PendingNotice {
    /// The key of the event.
    pub key: Key,
    /// The event.
    pub event: AnyEvent,
    /// The time since which the notice is owed: the event's own, or that of the request to send it again.
    pub at: Timestamp,
    /// The number of failed tries since the event entered the outbox.
    pub tries: u32,
    /// The time of the first failed try.
    pub since: Option<Timestamp>,
    /// Whether statistics counted the event: it left the outbox before, and its notices were asked for again.
    pub is_counted: bool,
}

/// The item of an event that owes a notice, by the item's partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeSubject<'a> {
    /// A filing, by its identifier.
    Filing(&'a str),
    /// A record, by the organizer's number.
    Record(&'a str),
    /// A paper request, by its identifier.
    Request(&'a str),
    /// An account, by its user name.
    Account(&'a str),
    /// A sign-up, by its identifier.
    SignUp(&'a str),
    /// The calendar.
    Calendar,
    /// An inquiry about progress.
    Inquiry,
}

impl<'a> NoticeSubject<'a> {
    /// Decodes a partition key.
    fn of(key: &'a Key) -> Result<NoticeSubject<'a>, StoreError> {
        let (kind, id) = key.pk.split_once('#').unwrap_or((&key.pk, ""));
        match kind {
            "FILING" => Ok(NoticeSubject::Filing(id)),
            "RECORD" => Ok(NoticeSubject::Record(id)),
            "REQUEST" => Ok(NoticeSubject::Request(id)),
            "ACCOUNT" => Ok(NoticeSubject::Account(id)),
            "SIGNUP" => Ok(NoticeSubject::SignUp(id)),
            "PROGRESS" => Ok(NoticeSubject::Inquiry),
            keys::CALENDAR => Ok(NoticeSubject::Calendar),
            _ => Err(StoreError::corrupt("event", "its partition owes no notices")),
        }
    }
}

/// Reads an event of the aggregate that its key names.
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
    /// The item that the event is about.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where no item of this key has events that owe notices.
    pub fn subject(&self) -> Result<NoticeSubject<'_>, StoreError> {
        NoticeSubject::of(&self.key)
    }

    /// The identifier of the notice, the same at every try.
    pub fn id(&self) -> &str {
        self.key.sk.strip_prefix(keys::EVENT).unwrap_or(&self.key.sk)
    }
}

impl Store {
    /// The oldest events that owe a notice by now, one batch of each shard.
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
                // `~` is higher than the sign that follows the time in a sort key, so that the whole second is included.
                .expression_attribute_values(":now", text(format!("{now}~")))
                .limit(BATCH);
            let page = self.page(query).await?;
            for entry in page.items() {
                let key =
                    Key { pk: item::string(entry, PK)?.to_owned(), sk: item::string(entry, SK)?.to_owned() };
                // The index holds keys alone and lags behind the table, so that the table's own item decides.
                let Some(current) = self.get(key.clone()).await? else { continue };
                let Ok(sort) = item::string(&current, "outbox_sort") else { continue };
                if *sort <= *format!("{now}~") {
                    let event = read(&key, &current)?;
                    let since = item::read_number(&current, "outbox_since");
                    let since = since.and_then(|second| Timestamp::from_second(second).ok());
                    // An event that was put off stands under a later time; its first failed try tells since when it is owed.
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
        // Letters leave in the order of their events, whatever shard an event stands in.
        found.sort_by_key(|owed| (owed.event.at(), owed.event.seq()));
        Ok(found)
    }

    /// Puts an event off: no run takes it before this time. The number of failed tries is kept with it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn postpone_notice(&self, owed: &PendingNotice, until: Timestamp) -> Result<(), StoreError> {
        let mut update = self
            .update_item(owed.key.clone())
            .update_expression("SET outbox_sort = :until")
            .condition_expression("attribute_exists(outbox_key)")
            .expression_attribute_values(":until", text(format!("{until}#{}", owed.event.seq())));
        if let Some(since) = owed.since {
            update = update
                .update_expression("SET outbox_sort = :until, outbox_tries = :tries, outbox_since = :since")
                .expression_attribute_values(":tries", number(owed.tries))
                .expression_attribute_values(":since", number(since.as_second()));
        }
        self.update(update).await.map(drop)
    }

    /// Marks an event's notices as sent: the event leaves the outbox and is counted, both or neither. A second run changes nothing.
    /// The bytes that were hashed stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when somebody else counts at the same time, and the call must be repeated.
    /// [`StoreError::Unavailable`].
    pub async fn mark_notice_sent(&self, owed: &PendingNotice, at: Timestamp) -> Result<(), StoreError> {
        let first = if owed.is_counted { "" } else { " AND attribute_not_exists(sent_at)" };
        let sent = transaction::update(owed.key.clone())
            .update_expression("SET sent_at = :at REMOVE outbox_key, outbox_sort, outbox_tries, outbox_since")
            .condition_expression(format!("attribute_exists(outbox_key){first}"))
            .expression_attribute_values(":at", text(at.to_string()));
        let mut transaction = self.transaction();
        transaction.update(Condition::State, sent)?;
        if !owed.is_counted {
            let (day, counts) = statistics::counted(&owed.event);
            self.tally(day, &counts, &mut transaction)?;
        }
        match self.transact(transaction).await {
            // Another run marked the event meanwhile.
            Err(StoreError::Stale) => Ok(()),
            done => done,
        }
    }
}
