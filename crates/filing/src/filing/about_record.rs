//! Filings about a record: a new site, a new access, a change or a deregistration.

use crate::{
    claim::Claim,
    deadline::Deadline,
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        action::FilingAction,
        event::FilingEvent,
        state::{FilingStatus, State},
    },
    form::{About, FieldChange, FilingKind, Form, diff, kind::is_fixed},
    history::{Aggregate, Context, Recipient, Role, Step},
    identifier::{FilingId, FilingNumber, ProviderId, Reference},
    policy::DeadlineKind,
    record::RecordRefusal,
    record::{Record, RecordAction, RecordSite},
};
use jiff::SignedDuration;

/// The period, seven days, in which an owner can confirm a deregistration with the code from the email.
pub const CONFIRMATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A record together with the form that describes it at present.
#[derive(Debug, Clone)]
pub struct RecordSnapshot {
    /// The record.
    pub record: Record,
    /// The organizer as the record has it. The form also holds the site and one access if the filing is about one site.
    pub form: Form,
}

/// A filing about a record that begins as a draft.
#[derive(Debug)]
pub struct NewFiling<'a> {
    /// Identifier of the new filing.
    pub id: FilingId,
    /// Reference 受理号 of the new filing.
    pub reference: Reference,
    /// Kind of the filing; no first filing and no deregistration.
    pub kind: FilingKind,
    /// Position of the site that the filing is about, which is the suffix of the site's filing number; `None` for the
    /// organizer or for new sites.
    pub position: Option<u32>,
    /// The record that the filing is about.
    pub snapshot: &'a RecordSnapshot,
    /// True if the provider holds the owner's authorization code 授权码.
    pub authorized: bool,
}

/// A deregistration that an owner or an access provider requests.
#[derive(Debug)]
pub struct NewDeregistration<'a> {
    /// Identifier of the new filing.
    pub id: FilingId,
    /// Reference 受理号 of the new filing.
    pub reference: Reference,
    /// Position of the site; `None` for the organizer with all its sites.
    pub position: Option<u32>,
    /// Access provider that forwards the deregistration; `None` if none serves the organizer or the site.
    pub provider: Option<ProviderId>,
    /// The record that the filing is about.
    pub snapshot: &'a RecordSnapshot,
    /// The reason, in the words of the account that requests the deregistration.
    pub reason: &'a str,
}

impl Filing {
    /// Begins the draft of a filing about a record. The actor is the owner, or an access provider that files for the
    /// owner. Such a provider serves a site of the record, or holds an authorization code 授权码.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`],
    /// [`RecordRefusal::AccessOnFile`].
    pub fn start_about(begun: NewFiling<'_>, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        let NewFiling { id, reference, kind, position, snapshot: base, authorized } = begun;
        let provider = context.actor.provider.clone().filter(|_| context.actor.role == Role::Provider);
        // An authorization of the owner stands for the permission of a provider that does not serve the site.
        if let Some(action) = RecordAction::that_begins(kind).filter(|_| !authorized) {
            base.record.permits(action, position, context.actor)?;
        }
        let mut filing = Filing::blank(id, reference, kind, base.record.owner.clone(), context);
        filing.about = Some(About {
            number: base.record.number,
            position,
            reason: None,
            described: described(&base.record, position),
            authorized,
            confirmed: false,
        });
        filing.form.access.provider = match (&provider, kind) {
            (Some(provider), _) => provider.to_string(),
            (None, FilingKind::Change) => {
                base.record.a_provider(position).map(ToString::to_string).unwrap_or_default()
            }
            (None, _) => String::new(),
        };
        filing.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: provider };
        filing.form = filing.with_recorded_fields(base);
        if kind == FilingKind::Change {
            // A change begins with the values of the record, which its writer then edits.
            filing.form.organizer = base.form.organizer.clone();
            if position.is_some() {
                filing.form.site = base.form.site.clone();
            }
        }
        if kind == FilingKind::AddSite {
            filing.form.site.same_leader = true;
        }
        if context.actor.role == Role::Provider || kind == FilingKind::Change {
            filing.check_record_allows(&base.record)?;
        } else {
            filing.check_subject_on_file(&base.record)?;
        }
        let event = FilingEvent::StartFiling { number: Some(filing.subject_number(&base.record)) };
        Ok(filing.step(context, event, &[], |_| {}).as_first())
    }

    /// Requests the deregistration of a site, or of the organizer with all its sites if `position` is `None` (§二.5).
    /// The filing goes to the provider at once. The owner confirms it with a code that arrives by email, and the provider
    /// can forward it only after that.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NoSuchAccess`].
    pub fn ask_deregistration(
        asked: NewDeregistration<'_>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        let NewDeregistration { id, reference, position, provider, snapshot: base, reason } = asked;
        let kind =
            if position.is_some() { FilingKind::DeregisterSite } else { FilingKind::DeregisterOrganizer };
        let mut filing = Filing::blank(id, reference, kind, base.record.owner.clone(), context);
        filing.about = Some(About {
            number: base.record.number,
            position,
            reason: Some(reason.trim().to_owned()),
            described: Vec::new(),
            authorized: false,
            confirmed: false,
        });
        filing.form = base.form.clone();
        filing.form.access.provider = provider.map(String::from).unwrap_or_default();
        base.record.permits(RecordAction::Deregister, position, context.actor)?;
        filing.check_record_allows(&base.record)?;
        let deadline = Deadline::begin(DeadlineKind::ProviderCheck, context.today(), context);
        let event = FilingEvent::AskDeregistration {
            number: filing.subject_number(&base.record),
            due: deadline.due(),
            reason: reason.trim().to_owned(),
        };
        let recipients = [Recipient::Owner, Recipient::Provider];
        Ok(filing
            .step(context, event, &recipients, |after| {
                after.state = State::WithProvider { deadline };
                after.claims = after.about.iter().map(|about| Claim::FilingUnderWay(about.number)).collect();
                after.authors.insert(context.actor.account.clone());
            })
            .as_first())
    }

    /// Records that the owner confirmed the deregistration with the code from the email.
    ///
    /// # Errors
    /// [`FilingRefusal::NothingToConfirm`].
    pub fn confirm_deregistration(self, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::ConfirmDeregistration, context.actor)?;
        // The provider could not act before the confirmation, so its deadline begins now.
        let deadline = Deadline::begin(DeadlineKind::ProviderCheck, context.today(), context);
        let event = FilingEvent::ConfirmDeregistration { due: deadline.due() };
        Ok(self.step(context, event, &[Recipient::Provider], |after| {
            after.state = State::WithProvider { deadline };
            if let Some(about) = &mut after.about {
                about.confirmed = true;
            }
        }))
    }

    /// Deletes a filing in submission because the paper request with this reference asked for it (§二.4). The claims become
    /// free and the history stays.
    ///
    /// # Errors
    /// [`FilingRefusal::NotInSubmission`].
    pub fn delete_by_paper(
        self,
        reference: Reference,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        if self.status().is_finished() || self.status() == FilingStatus::Deleted {
            return Err(FilingRefusal::NotInSubmission);
        }
        let event = FilingEvent::DeleteSubmission { reference };
        let recipients: &[Recipient] = if self.provider().is_some() {
            &[Recipient::Owner, Recipient::Provider]
        } else {
            &[Recipient::Owner]
        };
        Ok(self.step(context, event, recipients, |after| {
            after.state = State::Deleted;
            after.claims.clear();
        }))
    }

    /// Returns the position of the site that the filing is about; `None` if the filing is about no single site of a
    /// record.
    pub fn position(&self) -> Option<u32> {
        self.about.as_ref().and_then(|about| about.position)
    }

    /// Returns whether a filing of this kind must leave the field as the record has it.
    pub(crate) fn is_fixed(&self, pointer: &str) -> bool {
        is_fixed(self.kind, self.about.as_ref(), pointer)
    }

    /// Returns whether the filing is about this site. `None` means the whole record of the organizer.
    pub(crate) fn is_about(&self, position: Option<u32>) -> bool {
        position.is_none_or(|position| self.position() == Some(position))
    }

    /// Returns the form with the record's present values in all fields that a filing of this kind cannot change.
    pub(crate) fn with_recorded_fields(&self, base: &RecordSnapshot) -> Form {
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
    pub(crate) fn check_record_unchanged(&self, record: &Record) -> Result<(), FilingRefusal> {
        let Some(about) = &self.about else { return Ok(()) };
        let parted = |provider: &ProviderId| !about.authorized && !record.is_with(provider, None);
        if self.state.written_by().is_some_and(parted) {
            return Err(RecordRefusal::NoSuchAccess.into());
        }
        // A change that began with old values would undo the change that another filing made meanwhile.
        if self.kind == FilingKind::Change && about.described != described(record, about.position) {
            return Err(FilingRefusal::RecordChanged);
        }
        Ok(())
    }

    /// Returns the fields in which a change differs from the record.
    ///
    /// # Errors
    /// [`FilingRefusal::NothingChanged`].
    pub(crate) fn changes_of(&self, base: &RecordSnapshot) -> Result<Vec<FieldChange>, FilingRefusal> {
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
    pub(super) fn check_subject_on_file(&self, record: &Record) -> Result<(), FilingRefusal> {
        let about = self.about.as_ref().ok_or(RecordRefusal::NotOnFile)?;
        if record.number != about.number || record.owner != self.owner {
            return Err(RecordRefusal::NotOnFile.into());
        }
        if !record.is_live() {
            return Err(RecordRefusal::AlreadyDeregistered.into());
        }
        match about.position.map(|position| record.site(position)) {
            Some(None) => Err(RecordRefusal::NotOnFile.into()),
            Some(Some(site)) if !site.is_live() => Err(RecordRefusal::AlreadyDeregistered.into()),
            None if self.kind.needs_site() => Err(RecordRefusal::NotOnFile.into()),
            _ => Ok(()),
        }
    }

    /// Checks that the present record allows the request of the filing.
    pub(crate) fn check_record_allows(&self, record: &Record) -> Result<(), FilingRefusal> {
        self.check_subject_on_file(record)?;
        let position = self.position();
        let is_served = self.chosen_provider().is_some_and(|provider| record.is_with(&provider, position));
        match self.kind {
            FilingKind::First | FilingKind::AddSite => Ok(()),
            FilingKind::AddAccess if is_served => Err(RecordRefusal::AccessOnFile.into()),
            FilingKind::AddAccess => Ok(()),
            _ if is_served => Ok(()),
            _ => Err(RecordRefusal::NoSuchAccess.into()),
        }
    }

    /// Returns the filing number of the site that the filing is about, or else that of the organizer.
    pub(super) fn subject_number(&self, record: &Record) -> FilingNumber {
        let position = self.position();
        let site = position.and_then(|position| record.site(position));
        site.map_or_else(|| record.number.into(), |site| site.number)
    }
}

/// Returns the identifiers of the filings that describe the organizer and, with a position, the site at present.
pub(super) fn described(record: &Record, position: Option<u32>) -> Vec<FilingId> {
    let site = position.and_then(|position| record.site(position)).map(RecordSite::described);
    [Some(record.described()), site].into_iter().flatten().collect()
}
