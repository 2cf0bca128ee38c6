//! Paper requests: the object of a decision, and the data of the page that shows a paper request.

use crate::{App, AppError, letter::puts_a_site_on_file};
use beian_filing::{
    account::Account,
    claim::Claim,
    filing::Filing,
    filing::FilingRefusal,
    history::{Actor, Event, Role},
    identifier::FilingId,
    paper::{PaperRequest, RequestEvent, RequestKind, RequestSubject, RequestTarget},
};
use beian_store::StoreError;

/// The account of a paper request, the account's filings, and the history of the paper request.
#[derive(Debug)]
pub struct RequestContents {
    /// The account.
    pub account: Account,
    /// The account's filings, which a reader compares with the papers. A clerk sees none.
    pub filings: Vec<Filing>,
    /// The history of the paper request.
    pub history: Vec<Event<RequestEvent>>,
}

impl App {
    /// Loads the present account, filing in submission, or record that the approval of a paper request changes.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn target_of(&self, request: &PaperRequest) -> Result<RequestTarget, AppError> {
        let (number, position) = match &request.about {
            None => {
                let account = self.store.account(&request.account).await?.ok_or(AppError::NotFound)?;
                return Ok(RequestTarget::Account(Box::new(account)));
            }
            Some(RequestSubject::Filing { id, .. }) => {
                let filing = self.store.filing_state(*id).await?;
                // A filing that was approved after the letter arrived has become a record.
                let approved = request.kind == RequestKind::Deregister && filing.status().is_finished();
                if !approved || !puts_a_site_on_file(&filing) {
                    return Ok(RequestTarget::Submission(Box::new(filing)));
                }
                let (record, position) =
                    self.put_on_file_by(&filing, None).await?.ok_or(FilingRefusal::NotInSubmission)?;
                (record.number, Some(position))
            }
            Some(RequestSubject::Record { organizer_number, position, .. }) => (*organizer_number, *position),
        };
        let record = self.store.record(number).await?.ok_or(AppError::NotFound)?;
        let ids: Vec<FilingId> = record.filings().into_iter().collect();
        let others = self.store.filing_states(&ids).await?;
        let under_way = self.holder_of_claim(Claim::FilingUnderWay(number)).await?.map(Box::new);
        Ok(RequestTarget::Record { record: Box::new(record), position, others, under_way })
    }
    /// Loads the account, the filings and the history that are shown with a paper request.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn request_contents(
        &self,
        request: &PaperRequest,
        reader: &Actor,
    ) -> Result<RequestContents, AppError> {
        let account = self.store.account(&request.account).await?.ok_or(StoreError::Missing)?;
        let history = self.store.request_history(request.id).await?;
        let filings = match reader.role {
            Role::Clerk => Vec::new(),
            _ => self.store.filings_of_owner(&account.username, None).await?.items,
        };
        Ok(RequestContents { account, filings, history })
    }
}
