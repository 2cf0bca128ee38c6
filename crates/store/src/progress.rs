//! Where something stands, to whoever knows its reference and reads its mail.

use crate::{
    Store, StoreError,
    case::Referred,
    commit,
    item::{self, Item},
    keys::{Key, PK},
    request,
};
use beian_filing::{
    filing::Filing,
    history::{Event, InquiryEvent},
    paper::PaperRequest,
    paper_form::PaperForm,
};
use jiff::Timestamp;

/// What a reference stands for, as lists know it.
#[derive(Debug, Clone)]
pub enum Followed {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A form that was printed and has not come back.
    Form(Box<PaperForm>),
}

impl Store {
    /// What a reference stands for. Whether there is anything or not, and whatever it is, the table is asked the same.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn followed(&self, reference: &str) -> Result<Option<Followed>, StoreError> {
        let (id, form) = match self.referred(reference).await? {
            Some(Referred::Filing(id) | Referred::Request(id)) => (id, None),
            Some(Referred::Form(form)) => ("-".to_owned(), Some(Followed::Form(form))),
            None => ("-".to_owned(), None),
        };
        let found = self.get_all(vec![Key::filing(&id), Key::request(&id)]).await?;
        Ok(found.first().map(read).transpose()?.or(form))
    }

    /// Keeps that somebody asked; while it is owed, a letter goes out. To keep it twice is fine.
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
        let mut item = commit::event_item(Key::progress_asked(digest), commit::encode(event)?, event, owed);
        item::expire(&mut item, until);
        match self.put(item, Some(commit::NEW)).await {
            Err(StoreError::Exists) => Ok(()),
            other => other,
        }
    }

    /// Lets the code of this digest show where a reference stands, until then.
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
        self.put(item, None).await
    }

    /// The reference whose progress the code of this digest shows, and until when.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn progress(&self, digest: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        self.get(Key::progress(digest)).await?.map(|found| item::data("progress", &found)).transpose()
    }
}

fn read(found: &Item) -> Result<Followed, StoreError> {
    if item::string(found, PK)?.starts_with("REQUEST#") {
        return Ok(Followed::Request(Box::new(request::read(found)?)));
    }
    Ok(Followed::Filing(Box::new(item::read_state(found)?)))
}
