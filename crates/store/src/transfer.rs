//! Exports, imports and checks of all stored data, page by page. No Lambda function uses this module, and none may scan the table.

use crate::{
    Store, StoreError, bucket,
    claim::OF_PROVINCE,
    item::{self, Item},
    keys::{Key, PK, SK},
    table::{Answer, NEW},
};
use aws_sdk_dynamodb::{
    operation::scan::ScanOutput,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use aws_sdk_s3::operation::get_object::GetObjectError;
use serde_json::{Map, Value, json};

/// Attribute of items that expire. An export omits such items: sessions are credentials, and the others are created again.
const EXPIRES: &str = "expires_at";

/// The folders of the bucket that an export contains. It omits uploads that were not attached, and lists of claims.
const MOVED: [&str; 4] = ["filings/", "pages/", "post/", "quarantine/"];

/// An object of the bucket, such as a scan.
#[derive(Debug)]
pub struct Object {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The media type.
    pub media_type: String,
}

/// Converts an item to DynamoDB's own JSON, `{"pk": {"S": "…"}, …}`. DynamoDB's import from S3 reads this JSON too.
pub(crate) fn to_json(item: &Item) -> Result<Value, StoreError> {
    item.iter()
        .map(|(name, value)| Ok((name.clone(), attribute_to_json(value)?)))
        .collect::<Result<Map<_, _>, _>>()
        .map(Value::Object)
}

fn attribute_to_json(value: &AttributeValue) -> Result<Value, StoreError> {
    Ok(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::L(list) => {
            json!({ "L": list.iter().map(attribute_to_json).collect::<Result<Vec<_>, _>>()? })
        }
        AttributeValue::M(map) => json!({ "M": to_json(map)? }),
        _ => return Err(StoreError::corrupt("attribute", "no item of ours has this type")),
    })
}

pub(crate) fn from_json(value: &Value) -> Result<Item, StoreError> {
    let attributes = value.as_object().ok_or_else(|| StoreError::corrupt("item", "not an object"))?;
    attributes.iter().map(|(name, value)| Ok((name.clone(), attribute_from_json(value)?))).collect()
}

fn attribute_from_json(value: &Value) -> Result<AttributeValue, StoreError> {
    let typed = value.as_object().filter(|typed| typed.len() == 1).and_then(|typed| typed.iter().next());
    let wrong = || StoreError::corrupt("attribute", "not as DynamoDB writes it");
    let (kind, value) = typed.ok_or_else(wrong)?;
    Ok(match (kind.as_str(), value) {
        ("S", Value::String(text)) => AttributeValue::S(text.clone()),
        ("N", Value::String(number)) => AttributeValue::N(number.clone()),
        ("BOOL", Value::Bool(truth)) => AttributeValue::Bool(*truth),
        ("NULL", Value::Bool(true)) => AttributeValue::Null(true),
        ("L", Value::Array(list)) => {
            AttributeValue::L(list.iter().map(attribute_from_json).collect::<Result<_, _>>()?)
        }
        ("M", map) => AttributeValue::M(from_json(map)?),
        _ => return Err(wrong()),
    })
}

impl Store {
    /// Reads the next items of the table for an export, in no particular order, and the key after which the next call continues.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn some_items(&self, after: Option<Value>) -> Result<(Vec<Value>, Option<Value>), StoreError> {
        let page = self.scan_page(after.as_ref().map(from_json).transpose()?, None).await?;
        // An export omits the item with the layout too, because the target of an import has its own.
        let mark = Key::layout();
        let is_mark = |item: &&Item| item::string(item, PK).is_ok_and(|pk| pk == mark.pk);
        let items =
            page.items().iter().filter(|item| !item.contains_key(EXPIRES) && !is_mark(item)).map(to_json);
        let next = page.last_evaluated_key().map(to_json).transpose()?;
        Ok((items.collect::<Result<_, _>>()?, next))
    }

    /// Scans one page of the table.
    pub(crate) async fn scan_page(
        &self,
        after: Option<Item>,
        most: Option<i32>,
    ) -> Result<ScanOutput, StoreError> {
        let scan = self.db.scan().table_name(&self.settings.table).consistent_read(true);
        let page = scan.set_exclusive_start_key(after).set_limit(most).send().await;
        page.map_err(|error| StoreError::call("Scan", error))
    }

    /// Puts a new item. The same item may be put more than once.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if the key has another item already.
    pub async fn put_if_new(&self, item: &Value) -> Result<(), StoreError> {
        let item = from_json(item)?;
        if !item.contains_key(PK) || !item.contains_key(SK) {
            return Err(StoreError::corrupt("item", "it has no key"));
        }
        let put = self
            .put_item(item.clone())
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", PK)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match self.try_put(put).await? {
            Answer::Refused(found) if found.as_ref() != Some(&item) => Err(StoreError::Exists),
            _ => Ok(()),
        }
    }

    /// Puts a claim of an older layout under its key in this layout. If the key has a claim already, a filing of this bureau has priority
    /// over another province, and otherwise the earlier holder stays. A filing loses no data by this, because each filing lists its
    /// claims itself.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_moved_claim(&self, item: &Value) -> Result<(), StoreError> {
        let document = item["data"]["S"].as_str().unwrap_or_default();
        let item = from_json(item)?;
        let put = self.put_item(item);
        let put = if document.starts_with(OF_PROVINCE) {
            put.condition_expression(NEW)
        } else {
            put.condition_expression("attribute_not_exists(pk) OR begins_with(#data, :province)")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":province", item::text(OF_PROVINCE))
        };
        self.try_put(put).await.map(drop)
    }

    /// Reads the next keys of objects for an export, in order, and the key after which the next call continues.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn some_objects(
        &self,
        after: Option<String>,
    ) -> Result<(Vec<String>, Option<String>), StoreError> {
        let page = self.objects_page(self.list_objects().set_start_after(after)).await?;
        let mut keys: Vec<String> =
            page.contents().iter().filter_map(|found| found.key().map(str::to_owned)).collect();
        let next = page.is_truncated().unwrap_or_default().then(|| keys.last().cloned()).flatten();
        keys.retain(|key| MOVED.iter().any(|folder| key.starts_with(folder)));
        Ok((keys, next))
    }

    /// Reads an object; `None` if it is missing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn object(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let found = self.try_get(self.get_object(key), GetObjectError::is_no_such_key).await?;
        let Some(answer) = found else { return Ok(None) };
        let media_type = answer.content_type().unwrap_or("application/octet-stream").to_owned();
        Ok(Some(Object { bytes: bucket::whole(answer.body).await?, media_type }))
    }

    /// Writes an object under this key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_object(&self, key: &str, object: Object) -> Result<(), StoreError> {
        self.put_bytes(key, &object.media_type, object.bytes).await
    }
}
