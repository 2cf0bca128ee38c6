//! Printed forms 申请书. A form is saved under its reference and typeset.

use crate::{App, AppError};
use beian_contract::view::PrintedForm;
use beian_filing::{identifier::Reference, paper::PaperForm, policy::codes};
use beian_store::StoreError;
use beian_typeset::{FormFacts, SheetFacts, Signer, font};

/// Data that is printed on a form but not saved.
#[derive(Debug, Default)]
pub struct Printed {
    /// The signer.
    pub signer: Signer,
    /// The data of a verification sheet. The sheet has the reference of its filing.
    pub sheet: Option<SheetFacts>,
}

/// A printed form.
#[derive(Debug)]
pub struct Printout {
    /// The form as data, by pages.
    pub form: PrintedForm,
    /// The same form as a PDF.
    pub pdf: Vec<u8>,
}

impl App {
    /// Saves a form under its reference and typesets it. A verification sheet is not saved, because its reference belongs to its filing.
    ///
    /// # Errors
    /// [`AppError::KeyReused`] if the reference belongs to another form.
    pub async fn print(
        &self,
        reference: Reference,
        form: PaperForm,
        printed: Printed,
    ) -> Result<Printout, AppError> {
        let form = match printed.sheet {
            Some(_) => form,
            None => match self.store.save_printed_form(reference, &form).await {
                Ok(kept) => kept,
                Err(StoreError::Exists) => return Err(AppError::KeyReused),
                Err(error) => return Err(error.into()),
            },
        };
        let settings = self.store.settings();
        let code = &self.rules().province;
        let province = codes::provinces().get(code).cloned();
        let facts = FormFacts {
            form,
            reference,
            signer: printed.signer,
            sheet: printed.sheet,
            province: province.ok_or_else(|| AppError::Internal(format!("no bureau of province {code}")))?,
            origin: settings.origin.clone(),
            postal_address: settings.postal_address.clone(),
        };
        let path = settings.font.clone();
        let form = beian_typeset::form(&facts);
        // Typesetting takes long, so it runs on a separate thread and does not block other requests.
        let set = move || beian_typeset::set(font::open(&path)?, &form).map(|pdf| (form, pdf));
        let set = tokio::task::spawn_blocking(set).await;
        let (form, pdf) =
            set.map_err(|error| AppError::Internal(error.to_string()))?.map_err(AppError::Internal)?;
        Ok(Printout { form, pdf })
    }
}
