//! Drafts 草稿: how a filing is begun, saved and discarded.

use crate::{
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        event::FilingEvent,
        state::{Stage, State},
        step::Step,
    },
    form::{Form, Kind, diff, masking},
    history::{Actor, Moment, Recipient, Role},
};

impl Filing {
    /// Begins the draft of a first filing.
    pub fn start(id: String, reference: String, moment: &Moment<'_>) -> Step {
        let filing = Filing::blank(id, reference, Kind::First, moment.actor.account.clone(), moment);
        filing.begun(moment, FilingEvent::StartFiling { number: None }, &[], |_| {})
    }

    /// Begins the draft of a first filing that the actor's provider writes for an owner whose account it opened.
    ///
    /// # Errors
    /// [`FilingRefusal::WrittenByOther`] for anybody but a provider.
    pub fn start_for(
        id: String,
        reference: String,
        owner: &str,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        let provider = moment.actor.provider.clone().ok_or(FilingRefusal::WrittenByOther)?;
        let mut filing = Filing::blank(id, reference, Kind::First, owner.to_owned(), moment);
        filing.form.access.provider.clone_from(&provider);
        filing.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: Some(provider) };
        Ok(filing.begun(moment, FilingEvent::StartFiling { number: None }, &[], |_| {}))
    }

    /// Whether this actor writes the draft: its owner, or the provider that began it for one.
    ///
    /// # Errors
    /// [`FilingRefusal::NotDraft`], [`FilingRefusal::WrittenByOther`].
    pub(super) fn written_here(&self, actor: &Actor) -> Result<(), FilingRefusal> {
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

    /// Fields that a form changes though they stand as they are on file.
    pub(super) fn keeps_what_is_on_file(&self, form: &Form) -> Result<(), FilingRefusal> {
        let fixed: Vec<String> = diff::changes(&self.form, form)
            .into_iter()
            .map(|change| change.pointer)
            .filter(|pointer| self.is_fixed(pointer))
            .collect();
        if fixed.is_empty() { Ok(()) } else { Err(FilingRefusal::FieldFixed(fixed)) }
    }

    /// Keeps what was written so far. Nothing is judged, nobody is told, no event is written.
    pub fn save_draft(self, form: Form, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        self.written_here(moment.actor)?;
        let form = match moment.actor.role {
            Role::Owner => form,
            _ => masking::restored(form, &self.form),
        };
        self.keeps_what_is_on_file(&form)?;
        // Who writes it for its owner is who gives access.
        if self.state.written_by().is_some_and(|provider| provider != form.access.provider) {
            return Err(FilingRefusal::FieldFixed(vec!["/access/provider".to_owned()]));
        }
        let mut after = self.clone();
        after.form = form;
        after.warned_on = None;
        after.version += 1;
        after.changed_at = moment.at;
        after.retained_until = after.retain_on(&moment.rules.retention).map(|(day, _)| day);
        Ok(Step::of(Some(self), after, None))
    }

    /// Throws away a draft that was never submitted or that its provider returned, or a deregistration that the
    /// provider has not forwarded.
    pub fn discard(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        let withdrawn = self.is_withdrawable();
        // An owner may throw away what its provider writes for it: it is the owner's filing.
        if !withdrawn && moment.actor.role != Role::Owner {
            self.written_here(moment.actor)?;
        }
        if !withdrawn && self.stage() != Stage::Draft {
            return Err(FilingRefusal::NotDraft);
        }
        // A draft is its writer's alone; of what was submitted the other party knows.
        let told: &[Recipient] = if withdrawn { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Ok(self.step_to(moment, FilingEvent::Discard, told, |after| {
            after.state = State::Deleted;
            after.claims.clear();
        }))
    }
}
