//! The shared state of a process: store, rules, clock and calendar, opened once and used by every request.

use beian_filing::{
    calendar::{Calendar, LiveCalendar},
    policy::Rules,
};
use beian_store::{Settings, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::sync::OwnedMutexGuard;

/// The longest wait for a turn.
const LONGEST_TURN: Duration = Duration::from_secs(15);
/// Empty queues are dropped above this number of queues.
const MOST_QUEUES: usize = 1_000;

/// The shared state of a process.
#[derive(Debug)]
pub struct App {
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The calendar of the last read, with its version.
    known: Mutex<(u64, Arc<Calendar>)>,
    /// Queues of requests that would contend for the same items, by the name of their aim.
    queues: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The time, to the second. A test may set it ahead or back.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds added to the machine's time.
    shift: Arc<AtomicI64>,
}

impl Clock {
    /// The time.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now() + SignedDuration::from_secs(self.shift.load(Ordering::Relaxed));
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The machine's time, for signatures that other machines check by their own clocks.
    pub fn of_machine(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Sets the clock to a time, from which it continues.
    pub fn set(&self, at: Timestamp) {
        self.shift.store(at.as_second() - Timestamp::now().as_second(), Ordering::Relaxed);
    }
}

impl App {
    /// Opens the state. No service is called yet.
    ///
    /// # Errors
    /// When there are no rules for the province, or the store cannot be opened.
    pub fn open(settings: Settings) -> Result<Arc<App>, StoreError> {
        if settings.province != Rules::jiangxi().province {
            return Err(StoreError::Unknown("province", settings.province));
        }
        Ok(Arc::new(App::with(settings, Clock::default())?))
    }

    /// The same table and clock under another key identifier, with which the calls are signed. On AWS each function has a role of its
    /// own; in one process the key identifier tells the functions apart.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn decision_by(&self, id: String) -> Result<Arc<App>, StoreError> {
        let mut settings = self.store.settings().clone();
        settings.credentials.id = id;
        Ok(Arc::new(App::with(settings, self.clock.clone())?))
    }

    /// Waits for a turn among the requests of this process with the same aim; the turn ends when it is dropped. The answer is `None`
    /// after a long wait, and the request is tried all the same. Turns only save retries: processes do not see each other's queues.
    pub async fn wait_for_turn(&self, of: &str) -> Option<OwnedMutexGuard<()>> {
        let queue = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            if queues.len() >= MOST_QUEUES {
                queues.retain(|_, queue| Arc::strong_count(queue) > 1);
            }
            queues.entry(of.to_owned()).or_default().clone()
        };
        tokio::time::timeout(LONGEST_TURN, queue.lock_owned()).await.ok()
    }

    /// The rules of the province.
    pub fn rules(&self) -> &'static Rules {
        Rules::jiangxi()
    }

    fn with(settings: Settings, clock: Clock) -> Result<App, StoreError> {
        let known = Mutex::new((0, Arc::new(Calendar::shipped().clone())));
        Ok(App { store: Store::open(settings)?, clock, known, queues: Mutex::default() })
    }

    /// The working days in force, for a job. A request reads them along with its session.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn calendar(&self) -> Result<Arc<Calendar>, StoreError> {
        Ok(self.in_force(&self.store.live_calendar().await?))
    }

    /// The calendar with these years, which is built only once for each version.
    pub fn in_force(&self, live: &LiveCalendar) -> Arc<Calendar> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != live.version {
            *known = (live.version, Arc::new(live.in_force()));
        }
        known.1.clone()
    }
}
