//! Claims of other provinces: taken over as they are told, and never against a filing of this bureau.
//!
//! One conditional write a row, so that filings go on meanwhile: whoever submits in the same moment either finds the claim
//! taken, or takes it and the row finds it held.

use crate::{
    Store, StoreError,
    commit::serialize,
    item::{self, Item, text},
    keys::Key,
};
use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::ReturnValuesOnConditionCheckFailure,
};
use beian_filing::{
    claim_list::{Change, Reason, Told},
    conflict::Claim,
};
use std::{collections::HashSet, time::Duration};
use tokio::task::JoinSet;

/// How the document of a claim begins that another province holds; whatever begins otherwise is held here.
pub(crate) const OF_PROVINCE: &str = "{\"province\":";
/// Rows that are written at the same time.
const AT_ONCE: usize = 32;
/// A submission may be at the same claim; then it is tried again, a little later each time.
const TRIES: u32 = 5;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The table says what the row says.
    Done,
    /// A filing of this bureau holds the claim. It was left as it is.
    HeldHere,
    /// What was to be removed is held by another record than the row's. It was left as it is.
    HeldByOther,
}

impl Settled {
    /// Why the row was not taken over.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Settled::Done => None,
            Settled::HeldHere => Some(Reason::HeldHere),
            Settled::HeldByOther => Some(Reason::HeldByOther),
        }
    }
}

/// A row made ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyClaim {
    /// Where it goes.
    pub key: Key,
    /// The document that names the holder.
    pub document: String,
    /// What is to be done with it.
    pub change: Change,
}

impl ReadyClaim {
    /// Makes a row ready.
    ///
    /// # Errors
    /// None that is known: a holder can always be written.
    pub fn of(told: &Told) -> Result<ReadyClaim, StoreError> {
        Ok(ReadyClaim {
            key: Key::claim(&told.claim),
            document: serialize(&told.holder())?,
            change: told.change,
        })
    }

    /// What becomes of the row where this document stands. The conditions of [`Store::settle_claims`] say the same.
    pub fn settle(&self, found: Option<&str>) -> Settled {
        match (found, self.change) {
            (None, _) => Settled::Done,
            (Some(found), _) if !found.starts_with(OF_PROVINCE) => Settled::HeldHere,
            (Some(_), Change::Add) => Settled::Done,
            (Some(found), Change::Remove) if found == self.document => Settled::Done,
            (Some(_), Change::Remove) => Settled::HeldByOther,
        }
    }

    /// The item, in DynamoDB's own JSON.
    pub fn item(&self) -> serde_json::Value {
        serde_json::json!({
            "pk": { "S": self.key.pk },
            "sk": { "S": self.key.sk },
            "data": { "S": self.document },
        })
    }
}

impl Store {
    /// Takes rows over, in their order where they are about the same claim, and says what became of each. To take the same
    /// over again is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; some rows may have been written then.
    pub async fn settle_claims(&self, told: &[Told]) -> Result<Vec<Settled>, StoreError> {
        let mut settled = vec![Settled::Done; told.len()];
        let mut under_way: JoinSet<Result<(usize, Settled), StoreError>> = JoinSet::new();
        let mut claims: HashSet<Claim> = HashSet::new();
        for (place, row) in told.iter().enumerate() {
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
            under_way.spawn(async move { Ok((place, store.settle_claim(&ready).await?)) });
        }
        while !under_way.is_empty() {
            next(&mut under_way, &mut settled).await?;
        }
        Ok(settled)
    }

    async fn settle_claim(&self, ready: &ReadyClaim) -> Result<Settled, StoreError> {
        let mut tries = 1;
        loop {
            let done = match ready.change {
                Change::Add => self.put_claim(ready).await,
                Change::Remove => self.delete_claim(ready).await,
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

    async fn put_claim(&self, ready: &ReadyClaim) -> Result<Settled, StoreError> {
        let mut item = item::key(ready.key.clone());
        item.insert("data".to_owned(), text(&ready.document));
        let put = self
            .db
            .put_item()
            .table_name(&self.settings.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR begins_with(#data, :province)")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":province", text(OF_PROVINCE))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = put.send().await else { return Ok(Settled::Done) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(found)) => refused(ready, found.item()),
            Some(PutItemError::TransactionConflictException(_)) => Err(StoreError::Contended),
            _ => Err(StoreError::call("PutItem", error)),
        }
    }

    async fn delete_claim(&self, ready: &ReadyClaim) -> Result<Settled, StoreError> {
        let delete = self
            .db
            .delete_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(ready.key.clone())))
            .condition_expression("attribute_not_exists(pk) OR #data = :theirs")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":theirs", text(&ready.document))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = delete.send().await else { return Ok(Settled::Done) };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(found)) => refused(ready, found.item()),
            Some(DeleteItemError::TransactionConflictException(_)) => Err(StoreError::Contended),
            _ => Err(StoreError::call("DeleteItem", error)),
        }
    }
}

fn refused(ready: &ReadyClaim, found: Option<&Item>) -> Result<Settled, StoreError> {
    let found = found.ok_or_else(|| StoreError::corrupt("claim", "no item in the refusal"))?;
    match ready.settle(Some(item::string(found, "data")?)) {
        Settled::Done => Err(StoreError::corrupt("claim", "refused without a reason")),
        settled => Ok(settled),
    }
}

async fn next(
    under_way: &mut JoinSet<Result<(usize, Settled), StoreError>>,
    settled: &mut [Settled],
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
    use beian_filing::{claim_list::List, conflict::Holder};

    fn ready(line: &str) -> ReadyClaim {
        let mut list = List::begin(b"subject,certificate_kind,value,province,number,change", "36").unwrap();
        ReadyClaim::of(&list.row(line.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_row_gives_way_to_a_filing_and_to_no_province() {
        let add = ready("domain,,shili-wai.cn,44,粤ICP备2026000123号,");
        assert_eq!(add.key, Key { pk: "DOMAIN#shili-wai.cn".into(), sk: "CLAIM".into() });
        let here = serialize(&Holder::Filing("f1".into())).unwrap();
        let there = ready("domain,,shili-wai.cn,33,浙ICP备2026000456号,").document;
        let remove = ready("domain,,shili-wai.cn,44,粤ICP备2026000123号,remove");
        assert_eq!(add.document, remove.document);
        assert!(add.document.starts_with(OF_PROVINCE) && !here.starts_with(OF_PROVINCE));
        for (found, added, removed) in [
            (None, Settled::Done, Settled::Done),
            (Some(&add.document), Settled::Done, Settled::Done),
            (Some(&there), Settled::Done, Settled::HeldByOther),
            (Some(&here), Settled::HeldHere, Settled::HeldHere),
        ] {
            assert_eq!(add.settle(found.map(String::as_str)), added, "{found:?}");
            assert_eq!(remove.settle(found.map(String::as_str)), removed, "{found:?}");
        }
    }
}
