//! What only the stack has: Lambda's invocations, the table's stream, and a store of scans with an origin of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_local::{Stack, template};
use beian_tests::{Desk, fetch, forms};
use serde_json::{Value, json};

const STREAMS: &str = "DynamoDBStreams_20120810";

/// Every record of the table's stream that the template's filter lets through, as Lambda is given them.
async fn records(stack: &Stack) -> Vec<Value> {
    let template = template::plain(template::COMPILED_IN).unwrap();
    let owed = &template["Resources"]["SendNoticesFunction"]["Properties"]["Events"]["Owed"]["Properties"];
    let pattern = owed["FilterCriteria"]["Filters"][0]["Pattern"].as_str().unwrap();
    let pattern: Value = serde_json::from_str(pattern).unwrap();
    let table = &stack.office.store.settings().table;
    let ask = async |operation: &str, body: Value| {
        stack.call(&format!("{STREAMS}.{operation}"), &body).await.unwrap()
    };
    let streams = ask("ListStreams", json!({ "TableName": table })).await;
    let arn = streams["Streams"][0]["StreamArn"].clone();
    let stream = ask("DescribeStream", json!({ "StreamArn": arn })).await;
    let mut kept = Vec::new();
    for shard in stream["StreamDescription"]["Shards"].as_array().unwrap() {
        let from =
            json!({ "StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON" });
        let mut next = ask("GetShardIterator", from).await["ShardIterator"].clone();
        while next.is_string() {
            let page = ask("GetRecords", json!({ "ShardIterator": next })).await;
            let records = page["Records"].as_array().unwrap();
            if records.is_empty() {
                break;
            }
            kept.extend(records.iter().filter(|record| matches(&pattern, Some(record))).cloned().map(
                |mut record| {
                    record["eventSourceARN"] = arn.clone();
                    record
                },
            ));
            next = page["NextShardIterator"].clone();
        }
    }
    kept
}

/// Whether a pattern of an event source mapping lets this through: each of its leaves is a list of what may be there.
fn matches(pattern: &Value, found: Option<&Value>) -> bool {
    match pattern {
        Value::Object(parts) => {
            parts.iter().all(|(name, part)| matches(part, found.and_then(|found| found.get(name))))
        }
        Value::Array(choices) => choices.iter().any(|choice| match choice.get("exists") {
            Some(wanted) => wanted == found.is_some(),
            None => found == Some(choice),
        }),
        other => panic!("a pattern holds {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_starts_the_sender_and_a_replay_sends_nothing_twice() {
    let desk = Desk::open().await;
    let owner = desk.owner("stream-owner").await;
    let id = owner.submitted(forms::unit("shili-stream.cn", "00000001")).await;
    let records: Vec<Value> = records(desk.stack())
        .await
        .into_iter()
        .filter(|record| record["dynamodb"]["Keys"]["pk"]["S"] == format!("FILING#{id}"))
        .collect();
    assert_eq!(records.len(), 1, "of all that was written, one item owes notices: {records:#?}");
    let event = json!({ "Records": records });
    let answer = desk.stack().invoke("send-notices", &event).await.unwrap();
    assert_eq!(answer["batchItemFailures"], json!([]), "{answer}");
    desk.stack().invoke("send-notices", &event).await.unwrap();
    let mails = desk.stack().mails().await.unwrap();
    let told = |address: &str| mails.iter().filter(|mail| mail.to.contains(address)).count();
    assert_eq!((told("stream-owner@example.com"), told("yun-yi@example.net")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_starts_the_sender() {
    let desk = Desk::open().await;
    let owner = desk.owner("tick-owner").await;
    owner.submitted(forms::unit("shili-tick.cn", "00000001")).await;
    let answer = desk.stack().tick("send-notices").await.unwrap();
    assert_eq!(answer["failed"], 0, "{answer}");
    let mails = desk.stack().mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to.contains("tick-owner")).unwrap();
    assert!(mail.from.contains("notices@example.org"), "{}", mail.from);
    assert!(mail.text.contains(desk.origin()) && mail.html.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_the_templates() {
    let desk = Desk::open().await;
    let template = template::plain(template::COMPILED_IN).unwrap();
    let wanted = &template["Resources"]["BeianTable"]["Properties"];
    let table = json!({ "TableName": desk.stack().office.store.settings().table });
    let found = desk.stack().call("DynamoDB_20120810.DescribeTable", &table).await.unwrap();
    let names = |indexes: &Value| -> Vec<String> {
        let mut names: Vec<String> = indexes
            .as_array()
            .unwrap()
            .iter()
            .map(|index| index["IndexName"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&found["Table"]["GlobalSecondaryIndexes"]), names(&wanted["GlobalSecondaryIndexes"]));
    assert_eq!(
        found["Table"]["StreamSpecification"]["StreamViewType"],
        wanted["StreamSpecification"]["StreamViewType"]
    );
    let expiry = desk.stack().call("DynamoDB_20120810.DescribeTimeToLive", &table).await.unwrap();
    assert_eq!(
        expiry["TimeToLiveDescription"]["AttributeName"],
        wanted["TimeToLiveSpecification"]["AttributeName"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_may_post_scans_to_their_own_origin_and_to_no_other() {
    let desk = Desk::open().await;
    let page = fetch(&format!("{}/", desk.origin()));
    let policy = page.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
    let connect = policy.split(';').find(|part| part.trim().starts_with("connect-src")).unwrap();
    assert_eq!(connect.trim(), format!("connect-src 'self' {}", desk.stack().services));
}
