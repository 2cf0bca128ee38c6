//! The record of each function's calls: AWS action, resource and leading key, as IAM would see them.
//!
//! The proxies in front of the embedded services (`faults/proxy.rs`) write the record if one is wanted. A test compares the record of a
//! whole run with the template's policies (tests/policy.rs), so that no policy allows more or less than its function needs.

use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The file of the record, one line of JSON for each call.
#[derive(Debug, Clone)]
pub struct Record(Arc<Mutex<(File, u64)>>);

impl Record {
    /// Creates a new file in the folder.
    pub fn open(folder: &Path) -> io::Result<Record> {
        fs::create_dir_all(folder)?;
        let token = beian_kit::token::random::<8>().map_err(|error| io::Error::other(error.to_string()))?;
        let file = File::create(folder.join(format!("{}.jsonl", beian_kit::token::hex(&token))))?;
        Ok(Record(Arc::new(Mutex::new((file, 0)))))
    }

    fn write(&self, by: &str, action: &str, resource: &str, keys: &[String]) {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, number) = &mut *written;
        *number += 1;
        let line =
            json!({ "number": number, "by": by, "action": action, "resource": resource, "keys": keys });
        // A line that is lost here fails the test, as a permission that no call used.
        let _ = writeln!(file, "{line}");
    }

    /// Records a call of DynamoDB.
    pub fn dynamodb(&self, by: &str, operation: &str, body: &Value) {
        let table = "table".to_owned();
        let key = |key: &Value| vec![text(&key["pk"]["S"])];
        match operation {
            "BatchGetItem" => {
                for asked in body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values()) {
                    let keys = asked["Keys"].as_array().into_iter().flatten();
                    let keys: Vec<String> = keys.map(|key| text(&key["pk"]["S"])).collect();
                    self.write(by, "dynamodb:BatchGetItem", &table, &keys);
                }
            }
            "TransactWriteItems" => {
                for item in body["TransactItems"].as_array().into_iter().flatten() {
                    for (kind, what) in item.as_object().into_iter().flatten() {
                        let (action, at) = match kind.as_str() {
                            "Put" => ("dynamodb:PutItem", &what["Item"]),
                            "Update" => ("dynamodb:UpdateItem", &what["Key"]),
                            "Delete" => ("dynamodb:DeleteItem", &what["Key"]),
                            _ => ("dynamodb:ConditionCheckItem", &what["Key"]),
                        };
                        self.write(by, action, &table, &key(at));
                    }
                }
            }
            _ => {
                let resource =
                    body["IndexName"].as_str().map_or(table, |index| format!("table/index/{index}"));
                let keys = match (&body["Key"], &body["Item"], body["KeyConditionExpression"].as_str()) {
                    (Value::Object(_), _, _) => key(&body["Key"]),
                    (_, Value::Object(_), _) => key(&body["Item"]),
                    (_, _, Some(condition)) => {
                        let value =
                            condition.split('=').nth(1).and_then(|right| right.split_whitespace().next());
                        value
                            .map(|value| text(&body["ExpressionAttributeValues"][value]["S"]))
                            .into_iter()
                            .collect()
                    }
                    _ => Vec::new(),
                };
                self.write(by, &format!("dynamodb:{operation}"), &resource, &keys);
            }
        }
    }

    /// Records a call of S3 or SES. Its signature names the function, and may be in a header, the query or an upload's form.
    pub fn other(&self, service: &str, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) {
        let body = String::from_utf8_lossy(body);
        let by = [
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
            uri.query(),
            Some(&*body),
        ]
        .into_iter()
        .flatten()
        .find_map(signer);
        let Some(by) = by else { return };
        if service == "ses" {
            let action = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "Action");
            self.write(
                &by,
                &format!("ses:{}", action.map_or_else(String::new, |(_, action)| action.into_owned())),
                "identity",
                &[],
            );
            return;
        }
        let object = |path: &str| {
            format!("bucket/{}", path.trim_start_matches('/').split_once('/').map_or("", |(_, key)| key))
        };
        let copied = headers.get("x-amz-copy-source").and_then(|value| value.to_str().ok());
        if let Some(copied) = copied {
            self.write(&by, "s3:GetObject", &object(copied), &[]);
        }
        match *method {
            Method::GET if uri.query().is_some_and(|query| query.contains("list-type=2")) => {
                self.write(&by, "s3:ListBucket", "bucket", &[]);
            }
            Method::DELETE => self.write(&by, "s3:DeleteObject", &object(uri.path()), &[]),
            Method::GET | Method::HEAD => self.write(&by, "s3:GetObject", &object(uri.path()), &[]),
            Method::PUT => self.write(&by, "s3:PutObject", &object(uri.path()), &[]),
            Method::POST => {
                let key = body
                    .split("name=\"key\"")
                    .nth(1)
                    .map_or("", |rest| rest.trim_start().lines().next().unwrap_or(""));
                self.write(&by, "s3:PutObject", &format!("bucket/{key}"), &[]);
            }
            _ => self.write(&by, &format!("s3:{method}"), &object(uri.path()), &[]),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The function that signed a request: the part after the dot in its key identifier.
pub fn signer(text: &str) -> Option<String> {
    let at = text.find("Credential=").map(|at| at + 11).or_else(|| {
        let form = text.find("x-amz-credential")?;
        text.get(form..)?.find("\r\n\r\n").map(|at| form + at + 4)
    })?;
    let id = text.get(at..)?.split(['/', '%']).next()?;
    id.split_once('.').map(|(_, function)| function.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_names_its_function_wherever_it_stands() {
        let form = "--b\r\nContent-Disposition: form-data; name=\"x-amz-credential\"\r\n\r\nAK.upload-scan/20261123/us-east-1\r\n--b";
        for text in [
            "AWS4-HMAC-SHA256 Credential=AK.upload-scan/20261123",
            "X-Amz-Credential=AK.upload-scan%2F2026",
            form,
        ] {
            assert_eq!(signer(text).as_deref(), Some("upload-scan"), "{text}");
        }
        assert_eq!(signer("Credential=AK/2026"), None);
    }
}
