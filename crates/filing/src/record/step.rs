//! Steps of a record: each change is a value that the store commits.

use crate::{
    history::{Event, Moment, Recipient},
    identifier::OrganizerNumber,
    record::origin::Origin,
    record::refusal::RecordRefusal,
    record::{OnFile, event::RecordEvent, public::public_name, site::SiteOnFile},
};
use jiff::civil::Date;

/// A change of a record that is decided but not yet saved.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct FileStep {
    /// The record as it was read; `None` for a new record.
    pub before: Option<OnFile>,
    /// The record as it shall be saved.
    pub after: OnFile,
    /// The new entry of the record's history; `None` if the filing's own history records the change.
    pub event: Option<Event<RecordEvent>>,
}

impl FileStep {
    /// Returns the sites that the step deregisters.
    pub fn struck_sites(&self) -> impl Iterator<Item = &SiteOnFile> {
        let before: &[SiteOnFile] = self.before.as_ref().map_or(&[], |before| &before.sites);
        let was =
            |site: &&SiteOnFile| before.iter().any(|old| old.position == site.position && old.is_live());
        self.after.sites.iter().filter(|site| !site.is_live()).filter(was)
    }

    /// Returns the day on which the step deregisters something; `None` if it deregisters nothing.
    pub fn struck_on(&self) -> Option<Date> {
        let sites = self.struck_sites().filter_map(|site| site.deregistered_on);
        sites.chain(self.strikes_organizer().then_some(self.after.deregistered_on).flatten()).next()
    }

    /// Returns whether the step deregisters the organizer.
    pub fn strikes_organizer(&self) -> bool {
        self.before.as_ref().is_some_and(OnFile::is_live) && !self.after.is_live()
    }

    /// Returns the organizer's number if further steps must deregister the rest of the record.
    pub fn leaves_unswept(&self) -> Option<String> {
        self.after.is_unswept().then(|| self.after.number.clone())
    }
}

impl OnFile {
    /// Builds the record that an approved first filing creates.
    pub fn of_first(filing: &Origin<'_>, number: &OrganizerNumber, moment: &Moment<'_>) -> FileStep {
        let on = moment.today();
        let mut after = OnFile {
            number: number.to_string(),
            version: 1,
            owner: filing.owner.to_owned(),
            name: public_name(filing.form),
            filing_id: filing.id.to_owned(),
            described_by: None,
            former: Vec::new(),
            approved_on: on,
            deregistered_on: None,
            sites: vec![SiteOnFile::of(filing, (0, &filing.form.site), (1, number.site(1).to_string()), on)],
            authorizations: Vec::new(),
            expiries: Vec::new(),
            look_on: None,
            events: 0,
            head: String::new(),
        };
        after.put_expiries(None, filing.form);
        after.put_expiries(Some(1), filing.form);
        after.wind(moment.rules);
        // The filing's own history records the creation of the record.
        FileStep { before: None, after, event: None }
    }

    /// Cancels 取消接入 the access that the actor's provider gives to a site, at once and without a filing (§二.3). The
    /// filing number and the claims stay. Another provider may add its access, or the site may be deregistered.
    ///
    /// # Errors
    /// [`RecordRefusal::NoSuchAccess`], [`RecordRefusal::AlreadyDeregistered`].
    pub fn cancel_access(
        self,
        position: u32,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<FileStep, RecordRefusal> {
        let provider = moment.actor.provider.clone().ok_or(RecordRefusal::NoSuchAccess)?;
        let site =
            self.sites.iter().find(|site| site.position == position).ok_or(RecordRefusal::NoSuchAccess)?;
        if !site.is_live() {
            return Err(RecordRefusal::AlreadyDeregistered);
        }
        if !site.is_with(&provider) {
            return Err(RecordRefusal::NoSuchAccess);
        }
        let on = moment.today();
        let event = RecordEvent::CancelAccess {
            number: site.number.clone(),
            reason: reason.trim().to_owned(),
            shell: site.live_accesses().count() == 1,
        };
        Ok(self.step(moment, event, &[Recipient::Owner], |after| {
            let accesses = after.sites.iter_mut().filter(|site| site.position == position);
            for access in accesses.flat_map(|site| &mut site.accesses) {
                if access.provider == provider && access.cancelled_on.is_none() {
                    access.cancelled_on = Some(on);
                }
            }
        }))
    }

    pub(crate) fn step(
        self,
        moment: &Moment<'_>,
        mut event: RecordEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut OnFile),
    ) -> FileStep {
        let mut after = self.clone();
        change(&mut after);
        after.wind(moment.rules);
        after.version += 1;
        after.events += 1;
        let gone = |site: &&SiteOnFile| {
            !site.is_live() && self.sites.iter().any(|old| old.position == site.position && old.is_live())
        };
        if let RecordEvent::Deregister { positions, .. } = &mut event {
            positions.extend(after.sites.iter().filter(gone).map(|site| site.position));
        }
        let event = moment.entry(after.events, &self.head, event, notices);
        FileStep { before: Some(self), after, event: Some(event) }
    }
}
