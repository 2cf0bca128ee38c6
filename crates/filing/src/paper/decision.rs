//! The decision on a paper request, and what it acts on.

use crate::{
    account::AccountRefusal,
    account::{Account, By},
    filing::FilingRefusal,
    filing::{Filing, released},
    history::{Actor, Moment, Recipient},
    paper::refusal::PaperRefusal,
    paper::{
        PaperRequest, RequestStage, RequestState,
        event::RequestEvent,
        step::{Effect, RequestStep},
    },
    record::OnFile,
};

/// What an approval acts upon, as it is at that moment.
#[derive(Debug)]
pub enum Object {
    /// The account that is recovered.
    Account(Box<Account>),
    /// The filing that is deleted.
    Submission(Box<Filing>),
    /// What is taken off file.
    Record {
        /// What is on file.
        file: Box<OnFile>,
        /// Position of the site; with `None` the organizer and everything below it.
        position: Option<u32>,
        /// The filings that [`OnFile::filings`] names.
        others: Vec<Filing>,
        /// The filing about it that is under way.
        under_way: Option<Box<Filing>>,
    },
}

impl PaperRequest {
    /// Approves it: what was asked for is done in the same transaction.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::OwnWork`], [`PaperRefusal::EvidenceMissing`], [`AccountRefusal::AccountClosed`],
    /// [`FilingRefusal::NotInSubmission`], [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NotOnFile`].
    pub fn approve(self, object: Object, moment: &Moment<'_>) -> Result<RequestStep, PaperRefusal> {
        self.decided_by(moment.actor)?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(PaperRefusal::EvidenceMissing(missing));
        }
        let effect = match object {
            Object::Account(account) if account.disabled_at.is_some() => {
                return Err(AccountRefusal::AccountClosed.into());
            }
            Object::Account(account) => {
                let by = By::actor(moment.actor, moment.at);
                let change = account.recover_by_paper(self.email.clone(), &self.reference, by);
                Effect { account: Some(change), ..Effect::default() }
            }
            Object::Submission(filing) => {
                let step = filing.delete_by_paper(&self.reference, moment)?;
                Effect { filings: vec![step], ..Effect::default() }
            }
            Object::Record { file, position, others, under_way } => {
                let step = file.strike(position, Some(self.reference.clone()), moment)?;
                let mut filings = released(&step, others, moment);
                // What is under way about something that is no longer on file leads nowhere.
                if let Some(filing) = under_way.filter(|filing| filing.is_about(position)) {
                    filings.push(filing.delete_by_paper(&self.reference, moment)?);
                }
                Effect { filings, file: Some(step), account: None }
            }
        };
        let on = moment.today();
        // An account's own letter tells of it.
        let told: &[Recipient] = if effect.account.is_some() { &[] } else { &[Recipient::Owner] };
        let mut step = self.step(moment, RequestEvent::ApproveRequest, told, |after| {
            after.state = RequestState::Approved { on };
        });
        step.effect = effect;
        Ok(step)
    }

    /// Refuses it; the applicant is told why.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::OwnWork`].
    pub fn refuse(self, reason: &str, moment: &Moment<'_>) -> Result<RequestStep, PaperRefusal> {
        self.decided_by(moment.actor)?;
        let (on, reason) = (moment.today(), reason.trim().to_owned());
        let event = RequestEvent::RefuseRequest { reason: reason.clone() };
        Ok(self.step(moment, event, &[Recipient::Owner], |after| {
            after.state = RequestState::Refused { on, reason };
        }))
    }

    pub(super) fn open(&self) -> Result<(), PaperRefusal> {
        if self.stage() == RequestStage::Received { Ok(()) } else { Err(PaperRefusal::RequestDecided) }
    }

    /// Whether this reviewer may decide it: it waits, they entered nothing of it, and it is not about their own account.
    pub(super) fn decided_by(&self, actor: &Actor) -> Result<(), PaperRefusal> {
        self.open()?;
        let own = self.account == actor.account || self.enterers.contains(&actor.account);
        if own { Err(FilingRefusal::OwnWork.into()) } else { Ok(()) }
    }
}
