//! The table: an embedded DynamoDB that stores it in one SQLite file, with the template's keys and indexes.

use crate::OpenError;
use beian_store::{
    keys::{Key, PK, SK},
    layout::{LAYOUT, LAYOUT_ATTRIBUTE, OtherLayout},
};
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};
use tokio::net::TcpListener;

/// The name of the table.
pub const TABLE: &str = "beian";

/// Opens the table's file, or a table in memory. SQLite flushes its write-ahead log with each transaction, so neither a
/// crash nor `kill -9` loses an answered write.
pub fn open(file: Option<&Path>) -> Result<Database, OpenError> {
    match file {
        Some(file) => Database::new(&file.to_string_lossy()).map_err(OpenError::table),
        None => Database::memory().map_err(OpenError::table),
    }
}

/// Creates the table with the template's properties, or completes it. Returns whether it is new.
///
/// # Errors
/// When the template's table is not valid, or the table on disk has another key.
pub fn lay_out(db: &Database, table: &str, properties: &Value) -> Result<bool, OpenError> {
    let wanted = json!({
        "TableName": table,
        "AttributeDefinitions": properties["AttributeDefinitions"],
        "KeySchema": properties["KeySchema"],
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": indexes(properties),
    });
    let described = db.describe_table(read(json!({ "TableName": table }))?);
    let new = match described {
        Ok(found) => {
            let found = &serde_json::to_value(&found).unwrap_or_default()["Table"];
            // A table of another layout is refused before anything in it changes.
            if found["KeySchema"] == wanted["KeySchema"] {
                has_layout(db, table)?;
            }
            catch_up(db, table, found, &wanted)?;
            false
        }
        Err(DynoxideError::ResourceNotFoundException(_)) => {
            db.create_table(read(wanted)?).map_err(OpenError::table)?;
            has_layout(db, table)?;
            true
        }
        Err(error) => return Err(OpenError::table(error)),
    };
    let expiry = &properties["TimeToLiveSpecification"];
    if new && expiry["Enabled"].as_bool() == Some(true) {
        let request = json!({ "TableName": table, "TimeToLiveSpecification": expiry });
        db.update_time_to_live(read(request)?).map_err(OpenError::table)?;
    }
    Ok(new)
}

/// Checks that a table has this program's layout; an empty table gets it.
fn has_layout(db: &Database, table: &str) -> Result<(), OpenError> {
    let scan = json!({ "TableName": table, "Limit": 1 });
    let found = db.scan(read(scan)?).map_err(OpenError::table)?;
    let found = serde_json::to_value(found).unwrap_or_default();
    let mark = Key::layout();
    let mark = json!({ PK: { "S": mark.pk }, SK: { "S": mark.sk } });
    if found["Items"].as_array().is_none_or(Vec::is_empty) {
        let mut item = mark;
        item[LAYOUT_ATTRIBUTE] = json!({ "N": LAYOUT.to_string() });
        db.put_item(read(json!({ "TableName": table, "Item": item }))?).map_err(OpenError::table)?;
        return Ok(());
    }
    let wanted = json!({ "TableName": table, "Key": mark });
    let found = db.get_item(read(wanted)?).map_err(OpenError::table)?;
    let found = serde_json::to_value(found).unwrap_or_default();
    let layout = &found["Item"][LAYOUT_ATTRIBUTE]["N"];
    Ok(OtherLayout::check(layout.as_str().and_then(|layout| layout.parse().ok()))?)
}

/// Adds the indexes that a table of an earlier version lacks.
fn catch_up(db: &Database, table: &str, found: &Value, wanted: &Value) -> Result<(), OpenError> {
    if found["KeySchema"] != wanted["KeySchema"] {
        return Err(OpenError::Table("the table on disk has another key than the template's".to_owned()));
    }
    let names = |value: &Value| -> BTreeSet<String> {
        let indexes = value["GlobalSecondaryIndexes"].as_array();
        indexes
            .into_iter()
            .flatten()
            .filter_map(|index| index["IndexName"].as_str().map(str::to_owned))
            .collect()
    };
    let there = names(found);
    for index in wanted["GlobalSecondaryIndexes"].as_array().into_iter().flatten() {
        if index["IndexName"].as_str().is_some_and(|name| !there.contains(name)) {
            let request = json!({
                "TableName": table,
                "AttributeDefinitions": wanted["AttributeDefinitions"],
                "GlobalSecondaryIndexUpdates": [{ "Create": index }],
            });
            db.update_table(read(request)?).map_err(OpenError::table)?;
        }
    }
    Ok(())
}

/// The template's indexes, without properties that exist on AWS only: capacity, contributor insights.
fn indexes(properties: &Value) -> Value {
    let indexes = properties["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    let indexes: Vec<Value> = indexes
        .map(|index| json!({ "IndexName": index["IndexName"], "KeySchema": index["KeySchema"], "Projection": index["Projection"] }))
        .collect();
    if indexes.is_empty() { Value::Null } else { Value::Array(indexes) }
}

/// Every item, by its key as text.
pub fn everything(db: &Database, table: &str) -> Result<BTreeMap<String, Value>, OpenError> {
    let (mut all, mut from) = (BTreeMap::new(), Value::Null);
    loop {
        let mut request = json!({ "TableName": table });
        if !from.is_null() {
            request["ExclusiveStartKey"] = from;
        }
        let page = db.scan(read(request)?).map_err(OpenError::table)?;
        let page = serde_json::to_value(&page).map_err(|error| OpenError::Table(error.to_string()))?;
        for item in page["Items"].as_array().into_iter().flatten() {
            all.insert(json!([item["pk"], item["sk"]]).to_string(), item.clone());
        }
        from = page["LastEvaluatedKey"].clone();
        if from.is_null() {
            return Ok(all);
        }
    }
}

/// Restores the table to earlier items.
pub fn restore(db: &Database, table: &str, before: &BTreeMap<String, Value>) -> Result<(), OpenError> {
    let now = everything(db, table)?;
    for (_, item) in now.iter().filter(|(key, _)| !before.contains_key(*key)) {
        let key = json!({ "pk": item["pk"], "sk": item["sk"] });
        db.delete_item(read(json!({ "TableName": table, "Key": key }))?).map_err(OpenError::table)?;
    }
    for (_, item) in before.iter().filter(|(key, item)| now.get(*key) != Some(*item)) {
        db.put_item(read(json!({ "TableName": table, "Item": item }))?).map_err(OpenError::table)?;
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, OpenError> {
    serde_json::from_value(request)
        .map_err(|error| OpenError::Table(format!("the template's table: {error}")))
}

/// A listener for the embedded DynamoDB, which only this process should call. DynamoDB does not check its callers, so it
/// listens on a random loopback address if the machine has several: a page in a browser that tries every port of
/// 127.0.0.1 does not find it.
pub async fn listen() -> std::io::Result<TcpListener> {
    let [a, b, c] = beian_kit::token::random::<3>().unwrap_or([0, 0, 1]);
    let hidden = Ipv4Addr::new(127, a.max(1), b, c.clamp(1, 254));
    match TcpListener::bind(SocketAddr::from((hidden, 0))).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(indexes: &[&str]) -> Value {
        let indexes: Vec<Value> = indexes
            .iter()
            .map(|name| {
                json!({ "IndexName": name, "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }],
                        "Projection": { "ProjectionType": "KEYS_ONLY" }, "ContributorInsightsSpecification": { "Enabled": true } })
            })
            .collect();
        json!({
            "AttributeDefinitions": [
                { "AttributeName": "pk", "AttributeType": "S" }, { "AttributeName": "sk", "AttributeType": "S" }
            ],
            "KeySchema": [
                { "AttributeName": "pk", "KeyType": "HASH" }, { "AttributeName": "sk", "KeyType": "RANGE" }
            ],
            "GlobalSecondaryIndexes": indexes,
            "TimeToLiveSpecification": { "AttributeName": "expires_at", "Enabled": true },
        })
    }

    fn describe(db: &Database) -> Value {
        let found = db.describe_table(read(json!({ "TableName": "beian" })).unwrap()).unwrap();
        serde_json::to_value(found).unwrap()
    }

    #[test]
    fn the_table_is_the_templates() {
        let db = Database::memory().unwrap();
        assert!(lay_out(&db, "beian", &properties(&["one", "two"])).unwrap());
        assert_eq!(describe(&db)["Table"]["GlobalSecondaryIndexes"].as_array().unwrap().len(), 2);
        let expiry = db.describe_time_to_live(read(json!({ "TableName": "beian" })).unwrap()).unwrap();
        assert!(serde_json::to_string(&expiry).unwrap().contains("expires_at"));
        assert!(!lay_out(&db, "beian", &properties(&["one", "two"])).unwrap());
    }

    #[test]
    fn an_older_table_gets_the_new_indexes_and_keeps_its_items() {
        let db = Database::memory().unwrap();
        lay_out(&db, "beian", &properties(&["one"])).unwrap();
        db.put_item(
            read(json!({ "TableName": "beian", "Item": { "pk": { "S": "a" }, "sk": { "S": "a" } } }))
                .unwrap(),
        )
        .unwrap();
        assert!(!lay_out(&db, "beian", &properties(&["one", "two"])).unwrap());
        let query = json!({ "TableName": "beian", "IndexName": "two", "KeyConditionExpression": "pk = :pk",
                            "ExpressionAttributeValues": { ":pk": { "S": "a" } } });
        let found = serde_json::to_value(db.query(read(query).unwrap()).unwrap()).unwrap();
        assert_eq!(found["Count"], 1);
    }

    #[test]
    fn a_table_with_another_key_is_refused() {
        let db = Database::memory().unwrap();
        lay_out(&db, "beian", &properties(&[])).unwrap();
        let mut other = properties(&[]);
        other["KeySchema"][0]["AttributeName"] = json!("id");
        assert!(lay_out(&db, "beian", &other).unwrap_err().to_string().contains("another key"));
    }

    #[test]
    fn a_table_of_another_layout_or_of_none_is_refused_in_one_line_that_says_how_to_move_it() {
        let marks = [json!({ "N": (LAYOUT + 1).to_string() }), json!({ "N": "0" }), Value::Null];
        for mark in marks {
            let db = Database::memory().unwrap();
            lay_out(&db, "beian", &properties(&[])).unwrap();
            let key = json!({ "pk": { "S": "LAYOUT" }, "sk": { "S": "LAYOUT" } });
            db.delete_item(read(json!({ "TableName": "beian", "Key": key })).unwrap()).unwrap();
            let mut item = json!({ "pk": { "S": "ACCOUNT#a" }, "sk": { "S": "ACCOUNT" } });
            if mark != Value::Null {
                item = key;
                item["layout"] = mark;
            }
            db.put_item(read(json!({ "TableName": "beian", "Item": item })).unwrap()).unwrap();
            let why = lay_out(&db, "beian", &properties(&["one"])).unwrap_err().to_string();
            assert!(
                why.contains("beian export") && why.contains("beian import") && !why.contains('\n'),
                "{why}"
            );
            assert_eq!(describe(&db)["Table"]["GlobalSecondaryIndexes"], Value::Null, "nothing was changed");
        }
    }

    #[test]
    fn a_table_that_was_laid_out_and_never_marked_is_marked_while_it_is_empty() {
        let db = Database::memory().unwrap();
        lay_out(&db, "beian", &properties(&[])).unwrap();
        let key = json!({ "pk": { "S": "LAYOUT" }, "sk": { "S": "LAYOUT" } });
        db.delete_item(read(json!({ "TableName": "beian", "Key": key })).unwrap()).unwrap();
        lay_out(&db, "beian", &properties(&[])).unwrap();
        assert!(!lay_out(&db, "beian", &properties(&[])).unwrap());
    }
}
