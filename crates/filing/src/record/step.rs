//! Steps of a record: each change is a value that the store commits.

use crate::{
    history::{Aggregate, Context, Recipient, Step},
    identifier::OrganizerNumber,
    record::approved_filing::ApprovedFiling,
    record::permissions::RecordAction,
    record::refusal::RecordRefusal,
    record::{Record, event::RecordEvent, public::public_name, site::RecordSite},
};
use jiff::civil::Date;

impl Step<Record> {
    /// Returns the sites that the step deregisters.
    pub fn deregistered_sites(&self) -> impl Iterator<Item = &RecordSite> {
        let before: &[RecordSite] = self.before.as_ref().map_or(&[], |before| &before.sites);
        let was =
            |site: &&RecordSite| before.iter().any(|old| old.position == site.position && old.is_live());
        self.after.sites.iter().filter(|site| !site.is_live()).filter(was)
    }

    /// Returns the day on which the step deregisters something; `None` if it deregisters nothing.
    pub fn deregistered_on(&self) -> Option<Date> {
        let sites = self.deregistered_sites().filter_map(|site| site.deregistered_on);
        sites.chain(self.deregisters_organizer().then_some(self.after.deregistered_on).flatten()).next()
    }

    /// Returns whether the step deregisters the organizer.
    pub fn deregisters_organizer(&self) -> bool {
        self.before.as_ref().is_some_and(Record::is_live) && !self.after.is_live()
    }

    /// Returns the organizer's number if further steps must deregister the rest of the record.
    pub fn unfinished_deregistration(&self) -> Option<OrganizerNumber> {
        self.after.is_deregistration_unfinished().then_some(self.after.number)
    }
}

crate::history::chained!(Record);

impl Aggregate for Record {
    type Event = RecordEvent;
    type Effects = ();

    fn derive(&mut self, context: &Context<'_>) {
        self.index_by_next_reminder(context.rules);
    }
}

impl Record {
    /// Builds the record that an approved first filing creates.
    pub fn from_first_filing(
        filing: &ApprovedFiling<'_>,
        number: OrganizerNumber,
        context: &Context<'_>,
    ) -> Step<Record> {
        let on = context.today();
        let mut after = Record {
            number,
            version: 1,
            owner: filing.owner.to_owned(),
            name: public_name(filing.form),
            filing_id: filing.id,
            described_by: None,
            former: Vec::new(),
            approved_on: on,
            deregistered_on: None,
            sites: vec![RecordSite::of(filing, 0, &filing.form.site, number.site(1), on)],
            authorizations: Vec::new(),
            expiries: Vec::new(),
            next_reminder_on: None,
            events: 0,
            last_hash: String::new(),
        };
        after.replace_expiries(None, filing.form);
        after.replace_expiries(Some(1), filing.form);
        after.index_by_next_reminder(context.rules);
        // The filing's own history records the creation of the record.
        Step::new(None, after, None)
    }

    /// Cancels 取消接入 the access that the actor's provider gives to a site, at once and without a filing (§二.3). The
    /// filing number and the claims stay. Another provider may add its access, or the site may be deregistered.
    ///
    /// # Errors
    /// The refusals of [`Record::permits`].
    pub fn cancel_access(
        self,
        position: u32,
        reason: &str,
        context: &Context<'_>,
    ) -> Result<Step<Record>, RecordRefusal> {
        self.permits(RecordAction::CancelAccess, Some(position), context.actor)?;
        let provider = context.actor.provider.clone().ok_or(RecordRefusal::NoSuchAccess)?;
        let site = self.site(position).ok_or(RecordRefusal::NoSuchAccess)?;
        let on = context.today();
        let event = RecordEvent::CancelAccess {
            number: site.number,
            reason: reason.trim().to_owned(),
            without_access: site.live_accesses().count() == 1,
        };
        Ok(self.step(context, event, &[Recipient::Owner], |after| {
            let accesses = after.sites.iter_mut().filter(|site| site.position == position);
            for access in accesses.flat_map(|site| &mut site.accesses) {
                if access.provider == provider && access.cancelled_on.is_none() {
                    access.cancelled_on = Some(on);
                }
            }
        }))
    }
}
