//! Approval 通过 of a filing: the numbers that it issues, and its effect on the record.

use crate::{
    claim::Claim,
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        action::FilingAction,
        event::FilingEvent,
        release::release_claims,
        state::State,
        step::{Publication, PublishedOrganizer, TakenNumber},
    },
    finding::{Finding, FindingCode},
    form::{DocumentKind, FilingKind, NeededFor},
    history::{Aggregate, Context, Recipient, Step},
    identifier::{MAX_SEQUENCE, OrganizerNumber},
    record::RecordRefusal,
    record::{
        ApprovedFiling, PublicOrganizer, PublicSite, Record, RecordAccess, RecordEvent, RecordSite,
        public_name,
    },
};
use jiff::civil::Date;

impl Filing {
    /// Returns the identifier, the owner, the access provider and the form of the filing, from which an approval writes the record.
    pub fn as_approved(&self) -> ApprovedFiling<'_> {
        ApprovedFiling { id: self.id, owner: &self.owner, provider: self.chosen_provider(), form: &self.form }
    }

    /// Approves the filing and applies its request to the record. `record` is the record that the filing is about; `None`
    /// for a first filing. `others` are the filings that [`Record::filings`] names. A first filing gets the year's next
    /// `sequence` number under the character of the `province`, such as 赣.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`],
    /// [`FilingRefusal::SheetNotConfirmed`], [`FilingRefusal::FormIncomplete`], [`FilingRefusal::PreApprovalMissing`],
    /// [`FilingRefusal::NumbersExhausted`]. A record that changed since the submission may cause
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::AccessOnFile`] or
    /// [`RecordRefusal::NoSuchAccess`].
    pub fn approve(
        self,
        record: Option<Record>,
        others: Vec<Filing>,
        sequence: u32,
        province: char,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Review, context.actor)?;
        if self.has_unconfirmed_sheet() {
            return Err(FilingRefusal::SheetNotConfirmed);
        }
        // The suffix of a filing number tells a website from an app. Apps cannot be filed yet, so an app from before
        // this rule must not receive the number of a website.
        let apps = self.findings(context.rules, context.today());
        let apps: Vec<Finding> =
            apps.into_iter().filter(|finding| finding.code == FindingCode::ServiceKindNotYet).collect();
        if !apps.is_empty() {
            return Err(FilingRefusal::FormIncomplete(apps));
        }
        if self.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) {
            return Err(FilingRefusal::PreApprovalMissing);
        }
        let today = context.today();
        let Some(about) = self.about.clone() else {
            if sequence > MAX_SEQUENCE {
                return Err(FilingRefusal::NumbersExhausted);
            }
            return Ok(self.approve_first(OrganizerNumber::issue(province, today.year(), sequence), context));
        };
        let record = record.ok_or(RecordRefusal::NotOnFile)?;
        self.check_record_allows(&record)?;
        let first_new = record.next_position();
        let (record, issue) = match self.kind {
            FilingKind::AddSite => self.record_with_sites(record, context)?,
            FilingKind::AddAccess => (self.record_with_access(record, context), Publication::default()),
            FilingKind::Change => self.record_with_change(record, context),
            _ => (record.deregister(about.position, Some(self.reference), context)?, Publication::default()),
        };
        let position = if self.kind == FilingKind::AddSite { Some(first_new) } else { about.position };
        let site = position.and_then(|position| record.after.site(position));
        let site_number = site.map(|site| site.number);
        let recipients: &[Recipient] = match self.kind {
            // The deregistration of the record notifies the providers itself.
            FilingKind::DeregisterSite | FilingKind::DeregisterOrganizer => &[Recipient::Owner],
            _ => &[Recipient::Owner, Recipient::Provider],
        };
        let number = site_number.unwrap_or_else(|| about.number.into());
        let mut step = self.step(context, FilingEvent::Approve { number }, recipients, |after| {
            after.state = State::Approved { organizer_number: about.number, site_number, on: today };
            after.claims.retain(|claim| !matches!(claim, Claim::FilingUnderWay(_)));
        });
        step.effects.related = release_claims(&record, others, context);
        step.effects.record = Some(record);
        step.effects.publication = (issue.organizer.is_some() || !issue.sites.is_empty()).then_some(issue);
        Ok(step)
    }

    /// Approves a first filing under this number.
    pub(super) fn approve_first(self, number: OrganizerNumber, context: &Context<'_>) -> Step<Filing> {
        let today = context.today();
        let site_number = number.site(1);
        let issued = Publication {
            taken_number: Some(TakenNumber { year: today.year(), sequence: number.sequence() }),
            overwrites: false,
            organizer: Some(self.organizer_record(number, today)),
            sites: vec![PublicSite::of(&self.as_approved(), &self.form.site, site_number, today)],
        };
        let event = FilingEvent::Approve { number: site_number };
        let mut step = self.step(context, event, &[Recipient::Owner, Recipient::Provider], |after| {
            after.state =
                State::Approved { organizer_number: number, site_number: Some(site_number), on: today };
        });
        step.effects.record = Some(Record::from_first_filing(&step.after.as_approved(), number, context));
        step.effects.publication = Some(issued);
        step
    }

    /// Returns the organizer's public record.
    pub(super) fn organizer_record(&self, number: OrganizerNumber, on: Date) -> PublishedOrganizer {
        PublishedOrganizer {
            record: PublicOrganizer::of(&self.as_approved(), number, on),
            search_name: self.form.organizer.name.clone(),
        }
    }

    /// Returns the step of the record that adds the sites of the filing.
    pub(super) fn record_with_sites(
        &self,
        record: Record,
        context: &Context<'_>,
    ) -> Result<(Step<Record>, Publication), FilingRefusal> {
        let on = context.today();
        let mut issue = Publication::default();
        let mut added = Vec::new();
        for (position, (place, site)) in (record.next_position()..).zip(self.form.sites().enumerate()) {
            let number = record.number.site(position);
            issue.sites.push(PublicSite::of(&self.as_approved(), site, number, on));
            added.push(RecordSite::of(&self.as_approved(), place, site, number, on));
        }
        let number = added.first().map(|site| site.number);
        let event = RecordEvent::AddSite { number, reference: self.reference };
        let positions: Vec<u32> = added.iter().map(|site| site.position).collect();
        let step = record.step(context, event, &[], |after| {
            after.sites.extend(added);
            for (place, position) in positions.into_iter().enumerate() {
                after.replace_expiries(Some(position), &self.form.of_site(place));
            }
        });
        Ok((step, issue))
    }

    /// Returns the step of the record that adds the access of the filing.
    pub(super) fn record_with_access(&self, record: Record, context: &Context<'_>) -> Step<Record> {
        let event =
            RecordEvent::AddAccess { number: self.subject_number(&record), reference: self.reference };
        let position = self.position();
        let access = RecordAccess::of(&self.as_approved(), context.today());
        record.step(context, event, &[], |after| {
            let sites = after.sites.iter_mut().filter(|site| Some(site.position) == position);
            sites.for_each(|site| site.accesses.extend(access.clone()));
        })
    }

    /// Returns the step of the record that the filing changes.
    pub(super) fn record_with_change(
        &self,
        record: Record,
        context: &Context<'_>,
    ) -> (Step<Record>, Publication) {
        let event = RecordEvent::Change { number: self.subject_number(&record), reference: self.reference };
        let position = self.position();
        let site = position.and_then(|position| record.site(position));
        let issue = Publication {
            taken_number: None,
            overwrites: true,
            organizer: Some(self.organizer_record(record.number, record.approved_on)),
            sites: site
                .map(|site| {
                    PublicSite::of(&self.as_approved(), &self.form.site, site.number, site.approved_on)
                })
                .into_iter()
                .collect(),
        };
        let name = public_name(&self.form);
        let step = record.step(context, event, &[], |after| {
            let mut superseded = vec![after.described_by.replace(self.id)];
            after.name = name;
            after.replace_expiries(None, &self.form);
            if position.is_some() {
                after.replace_expiries(position, &self.form);
            }
            for site in after.sites.iter_mut().filter(|site| Some(site.position) == position) {
                superseded.push(site.described_by.replace(self.id));
                site.name.clone_from(&self.form.site.name);
            }
            for id in superseded.into_iter().flatten() {
                if !after.former.contains(&id) {
                    after.former.push(id);
                }
            }
        });
        (step, issue)
    }
}
