//! Steps of records: committing, the view, and the rest of a deregistration.

use crate::{Answer, Desk, Fault};
use beian_contract::view::OnFileView;
use beian_filing::{
    history::{Actor, Event},
    record::{FileStep, OnFile, RecordEvent},
};
use beian_store::StoreError;

impl Desk {
    /// Saves a step of a record and shows the record after it.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_file(&self, step: FileStep, actor: &Actor) -> Answer<OnFileView> {
        let id = step.after.id();
        match self.store().commit_file(step, self.command()).await {
            Ok(file) => self.file_view(&file, actor).await,
            // The same command was done at the same time.
            Err(StoreError::Done(_)) => {
                let held = self.load_on_file(&id).await?;
                self.file_view(&held.it, actor).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A record, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn file_view(&self, file: &OnFile, actor: &Actor) -> Answer<OnFileView> {
        let history = self.store().on_file_history(&file.number).await?;
        let history: Vec<Event<RecordEvent>> = history.into_iter().map(|(event, _)| event).collect();
        Ok(OnFileView::of(file, &history, actor, self.moment(actor).today()))
    }

    /// Deregisters the sites that a committed step left below a deregistered organizer; see [`FileStep::leaves_unswept`].
    ///
    /// # Errors
    /// Only the store's.
    pub async fn sweep(&self, unswept: Option<String>) -> Result<(), Fault> {
        let Some(number) = unswept else { return Ok(()) };
        let system = beian_filing::history::system();
        Ok(self.office.sweep(&number, &self.moment(&system), self.command()).await?)
    }
}
