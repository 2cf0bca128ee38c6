//! References 受理号: the numbers by which applicants ask for a filing, a paper request or a printed form.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::{self, Key},
    table::NEW,
    transaction::{self, Condition, Transaction},
};
use beian_filing::paper::{FORM_DAYS, PaperForm};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The thing that a reference 受理号 stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceTarget {
    /// A filing, by its identifier.
    Filing(String),
    /// A paper request, by its identifier.
    Request(String),
    /// A form that was printed and has not come back.
    Form(Box<PaperForm>),
}

impl Store {
    /// Keeps the meaning of a reference in a transaction. A command makes the same reference each time, and another command hardly
    /// ever makes it too. A request that came `on_form` takes the place of its printed form.
    pub(crate) fn put_reference(
        &self,
        reference: &str,
        to: &ReferenceTarget,
        on_form: bool,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let put = transaction::put(item::document(Key::reference(reference), to)?);
        let free = if on_form { keys::STILL_PRINTED } else { NEW };
        transaction.put(Condition::Other, put.condition_expression(free))
    }

    /// The thing that a reference stands for.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reference_target(&self, reference: &str) -> Result<Option<ReferenceTarget>, StoreError> {
        let found = self.get(Key::reference(reference)).await?;
        found.map(|found| item::data("reference", &found)).transpose()
    }

    /// Keeps a printed form under its reference until a request takes its place or the form expires. The kept form is returned: a
    /// form that is printed again keeps the day on which it was printed first.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the reference stands for something else.
    pub async fn save_printed_form(
        &self,
        reference: &str,
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
                    // The same command ran twice at the same time.
                    Err(StoreError::Exists) => {
                        self.kept_form(reference, form).await?.ok_or(StoreError::Exists)
                    }
                    Err(error) => Err(error),
                }
            }
        }
    }

    /// The form that is kept under this reference, if it is the same form; `None` where the reference is free.
    async fn kept_form(&self, reference: &str, form: &PaperForm) -> Result<Option<PaperForm>, StoreError> {
        match self.reference_target(reference).await? {
            None => Ok(None),
            // The form came back meanwhile, and its request took its place.
            Some(ReferenceTarget::Request(_)) => Ok(Some(form.clone())),
            Some(ReferenceTarget::Form(kept)) => {
                let again = PaperForm { printed_at: kept.printed_at, ..form.clone() };
                if *kept == again { Ok(Some(again)) } else { Err(StoreError::Exists) }
            }
            Some(ReferenceTarget::Filing(_)) => Err(StoreError::Exists),
        }
    }
}
