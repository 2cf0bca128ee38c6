//! Worklists and histories: index queries, never a scan.

use crate::{
    Store, StoreError, commit, cursor,
    item::{self, Item, text},
    keys::{self, ACCESS, EVENT, Key, PK, SK, Watched},
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use beian_filing::{
    filing::{Filing, FilingEvent},
    history::{AccessEvent, Event, EventData},
    state::Stage,
};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

/// How many filings a page has.
const PAGE: i32 = 50;

/// A page of a list, each entry known as lists know it.
#[derive(Debug, Default)]
pub struct Page<T> {
    /// In the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// An index that holds lists.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Index {
    Owner,
    Provider,
    Stage,
    Record,
}

impl Index {
    /// Its name, and the names of its partition and sort keys.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Index::Owner => ("owner-index", "owner_key", "owner_sort"),
            Index::Provider => ("provider-index", "provider_key", "provider_sort"),
            Index::Stage => ("stage-index", "stage_key", "stage_sort"),
            Index::Record => ("record-index", "record_key", "record_sort"),
        }
    }
}

/// One ordered list in an index.
pub(crate) struct List<'a> {
    index: Index,
    /// The partition.
    key: String,
    /// Only sort keys that begin so.
    prefix: Option<String>,
    /// Only sort keys below this one.
    below: Option<String>,
    /// The cursor of the last entry that was seen.
    after: Option<&'a str>,
    /// Only sort keys above this one, where nothing was seen.
    since: Option<String>,
    newest_first: bool,
}

impl<'a> List<'a> {
    /// All of a partition, the lowest sort key first.
    pub(crate) fn of(index: Index, key: String) -> List<'a> {
        List { index, key, prefix: None, below: None, after: None, since: None, newest_first: false }
    }

    /// Only sort keys that begin so.
    pub(crate) fn beginning(self, prefix: String) -> List<'a> {
        List { prefix: Some(prefix), ..self }
    }

    /// Only sort keys below this one.
    pub(crate) fn below(self, below: String) -> List<'a> {
        List { below: Some(below), ..self }
    }

    /// Only sort keys above this one, on the first page.
    pub(crate) fn since(self, since: String) -> List<'a> {
        List { since: Some(since), ..self }
    }

    /// Only what follows the entry of this cursor, if there is one.
    pub(crate) fn after(self, after: Option<&'a str>) -> List<'a> {
        List { after, ..self }
    }

    /// The highest sort key first.
    pub(crate) fn newest_first(self) -> List<'a> {
        List { newest_first: true, ..self }
    }

    /// The sort key that was seen last, which must be one that the list can have: DynamoDB refuses a range that ends before it begins.
    fn seen(&self, whole: &str) -> Result<Option<String>, StoreError> {
        let Some(cursor) = self.after else { return Ok(self.since.clone()) };
        let seen = cursor::decode(whole, cursor)?;
        let within = self.prefix.as_ref().is_none_or(|prefix| seen.starts_with(prefix))
            && self.below.as_ref().is_none_or(|below| seen < *below);
        if within { Ok(Some(seen)) } else { Err(StoreError::Cursor) }
    }
}

/// Which day a move is due on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On this one.
    On(Date),
    /// Before this one.
    Before(Date),
}

/// How an entry is read.
pub(crate) type Read<T> = fn(&Item) -> Result<T, StoreError>;

impl Store {
    /// An owner's filings, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_owner(
        &self,
        username: &str,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Owner, keys::owner_pk(username)).after(cursor).newest_first();
        self.listing(list, item::read_state).await
    }

    /// An access provider's filings, of one stage or of all; of one stage the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_provider(
        &self,
        provider: &str,
        stage: Option<Stage>,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Provider, keys::provider_pk(provider)).after(cursor);
        let list = match stage {
            Some(stage) => list.beginning(format!("{}#", stage.as_str())),
            None => list,
        };
        self.listing(list, item::read_state).await
    }

    /// The bureau's filings of one stage, the most urgent first: its shards, read side by side and merged.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_stage(
        &self,
        stage: Stage,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = |shard| List::of(Index::Stage, keys::stage_pk(stage.as_str(), shard)).after(cursor);
        self.merged(list, item::read_state).await
    }

    /// The bureau's filings of one stage whose move is due on this day, or was due before it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_due(
        &self,
        stage: Stage,
        when: When,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = |shard| {
            let list = List::of(Index::Stage, keys::stage_pk(stage.as_str(), shard)).after(cursor);
            match when {
                When::On(day) => list.beginning(format!("{day}#")),
                When::Before(day) => list.below(day.to_string()),
            }
        };
        self.merged(list, item::read_state).await
    }

    /// What a reviewer took up, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_assigned(
        &self,
        username: &str,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Record, keys::assigned_pk(username)).after(cursor);
        self.listing(list, item::read_state).await
    }

    /// What is under review and nobody took up, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_unassigned(&self, cursor: Option<&str>) -> Result<Page<Filing>, StoreError> {
        let list = |shard| List::of(Index::Record, keys::unassigned_pk(shard)).after(cursor);
        self.merged(list, item::read_state).await
    }

    /// A page of a list.
    pub(crate) async fn listing<T>(&self, list: List<'_>, read: Read<T>) -> Result<Page<T>, StoreError> {
        let (key, after) = (list.key.clone(), list.seen(&list.key)?);
        Ok(page(&key, self.query_list(list, after, read).await?))
    }

    /// A page of a list that is spread over shards: they are read side by side and merged.
    pub(crate) async fn merged<'a, T>(
        &self,
        list: impl Fn(u8) -> List<'a>,
        read: Read<T>,
    ) -> Result<Page<T>, StoreError> {
        // A cursor is of the whole list, which goes by the name of its first shard.
        let first = list(0);
        let (key, after) = (first.key.clone(), first.seen(&first.key)?);
        // As many as there are shards.
        let (a, b, c, d) = tokio::join!(
            self.query_list(first, after.clone(), read),
            self.query_list(list(1), after.clone(), read),
            self.query_list(list(2), after.clone(), read),
            self.query_list(list(3), after.clone(), read),
        );
        const { assert!(keys::SHARDS == 4) };
        let mut entries: Vec<(String, T)> = [a?, b?, c?, d?].into_iter().flatten().collect();
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(page(&key, entries))
    }

    /// One more than a page of a list, each with its sort key.
    async fn query_list<T>(
        &self,
        list: List<'_>,
        after: Option<String>,
        read: Read<T>,
    ) -> Result<Vec<(String, T)>, StoreError> {
        let (index, partition, sort) = list.index.names();
        let query = self
            .db
            .query()
            .table_name(&self.settings.table)
            .index_name(index)
            .expression_attribute_names("#partition", partition)
            .expression_attribute_values(":partition", text(&list.key))
            .scan_index_forward(!list.newest_first)
            .limit(PAGE + 1);
        // What comes after the sort key that was seen, still within the prefix.
        let condition = match (&list.prefix, &after, list.newest_first) {
            (None, Some(_), false) if list.below.is_some() => {
                "#partition = :partition AND #sort BETWEEN :after AND :below"
            }
            (None, None, _) if list.below.is_some() => "#partition = :partition AND #sort < :below",
            (_, Some(_), true) => "#partition = :partition AND #sort < :after",
            (Some(_), Some(_), false) => "#partition = :partition AND #sort BETWEEN :after AND :end",
            (None, Some(_), false) => "#partition = :partition AND #sort > :after",
            (Some(_), None, _) => "#partition = :partition AND begins_with(#sort, :prefix)",
            (None, None, _) => "#partition = :partition",
        };
        let mut query = query.key_condition_expression(condition);
        if condition.contains("#sort") {
            query = query.expression_attribute_names("#sort", sort);
        }
        if condition.contains(":after") {
            // The least text above the cursor, so that BETWEEN leaves the cursor's own entry out.
            let after = after.unwrap_or_default();
            let above =
                if condition.contains("BETWEEN") { format!("{after}\u{1}") } else { after.to_owned() };
            query = query.expression_attribute_values(":after", text(above));
        }
        if condition.contains(":below") {
            query = query.expression_attribute_values(":below", text(list.below.clone().unwrap_or_default()));
        }
        if let Some(prefix) = &list.prefix {
            if condition.contains(":prefix") {
                query = query.expression_attribute_values(":prefix", text(prefix));
            }
            if condition.contains(":end") {
                query = query.expression_attribute_values(":end", text(format!("{prefix}\u{10FFFF}")));
            }
        }
        let found = query.send().await.map_err(|error| StoreError::call("Query", error))?;
        let entry = |found: &Item| {
            let sort = found.get(sort).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            Ok((sort, read(found)?))
        };
        found.items().iter().map(entry).collect()
    }

    /// Everything that happened to a filing, in order, each with the bytes that were hashed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn history(&self, filing: &str) -> Result<Vec<(Event<FilingEvent>, String)>, StoreError> {
        self.chain(keys::filing_pk(filing)).await
    }

    /// The chained history of a partition, in order, each entry with the bytes that were hashed.
    pub(crate) async fn chain<D: EventData + DeserializeOwned>(
        &self,
        pk: String,
    ) -> Result<Vec<(Event<D>, String)>, StoreError> {
        let mut events: Vec<(Event<D>, String)> = self.entries(pk, EVENT).await?;
        events.sort_by_key(|(event, _)| event.seq);
        Ok(events)
    }

    /// Who of the staff saw what is private of a filing, the first one first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accesses(&self, filing: &str) -> Result<Vec<Event<AccessEvent>>, StoreError> {
        let mut accesses: Vec<Event<AccessEvent>> = self
            .entries(keys::filing_pk(filing), ACCESS)
            .await?
            .into_iter()
            .map(|(event, _)| event)
            .collect();
        accesses.sort_by_key(|event| event.at);
        Ok(accesses)
    }

    /// Notes that somebody is about to see what is private of a filing. `id` is nobody's to choose: no note may take
    /// another's place.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a note of this identifier, else [`StoreError::Unavailable`].
    pub async fn note_access(
        &self,
        of: Watched<'_>,
        id: &str,
        event: &Event<AccessEvent>,
    ) -> Result<(), StoreError> {
        let stored = commit::encode(event)?;
        let item = commit::event_item(Key::access(of, id), stored, event, false);
        self.put(item, Some(commit::NEW)).await
    }

    pub(crate) async fn entries<D: EventData + DeserializeOwned>(
        &self,
        pk: String,
        kind: &str,
    ) -> Result<Vec<(Event<D>, String)>, StoreError> {
        let query = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :event)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(&pk))
            .expression_attribute_values(":event", text(kind))
            .consistent_read(true);
        let read = |found: &Item| Ok((item::data("event", found)?, item::string(found, "data")?.to_owned()));
        self.found(query, usize::MAX, read).await
    }

    /// What a query finds, page after page; after the page with which it is so much, no more is read.
    pub(crate) async fn found<T>(
        &self,
        query: QueryFluentBuilder,
        enough: usize,
        read: impl Fn(&Item) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each_page(query, |page| {
            for entry in page {
                found.push(read(entry)?);
            }
            Ok(found.len() < enough)
        })
        .await?;
        Ok(found)
    }

    /// Goes through what a query finds, page after page, as long as more is wanted. Nothing is kept of a page that was seen.
    pub(crate) async fn each_page(
        &self,
        query: QueryFluentBuilder,
        mut see: impl FnMut(&[Item]) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| StoreError::call("Query", error))?;
            let more = see(page.items())?;
            start = page.last_evaluated_key;
            if start.is_none() || !more {
                return Ok(());
            }
        }
    }
}

/// Cuts a list to a page and says where the next begins.
fn page<T>(key: &str, mut entries: Vec<(String, T)>) -> Page<T> {
    let most = PAGE as usize;
    let next = (entries.len() > most).then(|| cursor::encode(key, &entries[most - 1].0));
    entries.truncate(most);
    Page { items: entries.into_iter().map(|(_, item)| item).collect(), next }
}
