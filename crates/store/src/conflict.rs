//! Conflicts about claims: the holder of a claim, and the filings that were refused the claim.

use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys::{self, Key, PK, SK},
    transaction::Condition,
};
use beian_filing::{
    calendar::local_date,
    claim::{Claim, ConflictKind, Holder, REFUSED_CLAIM_DAYS, RefusedClaim},
    statistics::CountKey,
};
use jiff::SignedDuration;
use std::collections::HashMap;

/// Maximum number of items in a query: the holder and 50 refused claims.
const MOST: i32 = 51;

impl Store {
    /// Saves that a filing was refused a claim, and counts the conflict by its kind. A second refusal of the same filing replaces the
    /// first and is not counted.
    ///
    /// # Errors
    /// [`StoreError::Contended`] if another transaction counts at the same time; [`StoreError::Unavailable`].
    pub async fn note_refused_claim(
        &self,
        claim: &Claim,
        refused: &RefusedClaim,
        kind: ConflictKind,
    ) -> Result<(), StoreError> {
        if matches!(claim, Claim::FilingUnderWay(_)) {
            // Only filings of one owner compete for such a claim, so the bureau has no conflict to settle.
            return Ok(());
        }
        let mut item = item::document(Key::refused_claim(claim, refused.filing_id), refused)?;
        item::expire(&mut item, refused.at + SignedDuration::from_hours(REFUSED_CLAIM_DAYS * 24));
        let mut transaction = self.transaction();
        transaction.put_new(Condition::New, item.clone())?;
        self.tally(local_date(refused.at), &[CountKey::conflict(kind)], &mut transaction)?;
        match self.transact(transaction).await {
            Err(StoreError::Exists) => self.put(item).await,
            done => done,
        }
    }

    /// Reads the holder of a claim, and at most 50 filings that were refused the claim, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn both_sides(&self, claim: &Claim) -> Result<(Option<Holder>, Vec<RefusedClaim>), StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(Key::claim(claim).pk))
            .limit(MOST);
        let page = self.page(query).await?;
        let (mut holder, mut refused_claims) = (None, Vec::<RefusedClaim>::new());
        for found in page.items() {
            if item::string(found, SK)?.starts_with(keys::REFUSED) {
                refused_claims.push(item::data("wish", found)?);
            } else {
                holder = Some(item::data("claim", found)?);
            }
        }
        refused_claims.sort_by_key(|refused| std::cmp::Reverse(refused.at));
        Ok((holder, refused_claims))
    }

    /// Returns those of the claims that have a holder, each with its holder.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn holders(&self, claims: &[Claim]) -> Result<Vec<(Claim, Holder)>, StoreError> {
        let items = self.get_all(claims.iter().map(Key::claim).collect()).await?;
        let by_key: HashMap<&str, &Item> = items
            .iter()
            .map(|found| Ok((item::string(found, PK)?, found)))
            .collect::<Result<_, StoreError>>()?;
        claims
            .iter()
            .filter_map(|claim| by_key.get(Key::claim(claim).pk.as_str()).map(|found| (claim, *found)))
            .map(|(claim, found)| Ok((claim.clone(), item::data("claim", found)?)))
            .collect()
    }
}
