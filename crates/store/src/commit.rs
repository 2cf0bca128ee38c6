//! Commits of changes. One transaction saves the new state on the condition of the expected version, the event, the claims and the public
//! records.

use crate::{
    Store, StoreError, cover, filing,
    history::{self, event_item},
    index::Index,
    item::{self, Item, number, text},
    keys::{self, Key},
    reference::ReferenceTarget,
    reference::ReferenceUse,
    table::NEW,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    claim::{Claim, Holder},
    filing::{Filing, FilingEvent, FilingStatus, Publication, PublishedOrganizer, TakenNumber},
    history::{Aggregate, Digests, Event, EventData, Step, digest_of},
    identifier::FilingId,
    record::search_name,
    statistics,
};
use serde::Serialize;

/// The changes that one transaction saves: a step, or a tuple of a step and a companion.
pub trait Parts {
    /// The aggregate of the step, which the caller gets back.
    type Aggregate: Aggregate;

    /// Returns the aggregate after the step, still without the hash of its new event.
    fn after(&self) -> &Self::Aggregate;

    /// Adds the writes to a transaction, and returns the aggregate with the hash of its new event.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if a part cannot be stored.
    fn put(
        self,
        store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Self::Aggregate, StoreError>;
}

/// A change that is saved in the same transaction as a step.
pub trait Companion {
    /// Adds the writes to the transaction of a step.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the change cannot be stored.
    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<(), StoreError>;
}

/// An aggregate that is stored as one item with separate items for its events.
pub trait Stored: Aggregate<Event: Serialize + EventData<Measure: Serialize>> {
    /// Returns the purpose of the write condition, which determines the error after another writer's change.
    fn condition(before: Option<&Self>) -> Condition {
        if before.is_some() { Condition::State } else { Condition::New }
    }

    /// Builds the item of the aggregate. `event` is the new event; a filing saved without one gets a digest of its own.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the aggregate cannot be stored.
    fn item(&self, event: Option<&Event<Self::Event>>) -> Result<Item, StoreError>;

    /// Returns the key of the event that `command` adds to the history.
    fn event_key(&self, command: &str) -> Key;

    /// Tells whether an event is added to the outbox.
    fn needs_delivery(event: &Event<Self::Event>) -> bool {
        !event.notices.is_empty()
    }

    /// Adds a step with its effects to a transaction, and returns the aggregate after it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the step cannot be stored.
    fn put_step(
        step: Step<Self>,
        store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Self, StoreError>;
}

impl<A: Stored> Parts for Step<A> {
    type Aggregate = A;

    fn after(&self) -> &A {
        &self.after
    }

    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<A, StoreError> {
        A::put_step(self, store, command, transaction)
    }
}

impl<A: Stored, C: Companion> Parts for (Step<A>, C) {
    type Aggregate = A;

    fn after(&self) -> &A {
        &self.0.after
    }

    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<A, StoreError> {
        let after = A::put_step(self.0, store, command, transaction)?;
        self.1.put(store, command, transaction)?;
        Ok(after)
    }
}

impl<A: Stored> Companion for Step<A> {
    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        A::put_step(self, store, command, transaction).map(drop)
    }
}

impl<C: Companion> Companion for Option<C> {
    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        self.map_or(Ok(()), |companion| companion.put(store, command, transaction))
    }
}

impl<C: Companion> Companion for Vec<C> {
    fn put(self, store: &Store, command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        self.into_iter().try_for_each(|companion| companion.put(store, command, transaction))
    }
}

/// Adds an aggregate and its new event to a transaction. The event gets the digests, and the aggregate gets the hash of the event.
pub(crate) fn put_chained<A: Stored>(
    before: Option<&A>,
    after: &mut A,
    event: Option<Event<A::Event>>,
    digests: Digests,
    command: &str,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let event = event.map(|event| event.with_digests(digests));
    let stored = event.as_ref().map(history::encode).transpose()?;
    if let Some(stored) = &stored {
        after.set_last_hash(digest_of(stored));
    }
    transaction.put_versioned(A::condition(before), after.item(event.as_ref())?, before.map(A::version))?;
    if let (Some(event), Some(stored)) = (&event, stored) {
        let key = after.event_key(command);
        transaction.put_event(event_item(key, stored, event, A::needs_delivery(event)))?;
    }
    Ok(())
}

impl Store {
    /// Saves the parts of a command's change in one transaction, and returns the aggregate after it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if one of the stored items has changed meanwhile, [`StoreError::Exists`] if the name of a new account is
    /// taken, [`StoreError::Done`] if the command was done before, [`StoreError::Taken`] if a claim has another holder,
    /// [`StoreError::Contended`] if a new decision may succeed.
    pub async fn commit<P: Parts>(&self, parts: P, command: &str) -> Result<P::Aggregate, StoreError> {
        let mut transaction = self.transaction();
        let after = parts.put(self, command, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Increments the year's counter if the approval issues a filing number, and writes the public records.
    fn issue(&self, issue: &Publication, transaction: &mut Transaction) -> Result<(), StoreError> {
        if let Some(TakenNumber { year, sequence }) = issue.taken_number {
            let counter = transaction::update(Key::counter(&self.settings.province, year))
                .update_expression("SET #last = :next")
                .condition_expression(if sequence == 1 { NEW } else { "#last = :expected" })
                .expression_attribute_names("#last", "last")
                .expression_attribute_values(":next", number(sequence));
            let counter = match sequence {
                1 => counter,
                next => counter.expression_attribute_values(":expected", number(next - 1)),
            };
            transaction.update(Condition::Counter, counter)?;
        }
        // The key of a new public record must be free. A changed one must exist and must not be deregistered.
        let condition = if issue.overwrites {
            "attribute_exists(pk) AND attribute_not_exists(deregistered_on)"
        } else {
            NEW
        };
        let mut put = |item: Item| {
            transaction.put(Condition::Other, transaction::put(item).condition_expression(condition))
        };
        if let Some(PublishedOrganizer { record: organizer, search_name: name }) = &issue.organizer {
            let mut item = item::document(Key::organizer(organizer.number), organizer)?;
            let sort = format!("{}#{}", organizer.approved_on, organizer.number);
            Index::Record.enter(&mut item, keys::name_pk(&search_name(name)), sort);
            put(item)?;
        }
        for site in &issue.sites {
            let mut item = item::document(Key::site(site.number), site)?;
            let sort = format!("{}#{}", site.approved_on, site.number);
            Index::Record.enter(&mut item, keys::domain_pk(&site.domain), sort);
            put(item)?;
        }
        Ok(())
    }
}

impl Stored for Filing {
    fn condition(_before: Option<&Filing>) -> Condition {
        Condition::State
    }

    fn item(&self, event: Option<&Event<FilingEvent>>) -> Result<Item, StoreError> {
        // A draft that is saved without an event gets a digest of its own.
        let is_sealed = event.is_none() && self.status() == FilingStatus::Draft;
        filing::state_item(self, is_sealed.then(|| cover::draft(self)).transpose()?)
    }

    fn event_key(&self, command: &str) -> Key {
        Key::event(self.id, command)
    }

    /// An event is added to the outbox if it has a notice or the statistics count it.
    fn needs_delivery(event: &Event<FilingEvent>) -> bool {
        !event.notices.is_empty() || !statistics::filing_counts(event).is_empty()
    }

    fn put_step(
        step: Step<Filing>,
        store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Filing, StoreError> {
        let takes: Vec<Claim> = step.taken().cloned().collect();
        let frees: Vec<Claim> = step.released().cloned().collect();
        let Step { before, mut after, event, effects } = step;
        let digests = match event {
            Some(_) => Digests {
                state: Some(cover::filing(&after)?),
                form: cover::form(&after)?,
                scans: effects.scanned,
                issued: cover::issued(effects.publication.as_ref(), effects.record.as_ref())?,
            },
            None => Digests::default(),
        };
        put_chained(before.as_ref(), &mut after, event, digests, command, transaction)?;
        if before.is_none() {
            let target = ReferenceTarget::Filing(after.id);
            store.put_reference(after.reference, &target, ReferenceUse::New, transaction)?;
        }
        for section in filing::SECTIONS {
            if let Some(item) = filing::section_item(section, before.as_ref(), &after)? {
                transaction.put(Condition::Other, transaction::put(item))?;
            }
        }
        claim(after.id, takes, frees, transaction)?;
        if let Some(publication) = &effects.publication {
            store.issue(publication, transaction)?;
        }
        effects.record.put(store, command, transaction)?;
        effects.related.put(store, command, transaction)?;
        Ok(after)
    }
}

/// Adds the claims that a filing takes, and the releases of others, to a transaction.
fn claim(
    filing: FilingId,
    takes: Vec<Claim>,
    frees: Vec<Claim>,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let holder = Holder::Filing(filing);
    let mine = item::serialize(&holder)?;
    for claim in takes {
        let put = transaction::put(item::document(Key::claim(&claim), &holder)?)
            .condition_expression("attribute_not_exists(pk) OR #data = :mine")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":mine", text(&mine));
        transaction.put(Condition::Claim(claim), put)?;
    }
    for claim in frees {
        transaction.delete_expected(Condition::Freed, Key::claim(&claim), &mine)?;
    }
    Ok(())
}
