//! Steps of records: committing, the view, and the rest of a deregistration.

use crate::{ActionError, ActionResult, RequestContext};
use beian_contract::view::RecordView;
use beian_filing::{
    history::{Actor, Event},
    record::{Record, RecordEvent, RecordStep},
};
use beian_store::StoreError;

impl RequestContext {
    /// Saves a step of a record and shows the record after it.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_file(&self, step: RecordStep, actor: &Actor) -> ActionResult<RecordView> {
        let id = step.after.id();
        match self.store().commit_record(step, self.command()).await {
            Ok(record) => self.record_view(&record, actor).await,
            // The same command was done at the same time.
            Err(StoreError::Done(_)) => {
                let loaded = self.load_record(&id).await?;
                self.record_view(&loaded.value, actor).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A record, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn record_view(&self, record: &Record, actor: &Actor) -> ActionResult<RecordView> {
        let history = self.store().record_history(&record.number).await?;
        let history: Vec<Event<RecordEvent>> = history.into_iter().map(|(event, _)| event).collect();
        Ok(RecordView::of(record, &history, actor, self.decision_by(actor).today()))
    }

    /// Deregisters the sites that a committed step left below a deregistered organizer; see [`RecordStep::unfinished_deregistration`].
    ///
    /// # Errors
    /// Only the store's.
    pub async fn finish_deregistration(&self, unswept: Option<String>) -> Result<(), ActionError> {
        let Some(number) = unswept else { return Ok(()) };
        let system = beian_filing::history::system();
        Ok(self.app.finish_deregistration(&number, &self.decision_by(&system), self.command()).await?)
    }
}
