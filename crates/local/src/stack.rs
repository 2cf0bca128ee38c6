//! The stack that infra/stack.sh starts: functions in Lambda's container, data at LocalStack, this program in front.
//!
//! Where everything is stands in the state file that infra/stack/stack.py writes.

use crate::{
    Mail, OpenError, actions,
    api::{self, Api},
    edition::{listen, over},
    front::{Behind, Front},
    http::{self, Client},
    listener::{Patience, Room},
    seed,
    site::Site,
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
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::{sync::watch, task::JoinSet, time::MissedTickBehavior};

/// How often the schedule starts its jobs.
const TICK: Duration = Duration::from_secs(5);
/// How often the other jobs run.
const SELDOM: Duration = Duration::from_secs(600);

/// What the state file says of it.
#[derive(Debug, Deserialize)]
struct State {
    origin: String,
    /// Where `sam local start-api` answers.
    api: String,
    /// Where `sam local start-lambda` answers.
    jobs: String,
    /// Where LocalStack answers.
    services: String,
    table: String,
    bucket: String,
    region: String,
    province: String,
    mail_from: String,
}

/// The stack, running elsewhere.
pub struct Stack {
    /// The one address of everything, without a slash at the end.
    pub origin: String,
    /// Where LocalStack answers.
    pub services: String,
    /// The office over the stack's data. Its clock is this process's; the functions have their own.
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
    /// Finds the stack by its state file.
    ///
    /// # Errors
    /// When the file is not there or not whole.
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
            // LocalStack takes any.
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

    /// Answers a request to the API, whose path begins with `/api`.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let path = path.strip_prefix(api::PREFIX).unwrap_or(path);
        let there: Result<Uri, _> = format!("{}{path}", self.functions).parse();
        let Ok(there) = there else { return unavailable() };
        let (mut parts, body) = request.into_parts();
        // The gateway's stage has a name of its own, and hears each connection anew.
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

    /// Invokes a function by its action's name, and says what it answered.
    ///
    /// # Errors
    /// When it is not there or failed.
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

    async fn run(&self, wanted: impl Fn(&str) -> bool) {
        // LocalStack reports nothing of the mails that it takes.
        let scheduled = actions::JOBS.iter().filter(|job| **job != actions::TOLD_JOB);
        for job in scheduled.filter(|job| wanted(job)) {
            if let Err(error) = self.tick(job).await {
                eprintln!("{error}");
            }
        }
    }

    /// Starts a job as EventBridge Scheduler does where the schedule names no input of its own.
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

    /// Every mail that LocalStack caught, the oldest first.
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

    /// Fills the stack with the demonstration, unless it was; a file beside the state file says so. The functions run in this process for it: theirs
    /// is a clock that can be set to the weeks past.
    ///
    /// # Errors
    /// When a step of it does not go through.
    pub async fn seed(&self) -> Result<(), OpenError> {
        let table = &self.office.store.settings().table;
        if fs::read_to_string(&self.demonstration).is_ok_and(|filled| filled == *table) {
            return Ok(());
        }
        self.clear().await?; // of one that was broken off, or of tests
        let template = Template::compiled_in()?;
        let host = self.origin.trim_start_matches("http://");
        let api = Api::open(&template, actions::actions(), actions::JOBS, self.office.clone(), host)?;
        seed::seed(&api, &self.office).await?;
        fs::write(&self.demonstration, table)
            .map_err(|error| OpenError::Data(self.demonstration.clone(), error))
    }

    /// Empties table and mailbox; scans stay, and nothing refers to them.
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
        self.office.store.has_layout(true).await.map_err(|error| failed("LocalStack", error))?;
        let request = Request::delete(format!("{}/_aws/ses", self.services)).body(Bytes::new());
        let request = request.map_err(|error| failed("LocalStack", error))?;
        http::send(&self.client, request).await.map_err(|error| failed("LocalStack", error)).map(drop)
    }

    /// Calls DynamoDB or its streams as no function may. LocalStack reads the signature's scope and nothing else of it.
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

    /// Stands in front of it until `stop` ends: the site, the API and the mailbox on the stack's origin, and the
    /// schedule.
    ///
    /// # Errors
    /// When the origin's port is taken.
    pub async fn serve(
        self: Arc<Stack>,
        site: &Path,
        stop: impl Future<Output = std::io::Result<()>>,
    ) -> Result<(), OpenError> {
        let port = self.origin.rsplit(':').next().and_then(|port| port.parse().ok());
        let listeners = listen(port.unwrap_or(80)).await.map_err(OpenError::Listen)?;
        let template = Template::compiled_in()?;
        let (ended, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let front = Front {
            behind: Behind::Stack(self.clone()),
            site: Site::open(Some(site), template.content_security_policy.as_deref(), &self.services),
            origin: self.origin.clone(),
            demonstration: None,
            ready: Arc::new(AtomicBool::new(true)),
            patience: Patience::default(),
            room: Room::default(),
        };
        front.serve(listeners, &stopped, &mut tasks);
        tasks.spawn(async move {
            let (mut tick, mut seldom) = (tokio::time::interval(TICK), tokio::time::interval(SELDOM));
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut end = std::pin::pin!(over(stopped));
            loop {
                tokio::select! {
                    // As in the local edition: what leaves the outbox is in the statistics that are published after it.
                    biased;
                    () = &mut end => return,
                    _ = tick.tick() => self.run(|job| actions::PROMPT_JOBS.contains(&job)).await,
                    _ = seldom.tick() => self.run(|job| !actions::PROMPT_JOBS.contains(&job)).await,
                }
            }
        });
        let stopped = stop.await;
        let _ = ended.send(true);
        let farewell = async { while tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(5), farewell).await;
        stopped.map_err(OpenError::Listen)
    }
}

fn unavailable() -> Response<Bytes> {
    api::problem(ProblemCode::Unavailable).map(|body| Bytes::copy_from_slice(&body))
}
