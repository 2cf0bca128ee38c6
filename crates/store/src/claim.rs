//! Claims of other provinces. The bureau takes over lists of other provinces' records row by row. A claim that a filing of this bureau
//! holds stays with the filing.
//!
//! Each row is one conditional write, so filings can be submitted while a list is taken over. A filing that is submitted at the same time
//! finds the claim taken, or it takes the claim first and the row is rejected.

use crate::{
    Store, StoreError,
    item::{self, Item, serialize, text},
    keys::Key,
    table::Answer,
};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use beian_filing::claim::{Claim, ListChange, ListedClaim, list::SkipReason};
use std::{collections::HashSet, time::Duration};
use tokio::task::JoinSet;

/// Prefix of the document of a claim that another province holds. The document of a claim that a filing of this bureau holds has another
/// prefix.
pub(crate) const OF_PROVINCE: &str = "{\"province\":";
/// Maximum number of concurrent writes.
const AT_ONCE: usize = 32;
/// Maximum number of tries of a row. A submission may write the same claim at the same time; the wait before the next try then grows.
const TRIES: u32 = 5;

/// The outcome of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// The table agrees with the row.
    Done,
    /// A filing of this bureau holds the claim and keeps it.
    HeldHere,
    /// The row removes a claim that another record of a province holds, so the claim stays.
    HeldByOther,
}

impl ClaimOutcome {
    /// Returns the reason for which the row was not taken over.
    pub fn reason(self) -> Option<SkipReason> {
        match self {
            ClaimOutcome::Done => None,
            ClaimOutcome::HeldHere => Some(SkipReason::HeldHere),
            ClaimOutcome::HeldByOther => Some(SkipReason::HeldByOther),
        }
    }
}

/// A row with its key and document, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyClaim {
    /// The key of the claim.
    pub key: Key,
    /// The document that names the holder.
    pub document: String,
    /// The change of the row: the claim is added or removed.
    pub change: ListChange,
}

impl ReadyClaim {
    /// Prepares a row.
    ///
    /// # Errors
    /// No error is known, because a holder can always be serialized.
    pub fn of(listed: &ListedClaim) -> Result<ReadyClaim, StoreError> {
        Ok(ReadyClaim {
            key: Key::claim(&listed.claim),
            document: serialize(&listed.holder())?,
            change: listed.change,
        })
    }

    /// Returns the outcome of the row for a claim with this stored document. The write conditions of [`Store::apply_claims`] agree with
    /// it.
    pub fn outcome(&self, found: Option<&str>) -> ClaimOutcome {
        match (found, self.change) {
            (None, _) => ClaimOutcome::Done,
            (Some(found), _) if !found.starts_with(OF_PROVINCE) => ClaimOutcome::HeldHere,
            (Some(_), ListChange::Add) => ClaimOutcome::Done,
            (Some(found), ListChange::Remove) if found == self.document => ClaimOutcome::Done,
            (Some(_), ListChange::Remove) => ClaimOutcome::HeldByOther,
        }
    }

    /// Builds the item, in DynamoDB's own JSON.
    pub fn item(&self) -> serde_json::Value {
        serde_json::json!({
            "pk": { "S": self.key.pk },
            "sk": { "S": self.key.sk },
            "data": { "S": self.document },
        })
    }
}

impl Store {
    /// Takes over rows, and returns the outcome of each. Rows about the same claim are written in their order. The same rows may be taken
    /// over more than once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. Some rows may have been written before the error.
    pub async fn apply_claims(&self, listed: &[ListedClaim]) -> Result<Vec<ClaimOutcome>, StoreError> {
        let mut settled = vec![ClaimOutcome::Done; listed.len()];
        let mut under_way: JoinSet<Result<(usize, ClaimOutcome), StoreError>> = JoinSet::new();
        let mut claims: HashSet<Claim> = HashSet::new();
        for (place, row) in listed.iter().enumerate() {
            let claim = row.claim.canonical();
            let again = claims.contains(&claim);
            while under_way.len() >= AT_ONCE || (again && !under_way.is_empty()) {
                next(&mut under_way, &mut settled).await?;
            }
            if again {
                claims.clear();
            }
            claims.insert(claim);
            let (store, ready) = (self.clone(), ReadyClaim::of(row)?);
            under_way.spawn(async move { Ok((place, store.apply_claim(&ready).await?)) });
        }
        while !under_way.is_empty() {
            next(&mut under_way, &mut settled).await?;
        }
        Ok(settled)
    }

    async fn apply_claim(&self, ready: &ReadyClaim) -> Result<ClaimOutcome, StoreError> {
        let mut tries = 1;
        loop {
            let done = match ready.change {
                ListChange::Add => self.put_claim(ready).await,
                ListChange::Remove => self.delete_claim(ready).await,
            };
            match done {
                Err(StoreError::Contended) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_millis(10) * tries * tries).await;
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    async fn put_claim(&self, ready: &ReadyClaim) -> Result<ClaimOutcome, StoreError> {
        let mut item = item::key(ready.key.clone());
        item.insert("data".to_owned(), text(&ready.document));
        let put = self
            .put_item(item)
            .condition_expression("attribute_not_exists(pk) OR begins_with(#data, :province)")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":province", text(OF_PROVINCE))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        settled(ready, self.try_put(put).await?)
    }

    async fn delete_claim(&self, ready: &ReadyClaim) -> Result<ClaimOutcome, StoreError> {
        let delete = self
            .delete_item(ready.key.clone())
            .condition_expression("attribute_not_exists(pk) OR #data = :theirs")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":theirs", text(&ready.document))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        settled(ready, self.try_delete(delete).await?)
    }
}

fn settled(ready: &ReadyClaim, answer: Answer) -> Result<ClaimOutcome, StoreError> {
    let Answer::Refused(found) = answer else { return Ok(ClaimOutcome::Done) };
    let found: Item = found.ok_or_else(|| StoreError::corrupt("claim", "no item in the refusal"))?;
    match ready.outcome(Some(item::string(&found, "data")?)) {
        ClaimOutcome::Done => Err(StoreError::corrupt("claim", "refused without a reason")),
        settled => Ok(settled),
    }
}

async fn next(
    under_way: &mut JoinSet<Result<(usize, ClaimOutcome), StoreError>>,
    settled: &mut [ClaimOutcome],
) -> Result<(), StoreError> {
    let Some(done) = under_way.join_next().await else { return Ok(()) };
    let (place, found) = done.map_err(|error| StoreError::call("claims", error))??;
    if let Some(settled) = settled.get_mut(place) {
        *settled = found;
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use beian_filing::{
        claim::{Holder, ListParser},
        identifier::FilingId,
    };

    fn ready(line: &str) -> ReadyClaim {
        let mut list =
            ListParser::begin(b"subject,certificate_kind,value,province,number,change", "36").unwrap();
        ReadyClaim::of(&list.row(line.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_row_gives_way_to_a_filing_and_to_no_province() {
        let add = ready("domain,,shili-wai.cn,44,粤ICP备2026000123号,");
        assert_eq!(add.key, Key { pk: "DOMAIN#shili-wai.cn".into(), sk: "CLAIM".into() });
        let here = serialize(&Holder::Filing(FilingId::from(1))).unwrap();
        let there = ready("domain,,shili-wai.cn,33,浙ICP备2026000456号,").document;
        let remove = ready("domain,,shili-wai.cn,44,粤ICP备2026000123号,remove");
        assert_eq!(add.document, remove.document);
        assert!(add.document.starts_with(OF_PROVINCE) && !here.starts_with(OF_PROVINCE));
        for (found, added, removed) in [
            (None, ClaimOutcome::Done, ClaimOutcome::Done),
            (Some(&add.document), ClaimOutcome::Done, ClaimOutcome::Done),
            (Some(&there), ClaimOutcome::Done, ClaimOutcome::HeldByOther),
            (Some(&here), ClaimOutcome::HeldHere, ClaimOutcome::HeldHere),
        ] {
            assert_eq!(add.outcome(found.map(String::as_str)), added, "{found:?}");
            assert_eq!(remove.outcome(found.map(String::as_str)), removed, "{found:?}");
        }
    }
}
