//! The shared state of a process: the store, the rules, the clock and the calendar. A process opens it once, and all its requests use it.

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

/// Maximum wait in a queue.
const LONGEST_TURN: Duration = Duration::from_secs(15);
/// Number of queues from which on empty queues are dropped.
const MOST_QUEUES: usize = 1_000;

/// The shared state of a process.
#[derive(Debug)]
pub struct App {
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The calendar that was read last, with its version.
    known: Mutex<(u64, Arc<Calendar>)>,
    /// Queues of requests that would write the same items, by the name of the queue.
    queues: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The clock of the application, with whole seconds. A test may set it ahead or back.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds that are added to the machine's time.
    shift: Arc<AtomicI64>,
}

impl Clock {
    /// Returns the time, in whole seconds.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now() + SignedDuration::from_secs(self.shift.load(Ordering::Relaxed));
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Returns the machine's time, for signatures that other machines check with their own clocks.
    pub fn of_machine(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Sets the clock to a time. The clock continues from there.
    pub fn set(&self, at: Timestamp) {
        self.shift.store(at.as_second() - Timestamp::now().as_second(), Ordering::Relaxed);
    }
}

impl App {
    /// Opens the state without a call of any service.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if the province has no rules; the errors of [`Store::open`].
    pub fn open(settings: Settings) -> Result<Arc<App>, StoreError> {
        if settings.province != Rules::jiangxi().province {
            return Err(StoreError::Unknown("province", settings.province));
        }
        Ok(Arc::new(App::with(settings, Clock::default())?))
    }

    /// Returns the same state with another access key identifier, with which calls to AWS are signed. On AWS each function has a role
    /// of its own; in one process the key identifier tells the functions apart.
    ///
    /// # Errors
    /// The errors of [`App::open`].
    pub fn with_key_id(&self, id: String) -> Result<Arc<App>, StoreError> {
        let mut settings = self.store.settings().clone();
        settings.credentials.id = id;
        Ok(Arc::new(App::with(settings, self.clock.clone())?))
    }

    /// Waits until the caller is the first in the queue `of` of this process. The next caller follows when the guard is dropped. The
    /// answer is `None` after a long wait, and the caller then continues without the guard. A queue only saves retries, because each
    /// process has its own queues.
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

    /// Returns the rules of the province.
    pub fn rules(&self) -> &'static Rules {
        Rules::jiangxi()
    }

    fn with(settings: Settings, clock: Clock) -> Result<App, StoreError> {
        let known = Mutex::new((0, Arc::new(Calendar::shipped().clone())));
        Ok(App { store: Store::open(settings)?, clock, known, queues: Mutex::default() })
    }

    /// Reads the working days in force, for a job. A request reads them together with its session.
    ///
    /// # Errors
    /// The errors of [`Store::live_calendar`].
    pub async fn calendar(&self) -> Result<Arc<Calendar>, StoreError> {
        Ok(self.in_force(&self.store.live_calendar().await?))
    }

    /// Returns the calendar with these signed years. It is built once for each version.
    pub fn in_force(&self, live: &LiveCalendar) -> Arc<Calendar> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != live.version {
            *known = (live.version, Arc::new(live.in_force()));
        }
        known.1.clone()
    }
}
