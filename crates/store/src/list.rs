//! Ordered lists in an index, such as worklists. They are read page by page with queries and never with a scan.

use crate::{
    Store, StoreError, cursor, filing,
    index::Index,
    item::{Item, text},
    keys,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use beian_filing::{
    filing::{Filing, FilingStatus},
    identifier::{ProviderId, Username},
};
use jiff::civil::Date;

/// Maximum number of entries on a page.
const PAGE: i32 = 50;

/// A page of a list. Its entries have only the data that lists show.
#[derive(Debug, Default)]
pub struct Page<T> {
    /// The entries, in the order of the list.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last page.
    pub next: Option<String>,
}

/// One ordered list in an index.
pub(crate) struct List<'a> {
    index: Index,
    /// The partition key.
    key: String,
    /// The prefix of all sort keys.
    prefix: Option<String>,
    /// Upper bound of the sort keys, which is excluded.
    below: Option<String>,
    /// The cursor after which the page begins.
    after: Option<&'a str>,
    /// Lower bound of the sort keys on the first page, which is excluded.
    since: Option<String>,
    newest_first: bool,
}

impl<'a> List<'a> {
    /// Selects the whole partition, with the lowest sort key first.
    pub(crate) fn of(index: Index, key: String) -> List<'a> {
        List { index, key, prefix: None, below: None, after: None, since: None, newest_first: false }
    }

    /// Limits the list to sort keys with this prefix.
    pub(crate) fn beginning(self, prefix: String) -> List<'a> {
        List { prefix: Some(prefix), ..self }
    }

    /// Limits the list to sort keys below this one.
    pub(crate) fn below(self, below: String) -> List<'a> {
        List { below: Some(below), ..self }
    }

    /// Starts the first page above this sort key.
    pub(crate) fn since(self, since: String) -> List<'a> {
        List { since: Some(since), ..self }
    }

    /// Starts the page after the entry of this cursor, if there is one.
    pub(crate) fn after(self, after: Option<&'a str>) -> List<'a> {
        List { after, ..self }
    }

    /// Reverses the list, so the highest sort key comes first.
    pub(crate) fn newest_first(self) -> List<'a> {
        List { newest_first: true, ..self }
    }

    /// Returns the range of this list's sort keys after `seen`.
    fn range(&self, seen: Option<String>) -> Range {
        // BETWEEN includes both ends, so the range begins with the least text above the sort key of the last page.
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

    /// Returns the sort key after which the page begins. A cursor with a sort key outside the list is an error, because DynamoDB refuses
    /// a range that ends before it begins.
    fn seen(&self, whole: &str) -> Result<Option<String>, StoreError> {
        let Some(cursor) = self.after else { return Ok(self.since.clone()) };
        let seen = cursor::decode(whole, cursor)?;
        let within = self.prefix.as_ref().is_none_or(|prefix| seen.starts_with(prefix))
            && self.below.as_ref().is_none_or(|below| seen < *below);
        if within { Ok(Some(seen)) } else { Err(StoreError::Cursor) }
    }
}

/// The sort keys that a query selects.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    All,
    /// The sort keys with this prefix.
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

/// The filings of a list, by their due day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The filings that are due on this day.
    On(Date),
    /// The filings that were due before this day.
    Before(Date),
}

/// A function that reads an entry of a list.
pub(crate) type Read<T> = fn(&Item) -> Result<T, StoreError>;

impl Store {
    /// Lists the filings of an owner, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_owner(
        &self,
        username: &Username,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Owner, keys::owner_pk(username)).after(cursor).newest_first();
        self.listing(list, filing::read).await
    }

    /// Lists the filings of an access provider, with one status or with any. Filings with one status are in the order of their urgency.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_of_provider(
        &self,
        provider: &ProviderId,
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

    /// Lists the bureau's filings with a status, the most urgent first.
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

    /// Lists the bureau's filings with a status that are due on a day, or were due before it.
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

    /// Lists the filings under review that a reviewer took up, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_assigned(
        &self,
        username: &Username,
        cursor: Option<&str>,
    ) -> Result<Page<Filing>, StoreError> {
        let list = List::of(Index::Record, keys::assigned_pk(username)).after(cursor);
        self.listing(list, filing::read).await
    }

    /// Lists the filings under review without a reviewer, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filings_unassigned(&self, cursor: Option<&str>) -> Result<Page<Filing>, StoreError> {
        let list = |shard| List::of(Index::Record, keys::unassigned_pk(shard)).after(cursor);
        self.merged(list, filing::read).await
    }

    /// Reads one page of a list.
    pub(crate) async fn listing<T>(&self, list: List<'_>, read: Read<T>) -> Result<Page<T>, StoreError> {
        let (key, after) = (list.key.clone(), list.seen(&list.key)?);
        Ok(page(&key, self.query_list(list, after, read).await?))
    }

    /// Reads one page of a list that is divided into shards. The shards are queried concurrently, and their entries are merged in order.
    pub(crate) async fn merged<'a, T>(
        &self,
        list: impl Fn(u8) -> List<'a>,
        read: Read<T>,
    ) -> Result<Page<T>, StoreError> {
        // A cursor belongs to the whole list and is tied to the partition key of the first shard.
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

    /// Reads the entries of a list after this sort key, each with its own sort key. One entry more than a page is read, which shows
    /// whether another page follows.
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

/// Truncates the entries to one page, and makes the cursor of the next page.
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
