//! The whole office in one process: opened, asked, stopped.

use crate::{
    Mail, OpenError, actions,
    api::{self, Api},
    data::Data,
    durable,
    faults::{Behind as Service, Faults, Front as InFront},
    front::{Behind, Front},
    listener::{Patience, Room},
    mailbox::{Mailbox, Mood, SES_PATH},
    objects::{BUCKET, Objects},
    record::Record,
    seed,
    site::Site,
    table,
    template::{Expiry, Template},
};
use beian_app::App;
use beian_kit::token;
use beian_store::{Settings, settings::Credentials};
use dynoxide::Database;
use jiff::Timestamp;
use lambda_http::{Body, Request, Response};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::MissedTickBehavior};

/// Name of the table.
pub(crate) const TABLE: &str = "beian";
/// It is nowhere, but signatures name one.
const REGION: &str = "us-east-1";
/// The reference province, Jiangxi.
pub const PROVINCE: &str = "36";
/// How often the job that people wait for runs: owed notices are looked for.
const TICK: Duration = Duration::from_secs(2);
/// How often what has expired is swept out of the table, and the other jobs run.
const SWEEP: Duration = Duration::from_secs(60);
/// How many piles of scans are read at once.
const READERS: usize = 3;
/// How long requests under way may take once it is to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// How to open the local edition. The default is what a test wants: everything fresh, nothing on a timer.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Data directory; without one, nothing outlives the edition.
    pub data: Option<PathBuf>,
    /// Port; 0 is any free one.
    pub port: u16,
    /// Folder of the built site.
    pub site: Option<PathBuf>,
    /// File of the font that certificates of filing are set in; without one there are none.
    pub font: Option<PathBuf>,
    /// Program that reads scanned post; without one, this program does. It must do so when it is started with [`beian_reader::ARGUMENT`].
    pub reader: Option<PathBuf>,
    /// Another template than the one compiled in.
    pub template: Option<String>,
    /// SMTP relay for notices, instead of the mailbox.
    pub smtp: Option<String>,
    /// Folder for a record of what each function called; see tests/policy.rs.
    pub record: Option<PathBuf>,
    /// Faults that a test places in front of the embedded services.
    pub faults: Option<Faults>,
    /// Whether a new edition begins with demonstration data; see [`crate::seed`].
    pub seed: bool,
    /// Whether notices leave and expired items go by themselves; otherwise see [`Edition::tick`].
    pub tick: bool,
    /// How long the listener waits for its callers.
    pub patience: Patience,
}

/// The local edition, running.
pub struct Edition {
    /// The one address of everything, without a slash at the end.
    pub origin: String,
    /// The office, with its clock.
    pub office: Arc<App>,
    /// Whether the table was laid out just now.
    pub is_new: bool,
    /// Whether it began with demonstration data, now or some time ago.
    pub is_demonstration: bool,
    /// Each job, and the office in its name.
    jobs: Vec<(&'static str, Arc<App>)>,
    api: Api,
    mailbox: Arc<Mailbox>,
    sweeper: Sweeper,
    /// The jobs stop first: they send mails and look at scans through the listener.
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    stop_listening: watch::Sender<bool>,
    listeners: JoinSet<()>,
    /// The table stops after everything that asks it.
    stop_table: watch::Sender<bool>,
    table_tasks: JoinSet<()>,
    // Last, so that what uses it is gone before it is.
    data: Data,
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Edition").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Edition {
    /// Opens the local edition: it answers from here on.
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
        let inner = table::listen().await.map_err(OpenError::Listen)?;
        let dynamodb = format!("http://{}", inner.local_addr().map_err(OpenError::Listen)?);
        let record = options.record.as_deref().map(Record::open).transpose().map_err(OpenError::Listen)?;
        let in_front = |service| InFront::new(service, record.clone(), options.faults.clone());
        let dynamodb = match record.is_some() || options.faults.is_some() {
            false => dynamodb,
            true => in_front(Service::dynamodb(dynamodb))
                .open(&mut table_tasks)
                .await
                .map_err(OpenError::Listen)?,
        };
        let (served, until) = (db.clone(), table_stopped);
        table_tasks.spawn(async move {
            // A listener of our own that fails leaves nothing to do but to answer `unavailable`.
            let _ = dynoxide::server::serve_with_shutdown(inner, served, over(until)).await;
        });

        let listeners = listen(options.port).await.map_err(OpenError::Listen)?;
        let port = listeners[0].local_addr().map_err(OpenError::Listen)?.port();
        let origin =
            if port == 80 { "http://localhost".to_owned() } else { format!("http://localhost:{port}") };
        let credentials = Credentials { id: secret()?, secret: secret()?, token: None };
        // A temporary office need not outlive a loss of power.
        let flush = if data.table().is_some() { durable::to_disk() } else { durable::not_at_all() };
        let mailbox = Arc::new(Mailbox::open(&data.mail(), credentials.clone(), flush.clone())?);
        let (ready, room) = (Arc::new(AtomicBool::new(false)), Room::default());
        let objects = Objects::open(&data.objects(), &credentials, room.clone(), record.clone(), flush)?;
        // Only where faults are placed: these two are on the one origin else, as what they record is.
        let (objects_at, mail_at) = match options.faults {
            None => (origin.clone(), origin.clone()),
            Some(_) => {
                let to_objects = in_front(Service::Objects(objects.clone()));
                let to_mailbox = in_front(Service::Mailbox(mailbox.clone()));
                (
                    to_objects.open(&mut table_tasks).await.map_err(OpenError::Listen)?,
                    to_mailbox.open(&mut table_tasks).await.map_err(OpenError::Listen)?,
                )
            }
        };
        let office = App::open(Settings {
            table: TABLE.to_owned(),
            bucket: BUCKET.to_owned(),
            region: REGION.to_owned(),
            province: PROVINCE.to_owned(),
            dynamodb: Some(dynamodb),
            objects: Some(objects_at),
            objects_public: Some(origin.clone()),
            mail: Some(format!("{mail_at}{SES_PATH}")),
            mail_region: REGION.to_owned(),
            smtp: options.smtp,
            mail_from: "notices@example.org".to_owned(),
            origin: origin.clone(),
            postal_address: String::new(),
            reader: options.reader.map(|reader| reader.display().to_string()),
            font: options.font.map(|font| font.display().to_string()).unwrap_or_default(),
            guarded: false,
            address_header: String::new(),
            credentials,
        })?;
        let base = &office.store.settings().credentials.id;
        let named = |job: &&'static str| Ok((*job, office.in_the_name_of(actions::key_id(base, job))?));
        let jobs = actions::JOBS.iter().map(named).collect::<Result<Vec<_>, OpenError>>()?;
        let host = origin.trim_start_matches("http://");
        let api = Api::open(&template, actions::actions(), actions::JOBS, office.clone(), host)?;
        let site = Site::open(options.site.as_deref(), template.content_security_policy.as_deref(), &origin);
        let entrance = Front {
            behind: Behind::Edition {
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
        if data.demonstration_begun().exists() {
            return Err(OpenError::HalfSeeded(data.root().to_owned()));
        }
        if is_new && options.seed {
            let failed = |error| OpenError::Data(data.root().to_owned(), error);
            std::fs::write(data.demonstration_begun(), "").map_err(failed)?;
            seed::seed(&api, &office).await?;
            std::fs::rename(data.demonstration_begun(), data.demonstration()).map_err(failed)?;
        }
        // Until then nobody could sign in: that is no wrong password.
        ready.store(true, Ordering::Relaxed);
        let is_demonstration = data.demonstration().exists();
        let edition = Edition {
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
        Ok(if options.tick { edition.ticking(stopped) } else { edition })
    }

    /// Answers a request to the API, without a socket. Its path begins with `/api`.
    pub async fn call(&self, request: Request) -> Response<Body> {
        self.api.answer(api::whole(request), IpAddr::V4(Ipv4Addr::LOCALHOST)).await
    }

    /// The same, asked from this address.
    pub async fn call_from(&self, request: Request, from: IpAddr) -> Response<Body> {
        self.api.answer(api::whole(request), from).await
    }

    /// Every mail that was sent, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.mailbox.mails()
    }

    /// What the mailbox does with the next mails; for tests.
    pub fn on_mails(&self, mood: Mood, count: u32) {
        self.mailbox.be(mood, count);
    }

    /// How many mails that is still done with.
    pub fn left(&self) -> u32 {
        self.mailbox.left()
    }

    /// What the mailbox has to report and nobody was told yet, the oldest first. It stays to be told.
    pub fn reports(&self) -> Vec<Value> {
        self.mailbox.reports().into_iter().map(|(_, report)| report).collect()
    }

    /// Tells a report of the mail service, and says whether it changed what is known of a letter.
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

    /// Everything in the table, by key: for tests, which compare and restore it.
    ///
    /// # Errors
    /// When the embedded table refuses.
    pub fn table(&self) -> Result<BTreeMap<String, Value>, OpenError> {
        table::everything(&self.sweeper.db, TABLE)
    }

    /// Makes the table what it was; for tests.
    ///
    /// # Errors
    /// When the embedded table refuses.
    pub fn restore(&self, before: &BTreeMap<String, Value>) -> Result<(), OpenError> {
        table::restore(&self.sweeper.db, TABLE, before)
    }

    /// Where its data is.
    pub fn data(&self) -> &std::path::Path {
        self.data.root()
    }

    /// Does every job once: sends the notices that are owed now, and erases what is to be erased by today.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn tick(&self) -> Result<(), beian_store::StoreError> {
        for (job, office) in &self.jobs {
            actions::job(job, office.clone()).await?;
            if *job == actions::TOLD_JOB {
                tell_all(office, &self.mailbox).await?;
            }
        }
        Ok(())
    }

    /// Does one job once; what the mailbox then has to report stays untold.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn work(&self, job: &str) -> Result<(), beian_store::StoreError> {
        for (_, office) in self.jobs.iter().filter(|(name, _)| *name == job) {
            actions::job(job, office.clone()).await?;
        }
        Ok(())
    }

    /// Sweeps out of the table and the bucket what has expired, and says how many items and objects that were.
    pub async fn sweep(&self) -> usize {
        self.sweeper.sweep(self.office.clock.now()).await
    }

    /// Lets the jobs and requests under way end, and stops; the table last, which they ask.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        farewell(&mut self.tasks).await;
        let _ = self.stop_listening.send(true);
        farewell(&mut self.listeners).await;
        let _ = self.stop_table.send(true);
        farewell(&mut self.table_tasks).await;
    }

    fn ticking(mut self, stopped: watch::Receiver<bool>) -> Edition {
        // Beside the others, as on AWS: what is heard of letters does not wait until thousands more have left.
        for (job, office) in self.jobs.clone().into_iter().filter(|(job, _)| *job == actions::TOLD_JOB) {
            let mailbox = self.mailbox.clone();
            self.tasks.spawn(again_and_again(stopped.clone(), async move || {
                if let Err(error) = tell_all(&office, &mailbox).await {
                    failed(job, &error);
                }
            }));
        }
        // Nor do letters wait until a pile of scans has been read.
        for (_, office) in self.jobs.iter().filter(|(job, _)| *job == actions::READING_JOB) {
            self.tasks.spawn(reading(stopped.clone(), office.clone()));
        }
        let (jobs, sweeper, clock) = (self.jobs.clone(), self.sweeper.clone(), self.office.clock.clone());
        self.tasks.spawn(async move {
            let (mut tick, mut sweep) = (tokio::time::interval(TICK), tokio::time::interval(SWEEP));
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let ends = stopped.clone();
            let mut end = std::pin::pin!(over(stopped));
            loop {
                tokio::select! {
                    // The hasty job first: what leaves the outbox is in the statistics that are published after it.
                    biased;
                    () = &mut end => return,
                    _ = tick.tick() => run(&jobs, &ends, |job| job == actions::HASTY_JOB).await,
                    _ = sweep.tick() => {
                        run(&jobs, &ends, |job| !actions::PROMPT_JOBS.contains(&job)).await;
                        sweeper.sweep(clock.now()).await;
                    }
                }
            }
        });
        self
    }
}

/// The sweeper erases expired items and objects, as DynamoDB and S3 do by themselves.
#[derive(Clone)]
struct Sweeper {
    db: Database,
    objects: Objects,
    expiries: Arc<[Expiry]>,
}

impl Sweeper {
    /// Sweeps once, and says how many items and objects that were; what fails is logged and tried at the next.
    async fn sweep(&self, now: Timestamp) -> usize {
        let Sweeper { db, objects, expiries } = self.clone();
        let swept = tokio::task::spawn_blocking(move || {
            let gone = objects.expire(&expiries, now);
            if let Err(error) = &gone {
                let cause = error.to_string();
                eprintln!("{}", serde_json::json!({ "level": "error", "job": "sweep", "cause": cause }));
            }
            gone.unwrap_or_default() + db.sweep_ttl().unwrap_or_default()
        });
        swept.await.unwrap_or_default()
    }
}

/// Does something at every tick, until the office is to stop.
async fn again_and_again(stopped: watch::Receiver<bool>, work: impl AsyncFn()) {
    let (mut tick, mut end) = (tokio::time::interval(TICK), std::pin::pin!(over(stopped)));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => work().await,
        }
    }
}

/// Reads scanned post at every tick. A run that takes long lets the next ones pass by: each file is read by one of them. All of them, and the
/// processes that read for them, end at once when the office is to stop.
async fn reading(stopped: watch::Receiver<bool>, office: Arc<App>) {
    // This process alone has the data, so that nobody reads yet.
    if let Err(error) = read_post::release(&office).await {
        failed(actions::READING_JOB, &error);
    }
    let mut runs = JoinSet::new();
    let (mut tick, mut end) = (tokio::time::interval(TICK), std::pin::pin!(over(stopped)));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => while runs.try_join_next().is_some() {},
        }
        if runs.len() < READERS {
            let office = office.clone();
            runs.spawn(async move {
                if let Err(error) = actions::job(actions::READING_JOB, office).await {
                    failed(actions::READING_JOB, &error);
                }
            });
        }
    }
}

/// Does those of the jobs that are wanted; one that fails does not stop the others.
async fn run(
    jobs: &[(&'static str, Arc<App>)],
    stopped: &watch::Receiver<bool>,
    wanted: impl Fn(&str) -> bool,
) {
    for (job, office) in jobs.iter().filter(|(job, _)| wanted(job)) {
        // The one that runs is let end; none begins any more.
        if *stopped.borrow() {
            return;
        }
        if let Err(error) = actions::job(job, office.clone()).await {
            failed(job, &error);
        }
    }
}

fn failed(job: &str, error: &beian_store::StoreError) {
    eprintln!("{}", serde_json::json!({ "level": "error", "job": job, "cause": error.to_string() }));
}

/// Tells everything that the mailbox has to report, as EventBridge does; what was told is forgotten.
async fn tell_all(office: &Arc<App>, mailbox: &Mailbox) -> Result<(), beian_store::StoreError> {
    for (id, report) in mailbox.reports() {
        actions::tell(office.clone(), report).await?;
        mailbox.told(&id);
    }
    Ok(())
}

/// Waits for tasks to end; those that take too long are ended.
async fn farewell(tasks: &mut JoinSet<()>) {
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, all).await.is_err() {
        tasks.shutdown().await;
    }
}

pub(crate) async fn over(mut stopped: watch::Receiver<bool>) {
    // An edition that is dropped stops too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

fn secret() -> Result<String, OpenError> {
    let bytes =
        token::random::<20>().map_err(|error| OpenError::Listen(std::io::Error::other(error.to_string())))?;
    Ok(token::hex(&bytes))
}

/// Listens on `localhost`, which is two addresses on most machines; whoever had the other could pass for us.
pub(crate) async fn listen(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let mut tries = 0;
    loop {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let chosen = four.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, chosen)).await {
            Ok(six) => return Ok(vec![four, six]),
            Err(error) if error.kind() != std::io::ErrorKind::AddrInUse => return Ok(vec![four]),
            Err(error) if port != 0 || tries == 9 => return Err(error),
            Err(_) => tries += 1,
        }
    }
}
