//! Filings about a record: adding, changing and deregistering what is on file.

use crate::{
    claim::Claim,
    deadline::Term,
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        event::FilingEvent,
        state::{Stage, State},
        step::Step,
    },
    form::{About, Change, Form, Kind, diff, kind::is_fixed},
    history::{Moment, Recipient, Role},
    policy::Limit,
    record::RecordRefusal,
    record::{OnFile, SiteOnFile},
};
use jiff::SignedDuration;

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
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`], [`RecordRefusal::AccessOnFile`].
    pub fn start_about(
        id: String,
        reference: String,
        (kind, position): (Kind, Option<u32>),
        (base, authorized): (&Base, bool),
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        let provider = moment.actor.provider.clone().filter(|_| moment.actor.role == Role::Provider);
        // Who files for an organizer serves one of its sites, or its owner let it.
        if let Some(provider) = provider.as_ref().filter(|_| !authorized) {
            let serves = |position| base.file.is_with(provider, position);
            if kind == Kind::AddAccess && serves(position) {
                return Err(RecordRefusal::AccessOnFile.into());
            }
            // A site that it does not serve is none of its business, whatever else it serves.
            if kind == Kind::AddAccess || !serves(None) {
                return Err(RecordRefusal::NoSuchAccess.into());
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
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`].
    pub fn ask_deregistration(
        id: String,
        reference: String,
        (position, provider): (Option<u32>, String),
        base: &Base,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
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
    /// [`FilingRefusal::NothingToConfirm`].
    pub fn confirm_deregistration(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        if !self.kind.is_deregistration() || self.stage() != Stage::WithProvider || self.is_confirmed() {
            return Err(FilingRefusal::NothingToConfirm);
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
    /// [`FilingRefusal::NotInSubmission`].
    pub fn delete_by_paper(self, reference: &str, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        if self.stage().is_finished() || self.stage() == Stage::Deleted {
            return Err(FilingRefusal::NotInSubmission);
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
    /// [`FilingRefusal::RecordChanged`], [`RecordRefusal::NoSuchAccess`].
    pub(crate) fn goes_on_from(&self, file: &OnFile) -> Result<(), FilingRefusal> {
        let Some(about) = &self.about else { return Ok(()) };
        let parted = |provider: &str| !about.authorized && !file.is_with(provider, None);
        if self.state.written_by().is_some_and(parted) {
            return Err(RecordRefusal::NoSuchAccess.into());
        }
        // Else it would put back what another filing changed meanwhile.
        if self.kind == Kind::Change && about.described != described(file, about.position) {
            return Err(FilingRefusal::RecordChanged);
        }
        Ok(())
    }

    /// What a change changes of what is on file.
    ///
    /// # Errors
    /// [`FilingRefusal::NothingChanged`].
    pub(crate) fn changes_of(&self, base: &Base) -> Result<Vec<Change>, FilingRefusal> {
        let mut known = base.form.clone();
        // Through whom it is filed is no change.
        known.access = self.form.access.clone();
        if self.is_fixed("/site/name") {
            known.site = self.form.site.clone();
        }
        let changes = diff::changes(&known, &self.form);
        if changes.is_empty() { Err(FilingRefusal::NothingChanged) } else { Ok(changes) }
    }

    /// Whether what it is about is on file, and its owner's.
    pub(super) fn has_its_object(&self, file: &OnFile) -> Result<(), FilingRefusal> {
        let about = self.about.as_ref().ok_or(RecordRefusal::NotOnFile)?;
        if file.number != about.number || file.owner != self.owner {
            return Err(RecordRefusal::NotOnFile.into());
        }
        if !file.is_live() {
            return Err(RecordRefusal::AlreadyDeregistered.into());
        }
        match about.position.map(|position| file.site(position)) {
            Some(None) => Err(RecordRefusal::NotOnFile.into()),
            Some(Some(site)) if !site.is_live() => Err(RecordRefusal::AlreadyDeregistered.into()),
            None if self.kind.needs_site() => Err(RecordRefusal::NotOnFile.into()),
            _ => Ok(()),
        }
    }

    /// Whether what it asks for can be done with what is on file now.
    pub(crate) fn fits(&self, file: &OnFile) -> Result<(), FilingRefusal> {
        self.has_its_object(file)?;
        let provider = &self.form.access.provider;
        let position = self.position();
        match self.kind {
            Kind::First | Kind::AddSite => Ok(()),
            Kind::AddAccess if file.is_with(provider, position) => Err(RecordRefusal::AccessOnFile.into()),
            Kind::AddAccess => Ok(()),
            _ if file.is_with(provider, position) => Ok(()),
            _ => Err(RecordRefusal::NoSuchAccess.into()),
        }
    }

    /// The number of what it is about: the site's, else the organizer's.
    pub(super) fn object(&self, file: &OnFile) -> String {
        let position = self.position();
        let site = position.and_then(|position| file.site(position));
        site.map_or_else(|| file.number.clone(), |site| site.number.clone())
    }
}

/// The filings that describe the organizer, and the site, now.
pub(super) fn described(file: &OnFile, position: Option<u32>) -> Vec<String> {
    let site = position.and_then(|position| file.site(position)).map(SiteOnFile::described);
    [Some(file.described()), site].into_iter().flatten().map(str::to_owned).collect()
}
