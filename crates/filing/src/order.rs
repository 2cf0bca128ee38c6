//! Filings about what is on file: how they begin, what they may do, and what becomes of it when they are approved.
//!
//! What stands as it is on file comes from there and goes back there; a filing of these kinds writes only the rest.

use crate::{
    actor::Role,
    calendar::{Due, local_date},
    check::{FieldCode, Finding},
    conflict::Claim,
    documents::{DocumentKind, NeededFor},
    domain::Domain,
    filing::{Filing, FilingEvent, Issue, Moment, Step},
    form::{Form, Site},
    form_diff::{self, Change},
    history::Recipient,
    kind::{About, Kind, is_fixed},
    number::{FilingNumber, MAX_SEQUENCE, OrganizerNumber},
    on_file::{AccessOnFile, FileStep, OnFile, RecordEvent, SiteOnFile},
    record::{OrganizerRecord, SiteRecord, public_name},
    refusal::Refusal,
    state::{Mover, Stage, State},
    term::{Limit, Term},
};
use jiff::{SignedDuration, civil::Date};

/// The code by which an owner confirms a deregistration serves this long.
pub const CONFIRMATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is on file, with the forms that describe it.
#[derive(Debug, Clone)]
pub struct Base {
    /// What is on file.
    pub file: OnFile,
    /// The organizer as it is on file; the site and an access too, where one site is meant.
    pub form: Form,
}

impl Filing {
    /// Begins the draft of a filing about what is on file, for who asks: the owner, or an access provider for it, which serves it or is
    /// `authorized`.
    ///
    /// # Errors
    /// [`Refusal::NotOnFile`], [`Refusal::AlreadyDeregistered`], [`Refusal::NoSuchAccess`], [`Refusal::AccessOnFile`].
    pub fn start_about(
        id: String,
        reference: String,
        (kind, position): (Kind, Option<u32>),
        (base, authorized): (&Base, bool),
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
        let provider = moment.actor.provider.clone().filter(|_| moment.actor.role == Role::Provider);
        // Who files for an organizer serves one of its sites, or its owner let it.
        if let Some(provider) = provider.as_ref().filter(|_| !authorized) {
            let serves = |position| base.file.is_with(provider, position);
            if kind == Kind::AddAccess && serves(position) {
                return Err(Refusal::AccessOnFile);
            }
            // A site that it does not serve is none of its business, whatever else it serves.
            if kind == Kind::AddAccess || !serves(None) {
                return Err(Refusal::NoSuchAccess);
            }
        }
        let mut filing = Filing::blank(id, reference, kind, base.file.owner.clone(), moment);
        filing.about = Some(About {
            number: base.file.number.clone(),
            position,
            reason: None,
            described: described(&base.file, position),
            authorized,
            confirmed: false,
        });
        filing.form.access.provider = match (&provider, kind) {
            (Some(provider), _) => provider.clone(),
            (None, Kind::Change) => base.file.a_provider(position).unwrap_or_default().to_owned(),
            (None, _) => String::new(),
        };
        filing.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: provider };
        filing.form = filing.upon(base);
        if kind == Kind::Change {
            // It begins with what is on file, and its writer changes that.
            filing.form.organizer = base.form.organizer.clone();
            if position.is_some() {
                filing.form.site = base.form.site.clone();
            }
        }
        if kind == Kind::AddSite {
            filing.form.site.same_leader = true;
        }
        if moment.actor.role == Role::Provider || kind == Kind::Change {
            filing.fits(&base.file)?;
        } else {
            filing.has_its_object(&base.file)?;
        }
        let event = FilingEvent::StartFiling { number: Some(filing.object(&base.file)) };
        Ok(filing.begun(moment, event, &[], |_| {}))
    }

    /// Asks that a site, or with no position the organizer and everything below it, be deregistered (§二.5). It is with the
    /// provider at once; its owner confirms it with a code that comes by email.
    ///
    /// # Errors
    /// [`Refusal::NotOnFile`], [`Refusal::AlreadyDeregistered`], [`Refusal::NoSuchAccess`].
    pub fn ask_deregistration(
        id: String,
        reference: String,
        (position, provider): (Option<u32>, String),
        base: &Base,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
        let kind = if position.is_some() { Kind::DeregisterSite } else { Kind::DeregisterOrganizer };
        let mut filing = Filing::blank(id, reference, kind, base.file.owner.clone(), moment);
        filing.about = Some(About {
            number: base.file.number.clone(),
            position,
            reason: Some(reason.trim().to_owned()),
            described: Vec::new(),
            authorized: false,
            confirmed: false,
        });
        filing.form = base.form.clone();
        filing.form.access.provider = provider;
        filing.fits(&base.file)?;
        let term = Term::begin(Limit::ProviderCheck, moment.today(), moment);
        let event = FilingEvent::AskDeregistration {
            number: filing.object(&base.file),
            due: term.due(),
            reason: reason.trim().to_owned(),
        };
        let told = [Recipient::Owner, Recipient::Provider];
        Ok(filing.begun(moment, event, &told, |after| {
            after.state = State::WithProvider { term };
            after.claims = after.about.iter().map(|about| Claim::Order(about.number.clone())).collect();
            after.authors.insert(moment.actor.account.clone());
        }))
    }

    /// The owner confirms the deregistration, with the code from its email.
    ///
    /// # Errors
    /// [`Refusal::NothingToConfirm`].
    pub fn confirm_deregistration(self, moment: &Moment<'_>) -> Result<Step, Refusal> {
        if !self.kind.is_deregistration() || self.stage() != Stage::WithProvider || self.is_confirmed() {
            return Err(Refusal::NothingToConfirm);
        }
        // The provider could do nothing before: its time begins now.
        let term = Term::begin(Limit::ProviderCheck, moment.today(), moment);
        let event = FilingEvent::ConfirmDeregistration { due: term.due() };
        Ok(self.step_to(moment, event, &[Recipient::Provider], |after| {
            after.state = State::WithProvider { term };
            if let Some(about) = &mut after.about {
                about.confirmed = true;
            }
        }))
    }

    /// Deletes a submission because a letter asked for it (§二.4): its claims are free, its history stays.
    ///
    /// # Errors
    /// [`Refusal::NotInSubmission`].
    pub fn delete_by_paper(self, reference: &str, moment: &Moment<'_>) -> Result<Step, Refusal> {
        if self.stage().is_finished() || self.stage() == Stage::Deleted {
            return Err(Refusal::NotInSubmission);
        }
        let event = FilingEvent::DeleteSubmission { reference: reference.to_owned() };
        let told: &[Recipient] = if self.provider().is_some() {
            &[Recipient::Owner, Recipient::Provider]
        } else {
            &[Recipient::Owner]
        };
        Ok(self.step_to(moment, event, told, |after| {
            after.state = State::Deleted;
            after.claims.clear();
        }))
    }

    /// Position of the site on file that it is about, where it is about one.
    pub fn position(&self) -> Option<u32> {
        self.about.as_ref().and_then(|about| about.position)
    }

    /// Whether its owner confirmed the deregistration.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.about.as_ref().is_some_and(|about| about.confirmed)
    }

    /// Whether this field stands as it is on file.
    pub(crate) fn is_fixed(&self, pointer: &str) -> bool {
        is_fixed(self.kind, self.about.as_ref(), pointer)
    }

    /// Whether it is about this site, or with `None` about anything of the organizer.
    pub(crate) fn is_about(&self, position: Option<u32>) -> bool {
        position.is_none_or(|position| self.position() == Some(position))
    }

    /// The form upon what is on file today: what this kind cannot write is as it is there.
    pub(crate) fn upon(&self, base: &Base) -> Form {
        let mut form = self.form.clone();
        let fixed = |pointer| self.is_fixed(pointer);
        if fixed("/organizer/name") {
            form.organizer = base.form.organizer.clone();
        } else {
            form.organizer.certificate_kind.clone_from(&base.form.organizer.certificate_kind);
            form.organizer.certificate_number.clone_from(&base.form.organizer.certificate_number);
        }
        if fixed("/site/name") {
            form.site = base.form.site.clone();
        } else if fixed("/site/domain") {
            form.site.domain.clone_from(&base.form.site.domain);
        }
        if fixed("/access/method") {
            form.access = crate::form::Access { provider: form.access.provider, ..base.form.access.clone() };
        }
        if fixed("/further") {
            form.further.clear();
        }
        form
    }

    /// Whether what it began with is still what is on file, and who writes it may still.
    ///
    /// # Errors
    /// [`Refusal::RecordChanged`], [`Refusal::NoSuchAccess`].
    pub(crate) fn goes_on_from(&self, file: &OnFile) -> Result<(), Refusal> {
        let Some(about) = &self.about else { return Ok(()) };
        let parted = |provider: &str| !about.authorized && !file.is_with(provider, None);
        if self.state.written_by().is_some_and(parted) {
            return Err(Refusal::NoSuchAccess);
        }
        // Else it would put back what another filing changed meanwhile.
        if self.kind == Kind::Change && about.described != described(file, about.position) {
            return Err(Refusal::RecordChanged);
        }
        Ok(())
    }

    /// What a change changes of what is on file.
    ///
    /// # Errors
    /// [`Refusal::NothingChanged`].
    pub(crate) fn changes_of(&self, base: &Base) -> Result<Vec<Change>, Refusal> {
        let mut known = base.form.clone();
        // Through whom it is filed is no change.
        known.access = self.form.access.clone();
        if self.is_fixed("/site/name") {
            known.site = self.form.site.clone();
        }
        let changes = form_diff::changes(&known, &self.form);
        if changes.is_empty() { Err(Refusal::NothingChanged) } else { Ok(changes) }
    }

    /// Whether what it is about is on file, and its owner's.
    fn has_its_object(&self, file: &OnFile) -> Result<(), Refusal> {
        let about = self.about.as_ref().ok_or(Refusal::NotOnFile)?;
        if file.number != about.number || file.owner != self.owner {
            return Err(Refusal::NotOnFile);
        }
        if !file.is_live() {
            return Err(Refusal::AlreadyDeregistered);
        }
        match about.position.map(|position| file.site(position)) {
            Some(None) => Err(Refusal::NotOnFile),
            Some(Some(site)) if !site.is_live() => Err(Refusal::AlreadyDeregistered),
            None if self.kind.needs_site() => Err(Refusal::NotOnFile),
            _ => Ok(()),
        }
    }

    /// Whether what it asks for can be done with what is on file now.
    pub(crate) fn fits(&self, file: &OnFile) -> Result<(), Refusal> {
        self.has_its_object(file)?;
        let provider = &self.form.access.provider;
        let position = self.position();
        match self.kind {
            Kind::First | Kind::AddSite => Ok(()),
            Kind::AddAccess if file.is_with(provider, position) => Err(Refusal::AccessOnFile),
            Kind::AddAccess => Ok(()),
            _ if file.is_with(provider, position) => Ok(()),
            _ => Err(Refusal::NoSuchAccess),
        }
    }

    /// The number of what it is about: the site's, else the organizer's.
    fn object(&self, file: &OnFile) -> String {
        let position = self.position();
        let site = position.and_then(|position| file.site(position));
        site.map_or_else(|| file.number.clone(), |site| site.number.clone())
    }

    /// Approves the filing, and does what it asks for with what is on file. `file` is what it is about; `others` are the
    /// filings that [`OnFile::filings`] names; `sequence` is the year's next number, for a first filing.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`], [`Refusal::SheetNotConfirmed`],
    /// [`Refusal::FormIncomplete`], [`Refusal::PreApprovalMissing`], [`Refusal::NumbersExhausted`], and what became of what is on file
    /// meanwhile: [`Refusal::NotOnFile`],
    /// [`Refusal::AlreadyDeregistered`], [`Refusal::AccessOnFile`], [`Refusal::NoSuchAccess`].
    pub fn approve(
        self,
        file: Option<OnFile>,
        others: Vec<Filing>,
        sequence: u32,
        province: char,
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
        self.decided_by(moment.actor)?;
        if self.has_unseen_sheet() {
            return Err(Refusal::SheetNotConfirmed);
        }
        // A number ends in what its site is: an app that was submitted before it was known that it cannot be filed gets no website's.
        let apps = self.findings(moment.rules, moment.today());
        let apps: Vec<Finding> =
            apps.into_iter().filter(|finding| finding.code == FieldCode::ServiceKindNotYet).collect();
        if !apps.is_empty() {
            return Err(Refusal::FormIncomplete(apps));
        }
        if self.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) {
            return Err(Refusal::PreApprovalMissing);
        }
        let today = moment.today();
        let Some(about) = self.about.clone() else {
            if sequence > MAX_SEQUENCE {
                return Err(Refusal::NumbersExhausted);
            }
            return Ok(self.first(OrganizerNumber::issue(province, today.year(), sequence), moment));
        };
        let file = file.ok_or(Refusal::NotOnFile)?;
        self.fits(&file)?;
        let first_new = file.next_position();
        let (file, issue) = match self.kind {
            Kind::AddSite => self.add_sites(file, moment)?,
            Kind::AddAccess => (self.add_access(file, moment), Issue::default()),
            Kind::Change => self.change(file, moment),
            _ => (file.strike(about.position, Some(self.reference.clone()), moment)?, Issue::default()),
        };
        let position = if self.kind == Kind::AddSite { Some(first_new) } else { about.position };
        let site = position.and_then(|position| file.after.site(position));
        let site_number = site.map(|site| site.number.clone());
        let told: &[Recipient] = match self.kind {
            // Whoever gave access is told by what becomes of the record.
            Kind::DeregisterSite | Kind::DeregisterOrganizer => &[Recipient::Owner],
            _ => &[Recipient::Owner, Recipient::Provider],
        };
        let number = site_number.clone().unwrap_or_else(|| about.number.clone());
        let mut step = self.step_to(moment, FilingEvent::Approve { number }, told, |after| {
            after.state = State::Approved { organizer_number: about.number.clone(), site_number, on: today };
            after.claims.retain(|claim| !matches!(claim, Claim::Order(_)));
        });
        step.others = released(&file, others, moment);
        step.file = Some(file);
        step.issued = (issue.organizer.is_some() || !issue.sites.is_empty()).then_some(issue);
        Ok(step)
    }

    fn first(self, number: OrganizerNumber, moment: &Moment<'_>) -> Step {
        let today = moment.today();
        let site_number = number.site(1);
        let issued = Issue {
            taken: Some((today.year(), number.sequence())),
            over: false,
            organizer: Some(self.organizer_record(number.to_string(), today)),
            sites: vec![SiteRecord::of(
                &self,
                &self.form.site,
                (number.to_string(), site_number.to_string()),
                today,
            )],
        };
        let event = FilingEvent::Approve { number: site_number.to_string() };
        let mut step = self.step_to(moment, event, &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = State::Approved {
                organizer_number: number.to_string(),
                site_number: Some(site_number.to_string()),
                on: today,
            };
        });
        step.file = Some(OnFile::of_first(&step.after, &number, moment));
        step.issued = Some(issued);
        step
    }

    /// The public record of its organizer, and the name that it is found by.
    fn organizer_record(&self, number: String, on: Date) -> (OrganizerRecord, String) {
        (OrganizerRecord::of(self, number, on), self.form.organizer.name.clone())
    }

    fn add_sites(&self, file: OnFile, moment: &Moment<'_>) -> Result<(FileStep, Issue), Refusal> {
        let organizer = FilingNumber::parse(&file.number).map_err(|_| Refusal::NotOnFile)?.organizer();
        let on = moment.today();
        let mut issue = Issue::default();
        let mut added = Vec::new();
        for (position, (place, site)) in (file.next_position()..).zip(self.form.sites().enumerate()) {
            let number = organizer.site(position).to_string();
            issue.sites.push(SiteRecord::of(self, site, (file.number.clone(), number.clone()), on));
            added.push(SiteOnFile::of(self, (place, site), (position, number), on));
        }
        let number = added.first().map(|site| site.number.clone());
        let event = RecordEvent::AddSite { number, reference: self.reference.clone() };
        let positions: Vec<u32> = added.iter().map(|site| site.position).collect();
        let step = file.step(moment, event, &[], |after| {
            after.sites.extend(added);
            for (place, position) in positions.into_iter().enumerate() {
                after.put_expiries(Some(position), &self.form.of_site(place));
            }
        });
        Ok((step, issue))
    }

    /// The filing numbers of its sites, once they are on file; those of one order follow each other.
    pub fn site_numbers(&self) -> Vec<String> {
        let (State::Approved { site_number, .. } | State::Deregistered { site_number, .. }) = &self.state
        else {
            return Vec::new();
        };
        let Some(Ok(first)) = site_number.as_deref().map(FilingNumber::parse) else { return Vec::new() };
        let Some((position, _)) = first.site() else { return Vec::new() };
        let sites = (position..).zip(self.form.sites());
        sites.map(|(position, _)| first.organizer().site(position).to_string()).collect()
    }

    /// Whether it puts sites on file. Then it holds their domains as long as they are there.
    fn puts_sites_on_file(&self) -> bool {
        matches!(self.kind, Kind::First | Kind::AddSite)
    }

    /// The filing numbers of those sites that it put on file and that are deregistered since.
    pub fn deregistered_sites(&self) -> Vec<String> {
        if self.stage() == Stage::Deregistered {
            return self.site_numbers();
        }
        if self.stage() != Stage::Approved || !self.puts_sites_on_file() {
            return Vec::new();
        }
        let is_free = |site: &Site| {
            let claim = Domain::parse(&site.domain).map(|domain| Claim::domain(&domain));
            claim.is_ok_and(|claim| !self.claims.iter().any(|held| held.is_same(&claim)))
        };
        let numbers = self.site_numbers().into_iter().zip(self.form.sites());
        numbers.filter(|(_, site)| is_free(site)).map(|(number, _)| number).collect()
    }

    /// The stage as a reader understands it: a filing whose sites are all deregistered is deregistered too, though it still describes
    /// its organizer.
    pub fn standing(&self) -> Stage {
        let holds_a_domain = || self.claims.iter().any(|claim| matches!(claim, Claim::Domain(_)));
        match self.stage() {
            Stage::Approved if self.puts_sites_on_file() && !holds_a_domain() => Stage::Deregistered,
            stage => stage,
        }
    }

    /// Whose move is next. Nobody but its owner can do anything about a deregistration before it is confirmed.
    pub fn move_of(&self) -> Mover {
        if self.is_unconfirmed() { Mover::Owner } else { self.state.move_of() }
    }

    /// When the next move is due; while the owner's confirmation is awaited, the last day on which the code from its email serves.
    pub fn due(&self) -> Option<Due> {
        if !self.is_unconfirmed() {
            return self.state.due();
        }
        let date = local_date(self.entered_at.saturating_add(CONFIRMATION).ok()?);
        Some(Due { date, provisional: false })
    }

    fn add_access(&self, file: OnFile, moment: &Moment<'_>) -> FileStep {
        let event = RecordEvent::AddAccess { number: self.object(&file), reference: self.reference.clone() };
        let position = self.position();
        let access = AccessOnFile::of(self, moment.today());
        file.step(moment, event, &[], |after| {
            let sites = after.sites.iter_mut().filter(|site| Some(site.position) == position);
            sites.for_each(|site| site.accesses.push(access.clone()));
        })
    }

    fn change(&self, file: OnFile, moment: &Moment<'_>) -> (FileStep, Issue) {
        let event = RecordEvent::Change { number: self.object(&file), reference: self.reference.clone() };
        let position = self.position();
        let site = position.and_then(|position| file.site(position));
        let issue = Issue {
            taken: None,
            over: true,
            organizer: Some(self.organizer_record(file.number.clone(), file.approved_on)),
            sites: site
                .map(|site| {
                    let numbers = (file.number.clone(), site.number.clone());
                    SiteRecord::of(self, &self.form.site, numbers, site.approved_on)
                })
                .into_iter()
                .collect(),
        };
        let name = public_name(&self.form);
        let step = file.step(moment, event, &[], |after| {
            let mut superseded = vec![after.described_by.replace(self.id.clone())];
            after.name = name;
            after.put_expiries(None, &self.form);
            if position.is_some() {
                after.put_expiries(position, &self.form);
            }
            for site in after.sites.iter_mut().filter(|site| Some(site.position) == position) {
                superseded.push(site.described_by.replace(self.id.clone()));
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

/// The filings that describe the organizer, and the site, now.
fn described(file: &OnFile, position: Option<u32>) -> Vec<String> {
    let site = position.and_then(|position| file.site(position)).map(SiteOnFile::described);
    [Some(file.described()), site].into_iter().flatten().map(str::to_owned).collect()
}

/// What becomes of the filings that put things on file, when some of them come off it: their claims are free, and those
/// that nothing on file refers to any more are deregistered, so that what is private of them goes when its time is over.
pub fn released(step: &FileStep, others: Vec<Filing>, moment: &Moment<'_>) -> Vec<Step> {
    let (organizer, sites): (bool, Vec<&SiteOnFile>) =
        (step.strikes_organizer(), step.struck_sites().collect());
    let held = step.after.filings();
    let on = moment.today();
    let steps = others.into_iter().filter_map(|filing| {
        let State::Approved { organizer_number, site_number, .. } = filing.state.clone() else { return None };
        let freed = |claim: &Claim| match claim {
            Claim::Domain(_) => sites.iter().any(|site| Claim::Domain(site.domain.clone()).is_same(claim)),
            Claim::Certificate { .. } => organizer,
            Claim::Order(_) => false,
        };
        let ends = !held.contains(&filing.id);
        if !ends && !filing.claims.iter().any(freed) {
            return None;
        }
        let number = site_number.clone().unwrap_or_else(|| organizer_number.clone());
        Some(filing.step_to(moment, FilingEvent::Deregister { number }, &[], |after| {
            after.claims.retain(|claim| !freed(claim));
            if ends {
                after.state = State::Deregistered { organizer_number, site_number, on };
            }
        }))
    });
    steps.collect()
}
