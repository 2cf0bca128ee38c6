//! The view of a record, and the completion of a deregistration.

use crate::{ActionError, ActionResult, RequestContext, Shown};
use beian_contract::view::RecordView;
use beian_filing::{
    history::{Actor, Event, EventHead},
    identifier::OrganizerNumber,
    record::{Record, RecordEvent},
};

impl Shown for Record {
    type View = RecordView;

    type Id = OrganizerNumber;

    fn id(&self) -> OrganizerNumber {
        self.number
    }

    async fn after_repetition(
        ctx: &RequestContext,
        number: OrganizerNumber,
        _done: &EventHead,
    ) -> Result<Record, ActionError> {
        Ok(ctx.load_record(&number.record_id()).await?.value)
    }

    async fn view(&self, ctx: &RequestContext, actor: &Actor) -> ActionResult<RecordView> {
        let history = ctx.store().record_history(self.number).await?;
        let history: Vec<Event<RecordEvent>> = history.into_iter().map(|(event, _)| event).collect();
        Ok(RecordView::of(self, &history, actor, ctx.decision_by(actor).today()))
    }
}

impl RequestContext {
    /// Deregisters the remaining sites of an organizer that a committed step deregistered. The argument is the result of
    /// [`Step::unfinished_deregistration`](beian_filing::history::Step::unfinished_deregistration).
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn finish_deregistration(
        &self,
        unfinished: Option<OrganizerNumber>,
    ) -> Result<(), ActionError> {
        let Some(number) = unfinished else { return Ok(()) };
        let system = beian_filing::history::system();
        Ok(self.app.finish_deregistration(number, &self.decision_by(&system), self.command()).await?)
    }
}
