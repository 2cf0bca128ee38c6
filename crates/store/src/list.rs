//! Worklists: ordered lists in an index, read page by page and never by a scan.

use crate::{
    Store, StoreError, cursor, filing,
    index::Index,
    item::{Item, text},
    keys,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use beian_filing::filing::{Filing, FilingStatus};
use jiff::civil::Date;

/// A page has at most this many entries.
const PAGE: i32 = 50;

/// A page of a list. An entry holds the parts that lists show.
#[derive(Debug, Default)]
pub struct Page<T> {
    /// The entries, in the order of the list.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

/// One ordered list in an index.
pub(crate) struct List<'a> {
    index: Index,
    /// The partition.
    key: String,
    /// The beginning of the sort keys.
    prefix: Option<String>,
    /// The sort keys end below this one.
    below: Option<String>,
    /// The cursor of the last entry that was seen.
    after: Option<&'a str>,
    /// The sort keys begin above this one, as long as no entry was seen.
    since: Option<String>,
    newest_first: bool,
}

impl<'a> List<'a> {
    /// The whole partition, the lowest sort key first.
    pub(crate) fn of(index: Index, key: String) -> List<'a> {
        List { index, key, prefix: None, below: None, after: None, since: None, newest_first: false }
    }

    /// Keeps the sort keys with this beginning.
    pub(crate) fn beginning(self, prefix: String) -> List<'a> {
        List { prefix: Some(prefix), ..self }
    }

    /// Keeps the sort keys below this one.
    pub(crate) fn below(self, below: String) -> List<'a> {
        List { below: Some(below), ..self }
    }

    /// Has the first page begin above this sort key.
    pub(crate) fn since(self, since: String) -> List<'a> {
        List { since: Some(since), ..self }
    }

    /// Has the page begin after the entry of this cursor, if there is one.
    pub(crate) fn after(self, after: Option<&'a str>) -> List<'a> {
        List { after, ..self }
    }

    /// Has the highest sort key come first.
    pub(crate) fn newest_first(self) -> List<'a> {
        List { newest_first: true, ..self }
    }

    /// The sort keys of this list that come after one that was seen.
    fn range(&self, seen: Option<String>) -> Range {
        // The least text above a sort key: BETWEEN includes its ends, and the entry that was seen must be left out.
        let least_above = |seen: String| format!("{seen}\u{1}");
        match (seen, &self.prefix, &self.below) {
            (Some(seen), None, Some(below)) if !self.newest_first => {
                Range::Between(least_above(seen), below.clone())
            }
            (None, None, Some(below)) => Range::Below(below.clone()),
            (Some(seen), ..) if self.newest_first => Range::Below(seen),
            (Some(seen), Some(prefix), _) => Range::Between(least_above(seen), format!("{prefix}\u{10FFFF}")),
            (Some(seen), None, _) => Range::Above(seen),
            (None, Some(prefix), _) => Range::Beginning(prefix.clone()),
            (None, None, None) => Range::All,
        }
    }

    /// The sort key that was seen last. It must be one that the list can have, because DynamoDB refuses a range that ends before it
    /// begins.
    fn seen(&self, whole: &str) -> Result<Option<String>, StoreError> {
        let Some(cursor) = self.after else { return Ok(self.since.clone()) };
        let seen = cursor::decode(whole, cursor)?;
        let within = self.prefix.as_ref().is_none_or(|prefix| seen.starts_with(prefix))
            && self.below.as_ref().is_none_or(|below| seen < *below);
        if within { Ok(Some(seen)) } else { Err(StoreError::Cursor) }
    }
}

/// The sort keys that a query asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    All,
    /// The sort keys with this beginning.
    Beginning(String),
    /// The sort keys above this one.
    Above(String),
    /// The sort keys below this one.
    Below(String),
    /// The sort keys from the first to the second, both included.
    Between(String, String),
}

impl Range {
    fn condition(&self) -> &'static str {
        match self {
            Range::All => "#partition = :partition",
            Range::Beginning(_) => "#partition = :partition AND begins_with(#sort, :from)",
            Range::Above(_) => "#partition = :partition AND #sort > :from",
            Range::Below(_) => "#partition = :partition AND #sort < :to",
            Range::Between(..) => "#partition = :partition AND #sort BETWEEN :from AND :to",
        }
    }
}

/// The due day of the filings in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The filings that are due on this day.
    On(Date),
    /// The filings that were due before this day.
    Before(Date),
}

/// Reads an entry.
pub(crate) type Read<T> = fn(&Item) -> Result<T, StoreError>;

impl Store {
    /// The filings of an owner, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_owner(
        &self,
        username: &str,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Owner, keys::owner_pk(username)).after(cursor).newest_first();
        self.listing(list, filing::read).await
    }

    /// The filings of an access provider, of one stage or of all. Those of one stage begin with the most urgent.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_provider(
        &self,
        provider: &str,
        status: Option<FilingStatus>,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Provider, keys::provider_pk(provider)).after(cursor);
        let list = match status {
            Some(status) => list.beginning(format!("{}#", status.as_str())),
            None => list,
        };
        self.listing(list, filing::read).await
    }

    /// The bureau's filings of one stage, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_status(
        &self,
        status: FilingStatus,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = |shard| List::of(Index::Status, keys::status_pk(status.as_str(), shard)).after(cursor);
        self.merged(list, filing::read).await
    }

    /// The bureau's filings of one stage that are due on a day, or were due before it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_due(
        &self,
        status: FilingStatus,
        when: When,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = |shard| {
            let list = List::of(Index::Status, keys::status_pk(status.as_str(), shard)).after(cursor);
            match when {
                When::On(day) => list.beginning(format!("{day}#")),
                When::Before(day) => list.below(day.to_string()),
            }
        };
        self.merged(list, filing::read).await
    }

    /// The filings that a reviewer took up, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_assigned(
        &self,
        username: &str,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Record, keys::assigned_pk(username)).after(cursor);
        self.listing(list, filing::read).await
    }

    /// The filings under review that nobody took up, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_unassigned(&self, cursor: Option<&str>) -> Result<Page<Filing>, StoreError> {
        let list = |shard| List::of(Index::Record, keys::unassigned_pk(shard)).after(cursor);
        self.merged(list, filing::read).await
    }

    /// A page of a list.
    pub(crate) async fn listing<T>(&self, list: List<'_>, read: Read<T>) -> Result<Page<T>, StoreError> {
        let (key, after) = (list.key.clone(), list.seen(&list.key)?);
        Ok(page(&key, self.query_list(list, after, read).await?))
    }

    /// A page of a list that is spread over shards. The shards are read side by side and merged.
    pub(crate) async fn merged<'a, T>(
        &self,
        list: impl Fn(u8) -> List<'a>,
        read: Read<T>,
    ) -> Result<Page<T>, StoreError> {
        // A cursor belongs to the whole list, which has the name of its first shard.
        let first = list(0);
        let (key, after) = (first.key.clone(), first.seen(&first.key)?);
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

    /// The entries of a list after this sort key, one more than a page shows, each with its own sort key.
    async fn query_list<T>(
        &self,
        list: List<'_>,
        after: Option<String>,
        read: Read<T>,
    ) -> Result<Vec<(String, T)>, StoreError> {
        let (_, _, sort) = list.index.names();
        let page = self.page(self.list_query(&list, after)).await?;
        let entry = |found: &Item| {
            let sort = found.get(sort).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            Ok((sort, read(found)?))
        };
        page.items().iter().map(entry).collect()
    }

    fn list_query(&self, list: &List<'_>, after: Option<String>) -> QueryFluentBuilder {
        let (_, partition, sort) = list.index.names();
        let range = list.range(after);
        let mut query = self
            .query_index(list.index)
            .key_condition_expression(range.condition())
            .expression_attribute_names("#partition", partition)
            .expression_attribute_values(":partition", text(&list.key))
            .scan_index_forward(!list.newest_first)
            .limit(PAGE + 1);
        let (from, to) = match range {
            Range::All => return query,
            Range::Beginning(prefix) => (Some(prefix), None),
            Range::Above(from) => (Some(from), None),
            Range::Below(to) => (None, Some(to)),
            Range::Between(from, to) => (Some(from), Some(to)),
        };
        query = query.expression_attribute_names("#sort", sort);
        if let Some(from) = from {
            query = query.expression_attribute_values(":from", text(from));
        }
        if let Some(to) = to {
            query = query.expression_attribute_values(":to", text(to));
        }
        query
    }
}

/// Cuts a list to a page, and makes the cursor of the next one.
fn page<T>(key: &str, mut entries: Vec<(String, T)>) -> Page<T> {
    let most = PAGE as usize;
    let next = (entries.len() > most).then(|| cursor::encode(key, &entries[most - 1].0));
    entries.truncate(most);
    Page { items: entries.into_iter().map(|(_, item)| item).collect(), next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_for_the_sort_keys_after_the_seen_one_and_within_the_list() {
        let list = || List::of(Index::Status, "STATUS#draft#0".into());
        let (seen, above) = (|| Some("b".to_owned()), || "b\u{1}".to_owned());
        for (list, first, next) in [
            (list(), Range::All, Range::Above("b".into())),
            (list().newest_first(), Range::All, Range::Below("b".into())),
            (
                list().beginning("a".into()),
                Range::Beginning("a".into()),
                Range::Between(above(), "a\u{10FFFF}".into()),
            ),
            (list().below("z".into()), Range::Below("z".into()), Range::Between(above(), "z".into())),
            (
                list().beginning("a".into()).newest_first(),
                Range::Beginning("a".into()),
                Range::Below("b".into()),
            ),
        ] {
            assert_eq!(list.range(None), first);
            assert_eq!(list.range(seen()), next);
        }
    }
}
