//! The local edition as a value: opened, called, stopped.

use crate::{
    Mail, OpenError, actions,
    api::{self, Api},
    data::Data,
    durable,
    faults::{
        Faults,
        proxy::{Proxy, Service},
    },
    front::{Backend, Gateway},
    jobs::{self, Jobs, Sweeper},
    listener::{Patience, Room, listen},
    mailbox::{MailFailure, Mailbox, SES_PATH},
    objects::{BUCKET, Objects},
    record::Record,
    seed,
    site::Site,
    stop::over,
    table::{self, TABLE},
    template::Template,
};
use beian_app::{App, token};
use beian_store::{Settings, settings::Credentials};
use lambda_http::{Body, Request, Response};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, task::JoinSet};

/// The region in signatures; the local edition is in none, but a signature must name one.
const REGION: &str = "us-east-1";
/// The reference province, Jiangxi.
pub const PROVINCE: &str = "36";
/// The time that requests under way get when the edition stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// The options of the local edition. The default is for tests: an empty temporary edition without timers.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Data directory; an edition without one keeps nothing after it stops.
    pub data: Option<PathBuf>,
    /// Port; 0 is any free port.
    pub port: u16,
    /// Folder of the built site.
    pub site: Option<PathBuf>,
    /// File of the font for forms and certificates; an edition without one makes neither.
    pub font: Option<PathBuf>,
    /// Program that reads scanned post when it is started with [`beian_reader::ARGUMENT`]; by default this program itself.
    pub reader: Option<PathBuf>,
    /// Text of a template, instead of the one compiled in.
    pub template: Option<String>,
    /// Address of an SMTP relay for notices, instead of the mailbox.
    pub smtp: Option<String>,
    /// Folder for a record of the calls of each function; see tests/policy.rs.
    pub record: Option<PathBuf>,
    /// Faults that a test places in front of the embedded services.
    pub faults: Option<Faults>,
    /// True if a new edition begins with demonstration data; see [`crate::seed`].
    pub seed: bool,
    /// True if jobs run on timers. Otherwise [`Edition::tick`] runs them.
    pub tick: bool,
    /// The listener's time limits for its callers.
    pub patience: Patience,
}

/// The local edition, running.
pub struct Edition {
    /// The one origin of site, API, scans and mailbox, without a slash at the end.
    pub origin: String,
    /// The app, with its clock.
    pub office: Arc<App>,
    /// True if the table is new.
    pub is_new: bool,
    /// True if the data directory began with demonstration data, now or earlier.
    pub is_demonstration: bool,
    jobs: Jobs,
    api: Api,
    mailbox: Arc<Mailbox>,
    sweeper: Sweeper,
    /// Stops the jobs, before the listener: they send mail and read scans through it.
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    stop_listening: watch::Sender<bool>,
    listeners: JoinSet<()>,
    /// Stops the table, after all of its callers.
    stop_table: watch::Sender<bool>,
    table_tasks: JoinSet<()>,
    // This field is the last one, so that the directory is dropped after its users.
    data: Data,
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Edition").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Serves the embedded table until the edition stops it; the table's address.
async fn serve_table(
    db: &dynoxide::Database,
    stopped: watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) -> Result<String, OpenError> {
    let listener = table::listen().await.map_err(OpenError::Listen)?;
    let address = format!("http://{}", listener.local_addr().map_err(OpenError::Listen)?);
    let db = db.clone();
    tasks.spawn(async move {
        // The API answers `unavailable` if this listener fails; no other reaction is possible.
        let _ = dynoxide::server::serve_with_shutdown(listener, db, over(stopped)).await;
    });
    Ok(address)
}

/// The settings of the edition, without the addresses of its services.
fn settings(options: &Options, origin: &str, credentials: Credentials) -> Settings {
    Settings {
        table: TABLE.to_owned(),
        bucket: BUCKET.to_owned(),
        region: REGION.to_owned(),
        province: PROVINCE.to_owned(),
        dynamodb: None,
        objects: None,
        objects_public: Some(origin.to_owned()),
        mail: None,
        mail_region: REGION.to_owned(),
        smtp: options.smtp.clone(),
        mail_from: "notices@example.org".to_owned(),
        origin: origin.to_owned(),
        postal_address: String::new(),
        reader: options.reader.as_ref().map(|reader| reader.display().to_string()),
        font: options.font.as_ref().map(|font| font.display().to_string()).unwrap_or_default(),
        guarded: false,
        address_header: String::new(),
        credentials,
    }
}

/// Fills a new edition with the demonstration, if `seeded` says by which API and app. A mark in the data directory shows whether the
/// demonstration is complete.
async fn begin_demonstration(data: &Data, seeded: Option<(&Api, &Arc<App>)>) -> Result<(), OpenError> {
    if data.demonstration_begun().exists() {
        return Err(OpenError::HalfSeeded(data.root().to_owned()));
    }
    if let Some((api, office)) = seeded {
        let failed = |error| OpenError::Data(data.root().to_owned(), error);
        std::fs::write(data.demonstration_begun(), "").map_err(failed)?;
        seed::seed(api, office).await?;
        std::fs::rename(data.demonstration_begun(), data.demonstration()).map_err(failed)?;
    }
    Ok(())
}

impl Edition {
    /// Opens the local edition. It answers requests from then on.
    ///
    /// # Errors
    /// When the data directory is in use or cannot be used, the port is taken, or the template does not fit this program.
    pub async fn open(options: Options) -> Result<Edition, OpenError> {
        let template = match &options.template {
            Some(text) => Template::parse(text)?,
            None => Template::compiled_in()?,
        };
        let data = match &options.data {
            Some(root) => Data::take(root)?.laid_out()?,
            None => Data::temporary()?,
        };
        let db = table::open(data.table().as_deref())?;
        let is_new = table::lay_out(&db, TABLE, &template.table)?;

        let (stop, stopped) = watch::channel(false);
        let (stop_table, table_stopped) = watch::channel(false);
        let (stop_listening, unheard) = watch::channel(false);
        let (tasks, mut heard, mut table_tasks) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        let record = options.record.as_deref().map(Record::open).transpose().map_err(OpenError::Listen)?;
        let proxied = |service| Proxy::new(service, record.clone(), options.faults.clone());
        let dynamodb = serve_table(&db, table_stopped, &mut table_tasks).await?;
        let dynamodb = match record.is_some() || options.faults.is_some() {
            false => dynamodb,
            true => proxied(Service::dynamodb(dynamodb))
                .open(&mut table_tasks)
                .await
                .map_err(OpenError::Listen)?,
        };

        let listeners = listen(options.port).await.map_err(OpenError::Listen)?;
        let port = listeners[0].local_addr().map_err(OpenError::Listen)?.port();
        let origin =
            if port == 80 { "http://localhost".to_owned() } else { format!("http://localhost:{port}") };
        let credentials = Credentials { id: secret()?, secret: secret()?, token: None };
        // A temporary edition need not survive a loss of power.
        let flush = if data.table().is_some() { durable::to_disk() } else { durable::not_at_all() };
        let mailbox = Arc::new(Mailbox::open(&data.mail(), credentials.clone(), flush.clone())?);
        let (ready, room) = (Arc::new(AtomicBool::new(false)), Room::default());
        let objects = Objects::open(&data.objects(), &credentials, room.clone(), record.clone(), flush)?;
        // Scans and mail are on the edition's own origin, except where faults are placed in front of them.
        let (objects_at, mail_at) = match options.faults {
            None => (origin.clone(), origin.clone()),
            Some(_) => {
                let to_objects = proxied(Service::Objects(objects.clone()));
                let to_mailbox = proxied(Service::Mailbox(mailbox.clone()));
                (
                    to_objects.open(&mut table_tasks).await.map_err(OpenError::Listen)?,
                    to_mailbox.open(&mut table_tasks).await.map_err(OpenError::Listen)?,
                )
            }
        };
        let office = App::open(Settings {
            dynamodb: Some(dynamodb),
            objects: Some(objects_at),
            mail: Some(format!("{mail_at}{SES_PATH}")),
            ..settings(&options, &origin, credentials)
        })?;
        let base = &office.store.settings().credentials.id;
        let named = |job: &&'static str| Ok((*job, office.with_key_id(actions::key_id(base, job))?));
        let jobs = actions::JOBS.iter().map(named).collect::<Result<Vec<_>, OpenError>>()?;
        let host = origin.trim_start_matches("http://");
        let api = Api::open(&template, actions::actions(), actions::JOBS, office.clone(), host)?;
        let site = Site::open(options.site.as_deref(), template.content_security_policy.as_deref(), &origin);
        let entrance = Gateway {
            backend: Backend::Edition {
                api: api.clone(),
                objects: objects.clone(),
                mailbox: mailbox.clone(),
                record,
            },
            site,
            origin: origin.clone(),
            demonstration: Some(data.demonstration()),
            ready: ready.clone(),
            patience: options.patience,
            room,
        };
        entrance.serve(listeners, &unheard, &mut heard);
        let seeded = if is_new && options.seed { Some((&api, &office)) } else { None };
        begin_demonstration(&data, seeded).await?;
        // Before the demonstration accounts exist, a sign-in is answered with `unavailable` instead of a wrong password.
        ready.store(true, Ordering::Relaxed);
        let is_demonstration = data.demonstration().exists();
        let mut edition = Edition {
            origin,
            office,
            jobs,
            is_new,
            is_demonstration,
            api,
            mailbox,
            sweeper: Sweeper { db, objects, expiries: template.expiries.into() },
            stop,
            tasks,
            stop_listening,
            listeners: heard,
            stop_table,
            table_tasks,
            data,
        };
        if options.tick {
            let Edition { tasks, jobs, office, mailbox, sweeper, .. } = &mut edition;
            jobs::start(tasks, stopped, jobs, office, mailbox, sweeper);
        }
        Ok(edition)
    }

    /// Answers a request to the API without a socket. The request's path begins with `/api`.
    pub async fn call(&self, request: Request) -> Response<Body> {
        self.api.answer(api::whole(request), IpAddr::V4(Ipv4Addr::LOCALHOST)).await
    }

    /// Answers a request to the API as [`Edition::call`] does, from a caller at this address.
    pub async fn call_from(&self, request: Request, from: IpAddr) -> Response<Body> {
        self.api.answer(api::whole(request), from).await
    }

    /// Every mail that was sent, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.mailbox.mails()
    }

    /// Sets the mailbox's reaction to the next mails; for tests.
    pub fn on_mails(&self, failure: MailFailure, count: u32) {
        self.mailbox.be(failure, count);
    }

    /// Returns the number of mails that the reaction still applies to.
    pub fn left(&self) -> u32 {
        self.mailbox.left()
    }

    /// The mailbox's reports that were not passed on yet, the oldest first. They stay in the mailbox.
    pub fn reports(&self) -> Vec<Value> {
        self.mailbox.reports().into_iter().map(|(_, report)| report).collect()
    }

    /// Passes on a report of the mail service, and returns whether it changed a delivery.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn tell(&self, report: Value) -> Result<bool, beian_store::StoreError> {
        let told = self.jobs.iter().find(|(job, _)| *job == actions::TOLD_JOB);
        match told {
            Some((_, office)) => actions::tell(office.clone(), report).await,
            None => Ok(false),
        }
    }

    /// Every item of the table, by key; for tests, which compare and restore the table.
    ///
    /// # Errors
    /// When the embedded table refuses.
    pub fn table(&self) -> Result<BTreeMap<String, Value>, OpenError> {
        table::everything(&self.sweeper.db, TABLE)
    }

    /// Restores the table to earlier items; for tests.
    ///
    /// # Errors
    /// When the embedded table refuses.
    pub fn restore(&self, before: &BTreeMap<String, Value>) -> Result<(), OpenError> {
        table::restore(&self.sweeper.db, TABLE, before)
    }

    /// The data directory.
    pub fn data(&self) -> &std::path::Path {
        self.data.root()
    }

    /// Runs every job once: among others, sends the notices in the outbox and erases data after its retention period.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn tick(&self) -> Result<(), beian_store::StoreError> {
        for (job, office) in &self.jobs {
            actions::job(job, office.clone()).await?;
            if *job == actions::TOLD_JOB {
                jobs::run_event_jobs(office, &self.mailbox).await?;
            }
        }
        Ok(())
    }

    /// Runs one job once. The mailbox's reports are not passed on.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn work(&self, job: &str) -> Result<(), beian_store::StoreError> {
        for (_, office) in self.jobs.iter().filter(|(name, _)| *name == job) {
            actions::job(job, office.clone()).await?;
        }
        Ok(())
    }

    /// Erases expired items and objects, and returns their number.
    pub async fn sweep(&self) -> usize {
        self.sweeper.sweep(self.office.clock.now()).await
    }

    /// Stops after the jobs and requests under way have ended. The table stops last, because they call it.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        farewell(&mut self.tasks).await;
        let _ = self.stop_listening.send(true);
        farewell(&mut self.listeners).await;
        let _ = self.stop_table.send(true);
        farewell(&mut self.table_tasks).await;
    }
}

/// Waits for tasks to end, and aborts those that take too long.
async fn farewell(tasks: &mut JoinSet<()>) {
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, all).await.is_err() {
        tasks.shutdown().await;
    }
}

fn secret() -> Result<String, OpenError> {
    let bytes =
        token::random::<20>().map_err(|error| OpenError::Listen(std::io::Error::other(error.to_string())))?;
    Ok(token::hex(&bytes))
}
