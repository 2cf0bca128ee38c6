//! The bureau's calendar: the signed years that replace the compiled-in ones, and the proposed days off before their signature.

use crate::{
    Store, StoreError, cover, history,
    item::{self, Item},
    keys::{self, Key, SK},
    transaction::{Condition, Transaction},
};
use beian_filing::{
    calendar::{CalendarEvent, LiveCalendar, Proposal},
    history::{Digests, Event},
};

impl Store {
    /// Reads the signed years that replace the compiled-in ones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn live_calendar(&self) -> Result<LiveCalendar, StoreError> {
        Ok(self.get(Key::calendar()).await?.map(|found| read(&found)).transpose()?.unwrap_or_default())
    }

    /// Reads the signed years that replace the compiled-in ones, and the proposal that waits for a signature.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn calendar_and_proposal(&self) -> Result<(LiveCalendar, Option<Proposal>), StoreError> {
        let (mut live, mut proposal) = (LiveCalendar::default(), None);
        for found in self.get_all(vec![Key::calendar(), Key::calendar_proposal()]).await? {
            match item::string(&found, SK)? {
                keys::CALENDAR => live = read(&found)?,
                _ => proposal = Some(item::data("proposal", &found)?),
            }
        }
        Ok((live, proposal))
    }

    /// Saves a proposal, which is kept until a supervisor signs or withdraws it.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if another proposal waits for a signature, [`StoreError::Done`] if the command was done before.
    pub async fn propose_calendar(
        &self,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        transaction.put_new(Condition::New, item::document(Key::calendar_proposal(), proposal)?)?;
        self.change_calendar(transaction, event, command).await
    }

    /// Replaces the calendar by `after`, which contains the proposed days off, and deletes the proposal. `live` is the expected calendar
    /// before.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the calendar changed or the proposal does not exist any more, [`StoreError::Done`] if the command was
    /// done before.
    pub async fn sign_calendar(
        &self,
        live: &LiveCalendar,
        after: &LiveCalendar,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        let expected = (live.version > 0).then_some(live.version);
        transaction.put_versioned(Condition::State, calendar_item(after)?, expected)?;
        drop_proposal(proposal, &mut transaction)?;
        let state = Some(cover::calendar(after)?);
        let event = event.clone().with_digests(Digests { state, ..Digests::default() });
        self.change_calendar(transaction, &event, command).await
    }

    /// Deletes a proposal that was withdrawn.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the proposal does not exist any more, [`StoreError::Done`] if the command was done before.
    pub async fn withdraw_calendar(
        &self,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        drop_proposal(proposal, &mut transaction)?;
        self.change_calendar(transaction, event, command).await
    }

    /// Reads the event that this command added to the calendar.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn calendar_event(&self, command: &str) -> Result<Option<Event<CalendarEvent>>, StoreError> {
        let found = self.get(Key::calendar_event(command)).await?;
        found.map(|found| item::data("event", &found)).transpose()
    }

    /// Reads the events of the calendar, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn calendar_history(&self) -> Result<Vec<Event<CalendarEvent>>, StoreError> {
        let entries: Vec<(Event<CalendarEvent>, String)> =
            self.entries(Key::calendar().pk, keys::EVENT).await?;
        let mut events: Vec<_> = entries.into_iter().map(|(event, _)| event).collect();
        events.sort_by_key(|event| std::cmp::Reverse((event.at, event.seq)));
        Ok(events)
    }

    /// Records that all running deadlines were recalculated with this version of the calendar.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. A calendar that has changed meanwhile causes no error, because the next run recalculates with the new
    /// version.
    pub async fn mark_deadlines_recalculated(&self, live: &LiveCalendar) -> Result<(), StoreError> {
        let counted = LiveCalendar { recalculated: live.version, ..live.clone() };
        let mut transaction = self.transaction();
        transaction.put_versioned(Condition::State, calendar_item(&counted)?, Some(live.version))?;
        match self.transact(transaction).await {
            Err(StoreError::Stale) => Ok(()),
            other => other,
        }
    }

    /// Adds the event of a change to its transaction, and sends the transaction.
    async fn change_calendar(
        &self,
        mut transaction: Transaction,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let pending = !event.notices.is_empty();
        let stored = history::encode(event)?;
        transaction.put_event(history::event_item(Key::calendar_event(command), stored, event, pending))?;
        self.transact(transaction).await
    }
}

fn drop_proposal(proposal: &Proposal, transaction: &mut Transaction) -> Result<(), StoreError> {
    let expected = item::serialize(proposal)?;
    transaction.delete_expected(Condition::State, Key::calendar_proposal(), &expected)
}

fn calendar_item(live: &LiveCalendar) -> Result<Item, StoreError> {
    let mut item = item::document(Key::calendar(), live)?;
    item::set_version(&mut item, live.version);
    Ok(item)
}

pub(crate) fn read(found: &Item) -> Result<LiveCalendar, StoreError> {
    item::data("calendar", found)
}
