//! Filings about a record: a new site, a new access, a change or a deregistration.

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

/// The period, seven days, in which an owner can confirm a deregistration with the code from the email.
pub const CONFIRMATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A record together with the forms that describe it.
#[derive(Debug, Clone)]
pub struct Base {
    /// The record.
    pub file: OnFile,
    /// The organizer as the record has it. The form also holds the site and one access if the filing is about one site.
    pub form: Form,
}

impl Filing {
    /// Begins the draft of a filing about a record. The actor is the owner, or an access provider that files for the
    /// owner. Such a provider serves a site of the record, or `authorized` says that it holds an authorization code
    /// 授权码.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`],
    /// [`RecordRefusal::AccessOnFile`].
    pub fn start_about(
        id: String,
        reference: String,
        (kind, position): (Kind, Option<u32>),
        (base, authorized): (&Base, bool),
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        let provider = moment.actor.provider.clone().filter(|_| moment.actor.role == Role::Provider);
        // A provider may file for an organizer only if it serves one of the organizer's sites or the owner authorized
        // it.
        if let Some(provider) = provider.as_ref().filter(|_| !authorized) {
            let serves = |position| base.file.is_with(provider, position);
            if kind == Kind::AddAccess && serves(position) {
                return Err(RecordRefusal::AccessOnFile.into());
            }
            // A provider needs an authorization for a site that it does not serve, even if it serves another site of
            // the organizer.
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
            // A change begins with the values of the record, which its writer then edits.
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

    /// Requests the deregistration of a site, or of the organizer with all its sites if `position` is `None` (§二.5).
    /// The filing goes to the provider at once. The owner confirms it with a code that arrives by email.
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

    /// Records that the owner confirmed the deregistration with the code from the email.
    ///
    /// # Errors
    /// [`FilingRefusal::NothingToConfirm`].
    pub fn confirm_deregistration(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        if !self.kind.is_deregistration() || self.stage() != Stage::WithProvider || self.is_confirmed() {
            return Err(FilingRefusal::NothingToConfirm);
        }
        // The provider could not act before the confirmation, so its deadline begins now.
        let term = Term::begin(Limit::ProviderCheck, moment.today(), moment);
        let event = FilingEvent::ConfirmDeregistration { due: term.due() };
        Ok(self.step_to(moment, event, &[Recipient::Provider], |after| {
            after.state = State::WithProvider { term };
            if let Some(about) = &mut after.about {
                about.confirmed = true;
            }
        }))
    }

    /// Deletes a filing in submission because a paper request asked for it (§二.4). The claims become free and the
    /// history stays.
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

    /// Returns the position of the site that the filing is about; `None` if the filing is about no single site of a
    /// record.
    pub fn position(&self) -> Option<u32> {
        self.about.as_ref().and_then(|about| about.position)
    }

    /// Returns whether the owner confirmed the deregistration.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.about.as_ref().is_some_and(|about| about.confirmed)
    }

    /// Returns whether a filing of this kind must leave the field as the record has it.
    pub(crate) fn is_fixed(&self, pointer: &str) -> bool {
        is_fixed(self.kind, self.about.as_ref(), pointer)
    }

    /// Returns whether the filing is about this site. `None` stands for every part of the organizer's record.
    pub(crate) fn is_about(&self, position: Option<u32>) -> bool {
        position.is_none_or(|position| self.position() == Some(position))
    }

    /// Returns the form with the record's present values in all fields that a filing of this kind cannot change.
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

    /// Checks that the record still has the values that a change began with, and that the provider that writes the
    /// draft may still file for the owner.
    ///
    /// # Errors
    /// [`FilingRefusal::RecordChanged`], [`RecordRefusal::NoSuchAccess`].
    pub(crate) fn goes_on_from(&self, file: &OnFile) -> Result<(), FilingRefusal> {
        let Some(about) = &self.about else { return Ok(()) };
        let parted = |provider: &str| !about.authorized && !file.is_with(provider, None);
        if self.state.written_by().is_some_and(parted) {
            return Err(RecordRefusal::NoSuchAccess.into());
        }
        // A change that began with old values would undo the change that another filing made meanwhile.
        if self.kind == Kind::Change && about.described != described(file, about.position) {
            return Err(FilingRefusal::RecordChanged);
        }
        Ok(())
    }

    /// Returns the fields in which a change differs from the record.
    ///
    /// # Errors
    /// [`FilingRefusal::NothingChanged`].
    pub(crate) fn changes_of(&self, base: &Base) -> Result<Vec<Change>, FilingRefusal> {
        let mut known = base.form.clone();
        // The provider only forwards the change, so its name does not count as a changed field.
        known.access = self.form.access.clone();
        if self.is_fixed("/site/name") {
            known.site = self.form.site.clone();
        }
        let changes = diff::changes(&known, &self.form);
        if changes.is_empty() { Err(FilingRefusal::NothingChanged) } else { Ok(changes) }
    }

    /// Checks that the site or organizer that the filing is about is on file and belongs to the filing's owner.
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

    /// Checks that the present record allows the request of the filing.
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

    /// Returns the filing number of the site that the filing is about, or else that of the organizer.
    pub(super) fn object(&self, file: &OnFile) -> String {
        let position = self.position();
        let site = position.and_then(|position| file.site(position));
        site.map_or_else(|| file.number.clone(), |site| site.number.clone())
    }
}

/// Returns the identifiers of the filings that describe the organizer and, with a position, the site at present.
pub(super) fn described(file: &OnFile, position: Option<u32>) -> Vec<String> {
    let site = position.and_then(|position| file.site(position)).map(SiteOnFile::described);
    [Some(file.described()), site].into_iter().flatten().map(str::to_owned).collect()
}
