//! Saving a step: one transaction with the guarded state, the event, the claims and the records.

use crate::{
    Store, StoreError, cover, filing,
    history::{self, event_item},
    index::Index,
    item::{self, Item, number, text},
    keys::{self, Key},
    reference::ReferenceTarget,
    table::NEW,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    claim::{Claim, Holder},
    filing::{Filing, FilingEvent, FilingStatus, Publication, Step},
    history::{Digests, Event, digest_of},
    record::{Record, RecordStep, search_name},
    statistics,
};

impl Store {
    /// Saves a step that `command` asked for, all of it or nothing, and returns the filing after it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody changed the filing meanwhile, [`StoreError::Done`] when the command was done before,
    /// [`StoreError::Taken`] when somebody else holds a claim, [`StoreError::Contended`] when the step may succeed if it is decided
    /// again.
    pub async fn commit(&self, step: Step, command: &str) -> Result<Filing, StoreError> {
        let mut transaction = self.transaction();
        let after = self.filing(step, command, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Saves a step of a record, and returns the record after it.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_record(&self, step: RecordStep, command: &str) -> Result<Record, StoreError> {
        self.commit_record_with(step, Vec::new(), command).await
    }

    /// Saves a step of a record together with steps of filings.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_record_with(
        &self,
        step: RecordStep,
        filings: Vec<Step>,
        command: &str,
    ) -> Result<Record, StoreError> {
        let mut transaction = self.transaction();
        for filing in filings {
            self.filing(filing, command, &mut transaction)?;
        }
        let after = self.record_step(step, command, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Adds a step of a filing, and its effects on claims, records and other filings, to a transaction.
    pub(crate) fn filing(
        &self,
        step: Step,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Filing, StoreError> {
        let mut after = step.after.clone();
        let takes: Vec<Claim> = step.taken().cloned().collect();
        let frees: Vec<Claim> = step.released().cloned().collect();

        let (leaves, form) = (Some(cover::filing(&after)?), cover::form(&after)?);
        let entry = step.event.map(|event| {
            let scans = step.scanned;
            cover::issued(step.publication.as_ref(), step.record.as_ref())
                .map(|issued| event.with_digests(Digests { leaves, form, scans, issued }))
        });
        let entry = entry.transpose()?;
        let event = entry.as_ref().map(history::encode).transpose()?;
        if let Some(stored) = &event {
            after.last_hash = digest_of(stored);
        }

        // A draft that is saved again leaves no event that could cover it.
        let is_sealed = event.is_none() && after.status() == FilingStatus::Draft;
        let seal = is_sealed.then(|| cover::draft(&after)).transpose()?;
        let state = filing::state_item(&after, seal)?;
        transaction.put_versioned(
            Condition::State,
            state,
            step.before.as_ref().map(|before| before.version),
        )?;

        if let (Some(entry), Some(stored)) = (&entry, event) {
            transaction.put_event(event_item(
                Key::event(&after.id, command),
                stored,
                entry,
                needs_delivery(entry),
            ))?;
        }
        if step.before.is_none() {
            self.put_reference(
                &after.reference,
                &ReferenceTarget::Filing(after.id.clone()),
                false,
                transaction,
            )?;
        }
        for section in filing::SECTIONS {
            if let Some(item) = filing::section_item(section, step.before.as_ref(), &after)? {
                transaction.put(Condition::Other, transaction::put(item))?;
            }
        }
        claim(&after.id, takes, frees, transaction)?;
        if let Some(issue) = &step.publication {
            self.issue(issue, transaction)?;
        }
        if let Some(file) = step.record {
            self.record_step(file, command, transaction)?;
        }
        for other in step.related {
            self.filing(other, command, transaction)?;
        }
        Ok(after)
    }

    /// Takes the next filing number of the year, if the approval issues one, and writes the public records.
    fn issue(&self, issue: &Publication, transaction: &mut Transaction) -> Result<(), StoreError> {
        if let Some((year, sequence)) = issue.number_taken {
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
        // A new record has a free key; a changed one is on file and not deregistered.
        let condition =
            if issue.overwrites { "attribute_exists(pk) AND attribute_not_exists(struck_on)" } else { NEW };
        let mut put = |item: Item| {
            transaction.put(Condition::Other, transaction::put(item).condition_expression(condition))
        };
        if let Some((organizer, name)) = &issue.organizer {
            let mut item = item::document(Key::organizer(&organizer.number), organizer)?;
            let sort = format!("{}#{}", organizer.approved_on, organizer.number);
            Index::Record.enter(&mut item, keys::name_pk(&search_name(name)), sort);
            put(item)?;
        }
        for site in &issue.sites {
            let mut item = item::document(Key::site(&site.organizer_number, &site.number), site)?;
            let sort = format!("{}#{}", site.approved_on, site.number);
            Index::Record.enter(&mut item, keys::domain_pk(&site.domain), sort);
            put(item)?;
        }
        Ok(())
    }
}

/// Takes claims for a filing, and releases others.
fn claim(
    filing: &str,
    takes: Vec<Claim>,
    frees: Vec<Claim>,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let holder = Holder::Filing(filing.to_owned());
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

/// Whether a filing's event enters the outbox: it owes a notice, or statistics must count it.
fn needs_delivery(event: &Event<FilingEvent>) -> bool {
    !event.notices.is_empty() || !statistics::filing_counts(event).is_empty()
}
