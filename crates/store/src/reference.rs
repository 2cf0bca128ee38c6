//! References 受理号. A reference is the number with which an applicant asks about a filing, a paper request or a printed form.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::{self, Key},
    table::NEW,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    identifier::{FilingId, Reference, RequestId},
    paper::{FORM_DAYS, PaperForm},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The object of a reference 受理号.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceTarget {
    /// A filing, by its identifier.
    Filing(FilingId),
    /// A paper request, by its identifier.
    Request(RequestId),
    /// A printed form that was not returned yet.
    Form(Box<PaperForm>),
}

/// The use of a reference before a case takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceUse {
    /// Nothing has the reference.
    New,
    /// A printed form has the reference, and its case takes the reference over.
    Printed,
}

impl Store {
    /// Adds a reference with its object to a transaction. A command always makes the same reference, and another command hardly ever
    /// makes it too. With `on_form`, a paper request replaces the printed form on which it arrived.
    pub(crate) fn put_reference(
        &self,
        reference: Reference,
        to: &ReferenceTarget,
        before: ReferenceUse,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let put = transaction::put(item::document(Key::reference(reference), to)?);
        let free = match before {
            ReferenceUse::Printed => keys::STILL_PRINTED,
            ReferenceUse::New => NEW,
        };
        transaction.put(Condition::Other, put.condition_expression(free))
    }

    /// Reads the object of a reference.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reference_target(
        &self,
        reference: Reference,
    ) -> Result<Option<ReferenceTarget>, StoreError> {
        let found = self.get(Key::reference(reference)).await?;
        found.map(|found| item::data("reference", &found)).transpose()
    }

    /// Saves a printed form under its reference, until a paper request replaces it or it expires. The answer is the saved form: a form
    /// that is printed again keeps the day of its first printing.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if the reference has another object.
    pub async fn save_printed_form(
        &self,
        reference: Reference,
        form: &PaperForm,
    ) -> Result<PaperForm, StoreError> {
        match self.kept_form(reference, form).await? {
            Some(kept) => Ok(kept),
            None => {
                let mut item = item::document(
                    Key::reference(reference),
                    &ReferenceTarget::Form(Box::new(form.clone())),
                )?;
                item.insert(keys::PRINTED.to_owned(), number(1));
                item::expire(&mut item, form.printed_at + SignedDuration::from_hours(FORM_DAYS * 24));
                match self.put_new(item).await {
                    Ok(()) => Ok(form.clone()),
                    // A request with the same command saved the form at the same time.
                    Err(StoreError::Exists) => {
                        self.kept_form(reference, form).await?.ok_or(StoreError::Exists)
                    }
                    Err(error) => Err(error),
                }
            }
        }
    }

    /// Returns the saved form with this reference; `None` if the reference is free. Another object of the reference is an error.
    async fn kept_form(
        &self,
        reference: Reference,
        form: &PaperForm,
    ) -> Result<Option<PaperForm>, StoreError> {
        match self.reference_target(reference).await? {
            None => Ok(None),
            // The form was returned meanwhile, so its paper request replaced it.
            Some(ReferenceTarget::Request(_)) => Ok(Some(form.clone())),
            Some(ReferenceTarget::Form(kept)) => {
                let again = PaperForm { printed_at: kept.printed_at, ..form.clone() };
                if *kept == again { Ok(Some(again)) } else { Err(StoreError::Exists) }
            }
            Some(ReferenceTarget::Filing(_)) => Err(StoreError::Exists),
        }
    }
}
