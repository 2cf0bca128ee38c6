//! Deregistration 注销 of a site, or of an organizer in several transactions.

use crate::{
    history::{Aggregate, Context, Recipient, Step},
    identifier::{FilingNumber, Reference},
    record::refusal::RecordRefusal,
    record::{Record, event::RecordEvent, site::RecordSite},
};
use jiff::civil::Date;

/// The number of items in one transaction that the parts of a deregistered organizer may take. A transaction of
/// DynamoDB has at most 100 items.
pub(super) const ROOM: usize = 72;

impl Record {
    /// Deregisters one site or, with `None`, the organizer and all its sites. The event notifies the access providers.
    /// The filing or paper request that asked for the deregistration notifies the owner.
    ///
    /// # Errors
    /// [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NotOnFile`].
    pub fn deregister(
        self,
        position: Option<u32>,
        reference: Option<Reference>,
        context: &Context<'_>,
    ) -> Result<Step<Record>, RecordRefusal> {
        let on = context.today();
        let site = self.require_live(position)?;
        let number = site.map_or_else(|| self.number.into(), |site| site.number);
        Ok(self.deregistering(number, reference, context, |after| {
            if position.is_none() {
                after.deregistered_on = Some(on);
            }
            match position {
                None => after.deregister_sites(on),
                Some(position) => {
                    let site = after.sites.iter_mut().find(|site| site.position == position);
                    site.into_iter().for_each(|site| site.deregistered_on = Some(on));
                }
            }
        }))
    }

    /// Returns whether the organizer is deregistered but some of its sites or earlier filings are not. They need
    /// further transactions.
    pub fn is_deregistration_unfinished(&self) -> bool {
        !self.is_live() && (!self.former.is_empty() || self.sites.iter().any(RecordSite::is_live))
    }

    /// Deregisters further sites of a deregistered organizer, with the day of the organizer's deregistration. Returns
    /// `None` if nothing is left.
    pub fn finish_deregistration(self, context: &Context<'_>) -> Option<Step<Record>> {
        let on = self.deregistered_on.filter(|_| self.is_deregistration_unfinished())?;
        let number = self.number;
        Some(self.deregistering(number.into(), None, context, |after| after.deregister_sites(on)))
    }

    /// Records a deregistration. The event names the positions of the sites that `change` deregisters.
    fn deregistering(
        self,
        number: FilingNumber,
        reference: Option<Reference>,
        context: &Context<'_>,
        change: impl FnOnce(&mut Record),
    ) -> Step<Record> {
        let mut changed = self.clone();
        change(&mut changed);
        let gone =
            |site: &&RecordSite| !site.is_live() && self.site(site.position).is_some_and(RecordSite::is_live);
        let positions = changed.sites.iter().filter(gone).map(|site| site.position).collect();
        let event = RecordEvent::Deregister { number, positions, reference };
        self.step(context, event, &[Recipient::Provider], |after| *after = changed)
    }

    /// Deregisters as many sites, and drops as many earlier filings, as fit into one transaction together with the
    /// changes that they cause.
    pub(super) fn deregister_sites(&mut self, on: Date) {
        let mut room = ROOM;
        for site in self.sites.iter_mut().filter(|site| site.is_live()) {
            let weight = 6 + 3 * site.accesses.len();
            if weight > room && room < ROOM {
                return;
            }
            site.deregistered_on = Some(on);
            room = room.saturating_sub(weight);
        }
        let most = self.former.len().min(room / 2);
        self.former.drain(..most);
    }
}
