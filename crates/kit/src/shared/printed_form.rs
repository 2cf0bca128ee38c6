//! What the actions that print forms have in common: a form is kept under its reference, and set.

use crate::{Answer, Desk, Fault};
use base64::{Engine, engine::general_purpose::STANDARD};
use beian_contract::{problem::ProblemCode, view::FormView};
use beian_filing::{codes, number::Reference, paper_form::PaperForm};
use beian_store::StoreError;
use beian_typeset::{FormFacts, SheetFacts, Signer, font};

/// What is printed besides what is kept.
#[derive(Debug, Default)]
pub struct Printed {
    /// Who signs it.
    pub signer: Signer,
    /// For the verification sheet of a filing, under whose reference it goes.
    pub sheet: Option<SheetFacts>,
}

impl Desk {
    /// Keeps a form under its reference and prints it. A sheet has its filing's reference, and nothing is kept of it.
    ///
    /// # Errors
    /// `key-reused` when the reference stands for something else.
    pub async fn print(&self, reference: Reference, form: PaperForm, printed: Printed) -> Answer<FormView> {
        let form = match printed.sheet {
            Some(_) => form,
            None => match self.store().keep_form(&reference.to_string(), &form).await {
                Ok(kept) => kept,
                Err(StoreError::Exists) => return Err(ProblemCode::KeyReused.into()),
                Err(error) => return Err(error.into()),
            },
        };
        let settings = self.store().settings();
        let code = &self.office().rules().province;
        let province = codes::provinces().get(code).cloned();
        let facts = FormFacts {
            form,
            reference,
            signer: printed.signer,
            sheet: printed.sheet,
            province: province.ok_or_else(|| Fault::Internal(format!("no bureau of province {code}")))?,
            origin: settings.origin.clone(),
            postal_address: settings.postal_address.clone(),
        };
        let path = settings.font.clone();
        let form = beian_typeset::form(&facts);
        // It takes a while, so not on a thread that others wait for.
        let set = move || beian_typeset::set(font::open(&path)?, &form).map(|pdf| (form, pdf));
        let set = tokio::task::spawn_blocking(set).await;
        let (form, pdf) =
            set.map_err(|error| Fault::Internal(error.to_string()))?.map_err(Fault::Internal)?;
        Ok(FormView {
            reference: form.reference.clone(),
            file_name: format!("{}-{}.pdf", form.title.zh, form.reference),
            pdf: STANDARD.encode(pdf),
            form,
        })
    }
}
