//! What the actions about what is on file have in common.

use crate::{Answer, Desk, Fault, Office};
use beian_contract::{problem::ProblemCode, view::OnFileView};
use beian_filing::{
    actor::Actor,
    filing::{Filing, Moment},
    history::Event,
    number::FilingNumber,
    on_file::{FileStep, OnFile, RecordEvent},
    order::{Base, released},
    refusal::Refusal,
    retention,
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

    /// What is on file with the forms that describe it, for filings about it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn base(
        &self,
        file: OnFile,
        position: Option<u32>,
        provider: Option<&str>,
    ) -> Result<Base, Fault> {
        let form = self.store().form_on_file(&file, position, provider).await?;
        Ok(Base { file, form })
    }

    /// The same for a filing; `None` for one that is about nothing on file.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn base_of(&self, filing: &Filing) -> Result<Option<Base>, Fault> {
        match (self.on_file_of(filing).await?, &filing.about) {
            (Some(file), Some(about)) => {
                let provider = Some(filing.form.access.provider.as_str()).filter(|id| !id.is_empty());
                self.base(file, about.position, provider).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What is on file that a filing is about; `None` for one that is about nothing on file.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn on_file_of(&self, filing: &Filing) -> Result<Option<OnFile>, Fault> {
        let Some(about) = &filing.about else { return Ok(None) };
        Ok(Some(self.store().on_file(&about.number).await?.ok_or(Refusal::NotOnFile)?))
    }

    /// The filings that must let go of what this one takes off file.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn to_release(&self, filing: &Filing, file: Option<&OnFile>) -> Result<Vec<Filing>, Fault> {
        match file {
            Some(file) if filing.kind.is_deregistration() => {
                let ids: Vec<String> = file.filings_of(filing.position()).into_iter().collect();
                Ok(self.store().filing_states(&ids).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Insists that the command did not begin this filing before.
    ///
    /// # Errors
    /// What was answered then, when it did; `key-reused`.
    pub async fn not_begun(&self, filing_id: &str) -> Result<(), Fault> {
        match self.load(filing_id).await {
            Err(Fault::Problem(ProblemCode::NotFound)) => Ok(()),
            Err(fault) => Err(fault),
            Ok(_) => Err(ProblemCode::KeyReused.into()),
        }
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
        let history: Vec<Event<RecordEvent>> = history.into_iter().map(|(event, _)| event).collect();
        Ok(OnFileView::of(file, &history, actor, self.moment(actor).today()))
    }

    /// Goes on with what a committed step left below a deregistered organizer; see [`FileStep::leaves_unswept`].
    ///
    /// # Errors
    /// As [`Office::sweep`].
    pub async fn sweep(&self, unswept: Option<String>) -> Result<(), Fault> {
        let Some(number) = unswept else { return Ok(()) };
        let system = retention::system();
        Ok(self.office().sweep(&number, &self.moment(&system), self.command()).await?)
    }
}

impl Office {
    /// Takes everything that is left below a deregistered organizer off file, as much at a time as a transaction holds.
    ///
    /// # Errors
    /// Only the store's; what is done stays done, and the daily run goes on.
    pub async fn sweep(&self, number: &str, moment: &Moment<'_>, command: &str) -> Result<(), StoreError> {
        // As it stands: what a step returned does not have the head of its history, which the store writes.
        let mut left = self.store.on_file(number).await?;
        while let Some(file) = left {
            let ids: Vec<String> = file.filings().into_iter().collect();
            let version = file.version;
            let Some(step) = file.sweep(moment) else { return Ok(()) };
            let others = released(&step, self.store.filing_states(&ids).await?, moment);
            left = Some(self.store.commit_file_with(step, others, &format!("{command}#{version}")).await?);
        }
        Ok(())
    }
}
