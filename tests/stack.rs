//! Tests of the stack alone: Lambda's invocations, the table's stream, and a store of scans with an origin of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_app::App;
use beian_filing::{
    calendar::local_date,
    identifier::Username,
    paper::{BatchFile, BatchState, RejectReason, ScanBatch},
};
use beian_local::{Stack, template};
use beian_store::{ObjectKey, Settings};
use beian_tests::{Harness, fetch, forms, paper};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::TcpStream,
};

const STREAMS: &str = "DynamoDBStreams_20120810";

/// The table's stream, read from where it stood when this was opened: what other tests wrote before may be long.
struct Stream<'a> {
    stack: &'a Stack,
    arn: Value,
    iterators: BTreeMap<String, Value>,
}

impl<'a> Stream<'a> {
    async fn open(stack: &'a Stack) -> Stream<'a> {
        let table = json!({ "TableName": stack.office.store.settings().table });
        let streams = stack.call(&format!("{STREAMS}.ListStreams"), &table).await.unwrap();
        let mut stream =
            Stream { stack, arn: streams["Streams"][0]["StreamArn"].clone(), iterators: BTreeMap::new() };
        stream.follow("LATEST").await;
        stream
    }

    async fn ask(&self, operation: &str, mut body: Value) -> Value {
        if operation != "GetRecords" {
            body["StreamArn"] = self.arn.clone();
        }
        self.stack.call(&format!("{STREAMS}.{operation}"), &body).await.unwrap()
    }

    /// Takes up the shards that it does not know yet.
    async fn follow(&mut self, from: &str) {
        let mut after = Value::Null;
        loop {
            let asked = if after.is_string() { json!({ "ExclusiveStartShardId": after }) } else { json!({}) };
            let found = self.ask("DescribeStream", asked).await["StreamDescription"].take();
            for shard in found["Shards"].as_array().unwrap() {
                let id = shard["ShardId"].as_str().unwrap();
                if !self.iterators.contains_key(id) {
                    let asked = json!({ "ShardId": id, "ShardIteratorType": from });
                    let iterator = self.ask("GetShardIterator", asked).await["ShardIterator"].take();
                    self.iterators.insert(id.to_owned(), iterator);
                }
            }
            after = found["LastEvaluatedShardId"].clone();
            if !after.is_string() {
                return;
            }
        }
    }

    /// The stream's records since then that pass the template's filter, as Lambda gets them.
    async fn records(mut self) -> Vec<Value> {
        // A shard may have ended meanwhile, and another gone on from its end.
        self.follow("TRIM_HORIZON").await;
        let template = template::plain(template::COMPILED_IN).unwrap();
        let owed =
            &template["Resources"]["SendNoticesFunction"]["Properties"]["Events"]["Owed"]["Properties"];
        let pattern = owed["FilterCriteria"]["Filters"][0]["Pattern"].as_str().unwrap();
        let pattern: Value = serde_json::from_str(pattern).unwrap();
        let mut kept = Vec::new();
        for iterator in self.iterators.values() {
            let mut next = iterator.clone();
            while next.is_string() {
                let mut page = self.ask("GetRecords", json!({ "ShardIterator": next })).await;
                let records = page["Records"].as_array_mut().unwrap();
                if records.is_empty() {
                    break;
                }
                for mut record in records.drain(..).filter(|record| matches(&pattern, Some(record))) {
                    record["eventSourceARN"] = self.arn.clone();
                    kept.push(record);
                }
                next = page["NextShardIterator"].take();
            }
        }
        kept
    }
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
    let harness = Harness::open().await;
    let owner = harness.owner("stream-owner").await;
    let stream = Stream::open(harness.stack()).await;
    let id = owner.submitted(forms::unit("shili-stream.cn", "00000001")).await;
    let records: Vec<Value> = stream
        .records()
        .await
        .into_iter()
        .filter(|record| record["dynamodb"]["Keys"]["pk"]["S"] == format!("FILING#{id}"))
        .collect();
    assert_eq!(records.len(), 1, "of all that was written, one item owes notices: {records:#?}");
    let event = json!({ "Records": records });
    let answer = harness.stack().invoke("send-notices", &event).await.unwrap();
    assert_eq!(answer["batchItemFailures"], json!([]), "{answer}");
    harness.stack().invoke("send-notices", &event).await.unwrap();
    let mails = harness.stack().mails().await.unwrap();
    let told = |address: &str| mails.iter().filter(|mail| mail.to.contains(address)).count();
    assert_eq!((told("stream-owner@example.com"), told("yun-yi@example.net")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_starts_the_sender() {
    let harness = Harness::open().await;
    let owner = harness.owner("tick-owner").await;
    owner.submitted(forms::unit("shili-tick.cn", "00000001")).await;
    let answer = harness.stack().tick("send-notices").await.unwrap();
    assert_eq!(answer["failed"], 0, "{answer}");
    let mails = harness.stack().mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to.contains("tick-owner")).unwrap();
    assert!(mail.from.contains("notices@example.org"), "{}", mail.from);
    assert!(mail.text.contains(harness.origin()) && mail.html.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_the_templates() {
    let harness = Harness::open().await;
    let template = template::plain(template::COMPILED_IN).unwrap();
    let wanted = &template["Resources"]["BeianTable"]["Properties"];
    let table = json!({ "TableName": harness.stack().office.store.settings().table });
    let found = harness.stack().call("DynamoDB_20120810.DescribeTable", &table).await.unwrap();
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
    let expiry = harness.stack().call("DynamoDB_20120810.DescribeTimeToLive", &table).await.unwrap();
    assert_eq!(
        expiry["TimeToLiveDescription"]["AttributeName"],
        wanted["TimeToLiveSpecification"]["AttributeName"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_may_post_scans_to_their_own_origin_and_to_no_other() {
    let harness = Harness::open().await;
    let page = fetch(&format!("{}/", harness.origin()));
    let policy = page.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
    let connect = policy.split(';').find(|part| part.trim().starts_with("connect-src")).unwrap();
    assert_eq!(connect.trim(), format!("connect-src 'self' {}", harness.stack().services));
}

/// Tags an object as a malware scanner would.
fn tag(stack: &Stack, object: ObjectKey<'_>, verdict: &str) {
    let (host, bucket) =
        (stack.services.trim_start_matches("http://"), &stack.office.store.settings().bucket);
    let tags = format!(
        "<Tagging><TagSet><Tag><Key>GuardDutyMalwareScanStatus</Key><Value>{verdict}</Value></Tag></TagSet></Tagging>"
    );
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "PUT /{bucket}/{}?tagging HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        object.key(),
        tags.len()
    );
    stream.write_all(format!("{head}{tags}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

/// A pile that lies in the store, and that the stack's own job leaves alone: somebody else reads it for half an hour.
async fn lying(stack: &Stack, id: &str, files: &[Vec<u8>]) -> ScanBatch {
    let store = &stack.office.store;
    let now = stack.office.clock.now();
    let part = |bytes: &Vec<u8>| BatchFile::of("scan.tiff", bytes.len() as u64, &beian_tests::sha256(bytes));
    let file = ScanBatch {
        id: id.to_owned(),
        version: 0,
        parts: files.iter().map(part).collect(),
        uploaded_by: Username::typed("clerk-1"),
        arrived_on: local_date(now),
        reason: None,
        at: now,
        kept_until: None,
        state: BatchState::Reading { until: now + SignedDuration::from_mins(3), tries: 1 },
    };
    store.save_batch(&file, None).await.unwrap();
    for ((place, _), bytes) in file.numbered().zip(files) {
        store.save_object(ObjectKey::Post(id, place), "image/tiff", bytes.clone()).await.unwrap();
    }
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_scanner_looks_nothing_is_read_before_it_said_so() {
    let harness = Harness::open().await;
    let stack = harness.stack();
    let guarded = Settings {
        guarded: true,
        reader: Some(beian_tests::reader().display().to_string()),
        ..stack.office.store.settings().clone()
    };
    let office = App::open(guarded).unwrap();
    // Four minutes on, when it is nobody's any more, while to the stack itself it is somebody's: a lease that a clock
    // wrote which is further ahead would count for nothing there.
    office.clock.set(office.clock.now() + SignedDuration::from_mins(4));
    let page = |text: &str| paper::pile(&[paper::page(&[format!("https://example.com/{text}")])]);
    let fresh = format!("{:030x}", office.clock.now().as_nanosecond());
    let (clean, bad) = (format!("c0{fresh}"), format!("bd{fresh}"));
    let clean = lying(stack, &clean[..32], &[page(&clean), page("2")]).await.id;
    let bad = lying(stack, &bad[..32], &[page(&bad)]).await.id;
    let store = &stack.office.store;
    let state = async |id: &str| store.batch(id).await.unwrap().unwrap().state;
    let waits = async |id: &str| matches!(state(id).await, BatchState::Reading { tries: 1, .. });
    let run = async || {
        read_post::read_post(office.clone()).await.unwrap();
    };
    run().await;
    assert!(waits(&clean).await && waits(&bad).await, "nothing was said");
    // One picture of a pile is not all of it, and a scanner that failed said nothing.
    tag(stack, ObjectKey::Post(&clean, 1), "NO_THREATS_FOUND");
    tag(stack, ObjectKey::Post(&bad, 1), "FAILED");
    run().await;
    assert!(waits(&clean).await && waits(&bad).await, "not everything was said");
    tag(stack, ObjectKey::Post(&clean, 2), "UNSUPPORTED");
    tag(stack, ObjectKey::Post(&bad, 1), "THREATS_FOUND");
    run().await;
    assert!(matches!(state(&clean).await, BatchState::Read { pages: 2, .. }));
    assert_eq!(state(&bad).await, BatchState::Rejected { reason: RejectReason::Infected, quarantined: true });
    assert!(store.has_object(ObjectKey::Quarantine(&bad, 1)).await.unwrap());
    assert!(!store.has_object(ObjectKey::Post(&bad, 1)).await.unwrap());
    assert!(!store.has_object(ObjectKey::Page(&bad, 1)).await.unwrap(), "no page of it was made");
    let notice = store.incoming_letter(&format!("{bad}-0")).await.unwrap().unwrap();
    assert_eq!(notice.reject_reason, Some(RejectReason::Infected), "and every clerk sees it");
}
