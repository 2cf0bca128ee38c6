//! Aggregates 聚合: the things that have a history. A step is the only way in which one changes.

use crate::history::{
    context::Context,
    event::{Event, EventData, Recipient},
};

/// A value that counts its changes.
pub trait Versioned {
    /// Number of changes so far. The store refuses a change that was decided for another version.
    fn version(&self) -> u64;
}

/// A value with a chain of events: the place of the next change and of the next event.
pub trait Chained: Versioned {
    /// Number of events in the history.
    fn event_count(&self) -> u32;

    /// Hash of the last event; empty without events.
    fn last_hash(&self) -> &str;

    /// Sets the number of changes and the number of events.
    fn set_position(&mut self, version: u64, events: u32);

    /// Sets the hash of the last event. The store computes it when it saves a step.
    fn set_last_hash(&mut self, hash: String);
}

/// Implements [`Versioned`] for a type with the field `version`.
macro_rules! versioned {
    ($kind:ty) => {
        impl $crate::history::Versioned for $kind {
            fn version(&self) -> u64 {
                self.version
            }
        }
    };
}

/// Implements [`Chained`] for a type with the fields `version`, `events` and `last_hash`.
macro_rules! chained {
    ($kind:ty) => {
        $crate::history::versioned!($kind);

        impl $crate::history::Chained for $kind {
            fn event_count(&self) -> u32 {
                self.events
            }

            fn last_hash(&self) -> &str {
                &self.last_hash
            }

            fn set_position(&mut self, version: u64, events: u32) {
                (self.version, self.events) = (version, events);
            }

            fn set_last_hash(&mut self, hash: String) {
                self.last_hash = hash;
            }
        }
    };
}

pub(crate) use {chained, versioned};

/// A thing with a history of its own: a filing, a record, a paper request or an account.
pub trait Aggregate: Clone + Chained {
    /// Data of the events of its history.
    type Event: EventData;
    /// The changes of other things by a step, in the same transaction.
    type Effects: Default;

    /// Computes the days that follow from the state, such as the day of the next reminder.
    fn derive(&mut self, _context: &Context<'_>) {}

    /// Updates the fields that any event can change, such as the time of the last change. [`Aggregate::step`] calls this function after
    /// the change of the event itself; `_before` is the state before the step.
    fn advance(&mut self, _before: &Self, _context: &Context<'_>) {}

    /// Returns the figures of a step for the statistics; `None` if nothing is counted. `self` is the state before the step, `_after` the
    /// state after it.
    fn measure(
        &self,
        _after: &Self,
        _event: &Self::Event,
        _context: &Context<'_>,
    ) -> Option<<Self::Event as EventData>::Measure> {
        None
    }

    /// Changes the aggregate and adds an event to its history. The recipients get a notice about the event. The store saves the step
    /// later, or refuses it if the version is no longer the same.
    fn step(
        self,
        context: &Context<'_>,
        event: Self::Event,
        recipients: &[Recipient],
        change: impl FnOnce(&mut Self),
    ) -> Step<Self> {
        let mut after = self.clone();
        change(&mut after);
        after.set_position(self.version() + 1, self.event_count() + 1);
        after.advance(&self, context);
        after.derive(context);
        let measure = self.measure(&after, &event, context);
        let event = context
            .next_event(after.event_count(), self.last_hash(), event, recipients)
            .with_measure(measure);
        Step::new(Some(self), after, Some(event))
    }

    /// Changes the aggregate without an event, because no reader of the history needs to know.
    fn silent_step(self, context: &Context<'_>, change: impl FnOnce(&mut Self)) -> Step<Self> {
        let mut after = self.clone();
        change(&mut after);
        after.set_position(self.version() + 1, self.event_count());
        after.derive(context);
        Step::new(Some(self), after, None)
    }
}

/// A change of an aggregate that is decided but not yet saved. The store saves all of it or nothing.
#[must_use = "a step changes nothing until it is committed"]
#[derive(Debug, Clone)]
pub struct Step<A: Aggregate> {
    /// The aggregate as it was read; `None` for a new one.
    pub before: Option<A>,
    /// The aggregate as it shall be saved.
    pub after: A,
    /// The new event of the history; `None` for a change that the history does not record.
    pub event: Option<Event<A::Event>>,
    /// The changes of other things.
    pub effects: A::Effects,
}

impl<A: Aggregate> Step<A> {
    /// A step without effects on other things.
    pub fn new(before: Option<A>, after: A, event: Option<Event<A::Event>>) -> Step<A> {
        Step { before, after, event, effects: A::Effects::default() }
    }

    /// The same step as the first one of a new aggregate: the store creates an item instead of replacing a stored one.
    pub fn as_first(self) -> Step<A> {
        Step { before: None, ..self }
    }

    /// The same step with effects on other things.
    pub fn with_effects(self, effects: A::Effects) -> Step<A> {
        Step { effects, ..self }
    }
}
