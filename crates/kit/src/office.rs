//! The office: the store, the rules and the clock, opened once and shared by every request.

use beian_filing::{calendar::Calendar, calendar_change::LiveCalendar, codes::Rules};
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

/// Nobody waits in a line for longer.
const LONGEST_LINE: Duration = Duration::from_secs(15);
/// Lines in which nobody stands are forgotten once there are so many.
const MOST_LINES: usize = 1_000;

/// What every request shares.
#[derive(Debug)]
pub struct Office {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// The calendar as it was read last, with its version.
    known: Mutex<(u64, Arc<Calendar>)>,
    /// Lines of those who would get into each other's way, by what they want.
    lines: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The time, to the second. A test may set it ahead or back.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds added to the machine's time.
    shift: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now() + SignedDuration::from_secs(self.shift.load(Ordering::Relaxed));
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Now, by the machine: what others check by their own clocks, such as a signature, goes by this.
    pub fn of_machine(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Sets the clock, so that it goes on from `at`.
    pub fn set(&self, at: Timestamp) {
        self.shift.store(at.as_second() - Timestamp::now().as_second(), Ordering::Relaxed);
    }
}

impl Office {
    /// Opens the office. Nothing is called yet.
    ///
    /// # Errors
    /// When there are no rules for the province, or the store cannot be opened.
    pub fn open(settings: Settings) -> Result<Arc<Office>, StoreError> {
        if settings.province != Rules::jiangxi().province {
            return Err(StoreError::Unknown("province", settings.province));
        }
        Ok(Arc::new(Office::with(settings, Clock::default())?))
    }

    /// The same office, table and clock, in another's name: `id` is the key identifier that its calls are signed with.
    /// On AWS each function has a role of its own; this is how they are told apart in one process.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn in_the_name_of(&self, id: String) -> Result<Arc<Office>, StoreError> {
        let mut settings = self.store.settings().clone();
        settings.credentials.id = id;
        Ok(Arc::new(Office::with(settings, self.clock.clone())?))
    }

    /// Waits for one's turn among those of this process who want the same, and keeps it until it is dropped. `None` when that takes
    /// too long: then it is tried all the same. Nothing relies on it but how often a crowd must try; processes do not see each other.
    pub async fn line_up(&self, of: &str) -> Option<OwnedMutexGuard<()>> {
        let line = {
            let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() >= MOST_LINES {
                lines.retain(|_, line| Arc::strong_count(line) > 1);
            }
            lines.entry(of.to_owned()).or_default().clone()
        };
        tokio::time::timeout(LONGEST_LINE, line.lock_owned()).await.ok()
    }

    /// The rules of the province.
    pub fn rules(&self) -> &'static Rules {
        Rules::jiangxi()
    }

    fn with(settings: Settings, clock: Clock) -> Result<Office, StoreError> {
        let known = Mutex::new((0, Arc::new(Calendar::shipped().clone())));
        Ok(Office { store: Store::open(settings)?, clock, known, lines: Mutex::default() })
    }

    /// The working days as they hold now, for a job. A request reads them along with its session.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn calendar(&self) -> Result<Arc<Calendar>, StoreError> {
        Ok(self.in_force(&self.store.live_calendar().await?))
    }

    /// The calendar with these years in it; made anew only when it changed.
    pub fn in_force(&self, live: &LiveCalendar) -> Arc<Calendar> {
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.0 != live.version {
            *known = (live.version, Arc::new(live.in_force()));
        }
        known.1.clone()
    }
}
