//! The layout of what is stored 布局: one number for table and data folder, so that no program writes into shapes that it does not know.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::{Key, PK, SK},
};

/// The layout that this program reads and writes. It grows with every change of a stored shape that an older program would misread, or
/// that this one reads only after an import.
pub const LAYOUT: u32 = 1;

/// The attribute that holds it.
pub const LAYOUT_ATTRIBUTE: &str = "layout";

/// What is stored has another layout than this program's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "数据布局是 {found}，本程序需要 {LAYOUT}：请用写入这些数据的程序 beian export 导出，再用本程序 beian import 导入空的目标。 The data has layout \
     {found}, this program needs {LAYOUT}: take it out with the program that wrote it (beian export), and put it into an empty place with this one \
     (beian import)"
)]
pub struct OtherLayout {
    /// What was found; `none` where nothing says it.
    pub found: String,
}

impl OtherLayout {
    /// Whether what was found is this program's layout.
    ///
    /// # Errors
    /// When it is another, or nothing says which.
    pub fn check(found: Option<u32>) -> Result<(), OtherLayout> {
        match found {
            Some(LAYOUT) => Ok(()),
            Some(other) => Err(OtherLayout { found: other.to_string() }),
            None => Err(OtherLayout { found: "none".to_owned() }),
        }
    }
}

/// Why a table is not used.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// It has another layout.
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

impl Store {
    /// Checks that the table has this program's layout. One that holds nothing has none yet, and gets it where it is `taken` into use.
    ///
    /// # Errors
    /// When it has another, or the table does not answer.
    pub async fn has_layout(&self, taken: bool) -> Result<(), LayoutError> {
        let found = self.get(Key::layout()).await?;
        let found = found.as_ref().map(|item| {
            let layout = item.get(LAYOUT_ATTRIBUTE).and_then(|value| value.as_n().ok());
            layout.and_then(|layout| layout.parse().ok()).unwrap_or_default()
        });
        if found.is_some() || !self.is_bare().await? {
            return Ok(OtherLayout::check(found)?);
        }
        if taken {
            let mut item = item::key(Key::layout());
            item.insert(LAYOUT_ATTRIBUTE.to_owned(), number(LAYOUT));
            match self.put(item, Some("attribute_not_exists(pk)")).await {
                // Two took it at the same moment.
                Err(StoreError::Exists) => {}
                put => put?,
            }
        }
        Ok(())
    }

    /// Whether the table holds no item at all.
    async fn is_bare(&self) -> Result<bool, StoreError> {
        let page = self
            .db
            .scan()
            .table_name(&self.settings.table)
            .consistent_read(true)
            .limit(1)
            .send()
            .await
            .map_err(|error| StoreError::call("Scan", error))?;
        Ok(page.items().is_empty())
    }
}
