//! Items of the table. An item has a key, a JSON document in the attribute `data`, and further attributes for conditions and indexes.

use crate::{
    StoreError,
    keys::{Key, PK, SK},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, error::Error, str::FromStr};

/// The attributes of an item.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key(key: Key) -> Item {
    HashMap::from([(PK.to_owned(), text(key.pk)), (SK.to_owned(), text(key.sk))])
}

pub(crate) fn serialize(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt("document", error))
}

/// Builds an item with a document.
pub(crate) fn document(at: Key, data: &impl Serialize) -> Result<Item, StoreError> {
    let data = serialize(data)?;
    let mut item = key(at);
    item.insert("data".to_owned(), text(data));
    Ok(item)
}

/// Sets the version of an item, which the conditions of later writes compare.
pub(crate) fn set_version(item: &mut Item, version: u64) {
    item.insert("version".to_owned(), number(version));
}

/// Sets the time after which DynamoDB deletes the item. `template.yaml` names the attribute too.
pub(crate) fn expire(item: &mut Item, at: Timestamp) {
    item.insert("expires_at".to_owned(), number(at.as_second()));
}

/// Reads an attribute with a text.
pub(crate) fn string<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, StoreError> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or_else(|| StoreError::corrupt(name, "not a text"))
}

/// Reads an attribute with a number. The answer is `None` if the attribute is missing or is no number of this type.
pub(crate) fn read_number<T: FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// Parses an identifier or a number from a key, exactly as the application writes it.
pub(crate) fn id<T: TryFrom<String, Error: Error>>(kind: &'static str, text: &str) -> Result<T, StoreError> {
    T::try_from(text.to_owned()).map_err(|error| StoreError::corrupt(kind, error))
}

/// Reads the document of an item.
pub(crate) fn data<T: DeserializeOwned>(kind: &'static str, item: &Item) -> Result<T, StoreError> {
    serde_json::from_str(string(item, "data")?).map_err(|error| StoreError::corrupt(kind, error))
}
