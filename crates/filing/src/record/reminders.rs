//! Reminders of the expiries of a record.

use crate::{
    form::Form,
    history::{Aggregate, Context, Recipient, Step},
    policy::Rules,
    record::{
        Record,
        event::RecordEvent,
        expiry::{ExpiringItem, Expiry},
    },
};

impl Record {
    /// Replaces the expiries of one site or, with no position, of the organizer by those of a form. An expiry that
    /// keeps its day also keeps its last reminder. An expiry with a new day gets all its reminders again.
    pub(crate) fn replace_expiries(&mut self, position: Option<u32>, form: &Form) {
        let found = match position {
            None => Expiry::of_organizer(&form.organizer),
            Some(position) => Expiry::of_site(&form.site, position),
        };
        let (old, mut kept): (Vec<Expiry>, Vec<Expiry>) =
            std::mem::take(&mut self.expiries).into_iter().partition(|expiry| expiry.position == position);
        let told = |new: &Expiry| old.iter().find(|old| old.is_same(new) && old.on == new.on);
        kept.extend(
            found
                .into_iter()
                .map(|new| Expiry { last_reminder: told(&new).and_then(|old| old.last_reminder), ..new }),
        );
        self.expiries = kept;
    }

    /// Drops the expiries of everything that is no longer on file, and computes the day of the next reminder.
    pub(crate) fn index_by_next_reminder(&mut self, rules: &Rules) {
        let live = self.is_live();
        let sites = &self.sites;
        let stays = |position: u32| sites.iter().any(|site| site.position == position && site.is_live());
        self.expiries.retain(|expiry| live && expiry.position.is_none_or(stays));
        self.next_reminder_on =
            self.expiries.iter().filter_map(|expiry| expiry.next_reminder_on(rules)).min();
    }

    /// Records the reminders that are due today, all in one event; the notices of the event give them. Returns `None` if none is due.
    pub fn scheduled_step(self, context: &Context<'_>) -> Option<Step<Record>> {
        let (rules, today) = (context.rules, context.today());
        let told: Vec<ExpiringItem> = self
            .expiries
            .iter()
            .filter_map(|expiry| {
                let reminder = expiry.reminder(rules, today)?;
                let site = expiry.position.and_then(|position| self.site(position));
                Some(ExpiringItem {
                    kind: expiry.kind,
                    position: expiry.position,
                    domain: site.map(|site| site.domain.clone()),
                    class: expiry.class.clone(),
                    on: Some(expiry.on).filter(|_| !expiry.kind.is_private()),
                    reminder,
                })
            })
            .collect();
        // The most urgent reminder decides whether recipients can opt out of the email that names all of them.
        let reminder = told.iter().map(|told| told.reminder).max()?;
        let readers = [Recipient::Owner, Recipient::Provider, Recipient::Supervisor];
        let readers: Vec<Recipient> =
            readers.into_iter().filter(|reader| told.iter().any(|told| told.concerns(*reader))).collect();
        let event = RecordEvent::RemindExpiry { number: self.number, reminder, expiries: told };
        Some(self.step(context, event, &readers, |after| {
            for expiry in &mut after.expiries {
                expiry.last_reminder = expiry.reminder(rules, today).or(expiry.last_reminder);
            }
        }))
    }

    /// Returns the expiries that this actor may see. A provider sees those of the sites and organizers that it serves.
    pub fn expiries_for<'a>(
        &'a self,
        actor: &'a crate::history::Actor,
    ) -> impl Iterator<Item = &'a Expiry> + 'a {
        let serves = |expiry: &Expiry| {
            actor.provider.as_ref().is_none_or(|provider| self.is_with(provider, expiry.position))
        };
        self.expiries.iter().filter(move |expiry| serves(expiry))
    }
}
