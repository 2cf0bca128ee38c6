//! The bureau's calendar: the years that hold instead of the shipped ones, and days off that wait for a signature.

use crate::{
    Store, StoreError,
    commit::{self, Guard, NEW, Transaction},
    cover,
    item::{self, Item, number},
    keys::{self, Key, SK},
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use beian_filing::{
    calendar_change::{CalendarEvent, LiveCalendar, Proposal},
    history::{Digests, Event},
};

impl Store {
    /// The years that hold instead of the shipped ones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn live_calendar(&self) -> Result<LiveCalendar, StoreError> {
        Ok(self.get(Key::calendar()).await?.map(|found| read(&found)).transpose()?.unwrap_or_default())
    }

    /// The same, and the days off that wait for a signature.
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

    /// Keeps days off until somebody signs them.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when others wait, [`StoreError::Done`] when the command was done before.
    pub async fn propose_calendar(
        &self,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = Transaction::default();
        let item = item::document(Key::calendar_proposal(), proposal)?;
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item));
        transaction.put(Guard::New, put.condition_expression(NEW))?;
        self.calendar_entry(event, command, &mut transaction)?;
        self.transact(transaction).await
    }

    /// Lets the proposed days off hold. `live` is what was believed, `after` what shall hold.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the calendar changed or the proposal is gone, [`StoreError::Done`].
    pub async fn sign_calendar(
        &self,
        live: &LiveCalendar,
        after: &LiveCalendar,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = Transaction::default();
        let mut item = item::document(Key::calendar(), after)?;
        item.insert("version".to_owned(), number(after.version));
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item));
        transaction.put_versioned(Guard::State, put, (live.version > 0).then_some(live.version))?;
        self.drop_proposal(proposal, &mut transaction)?;
        let leaves = Some(cover::calendar(after)?);
        let event = event.clone().with_digests(Digests { leaves, ..Digests::default() });
        self.calendar_entry(&event, command, &mut transaction)?;
        self.transact(transaction).await
    }

    /// Takes proposed days off back.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when they are gone, [`StoreError::Done`].
    pub async fn withdraw_calendar(
        &self,
        proposal: &Proposal,
        event: &Event<CalendarEvent>,
        command: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = Transaction::default();
        self.drop_proposal(proposal, &mut transaction)?;
        self.calendar_entry(event, command, &mut transaction)?;
        self.transact(transaction).await
    }

    /// What this command did with the calendar.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn calendar_event(&self, command: &str) -> Result<Option<Event<CalendarEvent>>, StoreError> {
        let found = self.get(Key::calendar_event(command)).await?;
        found.map(|found| item::data("event", &found)).transpose()
    }

    /// Everything that happened to the calendar, the newest first.
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

    /// Notes that every running term was counted by this version of the calendar.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]. That the calendar changed meanwhile is none: then there is more to count.
    pub async fn note_recounted(&self, live: &LiveCalendar) -> Result<(), StoreError> {
        let counted = LiveCalendar { recounted: live.version, ..live.clone() };
        let mut item = item::document(Key::calendar(), &counted)?;
        item.insert("version".to_owned(), number(live.version));
        let mut transaction = Transaction::default();
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item));
        transaction.put_versioned(Guard::State, put, Some(live.version))?;
        match self.transact(transaction).await {
            Err(StoreError::Stale) => Ok(()),
            other => other,
        }
    }

    fn calendar_entry(
        &self,
        event: &Event<CalendarEvent>,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let owed = !event.notices.is_empty();
        let entry = commit::event_item(Key::calendar_event(command), commit::encode(event)?, event, owed);
        transaction.put_entry(Put::builder().table_name(&self.settings.table).set_item(Some(entry)))
    }

    fn drop_proposal(&self, proposal: &Proposal, transaction: &mut Transaction) -> Result<(), StoreError> {
        let delete = Delete::builder()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::calendar_proposal())))
            .condition_expression("#data = :believed")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":believed", item::text(commit::serialize(proposal)?))
            .build()
            .map_err(|error| StoreError::call("TransactWriteItems", error))?;
        transaction.push(Guard::State, TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }
}

pub(crate) fn read(found: &Item) -> Result<LiveCalendar, StoreError> {
    item::data("calendar", found)
}
