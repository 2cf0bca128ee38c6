//! A client of the stack that infra/stack.sh starts: functions in Lambda's container, data at LocalStack.
//!
//! The state file that infra/stack/stack.py writes contains the addresses of all of them.

use crate::{
    Mail, OpenError, actions,
    api::{self, Api},
    http::{self, Client},
    seed,
    template::Template,
};
use axum::{
    body::Bytes,
    http::{Request, Response, StatusCode, Uri, header},
};
use beian_app::App;
use beian_contract::problem::ProblemCode;
use beian_store::{Settings, settings::Credentials};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The content of the state file.
#[derive(Debug, Deserialize)]
struct State {
    origin: String,
    /// The address of `sam local start-api`.
    api: String,
    /// The address of `sam local start-lambda`.
    jobs: String,
    /// The address of LocalStack.
    services: String,
    table: String,
    bucket: String,
    region: String,
    province: String,
    mail_from: String,
}

/// A stack that other processes run.
pub struct Stack {
    /// The origin under which browsers reach site, API and mailbox, without a slash at the end.
    pub origin: String,
    /// The address of LocalStack.
    pub services: String,
    /// The app over the stack's data. This process sets its clock; the functions have clocks of their own.
    pub office: Arc<App>,
    functions: String,
    jobs: String,
    demonstration: PathBuf,
    client: Client,
}

impl std::fmt::Debug for Stack {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Stack").field("origin", &self.origin).finish_non_exhaustive()
    }
}

fn failed(what: &str, why: impl std::fmt::Display) -> OpenError {
    OpenError::Stack(format!("{what}: {why}"))
}

impl Stack {
    /// Opens the stack that a state file describes.
    ///
    /// # Errors
    /// When the file is missing or incomplete.
    pub fn open(path: &Path) -> Result<Stack, OpenError> {
        let wrong = |error: &dyn std::fmt::Display| failed(&path.display().to_string(), error);
        let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
        let state: State = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        let office = App::open(Settings {
            table: state.table,
            bucket: state.bucket,
            province: state.province,
            dynamodb: Some(state.services.clone()),
            objects: Some(state.services.clone()),
            objects_public: Some(state.services.clone()),
            mail: Some(state.services.clone()),
            mail_region: state.region.clone(),
            region: state.region,
            smtp: None,
            mail_from: state.mail_from,
            origin: state.origin.clone(),
            postal_address: String::new(),
            reader: None,
            font: String::new(),
            guarded: false,
            address_header: String::new(),
            // LocalStack accepts any credentials.
            credentials: Credentials { id: "test".into(), secret: "test".into(), token: None },
        })?;
        Ok(Stack {
            origin: state.origin,
            services: state.services,
            office,
            functions: state.api,
            jobs: state.jobs,
            demonstration: path.with_file_name("demonstration"),
            client: http::client(),
        })
    }

    /// Answers a request to the API. Its path begins with `/api`.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let path = path.strip_prefix(api::PREFIX).unwrap_or(path);
        let there: Result<Uri, _> = format!("{}{path}", self.functions).parse();
        let Ok(there) = there else { return unavailable() };
        let (mut parts, body) = request.into_parts();
        // These headers belong to one connection or host, and the gateway has others.
        for name in [header::HOST, header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
            parts.headers.remove(name);
        }
        parts.uri = there;
        match http::send(&self.client, Request::from_parts(parts, body)).await {
            Ok(mut answer) => {
                for name in [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
                    answer.headers_mut().remove(name);
                }
                answer
            }
            Err(_) => unavailable(),
        }
    }

    /// Invokes a function by its action's name, and returns its answer.
    ///
    /// # Errors
    /// When the function does not exist or fails.
    pub async fn invoke(&self, action: &str, event: &Value) -> Result<Value, OpenError> {
        let name: String = action
            .split('-')
            .flat_map(|word| {
                let (first, rest) = word.split_at(1);
                [first.to_uppercase(), rest.to_owned()]
            })
            .collect();
        let request = Request::post(format!("{}/2015-03-31/functions/{name}Function/invocations", self.jobs))
            .body(Bytes::from(event.to_string()))
            .map_err(|error| failed(action, error))?;
        let answer = http::send(&self.client, request).await.map_err(|error| failed(action, error))?;
        let said: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status() != StatusCode::OK
            || answer.headers().contains_key("x-amz-function-error")
            || said.get("errorType").is_some()
        {
            return Err(failed(action, format!("{} {said}", answer.status())));
        }
        Ok(said)
    }

    /// Runs the wanted jobs one after the other, and prints the error of a job that fails.
    pub(crate) async fn run(&self, wanted: impl Fn(&str) -> bool) {
        // LocalStack sends no reports about the mails that it takes.
        let scheduled = actions::JOBS.iter().filter(|job| **job != actions::TOLD_JOB);
        for job in scheduled.filter(|job| wanted(job)) {
            if let Err(error) = self.tick(job).await {
                eprintln!("{error}");
            }
        }
    }

    /// Starts a job as EventBridge Scheduler does for a schedule without an input of its own.
    ///
    /// # Errors
    /// As [`Stack::invoke`].
    pub async fn tick(&self, job: &str) -> Result<Value, OpenError> {
        let event = json!({
            "version": "0", "id": "00000000-0000-0000-0000-000000000000", "detail-type": "Scheduled Event",
            "source": "aws.scheduler", "account": "000000000000", "time": Timestamp::now().strftime("%FT%TZ").to_string(),
            "region": "us-east-1", "resources": [format!("arn:aws:scheduler:us-east-1:000000000000:schedule/default/{job}")],
            "detail": "{}",
        });
        self.invoke(job, &event).await
    }

    /// Every mail that LocalStack holds, the oldest first.
    ///
    /// # Errors
    /// When LocalStack does not answer.
    pub async fn mails(&self) -> Result<Vec<Mail>, OpenError> {
        let request = Request::get(format!("{}/_aws/ses", self.services)).body(Bytes::new());
        let request = request.map_err(|error| failed("LocalStack", error))?;
        let answer = http::send(&self.client, request).await.map_err(|error| failed("LocalStack", error))?;
        let caught: Value =
            serde_json::from_slice(answer.body()).map_err(|error| failed("LocalStack", error))?;
        let mails = caught["messages"].as_array().into_iter().flatten().map(|message| {
            let text = |name: &str| message[name].as_str().unwrap_or_default();
            (text("Timestamp").to_owned(), Mail::parse(text("Id"), text("RawData").as_bytes()))
        });
        let mut mails: Vec<_> = mails.collect();
        mails.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(mails.into_iter().map(|(_, mail)| mail).collect())
    }

    /// Fills the stack with the demonstration data, unless a file beside the state file shows that this was done. The functions run in
    /// this process meanwhile, because the demonstration sets their clock to past weeks.
    ///
    /// # Errors
    /// When an action of the demonstration fails.
    pub async fn seed(&self) -> Result<(), OpenError> {
        let table = &self.office.store.settings().table;
        if fs::read_to_string(&self.demonstration).is_ok_and(|filled| filled == *table) {
            return Ok(());
        }
        self.clear().await?; // data of an interrupted start, or of tests
        let template = Template::compiled_in()?;
        let host = self.origin.trim_start_matches("http://");
        let api = Api::open(&template, actions::actions(), actions::JOBS, self.office.clone(), host)?;
        seed::seed(&api, &self.office).await?;
        fs::write(&self.demonstration, table)
            .map_err(|error| OpenError::Data(self.demonstration.clone(), error))
    }

    /// Empties table and mailbox. Scans stay, but no item refers to them.
    ///
    /// # Errors
    /// When LocalStack does not answer.
    pub async fn clear(&self) -> Result<(), OpenError> {
        let table = &self.office.store.settings().table;
        loop {
            let page = json!({ "TableName": table, "ProjectionExpression": "pk, sk", "Limit": 25 });
            let found = self.call("DynamoDB_20120810.Scan", &page).await?;
            let keys = found["Items"].as_array().cloned().unwrap_or_default();
            if keys.is_empty() {
                break;
            }
            let gone: Vec<Value> =
                keys.into_iter().map(|key| json!({ "DeleteRequest": { "Key": key } })).collect();
            let all = json!({ "RequestItems": { table.as_str(): gone } });
            self.call("DynamoDB_20120810.BatchWriteItem", &all).await?;
        }
        self.office.store.take_layout().await.map_err(|error| failed("LocalStack", error))?;
        let request = Request::delete(format!("{}/_aws/ses", self.services)).body(Bytes::new());
        let request = request.map_err(|error| failed("LocalStack", error))?;
        http::send(&self.client, request).await.map_err(|error| failed("LocalStack", error)).map(drop)
    }

    /// Calls an operation of DynamoDB or its streams that no function may use. LocalStack reads only the scope of a signature.
    ///
    /// # Errors
    /// When LocalStack does not answer or refuses.
    pub async fn call(&self, operation: &str, body: &Value) -> Result<Value, OpenError> {
        let region = &self.office.store.settings().region;
        let request = Request::post(&self.services)
            .header("x-amz-target", operation)
            .header("content-type", "application/x-amz-json-1.0")
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential=test/20260101/{region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none"),
            )
            .body(Bytes::from(body.to_string()))
            .map_err(|error| failed(operation, error))?;
        let answer = http::send(&self.client, request).await.map_err(|error| failed(operation, error))?;
        let said: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status() == StatusCode::OK { Ok(said) } else { Err(failed(operation, said)) }
    }
}

fn unavailable() -> Response<Bytes> {
    api::problem(ProblemCode::Unavailable).map(|body| Bytes::copy_from_slice(&body))
}
