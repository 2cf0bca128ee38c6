//! The jobs of the local edition: the functions that a schedule starts on AWS, and the erasure of expired data.

use crate::{
    actions,
    mailbox::Mailbox,
    objects::Objects,
    schedule::{self, Every},
    stop::over,
    template::Expiry,
};
use beian_app::App;
use beian_store::StoreError;
use dynoxide::Database;
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::MissedTickBehavior};

/// The interval of the job that sends the notices in the outbox. People wait for this job.
const TICK: Duration = Duration::from_secs(2);
/// The interval of the other jobs and of the erasure.
const SWEEP: Duration = Duration::from_secs(60);
/// The largest number of scan batches that are read at the same time.
const READERS: usize = 3;

/// Each job with its app. The app signs its calls with the job's name.
pub type Jobs = Vec<(&'static str, Arc<App>)>;

/// Starts the jobs. They are repeated until the stop signal.
pub fn start(
    tasks: &mut JoinSet<()>,
    stopped: watch::Receiver<bool>,
    jobs: &Jobs,
    office: &Arc<App>,
    mailbox: &Arc<Mailbox>,
    sweeper: &Sweeper,
) {
    // Reports of the mail service have a task of their own, as on AWS, so that they do not wait until thousands of notices are sent.
    for (job, office) in jobs.iter().filter(|(job, _)| *job == actions::TOLD_JOB) {
        let (job, office, mailbox) = (*job, office.clone(), mailbox.clone());
        let work = async move || {
            if let Err(error) = run_event_jobs(&office, &mailbox).await {
                failed(job, &error);
            }
        };
        tasks.spawn(schedule::repeat(stopped.clone(), Every { interval: TICK, work }));
    }
    // The reading of scanned post has tasks of its own, so that notices do not wait until a scan batch is read.
    for (_, office) in jobs.iter().filter(|(job, _)| *job == actions::READING_JOB) {
        tasks.spawn(reading(stopped.clone(), office.clone()));
    }
    let (hasty, ends) = (jobs.clone(), stopped.clone());
    let often = Every {
        interval: TICK,
        work: async move || run(&hasty, &ends, |job| job == actions::HASTY_JOB).await,
    };
    let (others, ends) = (jobs.clone(), stopped.clone());
    let (sweeper, clock) = (sweeper.clone(), office.clock.clone());
    let seldom = Every {
        interval: SWEEP,
        work: async move || {
            run(&others, &ends, |job| !actions::PROMPT_JOBS.contains(&job)).await;
            sweeper.sweep(clock.now()).await;
        },
    };
    tasks.spawn(schedule::repeat_both(stopped, often, seldom));
}

/// Erases expired items and objects. On AWS, DynamoDB and S3 do this by themselves.
#[derive(Clone)]
pub struct Sweeper {
    pub db: Database,
    pub objects: Objects,
    pub expiries: Arc<[Expiry]>,
}

impl Sweeper {
    /// Erases once, and returns the number of erased items and objects. A failure is logged, and the next run tries again.
    pub async fn sweep(&self, now: Timestamp) -> usize {
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

/// Starts a run that reads scanned post at every tick, unless enough runs are under way. A run may take long, and only one run reads a
/// scan batch. All runs end with their processes at the stop signal.
async fn reading(stopped: watch::Receiver<bool>, office: Arc<App>) {
    // No run of another process can hold a scan batch, because this process alone uses the data directory.
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

/// Runs the wanted jobs one after the other. A job that fails does not stop the others.
async fn run(jobs: &Jobs, stopped: &watch::Receiver<bool>, wanted: impl Fn(&str) -> bool) {
    for (job, office) in jobs.iter().filter(|(job, _)| wanted(job)) {
        // After the stop signal, a running job still ends by itself, but no further job begins.
        if *stopped.borrow() {
            return;
        }
        if let Err(error) = actions::job(job, office.clone()).await {
            failed(job, &error);
        }
    }
}

fn failed(job: &str, error: &StoreError) {
    eprintln!("{}", serde_json::json!({ "level": "error", "job": job, "cause": error.to_string() }));
}

/// Passes every report of the mailbox to the job that records deliveries, as EventBridge does. The mailbox then forgets the report.
pub async fn run_event_jobs(office: &Arc<App>, mailbox: &Mailbox) -> Result<(), StoreError> {
    for (id, report) in mailbox.reports() {
        actions::tell(office.clone(), report).await?;
        mailbox.told(&id);
    }
    Ok(())
}
