//! The layout 布局 of stored data: one number for the table and the data folder. It keeps a program from writing into shapes that it does
//! not know.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::{self, Key, PK, SK},
};
use beian_filing::record::search_name;

/// The layout that this program reads and writes. The number grows with every change of a stored shape that an older program would
/// misread, or that this program reads only after an import.
///
/// | layout | change |
/// | --- | --- |
/// | 1 | table, data directory and exports say which one they have |
/// | 2 | claims stand under their canonical keys, and records are looked up by canonical domains and usual names |
/// | 3 | events carry the data of their aggregate; an older history is not taken over, because its hashes cover its old shape |
/// | 4 | states and events use the terms of the glossary as names; older ones are not taken over, for the same reason |
pub const LAYOUT: u32 = 4;

/// The attribute that holds the layout.
pub const LAYOUT_ATTRIBUTE: &str = "layout";

/// The stored data has another layout than this program's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "数据布局是 {found}，本程序需要 {LAYOUT}：请用写入这些数据的程序 beian export 导出，再用本程序 beian import 导入空的目标。 The data has layout \
     {found}, this program needs {LAYOUT}: take it out with the program that wrote it (beian export), and put it into an empty place with this one \
     (beian import)"
)]
pub struct OtherLayout {
    /// The layout that was found; `none` where the data names none.
    pub found: String,
}

impl OtherLayout {
    /// Checks that this program's layout was found.
    ///
    /// # Errors
    /// When another layout was found, or none.
    pub fn check(found: Option<u32>) -> Result<(), OtherLayout> {
        match found {
            Some(LAYOUT) => Ok(()),
            Some(other) => Err(OtherLayout { found: other.to_string() }),
            None => Err(OtherLayout { found: "none".to_owned() }),
        }
    }
}

/// The reason why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The table has another layout.
    #[error(transparent)]
    Other(#[from] OtherLayout),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The item that marks a table with this program's layout, in DynamoDB's own JSON.
pub fn layout_item() -> serde_json::Value {
    let Key { pk, sk } = Key::layout();
    serde_json::json!({ PK: { "S": pk }, SK: { "S": sk }, LAYOUT_ATTRIBUTE: { "N": LAYOUT.to_string() } })
}

/// Brings an item of an export into this layout. An item without a change of shape stays the same.
///
/// Two claims may thereby meet under one key; [`Store::put_moved_claim`] decides which one stays.
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

/// Whether an item is a state or an event in the shape of the layouts before the fourth: `deed` named an event, `head` the last hash.
pub fn is_of_an_older_shape(item: &serde_json::Value) -> bool {
    let data = item["data"]["S"].as_str().unwrap_or_default();
    ["\"deed\":", "\"head\":"].iter().any(|name| data.contains(name))
}

impl Store {
    /// Checks that the table has this program's layout. An empty table has none yet, and gets it if it is taken into use.
    ///
    /// # Errors
    /// When the table has another layout, or does not answer.
    pub async fn has_layout(&self, taken: bool) -> Result<(), LayoutError> {
        let found = self.get(Key::layout()).await?;
        let found = found.as_ref().map(|item| item::read_number(item, LAYOUT_ATTRIBUTE).unwrap_or_default());
        if found.is_some() || !self.is_bare().await? {
            return Ok(OtherLayout::check(found)?);
        }
        if taken {
            let mut item = item::key(Key::layout());
            item.insert(LAYOUT_ATTRIBUTE.to_owned(), number(LAYOUT));
            // Two programs may take the table into use at the same time.
            self.put_unless_there(item).await?;
        }
        Ok(())
    }

    /// Whether the table holds no item at all.
    async fn is_bare(&self) -> Result<bool, StoreError> {
        let page = self.scan_page(None, Some(1)).await?;
        Ok(page.items().is_empty())
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
    fn what_an_older_layout_keeps_elsewhere_is_moved_where_this_one_looks_for_it() {
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
            ("ORDER#赣ICP备2026000001号", "CLAIM", "ORDER#赣ICP备2026000001号"),
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
