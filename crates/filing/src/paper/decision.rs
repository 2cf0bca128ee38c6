//! The decision on a paper request, and the object that it acts on.

use crate::{
    account::{Account, ChangeContext},
    filing::{Filing, release_claims},
    history::{Aggregate, Context, Recipient, Step},
    paper::refusal::PaperRefusal,
    paper::{PaperRequest, RequestState, action::RequestAction, event::RequestEvent, step::RequestEffects},
    record::Record,
};

/// The loaded account, filing or record that the approval of a request changes.
#[derive(Debug)]
pub enum RequestTarget {
    /// The account to recover.
    Account(Box<Account>),
    /// The filing to delete.
    Submission(Box<Filing>),
    /// The record with the site or organizer to deregister.
    Record {
        /// The record.
        record: Box<Record>,
        /// Position of the site; `None` for the organizer with all its sites.
        position: Option<u32>,
        /// The filings that [`Record::filings`] names.
        others: Vec<Filing>,
        /// The filing under way about the record, if there is one.
        under_way: Option<Box<Filing>>,
    },
}

impl PaperRequest {
    /// Approves the request. The effect that it asks for is saved in the same transaction.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::OwnWork`](crate::filing::FilingRefusal::OwnWork),
    /// [`PaperRefusal::EvidenceMissing`], [`AccountRefusal::AccountDisabled`](crate::account::AccountRefusal::AccountDisabled),
    /// [`FilingRefusal::NotInSubmission`](crate::filing::FilingRefusal::NotInSubmission),
    /// [`RecordRefusal::AlreadyDeregistered`](crate::record::RecordRefusal::AlreadyDeregistered),
    /// [`RecordRefusal::NotOnFile`](crate::record::RecordRefusal::NotOnFile).
    pub fn approve(
        self,
        object: RequestTarget,
        context: &Context<'_>,
    ) -> Result<Step<PaperRequest>, PaperRefusal> {
        self.permits(RequestAction::DecideRequest, context.actor)?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(PaperRefusal::EvidenceMissing(missing));
        }
        let effects = match object {
            RequestTarget::Account(account) => {
                let by = ChangeContext::actor(context.actor, context.at);
                let change = account.recover_by_paper(self.email.clone(), self.reference, by)?;
                RequestEffects { account: Some(change), ..RequestEffects::default() }
            }
            RequestTarget::Submission(filing) => {
                let step = filing.delete_by_paper(self.reference, context)?;
                RequestEffects { filings: vec![step], ..RequestEffects::default() }
            }
            RequestTarget::Record { record, position, others, under_way } => {
                let step = record.deregister(position, Some(self.reference), context)?;
                let mut filings = release_claims(&step, others, context);
                // A filing under way about a deregistered site or organizer can no longer be approved, so it is
                // deleted.
                if let Some(filing) = under_way.filter(|filing| filing.is_about(position)) {
                    filings.push(filing.delete_by_paper(self.reference, context)?);
                }
                RequestEffects { filings, record: Some(step), account: None }
            }
        };
        let on = context.today();
        // The event of the recovered account notifies the owner.
        let recipients: &[Recipient] = if effects.account.is_some() { &[] } else { &[Recipient::Owner] };
        let step = self.step(context, RequestEvent::ApproveRequest, recipients, |after| {
            after.state = RequestState::Approved { on };
        });
        Ok(step.with_effects(effects))
    }

    /// Refuses the request. The applicant is notified of the reason.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::OwnWork`](crate::filing::FilingRefusal::OwnWork).
    pub fn refuse(self, reason: &str, context: &Context<'_>) -> Result<Step<PaperRequest>, PaperRefusal> {
        self.permits(RequestAction::DecideRequest, context.actor)?;
        let (on, reason) = (context.today(), reason.trim().to_owned());
        let event = RequestEvent::RefuseRequest { reason: reason.clone() };
        Ok(self.step(context, event, &[Recipient::Owner], |after| {
            after.state = RequestState::Refused { on, reason };
        }))
    }
}
