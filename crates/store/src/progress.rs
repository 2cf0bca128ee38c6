//! Progress 进度 of a filing, a paper request or a printed form. It is shown to an applicant who knows the reference and enters the code
//! of a message to the applicant's address.

use crate::{
    Store, StoreError, filing, history,
    item::{self, Item},
    keys::{Key, PK},
    reference::ReferenceTarget,
    request,
};
use beian_filing::{
    filing::Filing,
    history::{Event, InquiryEvent},
    identifier::{FilingId, Reference, RequestId},
    paper::{PaperForm, PaperRequest},
};
use jiff::Timestamp;

/// The object of a reference, as lists have it.
#[derive(Debug, Clone)]
pub enum FollowedCase {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A printed form that was not returned yet.
    Form(Box<PaperForm>),
}

impl Store {
    /// Reads the object of a reference. The calls to the table are the same for every reference, so the response time does not reveal
    /// which references exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn followed_case(&self, reference: Reference) -> Result<Option<FollowedCase>, StoreError> {
        // No case has this identifier. Its keys are read all the same, so that every reference costs the same calls.
        let none = (FilingId::from(0), RequestId::from(0));
        let (filing, request, form) = match self.reference_target(reference).await? {
            Some(ReferenceTarget::Filing(id)) => (id, none.1, None),
            Some(ReferenceTarget::Request(id)) => (none.0, id, None),
            Some(ReferenceTarget::Form(form)) => (none.0, none.1, Some(FollowedCase::Form(form))),
            None => (none.0, none.1, None),
        };
        let found = self.get_all(vec![Key::filing(filing), Key::request(request)]).await?;
        Ok(found.first().map(read).transpose()?.or(form))
    }

    /// Saves an inquiry, and adds its event to the outbox if the event has a notice. An inquiry that exists already causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ask_progress(
        &self,
        digest: &str,
        event: &Event<InquiryEvent>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let pending = !event.notices.is_empty();
        let stored = history::encode(event)?;
        let mut item = history::event_item(Key::progress_asked(digest), stored, event, pending);
        item::expire(&mut item, until);
        self.put_unless_there(item).await
    }

    /// Saves the reference that the code with this digest opens until this time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_progress(
        &self,
        digest: &str,
        reference: Reference,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = item::document(Key::progress(digest), &(reference, until))?;
        item::expire(&mut item, until);
        self.put(item).await
    }

    /// Reads the reference that the code with this digest opens, and the end of the code's validity.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn progress(&self, digest: &str) -> Result<Option<(Reference, Timestamp)>, StoreError> {
        self.get(Key::progress(digest)).await?.map(|found| item::data("progress", &found)).transpose()
    }
}

fn read(found: &Item) -> Result<FollowedCase, StoreError> {
    if item::string(found, PK)?.starts_with("REQUEST#") {
        return Ok(FollowedCase::Request(Box::new(request::read(found)?)));
    }
    Ok(FollowedCase::Filing(Box::new(filing::read(found)?)))
}
