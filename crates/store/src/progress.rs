//! Progress of a filing or request. It is shown to an applicant who knows the reference and reads the applicant's mail.

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
    paper::{PaperForm, PaperRequest},
};
use jiff::Timestamp;

/// The thing that a reference stands for, as lists know it.
#[derive(Debug, Clone)]
pub enum FollowedCase {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A form that was printed and has not come back.
    Form(Box<PaperForm>),
}

impl Store {
    /// The thing that a reference stands for. The calls to the table are the same for every reference, so that the time of an answer
    /// does not tell which references exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn followed_case(&self, reference: &str) -> Result<Option<FollowedCase>, StoreError> {
        let (id, form) = match self.reference_target(reference).await? {
            Some(ReferenceTarget::Filing(id) | ReferenceTarget::Request(id)) => (id, None),
            Some(ReferenceTarget::Form(form)) => ("-".to_owned(), Some(FollowedCase::Form(form))),
            None => ("-".to_owned(), None),
        };
        let found = self.get_all(vec![Key::filing(&id), Key::request(&id)]).await?;
        Ok(found.first().map(read).transpose()?.or(form))
    }

    /// Keeps an inquiry. It owes a letter if its event does. An inquiry that is kept already is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ask_progress(
        &self,
        digest: &str,
        event: &Event<InquiryEvent>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let owed = !event.notices.is_empty();
        let stored = history::encode(event)?;
        let mut item = history::event_item(Key::progress_asked(digest), stored, event, owed);
        item::expire(&mut item, until);
        self.put_unless_there(item).await
    }

    /// Has the code of this digest show the progress of a reference until this time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_progress(
        &self,
        digest: &str,
        reference: &str,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = item::document(Key::progress(digest), &(reference, until))?;
        item::expire(&mut item, until);
        self.put(item).await
    }

    /// The reference that the code of this digest shows the progress of, and the end of the code's validity.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn progress(&self, digest: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        self.get(Key::progress(digest)).await?.map(|found| item::data("progress", &found)).transpose()
    }
}

fn read(found: &Item) -> Result<FollowedCase, StoreError> {
    if item::string(found, PK)?.starts_with("REQUEST#") {
        return Ok(FollowedCase::Request(Box::new(request::read(found)?)));
    }
    Ok(FollowedCase::Filing(Box::new(filing::read(found)?)))
}
