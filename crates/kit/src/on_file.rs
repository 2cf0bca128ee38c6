//! What the actions about what is on file have in common.

use crate::{Answer, Desk, Fault, held::HeldOf};
use beian_contract::{problem::ProblemCode, view::OnFileView};
use beian_filing::{
    actor::Actor,
    number::FilingNumber,
    on_file::{FileStep, OnFile},
};
use beian_store::StoreError;

impl Desk {
    /// The organizer's number that these digits are of.
    ///
    /// # Errors
    /// `not-found`.
    pub fn number_of(&self, record_id: &str) -> Result<String, Fault> {
        let text = format!("{}ICP备{record_id}号", self.office().rules().abbreviation);
        let number = FilingNumber::parse(&text).map_err(|_| ProblemCode::NotFound)?;
        Ok(number.organizer().to_string())
    }

    /// Loads what is on file, in one round trip, for who may see it.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_on_file(&self, record_id: &str) -> Result<HeldOf<OnFile>, Fault> {
        let number = self.number_of(record_id).unwrap_or_default();
        let case = self.store().case(self.wanted()?.about_file(&number)).await?;
        self.hold(case, |case, actor| case.on_file.take().filter(|file| file.is_seen_by(actor)))
    }

    /// Saves a step of what is on file and shows it as it now is.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_file(&self, step: FileStep, actor: &Actor) -> Answer<OnFileView> {
        let id = step.after.id();
        match self.store().commit_file(step, self.command()).await {
            Ok(file) => self.file_view(&file, actor).await,
            // The same command, in the same moment.
            Err(StoreError::Done(_)) => {
                let held = self.load_on_file(&id).await?;
                self.file_view(&held.it, actor).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What is on file, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn file_view(&self, file: &OnFile, actor: &Actor) -> Answer<OnFileView> {
        let history = self.store().on_file_history(&file.number).await?;
        Ok(OnFileView::of(file, &history, actor))
    }
}
