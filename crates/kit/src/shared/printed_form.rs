//! The view of a printed form.

use crate::{ActionResult, RequestContext};
use base64::{Engine, engine::general_purpose::STANDARD};
use beian_app::Printed;
use beian_contract::view::FormView;
use beian_filing::{identifier::Reference, paper::PaperForm};

impl RequestContext {
    /// Saves a form under its reference, typesets it, and returns it as data and as a PDF.
    ///
    /// # Errors
    /// `key-reused` if the reference belongs to another form.
    pub async fn print(
        &self,
        reference: Reference,
        form: PaperForm,
        printed: Printed,
    ) -> ActionResult<FormView> {
        let printout = self.app.print(reference, form, printed).await?;
        let form = printout.form;
        Ok(FormView {
            reference: form.reference,
            file_name: format!("{}-{}.pdf", form.title.zh, form.reference),
            pdf: STANDARD.encode(printout.pdf),
            form,
        })
    }
}
