//! The office: the store, the rules and the clock, opened once and shared by every request.

use beian_filing::{calendar::Calendar, codes::Rules};
use beian_store::{Settings, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// What every request shares.
#[derive(Debug)]
pub struct Office {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
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
        Ok(Arc::new(Office { store: Store::open(settings)?, clock: Clock::default() }))
    }

    /// The same office, table and clock, in another's name: `id` is the key identifier that its calls are signed with.
    /// On AWS each function has a role of its own; this is how they are told apart in one process.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn in_the_name_of(&self, id: String) -> Result<Arc<Office>, StoreError> {
        let mut settings = self.store.settings().clone();
        settings.credentials.id = id;
        Ok(Arc::new(Office { store: Store::open(settings)?, clock: self.clock.clone() }))
    }

    /// The rules of the province.
    pub fn rules(&self) -> &'static Rules {
        Rules::jiangxi()
    }

    /// The working days.
    pub fn calendar(&self) -> &'static Calendar {
        Calendar::shipped()
    }
}
