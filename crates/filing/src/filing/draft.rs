//! Drafts 草稿: the beginning, saving and discarding of a filing.

use crate::{
    filing::refusal::FilingRefusal,
    filing::{Filing, action::FilingAction, event::FilingEvent, state::State},
    form::{FilingKind, Form, diff, masking},
    history::{Actor, Aggregate, Context, Recipient, Role, Step},
    identifier::{FilingId, Reference, Username},
};

impl Filing {
    /// Begins the draft of a first filing. The actor becomes its owner.
    pub fn start(id: FilingId, reference: Reference, context: &Context<'_>) -> Step<Filing> {
        let filing = Filing::blank(id, reference, FilingKind::First, context.actor.account.clone(), context);
        filing.step(context, FilingEvent::StartFiling { number: None }, &[], |_| {}).as_first()
    }

    /// Begins the draft of a first filing that the actor's provider writes for an owner. The provider opened the
    /// owner's account.
    ///
    /// # Errors
    /// [`FilingRefusal::WrittenByOther`] if the actor is not a provider.
    pub fn start_for(
        id: FilingId,
        reference: Reference,
        owner: &Username,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        let provider = context.actor.provider.clone().ok_or(FilingRefusal::WrittenByOther)?;
        let mut filing = Filing::blank(id, reference, FilingKind::First, owner.to_owned(), context);
        filing.form.access.provider = provider.to_string();
        filing.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: Some(provider) };
        Ok(filing.step(context, FilingEvent::StartFiling { number: None }, &[], |_| {}).as_first())
    }

    /// Checks that this actor writes the draft. The writer is the owner, or the provider that began the draft for the
    /// owner.
    ///
    /// # Errors
    /// [`FilingRefusal::NotDraft`], [`FilingRefusal::WrittenByOther`].
    pub(super) fn check_writer(&self, actor: &Actor) -> Result<(), FilingRefusal> {
        match (&self.state, actor.role) {
            (State::Draft { written_by: None, .. }, Role::Owner) => Ok(()),
            (State::Draft { written_by: Some(provider), .. }, Role::Provider)
                if actor.works_for(provider) =>
            {
                Ok(())
            }
            (State::Draft { .. }, _) => Err(FilingRefusal::WrittenByOther),
            _ => Err(FilingRefusal::NotDraft),
        }
    }

    /// Checks that a form leaves the fields unchanged that must stay as the record has them.
    pub(super) fn check_fixed_fields(&self, form: &Form) -> Result<(), FilingRefusal> {
        let fixed: Vec<String> = diff::changes(&self.form, form)
            .into_iter()
            .map(|change| change.pointer)
            .filter(|pointer| self.is_fixed(pointer))
            .collect();
        if fixed.is_empty() { Ok(()) } else { Err(FilingRefusal::FieldFixed(fixed)) }
    }

    /// Saves the form of a draft. The form is not checked, nobody is notified, and the history gets no event.
    ///
    /// # Errors
    /// [`FilingRefusal::NotDraft`], [`FilingRefusal::WrittenByOther`], [`FilingRefusal::FieldFixed`].
    pub fn save_draft(self, form: Form, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::SaveDraft, context.actor)?;
        let form = match context.actor.role {
            Role::Owner => form,
            _ => masking::restored(form, &self.form),
        };
        self.check_fixed_fields(&form)?;
        // The provider that writes a draft for the owner must stay the access provider of the filing.
        if self.state.written_by().is_some_and(|provider| *provider != *form.access.provider) {
            return Err(FilingRefusal::FieldFixed(vec!["/access/provider".to_owned()]));
        }
        Ok(self.silent_step(context, |after| {
            after.form = form;
            after.expiry_warned_on = None;
            after.changed_at = context.at;
        }))
    }

    /// Discards a draft that was never submitted or that its provider returned, or withdraws a deregistration that the
    /// provider has not forwarded or that was returned.
    ///
    /// # Errors
    /// [`FilingRefusal::NotDraft`], [`FilingRefusal::WrittenByOther`].
    pub fn discard(self, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        let withdrawn = self.is_withdrawable();
        self.permits(FilingAction::Discard, context.actor)?;
        // Only the writer knows of a draft. Both parties know of a submitted filing, so both are notified.
        let recipients: &[Recipient] = if withdrawn { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Ok(self.step(context, FilingEvent::Discard, recipients, |after| {
            after.state = State::Deleted;
            after.claims.clear();
        }))
    }
}
