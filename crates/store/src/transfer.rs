//! All that an office holds, page by page: to move it elsewhere, and to check it. Functions never do this.

use crate::{
    Store, StoreError,
    claim::OF_PROVINCE,
    item::{self, Item},
    keys::{Key, PK, SK},
};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde_json::{Map, Value, json};

/// What expires is not moved: sessions are credentials, and the rest is rebuilt.
const EXPIRES: &str = "expires_at";

/// What of the bucket is moved: uploads that nobody attached are not, nor lists of claims.
const MOVED: [&str; 4] = ["filings/", "pages/", "post/", "quarantine/"];

/// A scan as it is kept.
#[derive(Debug)]
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: String,
}

/// An item in DynamoDB's own JSON, `{"pk": {"S": "…"}, …}`, which its import from S3 reads too.
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
    /// The next items of the table, in no order, and where to go on after them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn some_items(&self, after: Option<Value>) -> Result<(Vec<Value>, Option<Value>), StoreError> {
        let page = self
            .db
            .scan()
            .table_name(&self.settings.table)
            .consistent_read(true)
            .set_exclusive_start_key(after.as_ref().map(from_json).transpose()?)
            .send()
            .await
            .map_err(|error| StoreError::call("Scan", error))?;
        // Nor is the layout's mark: what the items are moved into has its own.
        let mark = Key::layout();
        let is_mark = |item: &&Item| item::string(item, PK).is_ok_and(|pk| pk == mark.pk);
        let items =
            page.items().iter().filter(|item| !item.contains_key(EXPIRES) && !is_mark(item)).map(to_json);
        let next = page.last_evaluated_key().map(to_json).transpose()?;
        Ok((items.collect::<Result<_, _>>()?, next))
    }

    /// Puts an item where there is none. To put the same again is fine.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when another is there.
    pub async fn put_if_new(&self, item: &Value) -> Result<(), StoreError> {
        let item = from_json(item)?;
        if !item.contains_key(PK) || !item.contains_key(SK) {
            return Err(StoreError::corrupt("item", "it has no key"));
        }
        let put = self
            .db
            .put_item()
            .table_name(&self.settings.table)
            .set_item(Some(item.clone()))
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", PK)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(
                    aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(
                        found,
                    ),
                ) => {
                    if found.item() == Some(&item) {
                        Ok(())
                    } else {
                        Err(StoreError::Exists)
                    }
                }
                _ => Err(StoreError::call("PutItem", error)),
            },
        }
    }

    /// Puts a claim of an older layout, under the key of this one. Where another holds the same already, a filing of this bureau goes
    /// before another province, and what came first before what comes later: nothing of a filing is lost by that, since it says
    /// itself what it claims.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_moved_claim(&self, item: &Value) -> Result<(), StoreError> {
        let document = item["data"]["S"].as_str().unwrap_or_default();
        let item = from_json(item)?;
        let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
        let put = if document.starts_with(OF_PROVINCE) {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("attribute_not_exists(pk) OR begins_with(#data, :province)")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":province", item::text(OF_PROVINCE))
        };
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(
                    aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(_),
                ) => Ok(()),
                _ => Err(StoreError::call("PutItem", error)),
            },
        }
    }

    /// The next keys of what is moved, in their order, and where to go on after them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn some_objects(
        &self,
        after: Option<String>,
    ) -> Result<(Vec<String>, Option<String>), StoreError> {
        let page = self
            .objects()
            .list_objects_v2()
            .bucket(&self.settings.bucket)
            .set_start_after(after)
            .send()
            .await
            .map_err(|error| StoreError::call("ListObjectsV2", error))?;
        let mut keys: Vec<String> =
            page.contents().iter().filter_map(|found| found.key().map(str::to_owned)).collect();
        let next = page.is_truncated().unwrap_or_default().then(|| keys.last().cloned()).flatten();
        keys.retain(|key| MOVED.iter().any(|folder| key.starts_with(folder)));
        Ok((keys, next))
    }

    /// A scan; `None` when it is not there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn object(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let answer = match self.objects().get_object().bucket(&self.settings.bucket).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
                return Ok(None);
            }
            Err(error) => return Err(StoreError::call("GetObject", error)),
        };
        let media_type = answer.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = answer.body.collect().await.map_err(|error| StoreError::call("GetObject", error))?;
        Ok(Some(Object { bytes: bytes.to_vec(), media_type }))
    }

    /// Keeps a scan under this key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_object(&self, key: &str, object: Object) -> Result<(), StoreError> {
        self.put_bytes(key, &object.media_type, object.bytes).await
    }
}
