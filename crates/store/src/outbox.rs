//! The outbox: events that owe a notice, until it was sent.

use crate::{
    Store, StoreError,
    commit::{Guard, Transaction},
    item::{self, Item, number, text},
    keys::{self, Key, PK, SK},
};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use beian_filing::{event::AnyEvent, statistics};
use jiff::Timestamp;

/// When an event left the outbox first.
const SENT: &str = "sent_at";
/// How many notices one look into a shard takes.
const BATCH: i32 = 25;

/// An event that owes a notice.
#[derive(Debug, Clone)]
pub struct Owed {
    /// Where the event is.
    pub key: Key,
    /// The event.
    pub event: AnyEvent,
    /// Since when it is owed: since it happened, or was asked for again.
    pub at: Timestamp,
    /// How often it failed since it stands in the outbox.
    pub tries: u32,
    /// When it failed first.
    pub since: Option<Timestamp>,
    /// Whether it was counted: it left the outbox before, and its notices were asked for again.
    pub is_counted: bool,
}

/// The item whose event owes a notice, by its partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A filing, by its identifier.
    Filing(&'a str),
    /// What is on file, by the organizer's number.
    Record(&'a str),
    /// A paper request, by its identifier.
    Request(&'a str),
    /// An account, by its user name.
    Account(&'a str),
    /// A sign-up, by its identifier.
    SignUp(&'a str),
    /// The calendar.
    Calendar,
    /// Somebody who asked where something stands.
    Inquiry,
}

impl<'a> Subject<'a> {
    /// Decodes a partition key.
    fn of(key: &'a Key) -> Result<Subject<'a>, StoreError> {
        let (kind, id) = key.pk.split_once('#').unwrap_or((&key.pk, ""));
        match kind {
            "FILING" => Ok(Subject::Filing(id)),
            "RECORD" => Ok(Subject::Record(id)),
            "REQUEST" => Ok(Subject::Request(id)),
            "ACCOUNT" => Ok(Subject::Account(id)),
            "SIGNUP" => Ok(Subject::SignUp(id)),
            "PROGRESS" => Ok(Subject::Inquiry),
            keys::CALENDAR => Ok(Subject::Calendar),
            _ => Err(StoreError::corrupt("event", "its partition owes no notices")),
        }
    }
}

/// Reads an event of the aggregate that its key names.
fn read(key: &Key, item: &Item) -> Result<AnyEvent, StoreError> {
    Ok(match Subject::of(key)? {
        Subject::Filing(_) => AnyEvent::Filing(item::data("event", item)?),
        Subject::Record(_) => AnyEvent::Record(item::data("event", item)?),
        Subject::Request(_) => AnyEvent::Request(item::data("event", item)?),
        Subject::Account(_) | Subject::SignUp(_) => AnyEvent::Account(item::data("event", item)?),
        Subject::Calendar => AnyEvent::Calendar(item::data("event", item)?),
        Subject::Inquiry => AnyEvent::Inquiry(item::data("event", item)?),
    })
}

impl Owed {
    /// The item that it is about.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the key is of no item whose events owe notices.
    pub fn subject(&self) -> Result<Subject<'_>, StoreError> {
        Subject::of(&self.key)
    }

    /// An identifier that stays the same however often the notice is tried.
    pub fn id(&self) -> &str {
        self.key.sk.strip_prefix(keys::EVENT).unwrap_or(&self.key.sk)
    }
}

impl Store {
    /// The oldest events that owe a notice by now, a batch a shard.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn owed(&self, now: Timestamp) -> Result<Vec<Owed>, StoreError> {
        let mut found = Vec::new();
        for shard in 0..keys::SHARDS {
            let page = self
                .db
                .query()
                .table_name(&self.settings.table)
                .index_name("outbox-index")
                .key_condition_expression("outbox_key = :pk AND outbox_sort <= :now")
                .expression_attribute_values(":pk", text(keys::outbox_pk(shard)))
                // Everything of this second: what follows the time in a sort key is lower than `~`.
                .expression_attribute_values(":now", text(format!("{now}~")))
                .limit(BATCH)
                .send()
                .await
                .map_err(|error| StoreError::call("Query", error))?;
            for entry in page.items() {
                let key =
                    Key { pk: item::string(entry, PK)?.to_owned(), sk: item::string(entry, SK)?.to_owned() };
                // The index holds keys alone, and lags: what is read here decides.
                let Some(current) = self.get(key.clone()).await? else { continue };
                let Ok(sort) = item::string(&current, "outbox_sort") else { continue };
                if *sort <= *format!("{now}~") {
                    let count = |name| current.get(name).and_then(|value: &AttributeValue| value.as_n().ok());
                    let second = count("outbox_since").and_then(|second| second.parse().ok());
                    let event = read(&key, &current)?;
                    let since = second.and_then(|second| Timestamp::from_second(second).ok());
                    // What was put off stands under a later time; that it failed before says more.
                    let sorted = sort.split('#').next().and_then(|at| at.parse().ok());
                    found.push(Owed {
                        key,
                        at: since.or(sorted).unwrap_or(event.at()),
                        event,
                        tries: count("outbox_tries").and_then(|tries| tries.parse().ok()).unwrap_or_default(),
                        since,
                        is_counted: current.contains_key(SENT),
                    });
                }
            }
        }
        // Letters leave in the order in which things happened, whatever shard each stands in.
        found.sort_by_key(|owed| (owed.event.at(), owed.event.seq()));
        Ok(found)
    }

    /// Puts an event off: what it owes is not looked at before then. How often it failed so far is kept with it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_off(&self, owed: &Owed, until: Timestamp) -> Result<(), StoreError> {
        let mut update = self
            .db
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(owed.key.clone())))
            .update_expression("SET outbox_sort = :until")
            .condition_expression("attribute_exists(outbox_key)")
            .expression_attribute_values(":until", text(format!("{until}#{}", owed.event.seq())));
        if let Some(since) = owed.since {
            update = update
                .update_expression("SET outbox_sort = :until, outbox_tries = :tries, outbox_since = :since")
                .expression_attribute_values(":tries", number(owed.tries))
                .expression_attribute_values(":since", number(since.as_second()));
        }
        update.send().await.map_err(|error| StoreError::call("UpdateItem", error))?;
        Ok(())
    }

    /// Marks an event's notices as sent: it leaves the outbox, and what it counts for is counted, both or neither. Whoever comes
    /// second changes nothing. Only the delivery marks change; what was hashed does not.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when others count in the same moment: then it is to be tried again.
    /// [`StoreError::Unavailable`].
    pub async fn mark_sent(&self, owed: &Owed, at: Timestamp) -> Result<(), StoreError> {
        let first = if owed.is_counted { "" } else { " AND attribute_not_exists(sent_at)" };
        let sent = Update::builder()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(owed.key.clone())))
            .update_expression("SET sent_at = :at REMOVE outbox_key, outbox_sort, outbox_tries, outbox_since")
            .condition_expression(format!("attribute_exists(outbox_key){first}"))
            .expression_attribute_values(":at", text(at.to_string()))
            .build()
            .map_err(|error| StoreError::call("TransactWriteItems", error))?;
        let mut transaction = Transaction::default();
        transaction.push(Guard::State, TransactWriteItem::builder().update(sent).build());
        if !owed.is_counted {
            let (day, counts) = statistics::counted(&owed.event);
            self.tally(day, &counts, &mut transaction)?;
        }
        match self.transact(transaction).await {
            // Another run was quicker.
            Err(StoreError::Stale) => Ok(()),
            done => done,
        }
    }
}
