//! Records: the data that approvals left on file, the filings about it, and the end of a deregistration.

use crate::{App, AppError};
use beian_filing::{
    filing::{Base, Filing, released},
    history::Moment,
    identifier::FilingNumber,
    record::OnFile,
    record::RecordRefusal,
};
use beian_store::StoreError;

impl App {
    /// The organizer's filing number with these digits.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when they are the digits of no number.
    pub fn number_of(&self, record_id: &str) -> Result<String, AppError> {
        let text = format!("{}ICP备{record_id}号", self.rules().abbreviation);
        let number = FilingNumber::parse(&text).map_err(|_| AppError::NotFound)?;
        Ok(number.organizer().to_string())
    }

    /// A record with the forms that describe it, from which a filing about the record starts.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn base(
        &self,
        file: OnFile,
        position: Option<u32>,
        provider: Option<&str>,
    ) -> Result<Base, AppError> {
        let form = self.store.form_on_file(&file, position, provider).await?;
        Ok(Base { file, form })
    }

    /// The record that a filing is about, with the forms that describe it. The answer is `None` for a filing about no record.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn base_of(&self, filing: &Filing) -> Result<Option<Base>, AppError> {
        match (self.on_file_of(filing).await?, &filing.about) {
            (Some(file), Some(about)) => {
                let provider = Some(filing.form.access.provider.as_str()).filter(|id| !id.is_empty());
                self.base(file, about.position, provider).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The record that a filing is about. The answer is `None` for a filing about no record.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn on_file_of(&self, filing: &Filing) -> Result<Option<OnFile>, AppError> {
        let Some(about) = &filing.about else { return Ok(None) };
        Ok(Some(self.store.on_file(&about.number).await?.ok_or(RecordRefusal::NotOnFile)?))
    }

    /// The filings that release their claims when this deregistration is approved.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn to_release(&self, filing: &Filing, file: Option<&OnFile>) -> Result<Vec<Filing>, AppError> {
        match file {
            Some(file) if filing.kind.is_deregistration() => {
                let ids: Vec<String> = file.filings_of(filing.position()).into_iter().collect();
                Ok(self.store.filing_states(&ids).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Deregisters everything that is left below a deregistered organizer, as much at a time as one transaction holds.
    ///
    /// # Errors
    /// Only the store's. Committed parts stay, and the daily run does the rest.
    pub async fn sweep(&self, number: &str, moment: &Moment<'_>, command: &str) -> Result<(), StoreError> {
        // The record is read again, because a step does not know the last hash of its history: the store computes it.
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
