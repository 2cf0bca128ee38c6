//! The layout 布局 of stored data is one number for the table and the data folder. A program refuses data of another layout, so it never
//! writes into a shape that it does not know.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::{self, Key, PK, SK},
};
use beian_filing::record::search_name;

/// The layout that this program reads and writes. The number grows with every change of a stored shape that an older program would
/// misread, and with every change that this program reads only after an import.
///
/// | layout | change |
/// | --- | --- |
/// | 1 | table, data folder and exports contain the number of their layout |
/// | 2 | claims have canonical keys; look-ups of records use canonical domains and names in usual characters |
/// | 3 | events contain the data of their aggregate; an import rejects older histories, because their hashes cover the old shape |
/// | 4 | states and events use the names of the glossary; an import rejects older ones for the same reason |
pub const LAYOUT: u32 = 4;

/// Attribute with the number of the layout.
pub const LAYOUT_ATTRIBUTE: &str = "layout";

/// The stored data has another layout than this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "数据布局是 {found}，本程序需要 {LAYOUT}：请用写入这些数据的程序 beian export 导出，再用本程序 beian import 导入空的目标。 The data has layout \
     {found}, this program needs {LAYOUT}: take it out with the program that wrote it (beian export), and put it into an empty place with this one \
     (beian import)"
)]
pub struct OtherLayout {
    /// The layout of the data; `none` if the data has no number.
    pub found: String,
}

impl OtherLayout {
    /// Checks that the data has this program's layout.
    ///
    /// # Errors
    /// [`OtherLayout`] if the data has another layout or none.
    pub fn check(found: Option<u32>) -> Result<(), OtherLayout> {
        match found {
            Some(LAYOUT) => Ok(()),
            Some(other) => Err(OtherLayout { found: other.to_string() }),
            None => Err(OtherLayout { found: "none".to_owned() }),
        }
    }
}

/// The reason for which a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The table has another layout.
    #[error(transparent)]
    Other(#[from] OtherLayout),
    /// DynamoDB failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Builds the item that marks a table with this program's layout, in DynamoDB's own JSON.
pub fn layout_item() -> serde_json::Value {
    let Key { pk, sk } = Key::layout();
    serde_json::json!({ PK: { "S": pk }, SK: { "S": sk }, LAYOUT_ATTRIBUTE: { "N": LAYOUT.to_string() } })
}

/// Converts an item of an export from layout `from` to this layout. An item without a change of shape stays the same.
///
/// Two claims may get the same key by the conversion; [`Store::put_moved_claim`] decides which of them stays.
pub fn moved(item: serde_json::Value, from: u32) -> serde_json::Value {
    let mut item = item;
    if from >= LAYOUT {
        return item;
    }
    let text = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let (pk, sk, record) = (text(PK), text(SK), text("record_key"));
    if sk == keys::CLAIM || sk.starts_with(keys::REFUSED) {
        if let Some(claim) = keys::claim_of(&pk) {
            item[PK]["S"] = Key::claim(&claim).pk.into();
        }
    } else if sk.starts_with(keys::SITE) {
        if let Some(domain) = record.strip_prefix("DOMAIN#") {
            item["record_key"]["S"] = keys::domain_pk(domain).into();
        }
    } else if sk == keys::ORGANIZER
        && let Some(name) = record.strip_prefix("NAME#")
    {
        item["record_key"]["S"] = keys::name_pk(&search_name(name)).into();
    }
    item
}

/// Tells whether an item is a state or an event of a layout before 4. In those layouts, the field `deed` has the name of an event and the
/// field `head` has the hash of the last event.
pub fn is_of_an_older_shape(item: &serde_json::Value) -> bool {
    let data = item["data"]["S"].as_str().unwrap_or_default();
    ["\"deed\":", "\"head\":"].iter().any(|name| data.contains(name))
}

impl Store {
    /// Checks that the table has this program's layout, or is empty.
    ///
    /// # Errors
    /// [`LayoutError::Other`] if the table has another layout, and [`LayoutError::Store`] if DynamoDB does not answer.
    pub async fn check_layout(&self) -> Result<(), LayoutError> {
        self.is_bare().await.map(drop)
    }

    /// Checks that the table has this program's layout. An empty table gets it.
    ///
    /// # Errors
    /// The errors of [`Store::check_layout`].
    pub async fn take_layout(&self) -> Result<(), LayoutError> {
        if self.is_bare().await? {
            let mut item = item::key(Key::layout());
            item.insert(LAYOUT_ATTRIBUTE.to_owned(), number(LAYOUT));
            // Another program may mark the table at the same time.
            self.put_unless_there(item).await?;
        }
        Ok(())
    }

    /// Tells whether the table has no items and therefore no layout yet. A table of another layout is an error.
    async fn is_bare(&self) -> Result<bool, LayoutError> {
        let found = self.get(Key::layout()).await?;
        let found = found.as_ref().map(|item| item::read_number(item, LAYOUT_ATTRIBUTE).unwrap_or_default());
        if found.is_none() && self.scan_page(None, Some(1)).await?.items().is_empty() {
            return Ok(true);
        }
        OtherLayout::check(found)?;
        Ok(false)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use beian_filing::{claim::Claim, identifier::Domain};
    use serde_json::{Value, json};

    fn item(pk: &str, sk: &str, record: Option<&str>) -> Value {
        let mut item = json!({ "pk": { "S": pk }, "sk": { "S": sk }, "data": { "S": "{}" } });
        if let Some(record) = record {
            item["record_key"] = json!({ "S": record });
        }
        item
    }

    #[test]
    fn items_of_an_older_layout_move_to_their_place_in_this_one() {
        let traditional = Domain::parse("變體.中國").unwrap();
        let of_domain = Key::claim(&Claim::domain(&Domain::parse("变体.中国").unwrap())).pk;
        let of_unit = Key::claim(&Claim::certificate("3", "MA00TTT17").unwrap()).pk;
        let before = format!("DOMAIN#{}", traditional.ascii());
        for (pk, sk, after) in [
            (before.as_str(), "CLAIM", of_domain.as_str()),
            (&before, "REFUSED#f1", &of_domain),
            ("CERT#credit-code#91360000MA00TTT173", "CLAIM", &of_unit),
            ("CERT#3#MA00TTT17", "CLAIM", &of_unit),
            ("CERT#resident-id#36000019900101000X", "CLAIM", "CERT#resident-id#36000019900101000X"),
            ("UNDERWAY#赣ICP备2026000001号", "CLAIM", "UNDERWAY#赣ICP备2026000001号"),
            ("FILING#f1", "STATE", "FILING#f1"),
        ] {
            assert_eq!(moved(item(pk, sk, None), 1)["pk"]["S"], after, "{pk} {sk}");
            assert_eq!(moved(item(pk, sk, None), LAYOUT)["pk"]["S"], pk, "of this layout already");
        }
        let site = moved(item("RECORD#x", "SITE#1", Some(&before)), 1);
        assert_eq!(site["record_key"]["S"], of_domain.as_str());
        let organizer = moved(item("RECORD#x", "ORGANIZER", Some("NAME#江⻄⼯业示例")), 1);
        assert_eq!(organizer["record_key"]["S"], "NAME#江西工业示例");
    }
}
